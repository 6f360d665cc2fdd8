package Meal::Fcgi;

# One FastCGI request to a responder's socket, in as many pieces as a test
# wants: what nginx, which has a body whole before it asks, would never send.
#
#	my $f = Meal::Fcgi->new($socket, REQUEST_METHOD => 'POST', …);
#	$f->send_body('half of it');
#	my ($status, $head, $body) = $f->answer;

use strict;
use warnings;
use IO::Select ();
use IO::Socket::UNIX ();
use Socket qw(SOCK_STREAM);
use Time::HiRes ();

my ($BEGIN, $END, $PARAMS, $STDIN, $STDOUT) = (1, 3, 4, 5, 6);

sub record {
	my ($type, $content) = @_;
	return pack('CCnnCC', 1, $type, 1, length $content, 0, 0) . $content;
}

sub pair {
	my ($name, $value) = @_;
	return join('', map { length > 127 ? pack('N', length | 0x80000000) :
	    pack 'C', length } $name, $value) . $name . $value;
}

sub new {
	my ($class, $path, %params) = @_;
	my $fh = IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => $path) or
	    die "$path: $!\n";
	my $self = bless { fh => $fh, in => '', out => '' }, $class;
	my $params = join '', map { pair($_, $params{$_}) } sort keys %params;
	$self->put(record($BEGIN, pack 'nCx5', 1, 1),
	    (map { record($PARAMS, $_) } unpack '(a60000)*', $params),
	    record($PARAMS, ''));
	return $self;
}

# False when the responder has closed the connection.
sub put {
	my ($self, @pieces) = @_;
	local $SIG{PIPE} = 'IGNORE';
	my $bytes = join '', @pieces;
	while (length $bytes) {
		my $n = syswrite $self->{fh}, $bytes;
		return 0 if !$n;
		substr $bytes, 0, $n, '';
	}
	return 1;
}

sub send_body {
	my ($self, $bytes) = @_;
	return $self->put(map { record($STDIN, $_) }
	    unpack '(a32000)*', $bytes);
}

sub end_body { return $_[0]->put(record($STDIN, '')) }

# The type of the next whole record that came, its content kept.
sub next_record {
	my ($self) = @_;
	return if length $self->{in} < 8;
	my ($type, $n, $pad) = (unpack 'CCnnC', $self->{in})[1, 3, 4];
	return if length $self->{in} < 8 + $n + $pad;
	$self->{out} .= substr $self->{in}, 8, $n if $type == $STDOUT;
	substr $self->{in}, 0, 8 + $n + $pad, '';
	return $type;
}

# Waits for the end of the answer; status, head and body, or nothing.
sub answer {
	my ($self, $seconds) = @_;
	my $until = Time::HiRes::time() + ($seconds // 20);
	my $select = IO::Select->new($self->{fh});
	while ((my $left = $until - Time::HiRes::time()) > 0) {
		while (defined(my $type = $self->next_record)) {
			next if $type != $END;
			my ($head, $body) = split /\r\n\r\n/, $self->{out}, 2;
			my ($status) = ($head // '') =~ /^Status: (\d+)/;
			return ($status, $head, $body);
		}
		$select->can_read($left) or last;
		sysread($self->{fh}, $self->{in}, 65536,
		    length $self->{in}) or last;
	}
	return;
}

1;
