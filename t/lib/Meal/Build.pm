package Meal::Build;

# Build trees, out of the source tree: var/build (hardened, what a server
# gets), var/build-asan (sanitizers, what the tests run), var/build-cov
# (coverage), var/build-clang (lint), var/build-fuzz.

use strict;
use warnings;
use Fcntl qw(:flock);
use Meal::Place;
use Meal::Process;
use Meal::Responders;

my $fuzz_flags = '-g -O1 -fsanitize=address,undefined ' .
    '-fno-sanitize-recover=undefined';

my %configure = (
	'' => ['--enable-werror'],
	asan => ['--enable-sanitize', 'CFLAGS=-g -O1 ' .
	    '-Wno-maybe-uninitialized -Wno-null-dereference'],
	cov => ['--enable-coverage', 'CFLAGS=-g -O0'],
	clang => ['--enable-werror', 'CC=clang', 'CFLAGS=-g -O1'],
	fuzz => ['CC=clang', "CFLAGS=$fuzz_flags -fsanitize=fuzzer-no-link"],
);

sub cpus {
	my $n = () = (Meal::Place::read_file('/proc/cpuinfo') // '') =~
	    /^processor\b/mg;
	return $n || 2;
}

# Run in a folder, saying nothing unless it fails.
sub quietly {
	my ($dir, @argv) = @_;
	my ($status, $text) = Meal::Process::run(dir => $dir, argv => \@argv);
	die "$argv[0] failed:\n$text" if $status;
	return $text;
}

# make(kind, targets…): configure when needed, then make.
sub make {
	my ($kind, @targets) = @_;
	Meal::Place::var();
	my $top = Meal::Place::plain_top();
	my $dir = Meal::Place::build($kind);
	open my $lock, '>', "$top/var/build.lock" or die "build.lock: $!\n";
	flock $lock, LOCK_EX;
	quietly($top, $^X, 'tools/sources');
	if (older("$top/configure", "$top/configure.ac")) {
		quietly($top, 'autoreconf', '-fi');
	} elsif (older("$top/Makefile.in", "$top/Makefile.am",
	    "$top/sources.am")) {
		quietly($top, 'automake', '--foreign');
	}
	mkdir $dir;
	my $arguments = join "\n", $dir, @{ $configure{$kind} };
	if (older("$dir/config.status", "$top/configure") || $arguments ne
	    (Meal::Place::read_file("$dir/configured") // '')) {
		quietly($dir, '../../configure', '-q', '--prefix=/usr',
		    '--sysconfdir=/etc', @{ $configure{$kind} });
		Meal::Place::write_file("$dir/configured", $arguments);
	} elsif (older("$dir/Makefile", "$top/Makefile.in")) {
		quietly($dir, './config.status', 'Makefile', 'depfiles');
	}
	# the shell's own PWD keeps the plain name of the folder
	local $ENV{PWD} = $dir;
	my $status = system 'make', '-s', '-C', $dir, '-j' . cpus(),
	    @targets;
	die "The build failed.\n" if $status;
	locations($dir) if $kind eq '' || $kind eq 'asan' && @targets;
	return $dir;
}

# nginx's locations follow the routes; the file is in git, lint compares it.
sub locations {
	my ($dir) = @_;
	my @programs = map { "$dir/cgi-bin/$_" }
	    Meal::Responders::built($dir);
	return unless @programs;
	my $file = Meal::Place::top() . '/conf/nginx/locations.conf';
	return if -e $file && !older($file, @programs);
	my $text = quietly($dir, Meal::Place::top() .
	    '/tools/nginx-locations', @programs);
	Meal::Place::write_file($file, $text) or utime undef, undef, $file;
	return;
}

sub older {
	my ($file, @than) = @_;
	return !-e $file || grep { (stat $file)[9] < (stat $_)[9] } @than;
}

sub fuzz_targets {
	return grep { $_ ne 'replay' } map { m{([^/]+)[.]c$} }
	    glob "'" . Meal::Place::top() . "/t/fuzz/*.c'";
}

# A libFuzzer program of a target; its path.
sub fuzzer {
	my ($target) = @_;
	my $top = Meal::Place::plain_top();
	my $dir = make('fuzz', 'lib/libmeal.a');
	my @libs = split ' ', quietly($dir, 'make', '-s', 'print-libs');
	my $program = "$dir/fuzz-$target";
	quietly($dir, 'clang', split(' ', $fuzz_flags), '-fsanitize=fuzzer',
	    '-std=gnu11', '-D_GNU_SOURCE', "-I$top/lib", '-Ilib', '-o',
	    $program, "$top/t/fuzz/$target.c", 'lib/libmeal.a', @libs);
	return $program;
}

1;
