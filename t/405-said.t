#!/usr/bin/perl
# Every change says what happened: each form that leads to another page names
# a sentence in its row, each sentence is there, and none is left over.
use strict;
use warnings;
use lib 't/lib';
use Meal::Place;
use Meal::Test;

my $site = Meal::Site->new;
my @routes = @{ $site->{session}->routes };
my $template = Meal::Place::read_file(Meal::Place::top() .
    '/templates/partials/flash.html');
my %sentence = $template =~ /\{\{#([\w-]+)\}\}\{\{#_\}\}([^{]+)\{\{\/_\}\}/g;
cmp_ok(scalar keys %sentence, '>', 30, 'there are sentences');

# Where they lead is the answer itself, or the handler chooses the sentence.
my %plain = map { $_ => 1 } '/login', '/login/code', '/forgot',
    '/settings/two-factor', '/settings/two-factor/verify',
    '/settings/two-factor/codes', '/settings/email/resend',
    '/household/invitations', '/settings/tokens', '/dev/mail';

my %used;
for my $r (@routes) {
	my $flash = $r->{flash};
	if ($flash ne '-') {
		$used{$flash} = 1;
		ok($sentence{$flash}, "$r->{path}: $flash has a sentence");
	} elsif ($r->{method} eq 'POST' && $r->{flags} =~ /page/) {
		ok($plain{ $r->{path} }, "$r->{method} $r->{path} says " .
		    'what happened');
	}
}

# Those that a handler sets by itself.
for my $file (glob "'" . Meal::Place::top() . "/cgi-bin/'*.c") {
	my $text = Meal::Place::read_file($file);
	while ($text =~ /rq->out[.]flash = ([^;]+);/g) {
		my $words = $1;
		$used{$_} = 1 for $words =~ /"([\w-]+)"/g;
	}
}
is_deeply([grep { !$used{$_} } sort keys %sentence], [],
    'no sentence is left over');
is_deeply([grep { !$sentence{$_} } sort keys %used], [], 'and none missing');

# ---- seen by a person

my $anna = $site->register;
my $page = $site->browser;
$page->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);

# What the page after a form says.
sub said {
	my ($path, %form) = @_;
	my $r = $page->post($path, form => [%form]);
	is_status($r, 303, "POST $path");
	my $text = $page->get($r->header('location'))->text;
	my ($words) = $text =~ m{<div\ class="notice\ said"\ role="status">\s*<span>\s*([^<]*?)\s*
	    </span>}x;
	return $words;
}

is(said('/recipes', name => 'Dal', servings => 2), 'Recipe saved',
    'a new recipe');
my ($id) = map { $_->{id} } @{ $anna->get('recipes')->json->{items} };
is(said("/recipes/$id", name => 'Red dal'), 'Changes saved', 'an edited one');
is(said("/recipes/$id/favorite"), 'Added to your favourites', 'a favourite');
is(said("/recipes/$id/delete"), 'Recipe deleted', 'a deleted one');
is(said("/recipes/$id/restore"), 'Recipe is back', 'and back');
is(said('/plan/entries', date => '2026-03-04', mealType => 'dinner',
    recipeId => $id, servings => 2), 'Added to the plan', 'a dish planned');
my $list = $anna->post('shopping/lists', json => { name => 'Saturday' })
    ->json->{id};
is(said("/shopping/$list/items", text => 'oat milk'), 'Added to the list',
    'a thing to buy');

# What is wrong is said by the names that the form has.
like($page->post('/targets', form => [ calories => 'many' ])->text,
    qr{<a [^>]*href="\#f-calories"[^>]*>\s*Energy:},
    'a fault in a target, by its name');

done_testing;
