#!/usr/bin/perl
# Passwords: which are taken, that the same one typed otherwise is the same,
# and those that were hashed elsewhere. What is refused in detail is told in
# t/unit/password.c.
use strict;
use warnings;
use lib 't/lib';
use Digest::SHA ();
use MIME::Base64 ();
use Meal::Test;

my $site = Meal::Site->new(responders => [qw(auth recipes plan system)],
    options => { login_failures => 1000 });
my $n = 0;

sub registration {
	my (%over) = @_;
	$n++;
	return { email => "p$n\@example.org", username => "p-$n",
	    fullName => 'Robin Field', password => 'a long enough password',
	    %over };
}

sub register {
	my (%over) = @_;
	return $site->post('auth/register', json => registration(%over));
}

sub enter {
	my ($login, $password) = @_;
	return $site->post('auth/login', json => { login => $login,
	    password => $password });
}

# ---- rules, where one is chosen

for my $case (
	[ 'TestPass123' => undef ], [ 'kitchen table' => undef ],
	[ '  blanks  count  ' => undef ], [ 'x7#qW9!z' => undef ],
	[ 'k9f' x 42 . 'zq' => undef ],		# 128
	[ 'x' => qr/at least 8/ ], [ "\x{e9}" x 7 => qr/at least 8/ ],
	[ 'ab9' x 43 => qr/at most 128/ ],	# 129
	[ 'password' => qr/first passwords/ ],
	[ 'P@ssw0rd2026' => qr/first passwords/ ],
	[ 'strawberry' => qr/first passwords/ ],
	[ '1234567890' => qr/Rows of keys/ ],
	[ 'abcabcabc' => qr/Rows of keys/ ],
	[ 'robin.field1' => qr/your name/ ],
	[ 'dleifnibor' => qr/your name/ ],
) {
	my ($password, $why) = @{$case};
	my $r = register(password => $password);
	my $name = length $password > 20 ? length($password) . ' characters' :
	    sprintf "'%s'", $password =~ s/[^ -~]/?/gr;
	if (!$why) {
		is_status($r, 201, "$name is taken");
		is_status(enter("p-$n", $password), 200, 'and opens');
		next;
	}
	is_problem($r, 400, "$name is refused");
	like($r->faults->{'/password'} // '', $why, 'and told why');
}
my $address = register(email => 'quince@example.org',
    username => 'marmalade-9', password => 'quince@example.org');
is_problem($address, 400, 'nor the address');
is_problem(register(username => 'marmalade-jar',
    password => 'marmaladejar7'), 400, 'nor the username');

my $page = $site->browser;
my $shown = $page->post('/register', form => [ $page->hidden('/register'),
    %{ registration(password => 'iloveyou') } ]);
is_status($shown, 400, 'a page says so, too');
like($shown->body, qr/one of the first passwords that\s+are tried/,
    'at its field');
like($shown->body, qr/value="p$n\@example[.]org"/, 'keeping what was typed');
unlike($shown->body, qr/iloveyou/, 'but not the password');

# ---- no rules where one is asked for

is_problem(enter('p-1', 'x'), 401, 'a short one is wrong, not bad');
is_problem(enter('p-1', 'password'), 401, 'a common one is wrong');
is_problem(enter('p-1', ''), 401, 'an empty one is wrong');

# ---- the same, typed elsewhere

is_status(register(password => "caf\x{e9} au lait \x{fb01}x",
    username => 'cafe-1'), 201, 'a password with an accent');
is_status(enter('cafe-1', "cafe\x{301} au lait fix"), 200,
    'is the same with the accent apart');
is_problem(enter('cafe-1', 'cafe au lait fix'), 401, 'but not without');
is_problem(enter('cafe-1', "caf\x{e9} au lait fix "), 401,
    'nor with a blank more');

# ---- hashed elsewhere

sub pbkdf2 {
	my ($password, $salt, $rounds) = @_;
	my $u = Digest::SHA::hmac_sha256($salt . pack('N', 1), $password);
	my $sum = $u;
	for (2 .. $rounds) {
		$u = Digest::SHA::hmac_sha256($u, $password);
		$sum ^= $u;
	}
	return MIME::Base64::encode_base64($sum, '');
}

my $old = 'plum jam 1987';
my %hash = (
	Django => 'pbkdf2_sha256$1500$pepper$' . pbkdf2($old, 'pepper', 1500),
	passlib => '$pbkdf2-sha256$1500$' .
	    (MIME::Base64::encode_base64('salt of it', '') =~ tr/+=/./dr) .
	    '$' . (pbkdf2($old, 'salt of it', 1500) =~ tr/+=/./dr),
	bcrypt => crypt($old, '$2b$06$abcdefghijklmnopqrstuu'),
	sha512crypt => crypt($old, '$6$rounds=2000$salt$'),
	yescrypt => crypt($old, '$y$j75$saltsalt$'),
);
for my $kind (sort keys %hash) {
	is_status(register(username => "old-$kind"), 201, "for $kind");
	my $where = "WHERE username = 'old-$kind'";
	$site->sql("UPDATE person SET password_hash = '$hash{$kind}' $where");
	is_problem(enter("old-$kind", 'plum jam 1988'), 401, 'a wrong one');
	is($site->sql("SELECT password_hash FROM person $where"),
	    $hash{$kind}, 'leaves it as it is');
	is_status(enter("old-$kind", $old), 200, 'the right one opens');
	like($site->sql("SELECT password_hash FROM person $where"),
	    qr/^\$s1\$0a0801\$/, 'and is hashed anew');
	is_status(enter("old-$kind", $old), 200, 'and opens again');
}

# one that was made from other bytes of the same letters
is_status(register(username => 'latin'), 201, 'for decomposed letters');
$site->sql("UPDATE person SET password_hash = 'pbkdf2_sha256\$1500\$salt\$" .
    pbkdf2("cafe\xcc\x81 au lait", 'salt', 1500) .
    q{' WHERE username = 'latin'});
is_status(enter('latin', "cafe\x{301} au lait"), 200,
    'hashed elsewhere as it was sent');
is_status(enter('latin', "caf\x{e9} au lait"), 200, 'and here as always');

# what cannot be checked, and what would cost too much, is wrong
for my $bad ('', 'x', '!', '$6$', '$2b$31$' . 'a' x 53,
    '$6$rounds=999999999$salt$' . 'a' x 86,
    'pbkdf2_sha256$999999999$salt$' . 'A' x 43 . '=',
    '$7$zzzzzz/....salt$' . 'a' x 43, '$s1$1f2020$c2FsdA==$aGFzaA==',
    '$y$jzzzz$salt$hash') {
	$site->sql("UPDATE person SET password_hash = '$bad'
	    WHERE username = 'latin'");
	my $start = time;
	is_problem(enter('latin', $old), 401, "nobody fits '$bad'");
	cmp_ok(time - $start, '<', 3, 'and it is soon known');
}
$site->sql(q{UPDATE person SET password_hash = NULL WHERE username =
    'latin'});
is_problem(enter('latin', $old), 401, 'nobody without a password');

# ---- without the dictionary

my $bare = Meal::Site->new(responders => [qw(auth system)],
    options => { password_dictionary => '/nonexistent/words' });
is_problem($bare->post('auth/register', json => registration(
    password => 'letmein123')), 400, 'a short list of our own is left');
is_status($bare->post('auth/register', json => registration(
    password => 'strawberry')), 201, 'and no more than that');
is($bare->log_lines('auth', qr/event=wordlist/) > 0, 1, 'the log says so');

unlike($site->log_text('auth'), qr/plum jam|password=| au lait/,
    'no password in the log');

done_testing;
