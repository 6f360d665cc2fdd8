#!/usr/bin/perl
# HTTP as the contract has it, for every route that has it: entity tags,
# conditions, what is left out, keys of things done once, limits told.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $contract = $site->get('openapi.json')->json->{paths};

sub made {
	my ($path, $body) = @_;
	my $r = $anna->post($path, json => $body);
	die "$path: " . $r->summary . "\n" if $r->status != 201;
	return $r->json->{id};
}

my $recipe = made('recipes', { name => 'Dal', servings => 4,
    recipeIngredient => ['200 g lentils'] });
my $food = made('foods', { name => 'My oats', nutrients => {
    calories => 370 } });
my $meal = made('meals', { name => 'Usual', items => [
    { foodId => $food, quantity => 50, unit => 'g' }] });
my $entry = made('plan/entries', { date => '2026-11-23',
    mealType => 'dinner', recipeId => $recipe, servings => 2 });
my $list = made('shopping/lists', { from => '2026-11-23',
    to => '2026-11-23' });
my $item = made("shopping/lists/$list/items", { text => '2 eggs' });
$anna->put('targets', json => { calories => 2000 });
my $mate = $site->register;
$site->sql("UPDATE person SET member = 'member', household = (SELECT household
    FROM person WHERE username = '$anna->{username}')
    WHERE username = '$mate->{username}'");
my $mate_id = $site->sql("SELECT id FROM person WHERE username =
    '$mate->{username}'");
my $admin = $site->register;
$site->sql("UPDATE person SET role = 'admin' WHERE username =
    '$admin->{username}'");

# ---- every GET has an ETag, and answers 304 to it

my @looked = ('recipes', "recipes/$recipe", "recipes/$recipe/nutrition",
    'foods', "foods/$food", 'foods/search?q=oats', 'meals', "meals/$meal",
    'plan?from=2026-11-23&to=2026-11-24', "plan/entries/$entry", 'targets',
    'shopping/lists', "shopping/lists/$list",
    "shopping/lists/$list/items/$item", 'household', 'auth/profile',
    'auth/sessions', 'auth/tokens', 'account/audit', 'account/consents',
    'household/invitations', "household/members/$mate_id", 'openapi.json');
for my $path (@looked) {
	my $r = $anna->get($path);
	my $tag = $r->header('etag') // '';
	like($tag, qr/^"\d+-[0-9a-f]{8}"$/, "GET /$path has an ETag");
	my $again = $anna->get($path, headers => { 'If-None-Match' => $tag });
	is_status($again, 304, 'and 304 for it');
	is($again->body, '', 'with nothing in it');
}
my $tag = $anna->get('recipes')->header('etag');
$anna->put("recipes/$recipe/favorite");
isnt($anna->get('recipes')->header('etag'), $tag,
    'a list has another when it shows something else');

# ---- If-Match is declared where it is honoured, and 412 says what is now

my %whole = (targets => { calories => 1 });
my $tried = 0;
for my $path (sort keys %{$contract}) {
	for my $method (qw(put patch delete)) {
		my $o = $contract->{$path}{$method} or next;
		my ($told) = grep { $_->{name} eq 'If-Match' }
		    @{ $o->{parameters} // [] };
		is(!!$told, !!$o->{responses}{412},
		    "$method $path: If-Match and 412 go together");
		next unless $told;
		my $at = $path =~ s{^/}{}r;
		my %id = (recipes => $recipe, foods => $food, meals => $meal,
		    plan => $entry, shopping => $list, household => $mate_id,
		    admin => $mate_id);
		my ($area) = $at =~ /^(\w+)/;
		$at =~ s/\{itemId\}/$item/;
		$at =~ s/\{id\}/$id{$area}/;
		my $who = $area eq 'admin' ? $admin : $anna;
		my $body = $method eq 'delete' ? undef : $method eq 'put' ?
		    $who->get($at)->json : {};
		my $r = $who->$method($at, ($body ? (json => $body) : ()),
		    headers => { 'If-Match' => '"9999-deadbeef"' });
		is_problem($r, 412, "$method $path: somebody was quicker");
		is($r->header('etag'), $who->get($at)->header('etag'),
		    'and the ETag of now is said');
		is($who->get($at)->status, 200, 'nothing was done');
		$tried++;
	}
}
cmp_ok($tried, '>', 18, "$tried such calls");

# ---- as little as is wanted

my $r = $anna->get("recipes/$recipe?fields=id,name,version", unnoted => 1);
is_deeply($r->json, { id => $recipe, name => 'Dal', version => 1 },
    'some members');
$r = $anna->get('recipes?fields=name', unnoted => 1);
is_deeply($r->json, { items => [{ name => 'Dal' }], next => undef },
    'of a list\'s items');
is_problem($anna->get('recipes?fields=name,colour', unnoted => 1), 400,
    'what is no member');
$r = $anna->get('recipes?fields=name,colour', unnoted => 1);
is($r->json->{errors}[0]{parameter}, 'fields', 'the parameter is named');
is_problem($anna->get('recipes?fields=,', unnoted => 1), 400, 'nor is nothing');
is_problem($anna->post('recipes?fields=id', json => { name => 'x' }), 400,
    'not where it is not known');
is_problem($anna->patch("recipes/$recipe?fields=id", json => {}), 400,
    'nor in a change');
$r = $anna->post('recipes', unnoted => 1, json => { name => 'Quiet' },
    headers => { Prefer => 'respond-async, return=minimal' });
is_status($r, 201, 'return=minimal of a new one');
is($r->body, '', 'has no body');
is($r->header('preference-applied'), 'return=minimal', 'as preferred');
like($r->header('location'), qr{^/api/v1/recipes/[0-9a-f-]{36}$},
    'but its address');
$r = $anna->patch("recipes/$recipe", json => { notes => 'x' },
    headers => { Prefer => 'return=minimal' });
is_status($r, 204, 'of a change');
like($r->header('etag'), qr/^"2-/, 'has its ETag');

# ---- a cursor is of its list, its sort and its filters

my $reader = $site->register;
for my $n (1 .. 5) {
	my $r = $reader->post('recipes', json => { name => "Recipe $n",
	    recipeCategory => 'dinner', keywords => ['x'] });
	$reader->put('recipes/' . $r->json->{id} . '/favorite') if $n < 3;
}
sub next_of {
	return $reader->get("$_[0]&limit=2")->json->{next};
}
my @lists = ('recipes?sort=newest', 'recipes?sort=name',
    'recipes?category=dinner', 'recipes?keyword=x', 'foods?aisle=dairy',
    'foods/search?q=milk', 'foods?own=false');
for my $of (@lists) {
	my $next = next_of($of) // die "$of has one page\n";
	for my $to (@lists) {
		my $r = $reader->get("$to&limit=2&cursor=$next");
		if ($to eq $of) {
			is_status($r, 200, "$of goes on");
		} else {
			is_problem($r, 400, "$of does not go on as $to");
			is($r->json->{errors}[0]{parameter}, 'cursor',
			    'that is said of the cursor');
		}
	}
	is_status($reader->get("$of&limit=3&cursor=$next"), 200,
	    'another limit is fine');
	for my $bad (substr($next, 0, -1), substr($next, 1), "${next}00",
	    "00$next", scalar reverse($next), 'x') {
		is_problem($reader->get("$of&cursor=$bad"), 400,
		    'a cut, lengthened or turned one is none');
	}
}

# ---- yes, no, and nothing said

is(scalar @{ $reader->get("recipes$_->[0]")->json->{items} }, $_->[1],
    "recipes$_->[0]") for ['', 5], ['?favorite=true', 2],
    ['?favorite=false', 3];
ok(!grep({ $_->{own} } @{ $reader->get('foods?own=false')->json->{items} }),
    'the shared foods alone');

# ---- a list moves with its rows

sub list_told {
	my ($of) = grep { $_->{id} eq $list }
	    @{ $anna->get('shopping/lists')->json->{items} };
	my $own = $anna->get("shopping/lists/$list")->json;
	is($own->{updatedAt}, $of->{updatedAt}, 'both say when');
	return @{$of}{qw(updatedAt version)};
}
my ($was, $version) = list_told();
sleep 1;	# instants are told in seconds
$anna->patch("shopping/lists/$list/items/$item", json => { checked => \1 });
my ($now, $same) = list_told();
cmp_ok($now, 'gt', $was, 'a tick moves its list');
is($same, $version, 'but is no version of it');
sleep 1;
$was = $now;
$anna->delete("shopping/lists/$list/items/$item");
($now) = list_told();
cmp_ok($now, 'gt', $was, 'so does a row that goes');

# ---- done once

my $key = 'once-1';
my $first = $anna->post('recipes', body => '{"name":"Once","servings":2}',
    type => 'application/json', headers => { 'Idempotency-Key' => $key });
is_status($first, 201, 'with a key');
ok(!$first->header('idempotency-replayed'), 'it was done');
for my $same ('{"name":"Once","servings":2}', "{ \"servings\" : 2.0,\n" .
    '"name":"\u004fnce" }', '{"servings":2e0,"name":"Once"}') {
	my $again = $anna->post('recipes', body => $same,
	    type => 'application/json',
	    headers => { 'Idempotency-Key' => $key });
	is_status($again, 201, 'the same value');
	is($again->header('idempotency-replayed'), 'true', 'is not done again');
	is($again->body, $first->body, 'and answered alike');
}
for my $other ('{"name":"Once","servings":3}', '{"name":"once","servings":2}',
    '{"name":"Once"}') {
	is_problem($anna->post('recipes', body => $other,
	    type => 'application/json',
	    headers => { 'Idempotency-Key' => $key }), 422,
	    'another value is refused');
}

# ---- limits are told

$r = $site->post('auth/login', json => { login => $anna->{email},
    password => 'wrong password' });
is_status($r, 401, 'a wrong password');
like($r->header('ratelimit-policy') // '', qr/"login";q=\d+;w=900/,
    'how often it may be tried');
my ($left) = ($r->header('ratelimit') // '') =~ /"login";r=(\d+);t=\d+/;
ok(defined $left, 'and what is left of it');
$r = $site->post('auth/login', json => { login => $anna->{email},
    password => 'wrong again' });
my ($less) = ($r->header('ratelimit') // '') =~ /"login";r=(\d+);t=\d+/;
is($less, $left - 1, 'one less after another');
for (1 .. 30) {
	$r = $site->post('auth/login', json => { login => $anna->{email},
	    password => 'wrong again' });
	last if $r->status == 429;
}
is_problem($r, 429, 'too many');
like($r->header('ratelimit') // '', qr/"login";r=0;t=\d+/, 'none is left');
ok(!$anna->get('recipes')->header('ratelimit'), 'not of what has no limit');

# ---- operations by name

my %op;
for my $path (sort keys %{$contract}) {
	for my $o (values %{ $contract->{$path} }) {
		my $name = $o->{operationId} // '';
		like($name, qr/^[a-z]+(?:\.[a-zA-Z]+)+$/, "$path: $name");
		ok(!$op{$name}++, 'is one operation');
		is_deeply($o->{tags}, [$name =~ /^(\w+)/], 'of its area');
	}
}
ok($op{$_}, "$_ is there") for qw(recipes.list recipes.get
    shopping.items.restore auth.login targets.update);

done_testing;
