package Meal::Statements;

# The statements of lib/sql, as tests and the bench read them: name => { text
# (parts put in, no comments), file, rows, params => { name => type }, order =>
# [names], head }. tools/sql2c is what checks them.

use strict;
use warnings;
use Meal::Place;

sub all {
	my (%all, %part, $current);
	for my $path (@_ ? @_ : glob "'" . Meal::Place::top()
	    . "/lib/sql/'*/*.sql") {
		my ($file) = $path =~ m{([^/]+)$};
		for my $line (split /\n/, Meal::Place::read_file($path)) {
			if ($line =~ /^--\ name:\s*(\w+)
			    (?:\s+params:\s*(.*?))?\s+rows:\s*(\w+)/x) {
				my ($name, $params, $rows) = ($1, $2, $3);
				my @params = map { [ /^(\w+)\s+(\S+)/ ] }
				    split /\s*,\s*/, $params // '';
				$current = $all{$name} = { text => '',
				    file => $file, rows => $rows,
				    head => $line, params =>
				    { map { @{$_} } @params },
				    order => [ map { $_->[0] } @params ] };
			} elsif ($line =~ /^-- part:\s*(\w+)/) {
				$current = $part{$1} = { text => '' };
			} elsif ($line !~ /^\s*--/ && $current) {
				$current->{text} .= "$line\n";
			}
		}
	}
	for (values %all) {
		1 while $_->{text} =~ s{(?<!')\{(\w+)\}}{
		    $part{$1}{text} // die "no part $1\n"}gex;
	}
	return \%all;
}

1;
