package Meal::Nginx;

# A private nginx in front of a site's responders, from conf/nginx as it is
# installed on a server and the frame conf/nginx/private.conf.in.

use strict;
use warnings;
use IO::Socket::INET ();
use Meal::Place;
use Meal::Process;
use Time::HiRes ();

# new(dir => short folder, log => folder, port => n or undef (a free one),
#     responders => Meal::Responders, wall => the rate of log-ins, sender =>
#     how many bodies of one address at once; both as good as none by default)
sub new {
	my ($class, %p) = @_;
	return bless {%p}, $class;
}

sub port { return $_[0]{port} }
sub home { return "$_[0]{dir}/nginx" }
sub error_log { return "$_[0]{log}/nginx.log" }

sub is_running {
	my ($self) = @_;
	my %found = Meal::Process::find($self->home);
	return scalar %found;
}

# Every upstream that conf/nginx/locations.conf and server.conf name.
sub upstreams {
	my ($self) = @_;
	my $conf = Meal::Place::top() . '/conf/nginx';
	my %names = (system => 1);
	my $locations = Meal::Place::read_file("$conf/locations.conf") // '';
	$names{$1} = 1 while $locations =~ /fastcgi_pass meal_(\w+)/g;
	my $text = '';
	for my $name (sort keys %names) {
		my $kept = int $self->{responders}->processes($name) / 2;
		$text .= "\tupstream meal_$name {\n\t\tserver unix:" .
		    $self->{responders}->socket_path($name) . ";\n" .
		    ($kept > 1 ? "\t\tkeepalive $kept;\n" : '') . "\t}\n";
	}
	return $text;
}

# Write the configuration; true when it changed.
sub configure {
	my ($self) = @_;
	my $home = $self->home;
	my $conf = Meal::Place::plain_top() . '/conf/nginx';
	mkdir $home;
	if ((readlink "$home/meal" // '') ne $conf) {
		unlink "$home/meal";
		symlink $conf, "$home/meal" or die "$home/meal: $!\n";
	}
	my %word = (
		USER => $> ? '' : 'user root;',
		RUN => $home,
		LOG => $self->{log},
		ROOT => Meal::Place::plain_top(),
		PORT => $self->{port},
		WALL => $self->{wall} // '100000r/s',
		SENDER => $self->{sender} // 60_000,
		UPSTREAMS => $self->upstreams,
	);
	my $text = Meal::Place::read_file("$conf/private.conf.in");
	$text =~ s/\@(\w+)\@/$word{$1}/g;
	return Meal::Place::write_file("$home/nginx.conf", $text);
}

sub nginx {
	my ($self) = @_;
	return (grep { -x } qw(/usr/sbin/nginx /usr/bin/nginx))[0] //
	    die "nginx is missing: run ./dev up once\n";
}

# A port that nobody listens on just now.
sub free_port {
	my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1',
	    Listen => 1, ReuseAddr => 1) or die "no free port: $@\n";
	return $socket->sockport;
}

sub start {
	my ($self) = @_;
	my $any = !$self->{port};
	for my $try (1 .. 5) {
		$self->{port} = free_port() if $any;
		$self->configure;
		unlink $self->home . '/nginx.pid';
		my $pid = Meal::Process::start(dir => $self->home,
		    log => $self->error_log,
		    argv => [$self->nginx, '-p', $self->home,
			'-e', $self->error_log,
			'-c', $self->home . '/nginx.conf']);
		return if $self->wait_for($pid);
		$self->stop;
		last unless $any;
		unlink $self->error_log;
	}
	die "nginx does not start:\n" .
	    (Meal::Place::read_file($self->error_log) // '');
}

# Until it listens; false when it ended first.
sub wait_for {
	my ($self, $pid) = @_;
	for (1 .. 1000) {
		return 1 if -s $self->home . '/nginx.pid' && $self->listens;
		return 0 if !kill 0, $pid;
		Meal::Process::reap();
		Time::HiRes::sleep(0.005);
	}
	return 0;
}

sub listens {
	my ($self) = @_;
	return defined IO::Socket::INET->new(PeerAddr => '127.0.0.1',
	    PeerPort => $self->{port}, Timeout => 2);
}

sub reload {
	my ($self) = @_;
	kill 'HUP', Meal::Process::leaders($self->home);
	return;
}

sub stop {
	my ($self) = @_;
	Meal::Process::stop($self->home);
	return;
}

1;
