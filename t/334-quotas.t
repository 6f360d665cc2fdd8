#!/usr/bin/perl
# What a household may keep: counted as it comes and goes, told before and
# when it is used up, refused on both faces, and in nobody's way.
use strict;
use warnings;
use lib 't/lib';
use Meal::Process;
use Meal::Test;
use Meal::Together;

my $LIMIT = 400_000;
my $site = Meal::Site->new(processes => 8, options => {
    household_bytes => $LIMIT, household_recipes => 12 });
$site->expect_log(qr/household_(?:bytes|recipes)|could not serialize/);
my $anna = $site->register;

sub home {
	my ($who) = @_;
	return $site->sql("SELECT household FROM person
	    WHERE username = '$who->{username}'");
}

# Every table with a household's rows, but those that are a person's.
my @counted = split /\n/, $site->sql("SELECT table_name
    FROM information_schema.columns JOIN information_schema.tables
    USING (table_schema, table_name) WHERE table_schema = 'public'
    AND column_name = 'household' AND table_type = 'BASE TABLE'
    AND table_name NOT IN ('person', 'audit', 'ticket', 'household_use',
    'household_growth') ORDER BY 1");
my %triggers = map { split /\|/ } split /\n/, $site->sql("SELECT
    tgrelid::regclass || '|' || count(*) FROM pg_trigger
    WHERE tgname ~ '^household_weigh' GROUP BY tgrelid");
cmp_ok(scalar @counted, '>=', 12, 'there are tables of households');
is($triggers{$_} // 0, 3, "$_ is counted") for @counted;

# What is there, from nothing: "bytes recipes".
sub weighed {
	my ($home) = @_;
	my $bytes = join ' + ', map { "(SELECT coalesce(sum(row_weight(t::text)),
	    0) FROM $_ t WHERE household = '$home')" } @counted;
	return $site->sql("SELECT $bytes || ' ' || (SELECT count(*) FROM
	    live_recipe WHERE household = '$home')");
}
sub counted {
	my ($home) = @_;
	return $site->sql("SELECT bytes || ' ' || recipes FROM household_used
	    WHERE household = '$home'");
}
sub told {
	my ($who) = @_;
	return $who->get('household')->json->{use};
}

my $home = home($anna);
is(counted($home), '0 0', 'a new household keeps nothing');
is_deeply(told($anna), { bytes => 0, bytesLimit => $LIMIT, recipes => 0,
    recipesLimit => 12 }, 'and is told what it may');

# ---- whatever is done, the count is what is there

my $dal = $anna->post('recipes', json => { name => 'Dal', notes => 'a' x 3000,
    recipeIngredient => ['1 cup red lentils', '2 onions'],
    instructions => [{ text => 'Rinse. ' x 300 }, { text => 'Cook.' }] })->json;
is(counted($home), weighed($home), 'after a recipe');
$anna->patch("recipes/$dal->{id}", json => { notes => 'b',
    instructions => [{ text => 'Cook all of it.' }] });
is(counted($home), weighed($home), 'after it got shorter');
my $food = $anna->post('foods', json => { name => 'Our bread' })->json;
my $meal = $anna->post('meals', json => { name => 'Supper',
    items => [{ recipeId => $dal->{id} }] })->json;
my $entry = $anna->post('plan/entries', json => { date => '2026-11-23',
    mealType => 'dinner', mealId => $meal->{id} })->json;
my $list = $anna->post('shopping/lists', json => { name => 'All',
    from => '2026-11-23', to => '2026-11-24' })->json;
ok($_->{id}, 'there are things of every kind') for $food, $meal, $entry, $list;
is(counted($home), weighed($home), 'after all of them');
$anna->put("recipes/$dal->{id}/favorite");
$anna->delete("plan/entries/$entry->{id}");
my $gone = $anna->post('recipes', json => { name => 'Gone' })->json->{id};
$anna->delete("recipes/$gone");
is(counted($home), weighed($home), 'after some went');
is(told($anna)->{recipes}, 1, 'one that is put away is none');
$site->sql("DELETE FROM recipe WHERE id = '$gone'");
is(counted($home), weighed($home), 'after one went for good');

# into another household, and back out of one
my $bo = $site->register;
$bo->post('recipes', json => { name => 'Soup' });
my $token = $anna->post('household/invitations',
    json => { role => 'member' })->json->{link} =~ s/.*token=//r;
my $old = home($bo);
is_status($bo->post('invitations/accept', json => { token => $token }), 200,
    'joins');
is(counted($home), weighed($home), 'what they bring counts here');
is($site->sql("SELECT count(*) FROM household_growth
    WHERE household = '$old'"), 0, 'and not there');
is_status($bo->post('household/leave', json => {}), 200, 'leaves');
is(counted($_), weighed($_), 'after leaving') for $home, home($bo);

# ---- many at once wait for nobody, and are added up now and then

my $cora = $site->register;
my $theirs = home($cora);
my @saves = together(map { my $n = $_; sub {
	my $client = $site->client(token => $cora->token);
	my $id = $client->post('recipes', json => { name => "Of $n" })
	    ->json->{id};
	return join ' ', map { $client->patch("recipes/$id", json => {
	    recipeIngredient => [("$_ onions") x ($_ % 7)] })->status }
	    1 .. 50;
} } 1 .. 6);
is(join(' ', map { split / / } @saves), join(' ', (200) x 300),
    'every save of six at once is saved');
is(counted($theirs), weighed($theirs), 'and counted');
my $rows = "SELECT count(*) FROM household_growth WHERE household = '$theirs'";
cmp_ok($site->sql($rows), '<', 1100, 'added up in between');
$site->sql("BEGIN; SELECT household_fold('$theirs'); COMMIT");
is($site->sql($rows), 0, 'to nothing that is left');
is(counted($theirs), weighed($theirs), 'with the same sum');

# ---- refused

my $big = { name => 'Big', instructions => [
    map { { text => join '', map { chr 97 + rand 26 } 1 .. 4000 } } 1 .. 20] };
my ($r, $kept);
for (1 .. 8) {
	$r = $anna->post('recipes', json => { %{$big}, name => "Big $_" });
	last if $r->status != 201;
	$kept = $r->json->{id};
}
is_problem($r, 413, 'what does not fit in is refused');
is($r->json->{type}, 'urn:meal:problem:quota', 'by its own name');
is($r->json->{quota}, 'bytes', 'with what it is of');
is($r->json->{limit}, $LIMIT, 'how much there may be');
is($r->json->{used}, told($anna)->{bytes}, 'and is');
cmp_ok(told($anna)->{bytes}, '>', $LIMIT * 0.8, 'not long before the limit');
cmp_ok(told($anna)->{bytes}, '<=', $LIMIT, 'not after it');
is(counted($home), weighed($home), 'nothing of it stays');
is_status($anna->patch("recipes/$kept", json => { notes => 'Nice',
    instructions => [{ text => 'Shorter.' }] }), 200,
    'what is there can be made shorter');
is_status($anna->delete("recipes/$kept"), 204, 'and put away');
is_problem($anna->patch("recipes/$dal->{id}", json => {
    instructions => [ map { { text => 'z' x 4000 } } 1 .. 60] }), 413,
    'but not longer than fits');
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{username},
    password => $anna->{password} ]);
$r = $browser->post('/recipes', form => [ name => 'Typed in vain',
    instructionsText => join "\n\n", map { 'Stir. ' x 600 } 1 .. 90 ]);
is_status($r, 413, 'the page is refused as well');
like($r->text, qr/Your household keeps 0\.\d MB, of 0\.4 MB/, 'kindly');
like($r->text, qr/value="Typed in vain"/, 'with what was typed');
like($browser->get('/household')->text, qr/You keep \d+ recipes, in all 0\.\d MB of 0\.4 MB/, 'the page tells');

my $dora = $site->register;
my @ids = map { $dora->post('recipes', json => { name => "R $_" })->json->{id} }
    1 .. 12;
$r = $dora->post('recipes', json => { name => 'R 13' });
is_problem($r, 413, 'a recipe too many is refused');
is_deeply([@{ $r->json }{qw(quota used limit)}], ['recipes', 12, 12],
    'and why');
is_status($dora->patch("recipes/$ids[0]", json => { name => 'Renamed' }), 200,
    'the others can be changed');
$dora->delete("recipes/$ids[1]");
is_status($dora->post('recipes', json => { name => 'R 14' }), 201,
    'one less is room for another');

# ---- those who look after it

my ($status, $said) = $site->mealctl('household', 'list');
like($said, qr/^\Q$home\E +0\.\d +\d+ +1  /m, 'mealctl lists them');
like((split /\n/, $said)[0], qr/\Q$home\E/, 'those that keep most first');
($status, $said) = Meal::Process::run(argv => ['psql', '-XAtq', '-d',
    $site->conninfo, '-c', "DELETE FROM household_growth"]);
is($status, 0, 'a session without limits has none') or diag($said);

done_testing;
