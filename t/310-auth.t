#!/usr/bin/perl
# Accounts and sessions, from both faces.
use strict;
use warnings;
use lib 't/lib';
use Digest::SHA ();
use Meal::Test;
use Meal::Together;

my $site = Meal::Site->new(options => { login_failures => 5,
    mail_transport => 'directory', mail_directory => '/nonexistent' });
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
like($user->{household}{slug}, qr/^[a-z\d]+(?:-[a-z\d]+)*$/,
    'with a name for addresses');
is_deeply([sort keys %{$user}], [qw(createdAt deletionAt email emailVerified
    fullName household id mfaEnabled role username)], 'nothing else is told');
ok(!$user->{emailVerified}, 'not verified yet');
is($r->header('location'), '/api/v1/auth/profile', 'Location');
is($site->sql("SELECT city FROM private_profile"), 'Test City',
    'the private profile is kept');
is($site->sql("SELECT action FROM audit"), 'register', 'and an audit row');
is($site->sql(q{SELECT count(*) FROM outbox o JOIN ticket t USING (person)
    WHERE t.kind = 'verify' AND o.state = 'queued'}), 1,
    'a mail waits that verifies the address');
is($site->sql('SELECT count(*) FROM consent'), 0, 'nothing was agreed to');
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
for my $case (
    [{ email => 'x', username => 'a b', password => 'password1',
	fullName => 'N', locale => '!!', timeZone => 'Mars/One' },
	qw(email locale password timeZone username)],
    [{ email => 'a@example.com', username => 'x' x 41,
	password => 'password1', fullName => 'N' }, qw(password username)]) {
	my ($body, @told) = @{$case};
	is_deeply([sort map { $_->{pointer} } @{ $site->post('auth/register',
	    json => $body)->json->{errors} }], [map { "/$_" } @told],
	    "also what is no matter of form: @told");
}
for my $case (['auth/login', qw(login password)],
    ['auth/mfa/verify', qw(code sessionToken)]) {
	my ($path, @told) = @{$case};
	is_deeply([sort map { $_->{pointer} } @{ $site->post($path,
	    json => {})->json->{errors} }], [map { "/$_" } @told],
	    "$path names what is missing");
}
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

# ---- what else is checked
for my $case ([ email => "r\x{f6}bin\@example.com" => qr/plain letters/ ],
    [ email => "robin\@ex\x{430}mple.com" => qr/xn--/ ],
    [ email => "robin\@b\x{fc}cher.example" => qr/xn--/ ],
    [ email => "robin\@example.com\r\nBcc: x\@example.com" => qr/like name/ ],
    [ email => 'robin@example.com, x@example.com' => qr/like name/ ],
    [ email => 'r' x 65 . '@example.com' => qr/like name/ ],
    [ email => 'r@' . 'example.' x 32 . 'com' => qr/like name|at most/ ],
    [ email => 'r@' . 'e' x 64 . '.com' => qr/like name/ ],
    [ email => 'r@-example.com' => qr/like name/ ],
    [ email => '.r@example.com' => qr/like name/ ],
    [ email => 'a..b@example.com' => qr/like name/ ],
    [ email => '"a b"@example.com' => qr/like name/ ],
    [ email => 'r@localhost' => qr/like name/ ],
    [ email => 'r@[127.0.0.1]' => qr/like name/ ],
    [ email => "robin\0\@example.com" => qr/U[+]0000/ ],
    [ username => 'robin@example.com' => qr/digits/ ],
    [ username => "r\x{43e}bin" => qr/digits/ ],
    [ username => 'rob in' => qr/digits/ ],
    [ username => '.robin' => qr/Begin/ ],
    [ username => "x'; DROP TABLE person; --" => qr/digits/ ],
    [ username => "rob\0in" => qr/U[+]0000/ ],
    [ fullName => '' => qr/needed|empty/ ],
    [ countryCode => 'us' => qr/capital/ ],
    [ timeZone => 'Mars/Base' => qr/no such/ ],
) {
	my ($name, $value, $why) = @{$case};
	my $answer = $site->post('auth/register', json => {
	    email => 'robin@example.com', username => 'robin',
	    fullName => 'Robin', password => 'a long enough password',
	    $name => $value });
	is_problem($answer, 400, "$name " . $value =~ s/[^ -~]/?/gr);
	like($answer->faults->{"/$name"} // '', $why, 'says why');
}
is($site->sql(q{SELECT count(*) FROM person WHERE email LIKE 'r%'}), 1,
    'none of them is kept');
is_status($site->post('auth/register', json => { email => 'A+b@X.example',
    username => 'Plus', fullName => "Eve\r\nBcc: x\@example.com\x{202e}",
    password => 'a long enough password', consent => \1 }), 201,
    'a name with a line end in it');
is($site->sql(q{SELECT full_name FROM person WHERE username = 'Plus'}),
    'Eve Bcc: x@example.com', 'is one line');
is($site->sql(q{SELECT kind || ' ' || version FROM consent}), 'terms 1',
    'consent is noted with its version');
is_problem($site->post('auth/register', json => { %registration,
    email => 'a+B@x.example', username => 'pLUS' }), 409,
    'however it is written');

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
$site->sql("UPDATE refresh SET used_at = used_at - interval '1 minute'
    WHERE used_at IS NOT NULL");
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

# ---- who may register

my $closed = Meal::Site->new(options => { registration => 'closed' },
    responders => [qw(auth system)]);
is_problem($closed->post('auth/register', json => \%registration), 403,
    'where it is closed nobody');
like($closed->post('auth/register', json => \%registration)->json->{detail},
    qr/whoever runs this site/, 'who is told whom to ask');
my $none = $closed->browser->get('/register');
is_status($none, 200, 'the page');
like($none->body, qr/whoever runs this site/, 'says so as well');
unlike($none->body, qr/<form[^>]*register/, 'and has no form');

my $invited = Meal::Site->new(options => { registration => 'invitation' },
    before => sub { my ($self) = @_; $self->sql(q{
    INSERT INTO household (id, name, slug) VALUES
	('01900000-0000-7000-8000-000000000001', 'Field kitchen', 'field');
    INSERT INTO person (id, household, email, username, full_name) VALUES
	('01900000-0000-7000-8000-000000000002',
	'01900000-0000-7000-8000-000000000001', 'owner@example.org', 'owner',
	'Owner')}) });

# A secret of two letters, as if it were one of ours.
sub invitation {
	my ($secret) = @_;
	$invited->sql(sprintf q{INSERT INTO ticket (id, hash, kind, person,
	    household, detail, expires) VALUES (gen_random_uuid(), '%s',
	    'invite', '01900000-0000-7000-8000-000000000002',
	    '01900000-0000-7000-8000-000000000001', '{"role": "member"}',
	    now() + interval '1 day')}, Digest::SHA::sha256_hex($secret));
	return $secret;
}

is_problem($invited->post('auth/register', json => \%registration), 403,
    'by invitation: not without one');
like($invited->browser->get('/register')->body,
    qr/Only who is invited/, 'the page says so');
my $unknown = $invited->post('auth/register', json => { %registration,
    invitation => 'made up' });
is_problem($unknown, 400, 'nor with a made up one');
like($unknown->faults->{'/invitation'}, qr/not good any more/, 'told so');
is($invited->sql('SELECT count(*) FROM person'), 1, 'nobody was made');
my $joined = $invited->post('auth/register', json => { %registration,
    invitation => invitation('aa') });
is_status($joined, 201, 'with one');
is_deeply([@{ $joined->json->{user}{household} }{qw(name role)}],
    ['Field kitchen', 'member'], 'one is in that household');
is($invited->sql('SELECT count(*) FROM household'), 1, 'and in no other');
is_problem($invited->post('auth/register', json => { %registration,
    email => 'second@example.com', username => 'second',
    invitation => 'aa' }), 400, 'it works once');
my $guest = $invited->browser;
my $form = $guest->get('/register?invitation=' . invitation('bb'));
like($form->body, qr/You were invited/, 'the page takes it along');
is_status($guest->post('/register', form => [
    $guest->hidden('/register?invitation=bb'), email => 'guest@example.com',
    username => 'guest', fullName => 'Guest', website => '',
    password => 'a long enough password' ]), 303, 'and its form works');
is($invited->sql(q{SELECT count(*) FROM person WHERE household =
    '01900000-0000-7000-8000-000000000001'}), 3, 'for that household');

# ---- programs

my $gated = Meal::Site->new(options => { registration_seconds => 2 },
    responders => [qw(auth plan recipes system)]);
my $bot = $gated->browser;
my %typed = (email => 'quick@example.com', username => 'quick',
    fullName => 'Quick', password => 'a long enough password');
my %hidden = $bot->hidden('/register');

# With one of its characters exchanged.
sub forged {
	my ($sealed) = @_;
	substr($sealed, -9, 1) =~ tr/A-Za-z0-9_\-/B-ZAb-za1-90\-_/;
	return $sealed;
}

sub send_form {
	my (%over) = @_;
	my %form = (%hidden, %typed, website => '', %over);
	return $bot->post('/register', form => [ map { $_ => $form{$_} }
	    grep { defined $form{$_} } sort keys %form ]);
}

my $quick = send_form();
is_status($quick, 400, 'a form that is sent at once');
like($quick->body, qr/That was quick\. Send it once more\./, 'comes again');
like($quick->body, qr/value="quick\@example[.]com"/, 'as it was typed');
like($quick->body, qr/name="made" value="\Q$hidden{made}\E"/,
    'with the same stamp');
sleep 2;
for my $case ([ website => 'https://example.com' ], [ made => '' ],
    [ made => undef ], [ made => forged($hidden{made}) ],
    [ made => time . '.' . 'a' x 64 ]) {
	my $answer = send_form(@{$case});
	is_status($answer, 400, 'a program: ' . $case->[0]);
	like($answer->body, qr/Send it once more/, 'is not told more');
}
is($gated->sql('SELECT count(*) FROM person'), 0, 'nobody was made');
is_status(send_form(), 303, 'the second sending works');
is($gated->sql('SELECT count(*) FROM person'), 1, 'for somebody');
is_status($gated->post('auth/register', json => { %typed,
    email => 'app@example.com', username => 'app' }), 201,
    'the JSON interface has no form');
is_problem($gated->post('auth/register', json => { %typed, made => 'x' }),
    400, 'and knows no stamp');

# ---- work instead of waiting

my $busy = Meal::Site->new(options => { registrations_address => 2,
    proof_bits => 10 }, responders => [qw(auth plan system)], processes => 4);
my $serial = 0;

sub newcomer {
	my (%over) = @_;
	$serial++;
	return $busy->client->post('auth/register', json => {
	    email => "n$serial\@example.com", username => "newcomer-$serial",
	    fullName => 'New', password => 'a long enough password', %over });
}

sub solve {
	my ($given) = @_;
	my $nonce = 0;
	$nonce++ until works("$given->{challenge}:$nonce");
	return "$given->{challenge}:$nonce";
}

sub works {
	my ($text) = @_;
	return unpack('B32', Digest::SHA::sha256($text)) =~ /^0{10}/;
}

is_status(newcomer(), 201, "registration $_") for 1, 2;
my $third = newcomer();
is_problem($third, 429, 'the third from one address');
cmp_ok($third->header('Retry-After'), '>', 3000, 'waits for an hour');
my $work = $third->json->{proofOfWork};
is($work->{difficulty}, 10, 'or works');
is_status(newcomer(proof => solve($work)), 201, 'which is taken');
for my $case ([ 'again' => solve($work) ], [ 'made up' => 'x:1' ],
    [ 'nothing' => ':' ], [ 'no nonce' => $work->{challenge} ],
    [ 'another challenge' => solve({ %{$work}, challenge =>
	forged($work->{challenge}) }) ]) {
	my $answer = newcomer(proof => $case->[1]);
	is_problem($answer, 429, "$case->[0] is not");
	isnt($answer->json->{proofOfWork}{challenge}, $work->{challenge},
	    'there is new work');
}
$work = newcomer()->json->{proofOfWork};
is_problem(newcomer(proof => "$work->{challenge}:" . (works(
    "$work->{challenge}:0") ? 1 : 0)), 429, 'nor too little work');
my $proof = solve($work);
my @once = together((sub { newcomer(proof => $proof,
    email => "o$$\@example.com", username => "o-$$")->status }) x 4);
cmp_ok(grep({ $_ == 201 } @once), '<=', 1, 'one proof is for one account');
my $more = 0;
while ($more < 30) {
	my $answer = newcomer(proof => solve(newcomer()->json->{proofOfWork}));
	last if $answer->status != 201;
	$more++;
}
my $people = $busy->sql('SELECT count(*) FROM person');
is($people, 20, 'ten times as many, and no more');
my $tired = $busy->browser;
my $told = $tired->post('/register', form => [ $tired->hidden('/register'),
    %typed, website => '' ]);
is_status($told, 429, 'on the page');
like($told->body, qr/data-challenge="[^"]{40,}" data-difficulty="10"/,
    'the work is there for the script');
like($told->body, qr/Wait \d+ minutes/, 'and without one it says to wait');

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
