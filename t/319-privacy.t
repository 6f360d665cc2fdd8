#!/usr/bin/perl
# Privacy: consents, what happened, the copy of one's data, leaving for good
# and staying after all, and how long things are kept.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use Encode ();
use File::Path ();
use JSON::PP ();
use Meal::Place;
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my $site = Meal::Site->new(processes => 3, options => {
    login_failures => 5 });
# the second when a worker is killed
$site->expect_log(qr/could not serialize/, qr/connection to client lost/);
my $exports = $site->exports_dir;

# A zip's members by name, read by another program than ours.
sub unzipped {
	my ($bytes) = @_;
	my $path = $site->log_dir . '/copy.zip';
	Meal::Place::write_file($path, $bytes);
	my $script = 'import sys, zipfile, json, base64; ' .
	    'z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; ' .
	    'print(json.dumps({n: base64.b64encode(z.read(n)).decode() ' .
	    'for n in z.namelist()}))';
	open my $in, '-|', 'python3', '-c', $script, $path or die "python3\n";
	my $text = do { local $/ = undef; <$in> };
	close $in or return {};
	require MIME::Base64;
	my $all = JSON::PP::decode_json($text);
	$_ = MIME::Base64::decode($_) for values %{$all};
	return $all;
}

sub browser_of {
	my ($client) = @_;
	my $browser = $site->browser;
	my $r = $browser->post('/login', form => [ login => $client->{email},
	    password => $client->{password} ]);
	die $r->summary . "\n" if $r->status != 303;
	return $browser;
}

# What another's chores do at their time.
sub chores {
	$site->sql('DELETE FROM chore');
	return $site->run_worker;
}

sub count { my ($what) = @_; return $site->sql("SELECT count(*) FROM $what") }

# ---- consents

my $anna = $site->register(consent => \1);
my $id = $anna->user->{id};
is_problem($site->get('account/consents'), 401, 'consents need a login');
my $list = $anna->get('account/consents');
is_status($list, 200, 'consents');
is_deeply([map { "$_->{kind} $_->{version}" } @{ $list->json->{items} }],
    ['terms 1'], 'the terms were agreed to at registration');
like($list->json->{items}[0]{givenAt}, qr/^\d{4}-.*Z$/, 'at a time');
for my $time (1, 2) {
	my $r = $anna->post('account/consents', json => { kind => 'news',
	    given => \1 });
	is_status($r, 200, 'news, please');
	is(scalar(grep { $_->{kind} eq 'news' } @{ $r->json->{items} }), 1,
	    "asked $time times, noted once");
}
my $no = $anna->post('account/consents', json => { kind => 'news',
    given => \0 });
ok($no->json->{items}[0]{withdrawnAt}, 'taken back, with its time');
$anna->post('account/consents', json => { kind => 'news', given => \0 });
is($site->sql("SELECT string_agg(action, ' ' ORDER BY id) FROM audit
    WHERE person = '$id' AND action LIKE 'consent%'"),
    'consent-given consent-withdrawn', 'both noted, once each');
is_problem($anna->post('account/consents', json => { kind => 'soul',
    given => \1 }), 400, 'another kind');
is_problem($anna->post('account/consents', json => { kind => 'news' }), 400,
    'without a yes or no');

my $page = browser_of($anna);
my $privacy = $page->get('/settings/privacy');
is_status($privacy, 200, 'the page');
like($privacy->text, qr/Send me news by mail/, 'offers news');
like($privacy->text, qr/kept for 30 days|for 30 days/, 'says for how long');
my @form = grep { defined } $page->hidden('/settings/privacy');
is_status($page->post('/settings/privacy/consents', form => [
    kind => 'news', given => 'true' ]), 303, 'agreed by page');
like($page->get('/settings/privacy')->text, qr/No more news by mail/,
    'and it says so');

# ---- what happened

my $audit = $anna->get('account/audit?limit=2');
is_status($audit, 200, 'what happened');
is(scalar @{ $audit->json->{items} }, 2, 'two at once');
is($audit->json->{items}[0]{action}, 'consent-given', 'the newest first');
is($audit->json->{items}[0]{place}, '127.0.0.0/24', 'the address shortened');
ok($audit->json->{items}[0]{byYou}, 'by oneself');
my (@seen, $next) = map { $_->{action} } @{ $audit->json->{items} };
$next = $audit->json->{next};
while ($next) {
	my $r = $anna->get("account/audit?limit=2&cursor=$next");
	is_status($r, 200, 'the next') or last;
	push @seen, map { $_->{action} } @{ $r->json->{items} };
	$next = $r->json->{next};
}
is(scalar @seen, count("audit WHERE person = '$id'"), 'all, page by page');
is((grep { $_ eq 'register' } @seen), 1, 'down to the beginning');
is_problem($anna->get('account/audit?cursor=zz'), 400, 'a bad cursor');
is_problem($anna->get('account/audit?limit=0'), 400, 'a bad limit');
is_problem($site->get('account/audit'), 401, 'for oneself only');
my $bert = $site->register;
my $his = $bert->user->{id};
$site->sql("INSERT INTO audit (person, action, actor) VALUES
    ('$his', 'disabled', '$id')");
my $theirs = $bert->get('account/audit')->json->{items};
ok(!$theirs->[0]{byYou}, 'what another did is told as such');
is(scalar(grep { $_->{action} eq 'consent-given' } @{$theirs}), 0,
    'nothing of another');
unlike(JSON::PP::encode_json($theirs), qr/\Q$id\E/, 'nor who it was');
like(browser_of($bert)->get('/settings/audit')->text,
    qr/Account disabled.*not by you/s, 'on the page as well');

# Whatever is noted has its words.
my $words = Meal::Place::read_file(Meal::Place::top() .
    '/templates/partials/audit-words.html');
my %noted;
my $brackets = qr/(\((?:[^()]++|(?-1))*+\))/;
for my $file (glob "'" . Meal::Place::top() . "/lib/'*/*.c") {
	my $text = Meal::Place::read_file($file);
	while ($text =~ /\b(?:audit_note|audit_own|note)$brackets/g) {
		my $inside = substr $1, 1, -1;
		1 while $inside =~ s/$brackets//;
		my $action = (split /,/, $inside)[2] // '';
		$noted{$_} = $file for $action =~ /"([a-z-]+)"/g;
	}
}
cmp_ok(scalar keys %noted, '>', 20, 'there are actions');
is(join(' ', grep { $words !~ /\{\{#\Q$_\E\}\}/ }
    sort keys %noted), '', 'each has words on the page');

# ---- a copy of one's data

my $recipe = $anna->post('recipes', json => { name => 'Secret soup',
    visibility => 'private', recipeIngredient => ['100 g rice'],
    instructions => [{ text => 'Stir.' }] })->json;
$anna->post('foods', json => { name => 'Nettle flour' });
my $meal = $anna->post('meals', json => { name => 'Breakfast',
    items => [] })->json;
$anna->post('plan/entries', json => { date => $_, mealType => 'lunch',
    note => "On $_" }) for '2026-11-23', '2027-02-01', '2019-05-05';
my $shopping = $anna->post('shopping/lists', json => { name => 'Sat' })->json;
$anna->post("shopping/lists/$shopping->{id}/items",
    json => { text => '2 l milk' });
$anna->put('targets', json => { calories => 2000 });
my $token = $anna->post('auth/tokens', json => { name => 'script',
    scopes => ['recipes:read', 'profile:read', 'profile:write'] })->json;
my $rice = $site->sql("SELECT id FROM food WHERE household IS NULL
    ORDER BY id LIMIT 1");
$anna->put("foods/$rice/favorite");

is_problem($site->post('account/export', json => {}), 401,
    'a copy needs a login');
my $script = $site->client(token => $token->{token});
is_problem($script->post('account/export', json => {}), 403,
    'an API token gets none');
is_problem($script->delete('account', json => { password => 'x' }), 403,
    'nor deletes an account');
is_problem($script->get('account/audit'), 403, 'nor sees what happened');
my @ids = together((sub {
	my $r = $site->client(token => $anna->token)->post('account/export',
	    unnoted => 1);
	return $r->status == 202 ? $r->json->{id} : $r->summary;
}) x 4);
is(scalar(grep { $_ eq $ids[0] } @ids), 4, 'four at once get one copy')
    or diag("@ids");
my $asked = $anna->post('account/export');
is_status($asked, 202, 'asked again');
my $copy = $asked->json->{id};
is($copy, $ids[0], 'it is the same');
is($asked->header('location'), "/api/v1/account/export/$copy", 'Location');
my $state = $anna->get("account/export/$copy");
is_status($state, 202, 'not there yet');
is($state->json->{state}, 'queued', 'and it says so');
is_problem($bert->get("account/export/$copy"), 404, "another's is not there");
is_problem($site->get("account/export/$copy"), 401, 'nor for nobody');
like($page->get('/settings/privacy')->text, qr/is being made/,
    'the page says that it is being made');
is($page->get("/settings/privacy/export/$copy")->location,
    '/settings/privacy', 'and its link leads back');

$site->run_worker;
my $zip = $anna->get("account/export/$copy");
is_status($zip, 200, 'then it is there');
is($zip->type, 'application/zip', 'a zip');
like($zip->header('content-disposition'),
    qr/^attachment; filename="meal-\d{4}-\d\d-\d\d[.]zip"$/, 'to be saved');
like($zip->header('cache-control'), qr/no-store/, 'and kept nowhere');
is($zip->header('content-length'), length $zip->body, 'whole');
my $head = $anna->head("account/export/$copy");
is_status($head, 200, 'HEAD');
is($head->header('content-length'), length $zip->body, 'tells its length');
is($head->body, '', 'and no more');
is_problem($bert->get("account/export/$copy"), 404, "still not another's");
is_problem($script->get("account/export/$copy"), 403, 'nor for a token');
is_status($page->get("/settings/privacy/export/$copy"), 200, 'by page');
is_status(browser_of($bert)->get("/settings/privacy/export/$copy"), 404,
    'by page for oneself only');
like($page->get('/settings/privacy')->text, qr/Fetch my copy/, 'a link');
is((stat "$exports/$copy.zip")[2] & oct 777, oct 600,
    'nobody else on the machine reads it');
my @ready = $site->mails(to => $anna->{email}, subject => qr/copy of your/);
is(scalar @ready, 1, 'one mail says so');
like($ready[0]{text}, qr{/settings/privacy}, 'where it is');

my $files = unzipped($zip->body);
my %json = map { /^(.*)[.]json$/ ? ($1 => JSON::PP::decode_json(
    $files->{$_})) : () } keys %{$files};
is(join(' ', sort keys %{$files}), 'account.json consents.json ' .
    'favorite-foods.json foods.json history.json household.json index.html ' .
    'mails.json meal.css meals.json plan.json recipes.json sessions.json ' .
    'shopping-lists.json targets.json tokens.json ' .
    'traces.json', 'everything is in it');
is_deeply($json{account}, $anna->get('auth/profile')->json,
    'the account as the interface has it');
is_deeply($json{recipes}{items},
    [$anna->get("recipes/$recipe->{id}")->json], 'recipes');
is_deeply($json{meals}{items}, [$anna->get("meals/$meal->{id}")->json],
    'meals');
is_deeply($json{'shopping-lists'}{items},
    [$anna->get("shopping/lists/$shopping->{id}")->json], 'lists');
is_deeply([map { $_->{date} } @{ $json{plan}{items} }],
    ['2019-05-05', '2026-11-23', '2027-02-01'], 'the days of the plan');
is($json{plan}{items}[1]{entries}[0]{note}, 'On 2026-11-23',
    'with their entries');
is($json{foods}{items}[0]{name}, 'Nettle flour', 'own foods');
is($json{'favorite-foods'}{items}[0]{id}, $rice, 'favourites');
is_deeply($json{targets}, { calories => 2000, version => 1 }, 'targets');
is($json{tokens}{items}[0]{name}, 'script', 'tokens');
is_deeply($json{household}, $anna->get('household')->json, 'household');
cmp_ok(scalar @{ $json{sessions}{items} }, '>=', 2, 'sessions');
is($json{history}{items}[-1]{action}, 'register', 'what happened');
is($json{consents}{items}[-1]{kind}, 'terms', 'consents');
my $index = Encode::decode('UTF-8', $files->{'index.html'});
like($index, qr/\Q$anna->{email}\E/, 'a page tells whose it is');
like($index, qr/recipes[.]json · 1\b/, 'and how much there is');
my $all = join "\n", values %{$files};
for my $secret ($site->sql("SELECT password_hash FROM person
    WHERE id = '$id'"), $token->{token}, $anna->{password}, $anna->token,
    split(/\n/, $site->sql('SELECT hash FROM api_token UNION
    SELECT hash FROM refresh UNION SELECT hash FROM device UNION
    SELECT secret_hash FROM session WHERE secret_hash IS NOT NULL'))) {
	unlike($all, qr/\Q$secret\E/, 'no secret in it');
}

# at most three a day
for my $n (2, 3) {
	is_status($anna->post('account/export'), 202, "copy $n");
	$site->run_worker;
}
my $fourth = $anna->post('account/export');
is_problem($fourth, 429, 'the fourth of a day is refused');
cmp_ok($fourth->header('retry-after'), '>', 80_000, 'until tomorrow');
is_status($page->post('/settings/privacy/export'), 429, 'by page as well');

# kept for a week, and not longer than its job
Meal::Place::write_file("$exports/00000000-0000-7000-8000-000000000000.zip",
    'left over');
Meal::Place::write_file("$exports/00000000-0000-7000-8000-000000000000.part",
    'left over');
Meal::Place::write_file("$exports/notes.txt", 'not ours');
$site->sql("UPDATE job SET ended_at = now() - interval '8 days'
    WHERE id = '$copy'");
is_problem($anna->get("account/export/$copy"), 404, 'after a week: gone');
chores();
ok(!-e "$exports/$copy.zip", 'its file as well');
is(join(' ', map { s{.*/}{}r } glob "$exports/00000000*"), '',
    'and what belongs to nobody');
ok(-e "$exports/notes.txt", 'other files are left alone');
is(scalar(my @left = glob "$exports/*.zip"), 2, 'the newer ones stay');
my $newest = $site->sql("SELECT id FROM job WHERE kind = 'export'
    ORDER BY created_at DESC LIMIT 1");
unlink "$exports/$newest.zip" or die;
is_problem($anna->get("account/export/$newest"), 404,
    'a file that somebody took away');

# ---- killed in the middle

my $carl = $site->register;
my ($c_id, $c_home) = ($carl->user->{id}, $carl->user->{household}{id});
$site->sql("INSERT INTO recipe (id, household, author, slug, name)
    SELECT gen_random_uuid(), '$c_home', '$c_id', 'r' || n, 'Recipe ' || n
      FROM generate_series(1, 1500) n");
my $big = $carl->post('account/export')->json->{id};
my $worker = $site->start_worker('--queue', 'slow');
my $done = 0;
for (1 .. 2000) {
	$done = $site->sql("SELECT done FROM job WHERE id = '$big'");
	last if $done > 100;
	Time::HiRes::sleep(0.005);
}
kill 'KILL', $site->worker_pids;
$site->stop_worker;
cmp_ok($done, '>', 100, 'a worker is in the middle of it');
is($site->sql("SELECT state FROM job WHERE id = '$big'"), 'running',
    'and killed there');
my $half = $carl->get("account/export/$big");
is_status($half, 202, 'no half of a zip is ever given');
cmp_ok($half->json->{done}, '>', 100, 'it says how far it is');
cmp_ok($half->json->{total}, '>=', 1500, 'of how many');
ok(!-e "$exports/$big.zip", 'there is none');
$site->run_worker;
is_status($carl->get("account/export/$big"), 202, 'it is leased for a while');
$site->sql("UPDATE job SET leased_until = now() WHERE id = '$big'");
$site->run_worker;
my $whole = $carl->get("account/export/$big");
is_status($whole, 200, 'the next worker makes it');
my $read = unzipped($whole->body);
is(scalar @{ JSON::PP::decode_json($read->{'recipes.json'})->{items} },
    1500, 'with all recipes');
ok(!-e "$exports/$big.part", 'nothing is left over');

# ---- leaving, and staying after all

my $dora = $site->register;
my $d_page = browser_of($dora);
my $d_other = $site->login(@{$dora}{qw(email password)});
my $d_token = $site->client(token => $dora->post('auth/tokens', json => {
    name => 'x', scopes => ['recipes:read'] })->json->{token});
is_status($d_token->get('recipes'), 200, 'a token opens');
is_problem($site->delete('account', json => { password => 'x' }), 401,
    'nobody deletes');
my $wrong = $dora->delete('account', json => { password => 'wrong' });
is_problem($wrong, 400, 'the password is asked for');
is($wrong->json->{errors}[0]{pointer}, '/password', 'and told');
is_problem($dora->delete('account'), 400, 'without one');
ok(!defined $dora->get('auth/profile')->json->{user}{deletionAt},
    'nothing is planned');
like($d_page->get('/settings/delete')->text,
    qr/alone in your household.*Recipes: 0/s, 'the page says what goes');
my @both = together((sub {
	my $c = $site->client(token => $dora->token);
	return $c->delete('account', unnoted => 1, json => {
	    password => $dora->{password} })->status;
}) x 3);
cmp_ok(scalar(grep { $_ == 202 } @both), '>=', 1, 'asked for at once')
    or diag("@both");
is(scalar(grep { $_ != 202 && $_ != 401 } @both), 0,
    'the others see the same, or that they are logged out');
is(count("audit WHERE action = 'deletion-requested'"), 1, 'noted once');
is_problem($_->get('recipes'), 401, 'everything that opened is closed')
    for $dora, $d_other, $d_token;
is_status($d_page->get('/settings'), 303, 'the browser as well');
my @mails = $site->mails(to => $dora->{email},
    subject => qr/will be deleted/);
is(scalar @mails, 1, 'one mail');
like($mails[0]{text}, qr/Log in before/, 'says how to stay');

$dora->token(undef);
$dora->login;
my $when = $dora->user->{deletionAt};
ok($when, 'logging in still works, and tells when it ends');
is($site->sql("SELECT round(extract(epoch FROM '$when'::timestamptz - now())
    / 86400)"), 14, 'in fourteen days');
my $again = $dora->delete('account', json => {
    password => $dora->{password} });
is_status($again, 202, 'asked once more');
is($again->json->{deletionAt}, $when, 'the day stays');
is(scalar($site->mails(to => $dora->{email},
    subject => qr/will be deleted/)), 1, 'and no other mail');
$dora->token(undef);
$d_page = browser_of($dora);
like($d_page->get('/recipes')->text,
    qr/will be deleted on .*Keep my account/s, 'every page says so');
is_status($d_page->post('/settings/restore'), 303, 'staying, by page');
unlike($d_page->get('/recipes')->text, qr/will be deleted on/,
    'no more of it');
$dora->login;
is($dora->user->{deletionAt}, undef, 'nothing is planned any more');
is_status($dora->post('account/restore', json => {}), 204,
    'staying twice is fine');
is($site->sql("SELECT string_agg(action, ' ' ORDER BY id) FROM audit
    WHERE person = '" . $dora->user->{id} . "' AND action LIKE 'deletion%'"),
    'deletion-requested deletion-undone', 'both are noted');
is_problem($site->post('account/restore', json => {}), 401,
    'for who is logged in');

my $sent = $d_page->post('/settings/delete', form => [ password => 'no',
    $d_page->hidden('/settings/delete') ]);
is_status($sent, 400, 'by page: the form again');
like($sent->text, qr/id="f-password-error"/, 'with the fault');
my $left = $d_page->post('/settings/delete', form => [
    password => $dora->{password} ]);
is_status($left, 303, 'by page');
is($left->location, '/login', 'to the login');
is_status($d_page->get('/settings'), 303, 'logged out');

# a stolen session does not guess the password
my $emil = $site->register;
my @tries = map { $emil->delete('account', json => {
    password => "guess $_" })->status } 1 .. 7;
is($tries[0], 400, 'a wrong password');
is($tries[-1], 429, 'too many of them');
is($site->sql("SELECT purge_at IS NULL FROM person WHERE id = '" .
    $emil->user->{id} . "'"), 't', 'nothing happened');

# ---- how long things are kept

my $home = $anna->user->{household}{id};
my $p = "'$id'";
my %kept = (	# table => [columns, old, young]
	session => ["id, person, kind, expires, idle_expires, ended_at",
	    "gen_random_uuid(), $p, 'app', now(), now(), now() - interval
	    '31 days'", "gen_random_uuid(), $p, 'app', now(), now(),
	    now() - interval '29 days'"],
	ticket => ['hash, kind, expires, id', "'t1', 'reset', now() -
	    interval '25 hours', gen_random_uuid()", "'t2', 'reset', now() -
	    interval '23 hours', gen_random_uuid()"],
	tries => ['key, at', "'k1', now() - interval '25 hours'",
	    "'k2', now() - interval '23 hours'"],
	kept_answer => ['person, route, key, body_hash, created_at',
	    "$p, 'r', 'k1', 'h', now() - interval '25 hours'",
	    "$p, 'r', 'k2', 'h', now() - interval '23 hours'"],
	device => ['hash, person, used_at', "'d1', $p, now() - interval
	    '366 days'", "'d2', $p, now() - interval '364 days'"],
	api_token => ['id, person, name, hash, scopes, ended_at',
	    "gen_random_uuid(), $p, 'a', 'h1', '{}', now() - interval
	    '91 days'", "gen_random_uuid(), $p, 'a', 'h2', '{}', now() -
	    interval '89 days'"],
	outbox => ['id, person, template, state, created_at',
	    "gen_random_uuid(), $p, 'x', 'sent', now() - interval '31 days'",
	    "gen_random_uuid(), $p, 'x', 'dead', now() - interval
	    '89 days'"],
	job => ['id, person, kind, state, ended_at', "gen_random_uuid(), $p,
	    'x', 'done', now() - interval '31 days'", "gen_random_uuid(),
	    $p, 'x', 'failed', now() - interval '29 days'"],
	audit => ['person, action, at', "$p, 'login', now() - interval
	    '401 days'", "$p, 'login', now() - interval '399 days'"],
	recipe => ['id, household, author, slug, name, deleted_at',
	    "gen_random_uuid(), '$home', $p, 'x', 'x', now() - interval
	    '31 days'", "gen_random_uuid(), '$home', $p, 'x', 'x', now() -
	    interval '29 days'"],
	food => ['id, household, name, deleted_at', "gen_random_uuid(),
	    '$home', 'x', now() - interval '31 days'", "gen_random_uuid(),
	    '$home', 'y', now() - interval '29 days'"],
	meal => ['id, household, name, deleted_at', "gen_random_uuid(),
	    '$home', 'x', now() - interval '31 days'", "gen_random_uuid(),
	    '$home', 'y', now() - interval '29 days'"],
	plan_entry => ['id, household, date, meal_type, note, deleted_at',
	    "gen_random_uuid(), '$home', now(), 'lunch', 'x', now() -
	    interval '31 days'", "gen_random_uuid(), '$home', now(),
	    'lunch', 'y', now() - interval '29 days'"],
	shopping_list => ['id, household, name, deleted_at',
	    "gen_random_uuid(), '$home', 'x', now() - interval '31 days'",
	    "gen_random_uuid(), '$home', 'y', now() - interval '29 days'"],
);
$site->sql('DELETE FROM tries');
my %before = map { $_ => count($_) } keys %kept;
for my $table (sort keys %kept) {
	my ($columns, @rows) = @{ $kept{$table} };
	$site->sql("INSERT INTO $table ($columns) VALUES ($_)") for @rows;
}
# a row whose session is younger goes with its own age
my $session = $site->sql("SELECT id FROM session WHERE person = $p
    AND ended_at IS NULL ORDER BY created_at DESC LIMIT 1");
$site->sql("INSERT INTO refresh (hash, session, used_at) VALUES
    ('old', '$session', now() - interval '31 days'),
    ('young', '$session', now() - interval '29 days'), ('new', '$session',
    NULL)");
# what is still needed stays, however old it is
my $put_away = "now() - interval '99 days'";
my $used = '11111111-1111-4111-8111-111111111111';
$site->sql("INSERT INTO recipe (id, household, author, slug, name,
	deleted_at) VALUES ('$used', '$home', $p, 'u', 'Used', $put_away);
    INSERT INTO food (id, household, name, deleted_at)
	VALUES ('$used', '$home', 'Used', $put_away);
    INSERT INTO meal (id, household, name, deleted_at)
	VALUES ('$used', '$home', 'Used', $put_away);
    INSERT INTO plan_entry (id, household, date, meal_type, recipe_id)
	VALUES (gen_random_uuid(), '$home', now(), 'dinner', '$used');
    INSERT INTO plan_entry (id, household, date, meal_type, meal_id)
	VALUES (gen_random_uuid(), '$home', now(), 'dinner', '$used');
    INSERT INTO plan_entry (id, household, date, meal_type, food_id)
	VALUES (gen_random_uuid(), '$home', now(), 'dinner', '$used');
    INSERT INTO shopping_item (id, household, list, food, deleted_at,
	removed) VALUES ('$used', '$home', '$shopping->{id}', 'Off',
	$put_away, true), (gen_random_uuid(), '$home', '$shopping->{id}',
	'Old', $put_away, false)");
my %more = (recipe => 1, food => 1, meal => 1, plan_entry => 3);
my $items = count('shopping_item');
chores();
for my $table (sort keys %kept) {
	is(count($table) - $before{$table}, 1 + ($more{$table} // 0),
	    "$table: the old one is gone, the young one stays");
}
is($site->sql("SELECT string_agg(hash, ' ' ORDER BY hash) FROM refresh
    WHERE hash IN ('old', 'young', 'new')"), 'new young', 'refresh tokens');
is(count("recipe WHERE id = '$used'"), 1, 'a planned recipe stays');
is(count('shopping_item'), $items - 1,
    'what was taken off a list by hand stays off');
$site->sql("DELETE FROM plan_entry WHERE '$used' IN (recipe_id, meal_id,
    food_id)");
chores();
is(count("recipe WHERE id = '$used'") + count("food WHERE id = '$used'") +
    count("meal WHERE id = '$used'"), 0, 'once it is not planned, it goes');
is_problem($anna->post("recipes/$used/restore", json => {}), 404,
    'and does not come back');

# more than one statement deletes
$site->sql("INSERT INTO tries (key, at) SELECT 'many', now() - interval
    '2 days' FROM generate_series(1, 12000)");
chores();
is(count("tries WHERE key = 'many'"), 0, 'all of many');
$site->sql("INSERT INTO tries (key, at) VALUES ('late', now() - interval
    '2 days')");
$site->run_worker;
is(count("tries WHERE key = 'late'"), 1, 'once an hour is enough');

done_testing;
