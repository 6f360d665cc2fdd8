#!/usr/bin/perl
# The Mustache specification's own cases: the core files, ~inheritance and
# ~dynamic-names (not ~lambdas), each run by t/unit/mustache_spec.
#
# MEAL_DATA is where the conformance files lie, MEAL_BUILD the build tree.
use strict;
use warnings;
use FindBin ();
use Test::More;

my $build = $ENV{MEAL_BUILD} // "$FindBin::Bin/..";
my $data = $ENV{MEAL_DATA};

defined $data && length $data
    or plan skip_all => 'MEAL_DATA is not set: where are the spec files?';
$data .= '/f_conformance/mustache';
-d $data or plan skip_all => "no Mustache specification in $data";

my $program = "$build/t/unit/mustache_spec";
-x $program or BAIL_OUT("$program is not built");

my %cases = (
	'comments' => 12,
	'delimiters' => 14,
	'interpolation' => 42,
	'inverted' => 22,
	'partials' => 12,
	'sections' => 34,
	'~inheritance' => 27,
	'~dynamic-names' => 21,
);

for my $name (sort keys %cases) {
	subtest $name => sub {
		my $passed = 0;

		open my $tap, '-|', $program, "$data/$name.json"
		    or die "$program: $!\n";
		while (<$tap>) {
			my ($good, $what) = /^(not )?ok \d+ - (.*)/
			    ? (!$1, $2) : next;
			$passed += ok($good, $what);
		}
		ok(close $tap, 'the program ends well');
		cmp_ok($passed, '>=', $cases{$name}, 'no case is missing');
	};
}
done_testing();
