#!/usr/bin/perl
# mfa_admins = required: an administrator without a second factor sets it up
# and does nothing else, on every route of every responder; others do not
# notice.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new(options => { mfa_admins => 'required' });
my $password = 'a kettle of fish';
my $root = $site->register(password => $password);
my $user = $site->register;
my $id = $root->user->{id};
my $recipe = $root->post('recipes', json => { name => 'Dal' })->json->{id};
$site->sql("UPDATE person SET role = 'admin' WHERE id = '$id'");
$root->login;
my $page = $site->browser;
is_status($page->post('/login', form => [ login => $root->{email},
    password => $password ]), 303, 'they can log in');

# ---- nothing is open but what sets it up

my %open = map { $_ => 1 } ('POST /auth/mfa/setup',
    'POST /auth/mfa/setup/verify', 'GET /settings/two-factor',
    'POST /settings/two-factor', 'POST /settings/two-factor/verify',
    'POST /logout');
my ($asked, @let) = (0);
for my $r (@{ $site->{session}->routes }) {
	my $name = "$r->{method} $r->{path}";
	next if $open{$name} || $r->{flags} =~ /\bbare\b/ ||
	    $r->{needs} eq 'local' || ($r->{needs} eq 'nobody' && ($r->{scope} // '-') eq '-');
	my $path = $r->{path} =~ s/:(\w+)/$1 eq 'date' ? '2026-11-23' :
	    $1 =~ m{id}i ? $recipe : 'x'/gre;
	$path =~ s{(?<=/)x(?=/|$)}{1}g;
	for my $face ($r->{flags} =~ /\b(api|page)\b/g) {
		my $answer = $face eq 'api' ? $root->request($r->{method},
		    "/api/v1$path", unnoted => 1,
		    $r->{method} eq 'GET' ? () : (json => {})) :
		    $page->request($r->{method}, $path, unnoted => 1,
		    $r->{method} eq 'GET' ? () : (form => []));
		$asked++;
		my $refused = $face eq 'api' ? $answer->status == 403 &&
		    $answer->json->{type} =~ /second-factor$/ :
		    ($answer->status == 303 && $answer->location =~
		    m{/settings/two-factor$}) || $answer->status == 403;
		next if $refused || $answer->status == 404 ||
		    $answer->status == 405;
		push @let, "$name as $face: " . $answer->status;
	}
}
cmp_ok($asked, '>', 150, 'all routes are asked');
is_deeply(\@let, [], 'and refuse');
my $r = $root->get('recipes');
is_problem($r, 403, 'a program is told');
like($r->json->{detail}, qr/Administrators need a second factor/, 'why');
is_problem($root->get("recipes/$recipe"), 403, 'not one of theirs either');
is_status($user->get('recipes'), 200, 'whoever is none is not asked');
is_status($site->get('health', unnoted => 1), 200, 'nor nobody');
$r = $page->post('/recipes', form => [ name => 'Typed long' ]);
like($r->text, qr/Typed long/, 'what was typed is kept');
my ($status, $said) = $site->mealctl('user', 'list');
like($said, qr/^$root->{username} .*needs a second factor/m, 'mealctl tells');
unlike($said, qr/^$user->{username} .*needs a second factor/m, 'of them');
like(($site->mealctl('doctor'))[1], qr/^fail  administrators: /m,
    'to the doctor it is wrong');

# ---- and then all is

$r = $page->get('/settings/two-factor');
like($r->text, qr/nothing else is open to you/, 'the page says why');
my $secret = $root->post('auth/mfa/setup')->json->{secret};
sleep 1 while time % 30 > 25;
open my $in, '-|', 'oathtool', '--totp', '--base32', $secret or die;
chomp(my $code = readline $in);
close $in or die;
is_status($root->post('auth/mfa/setup/verify', json => { code => $code }),
    200, 'it is set up');
is_status($root->get('recipes'), 200, 'all is open');
is_status($root->get('admin/people'), 200, 'and they administer');
is_status($page->get('/recipes'), 200, 'by page too');
unlike($page->get('/settings/two-factor')->text, qr{two-factor/off},
    'it is not to be turned off');
is_problem($root->post('auth/mfa/disable', json => {
    password => $password }), 409, 'nor can it');
unlike(($site->mealctl('user', 'list'))[1], qr/needs a second/, 'none is left');

# ---- an API token does not help; a role that is given works at once

my $token = $user->post('auth/tokens', json => { name => 'x', scopes =>
    ['recipes:read'] })->json->{token};
is_status($site->client(token => $token)->get('recipes'), 200, 'a token');
is_status($root->patch('admin/people/' . $user->user->{id}, json => {
    role => 'admin' }), 200, 'another administrator');
is_problem($user->get('recipes'), 403, 'who is asked at once');
is_problem($site->client(token => $token)->get('recipes'), 403,
    'and the token');
my $lax = Meal::Site->new;
my $eve = $lax->register;
$lax->sql("UPDATE person SET role = 'admin'");
is_status($eve->get('admin/people'), 200, 'optional asks for nothing');

done_testing;
