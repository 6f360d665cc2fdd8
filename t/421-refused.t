#!/usr/bin/perl
# What nginx refuses by itself (headers, addresses and bodies that are too
# long) has its own status even when the responder that words it is late or
# down: never a 503 that asks to send the same again.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;
use Time::HiRes ();

my $site = Meal::Site->new;
my $system = $site->responders;
my $long = 'x' x 100_000;
my %refused = (
	'a token of 100 kB' => [ 400, 'malformed', sub {
	    $site->client(token => $long)->get($_[0]) } ],
	'an address of 100 kB' => [ 400, 'malformed', sub {
	    $site->client->get("$_[0]?q=$long") } ],
	'a body of 11 MB' => [ 413, 'too-large', sub {
	    $site->client->post($_[0], body => 'x' x 11_000_000,
	    type => 'application/json') } ],
	'a method that is none' => [ 405, 'method', sub {
	    $site->client->request('TRACE', $_[0]) } ],
);

sub all_refused {
	my ($when, $seconds) = @_;
	for my $name (sort keys %refused) {
		my ($status, $slug, $send) = @{ $refused{$name} };
		my $start = Time::HiRes::time();
		my $r = $send->('/api/v1/recipes');
		cmp_ok(Time::HiRes::time() - $start, '<', $seconds,
		    "$name, $when: in time");
		is($r->status, $status, "and $status");
		is($r->type, 'application/problem+json', 'a problem');
		my $d = eval { $r->json } // {};
		is($d->{status}, $status, 'that says so');
		is($d->{type}, "urn:meal:problem:$slug", 'by its name');
		ok(!defined $r->header('retry-after'),
		    'and not to try again');
		$r = $send->('/recipes');
		is($r->status, $status, 'as a page');
		is($r->type, 'text/html', 'in HTML');
		like($r->body, qr/<h1/, 'for people');
		unlike($r->body, qr/restarted|nginx/, 'that says nothing else');
	}
	return;
}

all_refused('as always', 30);

# Nobody there: at once.
$site->expect_log(qr/connect\(\) to unix/);
$system->stop('system');
all_refused('without the responder', 4);
my $r = $site->get('health');
is($r->status, 503, 'what it alone answers is away');
is($r->header('retry-after'), 5, 'for the moment');
is(eval { $r->json->{type} }, 'urn:meal:problem:unavailable', 'it says');
$r = $site->get('/problems/limited');
is($r->status, 503, 'so it is as a page');
like($r->body, qr/being restarted/, 'in words');
$system->start('system');
is_status($site->get('health'), 200, 'there it is again');

# Late, as on a machine that has much else to do: what is asked of it waits
# for it, what was refused does not.
my @pids = $system->begun('system');
kill 'STOP', @pids;
$r = $site->client(token => $long)->get('recipes');
is($r->status, 400, 'the responder is late: still 400');
is(eval { $r->json->{type} }, 'urn:meal:problem:malformed', 'told as such');
$r = $site->client->post('/recipes', body => 'x' x 11_000_000);
is($r->status, 413, 'still 413');
kill 'CONT', @pids;
is_status($site->get('health'), 200, 'nothing is left of it');

done_testing();
