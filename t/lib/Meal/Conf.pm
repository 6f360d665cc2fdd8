package Meal::Conf;

# The programs' configuration in development and tests.

use strict;
use warnings;
use Meal::Place;
use Meal::Process;

# write_conf(path, build => tree, key => value, …); true when it changed.
sub write_conf {
	my ($path, %option) = @_;
	my $top = Meal::Place::plain_top();
	my $build = delete $option{build};
	%option = (
		templates => "$top/templates",
		assets => "$top/static",
		migrations => "$top/migrations",
		openapi => (-e "$build/openapi.json" ? $build : $top) .
		    '/openapi.json',
		%option,
	);
	my $text = "# Written by ./dev.\n";
	$text .= "$_=$option{$_}\n" for sort keys %option;
	return Meal::Place::write_file($path, $text, oct 600);
}

# A folder of secrets with the key that signs access tokens.
sub make_key {
	my ($dir) = @_;
	mkdir $dir, oct 700;
	return if -s "$dir/token-key";
	my ($status, $text) = Meal::Process::run(argv => ['openssl',
	    'ecparam', '-name', 'prime256v1', '-genkey', '-noout']);
	die "openssl: $text" if $status;
	Meal::Place::write_file("$dir/token-key", $text, oct 600);
	return;
}

1;
