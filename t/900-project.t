#!/usr/bin/perl
# The project itself: style, layers, lists, and that what must exist exists.
use strict;
use warnings;
use FindBin ();
use Test::More;

chdir "$FindBin::Bin/.." or die "$!\n";

sub clean {
	my ($name, @command) = @_;
	open my $in, '-|', @command or die "$command[0]: $!\n";
	my @faults = <$in>;
	close $in;
	ok($? == 0 && !@faults, $name) or diag(@faults);
	return;
}

SKIP: {
	skip 'not a git checkout', 1 unless -e '.git';
	clean('house style', 'tools/checkstyle');
}
clean('layers', 'tools/layers');
clean('lists of files are up to date', 'tools/sources', '--check');

for my $file (qw(README.md CHANGES configure.ac Makefile.am dev .ci/run
    docs/developer.md conf/nginx/meal.conf conf/nginx/locations.conf)) {
	ok(-e $file, "there is $file");
}
ok(-x, "$_ can be run") for qw(dev .ci/run), grep { -f && !/[.]sql$/ }
    glob 'tools/*';

# The first screen of the README says how to start and how to test.
my $readme = do { open my $in, '<', 'README.md' or die $!; local $/; <$in> };
my $screen = join '', ($readme =~ /^(.*\n)/mg)[0 .. 23];
like($screen, qr{^ +[.]/dev up\b}m, 'README: ./dev up on the first screen');
like($screen, qr{^ +[.]/dev test\b}m, 'README: ./dev test as well');

# Each command of ./dev help exists, and nothing exits well that is unknown.
my $help = `./dev help`;
for my $name (qw(up down test lint build fuzz bench shots psql logs reset)) {
	like($help, qr/^  $name\b/m, "./dev help lists $name");
}
is(system('./dev nonsense >/dev/null 2>&1') >> 8, 2, './dev nonsense: usage');

# What npm would fetch names no host.
for my $lock (map { "t/$_/package-lock.json" } qw(browser client)) {
	open my $in, '<', $lock or die "$lock: $!\n";
	my @hosts = grep { m{"resolved"|https?://(?!opencollective|github)} }
	    <$in>;
	is("@hosts", '', "$lock names no registry");
}

# A test that is not run is no test: every file has a number and is listed.
for my $file (glob 't/*.t') {
	like($file, qr{^t/\d\d\d-[a-z0-9-]+[.]t$}, "$file has a number");
}

# A checkout may lie in a folder whose name has a blank.
my $makefile = do { open my $in, '<', 'Makefile.am' or die $!; local $/; <$in> };
unlike($makefile, qr/(?<!["'])\$\(abs_\w+dir\)/,
    'absolute paths are quoted');

done_testing();
