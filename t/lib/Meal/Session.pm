package Meal::Session;

# What all test files of one run share: a cluster thrown away afterwards, a
# database that is migrated once and copied for each site, a token key, the
# route tables. ./dev test starts one and names it in MEAL_SESSION; a test
# that is run by itself (prove t/100-x.t) makes its own.

use strict;
use warnings;
use Fcntl qw(:flock);
use File::Path ();
use JSON::PP ();
use Meal::Cluster;
use Meal::Conf;
use Meal::Place;
use Meal::Process;
use Meal::Responders;

my $template = 'meal_template';
my $current;

# The session of this run.
sub current {
	return $current if $current;
	if (my $dir = $ENV{MEAL_SESSION}) {
		$current = bless { dir => $dir }, __PACKAGE__;
		$current->attach;
	} else {
		$current = Meal::Session->start;
	}
	return $current;
}

# The build tree under test.
sub build { return $ENV{MEAL_BUILD} // Meal::Place::build('asan') }

sub cluster { return $_[0]{cluster} }
sub dir { return $_[0]{dir} }
sub template { return $template }
sub credentials { return "$_[0]{dir}/credentials" }

sub attach {
	my ($self) = @_;
	$self->{cluster} = Meal::Cluster->new(dir => "$self->{dir}/pg",
	    volatile => 1);
	return;
}

sub start {
	my ($class) = @_;
	my $runtime = Meal::Place::runtime();
	sweep($runtime);
	my $self = bless { dir => "$runtime/t$$", owner => $$ }, $class;
	mkdir $self->{dir} or die "$self->{dir}: $!\n";
	chmod oct 711, $self->{dir};
	$self->{lock} = lock_of($self->{dir}) or die "$self->{dir}: locked\n";
	$self->attach;
	return $self if eval { $self->fill; 1 };
	my $why = $@;
	$self->stop;
	die $why;
}

# The cluster with its template, the key, the routes.
sub fill {
	my ($self) = @_;
	$self->{cluster}->start;
	$self->make_template($self->{cluster});
	my @names = Meal::Responders::built(build());
	my @routes = Meal::Responders->new(build => build(),
	    env => { MEAL_CONF => "$self->{dir}/template.conf" })
	    ->routes(@names);
	Meal::Place::write_file("$self->{dir}/routes.json",
	    JSON::PP->new->canonical->encode(\@routes));
	return;
}

# The migrated database that others are copied from.
sub make_template {
	my ($self, $cluster) = @_;
	$cluster->ensure_database($template);
	# tests with a cluster of their own run at the same time
	my $conf = $cluster == $self->{cluster} ? "$self->{dir}/template.conf"
	    : "$self->{dir}/template-$$.conf";
	Meal::Conf::write_conf($conf, build => build(),
	    environment => 'test', runtime => $self->{dir},
	    credentials => $self->credentials,
	    database => $cluster->conninfo($template));
	for my $command (qw(key migrate)) {
		my ($status, $text) = mealctl($conf, $command);
		die "mealctl $command failed:\n$text" if $status;
	}
	$cluster->sql($template, 'VACUUM ANALYZE');
	return;
}

sub mealctl {
	my ($conf, @args) = @_;
	my $program = build() . '/bin/mealctl';
	die "$program is not built: run ./dev test\n" unless -x $program;
	return Meal::Process::run(argv => [$program, @args],
	    env => { MEAL_CONF => $conf });
}

# [{method, path, needs, view, flags, responder}, …]
sub routes {
	my ($self) = @_;
	return $self->{routes} //= JSON::PP::decode_json(
	    Meal::Place::read_file("$self->{dir}/routes.json") // '[]');
}

# End sessions whose owner was killed.
sub sweep {
	my ($runtime) = @_;
	for my $dir (glob "$runtime/t[0-9]*") {
		my $lock = lock_of($dir) or next;
		remove($dir);
	}
	return;
}

sub lock_of {
	my ($dir) = @_;
	open my $lock, '>', "$dir/lock" or return;
	return flock($lock, LOCK_EX | LOCK_NB) ? $lock : undef;
}

sub remove {
	my ($dir) = @_;
	Meal::Process::stop($dir, 'TERM', 1);
	File::Path::remove_tree($dir);
	return;
}

sub stop {
	my ($self) = @_;
	return unless ($self->{owner} // 0) == $$;
	delete $self->{owner};
	$self->{cluster}->stop;
	remove($self->{dir});
	return;
}

1;
