#!/usr/bin/perl
# Accounts and sessions, from both faces.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new(options => { login_failures => 5 });
my %registration = (
	email => 'test@example.com', username => 'testuser',
	password => 'TestPass123', full_name => 'Test User', sex => 'OTHER',
	address_line_1 => '123 Test St', city => 'Test City',
	state_province_code => 'TC', country_code => 'US',
	postal_code => '12345',
);

# ---- registration
my $r = $site->post('/api/auth/register', json => \%registration);
is_status($r, 201, 'the oldest client registers');
my $user = $r->json->{user};
is($user->{email}, 'test@example.com', 'with its address');
is($user->{household}{role}, 'owner', 'and owns a household');
ok(!$user->{emailVerified}, 'not verified yet');
is($r->header('location'), '/api/v1/auth/profile', 'Location');
is($site->sql("SELECT city FROM private_profile"), 'Test City',
    'the private profile is kept');
is($site->sql("SELECT action FROM audit"), 'register', 'and an audit row');
unlike($site->sql('SELECT password_hash FROM person'), qr/TestPass/,
    'the password is hashed');

my $again = $site->post('auth/register', json => { %registration,
    email => 'TEST@example.com' });
is_problem($again, 409, 'an address is taken, however it is written');
is_deeply([map { $_->{pointer} } @{ $again->json->{errors} }],
    ['/email', '/username'], 'both faults are told');

my $bad = $site->post('auth/register', json => { email => 'x',
    username => 'a', password => 'short', fullName => 'N', nonsense => 1,
    country_code => 'USA' });
is_problem($bad, 400, 'faults of the input');
is_deeply([sort map { $_->{pointer} } @{ $bad->json->{errors} }],
    ['/country_code', '/email', '/nonsense', '/password', '/username'],
    'all of them at once');
is_problem($site->post('auth/register', json => { %registration,
    fullName => 'Twice' }), 400, 'a member in both spellings');

# a race for one address: exactly one wins
my @pids;
for my $n (1 .. 4) {
	my $pid = fork // die;
	if (!$pid) {
		my $answer = $site->client->post('auth/register', json => {
		    %registration, email => 'race@example.com',
		    username => "race$n" });
		require POSIX;
		POSIX::_exit($answer->status == 201 ? 0 :
		    $answer->status == 409 ? 1 : 2);
	}
	push @pids, $pid;
}
my %outcome;
for my $pid (@pids) {
	waitpid $pid, 0;
	$outcome{ $? >> 8 }++;
}
is_deeply(\%outcome, { 0 => 1, 1 => 3 }, 'one 201, the rest 409');
$site->expect_log(qr/duplicate key value/, qr/could not serialize/);

# ---- logging in
my $login = $site->post('/api/auth/login', json => {
    login => 'test@example.com', password => 'TestPass123' });
is_status($login, 200, 'login by address');
my $tokens = $login->json;
is_deeply([sort keys %{$tokens}], [qw(accessToken expiresIn refreshToken
    tokenType user)], 'gives Tokens');
is($tokens->{expiresIn}, 3600, 'for an hour');
is_status($site->post('auth/login', json => { login => 'TestUser',
    password => 'TestPass123' }), 200, 'login by username');
is_status($site->post('auth/login', json => { email => 'test@example.com',
    password => 'TestPass123' }), 200, 'login by email');
is_problem($site->post('auth/login', json => { login => 'testuser',
    password => 'x' }), 401, 'a wrong password');
is_problem($site->post('auth/login', json => { login => 'nobody',
    password => 'TestPass123' }), 401, 'an unknown person');
is_problem($site->post('auth/login', json => { password => 'x' }), 400,
    'no login at all');

# ---- tokens
my $client = $site->client(token => $tokens->{accessToken});
is_status($client->get('recipes'), 200, 'the access token opens');
is_problem($site->client(token => 'rubbish')->get('recipes'), 401,
    'rubbish does not');
is_problem($site->client(token => 'x' x 100_000)->get('recipes'), 400,
    'nor a huge one');
my ($head, $claims, $sign) = split /[.]/, $tokens->{accessToken};
is_problem($site->client(token => "$head.$claims." . reverse $sign)
    ->get('recipes'), 401, 'nor another signature');
is_problem($site->client(token => "eyJhbGciOiJub25lIn0.$claims.")
    ->get('recipes'), 401, 'nor alg none');
is_problem($site->get('recipes'), 401, 'nor nothing');

my $renewed = $site->post('auth/refresh', json => {
    refreshToken => $tokens->{refreshToken} });
is_status($renewed, 200, 'a refresh token gives new ones');
is_status($client->get('recipes'), 200, 'the session lives on');
is_problem($site->post('auth/refresh', json => {
    refreshToken => $tokens->{refreshToken} }), 401, 'but works once');
is_problem($client->get('recipes'), 401, 'its replay ended the session');
is_problem($site->post('auth/refresh', json => {
    refreshToken => $renewed->json->{refreshToken} }), 401,
    'and the whole family');
is_problem($site->post('auth/refresh', json => { refreshToken => 'x' }),
    401, 'an unknown one');

# ---- logging out
my $one = $site->login('testuser', 'TestPass123');
my $two = $site->login('testuser', 'TestPass123');
is_status($one->post('auth/logout', json => {}), 204, 'logout');
is_problem($one->get('recipes'), 401, 'works at once');
is_status($two->get('recipes'), 200, 'for that session only');
is_status($two->post('auth/logout', json => { everywhere => \1 }), 204,
    'logout everywhere');
is_problem($two->get('recipes'), 401, 'ends all');

# ---- pages
my $browser = $site->browser;
is_status($browser->get('/recipes'), 303, 'a page without a session');
is($browser->get('/recipes?q=soup')->header('location'),
    '/login?next=%2Frecipes%3Fq%3Dsoup', 'leads to the login and back');
is_status($browser->get('/login'), 200, 'the login page');
my $wrong = $browser->post('/login', form => [ login => 'testuser',
    password => 'wrong', next => '/plan' ]);
is_status($wrong, 401, 'a wrong password shows the form');
like($wrong->body, qr/value="testuser"/, 'with what was typed');
unlike($wrong->body, qr/value="wrong"/, 'but not the password');
my $in = $browser->post('/login', form => [ login => 'testuser',
    password => 'TestPass123', next => '/plan' ]);
is_status($in, 303, 'the right one leads on');
is($in->header('location'), '/plan', 'to where one was going');
like($in->header('set-cookie'), qr/^__Host-meal=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax/,
    'with a cookie that scripts cannot read');
is_status($browser->get('/recipes'), 200, 'which opens the pages');
for my $next ('//evil.example', 'https://evil.example', '/\\evil.example') {
	my $out = $site->browser->post('/login', form => [
	    login => 'testuser', password => 'TestPass123', next => $next ]);
	is($out->header('location'), '/', "next=$next leads home");
}
is_status($browser->post('/logout', form => []), 303, 'logout by page');
is_status($browser->get('/recipes'), 303, 'works');

# ---- limits
my $limited = $site->register;
is_problem($site->post('auth/login', json => {
    login => $limited->{email}, password => 'wrong' }), 401,
    "failure $_") for 1 .. 5;
my $sixth = $site->post('auth/login', json => {
    login => $limited->{email}, password => $limited->{password} });
is_problem($sixth, 429, 'the sixth attempt is refused');
cmp_ok($sixth->header('retry-after'), '>', 0, 'and says when');

# ---- hashes with other parameters are renewed
my $other = Meal::Site->new(options => { scrypt_log2_n => 11 });
my $p = $other->register(password => 'correct horse');
$other->sql("UPDATE person SET password_hash = '"
    . $site->sql("SELECT password_hash FROM person WHERE username = 'testuser'")
    . "'");
my $before = $other->sql('SELECT password_hash FROM person');
$other->login($p->{email}, 'TestPass123');
my $after = $other->sql('SELECT password_hash FROM person');
isnt($after, $before, 'an old hash is made anew at login');
is(substr($after, 0, 6), '$s1$0b', 'with the parameters of today');

# ---- nothing personal in the logs
unlike($site->log_text('auth'),
    qr/TestPass123|test\@example|testuser|Test User/, 'a log without people');

# ---- who is asking
my $me = $site->register(city => 'Ulm', timeZone => 'Europe/Berlin');
$r = $me->get('auth/profile');
is_status($r, 200, 'the profile');
is($r->json->{user}{email}, $me->{email}, 'names the person');
is($r->json->{privateProfile}{city}, 'Ulm', 'has what is private');
is($r->json->{preferences}{timeZone}, 'Europe/Berlin', 'and preferences');
is_problem($site->get('auth/profile'), 401, 'of nobody there is none');

done_testing;
