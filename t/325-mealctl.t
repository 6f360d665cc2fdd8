#!/usr/bin/perl
# mealctl: what holds for every command. The commands come from its own help.
use strict;
use warnings;
use lib 't/lib';
use JSON::PP ();
use Meal::Process;
use Meal::Session;
use Meal::Test;

my $site = Meal::Site->new(worker => 0);
my $mealctl = Meal::Session::build() . '/bin/mealctl';
my %env = (MEAL_CONF => $site->{conf});

my ($status, $help) = $site->mealctl('--help');
is($status, 0, '--help');
my @commands = $help =~ /^  mealctl (\S+(?: [a-z]\S*)?)(?= \[--| \[?[A-Z]|$)/mg;
cmp_ok(scalar @commands, '>=', 30, 'lists the commands');

for my $command (@commands) {
	my @words = split / /, $command;
	for my $help ('--help', '-h') {
		($status, my $text) = $site->mealctl(@words, $help);
		is($status, 0, "$command $help");
		like($text, qr/^usage: mealctl \Q$command\E\b/m,
		    'says how it is used');
	}
	($status, my $text) = $site->mealctl(@words, '--no-such-option');
	is($status, 2, "$command: an unknown option is wrong use");
	like($text, qr/no option --no-such-option/, 'which is named');
	($status, $text) = $site->mealctl(@words, ('x') x 12);
	is($status, 2, "$command: too many words are wrong use");
}

is(($site->mealctl('--version'))[1] =~ /^mealctl \d+[.]\d+[.]\d+$/, 1,
    '--version');
is(($site->mealctl('help', 'migrate', 'status'))[0], 0, 'help of one');
is(($site->mealctl())[0], 2, 'nothing is wrong use');
is(($site->mealctl('user'))[0], 2, 'half a command as well');
is(($site->mealctl('no-such'))[0], 2, 'and one that is not there');

# ---- a full disk behind standard output is a failure, of every command that
# ---- only tells

my @tell = ([qw(--help)], [qw(--version)], [qw(conf sample)], [qw(conf man)],
    [qw(conf check)], [qw(key status)], [qw(migrate status)],
    [qw(user list)], [qw(users export)], [qw(mail queue)], [qw(openapi)],
    [qw(routes)], [qw(doctor)], [qw(statements)], [qw(completion)],
    [qw(man)], [qw(parse-ingredients)]);
$site->register;
for my $words (@tell) {
	my ($code, $said) = Meal::Process::run(env => {%env}, argv => [
	    'sh', '-c', 'printf "2 eggs\n" | "$@" >/dev/full', 'sh',
	    $mealctl, @{$words}]);
	is($code, 1, "@{$words} onto a full disk fails");
	like($said, qr/standard output: (?:No space left|it could)/, 'and says so');
}

# ---- lists have --json: an object a line

for my $words ([qw(user list)], [qw(migrate status)], [qw(key status)],
    [qw(routes)], [qw(conf check)], [qw(mail queue)]) {
	($status, my $text) = $site->mealctl(@{$words}, '--json');
	is($status, 0, "@{$words} --json");
	my @bad = grep { !eval { JSON::PP::decode_json($_) } }
	    split /\n/, $text;
	is_deeply(\@bad, [], 'an object a line');
}

# ---- the status of the schema

($status, my $text) = $site->mealctl(qw(migrate status));
is($status, 0, 'all is applied');
$site->sql("INSERT INTO migration (number, name, hash)
    VALUES (9999, '9999-later.sql', 'x')");
($status, $text) = $site->mealctl(qw(migrate status));
is($status, 5, 'a newer database');
like($text, qr/9999-later[.]sql +of a newer program/, 'is named');
$site->sql("DELETE FROM migration WHERE number = 9999");
$site->sql("UPDATE migration SET hash = 'x' WHERE number = 1");
($status, $text) = $site->mealctl(qw(migrate status));
is($status, 4, 'a changed migration');
$site->sql("DELETE FROM migration WHERE number = 1");
($status, $text) = $site->mealctl(qw(migrate status));
is($status, 3, 'a pending one');

# ---- standard input is its descriptor, whoever made the pipe

my ($code, $said) = Meal::Process::run(env => {%env}, argv => ['sh',
    '-c', 'printf "kitchen table 7\n" | "$@"', 'sh',
    $mealctl, qw(user add pipe@example.com pipe
    --password-file -)]);
is($code, 0, 'a password from a pipe') or diag($said);
is_status($site->post('auth/login', json => { login => 'pipe',
    password => 'kitchen table 7' }), 200, 'lets in');

# ---- completion and manual page

($code, $said) = Meal::Process::run(argv => ['bash', '-c', 'source <("$0" completion);' .
    'COMP_WORDS=(mealctl user ""); COMP_CWORD=2; _mealctl;' .
    'echo "${COMPREPLY[@]}"', $mealctl]);
like($said, qr/\badd list role\b/, 'the shell completes words');
($code, $said) = Meal::Process::run(env => {%env}, argv =>
    [$mealctl, 'man']);
for my $command (@commands) {
	my $name = $command =~ s/-/\\-/gr;
	like($said, qr/^\.B \Q$name\E/m, "$command is in the manual page");
}

done_testing;
