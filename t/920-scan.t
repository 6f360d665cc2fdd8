#!/usr/bin/perl
# Two scanners against every route of the accounts (./dev test --long):
# sqlmap on each request of the JSON interface and each form, wapiti on the
# pages. Neither finds anything. Everything is bounded in time.
use strict;
use warnings;
use lib 't/lib';
use File::Temp ();
use JSON::PP ();
use Meal::Matrix;
use Meal::Place;
use Meal::Process;
use Meal::Test;

plan(skip_all => 'only with --long') unless $ENV{MEAL_LONG};

my %ours = map { $_ => 1 }
    qw(auth recovery mfa session profile household admin);
my $dir = File::Temp->newdir;
my $site = Meal::Site->new(options => {
	login_failures => 1000, registration_seconds => 0,
});
my $m = Meal::Matrix->new($site);

# A scanner asks for everything, the end of its own session included.
$site->sql(<<'SQL', 'postgres');
CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN NEW.ended_at := NULL; RETURN NEW; END';
CREATE TRIGGER stay BEFORE UPDATE ON session
    FOR EACH ROW EXECUTE FUNCTION stay();
SQL

# It sends what is right as well: passwords change, people leave.
$site->sql('CREATE TABLE kept AS SELECT * FROM person', 'postgres');

sub put_back {
	$site->sql(<<'SQL', 'postgres');
UPDATE person p
   SET (household, member, role, email, username, password_hash, mfa_enabled,
	totp_secret, purge_at, disabled_at, password_at) =
       (k.household, k.member, k.role, k.email, k.username, k.password_hash,
	false, NULL, NULL, NULL, k.password_at)
  FROM kept k WHERE k.id = p.id
SQL
	$site->sql("DELETE FROM $_") for qw(tries api_token ticket job);
	return;
}

my $json = JSON::PP->new->utf8->canonical;

sub escaped {
	my ($text) = @_;
	return $text =~ s/([^\w.~-])/sprintf '%%%02X', ord $1/ger;
}

# The text of a request as sqlmap reads it, or undef when nothing in it can
# be varied.
sub request_text {
	my ($route, $face, $who) = @_;
	my $spec = $m->spec($route) or return;
	return if $spec->{internal};
	my $thing = $spec->{thing} ? $m->make($spec->{thing}, 'owner') : undef;
	my ($method, $path, $kind, $body) =
	    $m->request_of($route, $face, $thing, $who);
	$path =~ s/([0-9a-f]{8}-[0-9a-f-]{27})/$1*/;	# vary it, too
	my @head = ("$method $path HTTP/1.1", 'Host: 127.0.0.1:' . $site->port,
	    'Accept: ' . ($face eq 'api' ? 'application/json' : 'text/html'));
	push @head, $face eq 'api' ?
	    'Authorization: Bearer ' . $who->{api}->token :
	    'Cookie: ' . $who->{page}->jar->cookie_header($site->url) if $who->{id};
	my $text = '';
	if (($kind // '') eq 'json') {
		$text = $json->encode($body);
		push @head, 'Content-Type: application/json';
	} elsif (($kind // '') eq 'form') {
		my @pairs = @{$body};
		my @parts;
		while (my ($name, $value) = splice @pairs, 0, 2) {
			push @parts, escaped($name) . '=' . escaped($value);
		}
		$text = join '&', @parts;
		push @head, 'Content-Type: application/x-www-form-urlencoded';
	}
	return if ($text eq '' || $text eq '{}') && $path !~ /[*?]/;
	return join "\n", @head, '', $text;
}

my $n = 0;
for my $route (grep { $ours{ $_->{responder} } } @{ $m->routes }) {
	for my $face ($m->faces($route)) {
		put_back();
		my $who = $m->who($route->{needs} eq 'admin' ? 'admin' :
		    $route->{needs} eq 'nobody' ? 'nobody' : 'owner');
		my $text = request_text($route, $face, $who) // next;
		my $file = "$dir/request";
		Meal::Place::write_file($file, $text);
		my ($status, $said) = Meal::Process::run(argv => ['timeout',
		    '120', 'sqlmap', '-r', $file, '--ignore-stdin', '--batch',
		    '--flush-session', "--output-dir=$dir/sqlmap",
		    '--disable-coloring', '--level=1', '--risk=1',
		    '--ignore-code=*', '--timeout=10', '--retries=0',
		    '--time-sec=2', '--answers=redirect=N']);
		my $name = "$face $route->{method} $route->{path}";
		like($said, qr/do(?:es)? not (?:appear|seem) to be injectable/,
		    "sqlmap tries $name") or diag(substr $said, -1500);
		unlike($said, qr/is vulnerable|identified the following/,
		    "and finds nothing in $name");
		$n++;
	}
}
cmp_ok($n, '>=', 40, 'sqlmap saw the routes');

# ---- wapiti, as an admin of the installation and as nobody
put_back();
my $admin = $m->who('admin');
my @pages = (
	['/settings/', 'folder', $admin], ['/household/', 'folder', $admin],
	['/admin/', 'folder', $admin],
	map({ [$_, 'page', $m->who('nobody')] } qw(/login /register /forgot
	    /reset /verify /invitations/x)),
);
for my $case (@pages) {
	my ($path, $scope, $who) = @{$case};
	# A form for nobody has no session that a token could belong to:
	# wapiti misses one. t/410-csrf.t shows what protects these forms.
	my $modules = 'sql,xss,crlf,exec,file,redirect,xxe,permanentxss' .
	    ($who->{id} ? ',csrf' : '');
	my $report = "$dir/wapiti.json";
	unlink $report;
	my @cookie = $who->{id} ?
	    ('-H', 'Cookie: ' . $who->{page}->jar->cookie_header($site->url)) : ();
	my ($status, $said) = Meal::Process::run(argv => ['timeout', '300',
	    'wapiti', '-u', $site->url($path), '-s',
	    $site->url($path =~ s{(?<=.)/$}{}r), '--scope', $scope, @cookie,
	    '-m', $modules,
	    '-f', 'json', '-o', $report, '--max-scan-time', '45',
	    '--max-attack-time', '20', '--no-bugreport', '--flush-session',
	    '--store-session', "$dir/wapiti", '--store-config', "$dir/config",
	    '-t', '10']);
	ok(-s $report, "wapiti looks at $path") or
	    diag(substr $said, -1500), next;
	my $found = $json->decode(Meal::Place::read_file($report));
	my @bad = map { my $kind = $_; map { "$kind: $_->{method} $_->{path}" }
	    @{ $found->{vulnerabilities}{$kind} } }
	    sort keys %{ $found->{vulnerabilities} };
	push @bad, map { my $kind = $_; map { "$kind: $_->{path}" }
	    @{ $found->{anomalies}{$kind} } } sort keys %{ $found->{anomalies} };
	is("@bad", '', "and finds nothing in $path");
}
$site->expect_log(qr/could not serialize|deadlock detected/);
$m->finish;

done_testing;
