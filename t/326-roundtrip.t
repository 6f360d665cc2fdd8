#!/usr/bin/perl
# Nothing is lost: what GET gave may be sent back by PUT and PATCH, and a form
# that was opened and saved untouched changes nothing, for all that has either.
# Both are taken from the programs: the contract's PUT and PATCH, and the pages
# that take a form. What has no example here is a failure.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use JSON::PP ();
use Meal::Form;
use Meal::Matrix;
use Meal::Test;

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output,
    Test::More->builder->failure_output, Test::More->builder->todo_output;

my $site = Meal::Site->new;
my $m = Meal::Matrix->new($site);
my ($owner, $admin) = map { $m->who($_) } qw(owner admin);
my $anna = $owner->{api};
my $canonical = JSON::PP->new->canonical->allow_nonref;

# Without what may change: the version and when.
sub plain {
	my ($d) = @_;
	return [map { plain($_) } @{$d}] if ref $d eq 'ARRAY';
	return $d if ref $d ne 'HASH';
	return { map { $_ => plain($d->{$_}) }
	    grep { !/^(?:version|updatedAt)$/ } keys %{$d} };
}

sub differing {
	my ($was, $is) = @_;
	my %all = (%{ plain($was) }, %{ plain($is) });
	return map { [$_, $was->{$_}, $is->{$_}] } grep {
	    $canonical->encode(plain([$is->{$_}])) ne
	    $canonical->encode(plain([$was->{$_}])) } sort keys %all;
}

sub unchanged {
	my ($client, $path, $was, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my @differ = differing($was, $client->get($path)->json);
	return ok(!@differ, $name) || diag(map {
	    $canonical->encode($_) . "\n" } @differ);
}

sub made {
	my ($client, $path, $body) = @_;
	my $r = $client->post($path, json => $body);
	die "$path: " . $r->summary . "\n" if $r->status != 201;
	return $r->json;
}

# ---- what is stored: each member of each set at least once

my $food = made($anna, 'foods', { name => 'Rye, dark',
    synonyms => ['rye, dark', 'dark rye'], aisle => 'bakery',
    description => "Dense.\n\n  Keeps.", density => 0.333,
    nutrients => { calories => 220.123, proteinContent => 7 },
    diets => ['VeganDiet'], allergens => ['gluten'],
    portions => [{ name => 'slice, thick', grams => 45.125 },
	{ name => 'cup "heaped"', grams => 120 }] });
my $plain_food = made($anna, 'foods', { name => 'Plain' });
my $butter = $anna->get('foods?q=butter&limit=1')->json->{items}[0];
my $recipe = made($anna, 'recipes', { name => 'Rows', servings => 2,
    ingredients => [
	{ quantity => 1.5, unit => 'cup', food => 'my spread',
	    foodId => $butter->{id}, section => 'One' },
	{ quantity => 2, quantityMax => 3, food => 'eggs', note => 'beaten' },
	{ food => 'For the top:' }, { food => '## salt', section => 'Two' } ] });
my $bare = made($anna, 'recipes', { name => 'Bare' });
my $meal = made($anna, 'meals', { name => 'Usual', items => [
    { foodId => $food->{id}, quantity => 0.333, unit => 'slice, thick' },
    { foodId => $food->{id}, quantity => 2, unit => 'cup "heaped"' },
    { foodId => $food->{id}, quantity => 100, unit => 'g' },
    { foodId => $food->{id} },
    { recipeId => $recipe->{id}, servings => 1.5 },
    { recipeId => $bare->{id} }] });
is($meal->{items}[0]{unit}, 'slice, thick', 'a meal in portions');
my $day = '2026-11-23';
my @entries = map { made($anna, 'plan/entries', { date => $day,
    mealType => $_->[0], %{ $_->[1] } }) } (
    ['breakfast', { recipeId => $recipe->{id}, servings => 0.333 }],
    ['breakfast', { mealId => $meal->{id}, note => "Warm.\nSlowly." }],
    ['breakfast', { foodId => $food->{id}, quantity => 0.5,
	unit => 'slice, thick', servings => 3 }],
    ['breakfast', { foodId => $butter->{id}, quantity => 12.5,
	unit => 'g' }],
    ['breakfast', { note => "Out, at \"Ana's\"\nor in & <b>late</b>" }],
    ['second-breakfast', { recipeId => $bare->{id} }]);
my $list = made($anna, 'shopping/lists', { name => 'Sat, "big" & all' });
my $dated = made($anna, 'shopping/lists', { from => $day, to => $day });
my @items = map { made($anna, "shopping/lists/$list->{id}/items", $_) } (
    { text => '2.5 kg flour, fine' }, { text => '1 head garlic' },
    { food => 'Napkins, "red"', note => 'the thick ones', quantity => 0.333,
	unit => 'package', aisle => 'frozen', checked => \1 },
    { food => 'milk', quantity => 1000, unit => 'ml' }, { food => 'leeks',
	quantity => 3, measure => 'leaf' });
push @items, map { { %{$_}, of => $dated->{id} } }
    @{ $anna->get("shopping/lists/$dated->{id}")->json->{items} };
cmp_ok(scalar @items, '>', 7, 'rows typed and rows of the plan');
$anna->put('targets', json => { calories => 2000.5, proteinContent => 75 });
is_status($anna->patch('auth/profile', json => {
    user => { fullName => 'Anna, of "X"' },
    profile => { about => "Cooks & <eats>.\n\n  A lot." },
    privateProfile => { city => 'Köln', sex => 'OTHER', countryCode => 'DE',
	addressLine1 => 'Am Markt 1, hinten', addressLine2 => '"B"',
	stateProvinceCode => 'NW', postalCode => '50667',
	phone => '+49 30 901820' },
    preferences => { allergens => ['peanuts', 'milk'], units => 'metric',
	diet => ['VeganDiet'], locale => 'de-DE',
	timeZone => 'Europe/Berlin' } }), 200, 'a whole profile')
    or diag($anna->get('auth/profile')->text);
my $second = $site->register;
my $mate = $m->who('viewer');

# ---- PUT and PATCH: by the path of the contract, what to try it on

sub ids { my ($path, @of) = @_; return map { "$path/$_->{id}" } @of }

my %stored = (
	'/recipes/{id}' => [ids('recipes', $recipe, $bare)],
	'/foods/{id}' => [ids('foods', $food, $plain_food)],
	'/meals/{id}' => [ids('meals', $meal)],
	'/plan/entries/{id}' => [ids('plan/entries', @entries)],
	'/shopping/lists/{id}' => [ids('shopping/lists', $list, $dated)],
	'/shopping/lists/{id}/items/{itemId}' => [map {
	    'shopping/lists/' . ($_->{of} // $list->{id}) .
	    "/items/$_->{id}" } @items],
	# many rows at once
	'/shopping/lists/{id}/items' => [map { { get => "shopping/lists/" .
	    $_->{id}, take => sub { { items => $_[0]{items} } },
	    path => "shopping/lists/$_->{id}/items" } } $list, $dated],
	'/targets' => ['targets'],
	'/auth/profile' => ['auth/profile', { get => 'auth/profile',
	    path => 'auth/profile', client => $second }],
	'/household' => ['household', { get => 'household',
	    path => 'household', client => $second }],
	'/household/members/{id}' => ["household/members/$mate->{id}"],
	'/admin/people/{id}' => [map { { get => "admin/people/$_",
	    path => "admin/people/$_", client => $admin->{api} } }
	    $mate->{id}, $second->user->{id}],
);

sub send_back {
	my ($what, @methods) = @_;
	$what = { get => $what, path => $what } if !ref $what;
	my ($path, $client) = ($what->{path}, $what->{client} // $anna);
	my $take = $what->{take} // sub { return $_[0] };
	my $was = $client->get($what->{get})->json;
	for my $method (@methods) {
		for my $round (1 .. 3) {
			is_status($client->request($method, "/api/v1/$path",
			    json => $take->($client->get($what->{get})->json)),
			    200, "$method $path of what GET gave");
		}
		unchanged($client, $what->{get}, $was,
		    "$method $path changes nothing");
	}
	return if $what->{take} || !grep { $_ eq 'PATCH' } @methods;
	my @wrong;
	for my $member (sort keys %{$was}) {
		my $r = $client->patch($path, json => {
		    $member => $was->{$member} });
		push @wrong, "$member: " . $r->summary if $r->status != 200;
		push @wrong, map { "$member: " . $canonical->encode($_) }
		    differing($was, $client->get($what->{get})->json);
	}
	return is("@wrong", '', "PATCH $path, each member alone");
}

my $paths = $site->get('openapi.json')->json->{paths};
for my $path (sort keys %{$paths}) {
	my @methods = grep { ($paths->{$path}{ lc $_ } // {})->{requestBody} }
	    qw(PUT PATCH) or next;
	my $examples = delete $stored{$path};
	ok($examples, "an example of @methods $path") or next;
	send_back($_, @methods) for @{$examples};
}
is(join(' ', sort keys %stored), '', 'no example too many');

# ---- forms

# Open a page, send the form that saves as it is, three times. Of several with
# one action that is the one with the most fields: others do one thing.
sub save_untouched {
	my ($p) = @_;
	my $browser = $p->{browser} // $owner->{page};
	my $client = $p->{client} // $anna;
	my $was = $client->get($p->{path})->json;
	for my $round (1 .. 3) {
		my $page = $browser->get($p->{open});
		my ($form) = sort { @{ $b->{fields} } <=> @{ $a->{fields} } }
		    grep { $_->{method} eq 'POST' &&
		    $_->{action} eq $p->{action} }
		    Meal::Form::read($page->text);
		return ok(0, "$p->{open}: the form for $p->{action}")
		    if !$form;
		my $r = $browser->post($p->{action}, form => $form->{fields});
		is($r->status, 303, "$p->{action} is saved") or
		    diag($r->summary, $r->text =~
		    /class="error[^>]*>(?:<[^>]*>)*([^<]+)/g);
	}
	return unchanged($client, $p->{path}, $was,
	    "$p->{open}: its form changes nothing");
}

# By the row that takes it: what it changes, as {open, action, path}; or what
# it is instead, as none of it is stored to be seen again.
my %form = (
	'POST /recipes/:id' => [map { { open => "/recipes/$_->{id}/edit",
	    action => "/recipes/$_->{id}", path => "recipes/$_->{id}" } }
	    $recipe, $bare],
	'POST /foods/:id' => [map { { open => "/foods/$_->{id}/edit",
	    action => "/foods/$_->{id}", path => "foods/$_->{id}" } }
	    $food, $plain_food],
	'POST /meals/:id' => [{ open => "/meals/$meal->{id}/edit",
	    action => "/meals/$meal->{id}", path => "meals/$meal->{id}" }],
	'POST /plan/entries/:id' => [map { my $id = $_->{id};
	    map { { open => $_, action => "/plan/entries/$id",
	    path => "plan/entries/$id" } } "/plan/$day", "/plan?from=$day" }
	    @entries],
	'POST /shopping/:id' => [map { { open => "/shopping/$_->{id}",
	    action => "/shopping/$_->{id}",
	    path => "shopping/lists/$_->{id}" } } $list, $dated],
	'POST /shopping/:id/items/:itemId' => [map {
	    my $of = $_->{of} // $list->{id}; { open => "/shopping/$of",
	    action => "/shopping/$of/items/$_->{id}",
	    path => "shopping/lists/$of/items/$_->{id}" } } @items],
	'POST /targets' => [{ open => '/targets', action => '/targets',
	    path => 'targets' }],
	'POST /settings/profile' => [{ open => '/settings/profile',
	    action => '/settings/profile', path => 'auth/profile' }],
	'POST /settings/preferences' => [{ open => '/settings/preferences',
	    action => '/settings/preferences', path => 'auth/profile' }],
	'POST /household' => [{ open => '/household/edit',
	    action => '/household', path => 'household' }],
	'POST /household/members/:id' => [{
	    open => "/household/members/$mate->{id}",
	    action => "/household/members/$mate->{id}",
	    path => "household/members/$mate->{id}" }],
	'POST /admin/people/:id' => [{ browser => $admin->{page},
	    client => $admin->{api}, open => "/admin/people/$mate->{id}",
	    action => "/admin/people/$mate->{id}",
	    path => "admin/people/$mate->{id}" }],
	(map { ("POST $_" => 'makes one') } qw(/recipes /foods /meals
	    /plan/entries /plan/entries/:id/copy /plan/copy /shopping
	    /shopping/:id/items /settings/tokens /household/invitations
	    /register)),
	(map { ("POST $_" => 'asks for a password or a code') } qw(/login
	    /login/code /forgot /reset /verify /settings/two-factor
	    /settings/two-factor/verify /settings/two-factor/codes
	    /settings/two-factor/off /settings/password /settings/email
	    /settings/delete)),
	(map { ("POST $_" => 'is a button') } qw(/household/handover
	    /logout /invitations/accept /settings/privacy/consents
	    /admin/people/:id/disable /undo)),
);
my @routes = @{ $m->routes };
for my $route (grep { $_->{method} eq 'POST' && $_->{flags} =~ /\bpage\b/ &&
    $_->{flags} !~ /-$/ } @routes) {
	my $key = "POST $route->{path}";
	my $p = delete $form{$key};
	ok($p, "an example of the form of $key") or next;
	if (ref $p) {
		save_untouched($_) for @{$p};
		next;
	}
	# begins with what is there, and makes another
	ok($route->{flags} !~ /\bedits\b/ || $key eq 'POST /foods',
	    "$key: $p, so it changes nothing that is there");
}
is(join(' ', sort keys %form), '', 'no example too many');

# An edited row says what it is now.
my $beef = made($anna, 'recipes', { name => 'Beef', servings => 1,
    recipeIngredient => ['500 g beef'] });
$beef->{ingredients}[0]{food} = 'pork';
my $pork = $anna->patch("recipes/$beef->{id}", json => {
    ingredients => $beef->{ingredients} })->json;
is_deeply($pork->{recipeIngredient}, ['500 g pork'],
    'an edited row has a new line');

$m->finish;
done_testing;
