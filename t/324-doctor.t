#!/usr/bin/perl
# mealctl doctor: each check, of an installation that is well and of one that
# is not.
use strict;
use warnings;
use lib 't/lib';
use File::Copy ();
use JSON::PP ();
use Meal::Conf;
use Meal::Place;
use Meal::Session;
use Meal::Test;
use Time::HiRes ();

my $site = Meal::Site->new(responders => []);
my $dir = $site->log_dir . '/doctor';
mkdir $dir or die "$dir: $!\n";
mkdir "$dir/$_" or die "$dir: $!\n" for qw(keys mail exports words);
chmod oct 700, "$dir/keys";
for my $name (qw(token-key data-key)) {
	File::Copy::copy(Meal::Session->current->credentials . "/$name",
	    "$dir/keys/$name") or die "$name: $!\n";
	chmod oct 600, "$dir/keys/$name";
}
write_to("$dir/words/words.pwd", 'x');
my $json = JSON::PP->new->utf8;

# As if a worker were there.
my $worker = do {
	local $ENV{PGAPPNAME} = 'meal-worker';
	$site->hold('SET LOCAL lock_timeout = 0');
};

# An installation without a fault.
my %well = (
	environment => 'production', base_url => 'https://meal.example.org',
	database => $site->conninfo, runtime => $site->log_dir,
	credentials => "$dir/keys", mail_transport => 'sendmail',
	mail_program => '/bin/true', mail_from => 'meal <meal@example.org>',
	mail_directory => "$dir/mail", exports => "$dir/exports",
	password_dictionary => "$dir/words/words",
);

sub write_to {
	my ($path, $text) = @_;
	open my $out, '>', $path or die "$path: $!\n";
	print {$out} $text;
	close $out or die "$path: $!\n";
	return;
}

# {check => [[verdict, problem], …]} and the exit status.
sub examine {
	my (%option) = @_;
	my $conf = "$dir/meal.conf";
	Meal::Conf::write_conf($conf, build => Meal::Session::build(), %well,
	    %option);
	my ($status, $text) = Meal::Session::mealctl($conf, 'doctor',
	    '--json');
	my %found;
	for my $line (grep { /^\{/ } split /\n/, $text) {
		my $d = $json->decode($line);
		push @{ $found{ $d->{check} } },
		    [@{$d}{qw(verdict problem remedy)}];
	}
	return (\%found, $status, $text);
}

# One thing is turned bad: that check says so, no other does.
sub turned {
	my ($check, $verdict, $words, %option) = @_;
	my @also = @{ delete $option{also} // [] };
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($found, $status, $text) = examine(%option);
	my @said = grep { $_->[0] eq $verdict && $_->[1] =~ $words &&
	    length $_->[2] } @{ $found->{$check} // [] };
	ok(@said, "$check: $verdict: $words") or diag($text);
	is($status, (grep { $_->[0] eq 'fail' } map { @{$_} }
	    values %{$found}) ? 1 : 0, 'fails when something is wrong');
	my %expected = map { $_ => 1 } $check, @also;
	is(join(' ', sort grep { !$expected{$_} &&
	    grep { $_->[0] ne 'ok' } @{ $found->{$_} } } keys %{$found}), '',
	    'nothing else is said') or diag($text);
	return;
}

$site->mealctl(qw(user add root@example.com root --admin));
$site->sql('UPDATE person SET mfa_enabled = true');
$site->sql(q{UPDATE installation SET environment = 'production'});
my ($found, $status, $text) = examine();
is($status, 0, 'all is well') or diag($text);
is(join(' ', sort grep { $found->{$_}[0][0] ne 'ok' } keys %{$found}), '',
    'every check says so') or diag($text);
cmp_ok(scalar keys %{$found}, '>=', 20, 'there are many');
my ($plain_status, $plain) = Meal::Session::mealctl("$dir/meal.conf",
    'doctor');
is($plain_status, 0, 'in words');
like($plain, qr/^ok    configuration$/m, 'a line each');

# ---- the configuration
write_to("$dir/bad.conf", "nonsense=1\n");
($status, $text) = Meal::Session::mealctl("$dir/bad.conf", 'doctor');
is($status, 1, 'a file that cannot be read');
like($text, qr/^fail  configuration: .*line 1: unknown option/m,
    'is named');
is((Meal::Session::mealctl("$dir/meal.conf", 'doctor', '--fast'))[0], 2,
    'an unknown option');

turned('tls', 'fail', qr/no TLS/, base_url => 'http://meal.example.org');
turned('tls', 'warn', qr/https/, hsts_seconds => 0);
turned('address', 'fail', qr/slash/, base_url => 'https://meal.example.org/');
turned('address', 'fail', qr/base_url/, base_url => 'meal.example.org',
    also => ['tls']);
turned('address', 'warn', qr/this machine/,
    base_url => 'http://localhost:8080');
turned('environment', 'fail', qr/development/,
    environment => 'development', also => ['mark']);
turned('mark', 'fail', qr/production database/, environment => 'test',
    also => ['environment']);
turned('cors', 'fail', qr/any page/, cors_origins => '*');
turned('cors', 'fail', qr/any page/,
    cors_origins => 'https://app.example.com null');
turned('cors', 'warn', qr/without TLS/,
    cors_origins => 'http://app.example.com');
turned('passwords', 'warn', qr/cheaper/, scrypt_log2_n => 13);
turned('passwords', 'warn', qr/cheaper/, scrypt_p => 4);
turned('passwords', 'warn', qr/cheaper/, scrypt_r => 4);
for my $good ([17, 1], [16, 2], [15, 3], [13, 10]) {
	my ($log2_n, $p) = @{$good};
	($found) = examine(scrypt_log2_n => $log2_n, scrypt_p => $p);
	is($found->{passwords}[0][0], 'ok', "2^$log2_n with p=$p is enough");
}
turned('dictionary', 'warn', qr/No such file/,
    password_dictionary => "$dir/nowhere");
turned('registration', 'warn', qr/no mail goes out/,
    mail_transport => 'none', also => ['mail']);
turned('registration', 'warn', qr/as fast/, registration_seconds => 0);
turned('registration', 'warn', qr/own network/, fetch_private => 'yes');
turned('mail', 'warn', qr/no mail goes out/, mail_transport => 'none',
    registration => 'closed');
turned('limits', 'warn', qr/guessed 500 times/, login_failures => 500);
turned('mail', 'fail', qr/no sender/, mail_from => '');
turned('mail', 'fail', qr/No such file/, mail_program => "$dir/nowhere");
turned('mail', 'warn', qr/stay in files/, mail_transport => 'directory');
turned('mail', 'warn', qr/in clear/, mail_transport => 'smtp',
    mail_url => 'smtp://mail.example.com:25', mail_user => 'meal',
    also => ['credentials']);
turned('mail', 'fail', qr/nowhere/, mail_transport => 'smtp',
    mail_ca => "$dir/nowhere");
turned('files', 'fail', qr/templates .*No such file/,
    templates => "$dir/nowhere");
turned('files', 'fail', qr/runtime .*No such file/,
    runtime => "$dir/nowhere");

# ---- secrets
turned('credentials', 'fail', qr/mail-password: No such/,
    mail_transport => 'smtp', mail_user => 'meal', mail_tls => 'must');
chmod oct 640, "$dir/keys/data-key";
turned('credentials', 'fail', qr/data-key can be read .*0640/);
chmod oct 600, "$dir/keys/data-key";
chmod oct 777, "$dir/keys";
turned('credentials', 'fail', qr/others can write/);
chmod oct 700, "$dir/keys";
my %key = map { $_ => Meal::Place::read_file("$dir/keys/$_") }
    qw(token-key data-key);
unlink "$dir/keys/token-key";
turned('keys', 'fail', qr/token-key is missing/, also => ['credentials']);
write_to("$dir/keys/token-key", '{}');
chmod oct 600, "$dir/keys/token-key";
turned('keys', 'fail', qr/token-key: /);
# the key of RFC 7517, A.2, which everybody has
write_to("$dir/keys/token-key", '{"kty":"EC","crv":"P-256",' .
    '"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",' .
    '"y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",' .
    '"d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",' .
    '"use":"sig","kid":"1"}');
turned('keys', 'fail', qr/printed in a standard/);
my $aged = $key{'token-key'} =~
    s/("kid":\s*")[0-9a-f]{8}-[0-9a-f]{4}/${1}01700000-0000/r;
isnt($aged, $key{'token-key'}, 'a key of 2022');
write_to("$dir/keys/token-key", $aged);
turned('keys', 'warn', qr/two years/);
write_to("$dir/keys/token-key", $key{'token-key'});
write_to("$dir/keys/data-key", 'one ' . '0' x 64 . "\n");
turned('keys', 'fail', qr/not a random one/);
write_to("$dir/keys/data-key", $key{'data-key'});

# ---- the database
turned('database', 'fail', qr/away/,
    database => 'host=/nonexistent dbname=none');
my $migrations = Meal::Place::plain_top() . '/migrations';
mkdir "$dir/migrations" or die "$!\n";
for my $file (glob "'$migrations'/*.sql") {
	File::Copy::copy($file, "$dir/migrations") or die "$file: $!\n";
}
write_to("$dir/migrations/9999-later.sql", "SELECT 1;\n");
turned('database', 'fail', qr/1 migrations are not applied/,
    migrations => "$dir/migrations");
unlink "$dir/migrations/9999-later.sql";
write_to("$dir/migrations/0001-accounts.sql", "SELECT 1;\n");
turned('database', 'fail', qr/0001-accounts.sql was changed/,
    migrations => "$dir/migrations");

# Something done to it, looked at, and taken back.
sub done {
	my ($do, $undo, @turned) = @_;
	$site->sql($do);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	turned(@turned);
	$site->sql($undo);
	return;
}
done(q{UPDATE installation SET environment = 'test'},
    q{UPDATE installation SET environment = 'production'},
    'mark', 'warn', qr/not marked/);
done(q{UPDATE person SET role = 'user'}, q{UPDATE person SET role = 'admin'},
    'administrators', 'warn', qr/nobody/);
done('UPDATE person SET disabled_at = now()',
    'UPDATE person SET disabled_at = NULL', 'administrators', 'warn',
    qr/nobody/);
done('UPDATE person SET mfa_enabled = false',
    'UPDATE person SET mfa_enabled = true', 'administrators', 'warn',
    qr/without a second factor: 1/);
done(q{INSERT INTO chore VALUES ('retention', now() - interval '3 days')},
    'DELETE FROM chore', 'worker', 'warn', qr/two days/);
done(q{UPDATE installation SET created_at = now() - interval '3 days'},
    'UPDATE installation SET created_at = now()', 'worker', 'warn',
    qr/two days/);
done(q{INSERT INTO job (id, kind, created_at) VALUES (gen_random_uuid(),
    'forgot', now() - interval '2 hours')}, 'DELETE FROM job', 'worker',
    'warn', qr/more than an hour/);
done(q{INSERT INTO job (id, kind, state, ended_at) VALUES
    (gen_random_uuid(), 'forgot', 'failed', now())}, 'DELETE FROM job',
    'queue', 'warn', qr/1 jobs failed/);
done(q{INSERT INTO outbox (id, template, state) VALUES (gen_random_uuid(),
    'verify', 'dead')}, 'DELETE FROM outbox', 'queue', 'warn',
    qr/1 mails could not/);
done(q{UPDATE person SET totp_secret = 'gone:abcd'},
    'UPDATE person SET totp_secret = NULL', 'sealed', 'fail',
    qr/1 second factors cannot be opened/);
done(q{INSERT INTO outbox (id, template, sealed) VALUES (gen_random_uuid(),
    'verify', 'gone:abcd')}, 'DELETE FROM outbox', 'sealed', 'warn',
    qr/1 mails that wait cannot be opened/);

# The demo's logins, known to everybody.
my $demo = Meal::Site->new(responders => []);
($status, $text) = $demo->mealctl('demo');
is($status, 0, 'a demo') or diag($text);
($found) = examine(database => $demo->conninfo,
    base_url => 'http://localhost:8080', environment => 'development');
is($found->{demo}[0][0], 'ok', 'is fine on a machine of one\'s own');
($found) = examine(database => $demo->conninfo);
is($found->{demo}[0][0], 'fail', 'not in production');
like($found->{demo}[0][1], qr/demo's people/, 'is named');
$demo->sql('UPDATE person SET disabled_at = now()');
($found) = examine(database => $demo->conninfo);
is($found->{demo}[0][0], 'ok', 'disabled they do no harm');

# ---- the routes, by the contract
($status, $text) = $site->mealctl('routes');
is($status, 0, 'mealctl routes');
like($text, qr{^GET +/recipes +viewer +recipes:read$}m, 'who may what');
like($text, qr{^PATCH +/admin/people/\{id\} +admin *$}m,
    'and what no API token may');

# ---- nothing secret is told
($found, $status, $text) = examine(base_url => 'http://meal.example.org');
for my $name (sort keys %key) {
	for my $secret ($key{$name} =~ /([\w-]{40,})/g) {
		next if $secret =~ /^[0-9a-f]{8}-/;
		ok(index($text, $secret) < 0, "nothing of $name");
	}
}
# ---- the database's password in a file for everybody

for my $secret ($site->conninfo . ' password=kept',
    'postgresql://meal:kept@nowhere.example.org/meal') {
	examine(database => $secret);		# writes the file
	chmod oct 644, "$dir/meal.conf";
	my ($found) = examine(database => $secret);
	my ($is) = grep { $_->[1] && $_->[1] =~ /password/ }
	    @{ $found->{credentials} };
	is($is->[0], 'fail', 'a password that everybody may read');
	unlike($is->[1], qr/kept/, 'and which is not told again');
}
Meal::Place::write_file("$dir/keys/database-password", "kept\n", oct 644);
like((examine())[0]{credentials}[0][1], qr/database-password can be read/,
    'a secret file for everybody');
unlink "$dir/keys/database-password";

$worker->release;
my ($verdict, $problem);
for (1 .. 100) {
	my ($is) = (examine())[0]{worker}[0];
	($verdict, $problem) = @{$is};
	last if $verdict ne 'ok';
	Time::HiRes::sleep(0.05);
}
is($verdict, 'warn', 'without a worker');
like($problem, qr/^no worker is connected/, 'the doctor says so');
done_testing;
