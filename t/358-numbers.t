#!/usr/bin/perl
# Numbers in forms, as people write them where they live.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use JSON::PP ();
use Meal::Test;

my $site = Meal::Site->new(processes => { plan => 1 });
my $anna = $site->register;
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);

sub lives {
	my ($locale) = @_;
	is_status($anna->patch('auth/profile', json => {
	    preferences => { locale => $locale } }), 200,
	    "lives in $locale");
	$browser->get('/targets');	# the process has heard of it
	return;
}

# ---- targets
my %energy = (
	'de-DE' => { '2.000' => 2000, '2.000,5' => 2000.5, '1/2' => 0.5,
	    '1800 kcal' => 1800, ' 1 950 ' => 1950, '0,5' => 0.5 },
	'en-GB' => { '2,000' => 2000, '2.000' => 2, '1½' => 1.5,
	    '0,5' => 0.5 },
	'fr-FR' => { '2 000,25' => 2000.25, '½' => 0.5 },
);
for my $locale (sort keys %energy) {
	lives($locale);
	for my $typed (sort keys %{ $energy{$locale} }) {
		is_status($browser->post('/targets', form => [
		    calories => $typed ]), 303, "$locale: $typed");
		is($anna->get('targets')->json->{calories},
		    $energy{$locale}{$typed}, 'is read');
	}
}
lives('de-DE');
for my $bad ('viel', '1,2,3', '5 mg', '1/0') {
	my $r = $browser->post('/targets', form => [ calories => $bad ]);
	is_status($r, 400, "no number: $bad");
	like($r->body, qr/value="\Q$bad\E"/, 'what was typed is there');
}
is_problem($anna->put('targets', json => { calories => '2.000' }), 400,
    'programs send numbers');

# ---- what a page shows it takes, in every form that has numbers
my $food = $anna->post('foods', json => { name => 'Grütze', density => 0.785,
    nutrients => { calories => 1234.567, proteinContent => 2.125 },
    portions => [ { name => 'Schale', grams => 12.345 } ] })->json;
my $recipe = $anna->post('recipes', json => { name => 'Brei',
    servings => 2.125, recipeIngredient => ['100 g Grütze'] })->json;
my $meal = $anna->post('meals', json => { name => 'Morgens', items => [
    { foodId => $food->{id}, quantity => 1.125, unit => 'g' } ] })->json;
my $list = $anna->post('shopping/lists', json => { name => 'Laden' })->json;
my $item = $anna->post("shopping/lists/$list->{id}/items", json => {
    food => 'Grütze', quantity => 3.375, unit => 'kg' })->json;
my $entry = $anna->post('plan/entries', json => { date => '2026-11-25',
    mealType => 'dinner', foodId => $food->{id}, quantity => 2.125,
    unit => 'g', servings => 1.375 })->json;
$anna->put('targets', json => { calories => 2100.125, fatContent => 3.125 });

# The fields of the form that leads to an address, as a browser sends them.
sub fields {
	my ($page, $action) = @_;
	my $html = $browser->get($page)->body;
	utf8::decode($html);
	my ($form) = $html =~
	    m{(<form[^>]*action="\Q$action\E"(?:(?!</form>).)*name="(?:key|version)".*?</form>)}s;
	my @fields;

	die "no form for $action on $page\n" if !$form;
	while ($form =~ /<(input|select|textarea)\b([^>]*)>((?:(?!<\/).)*)/gs) {
		my ($kind, $tag, $in) = ($1, $2, $3);
		my ($name) = $tag =~ /\bname="([^"]*)"/ or next;
		my ($value) = $tag =~ /\bvalue="([^"]*)"/;
		next if $tag =~ /type="(?:checkbox|radio)"/ &&
		    $tag !~ / checked/;
		($value) = $in =~ /value="([^"]*)" selected/
		    if $kind eq 'select';
		$value = $in if $kind eq 'textarea';
		next if $name eq 'csrf';
		push @fields, $name => $value // '';
	}
	return \@fields;
}

my @same = (
	[ "/foods/$food->{id}/edit", "/foods/$food->{id}",
	    "foods/$food->{id}", '1234,567' ],
	[ "/meals/$meal->{id}/edit", "/meals/$meal->{id}",
	    "meals/$meal->{id}", '1,125' ],
	[ "/shopping/$list->{id}",
	    "/shopping/$list->{id}/items/$item->{id}",
	    "shopping/lists/$list->{id}/items/$item->{id}", '3,375' ],
	[ '/plan/2026-11-25', "/plan/entries/$entry->{id}",
	    "plan/entries/$entry->{id}", '1,375' ],
	[ '/targets', '/targets', 'targets', '2100,125' ],
	[ "/recipes/$recipe->{id}/edit", "/recipes/$recipe->{id}",
	    "recipes/$recipe->{id}", '2,125' ],
);
for my $case (@same) {
	my ($page, $action, $path, $shown) = @{$case};
	my $was = $anna->get($path)->json;
	my $fields = fields($page, $action);

	ok((grep { $_ eq $shown } @{$fields}), "$page shows $shown");
	is_status($browser->post($action, form => $fields), 303,
	    'and takes what it shows');
	my $is = $anna->get($path)->json;
	delete @{$_}{qw(version updatedAt)} for $was, $is;
	is_deeply($is, $was, 'as it was');
}

# ---- no page has a field of its own mind
my @wild;
open(my $find, '-|', qw(git ls-files templates)) or die "git: $!\n";
while (my $file = <$find>) {
	chomp $file;
	open(my $in, '<:encoding(UTF-8)', $file) or next;
	my $text = do { local $/; <$in> };
	while ($text =~ /(<input\b[^>]*>)/g) {
		my $tag = $1;
		push @wild, "$file: $tag" if $tag =~ /type="number"/ ||
		    ($tag =~ /inputmode="decimal"/ &&
		    $tag =~ /value="(?!\d+"|[^"]*\.typed\}\})[^"]/);
	}
}
is_deeply(\@wild, [], 'fields with numbers show them as they take them');

done_testing();
