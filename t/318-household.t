#!/usr/bin/perl
# Households: invitations, joining, leaving, removing, handing over; what
# moves and what stays; who may; several at once.
use strict;
use warnings;
use lib 't/lib';
use utf8;
use Meal::Place;
use Meal::Test;
use Meal::Together;

my $site = Meal::Site->new(options => { mail_transport => 'directory' });
# who saves while the household moves is told so by Postgres, and by nobody else
$site->expect_log(qr/violates foreign key constraint "\w+_household_fkey"/);
my $n = 0;

sub person { my ($name) = @_; return $site->register(
    fullName => $name, username => lc($name =~ s/\W//gr) . ++$n) }
sub id { return $_[0]->user->{id} }
sub home { my ($who) = @_; return $site->sql(
    "SELECT household FROM person WHERE id = '" . id($who) . "'") }
sub role { my ($who) = @_; return $site->sql(
    "SELECT member FROM person WHERE id = '" . id($who) . "'") }

sub invite {
	my ($who, %body) = @_;
	my $r = $who->post('household/invitations', json => \%body);
	die $r->summary if $r->status != 201;
	my ($token) = $r->json->{link} =~ /token=([\w-]{43})\z/ or die;
	return wantarray ? ($token, $r->json) : $token;
}

sub accept_ {
	my ($who, $token, %p) = @_;
	return $who->post('invitations/accept', json => { token => $token },
	    %p);
}

# Bring people into somebody's household.
sub bring {
	my ($owner, $role, @people) = @_;
	for my $who (@people) {
		my $r = accept_($who, scalar invite($owner, role => $role));
		die $r->summary if $r->status != 200;
	}
	return;
}

sub browser_of {
	my ($who) = @_;
	my $browser = $site->browser;
	my $r = $browser->post('/login', form => [ login => $who->{email},
	    password => $who->{password} ]);
	die $r->summary if $r->status != 303;
	return $browser;
}

sub actions {
	my ($who) = @_;
	return [split /\n/, $site->sql("SELECT action FROM audit WHERE
	    person = '" . id($who) . "' AND action !~ 'login|register|mail'
	    ORDER BY id")];
}

# What is made for a test has to be there.
sub make {
	my ($who, $path, %body) = @_;
	my $r = $who->post($path, json => \%body);
	die $r->summary if $r->status != 201;
	return $r->json;
}

sub pointers { return [map { $_->{pointer} } @{ $_[0]->json->{errors} //
    [] }] }

my $nowhere = '01900000-0000-7000-8000-0000000000ff';

# ---- a household

my ($olga, $max) = (person('Olga Owner'), person('Max Member'));
my $r = $olga->get('household');
is_status($r, 200, 'one\'s household');
is_deeply([sort keys %{ $r->json }], [qw(createdAt id invitations members
    name role slug use usualServings version)], 'with its members');
is($r->json->{name}, 'Olga Owner’s household', 'named after who made it');
is_deeply([map { "$_->{fullName} $_->{role}" } @{ $r->json->{members} }],
    ['Olga Owner owner'], 'who is in it');
ok($r->json->{members}[0]{self}, 'as oneself');
is_deeply($r->json->{invitations}, [], 'no invitations');
my $etag = $r->header('etag');
is_status($olga->patch('household', json => { name => 'Field Lane' },
    headers => { 'If-Match' => $etag }), 200, 'it gets another name');
is_problem($olga->patch('household', json => { name => 'Late' },
    headers => { 'If-Match' => $etag }), 412, 'once');
is($olga->get('auth/profile')->json->{user}{household}{name}, 'Field Lane',
    'which shows');
my $slug = $r->json->{slug};
$r = $olga->patch('household', json => { role => 'viewer', slug => 'x',
    id => home($max), members => [], version => 7, name => 'Field Lane 3' });
is_status($r, 200, 'what the server owns is taken');
is_deeply([@{ $r->json }{qw(slug role id)}], [$slug, 'owner', home($olga)],
    'and ignored');
is_problem($olga->patch('household', json => { name => '' }), 400,
    'it needs a name');
is_problem($olga->patch('household', json => { owner => id($max) }), 400,
    'an unknown member');

# ---- inviting

$r = $olga->post('household/invitations', json => {});
is_status($r, 201, 'an invitation');
my $made = $r->json;
is_deeply([@{$made}{qw(role email invitedBy)}], ['member', undef,
    'Olga Owner'], 'for a member, by link');
like($made->{link}, qr{^http://\S+/invitations\?token=[\w-]{43}$},
    'the link is told');
my ($token) = $made->{link} =~ /token=(.*)/;
is($r->header('location'), "/api/v1/household/invitations/$made->{id}",
    'Location');
$r = $olga->get("household/invitations/$made->{id}");
is_status($r, 200, 'it can be looked at');
ok(!exists $r->json->{link}, 'but its link is told once');
is($site->sql("SELECT count(*) FROM ticket WHERE hash = '$token' OR
    detail::text LIKE '%$token%'"), 0, 'it is not stored');
unlike($olga->get('household')->body . $olga->get('household/invitations')
    ->body, qr/\Q$token\E/, 'nor listed');
my $week = $site->sql("SELECT round(extract(epoch FROM expires - now()) /
    86400) FROM ticket WHERE id = '$made->{id}'");
is($week, 7, 'it is good for a week');
for my $bad ({ role => 'owner' }, { role => 'admin' }, { email => 'x' },
    { email => "a\@example.com\r\nBcc: b\@example.com" },
    { expiresAt => '2001-01-01T00:00:00Z' },
    { expiresAt => '2199-01-01T00:00:00Z' }, { expiresAt => 'soon' },
    { household => home($max) }) {
	is_problem($olga->post('household/invitations', json => $bad), 400,
	    'not so: ' . JSON::PP->new->canonical->encode($bad));
}
my $later = $site->sql("SELECT to_char(now() AT TIME ZONE 'UTC' +
    interval '30 days', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
(undef, my $long) = invite($olga, expiresAt => $later, role => 'viewer');
is(substr($long->{expiresAt}, 0, 16), substr($later, 0, 16),
    'until when, as asked');
my $key = { 'Idempotency-Key' => 'invite-once' };
$olga->post('household/invitations', json => {}, headers => $key)
    for 1, 2;
is($site->sql("SELECT count(*) FROM kept_answer WHERE body LIKE
    '%token=%'"), 0, 'no answer with a link is kept');

# ---- looking at one

$r = $site->get("invitations?token=$token");
is_status($r, 200, 'anybody who has the link sees what it is');
is_deeply($r->json, { household => { name => 'Field Lane 3' }, invitedBy =>
    'Olga Owner', role => 'member', expiresAt => $made->{expiresAt},
    state => 'open', move => undef }, 'and no more');
is($max->get("invitations?token=$token")->json->{move}{alone},
    JSON::PP::true(), 'who is asking learns what becomes of theirs');
is($olga->get("invitations?token=$token")->json->{state}, 'joined',
    'who is in it that they are');
for my $bad ('x', 'A' x 43, 'x' x 200, "' OR 1=1 --", '%00') {
	my $answer = $site->get("invitations?token=" .
	    $site->client->{http}->www_form_urlencode({ t => $bad })
	    =~ s/^t=//r);
	is_problem($answer, 404, "no such invitation");
}
is_problem($site->get('invitations?token=' . ('x' x 201)), 400,
    'nor one so long');
is_problem($site->get('invitations'), 400, 'nor none');

# ---- joining with all that one has

my $recipe = make($max, 'recipes', name => 'Pea soup',
    recipeIngredient => ['200 g peas', '100 g house blend']);
make($max, 'foods', name => 'House blend', synonyms => ['blend'],
    nutrients => { calories => 100 });
my $blend = make($max, 'foods', name => 'Own only',
    nutrients => { calories => 50 });
my $private = make($max, 'recipes', name => 'Secret soup',
    visibility => 'private', recipeIngredient => ['100 g own only']);
my $meal = make($max, 'meals', name => 'Usual', items => [
    { recipeId => $recipe->{id}, servings => 1 },
    { foodId => $blend->{id}, quantity => 50, unit => 'g' } ]);
my $day = '2026-11-23';
my $entry = make($max, 'plan/entries', date => $day,
    mealType => 'dinner', recipeId => $recipe->{id});
make($max, 'plan/entries', date => $day, mealType => 'lunch',
    mealId => $meal->{id});
my $list = make($max, 'shopping/lists', name => 'Week',
    from => $day, to => $day);
$max->put("recipes/$recipe->{id}/favorite");
$max->put("foods/$blend->{id}/favorite");
$max->put('targets', json => { calories => 2000 });
my $gone = make($max, 'recipes', name => 'Gone');
$max->delete("recipes/$gone->{id}");
# what clashes: a slug, and the name of a food
my $olgas = make($olga, 'recipes', name => 'Pea soup');
make($olga, 'foods', name => 'house BLEND',
    nutrients => { calories => 300 });
my $count = sub { my ($where) = @_; return $site->sql("SELECT concat_ws(' ',
    (SELECT count(*) FROM recipe WHERE $where),
    (SELECT count(*) FROM recipe_ingredient WHERE $where),
    (SELECT count(*) FROM food WHERE $where),
    (SELECT count(*) FROM meal_item WHERE $where),
    (SELECT count(*) FROM plan_entry WHERE $where),
    (SELECT count(*) FROM shopping_item WHERE $where),
    (SELECT count(*) FROM recipe_favorite WHERE $where),
    (SELECT count(*) FROM target WHERE $where))") };
my $old = home($max);
my $his = $count->("household = '$old'");
unlike($his, qr/\b0\b/, 'he has something of everything');
$r = $max->get('household/leave');
is_status($r, 200, 'what would move');
is_deeply($r->json, { alone => JSON::PP::true(), takes => { recipes => 2,
    foods => 2, meals => 1, planEntries => 2, shoppingLists => 1 },
    leaves => { recipes => 0, foods => 0, meals => 0, planEntries => 0,
    shoppingLists => 0 } }, 'is told before: everything');
my $token_of_old = invite($max);
my $seq = $site->sql('SELECT change_bound()');

$r = accept_($max, $token);
is_status($r, 200, 'he joins');
is_deeply([@{ $r->json }{qw(id name role)}, $r->json->{invitations}],
    [home($olga), 'Field Lane 3', 'member', undef],
    'and gets the household, without its invitations');
is(home($max), home($olga), 'he is there');
is(role($max), 'member', 'as a member');
is($site->sql("SELECT count(*) FROM household WHERE id = '$old'"), 0,
    'the emptied household is gone');
is($count->("household = '$old'"), '0 0 0 0 0 0 0 0', 'with nothing in it');
is_problem($site->get("invitations?token=$token_of_old"), 404,
    'nor an invitation to it');
is($max->get("recipes/$recipe->{id}")->json->{name}, 'Pea soup',
    'his recipe is there');
is($olga->get("recipes/$recipe->{id}")->json->{name}, 'Pea soup',
    'she sees it too');
like($max->get("recipes/$recipe->{id}")->json->{slug}, qr/^pea-soup-\w{6}$/,
    'its slug made way');
is($olga->get("recipes/$olgas->{id}")->json->{slug}, 'pea-soup', 'for hers');
is_problem($olga->get("recipes/$private->{id}"), 404,
    'his private recipe stays private');
is($max->get("recipes/$private->{id}")->json->{nutrition}{calories}, 50,
    'and counts as it did');
is_deeply([sort map { $_->{name} } @{ $olga->get('foods?own=true')->json
    ->{items} }], ['House blend (2)', 'Own only', 'house BLEND'],
    'a food of the same name got a number');
my $parsed = $olga->post('ingredients/parse', json => { lines => [
    '100 g house blend', '100 g blend'] })->json->{items};
is_deeply([map { $_->{foodName} } @{$parsed}], ['house BLEND',
    'House blend (2)'], 'the name means hers, its synonym his');
is($olga->get("meals/$meal->{id}")->json->{name}, 'Usual', 'his meal');
is_deeply([map { $_->{mealType} } @{ $olga->get(
    "plan?from=$day&to=$day")->json->{days}[0]{entries} }],
    ['lunch', 'dinner'], 'his plan');
my $items = $olga->get("shopping/lists/$list->{id}")->json->{items};
ok((grep { $_->{food} =~ /pea/i } @{$items}) > 0, 'his shopping list');
ok($max->get("recipes/$recipe->{id}")->json->{favorite}, 'his mark');
is($max->get('targets')->json->{calories}, 2000, 'his targets');
is_status($olga->post("recipes/$gone->{id}/restore"), 200,
    'even what he had put away can be taken back');
is($site->sql("SELECT count(*) FROM (SELECT seq FROM recipe UNION ALL SELECT
    seq FROM food UNION ALL SELECT seq FROM meal UNION ALL SELECT seq FROM
    plan_entry UNION ALL SELECT seq FROM target) x WHERE seq >= $seq"),
    $site->sql("SELECT count(*) FROM (SELECT seq, household FROM
    recipe UNION ALL SELECT seq, household FROM food UNION ALL SELECT seq,
    household FROM meal UNION ALL SELECT seq, household FROM plan_entry
    UNION ALL SELECT seq, household FROM target) x WHERE seq >= $seq
    AND household = '" . home($olga) . "'"),
    'all of it comes after what was there, in the feed of changes');
is_deeply(actions($max), ['invited', 'joined'], 'his record');
ok((grep { $_ eq 'member-joined' } @{ actions($olga) }), 'and hers');

is_problem(accept_($max, $token), 404, 'an invitation works once');
is_problem(accept_(person('Late'), $token), 404, 'for anybody');
is_problem(accept_($max, scalar invite($olga)), 409,
    'nobody joins where they are');
is($site->sql("SELECT count(*) FROM ticket WHERE used_at IS NULL AND kind =
    'invite' AND household = '" . home($olga) . "'"), 4,
    'which does not use the invitation up');

# ---- every table that has a household moves, or is known not to

my %moved = map { $_ => 1 } qw(food food_name recipe recipe_ingredient
    recipe_step recipe_favorite meal meal_item plan_entry shopping_list
    shopping_item person target);
my %stays = (audit => 'tells what happened there',
    ticket => 'invitations go with the household',
    user_import => 'rows of a file',
    (map { $_ => 'counts what moves' } qw(household_use household_growth)));
for my $table (split /\n/, $site->sql("SELECT c.table_name
    FROM information_schema.columns c JOIN information_schema.tables t
    USING (table_schema, table_name) WHERE c.table_schema = 'public' AND
    t.table_type = 'BASE TABLE' AND (c.column_name = 'household' OR
    c.table_name IN (SELECT conrelid::regclass::text FROM pg_constraint
    WHERE confrelid = 'household'::regclass)) GROUP BY 1 ORDER BY 1")) {
	ok($moved{$table} || $stays{$table}, "$table moves along") or diag(
	    "add it to lib/household/household_move.c, or to the list here");
}
my $left_over = $site->sql("SELECT string_agg(table_name, ' ')
    FROM information_schema.columns WHERE table_schema = 'public' AND
    column_name = 'household' AND table_name IN ('" .
    join("', '", sort keys %moved) . "') AND (xpath('/row/n/text()',
    query_to_xml(format('SELECT count(*) AS n FROM %I WHERE household = %L',
    table_name, '$old'), false, true, '')))[1]::text <> '0'");
is($left_over, '', 'none of them has a row of the old household');

# ---- who may what

my $vera = person('Vera Viewer');
bring($olga, 'viewer', $vera);
my $eve = person('Eve Elsewhere');
my $eves = invite($eve);
is(role($vera), 'viewer', 'a viewer');
for my $who ($vera, $max) {
	my $name = $who == $vera ? 'a viewer' : 'a member';
	my $members = $who->get('household')->json->{members};
	is(scalar @{$members}, 3, "$name sees who is there");
	unlike($who->get('household')->body, qr/\@example/,
	    'without their addresses');
	is_status($who->get('household/members/' . id($olga)), 200,
	    'and each');
	is_problem($who->get("household/members/" . id($eve)), 404,
	    'nobody of another household');
	my @calls = (
		[patch => 'household', { name => 'X' }],
		[patch => 'household/members/' . id($who),
		    { role => 'member' }],
		[patch => 'household/members/' . id($olga),
		    { role => 'viewer' }],
		[delete => 'household/members/' . id($vera)],
		[post => 'household/handover', { member => id($who) }],
		[get => 'household/invitations'],
		[get => "household/invitations/$long->{id}"],
		[post => 'household/invitations', {}],
		[delete => "household/invitations/$long->{id}"]);
	for my $call (@calls) {
		my ($verb, $path, $body) = @{$call};
		is_problem($who->$verb($path, $body ? (json => $body) :
		    ()), 403, "$name may not $verb $path");
	}
}
is(join(' ', map { role($_) } $olga, $max, $vera), 'owner member viewer',
    'nothing has changed');
for my $call (
    [get => 'household/members/' . id($eve), 404],
    [patch => 'household/members/' . id($eve), 404, { role => 'viewer' }],
    [delete => 'household/members/' . id($eve), 404],
    [delete => "household/members/$nowhere", 404],
    [delete => 'household/members/x', 404],
    [post => 'household/handover', 400, { member => id($eve) }],
    [post => 'household/handover', 400, { member => $nowhere }],
    [post => 'household/handover', 400, { member => id($olga) }],
    [post => 'household/handover', 400, {}],
    [get => 'household/invitations/' . $site->sql("SELECT id FROM ticket
	WHERE household = '" . home($eve) . "'"), 404],
    [delete => 'household/invitations/' . $site->sql("SELECT id FROM ticket
	WHERE household = '" . home($eve) . "'"), 404],
    [patch => 'household/members/' . id($max), 400, { role => 'owner' }],
    [patch => 'household/members/' . id($olga), 400, { role => 'viewer' }],
    [patch => 'household/members/' . id($max), 400, { role => 'king' }],
    [patch => 'household/members/' . id($max), 400, { member => 'owner' }],
    [delete => 'household/members/' . id($olga), 409],
    [post => 'household/leave', 409, {}]) {
	my ($verb, $path, $status, $body) = @{$call};
	is_problem($olga->$verb($path, $body ? (json => $body) : ()),
	    $status, "the owner: $verb $path: $status");
}
is(role($eve) . home($eve), 'owner' . $eve->user->{household}{id},
    'nobody elsewhere was touched');
is_status($site->get("invitations?token=$eves"), 200,
    'nor their invitation');
$r = $olga->patch('household/members/' . id($max), json => {
    role => 'owner' });
is_deeply(pointers($r), ['/role'], 'the owner\'s role is not set');
like($r->body, qr/handover/, 'but handed over');
for my $path (qw(household household/leave household/invitations)) {
	is_problem($site->get($path), 401, "nobody: $path");
}
is_problem($site->post('invitations/accept', json => { token => $eves }),
    401, 'nobody accepts');

$r = $olga->patch('household/members/' . id($max), json => {
    role => 'viewer', fullName => 'Maximilian', username => 'root',
    joinedAt => '2000-01-01T00:00:00Z' });
is_status($r, 200, 'a member becomes a viewer');
is($r->json->{fullName}, 'Max Member', 'and is not renamed by it');
is_problem($max->post('recipes', json => { name => 'X' }), 403, 'at once');
$olga->patch('household/members/' . id($max), json => { role => 'member' });
is_status($max->post('recipes', json => { name => 'Again' }), 201,
    'and back');

# ---- an API token

$r = $olga->post('auth/tokens', json => { name => 'script',
    scopes => ['household:read'] });
SKIP: {
	skip 'no API tokens', 4 if $r->status != 201;
	my $reads = $site->client(token => $r->json->{token});
	is_status($reads->get('household'), 200, 'a token reads');
	is_problem($reads->patch('household', json => { name => 'X' }), 403,
	    'and writes with that scope alone');
	my $writes = $site->client(token => $olga->post('auth/tokens',
	    json => { name => 'w', scopes => ['household:write'] })
	    ->json->{token});
	is_status($writes->post('household/invitations', json => {}), 201,
	    'with it, it does');
	is_problem(accept_($writes, $eves), 403, 'but it joins nothing');
}

# ---- leaving others behind

my $theirs = make($max, 'recipes', name => 'Secret stew',
    visibility => 'private', recipeIngredient => ['100 g own only',
    '1 kg potatoes'], instructions => [{
    text => 'Stew it.' }]);
my $open = make($max, 'recipes', name => 'Open stew');
make($max, 'plan/entries', date => '2026-11-24', mealType =>
    'dinner', recipeId => $theirs->{id});
my $weekend = make($max, 'meals', name => 'Weekend', items => [
    { recipeId => $theirs->{id}, servings => 1 },
    { recipeId => $recipe->{id}, servings => 1 },
    { foodId => $blend->{id}, quantity => 100, unit => 'g' } ]);
my $alone = make($max, 'meals', name => 'Only that', items => [
    { recipeId => $theirs->{id}, servings => 1 } ]);
my $shop = make($olga, 'shopping/lists', name => 'Stew days',
    from => '2026-11-24', to => '2026-11-24');
$max->put("recipes/$theirs->{id}/favorite");
$max->put("recipes/$open->{id}/favorite");
$max->put("foods/$blend->{id}/favorite");
make($olga, 'recipes', name => 'Hers alone', visibility => 'private');
$r = $max->get('household/leave')->json;
is_deeply([$r->{alone}, $r->{takes}{recipes}, $r->{takes}{foods},
    $r->{leaves}{recipes}], [JSON::PP::false(), 2, 0,
    $site->sql("SELECT count(*) FROM live_recipe WHERE visibility <>
    'private' AND household = '" . home($olga) . "'")],
    'what would go is told before, nothing of what is hers alone');
my $before = $site->sql("SELECT count(*) FROM recipe WHERE household = '" .
    home($olga) . "'");
my $second = $site->login($max->{email}, $max->{password});
$r = $max->post('household/leave', json => {});
is_status($r, 200, 'he leaves');
is($r->json->{name}, 'Max Member’s household', 'into one of his own');
is($r->json->{role}, 'owner', 'which he owns');
isnt(home($max), home($olga), 'another one');
is_status($second->get('household'), 200, 'his sessions go on');
is(scalar @{ $second->get('household')->json->{members} }, 1, 'there');
is($max->get("recipes/$theirs->{id}")->json->{nutrition}{calories},
    $theirs->{nutrition}{calories}, 'his private recipe went along');
is_deeply([map { $_->{text} } @{ $max->get("recipes/$theirs->{id}")->json
    ->{instructions} }], ['Stew it.'], 'whole');
ok($max->get("recipes/$theirs->{id}")->json->{favorite}, 'with his mark');
is_problem($max->get("recipes/$open->{id}"), 404, 'the shared one did not');
is_status($olga->get("recipes/$open->{id}"), 200, 'it stays');
is($site->sql("SELECT count(*) FROM recipe WHERE household = '" .
    home($olga) . "'"), $before - 2, 'so much');
is_deeply([map { $_->{name} } @{ $max->get('foods?own=true')->json->{items}
    }], ['Own only'], 'the household\'s food in it was copied');
is($site->sql("SELECT count(*) FROM recipe_ingredient i JOIN food f ON f.id
    = i.food_id WHERE f.household <> i.household"), 0,
    'no line names a food of another household');
isnt($max->get('foods?own=true')->json->{items}[0]{id}, $blend->{id},
    'as one of his own');
is($max->get('targets')->json->{calories}, 2000, 'his targets went along');
is_deeply([map { $_->{name} } @{ $olga->get(
    'plan?from=2026-11-24&to=2026-11-24')->json->{days}[0]{entries} }],
    ['private recipe'], 'on the plan there is a note');
is($site->sql("SELECT note FROM plan_entry WHERE date = '2026-11-24'"),
    'private recipe', 'that says no more than before');
my $kept = $olga->get("meals/$weekend->{id}")->json;
is(scalar @{ $kept->{items} }, 2, 'from a meal it is gone');
my $same = $olga->post('meals', json => { name => 'Same', items => [ map { {
    recipeId => $_->{recipeId}, foodId => $_->{foodId},
    quantity => $_->{quantity}, unit => $_->{unit},
    servings => $_->{servings} } } @{ $kept->{items} } ] })->json;
is_deeply($kept->{nutrition}, $same->{nutrition}, 'which is counted anew');
is_deeply([map { $_->{grams} } @{ $kept->{items} }],
    [map { $_->{grams} } @{ $same->{items} }], 'each item');
is_deeply($olga->get("meals/$alone->{id}")->json->{items}, [],
    'a meal of nothing else is empty');
unlike($olga->get("shopping/lists/$shop->{id}")->body .
    $site->sql("SELECT string_agg(sources::text, '') FROM shopping_item
    WHERE household = '" . home($olga) . "'"), qr/Secret stew/,
    'no list tells its name');
is($site->sql("SELECT count(*) FROM recipe_favorite f JOIN person p ON p.id =
    f.person WHERE p.household <> f.household"), 0, 'no mark is left behind');
is($site->sql("SELECT count(*) FROM food_favorite v JOIN food f ON f.id =
    v.food JOIN person p ON p.id = v.person WHERE f.household <>
    p.household"), 0, 'of foods neither');
is(actions($max)->[-1], 'left', 'his record');
is(actions($olga)->[-1], 'member-left', 'hers');
is_problem($max->post('household/leave', json => {}), 409,
    'alone, there is nobody to leave');

# ---- removing

bring($olga, 'member', $max);
is($site->sql("SELECT count(*) FROM food WHERE household = '" .
    home($olga) . "' AND name LIKE 'Own only%' AND deleted_at IS NULL"), 2,
    'he is back, and his copy has a number');
my $note = make($max, 'recipes', name => 'Mine again',
    visibility => 'private');
is_status($olga->delete('household/members/' . id($max)), 204,
    'the owner removes him');
isnt(home($max), home($olga), 'he is elsewhere');
is(role($max), 'owner', 'with a household of his own');
is_status($max->get("recipes/$note->{id}"), 200, 'and what was private');
is_problem($max->get("recipes/$recipe->{id}"), 404, 'nothing else');
is_problem($olga->get("recipes/$note->{id}"), 404, 'which she never saw');
is_problem($olga->delete('household/members/' . id($max)), 404, 'once');
is(actions($max)->[-1], 'removed', 'his record');
is(actions($olga)->[-1], 'member-removed', 'hers');
is($site->sql("SELECT count(*) FROM audit WHERE action = 'removed' AND
    person = '" . id($max) . "' AND actor = '" . id($olga) . "' AND
    household = '" . home($olga) . "'"), 1, 'says who and where');
is($site->sql("SELECT count(*) FROM audit WHERE detail::text ~
    'Olga|Max|Vera|\@|Field'"), 0, 'no record has a name');

# ---- handing over

bring($olga, 'member', $max);
is_problem(accept_($olga, $eves), 409,
    'an owner of others does not join elsewhere');
is($olga->get("invitations?token=$eves")->json->{state}, 'handover',
    'and is told');
$r = $olga->post('household/handover', json => { member => id($max) });
is_status($r, 200, 'she hands over');
is($r->json->{role}, 'member', 'and is a member');
is($r->json->{invitations}, undef, 'who sees no invitations');
is(role($max), 'owner', 'he owns it');
is_problem($olga->patch('household', json => { name => 'X' }), 403,
    'at once');
is(actions($max)->[-1], 'became-owner', 'his record');
is(actions($olga)->[-1], 'handed-over', 'hers');
is_status(accept_($olga, $eves), 200, 'now she may join elsewhere');
is(home($olga), home($eve), 'and has');
is_problem($olga->get("recipes/$olgas->{id}"), 404,
    'what was hers stays with the others');
is_status($max->get("recipes/$olgas->{id}"), 200, 'there it is');

# ---- taking back, running out, too many

(my $back, my $doc) = invite($max);
is_status($max->delete("household/invitations/$doc->{id}"), 204,
    'an invitation is taken back');
is_problem($max->delete("household/invitations/$doc->{id}"), 404, 'once');
is_problem(accept_(person('Late'), $back), 404, 'and opens nothing');
($back, $doc) = invite($max);
$site->sql("UPDATE ticket SET expires = now() - interval '1 second'
    WHERE id = '$doc->{id}'");
is_problem(accept_(person('Late'), $back), 404, 'nor does one that is over');
is_problem($max->delete("household/invitations/$doc->{id}"), 404,
    'which is not there to take back');
my $ticket = '0190abcd-0000-7000-8000-000000000001';
$site->sql("INSERT INTO ticket (id, hash, kind, person, expires) SELECT
    '$ticket', encode(sha256('reset-secret'), 'hex'), 'reset', '" .
    id($max) . "', now() + interval '1 hour'");
is_problem(accept_($eve, 'reset-secret'), 404,
    'another kind of ticket is none');
my $full = person('Full House');
for (1 .. 20) { invite($full) }
is_problem($full->post('household/invitations', json => {}), 409,
    'the 21st open invitation');
$site->sql("INSERT INTO person (id, household, member, email, username,
    full_name) SELECT gen_random_uuid(), '" . home($full) . "', 'member',
    'crowd' || n || '\@example.org', 'crowd' || n, 'Crowd'
    FROM generate_series(1, 49) n");
my ($spare) = $site->sql("SELECT id FROM ticket WHERE household = '" .
    home($full) . "' LIMIT 1");
$full->delete("household/invitations/$spare");
is_problem($full->post('household/invitations', json => {}), 409,
    'nor one to a household of fifty');

# ---- mail

my $mail = person("Mona\r\nBcc: x\@example.com");
$mail->patch('household', json => {
    name => "Kitchen\r\nX-Evil: yes \x{202e}<b>" });
is($mail->get('household')->json->{name}, 'Kitchen X-Evil: yes <b>',
    'a name is one line');
my $queued = $site->sql('SELECT count(*) FROM outbox');
is_problem($mail->post('household/invitations', json => {
    email => 'guest@example.org', role => 'viewer' }), 403,
    'no mail goes out for whom nobody knows');
sub verified {
	my ($who) = @_;
	$site->sql("UPDATE person SET email_verified_at = now()
	    WHERE id = '" . id($who) . "'");
	return $who;
}
verified($mail);
$r = $mail->post('household/invitations', json => {
    email => 'guest@example.org', role => 'viewer' });
is_status($r, 201, 'an invitation by mail');
is($r->json->{email}, 'guest@example.org', 'to somebody');
is($site->sql("SELECT count(*) FROM outbox WHERE template = 'invitation'"),
    1, 'is queued');
is($site->sql("SELECT count(*) FROM outbox WHERE sealed ~
    'guest|Kitchen|token'"), 0, 'sealed');
my @mails = map { $mail->post('household/invitations', unnoted => 1,
    json => { email => "g$_\@example.org" })->status } 1 .. 19;
is_deeply([grep { $_ != 201 } @mails], [], 'twenty of them');
my $one = $mail->get('household/invitations')->json->{items}[0]{id};
$mail->delete("household/invitations/$one");
is_problem($mail->post('household/invitations', json => {
    email => 'more@example.org' }), 429, 'more mails in an hour are not sent');
is_status($mail->post('household/invitations', json => {}), 201,
    'a link is still made');
@mails = map { verified(person('Pen Pal'))->post('household/invitations',
    unnoted => 1, json => { email => 'Guest@example.org' })->status } 1 .. 5;
is_deeply(\@mails, [(201) x 4, 429], 'nor more than five to one mailbox, '
    . 'whoever invites');

# A name is no place for an address: nobody who gets the mail shall follow it.
my $bait = verified(person('See https://evil.example/a or www.evil.example'));
$bait->patch('household', json => {
    name => 'YOU WON https://evil.example/claim, ask me@evil.example J.R.' });
is_status($bait->post('household/invitations', json => {
    email => 'stranger@example.net' }), 201, 'an invitation with a link in it');
my ($sent) = $site->mails(to => 'stranger@example.net', n => 1);
my $bait_mail = join ' ', @{$sent}{qw(subject text html)};
unlike($bait_mail, qr{evil\.example|//evil|me\@evil}, 'goes out without');
like($bait_mail, qr/YOU WON https:\s+evil example claim/, 'but the words');

# ---- several at once

$site->expect_log(qr/could not serialize|deadlock/);
sub again { return $site->client(token => $_[0]->token) }
sub now_ { my ($who, $verb, $path, $body) = @_;
	return sub { again($who)->$verb($path, unnoted => 1,
	    $body ? (json => $body) : ())->status } }

for my $round (1 .. 3) {
	my $host = person("Host$round");
	my @guests = map { person("Guest$round$_") } 1 .. 4;
	my $ticket = invite($host);
	my @status = together(map { now_($_, post => 'invitations/accept',
	    { token => $ticket }) } @guests);
	is_deeply([sort @status], [200, 404, 404, 404],
	    "round $round: of four with one invitation one gets in");
	is($site->sql("SELECT count(*) FROM person WHERE household = '" .
	    home($host) . "'"), 2, 'and no more');

	# one person, two households
	my $other = person("Other$round");
	my ($in) = grep { home($_) ne home($host) } @guests;
	my @two = (scalar invite($host), scalar invite($other));
	@status = together(map { now_($in, post => 'invitations/accept',
	    { token => $_ }) } @two);
	is(scalar(grep { $_ == 200 } @status), 2,
	    'who takes up two is in the last one') or diag("@status");
	like(home($in), qr/^(?:@{[home($host)]}|@{[home($other)]})$/,
	    'in one of them');

	# two who would own it
	bring($host, 'member', grep { home($_) ne home($host) &&
	    $_ != $in } @guests);
	my @heirs = grep { home($_) eq home($host) } @guests;
	@status = together(map { now_($host, post => 'household/handover',
	    { member => id($_) }) } @heirs[0, 1]);
	is_deeply([sort @status], [200, 403], 'it is handed over once');
	is($site->sql("SELECT count(*) FROM person WHERE member = 'owner'
	    AND household = '" . home($host) . "'"), 1, 'to one owner');

	# removed while leaving
	my ($boss) = grep { role($_) eq 'owner' &&
	    home($_) eq home($host) } @heirs;
	my ($leaver) = grep { role($_) ne 'owner' } @heirs;
	my @gone = together(now_($boss, delete => 'household/members/' .
	    id($leaver)), now_($leaver, post => 'household/leave', {}));
	ok(($gone[0] == 204 && $gone[1] =~ /^(?:403|409)$/) ||
	    ($gone[0] == 404 && $gone[1] == 200),
	    'removed while leaving: one of it') or diag("@gone");
	is(role($leaver), 'owner', 'in a household of their own');
	is($site->sql("SELECT count(*) FROM household h WHERE NOT exists(
	    SELECT FROM person WHERE household = h.id)"), 0,
	    'and no empty one is left');

	# the last two leave, or one hands over while the other goes
	my ($a, $b) = (person("A$round"), person("B$round"));
	bring($a, 'member', $b);
	@status = together(now_($a, post => 'household/handover',
	    { member => id($b) }), now_($b, post => 'household/leave', {}));
	is($site->sql("SELECT string_agg(n::text, ' ') FROM (SELECT count(*)
	    FILTER (WHERE member = 'owner') AS n FROM person WHERE id IN ('" .
	    id($a) . "', '" . id($b) . "') GROUP BY household) x") =~
	    /^1(?: 1)?$/ ? 1 : 0, 1, 'every household has an owner') or
	    diag("@status");

	# saving while all of it moves
	my ($c, $d) = (person("C$round"), person("D$round"));
	my $door = invite($d);
	@status = together(now_($c, post => 'invitations/accept',
	    { token => $door }), map { now_($c, post => 'recipes',
	    { name => "Mover $round $_" }) } 1 .. 3);
	is_deeply(\@status, [200, 201, 201, 201],
	    'recipes saved during the move are saved');
	is($site->sql("SELECT count(*) FROM recipe WHERE household = '" .
	    home($d) . "' AND name LIKE 'Mover $round%'"), 3,
	    'and are where their author is');
}

# ---- the database ends in the middle of a move

{
	my $own = Meal::Site->new(own_cluster => 1, responders => [qw(auth
	    household recipes)]);
	$own->expect_log(qr/terminating connection|shutting down|starting up/,
	    qr/not accepting|the database system|canceling statement/,
	    qr/could not (?:connect|receive|send)|connection to client lost/);
	my ($stay, $move) = ($own->register, $own->register);
	make($move, 'recipes', name => 'Half way');
	my $door = $stay->post('household/invitations', json => {})->json;
	my ($secret) = $door->{link} =~ /token=(.*)/;
	my $state = "SELECT string_agg(concat_ws(' ', p.household, p.member,
	    (SELECT count(*) FROM recipe WHERE household = p.household)), ','
	    ORDER BY id) FROM person p";
	my $was = $own->sql($state);
	my $lock = $own->hold('LOCK TABLE shopping_item');
	my $work = in_background(sub { $own->client(token => $move->token)
	    ->post('invitations/accept', unnoted => 1, json => {
	    token => $secret })->status });
	$own->waiting(1);
	$own->cluster->stop;
	$own->cluster->start;
	is($work->result, 503, 'a move that the database did not finish');
	undef $lock;
	is($own->sql($state), $was, 'has not begun');
	is($own->sql('SELECT count(*) FROM household'), 2,
	    'both households are there');
	is_status($move->post('invitations/accept', json => {
	    token => $secret }), 200, 'the invitation is good still');
	is($own->sql('SELECT count(*), (SELECT count(*) FROM recipe r
	    JOIN household h ON h.id = r.household) FROM household'), '1|1',
	    'and moves all');
}

# ---- by page

my ($host, $guest) = (person('Hanna Host'), person('Gus Guest'));
my $door = browser_of($host);
my $page = $door->get('/household');
is_status($page, 200, 'the household\'s page');
like($page->body, qr/Invite somebody/, 'invites');
$r = $door->post('/household/invitations', form => [ role => 'member' ]);
is_status($r, 200, 'an invitation by a form');
my ($link) = $r->body =~ /value="([^"]*invitations\?token=[\w-]{43})"/;
ok($link, 'shows its link');
($token) = ($link // '') =~ /token=(.*)/;
like($r->header('cache-control'), qr/no-store/, 'to nobody else');
is_status($r = $door->post('/household/invitations', form => [
    email => 'x' ]), 400, 'a fault');
like($r->body, qr/name\@example[.]com.*Invite|Invite.*name\@example[.]com/s,
    'shows the form again');
my $stranger = $site->browser;
$page = $stranger->get("/invitations?token=$token");
is_status($page, 200, 'a stranger follows it');
like($page->body, qr/Hanna Host.*invites you/s, 'reads who invites');
like($page->body, qr{/login\?next=%2Finvitations%3Ftoken%3D\Q$token\E"},
    'may log in and come back');
like($page->body, qr{/register\?invitation=\Q$token\E"},
    'or make an account');
unlike($page->body, qr{action="/invitations/accept"}, 'before joining');
is_status($stranger->get('/invitations?token=nothing'), 404,
    'a page for those that are over');
my $in = browser_of($guest);
make($guest, 'recipes', name => 'Brought along');
$page = $in->get("/invitations?token=$token");
like($page->body, qr/recipes: 1, meals: 0.*Your old household is gone/s,
    'says what comes along, before the click');
$r = $in->post('/invitations/accept', form => [ token => $token ]);
is_status($r, 303, 'joined by a form');
is($r->header('location'), '/household', 'leads to the household');
like($in->get('/household')->body, qr/You are in.*Hanna Host|Hanna Host.*You are in/s,
    'and says so');
is_status($in->post('/invitations/accept', form => [ token => $token ]),
    404, 'once');
unlike($in->get('/household')->body, qr/Invite somebody|Rename/,
    'a member does not decide');
is_status($in->get("/household/members/" . id($host)), 200, 'sees others');
is_status($in->get('/household/edit'), 403, 'may not rename');
$page = $in->get('/household/leave');
like($page->body, qr/Your private recipes \(0\).*Recipes: 1, meals: 0/s,
    'leaving says what stays');
$page = $door->get('/household/members/' . id($guest));
like($page->body, qr/value="member" checked/, 'a member\'s page has the role');
is_status($door->post('/household/members/' . id($guest), form => [
    role => 'viewer' ]), 303, 'which a form sets');
is(role($guest), 'viewer', 'so');
like($door->get('/household/members/' . id($guest) . '/delete')->body,
    qr/What stays with you.*What goes with them/s, 'removing says what goes');
like($door->get('/household/members/' . id($guest) . '/handover')->body,
    qr/becomes the owner/, 'handing over what it means');
is_status($door->get('/household/members/' . id($eve) . '/delete'), 404,
    'of nobody else');
is_status($door->post('/household', form => [ name => 'Two of us' ]), 303,
    'renamed by a form');
is($host->get('household')->json->{name}, 'Two of us', 'so');
is_status($door->post('/household', form => [ name => '' ]), 400,
    'not to nothing');
my $waiting = $host->post('household/invitations', json => {})->json;
is_status($door->post("/household/invitations/$waiting->{id}/delete",
    form => []), 303, 'an invitation is taken back by a form');
is_status($door->post('/household/handover', form => [
    member => id($guest) ]), 303, 'handed over by a form');
is(role($guest), 'owner', 'so');
is_status($door->post('/household/leave', form => []), 303,
    'left by a form');
isnt(home($host), home($guest), 'so');
is_status($in->get('/household/leave'), 200, 'alone one reads so');
like($in->get('/household/leave')->body, qr/there is nobody to leave/,
    'in words');
bring($guest, 'member', $host);
is_status($in->post('/household/members/' . id($host) . '/delete',
    form => []), 303, 'removed by a form');
isnt(home($host), home($guest), 'so');

# ---- nothing of it in the logs

unlike($site->log_text('household'), qr/\Q$token\E|Hanna|Field Lane|guest\@/,
    'the log has no names and no links');
unlike(Meal::Place::read_file($site->log_dir . '/access.log') // '',
    qr/\Q$token\E/, 'nginx\'s neither');

done_testing;
