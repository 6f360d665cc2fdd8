#!/usr/bin/perl
# What a reviewer found: small holes between the parts, each of them once.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use Meal::Test;
use Meal::Together;

my $site = Meal::Site->new(processes => 4,
    options => { login_failures_address => 20 });
my $anna = $site->register;
$site->expect_log(qr/could not serialize|deadlock/);

sub anna { return $site->client(token => $anna->token) }

sub saved {
	my ($path, $json) = @_;
	my $r = $anna->post($path, json => $json);
	die $r->summary if $r->status != 201;
	return $r->json;
}

# ---- a food changes while a recipe of it is put away

my $food = saved('foods', { name => 'zorgle',
    nutrients => { calories => 100 } });
my $away = saved('recipes', { name => 'Put away',
    recipeIngredient => ['100 g zorgle', '2 eggs'] });
my $here = saved('recipes', { name => 'Still here', servings => 2,
    recipeIngredient => ['100 g zorgle', 'For the top:', '50 g zorgle'] });
my $meal = saved('meals', { name => 'Both', items => [
    { recipeId => $here->{id}, servings => 1 },
    { foodId => $food->{id}, quantity => 10, unit => 'g' }] });
$anna->delete("recipes/$away->{id}");
is_status($anna->patch("foods/$food->{id}", json => {
    nutrients => { calories => 200 } }), 200, 'a food is changed');
my $r = $anna->post("recipes/$away->{id}/restore");
is_status($r, 200, 'a recipe of it is taken back');
is_deeply($r->json->{recipeIngredient}, ['100 g zorgle', '2 eggs'],
    'with all its lines');
cmp_ok($r->json->{nutrition}{calories}, '>',
    $away->{nutrition}{calories} + 90, 'and what they count now');
my $now = $anna->get("recipes/$here->{id}")->json;
is($now->{nutrition}{calories}, 150, 'another one counts anew');
is_deeply([map { $_->{section} } @{ $now->{ingredients} }],
    [map { $_->{section} } @{ $here->{ingredients} }], 'with its sections');
is_deeply([sort keys %{ $now->{nutrition} }],
    [sort keys %{ $here->{nutrition} }], 'and its whole label');
is($anna->get("meals/$meal->{id}")->json->{nutrition}{calories}, 170,
    'and the meal of both');
is_status($anna->post("$_/restore"), 200, 'what is there can be taken back')
    for "recipes/$here->{id}", "foods/$food->{id}", "meals/$meal->{id}";

# Many at once: more than are computed together.
saved('recipes', { name => "Many $_",
    recipeIngredient => [('10 g zorgle') x 10] }) for 1 .. 40;
$anna->patch("foods/$food->{id}", json => { nutrients => { calories => 50 } });
is($site->sql(q{SELECT count(*), min(totals[1]), max(totals[1]) FROM recipe
    WHERE name LIKE 'Many %'}), '40|50|50', 'forty recipes follow');
my ($line) = reverse $site->log_lines('foods', qr/method=PATCH/, 2);
cmp_ok(($line =~ /db_trips=(\d+)/)[0], '<', 25, 'in few round trips');

# ---- a food on the plan

my $bar = saved('foods', { name => 'blorp bar', nutrients => {
    calories => 100 }, portions => [{ name => 'piece', grams => 50 }] });
my $entry = saved('plan/entries', { date => '2026-11-23',
    mealType => 'lunch', foodId => $bar->{id}, quantity => 1,
    unit => 'piece' });
is($entry->{grams}, 50, 'a piece on the plan');
$anna->patch("foods/$bar->{id}", json => { portions => [
    { name => 'piece', grams => 80 }] });
is($anna->get("plan/entries/$entry->{id}")->json->{grams}, 80,
    'weighs what it weighs now');

# ---- two of one name

my $first = saved('recipes', { name => 'Twin' });
$anna->delete("recipes/$first->{id}");
my $second = saved('recipes', { name => 'Twin' });
is($second->{slug}, $first->{slug}, 'a slug is free again');
$r = $anna->post("recipes/$first->{id}/restore");
is_status($r, 200, 'and the first one can be taken back');
isnt($r->json->{slug}, $second->{slug}, 'with another slug');

# ---- patches

my $soup = saved('recipes', { name => 'Soup', prepTime => 'PT10M',
    cookTime => 'PT5M', recipeIngredient => ['1 l water'] });
is($anna->patch("recipes/$soup->{id}", json => { prepTime => 'PT1H' })
    ->json->{totalTime}, 'PT1H5M', 'a total that was a sum follows');
$anna->patch("recipes/$soup->{id}", json => { totalTime => 'PT3H' });
is($anna->patch("recipes/$soup->{id}", json => { cookTime => undef })
    ->json->{totalTime}, 'PT3H', 'one that was given stays');
is_deeply($anna->patch("recipes/$soup->{id}", json => { ingredients => [] })
    ->json->{recipeIngredient}, [], 'an empty list of ingredients is one');
$r = $anna->post('recipes', json => { name => 'Jigger', ingredients => [
    { food => 'rum', unit => 'jigger', quantity => 1, quantityMax => 2 }] });
is_deeply([@{ $r->json->{ingredients}[0] }{qw(quantity quantityMax unit)}],
    [1.5, 3, 'fl oz'], 'both ends of a range are in the unit');
is_problem($anna->post('foods', json => { name => 'Two aisles',
    aisle => 'produce meat' }), 400, 'two words are not one of the words');

# ---- cursors

my $by_name = $anna->get('recipes?limit=1&sort=name')->json->{next};
my $newest = $anna->get('recipes?limit=1')->json->{next};
for my $path ("recipes?cursor=$by_name", "recipes?sort=name&cursor=00",
    "shopping/lists?cursor=$by_name", "foods?q=egg&cursor=$by_name",
    "meals?cursor=" . unpack('H*', "a\0b\x1f$soup->{id}"),
    'recipes?cursor=' . unpack('H*', "2026-99-99 00:00:00+00\x1f$soup->{id}"),
    "foods?cursor=" . unpack('H*', "a\x1fb\x1f$soup->{id}")) {
	$r = $anna->get($path);
	is_problem($r, 400, "another list's cursor: $path");
	is_deeply([map { $_->{parameter} } @{ $r->json->{errors} }],
	    ['cursor'], 'which is said');
}
is_status($anna->get("recipes?cursor=$newest"), 200, 'its own is taken');
saved('recipes', { name => ("\x{4e00}" x 199) . $_ }) for 1 .. 2;
my ($seen, $next) = (0, '');
while (defined $next && $seen < 100) {
	$r = $anna->get('recipes?sort=name&limit=1' .
	    ($next && "&cursor=$next"));
	last if $r->status != 200;
	$seen++;
	$next = $r->json->{next};
}
is($seen, $site->sql('SELECT count(*) FROM live_recipe'),
    'a list with long names is read to its end');
is_status($anna->get('recipes?q=' . ('%F0%90%8C%B0+' x 100)), 200,
    'a hundred words of four bytes');
is_status($anna->get('recipes?q=' . ('%EF%B7%BA' x 200)), 200,
    'letters that fold to many');

# ---- Idempotency-Key

my $victim = $site->register;
my @status = map { $anna->post('auth/login', json => {
    login => $victim->{email}, password => "guess number $_" },
    headers => { 'Idempotency-Key' => "guess-$_" })->status } 1 .. 7;
is_deeply(\@status, [(401) x 5, 429, 429],
    'guesses are counted, with a key as well');
$r = $anna->post('auth/login', json => { login => $anna->{email},
    password => $anna->{password} }, headers => {
    'Idempotency-Key' => 'mine' });
is_status($r, 200, 'logging in with a key');
is($site->sql("SELECT count(*) FROM kept_answer"), 0,
    'keeps no tokens');
my $tokens = $r->json;
$site->post('auth/refresh', json => {
    refreshToken => $tokens->{refreshToken} });
$site->sql("UPDATE refresh SET used_at = used_at - interval '1 minute'
    WHERE used_at IS NOT NULL");
is_problem($anna->post('auth/refresh', json => {
    refreshToken => $tokens->{refreshToken} }, headers => {
    'Idempotency-Key' => 'again' }), 401, 'an old token with a key');
is_problem($site->client(token => $tokens->{accessToken})->get('recipes'),
    401, 'ends its session all the same');
my $long = join '', map { chr(97 + int rand 26) . int rand 10 } 1 .. 1900;
is_status($anna->post("recipes?$long", json => { name => 'Long way' },
    headers => { 'Idempotency-Key' => 'long' }), 400, 'a long address');

my $page = $site->browser;
$page->post('/login', form => [login => $anna->{email},
    password => $anna->{password}]);
my $list = saved('shopping/lists', { name => 'Market' });
my @to = map { $page->post("/shopping/$list->{id}/items", form => [
    text => '2 l milk', key => 'pressed-twice'])->header('location') } 1, 2;
is($to[1], $to[0], 'a form sent twice leads where it led');
is($site->sql('SELECT count(*) FROM shopping_item'), 1, 'and does it once');

# ---- who may, at once

my $id = $anna->user->{id};
for my $member (qw(viewer owner viewer owner)) {
	$site->sql("UPDATE person SET member = '$member' WHERE id = '$id'");
	my @got = map { $anna->post('recipes', json => { name => 'Who' })
	    ->status } 1 .. 8;
	is_deeply(\@got, [($member eq 'viewer' ? 403 : 201) x 8],
	    "$member: from the first request on");
}

# ---- logging out everywhere, with a refresh token alone

$site->sql('DELETE FROM tries');
my @sessions = map { $site->login($victim->{email}, $victim->{password}) }
    1, 2;
is_status($site->post('auth/logout', json => { everywhere => \1,
    refreshToken => $sessions[0]->tokens->{refreshToken} }), 204,
    'out, everywhere');
is_problem($_->get('recipes'), 401, 'a session is over')
    for @sessions, $victim;

# ---- several at the same moment

my @ids = map { saved('recipes', { name => "At once $_" })->{id} } 1 .. 8;
for my $round (1 .. 3) {
	@status = together(map { my $n = $_; sub { anna()->delete(
	    "recipes/$n", unnoted => 1)->status } } @ids);
	is_deeply(\@status, [(204) x 8], 'eight recipes are put away');
	$anna->post("recipes/$_/restore") for @ids;
}
@status = together(map { my $n = $_; sub { anna()->put(
    "recipes/$ids[$n % 2]/favorite", unnoted => 1)->status } } 1 .. 8);
is_deeply(\@status, [(200) x 8], 'marked by many');
@status = together(map { my $n = $_; sub { anna()->post('recipes',
    unnoted => 1, json => { name => "Crowd $n" })->status } } 1 .. 24);
is_deeply(\@status, [(201) x 24], 'two dozen recipes');
$site->post('auth/login', json => { login => $anna->{email},
    password => 'not this one' }) for 1 .. 3;
@status = together((sub { $site->client->post('auth/login', unnoted => 1,
    json => { login => $anna->{email}, password => $anna->{password} })
    ->status }) x 4);
is_deeply(\@status, [(200) x 4], 'four log in after a mistake');

# ---- whose address has an account

my @taken = map { $site->post('auth/register', json => {
    email => $anna->{email}, username => "asker$_", fullName => 'Asker',
    password => 'a long enough password' })->status } 1 .. 22;
is_deeply([@taken[0, 19, 20, 21]], [409, 409, 429, 429],
    'is not told without end');

done_testing();
