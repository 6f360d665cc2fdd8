#!/usr/bin/perl
# HTTP itself: methods, negotiation, CORS, conditional requests, keys, lists,
# the errors of nginx, headers of safety, and what logs must not hold.
use strict;
use warnings;
use lib 't/lib';
use IO::Socket::INET ();
use Meal::Matrix;
use Meal::Place;
use Meal::Process;
use Meal::Session;
use Meal::Test;
use Meal::Together;

my $app = 'https://app.example.org';
my $site = Meal::Site->new(options => {
    cors_origins => "$app:8443 $app https://other.example.org" });
my $m = Meal::Matrix->new($site);
my $anna = $m->who('owner')->{api};
my $browser = $m->who('owner')->{page};
my $recipe = $m->make('recipe', 'owner');
my $path = "recipes/$recipe->{id}";

# ---- HEAD
for my $case ([ $anna, $path ], [ $anna, 'recipes' ], [ $anna, 'health' ],
    [ $browser, '/recipes' ], [ $browser, "/$path" ],
    [ $site, '/login' ], [ $site, '/static/meal.css' ]) {
	my ($client, $at) = @{$case};
	my $get = $client->get($at);
	my $head = $client->head($at);
	is_status($get, 200, "GET $at");
	is_status($head, 200, "HEAD $at");
	is(length $head->body, 0, 'without a body');
	for my $name (qw(content-type etag cache-control link
	    content-security-policy)) {
		is($head->header($name), $get->header($name),
		    "with the same $name");
	}
}
is_problem_head($site->head('recipes'), 401);
is_problem_head($anna->head('recipes/01900000-0000-7000-8000-0000000000ff'),
    404);

sub is_problem_head {
	my ($r, $status) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is_status($r, $status);
	is($r->type, 'application/problem+json', 'typed as a problem');
	is($r->body, '', 'that is not told');
	return;
}

# ---- OPTIONS and 405, for every path there is
my %methods;
for my $route (@{ $m->routes }) {
	my $spec = $m->spec($route) // next;
	next if $spec->{internal};
	for my $face ($m->faces($route)) {
		push @{ $methods{$face}{ $route->{path} } }, $route;
	}
}
for my $face (sort keys %methods) {
	my $known = $methods{$face};
	for my $pattern (sort keys %{$known}) {
		my @rows = @{ $known->{$pattern} };
		my $uuid = '01900000-0000-7000-8000-0000000000ff';
		my $at = $pattern =~ s/:(?:id|itemId|listId)\b/$uuid/gr;
		$at =~ s/:slug/invalid/;
		$at =~ s/:date/2026-02-03/;
		next if $at =~ /:/;
		$at = "/api/v1$at" if $face eq 'api';
		my $r = $site->request('OPTIONS', $at);
		is_status($r, 204, "OPTIONS $at");
		my %allowed = map { $_ => 1 } split /, /,
		    $r->header('allow') // '';
		ok(!grep({ !$allowed{ $_->{method} } } @rows) &&
		    $allowed{OPTIONS}, 'Allow names them')
		    or diag($r->header('allow'));
		is($allowed{HEAD} // 0, $allowed{GET} // 0,
		    'and HEAD with GET');
		my ($not) = grep { !$allowed{$_} } qw(DELETE PUT PATCH POST);
		my $wrong = $anna->request($not, $at);
		is_status($wrong, 405, "$not $at");
		is($wrong->header('allow'), $r->header('allow'),
		    'with the same Allow');
		is($wrong->type, $face eq 'api' ? 'application/problem+json' :
		    'text/html', 'in its face') unless
		    ($m->spec($rows[0])->{root});
	}
}

# ---- what is not known in an address: a fault of a program, but mailboxes and
# trackers add what they like to the address of a page
for my $face (sort keys %methods) {
	for my $at (grep { !/:/ } sort keys %{ $methods{$face} }) {
		my ($get) = grep { $_->{method} eq 'GET' }
		    @{ $methods{$face}{$at} } or next;
		next if $face eq 'page' && $m->spec($get)->{root};
		my $r = ($face eq 'api' ? $anna : $browser)->get(($face eq 'api' ?
		    "/api/v1$at" : $at) . '?utm_source=mail&x%5B%5D=1');
		my @named = $face eq 'api' && $r->status == 400 ? sort map {
		    $_->{parameter} // '' } @{ $r->json->{errors} } : ();
		if ($face eq 'page') {
			ok($r->status != 400 || $r->text !~ /utm_source/,
			    "$at?utm_source is shown");
		} elsif ($r->status <= 400) {
			like("@named", qr/\butm_source x\[\]$/,
			    "GET $at?utm_source names it");
		}
	}
}

is_status($site->request('OPTIONS', 'nothing'), 404, 'OPTIONS of nothing');
is_status($site->request('PROPFIND', 'recipes'), 405, 'an unknown method');

# ---- CORS
my %preflight = ('Access-Control-Request-Method' => 'PATCH',
    'Access-Control-Request-Headers' => 'authorization,if-match');
for my $origin ($app, "$app:8443", 'https://other.example.org') {
	my $r = $site->request('OPTIONS', $path, headers => { %preflight,
	    Origin => $origin });
	is_status($r, 204, "a preflight of $origin");
	is($r->header('access-control-allow-origin'), $origin, 'is allowed');
	like($r->header('access-control-allow-methods'), qr/\bPATCH\b/,
	    'to change');
	like($r->header('access-control-allow-headers'),
	    qr/Authorization.*If-Match.*Idempotency-Key/s,
	    'with the headers one needs');
	is($r->header('access-control-allow-credentials'), undef,
	    'but never with cookies');
	like($r->header('vary') // '', qr/Origin/, 'and varies');
	my $get = $anna->get($path, headers => { Origin => $origin });
	is($get->header('access-control-allow-origin'), $origin,
	    'answers as well');
	like($get->header('access-control-expose-headers'),
	    qr/ETag.*Link.*Location/s, 'with what scripts may read');
	is($site->get('recipes', headers => { Origin => $origin })
	    ->header('access-control-allow-origin'), $origin,
	    'problems too');
}
for my $origin ('https://evil.example', 'https://app.example.or',
    'https://app.example.org.evil.example', 'app.example.org', 'null',
    'https://app.example.org https://other.example.org', '*', 'https') {
	my $r = $anna->get($path, headers => { Origin => $origin });
	is_status($r, 200, "from $origin");
	is($r->header('access-control-allow-origin'), undef, 'not for it');
	like($r->header('vary') // '', qr/Origin/, 'but varies');
	is($site->request('OPTIONS', $path, headers => { %preflight,
	    Origin => $origin })->header('access-control-allow-origin'),
	    undef, 'nor a preflight');
}
is($browser->get('/recipes', headers => { Origin => $app })
    ->header('access-control-allow-origin'), undef, 'no page is shared');

# ---- negotiation
for my $accept ('*/*', 'application/*', 'application/json',
    'text/html, application/json;q=0.5', 'application/problem+json',
    'application/json; charset=utf-8', 'text/html;q=0.9,*/*;q=0.1') {
	is($anna->get($path, headers => { Accept => $accept })->type,
	    'application/json', "Accept: $accept");
}
for my $accept ('text/html', 'application/xml', 'text/*', 'image/png',
    'application/jsonx') {
	is_problem($anna->get($path, headers => { Accept => $accept }), 406,
	    "Accept: $accept");
}
is_problem($anna->get('recipes', headers => {
    Accept => 'application/ld+json' }), 406, 'linked data not everywhere');
my $linked = $anna->get($path, headers => {
    Accept => 'application/ld+json' });
is_status($linked, 200, 'linked data of a recipe');
is($linked->type, 'application/ld+json', 'as such');
like($linked->header('Vary') // '', qr/\bAccept\b(?!-)/, 'one of two faces');
is($anna->get($path, headers => { Accept => $_->[0] })->type, $_->[1],
    "Accept: $_->[0]") for
    [ 'application/ld+json, application/json;q=0.5', 'application/ld+json' ],
    [ 'application/ld+json;q=0.5, application/json', 'application/json' ],
    [ 'application/ld+json, */*', 'application/ld+json' ];
is_problem($anna->get($path, headers => {
    Accept => 'application/json;q=0' }), 406, 'JSON not wanted at all');
is($linked->json->{'@type'}, 'Recipe', 'a schema.org Recipe');
is($linked->json->{'@context'}, 'https://schema.org', 'in its context');

for my $type ('text/plain', 'application/xml', 'application/jsonp',
    'application/x-www-form-urlencoded', 'multipart/form-data') {
	is_problem($anna->post('recipes', body => '{"name":"x"}',
	    type => $type), 415, "Content-Type: $type");
}
is_problem(raw_problem("POST /api/v1/recipes HTTP/1.1", '{"name":"x"}'), 415,
    'no type at all');
for my $type ('application/json', 'application/json;charset=UTF-8',
    'Application/JSON') {
	is_status($anna->post('recipes', body => '{"name":"Typed"}',
	    type => $type), 201, "Content-Type: $type");
}
is_status($anna->patch($path, body => '{"notes":"x"}',
    type => 'application/merge-patch+json'), 200, 'a merge patch');
is_problem($anna->post('recipes', body => '{"name":"x"}',
    type => 'application/merge-patch+json'), 415, 'that is no POST');
is_status($browser->post('/recipes', body => '{"name":"x"}',
    type => 'application/json'), 415, 'a page takes no JSON');
is($site->sql("SELECT count(*) FROM recipe WHERE name = 'x'"), 0,
    'nothing of the refused was saved');

# Bytes sent as they are; one answer, without waiting for nginx to close,
# which it does late when there is a body it does not want.
sub raw {
	my ($bytes) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
	    PeerPort => $site->port, Timeout => 10) or die "connect: $!\n";
	local $SIG{ALRM} = sub { die "no answer in time\n" };
	local $SIG{PIPE} = 'IGNORE';
	alarm 10;
	$socket->syswrite($bytes);
	my $text = '';
	while ($socket->sysread($text, 65536, length $text)) {
		my ($head, $body) = split /\r\n\r\n/, $text, 2;
		last if defined $body && $head =~
		    /^Content-Length: (\d+)/mi && length $body >= $1;
	}
	alarm 0;
	return $text;
}

# Bytes sent as they are, by anna: the answer as a Meal::Response.
sub raw_answer {
	my ($line, $body, @headers) = @_;
	my $length = defined $body ? 'Content-Length: ' . length($body) .
	    "\r\n" : '';
	my $text = raw("$line\r\nHost: 127.0.0.1\r\n" .
	    'Authorization: Bearer ' . $anna->token . "\r\n$length" .
	    join('', map { "$_\r\n" } @headers) .
	    "Connection: close\r\n\r\n" . ($body // ''));
	return response_of($text, $line);
}

sub response_of {
	my ($text, $line) = @_;
	my ($head, $content) = split /\r\n\r\n/, $text, 2;
	my ($status, @lines) = split /\r\n/, $head // '';
	my %headers = map { /^([^:]+):\s*(.*)$/ ? (lc $1 => $2) : () } @lines;
	if (($headers{'transfer-encoding'} // '') eq 'chunked') {
		my $whole = '';
		while ($content =~ /\G([0-9a-f]+)\r\n/gci) {
			$whole .= substr $content, pos $content, hex $1;
			pos($content) += hex($1) + 2;
		}
		$content = $whole;
	}
	return Meal::Response->new({ status => ($status // '') =~
	    m{^HTTP/1[.]\d (\d+)} ? $1 : 0, headers => \%headers,
	    content => $content // '' }, $line);
}

sub raw_problem { return raw_answer(@_) }

my $json = 'Content-Type: application/json';
my $chunked = response_of(raw("POST /api/v1/recipes HTTP/1.1" .
    "\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " . $anna->token .
    "\r\n$json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" .
    "8\r\n{\"name\":\r\n9\r\n\"Chunks\"}\r\n0\r\n\r\n"), 'chunked');
is_status($chunked, 201, 'a body in chunks');
is(eval { $chunked->json->{name} }, 'Chunks', 'is put together');

# ---- too much
my $conf_max = 2_097_152;
my $just = '{"name":"Big","notes":"' . 'x' x ($conf_max - 25) . '"}';
is(length $just, $conf_max, 'a body of the greatest size');
is_problem($anna->post('recipes', body => $just, type =>
    'application/json'), 400, 'is read');
is_problem($anna->post('recipes', body => "$just ", type =>
    'application/json'), 413, 'one byte more is not');
my $big = raw("POST /api/v1/recipes HTTP/1.1\r\n" .
    "Host: x\r\n$json\r\nContent-Length: 10485761\r\n" .
    "Connection: close\r\n\r\n");
is_problem(response_of($big, 'huge'), 413, 'nginx refuses 10 MB and more');

# ---- nginx's own errors, in both faces
my %nginx = (
	'two hosts' => [ "GET %s HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
	    400 ],
	'no host' => [ "GET %s HTTP/1.1\r\nConnection: close\r\n\r\n", 400 ],
	'a length that is none' => [ "POST %s HTTP/1.1\r\nHost: x\r\n" .
	    "Content-Length: many\r\n\r\n", 400 ],
	'a header without end' => [ "GET %s HTTP/1.1\r\nHost: x\r\nX-Y: " .
	    'x' x 40_000 . "\r\n\r\n", 400 ],
	'a long address' => [ 'GET %s' . 'x' x 20_000 .
	    " HTTP/1.1\r\nHost: x\r\n\r\n", 400 ],
	'a huge body' => [ "POST %s HTTP/1.1\r\nHost: x\r\n" .
	    "Content-Length: 99999999\r\n\r\n", 413 ],
	'TRACE' => [ "TRACE %s HTTP/1.1\r\nHost: x\r\n" .
	    "Connection: close\r\n\r\n", 405 ],
);
for my $name (sort keys %nginx) {
	my ($bytes, $status) = @{ $nginx{$name} };
	my $api = response_of(raw(sprintf $bytes,
	    '/api/v1/recipes'), $name);
	is_status($api, $status, "$name: $status");
	is($api->type, 'application/problem+json', "$name: a problem");
	is(eval { $api->json->{status} }, $api->status, 'that says so');
	like($api->header('x-request-id') // '', qr/^[\w-]+$/,
	    'with a request id');
	unlike($api->body, qr/nginx/, 'and no word of nginx');
	my $page = response_of(raw(sprintf $bytes,
	    '/recipes'), $name);
	is($page->status, $api->status, "$name: by page");
	is($page->type, 'text/html', 'HTML');
	like($page->body, qr/<h1/, 'for people');
	unlike($page->body, qr/nginx/, 'of meal');
}
for my $bytes ("NONSENSE\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n", "GET relative HTTP/1.1\r\nHost: x\r\n\r\n") {
	my $text = raw($bytes);
	like($text, qr{^HTTP/1[.]\d (?:400|505)\b|<h1}, 'a line that is none')
	    or diag(substr $text, 0, 300);
	unlike($text, qr/<center>nginx/, 'is answered by meal');
}
is_status($site->get('/errors/413'), 404, 'error pages are not for asking');
is_problem($site->get('errors/413'), 404, 'nor in JSON');
is_status($site->get('/static/../meal.conf'), 404, 'no way up');
like($site->get('/static/')->status, qr/^40[34]$/, 'no list of files');

# ---- request ids
my @answers = (
	[ $anna, 'get', $path ], [ $site, 'get', 'recipes' ],
	[ $site, 'get', 'nothing' ], [ $site, 'get', '/recipes' ],
	[ $browser, 'get', '/recipes' ], [ $site, 'get', 'health' ],
	[ $site, 'put', 'recipes' ],
);
for my $case (@answers) {
	my ($client, $verb, $at) = @{$case};
	my $r = $client->$verb($at, headers => {
	    'X-Request-Id' => 'Check_1.a-b' });
	is($r->header('x-request-id'), 'Check_1.a-b', "$at echoes the id");
	like($client->$verb($at)->header('x-request-id'),
	    qr/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/,
	    'or makes one');
}
for my $bad ('x' x 65, 'a b', 'a"b', '<x>', 'a=b', 'a/b', '%0a') {
	isnt($site->get('health', headers => { 'X-Request-Id' => $bad })
	    ->header('x-request-id'), $bad, "an insane id is not: $bad");
}
is($site->get('nothing', headers => { 'X-Request-Id' => 'find-me' })
    ->json->{instance}, 'urn:request:find-me', 'a problem names it');

# ---- headers of safety
for my $case ([ $browser, '/recipes' ], [ $browser, "/$path" ],
    [ $browser, "/$path/edit" ], [ $browser, '/plan' ], [ $browser, '/' ],
    [ $browser, '/meals' ], [ $browser, '/targets' ],
    [ $browser, '/shopping' ], [ $browser, '/foods' ],
    [ $site, '/login' ], [ $site, '/register' ], [ $site, '/nothing' ],
    [ $browser, '/recipes/nothing' ]) {
	my ($client, $at) = @{$case};
	my $r = $client->get($at);
	is($r->type, 'text/html', "$at is a page") or diag($r->summary);
	my $csp = $r->header('content-security-policy') // '';
	like($csp, qr/default-src 'none'/, 'CSP: nothing by default');
	unlike($csp, qr/unsafe-|\*|http:|https:/, 'and nothing unsafe');
	like($csp, qr/frame-ancestors 'none'/, 'in no frame');
	like($csp, qr/form-action 'self'/, 'forms to us only');
	like($csp, qr/base-uri 'none'/, 'no base');
	safe_headers($r, $at);
	unlike($r->body, qr/<script(?![^>]*\ssrc=)[^>]*>|\sstyle=|<style|
	    \son[a-z]+=["']|javascript:/xi, 'nothing inline to forbid');
}
for my $case ([ $anna, $path ], [ $site, 'recipes' ], [ $site, 'nothing' ],
    [ $site, 'health' ], [ $site, 'openapi.json' ],
    [ $site, '/static/meal.css' ]) {
	my ($client, $at) = @{$case};
	my $r = $client->get($at);
	safe_headers($r, $at);
	like($r->header('content-security-policy') // '',
	    qr/frame-ancestors 'none'/, 'in no frame');
}

sub safe_headers {
	my ($r, $at) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is($r->header('x-content-type-options'), 'nosniff', "$at: nosniff");
	like($r->header('referrer-policy') // '', qr/^(?:same-origin|
	    no-referrer|strict-origin)$/x, "$at: a referrer policy");
	unlike(join(' ', map { $r->header($_) // '' }
	    qw(server x-powered-by)), qr/\d/, "$at: no versions");
	is($r->header('cross-origin-resource-policy'), 'same-origin',
	    "$at: not for other sites' pages");
	is($r->header('strict-transport-security'), undef,
	    "$at: nothing is promised without TLS");
	return if $r->type ne 'text/html';
	is($r->header('cross-origin-opener-policy'), 'same-origin',
	    "$at: in a group of its own");
	like($r->header('permissions-policy') // '', qr/\bcamera=[(][)]/,
	    "$at: without camera and the like");
	return;
}

# What a responder says by itself; nginx sets HTTPS where there is TLS.
sub head_of {
	my (%env) = @_;
	my ($status, $text) = Meal::Process::run(argv =>
	    [Meal::Session::build() . '/cgi-bin/system'],
	    env => { MEAL_CONF => $site->conf, REQUEST_METHOD => 'GET',
	    REQUEST_URI => '/health', %env });
	return (split /\r\n\r\n/, $text)[0];
}
like(head_of(HTTPS => 'on'), qr/^Strict-Transport-Security: max-age=31536000; includeSubDomains\r?$/m,
    'with TLS browsers are told to stay with it');
like(head_of(HTTPS => 'on', MEAL_HSTS_SECONDS => 60),
    qr/^Strict-Transport-Security: max-age=60; includeSubDomains\r?$/m, 'for so long');
unlike(head_of(%{$_}), qr/Strict-Transport/, 'else they are not')
    for { HTTPS => 'on', MEAL_HSTS_SECONDS => 0 }, { HTTPS => '' },
    { HTTPS => 'off' }, {};

# ---- what is kept by whom
# The rows say it. Nothing that a token may not see, and nothing about who is
# who, is kept; what is kept is somebody's to look at.
for my $row (@{ $site->{session}->routes }) {
	my $keeps = $row->{flags} =~ /\bkeep\b/;
	my $name = "$row->{method} $row->{path} of $row->{responder}";
	next if !$keeps;
	is($row->{method}, 'GET', "$name is kept, and only asks");
	like($row->{scope}, qr/:read\z/, 'a token may see it');
	unlike($row->{scope}, qr/\A(?:profile|household):/, 'it is no address');
}
for my $case ([ $anna, 'auth/sessions' ], [ $anna, 'auth/profile' ],
    [ $anna, 'household' ], [ $browser, '/household' ], [ $anna, 'auth/tokens' ],
    [ $browser, '/settings' ], [ $browser, '/settings/sessions' ],
    [ $browser, '/settings/tokens' ], [ $site, '/login' ],
    [ $site, '/register' ], [ $site, 'nothing' ]) {
	my ($client, $at) = @{$case};
	is($client->get($at)->header('cache-control'), 'no-store',
	    "$at is kept by nobody");
}
for my $case ([ $anna, $path ],
    [ $browser, "/$path" ], [ $browser, '/' ], [ $site, 'health' ]) {
	my ($client, $at) = @{$case};
	is($client->get($at)->header('cache-control'), 'private, no-cache',
	    "$at is asked about again");
}
is($anna->get($path, headers => { 'If-None-Match' =>
    $anna->get($path)->header('etag') })->header('cache-control'),
    'private, no-cache', 'by 304 as well');
like($anna->get($path)->header('cache-control'), qr/private|no-store/,
    'what is somebody\'s is not shared by caches');
like($site->get('recipes')->header('cache-control'), qr/no-store/,
    'errors are not kept');

# ---- ETags
my $get = $anna->get($path);
my $tag = $get->header('etag');
like($tag, qr/^"[^"]+"$/, 'a strong ETag');
for my $seen ($tag, "W/$tag", "\"other\", $tag", "\"other\",W/$tag", '*') {
	my $r = $anna->get($path, headers => { 'If-None-Match' => $seen });
	is_status($r, 304, "If-None-Match: $seen");
	is($r->body, '', 'without a body');
	is($r->header('etag'), $tag, 'with the tag');
	is_status($anna->head($path, headers => {
	    'If-None-Match' => $seen }), 304, 'HEAD as well');
}
for my $seen ('"other"', substr($tag, 1, -1), substr($tag, 0, -1), '""', '"',
    ',', 'W/') {
	is_status($anna->get($path, headers => { 'If-None-Match' => $seen }),
	    200, "If-None-Match: $seen");
}
my %single = (recipe => 'recipes/:id', meal => 'meals/:id',
    food => 'foods/:id', entry => 'plan/entries/:id',
    list => 'shopping/lists/:id', item => 'shopping/lists/:id/items/:itemId');
my %patch = (recipe => { notes => 'n' }, meal => { name => 'n' },
    food => { name => 'Other food' }, entry => { note => 'n' },
    list => { name => 'n' }, item => { note => 'n' });
for my $kind (sort keys %single) {
	my $thing = $m->make($kind, 'owner');
	my $at = $m->fill($single{$kind}, $thing);
	my $first = $anna->get($at)->header('etag');
	ok($first, "a $kind has an ETag");
	my $changed = $anna->patch($at, json => $patch{$kind},
	    headers => { 'If-Match' => $first });
	is_status($changed, 200, "$kind: If-Match of now");
	my $next = $changed->header('etag');
	isnt($next, $first, 'gives another');
	is($anna->get($at)->header('etag'), $next, 'that GET gives as well');
	my $before = $m->state;
	is_problem($anna->patch($at, json => $patch{$kind},
	    headers => { 'If-Match' => $first }), 412, "$kind: stale PATCH");
	is_problem($anna->put($at, json => { name => 'n' },
	    headers => { 'If-Match' => $first }), 412, "$kind: stale PUT")
	    if grep { $_->{method} eq 'PUT' &&
	    $_->{path} eq "/$single{$kind}" } @{ $m->routes };
	is_problem($anna->delete($at, headers => { 'If-Match' => $first }),
	    412, "$kind: stale DELETE");
	is_problem($anna->delete($at, headers => { 'If-Match' => $_ }), 412,
	    "$kind: If-Match: $_") for '"0"', 'x', '"99999999999999999999-0"';
	is(join(' ', $m->differences($before, $m->state)), '',
	    "$kind: nothing happened");
	is_status($anna->delete($at, headers => { 'If-Match' => $next }),
	    204, "$kind: DELETE of now");
}

# ---- Idempotency-Key
sub count_of {
	my ($name) = @_;
	return $site->sql("SELECT count(*) FROM recipe
	    WHERE name = '$name'");
}
my %key = (headers => { 'Idempotency-Key' => 'key-1' });
my $once = $anna->post('recipes', json => { name => 'Once' }, %key);
is_status($once, 201, 'a key');
my $again = $anna->post('recipes', json => { name => 'Once' }, %key);
is_status($again, 201, 'again: the same status');
is($again->body, $once->body, 'body');
is($again->location, $once->location, 'and Location');
is(count_of('Once'), 1, 'of one recipe');
is_problem($anna->post('recipes', json => { name => 'Other' }, %key), 422,
    'another body');
is(count_of('Other'), 0, 'does nothing');
my $member = $m->who('member')->{api};
is_status($member->post('recipes', json => { name => 'Once' }, %key), 201,
    'another person has keys of their own');
is(count_of('Once'), 2, 'and a recipe');
is_status($anna->post('meals', json => { name => 'Once', items => [] },
    %key), 201, 'another route too');
for my $bad ('x' x 256, 'a b', "a\tb", "\xc3\xa9") {
	is_problem(raw_answer('POST /api/v1/recipes HTTP/1.1',
	    '{"name":"Bad key"}', $json, "Idempotency-Key: $bad"), 400,
	    'a key that is none');
}
is(count_of('Bad key'), 0, 'saves nothing');
is_status($anna->post('recipes', json => { name => 'Long key' },
    headers => { 'Idempotency-Key' => 'x' x 255 }), 201,
    'the longest is one');
my @status = together(map { my $n = $_; sub {
	my $r = $site->client(token => $anna->token)->post('recipes',
	    json => { name => 'At once' },
	    headers => { 'Idempotency-Key' => 'at-once' });
	return $r->status . ' ' . ($r->json->{id} // '');
} } 1 .. 6);
is_deeply([@status], [($status[0]) x 6], 'six at once: one answer');
like($status[0], qr/^201 [0-9a-f-]{36}$/, 'a good one');
is(count_of('At once'), 1, 'and one recipe');
my @different = together(map { my $n = $_; sub {
	return $site->client(token => $anna->token)->post('recipes',
	    json => { name => "Different $n" },
	    headers => { 'Idempotency-Key' => 'different' })->status;
} } 1 .. 4);
is_deeply([sort @different], [201, 422, 422, 422],
    'different ones at once: one wins');
$site->sql("UPDATE kept_answer SET created_at = now() - interval '25 hours'
    WHERE key = 'key-1'");
is_status($anna->post('recipes', json => { name => 'A day later' }, %key),
    201, 'after a day a key is free again');
# a form sent twice
my $form = $browser->get('/recipes/new');
my ($formkey) = $form->body =~ /name="key" value="([^"]+)"/;
ok($formkey, 'a form carries a key');
my @sent = map { $browser->post('/recipes', form => [ name => 'Twice',
    key => $formkey ]) } 1 .. 2;
is_status($sent[$_], 303, 'a form sent twice') for 0, 1;
is($sent[1]->location, $sent[0]->location, 'leads to the same');
is(count_of('Twice'), 1, 'that is there once');

# ---- lists
$anna->post('recipes', json => { name => "Page $_", keywords => ['a&b c'] })
    for 1 .. 3;
my $list = $anna->get('recipes?keyword=a%26b%20c&limit=2');
is_status($list, 200, 'a page of a list');
my ($link) = ($list->header('link') // '') =~ /^<([^>]+)>; rel="next"$/;
like($link, qr{^/api/v1/recipes[?]}, 'Link says where the next is');
my $rest = $anna->get($link);
is_status($rest, 200, 'it is there');
is(@{ $rest->json->{items} }, 1, 'with the same filter and the rest');
is($rest->json->{next}, undef, 'the last says so');
is($rest->header('link'), undef, 'and has no Link');
for my $at (qw(recipes meals foods shopping/lists)) {
	for my $limit ('0', '101', '-1', '1.5', 'x', '', '+5', '0x10',
	    '99999999999999999999') {
		my $r = $anna->get("$at?limit=" . ($limit =~ s/[+]/%2B/r));
		next if $limit eq '' && $r->status == 200;
		is_problem($r, 400, "$at: limit=$limit");
		is_deeply([map { $_->{parameter} } @{ $r->json->{errors} }],
		    ['limit'], 'names the parameter');
	}
	for my $cursor ('x', '0', 'zz', '00', 'ff', 'c3', '%00', '1f1f1f',
	    'a' x 4000) {
		my $r = $anna->get("$at?cursor=$cursor");
		is_problem($r, 400, "$at: a cursor that is none");
		is_deeply([map { $_->{parameter} // '' }
		    @{ $r->json->{errors} }], ['cursor'],
		    'names the parameter');
	}
	is_problem($anna->get("$at?nonsense=1"), 400, "$at: no such filter");
	is_status($anna->get("$at?limit=100"), 200, "$at: the greatest page");
}
# forged keys within: never a fault of ours
for my $keys ('x', "x\x1fy", "2026-02-31\x1fx", "'; --\x1f\x1f",
    "infinity\x1f00000000-0000-0000-0000-000000000000") {
	my $cursor = unpack 'H*', $keys;
	for my $at (qw(recipes recipes?sort=name meals foods
	    shopping/lists)) {
		my $r = $anna->get($at . ($at =~ /[?]/ ? '&' : '?') .
		    "cursor=$cursor");
		ok($r->status == 200 || $r->status == 400,
		    "$at: a forged cursor") or diag($r->summary);
	}
}
for my $case ([ 'from=2026-03-02&to=2026-03-01', 'to|from' ],
    [ 'from=2026-01-01&to=2027-01-02', 'to|from' ],
    [ 'from=2026-02-30&to=2026-03-01', 'from' ],
    [ 'from=x', 'from' ],
    [ 'to=20260301', 'to' ], [ 'from=99999-01-01&to=99999-01-02', 'from' ],
    [ 'from=2026-3-1&to=2026-03-02', 'from' ]) {
	my ($query, $parameter) = @{$case};
	my $r = $anna->get("plan?$query");
	is_problem($r, 400, "plan?$query");
	like(join(' ', map { $_->{parameter} // '' }
	    @{ $r->json->{errors} }), qr/^(?:$parameter)/,
	    'names the parameter');
}
is_status($anna->get('plan?from=2026-01-01&to=2027-01-01'), 200,
    'a range of 366 days');

# ---- a fault of ours is not kept with a key
my $slow = Meal::Site->new(options => { database_timeout => 150 });
my $paul = $slow->register;
my $hold = Meal::Matrix::psql($slow);
$hold->sql('BEGIN; LOCK TABLE recipe IN ACCESS EXCLUSIVE MODE; SELECT 1');
my %tried = (headers => { 'Idempotency-Key' => 'tried' });
my $away = $paul->post('recipes', json => { name => 'Tried' }, %tried);
is_problem($away, 503, 'a database that does not answer');
cmp_ok($away->header('retry-after') // 0, '>', 0, 'with Retry-After');
$hold->sql('ROLLBACK');
is($slow->sql('SELECT count(*) FROM kept_answer'), 0, 'is not kept');
is_status($paul->post('recipes', json => { name => 'Tried' }, %tried), 201,
    'tried again, it is saved');
is($slow->sql('SELECT count(*) FROM recipe'), 1, 'once');
$hold->finish;
$slow->expect_log(qr/canceling statement|terminating connection/);

# ---- logs
my $secret = 'Zq7secretword';
$site->get("$_?token=$secret") for '/recipes', 'recipes', '/nothing',
    'health', '/static/meal.css', '/static/nothing', "/$path",
    '/login';
$browser->get("/recipes?q=$secret");
$anna->get("recipes?q=$secret");
$anna->get("recipes?limit=$secret");
$site->get('health', headers => { Referer =>
    "http://127.0.0.1/?token=$secret", 'User-Agent' => $secret });
raw("POST /api/v1/recipes?token=$secret HTTP/1.1\r\n" .
    "Host: x\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n");
raw("GET /x?token=$secret" . 'x' x 20_000 .
    " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
$site->post('auth/login', json => { login => "$secret\@example.org",
    password => $secret });
$site->post('auth/register', json => { email => "$secret\@example.org",
    username => $secret, password => $secret, fullName => $secret });
$site->post('auth/register', json => { email => "$secret\@example.org",
    username => $secret, password => $secret, fullName => $secret });
$site->browser->post('/login', form => [ login => "$secret\@example.org",
    password => $secret, next => "/recipes?q=$secret" ]);
$site->client(token => $secret)->get('recipes');
$anna->post('recipes', json => { name => $secret, notes => $secret,
    servings => $secret });
my @logs = glob $site->log_dir . '/*.log';
cmp_ok(scalar @logs, '>=', 6, 'there are logs');
my @told;
for my $file (@logs, $site->cluster->log_file) {
	my $text = Meal::Place::read_file($file) // '';
	push @told, map { "$file: " . substr $_, 0, 300 }
	    grep { /\Q$secret\E|person\d+-\d+\@|token=\w|a long enough/ }
	    split /\n/, $text;
}
is(@told, 0, 'no query, no address, no password, no words of people')
    or diag(join "\n", @told);
my ($access) = grep { /access[.]log$/ } @logs;
like(Meal::Place::read_file($access), qr{path="/api/v1/recipes"},
    'the access log has paths');

$site->expect_log(qr/could not serialize|duplicate key/,
    qr/invalid input syntax for type timestamp/);	# a forged cursor
$m->finish;
# ---- a slash too many at the end of a page's address

my $page = $site->client(browser => 1);
for my $case ([ '/login/', '/login' ], [ '/login/?next=/plan',
    '/login?next=/plan' ], [ '/recipes/', '/recipes' ],
    [ '/api/docs/', undef ], [ '/no-such-page/', undef ],
    [ '/login//', undef ], [ '//evil.example/', undef ],
    [ '/recipes/%2e%2e/', undef ]) {
	my ($from, $to) = @$case;
	my $r = $page->get($from);
	is($r->status, $to ? 308 : 404, "$from: the status") ||
	    diag($r->summary);
	is($r->header('Location'), $to, "$from: where to");
}
is($page->head('/login/')->status, 308, 'HEAD as GET');
isnt($page->post('/login/', form => [ login => 'x' ])->status, 308,
    'what is sent is not sent twice');
is_problem($anna->get('recipes/'), 404, 'JSON has one address');

done_testing;
