#!/usr/bin/perl
# What is got from an address that somebody named: from a server that does what
# it likes, by mealctl fetch.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Conf;
use Meal::Place;
use Meal::Process;
use Meal::Session;
use Test::More;
use Time::HiRes ();

my $session = Meal::Session->current;
my $dir = $session->dir . "/fetch$$";
mkdir $dir or die "$dir: $!\n";
my $server = Meal::Process::start(dir => $dir, log => "$dir/log",
    argv => ['python3', Meal::Place::top() . '/t/lib/hostile.py',
    "$dir/port"]);
my $port;
for (1 .. 500) {
	$port = Meal::Place::read_file("$dir/port");
	last if $port;
	Time::HiRes::sleep(0.02);
}
ok($port, 'a hostile server') or die;
my $at = "http://127.0.0.1:$port";

sub conf {
	my ($name, %options) = @_;
	Meal::Conf::write_conf("$dir/$name.conf", build =>
	    Meal::Session::build(), environment => 'test', runtime => $dir,
	    credentials => $session->credentials, %options,
	    base_url => 'http://meal.example.com',
	    security_contact => 'cook@example.com',
	    database => 'host=/nowhere dbname=none');
	return "$dir/$name.conf";
}
my $open = conf('open', fetch_private => 'yes');
my $shut = conf('shut');

# (status, what was printed, seconds)
sub fetched {
	my ($conf, @args) = @_;
	my $start = Time::HiRes::time();
	my ($status, $text) = Meal::Session::mealctl($conf, 'fetch', @args);
	return ($status, $text, Time::HiRes::time() - $start);
}

sub refused {
	my ($conf, $args, $pattern, $name, $most) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($status, $text, $seconds) = fetched($conf, @{$args});
	is($status, 1, "$name: refused") or diag(substr $text, 0, 300);
	like($text, $pattern, 'that is told');
	is(() = $text =~ /^mealctl: /mg, 1, 'in one line');
	cmp_ok($seconds, '<', $most // 5, 'in its time');
	return;
}

# ---- what is as it should be

my ($status, $text) = fetched($open, "$at/ok");
is($status, 0, 'a page') or diag($text);
is($text, '<p>hello</p>', 'as it is');
($status, $text) = fetched($open, '--json', "$at/to?/ok");
my $told = JSON::PP->new->decode($text);
is($told->{url}, "$at/ok", 'by a redirect, and where it was in the end');
is($told->{type}, 'text/html; charset=utf-8', 'of which kind');
is($told->{bytes}, 12, 'and size');
($status, $text) = fetched($open, "$at/agent");
is($text, 'meal (+http://meal.example.com; cook@example.com)',
    'it says who asks, and whom to write to');
is((fetched($open, '--types', 'image/ text/html', "$at/ok"))[0], 0,
    'of a kind that is wanted');
($status, $text) = fetched($open, "$at/long");
is($status, 0, 'more than it said');
is(length $text, 10, 'is cut there');

# ---- what is not

refused($open, ['--seconds', 2, "$at/slow"], qr/not answer/, 'a slow one', 6);
refused($open, ['--seconds', 2, "$at/silent"], qr/not answer/, 'a silent one',
    6);
refused($open, ['--bytes', 1000000, "$at/endless"], qr/more .*1000000/,
    'an endless one');
refused($open, ["$at/loop"], qr/without an end/, 'one that leads to itself');
refused($open, ['--bytes', 1000000, "$at/bomb"], qr/more .*1000000/,
    'one that unpacks to 100 MB');
refused($open, ["$at/badzip"], qr/unpacked/, 'one that cannot be unpacked');
refused($open, ["$at/short"], qr/not answer/, 'less than it said');
refused($open, ["$at/huge"], qr/more/, 'one that says it is huge');
refused($open, ["$at/headers"], qr/more/, 'two megabytes of headers');
refused($open, ["$at/garbage"], qr/not answer/, 'what is no HTTP');
refused($open, ['--types', 'text/html', "$at/type/application/pdf"],
    qr/another kind/, 'another kind');
refused($open, ["$at/status/$_"], qr/status $_/, "status $_")
    for 301, 404, 500;
refused($open, [$_], qr/begins with https/, "the address $_") for
    'ftp://example.com/', 'file:///etc/passwd', 'gopher://127.0.0.1/',
    '//example.com', 'javascript:1', 'http://user:secret@127.0.0.1/',
    'http://' . 'x' x 2100, 'http://', 'dict://127.0.0.1:11211/stat',
    "http://127.0.0.1:$port\@example.com/";
refused($open, ["$at/to?file:///etc/passwd"], qr/begins with|not answer/,
    'a redirect to a file');
refused($open, ["$at/to?gopher://127.0.0.1:6379/_x"],
    qr/begins with|not answer/, 'a redirect to another protocol');

# ---- where we do not go

for my $url ("$at/ok", "http://localhost:$port/ok", 'http://127.1/',
    'http://2130706433/', 'http://0x7f.1/', 'http://0/', 'http://[::1]/',
    'http://[::ffff:127.0.0.1]/', 'http://10.0.0.1/', 'http://192.168.1.1/',
    'http://172.16.0.1/', 'http://169.254.169.254/latest/meta-data/',
    'http://100.64.0.1/', 'http://[fe80::1]/', 'http://[fd00::1]/',
    'http://[64:ff9b::7f00:1]/', 'http://0.0.0.0/', 'http://255.255.255.255/',
    'http://224.0.0.1/') {
	refused($shut, ['--seconds', 5, $url],
	    qr/private network|not answer/, "$url is private");
}
like((fetched($shut, "$at/ok"))[1], qr/private network/,
    'and said to be private');
unlike((fetched($shut, "$at/ok"))[1], qr/hello/, 'nothing of it is told');

# In a network, with an /etc, of our own: a machine of the internet beside us,
# which leads and means where it likes, and a server of this machine that
# nobody may reach.
SKIP: {
	my ($can) = Meal::Process::run(argv => ['unshare', '-m', '-n', 'true']);
	skip 'namespaces need root', 30 if $> || $can;
	Meal::Place::write_file("$dir/dns.py", <<'PY');
import socket, struct, sys
OUT, IN = b'\x5d\xb8\xd8\x22', b'\x7f\x00\x00\x01'
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 53))
open(sys.argv[1], 'w').close()
asked = 0
while True:
    q, peer = s.recvfrom(512)
    end = q.index(0, 12) + 1
    kind = struct.unpack('>H', q[end:][:2])[0]
    name = q[13:13 + q[12]]
    answers = []
    if kind == 1 and name == b'changing':
        asked += 1
        answers = [OUT if asked % 2 else IN]
    elif kind == 1:
        answers = {b'out': [OUT], b'in': [IN], b'both': [IN, OUT]}[name]
    r = q[:2] + b'\x81\x80' + struct.pack('>HHHH', 1, len(answers), 0, 0)
    r += q[12:end + 4]
    for a in answers:
        r += b'\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04' + a
    s.sendto(r, peer)
PY
	Meal::Place::write_file("$dir/resolv.conf", "nameserver 127.0.0.1\n" .
	    "options attempts:1 timeout:1\n");
	my $out = 'http://out.example:8099';
	my @led = map { [ "$out/to?$_", 1 ] } 'http://127.0.0.1:8099/ok',
	    'http://in.example:8099/ok', 'http://[::1]:8099/ok',
	    'http://0:8099/ok', 'http://10.9.8.7/ok',
	    'http://169.254.169.254/latest/', 'http://93.184.216.1:8099/ok',
	    "$out/to?http://in.example:8099/ok";
	my @asked = ([ "$out/ok", 0 ], [ "$out/to?/ok", 0 ], @led,
	    [ 'http://in.example:8099/ok', 1 ],
	    (map { [ 'http://changing.example:8099/ok', $_ ] } 0, 1, 0, 1),
	    [ "$out/to?http://both.example:8099/ok", undef ]);
	my $mealctl = Meal::Session::build() . '/bin/mealctl';
	my $hostile = 'python3 ' . Meal::Place::top() . '/t/lib/hostile.py';
	Meal::Place::write_file("$dir/inside", <<"SH" . join '', map {
set -e
mount --bind $dir/resolv.conf /etc/resolv.conf
ip link set lo up
unshare -n sleep 300 & world=\$!
python3 $dir/dns.py $dir/up & dns=\$!
$hostile $dir/inport 0.0.0.0 8099 & in=\$!
trap 'kill \$world \$dns \$in \$web' EXIT
while test "\$(readlink /proc/\$world/ns/net)" = "\$(readlink /proc/self/ns/net)"
do sleep 0.1; done
ip link add us type veth peer name them netns \$world
ip addr add 93.184.216.1/24 dev us
ip link set us up
nsenter -t \$world -n sh -c 'ip link set lo up
ip addr add 93.184.216.34/24 dev them; ip link set them up'
nsenter -t \$world -n $hostile $dir/outport 0.0.0.0 8099 & web=\$!
for i in \$(seq 100); do
test -e $dir/up && test -e $dir/inport && test -e $dir/outport && break
sleep 0.1; done
set +e
export MEAL_CONF=$shut
SH
	    "$mealctl fetch --seconds 5 '$_->[0]'; echo \"=\$?\"\n" } @asked);
	my ($s, $said) = Meal::Process::run(argv => ['unshare', '-m', '-n',
	    'sh', "$dir/inside"]);
	my @said = split m{=(\d)\n}, $said;
	for my $case (@asked) {
		my ($text, $end) = splice @said, 0, 2;
		my ($url, $want) = @{$case};
		is($end, $want, $url) or diag($text) if defined $want;
		like($text, $want ? qr/private network/ : qr/^<p>hello/m,
		    $want ? 'is refused' : 'is public') if defined $want;
	}
	ok(!-s "$dir/inport.asked", 'nobody spoke to the server in here') or
	    diag(Meal::Place::read_file("$dir/inport.asked"));
}

Meal::Process::stop($dir);
done_testing;
