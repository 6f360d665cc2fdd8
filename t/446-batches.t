#!/usr/bin/perl
# Many at once: all or none, each fault with its item.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $recipe = $anna->post('recipes', json => { name => 'Dal', servings => 2,
    recipeIngredient => ['200 g lentils'] })->json->{id};
my $list = $anna->post('shopping/lists', json => { name => 'Week' })
    ->json->{id};
my $items = "shopping/lists/$list/items";

sub entries {
	return $site->sql('SELECT count(*) FROM live_plan_entry');
}
sub rows {
	return @{ $anna->get("shopping/lists/$list")->json->{items} };
}
sub faults {
	return join ' ', map { $_->{pointer} } @{ $_[0]->json->{errors} // [] };
}

# ---- the plan

my @week = map { { date => "2026-11-2$_", mealType => 'dinner',
    recipeId => $recipe } } 3 .. 9;
my $r = $anna->post('plan/entries', json => { items => \@week });
is_status($r, 201, 'a week at once');
is($r->header('location'), undef, 'has no address of its own');
is(scalar @{ $r->json->{items} }, 7, 'seven entries');
is_deeply([map { $_->{date} } @{ $r->json->{items} }],
    [map { $_->{date} } @week], 'in the order they were sent');
ok($r->json->{items}[0]{version}, 'as they are');
is(entries(), 7, 'they are there');

$week[2] = { date => 'never', mealType => 'dinner', recipeId => $recipe };
$week[5] = { mealType => 'dinner' };
$r = $anna->post('plan/entries', json => { items => \@week });
is_problem($r, 400, 'two of them are faulty');
is(faults($r), '/items/2/date /items/5/date', 'which is told')
    or diag($r->summary);
is(entries(), 7, 'and none was made');
$week[2] = { date => '2026-12-01', mealType => 'dinner', recipeId => $list };
$week[5] = { date => '2026-12-01', mealType => 'lunch', note => 'out' };
$r = $anna->post('plan/entries', json => { items => \@week });
is_problem($r, 400, 'one refers to nothing');
is(faults($r), '/items/2/recipeId', 'that one');
is(entries(), 7, 'and none was made');
for my $bad ([], {}, 'x', [map { $week[5] } 1 .. 201]) {
	is_problem($anna->post('plan/entries', json => { items => $bad }), 400,
	    'no list of 1 to 200');
}
is_problem($anna->post('plan/entries', json => { items => [$week[5]],
    date => '2026-12-01' }), 400, 'nothing besides');
is_problem($anna->post('plan/entries', json => { items => [1] }), 400,
    'items are objects');
my $key = { 'Idempotency-Key' => 'week' };
my @same = map { $anna->post('plan/entries', headers => $key,
    json => { items => [$week[5], $week[5]] }) } 1, 2;
is($same[0]->body, $same[1]->body, 'a key makes them once');
is(entries(), 9, 'so it does');
my $viewer = $site->register;
$site->sql("UPDATE person SET member = 'viewer', household = (SELECT household
    FROM person WHERE username = '$anna->{username}')
    WHERE username = '$viewer->{username}'");
is_problem($viewer->post('plan/entries', json => { items => [$week[5]] }),
    403, 'a viewer makes none');
is_problem($site->register->patch($items, json => { items => [] }), 400,
    'nothing to do is told first');

# ---- a shopping list

$r = $anna->post($items, json => { items => [ { text => '2 eggs' },
    { food => 'milk', quantity => 1, unit => 'l' },
    { text => "3 lemons\n\n  1 kg rice  \nbread" } ] });
is_status($r, 201, 'items');
is_deeply([map { $_->{food} } @{ $r->json->{items} }],
    [qw(eggs milk lemons rice bread)], 'a line each');
$r = $anna->post($items, json => { text => "2 l juice\r\n\r\n6 rolls\n" });
is_status($r, 201, 'lines alone');
is_deeply([map { "$_->{quantity} $_->{food}" } @{ $r->json->{items} }],
    ['2 juice', '6 rolls'], 'are items too');
is($r->header('location'), undef, 'without one address');
$r = $anna->post($items, json => { text => "\n butter \n" });
is_status($r, 201, 'a line between blank ones');
is($r->json->{food}, 'butter', 'is one item');
like($r->header('location') // '', qr{/items/}, 'that has an address');
is_problem($anna->post($items, json => { text => '2 eggs', food => 'milk' }),
    400, 'text and food are not both taken');
is_problem($anna->post($items, json => { text => "\n\n" }), 400, 'nothing');
is_problem($anna->post($items, json => { text => "x\n" x 201 }), 400,
    'too many lines');
is_problem($anna->post($items, json => { text => "ok\n" . 'x' x 301 }), 400,
    'or one too long');
my @there = rows();
is(scalar @there, 8, 'all of that is there, and nothing else');

$r = $anna->patch($items, json => { items => [ map { { id => $_->{id},
    checked => JSON::PP::true() } } @there ] });
is_status($r, 200, 'all ticked in one call');
is(scalar(grep { $_->{checked} } rows()), 8, 'so they are');
is(scalar @{ $r->json->{items} }, 8, 'and told');
$r = $anna->patch($items, json => { items => [
    { id => $there[0]{id}, checked => JSON::PP::false() },
    { id => $recipe, checked => JSON::PP::false() } ] });
is_problem($r, 404, 'one is not there');
is(faults($r), '/items/1', 'that one');
is(scalar(grep { $_->{checked} } rows()), 8, 'and none was changed');
$r = $anna->patch($items, json => { items => [
    { id => $there[0]{id}, quantity => 3 },
    { checked => JSON::PP::false() } ] });
is_problem($r, 400, 'an item without an id');
is(faults($r), '/items/1/id', 'asks for it');
is_problem($anna->patch($items, json => {}), 400, 'nothing to change');
is_problem($site->register->patch($items, json => { items => [
    { id => $there[0]{id}, checked => JSON::PP::false() } ] }), 404,
    'another household finds nothing');

done_testing;
