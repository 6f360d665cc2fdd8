#!/usr/bin/perl
# Faults have codes that a program can act on: what the shapes say has them by
# itself (430), what is checked beyond a shape says its own. "invalid" is for
# what no other word fits.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $none = '01900000-0000-7000-8000-0000000000ff';
my $recipe = $anna->post('recipes', json => { name => 'Dal' })->json->{id};
my $food = $anna->post('foods', json => { name => 'My oats' })->json->{id};
my $list = $anna->post('shopping/lists', json => { name => 'L' })->json->{id};
my %entry = (date => '2026-11-23', mealType => 'dinner');

my @cases = (
	[ 'auth/tokens', { name => 'x', scopes => ['plan:read'],
	    expiresAt => '2020-01-01T00:00:00Z' }, '/expiresAt', 'past' ],
	[ 'auth/tokens', { name => 'x', scopes => ['plan:read'],
	    expiresAt => '2099-01-01T00:00:00Z' }, '/expiresAt', 'range' ],
	[ 'auth/tokens', { name => 'x', scopes => ['plan:reed'] },
	    '/scopes/0', 'choice' ],
	[ 'household/invitations', { role => 'member',
	    expiresAt => '2020-01-01T00:00:00Z' }, '/expiresAt', 'past' ],
	[ 'household/invitations', { role => 'member',
	    expiresAt => '2099-01-01T00:00:00Z' }, '/expiresAt', 'range' ],
	[ 'auth/login', { password => 'x' }, '/login', 'required' ],
	[ 'auth/register', { email => 'a@example.com', username => 'aaa',
	    fullName => 'A', password => 'x' }, '/password', 'length' ],
	[ 'auth/register', { email => 'a@example.com', username => 'aaa',
	    fullName => 'A', password => 'kitchen table of oak',
	    timeZone => 'Europe/Nowhere' }, '/timeZone', 'choice' ],
	[ 'recipes', { name => 'x', ingredients => [{ food => 'flour',
	    quantity => 1, unit => 'zorkmid' }] }, '/ingredients/0/unit',
	    'choice' ],
	[ 'recipes', { name => 'x', ingredients => [{ food => 'flour',
	    foodId => $none }] }, '/ingredients/0/foodId', 'not-found' ],
	[ 'meals', { name => 'x', items => [{}] }, '/items/0', 'required' ],
	[ 'meals', { name => 'x', items => [{ foodId => $none }] },
	    '/items/0/foodId', 'not-found' ],
	[ 'meals', { name => 'x', items => [{ recipeId => $none }] },
	    '/items/0/recipeId', 'not-found' ],
	[ 'meals', { name => 'x', items => [{ recipeId => $recipe,
	    foodId => $food }] }, '/items/0/recipeId', 'conflict' ],
	[ 'plan/entries', { %entry }, '', 'required' ],
	[ 'plan/entries', { %entry, recipeId => $none }, '/recipeId',
	    'not-found' ],
	[ 'plan/entries', { %entry, foodId => $none }, '/foodId',
	    'not-found' ],
	[ 'plan/entries', { %entry, foodId => $food, recipeId => $recipe },
	    '/foodId', 'conflict' ],
	[ 'plan/entries', { %entry, foodId => $food, quantity => 1,
	    unit => 'zorkmid' }, '/unit', 'choice' ],
	[ 'plan/copy', { from => '2026-11-23', to => '2026-11-22',
	    target => '2026-12-01' }, '/to', 'range' ],
	[ 'shopping/lists', {}, '/name', 'required' ],
	[ 'shopping/lists', { from => '2026-11-23' }, '/to', 'required' ],
	[ 'shopping/lists', { from => '2026-11-23', to => '2026-11-22' },
	    '/to', 'range' ],
	[ "shopping/lists/$list/items", { food => 'x', unit => 'zork mid x' },
	    '/unit', 'choice' ],
	[ "shopping/lists/$list/items", { food => 'x', text => 'y' }, '/text',
	    'conflict' ],
);
my %told = map { $_ => 1 } @{ $site->get('openapi.json')->json->{components}
    {schemas}{ProblemError}{properties}{code}{enum} };
for my $case (@cases) {
	my ($path, $body, $pointer, $code) = @{$case};
	my $r = $anna->post($path, json => $body);
	my $name = "$path: $pointer is $code";
	is_problem($r, 400, $name);
	is(join(' ', map { "$_->{pointer} $_->{code}" }
	    @{ $r->json->{errors} }), "$pointer $code", $name) or
	    diag($r->body);
	ok($told{$code}, "$code is in the contract");
}
for my $case ([ 'plan?from=2026-11-23&to=2026-11-22', 'to', 'range' ],
    [ 'plan?from=2026-01-01&to=2027-12-31', 'to', 'range' ],
    [ 'recipes?fields=nam', 'fields', 'unknown' ],
    [ 'plan?expand=nothing', 'expand', 'choice' ],
    [ 'recipes?limit=0', 'limit', 'range' ],
    [ 'recipes?nothing=1', 'nothing', 'unknown' ]) {
	my ($path, $parameter, $code) = @{$case};
	my $r = $anna->get($path);
	is_problem($r, 400, $path);
	is(join(' ', map { "$_->{parameter} $_->{code}" }
	    @{ $r->json->{errors} }), "$parameter $code", "$path: $code");
}

done_testing;
