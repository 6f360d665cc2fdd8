#!/usr/bin/perl
# The main job with script off.
use strict;
use warnings;
use lib 't/lib', 't/browser';
use Browser;
use Meal::Test;

my $missing = Browser::missing();
plan(skip_all => $missing) if $missing;
my $site = Meal::Site->new;

Browser::run('noscript.js', 90, { url => $site->url });

done_testing();
