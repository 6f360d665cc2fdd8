#!/usr/bin/perl
# Every page transfers at most 60 kB, keeps a strict content security policy
# and gives the console nothing to say.
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

Browser::run('weight.js', 240, {
	url => $site->url, login => $anna->{username},
	password => $anna->{password}, pages => [Browser::pages($id)],
	nobody => [Browser::pages_for_nobody()],
});

done_testing();
