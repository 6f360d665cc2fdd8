#!/usr/bin/perl
# A responder's life: start, restart, kill, a database that is away, a wrong
# configuration, a key rotated, a template changed, what it logs.
use strict;
use warnings;
use lib 't/lib';
use File::Copy ();
use File::Find ();
use File::Path ();
use IO::Socket::INET ();
use JSON::PP ();
use Meal::Conf;
use Meal::Place;
use Meal::Process;
use Meal::Responders;
use Meal::Session;
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my $build = Meal::Session::build();
my @built = Meal::Responders::built($build);

# ---- the program in a shell

my $site = Meal::Site->new;
my $responders = $site->responders;

# Run a responder by itself: (exit status, standard output, standard error).
sub shell {
	my ($name, %env) = @_;
	my $input = delete $env{stdin} // '';
	my $args = delete $env{args} // '';
	my $errors = sprintf '%s/shell-%d', $site->log_dir, $$;
	my ($status, $text) = Meal::Process::run(env => {
	    MEAL_CONF => $site->conf, %env, INPUT => $input },
	    argv => ['sh', '-c', 'printf %s "$INPUT" | "$0" ' . $args .
	    ' 2>"$1"', $responders->program($name), $errors]);
	my $said = Meal::Place::read_file($errors) // '';
	unlink $errors;
	return ($status, $text, $said);
}

my %get = (REQUEST_METHOD => 'GET', REMOTE_ADDR => '127.0.0.1');
my ($status, $out, $said) = shell('system', %get,
    REQUEST_URI => '/api/v1/health');
is($status, 0, 'plain CGI answers in a shell and ends well');
like($out, qr/\AStatus:\ 200\r\n(?:[\w-]+:\ [^\r\n]*\r\n)+\r\n
    \{"status":"healthy"/x, 'with a head and a body');
is(() = $said =~ /^time=/mg, 1, 'and one line on standard error');
($status, $out) = shell('system', %get, REQUEST_URI => '/ready');
like($out, qr/\AStatus: 200\r\n.*"status":"ready"/s, 'also with a database');

my $anna = $site->register;
my $recipe = $anna->post('recipes', json => { name => 'Lemon dal',
    recipeIngredient => ['1 cup red lentils'] })->json;
my $login = JSON::PP::encode_json({ login => $anna->{email},
    password => $anna->{password} });
($status, $out) = shell('auth', %get, REQUEST_METHOD => 'POST',
    REQUEST_URI => '/api/v1/auth/login', CONTENT_LENGTH => length $login,
    CONTENT_TYPE => 'application/json', stdin => $login);
is($status, 0, 'a POST from standard input');
my ($token) = $out =~ /"accessToken":"([^"]+)"/;
ok($token, 'logs in');
($status, $out) = shell('recipes', %get,
    REQUEST_URI => "/api/v1/recipes/$recipe->{id}",
    HTTP_AUTHORIZATION => 'Bearer ' . ($token // ''));
is($status, 0, 'a page with somebody logged in');
like($out, qr/\AStatus: 200\r\n.*"name":"Lemon dal"/s, 'is theirs');
($status, $out) = shell('recipes', %get, REQUEST_METHOD => 'POST',
    REQUEST_URI => '/api/v1/recipes', CONTENT_LENGTH => 100,
    CONTENT_TYPE => 'application/json', stdin => '{"name":',
    HTTP_AUTHORIZATION => 'Bearer ' . ($token // ''));
is($status, 0, 'a body that ends early');
like($out, qr/\AStatus: 400\r\n/, 'is refused');

# ---- what the program says about itself

for my $name (@built) {
	($status, $out) = shell($name, args => '--routes', MEAL_CONF => '');
	is($status, 0, "$name --routes");
	my @rows = split /\n/, $out;
	cmp_ok(scalar @rows, '>=', 1, 'prints rows');
	is((grep { !/^(?:GET|POST|PUT|PATCH|DELETE)\t\/\S*\t\w+\t\S+\t
	    (?:(?:api|page|bare|form|edits|keep)\ )+\S+\t(?:-|\w+:(?:read|write))\t
	    [\w-]+$/x }
	    @rows)[0], undef, 'of seven columns');
	($status, $out) = shell($name, args => '--openapi', MEAL_CONF => '');
	is($status, 0, "$name --openapi");
	my $part = eval { JSON::PP::decode_json($out) };
	is(ref $part, 'HASH', 'prints JSON');
	($status, $out, $said) = shell($name, args => '--nonsense');
	is($status, 2, "$name --nonsense is wrong use");
	like($said, qr/\Ausage: [^\n]+\n\z/, 'with its usage');
}

# ---- a configuration that is wrong: one line, a pause, the end

my $templates = $site->log_dir . '/templates';

# A copy of the templates to spoil.
sub copy_templates {
	my ($to) = @_;
	my $from = Meal::Place::plain_top() . '/templates';
	File::Find::find({ no_chdir => 1, wanted => sub {
		my $path = $to . substr $_, length $from;
		-d ? File::Path::make_path($path) :
		    File::Copy::copy($_, $path);
	} }, $from);
	return $to;
}

sub conf_with {
	my ($name, $line) = @_;
	my $path = $site->log_dir . "/$name.conf";
	Meal::Place::write_file($path,
	    Meal::Place::read_file($site->conf) . "$line\n");
	return $path;
}

my $last = () = Meal::Place::read_file($site->conf) =~ /\n/g;
$last++;
my $cut = copy_templates("$templates-cut");
unlink "$cut/recipes/list.html" or die;
my $broken = copy_templates("$templates-broken");
Meal::Place::write_file("$broken/recipes/list.html", "{{#items}}\n");
my $stray = copy_templates("$templates-stray");
Meal::Place::write_file("$stray/recipes/list.html", "{{> no-such-part}}\n");
mkdir $site->log_dir . '/no-key';
Meal::Place::write_file($site->log_dir . '/no-key/token-key', "nonsense\n");

my @wrong = (
	[ 'an unknown key', { MEAL_CONF => conf_with('key', 'colour=red') },
	    qr/key\.conf, line $last: unknown option \\"colour\\"/ ],
	[ 'a number out of bounds', {
	    MEAL_CONF => conf_with('number', 'body_max=1') },
	    qr/number\.conf, line $last: body_max must be a whole number/ ],
	[ 'a line that is none', {
	    MEAL_CONF => conf_with('line', 'body_max') },
	    qr/line\.conf, line $last: not KEY=value/ ],
	[ 'a file that is missing', { MEAL_CONF => '/nowhere/meal.conf' },
	    qr{/nowhere/meal\.conf} ],
	[ 'a choice in the environment', { MEAL_ENVIRONMENT => 'holiday' },
	    qr/MEAL_ENVIRONMENT: environment must be one of/ ],
	[ 'no token key', { MEAL_CREDENTIALS => '/nowhere' },
	    qr{/nowhere/token-key is missing.*mealctl key} ],
	[ 'a token key that is none', {
	    MEAL_CREDENTIALS => $site->log_dir . '/no-key' },
	    qr{/no-key/token-key: } ],
	[ 'no runtime folder', { MEAL_RUNTIME => '/nowhere/run' },
	    qr{/nowhere/run} ],
	[ 'no templates', { MEAL_TEMPLATES => '/nowhere/templates' },
	    qr{/nowhere/templates} ],
	[ 'a template that is missing', { MEAL_TEMPLATES => $cut },
	    qr{\Q$cut\E: there is no template recipes/list\.html} ],
	[ 'a broken template', { MEAL_TEMPLATES => $broken },
	    qr{\Q$broken\E/recipes/list\.html} ],
	[ 'a partial that is missing', { MEAL_TEMPLATES => $stray },
	    qr{\Q$stray\E/recipes/list\.html.*no-such-part} ],
);
my @ends = together(map { my $env = $_->[1]; sub {
	my $start = Time::HiRes::time();
	my @end = shell('recipes', %get, REQUEST_URI => '/api/v1/recipes',
	    %{$env});
	return [@end, Time::HiRes::time() - $start];
} } @wrong);
for my $i (0 .. $#wrong) {
	my ($name, undef, $pattern) = @{ $wrong[$i] };
	my ($code, $answer, $errors, $seconds) = @{ $ends[$i] };
	is($code, 1, "$name: exit 1");
	is($answer, '', 'without an answer');
	like($errors, qr/\Atime=\S+ program=recipes event=start [^\n]*\n\z/,
	    'one line');
	like($errors, $pattern, 'that says what');
	cmp_ok($seconds, '>', 0.9, 'after a pause');
	cmp_ok($seconds, '<', 20, 'of about a second');
}

# ---- the environment wins over the file

($status, $out) = shell('system', %get, REQUEST_URI => '/api/v1/health',
    MEAL_ENVIRONMENT => 'development');
like($out, qr/"environment":"development"/, 'MEAL_ENVIRONMENT is taken');
like($site->get('health')->body, qr/"environment":"test"/,
    'where the file says something else');
($status, $out) = shell('auth', %get, REQUEST_METHOD => 'POST',
    REQUEST_URI => '/api/v1/auth/login', CONTENT_LENGTH => length $login,
    CONTENT_TYPE => 'application/json', stdin => $login,
    MEAL_TOKEN_LIFETIME => 61);
like($out, qr/"expiresIn":61\b/, 'a number as well');
($status, $out) = shell('system', %get, REQUEST_URI => '/api/v1/ready',
    MEAL_DATABASE => $site->cluster->conninfo('no_such_database'));
like($out, qr/\AStatus: 503\r\n.*Retry-After: \d+\r\n/s,
    'a database that does not exist: 503');
$site->expect_log(qr/database "no_such_database" does not exist/);

# ---- one line for each request

my @requests = (
	[ GET => '/api/v1/recipes', '/recipes', 'api', 200 ],
	[ GET => "/api/v1/recipes/$recipe->{id}?x=1", '/recipes/:id', 'api',
	    400 ],
	[ HEAD => "/api/recipes/$recipe->{id}", '/recipes/:id', 'api', 200 ],
	[ GET => "/recipes/$recipe->{id}", '/recipes/:id', 'page', 200 ],
	[ GET => '/api/v1/recipes/nothing', 'none', 'api', 404 ],
	[ DELETE => '/api/v1/recipes', 'none', 'api', 405 ],
	[ POST => '/api/v1/recipes', '/recipes', 'api', 400 ],
);
for my $i (0 .. $#requests) {
	my ($method, $path, $route, $face, $code) = @{ $requests[$i] };
	my $id = "line-$i";
	my $r = $anna->request($method, $path, unnoted => 1,
	    headers => { 'X-Request-Id' => $id },
	    ($method eq 'POST' ? (json => {}) : ()));
	is_status($r, $code, "$method $route");
	is($r->header('X-Request-Id'), $id, 'echoes the id');
	my @lines = $site->log_lines('recipes', qr/ id=$id /);
	is(@lines, 1, 'one line');
	my $shown = $method;
	like($lines[0] // '', qr/^time=\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z
	    \ program=recipes\ event=request\ id=$id\ method=$shown
	    \ route=\Q$route\E\ format=$face\ status=$code\ ms=\d+\.\d{3}
	    \ db_ms=\d+\.\d{3}\ db_n=\d+\ db_trips=\d+\ arena=[1-9]\d*$/x,
	    'with its figures');
}
my ($line) = $site->log_lines('recipes', qr/ id=line-0 /);
my ($ms, $db) = $line =~ / ms=([\d.]+) db_ms=([\d.]+) /;
cmp_ok($db, '>', 0, 'the database took its time');
cmp_ok($ms, '>=', $db, 'within that of the request');
unlike($site->log_text('recipes'), qr/x=1|Bearer|\Q$recipe->{id}\E/,
    'no queries, no secrets, no ids of things in the log');

# ---- every process killed, ten times

my $killed = 0;
my $bad = 0;
for my $round (1 .. 10) {
	$killed += $responders->kill_all($_) for @built;
	my @status = map { $_->status } $site->get('health', unnoted => 1),
	    $anna->get("recipes/$recipe->{id}", unnoted => 1),
	    $site->get('/login', unnoted => 1);
	next if "@status" eq '200 200 200';
	diag("round $round: @status");
	$bad++;
}
cmp_ok($killed, '>=', 10 * @built, 'every responder was killed ten times');
is($bad, 0, 'and the site answered each time');
is(scalar $responders->pids('recipes'), 2, 'as many processes as before');
cmp_ok(($site->get('/metrics')->body =~ m{responder="recipes",method="GET",
    route="/recipes/:id",status="2xx"\}\ (\d+)}x)[0] // 0, '>=', 10,
    'the counters outlive the processes');

# ---- a new key

my $keys = $site->log_dir . '/credentials';
my $other = Meal::Site->new(responders => [qw(auth recipes session system)],
    processes => 1, options => { credentials => $keys, environment =>
    'development', templates => copy_templates($templates) },
    before => sub {
	my ($self) = @_;
	my ($code, $text) = $self->mealctl('key');
	die $text if $code;
    });
my $bert = $other->register;
my $browser = $other->browser;
$browser->post('/login', form => [ login => $bert->{email},
    password => $bert->{password} ]);
is_status($browser->get('/recipes'), 200, 'a session in a browser');
unlink "$keys/token-key" or die;
is(($other->mealctl('key'))[0], 0, 'mealctl key makes another key');
is_problem($bert->get('recipes'), 401, 'the old one is good no more');
is_status($browser->get('/recipes'), 200, 'the browser stays logged in');
my $renewed = $other->post('auth/refresh', json => {
    refreshToken => $bert->tokens->{refreshToken} });
is_status($renewed, 200, 'and programs refresh');
is_status($other->client(token => $renewed->json->{accessToken})
    ->get('recipes'), 200, 'to a token of the new key');

# ---- a template changed, in development

my $file = "$templates/auth/login.html";
my $text = Meal::Place::read_file($file);
unlike($other->get('/login')->body, qr/Guten Tag/, 'the login page');
Meal::Place::write_file($file, "$text<p>Guten Tag</p>\n");
like($other->get('/login')->body, qr/Guten Tag/,
    'shows what was changed at the next request');
Meal::Place::write_file($file, "$text<p>Grüß Gott</p>{{#open}}\n");
my $still = $other->get('/login');
is_status($still, 200, 'a broken template');
like($still->body, qr/Guten Tag/, 'leaves the last good one');
is(scalar grep({ $_ =~ /\Q$file\E/ } $other->log_lines('auth',
    qr/event=template/)), 1, 'and the log names the file, once');
$other->get('/login');
Meal::Place::write_file($file, "$text<p>Servus</p>\n");
like($other->get('/login')->body, qr/Servus/, 'mended, it is shown');
$site->get('/login') for 1 .. 2;
my $theirs = Meal::Place::plain_top() . '/templates/auth/login.html';
unlike(Meal::Place::read_file($theirs), qr/Servus/, '(it was a copy)');

# ---- a restart under load loses nothing

my $busy = Meal::Site->new(responders => [qw(auth recipes system)],
    processes => 4, options => { database_timeout => 20_000 });
my $cora = $busy->register;
my $soup = $cora->post('recipes', json => { name => 'Soup' })->json;
pipe my $until, my $stop or die;
my @load = map { my $n = $_; in_background(sub {
	close $stop;
	my $client = $busy->client(token => $cora->token);
	my ($count, %status, $end) = (0);
	while (!$end || $count < 250) {
		my $r = $client->get("recipes/$soup->{id}", unnoted => 1);
		$status{ $r->status }++;
		$count++;
		my $bits = '';
		vec($bits, fileno $until, 1) = 1;
		$end ||= select $bits, undef, undef, 0;
	}
	return \%status;
}) } 1 .. 4;
my $renewals = 0;
for (1 .. 3) {
	Time::HiRes::sleep(0.1);
	$renewals += $busy->responders->renew('recipes');
}
is(scalar grep({ $_->is_running } @load), 4, 'all clients are at work');
close $stop;
my %seen;
for my $work (@load) {
	my $counts = $work->result;
	$seen{$_} += $counts->{$_} for keys %{$counts};
}
is($renewals, 12, 'four processes were replaced three times');
is_deeply([keys %seen], [200], 'and not one request failed') or
    diag(explain(\%seen));
cmp_ok($seen{200} // 0, '>=', 1000, 'of a thousand and more');

# ---- the request in hand is finished

my $lock = $busy->hold('LOCK TABLE recipe');
my $slow = in_background(sub {
	my $r = $cora->get("recipes/$soup->{id}");
	return [$r->status, $r->body];
});
$busy->waiting;
my @old = $busy->responders->pids('recipes');

# How many of them are left, once they are so few.
sub left {
	my ($few) = @_;
	my $n;
	for (1 .. 1500) {
		$n = grep { kill 0, $_ } @old;
		last if $n <= $few;
		Time::HiRes::sleep(0.01);
	}
	return $n;
}

kill 'TERM', @old;
is(left(1), 1,
    'told to end, only the process with work stays');
ok($slow->is_running, 'which is not done');
$lock->release;
my $finished = $slow->result;
is($finished->[0], 200, 'and answers');
like($finished->[1], qr/"name":"Soup".*\}\z/s, 'in full');
is(left(0), 0, 'then it ends');
is_status($cora->get("recipes/$soup->{id}"), 200, 'the next one answers');

# ---- another schema

$busy->sql("INSERT INTO migration (number, name, hash)
    SELECT max(number) + 1, 'from-the-future.sql', 'x' FROM migration");
my $unknown = $busy->get('ready');
is_problem($unknown, 503, 'a schema of another version');
cmp_ok($unknown->header('Retry-After') // 0, '>', 0, 'with Retry-After');
like($unknown->json->{detail}, qr/Install that version/, 'and what to do');
is_status($busy->get('health'), 200, 'the program is healthy');
$busy->sql("DELETE FROM migration WHERE name = 'from-the-future.sql'");
is_status($busy->get('ready'), 200, 'ready again');
$busy->sql('ALTER TABLE migration RENAME TO migration_away');
$busy->sql('ALTER TABLE recipe RENAME TO recipe_away; ' .
    'ALTER VIEW live_recipe RENAME TO live_recipe_away');
is_problem($busy->get('ready'), 503, 'no schema at all');
my $bare = $cora->get('recipes');
is_problem($bare, 503, 'tables that are not there');
cmp_ok($bare->header('Retry-After') // 0, '>', 0, 'with Retry-After');
$busy->sql('ALTER TABLE migration_away RENAME TO migration');
$busy->sql('ALTER TABLE recipe_away RENAME TO recipe; ' .
    'ALTER VIEW live_recipe_away RENAME TO live_recipe');
is_status($busy->get('ready'), 200, 'set up, it is ready');
is_status($cora->get('recipes'), 200, 'and works');
$busy->expect_log(qr/relation "\w+" does not exist/);

# ---- PostgreSQL away

my $alone = Meal::Site->new(own_cluster => 1,
    responders => [qw(auth recipes system)]);
$alone->expect_log(qr/FATAL: /);
my $dora = $alone->register;
is_status($dora->get('recipes'), 200, 'with PostgreSQL');
$alone->sql('CHECKPOINT', 'postgres');	# it does not flush what it commits
my @before = $alone->responders->pids('recipes');
$alone->cluster->stop;
sub is_away {
	my ($when) = @_;
	for my $r ($dora->get('recipes'), $alone->get('ready'),
	    $dora->post('recipes', json => { name => 'Lost' })) {
		is_problem($r, 503, "$r->{request}: $when");
		cmp_ok($r->header('Retry-After') // 0, '>', 0,
		    'with Retry-After');
	}
	my $page = $dora->get('/recipes');
	is_status($page, 503, "a page: $when");
	is($page->type, 'text/html', 'for people');
	like($page->body, qr{</html>\s*\z}, 'a whole one');
	cmp_ok($page->header('Retry-After') // 0, '>', 0,
	    'with Retry-After');
	is_status($alone->get('health'), 200, 'the program is healthy');
	return;
}
is_away('PostgreSQL is gone');
my @why = $alone->log_lines('recipes', qr/status=503 .*why=/, 3);
cmp_ok(scalar @why, '>=', 3, 'the log says why');
is_deeply([$alone->responders->pids('recipes')], \@before,
    'no process ended for that');
$alone->cluster->start;
is_status($dora->get('recipes'), 200, 'PostgreSQL is back, and so are we');
is_status($alone->get('ready'), 200, 'ready');
is_deeply([$alone->responders->pids('recipes')], \@before,
    'by the same processes');
$alone->cluster->stop;
$alone->responders->restart(qw(auth recipes system));
is_away('started before PostgreSQL');
my @young = $alone->responders->pids('recipes');
$alone->cluster->start;
is_status($dora->get('recipes'), 200, 'it comes, and all works');
is_status($dora->post('recipes', json => { name => 'Kept' }), 201,
    'writing too');
is($alone->sql("SELECT string_agg(name, ',') FROM recipe"), 'Kept',
    'nothing of before is written');
is_deeply([$alone->responders->pids('recipes')], \@young,
    'by the processes that waited');

done_testing;
