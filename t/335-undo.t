#!/usr/bin/perl
# "This was not me": whoever had the mailbox when it happened gets the account
# back, whatever a thief who knows the password did since; and the mail about
# a login by something never seen.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;
use Meal::Together;

my $site = Meal::Site->new(processes => 4);
$site->expect_log(qr/could not serialize|deadlock/);
my $password = 'a kettle of fish';

sub code_of {
	my ($secret) = @_;
	my $left = 30 - time % 30;
	sleep $left if $left < 5;
	open my $in, '-|', 'oathtool', '--totp', '--base32', $secret
	    or die "oathtool: $!\n";
	chomp(my $code = readline $in);
	close $in or die "oathtool failed\n";
	return $code;
}
sub somebody {
	my $c = $site->register(password => $password);
	$site->sql("UPDATE person SET email_verified_at = now()
	    WHERE email = '$c->{email}'");
	return $c;
}
sub token_in {
	my ($mail, $page) = @_;
	my ($token) = $mail->{text} =~ m{/$page\?token=([\w-]{43})$}m
	    or die "no link: $mail->{text}\n";
	return $token;
}
# The newest undo link that was mailed to an address.
sub link_to {
	my ($to, $subject) = @_;
	return token_in(($site->mails(to => $to, subject => $subject, n => 1))
	    [-1], 'undo');
}
sub factor {
	my ($c) = @_;
	my $secret = $c->post('auth/mfa/setup', json => {
	    password => $password })->json->{secret};
	my $r = $c->post('auth/mfa/setup/verify', json => {
	    code => code_of($secret), password => $password });
	die $r->summary if $r->status != 200;
	return $secret;
}
sub row {
	my ($c, $what) = @_;
	return $site->sql("SELECT $what FROM person
	    WHERE id = '" . $c->user->{id} . "'");
}
# A new password by the mail that undoing sent; a login with it.
sub come_back {
	my ($c, $to) = @_;
	my $token = token_in(($site->mails(to => $to,
	    subject => qr/new password/i, n => 1))[-1], 'reset');
	is_status($site->post('auth/password/reset', json => {
	    token => $token, password => 'another kettle of fish' }), 204,
	    'the mail sets a new password');
	return $site->post('auth/login', json => { login => $to,
	    password => 'another kettle of fish' });
}

# ---- a thief turns a second factor on

my $anna = somebody();
my $thief = $site->login($anna->{email}, $password);
factor($thief);
my $api = $thief->post('auth/tokens', json => { name => 'x',
    scopes => ['recipes:read'], password => $password })->json->{token};
my $link = link_to($anna->{email}, qr/second factor is on/);
my $page = $site->browser->get("/undo?token=$link");
is_status($page, 200, 'the link has a page');
like($page->text, qr/A second factor was turned on for your account/,
    'that says what happened');
like($page->text, qr/The second factor that was turned on since/,
    'and what it will do');
unlike($page->text, qr/is its address again/, 'and nothing else');
is(row($anna, 'mfa_enabled'), 't', 'opening it does nothing');
my $r = $site->post('auth/undo', json => { token => $link });
is_status($r, 200, 'followed');
is_deeply($r->json, { what => 'mfa-on', sentTo => $anna->{email},
    address => JSON::PP::false, factorOff => JSON::PP::true,
    factorOn => JSON::PP::false }, 'it tells what it did');
is(row($anna, 'mfa_enabled'), 'f', 'the factor is off');
is_status($thief->get('auth/profile'), 401, 'the thief is out');
is_status($site->client(token => $api)->get('recipes'), 401, 'and the token');
is_status($thief->post('auth/refresh', json => {
    refreshToken => $thief->tokens->{refreshToken} }), 401, 'for good');
is_status($site->post('auth/login', json => { login => $anna->{email},
    password => $password }), 401, 'the password they know is none');
is_status(come_back($anna, $anna->{email}), 200, 'the owner is back');
is_problem($site->post('auth/undo', json => { token => $link }), 400,
    'the link works once');
is($site->sql("SELECT count(*) FROM audit WHERE action = 'undone'
    AND person = '" . $anna->user->{id} . "'"), 1, 'it is noted');

# ---- a thief takes the address, and sees to it that it is hard to take back

my $bo = somebody();
my $old = $bo->{email};
my $own = factor($bo);
$thief = $site->client;
$r = $thief->post('auth/login', json => { login => $old,
    password => $password })->json;
$site->sql("UPDATE person SET totp_step = 0 WHERE email = '$old'");
$r = $thief->post('auth/mfa/verify', json => {
    sessionToken => $r->{sessionToken}, code => code_of($own) });
is_status($r, 200, 'a thief with phone and password');
$thief = $site->client(token => $r->json->{accessToken});
is_status($thief->post('auth/mfa/disable', json => {
    password => $password }), 204, 'turns the factor off');
my $off = link_to($old, qr/second factor is off/);
factor($thief);
my $theirs = 'thief@example.com';
$thief->post('auth/email/change', json => { email => $theirs,
    password => $password });
$site->post('auth/email/verify', json => { token => token_in(
    ($site->mails(to => $theirs, n => 1))[-1], 'verify') });
is(row($bo, 'email'), $theirs, 'takes the address');
my $moved = link_to($old, qr/address was changed/);
is_status($thief->post('auth/password/change', json => {
    currentPassword => $password, password => 'mine all mine now' }), 204,
    'sets a password');
my $of_thief = link_to($theirs, qr/password was changed/);
is_problem($site->post('auth/register', json => { email => uc $old,
    username => 'squatter', password => 'a squatter is me',
    fullName => 'S' }), 409, 'the old address is nobody else\'s meanwhile');
my $other = somebody();
$other->post('auth/email/change', json => { email => $old,
    password => $password });
$r = $site->post('auth/email/verify', json => { token => token_in(
    ($site->mails(to => $old, subject => qr/confirm|address/i))[-1],
    'verify') });
is_problem($r, 409, 'nor by a change of address');
like($site->browser->get("/undo?token=$off")->text,
    qr/is its address again.*turned off.*turned on again/s,
    'an older link knows what came after it');
$r = $site->post('auth/undo', json => { token => $off });
is_status($r, 200, 'and takes all of it back');
is_deeply([map { $_ ? 1 : 0 } @{ $r->json }{qw(address factorOff factorOn)}],
    [1, 1, 1], 'as it says');
is(row($bo, 'email'), $old, 'the address');
is(row($bo, 'mfa_enabled'), 't', 'the factor is on');
is_problem($site->post('auth/undo', json => { token => $of_thief }), 400,
    'the links in the thief\'s mailbox are dead');
$r = come_back($bo, $old);
ok($r->json->{mfaRequired}, 'the owner is back, and asked for the code');
is_problem($site->post('auth/mfa/verify', json => {
    sessionToken => $r->json->{sessionToken}, code => '000000' }), 401,
    'not any code');
is($site->sql("SELECT count(*) FROM backup_code WHERE person = '" .
    $bo->user->{id} . "'"), 0, 'the thief\'s backup codes are gone');
my @both = together(map { sub {
	return $site->client->post('auth/undo', json => { token => $moved })
	    ->status } } 1 .. 4);
is(join(' ', sort @both), '200 400 400 400', 'of four at once one does it');

# ---- by page; and what is over

my $cora = somebody();
$cora->post('auth/tokens', json => { name => 'x', scopes => ['plan:read'],
    password => $password });
$link = link_to($cora->{email}, qr/API token/);
my $browser = $site->browser;
$r = $browser->post('/undo', form => [ token => $link ]);
is_status($r, 303, 'the form does it');
like($browser->get('/login')->text, qr/Your account is yours again/,
    'and says so');
is($site->sql("SELECT count(*) FROM live_token WHERE person = '" .
    $cora->user->{id} . "'"), 0, 'no token is left');
my $dora = somebody();
$dora->post('auth/tokens', json => { name => 'x', scopes => ['plan:read'],
    password => $password });
$link = link_to($dora->{email}, qr/API token/);
$site->sql("UPDATE ticket SET expires = now() WHERE kind = 'undo'");
is_problem($site->post('auth/undo', json => { token => $link }), 400,
    'after its week the link is dead');
like($site->browser->get("/undo?token=$link")->text, qr/not good any more/,
    'its page says so');
is(row($dora, 'password_hash IS NOT NULL'), 't', 'nothing happened');

# ---- a login by something never seen

sub told { my ($c) = @_; return scalar $site->mails(to => $c->{email},
    subject => qr/new login/i) }
sub noted { my ($c) = @_; return $site->sql("SELECT count(*) FROM audit
    WHERE action = 'new-browser' AND person = '" . $c->user->{id} . "'") }
sub enter {
	my ($c, $b, $agent) = @_;
	return $b->post('/login', form => [ login => $c->{email},
	    password => $password ], headers => { 'User-Agent' => $agent });
}
my $fox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 ' .
    'Firefox/128.0';
my $emil = somebody();
is(told($emil), 0, 'the first login is told to nobody');
$site->login($emil->{email}, $password);
is(told($emil), 0, 'nor the next of the same app');
my $home = $site->browser;
enter($emil, $home, $fox);
is(told($emil), 1, 'a browser is');
my ($mail) = $site->mails(to => $emil->{email}, subject => qr/new login/i);
like($mail->{text}, qr/with Firefox on Linux, which was not used/,
    'with what it is');
enter($emil, $home, $fox);
is(told($emil), 1, 'once');
is(noted($emil), 1, 'and stands in the record');
$site->post('auth/login', json => { login => $emil->{email},
    password => $password, deviceName => 'elsewhere' });
is(told($emil), 2, 'another app as well');
enter($emil, $site->browser, $fox) for 1 .. 6;
is(told($emil), 5, 'five in a day are enough');
is(noted($emil), 8, 'the record has all');
my $fresh = $site->browser;
$fresh->post('/register', form => [ email => 'fritz@example.com',
    username => 'fritz', fullName => 'Fritz', password => $password ]);
enter({ email => 'fritz@example.com' }, $fresh, $fox);
is(scalar $site->mails(to => 'fritz@example.com', subject => qr/new login/i),
    0, 'who registers by browser is not told of it');
is_status($site->post('auth/undo', json => { token => token_in($mail,
    'undo') }), 200, 'its link works');

done_testing;
