#!/usr/bin/perl
# The second factor: set up, asked for at login, turned off; its backup codes;
# and what somebody tries who has the password alone. Codes come from
# oathtool, pictures are read by zbarimg.
use strict;
use warnings;
use lib 't/lib';
use Digest::SHA ();
use File::Copy ();
use File::Temp ();
use JSON::PP ();
use Meal::Place;
use Meal::Test;
use Meal::Together;

my $site = Meal::Site->new(processes => 4);
$site->expect_log(qr/could not serialize|deadlock/);
my $password = 'a long enough password';
my @said;		# every secret and code there was

# ---- helpers

sub step { return int(time / 30) }

# Long enough before the next step begins.
sub settle {
	my $left = 30 - time % 30;
	sleep $left if $left < 8;
	return;
}

# The code of a step, by another program than ours.
sub code_at {
	my ($secret, $step) = @_;
	open my $in, '-|', 'oathtool', '--base32', "--counter=$step",
	    '--digits=6', $secret or die "oathtool: $!\n";
	chomp(my $code = readline $in);
	close $in or die "oathtool failed\n";
	return $code;
}

# A code that was not used and is good now.
sub fresh_code {
	my ($who) = @_;
	settle();
	$site->sql("UPDATE person SET totp_step = 0
	    WHERE id = '$who->{id}'");
	return code_at($who->{secret}, step());
}

# Counting with the code itself would make JSON's number of it.
sub other_code {
	my ($code) = @_;
	return sprintf '%06d', ($code + 1) % 1_000_000;
}

# Somebody with the second factor on: a client, and who they are.
sub somebody {
	my ($at) = @_;
	$at //= $site;
	my $client = $at->register(password => $password);
	my $r = $client->post('auth/mfa/setup');
	die $r->summary if $r->status != 200;
	settle();
	my $who = { client => $client, id => $client->user->{id},
	    email => $client->{email}, secret => $r->json->{secret} };
	$r = $client->post('auth/mfa/setup/verify', json => {
	    code => code_at($who->{secret}, step() - 1) });
	die $r->summary if $r->status != 200;
	$who->{codes} = $r->json->{backupCodes};
	push @said, $who->{secret}, @{ $who->{codes} };
	return $who;
}

# The first step of a login.
sub ticket {
	my ($who, $at) = @_;
	my $r = ($at // $site)->client->post('auth/login', json => {
	    login => $who->{email}, password => $password,
	    deviceName => 'phone' });
	die $r->summary if $r->status != 200 || !$r->json->{mfaRequired};
	push @said, $r->json->{sessionToken};
	return $r->json->{sessionToken};
}

sub verify {
	my ($ticket, %body) = @_;
	return $site->client->post('auth/mfa/verify', json => {
	    sessionToken => $ticket, %body });
}

sub forget_tries { return $site->sql('DELETE FROM tries') }

sub audit_of {
	my ($who) = @_;
	return $site->sql("SELECT string_agg(action, ' ' ORDER BY id)
	    FROM audit WHERE person = '$who->{id}'");
}

sub sorted { return join ' ', sort { $a <=> $b } @_ }

# ---- setting up

my $anna = $site->register(password => $password);
my $id = $anna->user->{id};
is_problem($site->post('auth/mfa/setup'), 401, 'nobody sets up anything');
my $r = $anna->post('auth/mfa/setup',
    headers => { 'Idempotency-Key' => 'set-up' });
is_status($r, 200, 'a set-up begins');
my $setup = $r->json;
is_deeply([sort keys %{$setup}], [qw(otpauthUri qrSvg secret)],
    'with what api.md says');
like($setup->{secret}, qr/^[A-Z2-7]{32}$/, 'a secret of 160 bits');
is($setup->{otpauthUri}, 'otpauth://totp/meal:' . $anna->{username} .
    "?secret=$setup->{secret}&issuer=meal&algorithm=SHA1&digits=6&period=30",
    'a link that apps know');
like($setup->{qrSvg}, qr{^<svg[ ][^>]*[ ]role="img"[ ][^>]*>
    <title>[^<]+</title>.*</svg>$}xs, 'a picture with a name');
like($r->header('cache-control'), qr/no-store/, 'that nobody keeps');
is($site->sql('SELECT count(*) FROM kept_answer'), 0,
    'nor we, for its Idempotency-Key');
my $kept = $site->sql("SELECT totp_secret FROM person WHERE id = '$id'");
unlike($kept, qr/\Q$setup->{secret}\E/, 'the secret is sealed');
like($kept, qr/^[\w-]+:[\w-]{60,}$/, 'with a key that has a name');
is($site->sql("SELECT mfa_enabled FROM person WHERE id = '$id'"), 'f',
    'and not asked for yet');
is(ref $site->post('auth/login', json => { login => $anna->{email},
    password => $password })->json->{user}, 'HASH', 'so one logs in as ever');

SKIP: {
	skip 'no zbarimg here', 1 unless grep { -x "$_/zbarimg" }
	    split /:/, $ENV{PATH};
	my ($size) = $setup->{qrSvg} =~ /viewBox="0 0 (\d+) \1"/;
	my @dark;
	while ($setup->{qrSvg} =~ /M(\d+) (\d+)h(\d+)v1h-/g) {
		$dark[$2][$_] = 1 for $1 .. $1 + $3 - 1;
	}
	my $file = File::Temp->new(SUFFIX => '.pbm');
	print {$file} "P1\n", 4 * $size, ' ', 4 * $size, "\n";
	for my $y (0 .. $size - 1) {
		my $row = join ' ', map { ($dark[$y][$_] // 0) x 4 }
		    0 .. $size - 1;
		print {$file} "$row\n" x 4;
	}
	close $file or die "pbm: $!\n";
	open my $in, '-|', 'zbarimg', '--raw', '-q', '--nodbus',
	    $file->filename or die "zbarimg: $!\n";
	chomp(my $read = readline($in) // '');
	is($read, $setup->{otpauthUri}, 'the picture says the link');
}

# a second try replaces the first
my $second = $anna->post('auth/mfa/setup')->json;
isnt($second->{secret}, $setup->{secret}, 'another secret each time');
settle();
my $now = step();
is_problem($anna->post('auth/mfa/setup/verify', json => {
    code => code_at($setup->{secret}, $now) }), 400,
    'the code of the first one counts no more');
my $right = code_at($second->{secret}, $now);
for my $bad ('', 'abcdef', '12345', '1234567', '12345x', "12345\x{664}7",
    '123456' . ' ' x 100, "\x{1f4a9}") {
	$r = $anna->post('auth/mfa/setup/verify', json => { code => $bad });
	is_problem($r, 400, 'no code: 400');
	is_deeply([keys %{ $r->faults }], ['/code'], 'at /code');
}
is_problem($anna->post('auth/mfa/setup/verify', json => { code => 123_456 }),
    400, 'nor a number');
is_problem($anna->post('auth/mfa/setup/verify', json => {
    code => other_code($right) }), 400, 'a wrong code');
for my $far (-3, -2, 2, 3) {
	is_problem($anna->post('auth/mfa/setup/verify', json => {
	    code => code_at($second->{secret}, $now + $far) }), 400,
	    "a code of $far steps from now");
}
is($site->sql("SELECT mfa_enabled FROM person WHERE id = '$id'"), 'f',
    'none of these turned it on');
my $bert = $site->register(password => $password);
is_problem($bert->post('auth/mfa/setup/verify', json => {
    code => $right }), 409, 'without a set-up there is nothing to verify');

$r = $anna->post('auth/mfa/setup/verify',
    json => { code => substr($right, 0, 3) . ' ' . substr $right, 3 },
    headers => { 'Idempotency-Key' => 'on' });
is_status($r, 200, 'the right code, with a blank, turns it on');
my @codes = @{ $r->json->{backupCodes} };
is(@codes, 10, 'and gives ten backup codes');
is_deeply([grep { !/^[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}-
    [0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}$/x } @codes], [], 'of letters that are told apart');
my %different = map { $_ => 1 } @codes;
is(keys %different, 10, 'all of them different');
push @said, $setup->{secret}, $second->{secret}, @codes;
is($site->sql('SELECT count(*) FROM kept_answer'), 0,
    'kept for no Idempotency-Key');
my $rows = $site->sql("SELECT string_agg(b::text, ' ') FROM backup_code b");
is_deeply([grep { my $plain = s/-//gr; $rows =~ /\Q$_\E|\Q$plain\E/ }
    @codes], [], 'the database does not have them');
is_deeply([grep { my $plain = s/-//gr;
    $rows =~ Digest::SHA::sha256_hex("backup:$id:$plain") } @codes], [],
    'nor their hashes, to try out');
ok($anna->get('auth/profile')->json->{user}{mfaEnabled},
    'the profile says so');
is($site->sql("SELECT string_agg(action, ' ' ORDER BY id) FROM audit
    WHERE person = '$id' AND action LIKE 'mfa%'"), 'mfa-on',
    'and what happened');
is_problem($anna->post('auth/mfa/setup'), 409, 'no set-up while it is on');
is_problem($anna->post('auth/mfa/setup/verify', json => {
    code => $right }), 409, 'nor a verification');

# ---- logging in

my %anna = (client => $anna, id => $id, email => $anna->{email},
    secret => $second->{secret}, codes => [@codes]);
$r = $site->post('auth/login', json => { login => $anna->{email},
    password => $password });
is_status($r, 200, 'the password is right');
is_deeply([sort keys %{ $r->json }], [qw(mfaRequired sessionToken tokenType)],
    'exactly three members');
is($r->json->{mfaRequired}, JSON::PP::true, 'a code is wanted');
is($r->json->{tokenType}, 'Bearer', 'and the type');
my $ticket = $r->json->{sessionToken};
is_problem($site->client(token => $ticket)->get('auth/profile'), 401,
    'the session token opens nothing');
is_problem($site->post('auth/login', json => { login => $anna->{email},
    password => 'wrong' }), 401, 'a wrong password is just that');
is_problem(verify($ticket, code => $right), 401,
    'the code that turned it on was used');
settle();
$r = verify($ticket, code => code_at($anna{secret}, step() + 1));
is_problem($r, 401, 'a clock that is a step ahead');
forget_tries();
$r = verify($ticket, code => fresh_code(\%anna));
is_status($r, 200, 'the code of now');
is_deeply([sort keys %{ $r->json }], [qw(accessToken expiresIn refreshToken
    tokenType user)], 'gives Tokens');
is($r->json->{user}{id}, $id, 'of the right person');
is_status($site->client(token => $r->json->{accessToken})->get('recipes'),
    200, 'that open');
is($site->sql("SELECT name FROM session WHERE person = '$id'
    ORDER BY created_at DESC LIMIT 1"), '',
    'a session without a name, as the login gave none');
my $replay = verify($ticket, code => code_at($anna{secret}, step()));
is_problem($replay, 401, 'the ticket works once');
is_problem(verify(ticket(\%anna), code => code_at($anna{secret}, step())),
    401, 'and so does the code');
is_problem(verify(ticket(\%anna), code => code_at($anna{secret},
    step() - 1)), 401, 'nor an older one after it');
for my $drift (-1, 0) {
	fresh_code(\%anna);
	is_status(verify(ticket(\%anna), code => code_at($anna{secret},
	    step() + $drift)), 200, "drift $drift");
}
is($site->sql("SELECT name FROM session WHERE person = '$id'
    ORDER BY created_at DESC LIMIT 1"), 'phone',
    'with the name of the device');
for my $drift (-2, 1, 2, -3, 3, 120) {
	fresh_code(\%anna);
	is_problem(verify(ticket(\%anna), code => code_at($anna{secret},
	    step() + $drift)), 401, "drift $drift is too far");
	forget_tries();
}
for my $write (sub { $_[0] =~ s/^(...)/$1 /r }, sub { $_[0] =~ s/^(...)/$1-/r },
    sub { "  $_[0]\t" }, sub { join ' ', split //, $_[0] }) {
	is_status(verify(ticket(\%anna), code => $write->(
	    fresh_code(\%anna))), 200, 'however it is written');
}

# what is no code is said before anything is looked at
for my $bad ('abcdef', '12345', '1234567', "1234\x{0}56") {
	is_problem(verify('x' x 43, code => $bad), 400, 'no code: 400');
}
is_problem(verify('x' x 43), 400, 'neither');
is_problem(verify('x' x 43, code => '123456', backupCode => $codes[0]), 400,
    'both');
is_problem(verify('x' x 43, code => '', backupCode => ''), 400, 'empty ones');
is_problem(verify('x' x 43, backupCode => 'abcd-efgh-i'), 400,
    'a backup code that is too short');
is_problem(verify('x' x 43, code => '1' x 60_000), 400, 'a huge one');
is_problem(verify('x' x 60_000, code => '123456'), 400, 'or a huge ticket');
is_problem(verify('x' x 1_000_000, code => '123456'), 413,
    'a megabyte is not read');
is_problem($site->post('auth/mfa/verify', json => { code => '123456' }), 400,
    'no ticket');

# one text for all that is wrong
my $good = fresh_code(\%anna);
my $used = ticket(\%anna);
is_status(verify($used, code => $good), 200, 'one more login');
$good = fresh_code(\%anna);
my $others = somebody();
my $kind = 'k' x 43;
$site->sql("INSERT INTO ticket (id, hash, kind, person, expires)
    SELECT gen_random_uuid(), '" . Digest::SHA::sha256_hex($kind) . "',
    'reset', '$id', now() + interval '1 hour'");
my $old = ticket(\%anna);
$site->sql("UPDATE ticket SET expires = now() - interval '1 second'
    WHERE hash = '" . Digest::SHA::sha256_hex($old) . "'");
my %wrong = (
	'a wrong code' => verify(ticket(\%anna), code => other_code($good)),
	'an unknown ticket' => verify('x' x 43, code => $good),
	'a used ticket' => verify($used, code => $good),
	'a ticket that is over' => verify($old, code => $good),
	'a ticket of another kind' => verify($kind, code => $good),
	'the ticket of somebody else' => verify(ticket($others),
	    code => $good),
	'a wrong backup code' => verify(ticket(\%anna),
	    backupCode => 'abcd-efgh-jk'),
	'a backup code of somebody else' => verify(ticket(\%anna),
	    backupCode => $others->{codes}[0]),
);
for my $what (sort keys %wrong) {
	is_problem($wrong{$what}, 401, $what);
	is($wrong{$what}->json->{detail}, $wrong{'a wrong code'}->json
	    ->{detail}, "$what: the same words");
}
is_status(verify(ticket(\%anna), code => $good), 200,
    'and the right one works still');
like(audit_of(\%anna), qr/mfa-failed/, 'failures are noted');
forget_tries();

# ---- backup codes

my $code = shift @{ $anna{codes} };
is_status(verify(ticket(\%anna), backupCode => $code), 200,
    'a backup code lets in');
is_problem(verify(ticket(\%anna), backupCode => $code), 401, 'once');
forget_tries();
for my $write (sub { uc $_[0] }, sub { $_[0] =~ s/-//gr },
    sub { $_[0] =~ s/-/ /gr }, sub { $_[0] =~ tr/01/ol/r }) {
	is_status(verify(ticket(\%anna), backupCode => $write->(
	    shift @{ $anna{codes} })), 200, 'however it is written');
}
is($site->sql("SELECT detail->>'left' FROM audit WHERE person = '$id'
    AND action = 'backup-code-used' ORDER BY id DESC LIMIT 1"), 5,
    'how many are left is noted');

# ---- guessing

my $carl = somebody();
my $worn = ticket($carl);
my $right_one = fresh_code($carl);
for my $n (1 .. 5) {
	is_problem(verify($worn, code => other_code($right_one)), 401,
	    "wrong code $n");
}
is_problem(verify($worn, code => $right_one), 401,
    'after five a login is over, even for the right code');
$worn = ticket($carl);
for my $n (6 .. 10) {
	is_problem(verify($worn, code => other_code($right_one)), 401,
	    "wrong code $n");
}
$r = verify(ticket($carl), code => fresh_code($carl));
is_problem($r, 429, 'after ten nobody may try');
cmp_ok($r->header('retry-after'), '>', 600, 'for a quarter of an hour');
is_problem(verify(ticket($carl), backupCode => $carl->{codes}[0]), 429,
    'nor with a backup code');
is_status(verify(ticket(\%anna), code => fresh_code(\%anna)), 200,
    'which is no matter of others');
$site->sql("UPDATE tries SET at = at - interval '16 minutes'");
is_status(verify(ticket($carl), code => fresh_code($carl)), 200,
    'later it works again');
is($site->sql("SELECT count(*) FROM tries WHERE key LIKE 'mfa:%'"), 0,
    'and what was wrong is forgotten');

# backup codes count as well, and a key saves nobody from counting
$worn = ticket($carl);
for my $n (1 .. 5) {
	$site->client->post('auth/mfa/verify', json => {
	    sessionToken => $worn, backupCode => 'abcd-efgh-jk' },
	    headers => { 'Idempotency-Key' => 'again' });
}
is_problem(verify($worn, backupCode => $carl->{codes}[0]), 401,
    'five wrong backup codes end a login, too');
forget_tries();

# ---- several at the same time

my $dora = somebody();
for my $round (1 .. 3) {
	my $one = ticket($dora);
	my $the_code = fresh_code($dora);
	my @status = together((sub { verify($one, code => $the_code)
	    ->status }) x 6);
	is((grep { $_ == 200 } @status), 1,
	    "round $round: one ticket at once, one login");
	is(sorted(@status), '200 401 401 401 401 401', 'the rest 401');
	forget_tries();

	my @tickets = map { ticket($dora) } 1 .. 6;
	$the_code = fresh_code($dora);
	@status = together(map { my $t = $_; sub {
		verify($t, code => $the_code)->status } } @tickets);
	is(sorted(@status), '200 401 401 401 401 401',
	    'one code at six doors opens one');
	forget_tries();

	@tickets = map { ticket($dora) } 1 .. 6;
	$the_code = shift @{ $dora->{codes} };
	@status = together(map { my $t = $_; sub {
		verify($t, backupCode => $the_code)->status } } @tickets);
	is(sorted(@status), '200 401 401 401 401 401',
	    'so does one backup code');
	forget_tries();
}
# all of them past the check before the first one takes it
for my $what ([ 'code', 'UPDATE person SET full_name = full_name' ],
    [ 'backupCode', 'UPDATE backup_code SET used_at = used_at' ]) {
	my ($name, $touch) = @{$what};
	my @tickets = map { ticket($dora) } 1 .. 4;
	my $value = $name eq 'code' ? fresh_code($dora) :
	    shift @{ $dora->{codes} };
	my $held = $site->hold($touch);
	my @work = map { my $t = $_; in_background(sub {
		verify($t, $name => $value)->status }) } @tickets;
	is(scalar(my @pids = $site->waiting(4)), 4,
	    "$name: four have shown the same one");
	$held->release;
	is(sorted(map { $_->result } @work), '200 401 401 401',
	    'one of them gets in');
	forget_tries();
}
$worn = ticket($dora);
$right_one = fresh_code($dora);
my @seen = together((sub { my $wrong = other_code($right_one);
    return verify($worn, code => $wrong)->status }) x 12);
is(sorted(@seen), join(' ', (401) x 12), 'twelve guesses at once');
is($site->sql("SELECT count(*) FROM tries WHERE key LIKE 'mfa:%'"), 5,
    'five of them are looked at');
is_problem(verify($worn, code => fresh_code($dora)), 401,
    'and that login is over');
forget_tries();

my $eve = $site->register(password => $password);
my $begun = $eve->post('auth/mfa/setup')->json;
settle();
$code = code_at($begun->{secret}, step());
my @both = together((sub {
	my $answer = $site->client(token => $eve->token)->post(
	    'auth/mfa/setup/verify', json => { code => $code });
	return [$answer->status, $answer->status == 200 ?
	    $answer->json->{backupCodes}[0] : ''];
}) x 4);
is(sorted(map { $_->[0] } @both), '200 409 409 409',
    'turned on by four at once, told to one');
is($site->sql("SELECT count(*) FROM backup_code WHERE person = '" .
    $eve->user->{id} . "'"), 10, 'whose codes are the ones');
my ($told) = grep { $_ } map { $_->[1] } @both;
is_status(verify(ticket({ email => $eve->{email} }), backupCode => $told),
    200, 'that work');

# ---- new codes, and turning it off

my $finn = somebody();
my $client = $finn->{client};
for my $path ('backup-codes', 'disable') {
	is_problem($site->post("auth/mfa/$path", json => {
	    password => $password }), 401, "$path: not by nobody");
	$r = $client->post("auth/mfa/$path", json => { password => 'wrong' });
	is_problem($r, 400, "$path: not with a wrong password");
	ok($r->faults->{'/password'}, 'which is said at the field');
	is_problem($client->post("auth/mfa/$path", json => {}), 400,
	    "$path: nor without one");
	is_problem($bert->post("auth/mfa/$path", json => {
	    password => $password }), 409, "$path: 409 where it is off");
	forget_tries();
}
$r = $client->post('auth/mfa/backup-codes', json => {
    password => $password }, headers => { 'Idempotency-Key' => 'more' });
is_status($r, 200, 'new backup codes');
my @new = @{ $r->json->{backupCodes} };
push @said, @new;
is(@new, 10, 'ten of them');
is($site->sql('SELECT count(*) FROM kept_answer'), 0, 'kept for no key');
is_problem(verify(ticket($finn), backupCode => $finn->{codes}[0]), 401,
    'the old ones are gone');
is_status(verify(ticket($finn), backupCode => $new[0]), 200, 'the new work');
forget_tries();
is_problem($client->post('auth/mfa/disable', json => { password => 'wrong' },
    headers => { 'Idempotency-Key' => "guess-$_" }), 400,
    'a wrong password') for 1 .. 5;
is_problem($client->post('auth/mfa/disable', json => {
    password => $password }, headers => { 'Idempotency-Key' => 'x' }), 429,
    'counted, whatever key it has');
forget_tries();
my $waiting = ticket($finn);
is_status($client->post('auth/mfa/disable', json => {
    password => $password }), 204, 'turned off with the password');
is($site->sql("SELECT mfa_enabled, totp_secret IS NULL, totp_step,
    (SELECT count(*) FROM backup_code WHERE person = p.id)
    FROM person p WHERE id = '$finn->{id}'"), 'f|t|0|0',
    'nothing of it is left');
is_problem(verify($waiting, backupCode => $new[1]), 401,
    'logins that waited are over');
is($site->sql("SELECT count(*) FROM ticket WHERE person = '$finn->{id}'
    AND kind = 'mfa' AND used_at IS NULL"), 0, 'for good');
like(audit_of($finn), qr/mfa-on .*backup-codes .*mfa-off$/,
    'what happened is noted');
ok($site->post('auth/login', json => { login => $finn->{email},
    password => $password })->json->{accessToken},
    'the password is enough again');
is_problem($client->post('auth/mfa/disable', json => {
    password => $password }), 409, 'it is off already');

# a password that was changed, an account that was stopped
my $gina = somebody();
my $before = ticket($gina);
$site->sql("UPDATE person SET password_at = now() WHERE id = '$gina->{id}'");
is_problem(verify($before, code => fresh_code($gina)), 401,
    'who came with an older password stays outside');
my $after = ticket($gina);
$site->sql("UPDATE person SET disabled_at = now() WHERE id = '$gina->{id}'");
is_problem(verify($after, code => fresh_code($gina)), 401,
    'and so does somebody who was disabled meanwhile');
$site->sql("UPDATE person SET disabled_at = NULL WHERE id = '$gina->{id}'");
is_status(verify(ticket($gina), code => fresh_code($gina)), 200,
    'else it works');

# ---- API tokens have no say in it

my $token = $client->post('auth/tokens', json => { name => 'script',
    scopes => [qw(profile:write recipes:write)] });
is_status($token, 201, 'an API token');
my $script = $site->client(token => $token->json->{token});
for my $path (qw(setup setup/verify disable backup-codes)) {
	is_problem($script->post("auth/mfa/$path", json => {
	    password => $password }), 403, "$path: no API token may");
}

# ---- pages

my $hugo = $site->register(password => $password);
my $browser = $site->browser;
for my $path (qw(security two-factor two-factor/codes two-factor/off)) {
	$r = $browser->get("/settings/$path");
	is_status($r, 303, "$path: not for nobody");
	like($r->location, qr{^/login\?next=}, 'but the login');
}
$browser->post('/login', form => [ login => $hugo->{email},
    password => $password ]);
like($browser->get('/settings/security')->text, qr/Off: the password/,
    'what protects the account');
like($browser->get('/settings/two-factor')->text, qr/Set it up/,
    'the factor is off');
is($site->sql("SELECT totp_secret IS NULL FROM person WHERE email =
    '$hugo->{email}'"), 't', 'looking begins nothing');
unlike($browser->get("/settings/two-factor/$_")->text, qr/name="password"/,
    "$_: nothing to do there") for qw(codes off);
$r = $browser->post('/settings/two-factor', form => []);
is_status($r, 303, 'set up');
is($r->location, '/settings/two-factor', 'leads to its page');
$r = $browser->get('/settings/two-factor');
like($r->text, qr{<svg role="img" aria-labelledby="qr-title".*<path}s,
    'with a picture');
my ($uri) = $r->text =~ m{<a href="(otpauth://[^"]+)"};
my ($groups) = $r->text =~ m{<code>([A-Z2-7 ]+)</code>};
my $secret = $groups =~ s/ //gr;
push @said, $secret;
is(length $secret, 32, 'the key to type');
like($groups, qr/^(?:[A-Z2-7]{4} ?){8}$/, 'in groups of four');
like($uri, qr/secret=\Q$secret\E&amp;issuer=meal/, 'and a link');
like($r->header('cache-control'), qr/no-store/, 'that no cache keeps');
settle();
$code = code_at($secret, step());
$r = $browser->post('/settings/two-factor/verify', form => [
    code => other_code($code) ]);
is_status($r, 400, 'a wrong code shows the page again');
like($r->text, qr/not the code of now/, 'with what is wrong');
like($r->text, qr/\Q$groups\E/, 'and the same key');
$r = $browser->post('/settings/two-factor/verify', form => [
    code => $code ]);
is_status($r, 200, 'the right one shows the backup codes');
my ($list) = $r->text =~ m{<pre>(.*?)</pre>}s;
my @listed = split /\n/, $list // '';
push @said, @listed;
is(@listed, 10, 'ten lines');
like($r->header('cache-control'), qr/no-store/, 'nor these');
$r = $browser->get('/settings/two-factor');
unlike($r->text, qr/\Q$groups\E|\Q$secret\E/, 'the key is not shown again');
like($r->text, qr/It is on.*Left:\D*10/s, 'it is on');
like($browser->get('/settings/security')->text, qr/Backup codes left:\D*10/,
    'the overview knows');

my $door = $site->browser;
is($door->get('/login/code')->location, '/login',
    'without a login that waits there is no second step');
is_status($door->post('/login/code', form => [ code => '123456' ]), 401,
    'nor is a code taken');
$r = $door->post('/login', form => [ login => $hugo->{email},
    password => $password, next => '/plan' ]);
is($r->location, '/login/code', 'a login leads to the second step');
my ($cookie) = grep { /^__Host-step=/ } $r->headers('set-cookie');
like($cookie, qr/^__Host-step=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/,
    'with a cookie for ten minutes');
ok(!grep({ /^__Host-meal=/ } $r->headers('set-cookie')),
    'and none of a session');
push @said, $cookie =~ /=([\w-]+)/;
is_status($door->get('/recipes'), 303, 'nothing is open yet');
$r = $door->get('/login/code');
like($r->text, qr/<input[^>]*name="code"[^>]*inputmode="numeric"
    [^>]*autocomplete="one-time-code"/x, 'one field, for phones');
unlike($r->text, qr/name="backupCode"/, 'not the other');
$r = $door->get('/login/code?backup=true');
like($r->text, qr/name="backupCode"/, 'but on demand');
unlike($r->text, qr/name="code"/, 'instead');
$r = $door->post('/login/code?backup=true', form => [
    backupCode => 'abcd-efgh-jk' ]);
is_status($r, 401, 'a wrong backup code');
like($r->text, qr/name="backupCode"/, 'may be tried again');
unlike($r->text, qr/value="abcd/, 'and is not shown');
is_status($door->post('/login/code', form => [ code => 'abc' ]), 400,
    'what is no code');
my $hugo_now = { id => $hugo->user->{id}, secret => $secret };
$right_one = fresh_code($hugo_now);
is_status($door->post('/login/code', form => [ code => $right_one ],
    headers => { 'Sec-Fetch-Site' => 'cross-site' }), 403,
    'from the page of another site it is refused');
$door->jar->{'__Host-meal'} = 'chosen-by-somebody-else';
$r = $door->post('/login/code', form => [ code => $right_one ]);
is_status($r, 303, 'the right one lets in');
is($r->location, '/plan', 'to where one was going');
my ($session) = grep { /^__Host-meal=/ } $r->headers('set-cookie');
like($session, qr/^__Host-meal=[\w-]{43};/, 'with a session of its own');
like(join("\n", $r->headers('set-cookie')), qr/^__Host-step=;.*Max-Age=0/m,
    'and without the ticket');
is_status($door->get('/plan'), 200, 'which opens the pages');

# a login that went wrong too often
my $burglar = $site->browser;
$burglar->post('/login', form => [ login => $hugo->{email},
    password => $password, next => '//evil.example' ]);
for my $n (1 .. 5) {
	$r = $burglar->post('/login/code', form => [
	    code => other_code(fresh_code($hugo_now)) ]);
	is_status($r, 401, "guess $n");
}
like($r->text, qr/This login is over/, 'ends the login');
unlike($r->text, qr/name="code"/, 'with no field to go on');
like($burglar->get('/login/code')->text, qr/This login is over/,
    'for good');
is_status($burglar->post('/login/code', form => [
    code => fresh_code($hugo_now) ]), 401, 'even with the right code');
forget_tries();
my $led = $site->browser;
$led->post('/login', form => [ login => $hugo->{email},
    password => $password, next => '//evil.example' ]);
is($led->post('/login/code', form => [ code => fresh_code($hugo_now) ])
    ->location, '/', 'next= leads nowhere else');
# the ticket of another in the browser of this one
my $mixed = $site->browser;
$mixed->jar->{'__Host-step'} = ticket(\%anna);
is_status($mixed->post('/login/code', form => [
    code => fresh_code($hugo_now) ]), 401,
    'a cookie that somebody planted lets nobody in');
forget_tries();

for my $what (qw(codes off)) {
	my $path = "/settings/two-factor/$what";
	like($browser->get($path)->text, qr/name="password"/,
	    "$what: the password is asked for");
	$r = $browser->post($path, form => [ password => 'wrong' ]);
	is_status($r, 400, "$what: a wrong one");
	like($r->text, qr/This is not your password/, 'shows the page again');
}
$r = $browser->post('/settings/two-factor/codes', form => [
    password => $password ]);
is_status($r, 200, 'new codes by page');
isnt(($r->text =~ m{<pre>(.*?)</pre>}s)[0], $list, 'other ones');
push @said, split /\n/, ($r->text =~ m{<pre>(.*?)</pre>}s)[0];
$r = $browser->post('/settings/two-factor/off', form => [
    password => $password ]);
is_status($r, 303, 'turned off by page');
like($browser->get('/settings/two-factor')->text,
    qr/The second factor is off.*Set it up|Set it up.*The second factor is off/s,
    'which says so');

# ---- mails

my %mail;
push @{ $mail{ $_->{subject} } }, $_
    for $site->mails(to => $finn->{email});
is(@{ $mail{'The second factor is on'} // [] }, 1, 'a mail that it is on');
is(@{ $mail{'The second factor is off'} // [] }, 1, 'and that it is off');
is(@{ $mail{'A backup code was used'} // [] }, 1, 'and of a backup code');
like($mail{'A backup code was used'}[0]{text}, qr/Left: 9\b/,
    'with how many are left');
like($mail{'A backup code was used'}[0]{html}, qr/Left: 9\b/, 'twice');

# ---- keys that change

my $keys = File::Temp->newdir;
chmod oct 755, "$keys";
my $vault = Meal::Site->new(options => { credentials => "$keys" },
    before => sub {
	my ($new) = @_;
	my $from = $new->{session}->credentials;
	File::Copy::copy("$from/$_", "$keys/$_") or die "$_: $!\n"
	    for qw(token-key data-key);
    });
my $ida = somebody($vault);
sub sealed_by {
	return (split /:/, $vault->sql("SELECT totp_secret FROM person
	    WHERE id = '$ida->{id}'"))[0];
}
sub enter_vault {
	my (%body) = @_;
	settle();
	$vault->sql('UPDATE person SET totp_step = 0');
	return $vault->client->post('auth/mfa/verify', json => {
	    sessionToken => ticket($ida, $vault), %body });
}
my $first_key = sealed_by();
my ($status, $text) = $vault->mealctl('key', 'rotate');
is($status, 0, 'the keys are changed') or diag($text);
is(sealed_by(), $first_key, 'the secret is sealed with the old one');
is_problem(enter_vault(code => '000000'), 401, 'a wrong code');
is(sealed_by(), $first_key, 'leaves it so');
settle();
is_status(enter_vault(code => code_at($ida->{secret}, step())), 200,
    'a good code opens it');
isnt(sealed_by(), $first_key, 'and seals it with the new key');
$vault->sql('UPDATE person SET totp_step = 0');
is_status(enter_vault(code => code_at($ida->{secret}, step())), 200,
    'which works as well');
my $rotated = Meal::Place::read_file("$keys/data-key");
my $lost = '01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e ' . '5a' x 32 . "\n";
Meal::Place::write_file("$keys/data-key", $lost);
$r = enter_vault(code => code_at($ida->{secret}, step()));
is_problem($r, 401, 'without any key that fits: 401');
my ($line) = $vault->log_lines('mfa', qr/event=mfa /);
like($line // '', qr/\Q$ida->{id}\E.*data-key/,
    'and a line for whoever runs it');
unlike($line // '', qr/\Q$ida->{secret}\E|\Q$ida->{email}\E/,
    'that names no secret');
is_problem(enter_vault(backupCode => $ida->{codes}[0]), 401,
    'backup codes need their key as well');
like(($vault->mealctl('doctor'))[1], qr/10 backup codes work no more: the key \Q$first_key\E is/,
     'which the doctor tells');
Meal::Place::write_file("$keys/data-key", $rotated);
is_status(enter_vault(backupCode => $ida->{codes}[0]), 200,
    'with it back, today\'s or an older one, they let in');
is_problem(enter_vault(backupCode => $ida->{codes}[0]), 401, 'once');

# those of before had 50 bits, and were kept as a hash that could be tried
my $bare = Digest::SHA::sha256_hex("backup:$ida->{id}:7h2km9xq40");
$vault->sql("INSERT INTO backup_code (person, hash) VALUES
    ('$ida->{id}', '$bare'), ('$ida->{id}',
    encode(sha256('backup:$ida->{id}:7h2km9xq41'), 'hex'))");
is_status(enter_vault(backupCode => '7h2k-m9xq-40'), 200, 'they are good');
like(($vault->mealctl('doctor'))[1], qr/1 backup codes are kept without a key/,
    'the doctor tells of them');
($status, $text) = $vault->mealctl('migrate');
is($status, 0, 'mealctl migrate') or diag($text);
is($vault->sql("SELECT count(*) FROM backup_code WHERE hash !~ ':'"), 0,
    'wraps them');
is_problem(enter_vault(backupCode => '7h2k-m9xq-40'), 401,
    'what was used stays used');
is_status(enter_vault(backupCode => '7h2k-m9xq-41'), 200,
    'and the others are good still');
Meal::Place::write_file("$keys/data-key", $lost);
is_status($ida->{client}->post('auth/mfa/disable', json => {
    password => $password }), 204, 'so that it can be set up anew');
is_status($ida->{client}->post('auth/mfa/setup'), 200, 'with a key of now');

# ---- the database goes away in the middle

my $own = Meal::Site->new(own_cluster => 1);
$own->expect_log(qr/terminating connection|shutting down|starting up|
    not yet accepting|recovery mode/x);
my $jan = somebody($own);
$waiting = ticket($jan, $own);
settle();
$own->sql('UPDATE person SET totp_step = 0', 'postgres');
$code = code_at($jan->{secret}, step());
my $lock = $own->hold('UPDATE person SET full_name = full_name');
my $work = in_background(sub {
	my $answer = $own->client->post('auth/mfa/verify', unnoted => 1,
	    json => { sessionToken => $waiting, code => $code });
	return [$answer->status, $answer->header('retry-after')];
});
$own->waiting;
$own->cluster->stop;
my ($storm, $retry) = @{ $work->result };
is($storm, 503, 'a restart in the middle of a login');
cmp_ok($retry // 0, '>', 0, 'is told as such');
undef $lock;
$own->cluster->start;
is($own->sql('SELECT totp_step FROM person'), 0, 'the code is not used up');
is_status($own->client->post('auth/mfa/verify', json => {
    sessionToken => $waiting, code => $code }), 200,
    'and lets in now');

# ---- nothing of it stands in a log

cmp_ok(scalar @said, '>', 100, 'there were secrets');
my $logs = join '', map { Meal::Place::read_file($_) // '' }
    map({ glob "'" . $_->log_dir . "'/*" } $site, $vault, $own),
    $site->cluster->log_file;
cmp_ok(length $logs, '>', 10_000, 'and logs');
is_deeply([grep { index($logs, $_) >= 0 } @said], [], 'which name none');
for my $table (qw(ticket outbox audit kept_answer tries)) {
	my $all = $site->sql("SELECT string_agg(t::text, ' ') FROM $table t");
	is_deeply([grep { index($all, $_) >= 0 } @said], [],
	    "nor does the table $table");
}

done_testing;
