#!/usr/bin/perl
# The main job in a browser: from an account to a ticked shopping list.
use strict;
use warnings;
use lib 't/lib', 't/browser';
use Browser;
use Meal::Test;

my $missing = Browser::missing();
plan(skip_all => $missing) if $missing;
my $site = Meal::Site->new;

Browser::run('script.js', 90, { url => $site->url });

done_testing();
