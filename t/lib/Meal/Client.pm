package Meal::Client;

# Requests to a site. A path without a slash at the front is below /api/v1/.
#
#	$c->get('recipes/ID');	$c->get('/recipes', headers => {…});
#	$c->post('recipes', json => {…});	# or body => …, type => …
#	$c->post('/login', form => [login => …, password => …]);
#
# Each gives a Meal::Response. Redirects are not followed. Every JSON answer
# is noted for the check against the OpenAPI document (var/answers).

use strict;
use warnings;
use HTTP::Tiny ();
use IO::Socket::INET ();
use JSON::PP ();
use Meal::Answers;
use Meal::Response;
use Socket qw(IPPROTO_TCP TCP_NODELAY);

my $json = JSON::PP->new->utf8->canonical->allow_nonref;

# HTTP::Tiny writes the head and the body by themselves; the second would wait
# 40 ms for the kernel's acknowledgement of the first.
{
	no warnings 'redefine';	## no critic (ProhibitNoWarnings)
	my $connect = \&HTTP::Tiny::Handle::connect;
	*HTTP::Tiny::Handle::connect = sub {
		my $handle = $connect->(@_);
		setsockopt $handle->{fh}, IPPROTO_TCP, TCP_NODELAY, 1;
		return $handle;
	};
}

# new(site => …, token => bearer, browser => 1, address => '127.0.0.2')
sub new {
	my ($class, %p) = @_;
	my $self = bless { jar => Meal::Client::Jar->new, %p }, $class;
	$self->{http} = HTTP::Tiny->new(max_redirect => 0, timeout => 60,
	    agent => 'meal-test', cookie_jar => $self->{jar},
	    ($p{address} ? (local_address => $p{address}) : ()));
	return $self;
}

# The bearer token, settable; the person as login gave it.
sub token { my $self = shift; $self->{token} = shift if @_; return $self->{token} }
sub user { return $_[0]{user} }
sub tokens { return $_[0]{tokens} }
sub jar { return $_[0]{jar} }
sub site { return $_[0]{site} }

# Sign in by the interface; the same client, now with a token.
sub login {
	my ($self, $login, $password) = @_;
	my $r = $self->post('auth/login', json => {
	    login => $login // $self->{email},
	    password => $password // $self->{password} });
	die 'login: ' . $r->summary . "\n" if $r->status != 200;
	$self->{tokens} = $r->json;
	$self->{token} = $r->json->{accessToken};
	$self->{user} = $r->json->{user};
	return $self;
}

sub get { my $self = shift; return $self->request('GET', @_) }
sub head { my $self = shift; return $self->request('HEAD', @_) }
sub post { my $self = shift; return $self->request('POST', @_) }
sub put { my $self = shift; return $self->request('PUT', @_) }
sub patch { my $self = shift; return $self->request('PATCH', @_) }
sub delete { my $self = shift; return $self->request('DELETE', @_) }

sub request {
	my ($self, $method, $path, %p) = @_;
	$path = "/api/v1/$path" if $path !~ m{^/};
	my %headers;
	$headers{Authorization} = "Bearer $self->{token}"
	    if defined $self->{token};
	%headers = (%headers, 'Sec-Fetch-Site' => 'same-origin',
	    Accept => 'text/html,*/*;q=0.8') if $self->{browser};
	my $body = $p{body};
	if (exists $p{json}) {
		$body = $json->encode($p{json});
		$headers{'Content-Type'} = 'application/json';
	} elsif ($p{form}) {
		$body = $self->{http}->www_form_urlencode($p{form});
		$headers{'Content-Type'} = 'application/x-www-form-urlencoded';
	}
	$headers{'Content-Type'} = $p{type} if defined $p{type};
	%headers = (%headers, %{ $p{headers} // {} });
	delete $headers{$_} for grep { !defined $headers{$_} } keys %headers;
	my $answer = $self->{http}->request($method, $self->{site}->url($path),
	    { headers => \%headers,
	    (defined $body ? (content => $body) : ()) });
	my $r = Meal::Response->new($answer, "$method $path");
	Meal::Answers::note($method, $path, $r) unless $p{unnoted};
	return $r;
}

# The hidden fields of a page's form, as a list for form => [...]:
#	$c->post('/register', form => [ $c->hidden('/register'), … ]);
sub hidden {
	my ($self, $path) = @_;
	my @fields;
	for my $tag ($self->get($path)->body =~
	    /<input type="hidden"[^>]*>/g) {
		my ($name) = $tag =~ /\bname="([^"]*)"/ or next;
		my ($value) = $tag =~ /\bvalue="([^"]*)"/;
		push @fields, $name => $value // '';
	}
	return @fields;
}

# Bytes as they are, on a connection of their own; all bytes that come back.
sub raw {
	my ($self, $bytes, $seconds) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
	    PeerPort => $self->{site}->port) or die "connect: $!\n";
	local $SIG{ALRM} = sub { die "no answer in time\n" };
	local $SIG{PIPE} = 'IGNORE';
	my $text = '';
	eval {
		alarm($seconds // 10);
		print {$socket} $bytes;
		$socket->flush;
		1 while sysread $socket, $text, 65536, length $text;
		1;
	} or $text .= "\n[$@]";
	alarm 0;
	return $text;
}

package Meal::Client::Jar;

# Cookies of one site: no paths, no domains, and Secure ones on loopback as
# browsers have it.

sub new { my ($class) = @_; return bless {}, $class }

sub add {
	my ($self, undef, $line) = @_;
	my ($pair, @rest) = split /;\s*/, $line;
	my ($name, $value) = split /=/, $pair, 2;
	if (grep { /^max-age=(?:0|-\d+)$/i } @rest) {
		delete $self->{$name};
	} else {
		$self->{$name} = $value;
	}
	return;
}

sub cookie_header {
	my ($self) = @_;
	return join '; ', map { "$_=$self->{$_}" } sort keys %{$self};
}

1;
