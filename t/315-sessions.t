#!/usr/bin/perl
# Sessions: where somebody is logged in, the end of one, refresh tokens used
# twice, stolen, at once; keys that are rotated; what strangers may ask.
use strict;
use warnings;
use lib 't/lib';
use Meal::Place;
use Meal::Test;
use Meal::Together;
use Meal::Token;
use Time::HiRes ();

my $site = Meal::Site->new(processes => { recipes => 4, session => 4,
    '' => 2 });
my $anna = $site->register;
my $bert = $site->register;
my $none = '01900000-0000-7000-8000-0000000000ff';

sub login_with {
	my ($person, %headers) = @_;
	my $r = $site->post('auth/login', json => { login => $person->{email},
	    password => $person->{password} }, headers => \%headers);
	is_status($r, 200, 'a login');
	return $site->client(token => $r->json->{accessToken},
	    tokens => $r->json);
}

sub browser_of {
	my ($person, %p) = @_;
	my $browser = $site->browser(%p);
	my $r = $browser->post('/login', form => [
	    login => $person->{email}, password => $person->{password} ],
	    headers => $p{headers} // {});
	is_status($r, 303, 'a login in a browser');
	return $browser;
}

sub sid { return (Meal::Token::told($_[0]->token))[1]{sid} }

# So many processes answer that each of them is asked.
sub everywhere {
	my ($client, $status, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my %seen;
	$seen{$_}++ for together(map { sub {
		return map { $_->status } $client->get('recipes');
	} } 1 .. 8), map { $client->get('recipes')->status } 1 .. 12;
	return is(join(' ', sort keys %seen), $status, $name);
}

# ---- the list
my $phone = $site->client;
my $r = $phone->post('auth/login', json => { login => $anna->{email},
    password => $anna->{password}, deviceName => "Anna's phone" });
$phone->token($r->json->{accessToken});
my $laptop = browser_of($anna, headers => { 'User-Agent' => 'Mozilla/5.0 ' .
    '(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' });
$r = $phone->get('auth/sessions');
is_status($r, 200, 'the list of sessions');
my @items = @{ $r->json->{items} };
is(scalar @items, 3, 'has all three');
is_deeply([sort keys %{ $items[0] }], [qw(agent createdAt current expiresAt id
    kind name place usedAt)], 'with what is known of each');
is_deeply([map { $_->{kind} } @items], [qw(browser app app)],
    'the newest first');
is_deeply([map { $_->{name} } @items], ['Firefox on Linux', "Anna's phone",
    'meal-test'], 'by names that people know');
is_deeply([map { $_->{current} ? 1 : 0 } @items], [0, 1, 0],
    'and which one asks');
is($items[0]{place}, '127.0.0.0/24', 'from a shortened address');
like($items[0]{agent}, qr/^Mozilla.*Firefox/, 'the whole User-Agent');
like($items[0]{expiresAt}, qr/^\d{4}-\d\d-\d\dT/, 'and when it ends');
unlike($r->body, qr/hash|secret/i, 'but nothing secret');
is($r->header('cache-control'), 'no-store', 'kept by nobody');
is(scalar @{ $bert->get('auth/sessions')->json->{items} }, 1,
    'of others nothing');
is_problem($site->get('auth/sessions'), 401, 'and for nobody');

my (@ids, $next);
for (1 .. 3) {
	my $page = $phone->get('auth/sessions?limit=1' .
	    (defined $next ? "&cursor=$next" : ''));
	push @ids, map { $_->{id} } @{ $page->json->{items} };
	$next = $page->json->{next};
}
is_deeply(\@ids, [map { $_->{id} } @items], 'a page at a time');
is($next, undef, 'to the end');
is_problem($phone->get('auth/sessions?cursor=00'), 400, 'a bad cursor');
is_problem($phone->get('auth/sessions?limit=0'), 400, 'a bad limit');

my %name = (
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ' .
	    '(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 ' .
	    'Edg/126.0.0.0' => 'Edge on Windows',
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ' .
	    '(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36' =>
	    'Chrome on Windows',
	'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ' .
	    'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 ' .
	    'Safari/605.1.15' => 'Safari on macOS',
	'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ' .
	    'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 ' .
	    'Mobile/15E148 Safari/604.1' => 'Safari on iPhone',
	'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like ' .
	    'Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile ' .
	    'Safari/537.36' => 'Samsung Internet on Android',
	'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 ' .
	    'Firefox/127.0' => 'Firefox on Android',
	'curl/8.5.0' => 'curl',
	'Firefox/1' => 'Firefox',
	'<script>alert(1)</script>' => undef,
	'x' x 200 => undef,
);
for my $agent (sort keys %name) {
	my $client = login_with($bert, 'User-Agent' => $agent);
	my ($mine) = grep { $_->{current} }
	    @{ $client->get('auth/sessions')->json->{items} };
	is($mine->{name}, $name{$agent}, 'called ' . ($name{$agent} //
	    'nothing'));
}

# ---- the end of one
my $tablet = login_with($anna);
my $tablet_id = sid($tablet);
everywhere($tablet, 200, 'a session is good in every process');
is_problem($bert->delete("auth/sessions/$tablet_id"), 404,
    'another person does not end it');
is_problem($site->delete("auth/sessions/$tablet_id"), 401, 'nor nobody');
is_status($tablet->get('recipes'), 200, 'it goes on');
is_status($phone->delete("auth/sessions/$tablet_id"), 204, 'its own does');
everywhere($tablet, 401, 'at once, in every process');
is_problem($site->post('auth/refresh', json => {
    refreshToken => $tablet->{tokens}{refreshToken} }), 401,
    'nor does it refresh');
is_problem($phone->delete("auth/sessions/$tablet_id"), 404,
    'what is over is not there');
is_problem($phone->delete("auth/sessions/$none"), 404, 'nor what never was');
is_problem($phone->delete('auth/sessions/x'), 404, 'nor what is no id');
is($site->sql("SELECT count(*) FROM audit WHERE action = 'session-ended'
    AND person = '" . $anna->user->{id} . "'"), 1, 'it is on record');
my $self = login_with($anna);
is_status($self->delete('auth/sessions/' . sid($self)), 204,
    'one may end the session that asks');
is_problem($self->get('recipes'), 401, 'and is out');

# ---- the page
$r = $laptop->get('/settings/sessions');
is_status($r, 200, 'the page of sessions');
like($r->body, qr/Firefox on Linux/, 'shows this one');
like($r->body, qr/This device/, 'as such');
like($r->text, qr/Anna(?:'|&#39;|&#x27;)s phone/, 'and the phone');
is($r->header('cache-control'), 'no-store', 'kept by nobody');
my ($laptop_id) = map { $_->{id} } grep { $_->{kind} eq 'browser' }
    @{ $phone->get('auth/sessions')->json->{items} };
my @forms = $r->body =~ m{action="/settings/sessions/([\w-]{36})/delete"}g;
is(scalar @forms, 2, 'with a form for each other');
ok(!grep({ $_ eq $laptop_id } @forms), 'and none for itself');
my $phone_id = sid($phone);
is_status(browser_of($bert)->post("/settings/sessions/$phone_id/delete",
    form => []), 404, 'which is for nobody else');
$r = $laptop->post("/settings/sessions/$phone_id/delete", form => []);
is_status($r, 303, 'the form ends one');
is($r->location, '/settings/sessions', 'and leads back');
is_problem($phone->get('recipes'), 401, 'the phone is out');
like($laptop->get('/settings/sessions')->body, qr/That device is logged out/,
    'and it says so');
my $second = browser_of($anna);
is_status($laptop->post('/settings/sessions/end', form => []), 303,
    'all others are ended');
is_status($laptop->get('/recipes'), 200, 'this one goes on');
is_status($second->get('/recipes'), 303, 'another browser is out');
is_problem($anna->get('recipes'), 401, 'and the app');
is_status($bert->get('recipes'), 200, 'nobody else is');
my $ended = $laptop->post("/settings/sessions/$laptop_id/delete", form => []);
is_status($ended, 303, 'one may end this one, too');
like($ended->header('set-cookie') // '', qr/__Host-meal=;.*Max-Age=0/,
    'which takes its cookie away');
is_status($laptop->get('/recipes'), 303, 'and is out');

# ---- how long
$anna->login;
my $id = sid($anna);
my $day = 86_400;

sub left {
	my ($column, $session) = @_;
	return $site->sql("SELECT round(extract(epoch FROM $column - now()))
	    FROM session WHERE id = '$session'");
}

sub near {
	my ($got, $want, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return cmp_ok(abs($got - $want), '<', 120, $name) || diag($got);
}
near(left('expires', $id), 180 * $day, 'an app is logged in for 180 days');
near(left('idle_expires', $id), 30 * $day, 'and 30 without use');
$site->sql("UPDATE session SET expires = expires - interval '100 days',
    idle_expires = idle_expires - interval '20 days' WHERE id = '$id'");
my $refreshed = $site->post('auth/refresh', json => {
    refreshToken => $anna->tokens->{refreshToken} });
is_status($refreshed, 200, 'a refresh');
near(left('idle_expires', $id), 30 * $day, 'renews the 30 days');
near(left('expires', $id), 80 * $day, 'but never the 180');
$anna->token($refreshed->json->{accessToken});
my $family = $refreshed->json->{refreshToken};
for my $column (qw(expires idle_expires)) {
	$site->sql("UPDATE session SET $column = now() - interval '1 second'
	    WHERE id = '$id'");
	is_problem($anna->get('recipes'), 401, "$column is past: out");
	is_problem($site->post('auth/refresh', json => {
	    refreshToken => $family }), 401, 'nor a refresh');
	$site->sql("UPDATE session SET $column = now() + interval '1 day'
	    WHERE id = '$id'");
	is_status($anna->get('recipes'), 200, 'the session as such was good');
}
$anna->login;
near(left('expires', sid($anna)), 180 * $day, 'a login begins anew');
$site->sql("UPDATE session SET used_at = now() - interval '10 minutes',
    idle_expires = now() + interval '1 hour' WHERE id = '" . sid($anna) . "'");
is_status($anna->get('recipes'), 200, 'its use');
near(left('idle_expires', sid($anna)), 30 * $day, 'renews it as well');
my $kitchen = browser_of($anna);
my $cookie = $site->sql("SELECT id FROM session WHERE kind = 'browser'
    AND ended_at IS NULL AND person = '" . $anna->user->{id} . "'");
near(left('expires', $cookie), 90 * $day, 'a browser is in for 90 days');
near(left('idle_expires', $cookie), 14 * $day, 'and 14 without use');
for my $column (qw(expires idle_expires)) {
	$site->sql("UPDATE session SET $column = now() - interval '1 second'
	    WHERE id = '$cookie'");
	is_status($kitchen->get('/recipes'), 303, "$column is past: out");
	$site->sql("UPDATE session SET $column = now() + interval '1 day'
	    WHERE id = '$cookie'");
}
is_status($kitchen->get('/recipes'), 200, 'as it was');

# ---- refresh tokens
sub refresh {
	my ($token) = @_;
	return $site->client->post('auth/refresh', json => {
	    refreshToken => $token });
}
for my $round (1 .. 3) {
	my $thief = login_with($anna);
	my $token = $thief->{tokens}{refreshToken};
	my @got = together(map { sub {
		my $r = refresh($token);
		return [$r->status, $r->status == 200 ? $r->json : {}];
	} } 1 .. 8);
	is(join(' ', sort map { $_->[0] } @got), '200' . ' 200' x 7,
	    'eight at once are all answered');
	my %next = map { $_->[1]{refreshToken} => 1 } @got;
	is(keys %next, 1, 'with one and the same successor');
	my ($next) = keys %next;
	isnt($next, $token, 'which is another');
	is(refresh($token)->json->{refreshToken}, $next,
	    'who lost the answer gets it again');
	is_status($site->client(token => $got[3][1]{accessToken})
	    ->get('recipes'), 200, 'and may go on');
	unlike($site->sql('SELECT string_agg(r::text, $$ $$) FROM refresh r'),
	    qr/\Q$next\E/, 'though it is not stored in clear');
	my $after = refresh($next);
	is_status($after, 200, 'the successor is used');
	is_problem(refresh($token), 401, 'then the old one is a replay');
	is_problem($site->client(token => $after->json->{accessToken})
	    ->get('recipes'), 401, 'that ends the family');
	is_problem(refresh($after->json->{refreshToken}), 401,
	    'with all its tokens');
}
my $slow = login_with($anna);
my $lost = $slow->{tokens}{refreshToken};
is_status(refresh($lost), 200, 'an answer that is lost');
$site->sql("UPDATE refresh SET used_at = used_at - interval '21 seconds'
    WHERE used_at IS NOT NULL");
is_problem(refresh($lost), 401, 'asked for after 20 seconds it is a replay');
is($site->sql("SELECT count(*) FROM audit
    WHERE action = 'refresh-replayed'"), 4, 'each on record, once');
$site->expect_log(qr/could not serialize|deadlock detected/);
is_status($anna->get('recipes'), 200, 'another session is not touched');

my $dead = login_with($anna);
is_status($dead->post('auth/logout', json => {}), 204, 'a session that ends');
is_status($dead->post('auth/refresh', json => { refreshToken =>
    login_with($anna)->{tokens}{refreshToken} }), 200,
    'a dead access token keeps nobody from refreshing');
is_status($dead->post('auth/login', json => { login => $anna->{email},
    password => $anna->{password} }), 200, 'nor from logging in');
is_problem($dead->post('auth/logout', json => {}), 401, 'and ends nothing');

my $stolen = login_with($anna);
my @chain = ($stolen->{tokens}{refreshToken});
push @chain, refresh($chain[-1])->json->{refreshToken} for 1 .. 3;
is_problem(refresh($chain[0]), 401, 'the first of a chain, replayed');
is_problem(refresh($chain[3]), 401, 'ends the last');
my $out = login_with($anna);
is_status($out->post('auth/logout', json => {}), 204, 'logged out');
is_problem(refresh($out->{tokens}{refreshToken}), 401, 'no refresh');
my $barred = $site->register;
my $kept = $barred->tokens->{refreshToken};
$site->sql("UPDATE person SET disabled_at = now() WHERE email =
    '$barred->{email}'");
is_problem(refresh($kept), 401, 'none for whom was disabled');
is_problem($barred->get('recipes'), 401, 'who is out everywhere');
$site->sql("UPDATE person SET disabled_at = NULL WHERE email =
    '$barred->{email}'");
is_status(refresh($kept), 200, 'let in again, the token was not used up');
for my $bad ('', 'x', $anna->token, 'x' x 201, "\0") {
	my $answer = $site->post('auth/refresh', json => {
	    refreshToken => $bad });
	like($answer->status, qr/^40[01]$/, 'what is no refresh token');
}
is_problem($site->client(token => $kept)->get('recipes'), 401,
    'a refresh token is no access token');
unlike($site->sql('SELECT string_agg(r::text, $$ $$) FROM refresh r'),
    qr/\Q$kept\E/, 'and is not stored');
my $other_device = login_with($anna);
is_status($site->post('auth/logout', json => {
    refreshToken => $other_device->{tokens}{refreshToken} }), 204,
    'a refresh token logs its session out');
is_problem($other_device->get('recipes'), 401, 'that one');
is_status($anna->get('recipes'), 200, 'and no other');
is($site->sql("SELECT count(*) FROM audit WHERE action = 'logout'
    AND person = '" . $anna->user->{id} . "' AND actor = person"), 3,
    'each on record');
is_problem($site->post('auth/logout', json => {}), 401,
    'nobody logs nobody out');

# ---- the database goes in the middle
my $own = Meal::Site->new(own_cluster => 1,
    responders => [qw(auth recipes session system)]);
my $carl = $own->register;
my $before = $carl->tokens->{refreshToken};
$own->sql('CHECKPOINT', 'postgres');	# its end is not a gentle one
my $lock = $own->hold('LOCK TABLE refresh IN SHARE MODE');
my $work = in_background(sub {
	my $answer = $own->client->post('auth/refresh', unnoted => 1,
	    json => { refreshToken => $before });
	return [$answer->status, $answer->header('retry-after')];
});
$own->waiting;
$own->cluster->stop;
my ($cut, $wait) = @{ $work->result };
is($cut, 503, 'a database that goes in the middle of a refresh');
cmp_ok($wait // 0, '>', 0, 'says when to come back');
undef $lock;
is_problem($own->post('auth/refresh', json => { refreshToken => $before }),
    503, 'one without a database');
$own->cluster->start;
my $late = $own->post('auth/refresh', json => { refreshToken => $before });
is_status($late, 200, 'sent again, the same token is good');
is_status($own->client(token => $late->json->{accessToken})->get('recipes'),
    200, 'and what it gave');
$own->expect_log(qr/terminating connection|shutting down|starting up/);

# ---- keys that change
my $keys = $own->log_dir . '/credentials';
my $rotated = Meal::Site->new(options => { credentials => $keys,
    security_contact => 'mailto:security@example.com' },
    responders => [qw(auth recipes session system)],
    processes => { recipes => 4, '' => 2 },
    before => sub {
	my ($status, $text) = $_[0]->mealctl('key');
	die $text if $status;
    });

sub rotate {
	my ($status, $text) = $rotated->mealctl(qw(key rotate));
	return is($status, 0, 'mealctl key rotate') || diag($text);
}

sub sees {
	my ($token, $status, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $client = $rotated->client(token => $token);
	my %seen = map { $client->get('recipes')->status => 1 } 1 .. 12;
	return is(join(' ', sort keys %seen), $status, $name);
}

sub kid { return (Meal::Token::told($_[0]))[0]{kid} }
my $dora = $rotated->register;
my $page = $rotated->browser;
$page->post('/login', form => [ login => $dora->{email},
    password => $dora->{password} ]);
my ($open) = $page->get('/recipes/new')->body =~ /name="csrf" value="(\w+)"/;
my @tokens = ($dora->token);
sees($tokens[0], 200, 'a token of the first key');
for my $n (1 .. 2) {
	rotate();
	# the login that comes first meets a process that is behind
	my @new = map { $rotated->login(@{$dora}{qw(email password)})->token }
	    1 .. 4;
	push @tokens, $new[0];
	is(join(' ', map { kid($_) eq kid($new[0]) ? 1 : 0 } @new),
	    '1 1 1 1', 'all processes sign with one key');
	isnt(kid($tokens[-1]), kid($tokens[-2]), 'which is a new one');
	sees($_, 200, 'old and new tokens are good, without a restart')
	    for @tokens;
}
my $set = $rotated->get('/.well-known/jwks.json');
is_status($set, 200, 'the public keys');
is($set->type, 'application/jwk-set+json', 'as a JWK Set');
is($set->header('cache-control'), 'public, max-age=300', 'for five minutes');
is_deeply([map { $_->{kid} } @{ $set->json->{keys} }],
    [map { kid($_) } reverse @tokens], 'the newest first');
is_deeply([sort keys %{ $set->json->{keys}[0] }],
    [qw(alg crv kid kty use x y)], 'without private parts');
for my $n (0 .. 2) {
	ok(Meal::Token->new($set->json->{keys}[$n])->verifies($tokens[2 - $n]),
	    'by which anybody can verify a token');
	ok(!Meal::Token->new($set->json->{keys}[$n])
	    ->verifies($tokens[1 - $n]), 'and tell another key\'s')
	    if $n < 2;
}
rotate();
sees($tokens[0], 401, 'the fourth key drops the first');
sees($tokens[1], 200, 'and no other');
is(scalar @{ $rotated->get('/.well-known/jwks.json')->json->{keys} }, 3,
    'three are told');
my $stored = Meal::Place::read_file("$keys/token-key");
is(() = $stored =~ /"d"/g, 1, 'older keys have lost their private part');
is((() = Meal::Place::read_file("$keys/data-key") =~ /^\S+ [0-9a-f]{64}$/mg),
    4, 'all keys of what is sealed stay');
is(sprintf('%o', (stat "$keys/$_")[2] & oct 777), '600', "$_ is ours alone")
    for qw(token-key data-key);
is_status($page->get('/recipes'), 200, 'the browser is still logged in');
is(($page->get('/recipes/new')->body =~ /name="csrf" value="(\w+)"/)[0],
    $open, 'and the form that was open is good');
is_status($rotated->client(jar => $page->jar)->post('/recipes', form => [
    name => 'Rotated', csrf => $open ]), 303, 'where a browser says nothing');

my ($status, $said) = $rotated->mealctl(qw(key status));
is($status, 0, 'mealctl key status');
is(() = $said =~ /^token-key +(?:today's|older) +[0-9a-f-]{36}  0 days old$/mg,
    3, 'tells the token keys and their age');
is(() = $said =~ /^data-key +(?:today's|older) /mg, 4, 'and the others');
unlike($said, qr/[0-9a-f]{64}|"d"/, 'and no secret');

# faults: what is there stays in use
my $whole = Meal::Place::read_file("$keys/token-key");
Meal::Place::write_file("$keys/token-key", '{"keys":[', oct 600);
sees($tokens[1], 200, 'a broken file changes nothing');
ok(scalar $rotated->log_lines('recipes', qr/event=keys/),
    'but the log says so');
($status, $said) = $rotated->mealctl(qw(key rotate));
is($status, 1, 'and it is not rotated');
like($said, qr/^mealctl: .*token-key: /, 'with a reason');
is(Meal::Place::read_file("$keys/token-key"), '{"keys":[', 'it is as it was');
Meal::Place::write_file("$keys/token-key", $whole, oct 600);
sees($tokens[1], 200, 'mended, it is taken');
Meal::Place::write_file("$keys/token-key.new", 'x', oct 600);
($status, $said) = $rotated->mealctl(qw(key rotate));
is($status, 1, 'while somebody else changes the keys');
like($said, qr/token-key[.]new/, 'it is refused, and says why');
unlink "$keys/token-key.new";
my @at_once = together(map { sub {
	return ($rotated->mealctl(qw(key rotate)))[0];
} } 1 .. 4);
cmp_ok(scalar(grep { $_ == 0 } @at_once), '>=', 1, 'of four at once one is');
is(($rotated->mealctl(qw(key status)))[0], 0, 'and the files are good');
is_status($rotated->login(@{$dora}{qw(email password)})->get('recipes'), 200,
    'for whom logs in now');
my $count = () = Meal::Place::read_file("$keys/data-key") =~ /^\S/mg;
for ($count + 1 .. 16) {
	($status, $said) = $rotated->mealctl(qw(key rotate));
	last if $status;
}
is($status, 0, 'sixteen keys of what is sealed') or diag($said);
my $full = Meal::Place::read_file("$keys/token-key");
($status, $said) = $rotated->mealctl(qw(key rotate));
is($status, 1, 'a seventeenth is refused');
is(Meal::Place::read_file("$keys/token-key"), $full,
    'and the token keys are not changed by half');

# ---- whom to tell
my $text = $rotated->get('/.well-known/security.txt');
is_status($text, 200, 'security.txt');
is($text->type, 'text/plain', 'as text');
like($text->body, qr/^Contact: mailto:security\@example\.com$/m, 'whom');
my ($until) = $text->body =~ /^Expires: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/m;
my $in_a_year = $rotated->sql("SELECT '$until'::timestamptz BETWEEN now()
    AND now() + interval '1 year'");
is($in_a_year, 't', 'expires within a year');
like($text->body, qr{^Canonical: http\S+/\.well-known/security\.txt$}m,
    'and where it stands');
is_status($site->get('/.well-known/security.txt'), 404,
    'not where nobody is named');
is_status($site->get("/.well-known/$_"), 404, 'nothing else is there')
    for '', 'acme-challenge/x', 'jwks.json/';
is_problem($site->get('.well-known/jwks.json'), 404, 'nor below /api');

# ---- logs
for my $log (glob $site->log_dir . '/*.log') {
	my $told = Meal::Place::read_file($log) // '';
	ok(!grep({ index($told, $_) >= 0 } $kept, $anna->token, @chain,
	    'Firefox', "Anna's phone"), "$log: no token, no device");
}
done_testing;
