#!/usr/bin/perl
# Several people, or one person's two devices, at the same moment.
use strict;
use warnings;
use lib 't/lib';
use Meal::Session;
use Meal::Test;
use Meal::Together;

my @shopping = grep { $_->{responder} eq 'shopping' }
    @{ Meal::Session->current->routes };
my $site = Meal::Site->new(processes => 4, responders => [qw(auth plan
    recipes session system), (@shopping ? 'shopping' : ())]);
my $anna = $site->register;

# What Postgres says of the one that lost; nobody else hears of it.
$site->expect_log(qr/could not serialize|deadlock|duplicate key .*_pkey/);

# A client of its own connection.
sub anna { return $site->client(token => $anna->token) }

sub sorted { return [sort { $a <=> $b } @_] }

# How often each status came.
sub tally {
	my %n;
	$n{$_}++ for @_;
	return \%n;
}

# ---- one address, one username

for my $round (1 .. 5) {
	my @status = together(map { my $n = $_; sub {
		$site->client->post('auth/register', unnoted => 1, json => {
		    email => "twin$round\@example.org",
		    username => "twin$round-$n", fullName => 'Twin',
		    password => 'a long enough password' })->status } } 1, 2);
	is_deeply(sorted(@status), [201, 409],
	    "round $round: one registration of an address, one 409");
}
unlike(Meal::Place::read_file($site->cluster->log_file), qr/twin\d/,
    "no address stands in the database's log");
is($site->sql("SELECT count(*) FROM person WHERE email LIKE 'twin%'"), 5,
    'one person each');
is($site->sql('SELECT count(*) FROM household h WHERE NOT exists(SELECT ' .
    'FROM person WHERE household = h.id)'), 0, 'and no household left over');

# ---- one new recipe, sent twice

for my $round (1 .. 5) {
	my $id = sprintf '01900000-0000-7000-8000-%012d', $round;
	my $body = { id => $id, name => "Sent twice $round",
	    recipeIngredient => ['2 eggs', '100 g flour'] };
	my @plain = together((sub { anna()->post('recipes', unnoted => 1,
	    json => $body)->status }) x 2);
	is_deeply(sorted(@plain), [200, 201],
	    "round $round: the same id is made once and seen once");

	my @keyed = together((sub {
		my $r = anna()->post('recipes', unnoted => 1,
		    json => { name => "Keyed $round" },
		    headers => { 'Idempotency-Key' => "key-$round" });
		return [$r->status, $r->body];
	}) x 3);
	is_deeply([map { $_->[0] } @keyed], [201, 201, 201],
	    'the same key answers all three alike');
	is_deeply([map { $_->[1] } @keyed], [($keyed[0][1]) x 3],
	    'to the byte');

	my $both = { %{$body}, id => $id =~ s/-8000-/-8001-/r,
	    name => "Both $round" };
	my @both = together((sub { anna()->post('recipes', unnoted => 1,
	    json => $both, headers => { 'Idempotency-Key' => "both-$round" })
	    ->status }) x 2);
	is_deeply(\@both, [201, 201], 'id and key: both are told 201');
}
is($site->sql("SELECT count(*), count(DISTINCT name) FROM recipe"), '15|15',
    'each recipe is there once');

# ---- ten changes of one version

my $recipe = $anna->post('recipes', json => { name => 'Round 0' })->json;
my $version = $recipe->{version};
for my $round (1 .. 5) {
	my $etag = $anna->get("recipes/$recipe->{id}")->header('etag');
	my @answers = together(map { my $n = $_; sub {
		my $r = anna()->patch("recipes/$recipe->{id}", unnoted => 1,
		    json => { name => "Round $round of $n" },
		    headers => { 'If-Match' => $etag });
		return [$r->status, $r->status == 200 ? $r->json : undef];
	} } 1 .. 10);
	is_deeply(tally(map { $_->[0] } @answers), { 200 => 1, 412 => 9 },
	    "round $round: one change is taken, nine are stale");
	my ($won) = map { $_->[1] } grep { $_->[0] == 200 } @answers;
	my $now = $anna->get("recipes/$recipe->{id}")->json;
	is($now->{version}, $version + 1, 'the version is the next one');
	is($now->{name}, $won->{name}, 'with what the winner said');
	$version = $now->{version};
}

# Without If-Match nobody's change is lost.
my %members = (notes => 'n', description => 'd', recipeCuisine => 'c',
    recipeYield => '3 bowls');
my @merged = together(map { my $name = $_; sub {
	anna()->patch("recipes/$recipe->{id}", unnoted => 1,
	    json => { $name => $members{$name} })->status } }
    sort keys %members);
is_deeply(\@merged, [(200) x 4], 'four changes of four members');
my $merged = $anna->get("recipes/$recipe->{id}")->json;
is_deeply({ map { $_ => $merged->{$_} } keys %members }, \%members,
    'all four are there');
is($merged->{version}, $version + 4, 'as four versions');

# ---- the plan: one slot, many hands

my %slot = (date => '2026-11-23', mealType => 'dinner');

sub slot {
	my ($date, $type) = @_;
	my $days = $anna->get("plan?from=$date&to=$date")->json->{days};
	return grep { $_->{mealType} eq $type } @{ $days->[0]{entries} };
}

my @entries = map { $anna->post('plan/entries', json => { %slot,
    note => "note $_" })->json } 1 .. 6;
is_deeply([map { $_->{position} } @entries], [0 .. 5], 'six in a row');
for my $round (1 .. 4) {
	my @status = together(
	    (map { my $n = $_; sub { anna()->patch(
		"plan/entries/$entries[$n]{id}", unnoted => 1,
		json => { position => (5 * $n + $round) % 6 })->status } }
		0 .. 3),
	    sub { anna()->post('plan/entries', unnoted => 1, json => { %slot,
		note => "late $round", position => 0 })->status },
	    sub { anna()->patch("plan/entries/$entries[4]{id}", unnoted => 1,
		json => { mealType => $round % 2 ? 'lunch' : 'dinner' })
		->status });
	is_deeply(\@status, [200, 200, 200, 200, 201, 200],
	    "round $round: four moves, one new, one to another meal");
	for my $type ('lunch', 'dinner') {
		my @all = slot('2026-11-23', $type);
		is_deeply([map { $_->{position} } @all], [0 .. $#all],
		    "$type is numbered from 0, each number once");
	}
}
is(scalar(slot('2026-11-23', 'dinner')), 10, 'nothing was lost');
my @gone = together((map { my $id = $_->{id};
    sub { anna()->delete("plan/entries/$id")->status } } @entries[0 .. 2]),
    (sub { anna()->delete("plan/entries/$entries[5]{id}")->status }) x 2);
is_deeply([@gone[0 .. 2]], [204, 204, 204], 'three are taken off at once');
is_deeply(sorted(@gone[3, 4]), [204, 404], 'one thing is taken off once');
is_deeply([map { $_->{position} } slot('2026-11-23', 'dinner')], [0 .. 5],
    'the others are numbered anew');

# ---- a refresh token that two hold

for my $round (1 .. 3) {
	my $tokens = $site->login($anna->{email}, $anna->{password})->tokens;
	my @answers = together((sub {
		my $r = $site->client->post('auth/refresh', unnoted => 1,
		    json => { refreshToken => $tokens->{refreshToken} });
		return [$r->status, $r->status == 200 ? $r->json : undef];
	}) x 2);
	is_deeply(sorted(map { $_->[0] } @answers), [200, 200],
	    "round $round: two at once with a refresh token");
	my ($new) = map { $_->[1] } @answers;
	is($answers[1][1]{refreshToken}, $new->{refreshToken},
	    'get one successor');
	my $next = $site->post('auth/refresh', json => {
	    refreshToken => $new->{refreshToken} });
	is_status($next, 200, 'which is good once');
	is_problem($site->post('auth/refresh', json => {
	    refreshToken => $tokens->{refreshToken} }), 401,
	    'then the first is a replay');
	is_problem($site->post('auth/refresh', json => {
	    refreshToken => $next->json->{refreshToken} }), 401,
	    'nobody can go on');
	is_problem($site->client(token => $_)->get('recipes'), 401,
	    'nor read') for $new->{accessToken}, $tokens->{accessToken};
}
is_status($anna->get('recipes'), 200, 'other sessions live');

# ---- two in the shop

SKIP: {
	skip 'there is no shopping list yet', 1 unless @shopping;
	my $list = $anna->post('shopping/lists', json => {
	    name => 'Saturday' })->json;
	my $path = "shopping/lists/$list->{id}";
	my @items = map { $anna->post("$path/items", json => {
	    text => $_ })->json } '2 l milk', '6 eggs', '1 loaf bread',
	    '500 g flour', '3 lemons', '1 kg rice';
	is(scalar(grep { !$_->{checked} } @items), 6, 'six things to buy');

	my @status = together(map { my $id = $_->{id}; sub {
		anna()->patch("$path/items/$id", unnoted => 1,
		    json => { checked => \1 })->status } } @items);
	is_deeply(\@status, [(200) x 6], 'ticked at once');
	my $now = $anna->get($path)->json;
	is(scalar(grep { $_->{checked} } @{ $now->{items} }), 6,
	    'all six stay ticked');

	my $item = "$path/items/$items[0]{id}";
	my $before = $anna->get($path)->json->{items};
	my ($seen) = grep { $_->{id} eq $items[0]{id} } @{$before};
	@status = together((sub { anna()->patch($item, unnoted => 1,
	    json => { checked => \0 })->status },
	    sub { anna()->patch($item, unnoted => 1,
	    json => { note => 'the blue one' })->status }) x 2);
	is_deeply(\@status, [(200) x 4], 'tick and note of one thing');
	my ($after) = grep { $_->{id} eq $items[0]{id} }
	    @{ $anna->get($path)->json->{items} };
	ok(!$after->{checked} && $after->{note} eq 'the blue one',
	    'both are kept');
	cmp_ok($after->{version}, '>', $seen->{version}, 'in a new version');
}

done_testing;
