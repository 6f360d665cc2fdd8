#!/usr/bin/perl
# The statements of lib/sql: each fits the schema, and none that reads or
# writes what a household owns does so without saying whose.
use strict;
use warnings;
use lib 't/lib';
use Meal::Place;
use Meal::Session;
use Meal::Statements;
use Test::More;

my $session = Meal::Session->current;
my $database = $session->template;

my $all = Meal::Statements::all();
my $n = keys %{$all};
cmp_ok($n, '>', 80, 'there are statements');

# ---- they fit
my $conf = $session->dir . '/template.conf';
my ($status, $text) = Meal::Session::mealctl($conf, 'statements');
is($status, 0, 'every statement can be prepared') or diag($text);
like($text, qr/^$n statements fit/, 'all of them');

# ---- what a household owns
my %owned = map { $_ => 1 } split /\n/, $session->cluster->sql($database,
    "SELECT table_name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name = 'household'
        AND table_name NOT IN ('person', 'audit', 'live_session', 'live_person', 'live_token', 'ticket')");
ok($owned{$_}, "$_ is a household's") for qw(recipe live_recipe
    recipe_ingredient recipe_step meal live_meal plan_entry told_plan_entry
    target food shopping_list shopping_item);

# Statements that look a row up by its id alone, and why they may.
my %without = (
	# whose it is is the question; answers 409 or 404, never a row
	(map { $_ => 'asks whose an id is' } qw(recipe_home meal_home
	    plan_entry_home food_home shopping_list_home
	    shopping_item_home)),
	recipe_favorite_drop => 'a person\'s own mark',
	food_favorite_drop => 'a person\'s own mark',
	export_traces => 'a person\'s own marks',
	# the shared foods have no household
	(map { $_ => 'shared foods' } grep { /^(?:catalogue|import)_/ } keys %{$all}),
	(map { $_ => "a secret says which" } qw(ticket_look ticket_use)),
	# what is old is old whoever's it is; and a person who goes, goes from
	# wherever they wrote
	(map { $_ => 'by age' } grep { /^retention_/ } keys %{$all}),
	purge_author => 'everywhere',
	# what was made in an older way is made anew wherever it is
	(map { $_ => 'by how it was made' } qw(recipes_to_index
	    recipes_index foods_index meals_index foods_to_refold
	    recipe_yields_unread recipe_yields_put recipes_to_read)),
	household_all_list => 'for the sysadmin',
	demo_state => 'whether there is anything at all',
);

for my $name (sort keys %{$all}) {
	my $s = $all->{$name};
	my @tables = grep { $owned{$_} } $s->{text} =~
	    /\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)\b/g;
	next if !@tables || exists $without{$name};
	my $type = $s->{params}{household} // $s->{params}{home};
	ok(($type // '') eq 'uuid', "$s->{file}: $name says which household")
	    or diag("it uses @tables");
}

# In their text, too: each such table is compared with it, or joined to one
# that is. household = :household must be there once at least; an INSERT puts
# it in.
for my $name (sort keys %{$all}) {
	my $s = $all->{$name};
	next if !$s->{params}{household} || exists $without{$name};
	like($s->{text}, qr/household\ =\ :household|
	    \(id,\ household|\(household,|person,\ household|
	    :household|:home/x, "$name uses it");
	next unless $s->{text} =~ /^(?:UPDATE|DELETE\s+FROM)\s+(\w+)/ &&
	    $owned{$1};
	like($s->{text}, qr/(?:\w\.)?household = :household/,
	    "$name changes rows of the household only");
}

# ---- what is asked for is bounded
for my $name (sort grep { /_list(?:_\w+)?$/ } keys %{$all}) {
	next if $all->{$name}{rows} ne 'many' || $name eq 'migration_list';
	ok($all->{$name}{params}{limit}, "$name has a limit");
}

# ---- exceptions that nobody needs any more
for my $name (sort keys %without) {
	next if $name =~ /^(?:food_home|food_favorite_drop)$/;
	ok($all->{$name}, "the exception $name is one");
}

END {
	local $?;
	$session->stop if $session;
}

done_testing();
