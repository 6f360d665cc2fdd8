#!/usr/bin/perl
# The tables of names: each name leads to its own food in its own language,
# and own lines of four languages to what a cook means.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my %number = map { split /[|]/ } split /\n/,
    $site->sql('SELECT id, number FROM food WHERE number IS NOT NULL');

# Lines that tell a language, before the names.
my %tell = (
	da => ['2 spsk olie', '1 fed hvidløg', '1 knivspids salt', '1 tsk mel'],
	de => ['2 EL Öl', '1 Prise Salz', '2 Knoblauchzehen', 'etwas Mehl'],
	es => ['2 cucharadas de aceite', '2 dientes de ajo', '1 pizca de sal',
	    '1 cucharadita de azúcar'],
	fr => ['2 cuillères à soupe d’huile', '2 gousses d’ail',
	    '1 pincée de sel', '1 oignon émincé'],
	it => ['2 cucchiai di olio', '2 spicchi d’aglio', '1 pizzico di sale',
	    '1 cucchiaino di zucchero'],
	nb => ['2 ss olje', '1 fedd hvitløk', '1 klype salt', '1 neve mel'],
	nl => ['2 eetlepels olie', '1 theelepel suiker', '1 snufje zout',
	    '2 teentjes knoflook'],
	pt => ['2 colheres de sopa de óleo', '1 xícara de açúcar',
	    '2 dentes de alho', '1 pitada de sal', 'farinha de trigo'],
	sv => ['2 msk olja', '1 krm salt', '1 klyfta vitlök', '1 tsk socker'],
);

# The foods (numbers) of lines, which are one recipe.
sub numbers {
	my ($language, @lines) = @_;
	my @tell = (@{ $tell{$language} }) x 3;
	my @items = @{ $anna->post('ingredients/parse', json => {
	    lines => [@tell, @lines] })->json->{items} };
	return map { $number{ $_->{foodId} // '' } } splice @items, @tell;
}

sub table {
	my ($language) = @_;
	my @rows;
	open my $in, '<:encoding(UTF-8)',
	    "migrations/foods/names-$language.tsv" or die "$language: $!\n";
	while (<$in>) {
		push @rows, [$1, $2] if /^(\d{5})\t~?([^;\n]+)/;
	}
	close $in or die "$language: $!\n";
	return @rows;
}

for my $language (sort keys %tell) {
	my @rows = table($language);
	my ($all, $right) = (scalar @rows, 0);
	my @wrong;
	while (my @part = splice @rows, 0, 80) {
		my @got = numbers($language, map { "100 g $_->[1]" } @part);
		for my $i (0 .. $#part) {
			my $same = ($got[$i] // '') eq $part[$i][0];
			$right += $same;
			push @wrong, $part[$i][1] if !$same;
		}
	}
	cmp_ok($all, '>=', 700, "$language: the foods of recipes");
	cmp_ok($right, '>=', 0.98 * $all, "$language: and each is its own")
	    or diag("not: @wrong[0 .. ($#wrong > 30 ? 30 : $#wrong)]");
}

# ---- lines as cooks write them
my %lines = (
	fr => [
		['le jus d’un citron', '09152'],
		['1 boîte de pois chiches', '16358'],
		['250 g de viande hachée', '23572'], ['3 œufs', '01123'],
		['2 jaunes d’œufs', '01125'],
		['20 cl de crème liquide', '01053'],
		['1 sachet de levure chimique', '18369'],
		['80 g de sucre glace', '19336'],
		['2 pommes de terre coupées en dés', '11352'],
		['150 g de lardons fumés', '10123'], ['huile d’olive', '04053'],
		['200 g de pâtes', '20120'], ['tomates pelées', '11531'], ['poivre du moulin', '02030'],
	],
	it => [
		['4 uova', '01123'], ['300 g di farina 00', '20081'],
		['1 bustina di lievito per dolci', '18369'],
		['il succo di 1 limone', '09152'],
		['400 g di passata', '11693'],
		['scorza grattugiata di un limone', '09156'],
		['40 g di parmigiano grattugiato', '01032'],
		['300 g macinato di manzo', '23572'],
		['1 cipolla tritata', '11282'],
	],
	es => [
		['300 g de carne picada', '23572'],
		['el zumo de 1 naranja', '09206'],
		['200 ml de nata para montar', '01053'],
		['1 cucharada de pimentón', '02028'],
		['2 huevos batidos', '01123'],
		['1 bote de tomate triturado', '11693'],
		['100 g de almendra molida', '12062'], ['3 limones', '09150'],
	],
	pt => [
		['1 colher (chá) de fermento em pó', '18369'],
		['3 limões', '09150'],
		['1 lata de leite condensado', '01095'],
		['coentros picados', '11165'],
		['200 ml de natas', '01053'],
		['1 lata de creme de leite', '01053'],
		['pimenta-do-reino a gosto', '02030'], ['3 ovos', '01123'],
		['2 dentes de alho picados', '11215'],
	],
);
for my $language (sort keys %lines) {
	my @cases = @{ $lines{$language} };
	my @got = numbers($language, map { $_->[0] } @cases);
	is($got[$_], $cases[$_][1], "$language: $cases[$_][0]")
	    for 0 .. $#cases;
}
# what is done with it is not what it is
is((numbers('it', 'yogurt al limone'))[0], '01116', 'X al Y is X');
isnt((numbers('fr', 'crevettes au sel'))[0] // '', '02047', 'and never Y');
done_testing();
