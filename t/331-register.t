#!/usr/bin/perl
# A registration whose answer was lost is asked for again: one account, one
# welcome, nothing secret kept.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Test;
use Meal::Together;

my $site = Meal::Site->new(options => { mail_transport => 'directory' });
$site->expect_log(qr/could not serialize|duplicate key value/);
my %anna = (email => 'anna@example.org', username => 'anna',
    password => 'a long enough password', fullName => 'Anna Maier',
    phone => '+49 30 901820', locale => 'en-GB');

sub register {
	my ($key, %p) = @_;
	return $site->client->post('auth/register', json => { %anna, %p },
	    headers => $key ? { 'Idempotency-Key' => $key } : {});
}

my $first = register('first');
is_status($first, 201, 'a registration');
is($first->header('idempotency-replayed'), undef, 'that is done');
my $again = register('first');
is_status($again, 201, 'asked for again');
is($again->body, $first->body, 'has the same answer');
is($again->header('location'), $first->header('location'), 'and address');
is($again->header('idempotency-replayed'), 'true', 'and says so');
is_status(register('first', password => 'another long password'), 201,
    'whatever its password');
is_problem(register(undef), 409, 'without its key it is taken');
is_problem(register('second'), 409, 'with another key as well');
is_problem(register('first', fullName => 'Anna Meyer'), 409,
    'another body is another registration');
is_problem(register('x' x 256), 400, 'too long a key');
is($site->sql('SELECT count(*) FROM person'), 1, 'there is one account');
is($site->sql('SELECT count(*) FROM household'), 1, 'in one household');
my @answers = together((sub { my $r = $site->client->post('auth/register',
    unnoted => 1, json => { %anna, email => 'ben@example.org',
    username => 'ben' }, headers => { 'Idempotency-Key' => 'at-once' });
    return [$r->status, $r->body] }) x 4);
is_deeply([map { $_->[0] } @answers], [(201) x 4], 'four at once');
is(scalar(keys %{ { map { $_->[1] => 1 } @answers } }), 1, 'get one account');
is($site->sql("SELECT count(*) FROM person WHERE username = 'ben'"), 1,
    'which is made once');
is_status($site->client->post('auth/login', json => { login => 'anna',
    password => $anna{password} }), 200, 'it is that of the first password');
unlike($site->sql('SELECT string_agg(k::text, $$ $$) FROM kept_registration k'),
    qr/anna|first|example|password|901820/i, 'nothing of it is kept');
$site->sql("UPDATE kept_registration SET created_at = now() -
    interval '25 hours'");
is_problem(register('first'), 409, 'after a day it is over');

# ---- one welcome, in the transaction

$site->run_worker;
my @mails = grep { $_->{to} =~ /anna/ } $site->mails;
is(scalar @mails, 1, 'one mail');
like($mails[0]{subject}, qr/^Welcome/, 'welcomes');
my ($token) = $mails[0]{text} =~ m{/verify\?token=([\w-]+)};
ok($token, 'with a link');
is_status($site->client->post('auth/email/verify', json => {
    token => $token }), 204, 'that confirms the address');

# ---- the telephone

my $anna = $site->client;
$anna->token($anna->post('auth/login', json => { login => 'anna',
    password => $anna{password} })->json->{accessToken});
my $profile = $anna->get('auth/profile')->json;
is($profile->{privateProfile}{phone}, '+49 30 901820', 'a telephone number');
is($anna->patch('auth/profile', json => { privateProfile => {
    phone => '+49 40 1234' } })->json->{privateProfile}{phone}, '+49 40 1234',
    'can be changed');
is($anna->patch('auth/profile', json => { privateProfile => {
    phone => undef } })->json->{privateProfile}{phone}, undef,
    'and taken away');

done_testing;
