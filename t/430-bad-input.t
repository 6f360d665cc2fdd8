#!/usr/bin/perl
# Input as it should not be, to everything that takes any: always a clear
# problem, nothing stored, and the processes live on. What a member may be
# comes from the contract (openapi.json).
use strict;
use warnings;
use utf8;
use lib 't/lib';
use Encode ();
use JSON::PP ();
use Meal::Matrix;
use Meal::Place;
use Meal::Test;
use Meal::Together;

my $site = Meal::Site->new(options => { login_failures => 1000 });
my $m = Meal::Matrix->new($site);
my $owner = $m->who('owner');
my $anna = $owner->{api};
my $json = JSON::PP->new->utf8->canonical->allow_nonref;
my $schemas = $site->get('openapi.json')->json->{components}{schemas};
my @names = Meal::Responders::built(Meal::Session::build());

sub pids {
	return join ' ', map { "$_:" . join ',',
	    $site->responders->pids($_) } @names;
}
my $pids = pids();
like($pids, qr/recipes:\d+,\d+/, 'the processes');

# Bytes as a body, from somebody who may send it.
sub send_bytes {
	my ($method, $path, $bytes, %p) = @_;
	utf8::encode($bytes) if utf8::is_utf8($bytes);
	my $who = $path =~ m{^/api/v1/admin/} ? $m->who('admin')->{api} : $anna;
	return $who->request($method, $path, body => $bytes,
	    type => 'application/json', %p);
}

# A refusal: 400 or 413, as a problem, that names the places it should.
sub refused {
	my ($r, $name, @pointers) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $problem = eval { $r->json } // {};
	my $good = ($r->status == 400 || $r->status == 413) &&
	    $r->type eq 'application/problem+json' &&
	    ($problem->{status} // 0) == $r->status &&
	    length($problem->{detail} // '') > 5 &&
	    $r->body !~ /SELECT |relation "|violates|libpq|[.]c:\d|numeric\(/;
	my @found = map { $_->{pointer} // "?$_->{parameter}" }
	    @{ $problem->{errors} // [] };
	for my $pointer (@pointers) {
		$good = 0 if !grep { index("$_/", "$pointer/") == 0 } @found;
	}
	return ok($good, $name) ||
	    diag($r->summary, "\nwanted @pointers, found @found");
}

# ---- every route that takes JSON

# A body that is good but for what a test does to it, where that of the matrix
# would do something, or there is none. It is to be spoiled, never sent whole.
my %base = (
	'POST /auth/register' => { email => 'bad@example.com',
	    username => 'bad-input', password => 'a long enough password',
	    fullName => 'Bad Input' },
	'POST /auth/login' => { login => 'nobody-here', password => 'x' },
	'POST /auth/refresh' => { refreshToken => 'x' },
	'POST /auth/logout' => { refreshToken => 'x' },
	'POST /auth/password/forgot' => { email => 'nobody@example.com' },
	'POST /auth/password/reset' => { token => 'x', password => 'x' },
	'POST /auth/password/change' => { currentPassword => 'x',
	    password => 'x' },
	'POST /auth/email/verify' => { token => 'x' },
	'POST /auth/undo' => { token => 'x' },
	'POST /auth/email/resend' => { email => 'nobody@example.com' },
	'POST /auth/email/change' => { email => 'nobody@example.com',
	    password => 'x' },
	'POST /auth/mfa/verify' => { sessionToken => 'x', code => '000000' },
	'POST /auth/mfa/setup' => {},
	'POST /auth/mfa/setup/verify' => { code => '000000' },
	'POST /auth/mfa/disable' => { password => 'x' },
	'POST /auth/mfa/backup-codes' => { password => 'x' },
	'POST /auth/tokens' => { name => 'Bad', scopes => ['recipes:read'] },
	'PUT /auth/profile' => { user => { username => 'bad-input',
	    fullName => 'Bad Input' } },
	'DELETE /account' => { password => 'x' },
	'POST /invitations/accept' => { token => 'x' },
);

# What no JSON of ours may be.
my @malformed = (
	'{', '{"name":', '{"name"}', '{"a":1', '[1,2', '{"name":"x"} rest',
	'{"name":"x"}{"name":"y"}', q({'name':'x'}), '{name:"x"}', 'nul',
	'{"name":"x",}', '{"name":NaN}', '{"name":Infinity}', '{"name":+1}',
	'{"name":01}', '{"name":.5}', '{"name":1.}', '{"name":0x10}',
	'{"name":"x" "y":1}', '/* */{}', "{\"name\":\"\x01\"}",
	'{"name":"\u12"}', '{"name":"\x41"}', '{"name":"x',
	'{"name":"\ud800"}', '{"name":"\udc00\ud800"}', '{"\ud800":1}',
	Encode::encode('UTF-16LE', '{"name":"x"}'),
	"{\"name\":\"\xff\"}", "{\"name\":\"\xc3\"}",
	"{\"name\":\"\xc0\xaf\"}", "{\"name\":\"\xed\xa0\x80\"}",
	"{\"name\":\"\xf5\x80\x80\x80\"}", "{\"name\":\"a\0b\"}",
	"\0", "{}\0", "\xef\xbb\xbf{\"a\":1}",
	'[' x 10_000 . ']' x 10_000, '{"a":' x 5_000 . '1' . '}' x 5_000,
	'{"name":' . '[' x 10_000 . ']' x 10_000 . '}',
	'{"name":1' . '0' x 5_000 . '}',
);
# JSON, but no object.
my @strays = ('null', 'true', '1', '"text"', '[]', '[{}]');

# The schema of a route's body.
sub schema_of {
	my ($route) = @_;
	my ($name) = $route->{flags} =~ /(\S+)$/;
	return $schemas->{"${name}Input"};
}

sub types_of {
	my ($schema) = @_;
	my $type = $schema->{type} // return;
	return ref $type ? @{$type} : $type;
}

# Values of types that the schema does not name.
sub wrong_values {
	my ($schema) = @_;
	my %is = map { $_ => 1 } types_of($schema);
	return unless %is;
	my @values;
	push @values, '"text"' if !$is{string};
	push @values, '"1"' if !$is{string} && !$is{array} && !$is{object};
	push @values, '1', '-1', '1.5', '1e999', '-1e999', '1e308'
	    if !$is{number} && !$is{integer};
	push @values, '1.5' if $is{integer};
	push @values, 'true', 'false' if !$is{boolean};
	push @values, '[]', '["x"]', '[[]]', '[null]' if !$is{array};
	push @values, '{}', '{"a":1}' if !$is{object};
	push @values, number_faults($schema) if $is{number} || $is{integer};
	push @values, text_faults($schema) if $is{string};
	push @values, list_faults($schema) if $is{array};
	return @values;
}

sub number_faults {
	my ($schema) = @_;
	my @values = ('1e999', '-1e999', '1e308', '-1e308', '-1e-3', '-1',
	    '1' . '0' x 60);
	push @values, $schema->{maximum} * 2, $schema->{maximum} + 1
	    if defined $schema->{maximum};
	push @values, $schema->{minimum} / 2 if ($schema->{minimum} // 0) > 0;
	return @values;
}

my %wrong_format = (
	date => [ '2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1',
	    '20260101', '2026-01-01T00:00:00Z', 'tomorrow',
	    '-0001-01-01', '99999-01-01', '2026-01-32', '0000-01-01',
	    "2026\x{2010}01\x{2010}01", "\x{ff12}026-01-01" ],
	duration => [ '10 minutes', '600', 'PT', 'P', 'P1Y', 'P1M', '-PT5M',
	    'PT1.5.5M', 'PT5', 'PTM', 'PT5M5H', 'PT1e3S', 'pt5m ',
	    'PT99999999999999999999H', 'P999999999D', 'PT5M; DROP' ],
	uuid => [ 'x', '', '0', '00000000-0000-0000-0000-00000000000',
	    '00000000-0000-0000-0000-0000000000000',
	    'g0000000-0000-0000-0000-000000000000',
	    q(' OR ''='), '{00000000-0000-7000-8000-000000000000}' ],
	uri => [ 'javascript:alert(1)', 'data:text/html,x', 'ftp://x/',
	    'file:///etc/passwd', 'http:', 'http://', '//x', 'x y',
	    'http://a b/', "http://x/\ny", 'JaVaScRiPt:x' ],
	email => [ 'x', '@', 'a@', '@b', 'a b@example.com',
	    "a\@example.com\nBcc: b\@example.com", 'a@b@example.com',
	    'x' x 300 . '@example.com' ],
);

sub text_faults {
	my ($schema) = @_;
	my @values = map { $json->encode($_) }
	    @{ $wrong_format{ $schema->{format} // '' } // [] };
	push @values, '"a\u0000b"';
	push @values, '"no-such-word"' if $schema->{enum};
	push @values, $json->encode('x' x ($schema->{maxLength} + 1)),
	    $json->encode('é' x ($schema->{maxLength} + 1))
	    if $schema->{maxLength};
	push @values, '""' if ($schema->{minLength} // 0) > 0;
	push @values, $json->encode('x' x ($schema->{minLength} - 1))
	    if ($schema->{minLength} // 0) > 1;
	push @values, map { $json->encode($_) } against_pattern($schema)
	    if $schema->{pattern};
	return @values;
}

# Texts as long as they may be that a pattern does not match.
sub against_pattern {
	my ($schema) = @_;
	my $pattern = qr/$schema->{pattern}/a;
	return grep { length $_ >= ($schema->{minLength} // 0) &&
	    length $_ <= ($schema->{maxLength} // 1000) && !/$pattern/ }
	    '   ', "\n\n\n", 'a b', 'a  b', 'ÄÖ', 'us', 'U2', '12', '....',
	    'a/b', 'a!b', 'Abc', '.abc', 'a_b', 'abc-', '1a-b', "ab\tc",
	    'a' x 9, 'en-', 'en_GB', 'en-abcdefghi';
}

sub list_faults {
	my ($schema) = @_;
	my @values = ('[[]]');
	my %item = map { $_ => 1 } types_of($schema->{items} // {});
	push @values, '[1]', '[true]', '[null]', '[{}]' if $item{string};
	push @values, '["x"]', '[1]' if $item{object} ||
	    $schema->{items}{'$ref'};
	push @values, '[' . join(',', ('"x"') x ($schema->{maxItems} + 1)) .
	    ']' if $schema->{maxItems} && $item{string};
	push @values, '[]' if $schema->{minItems};
	push @values, '["no-such-word"]' if ($schema->{items} // {})->{enum};
	push @values, '[""]', '["  "]'
	    if ($schema->{items} // {})->{minLength};
	return @values;
}

# Members one level down, by their own schema.
sub nested {
	my ($schema) = @_;
	my $to = $schema->{'$ref'} // ($schema->{items} // {})->{'$ref'};
	for my $one (@{ $schema->{anyOf} // [] }) {
		$to //= $one->{'$ref'};
	}
	return unless defined $to;
	$to =~ s{.*/}{};
	return $schemas->{$to};
}

# Whether a value that is wrong by the words of the contract is none there.
sub is_no_fault {
	my ($schema, $value) = @_;
	return 1 if $value =~ /^"(?:\s|\\n)*"$/ && grep { $_ eq 'null' } types_of($schema);
	return 0;
}

my @takers = grep { my $r = $_; $r->{method} ne 'GET' &&
    (schema_of($r)) && grep { $_ eq 'api' } $m->faces($r) }
    @{ $m->routes };
cmp_ok(scalar @takers, '>=', 20, 'routes that take JSON');

my $tried = 0;
for my $route (@takers) {
	my $name = "$route->{method} $route->{path}";
	my $spec = $m->spec($route);
	ok($spec, "$name: an example") or next;
	my $thing = $spec->{thing} ? $m->make($spec->{thing}, 'owner') :
	    undef;
	my ($method, $path, undef, $base) = $m->request_of($route, 'api',
	    $thing, $owner);
	$base = $base{$name} // $base;
	ok($base, "$name: a good body to spoil") or next;
	my $before = $m->state;
	refused(send_bytes($method, $path, $_), "$name: " .
	    substr $_ =~ s/[^ -~]/?/gr, 0, 40) for @malformed;
	refused(send_bytes($method, $path, $_), "$name: $_") for @strays;
	refused(send_bytes($method, $path, ''), "$name: nothing")
	    if $method =~ /^P(?:UT|ATCH)$/;
	refused(send_bytes($method, $path, $json->encode({ %{$base},
	    nonsense => 1, 'a/b~c' => 2 })), "$name: unknown members",
	    '/nonsense', '/a~1b~0c');
	spoil($name, $method, $path, $base, schema_of($route));
	is(join(' ', $m->differences($before, $m->state)), '',
	    "$name: nothing was stored");
}
cmp_ok($tried, '>=', 2000, 'members were spoiled');

sub spoil {
	my ($name, $method, $path, $base, $schema) = @_;
	my $properties = $schema->{properties};
	for my $member (sort keys %{$properties}) {
		my $p = $properties->{$member};
		next if $p->{readOnly};
		my %rest = %{$base};
		delete $rest{$member};
		my $text = $json->encode(\%rest) =~ s/\}\z//r;
		$text .= ',' if %rest;
		my $send = sub {
			my ($value, $pointer) = @_;
			$tried++;
			refused(send_bytes($method, $path,
			    qq($text"$member":$value}), unnoted => 1),
			    substr("$name: $member: $value", 0, 120),
			    $pointer);
		};
		for my $value (wrong_values($p)) {
			$send->($value, "/$member")
			    unless is_no_fault($p, $value);
		}
		if ($member =~ /[A-Z]/) {
			my $snake = $member =~ s/([A-Z])/_\l$1/gr;
			$send->(qq("x","$snake":"x"), '');
		}
		my $within = nested($p) or next;
		my $list = $p->{items} ? 1 : 0;
		for my $inner (sort keys %{ $within->{properties} // {} }) {
			my $q = $within->{properties}{$inner};
			next if $q->{readOnly};
			my $at = "/$member" . ($list ? '/0' : '') . "/$inner";
			for my $value (wrong_values($q)) {
				my $object = qq({"$inner":$value});
				$send->($list ? "[$object]" : $object, $at)
				    unless is_no_fault($q, $value);
			}
		}
	}
	return;
}
is(pids(), $pids, 'the same processes');

# ---- too much of it
my $before = $m->state;
for my $at ('recipes', 'meals', 'auth/login', 'auth/register',
    'plan/entries', 'shopping/lists') {
	my $r = send_bytes('POST', $at, '{"name":"' . 'x' x 10_000_000 .
	    '"}');
	is_problem($r, 413, "$at: 10 MB");
}
refused(send_bytes('POST', 'recipes', '{"name":"Many","recipeIngredient":[' .
    join(',', ('"1 egg"') x 100_000) . ']}'), '100,000 ingredient lines');
refused(send_bytes('POST', 'recipes', '{"name":"Many","ingredients":[' .
    join(',', ('{"food":"egg"}') x 50_000) . ']}'), '50,000 ingredients');
refused(send_bytes('POST', 'meals', '{"name":"Many","items":[' .
    join(',', ('{"foodId":"00000000-0000-7000-8000-000000000000"}') x
    10_000) . ']}'), '10,000 items');
refused(send_bytes('POST', 'recipes', '{' . join(',', map { qq("m$_":1) }
    1 .. 50_000) . '}'), '50,000 members');
refused(send_bytes('POST', 'recipes', '{' . join(',', ('"name":"x"') x
    50_000) . '}'), 'one member 50,000 times');
refused(send_bytes('POST', 'ingredients/parse', '{"lines":[' .
    join(',', ('"1 egg"') x 10_000) . ']}'), '10,000 lines to parse');
my $long = $anna->get('recipes?q=' . 'x' x 3000);
refused($long, 'a search of 3,000 letters', '?q');
is(join(' ', $m->differences($before, $m->state)), '', 'nothing was stored');
is(pids(), $pids, 'the same processes');

# ---- what another household owns, and what a member keeps to himself
my %theirs = map { $_ => $m->make($_, 'other') } qw(recipe food meal public);
my %ours = map { $_ => $m->make($_, 'owner') } qw(recipe food meal);
my $private = $m->make('private', 'member');
$before = $m->state;
my %uses = (
	food => [ [ 'recipes', sub { { name => 'Uses', ingredients => [
	    { food => 'thing', foodId => $_[0] } ] } },
	    '/ingredients/0/foodId' ],
	    [ 'meals', sub { { name => 'Uses', items => [ { foodId => $_[0],
	    quantity => 1, unit => 'g' } ] } }, '/items/0/foodId' ],
	    [ 'plan/entries', sub { { date => '2026-03-01',
	    mealType => 'lunch', foodId => $_[0], quantity => 1,
	    unit => 'g' } }, '/foodId' ] ],
	recipe => [ [ 'meals', sub { { name => 'Uses', items => [
	    { recipeId => $_[0], servings => 1 } ] } },
	    '/items/0/recipeId' ],
	    [ 'plan/entries', sub { { date => '2026-03-01',
	    mealType => 'lunch', recipeId => $_[0] } }, '/recipeId' ] ],
	meal => [ [ 'plan/entries', sub { { date => '2026-03-01',
	    mealType => 'lunch', mealId => $_[0] } }, '/mealId' ] ],
);
my @nowhere = ('00000000-0000-0000-0000-000000000000',
    '01900000-0000-7000-8000-0000000000ff');
for my $kind (sort keys %uses) {
	for my $use (@{ $uses{$kind} }) {
		my ($at, $body, $pointer) = @{$use};
		refused($anna->post($at, json => $body->($_)),
		    "$at: a $kind that is not there", $pointer)
		    for @nowhere;
		refused($anna->post($at, json => $body->(
		    $theirs{$kind}{id})), "$at: a $kind of others", $pointer);
		next if $kind ne 'recipe';
		refused($anna->post($at, json => $body->($private->{id})),
		    "$at: a member's private recipe", $pointer);
	}
}
is(join(' ', $m->differences($before, $m->state)), '', 'nothing was stored');
for my $kind (sort keys %uses) {
	for my $use (@{ $uses{$kind} }) {
		my ($at, $body) = @{$use};
		is_status($anna->post($at, json => $body->(
		    $ours{$kind}{id})), 201, "$at: our own $kind");
	}
}
for my $kind (qw(recipe food meal)) {
	is_problem($anna->post("${kind}s", json => {
	    id => $theirs{$kind}{id}, name => 'Taken' }), 409,
	    "a new $kind with the id of theirs");
}

# ---- the same at once, and two people at one thing
my $id = '01900000-0000-7000-8000-00000000abcd';
my @made = together((sub {
	return $site->client(token => $anna->token)->post('recipes',
	    json => { id => $id, name => 'Offline' })->status;
}) x 5);
is_deeply([sort @made], [200, 200, 200, 200, 201],
    'one id five times at once: made once');
is($m->sql("SELECT count(*) FROM recipe WHERE name = 'Offline'"), 1, 'so');
my $tag = $anna->get("recipes/$id")->header('etag');
my @edits = together(map { my $who = $_; sub {
	return $site->client(token => $m->who($who)->{api}->token)->put(
	    "recipes/$id", json => { name => "Of $who" },
	    headers => { 'If-Match' => $tag })->status;
} } qw(owner member));
is_deeply([sort @edits], [200, 412], 'two edit the same: one is told');
my @patches = together(
	sub { $site->client(token => $anna->token)->patch("recipes/$id",
	    json => { notes => 'By the owner' })->status },
	sub { $site->client(token => $m->who('member')->{api}->token)->patch(
	    "recipes/$id", json => { description => 'By the member' })
	    ->status });
is_deeply(\@patches, [200, 200], 'patches of different members');
my $both = $anna->get("recipes/$id")->json;
is("$both->{notes}, $both->{description}", 'By the owner, By the member',
    'are both kept');

# ---- hostile text: what is taken comes back as it is, and pages escape it
SKIP: {
	my $dir = ($ENV{MEAL_DATA} // Meal::Place::top() .
	    '/../shared/data') . '/f_conformance';
	skip 'no test data (f_conformance)', 1 unless -d $dir;
	hostile(hostile_strings($dir));
}

sub hostile_strings {
	my ($dir) = @_;
	my @strings = @{ JSON::PP->new->utf8->decode(
	    Meal::Place::read_file("$dir/strings/blns.json")) };
	for my $file (sort glob "$dir/payloads/*.txt") {
		my @lines = split /\n/, Encode::decode('UTF-8',
		    Meal::Place::read_file($file));
		# every nth, so that a run takes seconds
		my $step = $ENV{MEAL_LONG} ? 1 : int(@lines / 40) + 1;
		push @strings, map { $lines[$_ * $step] }
		    0 .. int($#lines / $step);
	}
	return grep { length && length($_) <= 1000 } @strings;
}

# As it is stored: no blanks at the ends, NFC; empty is none.
sub visible {
	my ($text) = @_;
	$text =~ s/\r\n?/\n/g;
	return $text =~ s/\A\s+|\s+\z//gr;
}

sub hostile {
	my (@strings) = @_;
	cmp_ok(scalar @strings, '>=', 600, 'hostile strings');
	my ($kept, $refused, $same) = (0, 0, 0);
	while (my @some = splice @strings, 0, 80) {
		my @body = map { { text => $_ } } @some;
		my $r = $anna->post('recipes', unnoted => 1,
		    json => { name => 'Hostile', instructions => \@body });
		if ($r->status == 400) {
			# those it names go, the rest is good
			my %bad = map { m{^/instructions/(\d+)} ?
			    ($1 => 1) : () } keys %{ $r->faults };
			ok(keys %bad, 'a refusal says which') or return;
			$refused += keys %bad;
			@some = map { $some[$_] } grep { !$bad{$_} }
			    0 .. $#some;
			$r = $anna->post('recipes', unnoted => 1, json => {
			    name => 'Hostile', instructions =>
			    [map { { text => $_ } } @some] });
		}
		is_status($r, 201, 'hostile text is text') or return;
		my $back = $anna->get("recipes/" . $r->json->{id},
		    unnoted => 1)->json->{instructions};
		is(@{$back}, @some, 'all of it');
		for my $i (0 .. $#some) {
			$kept++;
			$same++ if visible($back->[$i]{text}) eq
			    visible($some[$i]);
		}
		pages_escape($r->json->{id}, @some);
	}
	cmp_ok($kept, '>=', 500, 'most are kept');
	cmp_ok($same, '>=', 0.97 * $kept, 'as they were') or
	    diag("$same of $kept");
	diag("$refused refused, $kept kept, $same the same")
	    if $ENV{MEAL_LONG};
	return;
}

# In no page of a recipe does a "<" of the text open anything.
sub pages_escape {
	my ($recipe, @some) = @_;
	for my $at ("/recipes/$recipe", "/recipes/$recipe/edit") {
		my $page = $owner->{page}->get($at);
		is_status($page, 200, "$at shows it");
		my $html = $page->text;
		my @open = grep { /</ && !/\A\s*<\s*\z/ && length > 5 &&
		    index($html, $_) >= 0 } @some;
		is("@open", '', 'escaped');
		my @scripts = $html =~ /<script\b([^>]*)>/gi;
		is(scalar(grep { !/^ (?:type="module" )?src="\/static\// }
		    @scripts), 0, 'no script but ours') or diag("@scripts");
		unlike($html, qr/<[a-z][^<>]*\son\w+\s*=/i,
		    'no handler in a tag');
	}
	return;
}

# as a search, an id, a login: an answer, and never one of ours failing
my @short = (q(' OR 1=1 --), q('; DROP TABLE recipe; --), '%00', '%', '_',
    '\\', '%25%27', '<script>', '../../etc/passwd', "\x{202e}", "\x{feff}",
    '💣', "e\x{301}" x 50, '(((((', ':*', '& | !', '"', '$1', '{{name}}',
    '%s%n', "\t", '0x', '1e999', ' ');
for my $text (@short) {
	my $escaped = join '', map { sprintf '%%%02x', ord }
	    split //, Encode::encode('UTF-8', $text);
	for my $at ('recipes', 'foods', 'meals', 'foods/search') {
		my $r = $anna->get("$at?q=$escaped");
		ok($r->status == 200 || $r->status == 400,
		    "$at?q=$escaped") or diag($r->summary);
	}
	like($owner->{page}->get("/recipes?q=$escaped")->status,
	    qr/^(?:200|400)$/, "/recipes?q=$escaped");
	like($anna->get("recipes/$escaped")->status, qr/^40[04]$/,
	    "recipes/$escaped");
	is_problem($site->post('auth/login', json => { login => $text,
	    password => $text }), $text =~ /\A\s*\z/ ? 400 : 401,
	    "login $escaped") unless $text =~ /\A\s*\z/;
	like($anna->get("plan?from=$escaped&to=$escaped")->status, qr/^400$/,
	    "plan?from=$escaped") unless $text eq ' ';
}
for my $query ('q=%ff', 'q=%c3', 'q=%zz', 'q=%', '%ff=1', 'q=a%00b',
    '&&&', '=', '=x', 'q', 'q=1&q=2', 'a' x 3000) {
	my $r = $anna->get("recipes?$query", unnoted => 1);
	ok($r->status == 200 || $r->status == 400, 'recipes?' .
	    substr $query, 0, 20) or diag($r->summary);
}

# ---- forms
$before = $m->state;
my $page = $owner->{page};
for my $case (
	[ '/recipes', [] ], [ '/recipes', [ name => '' ] ],
	[ '/recipes', [ name => "a\0b" ] ],
	[ '/recipes', [ name => 'x', servings => '1e999' ] ],
	[ '/recipes', [ name => 'x', servings => '-1' ] ],
	[ '/recipes', [ name => 'x', 'ingredients/99999999/food' => 'x' ] ],
	[ '/recipes', [ name => 'x', 'ingredients/-1/food' => 'x' ] ],
	[ '/recipes', [ name => 'x', nonsense => 1 ] ],
	[ '/meals', [ name => '' ] ],
	[ '/plan/entries', [ date => 'x', mealType => 'lunch' ] ],
	[ '/shopping', [ from => 'x', to => 'y' ] ],
	[ '/targets', [ calories => 'many' ] ],
	[ '/foods', [ name => '' ] ],
) {
	my ($at, $form) = @{$case};
	my $r = $page->post($at, form => $form);
	like($r->status, qr/^4(?:00|13)$/, "$at: a faulty form: " .
	    $json->encode($form));
	is($r->type, 'text/html', 'is a page again');
}
for my $bytes ("\xff=\xff", 'name=%ff', 'name=%', '%', '&' x 100_000,
    'a=1&' x 50_000, "name=a%00b", 'name[]=x', 'x' x 1_500_000) {
	my $r = $page->post('/recipes', body => $bytes,
	    type => 'application/x-www-form-urlencoded');
	like($r->status, qr/^4(?:00|13)$/, 'a form that is none: ' .
	    substr $bytes =~ s/[^ -~]/?/gr, 0, 20) or diag($r->summary);
}
is(join(' ', $m->differences($before, $m->state)), '', 'nothing was stored');

is(pids(), $pids, 'the same processes to the end');
$site->expect_log(qr/could not serialize|duplicate key/);
$m->finish;
done_testing;
