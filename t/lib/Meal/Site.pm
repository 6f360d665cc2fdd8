package Meal::Site;

# A whole meal for a test: own database, responders, nginx on a free
# loopback port. Started in well under a second; see docs/developer.md.
#
#	my $site = Meal::Site->new;
#	my $anna = $site->register;
#	my $r = $anna->post('recipes', json => { name => 'Dal' });
#
# new(responders => ['recipes', …]	default: every one that is built
#     options => { key => value }	of meal.conf
#     processes => n or {…}		per responder, default 2
#     wall => '1r/s'			nginx's own limit of log-ins
#     sender => n			and of bodies at once, of an address
#     before => sub { my ($site) = @_ }	after meal.conf is written
#     worker => 1			a worker, too; see mails()
#     own_cluster => 1)			a Postgres the test may stop

use strict;
use warnings;
use File::Copy ();
use File::Path ();
use IPC::Open2 ();
use Meal::Client;
use Meal::Cluster;
use Meal::Conf;
use Meal::Mail;
use Meal::Nginx;
use Meal::Place;
use Meal::Process;
use Meal::Responders;
use Meal::Session;
use Time::HiRes ();

# A test that is interrupted ends as others do: with its END blocks.
for my $signal (qw(INT TERM HUP)) {
	$SIG{$signal} = sub { exit 130 };
}

my $count = 0;
my %open;	# sites still running, for Meal::Test and END

# What makes a test fast and independent of limits that are not its subject.
my %defaults = (
	environment => 'test',
	scrypt_log2_n => 10,
	scrypt_p => 1,
	registrations_address => 100_000,
	registration_seconds => 0,
	recovery_address => 100_000,
	login_failures_address => 100_000,
	logins_account => 100_000,
	mail_transport => 'directory',
	mail_from => 'meal <meal@example.com>',
);

sub new {
	my ($class, %p) = @_;
	my $session = Meal::Session->current;
	my $n = ++$count;
	my $self = bless {
		session => $session,
		dir => $session->dir . "/$$-$n",
		database => "t$$" . "_$n",
		names => $p{responders} //
		    [Meal::Responders::built(Meal::Session::build())],
		expected => [],
		owner => $$,
	}, $class;
	$self->{log} = "$self->{dir}/log";
	File::Path::make_path($self->{log});
	chmod oct 711, $self->{dir};
	$open{$n} = $self;
	$self->{number} = $n;
	$self->start_database($p{own_cluster});
	$self->start_programs(%p);
	return $self;
}

sub start_database {
	my ($self, $own) = @_;
	my $session = $self->{session};
	$self->{cluster} = $session->cluster;
	if ($own) {
		$self->{cluster} = Meal::Cluster->new(
		    dir => "$self->{dir}/pg", volatile => 1);
		$self->{own_cluster} = 1;
		$self->{cluster}->start;
		$session->make_template($self->{cluster});
	}
	$self->{cluster}->copy_database($session->template,
	    $self->{database});
	$self->{log_start} = -s $self->{cluster}->log_file;
	return;
}

sub start_programs {
	my ($self, %p) = @_;
	$self->{conf} = "$self->{dir}/meal.conf";
	$self->{responders} = Meal::Responders->new(
		dir => $self->{dir}, log => $self->{log},
		build => Meal::Session::build(),
		env => { MEAL_CONF => $self->{conf} },
		processes => ref $p{processes} ? $p{processes} :
		    { '' => $p{processes} // 2 },
	);
	$self->{nginx} = Meal::Nginx->new(dir => $self->{dir},
	    log => $self->{log}, responders => $self->{responders},
	    wall => $p{wall}, sender => $p{sender});
	$self->{nginx}->start;		# which chooses the port
	Meal::Conf::write_conf($self->{conf},
		%defaults,
		build => Meal::Session::build(),
		base_url => $self->url,
		runtime => $self->{dir},
		credentials => $self->{session}->credentials,
		database => $self->conninfo,
		mail_directory => $self->mail_dir,
		exports => $self->exports_dir,
		%{ $p{options} // {} },
	);
	$p{before}->($self) if $p{before};
	$self->start_worker for 1 .. $p{worker} // 0;
	$self->{responders}->start(@{ $self->{names} });
	$self->wait_ready;
	return;
}

# A responder that ends at once (a broken template, say) would otherwise show
# as a row of 503s.
sub wait_ready {
	my ($self) = @_;
	return unless grep { $_ eq 'system' } @{ $self->{names} };
	my $r;
	for my $try (1 .. 200) {	# a busy machine may take its time
		$r = $self->get('health', unnoted => 1);
		return if $r->status == 200;
		last if $try >= 3 && $self->log_text('system') =~
		    /event=start /;
		Time::HiRes::sleep(0.1);
	}
	my @lines = split /\n/, $self->log_text('system');
	splice @lines, 0, -5;
	die "the site does not start:\n", map { "$_\n" } @lines;
}

# ---- what a test asks

sub responders { return $_[0]{responders} }
sub nginx { return $_[0]{nginx} }
sub cluster { return $_[0]{cluster} }
sub conninfo { return $_[0]{cluster}->conninfo($_[0]{database}) }
sub conf { return $_[0]{conf} }
sub log_dir { return $_[0]{log} }
sub port { return $_[0]{nginx}->port }

sub url {
	my ($self, $path) = @_;
	return 'http://127.0.0.1:' . $self->port . ($path // '');
}

# The answer of the database (psql -At), as who owns it.
sub sql {
	my ($self, $sql, $role) = @_;
	return $self->{cluster}->sql($self->{database}, $sql, $role //
	    'meal_owner');
}

# Run mealctl on this site: (exit status, everything it printed).
sub mealctl {
	my ($self, @args) = @_;
	return Meal::Session::mealctl($self->{conf}, @args);
}

# ---- mail and the worker

# A folder of the site, made when it is asked for.
sub folder {
	my ($self, $name) = @_;
	my $dir = "$self->{dir}/$name";
	mkdir $dir;
	return $dir;
}

sub mail_dir { return $_[0]->folder('mail') }

sub exports_dir { return "$_[0]{dir}/exports" }

sub worker_home { return $_[0]->folder('worker') }

sub worker_log { return "$_[0]{log}/worker.log" }

# A meal-worker in the background, besides those there are; its pid. Of one
# queue alone: start_worker('--queue', 'mail').
sub start_worker {
	my ($self, @options) = @_;
	return Meal::Process::start(dir => $self->worker_home,
	    log => $self->worker_log, env => { MEAL_CONF => $self->{conf} },
	    argv => [Meal::Session::build() . '/bin/meal-worker', @options]);
}

sub worker_pids {
	my ($self) = @_;
	my %found = Meal::Process::find($self->worker_home);
	# not the processes that one has of its own
	my @pids = sort { $a <=> $b } grep { !$found{ $found{$_} } }
	    keys %found;
	return @pids;
}

sub stop_worker {
	my ($self) = @_;
	Meal::Process::stop($self->worker_home);
	return;
}

# Do what is due now, in the foreground.
sub run_worker {
	my ($self) = @_;
	my ($status, $text) = $self->mealctl('worker', '--once');
	die "mealctl worker --once: $text" if $status;
	return $text;
}

# The mails that were sent, the oldest first (see Meal::Mail::parse):
#	$site->mails(to => 'anna@example.org', subject => qr/…/, n => 1)
# Waits some seconds until there are n of these; without a worker running it
# does first what is due.
sub mails {
	my ($self, %p) = @_;
	$self->run_worker unless $self->worker_pids;
	my @mails;
	for (1 .. 1000) {
		@mails = grep {
		    (!defined $p{to} || $_->{to} eq $p{to}) &&
		    (!defined $p{subject} || $_->{subject} =~ $p{subject})
		} map { Meal::Mail::parse(Meal::Place::read_file($_)) }
		    sort glob $self->mail_dir . '/*.eml';
		last if @mails >= ($p{n} // 0);
		Time::HiRes::sleep(0.01);
	}
	return @mails;
}

# A client of nobody; see Meal::Client.
sub client {
	my ($self, %p) = @_;
	return Meal::Client->new(site => $self, %p);
}

# A client with cookies that speaks as a browser's page does.
sub browser {
	my ($self, %p) = @_;
	return $self->client(browser => 1, %p);
}

# Requests of nobody.
for my $verb (qw(get head post put patch delete request raw)) {
	no strict 'refs';	## no critic (ProhibitNoStrict)
	*{$verb} = sub {
		my $self = shift;
		$self->{nobody} //= $self->client;
		return $self->{nobody}->$verb(@_);
	};
}

# A new person, signed in: a client with a bearer token.
my $person = 0;
sub register {
	my ($self, %over) = @_;
	my $n = $$ . '-' . ++$person;
	my $client = $self->client;
	my $body = {
		email => "person$n\@example.org",
		username => "person$n",
		password => "a long enough password $n",
		fullName => "Person $n",
		%over,
	};
	my $r = $client->post('auth/register', json => $body);
	die 'register: ' . $r->summary . "\n" if $r->status != 201;
	$client->{$_} = $body->{$_} for qw(email username password);
	return $client->login;
}

# A client of somebody who exists.
sub login {
	my ($self, $login, $password) = @_;
	return $self->client->login($login, $password);
}

# Lines that match may stand in the logs of this site.
sub expect_log {
	my ($self, @patterns) = @_;
	push @{ $self->{expected} }, @patterns;
	return;
}

# Everything a responder has logged.
sub log_text {
	my ($self, $name) = @_;
	return Meal::Place::read_file($self->{responders}->log_file($name))
	    // '';
}

# The lines of a responder's log that match, waited for: they are written
# after the answer has gone out.
sub log_lines {
	my ($self, $name, $pattern, $n) = @_;
	my @lines;
	for (1 .. 1500) {
		@lines = grep { $_ =~ $pattern } split /\n/,
		    $self->log_text($name);
		last if @lines >= ($n // 1);
		Time::HiRes::sleep(0.01);
	}
	return @lines;
}

# A psql session that has done something and not ended its transaction:
#	my $lock = $site->hold('LOCK TABLE recipe');
#	$lock->release;		# or $lock->release('COMMIT')
sub hold {
	my ($self, $sql) = @_;
	my $pid = IPC::Open2::open2(my $out, my $in, 'psql', '-XAtq', '-v',
	    'ON_ERROR_STOP=1', '-d', $self->{cluster}->conninfo(
	    $self->{database}, 'meal_owner'));
	$in->autoflush(1);
	print {$in} "BEGIN;\n$sql;\n\\echo held\n";
	my $line = readline($out) // '';
	die "psql: $sql\n" if $line ne "held\n";
	return bless { pid => $pid, in => $in, out => $out },
	    'Meal::Site::Hold';
}

sub Meal::Site::Hold::release {
	my ($self, $how) = @_;
	return if !$self->{in};
	print { $self->{in} } ($how // 'ROLLBACK') . ";\n";
	close delete $self->{in};
	local $?;
	waitpid $self->{pid}, 0;
	return;
}

sub Meal::Site::Hold::DESTROY { return $_[0]->release }

# Wait until so many statements of this site wait for a lock: their backends.
sub waiting {
	my ($self, $n) = @_;
	for (1 .. 1500) {
		my @pids = split /\n/, $self->sql('SELECT pid FROM ' .
		    'pg_stat_activity WHERE datname = current_database() ' .
		    "AND wait_event_type = 'Lock'");
		return @pids if @pids >= ($n // 1);
		Time::HiRes::sleep(0.01);
	}
	die "nothing waits for a lock\n";
}

# ---- the end

sub open_sites { return map { $open{$_} } sort { $a <=> $b } keys %open }

sub complaints {
	my ($self, $file, $bad, $from) = @_;
	my $text = Meal::Place::read_file($file) // return;
	my @lines = grep { $_ =~ $bad } split /\n/, substr $text, $from // 0;
	for my $pattern (@{ $self->{expected} }) {
		@lines = grep { $_ !~ $pattern } @lines;
	}
	return @lines;
}

# What the programs' logs complain of, and what Postgres' log does.
sub program_complaints {
	my ($self) = @_;
	return ($self->complaints($self->{nginx}->error_log,
	    qr/\[(?:alert|crit|emerg)\]/),
	    map { $self->complaints($_,
	    qr/Sanitizer|runtime error:|event=bug|multiwatch.*(?:abort|crash)/) }
	    $self->worker_log,
	    map { $self->{responders}->log_file($_) } @{ $self->{names} });
}

sub database_complaints {
	my ($self) = @_;
	return $self->complaints($self->{cluster}->log_file,
	    qr/ db=\Q$self->{database}\E .*(?:ERROR|FATAL|PANIC): /,
	    $self->{log_start});
}

sub stop {
	my ($self) = @_;
	return if $self->{stopped}++;
	return if $self->{owner} != $$;
	$self->{nginx}->stop if $self->{nginx};
	$self->stop_worker;
	$self->{responders}->stop(@{ $self->{names} }) if $self->{responders};
	Meal::Process::stop($self->{dir});
	$self->{cluster}->stop if $self->{own_cluster};
	$self->{cluster}->drop_database($self->{database})
	    if !$self->{own_cluster};
	delete $open{ $self->{number} };
	return;
}

# Keep the logs of a failed test where a developer finds them.
sub keep_logs {
	my ($self, $name) = @_;
	my $to = Meal::Place::var('log', 'tests', $name);
	my @logs = glob "$self->{log}/*.log";
	push @logs, $self->{cluster}->log_file;
	File::Copy::copy($_, $to) for grep { -s } @logs;
	return $to;
}

END {
	local $?;	# the test's own exit code stays
	for my $site (open_sites()) {
		eval { $site->stop; 1 } or warn $@;
	}
	if (my $session = $count && Meal::Session->current) {
		eval { $session->stop; 1 } or warn $@;
	}
}

1;
