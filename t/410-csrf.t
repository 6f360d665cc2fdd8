#!/usr/bin/perl
# What a browser sends by itself, another site's page may make it send: every
# form is refused unless it comes from our own pages. Cookies, logging out.
use strict;
use warnings;
use lib 't/lib';
use Meal::Matrix;
use Meal::Test;

my $site = Meal::Site->new(options => {
    cors_origins => 'https://app.example.org' });
my $m = Meal::Matrix->new($site);
my $owner = $m->who('owner');
my $host = '127.0.0.1:' . $site->port;

# The token in the forms of a browser's session.
sub token_of {
	my ($browser) = @_;
	my $r = $browser->get('/settings');
	my ($token) = $r->body =~ /name="csrf" value="([^"]+)"/;
	return $token;
}
my $token = token_of($owner->{page});
like($token, qr/^[\w-]{20,}$/, 'forms carry a token');
is(token_of($owner->{page}), $token, 'that of the session');
my $others = token_of($m->who('member')->{page});
isnt($others, $token, 'another session has another');
my $second = $m->browser_of($owner->{api});
isnt(token_of($second), $token, 'of the same person as well');

my %token = (owner => $token, admin => token_of($m->who('admin')->{page}));

my %none = ('Sec-Fetch-Site' => undef);

# name => headers, token (own: that of who asks): all of these are refused
my @refused = (
	[ 'a page of another site', { 'Sec-Fetch-Site' => 'cross-site' } ],
	[ 'of a site beside ours', { 'Sec-Fetch-Site' => 'same-site' } ],
	[ 'cross-site, whatever the origin says',
	    { 'Sec-Fetch-Site' => 'cross-site',
	    Origin => "http://$host" } ],
	[ 'another site with the token',
	    { 'Sec-Fetch-Site' => 'cross-site' }, 'own' ],
	[ 'an older browser, another origin',
	    { %none, Origin => 'https://evil.example' } ],
	[ 'an origin that begins like ours',
	    { %none, Origin => "http://$host.evil.example" } ],
	[ 'an origin that ends like ours',
	    { %none, Origin => "http://evil.example?//$host" } ],
	[ 'the origin null', { %none, Origin => 'null' } ],
	[ 'an origin known to the JSON interface, with a cookie',
	    { %none, Origin => 'https://app.example.org' } ],
	[ 'no word of where from, no token', {%none} ],
	[ 'an empty token', {%none}, '' ],
	[ 'a wrong token', {%none}, 'x' x length $token ],
	[ 'the token of somebody else', {%none}, $others ],
);
my @allowed = (
	[ 'our page', { 'Sec-Fetch-Site' => 'same-origin' } ],
	[ 'typed by the person', { 'Sec-Fetch-Site' => 'none' } ],
	[ 'an older browser, our origin',
	    { %none, Origin => "http://$host" } ],
	[ 'neither header, the token', {%none}, 'own' ],
);

my @posts = grep { my $r = $_; $r->{method} ne 'GET' &&
    grep { $_ eq 'page' } $m->faces($r) } @{ $m->routes };
cmp_ok(scalar @posts, '>=', 25, 'there are forms');
is_deeply([sort map { $_->{method} } grep { $_->{method} ne 'POST' }
    @posts], [], 'all of them POST');

# One thing for all refusals of a route: nothing may happen to it.
sub prepared {
	my ($spec) = @_;
	my $thing = $m->make($spec->{thing}, 'owner');
	$spec->{prepare}->($m, $thing, $owner, $owner) if $spec->{prepare};
	return $thing;
}

sub with_token {
	my ($form, $value, $who) = @_;
	$value = $token{ $who->{name} } if ($value // '') eq 'own';
	return defined $value ? [ @{ $form // [] }, csrf => $value ] :
	    $form // [];
}

for my $route (@posts) {
	my $name = "POST $route->{path}";
	my $spec = $m->spec($route);
	ok($spec, "$name: an example") or next;
	next if $route->{needs} eq 'nobody';	# below
	my $thing = $spec->{thing} ? prepared($spec) : undef;
	my $who = $route->{needs} eq 'admin' ? $m->who('admin') : $owner;
	my @happened;
	for my $case (@refused) {
		my ($what, $headers, $value) = @{$case};
		my (undef, $path, %body) = $m->request_of($route, 'page',
		    $thing, $who);
		my $before = $m->state;
		is_status($who->{page}->post($path, headers => $headers,
		    form => with_token($body{form}, $value, $who)), 403,
		    "$name: $what");
		push @happened, $m->differences($before, $m->state);
	}
	is("@happened", '', "$name: nothing of it happened");
	next if $spec->{fresh} || $spec->{alone};
	for my $case (@allowed) {
		my ($what, $headers, $value) = @{$case};
		my $fresh = $spec->{thing} ? prepared($spec) : undef;
		my (undef, $path, %body) = $m->request_of($route, 'page',
		    $fresh, $who);
		is_status($who->{page}->post($path, headers => $headers,
		    form => with_token($body{form}, $value, $who)),
		    $spec->{page_status} // 303, "$name: $what");
	}
}

# ---- the doors: logging in as somebody else is an attack as well
my %login = (login => $owner->{api}{email},
    password => $owner->{api}{password});
my $people = $site->sql('SELECT count(*) FROM person');
for my $path ('/login', '/register') {
	my @form = $path eq '/login' ? %login : (email => 'a@example.net',
	    username => 'another', password => 'long enough words',
	    fullName => 'Another');
	for my $case (@refused[0 .. 7]) {
		my ($what, $headers) = @{$case};
		my $r = $site->browser->post($path, headers => $headers,
		    form => [@form]);
		is_status($r, 403, "$path: $what");
		is($r->header('set-cookie'), undef, 'and gives no cookie');
	}
	# somebody who is logged in already, on a page without headers
	is_status($m->browser_of($owner->{api})->post($path,
	    headers => {%none}, form => [@form]), 403,
	    "$path: with a session, no headers and no token");
}
is($site->sql('SELECT count(*) FROM person'), $people, 'nobody was made');
is_status($site->browser->post('/login', form => [%login],
    headers => {%none}), 303, 'without a cookie and headers one may log in');
is_status($site->browser->post('/login', form => [%login],
    headers => { %none, Origin => "http://$host" }), 303,
    'from our own page');

# ---- the JSON interface: a token of one's own proves where from
my %cross = ('Sec-Fetch-Site' => 'cross-site',
    Origin => 'https://evil.example');
is_status($owner->{api}->post('recipes', json => { name => 'Token' },
    headers => {%cross}), 201, 'a bearer token may come from anywhere');
is_status($owner->{api}->put('targets', json => { calories => 2000 },
    headers => {%cross}), 200, 'with any method');
my $browser = $m->browser_of($owner->{api});
my %json = (Accept => 'application/json');
my $recipe = $m->make('recipe', 'owner');
my $before = $m->state;
for my $case (@refused[0 .. 9]) {
	my ($what, $headers) = @{$case};
	for my $try ([ 'post', '/api/v1/recipes' ],
	    [ 'put', "/api/v1/recipes/$recipe->{id}" ],
	    [ 'patch', "/api/v1/recipes/$recipe->{id}" ],
	    [ 'delete', "/api/v1/recipes/$recipe->{id}" ]) {
		my ($verb, $path) = @{$try};
		my @body = $verb eq 'delete' ? () :
		    (json => { name => 'Forged' });
		is_problem($browser->$verb($path, @body, headers => {
		    %json, %{$headers} }), 403, "cookie, $verb: $what");
	}
}
is(join(' ', $m->differences($before, $m->state)), '',
    'nothing of it happened');
is_status($browser->post('/api/v1/recipes', json => { name => 'Cookie' },
    headers => {%json}), 201, 'a cookie from our own page');
# what a form of another site can send as "JSON"
for my $type ('text/plain', 'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x') {
	is_problem($browser->post('/api/v1/recipes', type => $type,
	    body => '{"name":"Plain"}', headers => {%json}), 415,
	    "$type is no JSON");
}
# logging in through the interface from a page that is not ours
is_problem($site->post('auth/login', json => {%login},
    headers => {%cross}), 403, 'a login by JSON from another site');
is_status($site->post('auth/login', json => {%login}, headers => {
    'Sec-Fetch-Site' => 'cross-site',
    Origin => 'https://app.example.org' }), 200,
    'but for an origin that is configured');
is_status($site->post('auth/login', json => {%login}), 200,
    'or a program');

# reading is never refused
is_status($browser->get('/recipes', headers => {
    'Sec-Fetch-Site' => 'cross-site' }), 200, 'a link from elsewhere opens');
is_status($browser->head('/recipes', headers => {%cross}), 200, 'and HEAD');

# ---- the cookie
my $fresh = $site->browser;
$fresh->jar->{'__Host-meal'} = 'chosen-by-somebody-else';
my $in = $fresh->post('/login', form => [%login]);
is_status($in, 303, 'logged in');
my @cookies = grep { /^__Host-meal=/ } $in->headers('set-cookie');
is(@cookies, 1, 'one session cookie');
my ($value) = $cookies[0] =~ /^__Host-meal=([\w-]{43})(?:;|$)/;
ok($value, 'of 256 bits');
isnt($value, 'chosen-by-somebody-else', 'never the one that was there');
like($cookies[0], qr/;\s*$_(?:;|$)/, "the cookie has $_")
    for qw(Secure HttpOnly SameSite=Lax Path=\/);
unlike($cookies[0], qr/;\s*Domain/i, 'and no domain');
like($cookies[0], qr/Max-Age=\d{4,}/, 'and lasts');
like($in->header('cache-control'), qr/no-store/, 'and is not cached');
is($site->sql("SELECT count(*) FROM session WHERE secret_hash = '$value'"),
    0, 'the database keeps a hash of it');
my @stored = split /\n/, $site->sql('SELECT * FROM session');
ok(@stored && !grep({ /\Q$value\E/ } @stored), 'nowhere the value');
my $flash = $fresh->post("/recipes/$recipe->{id}/delete", form => []);
is_status($flash, 303, 'a deed with a message');
my ($message) = grep { /^__Host-flash=/ } $flash->headers('set-cookie');
like($message, qr/; Secure; HttpOnly; SameSite=Lax/,
    'its cookie has the same attributes');
for my $forged ('recipe-deleted|https://evil.example',
    'recipe-deleted|//evil.example', '"><script>', 'x' x 3000) {
	my $visitor = $m->browser_of($owner->{api});
	$visitor->jar->{'__Host-flash'} = $forged;
	my $page = $visitor->get('/recipes');
	is_status($page, 200, 'a forged message');
	unlike($page->body, qr/evil\.example|"><script>/, 'is not told');
}
for my $bad ('x', 'x' x 43, 'x' x 5000, '', '%00', '"') {
	my $stranger = $site->browser;
	is_status($stranger->get('/recipes', headers => {
	    Cookie => "__Host-meal=$bad" }), 303, 'a made-up cookie');
}

# ---- logging out
my $live = $site->sql('SELECT count(*) FROM session
    WHERE ended_at IS NULL');
my $out = $fresh->post('/logout', form => []);
is_status($out, 303, 'logged out');
is($out->location, '/login', 'to the login');
my ($ended) = grep { /^__Host-meal=/ } $out->headers('set-cookie');
like($ended, qr/^__Host-meal=;.*Max-Age=0/, 'the cookie goes');
is($site->sql('SELECT count(*) FROM session WHERE ended_at IS NULL'),
    $live - 1, 'one session ended');
my $thief = $site->browser;
$thief->jar->{'__Host-meal'} = $value;
is_status($thief->get('/recipes'), 303, 'the old cookie opens nothing');
is_status($thief->post('/recipes', form => [ name => 'Stolen' ]), 401,
    'and changes nothing');
is($site->sql("SELECT count(*) FROM recipe WHERE name IN
    ('Stolen', 'Forged', 'Plain')"), 0, 'so');
is_status($browser->get('/recipes'), 200, 'other sessions live on');
is_status($browser->post('/logout', form => [ everywhere => 'true' ]), 303,
    'logged out everywhere');
is_status($owner->{page}->get('/recipes'), 303, 'ends browsers');
is_problem($owner->{api}->get('recipes'), 401, 'and apps');
is_status($m->who('member')->{page}->get('/recipes'), 200,
    'not those of others');

# ---- an app whose origin nobody has entered is told what to enter

for my $origin ('capacitor://localhost', 'null', 'https://x.example') {
	my $r = $site->client->post('auth/login', json => { login => 'x',
	    password => 'x' }, headers => { Origin => $origin });
	is_problem($r, 403, "from $origin");
	like($r->json->{detail}, qr/cors_origins/, 'names the option');
}
$m->finish;
done_testing;
