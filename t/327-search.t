#!/usr/bin/perl
# Recipes are found by their names and each word of them, and sorted as their
# readers expect, in every script; those saved before, too.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use Meal::Test;

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output,
    Test::More->builder->failure_output;

my $site = Meal::Site->new;
my $anna = $site->register;
my @names = ('김치찌개 맛있는', 'ガーリックごはん', 'दाल मखनी',
    'แกงเขียวหวาน', 'Борщ украинский', 'Йогурт с ягодами',
    'Mac/Cheese bake', 'Ramen 2.5 litre', 'Milk 3.5% pudding',
    'soup.html trick', 'www.food.com stew', 'Shepherd’s pie',
    'Käsespätzle', 'שקשוקה עם ביצים', 'شوربة عدس', 'Μουσακάς', '麻婆豆腐',
    'ইলিশ মাছ', 'சாம்பார் சாதம்', 'ხაჭაპური', 'Հարիսա', 'ເຂົ້າປຽກ');
my %id;
for my $name (@names) {
	my $r = $anna->post('recipes', json => { name => $name });
	is_status($r, 201, $name);
	$id{$name} = $r->json->{id};
}

sub found {
	my ($q) = @_;
	my $r = $anna->get('recipes?limit=100&q=' . join '',
	    map { sprintf '%%%02x', ord } split //, do {
		my $bytes = $q; utf8::encode($bytes); $bytes });
	is($r->status, 200, "q=$q");
	return map { $_->{id} } @{ $r->json->{items} };
}

sub all_found {
	my ($when) = @_;
	for my $name (@names) {
		for my $q ($name, split / /, $name) {
			ok((grep { $_ eq $id{$name} } found($q)),
			    "$when: $name by $q");
		}
	}
	return;
}

all_found('now');
for my $pair (['cheese', 'Mac/Cheese bake'], ['3.5', 'Milk 3.5% pudding'],
    ['shepherds', 'Shepherd’s pie'], [q(shepherd's pie), 'Shepherd’s pie'],
    ['เขียว', 'แกงเขียวหวาน'], ['ごはん', 'ガーリックごはん'],
    ['kasespatzle', 'Käsespätzle'], ['찌개', '김치찌개 맛있는']) {
	my ($q, $name) = @{$pair};
	is_deeply([found($q)], [$id{$name}], "$q finds $name alone");
}
is_deeply([found($_)], [], "$_ finds nothing") for '"', '%', 'カーリック';

# ---- those saved in an older way, when a new program migrates

$site->sql("UPDATE recipe SET search = '', search_version = 0");
my $versions = 'SELECT string_agg(version || \' \' || seq, \',\' ORDER BY id)
    FROM recipe';
my $was = $site->sql($versions);
is_deeply([found('cheese')], [], 'their words are gone');
my ($status, $said) = $site->mealctl('migrate');
is($status, 0, 'mealctl migrate') or diag($said);
is($site->sql($versions), $was, 'it makes no new versions');
all_found('made anew');

# Names of foods as well: keys of an older folding are made anew.
is_status($anna->post('foods', json => { name => 'दाल',
    nutrients => { calories => 100 } }), 201, 'a food');
is_status($anna->post('foods', json => { name => 'दिल',
    nutrients => { calories => 200 } }), 201, 'another one');
$site->sql("UPDATE food_name SET key = 'दल' || food WHERE household IS NOT
    NULL");
is(($site->mealctl('migrate'))[0], 0, 'mealctl migrate');
my ($line) = @{ $anna->post('ingredients/parse', json => {
    lines => ['100 g दिल'] })->json->{items} };
is($line->{foodName}, 'दिल', 'a line finds the food it names');

# ---- sorted

my $sort = $site->register;
$sort->post('recipes', json => { name => $_ })
    for 'Zucchini', 'Äpfel', 'apple', 'Éclair', 'eggs', 'ñoquis', 'nuts',
    'Œufs', 'oats', 'Ölsardinen';
my @sorted;
my $next = 'recipes?sort=name&limit=3';
while ($next) {
	my $r = $sort->get($next)->json;
	push @sorted, map { $_->{name} } @{ $r->{items} };
	$next = $r->{next} &&
	    "recipes?sort=name&limit=3&cursor=$r->{next}";
}
is_deeply(\@sorted, ['Äpfel', 'apple', 'Éclair', 'eggs', 'ñoquis', 'nuts',
    'oats', 'Œufs', 'Ölsardinen', 'Zucchini'], 'names with marks')
    or diag("@sorted");

done_testing;
