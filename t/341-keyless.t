#!/usr/bin/perl
# Keys are for the programs that sign and seal; the others do with the public
# half, and follow when it changes.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;
use File::Path;
use File::Temp;

my $dir = File::Temp->newdir(DIR => Meal::Place::runtime());
my $where = "$dir/credentials";
my $site = Meal::Site->new(options => { credentials => $where },
    responders => [qw(auth session system)],
    before => sub {
	my ($status, $text) = $_[0]->mealctl('key');
	die $text if $status;
    });
my $anna = $site->register;
my $alone = $site->log_dir . '/alone';
my @without = qw(foods meals plan recipes shopping system);
my %at = (foods => 'foods', meals => 'meals', recipes => 'recipes',
    plan => 'plan?from=2031-01-06&to=2031-01-12', system => 'openapi.json',
    shopping => 'shopping/lists');

sub renew {
	my ($status, $said) = $site->mealctl(@_);
	is($status, 0, "mealctl @_") or diag($said);
	File::Path::make_path("$alone/public");
	Meal::Place::write_file("$alone/public/token-key",
	    Meal::Place::read_file("$where/public/token-key"), oct 600);
	return;
}

# One request to a program that sees nothing but the public half.
sub ask {
	my ($name, $token) = @_;
	my $at = $at{$name} // '';
	return Meal::Process::run(argv => [Meal::Session::build() .
	    "/cgi-bin/$name"], env => { MEAL_CONF => $site->conf,
	    MEAL_CREDENTIALS => $alone, REQUEST_METHOD => 'GET',
	    QUERY_STRING => $at =~ /[?](.*)/ ? $1 : '',
	    HTTP_AUTHORIZATION => "Bearer $token",
	    REQUEST_URI => "/api/v1/$at" });
}

for my $do ([qw(key)], [qw(key rotate)]) {
	renew(@{$do});
	my $set = Meal::Place::read_file("$alone/public/token-key");
	unlike($set, qr/"d"/, 'no private part in the public half');
	my $token = $anna->login->token;
	for my $name (@without) {
		my ($status, $text) = ask($name, $token);
		like($text, qr/^Status: 200|^HTTP[^\n]* 200/m,
		    "$name checks a token after @{$do}") or diag($text);
	}
}
for my $path (glob Meal::Session::build() . '/cgi-bin/*') {
	my ($name) = $path =~ m{/([a-z]+)$} or next;
	next if -d $path || grep { $_ eq $name } @without;
	my ($status, $text) = ask($name, 'x');
	isnt($status, 0, "$name does not begin without keys");
	like($text, qr/token-key is missing/, 'and says what is not there');
}

done_testing;
