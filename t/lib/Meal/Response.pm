package Meal::Response;

# An answer: status, headers, body; json once it is asked for.

use strict;
use warnings;
use Encode ();
use JSON::PP ();

sub new {
	my ($class, $answer, $request) = @_;
	return bless { %{$answer}, request => $request }, $class;
}

sub status { return $_[0]{status} }
sub body { return $_[0]{content} // '' }		# bytes
sub text { return Encode::decode('UTF-8', $_[0]->body) }	# characters
sub location { return $_[0]->header('Location') }
sub type { return ($_[0]->header('Content-Type') // '') =~ s/\s*;.*//r }

# One header's value; several are joined by ", ".
sub header {
	my ($self, $name) = @_;
	my $value = $self->{headers}{ lc $name };
	return ref $value ? join ', ', @{$value} : $value;
}

# All values of a header.
sub headers {
	my ($self, $name) = @_;
	my $value = $self->{headers}{ lc $name };
	return ref $value ? @{$value} : defined $value ? $value : ();
}

sub is_json { return $_[0]->type =~ m{^application/(?:json|.*[+]json)$} }

sub json {
	my ($self) = @_;
	return $self->{json} //= eval { JSON::PP->new->utf8->allow_nonref
	    ->decode($self->body) } // die $self->summary . ": not JSON: $@";
}

# The faults of a problem: { "/email" => "…", "limit" => "…" }.
sub faults {
	my ($self) = @_;
	return { map { ($_->{pointer} // $_->{parameter}) => $_->{detail} }
	    @{ $self->json->{errors} // [] } };
}

# For messages: the request, the status and the beginning of the body.
sub summary {
	my ($self) = @_;
	return "$self->{request}: $self->{status} " .
	    substr $self->body, 0, 500;
}

1;
