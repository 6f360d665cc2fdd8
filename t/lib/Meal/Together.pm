package Meal::Together;

# Several things at the same time, each in a process of its own.
#
#	my @status = together(map { my $n = $_; sub {
#	    $site->client->get("recipes/$n")->status } } 1 .. 4);
#
# All begin at once; the answers (anything JSON can say) come in the order of
# the calls. One that dies makes together die with its words.
#
#	my $work = in_background(sub { … });	# begins now
#	my $answer = $work->result;		# waits for its end

use strict;
use warnings;
use Exporter 'import';
use JSON::PP ();
use POSIX ();

our @EXPORT = qw(in_background together);

my $json = JSON::PP->new->ascii->canonical->allow_nonref;

# In the child: no END blocks, they are the test's.
sub work {
	my ($out, $sub) = @_;
	my $value = eval { [$sub->()] };
	my $text = $json->encode($value ? { value => $value->[0] } :
	    { died => "$@" });
	print {$out} $text;
	close $out;
	POSIX::_exit(0);
}

# gate: a pipe whose end of file is the sign to begin; undef: at once.
sub spawn {
	my ($sub, $gate, $other_end) = @_;
	pipe my $in, my $out or die "pipe: $!\n";
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		close $in;
		@SIG{qw(INT TERM HUP)} = ('DEFAULT') x 3;
		if ($gate) {
			close $other_end;
			sysread $gate, my $byte, 1;
		}
		work($out, $sub);
	}
	close $out;
	return bless { pid => $pid, in => $in }, __PACKAGE__;
}

sub in_background {
	my ($sub) = @_;
	return spawn($sub);
}

# Whether it is still at work.
sub is_running {
	my ($self) = @_;
	my $bits = '';
	vec($bits, fileno $self->{in}, 1) = 1;
	return !select $bits, undef, undef, 0;
}

sub result {
	my ($self) = @_;
	local $/ = undef;
	my $text = readline $self->{in};
	local $?;
	waitpid $self->{pid}, 0;
	my $said = eval { $json->decode($text) } // die
	    "a process of the test ended without an answer\n";
	die $said->{died} if defined $said->{died};
	return $said->{value};
}

sub together {
	my (@subs) = @_;
	pipe my $gate, my $start or die "pipe: $!\n";
	my @work = map { spawn($_, $gate, $start) } @subs;
	close $start;
	return map { $_->result } @work;
}

1;
