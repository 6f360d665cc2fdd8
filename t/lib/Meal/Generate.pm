package Meal::Generate;

# Names, texts and recipes as people of all scripts write them, with what
# hurts a parser among them. The same seed gives the same; it is printed, and
# MEAL_SEED tries another.
#
#	my $g = Meal::Generate->new(11);
#	$g->recipe

use strict;
use warnings;
use utf8;
use Test::More ();

# Words of a script, as names have them.
our %WORDS = (
	latin => [qw(Dal Käsespätzle crème brûlée Smörgås jalapeño bœuf
	    Pączki straße Ñandú İçli øl)],
	greek => [qw(Μουσακάς τζατζίκι ψωμί)],
	cyrillic => [qw(Борщ йогурт щи ёлка їжа)],
	armenian => [qw(Հարիսա խորոված)],
	georgian => [qw(ხაჭაპური ლობიო)],
	hebrew => [qw(שקשוקה חלה)],
	arabic => [qw(شوربة عدس كُشَري)],
	devanagari => [qw(दाल दिल मखनी सूजी)],
	bengali => [qw(ইলিশ মাছ)],
	tamil => [qw(சாம்பார் சாதம்)],
	thai => [qw(แกงเขียวหวาน ข้าวผัด)],
	lao => [qw(ເຂົ້າປຽກ)],
	khmer => [qw(អាម៉ុក)],
	burmese => [qw(မုန့်ဟင်းခါး)],
	hangul => [qw(김치찌개 비빔밥)],
	kana => [qw(ガーリック ごはん ポテト)],
	han => [qw(麻婆豆腐 炒饭)],
	amharic => [qw(ዶሮወጥ)],
	vietnamese => [qw(Phở bánh mì Bún)],
);
our @SCRIPTS = sort keys %WORDS;

sub new {
	my ($class, $seed) = @_;
	$seed = $ENV{MEAL_SEED} if defined $ENV{MEAL_SEED};
	Test::More::note("seed $seed");
	return bless { seed => $seed }, $class;
}

sub below {
	my ($self, $n) = @_;
	$self->{seed} = ($self->{seed} * 1_103_515_245 + 12_345) %
	    2_147_483_648;
	return ($self->{seed} >> 8) % $n;
}

sub pick {
	my ($self, @of) = @_;
	return $of[$self->below(scalar @of)];
}

sub chance { my ($self, $of) = @_; return !$self->below($of) }

sub word {
	my ($self, $script) = @_;
	return $self->pick(@{ $WORDS{ $script // $self->pick(@SCRIPTS) } });
}

# Words of one script, joined as names are.
sub name {
	my ($self, $script) = @_;
	$script //= $self->pick(@SCRIPTS);
	my $name = $self->word($script);
	for (1 .. $self->below(3)) {
		$name .= $self->pick(' ', ' ', ' ', '/', ', ', '. ', ' - ',
		    '-', ' & ', ' 2.5 ', ' 3.5% ', ' (', '+') .
		    $self->word($script);
	}
	$name .= $self->pick('', '', '', '’s', q('s), ' 7', '!', ' – 2');
	return $name;
}

my @marks = ('## ', '##', '\\## ', '\\', '# ', '[25 min]', '[now]',
    '\\[5 min]', '[PT5M]', '[', ']', ', ', ' ,', ';', "\t", '1. ', '- ', '* ',
    '<b>bold</b>', '&amp;', '&', '"', q('), '’', '%', '½', '1/3', '🍲',
    '{{name}}', '-', '+', '=', 'For the sauce:', '350°', "\x{200d}");

# A line that has anything in it.
sub line {
	my ($self) = @_;
	my $line = '';
	for (0 .. $self->below(6)) {
		$line .= ' ' if length $line && !$self->chance(4);
		$line .= $self->chance(3) ? $self->pick(@marks) : $self->word;
	}
	return $line;
}

# Lines, blank ones among them.
sub text {
	my ($self) = @_;
	my $text = join '', map { $self->line . $self->pick("\n", "\n",
	    "\n\n", "\n \n", "\n\n\n") } 1 .. 1 + $self->below(4);
	chomp $text;
	return $text =~ /\S/ ? $text : 'Stir.';
}

sub timer {
	my ($self) = @_;
	return $self->pick(undef, undef, undef, 'PT5M', 'PT1H30M', 'PT90S',
	    'PT36H', 'PT1S');
}

sub steps {
	my ($self, $n) = @_;
	my $section;
	return [map {
		$section = $self->pick(undef, 'Sauce', 'For the dough:',
		    '## odd', '##', '\\', $self->name, $self->line)
		    if $self->chance(3);
		$section = undef if defined $section && $section !~ /\S/;
		{ section => $section, text => $self->text,
		    timer => $self->timer };
	} 1 .. $n];
}

my @amounts = ('1/3 cup', '2 1/2 tbsp', '1 lb 4 oz', '2 (400 g) tins',
    '200-250 g', '3', 'a pinch of', 'juice of 1', '1,5 kg', '½ tsp', '1 kg',
    '0.005 g', '');
my @foods = ('red lentils, rinsed', 'flour', 'butter, soft', 'eggs (large)',
    'सूजी', '豆腐', 'salt to taste', 'unicorn horns');

sub ingredient {
	my ($self) = @_;
	return $self->pick('For the sauce:', 'Topping:', '## top', '##',
	    '\\salt', '## ' . $self->name) if $self->chance(8);
	return $self->line if $self->chance(4);
	return join ' ', $self->pick(@amounts), $self->pick(@foods,
	    $self->name);
}

# With every member that may be sent, or null.
sub recipe {
	my ($self, $name) = @_;
	my $texts = sub { my ($max) = @_; return [map { $self->pick(
	    'salt, coarse', 'b', 'knife; large', $self->name . " $_") }
	    1 .. $self->below($max)] };
	my %seen;
	return { name => $name // $self->name,
	    description => $self->pick(undef, $self->text),
	    visibility => $self->pick(qw(household private public)),
	    source => $self->pick(undef, { name => $self->line },
		{ url => 'https://example.com/x?a=1&b=2' },
		{ name => 'A book', url => 'https://example.com/#' }),
	    recipeYield => $self->pick(undef, '4 bowls, or so', 'Makes 12'),
	    servings => $self->pick(undef, 1, 2.5, 4, 0.333, 1000),
	    prepTime => $self->pick(undef, 'PT20M', 'PT90S'),
	    cookTime => $self->pick(undef, 'PT40M', 'PT0S', 'PT25H1M'),
	    totalTime => $self->pick(undef, 'PT13H', 'PT1H', 'PT61S'),
	    recipeCategory => $self->pick(undef, 'dinner, late'),
	    recipeCuisine => $self->pick(undef, $self->name),
	    keywords => [grep { !$seen{lc $_}++ } @{ $texts->(4) }],
	    tools => [grep { !$seen{"t$_"}++ } @{ $texts->(3) }],
	    notes => $self->pick(undef, $self->text),
	    recipeIngredient => [grep { /\S/ } map { $self->ingredient }
		1 .. $self->below(9)],
	    instructions => $self->steps($self->below(8)) };
}

1;
