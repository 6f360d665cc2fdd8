#!/usr/bin/perl
# API tokens and what their scopes allow, over all routes; access tokens as
# attackers make them; nginx's outer wall.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use MIME::Base64 qw(encode_base64url);
use Meal::Matrix;
use Meal::Place;
use Meal::Test;
use POSIX ();
use Meal::Together;
use Meal::Token;

my $site = Meal::Site->new(processes => 3);
my $anna = $site->register;
my $bert = $site->register;
my $none = '01900000-0000-7000-8000-0000000000ff';
my (@secrets);	# none of these may stand in a log

sub make {
	my ($person, @scopes) = @_;
	my $r = $person->post('auth/tokens', json => { name => 'script',
	    scopes => \@scopes });
	die $r->summary . "\n" if $r->status != 201;
	push @secrets, $r->json->{token};
	return $r->json;
}

sub day_in {
	return POSIX::strftime('%Y-%m-%d', gmtime time + 86400 * shift);
}

sub client_of { return $site->client(token => $_[0]{token}) }

# ---- to make one
my $r = $anna->post('auth/tokens', json => { name => 'kitchen display',
    scopes => ['plan:read', 'shopping:write', 'plan:read'] });
is_status($r, 201, 'a token is made');
my $made = $r->json;
push @secrets, $made->{token};
like($made->{token}, qr/^meal_[\w-]{43}$/, 'of its form');
is_deeply([sort keys %{$made}], [qw(createdAt expiresAt id name scopes token
    usedAt)], 'with what is known of it');
is($made->{usedAt}, undef, 'not used yet');
is(substr($made->{expiresAt}, 0, 10), day_in(90), 'good for 90 days');
is_deeply($anna->get("auth/tokens/$made->{id}")->json, { map { $_ =>
    $made->{$_} } grep { $_ ne 'token' } keys %{$made} },
    'its address shows it, without the secret');
is_problem($site->register->get("auth/tokens/$made->{id}"), 404,
    'to nobody else');
is_problem($anna->post('auth/tokens', json => { name => 'too long',
    scopes => ['plan:read'], expiresAt => day_in(402) . 'T00:00:00Z' }), 400,
    'for 400 days at most');
is($r->location, "/api/v1/auth/tokens/$made->{id}", 'Location');
is($r->header('cache-control'), 'no-store', 'kept by nobody');
$r = $anna->get('auth/tokens');
is_status($r, 200, 'the list');
is_deeply([map { $_->{name} } @{ $r->json->{items} }], ['kitchen display'],
    'names it');
unlike($r->body, qr/meal_/, 'and does not show it again');
is($r->header('cache-control'), 'no-store', 'kept by nobody either');
is_deeply($bert->get('auth/tokens')->json->{items}, [], 'nor to others');
unlike($site->sql('SELECT string_agg(t::text, $$ $$) FROM api_token t'),
    qr/\Q@{[substr $made->{token}, 5]}\E/, 'it is not stored');
is($site->sql("SELECT hash = encode(sha256('$made->{token}'), 'hex')
    FROM api_token"), 't', 'but its SHA-256');
is($site->sql("SELECT count(*) FROM audit WHERE action = 'token-made'"), 1,
    'that it was made is on record');
my %key = (headers => { 'Idempotency-Key' => 'once' });
my @twice = map { $anna->post('auth/tokens', json => { name => 'twice',
    scopes => ['foods:read'] }, %key)->json } 1 .. 2;
isnt($twice[0]{token}, $twice[1]{token}, 'none is kept for a second asking');
is($site->sql("SELECT count(*) FROM kept_answer WHERE body LIKE '%meal_%'"),
    0, 'with a key neither');

for my $case ([ {}, qw(/name /scopes) ],
    [ { name => 'x' }, '/scopes' ],
    [ { name => 'x', scopes => [] }, '/scopes' ],
    [ { name => '', scopes => ['plan:read'] }, '/name' ],
    [ { name => 'x' x 101, scopes => ['plan:read'] }, '/name' ],
    [ { name => 'x', scopes => ['plan:read', 'plan'] }, '/scopes/1' ],
    [ { name => 'x', scopes => ['admin:write', '*', 'plan:READ'] },
    qw(/scopes/0 /scopes/1 /scopes/2) ],
    [ { name => 'x', scopes => [('plan:read') x 33] }, '/scopes' ],
    [ { name => 'x', scopes => 'plan:read,' }, '/scopes' ],
    [ { name => 'x', scopes => ['plan:read'], expiresAt => 'tomorrow' },
    '/expiresAt' ],
    [ { name => 'x', scopes => ['plan:read'],
    expiresAt => '2001-01-01T00:00:00Z' }, '/expiresAt' ],
    [ { name => 'x', scopes => ['x:read'],
    expiresAt => '2001-01-01T00:00:00Z' }, qw(/expiresAt /scopes/0) ],
    [ { name => '', scopes => ['plan:read', 'x:read'],
    expiresAt => '2001-01-01T00:00:00Z' }, qw(/expiresAt /name /scopes/1) ],
    [ { name => '', scopes => [] }, qw(/name /scopes) ],
    [ { name => 'x', scopes => ['plan:read'], token => 'meal_mine' },
    '/token' ]) {
	my ($body, @faults) = @{$case};
	my $bad = $anna->post('auth/tokens', json => $body);
	is_problem($bad, 400, JSON::PP->new->canonical->encode($body));
	is_deeply([sort keys %{ $bad->faults }], [sort @faults],
	    'says where');
}
is_problem($site->post('auth/tokens', json => { name => 'x',
    scopes => ['plan:read'] }), 401, 'nobody makes one');

# ---- what it opens
my $reads = client_of(make($anna, 'recipes:read'));
my $writes = client_of(make($anna, 'recipes:write'));
my $recipe = $anna->post('recipes', json => { name => 'Dal' })->json;
is_status($reads->get("recipes/$recipe->{id}"), 200, 'recipes:read reads');
is_status($reads->get("/recipes/$recipe->{id}"), 200, 'pages as well');
my $refused = $reads->post('recipes', json => { name => 'Soup' });
is_problem($refused, 403, 'and does not write');
like($refused->json->{detail}, qr/\brecipes:write\b/, 'what it takes is said');
is($refused->header('www-authenticate'), 'Bearer realm="meal", ' .
    'error="insufficient_scope", scope="recipes:write"', 'to programs, too');
is_status($writes->get("recipes/$recipe->{id}"), 200, 'to write is to read');
is_status($writes->post('recipes', json => { name => 'Soup' }), 201,
    'recipes:write writes');
is_problem($writes->get('foods'), 403, 'recipes alone');
my $foods = client_of(make($anna, 'foods:read'));
is_status($foods->post('ingredients/parse', json => { lines => ['2 eggs'] }),
    200, 'to have lines read is to read');
is_problem($foods->post('foods', json => { name => 'X' }), 403,
    'to add a food is not');
my $account = $reads->get('auth/sessions');
is_problem($account, 403, 'the account is for no API token');
like($account->json->{detail}, qr/No API token/, 'as is said');
is($account->header('www-authenticate'), undef, 'no scope would do');
is_problem($reads->post('auth/tokens', json => { name => 'more',
    scopes => ['plan:write'] }), 403, 'a token makes no token');
is_problem($reads->delete("auth/tokens/$made->{id}"), 403, 'nor ends one');
is_problem($reads->post('auth/logout', json => { everywhere => \1 }), 403,
    'nor logs anybody out');
is_status($anna->get('recipes'), 200, 'nobody was');
is($site->sql("SELECT count(*) FROM api_token WHERE used_at IS NOT NULL"), 3,
    'that they were used is noted');
ok((grep { $_->{usedAt} } @{ $anna->get('auth/tokens')->json->{items} }) == 3,
    'and shown');

# what its person may not do, it does not either
my $viewer = $site->register;
my $looks = client_of(make($viewer, 'recipes:write'));
$site->sql("UPDATE person SET member = 'viewer' WHERE email =
    '$viewer->{email}'");
is_status($looks->get('recipes'), 200, 'a viewer\'s token');
is_problem($looks->post('recipes', json => { name => 'X' }), 403,
    'does what a viewer may');
is_problem(client_of(make($bert, 'recipes:write'))
    ->get("recipes/$recipe->{id}"), 404, 'and sees what its person sees');

# ---- its end
my $short = make($anna, 'recipes:read');
is_status(client_of($short)->get('recipes'), 200, 'a token') for 1 .. 6;
is_problem($bert->delete("auth/tokens/$short->{id}"), 404,
    'is not another person\'s to end');
is_status($anna->delete("auth/tokens/$short->{id}"), 204, 'it is ended');
for (1 .. 6) {
	my $gone = client_of($short)->get('recipes');
	is_problem($gone, 401, 'and opens nothing, in any process');
	is($gone->header('www-authenticate'),
	    'Bearer realm="meal", error="invalid_token"', 'as is said');
}
is_problem($anna->delete("auth/tokens/$short->{id}"), 404, 'once');
is_problem($anna->delete("auth/tokens/$none"), 404, 'nor one that never was');
is($site->sql("SELECT count(*) FROM audit WHERE action = 'token-ended'"), 1,
    'it is on record');
my $soon = $anna->post('auth/tokens', json => { name => 'soon',
    scopes => ['recipes:read'], expiresAt => day_in(300) . 'T01:00:00+02:00' });
is_status($soon, 201, 'a token with an end');
is($soon->json->{expiresAt}, day_in(299) . 'T23:00:00.000Z', 'in UTC');
is_status(client_of($soon->json)->get('recipes'), 200, 'is good until then');
$site->sql("UPDATE api_token SET expires = now() - interval '1 second'
    WHERE id = '" . $soon->json->{id} . "'");
is_problem(client_of($soon->json)->get('recipes'), 401, 'and no longer');
is_problem($anna->delete('auth/tokens/' . $soon->json->{id}), 404,
    'it is not there any more');
$site->sql("UPDATE person SET disabled_at = now() WHERE email =
    '$viewer->{email}'");
is_problem($looks->get('recipes'), 401, 'whose person is disabled is out');

# ---- fifty
my $many = $site->register;
my $id = $many->user->{id};
$site->sql("INSERT INTO api_token (id, person, name, hash, scopes)
    SELECT gen_random_uuid(), '$id', 'n' || n, 'h' || n, '{plan:read}'
    FROM generate_series(1, 48) n");
$site->sql("INSERT INTO api_token (id, person, name, hash, scopes, expires)
    VALUES (gen_random_uuid(), '$id', 'old', 'old', '{}', now())");
my @status = together(map { sub {
	return $many->post('auth/tokens', unnoted => 1, json => {
	    name => 'at once', scopes => ['plan:read'] })->status;
} } 1 .. 6);
is(join(' ', sort @status), '201 201 409 409 409 409',
    'at forty-eight, of six at once two are made');
is_problem($many->post('auth/tokens', json => { name => 'more',
    scopes => ['plan:read'] }), 409, 'fifty are enough');
$site->expect_log(qr/could not serialize/);
my ($n, $next) = (0);
do {
	my $page = $many->get('auth/tokens?limit=20' .
	    (defined $next ? "&cursor=$next" : ''))->json;
	$n += @{ $page->{items} };
	$next = $page->{next};
} while (defined $next);
is($n, 50, 'a list of pages has them all');

# ---- the page
my $browser = $site->browser;
$browser->post('/login', form => [ login => $bert->{email},
    password => $bert->{password} ]);
$r = $browser->get('/settings/tokens');
is_status($r, 200, 'the page of tokens');
is(() = $r->body =~ /name="scopes\/-"/g, 16, 'has all scopes to tick');
is($r->header('cache-control'), 'no-store', 'kept by nobody');
my ($csrf, $formkey) = map { ($r->body =~ /name="$_" value="([^"]+)"/)[0] }
    qw(csrf key);
$r = $browser->post('/settings/tokens', form => [ csrf => $csrf,
    key => $formkey, name => 'by <form>', 'scopes/-' => 'plan:read',
    'scopes/-' => 'foods:write', until => day_in(200) ]);
is_status($r, 200, 'a form makes one, and shows it');
my ($shown) = $r->body =~ /value="(meal_[\w-]{43})"/;
ok($shown, 'this once');
push @secrets, $shown;
is($r->location, undef, 'without leading elsewhere');
is($r->header('set-cookie'), undef, 'nor a cookie');
is($r->header('cache-control'), 'no-store', 'kept by nobody');
unlike($r->body, qr/<form>/, 'its name is escaped');
like($r->body, qr/foods:write/, 'with its scopes');
is_status($site->client(token => $shown)->get('foods'), 200, 'it works');
is($site->sql("SELECT expires = '" . day_in(201) . "T00:00Z' FROM api_token
    WHERE name = 'by <form>'"), 't', 'to the end of its last day');
unlike($browser->get('/settings/tokens')->body, qr/meal_[\w-]/,
    'asked again, the page does not show it');
is($site->sql("SELECT count(*) FROM kept_answer
    WHERE body LIKE '%meal_%'"), 0, 'nor is the answer kept');
$r = $browser->post('/settings/tokens', form => [ name => 'kept name',
    'scopes/-' => 'plan:write', until => '2001-01-01' ]);
is_status($r, 400, 'a form with a fault is shown again');
like($r->body, qr/value="kept name"/, 'with what was typed');
like($r->body, qr/value="plan:write" checked/, 'and ticked');
like($r->body, qr/This is past/, 'and what is wrong');
$r = $browser->post('/settings/tokens', form => [ name => 'x' ]);
is_status($r, 400, 'one without a tick');
like($r->body, qr/href="#f-scopes"/, 'says where');
my ($revoke) = $browser->get('/settings/tokens')->body =~
    m{action="(/settings/tokens/[\w-]{36}/delete)"};
my $stranger = $site->browser;
$stranger->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
is_status($stranger->post($revoke, form => []), 404, 'is nobody else\'s');
is_status($browser->post($revoke, form => []), 303, 'a button revokes it');
is_problem($site->client(token => $shown)->get('foods'), 401, 'at once');

# ---- by no other way
my $token = make($anna, 'recipes:read')->{token};
my $jar = $site->browser;
$jar->jar->{'__Host-meal'} = $token;
is_status($jar->get('/recipes'), 303, 'not in a cookie');
is_problem($site->get('recipes', headers => {
    Cookie => "__Host-meal=$token" }), 401, 'nor below /api');
like($site->get("recipes?access_token=$token")->status, qr/^40[01]$/,
    'nor in an address');
is_problem($site->get('recipes', headers => {
    Authorization => "Basic $token" }), 401, 'nor as another scheme');
is_problem($site->post('auth/refresh', json => { refreshToken => $token }),
    401, 'nor to refresh');
is_problem($site->client(token => $_)->get('recipes'), 401, "nor $_")
    for uc $token, substr($token, 0, -1), "${token}A", "x$token",
    substr($token, 5), 'meal_', 'meal_' . 'A' x 43, "meal_' OR '1'='1",
    'meal_%', $site->sql("SELECT hash FROM api_token LIMIT 1");
is_problem($site->client(token => $_)->get('recipes'), 401,
    'nor another secret as a token') for $browser->jar->{'__Host-meal'},
    $anna->tokens->{refreshToken};
my $both = $site->browser(token => $token);
$both->jar->{'__Host-meal'} = $browser->jar->{'__Host-meal'};
is($both->get("recipes/$recipe->{id}")->status, 200,
    'beside a cookie the token counts');

# ---- every scope on every route
my @words = map { ("$_:read", "$_:write") } qw(profile household recipes foods
    meals plan targets shopping);
my $m = Meal::Matrix->new($site);
my %client = map { $_ => client_of(make($m->who('owner')->{api}, $_)) }
    @words;
my ($cells, $open) = (0, 0);
my %used;
for my $route (@{ $m->routes }) {
	next if $route->{flags} =~ /\bbare\b/;
	my ($face) = $m->faces($route);
	my $at = ($face eq 'api' ? '/api/v1' : '') .
	    ($route->{path} =~ s/:(?:id|\w+Id)\b/$none/gr =~
	    s/:date\b/2026-02-03/gr =~ s/:\w+/1/gr);
	my $scope = $route->{scope};
	$used{$scope} = 1;
	my @wrong;
	for my $word (@words) {
		my $due = $scope eq $word || $scope eq
		    ($word =~ s/:write$/:read/r);
		# no body: what is let in stumbles over that
		my $answer = $client{$word}->request($route->{method}, $at,
		    unnoted => 1, $route->{method} eq 'GET' ? () :
		    $face eq 'api' ? (json => {}) : (form => []));
		my $barred = $answer->status == 403 &&
		    $answer->text =~ /API token/;
		$cells++;
		$open++ if !$barred;
		push @wrong, "$word: " . $answer->status
		    if $barred == $due || $answer->status == 401;
	}
	is("@wrong", '', "$route->{method} $route->{path}: $scope");
}
cmp_ok($cells, '>', 16 * 100, 'every route with every scope');
cmp_ok($open, '>', 120, 'some of it is open');
ok($used{$_}, "$_ is of use") for grep { $_ ne 'household:read' } @words;
ok(!grep({ $_->{scope} ne '-' } grep { $_->{path} =~
    m{^/(?:auth/(?!profile)|account|admin|logout|login|register|reset|
    settings/(?!profile|preferences))}x } @{ $m->routes }),
    'none for accounts, passwords, tokens, sessions, administration');
my $contract = $site->get('openapi.json')->json->{paths};
for my $route (grep { $_->{flags} =~ /\bapi\b/ && $_->{path} !~ /^.errors/ }
    @{ $m->routes }) {
	my $path = $route->{path} =~ s/:(\w+)/{$1}/gr;
	my ($told) = map { @{ $_->{bearer} // [] } }
	    @{ $contract->{$path}{ lc $route->{method} }{security} };
	my $due = $route->{needs} eq 'local' || $route->{scope} eq '-' ?
	    undef : $route->{scope};
	is($told, $due, "the contract: $route->{method} $path");
}

# ---- access tokens, forged
my $mine = $bert->login->token;
my $key = Meal::Token->of(Meal::Session->current->credentials .
    '/token-key');
my ($head, $claims) = Meal::Token::told($mine);
is_deeply($head, { alg => 'ES256', kid => $key->kid, typ => 'JWT' },
    'the header of ours');
is_deeply([sort keys %{$claims}], [qw(aud exp iat iss sid sub)],
    'and its claims');
is($claims->{iss}, $site->url =~ s{/$}{}r, 'of this site');
ok($key->verifies($mine), 'signed with our key');

sub taken { return $site->client(token => $_[0])->get('recipes')->status }
is(taken($key->sign($head, $claims)), 200, 'one signed by hand is as good');
is(taken($key->sign({ alg => 'ES256', kid => $key->kid }, $claims)), 200,
    'without typ, too');
my $wrong = Meal::Token->fresh($key->kid);
my $json = JSON::PP->new->utf8->canonical;
my ($h, $c, $s) = split /[.]/, $mine;
my $now = time;
my %public = map { $_ => $key->jwk->{$_} } qw(kty crv x y kid);
my %forged = (
	'alg none' => Meal::Token::bare({ %{$head}, alg => 'none' }, $claims),
	'alg None' => Meal::Token::bare({ %{$head}, alg => 'None' }, $claims),
	'alg none, signed' => $key->sign({ %{$head}, alg => 'none' },
	    $claims),
	'no alg' => $key->sign({ kid => $key->kid }, $claims),
	'alg ES384' => $key->sign({ %{$head}, alg => 'ES384' }, $claims),
	'alg in small letters' => $key->sign({ %{$head}, alg => 'es256' },
	    $claims),
	'alg a list' => $key->sign({ %{$head}, alg => ['ES256'] }, $claims),
	(map { ("HS256 with the public key, $_->[0]" => Meal::Token::mac(
	    $_->[1], { %{$head}, alg => 'HS256' }, $claims)) }
	    [ 'PEM', $key->public_pem ],
	    [ 'PEM without its last line', $key->public_pem =~ s/\n\z//r ],
	    [ 'JWK', $json->encode(\%public) ],
	    [ 'x and y', substr $key->point, 1 ], [ 'point', $key->point ],
	    [ 'kid', $key->kid ], [ 'nothing', '' ]),
	'ES256 made by HS256' => Meal::Token::mac($key->public_pem, $head,
	    $claims),
	'another key of the name' => $wrong->sign($head, $claims),
	'an unknown kid' => $wrong->sign({ %{$head}, kid => 'mine' },
	    $claims),
	'a wrong kid' => $key->sign({ %{$head}, kid => 'mine' }, $claims),
	'no kid' => $key->sign({ alg => 'ES256', typ => 'JWT' }, $claims),
	'a kid that is a path' => $key->sign({ %{$head},
	    kid => '../../token-key' }, $claims),
	'a kid of SQL' => $key->sign({ %{$head}, kid => "' OR 1=1 --" },
	    $claims),
	'a kid that is a list' => $key->sign({ %{$head},
	    kid => [$key->kid] }, $claims),
	'another typ' => $key->sign({ %{$head}, typ => 'JWE' }, $claims),
	'jku' => $wrong->sign({ %{$head}, jku =>
	    'http://127.0.0.1/jwks.json' }, $claims),
	'jku, our key' => $key->sign({ %{$head}, jku =>
	    'http://127.0.0.1/jwks.json' }, $claims),
	'jwk' => $wrong->sign({ %{$head}, jwk => { %{ $wrong->jwk },
	    d => undef } }, $claims),
	'jwk, our key' => $key->sign({ %{$head}, jwk => \%public }, $claims),
	'x5u' => $key->sign({ %{$head}, x5u => 'http://127.0.0.1/' },
	    $claims),
	'x5c' => $key->sign({ %{$head}, x5c => ['AAAA'] }, $claims),
	'crit' => $key->sign({ %{$head}, crit => ['exp'] }, $claims),
	'b64 false' => $key->sign({ %{$head}, b64 => JSON::PP::false,
	    crit => ['b64'] }, $claims),
	'zip' => $key->sign({ %{$head}, zip => 'DEF' }, $claims),
	'alg twice' => $key->sign('{"alg":"none","alg":"ES256","kid":"' .
	    $key->kid . '"}', $claims),
	'alg twice, ours first' => $key->sign('{"alg":"ES256","alg":"none",' .
	    '"kid":"' . $key->kid . '"}', $claims),
	'kid twice' => $key->sign('{"alg":"ES256","kid":"x","kid":"' .
	    $key->kid . '"}', $claims),
	'a header that is a list' => $key->sign('["ES256"]', $claims),
	'a header that is no JSON' => $key->sign('ES256', $claims),
	'a header with a mark' => $key->sign("\xef\xbb\xbf" .
	    $json->encode($head), $claims),
	'expired' => $key->sign($head, { %{$claims}, exp => $now - 1 }),
	'expiring now' => $key->sign($head, { %{$claims}, exp => $now }),
	'not valid yet' => $key->sign($head, { %{$claims},
	    iat => $now + 300 }),
	'without an end' => $key->sign($head, { map { $_ => $claims->{$_} }
	    qw(sub sid iat) }),
	'without a beginning' => $key->sign($head, { map {
	    $_ => $claims->{$_} } qw(sub sid exp) }),
	'an end that is text' => $key->sign($head, { %{$claims},
	    exp => "$claims->{exp}" }),
	'an end that is no whole number' => $key->sign($head,
	    $json->encode($claims) =~ s/"exp":\d+/"exp":1e30/r),
	'an end beyond numbers' => $key->sign($head,
	    $json->encode($claims) =~ s/"exp":\d+/"exp":99999999999999999999/r),
	'no session' => $key->sign($head, { map { $_ => $claims->{$_} }
	    qw(sub iat exp) }),
	'an unknown session' => $key->sign($head, { %{$claims},
	    sid => $none }),
	'a session of SQL' => $key->sign($head, { %{$claims},
	    sid => "' OR 1=1 --" }),
	'a session of a browser' => $key->sign($head, { %{$claims},
	    sid => $site->sql("SELECT id FROM session WHERE kind = 'browser'
	    LIMIT 1") }),
	'an API token as session' => $key->sign($head, { %{$claims},
	    sid => $made->{id} }),
	'no person' => $key->sign($head, { map { $_ => $claims->{$_} }
	    qw(sid iat exp) }),
	'a person that is no id' => $key->sign($head, { %{$claims},
	    sub => 'admin' }),
	'claims that are a list' => $key->sign($head, '[]'),
	'no claims' => $key->sign($head, ''),
	'claims of another' => join('.', $h, Meal::Token::part({ %{$claims},
	    sub => $anna->user->{id} }), $s),
	'a header of another' => join('.', Meal::Token::part({ %{$head},
	    kid => 'x' }), $c, $s),
	'no signature' => "$h.$c.",
	'no signature and no dot' => "$h.$c",
	'a signature of zeros' => "$h.$c." . 'A' x 86,
	'a longer signature' => "$h.$c.${s}AA",
	'padding' => "$mine==",
	'standard base64' => "$h.$c." . ($s =~ tr{-_}{+/}r) . '+/',
	'four parts' => "$mine.$s", 'five parts' => "$mine.$s.$s",
	'a dot more' => "$mine.", 'a dot before' => ".$mine",
	'two dots' => "$h..$c.$s", 'dots' => '.' x 500,
	'the JSON form' => $json->encode({ protected => $h, payload => $c,
	    signature => $s }),
	'the JSON form of many' => $json->encode({ payload => $c,
	    signatures => [ { protected => $h, signature => $s } ] }),
	'two tokens' => "$mine $mine", 'two with a comma' => "$mine,$mine",
	'a blank within' => "$h. $c.$s", 'nothing' => '', 'a NUL' => '%00',
	'a long one' => 'A' x 5000,
);
for my $name (sort keys %forged) {
	my $answer = $site->client(token => $forged{$name})->get('recipes');
	is($answer->status, 401, "refused: $name") or diag($answer->summary);
	unlike($answer->body, qr/kid|alg|signature|expired|JWT/i,
	    'without a word why');
}
like(taken('A' x 100_000), qr/^(?:400|401)$/, '100 kB are too much');
for (my $length = 1; $length < length $mine; $length += 7) {
	my $cut = substr $mine, 0, $length;
	is(taken($cut), 401, "cut to $length characters");
}
is(taken($mine), 200, 'the whole one is good, after all of that');
is_status($site->get('recipes', headers => { Authorization =>
    "bearer $mine" }), 200, 'the scheme\'s case does not matter');

# ---- the outer wall
my $wall = Meal::Site->new(wall => '1r/m',
    responders => [qw(auth recipes session system)]);
my $guest = $wall->register;
my %path = ('/api/v1/auth/refresh' => 1, '/api/auth/login' => 1,
    '/login' => 0);
for my $path (sort keys %path) {
	my (%seen, $last);
	for (1 .. 130) {
		my $answer = $wall->post($path, unnoted => 1,
		    $path{$path} ? (json => {}) : (form => []));
		$last = $answer if $answer->status == 429;
		$seen{ $answer->status }++;
	}
	cmp_ok($seen{429} // 0, '>=', 25, "$path: the wall") or next;
	is_problem($last, 429, 'a problem') if $path{$path};
	is($last->type, 'text/html', 'a page') if !$path{$path};
	unlike($last->body, qr/nginx/, 'of meal');
	ok(!defined $last->header('set-cookie'), 'without a cookie');
}
is_status($wall->get('/login'), 200, 'to look is free');
is_status($guest->get('recipes'), 200, 'and whoever is in goes on');
is_status($guest->post('recipes', json => { name => 'Through' }), 201,
    'changing things');
is_problem($wall->client(address => '127.0.0.2')->post('auth/refresh',
    json => { refreshToken => 'x' }), 401,
    'another address has tries of its own');

# ---- logs
for my $one ($site, $wall) {
	for my $log (glob($one->log_dir . '/*.log'), $one->cluster->log_file) {
		my $told = Meal::Place::read_file($log) // '';
		ok(!grep({ index($told, $_) >= 0 } @secrets, $mine,
		    'kitchen display'), "$log: no token");
	}
}
$m->finish;
done_testing;
