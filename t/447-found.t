#!/usr/bin/perl
# What a program finds: the root, the manual, the choices; what is put into
# answers; days emptied at once and filled again.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Test;
use POSIX ();

my $site = Meal::Site->new;
my $anna = $site->register;
my $contract = $site->get('openapi.json')->json;

# ---- the root

for my $path ('/api/v1', '/api/v1/', '/api', '/api/') {
	my $r = $site->browser->get($path);
	is_status($r, 200, $path);
	is_deeply([sort keys %{ $r->json }],
	    [qw(features limits links name version)], 'says what is here');
}
my $about = $site->browser->get('/api/v1')->json;
is($about->{name}, 'meal', 'it is meal');
is($about->{limits}{batchItems}, 200, 'with its limits');
for my $link (sort keys %{ $about->{links} }) {
	is_status($site->browser->get($about->{links}{$link}), 200,
	    "its link to $link leads somewhere");
}
like($contract->{info}{description}, qr/12 months before/,
    'the policy is in the contract');

# ---- the manual, without any other host

my $page = $site->browser->get('/api/docs');
is_status($page, 200, 'the manual');
like($page->header('content-type'), qr{^text/html}, 'is a page');
for my $path (sort keys %{ $contract->{paths} }) {
	for my $o (values %{ $contract->{paths}{$path} }) {
		like($page->body, qr/id="op-\Q$o->{operationId}\E"/,
		    "it has $o->{operationId}");
	}
}
like($page->body, qr{<dd>201 <a href="\#schema-Recipe">Recipe</a></dd>},
    'what is made comes with 201, and leads to its schema');
my %anchors = map { $_ => 1 } $page->body =~ /\bid="([^"]+)"/g;
is(join(' ', grep { !$anchors{$_} } $page->body =~ /href="\#([^"]+)"/g), '',
    'every link within it leads somewhere');
like($page->body, qr/id="schema-$_"/, "and the schema $_")
    for qw(Recipe RecipeInput Problem);
unlike($page->body, qr{(?:src|href)="(?:https?:)?//}, 'nothing from elsewhere');
is_status($site->client->get('docs', headers => { Accept => 'text/html' }),
    200, 'asked for as a browser does');

# ---- choices

my $viewer = $site->register;
for my $path (qw(units aisles diets allergens)) {
	my $r = $site->get($path);
	is_status($r, 200, $path);
	ok(!grep({ !length $_->{value} || !length $_->{label} }
	    @{ $r->json->{items} }), 'each has a value and a label');
}
my @units = map { $_->{value} } @{ $site->get('units')->json->{items} };
is_deeply([sort @units], [sort qw(g kg mg oz lb ml cl dl l tsp tbsp cup pint
    quart gallon pinch dash piece clove slice can package bunch sprig stick),
    'fl oz'], 'the units that go out');
my ($diet) = grep { $_->{value} eq 'GlutenFreeDiet' }
    @{ $site->get('diets')->json->{items} };
is($diet->{label}, 'Gluten free', 'labels are for people');
$anna->post('plan/entries', json => { date => '2026-11-23',
    mealType => 'second-breakfast', note => 'elevenses' });
$anna->post('plan/entries', json => {
    date => POSIX::strftime('%Y-%m-%d', gmtime), mealType =>
    'second-breakfast', note => 'elevenses' });
is_deeply([map { $_->{label} } @{ $anna->get('plan/meal-types')->json
    ->{items} }], ['Breakfast', 'Lunch', 'Dinner', 'Snack',
    'Second breakfast'], 'meals, the household\'s own too');

# What recipes are sorted by: of those that one may read.
my $cook = $site->register;
for my $recipe ({ keywords => ['quick', "\x{c4}pfel"], recipeCategory => 'dinner' },
    { keywords => ['quick'], recipeCuisine => 'Indian' },
    { keywords => ['zucchini', 'apple'], recipeCategory => 'dinner' }) {
	is_status($cook->post('recipes', json => { name => 'x', %{$recipe} }),
	    201, 'a recipe with words');
}
my %words = map { my $path = $_; $path => [map { [@{$_}{qw(value count)}] }
    @{ $cook->get($path)->json->{items} }] } qw(keywords categories cuisines);
is_deeply(\%words, { keywords => [["\x{c4}pfel", 1], ['apple', 1],
    ['quick', 2], ['zucchini', 1]], categories => [['dinner', 2]],
    cuisines => [['Indian', 1]] }, 'keywords, categories, cuisines, counted');
my ($next, @paged) = 'keywords?limit=1';
while ($next) {
	my $r = $cook->get($next)->json;
	push @paged, map { $_->{value} } @{ $r->{items} };
	$next = $r->{next} && "keywords?limit=1&cursor=$r->{next}";
}
is_deeply(\@paged, [map { $_->[0] } @{ $words{keywords} }], 'page by page');
is_problem($cook->get('cuisines?limit=1&cursor=' .
    $cook->get('keywords?limit=1')->json->{next}), 400,
    'a cursor is of its list');
$site->sql(q{UPDATE recipe SET visibility = 'private', author = NULL WHERE
    cuisine = 'Indian'});
is_deeply($cook->get('cuisines')->json->{items}, [],
    'nothing of what others keep to themselves');
is_deeply($viewer->get('keywords')->json->{items}, [],
    'nor of other households');

# ---- put into answers

my $dal = $anna->post('recipes', json => { name => 'Dal', servings => 2,
    totalTime => 'PT35M', recipeIngredient => ['200 g red lentils'] })
    ->json->{id};
$anna->post('plan/entries', json => { date => '2026-11-24', mealType =>
    'dinner', recipeId => $dal });
$anna->post('plan/entries', json => { date => '2026-11-24', mealType =>
    'dinner', note => 'out' });
my $week = 'plan?from=2026-11-23&to=2026-11-29';
my @entries = @{ $anna->get("$week&expand=recipe")->json->{days}[1]{entries} };
is($entries[0]{recipe}{totalTime}, 'PT35M', 'expand=recipe');
is_deeply([sort keys %{ $entries[0]{recipe} }], [sort keys %{
    $anna->get('recipes')->json->{items}[0] }], 'as lists have it');
ok(exists $entries[1]{recipe} && !defined $entries[1]{recipe},
    'null where there is none');
ok(!exists $anna->get($week)->json->{days}[1]{entries}[0]{recipe},
    'only when asked for');
is_problem($anna->get("$week&expand=colour"), 400, 'what there is not');
is_problem($anna->get('recipes?expand=recipe'), 400, 'nor elsewhere');
my $mate = $site->register;
$site->sql("UPDATE person SET member = 'member', household = (SELECT household
    FROM person WHERE username = '$anna->{username}')
    WHERE username = '$mate->{username}'");
$anna->patch("recipes/$dal", json => { visibility => 'private' });
is($mate->get("$week&expand=recipe")->json->{days}[1]{entries}[0]{recipe},
    undef, 'nor what is private to another');
$anna->patch("recipes/$dal", json => { visibility => 'household' });
my $list = $anna->post('shopping/lists', json => { from => '2026-11-23',
    to => '2026-11-29' })->json->{id};
$anna->post("shopping/lists/$list/items", json => { text => 'a thing' });
my %food = map { $_->{food} => $_->{foodItem} }
    @{ $anna->get("shopping/lists/$list?expand=food")->json->{items} };
like($food{'red lentils'}{name} // '', qr/lentil/, 'expand=food');
ok($food{'red lentils'}{nutrients}{calories}, 'the whole food');
is($food{'a thing'}, undef, 'null where there is none');

# ---- days emptied

my $count = sub { scalar map { @{ $_->{entries} } }
    @{ $anna->get($week)->json->{days} } };
my $there = $count->();
cmp_ok($there, '>=', 3, 'a week with things in it');
is_problem($anna->delete('plan'), 400, 'which days?');
is_problem($anna->delete('plan?from=2026-11-23'), 400, 'to which?');
is_problem($anna->delete('plan?from=2026-11-29&to=2026-11-23'), 400, 'order');
is_problem($anna->delete('plan?from=2026-01-01&to=2027-06-01'), 400,
    'too many');
is_status($mate->delete('plan?from=2027-01-01&to=2027-01-01'), 200, 'nothing');
my $r = $anna->delete('plan?from=2026-11-24&to=2026-11-24');
is_status($r, 200, 'a day');
is($r->json->{deleted}, 2, 'is told');
is($count->(), $there - 2, 'and empty');
my $undo = $r->json->{undo};
is_status($anna->delete('plan?from=2026-11-23&to=2026-11-29'), 200, 'the rest');
is($count->(), 0, 'all is gone');
is_status($site->register->post('plan/restore', json => { undo => $undo }),
    200, 'somebody else takes nothing of it back');
is($count->(), 0, 'so it is');
$r = $anna->post('plan/restore', json => { undo => $undo });
is_status($r, 200, 'taken back');
is(scalar @{ $r->json->{items} }, 2, 'what was put away at once');
is($count->(), 2, 'and nothing else');
is_status($anna->post('plan/restore', json => { undo => $undo }), 200,
    'twice is once');
is_problem($anna->post('plan/restore', json => { undo => $_ }), 400,
    "nothing to undo: $_") for 'x', '2026-11-24_2026-11-24_',
    '2026-11-24_2026-11-24_x', '2026-11-24_2026-11-40_1', '', '_', '__',
    '2026-11-24_2026-11-24_-1', '2026-11-24_2026-11-24_1_2';
$site->sql("UPDATE person SET member = 'viewer'
    WHERE username = '$mate->{username}'");
is_problem($mate->delete('plan?from=2026-11-24&to=2026-11-24'), 403,
    'a viewer empties nothing');

done_testing;
