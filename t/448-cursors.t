#!/usr/bin/perl
# Where a list goes on is said by a cursor of that list, sorted that way, whole
# and as it was given; any other is refused, whichever list it is.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new(options => { login_failures => 1000 });
my $root = $site->register;
is(($site->mealctl('user', 'role', $root->{username}, 'admin'))[0], 0,
    'an administrator');
$root->login;

# ---- all lists there are, three rows in most

my $contract = $root->get('openapi.json')->json;
my @lists = grep { !/[{]/ } map { s{^/(?:api/v1/)?}{}r } grep {
	grep { ($_->{name} // '') eq 'cursor' }
	    @{ $contract->{paths}{$_}{get}{parameters} // [] };
} sort keys %{ $contract->{paths} };
cmp_ok(scalar @lists, '>', 12, 'lists of the contract');
for my $n (1 .. 3) {
	my @made = (
		$root->post('recipes', json => { name => "Egg $n",
		    keywords => ["k$n"], recipeCategory => "c$n",
		    recipeCuisine => "u$n" }),
		$root->post('meals', json => { name => "Egg $n",
		    items => [] }),
		$root->post('foods', json => { name => "Egg $n" }),
		$root->post('shopping/lists', json => { name => "Egg $n" }),
		$root->post('auth/tokens', json => { name => "t$n",
		    scopes => ['recipes:read'] }),
		$root->post('household/invitations', json => {
		    role => 'viewer' }),
	);
	is_status($_, 201, 'a row') for @made;
	$site->register;
}

# {list => its next}, with what a search needs
my (%next, @none);
for my $list (@lists) {
	my $with = $list eq 'foods/search' ? 'q=egg&' : '';
	my $r = $root->get("$list?${with}limit=1");
	is_status($r, 200, $list) or next;
	my $next = $r->json->{next};
	if (!defined $next) {
		push @none, $list;
		next;
	}
	$next{$list} = [ $with, $next ];
	is_status($root->get("$list?${with}limit=1&cursor=$next"), 200,
	    'goes on');
}
diag("one row or none: @none");
cmp_ok(scalar keys %next, '>=', 11, 'lists of several rows');

sub refused {
	my ($list, $cursor, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $with = $next{$list}[0];
	my $r = $root->get("$list?${with}limit=1&cursor=$cursor");
	return is_problem($r, 400, "$list: $name") && is_deeply(
	    [map { $_->{parameter} // '' } @{ $r->json->{errors} }],
	    ['cursor'], 'which is said');
}

for my $list (sort keys %next) {
	my $cursor = $next{$list}[1];
	refused($list, substr($cursor, 0, $_), "cut at $_") or last
	    for 1 .. length($cursor) - 1;
	refused($list, $cursor . $_, "lengthened by $_")
	    for '0', '00', '1f', '1f1f', '%00', '%20', 'zz', $cursor;
	refused($list, $_ . $cursor, "with $_ before") for '0', '00', '%20';
	refused($list, uc $cursor, 'in capitals') if uc $cursor ne $cursor;
	refused($list, $next{$_}[1], "that of $_")
	    for grep { $_ ne $list } sort keys %next;
}

# ---- other sorts and filters

for my $case ([ 'recipes', 'sort=name' ], [ 'recipes', 'keyword=k1' ],
    [ 'recipes', 'q=egg' ], [ 'foods', 'own=true' ], [ 'foods', 'q=egg' ],
    [ 'meals', 'q=egg' ]) {
	my ($list, $filter) = @{$case};
	my $plain = $next{$list}[1];
	my $r = $root->get("$list?$filter&limit=1&cursor=$plain");
	is_problem($r, 400, "$list?$filter: that of the whole list");
	my $its = $root->get("$list?$filter&limit=1")->json->{next} or next;
	is_status($root->get("$list?limit=1&cursor=$its&$filter"), 200,
	    'its own, in any order');
	is_problem($root->get("$list?limit=1&cursor=$its"), 400,
	    'which is not one of the whole list');
}
for my $size (1_000, 4_000, 7_000) {
	my $r = $root->get('recipes?cursor=' . $next{recipes}[1] . '&q=' .
	    'x' x $size);
	ok($r->status == 400 || $r->status == 404, "a search of $size") or
	    diag($r->summary);
}

done_testing();
