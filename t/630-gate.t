#!/usr/bin/perl
# What the script does for those who make an account quickly, and when too
# many were made.
use strict;
use warnings;
use lib 't/lib', 't/browser';
use Browser;
use Meal::Test;

my $missing = Browser::missing();
plan(skip_all => $missing) if $missing;
my $site = Meal::Site->new(options => { registration_seconds => 2,
    registrations_address => 1, proof_bits => 10 });

Browser::run('gate.js', 90, { url => $site->url });
is($site->sql('SELECT count(*) FROM person'), 2, 'two accounts are made');

done_testing();
