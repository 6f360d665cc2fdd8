#!/usr/bin/perl
# t/accounts.sh, the walk through all of "Accounts" with curl, jq and
# oathtool, against a site with its worker.
use strict;
use warnings;
use lib 't/lib';
use Meal::Place;
use Meal::Process;
use Meal::Test;

my $site = Meal::Site->new(worker => 1);
my ($status, $text) = Meal::Process::run(argv => [
    Meal::Place::plain_top() . '/t/accounts.sh', $site->url,
    $site->mail_dir ]);
my @steps = grep { /^(?:not )?ok / } split /\n/, $text;
cmp_ok(scalar @steps, '>=', 59, 'it takes many steps');
for my $step (@steps) {
	my ($good, $name) = $step =~ /^(not )?ok \d+ - (.*)/;
	ok(!$good, $name);
}
is($status, 0, 'and arrives') or diag($text);

done_testing;
