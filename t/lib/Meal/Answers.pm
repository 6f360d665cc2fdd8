package Meal::Answers;

# JSON answers that tests got, in var/answers/<test>.jsonl, one a line:
# {method, path, route, status, type, body}; body is the answer's text. A
# later test checks them against the OpenAPI document.

use strict;
use warnings;
use File::Basename ();
use JSON::PP ();
use Meal::Place;
use Meal::Session;

my (@notes, %routes);

# The route that a path belongs to (/recipes/:id), or undef.
sub route_of {
	my ($method, $path) = @_;
	$path =~ s{[?#].*}{};
	$path =~ s{^/api(?:/v1)?(?=/|$)}{} or return;
	my @words = split m{/}, $path, -1;	# /recipes/ is no route
	$method = 'GET' if $method eq 'HEAD';
	if (!%routes) {
		push @{ $routes{ $_->{method} } }, $_->{path}
		    for @{ Meal::Session->current->routes };
	}
	my ($best, $most);
	for my $route (@{ $routes{$method} // [] }) {
		my @pattern = split m{/}, $route, -1;
		next if @pattern != @words;
		next if grep { $pattern[$_] !~ /^:/ &&
		    $pattern[$_] ne $words[$_] } 0 .. $#words;
		my $literal = grep { !/^:/ } @pattern;
		($best, $most) = ($route, $literal)
		    if !defined $most || $literal > $most;
	}
	return $best;
}

sub note {
	my ($method, $path, $r) = @_;
	return if $path !~ m{^/api/} || $method eq 'HEAD';
	my $body = $r->body;
	utf8::decode($body);
	push @notes, { method => $method, path => $path,
	    route => route_of($method, $path), status => $r->status + 0,
	    type => $r->type, body => $body };
	return;
}

END {
	local $?;	# the test's own exit code stays
	if (@notes) {
		my $name = File::Basename::basename($0) =~ s/[.]t$//r;
		my $json = JSON::PP->new->canonical->utf8;
		my $text = join '', map { $json->encode($_) . "\n" } @notes;
		Meal::Place::write_file(
		    Meal::Place::var('answers') . "/$name.jsonl", $text);
	}
}

1;
