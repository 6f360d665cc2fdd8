package Meal::Responders;

# The FastCGI processes of a site: per responder a listening unix socket
# (spawn-fcgi) and a supervisor that keeps its processes alive (multiwatch).
#
# multiwatch gives up after three quick deaths unless told otherwise, and ends
# its children with USR1. Debian 12's cannot do that with TERM: -s takes a
# signal's place in its list for the number, so "-s TERM" sends QUIT (and
# "-s USR1" ILL), which ends a responder in the middle of a request (measured).

use strict;
use warnings;
use IO::Socket::UNIX ();
use Meal::Place;
use Meal::Process;
use Time::HiRes ();

# new(dir => short folder, build => build tree, log => folder of logs,
#     env => {…}, processes => {name => n, '' => default})
sub new {
	my ($class, %p) = @_;
	return bless {%p}, $class;
}

# Every responder that is built.
sub built {
	my ($build) = @_;
	my @names = sort map { m{([^/]+)$} }
	    grep { -f && -x && !/[.]o$/ } glob "'$build/cgi-bin/*'";
	return @names;
}

sub program { return "$_[0]{build}/cgi-bin/$_[1]" }
sub socket_path { return "$_[0]{dir}/$_[1].sock" }
sub log_file { return "$_[0]{log}/$_[1].log" }

# How many of each serve a household's installation.
our %pool = (recipes => 3, auth => 2, plan => 2, session => 2, '' => 1);

sub processes {
	my ($self, $name) = @_;
	my $n = $self->{processes} // {};
	return $n->{$name} // $n->{''} // 2;
}

sub home {
	my ($self, $name) = @_;
	my $home = "$self->{dir}/$name";
	mkdir $home;
	return $home;
}

sub start {
	my ($self, @names) = @_;
	for my $name (@names) {
		unlink $self->socket_path($name);
		Meal::Process::start(
			dir => $self->home($name),
			log => $self->log_file($name),
			env => $self->{env},
			argv => ['/usr/bin/spawn-fcgi', '-n',
			    '-s', $self->socket_path($name), '-M', '0660', '--',
			    '/usr/bin/multiwatch', '-f', $self->processes($name),
			    '-r', '1000000', '--',
			    $self->program($name)],
		);
	}
	for my $name (@names) {
		my $tries = 0;
		while (!$self->listens($name)) {
			die "$name does not start: see " .
			    $self->log_file($name) . "\n" if $tries++ > 1000;
			Time::HiRes::sleep(0.005);
		}
	}
	return;
}

# The socket has its name before anybody listens on it: who comes in between
# is refused, and nginx makes a 503 of that.
sub listens {
	my ($self, $name) = @_;
	return defined IO::Socket::UNIX->new(
	    Peer => $self->socket_path($name));
}

sub is_running {
	my ($self, $name) = @_;
	my %found = Meal::Process::find($self->home($name));
	return -S $self->socket_path($name) && keys %found > 1;
}

# The working processes, without their supervisor.
sub pids {
	my ($self, $name) = @_;
	my %found = Meal::Process::find($self->home($name));
	my @workers = sort { $a <=> $b } grep { exists $found{ $found{$_} } }
	    keys %found;
	return @workers;
}

# SIGKILL the processes and wait for their end; new ones are started.
sub kill_all {
	my ($self, $name) = @_;
	my @pids = $self->pids($name);
	kill 'KILL', @pids;
	while (my %left = Meal::Process::find($self->home($name))) {
		last unless grep { $left{$_} } @pids;
		Time::HiRes::sleep(0.005);
	}
	return scalar @pids;
}

# The working processes that are the program already: a child of multiwatch
# that is not yet has multiwatch's signal handlers, and TERM is lost on it.
sub begun {
	my ($self, $name) = @_;
	return grep { (readlink "/proc/$_/exe" // '') =~
	    m{/\Q$name\E(?: [(]deleted[)])?\z} } $self->pids($name);
}

# As a server's restart: each process ends after the request in hand, a new
# one takes its place, and the socket stays open all the while.
sub renew {
	my ($self, $name) = @_;
	my $n = $self->processes($name);
	my (@old, %old);
	for (1 .. 4000) {
		my @now = $self->begun($name);
		if (!@old && @now == $n) {
			@old = @now;
			@old{@old} = ();
			kill 'TERM', @old;
		} elsif (@old && @now == $n && !grep { exists $old{$_} } @now) {
			return $n;
		}
		Time::HiRes::sleep(0.005);
	}
	die "$name is not renewed\n";
}

# The supervisor first, so that it starts nothing new; then TERM, which
# responders take after the request in hand.
sub stop {
	my ($self, @names) = @_;
	my @homes = map { $self->home($_) } @names;
	kill 'TERM', map { Meal::Process::leaders($_) } @homes;
	Time::HiRes::sleep(0.02);
	kill 'TERM', map { $self->pids($_) } @names;
	Meal::Process::stop($_) for @homes;
	return;
}

sub restart {
	my ($self, @names) = @_;
	$self->stop(@names);
	$self->start(@names);
	return;
}

# The route tables: [{method, path, needs, view, flags, scope, flash,
# responder}, …].
sub routes {
	my ($self, @names) = @_;
	my @routes;
	for my $name (@names) {
		my ($status, $text) = Meal::Process::run(env => $self->{env},
		    argv => [$self->program($name), '--routes']);
		next if $status;
		for my $line (split /\n/, $text) {
			my %route = (responder => $name);
			@route{qw(method path needs view flags scope flash)} =
			    split /\t/, $line;
			push @routes, \%route if defined $route{path};
		}
	}
	return @routes;
}

1;
