package Meal::Suite;

# ./dev test: build, one Postgres for the run, all tests under one prove.

use strict;
use warnings;
use Digest::SHA ();
use Errno ();
use File::Copy ();
use File::Path ();
use File::Temp ();
use Getopt::Long ();
use Meal::Build;
use Meal::Place;
use Meal::Process;
use Meal::Session;

my $coverage_goal = 85;		# per cent of the lines of lib/
my $fuzz_goal = 80;		# of a parser, by its corpus alone
my %parsers = (
	form => ['data/form'], uri => ['data/uri'], json => ['data/json'],
	template => ['data/tmpl_parse', 'data/tmpl_tag'],
	ingredient => ['ingredient/ingredient'],
);

sub run {
	my (@args) = @_;
	my %p = (jobs => Meal::Build::cpus());
	Getopt::Long::GetOptionsFromArray(\@args, \%p, 'long', 'coverage',
	    'plain', 'jobs=i') or return 2;
	my $kind = $p{coverage} ? 'cov' : $p{plain} ? '' : 'asan';
	my $build = Meal::Build::make($kind, 'programs');
	Meal::Build::make('') if !@args && $kind;	# it must build, too
	node_tools('browser') or die "npm ci failed: see var/npm-browser.log\n";
	node_tools('client');	# its test says what it skips
	chdir Meal::Place::plain_top() or die "chdir: $!\n";
	if ($p{coverage}) {
		unlink glob "$build/*/*.gcda $build/*/*/*.gcda";
	}
	File::Path::remove_tree('var/answers', 'var/log/tests') if !@args;
	local %ENV = (%ENV, environment($build, %p));
	my ($prove, $interrupted);
	local $SIG{INT} = sub {
		$interrupted = 1;
		kill 'TERM', -$prove if $prove;
	};
	local @SIG{qw(TERM HUP)} = ($SIG{INT}) x 2;
	my $session = Meal::Session->start;
	$ENV{MEAL_SESSION} = $session->dir;
	$prove = start_group('prove', "-j$p{jobs}", '-It/lib',
	    ($p{long} ? '--timer' : ()), files($build, @args));
	my $status = wait_for($prove);
	$session->stop;
	return 130 if $interrupted;
	my $thin = $p{coverage} && (coverage($build) | fuzz_coverage($build));
	return $status || $thin ? 1 : 0;
}

# A process group of its own, so that an interruption reaches every test.
sub start_group {
	my (@argv) = @_;
	my $pid = fork // die "fork: $!\n";
	return $pid if $pid;
	setpgrp;
	exec { $argv[0] } @argv or die "$argv[0]: $!\n";
}

sub wait_for {
	my ($pid) = @_;
	while (waitpid($pid, 0) < 0) {
		return 1 unless $!{EINTR};
	}
	return $?;
}

sub environment {
	my ($build, %p) = @_;
	my $top = Meal::Place::top();
	my $data = $ENV{MEAL_DATA} // "$top/../shared/data";
	return (
		MEAL_BUILD => $build,
		MEAL_SRCDIR => Meal::Place::plain_top(),
		(-d $data ? (MEAL_DATA => Cwd::realpath($data)) : ()),
		($p{long} ? (MEAL_LONG => 1) : ()),
		ASAN_OPTIONS => 'detect_stack_use_after_return=1',
		UBSAN_OPTIONS => 'print_stacktrace=1',
	);
}

# Tests named, or all: unit programs first, they are the quickest to fail.
sub files {
	my ($build, @named) = @_;
	$build =~ s{^.*?(var/build)}{$1};
	if (@named) {
		return map { m{^t/unit/(\w+)(?:[.]c)?$} ?
		    "$build/t/unit/$1" : $_ } @named;
	}
	my @unit = grep { -f && -x && !/[.]o$/ } glob "$build/t/unit/*";
	return (@unit, sort glob 't/[0-9]*.t');
}

# What some tests need of npm, when package-lock.json is another one than was
# last fetched. Whether it is there.
sub node_tools {
	my ($name) = @_;
	my $dir = Meal::Place::plain_top() . "/t/$name";
	my $lock = Meal::Place::read_file("$dir/package-lock.json") // return;
	my $seen = "$dir/node_modules/.seen";
	my $hash = Digest::SHA::sha1_hex($lock);
	return 1 if (Meal::Place::read_file($seen) // '') eq $hash;
	# npm's settings of whoever runs us count: mirrors, proxies
	my $status = system "cd '$dir' && npm ci --omit=optional " .
	    "--ignore-scripts --no-audit --no-fund >../../var/npm-$name.log " .
	    '2>&1';
	return if $status;
	Meal::Place::write_file($seen, $hash);
	return 1;
}

# Print the share of each file of lib/ that ran; the exit status.
sub coverage {
	my ($build) = @_;
	my ($lines, $ran) = (0, 0);
	my $out = '';
	for my $notes (glob "$build/lib/*/*.gcno") {
		my $text = Meal::Build::quietly($build, 'gcov', '-n', $notes);
		next unless $text =~ m{File\ '[^']*/?lib/([\w/]+)[.]c'\n
		    Lines\ executed:([\d.]+)%\ of\ (\d+)}x;
		next if $1 eq 'store/sql';	# a table
		$lines += $3;
		$ran += $3 * $2 / 100;
		$out .= sprintf "%6.1f %% of %5d  lib/%s.c\n", $2, $3, $1;
	}
	my $share = $lines ? 100 * $ran / $lines : 0;
	printf "%sCoverage of lib/: %.1f %% of %d lines (goal %d %%)\n", $out,
	    $share, $lines, $coverage_goal;
	return $share < $coverage_goal;
}

# How much of each parser its corpus reaches; the exit status.
sub fuzz_coverage {
	my ($build) = @_;
	my $failed = 0;
	for my $target (sort keys %parsers) {
		my ($lines, $ran) = (0, 0);
		my $dir = File::Temp->newdir;
		{
			local @ENV{qw(GCOV_PREFIX)} = ("$dir");
			Meal::Build::quietly($build,
			    "t/fuzz/${target}_replay",
			    grep { -f } glob "'" . Meal::Place::plain_top() .
			    "/t/fuzz/corpus/$target'/*");
		}
		for my $name (@{ $parsers{$target} }) {
			my $data = "$dir$build/lib/$name";
			File::Copy::copy("$build/lib/$name.gcno",
			    "$data.gcno");
			my $text = Meal::Build::quietly($build, 'gcov', '-n',
			    "$data.gcda");
			next unless $text =~ m{File\ '[^']*/?lib/$name[.]c'\n
			    Lines\ executed:([\d.]+)%\ of\ (\d+)}x;
			$lines += $2;
			$ran += $2 * $1 / 100;
		}
		my $share = $lines ? 100 * $ran / $lines : 0;
		printf "Corpus of %-12s %5.1f %% of %d lines (goal %d %%)\n",
		    "$target:", $share, $lines, $fuzz_goal;
		$failed = 1 if $share < $fuzz_goal;
	}
	return $failed;
}

1;
