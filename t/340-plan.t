#!/usr/bin/perl
# The plan over HTTP: entries, days, sums against targets, moving, copying,
# and the pages.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $home = $anna->user->{household}{id};

sub recipe {
	my (%over) = @_;
	my $r = $anna->post('recipes', json => { servings => 4,
	    recipeIngredient => ['400 g rolled oats'], %over });
	die $r->summary if $r->status != 201;
	return $r->json;
}

sub add {
	my (%entry) = @_;
	return $anna->post('plan/entries', json => { %entry });
}

sub near {
	my ($got, $want, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok(defined $got && abs($got - $want) < 0.02 * abs($want) + 0.01,
	    $name) || diag('got ', $got // 'nothing', ", wanted $want");
}

# What is on a day, as "meal position title".
sub day_of {
	my ($date) = @_;
	my $day = $anna->get("plan?from=$date&to=$date")->json->{days}[0];
	return [map { "$_->{mealType} $_->{position} $_->{name}" }
	    @{ $day->{entries} }];
}

my $oats = recipe(name => 'Porridge');
my $per = $oats->{nutrition}{calories};
cmp_ok($per, '>', 300, '100 g of oats are a serving');
my ($banana) = split /\|/, $site->sql(
    q{SELECT id FROM food WHERE name = 'banana'});
my $banana_kcal = $site->sql(
    q{SELECT nutrients[1] FROM food WHERE name = 'banana'});

# ---- an empty plan
my $plan = $anna->get('plan?from=2026-11-23&to=2026-11-25');
is_status($plan, 200, 'a plan');
is_deeply([map { $_->{date} } @{ $plan->json->{days} }],
    ['2026-11-23', '2026-11-24', '2026-11-25'], 'lists every day');
is($plan->json->{days}[0]{nutrition}{calories}, 0, 'nothing counts nothing');
is_deeply($plan->json->{days}[0]{targets}, {}, 'no targets yet');
my $week = $anna->get('plan')->json;
is(@{ $week->{days} }, 7, 'without dates it is the current week');

# ---- entries
my $r = add(date => '2026-11-23', mealType => 'breakfast',
    recipeId => $oats->{id}, servings => 2);
is_status($r, 201, 'a recipe on the plan');
my $first = $r->json;
is($r->header('location'), "/api/v1/plan/entries/$first->{id}", 'Location');
is($first->{name}, 'Porridge', 'with its name');
is($first->{position}, 0, 'at the first place');
near($first->{nutrition}{calories}, 2 * $per, 'two servings are counted');
$r = add(date => '2026-11-23', mealType => 'breakfast', foodId => $banana,
    quantity => 150, unit => 'grams');
is_status($r, 201, 'a food');
is($r->json->{unit}, 'g', 'units are made ours');
is($r->json->{position}, 1, 'after the recipe');
near($r->json->{nutrition}{calories}, 1.5 * $banana_kcal, 'by its weight');
$r = add(date => '2026-11-23', mealType => 'dinner', note => 'Eat out');
is_status($r, 201, 'a note');
is($r->json->{nutrition}, undef, 'counts nothing');
my $meal = $anna->post('meals', json => { name => 'Usual breakfast',
    items => [ { recipeId => $oats->{id}, servings => 1 },
	{ foodId => $banana, quantity => 1, unit => 'piece' } ] });
is_status($meal, 201, 'a meal') or diag $meal->body;
$r = add(date => '2026-11-24', mealType => 'breakfast',
    mealId => $meal->json->{id}, servings => 2);
is_status($r, 201, 'on the plan');
near($r->json->{nutrition}{calories},
    2 * $meal->json->{nutrition}{calories}, 'is counted');
$r = add(date => '2026-11-24', mealType => 'second-breakfast',
    note => 'Tea');
is_status($r, 201, 'other meals are made by use');

my $json = $anna->get('plan?from=2026-11-23&to=2026-11-24')->json;
near($json->{days}[0]{nutrition}{calories}, 2 * $per + 1.5 * $banana_kcal,
    'a day is the sum of its entries');
near($json->{nutrition}{calories}, $json->{days}[0]{nutrition}{calories} +
    $json->{days}[1]{nutrition}{calories}, 'the plan that of its days');

# ---- targets
$r = $anna->put('targets', json => { calories => 2000,
    proteinContent => 75.5 });
is_status($r, 200, 'targets are kept');
is_deeply($anna->get('targets')->json, { version => 1, calories => 2000,
    proteinContent => 75.5 }, 'as they were given');
my $sam = $site->register;
$site->sql("UPDATE person SET household = '$home', member = 'member' "
    . "WHERE id = '" . $sam->user->{id} . q{'});
my $tag = $anna->get('targets')->header('etag');
like($tag, qr/^"1-/, 'with a version');
is_status($anna->patch('targets', json => { fatContent => 60 }), 200,
    'one can be changed');
is_problem($anna->put('targets', json => { calories => 1 }, headers => {
    'If-Match' => $tag }), 412, 'and who was slower is told');
is_status($anna->patch('targets', json => { fatContent => undef },
    headers => { 'If-Match' => $anna->get('targets')->header('etag') }), 200,
    'or taken away');
my $none = $site->register;
my $untouched = $none->get('targets')->header('etag');
is_status($none->put('targets', json => { calories => 1800 }, headers => {
    'If-Match' => $untouched }), 200, 'the first by the tag of none');
is_problem($none->put('targets', json => { calories => 1 }, headers => {
    'If-Match' => $untouched }), 412, 'but once');
$sam->put('targets', json => { calories => 2500, iron => 10 });
is_deeply($anna->get('plan?from=2026-11-23&to=2026-11-24')->json->{targets},
    { calories => 9000, proteinContent => 151, iron => 20 },
    'days show the sum of the members, plans that of the days');
is_problem($anna->put('targets', json => { calories => -1 }), 400,
    'less than nothing is no target');
is_problem($anna->put('targets', json => { kryptonite => 1 }), 400,
    'nor is what is no nutrient');

# ---- changing
my $id = $first->{id};
$r = $anna->get("plan/entries/$id");
like($r->header('etag'), qr/^"1-[0-9a-f]{8}"$/, 'an ETag');
$r = $anna->patch("plan/entries/$id", json => { servings => 1 },
    headers => { 'If-Match' => $r->header('etag') });
is_status($r, 200, 'changed');
is($r->json->{version}, 2, 'a new version');
near($r->json->{nutrition}{calories}, $per, 'counted anew');
is_problem($anna->patch("plan/entries/$id", json => { servings => 3 },
    headers => { 'If-Match' => '"1-00000000"' }), 412, 'an old version');
$r = $anna->patch("plan/entries/$id", json => { position => 1 });
is_status($r, 200, 'moved within the meal');
is_deeply(day_of('2026-11-23'), ['breakfast 0 banana',
    'breakfast 1 Porridge', 'dinner 0 Eat out'], 'positions follow');
$r = $anna->patch("plan/entries/$id", json => { date => '2026-11-24',
    mealType => 'dinner', position => 0 });
is_status($r, 200, 'moved to another day');
is_deeply(day_of('2026-11-23'), ['breakfast 0 banana',
    'dinner 0 Eat out'], 'it is gone there');
is_deeply(day_of('2026-11-24'), ['breakfast 0 Usual breakfast',
    'dinner 0 Porridge', 'second-breakfast 0 Tea'], 'and here');
is_status($anna->delete("plan/entries/$id"), 204, 'taken off');
is_problem($anna->get("plan/entries/$id"), 404, 'is gone');
is_status($anna->post("plan/entries/$id/restore"), 200, 'and taken back');
is_status($anna->get("plan/entries/$id"), 200, 'is there');

# ---- copying
$r = $anna->post('plan/copy', json => { from => '2026-11-23',
    to => '2026-11-24', target => '2026-11-30' });
is_status($r, 200, 'days are copied');
is(@{ $r->json->{items} }, 5, 'all their entries');
is_deeply(day_of('2026-11-30'), day_of('2026-11-23'), 'to the same places');
$r = $anna->post('plan/copy', json => { from => '2026-11-23',
    to => '2026-11-23', target => '2026-11-30' });
is_deeply(day_of('2026-11-30'), ['breakfast 0 banana',
    'breakfast 1 banana', 'dinner 0 Eat out', 'dinner 1 Eat out'],
    'a copy comes after what is there');
is_problem($anna->post('plan/copy', json => { from => '2026-11-24',
    to => '2026-11-23', target => '2026-11-30' }), 400,
    'backwards is no range');
$r = $anna->post("plan/entries/$id/copy", json => {
    date => '2026-12-24' });
is_status($r, 201, 'one entry once more');
isnt($r->json->{id}, $id, 'is another one');

# ---- what changes below
$anna->patch("recipes/$oats->{id}", json => {
    recipeIngredient => ['800 g rolled oats'] });
near($anna->get('meals/' . $meal->json->{id})->json->{nutrition}{calories},
    $meal->json->{nutrition}{calories} + $per,
    'a meal follows its recipes');
near($anna->get("plan/entries/$id")->json->{nutrition}{calories}, 2 * $per,
    'so does the plan');

# ---- private recipes
my $secret = $sam->post('recipes', json => { name => 'Birthday cake',
    visibility => 'private', servings => 1,
    recipeIngredient => ['100 g rolled oats'] })->json;
$r = $sam->post('plan/entries', json => { date => '2027-01-05',
    mealType => 'dinner', recipeId => $secret->{id} });
is_status($r, 201, 'the author plans a private recipe');
is($r->json->{name}, 'Birthday cake', 'sees its name');
my $seen = $anna->get('plan?from=2027-01-05&to=2027-01-05');
is($seen->json->{days}[0]{entries}[0]{name}, 'private recipe',
    'others see that it is one');
unlike($seen->body, qr/Birthday/, 'and no more');
cmp_ok($seen->json->{days}[0]{nutrition}{calories}, '>', 300,
    'but it counts');
is_problem(add(date => '2026-12-01', mealType => 'lunch',
    recipeId => $secret->{id}), 400, 'nobody else can plan it');

# ---- faults
my $other = $site->register;
my $foreign = $other->post('recipes', json => { name => 'Theirs' })->json;
for my $case (
    [{ mealType => 'dinner', note => 'x' }, '/date'],
    [{ date => '2026-02-30', mealType => 'dinner', note => 'x' }, '/date'],
    [{ date => '2026-12-01', mealType => 'Big Dinner', note => 'x' },
	'/mealType'],
    [{ date => '2026-12-01', mealType => 'dinner', note => 'x',
	servings => 0 }, '/servings'],
    [{ date => '2026-12-01', mealType => 'dinner',
	recipeId => $foreign->{id} }, '/recipeId'],
    [{ date => '2026-12-01', mealType => 'dinner', foodId => $banana,
	quantity => 1, unit => 'furlongs' }, '/unit'],
) {
	$r = add(%{ $case->[0] });
	is_problem($r, 400, "a fault at $case->[1]");
	is($r->json->{errors}[0]{pointer}, $case->[1], 'is named');
}
is_problem(add(date => '2026-12-01', mealType => 'dinner'), 400,
    'an entry of nothing');
is_problem(add(date => '2026-12-01', mealType => 'dinner',
    recipeId => $oats->{id}, foodId => $banana), 400, 'or of two things');
for my $query ('from=2026-13-01', 'from=2026-12-02&to=2026-12-01',
    'from=2025-01-01&to=2026-12-01', 'days=3') {
	$r = $anna->get("plan?$query");
	is_problem($r, 400, "refused: $query");
	ok($r->json->{errors}[0]{parameter}, 'the parameter is named');
}
is_problem($other->get("plan/entries/$id"), 404,
    q{another household's entry});
is_problem($other->patch("plan/entries/$id", json => { servings => 2 }),
    404, 'cannot be changed');
is(@{ $other->get('plan?from=2026-11-23&to=2026-11-23')->json->{days}[0]
    {entries} }, 0, 'nor seen in a plan');

# ---- a client's own ids
my $own = '01890000-0000-7000-8000-000000000abc';
is_status(add(id => $own, date => '2026-12-03', mealType => 'lunch',
    note => 'Offline'), 201, 'an id of the client');
is_status(add(id => $own, date => '2026-12-03', mealType => 'lunch',
    note => 'Offline'), 200, 'seen again');
is_problem($other->post('plan/entries', json => { id => $own,
    date => '2026-12-03', mealType => 'lunch', note => 'x' }), 409,
    'taken elsewhere');

# ---- pages
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{username},
    password => $anna->{password} ]);
for my $path ('/', '/plan', '/plan?from=2026-11-23', '/plan/2026-11-23',
    '/targets', '/meals', '/meals/new', '/plan/entries/new',
    '/plan/entries/new?date=2026-11-23&mealType=dinner&q=porr',
    '/meals/' . $meal->json->{id}, '/meals/' . $meal->json->{id} . '/edit') {
	is_status($browser->get($path), 200, $path);
}
my $page = $browser->get('/plan?from=2026-11-23');
like($page->body, qr/Usual breakfast/, 'the week shows its entries');
$r = $browser->post('/plan/entries', form => [ date => '2026-12-05',
    mealType => 'Late supper', recipeId => $oats->{id}, servings => '1,5',
    next => '/plan/2026-12-05' ]);
is_status($r, 303, 'planned by form, with a comma');
is($r->header('location'), '/plan/2026-12-05', 'and back to where one was');
is_deeply(day_of('2026-12-05'), ['late-supper 0 Porridge'],
    'a new meal is made by its name');
my ($entry) = @{ $anna->get('plan?from=2026-12-05&to=2026-12-05')
    ->json->{days}[0]{entries} };
is_status($browser->post("/plan/entries/$entry->{id}", form => [
    date => '2026-12-06' ]), 303, 'moved by form');
is_deeply(day_of('2026-12-06'), ['late-supper 0 Porridge'], 'is there');
$r = $browser->post("/plan/entries/$entry->{id}/delete", form => []);
is_status($r, 303, 'taken off by form');
like($browser->get('/plan?from=2026-12-06')->body,
    qr{action="/plan/entries/$entry->{id}/restore"}, 'with an undo');
$r = $browser->post('/plan/entries', form => [ date => 'never',
    mealType => 'dinner', note => 'keep me' ]);
is_status($r, 400, 'a fault shows the form again');
like($r->body, qr/keep me/, 'with what was typed');
$r = $browser->post('/plan/entries', form => [ date => '2031-05-06',
    mealType => 'dinner', servings => 'many' ]);
is_status($r, 400, 'another fault');
like($r->body, qr/2031-05-06/, 'the page is that of the day of the form');
$r = $browser->post('/targets', form => [ calories => '1800' ]);
is_status($r, 303, 'targets by form');
is($anna->get('targets')->json->{calories}, 1800, 'are kept');
$r = $browser->post('/plan/copy', form => [ from => '2026-11-23',
    to => '2026-11-29', target => '2026-12-07' ]);
is_status($r, 303, 'a week copied by form');
$r = $browser->post('/plan/entries', form => [ date => '2026-12-05',
    mealType => 'dinner', note => 'x', next => 'https://evil.example/' ]);
unlike($r->header('location') // '', qr/evil/, 'next leads nowhere else');

# ---- two kept under one number, as when both came at once

my @twins = map { $anna->post('plan/entries', json => { date => '2031-03-04',
    mealType => 'dinner', note => "twin $_" })->json } 1 .. 3;
$site->sql("UPDATE plan_entry SET position = 0 WHERE date = '2031-03-04'");
my @places = map { [$_->{id}, $_->{position}] }
    @{ $anna->get('plan?from=2031-03-04&to=2031-03-04')
    ->json->{days}[0]{entries} };
my @by_id = sort map { $_->{id} } @twins;
is_deeply(\@places, [map { [$by_id[$_], $_] } 0 .. 2],
    'each has a place of its own');
is($anna->get("plan/entries/$by_id[$_]")->json->{position}, $_,
    "also alone: $_") for 0 .. 2;
is($anna->patch("plan/entries/$by_id[1]", json => { note => 'the middle' })
    ->json->{position}, 1, 'a change leaves it there');

done_testing;
