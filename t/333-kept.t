#!/usr/bin/perl
# Nothing typed is lost when the session ended or the thing is gone meanwhile:
# every form that somebody logged in can send.
use strict;
use warnings;
use utf8;
use lib 't/lib';
use Encode ();
use Meal::Session;
use Meal::Test;

my $site = Meal::Site->new;
my $anna = $site->register;
my $typed = "Zwölf „Knödel“ & <b>ragù</b>\n\nไข่ดาว 日本 – 2 eggs";
my %form = (name => $typed, notes => $typed, ingredientsText => $typed);
my @form = map { $_ => $form{$_} } sort keys %form;

sub browser {
	my $b = $site->browser;
	$b->post('/login', form => [ login => $anna->{email},
	    password => $anna->{password} ]);
	return $b;
}

# What a page keeps in hidden fields: name => value.
sub kept {
	my ($page) = @_;
	my $body = Encode::decode('UTF-8', $page->body);
	my %kept;
	while ($body =~ /<input\ type="hidden"\ name="([^"]*)"
	    \ value="([^"]*)">/gx) {
		my ($name, $value) = ($1, $2);
		$value =~ s/&quot;/"/g;
		$value =~ s/&#39;/'/g;
		$value =~ s/&lt;/</g;
		$value =~ s/&gt;/>/g;
		$value =~ s/&amp;/&/g;
		$kept{$name} = $value;
	}
	return \%kept;
}

my $tried = 0;
for my $route (@{ Meal::Session->current->routes }) {
	next if $route->{method} ne 'POST' || $route->{flags} !~ /\bpage\b/ ||
	    $route->{flags} =~ /-$/ || $route->{needs} =~ /^(?:nobody|local)$/;
	my $path = $route->{path} =~
	    s{:\w+}{01900000-0000-7000-8000-000000000000}gr;
	my $page = $site->browser->post($path, form => \@form, unnoted => 1);
	is_status($page, 401, "POST $path of nobody");
	my $kept = kept($page);
	is($kept->{$_} =~ s/\r//gr, $form{$_}, "keeps $_") for sort keys %form;
	like($page->body, qr/action="\Q$path\E"/, 'and where it was to go');
	$tried++;
}
cmp_ok($tried, '>', 25, "$tried forms");

# ---- logged out while a recipe is written

my $browser = browser();
$browser->post('/logout', form => []);
my $page = $browser->post('/recipes', form => \@form);
is_status($page, 401, 'the session is over');
my $kept = kept($page);
$browser->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]);
my $saved = $browser->post('/recipes', form => [
    map { $_ => $kept->{$_} } keys %{$kept} ]);
is_status($saved, 303, 'logged in again, what was typed is saved');
my ($recipe) = @{ $anna->get('recipes')->json->{items} };
like($recipe->{name}, qr/Knödel/, 'as it was typed');
unlike($page->body, qr/csrf/, 'the old token is not among it');
my $secret = $browser->post('/logout', form => []);
$page = $browser->post('/settings/tokens', form => [ name => 'x',
    password => 'my long password' ]);
unlike($page->body, qr/my long password/, 'nor is a password');

# ---- more than is read of somebody who is not logged in

my $much = 'ไข่ดาว, ' x 1000;	# nearly 64 kB, as a form sends it
$page = $site->browser->post('/recipes', form => [ name => $typed,
    notes => $much ]);
is_status($page, 401, 'a long recipe');
is(kept($page)->{notes}, $much, 'is kept up to 64 kB');
my $more = 'ไข่ดาว, ' x 4000;
for my $url ('/recipes', '/shopping') {
	$page = $site->browser->post($url, form => [ name => $typed,
	    notes => $more ]);
	is_status($page, 401, "more than that, to $url");
	like($page->body, qr/more than the 64 kilobytes .* not read/,
	    'it says so, and how much it may be');
	like($page->body, qr/go back one page, and save again/,
	    'and where the text still is');
	like($page->body, qr{<a [^>]*href="/login"[^>]*target="_blank"},
	    'with a login that leaves it there');
}
my $logged = browser();
$page = $logged->get('/recipes/new');
unlike($page->header('cache-control') // '', qr/no-store/,
    'going back does not fetch the form anew');
is_status($logged->post('/recipes', form => [ name => 'Long',
    notes => 'x ' x 4900, description => 'y ' x 2400,
    ingredientsText => join "\n", map { "$_ g butter, part $_" x 3 }
    1 .. 290 ]), 303, 'of who is logged in it is saved')
    or diag($page->summary);

# ---- another site's words are not ours

$page = $site->browser->post('/recipes', form => \@form,
    headers => { 'Sec-Fetch-Site' => 'cross-site' });
is_status($page, 303, 'from another site it only leads to the login');
like($page->location, qr{^/login}, 'that is');
unlike($page->body, qr/Kn/, 'and shows nothing of it');

# ---- deleted while it was edited

$browser = browser();
my $id = $anna->post('recipes', json => { name => 'Short-lived' })->json->{id};
$anna->delete("recipes/$id");
$page = $browser->post("/recipes/$id", form => \@form);
is_status($page, 404, 'a recipe that is gone');
my $text = Encode::decode('UTF-8', $page->body);
like($text, qr/ไข่ดาว 日本 – 2 eggs/, 'what was typed is there');
like($text, qr/<textarea[^>]*readonly/, 'to be copied');

done_testing;
