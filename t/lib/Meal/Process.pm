package Meal::Process;

# Background processes. A process of ours is known by the folder it was
# started in (/proc/PID/cwd) and by having no terminal: no pid files, so
# none can be stale, and what somebody killed or left half started is found.

use strict;
use warnings;
use Meal::Place;
use POSIX ();
use Time::HiRes ();

my %child;	# started by this very process: to be reaped

# start(dir => …, argv => […], log => …, env => {…}, user => …): in the
# background, in a session of its own, with only the environment given.
sub start {
	my (%p) = @_;
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		eval { become(%p); 1 } or print {*STDERR} $@;
		POSIX::_exit(127);
	}
	$child{$pid} = 1;
	return $pid;
}

sub become {
	my (%p) = @_;
	POSIX::setsid();
	chdir $p{dir} or die "$p{dir}: $!\n";
	open STDIN, '<', '/dev/null' or die "/dev/null: $!\n";
	open STDOUT, '>>', $p{log} or die "$p{log}: $!\n";
	open STDERR, '>&', \*STDOUT or die "$p{log}: $!\n";
	drop_to($p{user}) if $p{user};
	%ENV = (clean_env(), %{ $p{env} // {} });
	exec { $p{argv}[0] } @{ $p{argv} } or die "$p{argv}[0]: $!\n";
}

# run(argv => […], dir => …, user => …, env => {…}): in the foreground;
# the exit status and everything it printed.
sub run {
	my (%p) = @_;
	my $pid = open(my $out, '-|') // die "fork: $!\n";
	if (!$pid) {
		eval {
			chdir $p{dir} if $p{dir};
			open STDERR, '>&', \*STDOUT;
			drop_to($p{user}) if $p{user};
			%ENV = (clean_env(), %{ $p{env} // {} });
			exec { $p{argv}[0] } @{ $p{argv} }
			    or die "$p{argv}[0]: $!\n";
		} or print $@;
		POSIX::_exit(127);
	}
	my $text = do { local $/ = undef; <$out> } // '';
	local $?;	# an exit code in the making stays
	close $out;
	return ($? >> 8 || $? & 127, $text);
}

# What a program needs and nothing a developer's shell happens to hold.
sub clean_env {
	my @kept = grep { exists $ENV{$_} }
	    qw(PATH HOME USER LANG LC_ALL TERM ASAN_OPTIONS UBSAN_OPTIONS
	    LSAN_OPTIONS GCOV_PREFIX LLVM_PROFILE_FILE TMPDIR);
	return (PATH => '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
	    map { $_ => $ENV{$_} } @kept);
}

sub drop_to {
	my ($name) = @_;
	my ($uid, $gid) = (getpwnam $name)[2, 3];
	die "there is no user $name\n" unless defined $uid;
	$( = $gid;
	$) = "$gid $gid";
	POSIX::setuid($uid) or die "setuid $name: $!\n";
	$ENV{HOME} = '/';
	return;
}

# The processes that were started in this folder or below: pid => parent.
sub find {
	my ($dir) = @_;
	my %found;
	reap();
	opendir my $proc, '/proc' or die "/proc: $!\n";
	for my $pid (grep { /^\d+$/ && $_ != $$ } readdir $proc) {
		my $cwd = readlink "/proc/$pid/cwd" // next;
		$cwd =~ s/ [(]deleted[)]$//;
		next if index("$cwd/", "$dir/") != 0;
		my $stat = Meal::Place::read_file("/proc/$pid/stat") // next;
		# pid (comm) state ppid pgrp session tty_nr
		my ($state, $parent, undef, undef, $tty) =
		    $stat =~ /.*[)] (\S) (\d+) (\d+) (\d+) (-?\d+)/s or next;
		$found{$pid} = $parent if $state ne 'Z' && $tty == 0;
	}
	return %found;
}

# Those of them that the others descend from.
sub leaders {
	my %found = find(@_);
	my @leaders = sort { $a <=> $b } grep { !exists $found{ $found{$_} } }
	    keys %found;
	return @leaders;
}

# End what was started in a folder: asked politely, after some seconds made.
sub stop {
	my ($dir, $signal, $seconds) = @_;
	my @leaders = leaders($dir) or return;
	kill $signal // 'TERM', @leaders;
	my $end = Time::HiRes::time() + ($seconds // 5);
	my $pause = 0.005;
	while (my %left = find($dir)) {
		if (Time::HiRes::time() > $end) {
			kill 'KILL', keys %left;
		} elsif ($pause > 0.1) {	# perhaps it came too early
			kill $signal // 'TERM', leaders($dir);
		}
		Time::HiRes::sleep($pause);
		$pause *= 1.5 if $pause < 0.5;
	}
	return;
}

sub reap {
	local ($?, $!);
	for my $pid (keys %child) {
		delete $child{$pid} if waitpid($pid, POSIX::WNOHANG()) != 0;
	}
	return;
}

1;
