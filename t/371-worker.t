#!/usr/bin/perl
# The worker: killed, stopped, without its database, several at once. Every
# mail is sent; what may have been sent twice is marked.
use strict;
use warnings;
use lib 't/lib';
use Meal::Mail;
use Meal::Place;
use Meal::Process;
use Meal::Test;
use Time::HiRes ();

my $sink = Meal::Mail->sink;
my %smtp = (mail_transport => 'smtp', mail_url => $sink->url,
    mail_tls => 'no', mail_timeout => 5);
my $site = Meal::Site->new(responders => [qw(auth recovery system)],
    options => \%smtp);


sub states {
	my ($where) = @_;
	return ($where // $site)->sql(q{SELECT string_agg(state || ' ' || n,
	    ', ' ORDER BY state) FROM (SELECT state, count(*) AS n FROM outbox
	    GROUP BY state) s});
}

sub all_sent {
	my ($where) = @_;
	return ($where // $site)->sql(
	    q{SELECT count(*) FROM outbox WHERE state <> 'sent'}) eq '0';
}

# How often each mail came: id => n.
sub came {
	my %n;
	$n{ $_->{id} }++ for ($_[0] // $sink)->mails;
	return \%n;
}

sub forget {
	$site->sql('DELETE FROM outbox');
	unlink glob "$sink->{dir}/*.mail";
	return;
}

sub worker_log { return Meal::Place::read_file($_[0]->worker_log) // '' }

# ---- soon

my $pid = $site->start_worker;
ok(until_true(20, sub { worker_log($site) =~
    /event=chore name=retention state=done/ }), 'a worker starts');
my @seconds;
for my $n (1 .. 3) {
	my $start = Time::HiRes::time();
	$site->register;
	until_true(20, sub { -e sprintf '%s/%06d.mail', $sink->{dir}, $n });
	push @seconds, Time::HiRes::time() - $start;
}
my ($best) = sort { $a <=> $b } @seconds;
cmp_ok($best, '<', 1, sprintf 'from a form to the mail server: %.0f ms',
    1000 * $best);
ok(until_true(20, \&all_sent), 'all are sent');
my ($rss) = (Meal::Place::read_file("/proc/$pid/status") // '') =~
    /^VmRSS:\s+(\d+)/m;
SKIP: {
	skip 'sanitizers need room', 1 if (Meal::Session::build()) =~ /asan/;
	cmp_ok($rss, '<', 25_000, "it takes $rss kB");
}
unlike(worker_log($site), qr/@/, 'its log names nobody');

# ---- jobs

my $anna = $site->register;
ok(until_true(20, \&all_sent), 'a mail more');
my $before = keys %{ came() };
is_status($anna->post('auth/password/forgot', json => {
    email => $anna->{email} }), 202, 'a forgotten password');
ok(until_true(20, sub { keys %{ came() } > $before }),
    'is a job that ends in a mail');
ok(until_true(20, sub { $site->sql('SELECT state, tries, sealed IS NULL
    FROM job') eq 'done|1|t' }), 'it is done, and what it said forgotten');
like(worker_log($site), qr/ event=job id=\S+ kind=forgot state=done /,
    'its line');
$site->sql(q{INSERT INTO job (id, kind) VALUES
    ('01900000-0000-7000-8000-000000000001', 'nonsense')});
is(until_true(20, sub { $site->sql(q{SELECT state || ': ' || last_error
    FROM job WHERE kind = 'nonsense' AND ended_at IS NOT NULL}) }),
    'failed: nobody knows this kind of job', 'one that nobody knows fails');

# ---- chores

sub chores { return scalar(() = worker_log($site) =~ /event=chore name=ret/g) }
is(chores(), 1, 'a chore is done once');
$site->sql(q{UPDATE chore SET done_at = done_at - interval '59 minutes'});
$site->sql('NOTIFY meal_worker');
Time::HiRes::sleep(0.3);
is(chores(), 1, 'and not before its time');
$site->sql(q{UPDATE chore SET done_at = done_at - interval '2 minutes'});
$site->sql('NOTIFY meal_worker');
ok(until_true(20, sub { chores() == 2 }), 'then again');

# ---- told to end

$sink->behave('slow 700');
forget();
$site->register for 1 .. 3;
until_true(20, sub { keys %{ came() } });
kill 'TERM', $pid;
ok(until_true(20, sub { !$site->worker_pids }), 'SIGTERM ends it');
is(states(), 'queued 2, sent 1', 'after the mail in hand');
$sink->behave('accept');
is(($site->mealctl('worker', '--once'))[0], 0, 'mealctl worker --once');
is(states(), 'sent 3', 'does the rest and ends');
is_deeply([values %{ came() }], [1, 1, 1], 'each once');
is($site->sql('SELECT count(*) FROM outbox WHERE maybe_twice'), 0,
    'nothing may have come twice');

# ---- after a backup was restored, as the guide says

forget();
$site->register for 1 .. 2;
my $guide = Meal::Place::read_file('docs/admin-guide.md');
ok($guide =~ /^systemctl enable --now meal[.]target$/m,
    'the guide has the worker started');
ok($guide =~ /^systemctl stop meal[.]target$/m,
    'and stopped before a backup is restored');
my ($hold) = $guide =~ /psql -d meal_restored -c "(UPDATE outbox [^"]+)"/
    or die "the guide keeps no mails from being sent\n";
$site->sql($hold);
is(($site->mealctl('worker', '--once'))[0], 0, 'a worker after that');
is(states(), 'dead 2', 'sends none of the mails that waited in it');
is_deeply(came(), {}, 'really none');
my $one = $site->sql('SELECT min(id::text) FROM outbox');
is(($site->mealctl('mail', 'retry', $one))[0], 0, 'until somebody asks for one');
$site->mealctl('worker', '--once');
is(states(), 'dead 1, sent 1', 'which is sent');

# ---- killed at any moment: what it had in hand is another's when its lease is
# over, a second after the longest that a mail may take

srand 1;
forget();
my $brief = Meal::Site->new(responders => [qw(auth recovery system)],
    options => { %smtp, mail_timeout => 1 });
$brief->expect_log(qr/could not serialize|connection to client lost/);
$sink->behave('slow 15');
$brief->register for 1 .. 30;
my $kills = 0;
while (!all_sent($brief) && $kills < 100) {
	my $one = $brief->start_worker('--queue', 'mail');
	# longer and longer, so that a slow machine comes to an end, too
	Time::HiRes::sleep(0.05 + rand 0.25 + 0.02 * $kills);
	kill 'KILL', $one;
	waitpid $one, 0;
	$kills++;
}
cmp_ok($kills, '>=', 3, "a worker that was killed $kills times");
is(states($brief), 'sent 30', 'has sent all');
my $came = came();
is(scalar keys %{$came}, 30, 'all arrived');
my %marked = map { $_ => 1 } split /\n/, $brief->sql(
    'SELECT id FROM outbox WHERE maybe_twice');
is_deeply([grep { $came->{$_} > 1 && !$marked{$_} } keys %{$came}], [],
    'none came twice without being marked');
is($brief->sql('SELECT count(*) FROM outbox WHERE tries > 1 AND NOT
    maybe_twice'), 0, 'nor is one that was interrupted');
diag(sprintf '%d kills, %d marked, %d came twice', $kills,
    scalar keys %marked, scalar grep { $_ > 1 } values %{$came})
    if $ENV{MEAL_LONG};

# ---- two of them

forget();
$sink->behave('slow 5');
$site->start_worker for 1 .. 2;
ok(until_true(20, sub { 2 == (() = $site->worker_pids) }), 'two workers');
$site->register for 1 .. 30;
ok(until_true(60, \&all_sent), 'send all');
is_deeply([grep { $_ != 1 } values %{ came() }], [], 'each mail once');
is(scalar keys %{ came() }, 30, 'and every one');
is($site->sql('SELECT count(*) FROM outbox WHERE maybe_twice'), 0,
    'nothing is marked');
$site->sql('DELETE FROM chore');
my $done = chores();
$site->sql('NOTIFY meal_worker');
until_true(20, sub { chores() > $done });
Time::HiRes::sleep(0.3);
is(chores(), $done + 1, 'a chore is one worker\'s');
$sink->behave('slow 3000');
forget();
$site->register;
until_true(20, sub { keys %{ came() } });
is($site->sql('SELECT leased_until > now() FROM outbox'), 't',
    'a mail in hand is leased to one');
is($site->sql(q{SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND
    database = (SELECT oid FROM pg_database
    WHERE datname = current_database())}), 0, 'and no lock is held for it');
$sink->behave('accept');
my @pids = $site->worker_pids;
kill 'KILL', $pids[0];
Time::HiRes::sleep(0.1);
ok(until_true(20, \&all_sent), 'if that one is killed, the other sends it');
my $twice = $site->sql('SELECT maybe_twice FROM outbox');
is($twice, (values %{ came() })[0] > 1 ? 't' : 'f',
    'and marks it when it was sent before');
$site->stop_worker;
# of those that were killed, and of the two at once
$site->expect_log(qr/could not serialize|connection to client lost/);

# ---- a slow job holds up no mail

sub job_of {
	my ($kind, $seconds) = @_;
	my ($status, $text) = $site->mealctl('jobs', 'try', $kind, $seconds);
	die $text if $status;
	return $text =~ /([0-9a-f-]{36})/ ? $1 : die "no id: $text";
}
forget();
$sink->behave('accept');
$site->start_worker;
my $slow = job_of('wait', 60);
sub job_is {
	my ($id) = @_;
	return $site->sql("SELECT state FROM job WHERE id = '$id'");
}
ok(until_true(20, sub { job_is($slow) eq 'running' }), 'a job of a minute');
# A machine that compiles beside this may keep one of five waiting.
my @waits;
for my $n (1 .. 5) {
	my $had = keys %{ came() };
	$site->register;
	my $start = Time::HiRes::time();
	until_true(20, sub { keys %{ came() } > $had });
	push @waits, Time::HiRes::time() - $start;
}
cmp_ok((sort { $a <=> $b } @waits)[3], '<', 1,
    'mails are handed over meanwhile, within a second');
is(job_is($slow), 'running', 'while that goes on');
ok(until_true(5, sub { $site->sql("SELECT done > 5 AND total = 600 FROM job
    WHERE id = '$slow'") eq 't' }), 'and says how far it is');
is($site->sql("SELECT leased_until > now() FROM job WHERE id = '$slow'"), 't',
    'which renews its lease');
is(($site->mealctl('jobs', 'cancel', $slow))[0], 0, 'it is cancelled');
ok(until_true(5, sub { worker_log($site) =~ /id=$slow .*state=failed.*
    cancelled/x }), 'stops at its next step');
is(job_is($slow), 'cancelled', 'and stays so');
my $later = job_of('wait', 2);
my ($parent) = $site->worker_pids;
ok(until_true(20, sub { job_is($later) eq 'running' }), 'another one');
my %found = Meal::Process::find($site->worker_home);
kill 'KILL', grep { $found{$_} == $parent } keys %found;
ok(until_true(30, sub { job_is($later) eq 'done' }),
    'whose worker is killed is done by the next');
is($site->sql("SELECT tries || ' ' || count(*) || ' ' || min(i.state) FROM
    job JOIN job_item i ON i.job = job.id WHERE id = '$later'
    GROUP BY tries"), '2 1 made', 'its items are there once');
my $never = job_of('wait', 60);
until_true(20, sub { job_is($never) eq 'running' });
$site->sql("UPDATE job SET leased_until = now() - interval '1 second',
    tries = tries + 1 WHERE id = '$never'");
ok(until_true(20, sub { worker_log($site) =~ /id=$never .*taken.over/x }),
    'one whose lease ran out in the middle lets go');
$site->mealctl('jobs', 'cancel', $never);
$site->stop_worker;

# ---- without its database

my $own = Meal::Site->new(own_cluster => 1, worker => 1,
    responders => [qw(auth system)], options => \%smtp);
$own->expect_log(qr/terminating connection|shutting down|starting up/);
$own->expect_log(qr/unexpected EOF|could not serialize/);
ok(until_true(20, sub { worker_log($own) =~ /name=retention state=done/ }),
    'a worker of its own cluster');
($pid) = $own->worker_pids;
unlink glob "$sink->{dir}/*.mail";
$sink->behave('slow 3000');
$own->register;
until_true(20, sub { keys %{ came() } });
# a cluster for tests is stopped as by a power cut, and keeps what it flushed
$own->cluster->sql('postgres', 'CHECKPOINT');
$own->cluster->stop;
ok(until_true(20, sub { worker_log($own) =~ /event=mail .*state=sent/ }),
    'the database ends while a mail is on its way');
Time::HiRes::sleep(2.5);
is(join(' ', $own->worker_pids), $pid, 'the worker stays');
$own->cluster->start;
ok(until_true(30, sub { all_sent($own) }),
    'with the database back it is known to be sent');
is_deeply([values %{ came() }], [1], 'and came once');
is($own->sql('SELECT maybe_twice, tries FROM outbox'), 'f|1',
    'nobody has to doubt it');
$sink->behave('accept');
# Whoever said that it is away says so again only once it was there.
ok(until_true(30, sub {
	my $log = worker_log($own);
	my $away = () = $log =~ /event=worker text="connection/g;
	my $back = () = $log =~ /event=worker text="going on/g;
	return $away == $back;
}), 'each queue is back');
my $lines = () = worker_log($own) =~ /event=worker text="(?!going)/g;
$own->cluster->sql('postgres', 'CHECKPOINT');
$own->cluster->stop;
Time::HiRes::sleep(3.5);
my @told = worker_log($own) =~ /event=worker text="((?!going).*)/g;
is(@told - $lines, 2, 'a database that is away is a line of each queue') or
    diag(map { "$_\n" } @told);
my $back = () = worker_log($own) =~ /event=worker text="going on"/g;
$own->cluster->start;
ok(until_true(20, sub {
    2 == (() = worker_log($own) =~ /event=worker text="going on"/g) - $back }),
    'and its return another');
$own->register;
ok(until_true(20, sub { all_sent($own) }), 'it goes on');
is(join(' ', $own->worker_pids), $pid, 'it is the same all the while');
$own->cluster->stop;
my $late = $own->start_worker;
ok(until_true(20, sub { (() = worker_log($own) =~ /text="starting: mail"/g) == 2 }),
    'another one starts without a database');
Time::HiRes::sleep(1);
ok(until_true(20, sub { 2 == (() = $own->worker_pids) }), 'and waits');
my ($status, $text) = $own->mealctl('worker', '--once');
is($status, 1, 'once does not wait');
like($text, qr/\Amealctl: The database is away/m, 'and says so');
kill 'TERM', $own->worker_pids;
ok(until_true(10, sub { !$own->worker_pids }),
    'SIGTERM ends them without it as well');
$own->cluster->start;

done_testing();
