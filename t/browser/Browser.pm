package Browser;

# What the browser tests share: a kitchen with everything in it, the list of
# pages, and a run of chromium. A script of t/browser says what it saw as
# lines of JSON, { ok, name, diag }; each becomes a test.

use strict;
use warnings;
use utf8;
use IO::Select ();
use JSON::PP ();
use Meal::Place;
use POSIX ();
use Test::More;

my $json = JSON::PP->new->utf8->canonical;

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output,
    Test::More->builder->failure_output;

# Why there can be no browser here, or undef.
sub missing {
	my ($chromium) = chromium();
	return 'no chromium' if !defined $chromium;
	return 'no node' if !program('node');
	return 'no playwright-core: ./dev test installs it'
	    if !-d Meal::Place::top() . '/t/browser/node_modules/playwright-core';
	return;
}

sub program {
	my ($name) = @_;
	return (grep { -x } map { "$_/$name" } split /:/, $ENV{PATH})[0];
}

sub chromium { return $ENV{CHROMIUM} // program('chromium') }

# run('axe.js', $seconds, { url => … }): the tests of one script, then one
# more: that it came to its end, in time.
sub run {
	my ($script, $seconds, $p) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	pipe my $out, my $in or die "pipe: $!\n";
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		setpgrp;
		open STDOUT, '>&', $in or POSIX::_exit(127);
		local %ENV = (%ENV, CHROMIUM => chromium(),
		    SECONDS => $seconds);
		exec { 'node' } 'node', Meal::Place::top() .
		    "/t/browser/$script", $json->encode($p)
		    or POSIX::_exit(127);
	}
	close $in;
	my $ended = follow($out, $pid, time + $seconds + 10);
	kill 'KILL', -$pid unless waitpid($pid, $ended ? 0 :
	    POSIX::WNOHANG()) == $pid;
	my $status = $?;
	waitpid $pid, 0;
	return ok($ended && $status == 0,
	    "$script comes to its end in $seconds s");
}

# Its lines until the end of the output; false when time ran out.
sub follow {
	my ($out, $pid, $deadline) = @_;
	my $ready = IO::Select->new($out);
	my $text = '';
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	while ((my $left = $deadline - time) > 0) {
		next if !$ready->can_read($left);
		my $n = sysread $out, $text, 65536, length $text;
		while ($text =~ s/\A(.*)\n//) {
			told($1);
		}
		return 1 if !$n;
	}
	return 0;
}

sub told {
	my ($line) = @_;
	my $said = eval { $json->decode($line) };
	return diag($line) if !$said;
	local $Test::Builder::Level = $Test::Builder::Level + 2;
	ok($said->{ok}, $said->{name});
	diag(map { "$_\n" } @{ $said->{diag} // [] }) if !$said->{ok};
	return;
}

# ---- a kitchen

sub made {
	my ($person, $path, $body) = @_;
	my $r = $person->post($path, json => $body);
	die $r->summary . "\n" if $r->status >= 300;
	return $r->json;
}

sub food {
	my ($person, $q) = @_;
	return $person->get("foods?limit=1&q=$q")->json->{items}[0]{id} //
	    die "no food $q\n";
}

# The date n days from the person's today.
sub day {
	my ($n) = @_;
	return POSIX::strftime('%Y-%m-%d', gmtime time + 86400 * $n);
}

# What a household has after some weeks, with what strains a page: long
# names, many ingredients, another direction. The ids by name.
sub furnish {
	my ($person) = @_;
	my %id;
	$person->put('targets', json => { calories => 2000,
	    proteinContent => 75, fatContent => 70,
	    carbohydrateContent => 250, fiberContent => 30 });
	for my $recipe (recipes()) {
		my ($name, $draft) = @{$recipe};
		$id{$name} = made($person, 'recipes', $draft)->{id};
	}
	$person->put("recipes/$id{dal}/favorite");
	$id{banana} = food($person, 'banana');
	$id{own} = made($person, 'foods', { name => 'Village rye loaf',
	    nutrients => { calories => 220, proteinContent => 7 },
	    synonyms => ['rye loaf'], aisle => 'bakery',
	    allergens => ['gluten'],
	    portions => [ { name => 'slice', grams => 45 } ] })->{id};
	$id{meal} = made($person, 'meals', { name => 'Usual breakfast',
	    items => [ { foodId => $id{banana}, quantity => 1 },
		{ recipeId => $id{dal}, servings => 0.5 } ] })->{id};
	for my $n (0 .. 3) {
		made($person, 'plan/entries', { date => day($n), %{$_} })
		    for entries($n, \%id);
	}
	my $list = made($person, 'shopping/lists', { from => day(0),
	    to => day(3) });
	$id{list} = $list->{id};
	made($person, "shopping/lists/$id{list}/items", { text => 'candles' });
	my ($some) = @{ $list->{items} };
	$person->patch("shopping/lists/$id{list}/items/$some->{id}",
	    json => { checked => JSON::PP::true });
	my $mate = $person->site->register(fullName =>
	    'Maximiliane Featherstonehaugh-Example');
	for my $who ($mate, undef) {	# one is taken up, one is open
		($id{invitation}) = made($person, 'household/invitations', {})
		    ->{link} =~ /token=(.*)/;
		$who->post('invitations/accept', json => {
		    token => $id{invitation} }) if $who;
	}
	$id{mate} = $mate->user->{id};
	$person->post('auth/mfa/setup');	# begun: the page has a picture
	return \%id;
}

sub recipes {
	return ([ dal => { name => 'Lemon dal', servings => 4,
	    description => "Quick.\nAnd good.", recipeYield => '4 bowls',
	    prepTime => 'PT10M', cookTime => 'PT25M',
	    recipeCategory => 'dinner', recipeCuisine => 'Indian',
	    keywords => ['lentils', 'quick'], tools => ['pressure cooker'],
	    notes => 'Keeps three days.',
	    source => { name => 'A book', url => 'https://example.com/dal' },
	    recipeIngredient => ['1 1/2 cups red lentils, rinsed',
		'For the tadka:', '2 tbsp ghee', '1 tsp cumin seeds',
		'3 unicorn horns', 'salt to taste'],
	    instructions => [ { text => 'Rinse the lentils.' },
		{ section => 'Tadka', text => 'Fry the cumin.',
		timer => 'PT2M' } ] } ],
	    [ long => { name => 'Slow braised short ribs with ' .
	    'celeriac-and-horseradish purée, pickled walnuts and everything ' .
	    'else that was in the larder', servings => 6,
	    recipeIngredient => [map { "$_ g onions, for part $_" }
		1 .. 40],
	    instructions => [map { { text => "Do the part with number $_ " .
		'slowly, and taste.' } } 1 .. 12] } ],
	    [ arabic => { name => 'شوربة عدس', servings => 4,
	    recipeIngredient => ['200 g red lentils'] } ],
	    [ bare => { name => 'Toast' } ]);
}

sub entries {
	my ($n, $id) = @_;
	return ({ mealType => 'dinner', servings => 2,
	    recipeId => $id->{ $n % 2 ? 'long' : 'dal' } },
	    { mealType => 'breakfast', mealId => $id->{meal} },
	    { mealType => 'snack', foodId => $id->{banana}, quantity => 1 },
	    ($n ? () : { mealType => 'lunch', note => 'Eating out' }));
}

# ---- the pages

sub pages_for_nobody {
	return ([ login => '/login' ], [ register => '/register' ],
	    [ 'forgotten password' => '/forgot' ],
	    [ 'mail is sent' => '/forgot/sent' ],
	    [ 'link to reset' => '/reset?token=x' ],
	    [ 'link to verify' => '/verify?token=x' ],
	    [ 'no invitation' => '/invitations?token=x' ],
	    [ 'not found' => '/nothing-of-the-kind' ],
	    [ 'kind of problem' => '/problems/not-found' ]);
}

sub pages {
	my ($id) = @_;
	my $day = day(0);
	return ([ today => '/' ], [ week => '/plan' ],
	    [ day => "/plan/$day" ], [ 'empty week' => '/plan?from=2031-01-05' ],
	    [ 'empty day' => '/plan/2031-01-05' ],
	    [ 'add to the plan' => "/plan/entries/new?date=$day" ],
	    [ 'add, nothing found' => '/plan/entries/new?q=qqqxx' ],
	    [ recipes => '/recipes' ],
	    [ 'recipes, none fits' => '/recipes?q=qqqxx' ],
	    [ 'recipe' => "/recipes/$id->{dal}" ],
	    [ 'recipe scaled' => "/recipes/$id->{dal}?servings=6" ],
	    [ 'long recipe' => "/recipes/$id->{long}" ],
	    [ 'Arabic recipe' => "/recipes/$id->{arabic}" ],
	    [ 'bare recipe' => "/recipes/$id->{bare}" ],
	    [ 'new recipe' => '/recipes/new' ],
	    [ 'edit recipe' => "/recipes/$id->{dal}/edit" ],
	    [ foods => '/foods' ], [ 'foods found' => '/foods?q=banana' ],
	    [ 'foods, none fits' => '/foods?q=qqqxx' ],
	    [ food => "/foods/$id->{banana}" ],
	    [ 'own food' => "/foods/$id->{own}" ],
	    [ 'new food' => '/foods/new' ],
	    [ 'edit food' => "/foods/$id->{own}/edit" ],
	    [ meals => '/meals' ], [ meal => "/meals/$id->{meal}" ],
	    [ 'new meal' => '/meals/new' ],
	    [ 'edit meal' => "/meals/$id->{meal}/edit" ],
	    [ 'shopping lists' => '/shopping' ],
	    [ 'shopping list' => "/shopping/$id->{list}" ],
	    [ targets => '/targets' ], [ settings => '/settings' ],
	    [ profile => '/settings/profile' ],
	    [ preferences => '/settings/preferences' ],
	    [ household => '/household' ],
	    [ 'rename household' => '/household/edit' ],
	    [ member => "/household/members/$id->{mate}" ],
	    [ 'remove member' => "/household/members/$id->{mate}/delete" ],
	    [ 'hand over' => "/household/members/$id->{mate}/handover" ],
	    [ 'leave household' => '/household/leave' ],
	    [ invitation => "/invitations?token=$id->{invitation}" ],
	    [ 'password' => '/settings/password' ],
	    [ 'email' => '/settings/email' ],
	    [ 'security' => '/settings/security' ],
	    [ 'second factor' => '/settings/two-factor' ],
	    [ 'backup codes' => '/settings/two-factor/codes' ],
	    [ 'no second factor' => '/settings/two-factor/off' ],
	    [ 'your data' => '/settings/privacy' ],
	    [ 'what happened' => '/settings/audit' ],
	    [ 'leaving' => '/settings/delete' ],
	    [ 'nothing there' => '/recipes/' . ('0' x 8) .
		'-0000-7000-8000-000000000000' ]);
}

1;
