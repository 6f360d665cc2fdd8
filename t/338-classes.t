#!/usr/bin/perl
# Each column of the schema has a class (docs/columns.tsv), and what it says
# holds: a mark is put into every column of somebody's own rows; what is
# personal is in the copy of their data, what is secret is not, none of it is
# in a log, and nothing is left when they are purged.
use strict;
use warnings;
use lib 't/lib';
use Meal::Place;
use Meal::Test;

my $site = Meal::Site->new(worker => 0);
my $top = Meal::Place::top();

# {table.column => {table, column, class, note}}
my (%class, @odd);
for (split /\n/, Meal::Place::read_file("$top/docs/columns.tsv")) {
	next if /^#|^$/;
	my ($table, $column, $class, $note, @more) = split /\t/;
	push @odd, $_ if @more || ($class // '') !~
	    /^(?:public|household|personal|health|secret)$/ ||
	    $class{"$table.$column"} || ($note // 'not: x') !~ /^not: \S/ ||
	    $note && $class !~ /^(?:personal|health)$/;
	$class{"$table.$column"} = { table => $table, column => $column,
	    class => $class, note => $note };
}
is_deeply(\@odd, [], 'a table, a column, one class, why not in the copy');

# ---- every column has one

my %type = map { /^(\S+) (.*)/ ? ($1 => $2) : () } split /\n/, $site->sql(
    q{SELECT c.table_name || '.' || c.column_name || ' ' || c.udt_name
    FROM information_schema.columns c JOIN information_schema.tables t
    USING (table_schema, table_name) WHERE c.table_schema = 'public'
    AND t.table_type = 'BASE TABLE'});
is(join(' ', grep { !$class{$_} } sort keys %type), '',
    'every column has a class in docs/columns.tsv');
is(join(' ', grep { !$type{$_} } sort keys %class), '',
    'and every line a column');
for my $name (sort keys %class) {
	my $c = $class{$name};
	next if $c->{class} =~ /^(?:public|household)$/ && $c->{table} =~
	    /^(?:catalogue|migration)$/;
	is($c->{class}, 'secret', "$name is secret")
	    if $c->{column} =~ /hash|secret|sealed|^code$|successor/;
	is($c->{class}, 'health', "$name is health")
	    if $c->{column} =~ /^(?:preferences|amounts|sex|diet|allerg)/ &&
	    $c->{table} !~ /^(?:food|recipe)$/;
}

# ---- somebody with a row in every table of persons

my $key = 'mark-' . $$;
my $body = { email => "marked$$\@example.org", username => "marked$$",
    fullName => 'Marked', password => 'a long enough password',
    consent => \1 };
$site->client->post('auth/register', json => $body,
    headers => { 'Idempotency-Key' => $key });
my $marked = $site->client;
my @login = (login => $body->{username}, password => $body->{password});
my $r = $marked->post('auth/login', json => { @login });
is_status($r, 200, 'somebody');
$marked->token($r->json->{accessToken});
my $id = $site->sql("SELECT id FROM person WHERE username = 'marked$$'");
my $browser = $site->browser;
$browser->post('/login', form => [@login]);
my $recipe = $marked->post('recipes', json => { name => 'Soup' },
    headers => { 'Idempotency-Key' => $key })->json->{id};
my $food = $marked->post('foods', json => { name => 'Broth' })->json->{id};
is_status($marked->put("$_/favorite"), 200, "favourite: $_")
    for "recipes/$recipe", "foods/$food";
is_status($marked->post('auth/tokens', json => { name => 'x',
    scopes => ['recipes:read'] }), 201, 'a token');
$site->client->post('auth/password/forgot',
    json => { email => $body->{email} });
is_status($marked->put('targets', json => { calories => 1987 }), 200,
    'targets');
is_status($marked->patch('auth/profile', json => { preferences => {
    diet => ['VeganDiet'], allergens => ['peanuts'] } }), 200, 'preferences');
is_status($marked->post('account/export'), 202, 'a copy asked for');
$site->sql("INSERT INTO backup_code (person, hash) VALUES ('$id', 'x');
    INSERT INTO freed_username (hash, person) VALUES ('x', '$id');
    INSERT INTO device (hash, person) VALUES ('y', '$id')
	ON CONFLICT DO NOTHING;
    INSERT INTO private_profile (person) VALUES ('$id')
	ON CONFLICT DO NOTHING;
    INSERT INTO outbox (id, person, template, state)
	VALUES (gen_random_uuid(), '$id', 'verify', 'dead');
    INSERT INTO job (id, person, kind, state, ended_at)
	VALUES (gen_random_uuid(), '$id', 'forgot', 'done', now());
    INSERT INTO audit (person, action) VALUES ('$id', 'login')");

# The condition that says a row of a table is this person's.
my %own = map { $_ => "person = '$id'" } grep { $type{"$_.person"} }
    map { s/[.]person$//r } grep { /[.]person$/ } keys %type;
$own{person} = "id = '$id'";
$own{refresh} = "session IN (SELECT id FROM session WHERE person = '$id')";
cmp_ok(scalar keys %own, '>=', 17, 'tables with rows of somebody');
for my $table (sort keys %own) {
	cmp_ok($site->sql("SELECT count(*) FROM $table WHERE $own{$table}"),
	    '>=', 1, "$table has one");
}

# ---- a mark in every column

# Those whose words the programs choose by, or which the person needs to come
# in: they are looked at by their own value.
my %kept = map { $_ => 1 } qw(person.email person.username person.locale
    person.time_zone job.state job.kind outbox.state outbox.template
    session.kind ticket.kind audit.action consent.kind api_token.scopes
    private_profile.preferences kept_answer.route);
my (%mark, $n);
for my $name (sort keys %class) {
	my $c = $class{$name};
	next if !$own{ $c->{table} } || $kept{$name} || $c->{class} !~
	    /^(?:personal|health|secret)$/;
	$n++;
	my $mark = sprintf 'zq%05dx%03d', $$, $n;
	my $value = { text => "'$mark'", _text => "ARRAY['$mark']",
	    timestamptz => $c->{note} || $c->{class} eq 'secret' ? undef :
	    sprintf "'2031-03-04T%02d:%02d:07Z'", $n / 60, $n % 60,
	}->{ $type{$name} } // next;
	$mark = $1 if $value =~ /^'(2031-.*)Z'$/;
	# one row: some of these must differ
	my $done = eval { $site->sql("UPDATE $c->{table} SET $c->{column} =
	    $value WHERE ctid = (SELECT ctid FROM $c->{table} WHERE
	    $own{$c->{table}} " . ($c->{table} eq 'job' ?
	    "AND kind = 'forgot' " : '') . 'ORDER BY ctid DESC LIMIT 1)'); 1 };
	if ($done) {
		$mark{$name} = $mark;
	} else {
		like($@, qr/violates check constraint/,
		    "$name: one of some words");
		$kept{$name} = 1;
	}
}
cmp_ok(scalar keys %mark, '>=', 40, 'marks');

# ---- the copy

$site->expect_log(qr/violates check constraint/);
$site->sql('DELETE FROM chore');
$site->run_worker;
my ($zip) = glob $site->exports_dir . '/*.zip';
ok($zip, 'the copy is made');
my $copy = qx{python3 -c 'import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
for n in z.namelist():
    if n.endswith(".json"): print(n, z.read(n).decode())' '$zip'};
cmp_ok(length $copy, '>', 1000, 'with files');
my (@missing, @secret, @there);
for my $name (sort keys %mark) {
	my $c = $class{$name};
	my $in = index($copy, $mark{$name}) >= 0;
	push @secret, $name if $in && $c->{class} eq 'secret';
	push @missing, $name if !$in && $c->{class} ne 'secret' && !$c->{note};
	push @there, $name if $in && $c->{note};
}
is(join(' ', @missing), '', 'what is personal is in it');
is(join(' ', @secret), '', 'what is secret is not');
is(join(' ', @there), '', 'what is said not to be is not');
my $escaped = $copy =~ s/\s//gr;
for my $value ($body->{email}, $body->{username}, '"calories":1987', '"VeganDiet"',
    '"peanuts"') {
	ok(index($escaped, $value) >= 0, "$value is in it");
}

# ---- the logs

my @told;
for my $log (glob $site->log_dir . '/*.log') {
	my $text = Meal::Place::read_file($log);
	push @told, map { "$log: $_" } grep { index($text, $mark{$_}) >= 0 }
	    keys %mark;
	push @told, "$log: password" if index($text, $body->{password}) >= 0;
	push @told, "$log: address" if index($text, $body->{email}) >= 0;
}
is(join(' ', @told), '', 'no log has any of it');

# ---- the deletion

my $dump = sub {
	my $text = qx{pg_dump --data-only -d '${\ $site->conninfo}' 2>&1};
	die "pg_dump: $text\n" if $?;
	return $text =~ s/(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/$1T$2/gr;
};
my $before = $dump->();
is(join(' ', grep { index($before, $mark{$_}) < 0 } sort keys %mark), '',
    'every mark can be found in a dump');
$site->sql("UPDATE person SET purge_at = now() - interval '1 second'
    WHERE id = '$id'; DELETE FROM chore");
$site->run_worker;
my $after = $dump->();
is(join(' ', grep { index($after, $mark{$_}) >= 0 } sort keys %mark), '',
    'nothing personal, of health, or secret is left');
is($site->sql("SELECT count(*) FROM $_ WHERE $own{$_}"), 0, "none in $_")
    for sort keys %own;

done_testing;
