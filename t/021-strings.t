#!/usr/bin/perl
# Naughty strings, payloads and percent-encoding through t/unit/strings. They
# are no part of meal: MEAL_DATA names the folder of test data that has them.
use strict;
use warnings;
use FindBin ();

my $build = $ENV{MEAL_BUILD} // "$FindBin::Bin/..";
my $program = "$build/t/unit/strings";

if (!-x $program) {
	print "1..0 # SKIP $program is not built\n";
	exit 0;
}
exec $program or die "$program: $!\n";
