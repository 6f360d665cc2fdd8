#!/usr/bin/perl
# Whoever speaks another language reads no English of ours: every page, what
# forms and programs are told is wrong, what a page says after a change, and
# mails, in the pseudo-locale en-XA, whose words stand in brackets.
use strict;
use warnings;
use utf8;
use lib 't/lib', 't/browser';
use Browser;
use File::Temp ();
use JSON::PP ();
use Meal::Form;
use Meal::Place;
use Meal::Test;

my $top = Meal::Place::plain_top();
my $dir = File::Temp->newdir('meal-words-XXXXXX', TMPDIR => 1);

# Numbers and names, typed by people or proper, that stay as they are.
my @data = (qr{https?://\S+}, 'meal', 'Lemon dal', 'A book', qr/3 unicorn horns|salt to taste/, qr/\bbanana\b/,
    'Toast', 'شوربة عدس', 'Usual breakfast', 'Banana',
    'Village rye loaf', 'Åsa Öst', 'UTC', qr/[\w.-]+\@example[.]\w+/,
    qr/person\d+-\d+/, qr/Slow braised .*? larder/, qr/Maximiliane \S+/,
    qr/\d+(?:[.]\d+)+/, qr/20\d\d-\d\d-\d\d(?:T[\d:.]+Z)?/,
    qr/\bkcal\b(?=\])/);

# What is left of a text without what is translated and what is data. Words
# may stand in words: [Add to [Monday]].
sub left_of {
	my ($text) = @_;
	1 while $text =~ s/\[[^\[\]]*\]/ /g;
	$text =~ s/$_/ /g for @data;
	return grep { /\p{L}{2}/ } map { s/^\s+|\s+$//gr }
	    split /[\n\x1e]+/, $text;
}

# The text of a page: between its tags, and in attributes that are read out.
# What says dir="auto" is typed by people, but for headings, which often are
# ours; <code> and <kbd> are no words.
sub text_of {
	my ($html) = @_;
	$html =~ s/<(style|script)\b.*?<\/\1>//gs;
	$html =~ s/<(code|kbd|bdi)\b[^>]*>.*?<\/\1>//gs;
	$html =~ s/<(textarea)\b[^>]*>.*?<\/\1>//gs;
	# time zones, languages by their own names
	$html =~ s/<select[^>]*name="preferences\/(?:locale|timeZone)".*?
	    <\/select>//gsx;
	$html =~ s/<option[^>]*value="[\w-]+\/[\w\/-]+">.*?<\/option>//gs;
	$html =~ s/<datalist\b.*?<\/datalist>//gs;
	my @texts;
	while ($html =~ /\s(?:aria-label|title|placeholder|alt)="([^"]+)"/g) {
		push @texts, $1;
	}
	1 while $html =~ s/<(?!h1)(\w+)\b[^>]*\sdir="auto"[^>]*>
	    (?:[^<]|<(?!\/?\1\b)[^>]*>|<\1\b[^>]*>[^<]*<\/\1>)*<\/\1>/ /gx;
	$html =~ s/<\/(?:p|div|li|h\d|td|th|dt|dd|option|label|button|summary|
	    a|legend|title)>/\x1e/gx;
	$html =~ s/<[^>]*>//g;
	my $text = join "\x1e", $html, @texts;
	$text =~ s/&(\w+);/{ lt => '<', gt => '>', amp => '&',
	    quot => '"' }->{$1} \/\/ ' '/ge;
	return $text =~ s/&#39;/'/gr;
}

sub page_ok {
	my ($r, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $text = text_of($r->text);
	my @left = left_of($text);
	my $said = () = $text =~ /\[/g;
	return ok($said && !@left && $r->text =~ /<html lang="en-XA"/,
	    "$name: all words are translated") ||
	    diag($r->status, " $said in brackets; left: ", join ' | ', @left);
}

# ---- the test can fail

is_deeply([left_of(text_of('<p>Hello [x]</p>'))], ['Hello'], 'a word');
is_deeply([left_of(text_of('<p>[x [<b>y</b>] z] 3 g</p>'))], [],
    'words in words, numbers');
is_deeply([left_of(text_of('<a title="Go">[x]</a>'))], ['Go'],
    'an attribute');
is_deeply([left_of(text_of('<p>We <i dir="auto">you <b>x</b></i> are</p>'))],
    ['We   are'], 'what is typed is not ours');

# ---- the pseudo-locale

is(system("$^X $top/tools/words pseudo >$dir/en-XA.po"), 0,
    'the words are gathered');
is(system("msgfmt --check-format -o $dir/en-XA.mo $dir/en-XA.po"), 0,
    'and compiled, with the conversions of their originals');

my $site = Meal::Site->new(options => { words => "$dir" });
my $anna = $site->register(locale => 'en-XA', fullName => 'Åsa Öst');
my $id = Browser::furnish($anna);
$site->sql("UPDATE person SET role = 'admin' WHERE email = '$anna->{email}'");
# The catalogue's foods are data, as what is typed is.
$site->sql("UPDATE person SET full_name = 'Åsa Öst'
    WHERE full_name ~ '^Person'");
my $page = $site->browser;
is_status($page->post('/login', form => [ login => $anna->{email},
    password => $anna->{password} ]), 303, 'logged in');

# ---- every page

for my $case (Browser::pages($id), [ people => '/admin/people' ],
    [ administration => '/admin' ], [ 'mails' => '/admin/mail' ],
    [ audit => '/admin/audit' ], [ 'their page' => '/admin/people/' .
    $anna->user->{id} ], [ tokens => '/settings/tokens' ],
    [ sessions => '/settings/sessions' ]) {
	my ($name, $path) = @{$case};
	my $r = $page->get($path);
	page_ok($r, "$name ($path)");
}
my $nobody = $site->browser;
for my $case (Browser::pages_for_nobody()) {
	my ($name, $path) = @{$case};
	page_ok($nobody->get($path, headers => {
	    'Accept-Language' => 'fr;q=0.9, en-XA;q=0.8, en;q=0.5' }), $name);
}
for my $said (['fr, en;q=0.5', 'en'], ['en-US,en;q=0.9', 'en'],
    ['en-XA', 'en-XA'], ['de', 'en'], ['', 'en']) {
	my $r = $nobody->get('/login', headers => {
	    'Accept-Language' => $said->[0] });
	is($r->header('Content-Language'), $said->[1],
	    "who asks for \"$said->[0]\"");
}
is($page->get('/', headers => { 'Accept-Language' => 'en' })
    ->header('Content-Language'), 'en-XA',
    'a person is spoken to in their own language');

my ($script) = $page->get('/')->text =~ /<div id="words"([^>]*)>/;
is_deeply([grep { !/^\[/ } $script =~ /data-[\w-]+="([^"]*)"/g], [],
    'the script has its words from the page');

# ---- forms with faults, and what is said after a change

my @routes = @{ $site->{session}->routes };
my $forms = 0;
my $leaves = qr/logout|end-others|sessions|privacy/;	# ends the session
for my $r (grep { $_->{method} eq 'POST' && $_->{flags} =~ /page/ &&
    $_->{path} !~ /:|$leaves|^\/dev/ } @routes) {
	my $answer = $page->post($r->{path}, form => [ unknown => 'x',
	    name => 'x' x 3000, email => 'x', date => 'x', servings => 'x',
	    password => 'x' ]);
	next if $answer->status == 303 || $answer->type ne 'text/html';
	page_ok($answer, "POST $r->{path} with faults");
	$forms++;
}
cmp_ok($forms, '>', 8, 'forms had faults');

# ---- what was typed, when the session ended meanwhile

my %kept;
for my $case (Browser::pages($id)) {
	for my $form (Meal::Form::read($page->get($case->[1])->text)) {
		my %fields = @{ $form->{fields} };
		next if $form->{method} ne 'POST' || keys %fields < 4 ||
		    $kept{ $form->{action} }++;
		my $answer = $nobody->post($form->{action}, headers => {
		    'Accept-Language' => 'en-XA' }, form => [
		    map { $_ => length $fields{$_} ? $fields{$_} : 3 }
		    grep { $_ ne 'csrf' } sort keys %fields ]);
		next if $answer->status == 303;
		page_ok($answer, "what was typed into $form->{action}");
	}
}
cmp_ok(scalar keys %kept, '>', 12, 'forms are kept');

my $flash = Meal::Place::read_file("$top/templates/partials/flash.html");
for my $slug ($flash =~ /\{\{#([\w-]+)\}\}\{\{#_\}\}/g) {
	$page->jar->add($site->url('/'), "__Host-flash=$slug|/x; Path=/");
	my $r = $page->get('/settings');
	my ($said) = $r->text =~ m{class="notice\ said".*?<span>(.*?)</span>}sx;
	like($said // '', qr/\[.+\]/, "$slug is said");
}

# ---- what programs are told

# Of who is not known yet the header tells.
my $asks = { 'Accept-Language' => 'en-XA' };
my $sent = 0;
for my $r (grep { $_->{flags} =~ /api/ && $_->{method} =~ /^P/ &&
    $_->{path} !~ /:|$leaves/ } @routes) {
	for my $body ('{', '{"unknown":1}', '{"unknown":1,"name":7,' .
	    '"email":"x","items":3,"servings":-1,"date":"x","lines":[1]}') {
		my $answer = $anna->request($r->{method}, $r->{path} =~
		    s{^/}{}r, body => $body, type => 'application/json',
		    headers => $asks);
		problem_ok($answer, "$r->{method} $r->{path} $body");
		$sent++;
	}
}
cmp_ok($sent, '>', 60, 'programs were told much');

# Title, detail and faults; a name before its fault is no word.
sub problem_ok {
	my ($r, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok(1, "$name is taken") if $r->status < 300;
	my $d = $r->json;
	my @left = map { s/^[\w.~\/-]+:?$//r } map { left_of($_) }
	    $d->{title}, $d->{detail}, map { $_->{detail} }
	    @{ $d->{errors} // [] };
	@left = grep { length } @left;
	return ok(!@left, "$name: all is translated") ||
	    diag($r->status, ' ', join ' | ', @left);
}

problem_ok($anna->get('recipes/01900000-0000-7000-8000-0000000000ff'), '404');
problem_ok($anna->get('nothing/at/all', headers => $asks), 'no route');
problem_ok($anna->get('recipes?limit=x&sort=y&cursor=z&what=1'), 'a query');
problem_ok($anna->delete('recipes', headers => $asks), '405');
problem_ok($anna->post('recipes', body => 'x', type => 'text/plain'), '415');
problem_ok($anna->get('recipes', headers => { Accept => 'image/png',
    %{$asks} }),
    '406');
problem_ok($site->get('recipes', headers => $asks), '401');
problem_ok($site->client(token => 'x.y.z')->get('recipes', headers => $asks), 'a token that is none');
problem_ok($anna->post('recipes', body => '{"name":"' . 'x' x 3_000_000 .
    '"}', type => 'application/json', headers => $asks), '413');
for my $list ('aisles', 'diets', 'allergens', 'meal-types') {
	my $path = $list eq 'meal-types' ? "plan/$list" : $list;
	my $r = $anna->get($path, headers => $asks);
	is_deeply([grep { !/^\[/ } map { $_->{label} }
	    @{ $r->json->{items} }], [], "labels of $list");
	like($r->header('Vary') // '', qr/Accept-Language/,
	    'a cache keeps them apart') if $list ne 'meal-types';
}
my $english = $site->get('recipes');
unlike($english->body, qr/\[/, 'others are told in English');
is($english->json->{type}, 'urn:meal:problem:signed-out',
    'codes are the same in any language');

# ---- mails

$page->post('/settings/password', form => [
    currentPassword => $anna->{password},
    password => 'quite another long one' ]);
$anna->post('auth/password/forgot', json => { email => $anna->{email} });
my @mails = $site->mails(to => $anna->{email}, n => 2);
cmp_ok(scalar @mails, '>=', 2, 'there are mails');
for my $mail (@mails) {
	for my $part (qw(subject text html)) {
		my @left = left_of($part eq 'html' ? text_of($mail->{html}) :
		    $mail->{$part} =~ s{(?<!\S)/[a-z-]+}{}gr);
		is_deeply(\@left, [], "$part of \"$mail->{subject}\"");
	}
}

done_testing;
