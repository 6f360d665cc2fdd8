#!/usr/bin/perl
# Foods, from both faces.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $other = $site->register;

sub lines_of {
	my (@lines) = @_;
	my $said = $anna->post('ingredients/parse', json => {
	    lines => \@lines })->json->{items};
	return wantarray ? @{$said} : $said->[0];
}

# ---- the catalogue
my $r = $anna->get('foods/search?q=onions');
is_status($r, 200, 'search');
my $onion = $r->json->{items}[0];
is($onion->{name}, 'onion', 'the name itself comes first');
ok(!$onion->{own}, 'it is shared');
is($onion->{source}, 'usda-sr28', 'of USDA');
is($onion->{number}, '11282', 'with its number');
is($onion->{nutrients}{calories}, 40, 'and nutrients per 100 g');
cmp_ok(keys %{ $onion->{nutrients} }, '>=', 30, 'many of them');
ok((grep { $_->{name} eq 'piece' && $_->{grams} == 110 }
    @{ $onion->{portions} }), 'and portions');
is($onion->{aisle}, 'produce', 'and its aisle');
for my $case (['red onion', 'onion'], ['Scallions', 'green onion'],
    ['all-purp', 'all-purpose flour']) {
	my $found = $anna->get('foods?q=' . $case->[0] =~ s/ /%20/gr)->json;
	my $name = $found->{items}[0]{name};
	ok($name, "$case->[0] finds " . ($name // 'nothing'));
}
# Names of other languages are of those: the lines tell which it is.
sub foods_of {
	return map { $_->{foodName} } @{ $anna->post('ingredients/parse',
	    json => { lines => [@_] })->json->{items} };
}
is_deeply([foods_of('2 rote Paprika', '3 Zwiebeln, gehackt', '1 Prise Salz')],
    ['red bell pepper', 'onion', 'salt'], 'German lines, German foods');
is_deeply([foods_of('2 tsp paprika', '3 onions, chopped', 'a pinch of salt')],
    ['paprika', 'onion', 'salt'], 'the same word in English');
for my $case (
    ['2 uien, gesnipperd', 'onion', '150 ml slagroom', 'heavy cream'],
    ['1 gul lök', 'onion', '2 dl vispgrädde', 'heavy cream'],
    ['2 rødløg', 'onion', '2 dl piskefløde', 'heavy cream'],
    ['1 gul løk', 'onion', '2 dl kremfløte', 'heavy cream']) {
	my ($first, $onion, $second, $cream) = @{$case};
	is_deeply([foods_of($first, $second)], [$onion, $cream],
	    "$first, $second");
}
my $hack = $anna->post('ingredients/parse', json => { lines =>
    ['500 g gemischtes Hackfleisch', '2 Zwiebeln'] })->json->{items}[0];
cmp_ok($hack->{confidence}, '<', 1, 'a relative is none of it for sure');
my $milk = $anna->post('ingredients/parse', json => { lines =>
    ['250 ml Weidevollmilch', '2 Eier', '100 g Mehl'] })->json->{items}[0];
is($milk->{foodName}, 'milk', 'the end of a compound is its food');
cmp_ok($milk->{confidence}, '<', 0.5, 'but that is a guess');
like($anna->get('foods?q=oniom')->json->{items}[0]{name}, qr/onion/,
    'a slip of the pen is forgiven');
is(@{ $anna->get('foods?q=%21%21')->json->{items} }, 0,
    'signs find nothing');
is_status($anna->get('foods?q=%27%5C%25_%3A%2A'), 200, 'nor break anything');
my $get = $anna->get("foods/$onion->{id}");
is_status($get, 200, 'one food');
is_deeply($get->json, $onion, 'the same');
like($get->header('etag'), qr/^"\d+-[0-9a-f]{8}"$/, 'with an ETag');
is_problem($anna->get('foods/00000000-0000-7000-8000-000000000000'), 404,
    'no such food');
is_problem($site->get('foods'), 401, 'lists need a session');
is_problem($anna->get("foods?$_"), 400, "refused: $_")
    for 'limit=0', 'aisle=moon', 'cursor=zz', 'own=maybe', 'nonsense=1';

# ---- lists go on where they stopped
for my $query ('aisle=bakery&', 'q=chicken&') {
	my (%seen, @names);
	my $cursor = '';
	my $twice = 0;
	do {
		my $page = $anna->get("foods?${query}limit=37$cursor");
		is_status($page, 200, "a page of $query") or last;
		for my $f (@{ $page->json->{items} }) {
			$twice++ if $seen{ $f->{id} }++;
			push @names, lc $f->{name};
		}
		my $next = $page->json->{next};
		$cursor = defined $next ? "&cursor=$next" : '';
	} while ($cursor);
	is($twice, 0, 'each food once');
	cmp_ok(@names, '>', 40, 'many');
	is_deeply(\@names, [sort @names], 'by name') if $query =~ /aisle/;
}

# ---- a food of one's own
my %bar = (name => 'Oat Bars', synonyms => ['granola bar', 'flapjack'],
	description => 'As the shop sells it', aisle => 'snacks',
	density => 0.5, nutrients => { calories => 450, proteinContent => 8.1234,
	iron => 2 }, portions => [ { name => 'piece', grams => 35 } ],
	diets => ['VegetarianDiet'], allergens => ['gluten', 'nuts']);
$r = $anna->post('foods', json => \%bar);
is_status($r, 201, 'saved');
my $own = $r->json;
is($r->header('location'), "/api/v1/foods/$own->{id}", 'Location');
ok($own->{own}, 'it is own');
is($own->{source}, 'household', 'and says so');
is($own->{version}, 1, 'version 1');
is_deeply($own->{nutrients}, { calories => 450, proteinContent => 8.123,
    iron => 2 }, 'three decimals; what is unknown is left out');
is_deeply($own->{$_}, $bar{$_}, "$_ as sent")
    for qw(name synonyms description aisle density portions diets allergens);
is_deeply($anna->get("foods/$own->{id}")->json, $own, 'it stays so');
is_problem($other->get("foods/$own->{id}"), 404, 'nobody else sees it');
is(@{ $other->get('foods?q=flapjack&own=true')->json->{items} }, 0,
    'nor finds it');
is($anna->get('foods?q=flapjacks')->json->{items}[0]{id}, $own->{id},
    'its household does, before all others');
is(@{ $anna->get('foods?own=true')->json->{items} }, 1, 'the own ones');
$r = $anna->post('foods', json => { name => 'oat bars' });
is_problem($r, 409, 'one food of a name');
is($r->json->{errors}[0]{pointer}, '/name', 'with its pointer');
is_status($other->post('foods', json => { name => 'Oat Bars' }), 201,
    'but every household may have it');
$site->expect_log(qr/duplicate key/);
for my $bad (
	[ { }, '/name' ],
	[ { name => '' }, '/name' ],
	[ { name => 'x', density => 0 }, '/density' ],
	[ { name => 'x', density => 26 }, '/density' ],
	[ { name => 'x', nutrients => { calories => -1 } },
	    '/nutrients/calories' ],
	[ { name => 'x', nutrients => { calories => 1e6 } },
	    '/nutrients/calories' ],
	[ { name => 'x', nutrients => { unobtainium => 1 } },
	    '/nutrients/unobtainium' ],
	[ { name => 'x', nutrients => [1] }, '/nutrients' ],
	[ { name => 'x', portions => [{ grams => 1 }] }, '/portions/0/name' ],
	[ { name => 'x', portions => [{ name => 'y' }] },
	    '/portions/0/grams' ],
	[ { name => 'x', portions => [{ name => 'y', grams => 100001 }] },
	    '/portions/0/grams' ],
	[ { name => 'x', aisle => 'moon' }, '/aisle' ],
	[ { name => 'x', diets => ['Keto'] }, '/diets/0' ],
	[ { name => 'x', allergens => ['love'] }, '/allergens/0' ],
	[ { name => 'x', synonyms => ['y' x 201] }, '/synonyms/0' ],
	[ { name => 'x', color => 'red' }, '/color' ],
) {
	my ($body, $pointer) = @{$bad};
	my $answer = $anna->post('foods', json => $body);
	is_problem($answer, 400, "refused: $pointer");
	is($answer->json->{errors}[0]{pointer}, $pointer, 'with its pointer');
}
my $id = '01900000-0000-7000-8000-00000000000b';
is_status($anna->post('foods', json => { id => $id, name => 'Offline' }),
    201, 'a client may choose the id');
is_status($anna->post('foods', json => { id => $id, name => 'Again' }),
    200, 'seen again');
is_problem($other->post('foods', json => { id => $id, name => 'Mine' }),
    409, 'elsewhere it is taken');
is_problem($anna->post('foods', json => { id => $onion->{id},
    name => 'Mine' }), 409, 'also by the catalogue');

# ---- what counts with it follows
my $recipe = $anna->post('recipes', json => { name => 'Snack',
    recipeIngredient => ['2 oat bars'] })->json;
is($recipe->{ingredients}[0]{foodId}, $own->{id}, 'lines find it');
is($recipe->{ingredients}[0]{grams}, 70, 'and weigh it');
is($recipe->{nutrition}{calories}, 315, 'and count it');
my $meal = $anna->post('meals', json => { name => 'Break',
    items => [ { foodId => $own->{id}, quantity => 1, unit => 'piece' } ] });
is_status($meal, 201, 'so does a meal');
sub calories { return $anna->get("recipes/$recipe->{id}")->json->{nutrition}{calories} }
my $patch = $anna->patch("foods/$own->{id}", json => {
    portions => [ { name => 'piece', grams => 50 } ],
    nutrients => { iron => undef } });
is_status($patch, 200, 'a merge patch');
is_deeply($patch->json->{nutrients}, { calories => 450,
    proteinContent => 8.123 }, 'null clears');
is($patch->json->{version}, 2, 'a new version');
is(calories(), 450, 'the recipe is computed anew');
is($anna->get('meals/' . $meal->json->{id})->json->{nutrition}{calories},
    225, 'and the meal');
my $put = $anna->put("foods/$own->{id}", json => { %{ $patch->json },
    name => 'Muesli bar', synonyms => [] });
is_status($put, 200, 'what GET gave may be sent back');
is($anna->get('foods?q=flapjack&own=true')->json->{items}[0], undef,
    'synonyms that are taken away are gone');
is_deeply($put->json->{synonyms}, ['Oat Bars'],
    'the name it had is one: recipes say it');
is(lines_of('2 oat bars')->{foodId}, $own->{id}, 'and lines find it');
is_deeply($anna->put("foods/$own->{id}", json => { %{ $put->json },
    synonyms => [] })->json->{synonyms}, [], 'until it is taken away');
is_deeply($anna->put("foods/$own->{id}", json => { %{ $put->json },
    name => 'muesli BAR', synonyms => ['oat bars'] })->json->{synonyms},
    ['oat bars'], 'another spelling of the name is no other name');
is_problem($anna->put("foods/$own->{id}", json => { name => 'Late' },
    headers => { 'If-Match' => '"1-00000000"' }), 412, 'a stale version');
is_problem($other->put("foods/$own->{id}", json => { name => 'x' }), 404,
    'others do not change it');
is_problem($other->delete("foods/$own->{id}"), 404, 'nor delete it');
for my $method (qw(put patch)) {
	is_problem($anna->$method("foods/$onion->{id}",
	    json => { name => 'onion' }), 403, "$method a shared one: no");
}
is_problem($anna->delete("foods/$onion->{id}"), 403, 'nor delete it');

is_status($anna->delete("foods/$own->{id}"), 204, 'delete');
is_problem($anna->get("foods/$own->{id}"), 404, 'gone');
is_problem($anna->delete("foods/$own->{id}"), 404, 'once');
my $without = $anna->get("recipes/$recipe->{id}")->json;
is($without->{ingredients}[0]{reason}, 'no-food',
    'the recipe keeps its line, uncounted');
is_status($anna->put("recipes/$recipe->{id}", json => $without), 200,
    'and can be saved');
is_status($anna->post("foods/$own->{id}/restore"), 200, 'taken back');
is(calories(), 450, 'it counts again');
is_status($anna->post("foods/$own->{id}/restore"), 200, 'twice is once');

# One that was taken away leaves its lines to the shared food of that name, as
# soon as the recipe is saved once more.
my $sugar = $anna->post('foods', json => { name => 'sugar',
    nutrients => { calories => 100 } })->json;
my $sweet = $anna->post('recipes', json => { name => 'Sweet',
    recipeIngredient => ['100 g sugar'] })->json;
is($sweet->{ingredients}[0]{foodId}, $sugar->{id}, 'the own food counts');
is_status($anna->delete("foods/$sugar->{id}"), 204, 'it goes');
is($anna->get("recipes/$sweet->{id}")->json->{ingredients}[0]{reason},
    'no-food', 'its line waits: it may be taken back');
$sweet = $anna->get("recipes/$sweet->{id}")->json;
my $saved_again = $anna->put("recipes/$sweet->{id}", json => $sweet)->json;
isnt($saved_again->{ingredients}[0]{foodId}, $sugar->{id}, 'saved once more');
cmp_ok($saved_again->{nutrition}{calories}, '>', 350, 'the shared one counts');

# ---- favourites
is_status($anna->put("foods/$onion->{id}/favorite"), 200, 'a favourite');
is_status($anna->put("foods/$onion->{id}/favorite"), 200, 'twice');
ok($anna->get("foods/$onion->{id}")->json->{favorite}, 'is one');
ok(!$other->get("foods/$onion->{id}")->json->{favorite},
    'of that person');
is_deeply([map { $_->{id} } @{ $anna->get('foods/favorites')
    ->json->{items} }], [$onion->{id}], 'listed');
is(@{ $anna->get('foods?favorite=true&q=onion')->json->{items} }, 1,
    'and searched');
is_problem($other->put("foods/$own->{id}/favorite"), 404,
    'not what one cannot see');
is_status($anna->delete("foods/$onion->{id}/favorite"), 204, 'no more');
ok(!$anna->get("foods/$onion->{id}")->json->{favorite}, 'so');

# ---- lines
my $parsed = $anna->post('ingredients/parse', json => { lines => [
    '1 1/2 cups red lentils, rinsed', 'For the sauce:', '2-3 onions',
    'salt to taste', '200 g unobtainium' ] });
is_status($parsed, 200, 'lines are read');
my @items = @{ $parsed->json->{items} };
is(@items, 5, 'one answer a line');
is_deeply([@{ $items[0] }{qw(quantity unit food note originalText reason)}],
    [1.5, 'cup', 'red lentils', 'rinsed', '1 1/2 cups red lentils, rinsed',
    undef], 'what it says');
cmp_ok($items[0]{grams}, '>', 200, 'what it weighs');
cmp_ok($items[0]{confidence}, '>', 0.5, 'and how sure that is');
is($items[1]{reason}, 'heading', 'a heading is none');
is_deeply([@{ $items[2] }{qw(quantity quantityMax foodId grams)}],
    [2, 3, $onion->{id}, 275], 'a range counts its mean');
is($items[3]{reason}, 'no-amount', 'no amount');
is($items[4]{reason}, 'no-food', 'no such food');
is_problem($site->post('ingredients/parse', json => { lines => ['x'] }),
    401, 'only for people');
is_problem($anna->post('ingredients/parse', json => $_), 400, 'refused')
    for {}, { lines => 'x' }, { lines => [1] }, { lines => [('x') x 501] },
    { lines => ['x' x 501] };
is_deeply($anna->post('ingredients/parse', json => { lines => [] })->json,
    { items => [] }, 'nothing is nothing');

# ---- how sure a food is, and what may be said of it
sub claims {
	my (@lines) = @_;
	my $made = $anna->post('recipes', json => { name => "@lines",
	    recipeIngredient => \@lines });
	is_status($made, 201, "saved: @lines");
	return map { join ' ', @{ $made->json->{$_} } }
	    qw(suitableForDiet allergens);
}
is($_->{confidence}, 1, "$_->{originalText}: the food itself")
    for lines_of('200 g red lentils', '200 g organic red lentils',
    '1 large onion, finely chopped', '2 tbsp yellow mustard');
for my $item (lines_of('1 tbsp malt vinegar', '2 tbsp gochujang',
    '200 g halloumi', '1 tbsp rice vinegar', '2 tbsp Dijon mustard',
    '100 g seitan', '8 digestive biscuits')) {
	ok(!defined $item->{foodId} || $item->{confidence} < 1,
	    "$item->{originalText}: a relative at most");
}
my @salted = lines_of('200 g shrimps', '2 herrings', '1 tsp salt');
for my $item (lines_of('200 g crevettes au sel', '2 harengs au sel',
    '1 pincée de sel')) {
	is($item->{foodId}, (shift @salted)->{foodId},
	    "$item->{originalText}: not what it is in");
}
for my $case (
	[ ['200 g crevettes au sel'], '', 'crustaceans' ],
	[ ['2 harengs au sel'], '', 'fish' ],
	[ ['200 g Krabbenfleisch', '1 tsp salt'], '', 'crustaceans' ],
	[ ['1 tbsp malt vinegar'], '', 'gluten' ],
	[ ['1 tsp celery salt'], '', 'celery' ],
	[ ['200 g unobtainium'], '', '' ],
	[ ['1 tsp salt', '2 onions'], 'VeganDiet VegetarianDiet '
	    . 'GlutenFreeDiet LowLactoseDiet HalalDiet KosherDiet', '' ],
	[ ['200 g chicken breast', '100 ml cream'], 'GlutenFreeDiet '
	    . 'HalalDiet', 'milk' ],
) {
	my ($lines, $diets, $allergens) = @{$case};
	my @got = claims(@{$lines});
	is($got[0], $diets, "diets of @{$lines}");
	is($got[1], $allergens, "allergens of @{$lines}");
}
for my $line ('50 g pesto', '50 g parmesan') {
	unlike((claims($line))[0], qr/Vegetarian|Vegan/,
	    "$line is made with rennet");
}

# ---- recipes read in an older way are read anew when a new program migrates
my $fish = $anna->post('recipes', json => { name => 'As it was',
    recipeIngredient => ['200 g crevettes au sel', '2 onions',
    '1 tbsp hot cocoa'] })->json;
my $salt = $anna->get('foods?q=salt')->json->{items}[0]{id};
my $note = q{FROM catalogue WHERE source = 'recipes read'};
my $key = $site->sql("SELECT hash $note");
# what an older one thought of it, and what somebody chose
$site->sql("UPDATE recipe_ingredient SET food_id = '$salt', grams = 200,
    confidence = CASE position WHEN 0 THEN 0.65 ELSE 1 END, reason = NULL
    WHERE recipe = '$fish->{id}' AND position IN (0, 2)");
$site->sql("UPDATE recipe SET diets = '{VeganDiet}', allergens = '{}'
    WHERE id = '$fish->{id}'");
my $versions = 'SELECT string_agg(version || \' \' || seq, \',\' ORDER BY id)
    FROM recipe WHERE id <> \'' . $fish->{id} . q{'};
my $others = $site->sql($versions);
my $latest = $site->sql('SELECT max(id::text) FROM recipe');
is(($site->mealctl('migrate'))[0], 0, 'migrate');
is_deeply($anna->get("recipes/$fish->{id}")->json->{suitableForDiet},
    ['VeganDiet'], 'nothing is read twice');
$site->sql("UPDATE catalogue SET hash = '$key $latest'
    WHERE source = 'recipes read'");
is(($site->mealctl('migrate'))[0], 0, 'migrate, gone on where it stopped');
is($site->sql("SELECT hash $note"), $key, 'to the end');
is_deeply($anna->get("recipes/$fish->{id}")->json->{suitableForDiet},
    ['VeganDiet'], 'and no further back');
$site->sql(qq{UPDATE catalogue SET hash = 'older'
    WHERE source = 'recipes read'});
is(($site->mealctl('migrate'))[0], 0, 'migrate to another way');
is($site->sql("SELECT hash $note"), $key, 'noted');
my $anew = $anna->get("recipes/$fish->{id}")->json;
is_deeply($anew->{suitableForDiet}, [], 'it claims nothing now');
is_deeply($anew->{allergens}, ['crustaceans'], 'and warns');
isnt($anew->{ingredients}[0]{foodId}, $salt, 'a guess is made again');
is($anew->{ingredients}[2]{foodId}, $salt, 'what was certain stays');
is($site->sql($versions), $others, 'recipes that stay have no new version');

# ---- pages
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
is_status($browser->get('/foods'), 200, 'the list');
like($browser->get('/foods?q=onion')->body, qr/value="onion"/,
    'the words stay in the form');
my $shown = $browser->get("/foods/$onion->{id}");
is_status($shown, 200, 'a food');
like($shown->body, qr/Make it yours/, 'to be made ours');
like($shown->body, qr/Vitamin D|Calcium/, 'with its label');
is_status($browser->get('/foods/new'), 200, 'the empty form');
my $fault = $browser->post('/foods', form => [ name => '',
    'nutrients/calories' => 'many', 'portions/900/name' => 'loaf' ]);
is_status($fault, 400, 'a form with faults comes back');
like($fault->body, qr/value="many"/, 'with what was typed');
like($fault->body, qr/value="loaf"/, 'in its rows, too');
my $made = $browser->post('/foods', form => [ name => 'By <b>hand</b>',
    synonyms => 'a, b', density => '', 'nutrients/calories' => '12.5',
    'nutrients/iron' => '', 'portions/900/name' => '',
    'portions/900/grams' => '', 'portions/901/name' => 'cup',
    'portions/901/grams' => '90' ]);
is_status($made, 303, 'a good one is saved');
my ($path) = ($made->header('location') // '') =~
    m{^(/foods/[0-9a-f-]{36})$};
ok($path, 'and shown') or $path = '/foods/x';
like($browser->get($path)->body, qr/By &lt;b&gt;hand&lt;\/b&gt;/, 'escaped');
my $saved = $anna->get(substr $path, 1)->json;
is_deeply($saved->{portions}, [ { name => 'cup', grams => 90 } ],
    'empty rows are none');
is_deeply($saved->{nutrients}, { calories => 12.5 }, 'empty fields neither');
is_deeply($saved->{synonyms}, ['a', 'b'], 'commas separate');
like($browser->get("$path/edit")->body, qr/value="12[.]5"/, 'the edit form');
is_status($browser->post($path, form => [ version => 1, name => 'By hand',
    synonyms => '', 'nutrients/calories' => '13',
    'portions/0/name' => '', 'portions/0/grams' => '90' ]), 303, 'saved');
$saved = $anna->get(substr $path, 1)->json;
is_deeply([@{$saved}{qw(name synonyms nutrients portions)}],
    ['By hand', ['By <b>hand</b>'], { calories => 13 }, []],
    'a cleared row goes, the old name stays');
is_status($browser->post($path, form => [ version => 1,
    name => 'Too late' ]), 412, 'an old form is refused');
is_status($browser->get("/foods/$onion->{id}/edit"), 200,
    'a shared food in the form');
my $mine = $browser->post("/foods/$onion->{id}", form => [ version => 1,
    name => 'onion', synonyms => 'red onion, brown onion',
    'nutrients/calories' => '41', 'portions/0/name' => 'piece',
    'portions/0/grams' => '150' ]);
is_status($mine, 303, 'makes a copy');
($path) = $mine->header('location') =~ m{^/(foods/[0-9a-f-]{36})$};
isnt($path, "foods/$onion->{id}", 'of its own');
my $copy = $anna->get($path)->json;
ok($copy->{own}, 'the household\'s');
is($copy->{nutrients}{calories}, 41, 'with what was changed');
is($copy->{nutrients}{vitaminC}, $onion->{nutrients}{vitaminC},
    'and what was not');
is_deeply($anna->get("foods/$onion->{id}")->json, $onion,
    'the shared one stays');
is($anna->post('ingredients/parse', json => { lines => ['1 red onion'] })
    ->json->{items}[0]{grams}, 150, 'lines find the copy first');
is($other->post('ingredients/parse', json => { lines => ['1 red onion'] })
    ->json->{items}[0]{foodId}, $onion->{id}, 'others the shared one');
is_status($browser->post("/$path/delete", form => []), 303,
    'deleted by page');
like($browser->get('/foods')->body, qr{action="/$path/restore"},
    'with an undo');
is_status($browser->post("/$path/restore", form => []), 303, 'that works');
is_status($browser->get("/$path"), 200, 'so');

done_testing;
