#!/usr/bin/perl
# Meals over HTTP: named sets of foods and recipes, as JSON and by form.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;

sub food_id {
	my ($name) = @_;
	return $site->sql("SELECT id FROM food WHERE name = '$name'
	    AND household IS NULL");
}

sub near {
	my ($got, $want, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok(defined $got && abs($got - $want) < 0.01 * abs($want) + 0.01,
	    $name) || diag('got ', $got // 'nothing', ", wanted $want");
}

sub kcal_of {
	my ($id) = @_;
	return $site->sql("SELECT nutrients[1] FROM food WHERE id = '$id'");
}

my %food = map { $_ => food_id($_) } 'rolled oat', 'banana', 'milk',
    'egg';
my $dal = $anna->post('recipes', json => { name => 'Dal', servings => 2,
    recipeIngredient => ['200 g red lentils'] })->json;

# ---- as JSON
my $r = $anna->post('meals', json => { name => 'Breakfast', items => [
    { foodId => $food{'rolled oat'}, quantity => 60, unit => 'grams' },
    { foodId => $food{banana} },
    { recipeId => $dal->{id}, servings => 0.5 } ] });
is_status($r, 201, 'a meal');
my $meal = $r->json;
my $path = "meals/$meal->{id}";
is($r->header('location'), "/api/v1/$path", 'Location');
is($meal->{items}[0]{unit}, 'g', 'units are made ours');
is($meal->{items}[0]{name}, 'rolled oat', 'with names');
cmp_ok($meal->{items}[1]{grams}, '>', 50, 'without an amount it is a piece');
near($meal->{nutrition}{calories}, 0.6 * kcal_of($food{'rolled oat'}) +
    $meal->{items}[1]{grams} / 100 * kcal_of($food{banana}) +
    0.5 * $dal->{nutrition}{calories}, 'the sum of its parts');
is_deeply($meal->{missing}, [], 'nothing is missing');
is_deeply($anna->get($path)->json, $meal, 'read again');
is($anna->get('meals?q=break')->json->{items}[0]{id}, $meal->{id},
    'found by its name');
is(@{ $anna->get('meals?q=zzz')->json->{items} }, 0, 'and only so');
$r = $anna->patch($path, json => { items => [
    { foodId => $food{egg}, quantity => 2, unit => 'large' },
    { foodId => $food{'milk'}, quantity => 2, unit => 'dl' },
    { foodId => $food{banana}, quantity => 1, unit => 'cup mashed' } ] });
is_status($r, 200, 'sizes, volumes and portions are amounts');
near($r->json->{items}[0]{grams}, 100, 'of large eggs');
cmp_ok($r->json->{items}[1]{grams}, '>', 200, 'of milk');
cmp_ok($r->json->{items}[2]{grams}, '>', 100, 'of a portion by its name');
is($r->json->{version}, 2, 'a new version');
$r = $anna->patch($path, json => { items => [ { foodId =>
    $food{egg}, quantity => 1, unit => 'bunch' } ] });
is_status($r, 200, 'what cannot be weighed is kept');
is($r->json->{missing}[0]{reason}, 'no-portion', 'and said to be missing');
for my $case ([{ items => [ {} ] }, '/items/0'],
    [{ items => [ { foodId => $food{egg}, recipeId => $dal->{id} } ] },
	'/items/0'],
    [{ items => [ { foodId => $food{egg}, quantity => 1,
	unit => 'furlongs' } ] }, '/items/0/unit'],
    [{ items => [ { foodId => $dal->{id} } ] }, '/items/0/foodId'],
    [{ items => [ { recipeId => $food{egg} } ] }, '/items/0/recipeId']) {
	$r = $anna->post('meals', json => { name => 'x', %{ $case->[0] } });
	is_problem($r, 400, "refused at $case->[1]");
	like($r->json->{errors}[0]{pointer}, qr/^\Q$case->[1]\E/, 'named');
}
my $other = $site->register;
is_problem($other->get($path), 404, q{another household's meal});
is_problem($anna->put($path, json => { name => 'Late' },
    headers => { 'If-Match' => '"1-00000000"' }), 412, 'a stale version');
is_status($anna->put($path, json => { name => 'Bare' }), 200, 'replaced');
is_deeply($anna->get($path)->json->{items}, [], 'by nothing');
is_status($anna->delete($path), 204, 'deleted');
is_problem($anna->get($path), 404, 'gone');
is_status($anna->post("$path/restore"), 200, 'and back');

# ---- by form
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{username},
    password => $anna->{password} ]);
$r = $browser->post('/meals', form => [ name => 'Supper',
    moreItems => "For the table:\n60 g rolled oats\n2 Dal\n1 large egg\n"
    . 'dal' ]);
is_status($r, 303, 'lines make a meal');
my ($page) = $r->header('location') =~ m{^/(meals/[0-9a-f-]+)$};
my $supper = $anna->get($page)->json;
is_deeply([map { [ $_->{name}, $_->{servings} ] } grep { $_->{recipeId} }
    @{ $supper->{items} }], [['Dal', 2], ['Dal', 1]],
    'a recipe comes by its name');
is_deeply([map { $_->{name} } grep { $_->{foodId} } @{ $supper->{items} }],
    ['rolled oat', 'egg'], 'foods by theirs');
like($browser->get("/$page/edit")->body, qr/value="rolled oat"/,
    'rows to correct');
$r = $browser->post("/$page", form => [ name => 'Supper', version => 1,
    'items/0/title' => 'rolled oat', 'items/0/quantity' => '80',
    'items/0/unit' => 'g', 'items/0/foodId' => $food{'rolled oat'},
    'items/1/title' => 'Dal', 'items/1/quantity' => '3',
    'items/1/recipeId' => $dal->{id},
    'items/2/title' => 'banana', 'items/2/quantity' => '2',
    'items/2/unit' => '', 'items/2/foodId' => $food{egg},
    'items/3/title' => '', 'items/3/recipeId' => $dal->{id},
    moreItems => '' ]);
is_status($r, 303, 'rows are corrected');
$supper = $anna->get($page)->json;
is(@{ $supper->{items} }, 3, 'a cleared row goes');
is($supper->{items}[0]{grams}, 80, 'an amount is changed');
is($supper->{items}[1]{servings}, 3, 'servings are an amount there');
is($supper->{items}[2]{name}, 'banana', 'another name is another food');
$r = $browser->post("/$page", form => [ name => 'Supper',
    moreItems => '3 cups of xyzzyx' ]);
is_status($r, 400, 'what nobody knows is refused');
like($r->body, qr/xyzzyx/, 'and kept in the form');
is_status($browser->post("/$page", form => [ name => 'Old', version => 1 ]),
    412, 'an old form is refused');
is_status($browser->get("/$page"), 200, 'shown');
is_status($browser->get('/meals?q=sup'), 200, 'listed');
is_status($browser->post("/$page/delete", form => []), 303, 'deleted');
like($browser->get('/meals')->body, qr{action="/$page/restore"},
    'with an undo');

done_testing;
