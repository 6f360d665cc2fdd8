#!/usr/bin/perl
# What people say of themselves, and how they like things: both faces, what
# is refused, and that nobody changes more than their own words.
use strict;
use warnings;
use lib 't/lib';
use utf8;
use Meal::Test;
use Meal::Together;

my $site = Meal::Site->new(responders => [qw(auth household profile plan
    recipes session system)], processes => { profile => 2 },
    options => { login_failures_address => 8 });
my $anna = $site->register(username => 'anna', fullName => 'Anna A',
    city => 'Ulm', timeZone => 'Europe/Berlin', locale => 'de-DE');
my $ben = $site->register(username => 'Ben', fullName => 'Ben B');

sub pointers { return [sort map { $_->{pointer} // $_->{parameter} }
    @{ $_[0]->json->{errors} // [] }] }

# ---- the whole

my $r = $anna->get('auth/profile');
is_status($r, 200, 'the profile');
my $etag = $r->header('etag');
like($etag, qr/^(?:W\/)?"1-/, 'with a tag of its version');
my $whole = $r->json;
is_deeply([sort keys %{$whole}], [qw(preferences privateProfile profile user
    version)], 'has its parts');
is_deeply($whole->{profile}, { username => 'anna', fullName => 'Anna A',
    about => undef }, 'what others see');
is($whole->{privateProfile}{city}, 'Ulm', 'what they do not');
is_deeply($whole->{preferences}, { locale => 'de-DE', timeZone =>
    'Europe/Berlin', units => 'us', diet => [], allergens => [] },
    'and preferences');
is_status($anna->get('auth/profile', headers => { 'If-None-Match' =>
    $etag }), 304, 'not told twice');

# ---- PUT

$r = $anna->put('auth/profile', json => $whole);
is_status($r, 200, 'what was given may be sent back');
is_deeply($r->json, $whole, 'and nothing changed, the version neither');

$r = $anna->put('auth/profile', json => { user => { username => 'anna',
    fullName => 'Anna Apfel' }, preferences => { units => 'metric',
    diet => ['VeganDiet'] } });
is_status($r, 200, 'PUT of some parts');
is($r->json->{user}{fullName}, 'Anna Apfel', 'sets what it says');
is_deeply($r->json->{preferences}, { locale => 'en-US', timeZone => 'UTC',
    units => 'metric', diet => ['VeganDiet'], allergens => [] },
    'and what it does not say to the defaults');
is($r->json->{privateProfile}{city}, undef, 'also whole parts');
is_problem($r = $anna->put('auth/profile', json => { preferences => {} }),
    400, 'who one is has to be said');
is_deeply(pointers($r), ['/user'], 'at its place');
is_problem($r = $anna->put('auth/profile', json => { user => {} }), 400,
    'all of it');
is_deeply(pointers($r), ['/user/fullName', '/user/username'], 'each');

# ---- PATCH

my $about = "Cooks for four.\nLikes lentils — and “quotes”.";
$r = $anna->patch('auth/profile', json => {
    profile => { about => $about },
    private_profile => { address_line1 => 'Hauptstraße 1', city => 'Ulm',
	country_code => 'DE', sex => 'FEMALE' },
    preferences => { time_zone => 'Europe/Berlin', locale => 'de-DE',
	allergens => ['nuts', 'milk'] } });
is_status($r, 200, 'PATCH, also in snake_case');
is($r->json->{profile}{about}, $about, 'lines stay lines');
is($r->json->{privateProfile}{addressLine1}, 'Hauptstraße 1', 'an address');
is_deeply($r->json->{preferences}, { locale => 'de-DE', timeZone =>
    'Europe/Berlin', units => 'metric', diet => ['VeganDiet'],
    allergens => ['milk', 'nuts'] }, 'what is not named stays');
$r = $anna->patch('auth/profile', json => { preferences => { diet => [] },
    profile => { about => undef }, privateProfile => undef });
is_status($r, 200, 'null takes away');
is_deeply([$r->json->{profile}{about}, $r->json->{preferences}{diet},
    $r->json->{privateProfile}{city}], [undef, [], undef],
    'a word, a list, a part');
is($site->sql("SELECT count(*) FROM audit WHERE action = 'profile-changed'
    AND person = '$whole->{user}{id}' AND detail IS NULL"), 3,
    'each change is on record, without what it said');

# ---- versions

my $stale = $anna->patch('auth/profile', json => { user => {
    fullName => 'Late' } }, headers => { 'If-Match' => $etag });
is_problem($stale, 412, 'an old tag');
is_status($anna->patch('auth/profile', json => { user => {
    fullName => 'Anna' } }, headers => { 'If-Match' =>
    $r->header('etag') }), 200, 'the one of now');
my @both = together(
    sub { $site->client(token => $anna->token)->patch('auth/profile',
	unnoted => 1, json => { profile => { about => 'One' } })->status },
    sub { $site->client(token => $anna->token)->patch('auth/profile',
	unnoted => 1, json => { privateProfile => { city => 'Two' } })
	->status });
is_deeply(\@both, [200, 200], 'two changes at once');
$r = $anna->get('auth/profile')->json;
is_deeply([$r->{profile}{about}, $r->{privateProfile}{city}],
    ['One', 'Two'], 'are both kept');
$site->expect_log(qr/could not serialize/);

# ---- what is not one's own to say

my $before = $site->sql("SELECT role, email, member, household,
    email_verified_at, mfa_enabled, purge_at, password_hash FROM person
    WHERE username = 'anna'");
$r = $anna->patch('auth/profile', json => { user => { role => 'admin',
    email => 'else@example.org', emailVerified => JSON::PP::true(),
    mfaEnabled => JSON::PP::true(), household => { role => 'owner' },
    id => $ben->user->{id}, createdAt => '2000-01-01T00:00:00Z' },
    version => 99 });
is_status($r, 200, 'what the server owns is taken');
is($site->sql("SELECT role, email, member, household, email_verified_at,
    mfa_enabled, purge_at, password_hash FROM person
    WHERE username = 'anna'"), $before, 'and ignored');
is($ben->get('auth/profile')->json->{user}{fullName}, 'Ben B',
    'nobody else is touched');
# a merge takes away what is null; a wrong name is a wrong name all the same
for my $body ({ zzz => undef }, { user => { zzz => undef } },
    { preferences => { dietx => undef } }) {
	my $r = $anna->patch('auth/profile', json => $body);
	is_problem($r, 400, 'unknown, and null: ' .
	    JSON::PP::encode_json($body));
	like($r->json->{errors}[0]{pointer}, qr{(?:zzz|dietx)$}, 'is told');
}
for my $body ({ member => 'owner' }, { user => { memberRole => 'owner' } },
    { user => { passwordHash => 'x' } }, { privateProfile => {
	household => 'x' } }, { preferences => { targets => {} } },
    { person => $ben->user->{id} }) {
	is_problem($anna->patch('auth/profile', json => $body), 400,
	    'an unknown member: ' . JSON::PP::encode_json($body));
}

# ---- faults, all at once

$r = $anna->patch('auth/profile', json => {
    user => { username => 'an na', fullName => '' },
    privateProfile => { countryCode => 'Germany', sex => 'X' },
    preferences => { locale => 'd', timeZone => 'X' x 48, units => 'ells',
	diet => ['Meat'], allergens => ['air'] },
    profile => { about => 'x' x 2001 } });
is_problem($r, 400, 'faults');
is_deeply(pointers($r), [qw(/preferences/allergens/0 /preferences/diet/0
    /preferences/locale /preferences/timeZone /preferences/units
    /privateProfile/countryCode /privateProfile/sex /profile/about
    /user/fullName /user/username)], 'told together');
$r = $anna->patch('auth/profile', json => {
    user => { username => 'an na' },
    privateProfile => { countryCode => 'de' },
    preferences => { locale => 'de_DE', timeZone => 'Mars/Olympus' } });
is_problem($r, 400, 'of the second kind');
is_deeply(pointers($r), [qw(/preferences/locale /preferences/timeZone
    /privateProfile/countryCode /user/username)], 'together as well');
for my $locale ('x', 'e1', 'en-', '-en', 'en--GB', 'en-toolongtag', 'en GB',
    '../etc', "en\x{e9}") {
	is_problem($anna->patch('auth/profile', json => { preferences => {
	    locale => $locale } }), 400, "no locale: $locale");
}
for my $locale (qw(de en-GB zh-Hant-TW sr-Latn-RS es-419 de-DE-u-ca-buddhist)) {
	is_status($anna->patch('auth/profile', json => { preferences => {
	    locale => $locale } }), 200, "a locale: $locale");
}
for my $zone ('../../etc/passwd', '/etc/localtime', 'Europe/../Berlin',
    'zone.tab', 'Europe') {
	is_problem($anna->patch('auth/profile', json => { preferences => {
	    timeZone => $zone } }), 400, "no zone: $zone");
}

# ---- names

is_status($anna->patch('auth/profile', json => { user => {
    username => 'Anna.2' } }), 200, 'another username');
is_status($site->post('auth/login', json => { login => 'anna.2',
    password => $anna->{password} }), 200, 'one logs in with it');
is_problem($site->post('auth/login', json => { login => 'anna',
    password => $anna->{password} }), 401, 'and with the old one no more');
is_status($anna->patch('auth/profile', json => { user => {
    username => 'ANNA.2' } }), 200, 'in other letters it is one\'s own');
$r = $anna->patch('auth/profile', json => { user => { username => 'bEN',
    fullName => 'Somebody' } });
is_problem($r, 409, 'a taken one');
is_deeply(pointers($r), ['/user/username'], 'at its place');
is($anna->get('auth/profile')->json->{user}{fullName}, 'Anna',
    'and nothing of the rest is saved');
my @race = together(map { my $who = $_; sub {
	$site->client(token => $who->token)->patch('auth/profile',
	    unnoted => 1, json => { user => { username => 'wanted' } })
	    ->status } } $anna, $ben);
is_deeply([sort @race], [200, 409], 'of two who want one name one gets it');
unlike(Meal::Place::read_file($site->cluster->log_file), qr/wanted/,
    'and it does not stand in the log of the database');
$site->register(username => 'carla');
my @tries = map { $anna->patch('auth/profile', unnoted => 1, json => {
    user => { username => 'carla' } })->status } 1 .. 12;
is(join(' ', sort keys %{{ map { $_ => 1 } @tries }}), '409 429',
    'asking for names all day is limited') or diag("@tries");
is_problem($anna->patch('auth/profile', json => { user => { username =>
    'nobodys' } }, headers => { 'If-Match' => '"1-0"' }), 429,
    'the answer to a free one is the same then');
is_status($anna->patch('auth/profile', json => { profile => { about =>
    'Me' } }), 200, "one's own name is not asked for");
$site->sql('DELETE FROM tries');
my $browser_of_anna = $site->browser;
$browser_of_anna->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
@tries = map { $browser_of_anna->post('/settings/profile', unnoted => 1,
    headers => { 'Idempotency-Key' => "name-$_" }, form => [
    'user/username' => 'carla' ])->status } 1 .. 12;
is(join(' ', sort keys %{{ map { $_ => 1 } @tries }}), '409 429',
    'nor does a key make it forgotten') or diag("@tries");
$site->sql('DELETE FROM tries');

# ---- bytes

is_problem($anna->patch('auth/profile', json => { user => {
    fullName => "A\0B" } }), 400, 'U+0000');
$r = $anna->patch('auth/profile', json => { user => {
    fullName => "Eve\r\nBcc: all\@example.com\x{202e}" } });
is_status($r, 200, 'a name of several lines');
is($r->json->{user}{fullName}, 'Eve Bcc: all@example.com', 'becomes one');
$r = $anna->patch('auth/profile', json => { profile => {
    about => '<script>alert(1)</script>' } });
is_status($r, 200, 'markup is text');

# ---- pages

my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
for my $path ('/settings', '/settings/profile', '/settings/preferences') {
	my $page = $browser->get($path);
	is_status($page, 200, $path);
	unlike($page->body, qr/<script>alert/, 'as text');
	is_status($site->browser->get($path), 303, 'after logging in');
}
my $page = $browser->get('/settings/profile')->body;
my ($version) = $page =~ /name="version" value="(\d+)"/;
ok($version, 'the form has the version');
like($page, qr/name="user\/fullName"[^>]*value="Eve Bcc/, 'and the name');
my @fields = (version => $version, 'user/fullName' => 'Anna Ahorn',
    'user/username' => 'anna', 'profile/about' => "Two\r\nlines",
    'privateProfile/sex' => '', 'privateProfile/city' => 'Köln',
    'privateProfile/countryCode' => 'DE');
$r = $browser->post('/settings/profile', form => \@fields);
is_status($r, 303, 'saved by a form');
is($r->header('location'), '/settings/profile', 'which shows it again');
like($browser->get('/settings/profile')->body, qr/Settings saved/,
    'and says so');
my $now = $anna->get('auth/profile')->json;
is_deeply([$now->{user}{fullName}, $now->{profile}{about},
    $now->{privateProfile}{city}, $now->{privateProfile}{sex}],
    ['Anna Ahorn', "Two\nlines", 'Köln', undef], 'all of it');
is_deeply($now->{preferences}{allergens}, ['milk', 'nuts'],
    'and the rest stays');
$r = $browser->post('/settings/profile', form => \@fields);
is_status($r, 412, 'an old form');
like($r->body, qr/Somebody changed this meanwhile/, 'says so');
$r = $browser->post('/settings/profile', form => [ 'user/fullName' => '',
    'user/username' => 'x', 'privateProfile/countryCode' => 'germany' ]);
is_status($r, 400, 'faults by a form');
like($r->body, qr/href="#f-user-username"/, 'lead to the field');
like($r->body, qr/id="f-privateProfile-countryCode"[^>]*value="germany"/,
    'which keeps what was typed');

# ---- preferences show at once

$page = $browser->get('/settings/preferences')->body;
like($page, qr/value="de-DE-u-ca-buddhist" selected/,
    'a locale of one\'s own is offered');
like($page, qr/value="nuts" checked/, 'ticks are there');
($version) = $page =~ /name="version" value="(\d+)"/;
is_status($browser->post('/settings/preferences', form => [
    version => $version, 'preferences/locale' => 'en-GB',
    'preferences/timeZone' => 'Pacific/Kiritimati',
    'preferences/units' => 'imperial', 'preferences/diet/-' => 'HalalDiet',
    'preferences/diet/-' => 'KosherDiet' ]), 303, 'preferences by a form');
$now = $anna->get('auth/profile')->json;
is_deeply($now->{preferences}, { locale => 'en-GB', timeZone =>
    'Pacific/Kiritimati', units => 'imperial', diet => ['HalalDiet',
    'KosherDiet'], allergens => [] },
    'as ticked; without a tick there is none');
is($now->{user}{fullName}, 'Anna Ahorn', 'and the rest stays');
my ($east, $west) = map {
	$anna->patch('auth/profile', json => { preferences => {
	    timeZone => $_ } });
	$anna->get('plan')->json->{today} //
	    ($browser->get('/settings/preferences')->body =~
	    /Today is ([^<]+)[.]/)[0];
} 'Pacific/Kiritimati', 'Pacific/Niue';
isnt($east, $west, 'another zone is another day, at once');
$r = $browser->post('/settings/preferences', form => [
    'preferences/locale' => 'en-GB', 'preferences/timeZone' => 'Nowhere',
    'preferences/units' => 'us' ]);
is_status($r, 400, 'an unknown zone');
like($r->body, qr/There is no such time zone/, 'is said');
is_status($browser->post('/settings/preferences', form => [
    'preferences/locale' => 'en-US', 'preferences/timeZone' => 'UTC',
    'preferences/units' => 'us', 'preferences/diet/-' => 'Nothing' ]), 400,
    'a diet there is not');

# ---- somebody without a private profile, as imported ones may be

$site->sql("DELETE FROM private_profile WHERE person = '" .
    $ben->user->{id} . "'");
$r = $ben->get('auth/profile');
is_status($r, 200, 'without a private profile');
is_deeply($r->json->{preferences}{diet}, [], 'there are empty lists');
is($r->json->{privateProfile}{city}, undef, 'and nothing private');
is_status($ben->patch('auth/profile', json => { privateProfile => {
    city => 'Bonn' } }), 200, 'it is made');
is($ben->get('auth/profile')->json->{privateProfile}{city}, 'Bonn', 'so');

# ---- nobody

is_problem($site->get('auth/profile'), 401, 'of nobody there is none');
is_problem($site->put('auth/profile', json => $whole), 401, 'to put');
is_problem($site->patch('auth/profile', json => {}), 401, 'nor to patch');
unlike($site->log_text('profile'), qr/Ahorn|Köln|K\xc3\xb6ln|Bonn|wanted/,
    'a log without people');

done_testing;
