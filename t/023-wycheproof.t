#!/usr/bin/perl
# Project Wycheproof's vectors through t/unit/wycheproof. They are no part of
# meal: MEAL_DATA names the folder of test data that has them.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin ();

my $build = $ENV{MEAL_BUILD} // "$FindBin::Bin/..";
my $program = "$build/t/unit/wycheproof";
my $vectors = ($ENV{MEAL_DATA} // '')
    . '/f_conformance/crypto/wycheproof.tar.xz';

sub skip_all {
	my ($why) = @_;
	print "1..0 # SKIP $why\n";
	exit 0;
}

skip_all('MEAL_DATA is not set') if !defined $ENV{MEAL_DATA};
skip_all("no $vectors") if !-r $vectors;
skip_all("$program is not built") if !-x $program;

my $dir = tempdir('meal-wycheproof-XXXXXX', TMPDIR => 1, CLEANUP => 1);
system('tar', '-xJf', $vectors, '-C', $dir) == 0
    or die "cannot unpack $vectors\n";
system($program, map { "$dir/wycheproof/${_}_test.json" }
    qw(pbkdf2_hmacsha256 pbkdf2_hmacsha512 aes_gcm));
exit($? == 0 ? 0 : 1);
