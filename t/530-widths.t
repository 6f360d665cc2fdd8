#!/usr/bin/perl
# On a phone no page is wider than its screen, whatever words are in it, at
# 320 pixels and with text at 200 %; menus lie on the screen. The words of
# pages are those of the pseudo-locale, 40 % longer.
use strict;
use warnings;
use lib 't/lib', 't/browser';
use Browser;
use File::Temp ();
use Meal::Place;
use Meal::Test;

my $missing = Browser::missing();
plan(skip_all => $missing) if $missing;
my $dir = File::Temp->newdir('meal-words-XXXXXX', TMPDIR => 1);
is(system("$^X " . Meal::Place::plain_top() . '/tools/words pseudo ' .
    "| msgfmt -o $dir/en-XA.mo -"), 0, 'the pseudo-locale');
my $site = Meal::Site->new(options => { words => "$dir" });
my $anna = $site->register(locale => 'en-XA');
my $id = Browser::furnish($anna);
my $long = 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunter' .
    'beamtengesellschaftssuppe';
my $address = 'https://example.com/' . ('a-very-long-path-' x 12) . '?q=1';

# Long words wherever one can be typed.
$anna->patch('household', json => { name => substr $long, 0, 60 });
$anna->patch("recipes/$id->{dal}", json => { name => $long,
    description => $address, notes => $address, keywords => [$long],
    recipeCategory => $long, recipeCuisine => $long, tools => [$long],
    source => { name => $long, url => $address },
    recipeIngredient => ["100 g $long", "For the $long:", "1 cup $long"],
    instructions => [{ section => $long, text => "$long $address",
	timer => 'PT5M' }] });
is_status($anna->patch("foods/$id->{own}", json => { name => $long,
    synonyms => ["x$long"], portions => [{ name => substr($long, 0, 40),
    grams => 45 }] }), 200, 'a long food');
is_status($anna->patch("meals/$id->{meal}", json => { name => $long }), 200,
    'a long meal');
is_status($anna->patch("shopping/lists/$id->{list}", json => {
    name => $long }), 200, 'a long list');
is_status($anna->post("shopping/lists/$id->{list}/items", json => {
    text => $long }), 201, 'a long item');

$site->sql("UPDATE person SET role = 'admin', full_name = '$long'
    WHERE email = '$anna->{email}'");
Browser::run('widths.js', 400, {
	url => $site->url, login => $anna->{username},
	password => $anna->{password}, pages => [Browser::pages($id),
	[ people => '/admin/people' ], [ administration => '/admin' ],
	[ mails => '/admin/mail' ], [ events => '/admin/audit' ],
	[ person => '/admin/people/' . $anna->user->{id} ]],
	nobody => [Browser::pages_for_nobody()],
});

done_testing();
