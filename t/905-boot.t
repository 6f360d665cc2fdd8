#!/usr/bin/perl
# The guide, done literally in a machine of its own that systemd boots: users,
# database, keys, units, nginx without and with a certificate; then start, stop
# and the ends of programs. The commands are those of docs/admin-guide.md.
use strict;
use warnings;
use lib 't/lib';
use File::Temp ();
use Meal::Machine;
use Meal::Place;
use Meal::Process;
use Meal::Session;
use Meal::Test;
use Time::HiRes qw(time sleep);

my $why = Meal::Machine::why_not();
($why) = grep { defined } $why, map { -x "/usr/bin/$_" || -x "/usr/sbin/$_" ||
    -x "/usr/lib/postgresql/15/bin/$_" ? undef : "there is no $_" }
    qw(nginx multiwatch openssl curl postgres pg_createcluster);
if (defined $why) {
	plan(skip_all => "NO UNIT IS STARTED FOR REAL here: $why; " .
	    't/904-units.t only reads them');
}

# The commands of the guide below a heading, as blocks.
sub guide {
	my ($heading) = @_;
	my $text = Meal::Place::read_file(Meal::Place::top() .
	    '/docs/admin-guide.md');
	my ($part) = $text =~ /^###? \Q$heading\E\n(.*?)(?=^##|\z)/ms
	    or die "the guide has no $heading\n";
	return $part =~ /^```sh\n(.*?)^```$/msg;
}

my $dir = File::Temp->newdir(DIR => Meal::Place::runtime());
my ($status, $said) = Meal::Process::run(argv => ['make', '-s', '-C',
    Meal::Session::build(), 'install', "DESTDIR=$dir/dest"]);
is($status, 0, 'make install') or diag($said);
my $machine = Meal::Machine->new(dir => "$dir", over => "$dir/dest/usr");
ok(1, 'it boots');

# One block, or diagnosis.
sub inside {
	my ($words, $what) = @_;
	my ($code, $text) = $machine->run($words);
	is($code, 0, $what) or diag("$words\n$text");
	return $text;
}

sub journal {
	my (@options) = @_;
	return ($machine->run("journalctl --no-pager -o cat @options"))[1];
}

inside('pg_createcluster 15 main -- --no-sync >/dev/null &&
    systemctl start postgresql@15-main', 'PostgreSQL, as its package does');

# ---- install

my ($block) = guide('User, database, configuration, key');
$block =~ s{^editor /etc/meal/meal[.]conf.*}{sed -i
    's|^#* *base_url *=.*|base_url=https://meal.example.org|'
    /etc/meal/meal.conf}m
    or die "the guide does not edit meal.conf\n";
$block =~ s/\n    (?=['\/])/ /g;
my $text = inside($block, 'user, database, configuration, keys');
like($text, qr{https://meal[.]example[.]org/reset}, 'a link for the first ' .
    'administrator') or diag($text);

($block) = guide('The responders');
inside($block, 'the units');

# Until the programs answer on their sockets.
sub up {
	for (1 .. 100) {
		my (undef, $failed) = $machine->run(
		    q{systemctl list-units --no-legend 'meal*' | cat});
		my @bad = grep { /meal/ && !/ (?:running|listening|active) / }
		    split /\n/, $failed;
		return $failed if !@bad;
		sleep 0.1;
	}
	return ($machine->run(q{systemctl --no-pager status 'meal*'}))[1];
}
my @units = up() =~ /^\W*(meal\S+) +loaded +active +running/mg;
cmp_ok(scalar(grep { /^meal@.*service/ } @units), '>=', 13,
    'every responder runs');
is(scalar(grep { /^meal-worker@(?:mail|slow)[.]service$/ } @units), 2,
    'and a worker for each queue') or diag(journal());

# ---- a site that can get a certificate, and then has one

my @blocks = map { s/YOUR[.]NAME/meal.example.org/gr } guide('nginx');
is(scalar @blocks, 4, 'nginx, certificate, site, look') or diag(@blocks);
inside($blocks[0] =~ s/systemctl reload nginx/systemctl restart nginx/r,
    'nginx without a certificate');
my $curl = 'curl -s --max-time 20 --resolve meal.example.org:80:127.0.0.1 ' .
    '--resolve meal.example.org:443:127.0.0.1 -k';
inside('mkdir -p /var/lib/meal-acme/.well-known/acme-challenge &&
    echo answer >/var/lib/meal-acme/.well-known/acme-challenge/abc',
    'what certbot writes');
is(inside("$curl http://meal.example.org/.well-known/acme-challenge/abc",
    'is asked for'), "answer\n", 'and found, before there is a certificate');
is(inside("$curl -o /dev/null -w '%{http_code} %{redirect_url}' " .
    'http://meal.example.org/plan', 'the rest'),
    '301 https://meal.example.org/plan', 'goes to https');
my $clear = inside("$curl -i http://meal.example.org/api/v1/recipes " .
    "-H 'Authorization: Bearer x'", 'a program that forgot the s');
like($clear, qr{^HTTP/1\.1 403 .*^Content-Type: application/problem\+json.*"Ask by https}ms,
    'is told');
unlike($clear, qr{^(?:Location:|Server: nginx/)}mi, 'not led on');
like($blocks[1], qr{certbot .*--webroot -w /var/lib/meal-acme }s,
    'certbot writes there');
my $live = '/etc/letsencrypt/live/meal.example.org';
inside("mkdir -p $live && openssl req -x509 -newkey ec -pkeyopt
    ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=meal.example.org
    -keyout $live/privkey.pem -out $live/fullchain.pem 2>&1" =~ s/\n */ /gr,
    'a certificate, in its place');
inside($blocks[2], 'nginx with it');
for (1 .. 50) {		# a reload is over when the new ones answer
	last if ($machine->run("$curl https://meal.example.org/ready"))[0]
	    == 0;
	sleep 0.1;
}
like(inside($blocks[3] =~ s/^curl -s/$curl/r, 'look'),
    qr/"status":"ready"/, 'it is ready');
like(inside("$curl https://meal.example.org/login", 'the login page'),
    qr/<form[^>]*action="\/login"/, 'with its form');
my $stay = qr/^strict-transport-security: max-age=31536000; includeSubDomains\r?$/mi;
# the programs' own; nginx's files, its errors, and theirs it words
for my $at ('login', 'api/v1/health', 'nothing', 'static/meal.css',
    'static/nothing', 'javascript/sortable/Sortable.min.js', '%zz',
    'errors/413', 'api/v1/errors/413') {
	my $head = inside("$curl -i https://meal.example.org/$at | sed '/^.\$/q'",
	    "/$at");
	is(scalar(() = $head =~ /$stay/g), 1, 'keeps browsers on https, once')
	    or diag($head);
}
inside('systemctl stop meal@system.socket meal@system.service',
    'nobody words errors');
like(inside("$curl -i https://meal.example.org/$_", "/$_"), $stay,
    'nginx itself says so as well') for 'nothing', 'api/v1/nothing', '%zz';
inside('systemctl start meal@system.socket meal@system.service',
    'somebody does');
unlike(inside("$curl -i http://meal.example.org/plan", 'without TLS'),
    qr/strict-transport/i, 'nothing is promised');
is(inside("$curl -o /dev/null -w '%{http_code}' http://meal.example.org" .
    '/.well-known/acme-challenge/abc', 'a renewal'), '200',
    'finds its way as well');
is(inside("$curl -X POST -H 'Content-Type: application/json' " .
    '-o /dev/null -w "%{http_code}" -d ' .
    q('{"email":"a@example.com","username":"anna","fullName":"A B",) .
    q("password":"kitchen table 7"}') .
    ' https://meal.example.org/api/v1/auth/register', 'a registration'),
    '201', 'with hashes, tokens and mails');

# ---- keys are seen by those that use them

for my $name (qw(foods meals plan recipes shopping system auth session)) {
	is(inside("nsenter -m -t \$(systemctl show -P MainPID " .
	    "meal\@$name.service) ls /etc/meal/credentials", $name), $name =~ /^(?:auth|session)$/ ?
	    "data-key\npublic\ntoken-key\n" : "public\n", 'sees what it needs');
}
for my $when ('before', 'after') {
	inside('runuser -u meal -- mealctl key rotate', 'new keys')
	    if $when eq 'after';
	my ($token) = inside("$curl -H 'Content-Type: application/json' -d " .
	    q('{"login":"anna","password":"kitchen table 7"}') .
	    ' https://meal.example.org/api/v1/auth/login', "$when rotation")
	    =~ /"accessToken":"([^"]+)"/;
	is(inside("$curl -o /dev/null -w '%{http_code}' -H 'Authorization: " .
	    "Bearer $token' https://meal.example.org/api/v1/recipes",
	    'recipes'), '200', 'a token is checked by the public half');
}

# ---- what others may read

is(inside(q{find /etc/meal /var/lib/meal /run/meal -perm /o=rwx ! -type l ! }
    . q{-path /run/meal}, 'files of meal'), '',
    'none is for everybody, but the folder of the sockets');
is(inside(q{stat -c %A /var/log/nginx/meal-access.log}, 'the access log'),
    "-rw-r-----\n", 'is not either');
isnt(($machine->run('runuser -u nobody -- cat /etc/meal/meal.conf'))[0], 0,
    'nobody reads meal.conf');

# ---- a backup, and the way back, to before somebody was there

my ($save, $try, $back) = guide('Backup');
inside("cd /tmp\n$save", 'backup');
is(inside('stat -c %a /tmp/meal.dump /tmp/meal-conf.tgz', 'its files'),
    "600\n600\n", 'are for nobody else');
inside("cd /tmp\n$try", 'tried');
# what came since refers to what is there: a table of a newer version
inside(q{psql -qU meal_owner meal -c 'CREATE TABLE later (recipe uuid
    REFERENCES recipe)' -c "UPDATE person SET username = 'later'
    WHERE username = 'anna'"}, 'then things change');
inside("cd /tmp\n$back", 'the way back');
is(inside(q{runuser -u meal -- psql -Atd meal -c "SELECT username FROM person
    WHERE username IN ('anna', 'later')" -c "SELECT to_regclass('later')"},
    'what is there'), "anna\n\n", 'is what was there');
is(inside(q{runuser -u meal -- psql -Atd meal -c "SELECT count(*) FROM outbox
    WHERE state IN ('queued', 'sending')"}, 'mails'), "0\n",
    'none is sent once more');
up();
inside("$curl --retry 5 --retry-all-errors -f https://meal.example.org/ready",
    'it serves');
isnt(($machine->run(q{runuser -u meal -- psql -U meal_owner meal -c ''}))[0],
    0, 'the programs are not who owns the tables');
is(inside('mealctl doctor | grep -w role', 'nor do they own them'),
    "ok    role\n", 'says the doctor');

# ---- who may not read meal.conf does not get the defaults

my ($nobody, $told) = $machine->run('runuser -u nobody -- mealctl conf check');
is($nobody, 1, 'conf check by somebody else');
like($told, qr{^mealctl: /etc/meal/meal[.]conf: Permission denied$}m,
    'says that it cannot be read');

# ---- nobody notices a restart, and nothing waits to be killed

my $watch = "cd /tmp && rm -f codes end && (while ! [ -e end ]; do " .
    "$curl -o /dev/null -w '%{http_code}\\n' " .
    'https://meal.example.org/api/v1/health >>codes; done) & sleep 0.5; ' .
    q{for i in 1 2 3; do systemctl restart 'meal@*.service'; done; } .
    'touch end; wait; sort codes | uniq -c';
$text = inside("cd /tmp; $watch", 'restarts under load');
like($text, qr/\A\s*(\d+) 200\n\z/, 'no request failed');
my $start = time;
inside('systemctl stop meal.target', 'stop');
my $took = time - $start;
unlike(inside(q{systemctl list-units --no-legend 'meal*.service' | cat},
    'what is left'), qr/running|stop/, 'runs no more');
unlike(journal('-b'), qr/timed out[.] Killing|status=9.KILL/,
    'nothing was killed');
cmp_ok($took, '<', 10, sprintf 'it took %.2f s', $took);
note(sprintf 'stopped in %.2f s', $took);
inside('systemctl start meal.target', 'start');
up();
inside("$curl --retry 5 -f https://meal.example.org/ready", 'ready again');

# ---- a wrong line in meal.conf is mended by mending it

inside(q{echo nonsense=1 >>/etc/meal/meal.conf;
    systemctl restart 'meal-worker@*.service' || true; sleep 7},
    'a wrong line');
inside(q{sed -i /nonsense/d /etc/meal/meal.conf; sleep 7;
    systemctl is-active meal-worker@mail meal-worker@slow},
    'mended: the workers run again');

# ---- one that is killed is back

inside(q{systemctl kill -s KILL meal@recipes.service; sleep 3;
    systemctl is-active meal@recipes.service}, 'a killed unit is back');

if (!Test::More->builder->is_passing) {
	diag(journal('-n 200'));
}
$machine->stop;
ok(!-d $machine->{group}, 'nothing of it is left');
done_testing();
