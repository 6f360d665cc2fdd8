#!/usr/bin/perl
# A write runs within a transaction and nowhere else, and what a guard refuses
# leaves no row behind (t/unit/db_misuse.c, with a database).
use strict;
use warnings;
use lib 't/lib';
use Meal::Place;
use Meal::Process;
use Meal::Session;
use Meal::Statements;
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

# A function that writes says so in the statement's header: PostgreSQL knows
# which might (volatile ones of our own), the compiled table which are told.
my %volatile = map { $_ => 1 } split /\n/, $site->sql("SELECT proname
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND provolatile = 'v' AND prorettype <> 'trigger'::regtype
    AND NOT exists(SELECT FROM pg_depend d WHERE d.objid = pg_proc.oid
        AND d.deptype = 'e')");
ok($volatile{change_order_renew}, 'some functions write');
my $calls = 0;
for my $statement (values %{ Meal::Statements::all() }) {
	for my $name ($statement->{text} =~ /\b([a-z_]+)\(/g) {
		next unless $volatile{$name};
		$calls++;
		like($statement->{head}, qr/ writes\b/,
		    "$name() is told to write");
	}
}
cmp_ok($calls, '>=', 3, 'there are such calls');

done_testing;
