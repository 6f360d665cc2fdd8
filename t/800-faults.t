#!/usr/bin/perl
# What the world does to us: a full disk, a slow database, connections that
# break, clients that go away, answers that grow too large.
use strict;
use warnings;

# The small disks of this test are mounted where nobody else sees them, and
# vanish with it, however it ends.
my $mounts;
BEGIN {
	$mounts = $ENV{MEAL_TEST_MOUNTS};
	if (!defined $mounts) {
		my $can = !$> && system('unshare -m true 2>/dev/null') == 0;
		$ENV{MEAL_TEST_MOUNTS} = $can ? 1 : 0;
		exec 'unshare', '-m', $^X, $0, @ARGV if $can;
		$mounts = 0;
	}
}

use lib 't/lib';
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my $site = Meal::Site->new(responders => [qw(auth plan recipes system)],
    options => { database_timeout => 400, answer_max => 65_536,
    body_max => 262_144 });
my $anna = $site->register;
my $soup = $anna->post('recipes', json => { name => 'Soup' })->json;
my $responders = $site->responders;
my @pids = $responders->pids('recipes');

# Lines of the recipes' log about one request: always exactly one.
my $serial = 0;
sub asked {
	my ($method, $path, %p) = @_;
	my $id = 'fault-' . ++$serial;
	my $r = $anna->request($method, $path, %p,
	    headers => { 'X-Request-Id' => $id, %{ $p{headers} // {} } });
	my @lines = grep { / id=$id / } $site->log_lines('recipes',
	    qr/ id=$id /);
	is(@lines, 1, "$method $path: one line in the log");
	return ($r, $lines[0] // '');
}

sub is_whole {
	my ($r, $name) = @_;
	return ok($r->type eq 'text/html' ? $r->body =~ m{</html>\s*\z} :
	    eval { $r->json; 1 }, $name // 'no half page') ||
	    diag($r->summary);
}

sub retry_after {
	my ($r) = @_;
	return cmp_ok($r->header('Retry-After') // 0, '>', 0,
	    'with Retry-After');
}

# ---- a database that takes too long

$site->expect_log(qr/canceling statement due to statement timeout/,
    qr/terminating connection due to administrator/,
    qr/could not serialize/);
my $lock = $site->hold('LOCK TABLE recipe');
my $start = Time::HiRes::time();
my ($r, $line) = asked(GET => "recipes/$soup->{id}");
is_problem($r, 503, 'a statement that takes too long');
retry_after($r);
like($line, qr/ status=503 .* why=.*57014/, 'the log says why');
($r, $line) = asked(POST => 'recipes', json => { name => 'Too slow' });
is_problem($r, 503, 'one that writes');
retry_after($r);
($r, $line) = asked(GET => "/recipes/$soup->{id}");
is_status($r, 503, 'a page');
is_whole($r);
retry_after($r);
cmp_ok(Time::HiRes::time() - $start, '<', 20, 'nobody waits for long');
is_status($site->get('/login'), 200, 'other responders have work to do');
$lock->release;
is_status($anna->get("recipes/$soup->{id}"), 200, 'then it goes on');
is($site->sql("SELECT count(*) FROM recipe WHERE name = 'Too slow'"), 0,
    'and what was refused is not there');

# ---- a connection that breaks

sub end_backends {
	return $site->sql('SELECT count(pg_terminate_backend(pid)) FROM ' .
	    'pg_stat_activity WHERE datname = current_database() AND ' .
	    "application_name <> 'psql'", 'postgres');
}

cmp_ok(end_backends(), '>=', 1, 'idle connections are cut');
for my $n (1 .. 4) {
	is_status($anna->get("recipes/$soup->{id}"), 200,
	    "nobody notices, GET $n");
}
end_backends();
is_status($anna->post('recipes', json => { name => "After $_" }), 201,
    "nor when writing, POST $_") for 1 .. 2;
my $calm = Meal::Site->new(responders => [qw(auth recipes system)],
    options => { database_timeout => 20_000 });
$calm->expect_log(qr/terminating connection due to administrator/,
    qr/could not serialize/);
my $bert = $calm->register;
my $stew = $bert->post('recipes', json => { name => 'Stew' })->json;

# Do it, cut its connection while it waits for the lock, give the lock back.
sub cut {
	my ($what, $how) = @_;
	my $held = $calm->hold($what);
	my $work = in_background(sub {
		my $answer = $how->();
		return [$answer->status, $answer->body,
		    $answer->header('Retry-After')];
	});
	my ($pid) = $calm->waiting;
	is($calm->sql("SELECT pg_terminate_backend($pid)", 'postgres'), 't',
	    'a connection is cut in mid-query');
	Time::HiRes::sleep(0.05);
	$held->release;
	return $work->result;
}

my $cut = cut('LOCK TABLE recipe',
    sub { return $bert->get("recipes/$stew->{id}") });
is($cut->[0], 200, 'a GET is asked again');
like($cut->[1], qr/"name":"Stew"/, 'and answered');
for my $round (1 .. 3) {
	my %key = (headers => { 'Idempotency-Key' => "cut-$round" });
	my $post = sub { return $bert->post('recipes', json => {
	    name => "Cut $round" }, %key) };
	$cut = cut('LOCK TABLE recipe IN SHARE MODE', $post);
	like($cut->[0], qr/^(?:201|503)$/, "a POST: $cut->[0]");
	cmp_ok($cut->[2] // 0, '>', 0, 'with Retry-After')
	    if $cut->[0] == 503;
	is($calm->sql("SELECT count(*) FROM recipe WHERE name =
	    'Cut $round'"), $cut->[0] == 201 ? 1 : 0, 'that tells the truth');
	is_status($post->(), 201, 'sent again with its key');
	is($calm->sql("SELECT count(*) FROM recipe WHERE name =
	    'Cut $round'"), 1, 'it is there once');
}
is_status($bert->get('recipes'), 200, 'the next request works');

# ---- changes that meet

my $held = $calm->hold("UPDATE recipe SET notes = 'theirs'
    WHERE id = '$stew->{id}'");
my $work = in_background(sub {
	my $answer = $bert->patch("recipes/$stew->{id}", json => {
	    description => 'ours' });
	return [$answer->status, $answer->json];
});
$calm->waiting;
$held->release('COMMIT');
my $met = $work->result;
is($met->[0], 200, 'a change that cannot be serialized is done again');
is($met->[1]{notes}, 'theirs', 'on top of the other');
is($met->[1]{description}, 'ours', 'so both are there');
$held = $calm->hold('LOCK TABLE change_order; UPDATE change_order SET
    base = base + 1');
$work = in_background(sub { return $bert->post('recipes', json => {
    name => 'Counted' }, headers => { 'X-Request-Id' => 'counted' })
    ->status });
$calm->waiting;
$held->release('COMMIT');
is($work->result, 201, 'so is a new recipe');
is($calm->sql("SELECT count(*) FROM recipe WHERE name = 'Counted'"), 1,
    'which is made once');
is(scalar $calm->log_lines('recipes', qr/ id=counted /), 1,
    'and has one line in the log');

# ---- told to end with work in hand

$held = $calm->hold('LOCK TABLE recipe IN SHARE MODE');
$work = in_background(sub { return $bert->post('recipes', json => {
    name => 'Last' })->status });
$calm->waiting;
my @old = $calm->responders->pids('recipes');
kill 'TERM', @old;
Time::HiRes::sleep(0.05);
$held->release;
is($work->result, 201, 'SIGTERM lets a POST finish');
is_status($bert->get('recipes'), 200, 'others take over');
for (1 .. 1500) {
	last unless grep { kill 0, $_ } @old;
	Time::HiRes::sleep(0.01);
}
is(scalar(grep { kill 0, $_ } @old), 0, 'and it ends then');

# ---- clients that go away, and slow ones

sub connection {
	my ($to) = @_;
	return IO::Socket::INET->new(PeerAddr => '127.0.0.1',
	    PeerPort => ($to // $site)->port) // die "connect: $!\n";
}

$held = $calm->hold('LOCK TABLE recipe');
@old = $calm->responders->pids('recipes');
my $gone = connection($calm);
print {$gone} "GET /api/v1/recipes/$stew->{id} HTTP/1.1\r\nHost: x\r\n" .
    'Authorization: Bearer ' . $bert->token .
    "\r\nX-Request-Id: gone-1\r\n\r\n";
$gone->flush;
$calm->waiting;
close $gone;
$held->release;
is(scalar $calm->log_lines('recipes', qr/ id=gone-1 /), 1,
    'a client that did not wait has its line');
is_status($bert->get("recipes/$stew->{id}"), 200, 'others their answer');
is_deeply([$calm->responders->pids('recipes')], \@old, 'nobody died of it');
for my $bytes ("GET / HTTP/1.0\r\n\r\n", "\x01", "\x01\x01\x00\x01\x00\x08",
    "\x01\x01\x00\x01\x00\x08\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00" .
    "\x01\x04\x00\x01\xff\xff\x00\x00\x0f", "\xff" x 100) {
	for (1 .. 2) {
		my $socket = IO::Socket::UNIX->new(
		    Peer => $responders->socket_path('recipes'))
		    or die "connect: $!\n";
		print {$socket} $bytes;
		close $socket;
	}
}
is_status($anna->get("recipes/$soup->{id}"), 200,
    'rubbish on the socket of a responder is shrugged off');
is_deeply([$responders->pids('recipes')], \@pids,
    'by the processes that were there at the start');

my @slow = map { connection() } 1 .. 12;
for my $socket (@slow) {
	print {$socket} "POST /api/v1/recipes HTTP/1.1\r\nHost: x\r\n" .
	    "Content-Type: application/json\r\nContent-Length: 1000\r\n" .
	    'Authorization: Bearer ' . $anna->token . "\r\n\r\n{\"na";
	$socket->flush;
}
my @deaf = map { connection() } 1 .. 12;
for my $socket (@deaf) {
	print {$socket} "GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
	    x 8;
	$socket->flush;
}
$start = Time::HiRes::time();
for my $n (1 .. 3) {
	is_status($anna->get("recipes/$soup->{id}"), 200,
	    "slow senders do not hold a process, $n");
	is_status($site->get('health'), 200, "nor slow readers, $n");
}
cmp_ok(Time::HiRes::time() - $start, '<', 20, 'nobody waits for them');
close $_ for @slow, @deaf;

# ---- too much

($r, $line) = asked(POST => 'recipes', json => { name => 'x' x 300_000 });
is_problem($r, 413, 'a body over body_max');
like($line, qr/ status=413 /, 'is told so');
my %long = (name => 'A long one', instructions =>
    [map { { text => 'Stir. ' x 800 } } 1 .. 20]);
for my $try (1, 2) {
	($r, $line) = asked(POST => 'recipes', json => \%long,
	    headers => { 'Idempotency-Key' => 'long' });
	is_problem($r, 500, "an answer over answer_max, try $try");
	like($line, qr/ status=500 .* why="?The answer grew too large/,
	    'which the log tells');
}
is($site->sql("SELECT count(*) FROM recipe WHERE name = 'A long one'"), 0,
    'with its key nothing is kept of it');
$site->sql("UPDATE recipe SET notes = repeat('Salt. ', 20000)
    WHERE id = '$soup->{id}'");
($r, $line) = asked(GET => "recipes/$soup->{id}");
is_problem($r, 500, 'a resource over answer_max');
like($line, qr/ status=500 .* why=/, 'which the log tells');
($r, $line) = asked(GET => "/recipes/$soup->{id}");
is_status($r, 500, 'a page over answer_max');
is_whole($r, 'is an error page, not half of itself');
is_status($anna->get('plan'), 200, 'the next one is answered');
is_deeply([$responders->pids('recipes')], \@pids, 'and nobody died of it');

# ---- a database that takes no writes, and one that takes no connections

{
	my $calm = Meal::Site->new(own_cluster => 1,
	    responders => [qw(auth recipes session system)],
	    options => { database_idle => 1 });
	my $dora = $calm->register;
	my $browser = $calm->browser;
	my @login = (form => [ login => $dora->{email},
	    password => $dora->{password} ]);
	$browser->post('/login', @login);
	my $dal = $dora->post('recipes', json => { name => 'Dal' })->json;
	my $set = sub {
		my ($to) = @_;
		$calm->cluster->sql('postgres', "ALTER DATABASE " .
		    "$calm->{database} $to");
		$calm->cluster->sql('postgres', 'SELECT ' .
		    'pg_terminate_backend(pid) FROM pg_stat_activity ' .
		    "WHERE usename = 'meal'");
	};
	$calm->expect_log(qr/read-only transaction/, qr/terminating connection/,
	    qr/too many connections/);
	$set->('SET default_transaction_read_only = on');
	for my $path ("recipes/$dal->{id}", 'recipes') {
		is_status($dora->get($path), 200, "read-only: $path");
		is_status($browser->get("/$path"), 200, "the page /$path");
	}
	for my $r ($dora->post('recipes', json => { name => 'No' }),
	    $calm->post('auth/login', json => { login => $dora->{email},
		password => $dora->{password} }),
	    $calm->post('auth/refresh', json => {
		refreshToken => $dora->{refresh} // 'x' x 43 }),
	    $dora->patch("recipes/$dal->{id}", json => { name => 'No' },
		headers => { 'If-Match' => '"1"' })) {
		is_problem($r, 503, 'a write is refused');
		retry_after($r);
		like($r->json->{detail}, qr/^Nothing can be changed/,
		    'kindly');
	}
	for my $r ($browser->post('/recipes', form => [ name => 'No' ]),
	    $calm->browser->post('/login', @login)) {
		is_status($r, 503, 'a form as well');
		retry_after($r);
		is_whole($r);
		like($r->body, qr/Nothing can be changed/, 'which says why');
	}
	my $ready = $calm->get('ready');
	is_status($ready, 200, 'ready to read');
	ok(!$ready->json->{writable}, 'and not to write');
	like(($calm->mealctl('doctor'))[1], qr/^fail +room: .*no writes/m,
	    'the doctor knows');
	$set->('RESET default_transaction_read_only');
	ok($calm->get('ready')->json->{writable}, 'writable again');
	is_status($dora->post('recipes', json => { name => 'Yes' }), 201,
	    'at once');

	# what is not used is given back
	my $count = sub {
		return $calm->cluster->sql('postgres', 'SELECT count(*) ' .
		    "FROM pg_stat_activity WHERE usename = 'meal'");
	};
	cmp_ok($count->(), '>', 0, 'connections are kept');
	for (1 .. 60) {
		last if $count->() == 0;
		Time::HiRes::sleep(0.1);
	}
	is($count->(), 0, 'not of those who serve nobody');
	is_status($dora->get('recipes'), 200, 'they are made again');

	$calm->cluster->sql('postgres', 'ALTER ROLE meal CONNECTION LIMIT 0');
	$set->('RESET default_transaction_read_only');
	my $r = $dora->get('recipes');
	is_problem($r, 503, 'no connection left');
	retry_after($r);
	like($r->json->{detail}, qr/^The database is busy/, 'is busy, not away');
	$r = $browser->get('/recipes');
	is_status($r, 503, 'on a page');
	is_whole($r);
	$calm->cluster->sql('postgres', 'ALTER ROLE meal CONNECTION LIMIT -1');

	# a password that stands in no file of options
	my $hba = "$calm->{cluster}{dir}/data/pg_hba.conf";
	my $was = Meal::Place::read_file($hba);
	my ($uid, $gid) = (stat $hba)[4, 5];
	Meal::Place::write_file($hba, "local all far scram-sha-256\n$was");
	chown $uid, $gid, $hba;
	$calm->cluster->sql('postgres', $_) for
	    q{CREATE ROLE far LOGIN PASSWORD 'it''s far \\ away' IN ROLE meal},
	    'SELECT pg_reload_conf()';
	my $keys = "$calm->{dir}/far";
	mkdir $keys;
	my $far = sub {
		my ($password) = @_;
		Meal::Place::write_file("$keys/database-password", $password,
		    oct 600);
		return (Meal::Process::run(argv => [Meal::Session::build() .
		    '/bin/mealctl', 'migrate', 'status'], env => {
		    MEAL_CONF => $calm->conf, MEAL_CREDENTIALS => $keys,
		    MEAL_DATABASE => $calm->cluster->conninfo(
		    $calm->{database}, 'far') }))[0];
	};
	$calm->expect_log(qr/password authentication failed|pg_hba/,
	    qr/does not match/);
	is($far->("it's far \\ away\n"), 0, 'the password is a secret file');
	is($far->("it's near\n"), 1, 'a wrong one does not do');
	is_status($dora->get('recipes'), 200, 'it goes on by itself');
}

# ---- a disk that is full

sub mount {
	my ($dir, $size) = @_;
	mkdir $dir;
	system('mount', '-t', 'tmpfs', '-o', "size=$size", 'tmpfs', $dir) == 0
	    or die "mount $dir failed\n";
	return $dir;
}

# Write until there is no room left.
sub fill {
	my ($dir) = @_;
	open my $out, '>', "$dir/filler" or die "$dir/filler: $!\n";
	for my $size (65_536, 4096) {
		1 while syswrite $out, "\0" x $size;
	}
	close $out;
	return "$dir/filler";
}

SKIP: {
	skip 'small disks: only root can mount them', 1 unless $mounts;

	# nginx' own: a body that does not fit into memory
	my $dir = mount($site->nginx->home . '/body', '64k');
	my $filler = fill($dir);
	$site->expect_log(qr/No space left on device/);
	$r = $anna->post('recipes', json => { name => 'x' x 100_000 });
	is_problem($r, 500, 'a body that nginx cannot put anywhere');
	is_status($anna->post('recipes', json => { name => 'Small' }), 201,
	    'a small one needs no disk');
	unlink $filler;
	system 'umount', '-l', $dir;
	is_problem($anna->post('recipes', json => { name => 'x' x 100_000 }),
	    400, 'with room again it arrives');

	# PostgreSQL's: the database's tables on a disk of their own
	my $full = Meal::Site->new(own_cluster => 1,
	    responders => [qw(auth recipes system)]);
	my $name = $full->{database};
	my $megabytes = 6 + int $full->sql(
	    'SELECT pg_database_size(current_database()) / 1048576');
	my $disk = mount("$full->{dir}/disk", "${megabytes}m");
	chown +(getpwnam 'postgres')[2, 3], $disk;
	$full->cluster->sql('postgres', $_) for
	    "CREATE TABLESPACE small LOCATION '$disk'",
	    "ALTER DATABASE $name SET TABLESPACE small";
	my $cora = $full->register;
	my $browser = $full->browser;
	$browser->post('/login', form => [ login => $cora->{email},
	    password => $cora->{password} ]);
	my $dal = $cora->post('recipes', json => { name => 'Dal' })->json;
	ok($dal->{id}, 'while there is room a recipe is saved');
	$filler = fill($disk);
	$full->expect_log(qr/No space left on device/);
	# what is not compressible does not fit for long
	my $noise = sub { return join '', map { chr(33 + rand 90) }
	    1 .. 4000 };
	my ($failed, $saved) = (undef, 0);
	for my $n (1 .. 100) {
		$r = $cora->post('recipes', json => { name => "Full $n",
		    instructions => [map { { text => $noise->() } } 1 .. 8] },
		    headers => { 'X-Request-Id' => "full-$n" });
		if ($r->status != 201) {
			$failed = "full-$n";
			last;
		}
		$saved++;
	}
	ok(defined $failed, 'a POST meets the full disk') or
	    diag("$saved were saved");
	is_problem($r, 503, 'and is told so');
	retry_after($r);
	unlike($r->body, qr/No space|tablespace|pg_tblspc/,
	    'without details');
	my @lines = $full->log_lines('recipes', qr/ id=$failed /);
	is(@lines, 1, 'one line');
	like($lines[0] // '', qr/ status=503 .* why=".*53100/,
	    'that says why');
	is_status($cora->get("recipes/$dal->{id}"), 200, 'GET works');
	my $list = $cora->get('recipes?limit=100');
	is_status($list, 200, 'lists too');
	is(@{ $list->json->{items} }, 1 + $saved, 'of what was saved');
	my $page = $browser->get("/recipes/$dal->{id}");
	is_status($page, 200, 'a page as well');
	is_whole($page);
	my $form = $browser->post('/recipes', form => [
	    name => 'Full page', instructionsText =>
	    join "\n\n", map { $noise->() } 1 .. 8 ]);
	is_status($form, 503, 'a form is not saved');
	retry_after($form);
	my ($room) = ($full->mealctl('doctor'))[1] =~ /^(\w+ +room.*)/m;
	like($room, qr/^fail .*No space left.*make room/,
	    'the doctor sees it, wherever the disk is');
	is_whole($form);
	is($form->type, 'text/html', 'and a person reads why');
	unlink $filler;
	like(($full->mealctl('doctor'))[1], qr/^ok +room$/m, 'and when not');
	is_status($cora->post('recipes', json => { name => 'Room' }), 201,
	    'with room again it is saved');
	is($full->sql('SELECT count(*) FROM recipe'), 2 + $saved,
	    'and nothing by halves');
}

done_testing;
