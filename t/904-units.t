#!/usr/bin/perl
# The units of conf/systemd: systemd can read them, they are closed as far as
# the programs allow, and the target names every responder there is.
use strict;
use warnings;
use lib 't/lib';
use File::Temp ();
use Meal::Place;
use Meal::Process;
use Meal::Test;

my $top = Meal::Place::top();
my %unit = map { m{([^/]+)$} => Meal::Place::read_file($_) }
    glob "'$top/conf/systemd/'*";
my ($service, $worker, $target) = @unit{'meal@.service',
    'meal-worker@.service', 'meal.target'};

my @responders = sort map { m{([^/]+)[.]c$} }
    grep { Meal::Place::read_file($_) =~ /^main\(/m }
    glob "'$top/cgi-bin/'*.c";
cmp_ok(scalar @responders, '>=', 13, 'there are responders');
for my $kind (qw(socket service)) {
	is_deeply([sort $target =~ /\bmeal@(\w+)[.]$kind\b/g], \@responders,
	    "meal.target wants the $kind of each");
}
my @queues = Meal::Place::read_file("$top/lib/work/worker.c") =~
    /^\} parts\[\] = \{(.*?)^\};/ms ?
    sort $1 =~ /"(\w+)"/g : ();
cmp_ok(scalar @queues, '>=', 2, 'there are queues');
is_deeply([sort $target =~ /\bmeal-worker@(\w+)[.]service/g], \@queues,
    'and a worker for each');

# A child that ends before its supervisor is started anew, and waited for.
like($service, qr/^ExecStop=.*kill -TERM \$MAINPID/m,
    'the supervisor is told to end before its processes');
for my $name ('meal@.service', 'meal-worker@.service') {
	like($unit{$name}, qr/^StartLimitIntervalSec=0$/m,
	    "$name is tried again however often it ended");
	like($unit{$name}, qr/^User=meal$/m, "$name is not root's");
}

# The guide says to copy these, and what it says to run is there.
my $guide = Meal::Place::read_file("$top/docs/admin-guide.md");
like($guide, qr{examples/conf/systemd/}, 'the guide has them copied');
like($guide, qr{^systemctl enable --now meal[.]target}m, 'and started');

SKIP: {
	my ($analyze) = grep { -x } map { "$_/systemd-analyze" }
	    split /:/, $ENV{PATH};
	skip 'no systemd-analyze', 1 if !$analyze;
	my $dir = File::Temp->newdir;
	for my $name (keys %unit) {
		# what is not installed here cannot be looked for
		my $text = $unit{$name} =~ s{^(Exec\w+=)/\S+}{$1/bin/true}mgr;
		$text =~ s/^(?:User|Group|SocketUser|SocketGroup)=.*\n//mg;
		my $file = $name =~ s/@[.]/$name =~ m{worker} ? '@mail.' :
		    '@recipes.'/er;
		Meal::Place::write_file("$dir/$file", $text);
	}
	for my $file (qw(meal@recipes.service meal@recipes.socket
	    meal-worker@mail.service)) {
		my ($status, $said) = Meal::Process::run(argv => [$analyze,
		    '--man=no', '--generators=no', 'verify', "$dir/$file"]);
		my @faults = grep { /\Q$file\E/ && !/not found|root/i }
		    split /\n/, $said;
		is_deeply(\@faults, [], "$file can be read");
	}
	for my $file (qw(meal@recipes.service meal-worker@mail.service)) {
		my ($status, $said) = Meal::Process::run(argv => [$analyze,
		    '--no-pager', '--offline=true', 'security',
		    "$dir/$file"]);
		my ($level) = $said =~ /exposure level[^:]*: ([\d.]+)/;
		# without the user, which is taken out above
		cmp_ok($level // 10, '<', 3, "$file is closed") or diag($said);
	}
}

done_testing;
