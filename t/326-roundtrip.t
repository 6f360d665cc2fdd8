#!/usr/bin/perl
# Nothing is lost: a form that was opened and saved untouched changes nothing,
# nor does sending back what GET gave, whatever is stored.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use JSON::PP ();
use Meal::Form;
use Meal::Test;

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output,
    Test::More->builder->failure_output, Test::More->builder->todo_output;

my $site = Meal::Site->new;
my $anna = $site->register;
my $page = $site->browser;
$page->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
my $canonical = JSON::PP->new->canonical;

# Without what may change: the version and when.
sub plain {
	my ($d) = @_;
	return [map { plain($_) } @{$d}] if ref $d eq 'ARRAY';
	return $d if ref $d ne 'HASH';
	return { map { $_ => plain($d->{$_}) }
	    grep { !/^(?:version|updatedAt)$/ } keys %{$d} };
}

sub unchanged {
	my ($path, $was, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $is = $anna->get($path)->json;
	my @differ = grep { $canonical->encode([plain($is->{$_})]) ne
	    $canonical->encode([plain($was->{$_})]) } sort keys %{$was};
	@differ = grep { !/^(?:version|updatedAt)$/ } @differ;
	return ok(!@differ, $name) || diag(map {
	    $canonical->encode({ $_ => [$was->{$_}, $is->{$_}] }) . "\n" }
	    @differ);
}

# Open a page, send its form to a path as it is, three times.
sub save_untouched {
	my ($open, $action, $path, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $was = $anna->get($path)->json;
	for my $round (1 .. 3) {
		my ($form) = grep { $_->{method} eq 'POST' &&
		    $_->{action} eq $action }
		    Meal::Form::read($page->get($open)->text);
		return ok(0, "$name: the form of $open") if !$form;
		my $r = $page->post($action, form => $form->{fields});
		is($r->status, 303, "$name is saved") or diag($r->text =~
		    /class="error[^>]*>(?:<[^>]*>)*([^<]+)/g);
	}
	return unchanged($path, $was, "$name: the form changes nothing");
}

sub send_back {
	my ($path, $name, @members) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $was = $anna->get($path)->json;
	for my $round (1 .. 3) {
		is_status($anna->put($path, json => $anna->get($path)->json),
		    200, "$name: PUT of what GET gave");
	}
	unchanged($path, $was, "$name: PUT changes nothing");
	is_status($anna->patch($path, json => $was), 200,
	    "$name: PATCH of what GET gave");
	unchanged($path, $was, "$name: PATCH changes nothing");
	for my $member (@members) {
		is_status($anna->patch($path, json => {
		    $member => $was->{$member} }), 200,
		    "$name: PATCH of $member");
		unchanged($path, $was, "$name: $member changes nothing");
	}
	return;
}

# ---- recipes, from what hurt to what may be

my @names = ('Dal', 'दाल मखनी', '김치찌개', 'ガーリックごはん', 'แกงเขียวหวาน',
    'Борщ', 'שקשוקה', 'شوربة عدس', 'Käsespätzle', 'Mac/Cheese', '麻婆豆腐',
    'Μουσακάς');
my @foods = ('red lentils, rinsed', 'flour', 'butter, soft',
    'eggs (large)', 'सूजी', '豆腐', 'salt to taste', 'unicorn horns');
my @amounts = ('1/3 cup', '2 1/2 tbsp', '1 lb 4 oz', '2 (400 g) tins',
    '200-250 g', '3', 'a pinch of', 'juice of 1', '1,5 kg', '');
my @texts = ("First.\nStill the first.", '## not a heading', 'Stir [now].',
    "a\n\nb", '\\', "Knead. [25 min]", "##", "1. Rinse, drain.",
    'จนสุก', "<b>bold</b> & \"quoted\"", "x" x 4900, "\\[5 min]",
    "One\n## two\n\\three");
my @sections = (undef, undef, 'Sauce', 'For the dough:', '## odd', 'タレ');
my @timers = (undef, undef, 'PT5M', 'PT1H30M', 'PT90S', 'PT36H');

my $seed = 11;

sub pick {
	my (@of) = @_;
	$seed = ($seed * 1_103_515_245 + 12_345) % 2_147_483_648;
	return $of[($seed >> 8) % @of];
}

sub steps {
	my ($n) = @_;
	my $section;
	return [map {
		$section = pick(@sections) if pick(0, 0, 1);
		{ section => $section, text => pick(@texts),
		    timer => pick(@timers) };
	} 1 .. $n];
}

sub recipe {
	my ($name) = @_;
	return { name => $name, servings => pick(1, 2.5, 4),
	    description => "Quick.\n\n  And good, too.",
	    prepTime => pick(undef, 'PT20M', 'PT90S'),
	    cookTime => pick(undef, 'PT40M'),
	    totalTime => pick(undef, 'PT13H', 'PT1H'),
	    recipeYield => pick(undef, '4 bowls, or so'),
	    keywords => pick([], ['salt, coarse'], ['salt, coarse', 'b'],
		['a', 'b']),
	    tools => pick([], ['knife, large'], ['pot']),
	    notes => pick(undef, "## note\n\nof two"),
	    source => pick(undef, { name => 'A book' },
		{ url => 'https://example.com/x?a=1&b=2' }),
	    recipeIngredient => [map { pick(@amounts) . ' ' . pick(@foods),
		pick(0, 0, 0, 1) ? pick('For the sauce:', 'Topping:') : () }
		1 .. pick(1, 3, 8)],
	    instructions => steps(pick(0, 1, 3, 7)) };
}

for my $round (1 .. 3) {
	for my $name (@names) {
		my $r = $anna->post('recipes', json => recipe($name));
		is_status($r, 201, "$name, $round") or next;
		my $id = $r->json->{id};
		save_untouched("/recipes/$id/edit", "/recipes/$id",
		    "recipes/$id", "$name, $round");
		send_back("recipes/$id", "$name, $round",
		    qw(recipeIngredient ingredients instructions keywords))
		    if $round == 1;
	}
}

my $long = $anna->post('recipes', json => { name => 'Long', servings => 2,
    instructions => [map { { text => '豆腐' x 600 . " $_" } } 1 .. 200],
    recipeIngredient => [map { "$_ g butter, part $_" } 1 .. 300] });
is_status($long, 201, '200 long steps, 300 lines');
my $id = $long->json->{id};
save_untouched("/recipes/$id/edit", "/recipes/$id", "recipes/$id",
    'a long recipe');

# A structured row that names its food by id, and one without a line.
my $food = $anna->get('foods?q=butter&limit=1')->json->{items}[0];
my $rows = $anna->post('recipes', json => { name => 'Rows', servings => 2,
    ingredients => [
	{ quantity => 1.5, unit => 'cup', food => 'my spread',
	    foodId => $food->{id}, section => 'One' },
	{ quantity => 2, quantityMax => 3, food => 'eggs', note => 'beaten' },
	{ food => 'For the top:' }, { food => '## salt', section => 'Two' } ] });
is_status($rows, 201, 'structured rows');
$id = $rows->json->{id};
save_untouched("/recipes/$id/edit", "/recipes/$id", "recipes/$id", 'rows');
send_back("recipes/$id", 'rows', qw(recipeIngredient ingredients));

# An edited row says what it is now.
my $beef = $anna->post('recipes', json => { name => 'Beef', servings => 1,
    recipeIngredient => ['500 g beef'] })->json;
$beef->{ingredients}[0]{food} = 'pork';
my $pork = $anna->patch("recipes/$beef->{id}", json => {
    ingredients => $beef->{ingredients} })->json;
is_deeply($pork->{recipeIngredient}, ['500 g pork'],
    'an edited row has a new line');

# ---- every other resource with a form, and every one with PUT or PATCH

my $own = $anna->post('foods', json => { name => 'Rye, dark',
    synonyms => ['rye, dark', 'dark rye'], aisle => 'bakery',
    nutrients => { calories => 220.123, proteinContent => 7 },
    portions => [{ name => 'slice, thick', grams => 45.125 }],
    density => 0.333 })->json;
my $meal = $anna->post('meals', json => { name => 'Usual',
    items => [{ foodId => $own->{id}, quantity => 0.333, unit => 'slice' },
	{ recipeId => $id, servings => 1.5 }] });
$meal = $anna->post('meals', json => { name => 'Usual', items => [
    { foodId => $own->{id}, quantity => 100, unit => 'g' },
    { recipeId => $id, servings => 1.5 }] })
    if $meal->status != 201;
is_status($meal, 201, 'a meal');
$meal = $meal->json;
for my $one ([food => "foods/$own->{id}"], [meal => "meals/$meal->{id}"]) {
	my ($name, $path) = @{$one};
	save_untouched("/$path/edit", "/$path", $path, "a $name");
	send_back($path, "a $name");
}
$anna->put('targets', json => { calories => 2000.5, proteinContent => 75 });
save_untouched('/targets', '/targets', 'targets', 'targets');
is_status($anna->patch('auth/profile', json => { profile => {
    fullName => 'Anna, of "X"' }, privateProfile => { city => 'Köln' },
    preferences => { allergens => ['peanuts'] } }), 200, 'a profile')
    or diag($anna->get('auth/profile')->text);
my ($edit) = grep { $_->{action} eq '/settings/profile' }
    Meal::Form::read($page->get('/settings/profile')->text);
ok($edit, 'the form of the profile');
save_untouched('/settings/profile', '/settings/profile', 'auth/profile',
    'the profile');
save_untouched('/settings/preferences', '/settings/preferences',
    'auth/profile', 'the preferences');
save_untouched('/household/edit', '/household', 'household', 'a household');
my $list = $anna->post('shopping/lists', json => { name => 'Sat, big' })->json;
$anna->post("shopping/lists/$list->{id}/items", json => {
    text => '2.5 kg flour, fine' });

# Every edit form there is was tried.
my %tried = map { $_ => 1 } '/recipes/:id/edit', '/foods/:id/edit',
    '/meals/:id/edit', '/targets', '/settings/profile',
    '/settings/preferences', '/household/edit';
my @forms = grep { $_->{method} eq 'GET' && $_->{path} =~ m{/edit$} }
    @{ $site->{session}->routes };
is_deeply([grep { !$tried{$_} } map { $_->{path} } @forms], [],
    'every page to edit something was tried');

done_testing;
