#!/usr/bin/perl
# A write runs within a transaction and nowhere else, and what a guard refuses
# leaves no row behind (t/unit/db_misuse.c, with a database).
use strict;
use warnings;
use lib 't/lib';
use Meal::Process;
use Meal::Session;
use Meal::Test;

my $site = Meal::Site->new;
my ($status, $said) = Meal::Process::run(
    argv => [Meal::Session::build() . '/t/unit/db_misuse'],
    env => { MEAL_CONF => $site->{conf} });
is($status, 0, 'the program that misuses it ends well') or diag($said);
unlike($said, qr/^not ok/m, 'all it expects holds') or diag($said);
like($said, qr/event=bug .*writes outside of db_tx/m,
    'a write outside is told in the log');
is($site->sql("SELECT string_agg(key, ' ' ORDER BY key) FROM tries
    WHERE key IN ('alone', 'within', 'allowed')"), 'allowed',
    'only what was allowed is there');

done_testing;
