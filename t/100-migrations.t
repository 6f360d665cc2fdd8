#!/usr/bin/perl
# The schema: forward from nothing, once, and not over what must stay.
use strict;
use warnings;
use lib 't/lib';
use File::Copy ();
use Meal::Conf;
use Meal::Place;
use Meal::Process;
use Meal::Session;
use Meal::Test;
use POSIX ();

my $session = Meal::Session->current;
my $cluster = $session->cluster;
my $dir = $session->dir . "/migrate$$";
mkdir $dir or die "$dir: $!\n";
mkdir "$dir/migrations" or die "$!\n";
my @names = map { m{([^/]+)$} }
    sort glob "'" . Meal::Place::top() . "/migrations/'*.sql";
cmp_ok(scalar @names, '>=', 5, 'there are migrations');
for my $name (@names) {
	File::Copy::copy(Meal::Place::top() . "/migrations/$name",
	    "$dir/migrations/$name") or die "$name: $!\n";
}
symlink Meal::Place::top() . "/migrations/$_", "$dir/migrations/$_"
    for qw(demo foods);

my @databases;

# A database with nothing in it.
sub fresh {
	my $name = "m$$" . '_' . @databases;
	$cluster->ensure_database($name);
	push @databases, $name;
	return $name;
}

# Run mealctl on a database: (status, text).
sub mealctl {
	my ($database, $environment, @args) = @_;
	my $conf = "$dir/$database-$environment.conf";
	Meal::Conf::write_conf($conf, build => Meal::Session::build(),
	    environment => $environment, runtime => $dir,
	    credentials => $session->credentials, scrypt_log2_n => 10,
	    scrypt_p => 1, migrations => "$dir/migrations",
	    database => $cluster->conninfo($database));
	return Meal::Session::mealctl($conf, @args);
}

sub sql {
	my ($database, $sql) = @_;
	return $cluster->sql($database, $sql, 'meal_owner');
}

# Tables, views, functions, triggers, indexes and constraints, as text.
sub schema_of {
	my ($database) = @_;
	return sql($database, <<'SQL');
SELECT string_agg(line, E'\n' ORDER BY line) FROM (
  SELECT concat_ws(' ', 'column', table_name, column_name, data_type,
         is_nullable, column_default) AS line
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger
   WHERE NOT tgisinternal
  UNION ALL SELECT viewname || definition FROM pg_views
   WHERE schemaname = 'public') x
SQL
}

# A failure is one line that says what is wrong.
sub fails_clearly {
	my ($status, $text, $pattern, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my @lines = split /\n/, $text;
	my @said = grep { /^mealctl: / } @lines;
	is($status, 1, "$name: exits 1");
	ok(@said == 1 && $lines[-1] eq $said[0], "$name: one line")
	    or diag($text);
	like($said[0] // '', $pattern, "$name: that is clear");
	return;
}

# ---- forward from nothing
my $one = fresh();
my ($status, $text) = mealctl($one, 'test', 'migrate', 'status');
is($status, 3, 'status of nothing');
my $waiting = () = $text =~ / not applied$/mg;
is($waiting, @names, 'none is applied');
($status, $text) = mealctl($one, 'test', 'migrate');
is($status, 0, 'migrate') or diag($text);
is_deeply([$text =~ /^applied (\S+)$/mg], \@names, 'all, in order');
is(sql($one, 'SELECT string_agg(name, \' \' ORDER BY number)
    FROM migration'), "@names", 'and they are written down');
my $schema = schema_of($one);
cmp_ok(length $schema, '>', 5000, 'a schema');
my $foods = sql($one, 'SELECT count(*) FROM food');
cmp_ok($foods, '>', 100, 'the shared foods are there');
my $state = sql($one, 'SELECT string_agg(m::text, \' \' ORDER BY number)
    FROM migration m');
($status, $text) = mealctl($one, 'test', 'migrate', 'up');
is($status, 0, 'again');
unlike($text, qr/applied/, 'does nothing');
is(sql($one, 'SELECT string_agg(m::text, \' \' ORDER BY number)
    FROM migration m'), $state, 'the record is as it was');
is(schema_of($one), $schema, 'so is the schema');
is(sql($one, 'SELECT count(*) FROM food'), $foods, 'and the foods');
($status, $text) = mealctl($one, 'test', 'migrate', 'status');
is($status, 0, 'status');
my $dated = () = $text =~ /^\S+\s+\w+\s+\d{4}-\d\d-\d\dT[\d:.]+Z$/mg;
is($dated, @names, 'says when each was applied') or diag($text);
is((mealctl($one, 'test', 'migrate', 'sideways'))[0], 2, 'wrong use');

# ---- two at once
my $two = fresh();
my @runs;
for my $n (0 .. 2) {
	my $pid = open(my $out, '-|') // die "fork: $!\n";
	if (!$pid) {
		my ($code, $said) = mealctl($two, 'test', 'migrate');
		print "$code\n$said";
		require POSIX;
		close STDOUT;
		POSIX::_exit(0);
	}
	push @runs, $out;
}
my @applied;
for my $out (@runs) {
	my $code = <$out>;
	my $said = do { local $/ = undef; <$out> } // '';
	is($code, "0\n", 'several at once: each ends well') or diag($said);
	push @applied, $said =~ /^applied (\S+)$/mg;
	close $out;
}
is_deeply([sort @applied], \@names, 'each migration is applied once');
is(schema_of($two), $schema, 'to the same schema');

# ---- a changed file
my $first = "$dir/migrations/$names[0]";
my $kept = Meal::Place::read_file($first);
Meal::Place::write_file($first, "$kept\n-- a word more\n");
($status, $text) = mealctl($one, 'test', 'migrate');
fails_clearly($status, $text, qr/\Q$names[0]\E was changed after it was/,
    'a changed migration');
is(schema_of($one), $schema, 'and nothing is done');
($status, $text) = mealctl($one, 'test', 'migrate', 'status');
like($text, qr/^\Q$names[0]\E\s+after\s+CHANGED/m, 'status points at it');
Meal::Place::write_file($first, $kept);

# ---- a broken one
my $broken = "$dir/migrations/9000-broken.sql";
Meal::Place::write_file("$dir/migrations/8999-good.sql",
    "CREATE TABLE good (n integer);\n");
Meal::Place::write_file($broken, "CREATE TABLE half (n integer);\n" .
    "INSERT INTO half VALUES (1);\nCREATE TABEL rest (n integer);\n");
($status, $text) = mealctl($one, 'test', 'migrate');
fails_clearly($status, $text, qr/9000-broken[.]sql.*syntax error/,
    'a broken migration');
is(sql($one, "SELECT count(*) FROM pg_class WHERE relname = 'half'"), 0,
    'leaves nothing');
is(sql($one, 'SELECT max(number) FROM migration'), 8999,
    'but the good one before it');
Meal::Place::write_file($broken, "CREATE TABLE half (n integer);\n" .
    "SELECT 1 / 0;\n");
($status, $text) = mealctl($one, 'test', 'migrate');
fails_clearly($status, $text, qr/9000-broken[.]sql.*division by zero/,
    'one that fails at its end');
is(sql($one, "SELECT count(*) FROM pg_class WHERE relname = 'half'"), 0,
    'leaves nothing either');
Meal::Place::write_file($broken, "CREATE TABLE half (n integer);\n");
($status, $text) = mealctl($one, 'test', 'migrate');
is($status, 0, 'mended, it is applied');
like($text, qr/\Aapplied 9000-broken[.]sql\n\z/, 'alone');
Meal::Place::write_file("$dir/migrations/9000-twin.sql", "SELECT 1;\n");
($status, $text) = mealctl($one, 'test', 'migrate');
fails_clearly($status, $text, qr/have one number/, 'a number twice');
unlink "$dir/migrations/9000-twin.sql", $broken,
    "$dir/migrations/8999-good.sql";

# ---- the two kinds
my $site = Meal::Site->new(responders => ['system']);
my $newest = $names[-1] =~ s/-.*//r;
sub file {
	my ($more, $text) = @_;
	my $name = sprintf '%04d-more.sql', $newest + $more;
	Meal::Place::write_file("$dir/migrations/$name", $text);
	return $name;
}
# A site's mealctl with the migrations of this test.
sub on_site {
	my (@args) = @_;
	return Meal::Process::run(argv => [Meal::Session::build() .
	    '/bin/mealctl', @args], env => { MEAL_CONF => $site->{conf},
	    MEAL_MIGRATIONS => "$dir/migrations" });
}
my @more = (file(1, "-- kind: before\nALTER TABLE food ADD more1 text;\n"),
    file(2, "-- kind: after\nALTER TABLE food DROP more1;\n"),
    file(3, "-- kind: before\nALTER TABLE food ADD more3 text;\n"));
is($site->get('ready')->status, 200, 'ready');
($status, $text) = on_site('migrate', 'status');
is($status, 3, 'migrations wait');
like($text, qr/^\Q$more[0]\E +before not applied\n\Q$more[1]\E +after +not/m,
    'of two kinds') or diag($text);
($status, $text) = on_site('migrate', '--after');
fails_clearly($status, $text, qr/\Q$more[0]\E comes first/,
    '--after before the other kind');
($status, $text) = on_site('migrate', '--before');
is($status, 0, '--before');
is_deeply([$text =~ /^applied (\S+)/mg], [$more[0]],
    'goes to the first of the other kind');
like($text, qr/^\Q$more[1]\E waits /m, 'and says so');
my $ready = $site->get('ready');
is($ready->status, 200, 'the version before serves on');
is($ready->json->{schema}, $newest + 1, 'with the newer schema');
($status, $text) = on_site('migrate');
is($status, 0, 'both');
is_deeply([$text =~ /^applied (\S+)/mg], [@more[1, 2]], 'the rest, in order');
$ready = $site->get('ready');
is($ready->status, 503, 'the version before is not ready any more');
like($ready->json->{detail}, qr/of a newer version/, 'and says why');
is($site->sql("SELECT string_agg(kind, ' ' ORDER BY number) FROM migration
    WHERE number > $newest"), 'before after before', 'kinds are kept');
Meal::Place::write_file("$dir/migrations/$more[0]",
    "-- kind: after\nALTER TABLE food ADD more1 text;\n");
is((on_site('migrate'))[0], 0, 'its kind may be said otherwise');
is((on_site(qw(migrate --before --after)))[0], 2, 'not both options');
$site->sql("DELETE FROM migration WHERE number > $newest - 1");
is($site->get('ready')->status, 503, 'an older schema is not enough');
unlink map { "$dir/migrations/$_" } @more;

# A database that was made before there were kinds.
$site->sql('ALTER TABLE migration DROP COLUMN kind');
is(($site->mealctl('migrate', 'status'))[0], 3, 'without kinds: its status');
$site->sql("INSERT INTO migration (number, name, hash)
    SELECT $newest, '$names[-1]', 'x'");
is($site->get('ready')->status, 200, 'ready all the same');

# A row that somebody changes meanwhile, and a lock that somebody holds.
my $held = fresh();
mealctl($held, 'test', 'migrate');
my $conninfo = $cluster->conninfo($held, 'meal_owner');
sub held {
	my ($sql) = @_;
	require IPC::Open2;
	my $pid = IPC::Open2::open2(my $out, my $in, 'psql', '-XAtq', '-d',
	    $conninfo);
	$in->autoflush(1);
	print {$in} "BEGIN;\n$sql;\n\\echo held\n";
	readline $out;
	return sub {
		print {$in} "COMMIT;\n\\q\n";
		close $in;
		waitpid $pid, 0;
	};
}
my $busy = file(1, "-- kind: after\nUPDATE installation SET environment = " .
    "environment;\nALTER TABLE food ADD more1 text;\n");
my $release = held('UPDATE installation SET environment = environment');
my $pid = open(my $out, '-|') // die "fork: $!\n";
if (!$pid) {
	local $ENV{MEAL_CONF} = "$dir/$held-test.conf";
	exec Meal::Session::build() . '/bin/mealctl', 'migrate' or die;
}
is(scalar readline $out, "$busy waits for others' transactions\n",
    'it waits a little at a time, and says so');
$release->();
is(scalar readline $out, "applied $busy\n", 'then it is applied');
ok(close $out, 'all went well');
unlink "$dir/migrations/$busy";

# A name that is none.
Meal::Place::write_file("$dir/migrations/11-odd.sql", "SELECT 1;\n");
($status, $text) = mealctl($one, 'test', 'migrate', 'status');
fails_clearly($status, $text, qr/11-odd[.]sql is no name/, 'an odd name');
unlink "$dir/migrations/11-odd.sql";

# What may be in one of kind before: tools/migrations.
sub lint {
	my ($sql) = @_;
	my $name = file(9, "-- kind: before\n$sql;\n");
	my @said = Meal::Process::run(argv => [Meal::Place::top() .
	    '/tools/migrations', "$dir/migrations/$name"]);
	unlink "$dir/migrations/$name";
	return @said;
}
for my $sql ('DROP TABLE food', 'ALTER TABLE food DROP name',
    'ALTER TABLE food ALTER name TYPE varchar(9)',
    'ALTER TABLE food ALTER COLUMN name SET NOT NULL',
    'ALTER TABLE food RENAME name TO title', 'ALTER TABLE food RENAME TO f',
    'ALTER TABLE food ADD a text NOT NULL',
    'ALTER TABLE food ADD a uuid DEFAULT gen_random_uuid()',
    'ALTER TABLE food ADD a text, DROP b', 'ALTER TABLE food ADD a serial',
    'ALTER TABLE food ADD a text UNIQUE',
    q{ALTER TABLE food ADD CONSTRAINT c CHECK (name <> '')},
    'ALTER TABLE food ADD UNIQUE (name)', 'TRUNCATE food',
    'CREATE INDEX a ON food (name)', 'UPDATE food SET name = name',
    'DELETE FROM food', 'INSERT INTO food DEFAULT VALUES',
    'DO $$ BEGIN END $$', 'LOCK TABLE food', 'SELECT change_order_renew()',
    q{SELECT household_counts('food')},
    '/* CREATE */ DROP VIEW live_food', "COMMENT ON TABLE food IS ';'; DROP " .
    'TABLE food') {
	my @said = lint($sql);
	is($said[0], 1, "refused: $sql");
	like($said[1], qr/^\S+, line 2: .*kind after$/, 'with its line');
}
for my $sql ('CREATE TABLE a (n integer); CREATE INDEX b ON a (n); ' .
    'INSERT INTO a VALUES (1); ALTER TABLE a DROP n',
    q{CREATE TABLE a (household uuid); SELECT household_counts('a')},
    'ALTER TABLE food ADD a text, ADD COLUMN b numeric(12, 3) DEFAULT 1',
    'ALTER TABLE food ADD a text NOT NULL DEFAULT 0',
    q{ALTER TABLE food ADD CONSTRAINT c CHECK (name <> ';DROP') NOT VALID},
    'CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ DROP TABLE a; $$',
    '-- DROP TABLE food
    COMMENT ON TABLE food IS $x$ DROP; $x$') {
	my @said = lint($sql);
	is($said[0], 0, "allowed: $sql") or diag($said[1]);
}
is((Meal::Process::run(argv => [Meal::Place::top() .
    '/tools/migrations']))[0], 0, 'those there are keep to it');
my ($needs, $known) = Meal::Place::read_file(Meal::Place::top() .
    '/lib/web/system.h') =~ /SYSTEM_SCHEMA\s+(\d+).*SYSTEM_NEEDS\s+(\d+)/s ?
    ($2, $1) : (0, 0);
is($known, $newest + 0, 'the program knows the newest');
my ($added) = map { /^(\d+)/ } grep { Meal::Place::read_file(
    "$dir/migrations/$_") =~ /^-- kind: before/ } reverse @names;
cmp_ok($needs, '>=', $added, 'and needs what was added for it');

# ---- rebuild
my $three = fresh();
is((mealctl($three, 'test', 'rebuild'))[0], 2, 'rebuild wants --demo');
($status, $text) = mealctl($three, 'development', 'rebuild', '--demo');
is($status, 0, 'rebuild of nothing') or diag($text);
my $people = sql($three, 'SELECT count(*) FROM person');
cmp_ok($people, '>=', 2, 'makes the demo household');
my $recipes = sql($three, 'SELECT count(*) FROM recipe');
cmp_ok($recipes, '>=', 5, 'with recipes');
sql($three, 'CREATE TABLE stray (n integer)');
($status, $text) = mealctl($three, 'development', 'rebuild', '--demo');
is($status, 0, 'rebuild again');
is(sql($three, "SELECT count(*) FROM pg_class WHERE relname = 'stray'"), 0,
    'drops what was there');
is(sql($three, 'SELECT count(*) FROM person'), $people,
    'and makes the same people');
is(schema_of($three), $schema, 'in the same schema');

# what is real stays: by configuration, and by the database's own mark
my $before = sql($three, 'SELECT string_agg(id::text, \' \' ORDER BY id)
    FROM recipe');
for my $case ([ 'production', 'development', 'a production configuration' ],
    [ 'development', 'production', 'a database marked production' ],
    [ 'production', 'production', 'both' ]) {
	my ($configured, $marked, $name) = @{$case};
	sql($three, "UPDATE installation SET environment = '$marked'");
	for my $command ([ 'rebuild', '--demo' ], ['demo']) {
		($status, $text) = mealctl($three, $configured,
		    @{$command});
		fails_clearly($status, $text, qr/production/,
		    "@{$command}, $name");
	}
	is(sql($three, 'SELECT coalesce((SELECT string_agg(id::text, \' \'
	    ORDER BY id) FROM recipe), \'none\')'), $before,
	    "$name: all is there");
}

# a production installation marks its database
my $four = fresh();
($status, $text) = mealctl($four, 'production', 'migrate');
is($status, 0, 'migrate in production') or diag($text);
is(sql($four, 'SELECT environment FROM installation'), 'production',
    'marks the database');
($status, $text) = mealctl($four, 'development', 'rebuild', '--demo');
fails_clearly($status, $text, qr/marked production/,
    'rebuild with another configuration');

# ---- a database that is away
($status, $text) = mealctl('nowhere', 'test', 'migrate');
fails_clearly($status, $text, qr/\S/, 'no such database');

END {
	local $?;
	if ($cluster) {
		$cluster->drop_database($_) for @databases;
	}
	File::Path::remove_tree($dir) if $dir;
	$session->stop if $session;
}

done_testing();
