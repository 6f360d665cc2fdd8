package Meal::Form;

# The forms of a page as a browser fills them in: what it would send when
# nobody touched anything. read($html) gives [{action, method, fields =>
# [name, value, …]}, …]; buttons are left out but for one without a name.

use strict;
use warnings;

my %entity = (amp => '&', lt => '<', gt => '>', quot => '"', apos => "'",
    nbsp => "\xa0");

sub text {
	my ($s) = @_;
	$s =~ s{&(?:[#]x([0-9a-fA-F]+)|[#](\d+)|(\w+));}
	    {defined $1 ? chr hex $1 : defined $2 ? chr $2 :
	    $entity{$3} // "&$3;"}ge;
	return $s;
}

sub attributes {
	my ($tag) = @_;
	my %a;
	while ($tag =~ /\s([\w:-]+)(?:\s*=\s*"([^"]*)")?/g) {
		$a{$1} = defined $2 ? text($2) : '';
	}
	return %a;
}

sub read {	## no critic (ProhibitBuiltinHomonyms)
	my ($html) = @_;
	my @forms;
	while ($html =~ m{<form\b([^>]*)>(.*?)</form>}gs) {
		my ($head, $inside) = ($1, $2);
		my %head = attributes($head);
		push @forms, { action => $head{action} // '',
		    method => uc($head{method} // 'get'),
		    fields => [fields($inside)] };
	}
	return @forms;
}

# Line ends as HTML sends them, and the one after <textarea> dropped.
sub area {
	my ($s) = @_;
	$s = text($s =~ s/\A\n//r);
	$s =~ s/\r?\n/\r\n/g;
	return $s;
}

sub chosen {
	my ($options) = @_;
	my ($first, @picked);
	while ($options =~ m{<option\b([^>]*)>([^<]*)}g) {
		my ($head, $label) = ($1, text($2));
		my %o = attributes($head);
		my $value = $o{value} // $label;
		$first //= $value;
		push @picked, $value if exists $o{selected};
	}
	return @picked ? @picked : defined $first ? $first : ();
}

sub fields {
	my ($html) = @_;
	my @fields;
	while ($html =~ m{<input\b([^>]*)>|<textarea\b([^>]*)>(.*?)</textarea>|
	    <select\b([^>]*)>(.*?)</select>}gsx) {
		my ($input, $area, $value, $select, $options) =
		    ($1, $2, $3, $4, $5);
		my %a = attributes($input // $area // $select);
		next if !length($a{name} // '') || exists $a{disabled};
		if (defined $area) {
			push @fields, $a{name} => area($value);
		} elsif (defined $select) {
			push @fields, map { $a{name} => $_ } chosen($options);
		} elsif (($a{type} // 'text') =~ /^(?:checkbox|radio)$/) {
			push @fields, $a{name} => $a{value} // 'on'
			    if exists $a{checked};
		} elsif (($a{type} // '') !~ /^(?:submit|button|file|image)$/) {
			push @fields, $a{name} => $a{value} // '';
		}
	}
	return @fields;
}

1;
