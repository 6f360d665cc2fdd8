#!/usr/bin/perl
# Lines as they are written in five kitchens of the north: what each is taken
# for, and that a guess is told from a find.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;

# line => food, or food~ for one that it is only like or guessed to be
my %recipes = (
    German => [
	['1/2 Bund glatte Petersilie, fein gehackt', 'parsley'],
	['3 große Zwiebeln (ca. 300 g), in Ringe geschnitten', 'onion'],
	['3 Knoblauchzehen, gepresst', 'garlic'],
	['2 geh. EL Zucker', 'sugar'],
	['1 Becher Sahne (200 g)', 'heavy cream'],
	['500 g mehligkochende Kartoffeln', 'potato'],
	['80 g kalte Butter in Stückchen', 'butter'],
	['100 g Tomaten, getrocknet', 'sun-dried tomato'],
	['Salz und Pfeffer nach Geschmack', 'salt~'],
	['250 g Weizenmehl (Type 405)', 'all-purpose flour'],
	['2 EL Tomatenmark', 'tomato paste'],
	['600 ml heiße Hühnerbrühe', 'chicken broth'],
	['1 Rolle Blätterteig aus dem Kühlregal', 'puff pastry'],
	['200 g Heidelbeermarmelade', 'jam~'],
	['500 g gemischtes Hackfleisch', 'ground beef~'],
    ],
    Dutch => [
	['2 grote uien, gesnipperd', 'onion'],
	['3 teentjes knoflook', 'garlic'],
	['1 blik tomatenblokjes (400 g)', 'canned tomato'],
	['1 ons spekreepjes', 'bacon'],
	['zout en peper naar smaak', 'salt~'],
	['200 ml slagroom', 'heavy cream'],
	['1 stuk gember van 3 cm', 'ginger~'],
	['200 g volkoren penne', 'whole wheat pasta'],
	['2 el olijfolie', 'olive oil'],
	['1 bosje bosui', 'green onion'],
	['50 g bloem', 'all-purpose flour'],
    ],
    Swedish => [
	['2 gula lökar', 'onion'],
	['3 klyftor vitlök, pressade', 'garlic'],
	['2,5 dl vispgrädde', 'heavy cream'],
	['500 g nötfärs', 'ground beef'],
	['1 krm svartpeppar', 'black pepper'],
	['3 dl vetemjöl', 'all-purpose flour'],
	['100 g smör, rumstempererat', 'butter'],
	['2 morötter i tärningar', 'carrot'],
	['2 tsk torkad oregano', 'oregano'],
	['1 röd paprika', 'red bell pepper'],
    ],
    Danish => [
	['2 løg, finthakkede', 'onion'],
	['3 store æg', 'egg'],
	['3 fed hvidløg', 'garlic'],
	['2,5 dl piskefløde', 'heavy cream'],
	['250 g hvedemel', 'all-purpose flour'],
	['4 gulerødder i skiver', 'carrot'],
	['friskkværnet peber', 'black pepper'],
	['1 nip salt', 'salt'],
	['1 håndfuld frisk basilikum', 'basil'],
	['2 tsk paprika', 'paprika'],
    ],
    Norwegian => [
	['1 gul løk, finhakket', 'onion'],
	['2 båter hvitløk', 'garlic'],
	['3 dl kremfløte', 'heavy cream'],
	['5 dl hvetemel', 'all-purpose flour'],
	['6 poteter', 'potato'],
	['1 neve fersk basilikum', 'basil'],
	['2 ss olivenolje', 'olive oil'],
	['1 rød paprika', 'red bell pepper'],
	['litt cayennepepper', 'cayenne pepper'],
    ],
);
for my $language (sort keys %recipes) {
	my @lines = map { $_->[0] } @{ $recipes{$language} };
	my $r = $anna->post('ingredients/parse', json => { lines => \@lines });
	is_status($r, 200, $language);
	my @items = @{ $r->json->{items} };
	for my $case (@{ $recipes{$language} }) {
		my ($line, $food) = @{$case};
		my $item = shift @items;
		my $guess = $food =~ s/~\z//;
		is($item->{foodName}, $food, "$language: $line");
		cmp_ok($item->{confidence} // 0, $guess ? '<' : '>=',
		    $guess ? 1 : 0.9, 'and how sure');
	}
}

# A relative of another language is nothing at all.
for my $case (['garam masala', '2 cups flour', undef],
    ['1 TL Garam Masala', '2 Zwiebeln', 'curry powder']) {
	my ($line, $other, $food) = @{$case};
	my $item = $anna->post('ingredients/parse', json => {
	    lines => [$line, $other] })->json->{items}[0];
	is($item->{foodName}, $food, $line);
	cmp_ok($item->{confidence} // 0, '<', 1, 'and not for sure');
}

# What is counted: a clove, a handful, an ounce that is a hundred grams.
my %grams = ('1 Pck. Vanillezucker' => 8, '1 påse torrjäst' => 12,
    '3 Knoblauchzehen' => 9, '1 ons spek' => 100,
    '2 spsk sukker' => 25, '3 store æg' => 150, '2 løg' => 220);
for my $line (sort keys %grams) {
	my $item = $anna->post('ingredients/parse', json => {
	    lines => [$line, $line] })->json->{items}[0];
	is(sprintf('%.0f', $item->{grams} // 0), $grams{$line}, $line);
}

# A pot of herbs is one in the north, and a pot roast is none.
my %pots = ('1 kruka dill' => 'pot', '2 krukor basilika' => 'pot',
    '1 potte basilikum' => 'pot', '1 pot roast' => undef);
for my $line (sort keys %pots) {
	is($anna->post('ingredients/parse', json => { lines => [$line] })
	    ->json->{items}[0]{measure}, $pots{$line}, $line);
}

done_testing;
