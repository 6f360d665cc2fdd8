#!/usr/bin/perl
# The main job on real input: forty public-domain recipes as they stand, a
# week planned with them, its sums and its shopping list; and the energy of
# ten of them against what a person weighed with the USDA tables in hand.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use File::Temp ();
use JSON::PP ();
use List::Util qw(sum0);
use Meal::Place;
use Meal::Test;

my $archive = data_dir('d2_public_domain') . '/public-domain-recipes.tar.xz';
my $sr28 = data_dir('c_foods') . '/sr28';
my $out = Test::More->builder;
binmode $_, ':encoding(UTF-8)'
    for $out->output, $out->failure_output, $out->todo_output;

# ---- the first forty recipes with five amounts

# The items of the list below a heading, as they stand.
sub items_of {
	my ($text, $heading) = @_;
	my ($list) = $text =~ /^##\s*$heading\s*$(.*?)(?:^##\s|\z)/ms
	    or return;
	return map { s/\s+\z//r } $list =~ /^\s*(?:[-*]|\d+[.])\s+(\S.*)$/mg;
}

sub recipe_in {
	my ($path) = @_;
	my $text = Meal::Place::read_file($path);
	utf8::decode($text) or die "$path: not UTF-8\n";
	my ($file) = $path =~ m{([^/]+)[.]md\z};
	my ($name) = $text =~ /^title:\s*"?(.*?)"?\s*$/m;
	my ($servings) = $text =~ /Servings:\D*(\d+)/;
	return { file => $file, name => $name // $file,
	    servings => 0 + ($servings // 4),
	    lines => [items_of($text, 'Ingredients')],
	    steps => [items_of($text, 'Directions')] };
}

sub first_recipes {
	my ($n) = @_;
	my $dir = File::Temp->newdir('meal-recipes-XXXXXX', TMPDIR => 1);
	system('tar', '-xJf', $archive, '-C', $dir) == 0
	    or die "cannot unpack $archive\n";
	my @found = grep { 5 <= grep { /[\d¼½¾⅓⅔⅛]/ } @{ $_->{lines} } }
	    map { recipe_in($_) } sort glob "'$dir'/recipes/*.md";
	return @found[0 .. $n - 1];
}

# ---- the foods

my $site = Meal::Site->new;
my $anna = $site->register;
my ($status, $said) = $site->mealctl('foods', 'import', $sr28);
is($status, 0, 'USDA SR28 imported') or diag($said);

# Energy in kcal per 100 g, by NDB number.
my %energy;
open my $nutrients, '-|', 'xz', '-dc', "$sr28/NUT_DATA.txt.xz"
    or die "xz: $!\n";
while (<$nutrients>) {
	$energy{$1} = $2 if /^~(\d{5})~\^~208~\^([\d.]+)/;
}
close $nutrients or die "$sr28/NUT_DATA.txt.xz\n";

# ---- the recipes

sub post_recipe {
	my ($recipe) = @_;
	my $r = $anna->post('recipes', json => { name => $recipe->{name},
	    servings => $recipe->{servings},
	    recipeIngredient => $recipe->{lines},
	    instructions => [map { { text => $_ } } @{ $recipe->{steps} }] });
	is_status($r, 201, "$recipe->{file} is saved") or return;
	$recipe->{made} = $r->json;
	$recipe->{id} = $recipe->{made}{id};
	$recipe->{total} = $anna->get("recipes/$recipe->{id}/nutrition")
	    ->json->{total};
	return;
}

my @recipes = first_recipes(40);
is(@recipes, 40, 'forty recipes');
post_recipe($_) for @recipes;
my %recipe = map { $_->{file} => $_ } @recipes;
my %name = map { $_->{id} => $_->{name} } @recipes;

# ---- ten of them, weighed by hand

# A recipe's file name; then per line the NDB number, the grams, and the
# line's beginning. Grams are what the line says, or a portion of WEIGHT of
# that food: of a range the mean, of a piece the medium one; what has no
# amount counts nothing. A millilitre weighs a 236.588th of the food's cup.
my $by_hand = <<'END';
aelplermagronen
10123 150    ~150g (1/3 lb) bacon cubes
11282 330    3 onions (medium size)
11352 400    400g (15 oz) potatoes
01077 1547   1 - 2L (1/4 - 1/2 gal) milk
20120 400    400g (15 oz) macaroni
01023 150    ~150g (1/3 lb) medium soft cheese. Appenzeller works best.
09020 360    a jar of apple sauce

banana-muffins-with-chocolate
09040 354    3 bananas
01001 100    100 g / ½ cups butter
19335 150    150 g / ¾ cups sugar
01123 100    2 eggs
18369 6.9    1½ tsp. cooking powder
20081 260    260 g / 2⅛ cups wheat flour
19905 50     50 g / 1¾ oz dark chocolate
19120 50     50 g / 1¾ oz milk chocolate
-     0      some vanilla sugar

beef-wellington
23336 453.6  1lb of **Fillet** Beef
-     0      Extra Virgin Olive Oil
11260 453.6  1lb of mushrooms
07029 112    4 Thinly Cut Slices of Ham
02046 30     2tbsp of Yellow Mustard
18337 198.5  7oz of Puff Pastry
01125 34     2 Egg Yolks Beaten

blueberry-muffins
20081 250    2 cups all-purpose flour
19335 200    1 cup granulated sugar
18369 13.8   1 tablespoon baking powder
02047 3      1/2 teaspoon salt
01145 113.5  1/2 cup unsalted butter, melted
01077 244    1 cup milk
01123 100    2 large eggs
02050 4.2    1 teaspoon vanilla extract
09050 222    1 1/2 cups fresh blueberries

cannellini-bean-salad
16051 266    1 can Cannellini beans, drained and rinsed
11215 16.8   2 tbsp minced garlic
11282 55     1/2 onion
02028 2.3    1 tsp smoked paprika
02014 1.05   1/2 tsp ground cumin
11531 425    1 15 oz can diced tomatoes
02029 1.6    1 tbsp parsley flakes
-     0      Prosciutto
-     0      Arugula

challah-bread
14555 600    600ml ( 1 Pint ) warm water
18375 12     1 tablespoon dry active baking yeast
19296 147    7 tablespoons honey
20081 1500   1.5kg flour
01123 150    3 eggs
02047 18     1 tablespoon salt
02033 8.8    1 tablespoon poppy seeds
04053 54     4 tablespoons olive oil

chicken-biscuit-potpie
11583 233    1-2/3 cups frozen mixed vegetables, thawed
05013 210    1-1/2 cups cubed cooked chicken
06016 305    1 can (10-3/4 ounces) condensed cream of chicken soup
02042 0.25   1/4 teaspoon dried thyme
18010 120    1 cup biscuit/baking mix
01077 122    1/2 cup whole milk
01123 50     1 large egg

chicken-pasta-casserole
20120 450    16oz (450g) macaroni
05062 690    24oz (700g) raw chicken breast, diced
01029 255    9oz (250g) mozzarella cheese, shredded
01032 42.5   1.5oz (40g) parmesan cheese, grated
18079 42.5   1.5oz (40g) bread crumbs
11531 450    16oz (450g) diced tomatoes
-     0      Some oil and butter
-     0      (Optional) More mozzarella and parmesan

chicken-satay
05062 907    2 lbs boneless chicken breast or thigh
06176 27     1.5 tbsp oyster sauce
02043 9.4    1 tbsp ground tumeric
19335 25.2   2 tbsp sugar
12118 30     2 tbsp coconut milk
16098 48     3 tbsp peanut butter (creamy)
02015 6.3    1 tbsp massaman curry paste
-     0      water to thin peanut sauce

chicken-soup
05062 544    2 [chicken breasts](/pan-seared-chicken)
11282 110    1 Onion
11124 122    2 carrots
11143 80     2 celery stalks
06194 1000   32 oz / 950ml Chicken Stock or Broth
-     0      Pasta (Optional)
END
# Where the tables say nothing of the amount: a jar of apple sauce holds
# 360 g; a can of 15 oz has 266 g of beans when drained (WEIGHT of 16145); 10
# oz of frozen mixed vegetables (11583) are two cups; a curry paste counts as
# its spices (02015).

sub hand_table {
	my %table;
	for my $block (split /\n\n/, $by_hand) {
		my ($file, @rows) = split /\n/, $block;
		$table{$file} = [map { [split ' ', $_, 3] } @rows];
	}
	return %table;
}

# Of a line: its energy by hand.
sub hand_energy {
	my ($number, $grams) = @{ $_[0] };
	return 0 if $number eq '-';
	die "$number has no energy\n" unless defined $energy{$number};
	return $grams * $energy{$number} / 100;
}

# What meal made of a line: number, grams, kcal, name of the food.
sub meal_line {
	my ($recipe, $line) = @_;
	my ($said) = grep { $_->{originalText} eq $line }
	    @{ $recipe->{made}{ingredients} };
	my @none = ('-', 0, 0, 'nothing');
	return @none unless $said && $said->{foodId};
	my ($number, $per, $name) = split /[|]/, $site->sql("SELECT number,
	    nutrients[1], name FROM food WHERE id = '$said->{foodId}'");
	my $grams = $said->{grams} // 0;
	utf8::decode($name);
	return ($number, $grams, $grams * $per / 100, $name);
}

# Hand against meal, a row a line.
sub diag_table {
	my ($recipe, $rows) = @_;
	diag(sprintf '%-40s %19s   %s', $recipe->{file}, 'by hand', 'meal');
	for my $i (0 .. $#{$rows}) {
		my $line = $recipe->{lines}[$i];
		my ($number, $grams) = @{ $rows->[$i] };
		diag(sprintf '%-36s %5s %6.1fg %5.0f   %5s %6.1fg %5.0f %s',
		    substr($line, 0, 36), $number, $grams,
		    hand_energy($rows->[$i]), meal_line($recipe, $line));
	}
	return;
}

sub same_lines {
	my ($recipe, $rows) = @_;
	my @lines = @{ $recipe->{lines} };
	return @lines == @{$rows} &&
	    !grep { index($lines[$_], $rows->[$_][2]) } 0 .. $#lines;
}

my %table = hand_table();
is(keys %table, 10, 'ten recipes by hand');
for my $file (sort keys %table) {
	my ($recipe, $rows) = ($recipe{$file}, $table{$file});
	ok($recipe && same_lines($recipe, $rows), "$file: the lines") or next;
	my $hand = sum0(map { hand_energy($_) } @{$rows});
	my $meal = $recipe->{total}{calories} // 0;
	ok(abs($meal - $hand) <= 0.1 * $hand, sprintf
	    '%s: %.0f kcal by hand, %.0f of meal', $file, $hand, $meal)
	    or diag_table($recipe, $rows);
}

# ---- a week of three meals a day

# All forty, one after the other: seven days' breakfasts, lunches, dinners
# and again. What falls on the weekend is cooked twofold.
my @meals = qw(breakfast lunch dinner);
my $monday = 23;
my %planned;
sub plan_recipe {
	my ($i) = @_;
	my $day = $i % 7;
	my $recipe = $recipes[$i];
	$recipe->{fold} = $day < 5 ? 1 : 2;
	my $r = $anna->post('plan/entries', json => {
	    date => sprintf('2026-11-%02d', $monday + $day),
	    mealType => $meals[int($i / 7) % 3], recipeId => $recipe->{id},
	    servings => $recipe->{fold} * $recipe->{servings} });
	is_status($r, 201, "$recipe->{file} is planned") or return;
	$planned{ $r->json->{id} } = $recipe;
	return;
}

sub near {
	my ($got, $want, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok(defined $got && abs($got - $want) <= 0.01 * $want + 0.01,
	    $name) || diag('got ', $got // 'nothing', ", wanted $want");
}

plan_recipe($_) for 0 .. $#recipes;
my $r = $anna->get('plan?from=2026-11-23&to=2026-11-29');
is_status($r, 200, 'the week');
my @days = @{ $r->json->{days} };
is(@days, 7, 'of seven days');
for my $day (@days) {
	my %meals = map { $_->{mealType} => 1 } @{ $day->{entries} };
	is_deeply([sort keys %meals], [sort @meals],
	    "$day->{date}: three meals");
	near($day->{nutrition}{calories}, sum0(map {
	    my $recipe = $planned{ $_->{id} };
	    $recipe->{fold} * $recipe->{total}{calories} }
	    @{ $day->{entries} }), 'its energy is that of its dishes');
}
for my $nutrient (qw(calories proteinContent fatContent)) {
	near($r->json->{nutrition}{$nutrient}, sum0(map {
	    $_->{fold} * $_->{total}{$nutrient} } @recipes),
	    "$nutrient of the week");
}

# ---- what is to be bought

$r = $anna->post('shopping/lists', json => { from => '2026-11-23',
    to => '2026-11-29' });
is_status($r, 201, 'the shopping list of the week');
my $list = $r->json;
my $path = "shopping/lists/$list->{id}";
my @items = @{ $list->{items} };
cmp_ok(@items, '>', 80, 'has many things');
my @aisles = map { $_->{aisle} } @items;
my %aisles = map { $_ => 1 } @aisles;
my $turns = 1 + grep { $aisles[$_] ne $aisles[$_ - 1] } 1 .. $#aisles;
is($turns, keys %aisles, 'each aisle is walked once');
cmp_ok(keys %aisles, '>=', 8, 'of eight and more');
cmp_ok((grep { $_->{aisle} eq 'other' } @items) / @items, '<', 0.25,
    'few things are of no aisle');

my (%sources, %merged, @strange);
for my $item (@items) {
	push @strange, $item->{food} unless @{ $item->{sources} };
	for my $source (@{ $item->{sources} }) {
		my $recipe = $planned{ $source->{entryId} };
		$sources{ $recipe->{file} }++ if $recipe;
		push @strange, $item->{food} unless $recipe &&
		    $recipe->{id} eq $source->{recipeId} &&
		    $recipe->{name} eq $source->{recipe};
	}
	# the same words stand twice only in units that cannot be compared
	push @strange, "$item->{food} twice" if
	    $merged{ join ' ', $item->{foodId} // '', lc $item->{food},
	    $item->{unit} // '',
	    $item->{measure} // '' }++;
}
is_deeply(\@strange, [], 'all is for a dish of the plan, and there once');
is(keys %sources, 40, 'nothing planned is forgotten');

# What the list wants of a food, in grams; a piece and a cup weigh what WEIGHT
# of that food says.
my %weighs = (
	honey => { number => '19296', tbsp => 21, cup => 339 },
	carrot => { number => '11124', piece => 61, cup => 122 },
	cheddar => { number => '01009', cup => 113 },
	egg => { number => '01123', piece => 50 },
);

sub grams_on_list {
	my ($food) = @_;
	my %in = (g => 1, kg => 1000, %{ $weighs{$food} });
	my $id = $site->sql("SELECT id FROM food
	    WHERE number = '$in{number}'");
	return sum0(map { $_->{quantity} *
	    ($in{ $_->{unit} // $_->{measure} // 'piece' } // 1e6) }
	    grep { defined $_->{quantity} && ($_->{foodId} // '') eq $id }
	    @items);
}

# By hand, with "x 2" for what falls on the weekend:
# 3 tablespoons for the sticky sauce, 7 for the challah
near(grams_on_list('honey'), 210, 'honey: 10 tbsp of 21 g');
# 4 in the autumn soup, 1 x 2 in the bean salad, a cup of slices with the
# broccoli, 1 in the goulash, 2 in the bolognese, 2 in the chicken soup
near(grams_on_list('carrot'), 793, 'carrots: 11 of 61 g and a cup of 122 g');
# ¼ cup on the crusted chicken, 400 g in the pasta bake, 250 g x 2 in the
# potato bake; "cheese" alone counts as cheddar, too: 70 g in the meatballs
near(grams_on_list('cheddar'), 998.25, 'cheddar: 970 g and a quarter cup');
# 1 apple pie, 1 sticky sauce, 4 x 2 baked pasta, 2 banana bread, 2 banana
# muffins, 1 pancakes, 1 + 1 meatballs, 5 waffles, 2 x 2 blueberry muffins,
# 3 challah, 1 x 2 potpie
near(grams_on_list('egg'), 31 * 50, '31 eggs of 50 g');

# ---- in the shop, and when plans change

sub tick {
	my ($item) = @_;
	my $answer = $anna->patch("$path/items/$item->{id}",
	    json => { checked => JSON::PP::true });
	is_status($answer, 200, "$item->{food} is ticked");
	return $item->{id};
}

my @ticked = map { tick($_) } grep { $_->{aisle} eq 'dairy' } @items;
my ($entry) = grep { $planned{$_}{file} eq 'challah-bread' } keys %planned;
is_status($anna->delete("plan/entries/$entry"), 204, 'no challah, then');
ok($anna->get($path)->json->{outdated}, 'the list is outdated');
$r = $anna->post("$path/refresh");
is_status($r, 200, 'refreshed');
ok(!$r->json->{outdated}, 'it is up to date');
@items = @{ $r->json->{items} };
my %now = map { $_->{id} => $_ } @items;
is((grep { $now{$_} && $now{$_}{checked} } @ticked), @ticked,
    'the ticks are kept');
near(grams_on_list('honey'), 63, 'the honey of the challah is not bought');
near(grams_on_list('egg'), 31 * 50, 'its eggs were bought already');
is((grep { ($_->{entryId} // '') eq $entry } map { @{ $_->{sources} } }
    grep { !$_->{checked} } @items), 0, 'nothing to buy is for it any more');
is_deeply($anna->post("$path/refresh")->json->{items}, \@items,
    'a second time changes nothing');

done_testing();
