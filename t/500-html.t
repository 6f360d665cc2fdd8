#!/usr/bin/perl
# Every page is valid HTML, and whatever it links or sends to is there.
use strict;
use warnings;
use utf8;
use lib 't/lib', 't/browser';
use Browser;
use Meal::Test;

my %void = map { $_ => 1 } qw(area br col hr img input link meta source wbr
    path rect circle);
my %block = map { $_ => 1 } qw(address article aside blockquote details
    dialog div dl fieldset figure footer form h1 h2 h3 h4 header hr main nav
    ol p pre section table ul);
my $phrasing = qr/^(?:p|h[1-6]|button|label|a|span|summary|legend|dt)$/;
my %inside = (li => qr/^(?:ul|ol)$/, tr => qr/^(?:tbody|thead|tfoot)$/,
    td => qr/^tr$/, th => qr/^tr$/, option => qr/^(?:select|datalist)$/,
    dt => qr/^(?:dl|div)$/, dd => qr/^(?:dl|div)$/,
    summary => qr/^details$/, legend => qr/^fieldset$/);
my %never = (a => qr/^(?:a|button|summary)$/, form => qr/^form$/,
    button => qr/^(?:a|button|summary)$/, label => qr/^label$/,
    input => qr/^(?:a|button|summary)$/);

plan(skip_all => 'no tidy') if !Browser::program('tidy');
my $site = Meal::Site->new;
my $anna = $site->register;
my $id = Browser::furnish($anna);
my $browser = $site->browser;
$browser->post('/login', form => [ login => $anna->{username},
    password => $anna->{password} ]);

ok(structure("<!DOCTYPE html>\n$_"), "the check sees: $_") for (
    '<p>a<div>b</div></p>', '<a href="/">x<button>y</button></a>',
    '<i id="a"></i><i id="a"></i>', '<label for="b">x</label>',
    '<ul><li>x</ul>', '<div><span></div></span>', '<a href="?a&b">x</a>',
    '<form><form></form></form>');
ok(!structure("<!DOCTYPE html>\n<p>a <b>b</b><br></p>"), 'and nothing else');

my %tried;	# "GET /recipes" => where it was seen
look($site->browser, $_) for Browser::pages_for_nobody();
look($browser, $_) for Browser::pages($id);
# what a form says when it was filled in badly
look($browser, [ "bad $_->[0]", @{$_}[1, 2] ], 'form') for (
	[ recipe => '/recipes', [ name => '', servings => 'many',
	    sourceUrl => '<x>', ingredientsText => "2 eggs\n\"<b>\"" ] ],
	[ food => '/foods', [ name => '', 'portions/0/name' => 'x',
	    'portions/0/grams' => '-' ] ],
	[ meal => '/meals', [ name => '', moreItems => 'qqqxx zzz' ] ],
	[ entry => '/plan/entries', [ date => 'never', servings => '-1' ] ],
	[ list => '/shopping', [ from => 'never', to => '' ] ],
	[ item => "/shopping/$id->{list}/items", [ text => '' ] ],
	[ targets => '/targets', [ calories => 'lots' ] ],
	[ profile => '/settings/profile', [ 'user/fullName' => '',
	    'privateProfile/countryCode' => '<x>' ] ],
	[ preferences => '/settings/preferences', [
	    'preferences/locale' => '', 'preferences/timeZone' => 'x',
	    'preferences/units' => 'x' ] ],
	[ household => '/household', [ name => '' ] ],
	[ invitation => '/household/invitations', [ email => '<x>' ] ],
);
look($site->browser, [ 'bad login', '/login', [ login => 'x',
    password => 'y' ] ], 'form');
look($site->browser, [ 'bad account', '/register', [ email => 'x' ] ],
    'form');
for my $place (sort keys %tried) {
	my ($method, $path) = split / /, $place, 2;
	# sent as another site's page: refused, but only if there is a route
	my $r = $method eq 'GET' ? $browser->get($path) :
	    $browser->post($path, form => [], unnoted => 1,
		headers => { 'Sec-Fetch-Site' => 'cross-site' });
	my $good = $method eq 'GET' ? $r->status =~ /^[23]/ :
	    $r->status == 403;
	ok($good, "$place answers") or
	    diag("$tried{$place}: " . $r->status);
}

done_testing();

# ---- a page

sub look {
	my ($client, $page, $form) = @_;
	my ($name, $path, $fields) = @{$page};
	my $r = $form ? $client->post($path, form => $fields) :
	    $client->get($path);
	is($r->type, 'text/html', "$name is a page") or diag($r->summary);
	cmp_ok($r->status, '<', 500, "$name answers");
	my @faults = (tidy($r->body), structure($r->text));
	ok(!@faults, "$name is valid HTML") or diag(map { "$_\n" } @faults);
	links($name, $path, $r->text);
	return;
}

# What tidy calls an error or a warning, but for what it does not know yet
# and drawings, which it does not look into.
sub tidy {
	my ($html) = @_;
	my $file = $site->log_dir . '/page.html';
	1 while $html =~ s{<svg\b(?:(?!</?svg\b).)*</svg>}{}gs;
	Meal::Place::write_file($file, $html);
	# no list form: 2> is needed
	my $said = qx(tidy -qe --show-info no --drop-empty-elements no \\
	    -utf8 '$file' 2>&1);
	return grep { /^line \d/ && !/proprietary[ ]attribute[ ]"(?:
	    inputmode|enterkeyhint|closedby|aria-\w+|name|minlength|autofocus|
	    autocapitalize)"/x &&
	    !/<summary>|<details>|trimming empty|is not approved by W3C/ }
	    split /\n/, $said;
}

# What a parser would have to mend, and what names nothing. Strict: all but
# the tags that may always be left out are closed in order.
sub structure {
	my ($html) = @_;
	my (@faults, @open, %ids, %names);
	push @faults, 'no doctype' if $html !~ /\A<!DOCTYPE html>\n/;
	push @faults, 'a tag that is not closed' if $html =~ /<[^>]*</;
	while ($html =~ m{<(/?)([a-zA-Z][\w-]*)((?:[^">]|"[^"]*")*?)(/?)>}g) {
		my ($end, $tag, $rest) = ($1, $2, $3);
		if ($end) {
			pop @open if @open && $open[-1] eq 'option' &&
			    $tag ne 'option';
			my $was = pop @open // 'nothing';
			push @faults, "</$tag> closes <$was>"
			    if $was ne $tag;
			next;
		}
		my %has = attributes($tag, $rest, \@faults);
		push @faults, nesting($tag, @open);
		note_names($tag, \%has, \%ids, \%names, \@faults);
		pop @open if $tag eq 'option' && @open &&
		    $open[-1] eq 'option';
		push @open, $tag if !$void{$tag} && !$4;
	}
	push @faults, "never closed: @open" if @open;
	push @faults, map { "$names{$_} names no element: $_" }
	    grep { !$ids{$_} } sort keys %names;
	return @faults;
}

sub attributes {
	my ($tag, $rest, $faults) = @_;
	my %has;
	while ($rest =~ /\G\s*([^\s="]+)(?:="([^"]*)")?/gc) {
		my ($name, $value) = ($1, $2 // '');
		push @{$faults}, "<$tag> has two $name" if exists $has{$name};
		push @{$faults}, "<$tag $name=\"$value\">: a bare &"
		    if $value =~ /&(?!(?:\w+|#\d+|#x[\da-f]+);)/i;
		$has{$name} = $value;
	}
	push @{$faults}, "<$tag>: $rest" if $rest =~ /\G\s*\S/gc;
	push @{$faults}, "<$tag> has $_ in it" for grep { /^(?:on|style$)/ }
	    sort keys %has;
	return %has;
}

sub nesting {
	my ($tag, @open) = @_;
	my $parent = $open[-1] // '';
	my @faults;
	push @faults, "<$tag> in <$parent>" if $parent =~ $phrasing &&
	    $block{$tag} && !($parent eq 'summary' && $tag =~ /^h/) &&
	    !($parent eq 'a' && !grep { /^p$/ } @open);
	push @faults, "<$tag> in <$parent>"
	    if $inside{$tag} && $parent !~ $inside{$tag} &&
	    !($tag eq 'option' && $parent eq 'option');
	push @faults, "<$tag> within <$_>" for grep { $never{$tag} &&
	    $_ =~ $never{$tag} } @open;
	push @faults, "<$tag> in <$parent>" if $parent =~ /^(?:ul|ol)$/ &&
	    $tag ne 'li';
	return @faults;
}

# Ids once each; what names one must find it; controls have a label.
sub note_names {
	my ($tag, $has, $ids, $names, $faults) = @_;
	if (defined $has->{id}) {
		push @{$faults}, "two have the id $has->{id}"
		    if $ids->{ $has->{id} }++;
		push @{$faults}, "the id \"$has->{id}\""
		    if $has->{id} !~ /^\S+$/;
	}
	for my $name (qw(for form list aria-labelledby aria-describedby
	    aria-controls)) {
		next if !defined $has->{$name};
		$names->{$_} = "$name of <$tag>" for split ' ', $has->{$name};
	}
	$names->{$1} = "href of <$tag>"
	    if ($has->{href} // '') =~ /^#(.+)/;
	return;
}

# Every address of ours that the page leads to, once.
sub links {
	my ($name, $here, $html) = @_;
	while ($html =~ /<(a|link|script|img|form|button)\b((?:[^">]|"[^"]*")*)>/g)
	{
		my ($tag, $rest) = ($1, $2);
		my %has;
		$has{$1} = $2 while $rest =~ /\b(\w+)="([^"]*)"/g;
		my $to = $has{href} // $has{src} // $has{action} //
		    $has{formaction} // ($tag eq 'form' ? $here : next);
		s/&amp;/&/g, s/#.*// for $to;
		next if $to eq '' || $to =~ /^(?:https?|otpauth|data):/;
		$to = $here =~ s/[?].*//r . $to if $to =~ /^[?]/;
		my $method = $tag eq 'button' || lc($has{method} // '') eq
		    'post' ? 'POST' : 'GET';
		$tried{"$method $to"} //= $name;
	}
	return;
}
