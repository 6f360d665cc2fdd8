package Meal::Test;

# Test::More, Meal::Site and a done_testing that looks at the logs: no
# [alert], [crit] or [emerg] of nginx, no sanitizer's report or bug of a
# responder, no ERROR or FATAL of Postgres but those the test announced
# ($site->expect_log). Also data_dir, is_status and is_problem.

use strict;
use warnings;
use Exporter 'import';
use File::Basename ();
use Meal::Place;
use Meal::Site;
use Time::HiRes ();
use Test::More ();

our @EXPORT = ((grep { /^\w/ } @Test::More::EXPORT),
    qw(data_dir is_problem is_status until_true));

BEGIN {
	no strict 'refs';	## no critic (ProhibitNoStrict)
	for my $name (@Test::More::EXPORT) {
		next if $name !~ /^\w/ || $name eq 'done_testing';
		*{$name} = \&{"Test::More::$name"};
	}
}

# What the sub gives once it is true, asked again and again for so many
# seconds; nothing when it never is.
sub until_true {
	my ($seconds, $sub) = @_;
	my $end = Time::HiRes::time() + $seconds;
	while (Time::HiRes::time() < $end) {
		my $value = $sub->();
		return $value if $value;
		Time::HiRes::sleep(0.01);
	}
	return;
}

# A folder of the shared test data; skips the whole file without it.
sub data_dir {
	my ($name) = @_;
	my $dir = $ENV{MEAL_DATA} // Meal::Place::top() . '/../shared/data';
	$dir .= "/$name" if defined $name;
	Test::More::plan(skip_all => "no test data ($name)") unless -d $dir;
	return $dir;
}

# is_status($r, 201, 'created'): shows the answer when it is another one.
sub is_status {
	my ($r, $status, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return Test::More::is($r->status, $status,
	    $name // "$r->{request}: $status") ||
	    Test::More::diag($r->summary);
}

# is_problem($r, 404, 'name'): the status, the media type and the members
# every problem has (RFC 9457), and no word of what went on inside.
sub is_problem {
	my ($r, $status, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $json = eval { $r->json } // {};
	my $good = $r->status == $status &&
	    $r->type eq 'application/problem+json' &&
	    ($json->{status} // 0) == $status &&
	    defined $json->{type} && defined $json->{title} &&
	    $r->body !~ /SELECT |relation "|violates|libpq|[.]c:\d/;
	return Test::More::ok($good, $name // "$r->{request}: problem $status")
	    || Test::More::diag($r->summary);
}

sub done_testing {
	my @sites = Meal::Site::open_sites();
	my (@programs, @database);
	for my $site (@sites) {
		$site->stop;
		push @programs, $site->program_complaints;
		push @database, $site->database_complaints;
	}
	if (@sites) {
		local $Test::Builder::Level = $Test::Builder::Level + 1;
		Test::More::ok(!@programs, 'nginx and programs: clean logs')
		    or Test::More::diag(map { "$_\n" } @programs);
		Test::More::ok(!@database, 'PostgreSQL: a clean log')
		    or Test::More::diag(map { "$_\n" } @database);
	}
	if (!Test::More->builder->is_passing) {
		my $name = File::Basename::basename($0) =~ s/[.]t$//r;
		Test::More::diag("logs: ", $_->keep_logs($name)) for @sites;
	}
	return Test::More::done_testing(@_);
}

1;
