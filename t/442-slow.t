#!/usr/bin/perl
# A thousand bodies that come a byte a second: they wait in nginx, no program
# holds one, honest requests are answered meanwhile, and all of it ends.
use strict;
use warnings;
use lib 't/lib';
use IO::Select ();
use IO::Socket::INET ();
use Meal::Place;
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my $seconds = 6;	# of drops
my $site = Meal::Site->new;
my $anna = $site->register;
is_status($anna->post('recipes', json => { name => 'Dal' }), 201, 'a recipe');

# The status that came on each connection, when it was closed.
sub statuses {
	my ($until, @open) = @_;
	my %said;
	my $select = IO::Select->new(@open);
	while ($select->count && Time::HiRes::time() < $until) {
		for my $socket ($select->can_read(1)) {
			my $n = sysread $socket, my $text, 4096;
			next if $n && $text !~ m{^HTTP/1.1 (\d+)};
			$said{ $n ? $1 : 'closed' }++;
			$select->remove($socket);
		}
	}
	$said{open} = $select->count if $select->count;
	return \%said;
}

# So many bodies, a byte a second each, and then no more of them.
sub drops {
	my ($where, $n, $token) = @_;
	local $SIG{PIPE} = 'IGNORE';
	my @open;
	for (1 .. $n) {
		my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
		    PeerPort => $where->port, Timeout => 20) or die "$!\n";
		syswrite $socket, "POST /api/v1/recipes HTTP/1.1\r\n" .
		    "Host: localhost\r\nContent-Type: application/json\r\n" .
		    ($token ? "Authorization: Bearer $token\r\n" : '') .
		    "Content-Length: 2000000\r\n\r\n{";
		push @open, $socket;
	}
	for (1 .. $seconds) {
		Time::HiRes::sleep(1);
		syswrite $_, 'x' for @open;
	}
	return statuses(Time::HiRes::time() + 60, @open);
}

sub highest {
	my ($pid) = @_;
	return (Meal::Place::read_file("/proc/$pid/status") // '') =~
	    /^VmHWM:\s+(\d+) kB/m ? $1 : 0;
}

my @pids = map { $site->responders->pids($_) } qw(recipes system);
my %before = map { $_ => highest($_) } @pids;
my $start = Time::HiRes::time();
my @work = map { my $n = $_; in_background(sub {
    drops($site, 250, $n % 2 ? $anna->token : undef) }) } 1 .. 4;
Time::HiRes::sleep(2);
my (%said, $worst);
for (1 .. 40) {
	my $begun = Time::HiRes::time();
	$said{ $anna->get('recipes')->status }++;
	$said{ $anna->post('recipes', json => { name => "Soup $_" })
	    ->status }++;
	my $took = Time::HiRes::time() - $begun;
	$worst = $took if !defined $worst || $took > $worst;
	Time::HiRes::sleep(0.05);
}
is_deeply(\%said, { 200 => 40, 201 => 40 },
    'honest requests are answered meanwhile');
cmp_ok($worst, '<', 5, 'and soon');
my %ends;
for my $ended (map { $_->result } @work) {
	$ends{$_} += $ended->{$_} for keys %{$ended};
}
my $took = Time::HiRes::time() - $start;
is($ends{open} // 0, 0, 'all of them have ended');
is(($ends{400} // 0) + ($ends{closed} // 0), 1000, 'as too late');
cmp_ok($took, '<', 60, 'a while after the last byte');
my ($grown) = sort { $b <=> $a } map { highest($_) - $before{$_} } @pids;
cmp_ok($grown, '<', 20_000, 'no program grew by them');
is($site->sql('SELECT count(*) FROM recipe'), 41, 'nothing came of them');
diag(sprintf '1,000 bodies ended after %.0f s; the slowest honest pair took ' .
    '%.2f s; no program grew by more than %d kB', $took, $worst, $grown);

# ---- of one address, so many at once

my $walled = Meal::Site->new(sender => 30);
my $dora = $walled->register;
$seconds = 2;
my $slow = in_background(sub { drops($walled, 40) });
my $r;
for (1 .. 50) {		# until they are all there
	Time::HiRes::sleep(0.2);
	$r = $dora->post('recipes', json => { name => 'One more' });
	last if $r->status == 429;
}
is_status($dora->get('recipes'), 200, 'what has no body is not counted');
is_problem($r, 429, 'another body is too many');
ok($r->header('retry-after'), 'for now');
my $ended = $slow->result;
cmp_ok($ended->{429} // 0, '>=', 10, 'and so were those beyond it, at once') or
    diag(join ' ', %{$ended});
is_status($dora->post('recipes', json => { name => 'One more' }), 201,
    'when they ended there is room');

done_testing();
