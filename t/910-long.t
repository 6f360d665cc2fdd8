#!/usr/bin/perl
# What takes minutes (./dev test --long): the unit tests and some requests
# under valgrind, and make distcheck of what git holds.
use strict;
use warnings;
use lib 't/lib';
use File::Temp ();
use Meal::Build;
use Meal::Place;
use Meal::Process;
use Meal::Test;

plan(skip_all => 'only with --long') unless $ENV{MEAL_LONG};

my @valgrind = qw(valgrind -q --error-exitcode=99 --leak-check=no
    --trace-children=no);

# (status, text) of a program under valgrind.
sub checked {
	my ($program, %p) = @_;
	return Meal::Process::run(argv => [@valgrind, $program], %p);
}

my $build = Meal::Build::make('', 'programs');
for my $program (grep { -f && -x && !/[.]o$/ } glob "'$build'/t/unit/*") {
	my ($name) = $program =~ m{([^/]+)$};
	next if $name =~ /_suite$|_spec$|^strings$/;	# they want input
	my ($status, $text) = checked($program,
	    dir => Meal::Place::plain_top());
	is($status, 0, "valgrind finds nothing in $name") or
	    diag(grep { /^==/ } map { "$_\n" } split /\n/, $text);
}

my $site = Meal::Site->new;
my $anna = $site->register;
for my $case (['recipes', 'GET', '/api/v1/recipes'],
    ['foods', 'GET', '/api/v1/foods?q=onion'],
    ['plan', 'GET', '/plan'], ['shopping', 'GET', '/api/v1/shopping/lists']) {
	my ($name, $method, $path) = @{$case};
	my ($status, $text) = checked("$build/cgi-bin/$name", env => {
	    MEAL_CONF => $site->conf, REQUEST_METHOD => $method,
	    REQUEST_URI => $path,
	    HTTP_AUTHORIZATION => 'Bearer ' . $anna->token });
	is($status, 0, "valgrind finds nothing in $method $path");
	like($text, qr/^Status: 200/m, 'which answers');
}

SKIP: {
	my $top = Meal::Place::plain_top();
	my ($no_git, $list) = Meal::Process::run(dir => $top,
	    argv => ['git', 'ls-files']);
	skip 'not a git checkout', 1 if $no_git;
	my $dir = File::Temp->newdir;
	my $status = system <<"SH";
cd '$top' && git ls-files -z | xargs -0 tar -cf - | tar -xf - -C '$dir' &&
cd '$dir' && autoreconf -fi >log 2>&1 && mkdir build && cd build &&
../configure -q >>../log 2>&1 && make -s distcheck >>../log 2>&1
SH
	is($status, 0, 'make distcheck') or
	    diag(Meal::Place::read_file("$dir/log") =~ s/.*(?=.{3000}\z)//sr);
}

done_testing;
