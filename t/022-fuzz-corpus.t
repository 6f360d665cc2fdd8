#!/usr/bin/perl
# The seeds of the fuzz targets, and what fuzzing once found, through the
# targets' replay programs: none may end one.
use strict;
use warnings;
use FindBin ();
use Test::More;

my $build = $ENV{MEAL_BUILD} // "$FindBin::Bin/..";
my $fuzz = "$FindBin::Bin/fuzz";

for my $source (sort glob "'$fuzz'/*.c") {
	my ($target) = $source =~ m{([^/]+)[.]c$};
	next if $target eq 'replay';
	my $program = "$build/t/fuzz/${target}_replay";
	my @files = grep { -f } glob "'$fuzz/corpus/$target'/*";
	SKIP: {
		skip "$program is not built", 1 if !-x $program;
		skip "$target has no corpus", 1 if !@files;
		is(system($program, @files), 0,
		    "$target: " . @files . ' files');
	}
}
done_testing();
