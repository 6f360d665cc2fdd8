#!/usr/bin/perl
# A client program is made of the contract as the site serves it: the types of
# openapi-typescript, the main job written with them, compiled strictly, and
# run against the site.
use strict;
use warnings;
use lib 't/lib';
use File::Temp ();
use JSON::PP ();
use Meal::Place;
use Meal::Process;
use Meal::Test;

my $from = Meal::Place::plain_top() . '/t/client';
my $tools = "$from/node_modules/.bin";
plan skip_all => 'no types can be made: npm could not fetch ' .
    'openapi-typescript (var/npm-client.log says why)'
    if !-x "$tools/openapi-typescript" || !-x "$tools/tsc";

my $site = Meal::Site->new;
my $dir = File::Temp->newdir('client-XXXXXX', DIR =>
    Meal::Place::plain_top() . '/var');
symlink "$from/node_modules", "$dir/node_modules" or die "$dir: $!\n";
for my $name (qw(package.json tsconfig.json job.ts)) {
	Meal::Place::write_file("$dir/$name",
	    Meal::Place::read_file("$from/$name"));
}
my $contract = $site->get('openapi.json');
is_status($contract, 200, 'the contract');
Meal::Place::write_file("$dir/openapi.json", $contract->body);

sub succeeds {
	my ($name, @argv) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($status, $said) = Meal::Process::run(argv => \@argv);
	is($status, 0, $name) or diag($said);
	return $said;
}

succeeds('types are made of it', "$tools/openapi-typescript",
    "$dir/openapi.json", '-o', "$dir/api.d.ts");
succeeds('the job compiles, strictly', "$tools/tsc", '-p', $dir);
my $said = succeeds('and runs', 'node', "$dir/out/job.js",
    $site->url('/api/v1'), 'typed-client');
my @seen = split /\n/, $said;
note($_) for @seen;
is(scalar @seen, 15, 'all of it') or diag($said);
is($seen[-1], 'lists are read page by page', 'to its end');

done_testing;
