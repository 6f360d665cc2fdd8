#!/usr/bin/perl
# Forms in parts and files: what arrives is what was sent, pages take both
# kinds of forms, and what is endless, nested, lied about or too much ends in
# bounds and leaves nothing behind.
use strict;
use warnings;
use lib 't/lib';
use Digest::SHA ();
use Encode ();
use JSON::PP ();
use Meal::Fcgi;
use Meal::Place;
use Meal::Test;
use Time::HiRes ();

my $site = Meal::Site->new(options => { environment => 'development' },
    before => sub {
	my ($new) = @_;
	my $text = Meal::Place::read_file($new->conf);
	Meal::Place::write_file($new->conf, $text . 'spool=' .
	    $new->folder('spool') . "\n");
    });
my $anna = $site->register;
my $responders = $site->responders;
my $spool = $site->folder('spool');

sub part {
	my ($head, $data) = @_;
	return "--bOundary\r\n$head\r\n\r\n$data\r\n";
}

sub field {
	my ($name, $value) = @_;
	return part("Content-Disposition: form-data; name=\"$name\"", $value);
}

sub file {
	my ($name, $filename, $type, $data) = @_;
	return part("Content-Disposition: form-data; name=\"$name\"; " .
	    "filename=\"$filename\"" . (defined $type ?
	    "\r\nContent-Type: $type" : ''), $data);
}

my @as = (type => 'multipart/form-data; boundary=bOundary');

sub upload {
	my ($body, %p) = @_;
	return ($p{by} // $anna)->post('dev/upload', body => $body, @as,
	    unnoted => 1, %p{grep { $_ ne 'by' } keys %p});
}

# ---- what arrives is what was sent

my @bytes = ('', 'x', "\0\r\n--bOundar\r\n--\r\n\xff" x 3, "line\r\n",
    join('', map { chr($_ * 7 % 256) } 1 .. 65_536), "\r" x 70_000,
    "\r\n--bOundary" =~ s/y$/z/r x 20_000);
for my $bytes (@bytes) {
	my $r = upload(field('a', 'one') . file('f', 'x.bin',
	    'application/octet-stream', $bytes) . field('b/0', 'zwei') .
	    "--bOundary--\r\n");
	is_status($r, 200, 'a file of ' . length($bytes) . ' bytes');
	my $d = $r->json;
	is_deeply($d->{fields}, { a => 'one', b => ['zwei'] }, 'its fields');
	is_deeply($d->{files}, [ { name => 'f', filename => 'x.bin',
	    type => 'application/octet-stream', size => length $bytes,
	    hash => Digest::SHA::sha256_hex($bytes) } ], 'its bytes');
}
my $r = upload(join('', map { file('f', "n$_", 'Text/Plain; charset=x',
    'y' x $_) } 1 .. 16) . '--bOundary--');
is_status($r, 200, 'many files');
is_deeply([ map { [ @{$_}{qw(filename type size)} ] }
    @{ $r->json->{files} } ], [ map { [ "n$_", 'text/plain', $_ ] } 1 .. 16 ],
    'in their order');
is_problem(upload(join('', map { file('f', "n$_", 'text/plain', 'y') }
    1 .. 17) . '--bOundary--'), 413, 'one too many');
$r = upload(file('f', '', undef, '') . field('a', '') . '--bOundary--');
is_deeply([ @{ $r->json }{qw(files fields)} ], [ [], { a => '' } ],
    'an input where none was chosen is none');
for my $case ([ '../../etc/passwd', 'passwd' ],
    [ 'C:\\a\\b.png', 'b.png' ], [ "a\0b.png", 'ab.png' ],
    [ '..', 'file' ], [ '/', 'file' ], [ "\xe2\x80\xaegnp.exe", 'gnp.exe' ],
    [ "K\xc3\xa4se.png", "K\x{e4}se.png" ], [ '%22q%22', '"q"' ]) {
	$r = upload(file('f', $case->[0], 'image/png', 'x') .
	    '--bOundary--');
	is_status($r, 200, "a file called $case->[0]" =~ s/\0/NUL/r);
	is($r->json->{files}[0]{filename}, $case->[1], 'is called so here');
}
for my $case ([ 'image/png', "\x89PNG" ], [ 'Text/Plain;charset=utf-8', 'a' ],
    [ 'application/octet-stream', 'z' x 3_000_000 ]) {
	$r = $anna->post('dev/upload', body => $case->[1],
	    type => $case->[0], unnoted => 1);
	is_status($r, 200, "alone as $case->[0]");
	my ($file) = @{ $r->json->{files} };
	is($file->{hash}, Digest::SHA::sha256_hex($case->[1]), 'its bytes');
	is($file->{type}, lc($case->[0] =~ s/;.*//r), 'its type');
}
is_problem(upload(file('f', 'x', $_, 'x') . '--bOundary--'), 415,
    "a file of $_") for 'image/gif', 'text/html', 'image/pn', 'image/pngs';
is_problem($anna->post('dev/upload', body => 'x', type => $_,
    unnoted => 1), 415, "alone as $_") for 'image/gif', 'application/json',
    'multipart/mixed; boundary=x', 'image/png2';

# ---- pages take forms in parts as they take the others

my $browser = $site->browser;
is($browser->post('/login', form => [ $browser->hidden('/login'),
    login => $anna->{username}, password => $anna->{password} ])->status,
    303, 'logged in by page');
my @hidden = $browser->hidden('/recipes/new');
sub by_parts {
	my (@fields) = @_;
	my $body = '';
	while (my ($name, $value) = splice @fields, 0, 2) {
		$body .= field($name, Encode::encode_utf8($value));
	}
	return $browser->post('/recipes', body => "$body--bOundary--\r\n",
	    @as);
}
my @recipe = (name => "L\x{f6}ffel & \"Gabel\" 100%", servings => '2',
    ingredientsText => "1 egg\r\n2 cups milk",
    instructionsText => "Stir.\r\n\r\nFry.");
$r = by_parts(@hidden, @recipe);
is_status($r, 303, 'a recipe, in parts');
my ($id) = ($r->header('location') // '') =~ m{/recipes/([-0-9a-f]{36})};
my $got = $anna->get("recipes/$id")->json;
is($got->{name}, $recipe[1], 'its name');
is(scalar @{ $got->{recipeIngredient} }, 2, 'its lines');
is($site->sql('SELECT count(*) FROM recipe'), 1, 'one');
is_status(by_parts(@hidden, @recipe), 303, 'sent again with its key');
is($site->sql('SELECT count(*) FROM recipe'), 1, 'still one');
is_status(by_parts(@hidden, @recipe, notes => 'Other.'), 422,
    'another one with that key is none');
$r = by_parts((grep { $_ ne 'name' } @hidden), servings => 'many');
is($r->status, 400, 'one with faults');
like($r->body, qr/value="many"/, 'is shown again');
is($browser->post('/recipes', body => file('name', 'x.txt', 'text/plain',
    'x') . '--bOundary--', @as)->status, 415, 'with a file, that takes none');
is($browser->post('/recipes', body => '{}', type => 'application/json')
    ->status, 415, 'as JSON');
$browser->jar->{'__Host-meal'} = 'x' x 43;
$r = by_parts(@hidden, @recipe);
is($r->status, 401, 'after the session ended');
like($r->body, qr/2 cups milk/, 'what was typed is still there');

# ---- too much, and what is no form

my $head = 'Content-Disposition: form-data; name=';
for my $case (
    [ 413, '10,000 parts', field('a', 'x') x 10_000 . '--bOundary--' ],
    [ 413, 'a head of 1 MB', "--bOundary\r\nX: " . 'x' x 1_000_000 ],
    [ 413, 'a name of 1 kB', field('n' x 1000, 'x') . '--bOundary--' ],
    [ 413, 'fields of 3 MB', field('a', 'x' x 3_000_000) . '--bOundary--' ],
    [ 413, 'all of 9 MB', file('f', 'x', 'text/plain', 'x' x 9_000_000) .
	'--bOundary--' ],
    [ 400, 'no end', file('f', 'x', 'text/plain', 'x' x 200_000) ],
    [ 400, 'nothing', 'x' ],
    [ 400, 'the end of another', field('a', 'x') . '--bOundarx--' ],
    [ 400, 'a boundary that goes on', file('f', 'x', 'text/plain',
	"x\r\n--bOundaryInner\r\n\r\nx\r\n--bOundaryInner--") .
	'--bOundary--' ],
    [ 400, 'a field in Latin 1', field('a', "\xe4") . '--bOundary--' ],
    [ 400, 'a NUL in a name', field("a\0b", 'x') . '--bOundary--' ],
    [ 400, 'two fields that contradict', field('a', 'x') .
	field('a/b', 'y') . '--bOundary--' ],
    [ 400, 'a name in Latin 1', field("\xe4", 'x') . '--bOundary--' ],
    [ 400, 'a file without a name', file('f', '', undef, 'x') .
	'--bOundary--' ],
    [ 415, 'base64', part("$head\"a\"\r\nContent-Transfer-Encoding: base64",
	'eA==') . '--bOundary--' ],
) {
	is_problem(upload($case->[2]), $case->[0], $case->[1]);
}
$r = upload(file('f', 'x', 'text/plain', "--in\r\n$head\"b\"\r\n\r\ny\r\n" .
    '--in--') . part("$head\"m\"\r\nContent-Type: multipart/mixed; " .
    'boundary=in', "--in\r\n\r\nz\r\n--in--") . '--bOundary--');
is_status($r, 200, 'a form within a form');
is_deeply([ keys %{ $r->json->{fields} } ], ['m'], 'is but bytes');
for my $type ('multipart/form-data', 'multipart/form-data; boundary=',
    'multipart/form-data; boundary=' . 'x' x 71,
    'multipart/form-data; boundary="a"; boundary="b"') {
	is_problem($anna->post('dev/upload', body => 'x', type => $type,
	    unnoted => 1), 400, "$type: no boundary");
}
my $nobody = $site->client;
is_problem(upload(file('f', 'x', 'text/plain', 'x' x 70_000) .
    '--bOundary--', by => $nobody), 413, 'a stranger\'s file');
is_status(upload(file('f', 'x', 'text/plain', 'x' x 60_000) .
    '--bOundary--', by => $nobody), 200, 'a small one');

# ---- one process, one long body, in bounds

my $most = 7_900_000;
for (1 .. 6) {
	is_status(upload(file('f', 'x', 'text/plain', 'x' x $most) .
	    '--bOundary--'), 200, 'nearly 8 MB');
}
my ($arena) = sort { $b <=> $a } map { / arena=(\d+)/ } grep {
    m{/dev/upload} } $site->log_lines('system', qr/status=200/);
cmp_ok($arena, '<', 300_000, 'whose file is not held in memory');
$r = $anna->post('recipes', json => { name => 'x', description =>
    'y' x 70_000 });
is($r->status, 400, 'JSON of 70 kB is read from its file');
like($r->body, qr{/description}, 'whole');

# ---- cut, slow, lied about: right to the responder

sub ask {
	my ($length) = @_;
	return Meal::Fcgi->new($responders->socket_path('system'),
	    REQUEST_METHOD => 'POST', REQUEST_URI => '/api/v1/dev/upload',
	    CONTENT_TYPE => $as[1], REMOTE_ADDR => '127.0.0.9',
	    CONTENT_LENGTH => $length,
	    HTTP_AUTHORIZATION => 'Bearer ' . $anna->token);
}
my $form = file('f', 'x', 'text/plain', 'x' x 100_000) . '--bOundary--';
my $f = ask(length($form) + 1000);
$f->send_body($form);
$f->end_body;
is(($f->answer)[0], 400, 'a length that lies: more is said than comes');
$f = ask(length($form) - 5);
$f->send_body($form);
$f->end_body;
is(($f->answer)[0], 400, 'less is said');
$f = ask(length $form);
$f->send_body($_) for unpack '(a977)*', $form;
$f->end_body;
is(($f->answer)[0], 200, 'in many pieces');
$f = ask(500_000);
$f->send_body(substr $form, 0, 80_000);
undef $f;
is_status($site->get('health'), 200, 'the sender went: life goes on');
my @old = $responders->pids('system');
my @slow = map { ask(500_000) } @old;
$_->send_body(substr $form, 0, 80_000) for @slow;
Time::HiRes::sleep(0.5);
is_deeply([ glob "$spool/*" ], [], 'a file that arrives has no name');
kill 'TERM', @old;
is(($_->answer(15))[0], 503, 'SIGTERM while a file arrives') for @slow;
$_->end_body for @slow;
for (1 .. 200) {
	last if !grep { kill 0, $_ } @old;
	Time::HiRes::sleep(0.1);
}
ok(!(grep { kill 0, $_ } @old), 'the processes end');
is_deeply([ glob "$spool/*" ], [], 'nothing is left');

# ---- no room

rmdir $spool or die "$spool: $!\n";
$r = upload($form);
is_problem($r, 503, 'no place for it');
ok($r->header('retry-after'), 'now');
unlike($r->body, qr/spool/, 'no word of where');
like(($site->log_lines('system', qr/why=.*spool/))[0] // '', qr/No such file/,
    'the log says it');
like(($site->mealctl('doctor'))[1], qr/files: spool/, 'and so does doctor');
is_problem($anna->post('recipes', json => { name => 'x' x 70_000 }), 503,
    'JSON that is too long to be held, too');
is_status($anna->post('recipes', json => { name => 'Short' }), 201,
    'what is short needs none');

done_testing();
