#!/usr/bin/perl
# The commands of a developer and of a sysadmin, before any work: help, wrong
# use, failures with one clear line, the configuration's own commands.
use strict;
use warnings;
use lib 't/lib';
use Cwd ();
use Digest::SHA ();
use File::Copy ();
use File::Path ();
use File::Temp ();
use IO::Socket::INET ();
use Meal::Place;
use Meal::Process;
use Meal::Session;
use Meal::Watch;
use Test::More;

my $top = Meal::Place::top();
my $temp = Cwd::realpath(File::Temp::tempdir(CLEANUP => 1));

# (exit status, standard output, standard error)
sub run {
	my ($env, @argv) = @_;
	my ($status, $out) = Meal::Process::run(env => $env, argv => ['sh',
	    '-c', 'errors=$1; shift; exec "$@" 2>"$errors" </dev/null', 'sh',
	    "$temp/errors", @argv]);
	return ($status, $out, Meal::Place::read_file("$temp/errors") // '');
}

sub is_one_line {
	my ($text, $pattern, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	like($text, qr/\A[^\n]+\n\z/, "$name: one line");
	return like($text, $pattern, "$name: that says it");
}

# ---- ./dev, in a checkout of its own whose path has a blank

my $copy = "$temp/my checkout";
for my $dir ('tools', 't/lib/Meal') {
	File::Path::make_path("$copy/$dir");
	for my $file (grep { -f } glob "'$top/$dir/*'") {
		my ($name) = $file =~ m{([^/]+)\z};
		File::Copy::copy($file, "$copy/$dir/$name") or die "$!\n";
	}
}
File::Copy::copy("$top/dev", "$copy/dev") or die "$!\n";
chmod oct 755, "$copy/dev";

sub dev {
	my (@args) = @_;
	my $env = ref $args[0] ? shift @args : {};
	return run($env, "$copy/dev", @args);
}

# ---- what ./dev watch goes by

{
	my $dir = "$temp/watched";
	File::Path::make_path("$dir/lib/base");
	my $put = sub { Meal::Place::write_file("$dir/$_[0]", $_[1]) };
	$put->('lib/base/arena.c', "int a;\n");
	$put->('Makefile.am', "x\n");
	my $watch = Meal::Watch->new("$dir/lib", "$dir/Makefile.am",
	    "$dir/none");
	is_deeply([$watch->changed(0)], [], 'nothing changed');
	$put->('lib/base/arena.c', "int ab;\n");
	is_deeply([$watch->changed(0)], ["$dir/lib/base/arena.c"],
	    'a change of a file');
	is_deeply([$watch->changed(0)], [], 'once');
	$put->('lib/base/arena.c', "int ac;\n");	# of the same size
	$put->('lib/base/buf.c', "int b;\n");
	unlink "$dir/Makefile.am";
	is_deeply([$watch->changed(0)], ["$dir/Makefile.am",
	    map { "$dir/lib/base/$_" } qw(arena.c buf.c)],
	    'one that came, one that went, one of the same size');
	$put->("lib/base/$_", "x\n") for '.buf.c.swp', 'buf.c~', '4913',
	    '#buf.c#';
	is_deeply([$watch->changed(0)], [], 'not what an editor leaves');
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		sleep 1;
		$put->('lib/base/later.c', "x\n");
		exec 'true';
	}
	is_deeply([$watch->changed(10)], ["$dir/lib/base/later.c"],
	    'it waits for one');
	waitpid $pid, 0;
}

my ($status, $out, $said) = dev('help');
is($status, 0, './dev help');
my @commands = $out =~ /^  (\w+) /mg;
cmp_ok(scalar @commands, '>=', 11, 'lists the commands');
is($said, '', 'and nothing else');
is((dev())[1], $out, 'as ./dev alone does');
is((dev('--help'))[1], $out, 'and --help');
($status, $out, $said) = dev('nonsense');
is($status, 2, 'an unknown command is wrong use');
is($out, '', 'nothing on standard output');
like($said, qr/\A[^\n]*there is no command nonsense\n/,
    'the first line says so');

my $taken = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
    or die "listen: $!\n";
my $port = $taken->sockport;
($status, $out, $said) = dev({ MEAL_PORT => $port }, 'up');
is($status, 1, './dev up with a port that is taken');
like($said, qr/\APort \Q$port\E is taken by process $$ \(/,
    'names it and who has it');
like($said, qr{^Choose another one: MEAL_PORT=\d+ [.]/dev up$}m,
    'and what to do');
close $taken;
for my $bad ('http', '65536', '-1', '80 80') {
	($status, $out, $said) = dev({ MEAL_PORT => $bad }, 'up');
	is($status, 1, "MEAL_PORT=$bad");
	is_one_line($said, qr/^MEAL_PORT=\Q$bad\E is not a port$/,
	    'a port that is none');
}
($status, $out, $said) = dev('psql');
is($status, 1, './dev psql before ./dev up');
is_one_line($said, qr{not up: [.]/dev up}, 'no database');
($status, $out, $said) = dev('logs');
is($status, 1, './dev logs as well');
is_one_line($said, qr{no logs yet: [.]/dev up}, 'no logs');
is((dev('down'))[0], 0, './dev down has nothing to do');
my $hash = substr Digest::SHA::sha1_hex($copy), 0, 8;
my $runtime = $> ? "/var/tmp/meal-$>-$hash" : "/var/tmp/meal-$hash";
ok(-d $runtime, 'there is a runtime folder');
ok(-d "$copy/var", 'and a var');
is((dev('reset'))[0], 0, './dev reset');
ok(!-e $runtime, 'removes the runtime folder');
ok(!-e "$copy/var", 'and var');

# ---- mealctl

my $mealctl = Meal::Session::build() . '/bin/mealctl';
sub mealctl {
	my (@args) = @_;
	my $env = ref $args[0] ? shift @args : {};
	return run({ MEAL_CONF => '', %{$env} }, $mealctl, @args);
}

($status, $out, $said) = mealctl('--help');
is($status, 0, 'mealctl --help');
is($said, '', 'is no error');
my @names = do { my %n = map { $_ => 1 } $out =~ /^  mealctl ([\w-]+)\b/mg;
    sort keys %n };
cmp_ok(scalar @names, '>=', 5, 'lists the commands');
for my $name (@names) {
	($status, $out, $said) = mealctl($name, '--help');
	is($status, 0, "mealctl $name --help");
	like($out, qr/\Ausage: mealctl $name\b.*\n +.+\n/, 'says how and what');
	is($said, '', 'and no more');
}
($status, $out, $said) = mealctl();
is($status, 2, 'mealctl alone is wrong use');
is($out, '', 'nothing on standard output');
like($said, qr/\Ausage: mealctl /, 'with its usage');
($status, $out, $said) = mealctl('nonsense');
is($status, 2, 'an unknown command');
is_one_line($said, qr/^mealctl: there is no command "nonsense"; /, 'unknown');
for my $words (['conf'], [qw(conf check check)], [qw(key status x)],
    [qw(migrate up up)], [qw(statements x)], [qw(openapi x)]) {
	($status, $out, $said) = mealctl(@{$words});
	is($status, 2, "mealctl @{$words} is wrong use");
	is($out, '', 'nothing on standard output');
	like($said, qr/^usage: mealctl $words->[0]/m, 'but how to');
}
for my $words ([qw(conf nonsense)], [qw(key x)], [qw(migrate sideways)],
    [qw(demo --always)], [qw(rebuild everything)]) {
	($status, $out, $said) = mealctl(@{$words});
	is($status, 2, "mealctl @{$words} is wrong use");
	like($said, qr/\Amealctl.*\Q$words->[1]\E.*\nusage: mealctl $words->[0]/,
	    "@{$words}: what, and how to");
}

my %failure = (
	'no configuration' => [ { MEAL_CONF => "$temp/none.conf" },
	    ['migrate', 'status'], qr{\Q$temp\E/none[.]conf} ],
	'no database' => [ { MEAL_DATABASE => "host=$temp dbname=meal",
	    MEAL_MIGRATIONS => "$top/migrations" }, ['migrate', 'status'],
	    qr/database is away.*\Q$temp\E/ ],
	'no migrations' => [ { MEAL_DATABASE => "host=$temp dbname=meal",
	    MEAL_MIGRATIONS => "$temp/none" }, ['migrate'],
	    qr{\Q$temp\E/none.*[(]option migrations[)]} ],
	'a folder that cannot be' => [ {
	    MEAL_CREDENTIALS => "$temp/none/credentials" }, ['key'],
	    qr{\Q$temp\E/none/credentials} ],
	'no contract' => [ { MEAL_OPENAPI => "$temp/none.json" },
	    ['openapi'], qr{\Q$temp\E/none[.]json} ],
	'production is not dropped' => [ { MEAL_DATABASE => "host=$temp",
	    MEAL_ENVIRONMENT => 'production' }, ['rebuild', '--demo'],
	    qr/production/ ],
);
for my $name (sort keys %failure) {
	my ($env, $args, $pattern) = @{ $failure{$name} };
	($status, $out, $said) = mealctl($env, @{$args});
	is($status, 1, "$name: exit 1");
	is($out, '', 'nothing on standard output');
	is_one_line($said, qr/^mealctl: .*$pattern/, $name);
}

# ---- its configuration

sub conf {
	my ($text) = @_;
	Meal::Place::write_file("$temp/meal.conf", $text);
	return { MEAL_CONF => "$temp/meal.conf" };
}

my @options = Meal::Place::read_file("$top/lib/data/conf.def") =~
    /^(?:TEXT|NUMBER|SWITCH|CHOICE)\((\w+),/mg;
cmp_ok(scalar @options, '>=', 20, 'the options');
($status, my $sample, $said) = mealctl('conf', 'sample');
is($status, 0, 'mealctl conf sample');
is($said, '', 'without complaint');
is_deeply([$sample =~ /^#(\w+)=/mg], \@options, 'has every option');
is((grep { length > 80 } split /\n/, $sample)[0], undef,
    'in lines one can read');
($status, $out) = mealctl(conf($sample), 'conf', 'check');
is($status, 0, 'and is read again');
my $bare = $sample =~ s/^#(\w+=)/$1/mgr;
($status, $out) = mealctl(conf($bare), 'conf', 'check');
is($status, 0, 'its defaults too');
like($out, qr/good/, 'check says so');
($status, my $man, $said) = mealctl('conf', 'man');
is($status, 0, 'mealctl conf man');
like($man, qr/\A[.]Dd .*\n[.]Dt MEAL[.]CONF 5\n/, 'is a manual page');
is_deeply([$man =~ /^[.]It Ic (\w+)/mg], \@options, 'of every option');

my $next = 1 + (() = $sample =~ /\n/g);
my %fault = (
	'colour=red' => qr/unknown option "colour"/,
	'BODY_MAX=2000' => qr/unknown option "BODY_MAX"/,
	'body_max' => qr/not KEY=value/,
	'body_max=' => qr/body_max must be a whole number from 1024 to/,
	'body_max=2 MB' => qr/body_max must be a whole number/,
	'body_max=1023' => qr/body_max must be a whole number/,
	'body_max=99999999999999999999' => qr/body_max must be a whole/,
	'environment=holiday' => qr/environment must be one of: development/,
	'environment=' => qr/environment must be one of/,
);
for my $line (sort keys %fault) {
	($status, $out, $said) = mealctl(conf("$sample$line\n# end\n"),
	    'conf', 'check');
	is($status, 1, "$line: exit 1");
	is($out, '', 'it is not good');
	is_one_line($said, qr{^mealctl: \Q$temp\E/meal[.]conf, line $next: },
	    'file and line');
	like($said, $fault{$line}, 'and what is wrong');
}
($status, $out) = mealctl(conf("  body_max = 2048 \n\n# x=y\n\tbase_url=" .
    "https://meal.example.org/a=b\n"), 'conf', 'check');
is($status, 0, 'blanks, comments and values with = are fine');
($status, $out, $said) = mealctl({ MEAL_BODY_MAX => 'much' }, 'conf',
    'check');
is($status, 1, 'the environment is checked as well');
is_one_line($said, qr/^mealctl: MEAL_BODY_MAX: body_max must be/,
    'its name');

done_testing;
