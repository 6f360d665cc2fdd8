#!/usr/bin/perl
# Conditions are kept where the contract says so: an If-Match of another
# version is 412 with the ETag of now, and nothing happens; the ETag of now
# goes through, once. What does not declare it has none.
use strict;
use warnings;
use lib 't/lib';
use Meal::Matrix;
use Meal::Test;

my $site = Meal::Site->new;
my $m = Meal::Matrix->new($site);
my $paths = $site->get('openapi.json')->json->{paths};

sub declared {
	my ($o, $name) = @_;
	return scalar grep { $_->{name} eq $name } @{ $o->{parameters} // [] };
}

my ($tried, %without) = (0);
for my $route (@{ $m->routes }) {
	my $path = $route->{path} =~ s/:(\w+)/{$1}/gr;
	my $o = ($paths->{$path} // {})->{ lc $route->{method} } // next;
	next if !grep { $_ eq 'api' } $m->faces($route);
	my $name = "$route->{method} $path";
	is(declared($o, 'If-Match'), $o->{responses}{412} ? 1 : 0,
	    "$name: If-Match and 412 go together");
	is($o->{responses}{304} ? 1 : 0, declared($o, 'If-None-Match'),
	    "$name: If-None-Match and 304");
	$without{$name} = 1 if $route->{method} =~ /^(?:PUT|PATCH|DELETE)$/ &&
	    !declared($o, 'If-Match');
	next if !declared($o, 'If-Match');
	my $spec = $m->spec($route);
	my $who = $m->who($route->{needs} eq 'admin' ? 'admin' : 'owner');
	if ($spec->{alone} || $spec->{fresh}) {
		my $api = $site->register;
		$who = { %{$who}, api => $api, id => $api->user->{id},
		    house => $api->user->{household}{id} };
	}
	my $thing = $spec->{thing} && $m->make($spec->{thing}, 'owner');
	$spec->{prepare}->($m, $thing, $who, $who)
	    if $thing && $spec->{prepare};
	my ($method, $at, @body) = $m->request_of($route, 'api', $thing, $who);
	my $seen = $paths->{$path}{get} ? $who->{api}->get($at) : undef;
	my $etag = $seen && $seen->header('etag');
	my $before = $m->state;
	my $r = $who->{api}->request($method, $at, @body,
	    headers => { 'If-Match' => '"9999-deadbeef"' });
	is_problem($r, 412, "$name: of another version") or next;
	is(join(' ', $m->differences($before, $m->state)), '',
	    'nothing was done');
	ok(length($r->header('etag') // ''), 'it says the one of now');
	is($r->header('etag'), $etag, 'as GET does') if defined $etag;
	$etag //= $r->header('etag');
	$r = $who->{api}->request($method, $at, @body,
	    headers => { 'If-Match' => $etag });
	cmp_ok($r->status, '<', 300, "$name: of this version") or
	    diag($r->summary);
	$tried++;
}
cmp_ok($tried, '>=', 15, 'that was something');
note("no condition: $_") for sort keys %without;

$m->finish;
done_testing;
