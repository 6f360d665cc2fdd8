#!/usr/bin/perl
# mealctl foods import: a small SR28 written here, broken ones, and the real
# one where the shared data is; and mealctl parse-ingredients.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Place;
use Meal::Session;
use Meal::Test;

my $site = Meal::Site->new(responders => []);
my $dir = $site->log_dir . '/sr28';
mkdir $dir or die "$dir: $!\n";

my %good = (
	FOOD_DES => [
		'~11282~^~1100~^~Onions, raw~^~ONIONS,RAW~^~~^~~^~Y~^~~^10^~Allium cepa~^6.25^2.44^8.37^3.57',
		'~99901~^~1600~^~Beans, moon, blue, raw~^~BEANS~^~~^~~^~~^~~^^~~^^^^',
		"~99902~^~2500~^~Snacks, caf\xe9 crackers~^~S~^~~^~~^~~^~~^^~~^^^^",
	],
	NUT_DATA => [
		'~11282~^~208~^40^1^^~1~^~~^~~^~~^^^^^^^^^',
		'~99901~^~208~^123^1^^~1~^~~^~~^~~^^^^^^^^^',
		'~99901~^~203~^7.25^1^^~1~^~~^~~^~~^^^^^^^^^',
		'~99901~^~999~^7.25^1^^~1~^~~^~~^~~^^^^^^^^^',
	],
	WEIGHT => [
		'~99901~^1^1^~cup (8 fl oz)~^118.294^^',
		'~99901~^2^10^~beans~^12^^',
		'~99901~^3^3^~oz~^85^^',
		'~99901~^4^1^~piece, cooked (yield from 1 lb raw)~^85^^',
		'~99901~^5^1^~cup~^999^^',
	],
);

sub write_files {
	my (%files) = @_;
	unlink glob "$dir/*";
	for my $name (keys %files) {
		open my $out, '>:raw', "$dir/$name.txt" or die "$name: $!\n";
		print {$out} map { "$_\r\n" } @{ $files{$name} };
		close $out or die "$name: $!\n";
	}
	return;
}

sub import_foods { return $site->mealctl('foods', 'import', @_) }

# Everything that an import could touch.
sub state_now {
	return $site->sql("SELECT md5(string_agg(f::text, '|' ORDER BY id))
	    FROM food f") . $site->sql("SELECT md5(string_agg(n::text, '|'
	    ORDER BY food, key)) FROM food_name n");
}

# ---- what comes with meal
my $foods = $site->sql('SELECT count(*) FROM food');
cmp_ok($foods, '>', 1500, 'the catalogue is there');
is($site->sql("SELECT count(*) FROM (SELECT key FROM food_name
    WHERE languages IS NULL GROUP BY key HAVING count(*) > 1) x"), 0,
    'one food of a name');
is($site->sql("SELECT count(*) FROM (SELECT key, unnest(languages) AS language
    FROM food_name GROUP BY 1, 2 HAVING count(*) > 1) x"), 0,
    'and of a name in a language');
is($site->sql("SELECT count(*) FROM food WHERE nutrients[1] IS NULL"), 0,
    'every food has its energy');
my $seeded = state_now();
my ($status, $said) = $site->mealctl('migrate', 'up');
is($status, 0, 'migrate again');
is(state_now(), $seeded, 'changes nothing');

# ---- a small one
write_files(%good);
($status, $said) = import_foods($dir);
is($status, 0, 'imported') or diag($said);
like($said, qr/^3 foods \(1 curated, 3 new or changed\), 3 nutrient values, 2 portions, \d names$/m,
    'and told');
is($site->sql('SELECT count(*) FROM food'), $foods + 2, 'two more');
my $after = state_now();
($status, $said) = import_foods($dir);
like($said, qr/ 0 new or changed/, 'again: nothing to do');
is(state_now(), $after, 'the same');
my ($name, $description, $calories, $curated) = split /[|]/, $site->sql(
    "SELECT name, description, nutrients[1], curated FROM food
    WHERE number = '11282'");
is($name, 'onion', 'curated foods keep their name');
is($description, 'Onions, raw', 'and get a description');
is($curated, 't', 'and stay curated');
is($site->sql("SELECT name || '/' || nutrients[1] || '/' || nutrients[2] ||
    '/' || aisle || '/' || density FROM food WHERE number = '99901'"),
    'Beans, moon, blue, raw/123/7.25/grains/0.5000', 'others are as written');
is_deeply(JSON::PP::decode_json($site->sql("SELECT portions FROM food
    WHERE number = '99901'")), [ { name => 'cup', grams => 118.294 },
    { name => 'beans', grams => 1.2 } ], 'with their portions');
is($site->sql("SELECT string_agg(key, '/' ORDER BY key) FROM food_name n
    JOIN food f ON f.id = n.food WHERE number = '99901'"),
    'blue bean/blue moon bean/moon bean', 'found by names made of it');
is($site->sql("SELECT name FROM food WHERE number = '99902'"),
    "Snacks, caf\xc3\xa9 crackers", 'Latin-1 is read');
is($site->sql("SELECT count(*) FROM food_name n JOIN food f ON f.id = n.food
    WHERE n.rank = 2 AND exists(SELECT FROM food_name o WHERE o.key = n.key
    AND o.rank < 2)"), 0, 'no curated name is taken');

# ---- packed
system("cd '$dir' && xz -k *.txt && rm *.txt") == 0 or die 'xz';
($status, $said) = import_foods($dir);
is($status, 0, 'the same, packed') or diag($said);
is(state_now(), $after, 'is the same');
write_files(%good);
system("cd '$dir/..' && python3 -m zipfile -c sr28.zip sr28") == 0
    or die 'zip';
($status, $said) = import_foods("$dir/../sr28.zip");
is($status, 0, 'and as a zip') or diag($said);
is(state_now(), $after, 'too');

# ---- broken ones
my $long = 'x' x 20_000;
for my $bad (
	[ FOOD_DES => 'nonsense', qr/FOOD_DES[.]txt:4: / ],
	[ FOOD_DES => '~1~^~0100~^~x~', qr/FOOD_DES[.]txt:4: .*five digits/ ],
	[ FOOD_DES => '~-1234~^~0100~^~x~', qr/FOOD_DES[.]txt:4: / ],
	[ FOOD_DES => '~11282~^~0100~^~x~', qr/:4: 11282 is here twice/ ],
	[ FOOD_DES => '~99903~^~0100~^~x', qr/:4: a text has no end/ ],
	[ FOOD_DES => '~99903~^~0100~^~~', qr/:4: a description/ ],
	[ FOOD_DES => "~99903~^~0100~^~$long~", qr/:4: this line is too long/ ],
	[ FOOD_DES => "~99903~^~0100~^~a\0b~", qr/:4: this line holds a NUL/ ],
	[ FOOD_DES => '^' x 50, qr/:4: there are too many fields/ ],
	[ NUT_DATA => '~99999~^~208~^1', qr/NUT_DATA[.]txt:5: 99999 is not in/ ],
	[ NUT_DATA => '~99901~^~208~^nan', qr/:5: "nan" is no amount/ ],
	[ NUT_DATA => '~99901~^~208~^-1', qr/:5: "-1" is no amount/ ],
	[ NUT_DATA => '~99901~^~208~^1e99', qr/:5: "1e99" is no amount/ ],
	[ NUT_DATA => '~99901~^~208~', qr/:5: there are 2 fields/ ],
	[ NUT_DATA => '~99901~^~20x~^1', qr/:5: "20x" is no nutrient/ ],
	[ WEIGHT => '~99901~^1^x^~cup~^1', qr/WEIGHT[.]txt:6: "x" is no/ ],
) {
	my ($file, $line, $error) = @{$bad};
	my %files = map { $_ => [ @{ $good{$_} } ] } keys %good;
	push @{ $files{$file} }, $line;
	$files{FOOD_DES}[1] =~ s/moon/mars/;	# would be a change
	write_files(%files);
	($status, $said) = import_foods($dir);
	is($status, 1, "$file: " . substr($line, 0, 30) =~ s/\0/NUL/r);
	like($said, $error, 'says where and why');
	my @lines = grep { /^mealctl:/ } split /\n/, $said;
	is(@lines, 1, 'in one line');
}
write_files(map { $_ => $good{$_} } qw(FOOD_DES NUT_DATA));
($status, $said) = import_foods($dir);
is($status, 1, 'a file is missing');
like($said, qr/there is no WEIGHT[.]txt/, 'which one');
write_files(%good, FOOD_DES => []);
is((import_foods($dir))[0], 1, 'no foods');
is((import_foods("$dir/nowhere"))[0], 1, 'no folder');
is((import_foods("$dir/FOOD_DES.txt"))[0], 1, 'no zip');
open my $out, '>:raw', "$dir/x.zip" or die;
print {$out} "PK\3\4", "\xff" x 5000;
close $out or die;
is((import_foods("$dir/x.zip"))[0], 1, 'a broken zip');
open $out, '>:raw', "$dir/FOOD_DES.txt.xz" or die;
print {$out} "\xfd7zXZ\0", "\xff" x 5000;
close $out or die;
unlink "$dir/FOOD_DES.txt";
is((import_foods($dir))[0], 1, 'a broken xz');
is((import_foods())[0], 2, 'nothing is wrong use');
is(state_now(), $after, 'none of them stored anything');

# ---- the curated tables can be wrong as well
my $migrations = "$dir/../migrations";
sub with_tables {
	my ($change) = @_;
	system('rm', '-rf', $migrations);
	system('cp', '-r', Meal::Place::top() . '/migrations', $migrations);
	$change->("$migrations/foods");
	my $conf = Meal::Place::read_file($site->conf);
	$conf =~ s/^migrations=.*$/migrations=$migrations/m
	    or $conf .= "migrations=$migrations\n";
	open my $file, '>', "$dir/../other.conf" or die;
	print {$file} $conf;
	close $file or die;
	return Meal::Session::mealctl("$dir/../other.conf", 'migrate', 'up');
}

sub append {
	my ($file, $text) = @_;
	open my $to, '>>', $file or die "$file: $!\n";
	print {$to} $text;
	close $to or die "$file: $!\n";
	return;
}

for my $bad (
	["99998\tx\t\tproduce\t\t\t\t\n", qr/99998 is not in nutrients/],
	["11282\tx\t\tproduce\t\t\t\t\n", qr/11282 is here twice/],
	["11282\tx\n", qr/2 columns/],
	["x\tx\t\tproduce\t\t\t\t\n", qr/five digits/],
) {
	($status, $said) = with_tables(sub {
	    append("$_[0]/vegetables.tsv", $bad->[0]) });
	is($status, 1, 'a wrong table');
	like($said, qr/vegetables[.]tsv:\d+: .*$bad->[1]/, 'is told');
}
is((with_tables(sub { system('rm', '-r', $_[0]) }))[0], 1, 'no tables');
is(state_now(), $after, 'nothing is stored');
($status, $said) = with_tables(sub { append("$_[0]/nutrients.tsv",
    "99901\t" . join("\t", 200, ('') x 37) . "\n");
    append("$_[0]/vegetables.tsv", "99901\tmoon bean\tluna;moon bean;onion\t"
    . "produce\t0.7\tpiece=2;cup diced=70\tHalalDiet\tcelery;nuts\n") });
is($status, 0, 'a new food in the tables') or diag($said);
is($site->sql("SELECT name || '/' || nutrients[1] || '/' || description ||
    '/' || curated FROM food WHERE number = '99901'"),
    'moon bean/200/Beans, moon, blue, raw/true', 'takes over');
is($site->sql("SELECT string_agg(key || n.rank, '/' ORDER BY key)
    FROM food_name n JOIN food f ON f.id = n.food WHERE number = '99901'"),
    'blue bean2/blue moon bean2/luna1/moon bean0',
    'with its names, but nobody else\'s');
($status, $said) = $site->mealctl('migrate', 'up');
is($site->sql("SELECT curated FROM food WHERE number = '99901'"), 'f',
    'taken out of the tables it is curated no more');

# ---- lines on standard input
sub parsed {
	my ($input, @options) = @_;
	open my $to, '>:raw', "$dir/lines" or die;
	print {$to} $input;
	close $to or die;
	my $program = Meal::Session::build() . '/bin/mealctl';
	local $ENV{MEAL_CONF} = @options ? $site->conf : '/nonexistent';
	my @lines = `'$program' parse-ingredients @options <'$dir/lines'`;
	is($?, 0, 'read');
	return map { JSON::PP::decode_json($_) } @lines;
}
my @said = parsed("1 1/2 cups flour, sifted\n\n" . 'x' x 5000 .
    "\n\xff\0bad\n2-3 eggs");
is(@said, 5, 'one object a line');
is_deeply([@{ $said[0] }{qw(quantity unit food note)}],
    [1.5, 'cup', 'flour', 'sifted'], 'amounts are read');
is($said[4]{quantityMax}, 3, 'also in a last line without an end');
@said = parsed("1 onion\n2 unobtainium\n" x 300, '--match');
is(@said, 600, 'with foods');
is($said[598]{foodName}, 'onion', 'that are found');
is($said[598]{grams}, 110, 'and weighed');
is($said[599]{reason}, 'no-food', 'or not');
is(($site->mealctl('parse-ingredients', '--nonsense'))[0], 2, 'wrong use');

# ---- the real one
SKIP: {
	my $sr28 = ($ENV{MEAL_DATA} // Meal::Place::top() .
	    '/../shared/data') . '/c_foods/sr28';
	skip 'no test data', 6 unless -d $sr28;
	my $start = time;
	($status, $said) = import_foods($sr28);
	is($status, 0, 'all of SR28') or diag($said);
	cmp_ok(time - $start, '<', 120, 'in time');
	like($said, qr/^8789 foods \(\d+ curated, /m, '8,789 foods');
	is($site->sql("SELECT count(*) FROM food WHERE number < '99900'"),
	    8789, 'are there');
	my $all = state_now();
	is((import_foods($sr28))[0], 0, 'again');
	is(state_now(), $all, 'gives the same');
}

done_testing;
