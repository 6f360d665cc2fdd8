#!/usr/bin/perl
# mealctl user and users: accounts made one by one, and brought in and
# written out by the thousand.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Place;
use Meal::Session;
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my $site = Meal::Site->new;
my $dir = $site->log_dir . '/files';
mkdir $dir or die "$dir: $!\n";
my $json = JSON::PP->new->canonical;

sub ctl { return $site->mealctl(@_) }
sub ctl_ok {
	my ($name, @args) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($status, $said) = ctl(@args);
	is($status, 0, $name) or diag($said);
	return $said;
}
sub ctl_no {
	my ($name, $want, $words, @args) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($status, $said) = ctl(@args);
	is($status, $want, "$name: exit $want") or diag($said);
	like($said, $words, "$name: says so");
	return $said;
}
sub file {
	my ($name, @lines) = @_;
	my $path = "$dir/$name";
	open my $out, '>:raw', $path or die "$path: $!\n";
	print {$out} @lines;
	close $out or die "$path: $!\n";
	return $path;
}
sub text_of { return Meal::Place::read_file($_[0]) // '' }
sub people_count { return $site->sql('SELECT count(*) FROM person') }
sub audit {
	my ($login) = @_;
	return $site->sql("SELECT string_agg(concat_ws(':', a.action,
	    coalesce(a.actor::text, '-'), a.place), ' ' ORDER BY a.id)
	    FROM audit a JOIN person p ON p.id = a.person
	    WHERE p.username = '$login'");
}

# ---- the first administrator
my $said = ctl_ok('the first administrator', qw(user add root@example.com
    root --name), 'Rita Root', '--admin');
my ($token) = $said =~ m{^http://\S+/reset\?token=([\w-]{43})$}m;
ok($token, 'a link to set a password');
is($site->sql("SELECT role, password_hash IS NULL, full_name, member
    FROM person"), 'admin|t|Rita Root|owner', 'without one until then');
is($site->sql('SELECT name, slug FROM household'), "Rita Root’s household|root",
    'with a household as registration makes it');
is_problem($site->post('auth/login', json => { login => 'root',
    password => '' }), 401, 'no password lets them in');
is_status($site->post('auth/password/reset', json => { token => $token,
    password => 'a root of all things' }), 204, 'the link works');
my $root = $site->login('root', 'a root of all things');
is_status($root->get('admin'), 200, 'and they administer');
is(audit('root') =~ s/ (?:password|login).*//r,
    'account-made:-:mealctl reset-link:-:mealctl',
    'noted as done by nobody, from mealctl');

# ---- one by one
my $secret = file('secret', "correct horse battery\nsecond line\n");
$said = ctl_ok('with a password', qw(user add anna@example.com anna
    --password-file), $secret);
unlike($said, qr/http/, 'no link then');
ok($site->login('anna', 'correct horse battery'), 'which lets them in');
ctl_no('an address twice', 1, qr/address/, qw(user add ANNA@example.com
    other));
ctl_no('a username twice', 1, qr/username/, qw(user add other@example.com
    Anna));
ctl_no('no address', 1, qr/email: Give an address/, qw(user add nonsense
    other));
ctl_no('no username', 1, qr/username/, qw(user add o@example.com), 'o o');
ctl_no('a bad password', 1, qr/password/, qw(user add o@example.com other
    --password-file), file('bad', "password\n"));
ctl_no('no file', 1, qr/nowhere/, qw(user add o@example.com other
    --password-file), "$dir/nowhere");
ctl_no('too few words', 2, qr/missing: EMAIL USERNAME/, qw(user add o@example.com));
ctl_no('an unknown option', 2, qr/--king/, qw(user add o@example.com other
    --king));
ctl_no('an unknown word', 2, qr/no "user fly"/, qw(user fly));
ctl_no('no word', 2, qr/usage/, qw(user));
like(ctl_ok('help', qw(user --help)), qr/user add .*EMAIL/, 'says what there is');
is(people_count(), 2, 'two people so far');

like(ctl_ok('the list', qw(user list)),
    qr/^anna\s+anna\@example\.com\s+user\s+active\s+anna’s household$/m,
    'names them');
my @lines = split /\n/, ctl_ok('as JSON', qw(user list --json));
is_deeply([map { $json->decode($_)->{username} } @lines], ['anna', 'root'],
    'one object a line');
ctl_ok('a role', qw(user role anna moderator));
is($site->sql("SELECT role FROM person WHERE username = 'anna'"),
    'moderator', 'is given');
ctl_no('an unknown role', 2, qr/user, moderator or admin/, qw(user role anna
    king));
ctl_no('the last administrator', 1, qr/only administrator/, qw(user role root
    user));
ctl_no('disabling them', 1, qr/only administrator/, qw(user disable root));
ctl_no('nobody', 1, qr/nobody/, qw(user role nobody user));
my $anna = $site->login('anna', 'correct horse battery');
ctl_ok('disable, by address', qw(user disable anna@example.com), 'Spam');
is_problem($anna->get('recipes'), 401, 'works at once');
ctl_ok('enable', qw(user enable anna));
is_problem($anna->get('recipes'), 401, 'old sessions stay ended');
$site->sql("UPDATE person SET mfa_enabled = true WHERE username = 'anna'");
ctl_ok('the second factor', qw(user reset anna --mfa));
is($site->sql("SELECT mfa_enabled FROM person WHERE username = 'anna'"),
    'f', 'is turned off');
ctl_no('once more', 1, qr/second factor/, qw(user reset anna --mfa));
($token) = ctl_ok('a link', qw(user reset anna --password)) =~
    /token=([\w-]{43})/;
my ($newer) = ctl_ok('a newer one', qw(user reset anna)) =~
    /token=([\w-]{43})/;
is_problem($site->post('auth/password/reset', json => { token => $token,
    password => 'quite another word' }), 400, 'the older works no more');
is_status($site->post('auth/password/reset', json => { token => $newer,
    password => 'quite another word' }), 204, 'the newer does');
is(audit('anna') =~ s/ login:\S+//gr =~ s/ password-reset.*//r, join(' ',
    map { "$_:-:mealctl" } qw(account-made site-role-changed disabled enabled
    mfa-reset reset-link reset-link)), 'all of it noted');

# ---- a file
my $good = file('good.csv', "\xEF\xBB\xBFemail,full_name,username,role,city," .
    "household_key,householdName,member,emailVerified,time_zone\r\n",
    "cem\@example.com,Cem Çelik,cem,admin,\"Köln, \"\"Süd\"\"\",k1,Die Süd" .
    "städter,,true,Europe/Berlin\r\n",
    "dora\@example.com,Dora,,,,K1,,viewer,,\r\n",
    "Dora\@example.org,Dora Zwei,,,\"two\nlines\",,,,,\r\n",
    "anna\@example.com,Anna Neu,,,,,,,true,\r\n");
my $was = people_count();
like(ctl_ok('a look', qw(users import), $good, '--dry-run'),
    qr/nothing was changed.* 3 created, 1 updated, 0 unchanged/, 'counts');
is(people_count(), $was, 'and changes nothing');
is($site->sql('SELECT count(*) FROM user_import'), 0, 'nothing waits');
my $report = "$dir/report.csv";
like(ctl_ok('an import', qw(users import), $good, '--report', $report),
    qr/^3 created, 1 updated, 0 unchanged$/m, 'counts');
is(text_of($report), "row,status,errors\r\n2,created,\r\n3,created,\r\n" .
    "4,created,\r\n5,updated,\r\n", 'the report has every row');
is((stat $report)[2] & oct 777, oct 600, 'for our eyes only');
is($site->sql("SELECT p.role, h.name, h.slug, p.member, x.city,
    p.email_verified_at IS NOT NULL, p.time_zone, p.password_hash IS NULL
    FROM person p JOIN household h ON h.id = p.household
    JOIN private_profile x ON x.person = p.id WHERE username = 'cem'"),
    'admin|Die Südstädter|k1|owner|Köln, "Süd"|t|Europe/Berlin|t',
    'everything arrived');
is($site->sql("SELECT c.household = d.household, d.member
    FROM person c, person d WHERE c.username = 'cem'
      AND d.email = 'dora\@example.com'"), 't|viewer',
    'one household for one key, however written');
my @doras = split /\n/, $site->sql("SELECT username FROM person
    WHERE full_name LIKE 'Dora%' ORDER BY lower(email)");
is($doras[0], 'dora', 'a username from the address');
like($doras[1], qr/^dora-[0-9a-f]{10}$/, 'made different where it must be');
is($site->sql("SELECT full_name, role, email_verified_at IS NOT NULL,
    password_hash IS NOT NULL FROM person WHERE username = 'anna'"),
    'Anna Neu|moderator|t|t', 'who was here: what the file says, no more');
ok($site->login('anna', 'quite another word'), 'and the password is theirs');
is(audit('cem'), 'account-made:-:mealctl', 'noted');
like(audit('anna'), qr/account-changed:-:mealctl/, 'for both');
my $version = $site->sql("SELECT string_agg(p::text, ' ' ORDER BY id)
    FROM person p");
like(ctl_ok('again', qw(users import), $good),
    qr/^0 created, 0 updated, 4 unchanged$/m, 'nothing is to do');
is($site->sql("SELECT string_agg(p::text, ' ' ORDER BY id) FROM person p"),
    $version, 'and nothing was done');
like(ctl_ok('one more of the household', qw(users import), file('more.json',
    $json->encode([{ email => 'cem@example.com', fullName => 'Cem Çelik',
    householdKey => 'k1' }, { email => 'eva@example.com',
    fullName => 'Eva', householdKey => 'k1' }]))),
    qr/1 created, 0 updated, 1 unchanged/, 'as JSON');
is($site->sql("SELECT c.household = e.household, e.member
    FROM person c, person e WHERE c.username = 'cem'
      AND e.username = 'eva'"), 't|member', 'joins it');

# ---- passwords that were hashed elsewhere
my $hash = $site->sql("SELECT password_hash FROM person
    WHERE username = 'root'");
my $bcrypt = '$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK';
my $hashes = file('hashes.ndjson', map { $json->encode($_) . "\n" }
    { email => 'hash1@example.com', fullName => 'Hash 1', passwordHash => $hash },
    { email => 'hash2@example.com', fullName => 'Hash 2', passwordHash => $bcrypt },
    { email => 'hash3@example.com', fullName => 'Hash 3',
    password => 'plainly a password' });
ctl_ok('hashes', qw(users import), $hashes);
ok($site->login('hash1', 'a root of all things'), 'scrypt');
ok($site->login('hash2', 'U*U*'), 'bcrypt');
ok($site->login('hash3', 'plainly a password'), 'and one in clear');
unlike($site->sql('SELECT string_agg(p::text, $$ $$) FROM person p'),
    qr/plainly/, 'which is hashed');
ctl_ok('a password given again', qw(users import), file('again.json',
    $json->encode([{ email => 'hash3@example.com', fullName => 'Hash 3',
    password => 'some other password' }])));
ok($site->login('hash3', 'plainly a password'), 'overwrites none');
my @many = map { { email => "p$_\@example.com", fullName => "P $_",
    password => "word number $_ is long" } } 1 .. 101;
my $many = file('many.json', $json->encode(\@many));
ctl_no('a hundred and one in clear', 2, qr/--hash-passwords/, qw(users
    import), $many);
like(ctl_ok('unless one means it', qw(users import --hash-passwords), $many),
    qr/101 created/, 'counts');
ok($site->login('p101', 'word number 101 is long'), 'the last one');

# ---- faults: nobody is brought in, every row is told
$was = people_count();
my $bad = file('bad.csv', "email,fullName,username,passwordHash,password," .
    "countryCode,timeZone,role,member\n",
    "fine\@example.com,Fine,,,,,,,\n",				# 2
    "nonsense,,,,,,,,\n",					# 3
    "two\@example.com,Two,cem,,,,,,\n",				# 4
    "fine\@EXAMPLE.com,Fine too,,,,,,,\n",			# 5
    "six\@example.com,Six,u,abc,,usa,Mars/Base,king,\n",	# 6
    "seven\@example.com,Seven,,,short,,,,viewer\n",		# 7
    "eight\@example.com,Eight,same,,,,,,\n",			# 8
    "nine\@example.com,Nine,SAME,,,,,,\n",			# 9
    "\xff\xfe\@example.com,Ten,,,,,,,\n");			# 10
ctl_no('a file with faults', 1, qr/7 of the rows have faults/, qw(users
    import), $bad, '--report', "$dir/bad.json");
is(people_count(), $was, 'nobody was brought in');
my $told = $json->decode(text_of("$dir/bad.json"));
is(scalar @{$told}, 9, 'the report has every row');
my %pointers = map { $_->{row} => join ' ', sort map { $_->{pointer} }
    @{ $_->{errors} } } @{$told};
is_deeply(\%pointers, { 2 => '', 3 => '/email /fullName',
    4 => '/username', 5 => '/email', 8 => '', 9 => '/username',
    6 => '/countryCode /passwordHash /role /timeZone /username',
    7 => '/member /password', 10 => '/email' }, 'and all faults')
    or diag($json->pretty->encode($told));
is($told->[0]{status}, 'created', 'what would have been');
is($told->[1]{status}, 'invalid', 'and what not');
like($told->[3]{errors}[0]{detail}, qr/Row 2 /, 'says which row was first');
unlike(text_of("$dir/bad.json"), qr/fine|Seven|SAME|nonsense/i,
    'the report repeats nothing personal');
like((ctl(qw(users import), $bad))[1], qr/^3,invalid,/m,
    'without a report the first are told at once');

# Headers as people and spreadsheets write them.
for my $head ("Email;Full name;USERNAME\n", "email\tfullname\tuser_name\n",
    "EMAIL,full-name,Username\n") {
	my ($mark) = $head =~ /([;,\t])/;
	like(ctl_ok('a header', qw(users import --dry-run), file('head.csv',
	    $head . join($mark, 'head@example.com', 'Head', 'header') .
	    "\n")), qr/1 created/, 'is understood');
}

my @broken = (
	['empty.csv', qr/empty/, ''],
	['unknown.csv', qr/column "shoe_size"/, "email,shoe_size\na,1\n"],
	['twice.csv', qr/twice/, "email,fullName,full_name\n"],
	['none.csv', qr/no column "email"/, "fullName\nA\n"],
	['semicolons.csv', qr/column "shoe"/, "email;shoe\n"],
	['wide.csv', qr/row 2: .*more fields/, "email\na\@example.com,b\n"],
	['open.csv', qr/row 2: .*quote/, "email\n\"a\@example.com\n"],
	['utf16.csv', qr/no UTF-8/, "\xff\xfee\0m\0a\0i\0l\0\n\0"],
	['nul.csv', qr/faults/, "email,fullName\na\@example.com,a\0b\n"],
	['open.json', qr/row 1: .*no end/, '[{"email":"a@example.com"'],
	['list.json', qr/row 1: .*no object/, '[1,2]'],
	['tail.json', qr/follows the end/, '[] x'],
	['comma.json', qr/comma/, '[{} {}]'],
	['syntax.json', qr/row 1: /, '[{"email":}]'],
	['deep.json', qr/row 1: /, '{"email":' . '[' x 100_000],
	['brace.json', qr/no object/, '}{'],
	['file.txt', qr/must end in/, ''],
);
for my $case (@broken) {
	my ($name, $words, @content) = @{$case};
	my ($status, $out) = ctl(qw(users import), file($name, @content));
	ok($status == 1 || $status == 2, "$name: refused") or diag($out);
	like($out, $words, "$name: says why");
}
ctl_no('no file', 1, qr/nowhere/, qw(users import), "$dir/nowhere.csv");
open my $big, '>', "$dir/big.csv" or die "$!\n";
truncate $big, (64 << 20) + 1 or die "$!\n";
ctl_no('too large a file', 1, qr/larger/, qw(users import), "$dir/big.csv");
unlink "$dir/big.csv";
is(people_count(), $was, 'still nobody');
ctl_no('no owner', 1, qr/\/member/, qw(users import), file('owner.csv',
    "email,fullName,householdKey,member\na\@example.com,A,q,viewer\n"));
$site->sql("UPDATE person SET role = 'user' WHERE username = 'cem'");
ctl_no('no administrator left', 1, qr/administrator/, qw(users import),
    file('admin.csv', "email,fullName,role\n" .
    "root\@example.com,Rita Root,user\n"));
is($site->sql("SELECT role FROM person WHERE username = 'root'"), 'admin',
    'they are one still');
is($site->sql('SELECT count(*) FROM user_import'), 0, 'nothing waits');
like(ctl_ok('an empty list', qw(users import), file('none.json', '[]')),
    qr/^0 created/m, 'is fine');

# ---- at the same time as others
my @two = together(map { my $n = $_; sub {
	my ($status, $out) = ctl(qw(users import), file("race$n.csv",
	    "email,fullName\n", map { "race$_\@example.com,Race $_\n" }
	    1 .. 300));
	return "$status $out";
} } 1, 2);
is((grep { /^0 (?:read.*\n)*300 created/ } @two), 1,
    'of two imports of one file one makes them') or diag(@two);
is((grep { /^0 (?:read.*\n)*0 created, 0 updated, 300 unchanged/ ||
    /^1 mealctl: somebody else/ } @two), 1,
    'the other finds them, or is told to wait') or diag(@two);
my @mixed = together(sub { return (ctl(qw(users import), file('mixed.csv',
	"email,fullName\n", map { "mixed$_\@example.com,M $_\n" }
	1 .. 600)))[0] }, map { my $n = $_; sub {
	return $site->client->post('auth/register', unnoted => 1, json => {
	    email => "mixed$n\@example.com", username => "mixed-$n",
	    password => 'a long enough password', fullName => "M $n" })
	    ->status } } 590 .. 594);
ok($mixed[0] == 0 || $mixed[0] == 1, 'an import beside registrations ends')
    or diag("@mixed");
is($site->sql("SELECT max(n) FROM (SELECT count(*) AS n FROM person
    GROUP BY lower(email)) x"), 1, 'nobody is there twice');
ctl_ok('the import again', qw(users import), "$dir/mixed.csv");
is($site->sql("SELECT count(*) FROM person WHERE email LIKE 'mixed%'"), 600,
    'all are there');
$site->expect_log(qr/could not serialize|deadlock|duplicate key/,
    qr/connection to client lost/);
is($site->sql('SELECT count(*) FROM household h WHERE NOT exists(SELECT ' .
    'FROM person WHERE household = h.id)'), 0, 'and no household is empty');

# ---- killed in the middle
$was = people_count();
my $lock = $site->hold('LOCK TABLE person IN ACCESS EXCLUSIVE MODE');
my $pid = fork // die "fork: $!\n";
if (!$pid) {
	$ENV{MEAL_CONF} = $site->conf;
	open STDERR, '>', '/dev/null' or die "$!\n";
	exec Meal::Session::build() . '/bin/mealctl', qw(users import),
	    file('killed.csv', "email,fullName\n", map {
	    "killed$_\@example.com,K $_\n" } 1 .. 50) or die "exec: $!\n";
}
$site->waiting(1);
kill 'KILL', $pid;
waitpid $pid, 0;
$lock->release;
for (1 .. 500) {
	last if !$site->sql(q{SELECT count(*) FROM pg_stat_activity
	    WHERE datname = current_database()
	      AND application_name <> 'psql' AND query LIKE '%user_import%'
	      AND pid <> pg_backend_pid()});
	Time::HiRes::sleep(0.01);
}
is(people_count(), $was, 'an import that is killed brings nobody in');
is($site->sql('SELECT count(*) FROM user_import'), 0, 'and leaves nothing');
like(ctl_ok('the same file again', qw(users import), "$dir/killed.csv"),
    qr/^50 created/m, 'brings in all of them');

# ---- out again
$site->sql(q{UPDATE person SET full_name = '=cmd|'' /C calc''!A0'
    WHERE username = 'hash1'});
$site->sql(q{UPDATE private_profile SET city = '+1, "2"' WHERE person =
    (SELECT id FROM person WHERE username = 'hash2')});
ctl_ok('an export', qw(users export), "$dir/all.csv");
is((stat "$dir/all.csv")[2] & oct 777, oct 600, 'for our eyes only');
my $out = text_of("$dir/all.csv");
like($out, qr/^email,username,fullName,role,/, 'names the columns');
like($out, qr/"'=cmd[|]' \/C calc'!A0"/, 'a formula is guarded');
unlike($out, qr/(?:^|,)"?[=+@-]/m, 'in every cell');
unlike($out, qr/\$s1\$|\$2b\$/, 'no password, not even hashed');
like(ctl_ok('it can be imported', qw(users import), "$dir/all.csv"),
    qr/^0 created, 0 updated, (\d+) unchanged$/m, 'and changes nothing');
is($site->sql("SELECT full_name FROM person WHERE username = 'hash1'"),
    q{=cmd|' /C calc'!A0}, 'the guard is no part of the name');
ctl_ok('as JSON', qw(users export), "$dir/all.json");
my $all = $json->decode(text_of("$dir/all.json"));
is(scalar @{$all}, people_count(), 'everybody');
like(ctl_ok('it can be imported as well', qw(users import), "$dir/all.json"),
    qr/^0 created, 0 updated/m, 'and changes nothing');
like(ctl_ok('to the screen', qw(users export --format json)),
    qr/^\[\n\{"email"/, 'in that format');
ctl_no('an unknown format', 2, qr/csv or json/, qw(users export --format
    xml));

# Into an empty installation: the same people in the same households.
my $other = Meal::Site->new(responders => []);
my ($status, $said_there) = $other->mealctl(qw(users import),
    "$dir/all.json");
is($status, 0, 'elsewhere') or diag($said_there);
my $shape = q{SELECT md5(string_agg(concat_ws('|', p.email, p.username,
    p.role, p.member, h.slug, h.name, p.time_zone), ' ' ORDER BY p.email))
    FROM person p JOIN household h ON h.id = p.household};
is($other->sql($shape), $site->sql($shape), 'everybody is who they were');

# ---- ten thousand
my $plain = Meal::Session::build() !~ /asan|cov/;
my $n = $plain ? 10_000 : 2000;
my $huge = file('huge.csv', "email,fullName,username,city,passwordHash," .
    "householdKey\n", map { "user$_\@example.org,\"User $_, Jr.\",user$_," .
    "City $_,$bcrypt," . int($_ / 3) . "h\n" } 1 .. $n);
my $start = Time::HiRes::time();
like(ctl_ok("$n people", qw(users import), $huge), qr/^$n created/m,
    'are made');
my $took = Time::HiRes::time() - $start;
diag(sprintf '%d people in %.1f s', $n, $took);
cmp_ok($took, '<', 60, 'within a minute');
$start = Time::HiRes::time();
like(ctl_ok('and again', qw(users import), $huge),
    qr/^0 created, 0 updated, $n unchanged$/m, 'nothing is to do');
cmp_ok(Time::HiRes::time() - $start, '<', 60, 'within a minute as well');
ok($site->login("user$n", 'U*U*'), 'and the last one logs in');
like(ctl_ok('all but one changed', qw(users import), file('huge2.csv',
    "email,fullName,city\n", map { "user$_\@example.org," .
    "\"User $_, Jr.\"," . ($_ == 1 ? 'City 1' : 'Elsewhere') . "\n" }
    1 .. $n)), qr/@{[$n - 1]} updated, 1 unchanged/, 'are updated');

done_testing;
