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
use Test::More;

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
	return $cluster->sql($database, $sql, 'meal');
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
my $dated = () = $text =~ /^\S+\s+\d{4}-\d\d-\d\dT[\d:.]+Z$/mg;
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
like($text, qr/^\Q$names[0]\E\s+CHANGED/m, 'status points at it');
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
