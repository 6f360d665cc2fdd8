package Meal::Mail;

# Mails in tests: what was sent, read; and an SMTP server that keeps what it
# gets and fails as it is told (t/lib/sink.py).
#
#	my $sink = Meal::Mail->sink;		# tls => 1, auth => 1
#	options => { mail_transport => 'smtp', mail_url => $sink->url }
#	$sink->behave('defer 2');	# the next two mails: 450
#	my @mails = $sink->mails;

use strict;
use warnings;
use Encode ();
use MIME::QuotedPrint ();
use Meal::Place;
use Meal::Process;
use Meal::Session;
use Time::HiRes ();

# The fields of a head, unfolded, names in lower case; the first of a name
# counts.
sub head {
	my ($text) = @_;
	my %field;
	$text =~ s/\r?\n[ \t]+/ /g;
	for my $line (split /\r?\n/, $text) {
		my ($name, $value) = $line =~ /^([\w-]+):\s*(.*)$/ or next;
		$field{ lc $name } //= $value;
	}
	return \%field;
}

# { to, from, subject, id, head => {name => value}, text, html, links, raw }
sub parse {
	my ($raw) = @_;
	my ($top, $body) = split /\r?\n\r?\n/, $raw, 2;
	my %mail = (raw => $raw, head => head($top));
	$mail{to} = $mail{head}{to};
	$mail{from} = decoded($mail{head}{from});
	$mail{subject} = decoded($mail{head}{subject});
	($mail{id}) = ($mail{head}{'message-id'} // '') =~ /^<([\w-]+)@/;
	my ($boundary) = ($mail{head}{'content-type'} // '') =~
	    /boundary="([^"]+)"/;
	for my $part (defined $boundary ?
	    split /^--\Q$boundary\E(?:--)?\r?\n/m, $body : ()) {
		my ($part_head, $content) = split /\r?\n\r?\n/, $part, 2;
		my $type = head($part_head // '')->{'content-type'} // next;
		my ($kind) = $type =~ m{^text/(plain|html)\b} or next;
		$content = Encode::decode('UTF-8',
		    MIME::QuotedPrint::decode($content));
		$mail{ $kind eq 'plain' ? 'text' : 'html' } =
		    $content =~ s/\r\n/\n/gr;
	}
	$mail{links} = [($mail{text} // '') =~ m{(https?://\S*[^\s.,:;!?])}g];
	return \%mail;
}

sub decoded {
	my ($value) = @_;
	return Encode::decode('MIME-Header', $value // '');
}

# ---- the sink

my $count = 0;

# sink(tls => 'starttls' or 'smtps', auth => 'user:password')
sub sink {
	my ($class, %p) = @_;
	my $dir = Meal::Session->current->dir . "/sink$$-" . ++$count;
	mkdir $dir or die "$dir: $!\n";
	my $self = bless { %p, dir => $dir, owner => $$ }, $class;
	$self->certificate if $p{tls};
	$self->start;
	return $self;
}

# One for this server alone, that nobody else knows.
sub certificate {
	my ($self) = @_;
	my $dir = $self->{dir};
	my ($status, $text) = Meal::Process::run(argv => ['openssl', 'req',
	    '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
	    '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext',
	    'subjectAltName=DNS:localhost', '-keyout', "$dir/key.pem",
	    '-out', "$dir/ca.pem"]);
	die "openssl: $text" if $status;
	return;
}

sub ca { return "$_[0]{dir}/ca.pem" }
sub log_file { return "$_[0]{dir}/log" }

# It listens where it did before, or on a free port.
sub start {
	my ($self) = @_;
	my $dir = $self->{dir};
	unlink "$dir/port";
	$self->{pid} = Meal::Process::start(dir => $dir,
	    log => $self->log_file, argv => ['/usr/bin/python3',
	    Meal::Place::top() . '/t/lib/sink.py', $dir, $self->{port} // 0,
	    $self->{tls} // '', $self->{auth} // '']);
	for (1 .. 2000) {
		my $port = Meal::Place::read_file("$dir/port");
		if (defined $port && $port =~ /^(\d+)\n/) {
			$self->{port} = $1;
			return;
		}
		Time::HiRes::sleep(0.01);
	}
	die "the SMTP sink does not start: " .
	    (Meal::Place::read_file($self->log_file) // '') . "\n";
}

sub stop {
	my ($self) = @_;
	Meal::Process::stop($self->{dir}) if $self->{owner} == $$;
	return;
}

sub DESTROY {
	my ($self) = @_;
	local ($?, $@);
	eval { $self->stop; 1 };
	return;
}

sub url {
	my ($self) = @_;
	return (($self->{tls} // '') eq 'smtps' ? 'smtps' : 'smtp') .
	    "://localhost:$self->{port}";
}

# What it does from now on: "accept", or for the next n mails
#	defer N		450 to the recipient
#	refuse N	550 to the recipient
#	reject N	554 to the message
#	fail N		451 to the message
#	sender N	553 to the sender
#	drop N		takes the message and hangs up without a word
#	silent N	takes the message and says nothing for a long time
#	hang N		says nothing to the recipient for a long time
#	slow MS		as accept, each message taking so long
sub behave {
	my ($self, $how) = @_;
	Meal::Place::write_file("$self->{dir}/how", "$how\n");
	return;
}

# The messages it took, in the order they came, also those it hung up on:
# as parse() has them, with envelope => { from, to, tls, user }.
sub mails {
	my ($self, %p) = @_;
	my @mails;
	for (1 .. ($p{n} ? 3000 : 1)) {
		@mails = map { _taken($_) } sort glob "$self->{dir}/*.mail";
		last if @mails >= ($p{n} // 0);
		Time::HiRes::sleep(0.01);
	}
	return @mails;
}

sub _taken {
	my ($file) = @_;
	my ($envelope, $raw) = split /\n\n/,
	    Meal::Place::read_file($file), 2;
	my $mail = parse($raw);
	$mail->{envelope} = { map { split /: ?/, $_, 2 } split /\n/,
	    $envelope };
	$mail->{envelope}{$_} //= '' for qw(from to tls user);
	return $mail;
}

1;
