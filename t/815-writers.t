#!/usr/bin/perl
# Many writers in one household, and a reader of what they change: nobody is
# turned away, and nothing is missed or seen twice, in another cluster too.
use strict;
use warnings;
use lib 't/lib';
use Meal::Cluster;
use Meal::Process;
use Meal::Test;
use Meal::Together;
use Time::HiRes ();

my ($WRITERS, $SAVES) = (8, 30);
my $site = Meal::Site->new(processes => 8, responders => [qw(auth recipes
    plan system)]);
my $anna = $site->register;
my $home = $site->sql("SELECT household FROM person
    WHERE username = '$anna->{username}'");
$site->expect_log(qr/could not serialize|deadlock|duplicate key .*recipe_slug/);

# All changes above a seq and below the bound, and the bound: one snapshot.
sub changes {
	my ($since, $cluster, $database) = @_;
	my $sql = "SELECT change_bound() || E'\\n' || coalesce((SELECT
	    string_agg(kind || ' ' || id || ' ' || version || ' ' || seq, E'\\n'
	    ORDER BY seq, id) FROM (SELECT 'recipe' AS kind, id, version, seq
	    FROM recipe WHERE household = '$home'
	    UNION ALL SELECT 'entry', id, version, seq FROM plan_entry
	    WHERE household = '$home') x
	    WHERE seq >= $since AND seq < change_bound()), '')";
	my ($bound, @rows) = split /\n/, $cluster ?
	    $cluster->sql($database, $sql) : $site->sql($sql);
	return ($bound, map { [split / /] } @rows);
}

sub writes {
	my ($n) = @_;
	my $client = $site->client(token => $anna->token);
	my %status;
	my @ids;
	for my $round (1 .. $SAVES) {
		my $r = $round % 3 && @ids ? $client->patch("recipes/$ids[-1]",
		    unnoted => 1, json => { notes => "$n $round" }) :
		    $client->post('recipes', unnoted => 1, json => {
		    name => "Same name $round", recipeIngredient =>
		    ['2 eggs', '100 g flour', "$round onions"] });
		$status{ $r->status }++;
		push @ids, $r->json->{id} if $r->status == 201;
		$r = $client->post('plan/entries', unnoted => 1, json => {
		    date => '2026-11-23', mealType => 'dinner',
		    recipeId => $ids[0] });
		$status{ $r->status }++;
	}
	return \%status;
}

my @writers = map { my $n = $_; in_background(sub { writes($n) }) }
    1 .. $WRITERS;
my ($since, $twice, $polls) = (0, 0, 0);
my %seen;
sub poll {
	my ($bound, @rows) = changes($since, @_);
	for my $row (@rows) {
		my ($kind, $id, $version, $seq) = @{$row};
		$twice++ if exists $seen{"$kind $id"} &&
		    $seen{"$kind $id"} >= $version;
		$seen{"$kind $id"} = $version;
	}
	$since = $bound;
	$polls++;
	return;
}
while ($site->sql("SELECT count(*) FROM plan_entry") <
    $WRITERS * $SAVES * 0.9 && $polls < 2000) {
	poll();
}

# Whoever else writes in this cluster holds the bound back for a while.
sub catch_up {
	my @where = @_;
	my $sql = 'SELECT change_bound() > max(seq) FROM (SELECT seq FROM recipe
	    UNION ALL SELECT seq FROM plan_entry) x';
	for (1 .. 300) {
		last if (@where ? $where[0]->sql($where[1], $sql) :
		    $site->sql($sql)) eq 't';
		Time::HiRes::sleep(0.05);
	}
	return poll(@where);
}
my %status;
for my $writer (@writers) {
	my $told = $writer->result;
	$status{$_} += $told->{$_} for keys %{$told};
}
is(join(' ', sort keys %status), '200 201', 'every save is saved')
    or diag(explain(\%status));
is($status{200} + $status{201}, 2 * $WRITERS * $SAVES, 'all of them');
catch_up();
cmp_ok($polls, '>', 1, "a reader asked meanwhile, $polls times");
is($twice, 0, 'and saw nothing twice');

sub all_rows {
	my ($cluster, $database) = @_;
	my $sql = "SELECT string_agg(x, E'\\n' ORDER BY x) FROM (
	    SELECT 'recipe ' || id || ' ' || version AS x FROM recipe
	    WHERE household = '$home' UNION ALL
	    SELECT 'entry ' || id || ' ' || version FROM plan_entry
	    WHERE household = '$home') y";
	return $cluster ? $cluster->sql($database, $sql) : $site->sql($sql);
}
sub told_all {
	my ($name, @where) = @_;
	my %is = map { /^(.*) (\d+)$/ } split /\n/, all_rows(@where);
	my @wrong = grep { ($is{$_} // 0) != ($seen{$_} // 0) }
	    keys %{ { %is, %seen } };
	is(scalar @wrong, 0, $name) or diag("$wrong[0] is $is{$wrong[0]}");
	return;
}
told_all('nor missed anything');
is($site->sql("SELECT count(DISTINCT slug) = count(*) FROM recipe"), 't',
    'each recipe has an address of its own');

# A change that ends after later ones is seen when it ends.
my $id = $site->sql('SELECT min(id::text) FROM recipe');
my $late = $site->hold("UPDATE recipe SET notes = 'late' WHERE id = '$id'");
is_status($anna->post('recipes', json => { name => 'Quick' }), 201, 'quicker');
poll();
my $before = $seen{"recipe $id"};
$late->release('COMMIT');
catch_up();
is($seen{"recipe $id"}, $before + 1, 'who was slow is seen too');
told_all('and so is who was quick');
is($twice, 0, 'once each');

# ---- a dump, put back into another cluster

my $dump = $site->folder('dump') . '/all.sql';
my ($status, $text) = Meal::Process::run(argv => ['pg_dump', '--no-owner',
    '-f', $dump, '-d', $site->conninfo]);
is($status, 0, 'dumped') or diag($text);
my $other = Meal::Cluster->new(dir => $site->folder('other') . '/pg',
    volatile => 1);
$other->start;
$other->ensure_database('back');
($status, $text) = Meal::Process::run(argv => ['psql', '-XAtq', '-v',
    'ON_ERROR_STOP=1', '-d', $other->conninfo('back', 'postgres'), '-f',
    $dump]);
is($status, 0, 'and put back') or diag($text);
my $epoch = sub { $other->sql('back', 'SELECT epoch FROM change_order') };
my $old = $epoch->();
my $newest = $other->sql('back', 'SELECT max(seq) FROM recipe');
cmp_ok($other->sql('back', 'SELECT change_bound()'), '<', $newest,
    'whose transactions are counted anew');
is($other->sql('back', 'SELECT change_order_renew()'), 't', 'that is seen');
isnt($epoch->(), $old, 'there is a new epoch, so old cursors are void');
is($other->sql('back', 'SELECT change_order_renew()'), 'f', 'once');
($since, %seen) = (0);
catch_up($other, 'back');
told_all('who starts anew sees everything', $other, 'back');
$other->sql('back', "UPDATE recipe SET notes = 'back' WHERE id = '$id'");
catch_up($other, 'back');
told_all('and what changes then', $other, 'back');
is($twice, 0, 'once each');
$other->stop;

# ---- ticks of one list do not wait for each other

my $person = $site->hold("SELECT FROM person WHERE household = '$home'
    FOR NO KEY UPDATE");
my $house = $site->hold("SELECT FROM household WHERE id = '$home'
    FOR NO KEY UPDATE");
is_status($anna->post('recipes', json => { name => 'Not held up' }), 201,
    'a save waits for no row of the household or the person');
$_->release for $person, $house;

done_testing;
