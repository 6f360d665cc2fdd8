#!/usr/bin/perl
# Bodies: nobody unknown makes a responder hold one, whoever is refused hears
# why, and one that is late, cut, endless or lied about ends in bounds.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Fcgi;
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my $site = Meal::Site->new(options => { login_failures => 1000 });
my $anna = $site->register;
my $responders = $site->responders;
my $json = JSON::PP->new->canonical;
my $big = '{"name":"' . 'x' x 1_500_000 . '"}';

# A request right to the responder, as nginx hands it over.
sub ask {
	my ($path, $length, %p) = @_;
	my ($name) = $p{to} // 'recipes';
	return Meal::Fcgi->new($responders->socket_path($name),
	    REQUEST_METHOD => 'POST', REQUEST_URI => "/api/v1/$path",
	    CONTENT_TYPE => 'application/json', REMOTE_ADDR => '127.0.0.9',
	    (defined $length ? (CONTENT_LENGTH => $length) : ()),
	    ($p{nobody} ? () :
	    (HTTP_AUTHORIZATION => 'Bearer ' . $anna->token)));
}

# A byte a second for as long as nobody answers: the status, and how many
# seconds that took.
sub drip {
	my ($f, $most) = @_;
	my $start = Time::HiRes::time();
	my $status;
	while (!defined $status && Time::HiRes::time() - $start < $most) {
		$f->send_body('x');
		($status) = $f->answer(1);
	}
	return [ $status // 'none', Time::HiRes::time() - $start ];
}

sub recipes {
	return $site->sql("SELECT count(*) FROM recipe");
}


# The most that a request with this status took, in bytes.
sub most {
	my ($want) = @_;
	my ($most) = sort { $b <=> $a } map { / arena=(\d+)/ }
	    $site->log_lines('recipes', qr/method=POST.* status=$want /);
	return $most;
}

# ---- a byte a second: looked at again at the end, as it takes its minute

my $drip = in_background(sub { drip(ask('plan/entries', 60_000,
    to => 'plan'), 100) });

# ---- who comes before what

# Those that fill the socket to the record that ends them, and beyond.
my $slowest = 0;
for my $size (map { 197_000 + 761 * $_ } 0 .. 60) {
	my $began = Time::HiRes::time();
	my $r = $anna->post('recipes', body => '{"name":1,"notes":"' .
	    'x' x $size . '"}', type => 'application/json', unnoted => 1);
	my $took = Time::HiRes::time() - $began;
	$slowest = $took if $took > $slowest;
	is_problem($r, 400, "$size bytes are read and answered") or last;
	last if $took > 5;
}
cmp_ok($slowest, '<', 5, 'without waiting for what never comes');

my $nobody = $site->client;
my %said;
$said{$_}++ for together((sub { $site->client->post('recipes',
    body => 'x' x 2_000_000, type => 'application/json')->status }) x 200);
is_deeply(\%said, { 401 => 200 }, '200 uploads of strangers at once');
cmp_ok(most(401), '<', 16_384, 'nothing of them is held');
for my $bytes ($big, '{', "\0" x 70_000, 'x' x 9_000_000) {
	my $r = $nobody->post('recipes', body => $bytes,
	    type => 'application/json');
	is_problem($r, 401, 'somebody unknown, with ' . length($bytes) .
	    ' bytes');
}
my $r = $nobody->post('auth/login', body => $big,
    type => 'application/json');
is_problem($r, 413, 'what anybody may send is short');
like($r->body, qr/65536/, 'and how short, is said');
is_problem($nobody->post('auth/login', body => '{"login":"' .
    'x' x 65_000 . '","password":"x"}', type => 'application/json'), 400,
    'up to there it is read');
is_problem($anna->post('recipes', body => '{"name":"' .
    'x' x 3_000_000 . '"}', type => 'application/json'), 413,
    'more than body_max, of a member');
is_problem($anna->post('recipes', body => $big,
    type => 'application/json'), 400, 'less is read');

%said = ();
$said{$_}++ for together((sub { $anna->post('recipes',
    body => '{"name":"' . 'x' x 400_000 . '"}', type => 'application/json')
    ->status }) x 200);
is_deeply(\%said, { 400 => 200 }, '200 of a member');
%said = ();
$said{$_}++ for together((sub { $anna->post('recipes',
    body => '[' . '1,' x 200_000, type => 'application/json')->status })
    x 20);
is_deeply(\%said, { 413 => 20 }, 'and of what would be large in memory');
cmp_ok(most(413), '<', 32 << 20, 'in bounds, one at a time');

# Refused before a byte of it came.
my $f = ask('recipes', 1_500_000, nobody => 1);
my ($status) = $f->answer(1);
is($status // 'no end yet', 'no end yet', 'what was announced is waited for');
$f->send_body('x' x 100_000);
($status) = $f->answer;
is($status, 401, 'but not long, and the answer is there');
$f = ask('recipes', 1_500_000);
is($f->send_body(substr $big, 0, 700_000), 1, 'half of a body');
$f = undef;
is($anna->get('recipes')->status, 200, 'the sender went: life goes on');

# ---- lengths that lie

my $good = $json->encode({ name => 'Lied about' });
my $before = recipes();
$f = ask('recipes', length($good) + 5);
$f->send_body($good);
$f->end_body;
($status, my $head, my $body) = $f->answer;
is($status, 400, 'longer than what comes');
like($body, qr/ended early/, 'and why');
for my $length ('-1', '99999999999999999999', 'x', '1e3', '0x10') {
	$f = ask('recipes', $length);
	$f->send_body($good);
	$f->end_body;
	($status) = $f->answer;
	is($status, 400, "a length of $length");
}
$f = ask('recipes', '9000000000000000000');
$f->send_body($good);
$f->end_body;
is(($f->answer)[0], 413, 'a length beyond everything');
for my $length (undef, '', 0, length($good) - 3) {
	$f = ask('recipes', $length);
	$f->send_body($good . 'x' x 200_000);
	$f->end_body;
	($status) = $f->answer;
	is($status, 400, 'a length of ' . ($length // 'none') .
	    ', and more comes');
}
is(recipes(), $before, 'nothing of it is kept');
$f = ask('recipes', length $good);
$f->send_body($good);
$f->end_body;
is(($f->answer)[0], 201, 'the true length');

# ---- kinds of bodies

is_problem($anna->request('POST', 'recipes', body => $good,
    type => 'application/json', headers => { 'Content-Encoding' => 'gzip' }),
    415, 'packed');
is($anna->request('POST', 'recipes', body => $good,
    type => 'application/json', headers => {
    'Content-Encoding' => 'identity' })->status, 201, 'named as not packed');
is($anna->post('recipes', body => "\xef\xbb\xbf" . $good,
    type => 'application/json')->status, 201, 'with a byte order mark');
is_problem($anna->post('recipes', body => "\xef\xbb\xbf\xef\xbb\xbf" . $good,
    type => 'application/json'), 400, 'with two');
is_problem($anna->get('recipes?q=' . 'x' x 5_000), 404,
    'a query that is too long');

# ---- slow ones, and the end of the process

$f = undef;	# a kept connection has a process to itself
$before = recipes();
my @slow = map { ask('recipes', 500_000) } $responders->pids('recipes');
$_->send_body('{"name":"') for @slow;
my @old = $responders->pids('recipes');
Time::HiRes::sleep(0.3);
kill 'TERM', @old;
my $start = Time::HiRes::time();
for (@slow) {
	($status) = $_->answer(15);
	is($status, 503, 'SIGTERM while a body arrives: said at once');
}
cmp_ok(Time::HiRes::time() - $start, '<', 15, 'in bounds');
$_->end_body for @slow;
ok(until_true(20, sub { !grep { kill 0, $_ } @old }), 'the processes end');
ok(until_true(20, sub { $anna->get('recipes')->status == 200 }),
    'others take over');

@slow = map { ask('recipes', 500_000) } $responders->pids('recipes');
$start = Time::HiRes::time();
for my $second (1 .. 3) {
	$_->send_body('x') for @slow;
	Time::HiRes::sleep(1);
}
for (@slow) {
	($status) = $_->answer(30);
	is($status, 400, 'one that stops half way');
}
cmp_ok(Time::HiRes::time() - $start, '<', 25, 'holds nobody up for long');
is(recipes(), $before, 'nothing half written');

my $dripped = drip(ask('recipes', 60_000, nobody => 1), 60);
is($dripped->[0], 401, 'a byte a second of a stranger');
cmp_ok($dripped->[1], '<', 25, 'is not listened to for long');
$dripped = $drip->result;
is($dripped->[0], 400, 'and of a member');
cmp_ok($dripped->[1], '<', 85, 'for a minute, and a moment to let go');

done_testing();
