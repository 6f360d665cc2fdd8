#!/usr/bin/perl
# Why somebody was refused stands in the line of the request, and is counted;
# and nothing in the log says who.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;
use Time::HiRes ();

my $site = Meal::Site->new(processes => 1, options => { login_failures => 3 });
my $password = 'a kettle of fish';
my $anna = $site->register(password => $password);
my $bo = $site->register;
my $gone = $site->register(password => $password);
$site->sql("UPDATE person SET disabled_at = now()
    WHERE username = '$gone->{username}'");
my %seen;

# The word in the line of a request, which is written after its answer.
sub word {
	my ($responder, $r) = @_;
	my $id = $r->header('x-request-id');
	my $line;
	for (1 .. 500) {
		($line) = $site->log_lines($responder,
		    qr/event=request id=\Q$id\E /);
		last if defined $line;
		Time::HiRes::sleep(0.01);
	}
	my ($word) = $line =~ /\brefused=(\S+)/;
	$seen{$responder}{$word}++ if $word;
	return $word // '';
}
sub refused {
	my ($responder, $status, $word, $r) = @_;
	is_status($r, $status, "$word is refused");
	is(word($responder, $r), $word, 'and the log has why');
	return;
}
sub login {
	my ($who, $word) = @_;
	return $site->post('auth/login', json => { login => $who,
	    password => $word // $password });
}

my $right = login($anna->{email});
is_status($right, 200, 'a login');
is(word('auth', $right), '', 'that is right has no such word');
refused('auth', 401, 'login-unknown', login('nobody@example.com'));
refused('auth', 401, 'login-wrong', login($anna->{username}, 'wrong'));
refused('auth', 401, 'login-shut', login($gone->{email}));
login($bo->{email}, 'wrong') for 1 .. 4;
refused('auth', 429, 'login-locked', login($bo->{email}, 'wrong'));
my $page = $site->browser;
refused('auth', 401, 'login-wrong', $page->post('/login', form => [
    login => $anna->{email}, password => 'not that' ]));
refused('recipes', 401, 'signed-out', $site->get('recipes'));
refused('recipes', 303, 'signed-out', $page->get('/recipes'));
refused('recipes', 401, 'token', $site->client(token => 'x.y.z')
    ->get('recipes'));
refused('admin', 403, 'role', $anna->get('admin/people'));
my $token = $anna->post('auth/tokens', json => { name => 'x', scopes =>
    ['plan:read'], password => $password })->json->{token};
refused('recipes', 403, 'scope', $site->client(token => $token)
    ->get('recipes'));
refused('recovery', 400, 'password-wrong', $anna->post('auth/email/change',
    json => { email => 'x@example.com', password => 'wrong' }));
$site->sql("UPDATE session SET proved_at = now() - interval '1 hour'");
refused('session', 403, 'reauthenticate', $anna->post('auth/tokens', json =>
    { name => 'x', scopes => ['plan:read'] }));
$page->post('/login', form => [ login => $anna->{email},
    password => $password ]);
refused('recipes', 403, 'cross-site', $page->post('/recipes', form => [
    name => 'x' ], headers => { 'Sec-Fetch-Site' => 'cross-site' }));
refused('mfa', 401, 'code-wrong', $site->post('auth/mfa/verify', json => {
    sessionToken => 'x' x 43, code => '000000' }));
my $fault = $anna->post('recipes', json => {});
is_status($fault, 400, 'a fault of the input');
is(word('recipes', $fault), '', 'is no refusal');
my $absent = $anna->get('recipes/01900000-0000-7000-8000-0000000000ff');
is_status($absent, 404, 'nor is what is not there');
is(word('recipes', $absent), '', 'it has no word');

# ---- counted, and of nobody

my $text = $site->get('/metrics')->text;
for my $responder (sort keys %seen) {
	for my $word (sort keys %{ $seen{$responder} }) {
		like($text, qr/^meal_refused_total\{responder="$responder",
		    why="$word"\}\ [1-9]/mx, "$word is counted");
	}
}
my $all = join '', map { $site->log_text($_) } sort keys %seen;
unlike($all, qr/\Q$_\E/, "the log does not say $_")
    for $anna->{email}, $bo->{email}, $gone->{email}, $anna->{username},
    'nobody@example', 'not that', $token;

done_testing;
