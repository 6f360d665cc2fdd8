#!/usr/bin/perl
# Logging in: what one gets, what is counted, and who is kept out.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my $site = Meal::Site->new(processes => 4, responders => [qw(auth recipes
    plan session system)]);
$site->expect_log(qr/could not serialize|deadlock/);

my $wrong = 'not the password';

sub try_login {
	my ($who, $password, %p) = @_;
	return ($p{client} // $site->client)->post('auth/login',
	    json => { login => $who, password => $password, %{ $p{more} // {} } });
}

# A browser in which somebody has logged in before.
sub browser_of {
	my ($who, %p) = @_;
	my $browser = $p{browser} // $site->browser;
	my $r = $browser->post('/login', form => [ login => $who->{email},
	    password => $who->{password}, next => '/plan' ]);
	is_status($r, 303, 'a login by page');
	return $browser;
}

sub fails {
	my ($n, $who, %p) = @_;
	is_deeply([map { try_login($who, $wrong, %p)->status } 1 .. $n],
	    [(401) x $n], "$n failures");
	return;
}

sub forget_tries { return $site->sql('DELETE FROM tries') }

# ---- what one gets

my $anna = $site->register;
my $r = try_login($anna->{email}, $anna->{password},
    more => { deviceName => 'kitchen tablet' });
is_status($r, 200, 'a login');
is_deeply([sort keys %{ $r->json }], [qw(accessToken expiresIn refreshToken
    tokenType user)], 'gives Tokens');
is($r->json->{user}{id}, $anna->user->{id}, 'of that person');
is($r->header('Set-Cookie'), undef, 'and no cookie');
is($site->sql(q{SELECT count(*) FROM session WHERE
    name = 'kitchen tablet'}), 1, 'the session has the name of the device');

for my $login (uc $anna->{email}, ucfirst $anna->{username},
    "  $anna->{email} ") {
	is_status(try_login($login, $anna->{password}), 200,
	    "the same person: '$login'");
}
for my $body ({ login => $anna->{email} }, { password => 'x' },
    { login => $anna->{email}, password => 'x' x 1025 },
    { login => 'x' x 255, password => 'x' },
    { login => { '$ne' => '' }, password => 'x' },
    { login => $anna->{email}, password => ['x'] },
    { login => "$anna->{email}\0", password => $anna->{password} }) {
	is_problem($site->post('auth/login', json => $body), 400,
	    'what is no login at all');
}
is_problem($site->post('auth/login', json => { login => 'x',
    password => 'x' x 1_000_000 }), 413, 'a megabyte of password');
for my $login (q{' OR 1=1 --}, q{x'; DROP TABLE person; --}, '%', '_%@%',
    '$1', '\\', "anna\x{301}", "\x{430}nna\@example.org") {
	is_problem(try_login($login, $wrong), 401, 'no login of anybody');
}
is_problem(try_login("a\x{338}" x 100, "\x{fdfa}" x 1024), 401,
    'what grows when it is normalized');

# ---- a second factor

my $mia = $site->register;
$site->sql(sprintf q{UPDATE person SET mfa_enabled = true WHERE id = '%s'},
    $mia->user->{id});
my $step = try_login($mia->{email}, $mia->{password},
    more => { deviceName => 'phone' });
is_status($step, 200, 'with a second factor');
is_deeply([sort keys %{ $step->json }], [qw(mfaRequired sessionToken
    tokenType)], 'exactly three members');
is($step->json->{tokenType}, 'Bearer', 'tokenType');
ok($step->json->{mfaRequired}, 'mfaRequired');
is($site->sql(q{SELECT detail->>'device' || ' ' || (detail->>'face') FROM
    ticket WHERE kind = 'mfa'}), 'phone api', 'a ticket knows the rest');
is($site->sql(q{SELECT round(extract(epoch FROM expires - created_at)) FROM
    ticket WHERE kind = 'mfa'}), 600, 'for ten minutes');
unlike($site->sql('SELECT hash FROM ticket'),
    qr/\Q@{[$step->json->{sessionToken}]}/, 'of which only a hash is kept');
is_problem($site->client(token => $step->json->{sessionToken})
    ->get('recipes'), 401, 'and which opens nothing');
my $page = $site->browser;
$r = $page->post('/login', form => [ login => $mia->{email},
    password => $mia->{password}, next => '/recipes' ]);
is_status($r, 303, 'by page');
is($r->location, '/login/code', 'leads to the second step');
is_deeply([map { /^(\S+?)=/ } $r->headers('Set-Cookie')],
    ['__Host-step'], 'with the ticket alone');
like($r->header('Set-Cookie'), qr/^__Host-step=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/,
    'in a cookie for it');
is_status($page->get('/recipes'), 303, 'nobody is in yet');
is($site->sql(q{SELECT detail->>'next' FROM ticket WHERE detail->>'face' =
    'page'}), '/recipes', 'where to go is kept');
is_problem(try_login($mia->{email}, $wrong), 401,
    'a wrong password says nothing of it');

# ---- cookies of a page

my $browser = browser_of($anna);
my ($session, $device) = @{ $browser->jar }{qw(__Host-meal __Host-device)};
like($device, qr/^[\w-]{43}$/, 'the browser will be known');
is($site->sql(q{SELECT count(*) FROM device WHERE hash NOT LIKE 'app:%'}), 1,
    'by a hash of it');
is($site->sql("SELECT count(*) FROM device WHERE hash = '$device'"), 0,
    'and by nothing else');
$r = $browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
is_status($r, 303, 'again');
isnt($browser->jar->{'__Host-meal'}, $session, 'the session is another one');
is($browser->jar->{'__Host-device'}, $device, 'the device is not');
is_status($browser->get('/recipes'), 200, 'the new one opens');
my $old = $site->browser;
$old->jar->{'__Host-meal'} = $session;
is_status($old->get('/recipes'), 303, 'the old one does not');

# somebody plants a session's cookie, and waits for a login
my $planted = browser_of($mia = $site->register)->jar->{'__Host-meal'};
my $victim = $site->browser;
@{ $victim->jar }{qw(__Host-meal __Host-device)} = ($planted, 'p' x 43);
browser_of($anna, browser => $victim);
isnt($victim->jar->{'__Host-meal'}, $planted, 'a planted session goes');
isnt($victim->jar->{'__Host-device'}, 'p' x 43, 'a planted device too');
is_status($victim->get('/recipes'), 200, 'who logged in is in');

for my $headers ({ 'Sec-Fetch-Site' => 'cross-site',
    Origin => 'https://evil.example' }, { 'Sec-Fetch-Site' => undef,
    Origin => 'https://evil.example' }) {
	my $stranger = $site->browser;
	$r = $stranger->post('/login', headers => $headers, form => [
	    login => $mia->{email}, password => $mia->{password} ]);
	is_status($r, 403, 'no other site logs anybody in');
	is($r->header('Set-Cookie'), undef, 'no cookie');
}

# ---- limits

forget_tries();
fails(5, $anna->{username});
is_problem($r = try_login($anna->{email}, $anna->{password}), 429,
    'after five the right one is not looked at');
cmp_ok($r->header('Retry-After'), '>', 800, 'for a quarter of an hour');
fails(5, 'nobody@example.org');
is_problem(try_login('Nobody@example.org', $wrong), 429,
    'who does not exist is told the same');
is_status(try_login($mia->{email}, $mia->{password}), 200,
    'others come in');

# names that are alike tell nothing of each other, whether there is somebody
my $pat = $site->register(email => 'pat.lee@example.org');
fails(5, $_ . '@example.org') for 'pat-lee', 'kim-lee';
is_problem(try_login($_ . '@example.org', $wrong), 401, $_)
    for 'pat.lee', 'kim.lee';

# a growing delay: ten within an hour are too many as well
$site->sql(q{UPDATE tries SET at = at - interval '16 minutes'});
fails(5, $anna->{email});
$site->sql(q{UPDATE tries SET at = at - interval '16 minutes'});
is_problem($r = try_login($anna->{email}, $anna->{password}), 429,
    'the second time it is longer');
cmp_ok($r->header('Retry-After'), '>', 900, 'than a quarter of an hour');

# a known device is not locked out by strangers, nor has it more tries
$browser = $site->browser;
forget_tries();
browser_of($anna, browser => $browser);
fails(5, $anna->{email});
is_problem(try_login($anna->{email}, $anna->{password}), 429,
    'strangers have locked the account');
browser_of($anna, browser => $browser);
is_problem(try_login($anna->{email}, $anna->{password}), 429,
    'which does not unlock it for strangers');
my $other = browser_of($mia);
$r = $other->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
is_status($r, 429, "another person's device is a stranger's");
my @status = map { $browser->post('/login', form => [
    login => $anna->{email}, password => $wrong ])->status } 1 .. 6;
is_deeply(\@status, [(401) x 5, 429], 'a known device has its own five');
forget_tries();

my $narrow = Meal::Site->new(options => { login_failures_address => 8 },
    responders => [qw(auth recipes system)]);
my $ben = $narrow->register;
is_deeply([map { $narrow->post('auth/login', json => { login => "x$_",
    password => 'x' })->status } 1 .. 9], [(401) x 8, 429],
    'an address has its limit, whoever is tried');
is_problem($narrow->post('auth/login', json => { login => $ben->{email},
    password => $ben->{password} }), 429, 'there it ends for everybody');

# ---- many at once

for my $round (1 .. 3) {
	forget_tries();
	my @all = together((sub { try_login($anna->{email}, $wrong)->status })
	    x 16);
	my $told = grep { $_ == 401 } @all;
	cmp_ok($told, '<=', 5, "round $round: of 16 at once $told were told");
	is(grep({ $_ == 429 } @all), 16 - $told, 'the others have to wait');
}
forget_tries();
is_deeply([together((sub { try_login($anna->{email}, $anna->{password})
    ->status }) x 12)], [(200) x 12], 'the right password is not a failure');

# ---- what is noted

my $id = $anna->user->{id};
$site->sql('DELETE FROM audit');
forget_tries();
try_login($anna->{email}, $wrong);
try_login('nobody@example.org', $wrong);
browser_of($anna);
is($site->sql(q{SELECT string_agg(action || ' ' || (person = actor) || ' ' ||
    place, ', ' ORDER BY id) FROM audit WHERE person = '} . "$id'"),
    'login-failed true 127.0.0.0/24, login true 127.0.0.0/24',
    'logins and failures, with their place');
is($site->sql('SELECT count(*) FROM audit'), 2, 'nothing of nobody');
$browser = browser_of($mia);
$site->sql('DELETE FROM audit');
browser_of($anna, browser => $browser);
is($site->sql('SELECT count(*) FROM audit WHERE actor = person AND person = '
    . "'$id'"), 1, 'whose session the browser had does not matter');
unlike($site->log_text('auth'), qr/\Q$wrong\E|\Q$anna->{password}\E|example/,
    'nothing of it in the log');

# ---- equal work

# What fifteen tries of each kind cost the responder, one kind after the other,
# at a usual cost: its time on a processor, as a busy machine has its say in any
# other.
my $slow = Meal::Site->new(options => { scrypt_log2_n => 14, scrypt_p => 1,
    login_failures => 1000 }, responders => [qw(auth system)], processes => 1);
my %who = map { $_ => $slow->register->user } qw(known disabled factor none);
$slow->sql(qq{UPDATE person SET disabled_at = now()
    WHERE id = '$who{disabled}{id}';
    UPDATE person SET mfa_enabled = true WHERE id = '$who{factor}{id}';
    UPDATE person SET password_hash = NULL WHERE id = '$who{none}{id}'});
$who{unknown} = { email => 'unknown@example.org' };
my %said;

sub on_processor {
	my $ns = 0;
	for my $pid ($slow->{responders}->pids('auth')) {
		open my $in, '<', "/proc/$pid/schedstat" or next;
		my $line = <$in>;
		close $in;
		$ns += (split / /, $line)[0];
	}
	return $ns / 1e6;
}

sub medians {
	my %times;
	for my $kind ((sort keys %who) x 15) {
		my $start = on_processor();
		my $answer = $slow->client->post('auth/login', unnoted => 1,
		    json => { login => $who{$kind}{email},
		    password => $wrong });
		push @{ $times{$kind} }, on_processor() - $start;
		my $text = $answer->body =~ s/urn:request:[^"]*//r;
		$said{"$answer->{status} $text"}++;
	}
	return map { $_ => (sort { $a <=> $b } @{ $times{$_} })[7] }
	    keys %times;
}

my ($equal, %median);
for (1 .. 4) {
	%median = medians();
	my ($least, $most) = (sort { $a <=> $b } values %median)[0, -1];
	$equal = $most - $least <= 5 || $most / $least <= 1.15;
	last if $equal;
}
cmp_ok($median{known}, '>', 10, 'it is work');
is(keys %said, 1, 'all are told the same') or diag(explain(\%said));
like((keys %said)[0], qr/^401 /, 'no');
ok($equal, 'in the same time') or diag(explain(\%median));

# ---- while the database goes away

my $frail = Meal::Site->new(own_cluster => 1, responders => [qw(auth recipes
    system)]);
$frail->expect_log(qr/terminating connection|shutting down/,
    qr/starting up|not yet accepting/);
my $dora = $frail->register;
my @work = map { my $n = $_; in_background(sub {
	my @seen;
	my $end = Time::HiRes::time() + 6;
	while (Time::HiRes::time() < $end) {
		my $answer = $n % 2 ? $frail->client->post('auth/login',
		    unnoted => 1, json => { login => $dora->{email},
		    password => $dora->{password} }) :
		    $frail->client->post('auth/register', unnoted => 1,
		    json => { email => "d$n-" . @seen . '@example.org',
		    username => "d$n-" . @seen, fullName => 'Dora',
		    password => 'a long enough password' });
		push @seen, $answer->status;
	}
	return \@seen;
}) } 1 .. 2;
Time::HiRes::sleep(1);
$frail->cluster->stop;
Time::HiRes::sleep(1);
$frail->cluster->start;
for my $n (0, 1) {
	my @seen = @{ $work[$n]->result };
	my $good = $n ? 201 : 200;
	is_deeply([grep { $_ != $good && $_ != 503 } @seen], [],
	    'a restart is answered with 503 and nothing else');
	ok((grep { $_ == 503 } @seen), 'for a while');
	is($seen[-1], $good, 'and then it goes on');
}
is($frail->sql('SELECT count(*) FROM person p WHERE NOT exists(SELECT FROM
    private_profile x WHERE x.person = p.id) OR NOT exists(SELECT FROM audit a
    WHERE a.person = p.id)'), 0, 'nobody is there by half');
is($frail->sql('SELECT count(*) FROM household h WHERE NOT exists(SELECT FROM
    person WHERE household = h.id)'), 0, 'and no household');

done_testing;
