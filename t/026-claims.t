#!/usr/bin/perl
# The words that say what is in a line, and the tables of foods, agree: of no
# food's name does a word say an allergen that its row does not have, or deny
# a diet that its row claims. t/unit/claim looks at each name.
use strict;
use warnings;
use FindBin ();

my $build = $ENV{MEAL_BUILD} // "$FindBin::Bin/..";
my $program = "$build/t/unit/claim";
if (!-x $program) {
	print "1..0 # SKIP $program is not built\n";
	exit 0;
}
# names-*.tsv have names of other languages, and other columns
my @tables = grep { !m{/(?:nutrients|names-[^/]*)[.]tsv\z} }
    sort glob "$FindBin::Bin/../migrations/foods/*.tsv";
@tables >= 20 or die 'only ' . @tables . " tables of foods\n";
exec $program, @tables or die "$program: $!\n";
