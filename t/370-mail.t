#!/usr/bin/perl
# Mails: what they look like, how they leave, what happens when they do not,
# what comes back.
use strict;
use warnings;
use lib 't/lib';
use Meal::Mail;
use Meal::Place;
use Meal::Session;
use Meal::Test;
use Time::HiRes ();

my $top = Meal::Place::top();

# ---- the templates

my @names = map { m{([^/]+)[.]txt$} } glob "'$top/templates/mail/'*.txt";
cmp_ok(scalar @names, '>=', 3, 'there are mails');
my $words = Meal::Place::read_file("$top/templates/partials/mail-words.html");
for my $name (@names) {
	like($words, qr/[{]{2}[#]\Q$name\E[}]{2}/,
	    "administrators are told what $name.txt is");
	my $text = Meal::Place::read_file("$top/templates/mail/$name.txt");
	my $html = Meal::Place::read_file("$top/templates/mail/$name.html")
	    // '';
	like($text, qr/\ASubject: \S.*\n\n\S/, "$name.txt has a subject");
	unlike($text, qr/<\w/, 'and no HTML');
	like($html, qr/[{]{2}<mail\/layout[}]{2}/,
	    "$name.html has the frame of all");
	unlike($html, qr/<img|<script|<link/, 'and brings nothing along');
}

# ---- a site whose worker runs when it is told

my $site = Meal::Site->new(responders => [qw(auth recovery system)]);
my $conf = Meal::Place::read_file($site->conf);

# Options for the worker from now on.
sub options {
	my (%option) = @_;
	Meal::Place::write_file($site->conf, join '', $conf,
	    map { "$_=$option{$_}\n" } sort keys %option);
	return;
}

# A person whose first mail waits to be sent: (client, id of the mail).
sub person {
	my (%p) = @_;
	my $client = $site->register(%p);
	my $id = $site->sql("SELECT id FROM outbox WHERE person =
	    '$client->{user}{id}' ORDER BY created_at DESC LIMIT 1");
	like($id, qr/^[\w-]{36}$/, 'a mail is queued with the account');
	return ($client, $id);
}

sub row {
	my ($id) = @_;
	my %row;
	@row{qw(state tries twice error due sealed)} = split /[|]/,
	    $site->sql("SELECT state, tries, maybe_twice, last_error,
	    round(extract(epoch FROM due_at - now())), sealed IS NOT NULL
	    FROM outbox WHERE id = '$id'"), -1;
	return \%row;
}

# Make it due now.
sub hurry {
	$site->sql(q{UPDATE outbox SET due_at = now()
	    WHERE state IN ('queued', 'sending')});
	return;
}

# ---- one file each

my ($anna, $id) = person(email => 'anna+x@example.org');
my $row = row($id);
is($row->{state}, 'queued', 'it waits for a worker');
unlike($site->sql("SELECT o::text FROM outbox o WHERE id = '$id'"),
    qr/anna|token|http/, 'and nobody can read it');
my $log = $site->run_worker;
like($log, qr/ event=mail\ id=$id\ template=\w+\ state=sent\ tries=1
    \ ms=[\d.]+$/mx, 'its line in the log');
unlike($log, qr/@|token|anna/, 'that names nobody');
$row = row($id);
is($row->{state}, 'sent', 'it is sent');
is($row->{sealed}, 'f', 'what it said is forgotten');
my ($mail) = $site->mails(to => 'anna+x@example.org', n => 1);
is($mail->{id}, $id, 'its Message-ID is its id');
like($mail->{from}, qr/^"?meal"? <meal\@example[.]com>$/, 'from');
like($mail->{head}{date},
    qr/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+]0000$/, 'a date');
is($mail->{head}{'auto-submitted'}, 'auto-generated',
    'holiday notes stay away');
ok($mail->{text} && $mail->{html}, 'two parts');
is((grep { length > 76 } split /\r\n/, $mail->{raw})[0], undef,
    'lines of at most 76 characters');
unlike($mail->{raw}, qr/(?<!\r)\n/, 'ended by CRLF');
my ($link) = grep { /token=/ } @{ $mail->{links} };
like($link, qr/^\Q${\$site->url}\E\//, 'a link to this site');
like($mail->{html}, qr/href="\Q$link\E"/, 'in both parts');
my @spool = glob $site->mail_dir . '/{*,.[a-z0-9]*}';
is(scalar(grep { !/[.]eml$/ } @spool), 0, 'nothing half written is left');
is((stat $spool[0])[2] & oct 777, oct 600, 'readable by its owner alone');
options(mail_directory => $site->mail_dir . '/none');
(undef, $id) = person();
$site->run_worker;
$row = row($id);
is($row->{state}, 'queued', 'without its directory a mail waits');
like($row->{error}, qr/^mail_directory: No such file/, 'and says why');
options();
hurry();
$site->run_worker;
is(row($id)->{state}, 'sent', 'until that is mended');

# ---- SMTP

my $sink = Meal::Mail->sink;
my %smtp = (mail_transport => 'smtp', mail_url => $sink->url,
    mail_timeout => 5);
options(%smtp);
my $bert;
($bert, $id) = person();
$site->run_worker;
is(row($id)->{state}, 'sent', 'SMTP');
my ($got) = $sink->mails(n => 1);
is($got->{id}, $id, 'what arrives is it');
is($got->{envelope}{from}, 'meal@example.com', 'its sender');
is($got->{envelope}{to}, $bert->{email}, 'its recipient');
is($got->{to}, $bert->{email}, 'also in its head');
ok($got->{text} && $got->{html}, 'whole');
unlike($got->{raw}, qr/(?<!\r)\n/, 'with CRLF');

# How a mail fares with a server that does this.
sub fares {
	my ($how, $name, %want) = @_;
	my ($client, $new) = person();
	$sink->behave($how);
	my $text = $site->run_worker;
	my $is = row($new);
	is($is->{state}, $want{state}, "$name: $want{state}");
	is($is->{tries}, 1, 'after one try');
	like($is->{error}, $want{error}, 'which says why');
	cmp_ok(abs($is->{due} - 60), '<', 10, 'again in a minute')
	    if $want{state} =~ /^(?:queued|sending)$/;
	unlike("$text$is->{error}", qr/@/, 'nobody is named');
	like($text, qr/ id=$new .* state=$want{state} .* why=/,
	    'the log has it');
	$sink->behave('accept');
	hurry();
	$site->run_worker;
	$is = row($new);
	is($is->{state}, $want{then} // 'sent', 'the second try');
	is($is->{twice}, $want{twice} // 'f', 'whether it came twice');
	my @came = grep { $_->{id} eq $new } $sink->mails;
	is(scalar @came, $want{came} // 1, 'how often it came');
	return $new;
}

fares('defer 1', 'a recipient not now', state => 'queued',
    error => qr/^the server says 450 to the recipient$/);
fares('fail 1', 'a message not now', state => 'queued',
    error => qr/^the server says 451 to the message$/);
fares('sender 1', 'a sender that is not let in', state => 'queued',
    error => qr/^the server says 553 to the sender$/);
my $dead = fares('refuse 1', 'an unknown recipient', state => 'dead',
    error => qr/^the server says 550 to the recipient$/, then => 'dead',
    came => 0);
fares('reject 1', 'a refused message', state => 'dead',
    error => qr/^the server says 554 to the message$/, then => 'dead',
    came => 0);
fares('drop 1', 'hung up on after the message', state => 'sending',
    error => qr/[(]message[)]$/, twice => 't', came => 2);
options(%smtp, mail_timeout => 1);
fares('hang 1', 'a server that sleeps', state => 'queued',
    error => qr/^Timeout was reached [(]recipient[)]$/);
fares('silent 1', 'one that sleeps over a message', state => 'sending',
    error => qr/^Timeout was reached [(]message[)]$/, twice => 't',
    came => 2);

# ---- given up, and what admins see

options(%smtp, mail_tries => 4);
(undef, $id) = person();
$sink->behave('defer 100');
my @pauses = (60, 300, 900);
for my $try (1 .. 4) {
	hurry();
	$site->run_worker;
	$row = row($id);
	is($row->{tries}, $try, "try $try");
	is($row->{state}, $try < 4 ? 'queued' : 'dead', $row->{state});
	cmp_ok(abs($row->{due} - $pauses[$try - 1]), '<', 10,
	    'each pause is longer') if $try < 4;
}
is($row->{sealed}, 't', 'a dead one is kept, sealed');
hurry();
is($site->run_worker =~ /event=mail/, '', 'and not tried again');
my ($status, $text) = $site->mealctl('mail', 'queue');
is($status, 0, 'mealctl mail queue');
like($text, qr/^queued 0, sending 0, sent \d+, dead 3$/m, 'counts them');
like($text, qr/^$id\ \ dead\ .*\ tries\ 4\ .*:\ the\ server\ says\ 450/mx,
    'and lists what did not go');
unlike($text, qr/@/, 'without addresses');
is(($site->mealctl('mail', 'retry', $id))[0], 0, 'one is tried again');
$row = row($id);
is("$row->{state} $row->{tries}", 'queued 0', 'with all its tries');
$sink->behave('accept');
$site->run_worker;
is(row($id)->{state}, 'sent', 'and goes');
($status, $text) = $site->mealctl('mail', 'retry', $id);
is($status, 1, 'what is sent is not sent again');
like($text, qr/^mealctl: There is nothing here/, 'and says so');
for my $bad (['retry'], ['retry', 'x'], ['nonsense'], ['queue', 'x'],
    ['test'], ['test', 'x'], ['bounce']) {
	is(($site->mealctl('mail', @{$bad}))[0], 2,
	    "mail @{$bad} is wrong use");
}
is(($site->mealctl('worker', 'x'))[0], 2, 'worker x as well');
($status, $text) = $site->mealctl('mail', 'test', 'cora@example.org');
is($status, 0, 'mealctl mail test') or diag($text);
is(($sink->mails)[-1]{envelope}{to}, 'cora@example.org', 'arrives');
$sink->behave('refuse 1');
($status, $text) = $site->mealctl('mail', 'test', 'cora@example.org');
is($status, 1, 'or says why not');
like($text, qr/not handed over: the server says 550 to the recip/, $text);
$sink->stop;
(undef, $id) = person();
$site->run_worker;
like(row($id)->{error}, qr/connect/, 'a server that is away');
$sink->start;
hurry();
$site->run_worker;
is(row($id)->{state}, 'sent', 'is waited for');

# ---- a sealed mail whose key is gone

(undef, $id) = person();
my $other = '01900000-0000-7000-8000-000000000001';
$site->sql("INSERT INTO outbox (id, template, sealed) SELECT '$other',
    template, sealed FROM outbox WHERE id = '$id'");
$site->run_worker;
is(row($id)->{state}, 'sent', 'a mail');
$row = row($other);
is($row->{state}, 'dead', 'moved to another row it cannot be opened');
like($row->{error}, qr/sealed/, 'which is said');

# ---- TLS and logging in

my $tls = Meal::Mail->sink(tls => 'starttls');
my %tls = (mail_transport => 'smtp', mail_url => $tls->url);
# Sent with these options: the state of the mail, and how it came.
sub sent_with {
	my ($to, %option) = @_;
	options(%option);
	my (undef, $new) = person();
	$site->run_worker;
	my ($came) = grep { $_->{id} eq $new } $to->mails;
	my $is = row($new);
	$site->sql("DELETE FROM outbox WHERE id = '$new'");
	return ($is, $came);
}

my ($is, $came) = sent_with($tls, %tls, mail_ca => $tls->ca);
is($is->{state}, 'sent', 'STARTTLS where it is offered');
is($came->{envelope}{tls}, 'yes', 'is used');
for my $how ('try', 'must') {
	($is, $came) = sent_with($tls, %tls, mail_tls => $how);
	is($is->{state}, 'queued', "$how: a certificate nobody vouches for");
	ok(!$came, 'gets nothing');
	like($is->{error}, qr/certificate|peer|SSL/i, $is->{error});
}
($is, $came) = sent_with($tls, %tls, mail_tls => 'no');
is($is->{state}, 'sent', 'no: not encrypted');
is($came->{envelope}{tls}, '', 'as one wished');
($is, $came) = sent_with($tls, %tls, mail_ca => $tls->ca, mail_url =>
    $tls->url =~ s/localhost/127.0.0.1/r);
is($is->{state}, 'queued', 'a certificate of another name');
($is, $came) = sent_with($sink, %smtp, mail_tls => 'must');
is($is->{state}, 'queued', 'must: a server without STARTTLS');
ok(!$came, 'gets nothing');
my $smtps = Meal::Mail->sink(tls => 'smtps');
($is, $came) = sent_with($smtps, %tls, mail_url => $smtps->url,
    mail_ca => $smtps->ca);
is($is->{state}, 'sent', 'smtps');
is($came->{envelope}{tls}, 'yes', 'is encrypted from the start');

my $auth = Meal::Mail->sink(tls => 'starttls', auth => 'meal:pass word');
my $secret = Meal::Session->current->credentials . '/mail-password';
my %auth = (mail_transport => 'smtp', mail_url => $auth->url,
    mail_ca => $auth->ca, mail_tls => 'must',
    credentials => "$site->{dir}/credentials");
mkdir $auth{credentials};
for my $name (qw(token-key data-key)) {
	Meal::Place::write_file("$auth{credentials}/$name",
	    Meal::Place::read_file(Meal::Session->current->credentials .
	    "/$name"), oct 600);
}
Meal::Place::write_file("$auth{credentials}/mail-password",
    "pass word\n", oct 600);
($is, $came) = sent_with($auth, %auth, mail_user => 'meal');
is($is->{state}, 'sent', 'with a login') or diag($is->{error});
is($came->{envelope}{user}, 'meal', 'of this name');
Meal::Place::write_file("$auth{credentials}/mail-password", "wrong\n");
($is, $came) = sent_with($auth, %auth, mail_user => 'meal');
is($is->{state}, 'queued', 'a wrong password is not the recipient\'s fault');
ok(!$came, 'nothing was taken');
unlike($is->{error}, qr/wrong|meal/, 'no word of it');
($is, $came) = sent_with($auth, %auth);
is($is->{state}, 'queued', 'nor is none at all');

# ---- a sendmail program

my $program = "$site->{dir}/sendmail";
my $taken = "$site->{dir}/taken";
my %sendmail = (mail_transport => 'sendmail', mail_program => $program,
    mail_timeout => 1);
sub program {
	my ($script) = @_;
	Meal::Place::write_file($program, "#!/bin/sh\n$script\n", oct 755);
	unlink $taken;
	return;
}

program("{ printf '%s\\n' \"\$*\"; cat; } >'$taken'");
options(%sendmail);
my $dora;
($dora, $id) = person();
$site->run_worker;
is(row($id)->{state}, 'sent', 'a sendmail program');
my ($arguments, $raw) = split /\n/, Meal::Place::read_file($taken), 2;
is($arguments, "-i -f meal\@example.com -- $dora->{email}",
    'is called as they all are');
is(Meal::Mail::parse($raw)->{id}, $id, 'and given the message');
unlike($raw, qr/\r/, 'with the line ends of this system');
my %ends = (75 => 'queued', 1 => 'queued', 69 => 'queued', 67 => 'dead',
    68 => 'dead', 65 => 'dead');
for my $code (sort keys %ends) {
	program("exit $code");
	($is) = sent_with($sink, %sendmail);
	is($is->{state}, $ends{$code}, "exit $code: $ends{$code}");
	is($is->{error}, "mail_program exited with $code", 'noted');
}
program('exec sleep 60');
my $start = Time::HiRes::time();
($is) = sent_with($sink, %sendmail);
is($is->{state}, 'sending', 'one that does not end is ended');
cmp_ok(Time::HiRes::time() - $start, '<', 10, 'in time');
($is) = sent_with($sink, %sendmail, mail_program => "$program.none");
is($is->{state}, 'queued', 'one that is not there');
like($is->{error}, qr/^mail_program: No such file/, 'is named');

# ---- what cannot be sent at all

options(mail_from => 'nobody');
($status, $text) = $site->mealctl('worker', '--once');
is($status, 1, 'without a sender no worker starts');
like($text, qr/\Amealctl: mail_from must be an address/, 'it says what to do');
options();
$site->run_worker;
my $strange = $site->client->post('auth/register', json => {
    email => "t\x{fc}r\@example.org", username => 'umlaut',
    password => 'a long enough password', fullName => 'T' });
SKIP: {
	skip 'such an address is refused', 2 if $strange->status != 201;
	$site->run_worker;
	is($site->sql(q{SELECT count(*) FROM outbox WHERE state = 'dead'
	    AND last_error = 'the address cannot be used'}), 1,
	    'an address that is not ASCII is given up');
	unlike($site->run_worker, qr/event=mail/, 'for good');
}

# ---- bounces

my %sample = (
	report => 'multipart/report; report-type=delivery-status',
	action => 'failed', status => '5.1.1', returned => 'message/rfc822',
);

sub bounce {
	my (%p) = (%sample, @_);
	my @groups = ("Reporting-MTA: dns; mx.example.net\n");
	my $group = '';
	$group .= "Original-Recipient: rfc822; $p{original}\n"
	    if defined $p{original};
	$group .= "Final-Recipient: RFC822; $p{final}\n" =~
	    s/RFC822/rfc822/r if defined $p{final};
	push @groups, "${group}Action: $p{action}\nStatus: $p{status}\n";
	my $file = "$site->{dir}/bounce";
	my $back = defined $p{id} ?
	    "--b\nContent-Type: $p{returned}\n\nReceived: by x\n" .
	    "Message-ID:\n <$p{id}\@127.0.0.1>\n\nwords\n" : '';
	Meal::Place::write_file($file, $p{raw} //
	    "From: postmaster\@example.net\nContent-Type: $p{report};\n" .
	    "\tboundary=\"b\"\n\n--b\n\nYour mail did not arrive.\n" .
	    "--b\nContent-Type: message/delivery-status\n\n" .
	    join("\n", @groups) . "$back--b--\n");
	my ($code, $said) = $site->mealctl('mail', 'bounce', $file);
	is($code, 0, 'a bounce is read') or diag($said);
	unlike($said, qr/@/, 'and nobody named');
	return $said;
}

# Somebody with a verified address and a mail that was sent.
sub verified {
	my ($client, $new) = person();
	$site->run_worker;
	$site->sql("UPDATE person SET email_verified_at = now()
	    WHERE id = '$client->{user}{id}'");
	return ($client, $new);
}

sub is_verified {
	my ($client) = @_;
	return $site->sql("SELECT email_verified_at IS NOT NULL FROM person
	    WHERE id = '$client->{user}{id}'") eq 't';
}

sub bounced {
	my ($client) = @_;
	return $site->sql("SELECT count(*) FROM outbox WHERE person =
	    '$client->{user}{id}' AND bounced_at IS NOT NULL");
}

sub audited {
	my ($client) = @_;
	return $site->sql("SELECT count(*) FROM audit WHERE person =
	    '$client->{user}{id}' AND action = 'mail-bounced'");
}

my ($emil, $sent) = verified();
like(bounce(id => $sent, final => $emil->{email}),
    qr/^mail $sent bounced with 5[.]1[.]1; its address counts as unver/,
    'a failure for good');
ok(!is_verified($emil), 'the address is not verified any more');
is(bounced($emil), 1, 'the mail is marked');
is(audited($emil), 1, 'it stands in the history');
unlike($site->sql("SELECT detail FROM audit WHERE action =
    'mail-bounced'"), qr/@/, 'without the address');
$site->sql("UPDATE person SET email_verified_at = now()
    WHERE id = '$emil->{user}{id}'");
like(bounce(id => $sent, final => $emil->{email}), qr/^no bounce/,
    'the same again does nothing');
ok(is_verified($emil), 'who verified meanwhile stays so');
is(audited($emil), 1, 'noted once');

($emil, $sent) = verified();
like(bounce(id => $sent, status => '4.2.2', final => $emil->{email},
    returned => 'text/rfc822-headers'), qr/bounced with 4[.]2[.]2$/,
    'a failure for now');
ok(is_verified($emil), 'takes nothing away');
is(bounced($emil), 1, 'but is noted');
($emil, $sent) = verified();
like(bounce(id => $sent, action => 'delayed', final => $emil->{email}),
    qr/^no bounce/, 'a delay is none');
like(bounce(id => $sent, action => 'delivered', status => '2.0.0',
    final => $emil->{email}), qr/^no bounce/, 'nor is success');
is(bounced($emil), 0, 'nothing is noted');
like(bounce(id => $sent, final => 'somebody@example.net',
    original => uc $emil->{email}), qr/unverified/,
    'a mail that was forwarded');
ok(!is_verified($emil), 'counts for the first address');
($emil, $sent) = verified();
like(bounce(id => $sent, final => 'old@example.org'),
    qr/bounced with 5[.]1[.]1$/, 'a failure of an address they had');
ok(is_verified($emil), 'does not touch the new one');

# what everybody can write
($emil, $sent) = verified();
like(bounce(final => $emil->{email}), qr/^mail $sent bounced with 5/,
    'one that returns nothing is noted by its recipient');
ok(is_verified($emil), 'but proves nothing');
my $eve;
($eve, my $hers) = verified();
($emil) = verified();
bounce(id => $hers, final => $emil->{email});
ok(is_verified($emil), 'nobody is unverified by another one\'s mail');
ok(is_verified($eve), 'neither of the two');
like(bounce(id => '01900000-0000-7000-8000-00000000ffff',
    final => $emil->{email}), qr/^no bounce/, 'an id that is none of ours');
is(bounced($emil), 0, 'is not replaced by a guess');
like(bounce(id => $sent, report => 'text/plain'), qr/^no bounce/,
    'a plain mail');
for my $raw ('', "\n", "\0" x 1000, "Content-Type: multipart/report\n\nx",
    "Content-Type: multipart/report; boundary=\n\n--\n--\n",
    "Content-Type: multipart/report; boundary=b\n\n" . "--b\n\n" x 50_000,
    "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: " .
    "message/delivery-status\n\n" . "Action: failed\n\n" x 50_000,
    "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: " .
    "message/delivery-status\n\nAction: failed\nStatus: 5." . '9' x 5000,
    'A: ' . "x\n " x 100_000) {
	$start = Time::HiRes::time();
	like(bounce(raw => $raw), qr/^no bounce/, 'rubbish is none');
	cmp_ok(Time::HiRes::time() - $start, '<', 5, 'which is soon seen');
}
Meal::Place::write_file("$site->{dir}/bounce", 'x' x 1_100_000);
($status, $text) = $site->mealctl('mail', 'bounce', "$site->{dir}/bounce");
is($status, 1, 'too long a one is not read');
like($text, qr/larger than/, 'and told so');
is(($site->mealctl('mail', 'bounce', "$site->{dir}/none"))[0], 1,
    'nor one that is not there');

# ---- no transport, no queue

options(mail_transport => 'none');
is(($site->mealctl('worker', '--once'))[0], 0, 'a worker runs without mail');
($status, $text) = $site->mealctl('mail', 'test', 'a@example.org');
is($status, 1, 'a test mail does not');
like($text, qr/mail_transport is none/, 'and says why');

# ---- the mails of a developer

is_status($site->get('/dev/mail'), 404, 'not for others');
is_status($site->get("/dev/mail/$sent"), 404, 'nor one of them');
my $dev = Meal::Site->new(responders => [qw(auth system)],
    options => { environment => 'development' });
my $page = $dev->browser->get('/dev/mail');
is_status($page, 200, 'the list of mails');
like($page->body, qr/none yet/i, 'is empty at first');
my $fred = $dev->register;
($mail) = $dev->mails(to => $fred->{email}, n => 1);
$page = $dev->browser->get('/dev/mail');
like($page->body, qr{href="/dev/mail/$mail->{id}"}, 'then has one');
like($page->body, qr/\Q$fred->{email}\E/, 'to whom');
$page = $dev->browser->get("/dev/mail/$mail->{id}");
is_status($page, 200, 'one of them');
($link) = map { s/^\Q${\$dev->url}\E//r } grep { /token=/ }
    @{ $mail->{links} };
like($page->body, qr/<a href="\Q$link\E">/, 'its link leads on');
like($page->body, qr/Auto-Submitted: auto-generated/, 'with its head');
$raw = Meal::Place::read_file($dev->mail_dir . "/$mail->{id}.eml");
my $forged = '01900000-0000-7000-8000-00000000abcd';
Meal::Place::write_file($dev->mail_dir . "/$forged.eml",
    "Subject: <script>x</script>\n\nhttps://example.net/ " .
    $dev->url . ".example.net/ javascript:x <b>\n");
$page = $dev->browser->get("/dev/mail/$forged");
is_status($page, 200, 'a strange one');
unlike($page->body, qr/<script>x|<b>|href="(?:https?:|javascript)/,
    'does no harm');
is_status($dev->get("/dev/mail/$_"), 404, "$_ is none") for 'x',
    '01900000-0000-7000-8000-000000000009', '..%2f..%2fmeal.conf';

done_testing();
