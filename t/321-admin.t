#!/usr/bin/perl
# What administrators see and do, and that nobody else does.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;
use Meal::Together;

my $site = Meal::Site->new(processes => 2);
my $root = $site->register(username => 'root-one', fullName => 'Rita Root');
my $anna = $site->register(username => 'anna', fullName => 'Anna Apple',
    email => 'anna@example.com', city => 'Secretville');
my $ben = $site->register(username => 'ben', fullName => 'Ben 100% _Berry');
my $mod = $site->register(username => 'mod');

sub become {
	my ($client, $role) = @_;
	$site->sql("UPDATE person SET role = '$role'
	    WHERE id = '" . $client->user->{id} . "'");
	return;
}
become($root, 'admin');
become($mod, 'moderator');
my $page = $site->browser;
$page->post('/login', form => [ login => 'root-one',
    password => $root->{password} ]);

sub id_of { return $_[0]->user->{id} }
sub one { return 'admin/people/' . id_of($_[0]) }
my $nobody = '01900000-0000-7000-8000-000000000000';

sub audit_of {
	my ($client) = @_;
	return $site->sql("SELECT string_agg(action || ':' ||
	    coalesce(actor::text, '-'), ' ' ORDER BY id) FROM audit
	    WHERE person = '" . id_of($client) . "'
	      AND action NOT LIKE 'login%' AND action <> 'register'");
}

# ---- the overview
my $r = $root->get('admin');
is_status($r, 200, 'the overview');
is($r->json->{people}{total}, 4, 'counts people');
is($r->json->{people}{admins}, 1, 'and administrators');
is($r->json->{sessions}{app}, 4, 'sessions');
ok(exists $r->json->{mail}{dead} && exists $r->json->{jobs}{failed},
    'mail and jobs');
like($r->json->{version}, qr/^\d/, 'names the version');
$r = $page->get('/admin');
is_status($r, 200, 'as a page');
like($r->body, qr{href="/admin/people"}, 'that leads on');
like($page->get('/settings')->body, qr{href="/admin"},
    'administrators find it');

# ---- nobody else
my $ann_page = $site->browser;
$ann_page->post('/login', form => [ login => 'anna',
    password => $anna->{password} ]);
unlike($ann_page->get('/settings')->body, qr{href="/admin"},
    'others see no way there');
for my $path ('admin', 'admin/people', one($ben), 'admin/audit',
    'admin/mail', "admin/people/$nobody") {
	is_problem($site->get($path), 401, "nobody: $path");
	is_problem($anna->get($path), 403, "a user: $path");
	is_problem($mod->get($path), 403, "a moderator: $path");
	my $html = $ann_page->get("/$path");
	is_status($html, 403, "a user's page: $path");
	unlike($html->body, qr/Berry|ben\b/, 'not a word');
}
my $before = $site->sql('SELECT md5(string_agg(p::text, $$ $$ ORDER BY id))
    FROM person p');
for my $deed (qw(disable enable sessions/end mfa/reset password/reset)) {
	for my $who ($anna, $mod) {
		is_problem($who->post(one($root) . "/$deed", json => {}),
		    403, "$who->{username} does not $deed");
	}
	is_status($ann_page->post('/' . one($root) . "/$deed", form => []),
	    403, "nor by page");
	my $cross = $page->post('/' . one($anna) . "/$deed", form => [],
	    headers => { 'Sec-Fetch-Site' => 'cross-site',
	    Origin => 'https://evil.example' });
	is_status($cross, 403, "another site does not make an admin $deed");
}
is_problem($anna->patch(one($anna), json => { role => 'admin' }), 403,
    'nobody makes themselves an administrator');
is($site->sql('SELECT md5(string_agg(p::text, $$ $$ ORDER BY id))
    FROM person p'), $before, 'nothing changed');

# An API token of an administrator administers nothing.
my $token = $root->post('auth/tokens', json => { name => 'all',
    scopes => [qw(profile:write household:write recipes:write plan:write)] });
is_status($token, 201, 'an API token');
my $by_token = $site->client(token => $token->json->{token});
for my $path ('admin', 'admin/people', one($ben)) {
	is_problem($by_token->get($path), 403, "by API token: $path");
}
is_problem($by_token->post(one($ben) . '/disable', json => {}), 403,
    'nor does it disable anybody');

# ---- finding people
sub found {
	my ($query) = @_;
	my $answer = $root->get("admin/people?$query");
	is_status($answer, 200, "people?$query") or return;
	return join ' ', map { $_->{username} } @{ $answer->json->{items} };
}
is(found('limit=10'), 'mod ben anna root-one', 'the newest first');
is(found('q=APPLE'), 'anna', 'by a part of the name');
is(found('q=anna%40exam'), 'anna', 'by address');
is(found('q=root-'), 'root-one', 'by username');
is(found('q=100%25'), 'ben', 'a percent sign is one');
is(found('q=_B'), 'ben', 'and an underscore');
is(found('q=%25'), 'ben', 'alone as well');
is(found('q=%5C'), '', 'a backslash finds nothing');
is(found('role=moderator'), 'mod', 'by role');
is(found('role=user&q=person'), 'ben', 'both');
is(found('state=unverified'), 'mod ben anna root-one', 'by state');
is(found('state=disabled'), '', 'nobody is disabled');
for my $evil (q{' OR '1'='1}, q{'; DROP TABLE person; --}, q{%' OR true --},
    q{\\' OR 1=1}, q{$1}, q{:q}, '(((', "\x{1F4A9}") {
	my $q = join '', map { sprintf '%%%02X', ord } split //,
	    do { my $bytes = $evil; utf8::encode($bytes); $bytes };
	is(found("q=$q"), '', "finds nobody: $q");
}
is($site->sql('SELECT count(*) FROM person'), 4, 'everybody is still here');
is_problem($root->get('admin/people?q=' . 'x' x 300), 400, 'too long a word');
is_problem($root->get('admin/people?role=king'), 400, 'an unknown role');
is_problem($root->get('admin/people?q=%00'), 400, 'a NUL');
my $first = $root->get('admin/people?limit=3')->json;
my $second = $root->get("admin/people?limit=3&cursor=$first->{next}")->json;
is(join(' ', map { $_->{username} } @{ $first->{items} },
    @{ $second->{items} }), 'mod ben anna root-one', 'pages of three');
is($second->{next}, undef, 'then no more');
is_problem($root->get('admin/people?cursor=zz'), 400, 'no cursor');
like($page->get('/admin/people?q=apple')->body, qr/Anna Apple/,
    'as a page');
like($page->get('/admin/people?q=nobodylikethat')->body,
    qr/Nobody like that/, 'an empty one says so');
$site->sql('ANALYZE person');
like($site->sql(q{SET enable_seqscan = off; SET enable_indexscan = off;
    EXPLAIN SELECT id FROM known_person WHERE words LIKE '%apple%'}),
    qr/person_search/, 'the index fits the search');

# ---- one of them
$r = $root->get(one($anna));
is_status($r, 200, 'an account');
is($r->json->{email}, 'anna@example.com', 'whose it is');
is($r->json->{sessions}, 2, 'where it is logged in');
is($r->json->{household}{name}, "Anna Apple\x{2019}s household",
    'its household');
unlike($r->body, qr/Secretville|password_?[hH]ash|\$s1\$|totp/,
    'nothing private, no secret');
$r = $page->get('/' . one($anna));
is_status($r, 200, 'as a page');
like($r->body, qr/Account made/, 'with what happened last');
unlike($r->body, qr/Secretville/, 'nothing private');
is_problem($root->get("admin/people/$nobody"), 404, 'nobody of that id');
is_problem($root->get(q{admin/people/x'%20OR%20'1'='1}), 404,
    'no id at all');
for my $deed (qw(disable enable sessions/end mfa/reset password/reset)) {
	is_problem($root->post("admin/people/$nobody/$deed", json => {}), 404,
	    "$deed of nobody");
}

# ---- roles
$r = $root->patch(one($ben), json => { role => 'moderator' });
is_status($r, 200, 'another role');
is($r->json->{role}, 'moderator', 'is given');
is_problem($root->patch(one($ben), json => { role => 'king' }), 400,
    'not any word');
is_problem($root->patch(one($ben), json => { role => 'admin',
    nonsense => 1 }), 400, 'nor any member');
$r = $root->patch(one($ben), json => { role => 'user',
    email => 'evil@example.com', id => $nobody });
is($r->json->{email}, $ben->{email}, 'what is the server\'s stays');
my $old = $root->get(one($ben))->header('etag');
$root->patch(one($ben), json => { role => 'moderator' });
is_problem($root->patch(one($ben), json => { role => 'admin' },
    headers => { 'If-Match' => $old }), 412, 'not what was seen before');
is_status($page->post('/' . one($ben), form => [ role => 'user' ]), 303,
    'by page');
is_status($page->post('/' . one($ben), form => [ role => 'king' ]), 400,
    'with a fault the page again');
is(audit_of($ben), join(' ', ('site-role-changed:' . id_of($root)) x 4),
    'each change is noted, and by whom');

# ---- the last administrator
for my $try ([patch => one($root), { role => 'user' }],
    [post => one($root) . '/disable', {}]) {
	my ($verb, $path, $json) = @{$try};
	is_problem($root->$verb($path, json => $json), 409,
	    "the last administrator stays: $verb");
}
is_status($page->post('/' . one($root), form => [ role => 'user' ]), 409,
    'by page as well');
like($page->post('/' . one($root) . '/disable', form => [])->body,
    qr/only administrator/, 'and is told why');
is_problem($root->delete('account', json => {
    password => $root->{password} }), 409, 'nor can they delete themselves');
become($ben, 'admin');
$ben = $site->login($ben->{email}, $ben->{password});
$ben->{email} = $ben->user->{email};
for my $round (1 .. 5) {
	my @status = together(
	    sub { $site->client(token => $root->token)->patch(one($ben),
		unnoted => 1, json => { role => 'user' })->status },
	    sub { $site->client(token => $ben->token)->patch(one($root),
		unnoted => 1, json => { role => 'user' })->status });
	like("@{[sort @status]}", qr/^200 (?:403|409)$/,
	    "round $round: of two who demote each other one is left");
	is($site->sql(q{SELECT count(*) FROM person WHERE role = 'admin'}), 1,
	    'exactly one');
	become($_, 'admin') for $root, $ben;
}
$site->expect_log(qr/could not serialize|deadlock/);
is_status($root->patch(one($root), json => { role => 'user' }), 200,
    'one of two may step down');
is_problem($root->get('admin'), 403, 'and is out at once');
become($root, 'admin');
become($ben, 'user');

# ---- shutting somebody out
my $key = $anna->post('auth/tokens', json => { name => 'k',
    scopes => ['recipes:read'] })->json->{token};
is_status($site->client(token => $key)->get('recipes'), 200, 'a token');
is_problem($root->post(one($anna) . '/disable', json => {
    reason => 'x' x 501 }), 400, 'too long a reason');
$r = $root->post(one($anna) . '/disable', json => {
    reason => "Too many\r\nBcc: x\@example.com" });
is_status($r, 200, 'disabled');
is($r->json->{state}, 'disabled', 'is said');
is($r->json->{sessions}, 0, 'no session is left');
is_problem($anna->get('recipes'), 401, 'works at once');
is_status($ann_page->get('/recipes'), 303, 'in the browser');
is_problem($site->client(token => $key)->get('recipes'), 401,
    'for API tokens');
is_problem($site->post('auth/login', json => { login => 'anna',
    password => $anna->{password} }), 401, 'and there is no way in');
is(found('state=disabled'), 'anna', 'in the list');
like($page->get('/' . one($anna))->body, qr/Too many/, 'the reason is kept');
my ($mail) = $site->mails(to => 'anna@example.com',
    subject => qr/disabled/, n => 1);
like($mail->{text}, qr/Too many/, 'and told by mail');
unlike($mail->{raw} // '', qr/^Bcc:/m, 'in its text only');
is_status($root->post(one($anna) . '/disable', json => {}), 200,
    'once more changes nothing');
is_problem($root->post(one($anna) . '/password/reset'), 409,
    'no link for whoever is shut out');
is_status($root->post(one($anna) . '/enable'), 200, 'enabled');
is_problem($anna->get('recipes'), 401, 'old sessions stay ended');
is_problem($site->client(token => $key)->get('recipes'), 401,
    'and old tokens');
$anna->token(undef);
$anna->login('anna', $anna->{password});
is_status($anna->get('recipes'), 200, 'but they can log in');
is(audit_of($anna), join('', map { "$_:" . id_of($anna) . ' ' }
    qw(new-browser token-made)) . 'disabled:' .
    id_of($root) . ' enabled:' . id_of($root), 'noted once each');

# ---- sessions, second factor, password
is_status($root->post(one($anna) . '/sessions/end'), 200, 'sessions ended');
is_problem($anna->get('recipes'), 401, 'at once');
is_problem($root->post(one($anna) . '/mfa/reset'), 409,
    'there is no second factor');
$site->sql("UPDATE person SET mfa_enabled = true, totp_secret = 'x'
    WHERE username = 'anna'");
$site->sql("INSERT INTO backup_code (person, hash) VALUES ('" .
    id_of($anna) . "', 'x')");
is_status($page->post('/' . one($anna) . '/mfa/reset', form => []), 303,
    'turned off by page');
is($site->sql("SELECT mfa_enabled, totp_secret IS NULL,
    (SELECT count(*) FROM backup_code) FROM person
    WHERE username = 'anna'"), 'f|t|0', 'with its secret and codes');
($mail) = $site->mails(to => 'anna@example.com',
    subject => qr/second factor/i, n => 1);
ok($mail, 'and they are told');
is_status($root->post(one($anna) . '/password/reset'), 200,
    'a link is sent');
($mail) = $site->mails(to => 'anna@example.com', subject => qr/password/i,
    n => 1);
my ($link) = ($mail->{text} // '') =~ m{(/reset\?token=[\w-]{43})};
ok($link, 'by mail');
is_status($site->post('auth/password/reset', json => {
    token => ($link // '') =~ s/.*=//r,
    password => 'quite another password' }), 204, 'which works');
is(audit_of($anna) =~ s/.*enabled:\S+ //r,
    join(' ', map { "$_:" . id_of($root) } qw(sessions-ended mfa-reset
    reset-sent)) . ' password-reset:' . id_of($anna), 'all of it noted');

# ---- an administrator who is shut out
become($mod, 'admin');
is_status($mod->get('admin'), 200, 'another administrator');
is_status($root->post(one($mod) . '/disable', json => {}), 200,
    'is disabled');
is_problem($mod->get('admin'), 401, 'and sees nothing');
is_problem($mod->post(one($mod) . '/enable'), 401,
    'nor lets themselves in again');

# ---- what happened
$r = $root->get('admin/audit?person=' . id_of($anna) . '&limit=100');
is_status($r, 200, 'what happened to somebody');
is((grep { ($_->{person}{username} // '') ne 'anna' }
    @{ $r->json->{items} }), 0, 'to them alone');
is((grep { $_->{action} eq 'disabled' &&
    $_->{actor}{username} eq 'root-one' } @{ $r->json->{items} }), 1,
    'by whom');
like($page->get('/admin/audit')->body, qr/Account disabled/,
    'in words on the page');
like($page->get('/admin/audit?limit=1')->body, qr/name="cursor"/,
    'page by page');

# ---- mail
my $dead = $site->sql("INSERT INTO outbox (id, template, state, last_error)
    VALUES (gen_random_uuid(), 'verify', 'dead', 'no such <b>box</b>')
    RETURNING id");
$r = $root->get('admin/mail?state=dead');
is_status($r, 200, 'dead mails');
is($r->json->{items}[0]{id}, $dead, 'are listed');
my $html = $page->get('/admin/mail?state=dead')->body;
like($html, qr/no such &lt;b&gt;/, 'with why, escaped');
is_status($root->post("admin/mail/$dead/retry"), 204, 'tried again');
is($site->sql("SELECT state <> 'dead' FROM outbox WHERE id = '$dead'"), 't',
    'it is');
is_problem($root->post("admin/mail/$nobody/retry"), 404, 'not any id');
$dead = $site->sql("INSERT INTO outbox (id, template, state)
    VALUES (gen_random_uuid(), 'verify', 'dead') RETURNING id");
is_status($page->post("/admin/mail/$dead/drop", form => []), 303,
    'forgotten by page');
is($site->sql("SELECT count(*) FROM outbox WHERE id = '$dead'"), 0, 'it is');
is_problem($root->post("admin/mail/$dead/drop"), 404, 'once');
is($site->sql("SELECT string_agg(action || ' ' || (actor = '" . id_of($root) .
    "'), ' ' ORDER BY id) FROM audit WHERE person IS NULL"),
    'mail-retried true mail-dropped true', 'both are noted');

# ---- nothing personal in the log
unlike($site->log_text('admin'), qr/anna|Apple|apple|Berry/,
    'a log without people');

done_testing;
