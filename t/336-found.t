#!/usr/bin/perl
# Whatever a thing is called, it is found by its name, by each word of it, in
# another case, composed and decomposed; recipes, foods, meals, and where one
# chooses for the plan. Names are generated in every script. Sorted as their
# readers expect.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use Meal::Generate;
use Meal::Test;
use Unicode::Normalize ();

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output,
    Test::More->builder->failure_output, Test::More->builder->todo_output;

my $site = Meal::Site->new;
my $anna = $site->register;
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
my $g = Meal::Generate->new(7);

sub escaped {
	my ($q) = @_;
	utf8::encode($q);
	return join '', map { sprintf '%%%02x', ord } split //, $q;
}

sub ids {
	my ($kind, $q) = @_;
	my $r = $anna->get("$kind?limit=100&q=" . escaped($q));
	return $r->status == 200 ? map { $_->{id} } @{ $r->json->{items} } :
	    $r->summary;
}

my %makes = (
	recipes => sub { return { name => $_[0] } },
	foods => sub { return { name => $_[0] } },
	meals => sub { return { name => $_[0], items => [] } },
);

# Three of each script; the number keeps them apart.
my @names = map { my $script = $_; map { $g->name($script) . " $_" }
    101 .. 103 } @Meal::Generate::SCRIPTS;
cmp_ok(scalar @Meal::Generate::SCRIPTS, '>=', 12, 'scripts');
my %of;
for my $kind (sort keys %makes) {
	for my $name (@names) {
		my $form = $g->chance(2) ? Unicode::Normalize::NFD($name) :
		    $name;
		my $r = $anna->post($kind, json => $makes{$kind}->($form));
		is_status($r, 201, "$kind: $name") or next;
		$of{$kind}{$name} = $r->json->{id};
	}
}

# What somebody may type for a name: all of it, a word of it, in any form.
sub queries {
	my ($name) = @_;
	my @words = grep { /\w/ } split m{[\s/,.&()+!-]+|’s|'s}, $name;
	my @q = ($name, @words);
	push @q, map { (uc $_, lc $_, ucfirst lc $_) } @q;
	push @q, map { Unicode::Normalize::NFD($_) } @q;
	push @q, $name =~ s/’/'/gr, $name =~ s/'/’/gr, "  $name ",
	    join ' ', reverse @words;
	my %seen;
	return grep { !$seen{$_}++ } @q;
}

sub lost {
	my ($kind, $found) = @_;
	my @lost;
	for my $name (@names) {
		my $id = $of{$kind}{$name} // next;
		push @lost, map { "$name by \"$_\"" } grep { my $q = $_;
		    !grep { $_ eq $id } $found->($kind, $q) } queries($name);
	}
	return @lost;
}

sub all_found {
	my ($when) = @_;
	for my $kind (sort keys %makes) {
		my @lost = lost($kind, \&ids);
		is(scalar @lost, 0, "$kind, $when: all are found") or
		    diag(map { "$_\n" } @lost[0 .. ($#lost > 30 ? 30 :
		    $#lost)]);
	}
	return;
}

all_found('as saved');

# Where one chooses for the plan, by the name itself.
for my $name (@names) {
	my $kind = $g->pick(qw(recipe food meal));
	my $page = $browser->get('/plan/entries/new?q=' . escaped(
	    $g->pick($name, lc $name, uc $name)))->text;
	my $id = $of{"${kind}s"}{$name} // next;
	like($page, qr/name="${kind}Id"\ value="$id"/x,
	    "to plan, a $kind: $name");
}
is(scalar(() = $browser->get('/plan/entries/new?q=%22')->text =~
    /name="foodId" value/g), 0, 'nothing is found by a sign');

# ---- what older programs saved, when a new one migrates

my $state = q{SELECT string_agg(version || ' ' || seq, ',' ORDER BY id)
    FROM %s WHERE household IS NOT NULL};
my %was = map { $_ => $site->sql(sprintf $state, $_) } qw(recipe food meal);
for my $table (qw(recipe food meal)) {
	$site->sql("UPDATE $table SET search = '', search_version = 0");
	$was{$table} = $site->sql(sprintf $state, $table);
}
is(scalar(grep { $_ eq $of{meals}{ $names[0] } } ids('meals',
    $names[0])), 0, 'their words are gone');
# a table of foods as somebody imports it, in more than one batch
$site->sql(q{INSERT INTO food (id, source, number, name, description)
    SELECT gen_random_uuid(), 'usda-sr', 'x' || n, 'Imported ' || n,
    'Quinoa, kind ' || n FROM generate_series(1, 1700) n});
my ($status, $said) = $site->mealctl('migrate');
is($status, 0, 'mealctl migrate') or diag($said);
is($site->sql(sprintf $state, $_), $was{$_}, "no new version of a $_")
    for sort keys %was;
is($site->sql('SELECT count(*) FROM food WHERE search_version = 0'), 0,
    'every food has its words');
cmp_ok(scalar ids('foods', 'imported 1699'), '>=', 1, 'the last of them');
all_found('made anew');

# ---- in another household, under another name

my $ben = $site->register;
my $shared = { name => 'Soppa/Ärt 2.5' };
$ben->post('foods', json => $shared);
$anna->post('foods', json => $shared);
my $home = $anna->get('household')->json;
my $invitation = $anna->post('household/invitations', json => {
    role => 'member' })->json;
my ($token) = $invitation->{link} =~ /token=([^&]+)/;
is_status($ben->post('invitations/accept', json => { token => $token }), 200,
    'somebody moves in with what they have');
is(scalar(grep { !/\AImported/ } map { $_->{name} } grep { $_->{own} } @{
    $anna->get('foods?limit=100&q=art')->json->{items} }), 2,
    'both foods are found by a word');
is($site->sql('SELECT count(*) FROM food WHERE search_version = 0'), 0,
    'renamed or not');

# ---- sorted

my @expected = ('Äpfel', 'apple', 'Éclair', 'eggs', 'ñoquis', 'nuts', 'oats',
    'Œufs', 'Ölsardinen', 'Zucchini', 'Ежевика', 'ёлка', 'Щи', 'えだまめ',
    '麻婆豆腐');
my $sort = $site->register;
for my $kind (sort keys %makes) {
	$sort->post($kind, json => $makes{$kind}->($_)) for reverse @expected;
	my @sorted;
	my $filter = $kind eq 'recipes' ? 'sort=name&' :
	    $kind eq 'foods' ? 'own=true&' : '';
	my $next = "$kind?${filter}limit=4";
	while ($next) {
		my $r = $sort->get($next)->json;
		push @sorted, map { $_->{name} } @{ $r->{items} };
		$next = $r->{next} &&
		    "$kind?${filter}limit=4&cursor=$r->{next}";
	}
	is_deeply(\@sorted, \@expected, "$kind, sorted") or diag("@sorted");
}

done_testing;
