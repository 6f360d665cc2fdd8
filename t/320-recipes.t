#!/usr/bin/perl
# Recipes, from both faces.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use JSON::PP ();
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $other = $site->register;

my %dal = (
	name => 'Lemon dal', description => "Quick.\nAnd good.",
	recipeYield => '4 servings', servings => 4,
	prepTime => 'PT10M', cookTime => 'PT25M',
	recipeCategory => 'dinner', recipeCuisine => 'Indian',
	keywords => ['lentils', 'quick'], tools => ['pressure cooker'],
	notes => 'Keeps three days.',
	source => { name => 'Grandmother', url => 'https://example.com/dal' },
	recipeIngredient => ['1 1/2 cups red lentils, rinsed', 'For the tadka:',
	    '2 tbsp ghee', '1 tsp cumin seeds', 'salt to taste'],
	instructions => [ { text => 'Rinse the lentils.' },
	    { section => 'Tadka', text => 'Fry the cumin.',
	    timer => 'PT2M' } ],
);

# ---- create and read
my $r = $anna->post('recipes', json => \%dal);
is_status($r, 201, 'a whole recipe in one call');
my $dal = $r->json;
my $id = $dal->{id};
is($r->header('location'), "/api/v1/recipes/$id", 'Location');
like($id, qr/^[0-9a-f]{8}-[0-9a-f]{4}-7/, 'a UUIDv7');
is($dal->{slug}, 'lemon-dal', 'a slug');
is($dal->{totalTime}, 'PT35M', 'the total of the times');
is($dal->{version}, 1, 'version 1');
is($dal->{visibility}, 'household', 'for the household');
is($dal->{author}{username}, $anna->{username}, 'with its author');
is(@{ $dal->{ingredients} }, 4, 'four ingredients');
my $first = $dal->{ingredients}[0];
is($first->{quantity}, 1.5, 'amounts are read');
is($first->{unit}, 'cup', 'units too');
is($first->{food}, 'red lentils', 'and foods');
is($first->{note}, 'rinsed', 'and notes');
is($first->{originalText}, '1 1/2 cups red lentils, rinsed',
    'the words as written stay');
ok($first->{foodId}, 'the food is known');
cmp_ok($first->{grams}, '>', 200, 'and weighed');
is($dal->{ingredients}[1]{section}, 'For the tadka', 'headings are sections');
is($dal->{instructions}[1]{timer}, 'PT2M', 'steps have timers');
cmp_ok($dal->{nutrition}{calories}, '>', 150, 'nutrition per serving');
is_deeply([map { $_->{ingredient} } @{ $dal->{missing} }],
    ['salt to taste'], 'and what it does not count');
ok($site->log_lines('recipes', qr/route=\/recipes .* db_trips=\d/),
    'the log counts round trips');

my $get = $anna->get("recipes/$id");
is_status($get, 200, 'read');
is_deeply($get->json, $dal, 'the same');
like($get->header('etag'), qr/^"1-[0-9a-f]{8}"$/, 'with an ETag');
is_status($anna->get("recipes/$id", headers => {
    'If-None-Match' => $get->header('etag') }), 304, 'not changed');
is_status($anna->get("recipes/$id", headers => {
    'If-None-Match' => 'W/' . $get->header('etag') }), 304, 'weakly too');
ok($site->log_lines('recipes', qr/route=\/recipes\/:id .*db_n=4 db_trips=1/),
    'a page of four statements is one round trip');
my $nutrition = $anna->get("recipes/$id/nutrition");
is_status($nutrition, 200, 'nutrition');
is($nutrition->json->{perServing}{calories}, $dal->{nutrition}{calories},
    'per serving as in the recipe');
cmp_ok(abs($nutrition->json->{total}{calories} -
    4 * $dal->{nutrition}{calories}), '<', 0.01, 'and in total');

# ---- what may be sent
is_status($anna->post('recipes', json => { name => 'Nothing but a name' }),
    201, 'only the name is needed');
my $structured = $anna->post('recipes', json => { name => 'Structured',
    ingredients => [ { quantity => 400, unit => 'grams', food => 'flour' },
    { quantity => 2, unit => 'EL', food => 'olive oil' } ] });
is_status($structured, 201, 'structured ingredients');
is_deeply([map { $_->{unit} } @{ $structured->json->{ingredients} }],
    ['g', 'tbsp'], 'units in any spelling');
is($structured->json->{recipeIngredient}[0], '400 g flour',
    'are told as lines');
for my $bad (
	[ { }, '/name' ],
	[ { name => '' }, '/name' ],
	[ { name => 'x', servings => 0 }, '/servings' ],
	[ { name => 'x', servings => 1001 }, '/servings' ],
	[ { name => 'x', servings => 'four' }, '/servings' ],
	[ { name => 'x', prepTime => '10 minutes' }, '/prepTime' ],
	[ { name => 'x', prepTime => 'P2Y' }, '/prepTime' ],
	[ { name => 'x', visibility => 'secret' }, '/visibility' ],
	[ { name => 'x', keywords => 'a,b' }, '/keywords' ],
	[ { name => 'x', keywords => [1] }, '/keywords/0' ],
	[ { name => 'x', source => { url => 'javascript:alert(1)' } },
	    '/source/url' ],
	[ { name => 'x', ingredients => [{ food => 'x', unit => 'blub' }] },
	    '/ingredients/0/unit' ],
	[ { name => 'x', ingredients => [{ quantity => 1 }] },
	    '/ingredients/0/food' ],
	[ { name => 'x', ingredients => [{ food => 'x', foodId =>
	    '00000000-0000-7000-8000-000000000000' }] },
	    '/ingredients/0/foodId' ],
	[ { name => 'x', instructions => ['text'] }, '/instructions/0' ],
	[ { name => 'x', color => 'red' }, '/color' ],
	[ { name => "a\0b" }, '/name' ],
) {
	my ($body, $pointer) = @{$bad};
	my $answer = $anna->post('recipes', json => $body);
	is_problem($answer, 400, "refused: $pointer");
	is($answer->json->{errors}[0]{pointer}, $pointer, 'with its pointer');
}

# ---- ids of clients
my $own = '01900000-0000-7000-8000-00000000000a';
is_status($anna->post('recipes', json => { id => $own, name => 'Offline' }),
    201, 'a client may choose the id');
my $seen = $anna->post('recipes', json => { id => $own, name => 'Again' });
is_status($seen, 200, 'seen again');
is($seen->json->{name}, 'Offline', 'it is as it was');
is_problem($other->post('recipes', json => { id => $own, name => 'Mine' }),
    409, 'elsewhere it is taken');

# ---- idempotency
my %key = (headers => { 'Idempotency-Key' => 'abc' });
my $once = $anna->post('recipes', json => { name => 'Once' }, %key);
my $twice = $anna->post('recipes', json => { name => 'Once' }, %key);
is($twice->body, $once->body, 'the same key gives the same answer');
is_problem($anna->post('recipes', json => { name => 'Else' }, %key), 422,
    'with another body it is refused');
is($site->sql("SELECT count(*) FROM recipe WHERE name = 'Once'"), 1,
    'and only one was made');
my @pids;
for (1 .. 4) {
	my $pid = fork // die;
	if (!$pid) {
		my $answer = $site->client(token => $anna->token)->post(
		    'recipes', json => { name => 'Race' },
		    headers => { 'Idempotency-Key' => 'race' });
		require POSIX;
		POSIX::_exit($answer->status == 201 ? 0 : 1);
	}
	push @pids, $pid;
}
my $lost = 0;
for my $pid (@pids) {
	waitpid $pid, 0;
	$lost += $? != 0;
}
is($lost, 0, 'four at once all get the answer');
is($site->sql("SELECT count(*) FROM recipe WHERE name = 'Race'"), 1,
    'of the one that was made');
$site->expect_log(qr/could not serialize|duplicate key/);

# ---- change
my $put = $anna->put("recipes/$id", json => { %{$dal}, name => 'Dal' });
is_status($put, 200, 'what GET gave may be sent back');
is($put->json->{version}, 2, 'a new version');
is($put->json->{name}, 'Dal', 'with the change');
is_deeply($put->json->{ingredients}, $dal->{ingredients},
    'and the same ingredients');
my $patch = $anna->patch("recipes/$id", json => { notes => undef,
    servings => 8 });
is_status($patch, 200, 'a merge patch');
is($patch->json->{notes}, undef, 'null clears');
is($patch->json->{servings}, 8, 'others are replaced');
is($patch->json->{description}, "Quick.\nAnd good.", 'the rest stays');
my $lines = $anna->patch("recipes/$id", json => {
    recipeIngredient => ['100 g rice'] });
is(@{ $lines->json->{ingredients} }, 1, 'patched lines replace the list');
my $ld = $anna->get("recipes/$id", headers => {
    Accept => 'application/ld+json' });
is_status($ld, 200, 'as schema.org has it');
is($ld->type, 'application/ld+json', 'by its type');
is($ld->json->{'@context'}, 'https://schema.org', 'its context');
is($ld->json->{'@type'}, 'Recipe', 'its type there');
is($ld->json->{recipeIngredient}[0], '100 g rice', 'lines');
is($ld->json->{recipeInstructions}[0]{'@type'}, 'HowToStep', 'steps');
like($ld->json->{nutrition}{calories}, qr/^[\d.]+ kcal$/, 'energy');
ok(!exists $ld->json->{visibility}, 'and nothing else');
is($anna->get("recipes/$id")->type, 'application/json', 'or as JSON');
my $snake = $anna->patch("recipes/$id", json => { prep_time => 'PT7M' });
is_status($snake, 200, 'snake_case is taken in patches');
is($snake->json->{prepTime}, 'PT7M', 'and means the same');
is_problem($anna->patch("recipes/$id", json => { prep_time => 'PT7M',
    prepTime => 'PT8M' }), 400, 'but not both spellings');
$lines = $snake;
is_problem($anna->put("recipes/$id", json => { name => 'Late' },
    headers => { 'If-Match' => '"1-00000000"' }), 412, 'a stale version');
is_status($anna->put("recipes/$id", json => { name => 'Bare' },
    headers => { 'If-Match' => $lines->header('etag') }), 200,
    'the right one');
my $bare = $anna->get("recipes/$id")->json;
is($bare->{description}, undef, 'PUT sets absent members to their defaults');
is_deeply($bare->{keywords}, [], 'lists too');
is_problem($anna->put("recipes/$id", json => { name => 'x' },
    headers => { 'If-Match' => 'nonsense' }), 412, 'a nonsense version');
is_status($anna->put("recipes/$id", json => { name => 'x' },
    headers => { 'If-Match' => '*' }), 200, 'any version');

# ---- who sees what
my $private = $anna->post('recipes', json => { name => 'Private',
    visibility => 'private' })->json->{id};
my $public = $anna->post('recipes', json => { name => 'Public',
    visibility => 'public' })->json->{id};
my $mate = $site->register;
$site->sql("UPDATE person SET member = 'member', household =
    (SELECT household FROM person WHERE username = '$anna->{username}')
    WHERE username = '$mate->{username}'");
is_problem($other->get("recipes/$id"), 404, 'another household sees nothing');
is_problem($site->get("recipes/$id"), 404, 'nobody neither');
is_problem($other->delete("recipes/$id"), 404, 'nor deletes');
is_status($mate->get("recipes/$id"), 200, 'the household does');
is_problem($mate->get("recipes/$private"), 404, 'but not the private one');
is_problem($mate->patch("recipes/$private", json => { name => 'x' }), 404,
    'nor changes it');
is_status($site->get("recipes/$public"), 200, 'anybody sees a public one');
is_problem($other->patch("recipes/$public", json => { name => 'x' }), 404,
    'but does not change it');
unlike($mate->get('recipes?limit=100')->body, qr/"Private"/,
    'lists neither show it');

# ---- lists
$anna->post('recipes', json => { name => "Soup $_", keywords => ['soup'] })
    for 1 .. 5;
my ($cursor, @names) = ('');
do {
	my $page = $anna->get("recipes?keyword=soup&limit=2$cursor");
	is_status($page, 200, 'a page');
	push @names, map { $_->{name} } @{ $page->json->{items} };
	my $next = $page->json->{next};
	if (defined $next) {
		like($page->header('link'), qr/cursor=\Q$next\E>; rel="next"/,
		    'Link says where it goes on');
	}
	$cursor = defined $next ? "&cursor=$next" : '';
} while ($cursor);
is_deeply(\@names, [map { "Soup $_" } reverse 1 .. 5],
    'all of them, newest first, each once');
is_deeply([map { $_->{name} } @{ $anna->get(
    'recipes?keyword=soup&sort=name')->json->{items} }],
    [map { "Soup $_" } 1 .. 5], 'or by name');
is(@{ $anna->get('recipes?q=sou%203')->json->{items} }, 1, 'words find');
is_problem($anna->get("recipes?$_"), 400, "refused: $_")
    for 'limit=0', 'limit=101', 'limit=x', 'cursor=zz', 'cursor=00',
    'nonsense=1', 'maxTime=soon', 'limit=1&limit=2';
is($anna->get('recipes?limit=0')->json->{errors}[0]{parameter}, 'limit',
    'naming the parameter');

# ---- favourites
is_status($anna->put("recipes/$id/favorite"), 200, 'a favourite');
ok($anna->get("recipes/$id")->json->{favorite}, 'is one');
ok(!$mate->get("recipes/$id")->json->{favorite}, 'of that person');
is(@{ $anna->get('recipes?favorite=true')->json->{items} }, 1, 'listed');
is_status($anna->delete("recipes/$id/favorite"), 204, 'no more');

# ---- delete and restore
is_status($anna->delete("recipes/$id"), 204, 'delete');
is_problem($anna->get("recipes/$id"), 404, 'gone');
is_problem($anna->delete("recipes/$id"), 404, 'once');
is_status($anna->post("recipes/$id/restore"), 200, 'undone');
is_status($anna->get("recipes/$id"), 200, 'back');

# ---- what schema.org calls a recipe

sub ld {
	return $anna->post('recipes', body => JSON::PP->new->utf8->encode($_[0]),
	    type => 'application/ld+json');
}
my $whole = $anna->post('recipes', json => { name => 'Two ways',
    recipeYield => '4 servings', prepTime => 'PT10M', totalTime => 'PT1H',
    keywords => ['a', 'b c'], tools => ['pan', 'bowl'],
    source => { name => 'A book', url => 'https://example.com/x' },
    recipeIngredient => ['2 eggs', '1 cup flour, sifted'],
    instructions => [ { text => 'Mix.' }, { section => 'Later',
    text => 'Fry.', timer => 'PT5M' }, { section => 'Later',
    text => 'Eat.' } ] })->json;
my $as_ld = $anna->get("recipes/$whole->{id}", unnoted => 1,
    headers => { Accept => 'application/ld+json' })->json;
is($as_ld->{'@type'}, 'Recipe', 'it goes out as JSON-LD');
delete $as_ld->{identifier};
my $r_ld = ld($as_ld);
is_status($r_ld, 201, 'and comes in');
is_deeply($r_ld->json->{$_}, $whole->{$_}, "with the same $_")
    for qw(name recipeYield servings prepTime totalTime keywords tools
    recipeIngredient instructions);
is($r_ld->json->{source}{url}, $whole->{source}{url}, 'and its source');
for my $shape (
	{ '@graph' => [ { '@type' => 'WebSite' }, { '@type' => ['Recipe',
	    'NewsArticle'], name => 'Graph', recipeInstructions =>
	    "Mix.\n\nFry." } ] },
	[ { '@type' => 'Recipe', name => 'Graph', recipeInstructions => [
	    'Mix.', { '@type' => 'HowToStep', text => 'Fry.' } ] } ],
	{ '@type' => 'Recipe', name => 'Graph', recipeYield => ['4',
	    '4 plates'], cookTime => 'soon', prepTime => 'PT0S',
	    recipeCuisine => ['Thai', 'Lao'], keywords => 'x, y;z',
	    tool => [ { '@type' => 'HowToTool', name => 'wok' } ],
	    recipeInstructions => { '@type' => 'ItemList', itemListElement =>
	    [ { '@type' => 'HowToStep', name => 'Mix.' }, 'Fry.' ] } }) {
	my $got = ld($shape);
	is_status($got, 201, 'a recipe in another shape');
	is_deeply([map { $_->{text} } @{ $got->json->{instructions} }],
	    ['Mix.', 'Fry.'], 'with its steps');
}
my ($last) = grep { $_->{recipeCuisine} }
    @{ $anna->get('recipes?limit=5')->json->{items} };
is($last->{recipeCuisine}, 'Thai', 'the first of many');
is_deeply($last->{keywords}, [qw(x y z)], 'words between commas');
is($last->{servings}, 4, 'the yield that says most');
is_problem(ld({ '@type' => 'Person', name => 'Nobody' }), 400, 'no recipe');
is_problem(ld({ '@type' => 'Recipe' }), 400, 'one without a name');
is_problem($anna->post('foods', body => '{}', type => 'application/ld+json'),
    415, 'not everywhere');
my $named = $anna->post('recipes', json => { name => 'Names',
    recipeInstructions => ['Mix.', 'Fry.'], tool => 'pan' })->json;
is(scalar @{ $named->{instructions} }, 2, 'recipeInstructions are taken');
is_deeply($named->{tools}, ['pan'], 'and tool');

# ---- blank lines are no ingredients

my $blank = $anna->post('recipes', json => { name => 'Blank',
    recipeIngredient => ['', '2 eggs', '  ', '1 cup flour', "\t"] });
is_status($blank, 201, 'blank lines among others');
is_deeply($blank->json->{recipeIngredient}, ['2 eggs', '1 cup flour'],
    'are passed over');
my $parsed = $anna->post('ingredients/parse', json => { lines => ['', '2 eggs',
    ' '] });
is_status($parsed, 200, 'when they are only looked at, too');
is(scalar @{ $parsed->json->{items} }, 1, 'so one is left');

# ---- how many it feeds, when only the yield says

for my $case (['Serves 6', 6], ['2 1/2 dozen', 30], ['2 litres', undef],
    [undef, undef]) {
	my ($yield, $servings) = @{$case};
	my $fed = $anna->post('recipes', json => { name => 'Fed',
	    recipeYield => $yield })->json;
	is($fed->{servings}, $servings, $yield // 'nothing said');
	my $put = $anna->put("recipes/$fed->{id}", json => { name => 'Fed',
	    recipeYield => $yield, servings => 3 })->json;
	is($put->{servings}, 3, 'what is said counts');
}

# ---- pages
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
is_status($browser->get('/recipes'), 200, 'the list');
is_status($browser->get('/recipes/new'), 200, 'the empty form');
my $fault = $browser->post('/recipes', form => [ name => '',
    servings => 'many', ingredientsText => "1 onion\n2 eggs" ]);
is_status($fault, 400, 'a form with faults comes back');
like($fault->body, qr/2 eggs/, 'with what was typed');
like($fault->body, qr/href="#f-name"/, 'and links to the faults');
my $made = $browser->post('/recipes', form => [ name => 'By <b>hand</b>',
    servings => 2, prepMinutes => 5, cookMinutes => 15, keywords => 'a, b',
    ingredientsText => "1 onion\n\n2 eggs",
    instructionsText => "Chop.\n## Later\nFry." ]);
is_status($made, 303, 'a good one is saved');
my ($path) = $made->header('location') =~ m{^(/recipes/[0-9a-f-]{36})$};
ok($path, 'and shown');
my $page = $browser->get($path);
is_status($page, 200, 'the recipe');
like($page->body, qr/By &lt;b&gt;hand&lt;\/b&gt;/, 'escaped');
my $saved = $anna->get(substr $path, 1)->json;
is($saved->{totalTime}, 'PT20M', 'minutes are times');
is_deeply($saved->{keywords}, ['a', 'b'], 'commas separate');
is(@{ $saved->{ingredients} }, 2, 'lines are ingredients');
is_deeply([map { $_->{section} } @{ $saved->{instructions} }],
    [undef, 'Later'], 'and steps');
is_status($browser->get("$path?servings=4"), 200, 'scaled');
my $edit = $browser->get("$path/edit");
is_status($edit, 200, 'the edit form');
like($page->body, qr{action="$path/favorite"}, 'it can be a favourite');
is_status($browser->post("$path/favorite", form => []), 303, 'marked');
like($browser->get($path)->body, qr{action="$path/unfavorite"},
    'and can be unmarked');
is_status($browser->post("$path/unfavorite", form => []), 303, 'unmarked');
ok(!$anna->get(substr $path, 1)->json->{favorite}, 'no favourite any more');
like($page->body, qr{href="$path/edit"}, 'a member may edit it');
$anna->patch(substr($path, 1), json => { visibility => 'public' },
    headers => { 'If-Match' => '*' });
my $guest = $site->register;
my $visitor = $site->browser;
$visitor->post('/login', form => [ login => $guest->{username},
    password => $guest->{password} ]);
my $seen_by_guest = $visitor->get($path);
is_status($seen_by_guest, 200, "a public recipe is seen by others");
unlike($seen_by_guest->body, qr{$path/(?:edit|delete)}, 'who may not change it');
$anna->patch(substr($path, 1), json => { visibility => 'household' });
my $now = $anna->get(substr $path, 1)->json->{version};
is_status($anna->patch(substr($path, 1), json => { notes => 'x' },
    headers => { 'If-Match' => qq("1-00000000", W/"$now-00000000") }), 200,
    'one of several tags is enough');
my $changed = $browser->post($path, form => [ name => 'By hand',
    servings => 2, version => $now + 1,
    ingredientsText => "3 onions\n2 eggs\n1 tbsp butter",
    instructionsText => 'Chop.' ]);
is_status($changed, 303, 'saved');
$saved = $anna->get(substr $path, 1)->json;
is_deeply([map { $_->{food} } @{ $saved->{ingredients} }],
    ['onions', 'eggs', 'butter'], 'lines corrected and added');
is($saved->{ingredients}[0]{quantity}, 3, 'amounts too');
my $late = $browser->post($path, form => [ name => 'Too late',
    servings => 2, version => 1 ]);
is_status($late, 412, 'an old form is refused');
like($late->body, qr/Too late/, 'and keeps what was typed');
my $gone = $browser->post("$path/delete", form => []);
is_status($gone, 303, 'deleted by page');
like($browser->get('/recipes')->body, qr{action="$path/restore"},
    'with an undo');
is_status($browser->post("$path/restore", form => []), 303, 'that works');
is_status($browser->get($path), 200, 'so');

done_testing;
