#!/usr/bin/perl
# Every route of every responder, for everybody, on what is theirs and on
# what is not: the answer that its need asks for, and a change only where it
# says so. The routes come from the programs; what they have no example for
# (Meal::Matrix) is a failure.
use strict;
use warnings;
use lib 't/lib';
use Meal::Matrix;
use Meal::Test;

my $site = Meal::Site->new;
my $m = Meal::Matrix->new($site);
my @routes = @{ $m->routes };
cmp_ok(scalar @routes, '>=', 60, 'there are routes');

# What stands in the lists of either household.
my %standing;
for my $kind (qw(recipe meal food entry list)) {
	$standing{$_}{$kind} = $m->make($kind, $_) for qw(owner other);
}

my %shared;	# things that nobody may change: one serves many cells
my ($cells, $allowed) = (0, 0);

# A thing for a cell, prepared as its example says.
sub thing_for {
	my ($route, $spec, $kind, $owner, $who, $fresh) = @_;
	my $key = join ' ', $kind, $owner, $spec->{prepare} //
	    '', $spec->{prepare} ? $who->{name} : '';
	return $shared{$key} if !$fresh && $shared{$key};
	my $thing = $m->make($kind, $owner);
	$spec->{prepare}->($m, $thing, $m->who($owner), $who)
	    if $spec->{prepare};
	$shared{$key} = $thing if !$fresh;
	return $thing;
}

# Somebody, on a client that may lose its session.
sub disposable {
	my ($who, $face) = @_;
	return { %{$who}, $face => $face eq 'api' ? $site->client :
	    $site->browser } if !$who->{id};
	my ($email, $password) = @{ $who->{api} }{qw(email password)};
	return { %{$who}, $face => $face eq 'api' ?
	    $site->login($email, $password) :
	    $m->browser_of($who->{api}) };
}

# Somebody new, who can lose every session; in a household of their own.
sub newcomer {
	my ($who) = @_;
	my $api = $site->register;
	return { %{$who}, api => $api, page => $m->browser_of($api),
	    id => $api->user->{id}, house => $api->user->{household}{id} };
}

sub success_of {
	my ($route, $spec, $face) = @_;
	return $route->{method} eq 'GET' ? 200 : $spec->{page_status} // 303
	    if $face eq 'page';
	return $spec->{status} // ($route->{method} eq 'DELETE' ? 204 : 200);
}

# A refusal: in the manner of its face.
sub refused {
	my ($r, $route, $face, $status, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is_problem($r, $status, "$name: $status") if $face eq 'api';
	if ($status == 401) {
		my $good = $r->status == 303 && ($r->location // '') =~
		    ($route->{method} eq 'GET' ? qr{^/login[?]next=%2F} :
		    qr{^/login(?:[?]next=|\z)});
		# a form with words in it keeps them, on a page that leads there
		$good ||= $route->{method} eq 'POST' && $r->status == 401 &&
		    $r->body =~ m{<a [^>]*href="/login"} &&
		    $r->body =~ /Not saved yet/;
		return ok($good, "$name: to the login") ||
		    diag($r->summary, ' ', $r->location // '');
	}
	return ok($r->status == $status && $r->type eq 'text/html',
	    "$name: a page $status") || diag($r->summary);
}

sub check_answer {
	my ($r, $spec, $face, $thing, $who, $name) = @_;
	my $sees = $spec->{sees};
	if (defined $sees) {
		my $want = $sees eq 'name' ? qr/\Q$thing->{name}\E/ :
		    $sees eq 'self' ? qr/\Q$who->{api}{email}\E/ : $sees;
		like($r->text, $want, "$name: shows it");
	}
	if (my $kind = $spec->{lists}) {
		my ($own, $else) = $who->{name} eq 'other' ?
		    qw(other owner) : qw(owner other);
		like($r->text, qr/\Q$standing{$own}{$kind}{name}\E/,
		    "$name: lists what is theirs");
		unlike($r->text, qr/\Q$standing{$else}{$kind}{name}\E/,
		    "$name: and no more");
	}
	return;
}

sub check_change {
	my ($r, $spec, $face, $thing, $who, $name, @differences) = @_;
	my $changes = $spec->{changes};
	$changes = "seq of $who->{house}" if !defined $changes;
	ok(grep({ $_ eq $changes } @differences), "$name: changes $changes")
	    or diag("but: @differences; ", $r->summary) if $changes ne '';
	my @others = grep { $_ =~ /^seq of / && !/\Q$who->{house}\E/ }
	    @differences;
	@others = () if $changes eq 'people';	# a new household
	is("@others", '', "$name: nobody else's");
	if ($changes eq '') {
		is("@differences", '', "$name: changes nothing");
	}
	if ($spec->{true}) {
		my $sql = $spec->{true} =~ s/:id\b/'$thing->{id}'/gr;
		is($m->sql($sql), 't', "$name: as it says")
		    or diag($r->summary);
	}
	return unless $spec->{made};
	my $table = $m->table_of($spec->{made});
	my $newest = $m->sql("SELECT household FROM $table
	    ORDER BY created_at DESC, id DESC LIMIT 1");
	is($newest, $who->{house}, "$name: a new one of theirs");
	if ($face eq 'api') {
		my $id = $r->json->{id};
		is($m->sql("SELECT household FROM $table
		    WHERE id = '$id'"), $who->{house}, "$name: that one");
		like($r->location, qr{^/api/v1/.*\Q$id\E$},
		    "$name: with its Location");
	}
	return;
}

sub cell {
	my ($route, $face, $who, $where) = @_;
	my $spec = $m->spec($route);
	my $owner = ($who->{name} eq 'other') == ($where eq 'own') ?
	    'other' : 'owner';
	my $house = $spec->{thing} ? $m->who($owner)->{house} : undef;
	my $verdict = $m->verdict($route, $who, $house) ||
	    ($spec->{refuses} // {})->{ $who->{name} } || 0;
	$verdict = 404 if $spec->{internal};
	my $success = !$verdict;
	my $name = "$who->{name}: $face $route->{method} $route->{path}" .
	    ($spec->{thing} ? " ($where)" : '');
	my $thing = $spec->{thing} ? thing_for($route, $spec,
	    $spec->{thing}, $owner, $who,
	    $success && $route->{method} ne 'GET') : undef;
	$who = disposable($who, $face) if $spec->{fresh} && $success;
	$who = newcomer($who) if $spec->{alone} && $success;
	my ($method, $path, @body) = $m->request_of($route, $face, $thing,
	    $who);
	my $before = $m->state;
	my $r = $who->{$face}->request($method, $path, @body);
	my @differences = $m->differences($before, $m->state);
	$cells++;
	if (!$success) {
		refused($r, $route, $spec->{internal} ? 'either' : $face,
		    $verdict, $name) if !$spec->{internal};
		is($r->status, 404, "$name: internal") if $spec->{internal};
		is("@differences", '', "$name: nothing changed");
		return;
	}
	$allowed++;
	is_status($r, success_of($route, $spec, $face), $name) or return;
	check_answer($r, $spec, $face, $thing, $who, $name);
	if ($method eq 'GET') {
		is("@differences", '', "$name: changes nothing");
		return;
	}
	check_change($r, $spec, $face, $thing, $who, $name, @differences);
	return;
}

for my $route (@routes) {
	my $spec = $m->spec($route);
	ok($spec, "an example for $route->{method} $route->{path}") or next;
	for my $face ($m->faces($route)) {
		for my $who ($m->people) {
			cell($route, $face, $who, 'own') if $who->{id} ||
			    !$spec->{thing};
			cell($route, $face, $who, 'foreign')
			    if $spec->{thing};
		}
	}
}
cmp_ok($cells, '>=', 6 * @routes, 'every route for everybody');
cmp_ok($allowed, '>=', $cells / 4, 'and a fair part of it is allowed');

# ---- private and public recipes

my %seen_by = (
	private => sub { my ($who) = @_; return $who->{name} eq 'owner' },
	public => sub { return 1 },
);
for my $kind (sort keys %seen_by) {
	my $thing = $m->make($kind, 'owner');
	for my $route (grep { my $s = $m->spec($_);
	    ($s->{thing} // '') eq 'recipe' } @routes) {
		for my $face ($m->faces($route)) {
			for my $who ($m->people) {
				shared_cell($kind, $thing, $route, $face,
				    $who);
			}
		}
	}
}

# One recipe that outlives all of this: its author does nothing to it here.
sub shared_cell {
	my ($kind, $thing, $route, $face, $who) = @_;
	my $get = $route->{method} eq 'GET';
	return if $who->{name} eq 'owner' && !$get;
	my $name = "$kind, $who->{name}: $face $route->{method} " .
	    $route->{path};
	my $verdict = $m->verdict($route, $who,
	    $get && $kind eq 'public' && $route->{needs} eq 'nobody' ?
	    undef : $thing->{house});
	$verdict ||= 404 if !$seen_by{$kind}->($who);
	# the household may change what all the world may read
	return if !$verdict && !$get;
	my ($method, $path, @body) = $m->request_of($route, $face, $thing,
	    $who);
	my $before = $m->state;
	my $r = $who->{$face}->request($method, $path, @body);
	is(join(' ', $m->differences($before, $m->state)), '',
	    "$name: nothing changed");
	if ($verdict) {
		refused($r, $route, $face, $verdict, $name);
		unlike($r->text, qr/\Q$thing->{name}\E/,
		    "$name: not a word of it");
		return;
	}
	is_status($r, 200, $name);
	return;
}

my $secret = $m->make('private', 'owner');
my $open = $m->make('public', 'owner');
for my $name (qw(viewer member admin other)) {
	for my $face (qw(api page)) {
		my $path = ($face eq 'api' ? '/api/v1' : '') .
		    '/recipes?limit=100';
		my $list = $m->who($name)->{$face}->get($path);
		is_status($list, 200, "$name: $face list");
		unlike($list->text, qr/\Q$secret->{name}\E/,
		    "$name: $face: lists no private recipe of another");
	}
}
unlike($m->who('other')->{api}->get('recipes?limit=100')->text,
    qr/\Q$open->{name}\E/, 'nor what another household made public');
like($m->who('owner')->{api}->get('recipes?limit=100')->text,
    qr/\Q$secret->{name}\E/, 'its author finds it');

# ---- shared foods: everybody reads, nobody changes

my $food = $m->sql('SELECT id FROM food WHERE household IS NULL
    AND curated ORDER BY id LIMIT 1');
ok($food, 'there are shared foods');
for my $who (grep { $_->{id} } $m->people) {
	my $before = $m->state;
	is_status($who->{api}->get("foods/$food"), 200,
	    "$who->{name} reads a shared food");
	is_problem($who->{api}->put("foods/$food", json => { name => 'X' }),
	    403, "$who->{name} does not replace it");
	is_problem($who->{api}->patch("foods/$food",
	    json => { name => 'X' }), 403, 'nor change it');
	is_problem($who->{api}->delete("foods/$food"), 403,
	    'nor delete it');
	is(join(' ', $m->differences($before, $m->state)), '',
	    'it is as it was');
}

# ---- what is decided is decided by the row as it is now

my $left = $m->who('member');
is_status($left->{api}->post('recipes', json => { name => 'Still' }), 201,
    'a member saves');
$m->sql("UPDATE person SET member = 'viewer' WHERE id = '$left->{id}'");
is_problem($left->{api}->post('recipes', json => { name => 'Late' }), 403,
    'made a viewer, at the very next request, no more');
is_status($left->{page}->post('/recipes', form => [ name => 'Late' ]), 403,
    'nor by page');
$m->sql("UPDATE person SET disabled_at = now() WHERE id = '$left->{id}'");
is_problem($left->{api}->get('recipes'), 401, 'disabled: signed out');
is_status($left->{page}->get('/recipes'), 303, 'by page as well');
is($m->sql("SELECT count(*) FROM recipe WHERE name = 'Late'"), 0,
    'nothing was saved meanwhile');

$m->finish;
done_testing;
