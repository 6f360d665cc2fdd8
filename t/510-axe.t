#!/usr/bin/perl
# axe-core finds nothing on any page: phone and desk, light and dark.
use strict;
use warnings;
use lib 't/lib', 't/browser';
use Browser;
use Meal::Test;

my $missing = Browser::missing();
plan(skip_all => $missing) if $missing;
my $site = Meal::Site->new;
my $anna = $site->register;
my $id = Browser::furnish($anna);

Browser::run('axe.js', 400, {
	url => $site->url, login => $anna->{username},
	password => $anna->{password}, pages => [Browser::pages($id)],
	nobody => [Browser::pages_for_nobody()],
});

done_testing();
