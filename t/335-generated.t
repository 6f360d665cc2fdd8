#!/usr/bin/perl
# Recipes as anybody might write them, generated: what was saved comes back
# from the form and from JSON as it is, three times, and the form says all
# there is to a recipe.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use JSON::PP ();
use Meal::Form;
use Meal::Generate;
use Meal::Test;

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output,
    Test::More->builder->failure_output, Test::More->builder->todo_output;

my $site = Meal::Site->new;
my $anna = $site->register;
my $page = $site->browser;
$page->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
my $canonical = JSON::PP->new->canonical->allow_nonref;
my $g = Meal::Generate->new(26);

sub differing {
	my ($was, $is, @members) = @_;
	return map { $canonical->encode({ $_ => [$was->{$_}, $is->{$_}] }) .
	    "\n" } grep { $canonical->encode([$is->{$_}]) ne
	    $canonical->encode([$was->{$_}]) } @members;
}

sub stored { my ($id) = @_; return $anna->get("recipes/$id")->json }

sub unchanged {
	my ($was, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my @differ = differing($was, stored($was->{id}),
	    grep { !/^(?:version|updatedAt)$/ } sort keys %{$was});
	return ok(!@differ, $name) || diag(@differ);
}

sub form_of {
	my ($id) = @_;
	my ($form) = grep { $_->{action} eq "/recipes/$id" &&
	    @{ $_->{fields} } > 5 }
	    Meal::Form::read($page->get("/recipes/$id/edit")->text);
	return @{ $form->{fields} };
}

sub errors {
	my ($r) = @_;
	return map { "$_\n" } $r->summary, $r->text =~
	    /class="error[^>]*>(?:<[^>]*>)*([^<]+)/g;
}

# What a form of a new recipe can say of it: all but what is made of it, and
# foods that were named by hand.
my @told = qw(name description visibility source recipeYield servings prepTime
    cookTime totalTime recipeCategory recipeCuisine keywords tools notes
    recipeIngredient instructions);

sub try_all {
	my ($body, $name) = @_;
	my $r = $anna->post('recipes', json => $body);
	is_status($r, 201, $name) or return diag($canonical->encode($body));
	my $was = $r->json;
	my $id = $was->{id};
	is_deeply([map { $_->{text} =~ s/\s+/ /gr } @{ $was->{instructions} }],
	    [map { $_->{text} =~ s/\s+/ /gr =~
	    s/^ | $//gr } @{ $body->{instructions} }],
	    "$name: every step is there") if !$ENV{MEAL_SEED};
	for my $round (1 .. 3) {
		my $saved = $page->post("/recipes/$id", form => [form_of($id)]);
		is($saved->status, 303, "$name: the form, $round") or
		    diag(errors($saved));
	}
	unchanged($was, "$name: the form changes nothing");
	for my $method (qw(PUT PATCH)) {
		is_status($anna->request($method, "/api/v1/recipes/$id",
		    json => stored($id)), 200, "$name: $method") for 1 .. 3;
		unchanged($was, "$name: $method changes nothing");
	}
	my @fields = form_of($id);
	my @new;
	while (my ($field, $value) = splice @fields, 0, 2) {
		push @new, $field => $value if $field !~ /^(?:version|key)$/;
	}
	my $copy = $page->post('/recipes', form => \@new);
	is($copy->status, 303, "$name: a new one of its form") or
	    return diag(errors($copy));
	my ($other) = $copy->location =~ /([0-9a-f-]{36})/;
	my @differ = differing($was, stored($other), @told);
	ok(!@differ, "$name: says the same") or diag(@differ);
	return;
}

for my $n (1 .. ($ENV{MEAL_LONG} ? 300 : 30)) {
	try_all($g->recipe, "recipe $n");
}
try_all({ %{ $g->recipe('Long') }, recipeIngredient => [map {
    "$_ g butter, part $_" } 1 .. 300], instructions => [map {
    { section => $_ % 50 ? 'Part, one' : "Part $_", timer => $g->timer,
    text => $g->word('han') x 1000 . "\n\n## $_ \n" . $g->line . " $_" } }
    1 .. 200] }, '200 long steps');

done_testing;
