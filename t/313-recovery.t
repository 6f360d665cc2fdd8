#!/usr/bin/perl
# Passwords forgotten, reset and changed; addresses verified and changed:
# both faces, every refusal, and what an attacker would try.
use strict;
use warnings;
use lib 't/lib';
use Digest::SHA ();
use Meal::Place;
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my $site = Meal::Site->new(worker => 1, processes => { recovery => 4,
    '' => 2 });
$site->expect_log(qr/could not serialize/);
my (@tokens, @secrets);		# none of these may stand in a log

sub mails_to { return $site->mails(to => $_[0]) }

# The newest mail of a subject to somebody.
sub newest {
	my ($address, $subject) = @_;
	return (grep { $_->{subject} eq $subject } mails_to($address))[-1];
}

# The token of the newest mail to somebody that links to a page.
sub token_of {
	my ($address, $page, $subject) = @_;
	my $mail = newest($address, $subject) // return '';
	my ($token) = $mail->{text} =~ m{\Q$page\E[?]token=([\w-]+)};
	push @tokens, $token if defined $token;
	return $token // '';
}

# Until the worker has nothing more to do.
sub worked {
	for (1 .. 1500) {
		return if $site->sql("SELECT (SELECT count(*) FROM job WHERE
		    state IN ('queued', 'running')) + (SELECT count(*) FROM
		    outbox WHERE state IN ('queued', 'sending'))") eq '0';
		Time::HiRes::sleep(0.01);
	}
	die "the worker does not come to an end\n";
}

sub forgotten {
	my ($person) = @_;
	is_status($site->post('auth/password/forgot', json => {
	    email => $person->{email} }), 202, 'a link is asked for');
	worked();
	my $token = token_of($person->{email}, '/reset', 'Set a new password');
	like($token, qr/^[\w-]{43}$/, 'and comes by mail');
	return $token;
}

sub column {
	my ($person, $column) = @_;
	return $site->sql("SELECT $column FROM person
	    WHERE email = '$person->{email}'");
}

# A 400 that names the place.
sub is_fault {
	my ($r, $pointer, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is_status($r, 400, $name) or return;
	return is_deeply([sort keys %{ $r->faults }], [$pointer],
	    "$name: $pointer") || diag($r->summary);
}

sub can_log_in {
	my ($login, $password) = @_;
	push @secrets, $password;
	return $site->post('auth/login', json => { login => $login,
	    password => $password })->status == 200;
}

sub reset_with {
	my ($token, $password) = @_;
	push @secrets, $password;
	return $site->post('auth/password/reset', json => {
	    token => $token, password => $password });
}

# A person with a session in a browser as well.
sub in_browser {
	my ($person) = @_;
	my $browser = $site->browser;
	$browser->post('/login', form => [ login => $person->{email},
	    password => $person->{password} ]);
	$browser->{person} = $person;
	return $browser;
}

# ---- an address is verified

my $anna = $site->register;
worked();
is(column($anna, 'email_verified_at IS NULL'), 't', 'not verified at first');
my $mailed = () = mails_to($anna->{email});
my $r = $site->post('auth/email/resend', json => {
    email => uc $anna->{email} });
is_status($r, 202, 'a link is asked for once more');
is($r->body, '{}', 'and nothing is said');
worked();
is(scalar(() = mails_to($anna->{email})), $mailed + 1, 'it comes by mail');
my $token = token_of($anna->{email}, '/verify', 'Confirm your address');
like($token, qr/^[\w-]{43}$/, 'with a secret');
my $page = $site->get("/verify?token=$token&utm_source=mail");
is_status($page, 200, 'its page opens, with what a mailbox adds to it');
like($page->text, qr/\Q$anna->{email}\E/, 'says which address it is about');
like($page->text, qr{<form [^>]*action="/verify"}, 'and has a button');
is(column($anna, 'email_verified_at IS NULL'), 't',
    'fetching it does nothing: mailboxes look at links');
is_status($site->post('auth/email/verify', json => { token => $token }), 204,
    'the token verifies');
ok($anna->get('auth/profile')->json->{user}{emailVerified},
    'and it shows at once');
is_fault($site->post('auth/email/verify', json => { token => $token }),
    '/token', 'it works once');
my $browser = in_browser($anna);
like($browser->get("/verify?token=$token")->text,
    qr/Your address is confirmed/, 'a page says that all is well');
like($site->get("/verify?token=$token")->text, qr/not good any more/,
    'but to strangers that it is over');
worked();		# tells of the browser
$mailed = () = mails_to($anna->{email});
is_status($site->post('auth/email/resend', json => {
    email => $anna->{email} }), 202, 'asked for again');
worked();
is(scalar(() = mails_to($anna->{email})), $mailed,
    'nothing is sent to a verified address');

my $bert = $site->register;
my $berts = in_browser($bert);
$page = $berts->get('/settings/email');
like($page->text, qr/Not confirmed yet/, 'the page of one not verified');
$r = $berts->post('/settings/email/resend', form => []);
is($r->location, '/settings/email', 'a link by the page');
worked();
$token = token_of($bert->{email}, '/verify', 'Confirm your address');
$r = $berts->post('/verify', form => [ token => $token ]);
is($r->location, '/settings/email', 'the form of the link leads back');
like($berts->get('/settings/email')->text, qr/Your address is confirmed/,
    'and says what happened');
is(column($bert, 'email_verified_at IS NOT NULL'), 't', 'it did');
$r = $site->browser->post('/verify', form => [ token => $token ]);
is_status($r, 400, 'the form with a used token');
like($r->text, qr/not good any more/, 'tells what to do');

# ---- a forgotten password

my $old = $site->login($anna->{email}, $anna->{password});
my $second = in_browser($anna);
my $key = 'meal_' . 'k' x 43;
$site->sql("INSERT INTO api_token (id, person, name, hash, scopes)
    SELECT gen_random_uuid(), id, 'test', '" . Digest::SHA::sha256_hex($key) .
    "', '{recipes:read}' FROM person WHERE email = '$anna->{email}'");
$site->sql("UPDATE person SET email_verified_at = NULL, mfa_enabled = true,
    totp_secret = 'sealed' WHERE email = '$anna->{email}'");
my $unknown = $site->post('auth/password/forgot', json => {
    email => 'nobody@example.com' });
my $known = $site->post('auth/password/forgot', json => {
    email => $anna->{email} });
is_status($_, 202, 'a link is asked for') for $unknown, $known;
is($known->body, $unknown->body, 'the same for who has no account');
is_deeply([sort keys %{ $known->{headers} }],
    [sort keys %{ $unknown->{headers} }], 'to the header');
worked();
is(scalar(() = mails_to('nobody@example.com')), 0,
    'and whoever has none gets no mail');
my $first = token_of($anna->{email}, '/reset', 'Set a new password');
$token = forgotten($anna);
isnt($token, $first, 'another link');
is_fault(reset_with($first, 'a brand new password'), '/token',
    'makes the first one useless');
like($site->get("/reset?token=$first")->text, qr{href="/forgot"},
    'its page leads to a new one');
is_fault(reset_with($token, 'short'), '/password', 'too short a password');
is_fault(reset_with($token, $anna->{email}), '/password',
    "one's own address");
is_fault($site->post('auth/email/verify', json => { token => $token }),
    '/token', 'it verifies no address');
$page = $site->get("/reset?token=$token");
is_status($page, 200, 'its page');
is($page->header('referrer-policy'), 'same-origin',
    'tells no other site of it');
my @links = $page->body =~ /(?:href|src|action)="([^"]*)"/g;
is_deeply([grep { $_ !~ m{^(?:/(?!/)|#)} } @links], [],
    'and links to none');
is_status(reset_with($token, 'a brand new password'), 204,
    'the password is set');
$anna->{password} = 'a brand new password';
is_fault(reset_with($token, 'yet another password'), '/token', 'once');
is_problem($_->get('recipes'), 401, 'all sessions are over') for $anna, $old;
is_status($second->get('/recipes'), 303, 'those of browsers, too');
is_problem($site->post('auth/refresh', json => {
    refreshToken => $old->tokens->{refreshToken} }), 401,
    'refresh tokens as well');
is_problem($site->client(token => $key)->get('recipes'), 401,
    'and API tokens, as nobody had shown yet whose address it is');
is(column($anna, "mfa_enabled AND totp_secret = 'sealed'"), 't',
    'the second factor stays');
is(column($anna, 'email_verified_at IS NOT NULL'), 't',
    'whoever has the mailbox has the address');
$site->sql("UPDATE person SET mfa_enabled = false, totp_secret = NULL
    WHERE email = '$anna->{email}'");
ok(can_log_in($anna->{email}, 'a brand new password'), 'the new one is good');
ok(!can_log_in($anna->{email}, 'a long enough password'),
    'the old one is not');
worked();
like(newest($anna->{email}, 'Your password was changed')->{text},
    qr{/undo\?token=}, 'a mail tells, and what to do if it was somebody else');
is($site->sql("SELECT count(*) FROM audit a JOIN person p ON p.id = a.person
    WHERE p.email = '$anna->{email}' AND action = 'password-reset'"), 1,
    'as does the audit row');
$site->sql("UPDATE api_token SET ended_at = NULL WHERE name = 'test'");
is_status(reset_with(forgotten($anna), 'a brand new password'), 204,
    'another one');
is_problem($site->client(token => $key)->get('recipes'), 401,
    'ends the API tokens too');
$site->sql("UPDATE api_token SET ended_at = NULL WHERE name = 'test'");
is_status($site->post('auth/password/reset', json => {
    token => forgotten($anna), password => 'a brand new password',
    keepTokens => JSON::PP::true() }), 204, 'unless they are to be kept');
is_status($site->client(token => $key)->get('recipes'), 200,
    'by whoever had verified the address');

# what was typed wrong before is forgotten with the password
my $locked = $site->register;
$site->post('auth/login', json => { login => $locked->{email},
    password => 'wrong' }) for 1 .. 6;
is_problem($site->post('auth/login', json => { login => $locked->{email},
    password => $locked->{password} }), 429, 'somebody is locked out');
my $known_browser = in_browser($site->register);
my $forgetful = $known_browser->{person};
my $door = sub {
	my ($password) = @_;
	return $known_browser->post('/login', form => [
	    login => $forgetful->{email}, password => $password ])->status;
};
$door->('wrong') for 1 .. 6;
is($door->($forgetful->{password}), 429, 'and in the browser one is known in');
for my $person ($locked, $forgetful) {
	is_status(reset_with(forgotten($person), 'opens the door again'), 204,
	    'sets a new password');
}
ok(can_log_in($locked->{email}, 'opens the door again'), 'and is in');
is($door->('opens the door again'), 303, 'there as well');

# by page
my $carl = $site->register;
my $stranger = $site->browser;
like($stranger->get('/login')->text, qr{href="/forgot"}, 'the login page');
is_status($stranger->get('/forgot'), 200, 'leads to a form');
$r = $stranger->post('/forgot', form => [ email => 'nonsense' ]);
is_status($r, 400, 'which wants an address');
like($r->text, qr/value="nonsense"/, 'and keeps what was typed');
$r = $stranger->post('/forgot', form => [ email => $carl->{email} ]);
is($r->location, '/forgot/sent', 'an address leads on');
like($stranger->get('/forgot/sent')->text, qr/If there is an account/,
    'to what one should do now');
worked();
$token = token_of($carl->{email}, '/reset', 'Set a new password');
like($stranger->get("/reset?token=$token")->text,
    qr/name="token" value="\Q$token\E"/, 'the page of the link');
$r = $stranger->post('/reset', form => [ token => $token,
    password => 'short' ]);
is_status($r, 400, 'a short password');
like($r->text, qr/name="token" value="\Q$token\E"/, 'shows the form again');
unlike($r->text, qr/value="short"/, 'without it');
$r = $stranger->post('/reset', form => [ token => $token,
    password => 'four words by page' ]);
is($r->location, '/login', 'a good one leads to the login');
like($stranger->get('/login')->text, qr/new password is set/, 'with a word');
ok(can_log_in($carl->{email}, 'four words by page'), 'it is set');
$r = $stranger->post('/reset', form => [ token => $token,
    password => 'four more words' ]);
is_status($r, 400, 'the form once more');
like($r->text, qr/not good any more/, 'is told that it is over');

# ---- links that are not good

my $dora = $site->register;
$token = forgotten($dora);
$site->sql("UPDATE ticket SET expires = now() - interval '1 second'
    WHERE kind = 'reset' AND used_at IS NULL");
is_fault(reset_with($token, 'much too late now'), '/token', 'an old one');
for my $case ([ 'an unknown one', 'x' x 43 ], [ 'an empty one', '' ],
    [ 'one of 60 kB', 'x' x 60_000 ], [ 'one with a NUL', "x\0" ],
    [ 'a hash out of the database', $site->sql('SELECT min(hash) FROM
    ticket') ]) {
	my ($name, $bad) = @{$case};
	is_fault(reset_with($bad, 'a good new password'), '/token',
	    "reset: $name");
	is_fault($site->post('auth/email/verify', json => {
	    token => $bad }), '/token', "verify: $name");
}
is_fault($site->post('auth/password/reset', json => { token => { a => 1 },
    password => 'a good new password' }), '/token', 'one that is no text');
is_status($site->get('/reset'), 200, 'the page without any');
is_status($site->get("/$_?token=" . 'x' x 3000), 200, "/$_: a long one")
    for 'reset', 'verify';
like($site->get("/$_?token=" . 'x' x 100_000)->status, qr/^4/,
    "/$_: of 100 kB") for 'reset', 'verify';
$site->post('auth/email/resend', json => { email => $dora->{email} });
worked();
my $verify = token_of($dora->{email}, '/verify', 'Confirm your address');
is_fault(reset_with($verify, 'a good new password'), '/token',
    'one to verify an address sets no password');
is_status($site->post('auth/email/verify', json => { token => $verify }),
    204, 'and is as good as before');

$token = forgotten($dora);
$site->sql("UPDATE person SET disabled_at = now()
    WHERE email = '$dora->{email}'");
is_fault(reset_with($token, 'a good new password'), '/token',
    'one of somebody who is disabled');
$mailed = () = mails_to($dora->{email});
is_status($site->post("auth/$_", json => { email => $dora->{email} }), 202,
    "$_ of one disabled") for 'password/forgot', 'email/resend';
worked();
is(scalar(() = mails_to($dora->{email})), $mailed, 'they get no mail');

# ---- how many mails

my $emil = $site->register;
worked();
my $asked = 8;
is_status($site->post('auth/password/forgot', json => {
    email => $emil->{email} }), 202, 'asked') for 1 .. $asked;
worked();
is(scalar(grep { $_->{subject} eq 'Set a new password' }
    mails_to($emil->{email})), 5, "asked $asked times, 5 mails");
$token = token_of($emil->{email}, '/reset', 'Set a new password');
is_status(reset_with($token, 'the newest is good'), 204,
    'the newest of them is good');

# ---- one link, many hands

for my $round (1 .. 3) {
	my $fritz = $site->register;
	$token = forgotten($fritz);
	my @status = together(map { my $n = $_; sub {
		$site->client->post('auth/password/reset', unnoted => 1,
		    json => { token => $token,
		    password => "the password of $n" })->status } } 1 .. 4);
	is_deeply([sort @status], [204, 400, 400, 400],
	    "round $round: one of four wins");
	my ($won) = grep { $status[$_ - 1] == 204 } 1 .. 4;
	ok(can_log_in($fritz->{email}, "the password of $_") == ($_ == $won),
	    "password $_") for 1 .. 4;
	is($site->sql("SELECT count(*) FROM audit a JOIN person p
	    ON p.id = a.person WHERE p.email = '$fritz->{email}'
	    AND action = 'password-reset'"), 1, 'it was set once');
}

# ---- a password is changed

my $gina = $site->register;
my $other = $site->login($gina->{email}, $gina->{password});
my $change = sub {
	my ($current, $password, %p) = @_;
	push @secrets, $password;
	return $gina->post('auth/password/change', json => {
	    currentPassword => $current, password => $password }, %p);
};
is_problem($site->post('auth/password/change', json => {
    currentPassword => 'x', password => 'y' }), 401, 'not by nobody');
is_fault($change->('not my password', 'a good new password'),
    '/currentPassword', 'a wrong one');
is_fault($change->($gina->{password}, 'short'), '/password', 'a bad one');
is_deeply([sort keys %{ $change->('not my password', 'short')->faults }],
    ['/currentPassword', '/password'], 'both, told at once');
is_status($other->get('recipes'), 200, 'nothing happened yet');
my $pending = forgotten($gina);
is_status($change->($gina->{password}, 'a good new password'), 204,
    'the right one changes it');
is_status($gina->get('recipes'), 200, 'one stays logged in');
is_problem($other->get('recipes'), 401, 'everybody else is out');
is_fault(reset_with($pending, 'from the old days'), '/token',
    'a link that was asked for before is useless');
ok(can_log_in($gina->{email}, 'a good new password'), 'it is changed');
worked();
ok(newest($gina->{email}, 'Your password was changed'),
    'a mail tells');
is($site->sql("SELECT count(*) FROM audit a JOIN person p ON p.id = a.person
    WHERE p.email = '$gina->{email}' AND action = 'password-change'"), 1,
    'and an audit row');

# by page
my $hugo = $site->register;
my $hugos = in_browser($hugo);
is_status($hugos->get('/settings/password'), 200, 'the page');
$r = $hugos->post('/settings/password', form => [
    currentPassword => 'wrong one here', password => 'new one here' ]);
is_status($r, 400, 'a wrong one');
like($r->text, qr/currentPassword-error/, 'is told at its field');
unlike($r->text, qr/(?:wrong|new) one here/, 'nothing typed is shown');
$r = $hugos->post('/settings/password', form => [
    currentPassword => $hugo->{password}, password => 'new one here' ]);
is_status($r, 303, 'the right one');
like($hugos->get($r->location)->text, qr/Password changed/, 'leads on');
is_problem($hugo->get('recipes'), 401, 'his other session is over');

# whoever found the screen unlocked cannot guess, whatever they send along
my $ida = $site->register;
for my $n (1 .. 6) {
	$r = $ida->post('auth/password/change', json => {
	    currentPassword => "guess $n", password => 'a good new password' },
	    headers => { 'Idempotency-Key' => "guess-$n" });
}
is_problem($r, 429, 'the sixth guess is refused, keys or not');
is_problem($ida->post('auth/password/change', json => {
    currentPassword => $ida->{password}, password => 'a good new password' }),
    429, 'as would the right one');
is($site->sql("SELECT count(*) FROM kept_answer
    WHERE route LIKE '%password%'"), 0, 'no answer of these is kept');
is_problem($site->client(token => $key)->post('auth/password/change',
    json => { currentPassword => $anna->{password},
    password => 'by a token now' }), 403, 'nor does an API token change it');

# a session that is ended while it changes the password
my $jana = $site->register;
my $session = $site->sql("SELECT s.id FROM session s JOIN person p
    ON p.id = s.person WHERE p.email = '$jana->{email}'");
my $lock = $site->hold("UPDATE session SET ended_at = now()
    WHERE id = '$session'");
my $work = in_background(sub { $jana->post('auth/password/change',
    unnoted => 1, json => { currentPassword => $jana->{password},
    password => 'too late for this' })->status });
$site->waiting;
$lock->release('COMMIT');
is($work->result, 401, 'a session that is ended meanwhile');
ok(can_log_in($jana->{email}, $jana->{password}), 'changes nothing');

# ---- an address is changed

my $kim = $site->register;
my $move = sub {
	my ($email, $password) = @_;
	return $kim->post('auth/email/change', json => { email => $email,
	    password => $password // $kim->{password} });
};
my $new = 'kim.new@example.com';
is_problem($site->post('auth/email/change', json => { email => $new,
    password => 'x' }), 401, 'not by nobody');
is_fault($move->($new, 'not my password'), '/password',
    'not without the password');
is_fault($move->(uc $kim->{email}), '/email', 'not to the same one');
is_fault($move->($_), '/email', 'no address') for
    "kim\@example.com\r\nBcc: eve\@example.com", 'kim', "kim\@x\0.com",
    "kim\@example.com\nSubject: x", 'kim@example.com, eve@example.com',
    '"kim"@example.com', 'k' x 300 . '@example.com';
$pending = forgotten($kim);
$r = $move->($new);
is_status($r, 202, 'a link is asked for');
worked();
is(column($kim, 'email'), $kim->{email}, 'the old address counts still');
ok(newest($kim->{email}, 'Your address is to be changed'),
    'and gets a word');
unlike(newest($kim->{email},
    'Your address is to be changed')->{text}, qr/verify\?token=/,
    'but not the link');
my $moving = token_of($new, '/verify', 'Confirm your new address');
like($site->get("/verify?token=$moving")->text, qr/\Q$new\E/,
    'the page of the link names the new one');
is_status($site->post('auth/email/verify', json => { token => $moving }),
    204, 'the link changes it');
is($kim->get('auth/profile')->json->{user}{email}, $new, 'it is changed');
ok($kim->get('auth/profile')->json->{user}{emailVerified}, 'and verified');
worked();
ok(newest($kim->{email}, 'Your address was changed'),
    'the old one is told');
is_fault(reset_with($pending, 'by the old mailbox'), '/token',
    'a link that went to the old one is useless');
ok(!can_log_in($kim->{email}, $kim->{password}), 'the old one is nobody');
ok(can_log_in($new, $kim->{password}), 'the new one logs in');
$kim->{email} = $new;

# whether an address has an account is told to its mailbox alone
my $there = $move->($bert->{email});
is_status($there, 202, 'an address that has an account');
is($there->body, $r->body, 'is answered as any other');
worked();
ok(newest($bert->{email}, 'You have an account already'),
    'its owner is told');
ok(!newest($bert->{email}, 'Confirm your new address'),
    'and gets no link');

# taken meanwhile
my $late = 'late@example.com';
is_status($move->($late), 202, 'a free address');
worked();
$moving = token_of($late, '/verify', 'Confirm your new address');
$site->register(email => $late);
$r = $site->post('auth/email/verify', json => { token => $moving });
is_problem($r, 409, 'that is taken when the link is followed');
is(column($kim, 'email'), $new, 'the old one stays');
unlike(Meal::Place::read_file($site->cluster->log_file), qr/\Q$late\E/,
    "no address stands in the database's log");

# two who want the same
my @both = map { $site->register } 1, 2;
my @moving = map {
	is_status($_->post('auth/email/change', json => {
	    email => 'both@example.com', password => $_->{password} }), 202,
	    'both want one address');
	worked();
	token_of('both@example.com', '/verify', 'Confirm your new address');
} @both;
isnt($moving[0], $moving[1], 'each has a link');
my @status = together(map { my $t = $_; sub { $site->client->post(
    'auth/email/verify', unnoted => 1, json => { token => $t })->status } }
    @moving);
is_deeply([sort @status], [204, 409], 'one of them gets it');

# a new password takes back what was asked for under the old one
my $lea = $site->register;
is_status($lea->post('auth/email/change', json => {
    email => 'eve@example.com', password => $lea->{password} }), 202,
    'somebody who knows the password asks for another address');
worked();
$moving = token_of('eve@example.com', '/verify', 'Confirm your new address');
is_status(reset_with(forgotten($lea), 'hers alone again'), 204,
    'its owner sets a new password');
is_fault($site->post('auth/email/verify', json => { token => $moving }),
    '/token', 'that link is dead');
is(column($lea, "email"), $lea->{email}, 'the address stays hers');

# how many
my $mona = $site->register;
$r = $mona->post('auth/email/change', json => { password => $mona->{password},
    email => "mona$_\@example.com" }) for 1 .. 5;
is_status($r, 202, 'five addresses');
is_problem($mona->post('auth/email/change', json => {
    password => $mona->{password}, email => 'mona6@example.com' }), 429,
    'a sixth within the hour');

# by page
my $nils = $site->register;
my $nilses = in_browser($nils);
$r = $nilses->post('/settings/email', form => [ email => 'nils@example.com',
    password => 'wrong one' ]);
is_status($r, 400, 'a wrong password');
like($r->text, qr/value="nils\@example[.]com"/, 'keeps the address');
unlike($r->text, qr/wrong one/, 'and not the password');
$r = $nilses->post('/settings/email', form => [ password => $nils->{password},
    email => "nils\@example.com\r\nBcc: eve\@example.com" ]);
is_status($r, 400, 'an address with a line more');
$r = $nilses->post('/settings/email', form => [ email => 'nils@example.com',
    password => $nils->{password} ]);
is($r->location, '/settings/email', 'the right one');
like($nilses->get($r->location)->text, qr/the mail to your new address/,
    'says what comes now');
worked();
$token = token_of('nils@example.com', '/verify', 'Confirm your new address');
$r = $site->browser->post('/verify', form => [ token => $token ]);
is($r->location, '/login', 'followed by somebody not logged in');
like($nilses->get('/settings/email')->text, qr/nils\@example[.]com/,
    'it is changed');

# ---- forms of other pages

for my $case ([ '/forgot', email => $carl->{email} ],
    [ '/reset', token => 'x', password => 'a good new password' ],
    [ '/verify', token => 'x' ],
    [ '/settings/email', email => 'x@example.com', password => 'x' ],
    [ '/settings/email/resend' ],
    [ '/settings/password', currentPassword => 'x', password => 'y' ]) {
	my ($path, @form) = @{$case};
	is_status($nilses->post($path, form => \@form, headers => {
	    'Sec-Fetch-Site' => 'cross-site' }), 403,
	    "$path: not from another site's page");
}

# ---- who has an account does not show by the time it takes

# Medians of 15 each, known and unknown in turn, in ms.
sub medians {
	my %took = (known => [], unknown => []);
	for my $n (1 .. 30) {
		my $what = ($n + ($n >> 1)) % 2 ? 'known' : 'unknown';
		my $start = Time::HiRes::time();
		$site->post('auth/password/forgot', unnoted => 1, json => {
		    email => $what eq 'known' ? $carl->{email} :
		    "nobody$n\@example.com" });
		push @{ $took{$what} }, 1e3 * (Time::HiRes::time() - $start);
	}
	return map { (sort { $a <=> $b } @{ $took{$_} })[7] }
	    qw(known unknown);
}

worked();
$site->stop_worker;	# what it does for some is not the request's time
my ($alike, @found);
for my $try (1 .. 3) {	# other tests may disturb one, a leak shows in all
	my ($known_ms, $unknown_ms) = medians();
	my $more = abs $known_ms - $unknown_ms;
	push @found, sprintf '%.1f and %.1f ms', $known_ms, $unknown_ms;
	$alike = $more < 3 || $more < 0.2 * $unknown_ms;
	last if $alike;
}
ok($alike, 'known and unknown addresses take as long') or diag("@found");

# ---- too many from one place

my $strict = Meal::Site->new(worker => 1, options => {
    recovery_address => 3 });
my $olga = $strict->register;
for my $n (1 .. 3) {
	is_status($strict->post('auth/password/forgot', json => {
	    email => "nobody$n\@example.com" }), 202, "request $n");
}
$r = $strict->post('auth/email/resend', json => {
    email => $olga->{email} });
is_problem($r, 429, 'the fourth, whatever it asks for');
cmp_ok($r->header('retry-after'), '>', 0, 'with when to try again');
$r = $strict->browser->post('/forgot', form => [
    email => $olga->{email} ]);
is_status($r, 429, 'the page as well');
like($r->text, qr/value="\Q$olga->{email}\E"/, 'which keeps the address');
is_status($strict->client(address => '127.0.0.2')->post(
    'auth/password/forgot', json => { email => $olga->{email} }), 202,
    'somebody elsewhere is let in');

# ---- the database goes away in the middle

my $own = Meal::Site->new(own_cluster => 1, options => {
    mail_transport => 'none' });
$own->expect_log(qr/terminating connection|shutting down|starting up|
    not yet accepting|recovery mode/x);
my $paul = $own->register;
my $secret = 'p' x 43;
$own->sql("INSERT INTO ticket (id, hash, kind, person, detail, expires)
    SELECT gen_random_uuid(), '" . Digest::SHA::sha256_hex($secret) . "',
    'reset', id, '{}', now() + interval '1 hour' FROM person");
my $before = $own->sql('SELECT password_hash FROM person');
$lock = $own->hold('LOCK TABLE person IN SHARE MODE');
$work = in_background(sub {
	my $answer = $own->client->post('auth/password/reset', unnoted => 1,
	    json => { token => $secret, password => 'through the storm' });
	return [$answer->status, $answer->header('retry-after')];
});
$own->waiting;
$own->cluster->stop;
my ($storm, $after) = @{ $work->result };
is($storm, 503, 'a restart in the middle of a reset');
cmp_ok($after // 0, '>', 0, 'is told as such');
undef $lock;
$own->cluster->start;
is($own->sql('SELECT password_hash FROM person'), $before,
    'the old password is there');
my $calm = $own->post('auth/password/reset', json => { token => $secret,
    password => 'through the storm' });
is_status($calm, 204, 'and so is the link');
is_status($own->post('auth/login', json => { login => $paul->{email},
    password => 'through the storm' }), 200, 'which sets the new one');

# ---- without mail

is_status($own->post("auth/$_", json => { email => $paul->{email} }), 202,
    "$_ where no mail leaves") for 'password/forgot', 'email/resend';
is($own->sql('SELECT count(*) FROM job'), 0, 'leaves no work behind');
like($own->get('/forgot')->text, qr/No mail leaves this installation/,
    'and the page says so');

# ---- nothing of it stands in a log, or in the database as it is

cmp_ok(scalar @tokens, '>', 20, 'there were tokens');
my $logs = join '', map { Meal::Place::read_file($_) // '' }
    glob("'" . $site->log_dir . "'/*"), $site->cluster->log_file;
cmp_ok(length $logs, '>', 10_000, 'and logs');
for my $what ([ tokens => @tokens ], [ passwords => @secrets ],
    [ addresses => qw(kim.new nobody@example.com), $anna->{email} ]) {
	my ($name, @words) = @{$what};
	is_deeply([grep { index($logs, $_) >= 0 } @words], [],
	    "no $name in the logs");
}
for my $table (qw(ticket outbox job audit kept_answer tries)) {
	my $rows = $site->sql("SELECT string_agg(t::text, ' ') FROM $table t");
	is_deeply([grep { index($rows, $_) >= 0 } @tokens, $anna->{email}],
	    $table eq 'ticket' ? [$anna->{email}] : [],
	    "$table: no tokens, no addresses in clear");
}

done_testing;
