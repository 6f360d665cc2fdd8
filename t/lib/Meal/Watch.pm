package Meal::Watch;

# Which files below some folders changed since the last look: by size and time,
# twice a second, as that takes no package and a thousand files a millisecond.

use strict;
use warnings;
use File::Find ();
use Time::HiRes ();

# What an editor leaves for a moment is no source.
my $passing = qr{(?:^|/)(?:[.][^/]*|\#[^/]*|4913|[^/]*(?:~|[.]new\d*|[.]swp))$}x;

# new(files and folders)
sub new {
	my ($class, @places) = @_;
	my $self = bless { places => \@places }, $class;
	$self->{seen} = $self->look;
	return $self;
}

sub look {
	my ($self) = @_;
	my %now;
	File::Find::find({ no_chdir => 1, wanted => sub {
		my @is = Time::HiRes::stat($_);
		$now{$_} = "$is[7] $is[9]" if @is && -f _ && !/$passing/;
	} }, grep { -e } @{ $self->{places} });
	return \%now;
}

# The files that came, went or changed since the last look that found some; at
# most so many seconds are waited for them (for ever without a word), and then
# until no more follow.
sub changed {
	my ($self, $seconds) = @_;
	my $end = defined $seconds ? Time::HiRes::time() + $seconds : undef;
	my $was = $self->{seen};
	my ($now, %all);
	while (1) {
		$now = $self->look;
		my @some = grep { ($was->{$_} // '') ne ($now->{$_} // '') }
		    keys %{ { %{$was}, %{$now} } };
		@all{@some} = ();
		$was = $now;
		last if %all && !@some;
		last if !%all && defined $end && Time::HiRes::time() >= $end;
		Time::HiRes::sleep(%all ? 0.2 : 0.5);
	}
	$self->{seen} = $now;
	my @all = sort keys %all;
	return @all;
}

1;
