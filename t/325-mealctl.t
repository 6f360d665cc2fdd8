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

# Those that need no words, and change or wait for nothing.
my %acts = map { $_ => 1 } 'key', 'key rotate', 'migrate', 'migrate up',
    'demo', 'rebuild', 'worker';
my @tell = grep { !$acts{"@{$_}"} } map { [split / /] }
    $help =~ /^  mealctl (\S+(?: [a-z]\S*)?)(?: \[[^\]]*\])*$/mg;
cmp_ok(scalar @tell, '>=', 18, 'commands that only tell');
@tell = (@tell, ['--help'], ['--version'], ['help', 'user']);
$site->register;
$site->sql("INSERT INTO job (id, kind) VALUES (gen_random_uuid(), 'forgot')");
for my $words (@tell) {
	my ($code, $said) = Meal::Process::run(env => {%env}, argv => [
	    'sh', '-c', 'printf "2 eggs\n" | "$@" >/dev/full', 'sh',
	    $mealctl, @{$words}]);
	is($code, 1, "@{$words} onto a full disk fails");
	like($said, qr/standard output: (?:No space left|it could)/, 'and says so');
}

# ---- lists have --json: an object a line

my @json = map { [split / /] }
    $help =~ /^  mealctl (\S+(?: [a-z]\S*)?)(?: \[[^\]]*\])* *$/mg;
@json = grep { $help =~ /^  mealctl \Q@{$_}\E(?: \[[^\]]*\])* \[--json\]/m } @json;
cmp_ok(scalar @json, '>=', 8, 'lists');
for my $words (grep { "@{$_}" ne 'doctor' } @json) {
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
like($text, qr/9999-later[.]sql +after +of a newer program/, 'is named');
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

# ---- tokens of a person, for a program

my $anna = $site->register;
my $who = $anna->{username};
($status, $text) = $site->mealctl(qw(token add), $who, '--name', 'display',
    '--scope', 'recipes:read,plan:write');
is($status, 0, 'a token is made') or diag($text);
($text) = $text =~ /^(meal_\S{43})\n\z/;
my $program = $site->client(token => $text);
is_status($program->get('recipes'), 200, 'it opens what its scopes say');
is_problem($program->post('recipes', json => { name => 'Dal' }), 403,
    'and nothing else');
is($site->sql(q{SELECT count(*) FROM outbox WHERE template = 'token-made'}),
    1, 'they are told by mail');
($status, $text) = $site->mealctl(qw(token list), $anna->{email}, '--json');
my $token = JSON::PP::decode_json($text);
is($token->{name}, 'display', 'it is listed');
is_deeply($token->{scopes}, [qw(recipes:read plan:write)], 'with its scopes');
my $days = $site->sql(q{SELECT round(extract(epoch FROM expires - now())
    / 86400) FROM api_token WHERE id = '} . "$token->{id}'");
is($days, 90, 'for 90 days');
is(($site->mealctl(qw(token add), $who, qw(--name x --scope plan:read
    --expires 2020-01-01)))[0], 1, 'not for a day that is past');
is(($site->mealctl(qw(token add), $who, qw(--name x --scope plan:read
    --expires soon)))[0], 2, 'nor for none');
($status, $text) = $site->mealctl(qw(token add), $who, qw(--name x --scope),
    'plan:all');
is($status, 1, 'no such scope');
like($text, qr/There are: .*recipes:read/, 'but these');
is(($site->mealctl(qw(token add nobody --name x --scope plan:read)))[0], 1,
    'nor for nobody');
is(($site->mealctl(qw(token end), $who, $token->{id}))[0], 0, 'it is ended');
is_problem($program->get('recipes'), 401, 'and opens nothing');
is(($site->mealctl(qw(token end), $who, $token->{id}))[0], 1, 'once');
is($site->sql(q{SELECT string_agg(action, ' ' ORDER BY id) FROM audit
    WHERE action LIKE 'token%' AND actor IS NULL}),
    'token-made token-ended', 'noted, as of nobody who has an account');

# ---- completion and manual pages

my $worker = Meal::Session::build() . '/bin/meal-worker';
for my $option (qw(--help -h --version --man)) {
	my ($is, $said) = Meal::Process::run(argv => [$worker, $option]);
	is($is, 0, "meal-worker $option");
	($is, $said) = Meal::Process::run(argv => ['sh', '-c',
	    '"$0" "$1" >/dev/full', $worker, $option]);
	is($is, 1, 'onto a full disk fails');
}
is((Meal::Process::run(argv => [$worker, '--no-such']))[0], 2,
    'meal-worker: an unknown option is wrong use');
SKIP: {
	skip 'no man', 2 if !-x '/usr/bin/man';
	for my $page ([$mealctl, 'man'], [$worker, '--man']) {
		my ($is, $said) = Meal::Process::run(argv => ['sh', '-c',
		    '"$0" "$1" | MANWIDTH=80 man --warnings -l - >/dev/null',
		    @{$page}]);
		is($said, '', "$page->[1]: man has no complaint");
	}
}

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
