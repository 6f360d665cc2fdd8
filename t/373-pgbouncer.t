#!/usr/bin/perl
# Through PgBouncer in transaction mode with two connections: responders and
# the worker do all that they do, eight people at once; what LISTENs goes past
# it; and doctor says it when it is not set for that.
use strict;
use warnings;
use lib 't/lib';
use Meal::Place;
use Meal::Process;
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

plan(skip_all => 'pgbouncer is not installed')
    if !-x '/usr/sbin/pgbouncer';

# It runs as the user of the cluster, whom PostgreSQL's socket lets in.
sub pool {
	my ($site, %p) = @_;
	my $dir = $site->folder('pool' . ($p{name} // ''));
	chmod oct 777, $dir;
	my $query = $p{query} // 'SELECT 1';
	$query =~ s/'/''/g;
	Meal::Place::write_file("$dir/users", "\"meal\" \"\"\n", oct 644);
	Meal::Place::write_file("$dir/ini", <<"INI", oct 644);
[databases]
* = host=@{[ $site->cluster->socket_dir ]} connect_query='$query'
[pgbouncer]
listen_addr =
listen_port = 6543
unix_socket_dir = $dir
auth_type = trust
auth_file = $dir/users
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
ignore_startup_parameters = @{[ $p{ignore} // 'extra_float_digits' ]}
logfile = $dir/log
INI
	my $pid = Meal::Process::start(dir => $dir, log => "$dir/out",
	    argv => [ ($> ? () : (qw(setpriv --reuid=postgres --regid=postgres
	    --clear-groups))), '/usr/sbin/pgbouncer', "$dir/ini" ]);
	for (1 .. 500) {
		last if -S "$dir/.s.PGSQL.6543";
		Time::HiRes::sleep(0.02);
	}
	return "host=$dir port=6543 user=meal dbname=$site->{database}";
}

# As a sysadmin does: doctor says what the pool has to be told.
sub connect_query {
	my ($site) = @_;
	my ($query) = ($site->mealctl('doctor'))[1] =~
	    /^fail +pool: .*connect_query='(.*?)', then/m;
	return $query;
}

my ($where, $bare);
my $site = Meal::Site->new(worker => 1, before => sub {
	my ($new) = @_;
	my $conf = Meal::Place::read_file($new->conf);
	$conf .= "database_pooled=yes\n" .
	    'database_direct=' . $new->conninfo . "\n" .
	    "login_failures=1000\n";
	# a server that has its own ways, which a client's are held against
	$new->sql("ALTER DATABASE $new->{database} SET timezone TO " .
	    "'Asia/Tokyo'", 'postgres');
	$new->sql("ALTER DATABASE $new->{database} SET datestyle TO " .
	    "'German'", 'postgres');
	$bare = pool($new, name => '-bare');
	Meal::Place::write_file($new->conf, "$conf\ndatabase=$bare\n");
	my $query = connect_query($new);
	like($query, qr/\ASET .*repeatable read.*statement_timeout TO 5000/,
	    'doctor says what the pool is to be told');
	$where = pool($new, query => $query);
	Meal::Place::write_file($new->conf, "$conf\ndatabase=$where\n");
	my ($status, $text) = $new->mealctl('doctor');
	like($text, qr/^ok +pool$/m, 'then all is well');
});

# ---- eight people at once

sub day {
	my ($n) = @_;
	my $who = $site->register(email => "pool$n\@example.org",
	    username => "pool$n");
	my @bad;
	my $ask = sub {
		my ($want, $verb, $path, @more) = @_;
		my $r = $who->$verb($path, @more);
		push @bad, $r->summary if $r->status != $want;
		return $r->json;
	};
	for my $k (1 .. 6) {
		my $recipe = $ask->(201, 'post', 'recipes', json => {
		    name => "Dal $n-$k", servings => 4,
		    recipeIngredient => [ '200 g red lentils', '1 onion' ] });
		my $date = sprintf '2026-12-%02d', $k;
		$ask->(201, 'post', 'plan/entries', json => { date => $date,
		    mealType => 'dinner', recipeId => $recipe->{id} });
		$ask->(200, 'get', 'plan?from=2026-12-01&to=2026-12-07');
		$ask->(200, 'patch', "recipes/$recipe->{id}", json => {
		    notes => "Again $k" });
		my $found = $ask->(200, 'get', "recipes?q=Dal");
		push @bad, "$n: found " . @{ $found->{items} }
		    if @{ $found->{items} } != $k;
	}
	my $list = $ask->(201, 'post', 'shopping/lists', json => {
	    name => 'Week', from => '2026-12-01', to => '2026-12-07' });
	$ask->(200, 'get', "shopping/lists/$list->{id}");
	$ask->(200, 'get', 'auth/profile');
	return \@bad;
}
my @bad = map { @{$_} } together(map { my $n = $_; sub { day($n) } } 1 .. 8);
is_deeply(\@bad, [], 'eight people, all of it, at once');
is($site->sql('SELECT count(*) FROM recipe'), 48, 'all is there');
cmp_ok($site->sql("SELECT count(*) FROM pg_stat_activity WHERE datname =
    current_database() AND application_name IN ('recipes', 'plan', 'auth',
    'shopping', 'profile')"), '<=', 2, 'through two connections');
is($site->sql("SELECT count(*) FROM pg_stat_activity WHERE datname =
    current_database() AND query LIKE 'LISTEN%'") > 0, 1,
    'the worker listens past it');

# ---- mails and jobs, without waiting for the worker's own clock

is(scalar $site->mails(to => 'pool1@example.org', n => 1), 1,
    'a mail of the worker');
my $dora = $site->register;
my $start = Time::HiRes::time();
is_status($site->post('auth/password/forgot', json => {
    email => $dora->{email} }), 202, 'a mail is asked for');
$site->mails(to => $dora->{email}, subject => qr/password/i, n => 1);
cmp_ok(Time::HiRes::time() - $start, '<', 5, 'and sent, as it is told of it');
my $export = $dora->post('account/export', json => {
    currentPassword => $dora->{password} })->json;
my $state = '';
for (1 .. 200) {
	$state = $site->sql("SELECT state FROM job ORDER BY created_at DESC
	    LIMIT 1");
	last if $state eq 'done';
	Time::HiRes::sleep(0.05);
}
is($state, 'done', 'a job is done');

# ---- what is not set says so

my $conf = Meal::Place::read_file($site->conf);
sub doctor_with {
	my (@lines) = @_;
	Meal::Place::write_file($site->conf, join "\n", $conf, @lines, '');
	return ($site->mealctl('doctor'))[1];
}
like(doctor_with("database=$bare"), qr/^fail +pool: .*connect_query=/m,
    'a pool without its connect_query');
like(doctor_with('database_pooled=no'), qr/^fail +database: .*PgBouncer/m,
    'a pool that is not told of');
my $deaf = pool($site, name => '-deaf', ignore => 'options');
like(doctor_with('database_pooled=no', "database=$deaf"),
    qr/^fail +pool: .*PgBouncer/m, 'nor one that swallows the settings');
like(doctor_with('database_direct='), qr/^fail +database: database_direct/m,
    'and no way past it');
Meal::Place::write_file($site->conf, join "\n", $conf, "database=$bare", '');
$site->responders->renew('recipes');
my $r = $dora->get('recipes');
is_problem($r, 503, 'a responder refuses such a pool');
like(($site->log_lines('recipes', qr/status=503/))[0], qr/why=.*pool/,
    'and its log says why');
Meal::Place::write_file($site->conf, $conf);
$site->responders->renew('recipes');
is_status($dora->get('recipes'), 200, 'all is well again');

done_testing();
