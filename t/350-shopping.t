#!/usr/bin/perl
# Shopping lists, from both faces.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use JSON::PP ();
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $other = $site->register;
my $mate = $site->register;
my $viewer = $site->register;
my $home = $site->sql("SELECT household FROM person
    WHERE username = '$anna->{username}'");
for ([$mate, 'member'], [$viewer, 'viewer']) {
	$site->sql("UPDATE person SET member = '$_->[1]', household = '$home'
	    WHERE username = '$_->[0]{username}'");
}

# ---- what is planned

my $foods = 0;
sub food {
	my ($name, $aisle, $density, $portions) = @_;
	my $id = sprintf '01900000-0000-7000-8000-%012d', ++$foods;
	$density //= 'NULL';
	$portions //= '[]';
	$site->sql("INSERT INTO food (id, household, name, aisle, density,
	    portions) VALUES ('$id', '$home', '$name', '$aisle', $density,
	    '$portions')");
	$site->sql("INSERT INTO food_name (food, household, key, rank)
	    VALUES ('$id', '$home', '$name', 0)");
	return $id;
}

sub made {
	my ($path, $body, $who) = @_;
	my $r = ($who // $anna)->post($path, json => $body);
	die "$path: " . $r->summary . "\n" if $r->status != 201;
	return $r->json;
}

sub recipe {
	my ($name, $servings, @lines) = @_;
	return made('recipes', { name => $name, servings => $servings,
	    recipeIngredient => \@lines })->{id};
}

sub planned {
	my ($date, %what) = @_;
	return made('plan/entries', { date => $date, mealType => 'dinner',
	    %what });
}

# Of a list, the item of a food (or all of them).
sub items {
	my ($list, $food) = @_;
	return grep { $_->{food} eq $food } @{ $list->{items} };
}

my $flour = food('teffmeal', 'baking', 0.5);
my $milk = food('oxmilk', 'dairy', 1.03);
food('zorro leek', 'produce', undef, '[{"name": "piece", "grams": 150}]');
food('qualm sauce', 'condiments');

my $bread = recipe('Bread', 4, '800 g teffmeal', '300 ml water',
    '1 bunch zorro leek', 'qualm sauce');
my $cake = recipe('Cake', 2, '2 cups teffmeal', '1 zorro leek',
    '100 ml qualm sauce', '2 heads of frobnicate');
my $soup = recipe('Soup', 1, '1 dl qualm sauce', '300 g zorro leek',
    '1-2 tsp plonk');

planned('2026-11-23', recipeId => $bread, servings => 2);
my $cake_entry = planned('2026-11-24', recipeId => $cake, servings => 3);
planned('2026-11-25', recipeId => $soup, servings => 1);
planned('2026-11-25', foodId => $milk, quantity => 250, unit => 'ml',
    servings => 2);
planned('2026-11-25', note => 'Out with friends');
planned('2026-12-24', recipeId => $soup, servings => 9);

# ---- a list of them
my $r = $anna->post('shopping/lists', json => { from => '2026-11-23',
    to => '2026-11-29' });
is_status($r, 201, 'a list of a week');
my $list = $r->json;
my $id = $list->{id};
my $path = "shopping/lists/$id";
is($r->header('location'), "/api/v1/$path", 'Location');
is($list->{name}, '23–29 November', 'named by its dates');
ok(!$list->{outdated}, 'up to date');
is_deeply([map { $_->{aisle} } @{ $list->{items} }],
    [qw(produce produce dairy baking condiments other other)],
    'by aisle, as one walks');

# 400 g, and 3 cups of 236.588 ml of 0.5 g: 354.882 g; 754.882 g in all.
my ($item) = items($list, 'teffmeal');
is($item->{unit}, 'g', 'the unit of the greatest share');
cmp_ok(abs($item->{quantity} - 754.882), '<', 0.01, 'weight and volume');
is($item->{display}, '760 g', 'rounded up');
is($item->{foodId}, $flour, 'the food');
is($item->{checked}, JSON::PP::false, 'not ticked');
is_deeply([map { "$_->{recipe} $_->{date} $_->{quantity} $_->{unit}" }
    @{ $item->{sources} }], ['Bread 2026-11-23 400 g',
    'Cake 2026-11-24 3 cup'], 'what it is for');
is($item->{sources}[1]{recipeId}, $cake, 'with the recipe');
is($item->{sources}[1]{entryId}, $cake_entry->{id}, 'and the entry');

# 1 ½ pieces of 150 g are 225 g, and 300 g; half a bunch stands alone.
my @leeks = sort { $b->{quantity} <=> $a->{quantity} }
    items($list, 'zorro leek');
is(@leeks, 2, 'what cannot be compared stands apart');
is_deeply([map { $_->{unit} } @leeks], ['g', 'bunch'], 'in its unit');
cmp_ok(abs($leeks[0]{quantity} - 525), '<', 0.01, 'pieces by weight');
is($leeks[1]{quantity}, 0.5, 'half a bunch, exactly');
is($leeks[1]{display}, '1 bunch', 'is bought whole');

# 150 ml and 1 dl; a line without amount adds its source only.
($item) = items($list, 'qualm sauce');
is($item->{quantity}, 250, 'volumes add up');
is($item->{unit}, 'ml', 'without a density');
is(@{ $item->{sources} }, 3, 'and the line without amount is named');
($item) = items($list, 'plonk');
is($item->{quantity}, 2, 'of a range the upper end');
is($item->{aisle}, 'other', 'an unknown food is bought all the same');
($item) = items($list, 'frobnicate');
is($item->{unit}, undef, 'a measure word is no unit');
is($item->{measure}, 'head', 'but kept');
is($item->{display}, '3 heads', 'and shown');
($item) = items($list, 'oxmilk');
is("$item->{quantity} $item->{unit}", '500 ml', 'a food on the plan');
is($item->{sources}[0]{recipe}, undef, 'has no recipe');
is(items($list, 'water'), 0, 'water is not bought');

# ---- read
my $get = $anna->get($path);
is_status($get, 200, 'read');
is_deeply($get->json, $list, 'the same');
like($get->header('etag'), qr/^"\d+-[0-9a-f]{8}"$/, 'with an ETag');
is_status($anna->get($path, headers => {
    'If-None-Match' => $get->header('etag') }), 304, 'not changed');
$anna->get($path) for 1 .. 6;	# each process knows her now
ok($site->log_lines('shopping', qr/route=\/shopping\/lists\/:id [^\n]*db_n=3 db_trips=1/),
    'in one round trip');
my $lists = $anna->get('shopping/lists')->json;
is(@{ $lists->{items} }, 1, 'listed');
is($lists->{items}[0]{itemCount}, 7, 'with how many items');
is($lists->{items}[0]{checkedCount}, 0, 'and ticks');

# ---- tick and edit
my ($sauce) = items($list, 'qualm sauce');
$r = $anna->patch("$path/items/$sauce->{id}", json => {
    checked => JSON::PP::true });
is_status($r, 200, 'tick');
ok($r->json->{checked}, 'ticked');
is($r->json->{version}, 2, 'a new version of the item');
is($anna->get($path)->json->{version}, $list->{version},
    'not of the list: people tick at the same time');
my ($head) = items($list, 'frobnicate');
$r = $anna->patch("$path/items/$head->{id}", json => {
    note => 'the green ones' });
is($r->json->{measure}, 'head', 'what is not changed stays');
is($site->sql("SELECT edited FROM shopping_item WHERE id = '$head->{id}'"),
    'f', 'and a note is no other amount');
is_deeply($anna->patch("$path/items/$head->{id}", json => $r->json)->json
    ->{measure}, 'head', 'what GET gave may be sent back');
my ($leek) = grep { $_->{unit} eq 'bunch' } items($list, 'zorro leek');
$r = $anna->patch("$path/items/$leek->{id}", json => { quantity => 2,
    unit => 'bunches' });
is_status($r, 200, 'another amount');
is($r->json->{unit}, 'bunch', 'units in any spelling');
is($r->json->{display}, '2 bunches', 'shown');
is_problem($anna->patch("$path/items/$leek->{id}", json => { quantity => 3 },
    headers => { 'If-Match' => '"1-00000000"' }), 412, 'a stale version');
is_problem($anna->delete("$path/items/$leek->{id}",
    headers => { 'If-Match' => '"1-00000000"' }), 412, 'when deleting, too');
is_status($anna->patch("$path/items/$leek->{id}", json => { quantity => 3 },
    headers => { 'If-Match' => $r->header('etag') }), 200, 'the right one');
my ($plonk) = items($list, 'plonk');
is_status($anna->delete("$path/items/$plonk->{id}"), 204, 'taken off');
is_problem($anna->get("$path/items/$plonk->{id}"), 404, 'gone');
is_problem($anna->delete("$path/items/$plonk->{id}"), 404, 'once');

# ---- own items
$r = $anna->post("$path/items", json => { text => '2 l oxmilk, cold' });
is_status($r, 201, 'an item as one would write it');
my $own = $r->json;
is($r->header('location'), "/api/v1/$path/items/$own->{id}", 'Location');
is_deeply([@{$own}{qw(food quantity unit note aisle display)}],
    ['oxmilk', 2, 'l', 'cold', 'dairy', '2 l'], 'is read');
ok($own->{own}, 'is one\'s own');
is_deeply($own->{sources}, [], 'for nothing on the plan');
$r = $anna->post("$path/items", json => { food => 'light bulbs',
    quantity => 3, aisle => 'other', note => 'E27' });
is_status($r, 201, 'or in parts');
is($r->json->{display}, '3', 'pieces');
$r = $anna->post("$path/items", json => { text => 'Candles' });
is_deeply([@{ $r->json }{qw(food quantity unit display)}],
    ['Candles', undef, undef, undef], 'or without an amount');
my $offline = '01900000-0000-7000-8000-0000000000aa';
is_status($anna->post("$path/items", json => { id => $offline,
    text => '500 g rice' }), 201, 'a client may choose the id');
$r = $anna->post("$path/items", json => { id => $offline, text => 'again' });
is_status($r, 200, 'seen again');
is($r->json->{food}, 'rice', 'it is as it was');
for my $bad (
	[ { }, '/food' ],
	[ { food => '' }, '/food' ],
	[ { food => 'x', unit => 'blub' }, '/unit' ],
	[ { food => 'x', measure => 'blub' }, '/measure' ],
	[ { food => 'x', quantity => -1 }, '/quantity' ],
	[ { food => 'x', quantity => 'two' }, '/quantity' ],
	[ { food => 'x', quantity => 999_999_999, unit => 'dag' },
	    '/quantity' ],
	[ { text => '1000000000 g salt' }, '/text' ],
	[ { food => 'x', aisle => 'garden' }, '/aisle' ],
	[ { food => 'x', checked => 'yes' }, '/checked' ],
	[ { food => 'x' x 301 }, '/food' ],
	[ { text => 'x' x 301 }, '/text' ],
	[ { food => 'x', color => 'red' }, '/color' ],
) {
	my ($body, $pointer) = @{$bad};
	my $answer = $anna->post("$path/items", json => $body);
	is_problem($answer, 400, "refused: $pointer");
	is($answer->json->{errors}[0]{pointer}, $pointer, 'with its pointer');
}

{
	my $odd = made('shopping/lists', { name => 'Odds and ends' });
	my $at = "shopping/lists/$odd->{id}";
	my @lines = ('Omega3', 'kitchen roll x3', '½ squash', 'socks size 9',
	    'ring 555-0199', '0.3 tsp mace', '- 130 g mace');
	is_status($anna->post("$at/items", json => {
	    text => join "\r\n", @lines }), 201, 'lines are pasted');
	is_deeply([sort map { join '|', $_->{food}, $_->{display} // '' }
	    @{ $anna->get($at)->json->{items} }], [sort 'Omega3|',
	    'kitchen roll|3', 'squash|½', 'socks size 9|',
	    'ring 555-0199|', 'mace|0.3 tsp', 'mace|130 g'],
	    'each is a row, as typed');
	is_status($anna->delete($at), 204, 'put away');
}

# ---- refresh
$anna->patch('plan/entries/' . $cake_entry->{id}, json => { servings => 4 });
$get = $anna->get($path);
ok($get->json->{outdated}, 'the plan changed: outdated');
ok($anna->get('shopping/lists')->json->{items}[0]{outdated},
    'in the list of lists, too');
$r = $anna->post("$path/refresh");
is_status($r, 200, 'refresh');
my $fresh = $r->json;
ok(!$fresh->{outdated}, 'up to date again');
# 400 g and 4 cups: 473.176 g; now cups are the most: 873.176 g / 118.294 g.
($item) = items($fresh, 'teffmeal');
is($item->{unit}, 'cup', 'another greatest share');
cmp_ok(abs($item->{quantity} - 7.381), '<', 0.001, 'the new amount');
is($item->{display}, '7½ cups', 'rounded up to a half');
($item) = grep { $_->{checked} } items($fresh, 'qualm sauce');
is($item->{id}, $sauce->{id}, 'a ticked item');
is($item->{quantity}, 250, 'is what is in the basket');
($item) = grep { !$_->{checked} } items($fresh, 'qualm sauce');
is("$item->{quantity} $item->{unit}", '50 ml', 'what is more is visible');
is($item->{sources}[0]{recipe}, 'Bread', 'for the dishes that grew');
($item) = grep { ($_->{unit} // '') eq 'bunch' } items($fresh, 'zorro leek');
is($item->{quantity}, 3, 'an amount set by hand stays');
($item) = items($fresh, 'frobnicate');
is("$item->{quantity} $item->{note}", '4 the green ones', 'a note stays');
is(items($fresh, 'plonk'), 0, 'what was taken off stays off');
is_deeply([sort map { $_->{food} } grep { $_->{own} } @{ $fresh->{items} }],
    [sort 'oxmilk', 'light bulbs', 'Candles', 'rice'], 'own items stay');
my $again = $anna->post("$path/refresh")->json;
is_deeply($again, $fresh, 'a second time changes nothing');

is_status($anna->delete("plan/entries/$cake_entry->{id}"), 204,
    'less is planned');
ok($anna->get($path)->json->{outdated}, 'outdated');
$fresh = $anna->post("$path/refresh")->json;
is(items($fresh, 'frobnicate'), 0, 'what nobody needs goes');
$anna->patch("recipes/$bread", json => { recipeIngredient =>
    ['1 kg teffmeal'] });
$fresh = $anna->get($path)->json;
ok($fresh->{outdated}, 'a changed recipe makes it outdated, too');
$fresh = $anna->post("$path/refresh")->json;
($item) = items($fresh, 'teffmeal');
is("$item->{quantity} $item->{unit}", '0.5 kg', 'the recipe as it is now');
is($item->{display}, '500 g', 'in the unit one would say');
($item) = grep { ($_->{unit} // '') eq 'bunch' } items($fresh, 'zorro leek');
is_deeply($item->{sources}, [], 'an edited item stays, for nothing');

$r = $anna->post("$path/items/$plonk->{id}/restore");
is_status($r, 200, 'what was taken off comes back');
is($r->json->{food}, 'plonk', 'as it was');

# ---- growth
{
	my $one = recipe('Slaw', 1, '3 kohlrabis', '2 cups teffmeal', 'mace',
	    '0.5 kg swedes');
	my $two = recipe('Stew', 1, '3 kohlrabi', '4 cups teffmeal', 'mace',
	    '10 oz rutabaga');
	planned('2027-05-01', recipeId => $one, servings => 1);
	my $may = made('shopping/lists', { from => '2027-05-01',
	    to => '2027-05-02' });
	my $at = "shopping/lists/$may->{id}";
	my $of = sub {
		my ($l, $name) = @_;
		return join ', ', map { ($_->{display} // '-') .
		    ($_->{checked} ? ' in' : '') } sort {
		    $b->{checked} <=> $a->{checked} } items($l, $name);
	};
	$anna->patch("$at/items/$_->{id}", json => {
	    checked => JSON::PP::true }) for @{ $may->{items} };
	is(@{ $anna->post("$at/refresh")->json->{items} }, 4,
	    'all ticked: nothing comes back');
	planned('2027-05-02', recipeId => $two, servings => 1);
	my $l = $anna->post("$at/refresh")->json;
	is($of->($l, 'kohlrabis'), '3 in, 3', 'three more');
	is($of->($l, 'teffmeal'), '2 cups in, 4 cups', 'four cups more');
	is($of->($l, 'mace'), '- in', 'what has no amount is there');
	is($of->($l, 'swedes'), '500 g in, 285 g', 'in the unit of the whole');
	my ($more) = grep { !$_->{checked} } items($l, 'kohlrabis');
	is_deeply([map { $_->{recipe} } @{ $more->{sources} }], ['Stew'],
	    'for what is new');
	is_deeply($anna->post("$at/refresh")->json, $l, 'and that is all');
	$anna->post("$at/clear");
	$l = $anna->post("$at/refresh")->json;
	is($of->($l, 'kohlrabis'), '3', 'cleared is bought');
	is($of->($l, 'teffmeal'), '4 cups', 'and what is not, is left');
	my $third = planned('2027-05-02', recipeId => $one, servings => 2);
	$l = $anna->post("$at/refresh")->json;
	is($of->($l, 'kohlrabis'), '9', 'more of it in one open row');
	is($of->($l, 'mace'), '', 'what has no amount stays cleared');
	$anna->delete("plan/entries/$third->{id}");
	$l = $anna->post("$at/refresh")->json;
	is($of->($l, 'kohlrabis'), '3', 'and less of it');

	# a row whose amount was set by hand, then ticked, is for all of it
	($more) = items($l, 'kohlrabis');
	$anna->patch("$at/items/$more->{id}", json => { quantity => 1 });
	$anna->patch("$at/items/$more->{id}", json => {
	    checked => JSON::PP::true });
	$l = $anna->post("$at/refresh")->json;
	is($of->($l, 'kohlrabis'), '1 in', 'by hand, and for all');
	planned('2027-05-02', recipeId => $one, servings => 1);
	$l = $anna->post("$at/refresh")->json;
	is($of->($l, 'kohlrabis'), '1 in, 3', 'but for what is new');

	# taken off by hand: one has it; more is more
	($more) = grep { !$_->{checked} } items($l, 'teffmeal');
	$anna->delete("$at/items/$more->{id}");
	$l = $anna->post("$at/refresh")->json;
	is($of->($l, 'teffmeal'), '', 'what was taken off stays off');
	planned('2027-05-02', recipeId => $one, servings => 1);
	$l = $anna->post("$at/refresh")->json;
	is($of->($l, 'teffmeal'), '2 cups', 'but for what is new');

	# half a one is bought whole
	my $half = recipe('Half', 1, '1/2 gherkinoid');
	planned('2027-05-03', recipeId => $half, servings => 1);
	$may = made('shopping/lists', { from => '2027-05-03',
	    to => '2027-05-03' });
	$at = "shopping/lists/$may->{id}";
	$anna->patch("$at/items/$may->{items}[0]{id}", json => {
	    checked => JSON::PP::true });
	planned('2027-05-03', recipeId => $half, servings => 1);
	$l = $anna->post("$at/refresh")->json;
	is($of->($l, 'gherkinoid'), '1 in', 'one is enough for two halves');
}

# ---- meals
my $meal = made('meals', { name => 'Monday', items => [
    { recipeId => $soup, servings => 2 },
    { foodId => $milk, quantity => 100, unit => 'ml' } ] });
planned('2027-02-01', mealId => $meal->{id}, servings => 3);
my $february = made('shopping/lists', { from => '2027-02-01',
    to => '2027-02-01', name => 'February' });
is($february->{name}, 'February', 'a list with a name');
($item) = items($february, 'oxmilk');
is("$item->{quantity} $item->{unit}", '300 ml', 'a meal: its foods');
is($item->{sources}[0]{recipe}, 'Monday', 'for the meal');
($item) = items($february, 'qualm sauce');
is("$item->{quantity} $item->{unit}", '6 dl', 'and its recipes');
is($item->{sources}[0]{recipe}, 'Soup', 'for the recipe');
$anna->patch("meals/$meal->{id}", json => { items => [
    { recipeId => $soup, servings => 1 } ] });
ok($anna->get("shopping/lists/$february->{id}")->json->{outdated},
    'a changed meal makes it outdated');
$anna->post("shopping/lists/$february->{id}/refresh");
$anna->patch("recipes/$soup", json => { servings => 2 });
ok($anna->get("shopping/lists/$february->{id}")->json->{outdated},
    'and so does a changed recipe in it');

# ---- private recipes
my $secret = made('recipes', { name => 'Surprise', visibility => 'private',
    recipeIngredient => ['3 candles'] })->{id};
planned('2027-03-01', recipeId => $secret, servings => 1);
my $march = made('shopping/lists', { from => '2027-03-01',
    to => '2027-03-01' });
is($march->{items}[0]{sources}[0]{recipe}, 'Surprise',
    'its author sees the name');
$r = $mate->get("shopping/lists/$march->{id}")->json;
is($r->{items}[0]{quantity}, 3, 'others buy for it');
is($r->{items}[0]{sources}[0]{recipe}, 'private recipe', 'not knowing what');
is($r->{items}[0]{sources}[0]{recipeId}, undef, 'nor which');
is($mate->post("shopping/lists/$march->{id}/refresh")->json
    ->{items}[0]{sources}[0]{recipe}, 'private recipe',
    'nor when they refresh');

# ---- what may be sent
for my $bad (
	[ { }, '/name' ],
	[ { from => '2026-11-23' }, '/to' ],
	[ { to => '2026-11-23' }, '/from' ],
	[ { from => '2026-11-24', to => '2026-11-23' }, '/to' ],
	[ { from => '2026-02-30', to => '2026-03-01' }, '/from' ],
	[ { from => '2026-01-01', to => '2027-01-02' }, '/to' ],
	[ { name => 'x' x 201 }, '/name' ],
	[ { name => 'x', color => 'red' }, '/color' ],
	[ { name => 'x', id => '7' }, '/id' ],
) {
	my ($body, $pointer) = @{$bad};
	my $answer = $anna->post('shopping/lists', json => $body);
	is_problem($answer, 400, "refused: $pointer");
	is($answer->json->{errors}[0]{pointer}, $pointer, 'with its pointer');
}
is_status($anna->post('shopping/lists', json => { from => '2028-01-01',
    to => '2028-12-31' }), 201, '366 days are possible');
is_problem($anna->get("shopping/lists?$_"), 400, "refused: $_")
    for 'limit=0', 'limit=101', 'cursor=zz', 'nonsense=1';
my $by_hand = made('shopping/lists', { name => 'Party' });
is_deeply([@{$by_hand}{qw(from to items)}], [undef, undef, []],
    'an empty list with a name');
ok(!$by_hand->{outdated}, 'is never outdated');
is_status($anna->post("shopping/lists/$by_hand->{id}/refresh"), 200,
    'and has nothing to refresh');

# ---- change the list
$anna->post("$path/refresh");
$r = $anna->patch($path, json => { name => 'This week' });
is_status($r, 200, 'another name');
is($r->json->{name}, 'This week', 'is kept');
ok(!$r->json->{outdated}, 'and is no other plan');
$r = $anna->patch($path, json => { to => '2026-11-24' },
    headers => { 'If-Match' => $r->header('etag') });
is_status($r, 200, 'other dates');
ok($r->json->{outdated}, 'are another plan');
is_problem($anna->patch($path, json => { name => 'Late' },
    headers => { 'If-Match' => '"1-00000000"' }), 412, 'a stale version');
is_problem($anna->delete($path, headers => { 'If-Match' => '"1-00000000"' }),
    412, 'when deleting, too');
is_problem($anna->patch($path, json => { from => '2026-12-01' }), 400,
    'dates the wrong way round');
$r = $anna->patch("shopping/lists/$february->{id}", json => { name => undef,
    to => '2027-02-03' });
is($r->json->{name}, '1–3 February', 'without a name, the dates');
$r = $anna->patch("shopping/lists/$february->{id}", json => {
    to => '2027-02-04' });
is($r->json->{name}, '1–4 February', 'which it follows');

# ---- many at once
my ($cursor, @names) = ('');
made('shopping/lists', { name => "List $_" }) for 1 .. 5;
do {
	my $page = $anna->get("shopping/lists?limit=2$cursor");
	is_status($page, 200, 'a page');
	push @names, map { $_->{name} } @{ $page->json->{items} };
	my $next = $page->json->{next};
	$cursor = defined $next ? "&cursor=$next" : '';
} while ($cursor);
is_deeply([@names[0 .. 4]], [map { "List $_" } reverse 1 .. 5],
    'newest first');
is(@names, 12, 'all of them, each once');
is_status($anna->get('shopping/lists?limit=100'), 200, 'or at once');

# ---- clear
my $party = "shopping/lists/$by_hand->{id}";
made("$party/items", { text => $_ }) for '3 lemons', '1 kg ice cream';
my $lemons = $anna->get($party)->json->{items}[0];
$anna->patch("$party/items/$lemons->{id}", json => {
    checked => JSON::PP::true });
$r = $anna->post("$party/clear");
is_status($r, 200, 'take off what is ticked');
is_deeply([map { $_->{food} } @{ $r->json->{items} }], ['ice cream'],
    'the rest stays');

# ---- what is in the house, most likely
{
	food('zoomspice', 'spices');
	my $spiced = recipe('Spiced', 1, '1 tsp zoomspice',
	    '2 nashi');
	planned('2027-06-01', recipeId => $spiced, servings => 1);
	my $june = made('shopping/lists', { from => '2027-06-01',
	    to => '2027-06-01' });
	my $page = $site->browser;
	$page->post('/login', form => [ login => $anna->{email},
	    password => $anna->{password} ]);
	like($page->get("/shopping/$june->{id}")->body,
	    qr{nashi.*<details class="aisle">.*You may have these.*zoomspice.*</details>}s,
	    'a spoon of spice stands apart, at the end');
	my ($zoom) = items($june, 'zoomspice');
	$anna->patch("shopping/lists/$june->{id}/items/$zoom->{id}", json => {
	    quantity => 500, unit => 'g' });
	unlike($page->get("/shopping/$june->{id}")->body,
	    qr/You may have these/, 'half a kilo does not');
	made("shopping/lists/$june->{id}/items", {
	    text => '1 tsp zoomspice' });
	unlike($page->get("/shopping/$june->{id}")->body,
	    qr/You may have these/, 'nor does what somebody wants');
	is_status($anna->delete("shopping/lists/$june->{id}"), 204,
	    'put away');
}

# ---- limits
$site->sql("INSERT INTO shopping_item (id, household, list, food, own)
    SELECT gen_random_uuid(), '$home', '$by_hand->{id}', 'thing ' || n, true
      FROM generate_series(1, 999) n");
is(@{ $anna->get($party)->json->{items} }, 1000, 'a list of a thousand');
is_problem($anna->post("$party/items", json => { text => 'one more' }), 413,
    'and not one more');
is_problem($anna->post("$party/items/$lemons->{id}/restore"), 413,
    'nor one back');
my $buffet = recipe('Buffet', 1, map { ('1 dl oxmilk', "1 fizz$_") } 1 .. 20);
$site->sql("INSERT INTO plan_entry (id, household, date, meal_type,
    recipe_id, servings) SELECT gen_random_uuid(), '$home',
    '2029-01-01'::date + n / 2, 'dinner', '$buffet', 1
      FROM generate_series(0, 700) n");
is_problem($anna->post('shopping/lists', json => { from => '2029-01-01',
    to => '2029-12-31' }), 413, 'more than can be merged');
my $started = time;
$r = $anna->post('shopping/lists', json => { from => '2029-01-01',
    to => '2029-10-27' });
is_status($r, 201, 'three hundred days of 80 lines can');
cmp_ok(time - $started, '<', 20, 'in time');
($item) = items($r->json, 'oxmilk');
is("$item->{quantity} $item->{unit}", '12000 dl', 'each is counted');
is($item->{display}, '1200 l', 'and shown in litres');
is(@{ $item->{sources} }, 600, 'once per dish');
my $long = '/shopping/' . $r->json->{id};

# ---- who sees what
for my $case (['get', ''], ['patch', '', json => { name => 'x' }],
    ['delete', ''], ['post', '/refresh'], ['post', '/restore'],
    ['post', '/clear'], ['post', '/items', json => { text => 'x' }],
    ['patch', "/items/$own->{id}", json => { note => 'x' }],
    ['delete', "/items/$own->{id}"],
    ['post', "/items/$own->{id}/restore"]) {
	my ($verb, $tail, @body) = @{$case};
	is_problem($other->$verb("$path$tail", @body), 404,
	    "another household: $verb $tail");
	is_problem($site->$verb("$path$tail", @body), 401,
	    "nobody: $verb $tail");
	next if $verb eq 'get';
	is_problem($viewer->$verb("$path$tail", @body), 403,
	    "a viewer: $verb $tail");
}
is_status($viewer->get($path), 200, 'a viewer looks');
is(@{ $other->get('shopping/lists')->json->{items} }, 0,
    'lists are the household\'s');
is_problem($other->post('shopping/lists', json => { id => $id,
    name => 'Mine' }), 409, 'an id of another household is taken');
is_problem($anna->get("$party/items/$own->{id}"), 404,
    'an item of another list is not there');
my $theirs = made('shopping/lists', { from => '2026-11-23',
    to => '2026-11-29' }, $other);
is(@{ $theirs->{items} }, 0, 'and so are plans');

# ---- delete and restore
is_status($anna->delete($path), 204, 'delete');
is_problem($anna->get($path), 404, 'gone');
is_problem($anna->post("$path/items", json => { text => 'x' }), 404,
    'with all that is in it');
is_problem($anna->patch("$path/items/$own->{id}", json => { note => 'x' }),
    404, 'so');
is_problem($anna->delete("$path/items/$own->{id}"), 404, 'and so');
is_problem($anna->delete($path), 404, 'once');
$r = $anna->post("$path/restore");
is_status($r, 200, 'undone');
ok(@{ $r->json->{items} } > 3, 'with its items');
is_status($anna->post("$path/restore"), 200, 'twice is once');

# ---- pages
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
my $page = $browser->get('/shopping');
is_status($page, 200, 'the lists');
like($page->body, qr{href="/shopping/$id"}, 'with this one');
my $fault = $browser->post('/shopping', form => [ name => 'Typed',
    from => '2026-11-29', to => '2026-11-23' ]);
is_status($fault, 400, 'a form with faults comes back');
like($fault->body, qr/value="Typed"/, 'with what was typed');
like($fault->body, qr/href="#f-to"/, 'and links to the faults');
my $new = $browser->post('/shopping', form => [ name => '',
    from => '2026-11-23', to => '2026-11-29' ]);
is_status($new, 303, 'a good one is made');
my ($shop) = $new->header('location') =~ m{^(/shopping/[0-9a-f-]{36})$};
ok($shop, 'and shown');
$new = $browser->post('/shopping', form => [ name => '',
    from => '2026-11-23', to => '2026-11-29' ]);
is($new->header('location'), $shop, 'once, however often one asks');
$new = $browser->post('/shopping', form => [ name => 'Second',
    from => '2026-11-23', to => '2026-11-29' ]);
isnt($new->header('location'), $shop, 'but under a name of its own');
$page = $browser->get($shop);
is_status($page, 200, 'the list');
like($page->body, qr/Bread.*\(Mon\)/s, 'says what things are for');
my $api = 'shopping/lists' . $shop =~ s{^/shopping}{}r;
my ($tick) = items($anna->get($api)->json, 'teffmeal');
$r = $browser->post("$shop/items/$tick->{id}", form => [ checked => 'true' ]);
is_status($r, 303, 'tick by one button');
is($r->header('location'), "$shop#i-$tick->{id}", 'and stay where one was');
ok($anna->get("$api/items/$tick->{id}")->json->{checked}, 'ticked');
like($browser->get($shop)->body, qr/aria-pressed="true"/, 'is shown');
is_status($browser->post("$shop/items/$tick->{id}", form => [
    checked => 'false' ]), 303, 'and off');
ok(!$anna->get("$api/items/$tick->{id}")->json->{checked}, 'again');
$r = $browser->post("$shop/items", form => [
    text => '2 heads of Tom & Jo lettuce' ]);
is_status($r, 303, 'an item of one\'s own');
is($r->header('location'), "$shop#f-text", 'and on to the next one');
$page = $browser->get($shop);
like($page->body, qr/Tom &amp; Jo lettuce/, 'escaped');
my ($lettuce) = grep { $_->{own} } @{ $anna->get($api)->json->{items} };
is($lettuce->{measure}, 'head', 'with its measure');
like($page->body, qr/name="unit" value="head"/, 'shown in the unit\'s field');
is_status($browser->post("$shop/items/$lettuce->{id}", form => [
    quantity => 3, unit => 'head', note => 'crisp', version => 1 ]), 303,
    'edited');
is_deeply([@{ $anna->get("$api/items/$lettuce->{id}")->json }
    {qw(quantity measure note)}], [3, 'head', 'crisp'], 'saved');
my $late = $browser->post("$shop/items/$lettuce->{id}", form => [
    quantity => 5, version => 1 ]);
is_status($late, 412, 'an old form is refused');
is_status($browser->post("$shop/items/$lettuce->{id}", form => [
    quantity => '', unit => '', version => 2 ]), 303, 'emptied');
is_deeply([@{ $anna->get("$api/items/$lettuce->{id}")->json }
    {qw(quantity unit measure note)}], [undef, undef, undef, 'crisp'],
    'so it has no amount');
$fault = $browser->post("$shop/items/$lettuce->{id}", form => [
    quantity => 'many', version => 3 ]);
is_status($fault, 400, 'a faulty amount comes back');
like($fault->body, qr/Give a number/, 'with what is wrong');
$fault = $browser->post("$shop/items", form => [ text => '' ]);
is_status($fault, 400, 'nothing is not added');
$r = $browser->post("$shop/items/$lettuce->{id}/delete", form => []);
is_status($r, 303, 'taken off');
my $undo = "$shop/items/$lettuce->{id}/restore";
like($browser->get($shop)->body, qr{action="$undo"}, 'with an undo');
is_status($browser->post($undo, form => []), 303, 'that works');
is_status($anna->get("$api/items/$lettuce->{id}"), 200, 'so');
is_status($browser->post($shop, form => [ name => 'Weekly' ]), 303,
    'another name');
$page = $browser->get($shop)->body;
like($page, qr/<h1[^>]*>Weekly</, 'is shown');
planned('2026-11-28', foodId => $milk, quantity => 1, unit => 'l');
like($browser->get($shop)->body, qr/The plan has changed/, 'outdated');
is_status($browser->post("$shop/refresh", form => []), 303, 'refresh');
unlike($browser->get($shop)->body, qr/The plan has changed/, 'up to date');
$browser->post("$shop/items/$lettuce->{id}", form => [ checked => 'true' ]);
is_status($browser->post("$shop/clear", form => []), 303, 'clear');
unlike($browser->get($shop)->body, qr/tuce/, 'the basket is empty');
is_status($browser->post("$shop/delete", form => []), 303, 'deleted');
like($browser->get('/shopping')->body, qr{action="$shop/restore"},
    'with an undo');
is_status($browser->post("$shop/restore", form => []), 303, 'that works');
is_status($browser->get($shop), 200, 'so');
is_status($browser->get("/shopping/$by_hand->{id}"), 200,
    'a page of a thousand');
$page = $browser->get($long);
is_status($page, 200, 'a page of a long time');
like($page->body, qr/and 592 more/, 'names some dishes of each item');
my $looker = $site->browser;
$looker->post('/login', form => [ login => $viewer->{email},
    password => $viewer->{password} ]);
$page = $looker->get($shop);
is_status($page, 200, 'a viewer looks');
unlike($page->body, qr{action="$shop/items"}, 'and adds nothing');
is_status($looker->post("$shop/items", form => [ text => 'x' ]), 403,
    'indeed');

done_testing;
