package Meal::Conf;

# The programs' configuration in development and tests.

use strict;
use warnings;
use Meal::Place;

# write_conf(path, build => tree, key => value, …); true when it changed.
sub write_conf {
	my ($path, %option) = @_;
	my $top = Meal::Place::plain_top();
	my $build = delete $option{build};
	%option = (
		templates => "$top/templates",
		assets => "$top/static",
		words => "$build/words",
		migrations => "$top/migrations",
		openapi => (-e "$build/openapi.json" ? $build : $top) .
		    '/openapi.json',
		%option,
	);
	$option{database_owner} //= $option{database} =~
	    s/\buser=meal\b/user=meal_owner/r
	    if ($option{database} // '') =~ /\buser=meal(?:\s|$)/;
	my $text = "# Written by ./dev.\n";
	$text .= "$_=$option{$_}\n" for sort keys %option;
	return Meal::Place::write_file($path, $text, oct 600);
}

1;
