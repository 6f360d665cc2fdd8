#!/usr/bin/perl
# An id that a client chose: sent again it is the same thing; what was deleted
# says that it can be restored, and can; elsewhere it is taken. For all that
# take an id.
use strict;
use warnings;
use lib 't/lib';
use Meal::Matrix;
use Meal::Test;

my $site = Meal::Site->new;
my $m = Meal::Matrix->new($site);
my $contract = $site->get('openapi.json')->json;
my ($paths, $schemas) = ($contract->{paths},
    $contract->{components}{schemas});

# Whether a body has an id that is the client's to choose.
sub takes_id {
	my ($path) = @_;
	my $body = ($paths->{$path}{post} // return)->{requestBody} // return;
	my $schema = $body->{content}{'application/json'}{schema};
	for my $one ($schema, @{ $schema->{oneOf} // $schema->{anyOf} // [] }) {
		my ($name) = ($one->{'$ref'} // next) =~ /(\w+)$/;
		my $id = $schemas->{$name}{properties}{id} // next;
		return 1 if !$id->{readOnly};
	}
	return 0;
}

my $tried = 0;
for my $path (grep { takes_id($_) } sort keys %{$paths}) {
	my ($route) = grep { $_->{method} eq 'POST' && $_->{path} eq
	    $path =~ s/\{(\w+)\}/:$1/gr } @{ $m->routes };
	my $spec = $m->spec($route);
	my ($owner, $other) = map { $m->who($_)->{api} } qw(owner other);
	my $list = $spec->{thing} && $m->make($spec->{thing}, 'owner');
	my $theirs = $spec->{thing} && $m->make($spec->{thing}, 'other');
	my (undef, $at, undef, $body) = $m->request_of($route, 'api', $list,
	    $m->who('owner'));
	my (undef, $there) = $m->request_of($route, 'api', $theirs,
	    $m->who('other'));
	my $id = sprintf '01900000-0000-7000-8000-%012d', ++$tried;
	my $mine = { %{$body}, id => $id };
	is_status($owner->post($at, json => $mine), 201, "$path: made");
	is_status($owner->post($at, json => $mine), 200, 'sent again');
	my $r = $other->post($there, json => { %{$mine} });
	is_problem($r, 409, 'in another household');
	is($r->json->{errors}[0]{code}, 'taken', 'it is taken');
	unlike($r->text, qr/restore/, 'and no more is told');
	is_status($owner->delete("$at/$id"), 204, 'deleted');
	$r = $owner->post($at, json => $mine);
	is_problem($r, 409, 'then');
	is($r->json->{errors}[0]{code}, 'deleted', 'it was deleted');
	is($r->json->{errors}[0]{pointer}, '/id', 'that id');
	like($r->json->{detail}, qr/restore/, 'and can be restored');
	is_status($owner->post("$at/$id/restore"), 200, 'which is so');
	is_problem($other->post("$there/$id/restore"), 404, 'for them alone');
}
is($tried, 6, 'recipes, foods, meals, entries, lists, items');

$m->finish;
done_testing;
