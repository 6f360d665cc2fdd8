package Meal::Cluster;

# A private PostgreSQL: a unix socket in a folder that only its user enters,
# no network. Run by root it belongs to the user postgres, since Postgres
# refuses root; its roles are postgres (set-up), meal_owner (who owns the
# schema) and meal (the programs, who use it).

use strict;
use warnings;
use Meal::Place;
use Meal::Process;

my $programs = '/usr/lib/postgresql/15/bin';

my $common = <<'CONF';
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 128MB
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
jit = off
log_line_prefix = '%m [%p] db=%d '
log_min_messages = warning
log_checkpoints = off
logging_collector = off
CONF

# What is thrown away need not survive a power cut. Commits are still handed
# to the kernel at once: a test that stops the server finds what it was told.
my $volatile = <<'CONF';
fsync = off
full_page_writes = off
autovacuum = off
max_wal_size = 4GB
checkpoint_timeout = 1h
CONF

# new(dir => folder of its own, volatile => whether the data are for a test)
sub new {
	my ($class, %p) = @_;
	die "PostgreSQL 15 is missing: run ./dev up once\n"
	    unless -x "$programs/postgres";
	return bless { %p, user => $> ? undef : 'postgres' }, $class;
}

sub socket_dir { return $_[0]{dir} . '/s' }
sub log_file { return $_[0]{dir} . '/postgres.log' }

# A libpq connection string.
sub conninfo {
	my ($self, $database, $role) = @_;
	return sprintf 'host=%s dbname=%s user=%s', $self->socket_dir,
	    $database, $role // 'meal';
}

sub as_owner {
	my ($self, @argv) = @_;
	return Meal::Process::run(argv => \@argv, dir => '/',
	    user => $self->{user});
}

# A psql call's standard output; dies with what it said when it fails.
sub sql {
	my ($self, $database, $sql, $role) = @_;
	my ($status, $text) = Meal::Process::run(argv => ['psql', '-XAtq',
	    '-v', 'ON_ERROR_STOP=1', '-d',
	    $self->conninfo($database, $role // 'postgres'), '-c', $sql]);
	die "psql: $text" if $status;
	chomp $text;
	return $text;
}

sub is_running {
	my ($self) = @_;
	my %found = Meal::Process::find("$self->{dir}/data");
	return scalar %found;
}

# Start it, made first when there is none; true when it was not running.
sub start {
	my ($self) = @_;
	my $dir = $self->{dir};
	return 0 if $self->is_running && $self->answers;
	$self->stop;
	$self->create unless -e "$dir/ready";
	# nothing of ours runs: these were left by one that was killed
	unlink "$dir/data/postmaster.pid", glob "$dir/s/.s.PGSQL.*";
	Meal::Place::write_file("$dir/data/meal.conf", $common .
	    "unix_socket_directories = '" . $self->socket_dir . "'\n" .
	    ($self->{volatile} ? $volatile : ''), oct 644);
	my ($status, $text) = $self->as_owner("$programs/pg_ctl", 'start',
	    '-s', '-w', '-t', '60', '-D', "$dir/data", '-l', $self->log_file);
	die "PostgreSQL does not start: $text" .
	    (Meal::Place::read_file($self->log_file) // '') if $status;
	return 1;
}

sub answers {
	my ($self) = @_;
	return eval { $self->sql('postgres', 'SELECT 1') eq '1' };
}

sub create {
	my ($self) = @_;
	my $dir = $self->{dir};
	File::Path::remove_tree($dir);
	File::Path::make_path($dir);
	chmod oct 700, $dir;
	mkdir $self->socket_dir;
	if ($self->{user}) {
		my ($uid, $gid) = (getpwnam $self->{user})[2, 3];
		die "there is no user $self->{user}\n" unless defined $uid;
		chown $uid, $gid, $dir, $self->socket_dir or die "chown: $!\n";
	}
	my ($status, $text) = $self->as_owner("$programs/initdb",
	    '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8',
	    '--username=postgres', '--no-instructions', '--no-sync', '-D',
	    "$dir/data");
	die "initdb: $text" if $status;
	open my $conf, '>>', "$dir/data/postgresql.conf" or die "conf: $!\n";
	print {$conf} "include 'meal.conf'\n" or die "conf: $!\n";
	close $conf or die "conf: $!\n";
	Meal::Place::write_file("$dir/ready", "initdb ended well\n");
	return;
}

# The roles, and a database of the one that owns; true when it is new.
sub ensure_database {
	my ($self, $name) = @_;
	for my $role (qw(meal meal_owner)) {
		$self->sql('postgres', "CREATE ROLE $role LOGIN")
		    unless $self->sql('postgres', "SELECT 1 FROM pg_roles
		    WHERE rolname = '$role'");
	}
	# whoever owns sees what the programs do, and may end it
	$self->sql('postgres', 'GRANT meal TO meal_owner');
	my $owner = $self->sql('postgres', "SELECT pg_get_userbyid(datdba)
	    FROM pg_database WHERE datname = '$name'");
	if (!$owner) {
		$self->sql('postgres', "CREATE DATABASE $name
		    OWNER meal_owner");
		return 1;
	}
	# made when one role was both
	if ($owner eq 'meal') {
		$self->sql($name, 'REASSIGN OWNED BY meal TO meal_owner');
	}
	return 0;
}

sub copy_database {
	my ($self, $from, $to) = @_;
	$self->sql('postgres', "CREATE DATABASE $to OWNER meal_owner " .
	    "TEMPLATE $from STRATEGY FILE_COPY");
	# As after a restore; else the first workers to start do it, and who
	# is second finds that it cannot.
	$self->sql($to, 'SELECT change_order_renew()')
	    if $self->sql($to, "SELECT to_regproc('change_order_renew')");
	return;
}

sub drop_database {
	my ($self, $name) = @_;
	$self->sql('postgres', "DROP DATABASE IF EXISTS $name WITH (FORCE)");
	return;
}

sub stop {
	my ($self) = @_;
	return unless $self->is_running;
	# INT is a fast shutdown, QUIT an immediate one
	Meal::Process::stop("$self->{dir}/data",
	    $self->{volatile} ? 'QUIT' : 'INT', 20);
	return;
}

1;
