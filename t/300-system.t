#!/usr/bin/perl
# Health, readiness, counters, the contract, problem pages, nginx's errors.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;

for my $path ('/health', '/api/v1/health', '/api/health') {
	my $r = $site->get($path);
	is_status($r, 200, "$path answers");
	is($r->json->{status}, 'healthy', "$path is healthy");
	like($r->json->{timestamp}, qr/^\d{4}-\d\d-\d\dT[\d:]+Z$/,
	    'with an instant');
	is($r->json->{environment}, 'test', 'and the environment');
}

my $ready = $site->get('/ready');
is_status($ready, 200, 'ready');
cmp_ok($ready->json->{schema}, '>=', 5, 'says its schema');

my $metrics = $site->get('/metrics');
is_status($metrics, 200, 'metrics from this machine');
like($metrics->type, qr{^text/plain}, 'as text');
like($metrics->body, qr/^meal_requests_total\{responder="system",method="GET",route="\/health",status="2xx"\} \d+$/m,
    'count requests by route');
like($metrics->body, qr/_bucket\{[^}]*le="\+Inf"\}/, 'and time in buckets');

my $contract = $site->get('openapi.json');
is_status($contract, 200, 'the contract is served');
is($contract->json->{openapi}, '3.1.0', 'as OpenAPI 3.1');
ok($contract->json->{paths}{'/auth/login'}{post}, 'and names the login');

# ids
my $r = $site->get('health', headers => { 'X-Request-Id' => 'abc-123' });
is($r->header('x-request-id'), 'abc-123', 'a sane request id is echoed');
$r = $site->get('health', headers => { 'X-Request-Id' => 'no good"id' });
like($r->header('x-request-id'), qr/^[0-9a-f-]{36}$/,
    'an insane one is replaced');
my $trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
$site->get('health', headers => { traceparent => $trace });
ok($site->log_lines('system', qr/trace=0af7651916cd43dd8448eb211c80319c/),
    'traceparent is continued into the log');
ok($site->log_lines('system', qr/event=request id=abc-123 method=GET route=\/health format=api status=200 ms=[\d.]+ db_ms=[\d.]+ db_n=\d+/),
    'one logfmt line per request');

# what is not there
is_problem($site->get('nothing'), 404, 'an unknown path below /api/');
is_problem($site->get('auth/nothing'), 404, 'also in a responder');
is_problem($site->get('auth/login'), 405, 'a method that does not fit');
like($site->get('auth/login')->header('allow'), qr/POST/, 'with Allow');
is_problem($site->get('health', headers => { Accept => 'text/csv' }), 406,
    'a type we do not have');
is_problem($site->post('auth/login', body => 'x', type => 'text/plain'),
    415, 'a type we do not take');
like($site->get('/nothing')->body, qr/<h1/, 'a page for a person');
is_status($site->get('/problems/invalid'), 200, 'a problem type has a page');
is_status($site->request('OPTIONS', 'auth/login'), 204, 'OPTIONS');
my $head = $site->head('health');
is_status($head, 200, 'HEAD');
is(length $head->body, 0, 'without a body');

# paths that no page of ours can be
for my $path ('/api/v1/recipes/%2F', '/api/v1/recipes/%00',
    '/api/v1//recipes', '/api/v1/recipes/.', '/api/v1/recipes/%2e%2e/x',
    '/api/v1/recipes/%zz', '/api/v1/recipes/%ff') {
	my $text = $site->client->raw("GET $path HTTP/1.1\r\nHost: x\r\n"
	    . "Connection: close\r\n\r\n");
	like($text, qr{^HTTP/1.1 40[04]\b.*application/problem\+json}s,
	    "$path is refused as a problem");
}

# nginx's own errors are problems as well
my $long = $site->client->raw('GET /api/v1/' . 'x' x 20000
    . " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
like($long, qr{^HTTP/1.1 (?:414|400)\b.*problem\+json}s, 'a long address');
my $big = $site->client->raw("POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\n"
    . "Content-Type: application/json\r\nContent-Length: 99999999\r\n"
    . "Connection: close\r\n\r\n");
like($big, qr{^HTTP/1.1 413\b.*problem\+json}s, 'a huge body');

done_testing;
