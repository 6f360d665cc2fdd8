#!/usr/bin/perl
# What keeps accounts: names that speak for the site or were somebody's, floods
# of right logins, very many sessions, what a shared computer keeps.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new(options => { logins_account => 5 });
my $anna = $site->register(username => 'anna-one');
my %new = (password => 'a long enough password', fullName => 'Somebody');
my $n = 0;

# ---- names

for my $name (qw(admin Administrator ROOT support postmaster meal)) {
	$n++;
	my $r = $site->post('auth/register', json => { %new,
	    email => "x$n\@example.org", username => $name });
	is_problem($r, 400, "nobody is called $name");
	is($r->json->{errors}[0]{pointer}, '/username', 'that is said of it');
}
is_problem($anna->patch('auth/profile', json => { user => {
    username => 'Admin' } }), 400, 'nor gets the name later');
$site->sql(q{UPDATE session SET proved_at = now() - interval '1 hour'});
my $r = $anna->patch('auth/profile', json => { user => {
    username => 'anna-two' } });
is_problem($r, 403, 'another name needs the password');
is($r->json->{type}, 'urn:meal:problem:reauthenticate', 'again');
is_status($anna->patch('auth/profile', json => { profile => {
    about => 'Cooks.' } }), 200, 'other things do not');
is_status($anna->patch('auth/profile', json => { password => $anna->{password},
    user => { username => 'anna-two' } }), 200, 'with it, it is changed');
is_problem($site->post('auth/register', json => { %new,
    email => 'thief@example.org', username => 'Anna-One' }), 409,
    'a name that somebody gave up is nobody else\'s');
my $ben = $site->register(username => 'ben-one');
is_problem($ben->patch('auth/profile', json => { password => $ben->{password},
    user => { username => 'anna-one' } }), 409, 'nor by a change');
is_status($anna->patch('auth/profile', json => { password => $anna->{password},
    user => { username => 'anna-one' } }), 200, 'but theirs to take back');
is_status($anna->patch('auth/profile', json => { password => $anna->{password},
    user => { username => 'anna-three' } }), 200, 'and give up again');
unlike($site->sql('SELECT string_agg(f::text, $$ $$) FROM freed_username f'),
    qr/anna/, 'it is not kept in clear');
$site->sql(q{UPDATE freed_username SET freed_at = now() - interval '367 days'});
is_status($site->post('auth/register', json => { %new,
    email => 'later@example.org', username => 'anna-one' }), 201,
    'after a year it is free');

# ---- right logins count as well

my @status = map { $site->post('auth/login', json => {
    login => $anna->{email}, password => $anna->{password} })->status } 1 .. 7;
is("@status", '200 200 200 200 429 429 429',
    'five in a quarter of an hour, with the one before');
is_status($site->post('auth/login', json => { login => $ben->{email},
    password => $ben->{password} }), 200, 'others are not held up');
$site->sql(q{DELETE FROM tries});

# ---- sessions are counted

my $id = $anna->user->{id};
$site->sql("INSERT INTO session (id, person, kind, expires, idle_expires,
    used_at) SELECT gen_random_uuid(), '$id', 'app', now() + interval '1 day',
    now() + interval '1 day', now() - n * interval '1 minute'
    FROM generate_series(10, 150) n");
is_status($site->post('auth/login', json => { login => $anna->{email},
    password => $anna->{password} }), 200, 'one login more');
is($site->sql("SELECT count(*) FROM session WHERE person = '$id' AND ended_at
    IS NULL"), 100, 'of very many the oldest end');
is_status($anna->get('recipes'), 200, 'the one in use stays');

# ---- a shared computer keeps nothing

my $browser = $site->browser;
$browser->post('/login', form => [ login => $ben->{email},
    password => $ben->{password} ]);
is($browser->get("/$_")->header('cache-control'), 'no-store',
    "/$_ is kept by nobody") for qw(settings household settings/profile);
$r = $browser->post('/logout', form => []);
is($r->header('clear-site-data'), '"cache"', 'logging out clears the rest');

# ---- another scheme is another site

$browser->post('/login', form => [ login => $ben->{email},
    password => $ben->{password} ]);
my ($host) = $site->url =~ m{//([^/]+)};
is_status($browser->post('/settings/sessions/end', form => [],
    headers => { Origin => "https://$host", 'Sec-Fetch-Site' => '' }), 403,
    'its origin is not ours');

done_testing;
