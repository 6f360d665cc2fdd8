#!/usr/bin/perl
# Gone for good: of somebody who is purged nothing is left, neither in the
# database nor on the disk; what belongs to those who stay is as it was.
use strict;
use warnings;
use lib 't/lib';
use Digest::SHA ();
use File::Find ();
use Meal::Place;
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my $site = Meal::Site->new(processes => 2, own_cluster => 1);
$site->expect_log(qr/could not serialize|terminating connection|client lost/,
    qr/the database system is/, qr/violates foreign key/);

# Words that stand nowhere by chance, each with what it was put into.
my %word;
my $n = 0;
sub mark {
	my ($what) = @_;
	my $word = sprintf 'zq%sx%02d', substr(Digest::SHA::sha1_hex(
	    "$what $$ " . rand), 0, 10), ++$n;
	$word{$word} = $what;
	return $word;
}

sub dump_text {
	my ($file) = @_;
	my $text = qx{pg_dump --data-only -d '${\ $site->conninfo}' 2>&1};
	die "pg_dump: $text\n" if $?;
	return $text;
}

# What of these words stands in the database, or in a file of the site.
sub left_in_dump {
	my (%look) = @_;
	my $dump = lc dump_text();
	return map { "$look{$_}: $_" } grep { index($dump, lc) >= 0 }
	    sort keys %look;
}

sub left_on_disk {
	my (%look) = @_;
	my @found;
	File::Find::find(sub {
		return if !-f || $File::Find::name =~ m{/(?:pg|mail)/};
		my $text = lc(Meal::Place::read_file($_) // '');
		push @found, map { "$File::Find::name: $look{$_}" }
		    grep { index($text, lc) >= 0 } keys %look;
	}, $site->log_dir =~ s{/log$}{}r);
	return @found;
}

sub purge_now {
	my ($id) = @_;
	$site->sql("UPDATE person SET purge_at = now() - interval '1 second'
	    WHERE id = '$id'; DELETE FROM chore");
	return $site->run_worker;
}

sub home_of { my ($id) = @_;
	return $site->sql("SELECT household FROM person WHERE id = '$id'") }

# ---- somebody with a mark in everything

sub everywhere {
	my ($kind) = @_;
	my ($user, $name) = (mark("$kind: username"), mark("$kind: name"));
	my $agent = mark("$kind: agent");
	my %person = (
		email => mark("$kind: address") . '@example.org',
		username => $user, fullName => "$name Person",
		password => 'password ' . mark("$kind: password"),
		addressLine1 => mark("$kind: street"),
		addressLine2 => mark("$kind: street 2"),
		city => mark("$kind: city"),
		stateProvinceCode => mark("$kind: region"),
		countryCode => 'DE', postalCode => mark("$kind: post code"),
		consent => \1);
	my $c = $site->register(%person);
	# failed logins are counted by name
	$site->post('auth/login', json => { login => $_, password => 'x' })
	    for @person{qw(email username)};
	$c->patch('auth/profile', json => { profile => {
	    about => mark("$kind: about") } });
	my $r = $site->client->post('auth/login', json => {
	    login => $user, password => $person{password},
	    deviceName => mark("$kind: device") },
	    headers => { 'User-Agent' => $agent });
	my $browser = $site->browser;
	$browser->post('/login', form => [ login => $user,
	    password => $person{password} ], headers => {
	    'User-Agent' => $agent });
	$c->post('recipes', json => { name => mark("$kind: keyed recipe") },
	    headers => { 'Idempotency-Key' => mark("$kind: key") });
	$c->post('auth/tokens', json => { name => mark("$kind: token"),
	    scopes => ['recipes:read'] });
	$c->post('auth/password/forgot', json => { email => $person{email} });
	$c->post('auth/mfa/setup', json => {});
	$c->put('targets', json => { calories => 1987 });
	$site->run_worker;
	$c->post('account/export');
	$site->run_worker;
	return $c;
}

# Recipes and the rest; each thing's words are kept or go with the household.
sub things_of {
	my ($c, $kind) = @_;
	my %made;
	for my $visibility ('private', 'household') {
		my $what = "$kind: $visibility recipe";
		$made{$visibility} = $c->post('recipes', json => {
		    name => mark("$what name"), visibility => $visibility,
		    description => mark("$what description"),
		    notes => mark("$what notes"),
		    keywords => [mark("$what keyword")],
		    tools => [mark("$what tool")],
		    recipeCategory => mark("$what category"),
		    recipeCuisine => mark("$what cuisine"),
		    recipeYield => mark("$what yield"),
		    source => { name => mark("$what source"),
			url => 'https://' . mark("$what url") .
			'.example.org/' },
		    recipeIngredient => ['200 g rice, ' .
			mark("$what line")],
		    instructions => [{ text => mark("$what step") }],
		})->json;
		$c->put("recipes/$made{$visibility}{id}/favorite");
	}
	my $what = "$kind: own";
	$made{food} = $c->post('foods', json => { name => mark("$what food"),
	    synonyms => [mark("$what synonym")] })->json;
	$c->put("foods/$made{food}{id}/favorite");
	$made{meal} = $c->post('meals', json => { name => mark("$what meal"),
	    items => [{ foodId => $made{food}{id}, quantity => 100,
		unit => 'g' }, { recipeId => $made{private}{id},
		servings => 1 }, { recipeId => $made{household}{id},
		servings => 1 }] })->json;
	$made{entry} = $c->post('plan/entries', json => {
	    date => '2026-11-23', mealType => 'dinner',
	    note => mark("$what note") })->json;
	$made{$_ . 'Entry'} = $c->post('plan/entries', json => {
	    date => '2026-11-24', mealType => 'dinner',
	    recipeId => $made{$_}{id} })->json for 'private', 'household';
	$made{list} = $c->post('shopping/lists', json => {
	    name => mark("$what list"), from => '2026-11-23',
	    to => '2026-11-25' })->json;
	$c->post("shopping/lists/$made{list}{id}/refresh", json => {});
	$c->post("shopping/lists/$made{list}{id}/items", json => {
	    food => mark("$what item"), note => mark("$what item note") });
	return \%made;
}

# Ids, addresses and their hashes are traces as well.
sub traces_of {
	my ($c) = @_;
	my $u = $c->user;
	my %traces = ($u->{id} => 'id');
	for my $name ('email', 'username') {
		$traces{ $u->{$name} } = $name;
	}
	for my $whom (@{$u}{qw(id email username)}) {
		my $folded = lc $whom =~ s/[^a-z0-9]+/ /gri;
		for my $text ($whom, lc $whom, $folded) {
			$traces{ Digest::SHA::sha256_hex($text) } =
			    "hash of $whom";
			$traces{ Digest::SHA::sha1_hex($text) } =
			    "hash of $whom";
		}
	}
	$traces{$_} = 'session' for split /\n/, $site->sql("SELECT id
	    FROM session WHERE person = '$u->{id}'");
	$traces{$_} = 'job' for split /\n/, $site->sql("SELECT id FROM job
	    WHERE person = '$u->{id}'");
	return %traces;
}

# ---- alone: the household goes, too

my $alone = everywhere('alone');
things_of($alone, 'alone');
my $alone_home = $alone->user->{household}{id};
my %of_alone = (%word, traces_of($alone), $alone_home => 'household');
# nobody is asked for a password in clear, nor for what was never stored
my @before = left_in_dump(%of_alone);
cmp_ok(scalar @before, '>', 35, 'they are all over the database');
is(scalar(my @zips = glob $site->exports_dir . '/*.zip'), 1, 'and on disk');
my @tables = split /\n/, $site->sql("SELECT c.table_name
    FROM information_schema.columns c JOIN information_schema.tables t
    USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND c.column_name = 'household'
      AND t.table_type = 'BASE TABLE'");
cmp_ok(scalar @tables, '>=', 12, 'tables that a household owns');
$site->sql("SELECT household_fold('$alone_home')");
$alone->post('recipes', json => { name => 'One more' });
my @empty = grep { !$site->sql("SELECT count(*) FROM $_
    WHERE household = '$alone_home'") } @tables;
is(join(' ', grep { $_ ne 'ticket' } sort @empty), '',
    'each has a row of this one');

purge_now($alone->user->{id});
is(join(', ', left_in_dump(%of_alone)), '', 'nothing is in the database');
is(join(', ', left_on_disk(%of_alone)), '', 'nor in a file or log');
is($site->sql("SELECT count(*) FROM $_ WHERE household = '$alone_home'"), 0,
    "nothing in $_") for @tables;
is($site->sql("SELECT count(*) FROM audit WHERE action = 'person-purged'
    AND num_nonnulls(person, household, detail, actor) = 0"), 1,
    'that it happened is noted, without whom');
is_problem($alone->get('recipes'), 401, 'they are logged out');
is_problem($site->post('auth/login', json => { login => $alone->{email},
    password => $alone->{password} }), 401, 'and nobody knows them');

# ---- with others: what is the household's stays

%word = ();
my $owner = everywhere('owner');
my $o_id = $owner->user->{id};
my $o_home = $owner->user->{household}{id};
my ($first, $second, $viewer) = map { $site->register } 1 .. 3;
my $since = 9;
for my $member ([$viewer, 'viewer'], [$first, 'member'],
    [$second, 'member']) {
	my ($who, $role) = @{$member};
	$since--;
	$site->sql("UPDATE person SET household = '$o_home',
	    member = '$role', joined_at = now() - interval '$since days'
	    WHERE id = '" . $who->user->{id} . "'");
	$who->login;
}
my %names = map { $_ => $word{$_} } grep { $word{$_} !~ /keyed recipe/ }
    keys %word;
my $things = things_of($owner, 'owner');
my %of_owner = (%names, traces_of($owner), (map { $_ => $word{$_} }
    grep { $word{$_} =~ /private/ } keys %word),
    $things->{private}{id} => 'private recipe');
my %stays = map { $_ => $word{$_} } grep { !$of_owner{$_} } keys %word;
# what they did to others
$site->sql("INSERT INTO audit (person, household, action, actor, detail)
    VALUES ('" . $first->user->{id} . "', '$o_home', 'role-changed',
    '$o_id', '{\"member\": \"$o_id\"}')");
# a recipe in a household that they have left, and an invitation to them
my $old = $site->register;
my $old_home = $old->user->{household}{id};
$site->sql("INSERT INTO recipe (id, household, author, slug, name)
    VALUES (gen_random_uuid(), '$old_home', '$o_id', 'soup', 'Old soup')");
$old->post('household/invitations', json => { email => $owner->{email},
    role => 'member' });
my $seen = $first->get('plan?from=2026-11-23&to=2026-11-24')->json;
like($owner->get('recipes?limit=100')->text,
    qr/\Q$things->{private}{name}\E/, 'they see their private recipe');

my $page = $site->browser;
$page->post('/login', form => [ login => $owner->{email},
    password => $owner->{password} ]);
my $told = $page->get('/settings/delete')->text;
like($told, qr/Private recipes: 1/, 'it is told what goes');
like($told, qr/\Q@{[ $first->user->{fullName} ]}\E/,
    'and who will own the household');
is_status($owner->delete('account', json => {
    password => $owner->{password} }), 202, 'asked for');
purge_now($o_id);
is(join(', ', left_in_dump(%of_owner)), '', 'nothing is in the database');
delete $of_owner{ $things->{private}{id} };	# a path that was asked for
is(join(', ', left_on_disk(%of_owner)), '', 'nor in a file or log');
my %there = map { /: (\S+)$/ ? ($1 => 1) : () } left_in_dump(%stays);
is(join(', ', map { $stays{$_} } grep { !$there{$_} } sort keys %stays), '',
    'what is the household\'s is all there');

$first->login;
is($first->user->{household}{role}, 'owner',
    'the member of the longest standing owns it');
is($first->user->{household}{name}, 'Household', 'it has another name');
is($second->login->user->{household}{role}, 'member', 'the others do not');
is($first->get('account/audit')->json->{items}[0]{action}, 'login',
    'what happened is still told');
is($site->sql("SELECT count(*) FROM audit WHERE action = 'became-owner'
    AND person = '" . $first->user->{id} . "'"), 1, 'with the new owner');
my $shared = $first->get("recipes/$things->{household}{id}");
is_status($shared, 200, 'their recipes are there');
is($shared->json->{author}, undef, 'without an author');
my $ld = $first->get("recipes/$things->{household}{id}", headers => {
    Accept => 'application/ld+json' });
is_status($ld, 200, 'as JSON-LD, too');
ok(!exists $ld->json->{author}, 'without an author');
is_status($first->patch("recipes/$things->{household}{id}", json => {
    notes => 'Ours now' }), 200, 'and can be changed');
is_status($first->get("meals/$things->{meal}{id}"), 200, 'the meal');
my $now = $first->get('plan?from=2026-11-23&to=2026-11-24')->json;
is(scalar(map { @{ $_->{entries} } } @{ $now->{days} }),
    scalar(map { @{ $_->{entries} } } @{ $seen->{days} }),
    'as many entries are planned');
is_status($first->get("shopping/lists/$things->{list}{id}"), 200,
    'the list');
is_status($first->post("shopping/lists/$things->{list}{id}/refresh",
    json => {}), 200, 'which can be refreshed');
is($old->get('recipes')->json->{items}[0]{name}, 'Old soup',
    'what they wrote for another household stays there');
is($site->sql("SELECT author IS NULL FROM recipe WHERE name = 'Old soup'"),
    't', 'without their name');
my $fresh = $site->browser;
$fresh->post('/login', form => [ login => $first->{email},
    password => $first->{password} ]);
is_status($fresh->get("/recipes/$things->{household}{id}"), 200,
    'a recipe without an author has its page');

# ---- one after the other, the last takes the household along

purge_now($_->user->{id}) for $viewer, $second;
is($site->sql("SELECT count(*) FROM household WHERE id = '$o_home'"), 1,
    'while somebody is left it stays');
purge_now($first->user->{id});
is($site->sql("SELECT count(*) FROM $_ WHERE household = '$o_home'"), 0,
    "the last one takes along: $_") for @tables;
is(join(', ', left_in_dump(%stays)), '', 'with everything in it');

# ---- staying after all, at the last moment

my $late = $site->register;
my $late_id = $late->user->{id};
$late->delete('account', json => { password => $late->{password} });
$late->token(undef);
$late->login;
$site->sql("DELETE FROM chore; UPDATE person SET purge_at = now() +
    interval '1 hour' WHERE id = '$late_id'");
$site->run_worker;
is_status($late->get('recipes'), 200, 'before the day nobody is purged');
$site->sql("UPDATE person SET purge_at = now() - interval '1 hour'
    WHERE id = '$late_id'; DELETE FROM chore");
my $lock = $site->hold("UPDATE person SET purge_at = NULL
    WHERE id = '$late_id'");
my $work = in_background(sub { $site->run_worker; return 1 });
$site->waiting(1);
$lock->release('COMMIT');
$work->result;
is_status($late->get('recipes'), 200,
    'who stays while the worker is at it, stays');

# ---- all of it or nothing

my $half = everywhere('half');
things_of($half, 'half');
my $h_id = $half->user->{id};
my $h_home = home_of($h_id);
my $things_then = $site->sql("SELECT count(*) FROM recipe
    WHERE household = '$h_home'");
$site->sql("UPDATE person SET purge_at = now() - interval '1 second'
    WHERE id = '$h_id'; DELETE FROM chore");
$lock = $site->hold('LOCK TABLE consent IN EXCLUSIVE MODE');
$work = in_background(sub { my ($status) = $site->mealctl('worker',
    '--once'); return $status });
$site->waiting(1);
$site->cluster->stop('immediate');
$work->result;
$lock->release;
$site->cluster->start;
is($site->sql("SELECT count(*) FROM recipe WHERE household = '$h_home'"),
    $things_then, 'a database that dies meanwhile leaves nothing half done');
is($site->sql("SELECT count(*) FROM person WHERE id = '$h_id'"), 1,
    'nor the person');

# several workers at the same time
my $orphans = "SELECT count(*) FROM household h WHERE NOT exists(SELECT
    FROM person p WHERE p.household = h.id)";
my $made_here = $site->sql($orphans);	# by moving people with SQL
my @crowd = map { $site->register } 1 .. 4;
$site->sql("UPDATE person SET purge_at = now() - interval '1 second'
    WHERE id IN (" . join(', ', map { "'" . $_->user->{id} . "'" } @crowd,
    $half) . "); DELETE FROM chore");
together((sub { $site->run_worker; return 1 }) x 3);
is($site->sql('SELECT count(*) FROM person WHERE purge_at <= now()'), 0,
    'three workers purge five people');
is($site->sql($orphans), $made_here, 'no household is left empty');

# ---- a copy that is being made

my $busy = $site->register;
my ($b_id, $b_home) = ($busy->user->{id}, $busy->user->{household}{id});
$site->sql("INSERT INTO recipe (id, household, author, slug, name)
    SELECT gen_random_uuid(), '$b_home', '$b_id', 'r' || n, 'Recipe ' || n
      FROM generate_series(1, 1500) n");
my $job = $busy->post('account/export')->json->{id};
my $pid = $site->start_worker;
for (1 .. 2000) {
	last if $site->sql("SELECT done FROM job WHERE id = '$job'") > 50;
	Time::HiRes::sleep(0.005);
}
purge_now($b_id);
for (1 .. 1000) {
	last if !-e $site->exports_dir . "/$job.part";
	Time::HiRes::sleep(0.02);
}
$site->stop_worker;
$site->sql('DELETE FROM chore');
$site->run_worker;
is(join(' ', glob $site->exports_dir . "/$job.*"), '',
    'purged in the middle of a copy: no file of it');

done_testing;
