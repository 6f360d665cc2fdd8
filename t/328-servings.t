#!/usr/bin/perl
# For how many: what nobody said is null, counted whole, and asked for.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);

sub made {
	my ($path, $body) = @_;
	my $r = $anna->post($path, json => $body);
	die "$path: " . $r->summary . "\n" if $r->status != 201;
	return $r->json;
}

# ---- a recipe that nobody said the servings of

my @lines = ('1000 g rice', '200 g butter');
my $unsaid = made('recipes', { name => 'Unsaid',
    recipeIngredient => \@lines });
my $four = made('recipes', { name => 'Four', servings => 4,
    recipeIngredient => \@lines });
is($unsaid->{servings}, undef, 'servings are null');
is($unsaid->{nutrition}{servingSize}, '1 recipe', 'nutrition is of all');
is($four->{nutrition}{servingSize}, '1 serving', 'or of one serving');
my $whole = $unsaid->{nutrition}{calories};
cmp_ok(abs($whole - 4 * $four->{nutrition}{calories}), '<', 0.01,
    'four servings are the whole');
my $n = $anna->get("recipes/$unsaid->{id}/nutrition")->json;
is($n->{perServing}, undef, 'no serving is told of it');
is($n->{total}{calories}, $whole, 'but all of it');
my ($item) = grep { $_->{name} eq 'Unsaid' }
    @{ $anna->get('recipes')->json->{items} };
is($item->{servings}, undef, 'null in lists');
is($item->{calories}, $whole, 'and of the whole there');
is_problem($anna->post('recipes', json => { name => 'x', servings => 0 }),
    400, 'nobody is no number of people');
my $put = $anna->put("recipes/$four->{id}", json => { %{$four},
    servings => undef })->json;
is($put->{servings}, undef, 'null takes it back');
is($put->{nutrition}{calories}, $whole, 'and counts the whole');
$four = $anna->patch("recipes/$four->{id}", json => { servings => 4 })->json;
is($four->{servings}, 4, 'and it can be said again');

# ---- scaled

my $double = $anna->get("recipes/$four->{id}?servings=8")->json;
is($double->{servings}, 8, 'scaled to eight');
is($double->{ingredients}[0]{quantity}, 2000, 'twice as much');
is($double->{ingredients}[0]{grams}, 2000, 'that weighs twice as much');
is($double->{nutrition}{calories}, $four->{nutrition}{calories},
    'a serving is what it was');
is_deeply([sort keys %{$double}], [sort keys %{$four}],
    'and it has the members of a recipe');
is($anna->get("recipes/$four->{id}")->json->{servings}, 4, 'not stored');
is_problem($anna->get("recipes/$unsaid->{id}?servings=8"), 400,
    'what nobody said cannot be scaled from');
is_problem($anna->get("recipes/$four->{id}?servings=0"), 400, 'to nobody');

# ---- lines are shown as they were written

my @written = ('1 lb 4 oz veal', '1 cup plus 2 tbsp oats',
    '2 (8-ounce) packages tofu, cubed', '1 egg', '300 g rice, rinsed',
    '1.2 kg peas, at 0.6 kg each', 'salt, to taste');
my $words = made('recipes', { name => 'Words', servings => 2,
    recipeIngredient => \@written });
is($words->{ingredients}[0]{quantity}, 1.25, 'pounds and ounces are one');
is($words->{ingredients}[1]{quantity}, 1.125, 'so are cups and spoons');

sub shown {
	my ($path) = @_;
	return map { s/<[^>]*>//gr } $browser->get($path)->body =~
	    m{<span class="tick-text" dir="auto">(.*?)</span></label>}g;
}
is_deeply([shown("/recipes/$words->{id}")], \@written, 'in their own words');
like($browser->get("/recipes/$words->{id}")->body,
    qr{<b class="amount">1</b> <b class="amount">lb</b>}, 'amounts stand out');
is_deeply([shown("/recipes/$words->{id}?servings=4")], ['2 lb 8 oz veal',
    '2 cups plus 4 tbsp oats',
    '4 (8-ounce) packages tofu, cubed', '2 eggs', '600 g rice, rinsed',
    '2.4 kg peas, at 0.6 kg each', 'salt, to taste'],
    'and scaled by their amounts alone');
is((shown("/recipes/$words->{id}?servings=0.5"))[4], '75 g rice, rinsed',
    'down as well');
is((shown("/recipes/$words->{id}?servings=1"))[5],
    '600 g peas, at 0.6 kg each', 'a part of a kilogram is grams');
my $edited = $anna->get("recipes/$words->{id}")->json;
$edited->{ingredients}[3]{quantity} = 3;
$anna->patch("recipes/$words->{id}", json => { ingredients =>
    $edited->{ingredients} });
is((shown("/recipes/$words->{id}"))[3], '3 egg',
    'a row that was changed says what it is now');

# ---- on the plan

sub planned {
	return made('plan/entries', { date => '2026-11-23',
	    mealType => 'dinner', @_ });
}

my $entry = planned(recipeId => $unsaid->{id}, servings => 3);
ok($entry->{servingsUnknown}, 'the entry says so');
is($entry->{nutrition}{calories}, $whole, 'all of it, once');
$entry = planned(recipeId => $four->{id}, servings => 1);
ok(!$entry->{servingsUnknown}, 'others do not');
cmp_ok(abs($entry->{nutrition}{calories} - $whole / 4), '<', 0.01,
    'a quarter');
my $list = made('shopping/lists', { from => '2026-11-23',
    to => '2026-11-23' });
my ($rice) = grep { $_->{food} =~ /rice/ } @{ $list->{items} };
is($rice->{quantity}, 1250, 'the list buys the whole and a quarter')
    or diag(explain($list->{items}));
my $meal = made('meals', { name => 'Both', items => [
    { recipeId => $unsaid->{id}, servings => 1 } ] });
is($meal->{nutrition}{calories}, $whole, 'a meal counts it whole');

# ---- for how many when nothing is said

is(planned(recipeId => $four->{id})->{servings}, 1, 'one person cooks for one');
$site->sql("UPDATE person SET household = (SELECT household FROM person WHERE
    username = '$anna->{username}'), member = 'member' WHERE username = '" .
    $site->register->{username} . q{'});
is(planned(recipeId => $four->{id})->{servings}, 2, 'two for two');
my $home = $anna->get('household')->json;
is($home->{usualServings}, 2, 'the household says so');
is($anna->patch('household', json => { usualServings => 2 })->json
    ->{usualServings}, 2, 'what it came to is sent back');
$site->sql("UPDATE person SET household = (SELECT household FROM person WHERE
    username = '$anna->{username}'), member = 'member' WHERE username = '" .
    $site->register->{username} . q{'});
is($anna->get('household')->json->{usualServings}, 3,
    'and that is not to have chosen it');
is($anna->patch('household', json => { usualServings => 5 })->json
    ->{usualServings}, 5, 'a number is chosen');
is(planned(recipeId => $four->{id})->{servings}, 5, 'and put on the plan');
is(planned(mealId => $meal->{id})->{servings}, 5, 'of meals too');
is($anna->patch('household', json => { usualServings => undef })->json
    ->{usualServings}, 3, 'null is as many as there are people');
is_problem($anna->patch('household', json => { usualServings => 0 }), 400,
    'not nobody');
$anna->patch('household', json => { usualServings => 5 });

# ---- pages

my $page = $browser->get("/recipes/$unsaid->{id}")->body;
like($page, qr/Nobody said yet how many this feeds/, 'the page asks');
unlike($page, qr/id="servings"/, 'and does not scale');
like($page, qr/1 recipe/, 'its label is of the whole');
unlike($page, qr/kcal a serving/, 'nothing else is said');
for my $path ("/recipes/$four->{id}", "/meals/$meal->{id}", '/foods/' .
    $anna->get('foods/search?q=rice&limit=1')->json->{items}[0]{id}) {
	like($browser->get($path)->body, qr/id="plan-servings"[^>]*value="5"/,
	    "$path is planned for as many as usual");
}
like($browser->get("/recipes/$four->{id}?servings=7")->body,
    qr/id="plan-servings"[^>]*value="7"/, 'or for as many as it is scaled to');
like($browser->get('/plan/entries/new')->body,
    qr/name="servings"[^>]*value="5"/, 'so is what is picked');
like($browser->get('/household/edit')->body,
    qr/name="usualServings"[^>]*value="5"/, 'the household has it in its form');
$page = $browser->get('/recipes/new')->body;
like($page, qr/name="servings"[^>]*value=""/, 'a new recipe has none');

done_testing;
