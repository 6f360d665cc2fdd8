#!/usr/bin/perl
# A write that changes nothing makes no version: of everything that has one,
# by PATCH, by PUT of what GET gave, and by taking back what was not put away.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Session;
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;

sub made {
	my ($path, $body) = @_;
	my $r = $anna->post($path, json => $body);
	die "$path: " . $r->summary . "\n" if $r->status != 201;
	return $r->json->{id};
}

my $recipe = made('recipes', { name => 'Dal', servings => 4,
    recipeIngredient => ['1 1/2 cups red lentils', '2 onions'],
    instructions => [{ text => 'Rinse.' }, { text => 'Boil.',
    timer => 'PT20M' }], keywords => ['a', 'b'], notes => 'x' });
my $food = made('foods', { name => 'My oats', nutrients => {
    calories => 370 }, portions => [{ name => 'cup', grams => 80 }],
    synonyms => ['gruel'] });
my $meal = made('meals', { name => 'Usual', items => [
    { recipeId => $recipe, servings => 1 },
    { foodId => $food, quantity => 50, unit => 'g' }] });
my $entry = made('plan/entries', { date => '2026-11-23',
    mealType => 'dinner', recipeId => $recipe, servings => 2 });
my $list = made('shopping/lists', { from => '2026-11-23',
    to => '2026-11-23', name => 'Week' });
my $item = made("shopping/lists/$list/items", { text => '2 eggs' });
$anna->put('targets', json => { calories => 2000 });
$anna->patch('auth/profile', json => { preferences => { diet =>
    ['VeganDiet'] } });


# Who registered with nothing but a name, and with a telephone: what they see
# is what is stored, also where there is no row of it yet.
for my $new ($site->register, $site->register(phone => '+1 555 0100')) {
	my $was = $new->get('auth/profile')->json;
	my $r = $new->put('auth/profile', json => $was);
	is_status($r, 200, 'a new profile is sent back');
	is_deeply($r->json, $was, 'and is as it was, of the same version');
}

my %things = (
	"recipes/$recipe" => 'name', "foods/$food" => 'name',
	"meals/$meal" => 'name', "plan/entries/$entry" => 'note',
	"shopping/lists/$list" => 'name', household => 'name',
	"shopping/lists/$list/items/$item" => 'note',
	targets => undef, 'auth/profile' => undef,
);

# As the routes have it: whatever takes a PATCH is here, or has no version.
my %has = map { s{/[0-9a-f-]{36}}{/:id}gr => 1 } keys %things;
for my $route (@{ Meal::Session->current->routes }) {
	next unless $route->{method} eq 'PATCH';
	my $path = $route->{path} =~ s{^/}{}r =~ s{:\w+}{:id}gr;
	next if $path eq 'household/members/:id';	# has no version
	next if $path eq 'admin/people/:id';		# below
	next if $path eq 'shopping/lists/:id/items';	# by the item
	ok($has{$path}, "PATCH /$path is looked at here");
}

sub version_of {
	my ($path) = @_;
	my ($of) = $path =~ m{^(shopping/lists/[^/]+)/items/(.*)} or
	    return $anna->get($path)->json->{version};
	my ($item) = grep { $_->{id} eq $2 } @{ $anna->get($1)->json->{items} };
	return $item->{version};
}

sub unmoved {
	my ($path, $was, $r, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is_status($r, 200, $name);
	is($r->json->{version}, $was, "$name: the answer has the version");
	is(version_of($path), $was, "$name: so has what is there");
	return;
}

for my $path (sort keys %things) {
	my $was = version_of($path);
	ok($was, "/$path has a version");
	unmoved($path, $was, $anna->patch($path, json => {}), "PATCH {} $path");
	unmoved($path, $was, $anna->patch($path, json => {
	    updatedAt => '2001-01-01T00:00:00Z', version => 17 }),
	    "PATCH of the server's own $path") if $path =~ /^recipes/;
	my $r = $anna->get($path);
	my $put = $r->status == 200 ? $anna->put($path, json => $r->json) :
	    undef;
	unmoved($path, $was, $put, "PUT of GET $path")
	    if $put && $put->status != 405;
	unmoved($path, $was, $anna->patch($path, json => $r->json),
	    "PATCH of GET $path") if $r->status == 200;
	next unless $things{$path};
	my $changed = $anna->patch($path, json => {
	    $things{$path} => 'Something else' });
	is_status($changed, 200, "a change of $path");
	is($changed->json->{version}, $was + 1, 'is one version');
}
for my $path ("recipes/$recipe", "foods/$food", "meals/$meal") {
	my $was = version_of($path);
	my $r = $anna->post("$path/restore");
	is(version_of($path), $was, "restore of /$path that is there: " .
	    $r->status);
}

# A step alone is a change of its recipe, a line too.
my $now = $anna->get("recipes/$recipe")->json;
$now->{instructions}[1]{text} = 'Simmer.';
is($anna->put("recipes/$recipe", json => $now)->json->{version},
    $now->{version} + 1, 'another step is a new version');
$now = $anna->get("meals/$meal")->json;
$now->{items}[1]{quantity} = 60;
is($anna->put("meals/$meal", json => $now)->json->{version},
    $now->{version} + 1, 'so is another item of a meal');
my $admin = $site->register;
$site->sql("UPDATE person SET role = 'admin' WHERE username =
    '$admin->{username}'");
my $people = 'admin/people/' . $site->sql("SELECT id FROM person WHERE
    username = '$anna->{username}'");
my $was = $admin->get($people)->json->{version};
for my $body ({}, { role => 'user' }) {
	my $r = $admin->patch($people, json => $body);
	is_status($r, 200, 'PATCH of a person by an administrator');
	is($r->json->{version}, $was, 'makes no version either');
}
my $audit = $site->sql(q{SELECT count(*) FROM audit WHERE action IN
    ('profile-changed', 'household-changed')});
is($audit, 2, 'nor is what changed nothing in the record');

done_testing;
