#!/usr/bin/perl
# What a call of a statement gives is what the statement takes, or it does not
# compile: each parameter by its name, once, none forgotten, none by position.
use strict;
use warnings;
use lib 't/lib';
use File::Temp;
use Meal::Process;
use Meal::Session;
use Test::More;

my $build = Meal::Session::build();
my $dir = File::Temp->newdir;

# Whether a function with this body compiles, and what the compiler says.
sub compiles {
	my ($body) = @_;
	my $path = "$dir/call.c";
	open my $out, '>', $path or die "$path: $!";
	print $out qq(#include "store/cx.h"\n#include "store/db.h"\n\n)
	    . qq(struct doc *call(struct cx *cx, enum sql sql);\n\n)
	    . qq(struct doc *\ncall(struct cx *cx, enum sql sql)\n{\n)
	    . qq(\t(void)sql;\n\treturn $body;\n}\n) or die "$path: $!";
	close $out or die "$path: $!";
	return Meal::Process::run(argv => [$ENV{CC} // 'cc', '-std=gnu11',
	    '-Wall', '-Wextra', '-Werror', '-D_GNU_SOURCE', '-fsyntax-only',
	    '-Ilib', "-I$build/lib", $path]);
}

my @good = (
	'a statement without parameters' => 'DB(cx, SQL_JOB_LATEST)',
	'one with two' => 'DB(cx, SQL_JOB_CLAIM, .id = "1", .lease = "2")',
	'in another order' => 'DB(cx, SQL_JOB_CLAIM, .lease = "2", .id = "1")',
	'as a part of a page' =>
	    'DB_PAGE(cx, { "n", DB_CALL(SQL_TRIES_ADD, .key = "a") })',
	'one of several like it' =>
	    'DB_LIKE(cx, sql, SQL_JOB_CLAIM, .id = "1", .lease = "2")',
);
my @bad = (
	'one is missing' => 'DB(cx, SQL_JOB_CLAIM, .id = "1")',
	'the only one is missing' => 'DB(cx, SQL_TRIES_ADD)',
	'one too many' => 'DB(cx, SQL_TRIES_ADD, .key = "1", .id = "2")',
	'one where none is' => 'DB(cx, SQL_JOB_LATEST, .key = "1")',
	'twice the same' => 'DB(cx, SQL_JOB_CLAIM, .id = "1", .id = "2")',
	'another name' => 'DB(cx, SQL_JOB_CLAIM, .id = "1", .leases = "2")',
	'by position' => 'DB(cx, SQL_JOB_CLAIM, "1", "2")',
	'a part of a page that lacks one' =>
	    'DB_PAGE(cx, { "n", DB_CALL(SQL_TRIES_ADD) })',
	'a number' => 'DB(cx, SQL_TRIES_ADD, .key = 7)',
	'one of several, one missing' =>
	    'DB_LIKE(cx, sql, SQL_JOB_CLAIM, .id = "1")',
);
while (my ($what, $body) = splice @good, 0, 2) {
	my ($status, $said) = compiles($body);
	is($status, 0, "$what compiles") or diag($said);
}
while (my ($what, $body) = splice @bad, 0, 2) {
	my ($status, $said) = compiles($body);
	isnt($status, 0, "$what: does not compile");
	like($said, qr/call\.c|db\.h/, '… for what it calls') or diag($said);
}
done_testing();
