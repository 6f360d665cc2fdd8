#!/usr/bin/perl
# The programs' role in the database uses the tables and nothing more: what a
# hole in a program may do there ends at rows.
use strict;
use warnings;
use lib 't/lib';
use Meal::Test;

my $site = Meal::Site->new;
my $cluster = $site->cluster;
my $anna = $site->register;
is_status($anna->post('recipes', json => { name => 'Dal' }), 201,
    'the site works');
my ($conninfo) = Meal::Place::read_file($site->conf) =~ /^database=(.*)$/m;
like($conninfo, qr/user=meal$/, 'as the lesser role');
is($site->sql("SELECT count(*) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relowner <> 'meal_owner'::regrole
    AND NOT exists(SELECT FROM pg_depend d WHERE d.objid = c.oid
        AND d.deptype = 'e')"), 0, 'which owns nothing');
is($site->sql("SELECT rolsuper OR rolcreatedb OR rolcreaterole OR
    rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = 'meal'"),
    'f', 'and is nobody special');

# Each of these is the owner's.
$site->expect_log(qr/permission denied|must be owner|must be superuser/);
sub as_programs {
	my ($sql) = @_;
	return eval { $site->sql("BEGIN; $sql; ROLLBACK", 'meal'); 'done' } //
	    ($@ =~ /permission denied|must be owner|must be superuser/ ?
	    'refused' : $@);
}
is(as_programs($_), 'refused', "refused: $_") for
    'DROP TABLE recipe', 'ALTER TABLE person ADD x text', 'TRUNCATE recipe',
    'CREATE TABLE mine (n integer)', 'DROP TRIGGER recipe_stamp ON recipe',
    'ALTER TABLE recipe DISABLE TRIGGER USER', 'DROP VIEW live_recipe',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql ' .
    'AS $$ BEGIN RETURN NEW; END $$',
    'DELETE FROM migration', "UPDATE installation SET environment = 'test'",
    'UPDATE change_order SET base = 0', 'SET ROLE meal_owner',
    "COPY person TO PROGRAM 'cat'", "SELECT pg_read_file('PG_VERSION')",
    q{ALTER FUNCTION change_order_renew() SECURITY INVOKER};
is(as_programs($_), 'done', "allowed: $_") for 'SELECT FROM migration',
    'SELECT change_order_renew()', 'SELECT user_import_ready()',
    'UPDATE recipe SET notes = NULL', 'DELETE FROM session';

# Every table and view, those of migrations to come too.
is($site->sql("SELECT string_agg(c.relname, ' ') FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'p')
    AND NOT has_table_privilege('meal', c.oid, 'SELECT')"), '',
    'all can be read');
is($site->sql("SELECT string_agg(c.relname::text, ' ' ORDER BY
    c.relname::text) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
    AND NOT has_table_privilege('meal', c.oid, 'INSERT, UPDATE, DELETE')"),
    'change_order installation migration', 'all but three be changed');
is($site->sql("BEGIN; CREATE TABLE to_come (n integer);
    SELECT has_table_privilege('meal', 'to_come', 'INSERT'); ROLLBACK"),
    't', 'what comes can be');

# ---- and mealctl knows which is which

my ($status, $said) = $site->mealctl('migrate');
is($status, 0, 'migrate is the owner') or diag($said);
($status, $said) = $site->mealctl('doctor');
like($said, qr/^ok    role$/m, 'the doctor is content');
my $both = Meal::Site->new(responders => ['system'],
    options => { database_owner => '' },
    before => sub {
	my ($new) = @_;
	$new->sql('REASSIGN OWNED BY meal_owner TO meal', 'postgres');
    });
($status, $said) = $both->mealctl('doctor');
like($said, qr/^warn  role: .*owns the tables.*database_owner/m,
    'one role for both is told');
is(($both->mealctl('migrate'))[0], 0, 'and works');
is_status($both->get('ready'), 200, 'as before');

done_testing;
