#!/usr/bin/perl
# What an older version saved is carried along: a database as it stood at
# migration 8, with rows, brought up to date.
use strict;
use warnings;
use lib 't/lib';
use File::Copy ();
use JSON::PP ();
use Meal::Conf;
use Meal::Place;
use Meal::Process;
use Meal::Session;
use Test::More;

my $BEFORE = 8;
my $session = Meal::Session->current;
my $cluster = $session->cluster;
my $dir = $session->dir . "/carried$$";
mkdir $_ or die "$_: $!\n" for $dir, "$dir/migrations";
symlink Meal::Place::top() . "/migrations/$_", "$dir/migrations/$_"
    for qw(demo foods);
my $database = "carried$$";
$cluster->ensure_database($database);

sub sql {
	return $cluster->sql($database, shift, 'meal_owner');
}

# All migrations whose number the block takes, and mealctl migrate.
sub migrate {
	my ($want) = @_;
	for my $path (sort glob "'" . Meal::Place::top() .
	    "/migrations/'*.sql") {
		my ($name, $number) = $path =~ m{((\d+)[^/]*)$};
		next if !$want->($number) || -e "$dir/migrations/$name";
		File::Copy::copy($path, "$dir/migrations/$name")
		    or die "$name: $!\n";
	}
	my $conf = "$dir/meal.conf";
	Meal::Conf::write_conf($conf, build => Meal::Session::build(),
	    environment => 'test', runtime => $dir,
	    credentials => $session->credentials, scrypt_log2_n => 10,
	    scrypt_p => 1, migrations => "$dir/migrations",
	    database => $cluster->conninfo($database));
	return Meal::Session::mealctl($conf, 'migrate');
}

# What the program of now does afterwards needs the schema of now.
my ($status, $text) = migrate(sub { $_[0] <= $BEFORE });
is(sql('SELECT max(number) FROM migration'), $BEFORE, 'the schema of then')
    or die $text;

# ---- as somebody left it

sub uuid {
	return sprintf '01900000-0000-7000-8000-%012d', shift;
}

my ($home, $anna, $ben) = map { uuid($_) } 1, 2, 3;
sql("INSERT INTO household (id, name, slug) VALUES ('$home', 'Home', 'home');
    INSERT INTO person (id, household, email, username, full_name,
	password_hash) VALUES
    ('$anna', '$home', 'anna\@example.com', 'anna', 'Anna', 'x'),
    ('$ben', '$home', 'ben\@example.com', 'ben', 'Ben', 'x')");
my $n = 10;
my %recipe;
for my $row (['nobody said', 1, 'NULL', 'NULL'], ['yield', 1,
    "'4 servings'", 'NULL'], ['litres', 1, "'2 litres'", 'NULL'],
    ['said', 3, "'1 loaf'", 'NULL'], ['deleted', 1, "'Serves 6'", 'now()']) {
	my ($name, $servings, $yield, $deleted) = @{$row};
	$recipe{$name} = uuid($n++);
	sql("INSERT INTO recipe (id, household, author, slug, name, servings,
	    recipe_yield, deleted_at, totals, nutrition) VALUES
	    ('$recipe{$name}', '$home', '$anna', 's$n', '$name', $servings,
	    $yield, $deleted, '{1200}', '{\"servingSize\":\"1 serving\",
	    \"calories\":1200}')");
}
sql("INSERT INTO plan_entry (id, household, date, meal_type, recipe_id,
    servings) VALUES ('" . uuid(30) . "', '$home', '2026-11-23', 'dinner',
    '$recipe{yield}', 2)");
sql("INSERT INTO plan_entry (id, household, date, meal_type, recipe_id,
    servings) VALUES ('" . uuid(31) . "', '$home', '2026-11-30', 'dinner',
    '$recipe{said}', 2)");
my ($same, $other) = map { uuid($_) } 40, 41;
sql("INSERT INTO shopping_list (id, household, name, from_date, to_date)
    VALUES ('$same', '$home', 'Same', '2026-11-30', '2026-11-30'),
	('$other', '$home', 'Other', '2026-11-23', '2026-11-23');
    UPDATE shopping_list l SET plan_entries = s.entries, plan_seq = s.seq
      FROM shopping_plan_state s WHERE s.list = l.id");
my $seq = sql('SELECT max(seq) FROM recipe');
my $slugs = sql('SELECT string_agg(slug, \' \' ORDER BY id) FROM recipe');

# ---- brought up to date

($status, $text) = migrate(sub { 1 });
is($status, 0, 'brought up to date') or die $text;
is(sql('SELECT string_agg(slug, \' \' ORDER BY id) FROM recipe'), $slugs,
    'addresses stay what they were');

my %now = map { split /\|/ } split /\n/, sql(q{SELECT name || '|' ||
    coalesce(trim_scale(servings)::text, '-') || ' ' ||
    (nutrition ->> 'servingSize') || ' ' || trim_scale(calories)
    FROM recipe});
is($now{'nobody said'}, '- 1 recipe 1200', 'servings nobody said are null');
is($now{yield}, '4 1 serving 300', 'a yield says them');
is($now{litres}, '- 1 recipe 1200', 'not every yield does');
is($now{said}, '3 1 serving 1200', 'what was said stays');
is($now{deleted}, '6 1 serving 200', 'so in what was deleted');
is(sql("SELECT trim_scale(usual_servings('$home'))"), 2,
    'a household cooks for its people');

cmp_ok(sql('SELECT min(seq) FROM (SELECT seq FROM recipe WHERE version > 1
    UNION ALL SELECT change_bound()) x'), '>', $seq,
    'changes come after all that was there');
is(sql("SELECT string_agg(l.id::text, ' ') FROM shopping_list l
    JOIN shopping_plan_state s ON s.list = l.id
    WHERE (l.plan_entries, l.plan_seq) = (s.entries, s.seq)"), $same,
    'a list is up to date where its recipes are what they were');

my $before = sql('SELECT string_agg(r::text, \' \' ORDER BY id)
    FROM recipe r');
is((migrate(sub { 1 }))[0], 0, 'once more');
is(sql('SELECT string_agg(r::text, \' \' ORDER BY id) FROM recipe r'),
    $before, 'changes nothing');

$cluster->sql('postgres', "DROP DATABASE $database");
done_testing;
