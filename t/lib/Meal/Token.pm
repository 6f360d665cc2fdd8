package Meal::Token;

# Access tokens as an attacker would make them: any header, any claims, signed
# with a key of a site or one of one's own, by openssl.
#
#	my $key = Meal::Token->of("$credentials/token-key");
#	my $token = $key->sign({ alg => 'ES256', kid => $key->kid }, {…});
#
# Headers and claims may be texts, to say what a hash cannot.

use strict;
use warnings;
use Digest::SHA ();
use File::Temp ();
use IPC::Open2 ();
use JSON::PP ();
use MIME::Base64 qw(decode_base64url encode_base64 encode_base64url);
use Meal::Place;

my $json = JSON::PP->new->utf8->canonical;

# The first key of a file: a JWK or a JWK Set.
sub of {
	my ($class, $file) = @_;
	my $d = $json->decode(Meal::Place::read_file($file));
	return $class->new($d->{keys} ? $d->{keys}[0] : $d);
}

# A JWK with or without its private part.
sub new {
	my ($class, $jwk) = @_;
	return bless { jwk => $jwk }, $class;
}

sub kid { return $_[0]{jwk}{kid} }
sub jwk { return $_[0]{jwk} }

# x and y with what DER says of a P-256 point (RFC 5480).
sub point {
	my ($self) = @_;
	return "\x04" . join '', map { decode_base64url($self->{jwk}{$_}) }
	    qw(x y);
}

sub pem {
	my ($name, $der) = @_;
	return "-----BEGIN $name-----\n" . encode_base64($der) .
	    "-----END $name-----\n";
}

sub private_pem {
	my ($self) = @_;
	return pem('EC PRIVATE KEY', pack('H*', '30770201010420') .
	    decode_base64url($self->{jwk}{d}) .
	    pack('H*', 'a00a06082a8648ce3d030107a144034200') . $self->point);
}

sub public_pem {
	my ($self) = @_;
	return pem('PUBLIC KEY', pack('H*', '3059301306072a8648ce3d0201' .
	    '06082a8648ce3d030107034200') . $self->point);
}

# What openssl says to a text, with a file of its own for a key.
sub openssl {
	my ($text, $pem, @arguments) = @_;
	my $file = File::Temp->new;
	print {$file} $pem;
	close $file;
	my @command = map { $_ eq '@' ? "$file" : $_ } @arguments;
	my $pid = IPC::Open2::open2(my $out, my $in, 'openssl', @command);
	binmode $_ for $in, $out;
	print {$in} $text;
	close $in;
	my $said = do { local $/ = undef; <$out> };
	local $?;
	waitpid $pid, 0;
	return $said;
}

# r and s of a DER signature, 32 bytes each.
sub raw {
	my ($der) = @_;
	my ($r, $s) = unpack 'x2 x C/a x C/a', $der;
	return join '', map { substr "\0" x 32 . $_, -32 } $r, $s;
}

sub part { return encode_base64url(ref $_[0] ? $json->encode($_[0]) : $_[0]) }

sub sign {
	my ($self, $header, $claims) = @_;
	my $text = part($header) . '.' . part($claims);
	return "$text." . encode_base64url(raw(openssl($text,
	    $self->private_pem, qw(dgst -sha256 -sign @))));
}

# The same with a password, as HS256 has it.
sub mac {
	my ($password, $header, $claims) = @_;
	my $text = part($header) . '.' . part($claims);
	return "$text." . encode_base64url(Digest::SHA::hmac_sha256($text,
	    $password));
}

sub bare { return part($_[0]) . '.' . part($_[1]) . '.' }

# Header and claims of a token.
sub told {
	my ($token) = @_;
	return map { $json->decode(decode_base64url($_)) }
	    (split /[.]/, $token)[0, 1];
}

# Whether this key has signed a token, by openssl's lights.
sub verifies {
	my ($self, $token) = @_;
	my ($text, $signature) = $token =~ /^(.*)[.]([^.]*)$/;
	my ($r, $s) = map { s/^\0+//r } unpack 'a32 a32',
	    decode_base64url($signature);
	my $der = join '', map { "\x02" . pack 'C/a', ord($_) >= 128 ? "\0$_" :
	    $_ } $r, $s;
	my $file = File::Temp->new;
	print {$file} "\x30" . pack 'C/a', $der;
	close $file;
	return openssl($text, $self->public_pem, qw(dgst -sha256 -verify @
	    -signature), "$file") =~ /^Verified OK/;
}

# A key of one's own.
sub fresh {
	my ($class, $kid) = @_;
	my $der = openssl('', '', qw(ecparam -name prime256v1 -genkey -noout
	    -outform DER));
	return $class->new({ kty => 'EC', crv => 'P-256', kid => $kid,
	    d => encode_base64url(substr $der, 7, 32),
	    x => encode_base64url(substr $der, 57, 32),
	    y => encode_base64url(substr $der, 89, 32) });
}

1;
