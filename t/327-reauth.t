#!/usr/bin/perl
# What guards an account is changed only by who gave the password a moment
# ago: a session that is found or stolen enrols no second factor and makes no
# token.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;
my $password = 'a kettle of fish';
my $anna = $site->register(password => $password);
my $id = $anna->user->{id};

sub age {
	my ($minutes) = @_;
	return $site->sql("UPDATE session SET proved_at = now() -
	    interval '$minutes minutes' WHERE person = '$id'");
}

my %token = (name => 'script', scopes => ['recipes:read']);
my @guarded = (
	['auth/mfa/setup', {}, 200],
	['auth/mfa/setup/verify', { code => '000000' }, 400],
	['auth/tokens', \%token, 201],
);

for (@guarded) {
	my ($path, $body, $status) = @{$_};

	age(9);
	is_status($anna->post($path, json => $body), $status,
	    "$path: a login of nine minutes ago will do");
	age(11);
	my $r = $anna->post($path, json => $body);
	is_problem($r, 403, "$path: one of eleven minutes ago does not");
	like($r->json->{type}, qr/reauthenticate$/, 'and is told apart');
	is($r->json->{errors}[0]{pointer}, '/password', 'says what to send');
	is_problem($anna->post($path, json => { %{$body},
	    password => 'not the password' }), 400, "$path: a wrong one");
	is_problem($anna->post($path, json => { %{$body}, password => '' }),
	    403, "$path: an empty one is none");
	is_status($anna->post($path, json => { %{$body},
	    password => $password }), $status, "$path: the right one");
	is_status($anna->post($path, json => $body), $status,
	    "$path: is good for the next call too");
}

# ---- refused, nothing is changed
age(11);
my $before = $site->sql("SELECT totp_secret FROM person WHERE id = '$id'");
my $tokens = $site->sql('SELECT count(*) FROM api_token');
$anna->post($_->[0], json => $_->[1]) for @guarded;
is($site->sql("SELECT totp_secret FROM person WHERE id = '$id'"), $before,
    'a key that waits stays');
is($site->sql('SELECT count(*) FROM api_token'), $tokens, 'no token is made');

# ---- another session of the person says nothing of this one
my $phone = $site->login($anna->{email}, $password);
is_status($phone->post('auth/tokens', json => \%token), 201, 'a fresh login');
is_problem($anna->post('auth/tokens', json => \%token), 403,
    'does not speak for the old one');

# ---- the mail
my @mails = $site->mails(to => $anna->{email},
    subject => qr/^An API token was made$/);
is(scalar @mails, $site->sql('SELECT count(*) FROM api_token'),
    'a mail for each token');
unlike($_->{text}, qr/script/, 'without the name its maker chose')
    for $mails[0];

# ---- pages
my $browser = $site->browser;
$browser->post('/login', form => [login => $anna->{email},
    password => $password]);
age(11);
for ('/settings/tokens', '/settings/two-factor') {
	like($browser->get($_)->text, qr/name="password"/, "$_ asks for it");
}
my $r = $browser->post('/settings/tokens', form => [name => 'page',
    'scopes/-' => 'recipes:read']);
is_status($r, 403, 'without it the form comes back');
like($r->text, qr/Type your password/, 'and says what is missing');
like($r->text, qr/value="page"/, 'with what was typed');
$r = $browser->post('/settings/two-factor', form => []);
is_status($r, 403, 'so does the other');
$r = $browser->post('/settings/two-factor', form => [password => $password]);
is_status($r, 303, 'with it, it goes on');

done_testing();
