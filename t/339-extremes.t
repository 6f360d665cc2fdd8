#!/usr/bin/perl
# What is more than can be kept, what cannot be seen, and addresses that are
# options: told where it stands, and never an error of the database's.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $browser = $site->browser;
$browser->get('/login');
$browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
my $lead = $anna->post('foods', json => { name => 'osmium', density => 25,
    portions => [{ name => 'anvil', grams => 100_000 }],
    nutrients => { calories => 900 } });
is_status($lead, 201, 'a heavy food');
$lead = $lead->json->{id};

# ---- more than can be weighed

my $heavy = '100000 gallons osmium';
for my $case ([ lines => recipeIngredient => [ '1 kg osmium', $heavy ] ],
    [ rows => ingredients => [ { food => 'osmium', foodId => $lead,
    quantity => 1, unit => 'kg' }, { food => 'osmium', foodId => $lead,
    quantity => 100_000, unit => 'gallon' } ] ]) {
	my ($what, $member, $value) = @{$case};
	my $r = $anna->post('recipes', json => { name => "By $what",
	    servings => 2, $member => $value });
	is_status($r, 201, "a recipe by $what is kept");
	is_deeply([map { $_->{reason} } @{ $r->json->{missing} }],
	    ['too-much'], 'and says which line is not counted');
	is($r->json->{nutrition}{calories}, 4500, 'the rest is');
}
my $r = $anna->post('recipes', json => { name => 'Many', servings => 2,
    recipeIngredient => [ ('90000 kg osmium') x 100 ] });
is_status($r, 201, 'many lines that are too much together');
cmp_ok(scalar @{ $r->json->{missing} }, '>', 80, 'most are not counted');
$r = $anna->post('recipes', json => { name => 'Nobody is so small',
    servings => 0.001, recipeIngredient => ['90000 kg osmium'] });
is_status($r, 400, 'too much for each');
is_deeply([map { $_->{pointer} } @{ $r->json->{errors} }], ['/servings'],
    'with a pointer') or diag($r->body);
my $page = $browser->post('/recipes', form => [ name => 'By hand',
    servings => 2, ingredientsText => $heavy ]);
is_status($page, 303, 'by a form');
like($browser->get($page->header('location'))->body,
    qr/more than can be counted/, 'the page says so');

for my $amount ([ 100_000, 'gallon' ], [ 100_000, 'anvil' ]) {
	my ($quantity, $unit) = @{$amount};
	my %helping = (foodId => $lead, quantity => $quantity, unit => $unit);
	$r = $anna->post('meals', json => { name => "A meal of $unit",
	    items => [\%helping] });
	is_status($r, 201, "a meal by the $unit");
	is_deeply([map { $_->{reason} } @{ $r->json->{missing} }],
	    ['too-much'], 'is not counted');
	$r = $anna->post('plan/entries', json => { %helping, date => '2031-05-05',
	    mealType => 'dinner' });
	is_status($r, 201, "an entry by the $unit") or diag($r->body);
	is($r->json->{grams}, undef, 'weighs nothing that is known');
}

# ---- what cannot be seen is empty

for my $nothing ("\x{200b}\x{200b}", "\x{3164}", "\x{2060} \x{ad}",
    "\x{2800}", "\x{feff}") {
	my $code = sprintf 'U+%04X', ord $nothing;
	for my $at ('recipes', 'foods', 'meals', 'shopping/lists') {
		my $r = $anna->post($at, json => { name => $nothing });
		is_status($r, 400, "$at: no name of $code alone");
		is($r->json->{errors}[0]{pointer}, '/name', 'it is told');
	}
	is_status($anna->patch('household', json => { name => $nothing }),
	    400, 'nor a household of it');
	is_status($anna->patch('auth/profile',
	    json => { fullName => $nothing }), 400, 'nor somebody');
}
is_status($anna->post('recipes', json => { name =>
    "\x{6a9}\x{62a}\x{627}\x{628}\x{200c}\x{62e}\x{627}\x{646}\x{647}" }),
    201, 'a joiner within a word stays');

# ---- an address that is an option to a program

for my $address ('-oQ/tmp@example.com', '-f@example.com', '--@example.com') {
	my $r = $site->post('auth/register', json => { email => $address,
	    username => 'minus', fullName => 'M', password =>
	    'kitchen table 7' });
	is_status($r, 400, "$address is no address");
	is($r->json->{errors}[0]{pointer}, '/email', 'it is told');
	is_status($anna->post('household/invitations', json => {
	    role => 'member', email => $address }), 400,
	    'nor is anybody invited there');
}

done_testing;
