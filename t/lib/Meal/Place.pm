package Meal::Place;

# Where things are: the checkout, its build trees, and the short runtime
# folder that holds sockets and clusters. The runtime folder's name is a hash
# of the checkout's path, so two checkouts never meet; it is short because a
# unix socket's path ends at 107 bytes, and outside the checkout because
# Postgres, which never runs as root, may not be able to enter that.

use strict;
use warnings;
use Cwd ();
use Digest::SHA ();
use File::Basename ();
use File::Path ();

my $top = Cwd::realpath(File::Basename::dirname(__FILE__) . '/../../..');

# The checkout.
sub top { return $top }

# The runtime folder, made when missing and never taken from a stranger.
sub runtime {
	my $hash = substr Digest::SHA::sha1_hex($top), 0, 8;
	my $path = $> ? "/var/tmp/meal-$>-$hash" : "/var/tmp/meal-$hash";
	my $mode = $> ? oct 700 : oct 711;	# root's Postgres passes through
	mkdir $path, $mode;
	my ($is, $owner) = (lstat $path)[2, 4];
	die "cannot make $path: $!\n" unless defined $is;
	die "$path is not a folder of ours; remove it\n"
	    if -l _ || !-d _ || $owner != $> || $is & oct 22;
	chmod $mode, $path;
	return $path;
}

# The checkout under a name without blanks and the like, which configure,
# make and nginx cannot bear: itself, or a link in the runtime folder.
sub plain_top {
	return $top if $top =~ m{^[\w/.+,-]+$};
	my $link = runtime() . '/src';
	return $link if (readlink $link // '') eq $top;
	unlink $link;
	symlink $top, $link or die "$link: $!\n";
	return $link;
}

# The folder of what ./dev makes, inside the checkout (git ignores it).
sub var {
	my $path = join '/', $top, 'var', @_;
	File::Path::make_path($path);
	return $path;
}

# The build tree of a kind: '' (hardened), 'asan' or 'cov'.
sub build {
	my ($kind) = @_;
	return plain_top() . '/var/build' . ($kind ? "-$kind" : '');
}

sub read_file {
	my ($path) = @_;
	open my $in, '<:raw', $path or return;
	local $/ = undef;
	return scalar <$in>;
}

# Write a file; true when that changed it.
sub write_file {
	my ($path, $text, $mode) = @_;
	my $old = read_file($path);
	return 0 if defined $old && $old eq $text;
	my $new = "$path.new$$";
	open my $out, '>:raw', $new or die "$new: $!\n";
	chmod $mode, $new if $mode;
	print {$out} $text or die "$new: $!\n";
	close $out or die "$new: $!\n";
	rename $new, $path or die "$path: $!\n";
	return 1;
}

1;
