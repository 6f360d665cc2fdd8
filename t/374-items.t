#!/usr/bin/perl
# A job of many items, whose worker is killed between having one and storing
# it, or loses its lease there: each item is stored once, by who has the job.
use strict;
use warnings;
use lib 't/lib';
use Meal::Place;
use Meal::Process;
use Meal::Test;
use Time::HiRes ();

my $site = Meal::Site->new(responders => ['system'],
    options => { fetch_private => 'yes' });
my $dir = $site->folder('hostile');
my $file = "$dir/port";
Meal::Process::start(dir => $dir, log => "$dir/log", argv => ['python3',
    Meal::Place::top() . '/t/lib/hostile.py', $file]);

my $port = until_true(10, sub { Meal::Place::read_file($file) });
ok($port, 'a server') or die;

# How often the server was asked for the path.
sub asked {
	my ($path) = @_;
	return scalar grep { $_ eq $path } split /\n/,
	    Meal::Place::read_file("$file.asked") // '';
}

sub fetching {
	my ($pause, @paths) = @_;
	my ($status, $text) = $site->mealctl('jobs', 'try', 'fetch', $pause,
	    map { "http://127.0.0.1:$port$_" } @paths);
	return $text =~ /([0-9a-f-]{36})/ ? $1 : die "no id: $text";
}

sub items {
	my ($job) = @_;
	return $site->sql("SELECT string_agg(state || coalesce(': ' ||
	    reason, ''), '; ' ORDER BY n) FROM job_item WHERE job = '$job'");
}

sub state_of {
	my ($job) = @_;
	return $site->sql("SELECT state FROM job WHERE id = '$job'");
}

# ---- killed between fetch and store

my $job = fetching(1, '/ok?0', '/status/404', '/ok?2', '/ok?3');
my $pid = $site->start_worker('--queue', 'slow');
ok(until_true(30, sub { asked('/ok?2') }), 'it has the third');
kill 'KILL', $pid;
waitpid $pid, 0;
is(items($job), 'made: 12 bytes, try 1; failed: This address answers with ' .
    'status 404.; queued; queued', 'and is killed before that is stored');
$pid = $site->start_worker('--queue', 'slow');
ok(until_true(40, sub { state_of($job) eq 'done' }), 'the next ends it');
is(items($job), 'made: 12 bytes, try 1; failed: This address answers with ' .
    'status 404.; made: 12 bytes, try 2; made: 12 bytes, try 2',
    'each item once');
is(join(' ', map { asked($_) } '/ok?0', '/status/404', '/ok?2', '/ok?3'),
    '1 1 2 1', 'only what was not stored is got again');
kill 'TERM', $pid;
waitpid $pid, 0;

# ---- the lease ran out there, and the worker goes on afterwards

$job = fetching(2, '/ok?a', '/ok?b');
$pid = $site->start_worker('--queue', 'slow');
ok(until_true(30, sub { asked('/ok?a') }), 'it has the first');
kill 'STOP', $pid;
my $other = $site->start_worker('--queue', 'slow');
ok(until_true(40, sub { (items($job) // '') =~ /^made: 12 bytes, try 2/ }),
    'another takes over when the lease is over');
kill 'CONT', $pid;
ok(until_true(20, sub { (Meal::Place::read_file($site->worker_log) // '') =~
    /id=$job\b.*taken.over/ }), 'the first lets go');
ok(until_true(20, sub { state_of($job) eq 'done' }), 'it is done');
is(items($job), 'made: 12 bytes, try 2; made: 12 bytes, try 2',
    'and each stored by who had the job');
is(asked('/ok?b'), 1, 'the one that lost it has begun no other');
kill 'TERM', $pid, $other;
Meal::Process::stop($dir);
$site->stop_worker;

done_testing();
