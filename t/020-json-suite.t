#!/usr/bin/perl
# Every case of JSONTestSuite through t/unit/json_suite. The suite is no part
# of meal: MEAL_DATA names the folder of test data that has it.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin ();

my $build = $ENV{MEAL_BUILD} // "$FindBin::Bin/..";
my $program = "$build/t/unit/json_suite";
my $suite = ($ENV{MEAL_DATA} // '')
    . '/f_conformance/json/JSONTestSuite.tar.xz';

sub skip_all {
	my ($why) = @_;
	print "1..0 # SKIP $why\n";
	exit 0;
}

skip_all('MEAL_DATA is not set') if !defined $ENV{MEAL_DATA};
skip_all("no $suite") if !-r $suite;
skip_all("$program is not built") if !-x $program;

my $dir = tempdir('meal-json-XXXXXX', TMPDIR => 1, CLEANUP => 1);
system('tar', '-xJf', $suite, '-C', $dir) == 0
    or die "cannot unpack $suite\n";
# not exec: the folder is to be removed afterwards
my @files = sort glob "'$dir/JSONTestSuite'/*.json";
@files > 300 or die "only " . @files . " files in $suite\n";
system($program, @files);
exit($? == 0 ? 0 : 1);
