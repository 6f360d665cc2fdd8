package Meal::Matrix;

# Who may do what, from the routes themselves: people of two households, what
# these own, and a row of examples per route, for tests that go through all
# routes.
#
#	my $m = Meal::Matrix->new($site);
#	for my $route (@{ $m->routes }) {
#		my $spec = $m->spec($route) or fail(…);

use strict;
use warnings;
use Digest::SHA ();
use IPC::Open3 ();
use JSON::PP ();

my $json = JSON::PP->new->utf8->canonical;

# ---- a psql that stays: a process per question would take most of the time

# Only that, for another site.
sub psql { my ($site) = @_; return bless { site => $site }, __PACKAGE__ }

sub sql {
	my ($self, $sql) = @_;
	if (!$self->{psql}) {
		my ($in, $out);
		$self->{psql} = IPC::Open3::open3($in, $out, undef, 'psql',
		    '-XAtq', '-d', $self->{site}->conninfo);
		@{$self}{qw(in out)} = ($in, $out);
	}
	print { $self->{in} } "$sql;\n\\echo -- end\n";
	$self->{in}->flush;
	my $text = '';
	while (defined(my $line = readline $self->{out})) {
		if ($line eq "-- end\n") {
			chomp $text;
			die "$sql: $text\n" if $text =~ /^ERROR:/m;
			return $text;
		}
		$text .= $line;
	}
	die "psql ended: $text\n";
}

# End it, before the database goes.
sub finish {
	my ($self) = @_;
	return if !$self->{psql};
	local $?;
	close $self->{in} or die "psql: $!\n";
	waitpid delete $self->{psql}, 0;
	return;
}

sub DESTROY { my ($self) = @_; $self->finish; return }

# ---- people

# An admin of the installation is but a viewer of the household.
my @people = qw(nobody other viewer member owner admin);
my %rank = (viewer => 1, member => 2, owner => 3);
my %needed = (viewer => 1, member => 2, owner => 3, person => 0);

sub new {
	my ($class, $site) = @_;
	my $self = bless { site => $site, who => {}, n => 0 }, $class;
	$self->{today} = $self->sql(q{SELECT (now() AT TIME ZONE 'UTC')::date});
	for my $name (@people) {
		my $who = $self->{who}{$name} = { name => $name,
		    rank => 0, house => '' };
		if ($name eq 'nobody') {
			$who->{api} = $site->client;
			$who->{page} = $site->browser;
			next;
		}
		$who->{api} = $site->register;
		$who->{house} = $who->{api}->user->{household}{id};
		$who->{id} = $who->{api}->user->{id};
		$who->{admin} = $name eq 'admin';
		$who->{rank} = $rank{$name} // ($name eq 'other' ? 3 : 1);
	}
	my $home = $self->{who}{owner}{house};
	for my $name (qw(viewer member admin)) {
		my $who = $self->{who}{$name};
		my $member = $name eq 'admin' ? 'viewer' : $name;
		my $role = $name eq 'admin' ? 'admin' : 'user';
		$self->sql("UPDATE person SET household = '$home',
		    member = '$member', role = '$role'
		    WHERE id = '$who->{id}'");
		$who->{house} = $home;
	}
	for my $name (grep { $_ ne 'nobody' } @people) {
		my $who = $self->{who}{$name};
		$who->{page} = $self->browser_of($who->{api});
	}
	return $self;
}

sub people { my ($self) = @_; return map { $self->{who}{$_} } @people }
sub who { return $_[0]{who}{ $_[1] } }
sub site { return $_[0]{site} }
sub today { return $_[0]{today} }

# A browser in which somebody has logged in.
sub browser_of {
	my ($self, $client) = @_;
	my $browser = $self->{site}->browser;
	my $r = $browser->post('/login', form => [
	    login => $client->{email}, password => $client->{password} ]);
	die $r->summary . "\n" if $r->status != 303;
	return $browser;
}

# ---- what a household owns

my %make = (
	recipe => sub { return ('recipes', { name => $_[0],
	    recipeIngredient => ['100 g rice'] }) },
	private => sub { return ('recipes', { name => $_[0],
	    visibility => 'private' }) },
	public => sub { return ('recipes', { name => $_[0],
	    visibility => 'public' }) },
	meal => sub { return ('meals', { name => $_[0], items => [] }) },
	food => sub { return ('foods', { name => $_[0] }) },
	entry => sub { return ('plan/entries', { date => $_[1]->today,
	    mealType => 'lunch', note => $_[0] }) },
	list => sub { return ('shopping/lists', { name => $_[0] }) },
	item => sub { return ("shopping/lists/$_[2]{id}/items",
	    { food => $_[0] }) },
	invitation => sub { return ('household/invitations', {}) },
);
my %table = (recipe => 'recipe', private => 'recipe', public => 'recipe',
    meal => 'meal', food => 'food', entry => 'plan_entry',
    list => 'shopping_list', item => 'shopping_item');

sub table_of { return $table{ $_[1] } }

# A new one of the household that this person owns: { kind, id, name, list }.
sub make {
	my ($self, $kind, $owner) = @_;
	my $n = ++$self->{n};
	return { kind => $kind, name => "Mate$n", owner => $owner,
	    house => $self->who($owner)->{house}, id => $self->mate_in(
	    $self->who($owner)->{house}, "Mate$n") } if $kind eq 'mate';
	my $list = $kind eq 'item' ? $self->make('list', $owner) : undef;
	my $name = "Thing$n of $owner";
	my ($path, $body) = $make{$kind}->($name, $self, $list);
	my $r = $self->who($owner)->{api}->post($path, json => $body);
	die $r->summary . "\n" if $r->status != 201;
	return { kind => $kind, id => $r->json->{id}, name => $name,
	    list => $list, house => $self->who($owner)->{house},
	    owner => $owner };
}

# Another member of a household, of whom no more is known; their id.
sub mate_in {
	my ($self, $house, $name) = @_;
	return '01900000-0000-7000-8000-0000000000ff' if !$house;
	my $n = ++$self->{n};
	return $self->sql("INSERT INTO person (id, household, member, email,
	    username, full_name) VALUES (gen_random_uuid(), '$house',
	    'member', 'mate$n\@example.com', 'mate$n', '" .
	    ($name // "Mate$n") . "') RETURNING id");
}

# The secret of an invitation to the owner's household.
sub invitation_secret {
	my ($self) = @_;
	my $house = $self->who('owner')->{house};
	my $secret = sprintf 'i%042d', ++$self->{n};
	my $hash = Digest::SHA::sha256_hex($secret);
	$self->sql("INSERT INTO ticket (id, hash, kind, household, detail,
	    expires) VALUES (gen_random_uuid(), '$hash', 'invite', '$house',
	    '{\"role\": \"member\"}', now() + interval '1 hour')");
	return $secret;
}

# A path with its :names filled in.
sub fill {
	my ($self, $path, $thing, $args) = @_;
	my %value = %{ $args // {} };
	if ($thing && $thing->{list}) {
		%value = (id => $thing->{list}{id},
		    listId => $thing->{list}{id}, itemId => $thing->{id},
		    %value);
	} elsif ($thing) {
		%value = (id => $thing->{id}, listId => $thing->{id}, %value);
	}
	$path =~ s{:(\w+)}{$value{$1} // die "$path: what is :$1?\n"}ge;
	return $path;
}

# ---- routes

sub routes {
	my ($self) = @_;
	return $self->{routes} //= [ sort {
	    ($a->{method} ne 'GET') <=> ($b->{method} ne 'GET') ||
	    $a->{path} cmp $b->{path} || $a->{method} cmp $b->{method} }
	    @{ $self->{site}{session}->routes } ];
}

# The faces that a route has: api, page.
sub faces {
	my ($self, $route) = @_;
	return grep { $route->{flags} =~ /(?:^|\s)$_(?:\s|$)/ } qw(api page);
}

# What is due to a person on a thing of a household, before the handler has
# its say: 0 for the handler's own answer.
sub verdict {
	my ($self, $route, $who, $house) = @_;
	my $needs = $route->{needs};
	if ($needs ne 'nobody' && $needs ne 'local') {
		return 401 if !$who->{id};
		return $who->{admin} ? 0 : 403 if $needs eq 'admin';
		die "what is $needs?\n" unless exists $needed{$needs};
		return 403 if $who->{rank} < $needed{$needs};
	}
	return 404 if defined $house && $house ne $who->{house};
	return 0;
}

# The tables of a household whose rows are numbered in the change order.
sub numbered {
	my ($self) = @_;
	return @{ $self->{numbered} //= [split /\n/, $self->sql(
	    "SELECT c.table_name FROM information_schema.columns c
	       JOIN information_schema.columns h USING (table_schema, table_name)
	       JOIN information_schema.tables t USING (table_schema, table_name)
	      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
	        AND c.column_name = 'seq' AND h.column_name = 'household'
	      ORDER BY 1")] };
}

# Everything by which a change shows.
sub state {
	my ($self) = @_;
	my $numbered = join ' UNION ALL ', map {
	    "SELECT household, seq FROM $_" } $self->numbered;
	return $json->decode($self->sql(<<"SQL"));
SELECT json_build_object(
  'seq', (SELECT json_object_agg(h.id, coalesce(x.seq, 0)) FROM household h
    LEFT JOIN (SELECT household, max(seq) AS seq FROM ($numbered) y
      GROUP BY household) x ON x.household = h.id),
  'recipe favorites', (SELECT count(*) FROM recipe_favorite),
  'food favorites', (SELECT count(*) FROM food_favorite),
  'people', (SELECT json_agg(md5(p::text) ORDER BY id) FROM person p),
  'sessions', (SELECT count(*) || ' ' || count(ended_at) FROM session),
  'refreshes', (SELECT count(*) FROM refresh),
  'tokens', (SELECT count(*) FROM api_token WHERE ended_at IS NULL),
  'backup codes', (SELECT md5(string_agg(hash, '' ORDER BY hash))
    FROM backup_code),
  'households', (SELECT json_agg(md5(concat_ws(' ', name, slug, version))
    ORDER BY id) FROM household),
  'invitations', (SELECT count(*) FROM ticket
    WHERE kind = 'invite' AND used_at IS NULL),
  'shared foods', (SELECT sum(version) FROM food WHERE household IS NULL))
SQL
}

# The names of what differs; "seq" with whose it is.
sub differences {
	my ($self, $before, $after) = @_;
	my @names;
	for my $key (sort keys %{$after}) {
		next if $json->encode([$before->{$key}]) eq
		    $json->encode([$after->{$key}]);
		push @names, $key eq 'seq' ? map { "seq of $_" }
		    grep { ($before->{seq}{$_} // -1) != $after->{seq}{$_} }
		    sort keys %{ $after->{seq} } : $key;
	}
	return @names;
}

# ---- an example per route
#
#   thing => kind		what :id names
#   args => {…}			other :names; or sub ($m, $who)
#   prepare => sub ($m, $thing, $who)	run by the thing's owner first
#   query => "a=b"
#   json, form => what is sent	or sub ($m, $n, $thing, $who)
#   status => n			of a success of the API; pages: 200 or 303,
#   page_status => n		or this
#   root => 1			JSON without /api/ as well
#   changes => "…"		what of state() differs; "" for nothing;
#				absent: the seq of the person's household
#   made => kind		the answer is a new one of these
#   true => SQL			true afterwards; :id is the thing
#   sees => qr/…/		the answer has it; "name": that of the thing,
#				"self": who asks
#   internal => 1		404 for everybody
#   lists => kind		a list of these
#   fresh => 1			ends the session: on a client of its own
#   alone => 1			ends all of a person's: for a newcomer
#   refuses => { nobody => 401 }	the handler's own refusals

my $gone = 'SELECT deleted_at IS NOT NULL FROM %s WHERE id = :id';
my $here = 'SELECT deleted_at IS NULL FROM %s WHERE id = :id';
my $named = q{SELECT name = 'Changed' FROM %s WHERE id = :id};
my $mark = 'SELECT count(*) = 1 FROM %s_favorite WHERE %1$s = :id';
my $unmarked = 'SELECT count(*) = 0 FROM %s_favorite WHERE %1$s = :id';

sub owner_deletes {
	my ($path) = @_;
	return sub {
		my ($self, $thing, $owner) = @_;
		my $r = $owner->{api}->delete($self->fill($path, $thing));
		die $r->summary . "\n" if $r->status != 204;
	};
}

sub marks {
	my ($path) = @_;
	return sub {
		my ($self, $thing, undef, $who) = @_;
		return if !$who->{id} || $who->{house} ne $thing->{house};
		my $r = $who->{api}->put($self->fill($path, $thing));
		die $r->summary . "\n" if $r->status != 200;
	};
}

sub today_note {
	my ($self, $n) = @_;
	return { date => $self->today, mealType => 'dinner',
	    note => "Note $n" };
}

sub as_form {
	my ($make) = @_;
	return sub {
		my $hash = $make->(@_);
		return [map { $_ => $hash->{$_} } sort keys %{$hash}];
	};
}

sub registration {
	my ($self, $n) = @_;
	return { email => "new$n\@example.com", username => "new-$n",
	    password => 'a long enough password', fullName => "New $n" };
}

# A page's registration shows when its form was opened.
sub stamp {
	my ($self) = @_;
	my %hidden = $self->who('nobody')->{page}->hidden('/register');
	return $hidden{made};
}

sub mate_of {
	my ($self, undef, undef, $who) = @_;
	return { member => $self->mate_in($who->{house}) };
}

sub invited {
	my ($self) = @_;
	return { token => $self->invitation_secret };
}

# A newcomer who is to leave has to be with others first.
sub into_the_owners {
	my ($self, undef, undef, $who) = @_;
	my $home = $self->who('owner')->{house};
	return {} if grep { ($_->{id} // '') eq ($who->{id} // '') }
	    $self->people;
	$self->sql("UPDATE person SET household = '$home', member = 'viewer'
	    WHERE id = '$who->{id}'");
	return {};
}

sub login_of_owner {
	my ($self) = @_;
	my $client = $self->who('owner')->{api};
	return { login => $client->{email}, password => $client->{password} };
}

# Something of the person who asks, made for this request; of nobody, none.
sub session_of {
	my ($self, $who) = @_;
	return '01900000-0000-7000-8000-0000000000ff' if !$who->{id};
	my $id = '0190' . substr $who->{id}, 4, 20;
	$id .= sprintf '%012x', ++$self->{n};
	$self->sql("INSERT INTO session (id, person, kind, expires,
	    idle_expires) VALUES ('$id', '$who->{id}', 'app',
	    now() + interval '1 day', now() + interval '1 day')");
	return $id;
}

sub api_token_of {
	my ($self, $who) = @_;
	return '01900000-0000-7000-8000-0000000000ff' if !$who->{id};
	my $r = $who->{api}->post('auth/tokens', json => { name => 'Made',
	    scopes => ['plan:read'] });
	die $r->summary . "\n" if $r->status != 201;
	return $r->json->{id};
}

sub refresh_of_owner {
	my ($self) = @_;
	my $client = $self->site->login(@{ $self->who('owner')->{api} }
	    {qw(email password)});
	return { refreshToken => $client->tokens->{refreshToken} };
}

# ---- the second factor

# The code of now, by another program than ours.
sub code_of {
	my ($secret) = @_;
	open my $in, '-|', 'oathtool', '--totp', '--base32', $secret or
	    die "oathtool: $!\n";
	chomp(my $code = readline $in);
	close $in or die "oathtool failed\n";
	return $code;
}

# A code for what somebody sets up. Only of a newcomer: others stay as they
# are.
sub first_code {
	my ($self, undef, undef, $who) = @_;
	return { code => '123456' } if !$who->{id} ||
	    $who->{api} == $self->who($who->{name})->{api};
	my $r = $who->{api}->post('auth/mfa/setup');
	die $r->summary . "\n" if $r->status != 200;
	return { code => code_of($r->json->{secret}) };
}

sub turn_on {
	my ($self, $who) = @_;
	my $r = $who->{api}->post('auth/mfa/setup/verify',
	    json => $self->first_code(undef, undef, $who));
	die $r->summary . "\n" if $r->status != 200;
	return;
}

sub own_password {
	my (undef, undef, undef, $who) = @_;
	return { password => $who->{id} ? $who->{api}{password} : 'x' };
}

# A copy of somebody's data, made.
sub copy_of {
	my ($self, $who) = @_;
	return '01900000-0000-7000-8000-0000000000ff' if !$who->{id};
	my $id = $self->sql("INSERT INTO job (id, person, kind, state,
	    ended_at) VALUES (gen_random_uuid(), '$who->{id}', 'export',
	    'done', now()) RETURNING id");
	my $dir = $self->site->exports_dir;
	mkdir $dir;
	open my $out, '>', "$dir/$id.zip" or die "$dir: $!\n";
	print {$out} 'PK';
	close $out or die "$dir: $!\n";
	return $id;
}

# Somebody who has asked for their account to be deleted.
sub leaving {
	my ($self, undef, undef, $who) = @_;
	$self->sql("UPDATE person SET purge_at = now() + interval '9 days'
	    WHERE id = '$who->{id}'") if $who->{id};
	return {};
}

# The password of somebody who has it on.
sub factor_password {
	my ($self, undef, undef, $who) = @_;
	return { password => 'wrong' } if !$who->{id} ||
	    $who->{api} == $self->who($who->{name})->{api};
	$self->turn_on($who);
	return { password => $who->{api}{password} };
}

# A login that waits, of somebody made for that, and the code.
sub waiting {
	my ($self) = @_;
	if (!$self->{guarded}) {
		my $api = $self->site->register;
		my $r = $api->post('auth/mfa/setup');
		$self->{guarded} = { api => $api,
		    secret => $r->json->{secret} };
		$r = $api->post('auth/mfa/setup/verify', json => {
		    code => code_of($r->json->{secret}) });
		die $r->summary . "\n" if $r->status != 200;
	}
	my ($api, $secret) = @{ $self->{guarded} }{qw(api secret)};
	$self->sql("UPDATE person SET totp_step = 0
	    WHERE email = '$api->{email}'");
	my $r = $self->site->client->post('auth/login', json => {
	    login => $api->{email}, password => $api->{password} });
	die $r->summary . "\n" if $r->status != 200;
	return ($r->json->{sessionToken}, code_of($secret));
}

sub second_step {
	my ($self) = @_;
	my ($ticket, $code) = $self->waiting;
	return { sessionToken => $ticket, code => $code };
}

# A page has the ticket in a cookie.
sub second_step_by_page {
	my ($self, undef, undef, $who) = @_;
	my ($ticket, $code) = $self->waiting;
	$who->{page}->jar->{'__Host-step'} = $ticket;
	return [ code => $code ];
}

sub plant_ticket {
	my ($self, $who) = @_;
	($who->{page}->jar->{'__Host-step'}) = $self->waiting;
	return '';
}

# The secret of a mail to a new person.
sub mailed {
	my ($self, $kind) = @_;
	my $email = $self->site->register->{email};
	my $secret = sprintf '%043d', ++$self->{n};
	my $hash = Digest::SHA::sha256_hex($secret);
	$self->sql("INSERT INTO ticket (id, hash, kind, person, detail,
	    expires) SELECT gen_random_uuid(), '$hash', '$kind', id,
	    json_build_object('email', email), now() + interval '1 hour'
	    FROM person WHERE email = '$email'");
	return $secret;
}

sub reset_by_mail {
	my ($self) = @_;
	return { token => $self->mailed('reset'),
	    password => 'another long password' };
}

sub verified_by_mail {
	my ($self) = @_;
	return { token => $self->mailed('verify') };
}

sub undone_by_mail {
	my ($self) = @_;
	my $token = $self->mailed('undo');
	$self->sql("UPDATE ticket SET detail = detail || '{\"what\":
	    \"new-browser\"}' WHERE kind = 'undo' AND used_at IS NULL");
	return { token => $token };
}

sub new_password {
	my ($self, undef, undef, $who) = @_;
	return { currentPassword => $who->{api}{password} // 'x',
	    password => 'another long password' };
}

sub new_address {
	my ($self, $n, undef, $who) = @_;
	return { email => "moved$n\@example.com",
	    password => $who->{api}{password} // 'x' };
}

# The id of somebody new, changed by the words of an UPDATE.
sub newcomer_id {
	my ($self, undef, $set) = @_;
	my $id = $self->site->register->user->{id};
	$self->sql("UPDATE person SET $set WHERE id = '$id'") if $set;
	return $id;
}

sub dead_mail {
	my ($self) = @_;
	return $self->sql("INSERT INTO outbox (id, template, state)
	    VALUES (gen_random_uuid(), 'verify', 'dead') RETURNING id");
}

# GET, PUT, PATCH, DELETE and the page's posts of one kind of thing.
sub rows_of {
	my ($kind, $path, %p) = @_;
	my $t = $table{$kind};
	my $restore = owner_deletes(substr $path, 1);
	return (
		"GET $path" => { thing => $kind, sees => 'name' },
		"GET $path/edit" => { thing => $kind, sees => 'name' },
		"PUT $path" => { thing => $kind, json => $p{json},
		    true => $p{true} },
		"PATCH $path" => { thing => $kind, json => $p{patch},
		    true => $p{true} },
		"POST $path" => { thing => $kind, form => $p{form},
		    true => $p{true} },
		"DELETE $path" => { thing => $kind,
		    true => sprintf $gone, $t },
		"POST $path/delete" => { thing => $kind, form => [],
		    true => sprintf $gone, $t },
		"POST $path/restore" => { thing => $kind, form => [],
		    prepare => $restore, true => sprintf $here, $t },
	);
}

sub favorites_of {
	my ($kind) = @_;
	my $marks = marks("${kind}s/:id/favorite");
	my $changes = "$kind favorites";
	my $on = sprintf $mark, $kind;
	my $off = sprintf $unmarked, $kind;
	return (
		"PUT /${kind}s/:id/favorite" => { thing => $kind,
		    changes => $changes, true => $on },
		"POST /${kind}s/:id/favorite" => { thing => $kind,
		    form => [], changes => $changes, true => $on },
		"DELETE /${kind}s/:id/favorite" => { thing => $kind,
		    prepare => $marks, changes => $changes, true => $off },
		"POST /${kind}s/:id/unfavorite" => { thing => $kind,
		    form => [], prepare => $marks, changes => $changes,
		    true => $off },
	);
}

my %named = (json => { name => 'Changed' }, patch => { name => 'Changed' },
    form => [ name => 'Changed' ]);

my %spec = (
	# system
	'GET /health' => { root => 1, sees => qr/"healthy"/ },
	'GET /ready' => { root => 1, sees => qr/"schema"/ },
	'GET /metrics' => { root => 1, sees => qr/meal_requests_total/ },
	'GET / of system' => { root => 1, sees => qr/"limits"/ },
	'GET /docs' => { sees => qr/op-recipes.list/ },
	(map { ("GET /$_" => { root => 1, sees => qr/"label"/ }) }
	    qw(units aisles diets allergens)),
	'GET /openapi.json' => { root => 1, sees => qr/"openapi"/ },
	'GET /problems/:slug' => { args => { slug => 'invalid' },
	    sees => qr/<h1/ },
	'GET /errors/:n' => { args => { n => 413 }, internal => 1 },
	'GET /dev/styleguide' => { internal => 1 },	# development only
	'GET /dev/mail' => { internal => 1 },
	'POST /dev/upload' => { internal => 1 },
	'GET /dev/mail/:id' => { internal => 1, args => {
	    id => '01900000-0000-7000-8000-000000000000' } },

	# accounts
	'GET /login' => { sees => qr/name="password"/ },
	'GET /register' => { sees => qr/name="fullName"/ },
	'POST /auth/register' => { json => \&registration, status => 201,
	    changes => 'people', sees => qr/"new-\d+"/ },
	'POST /register' => { form => sub { [ made => stamp($_[0]),
	    @{ as_form(\&registration)->(@_) } ] },
	    changes => 'people', fresh => 1 },
	'POST /auth/login' => { json => \&login_of_owner,
	    changes => 'sessions', sees => qr/"accessToken"/ },
	'POST /login' => { form => as_form(\&login_of_owner),
	    changes => 'sessions', fresh => 1 },
	'POST /auth/refresh' => { json => \&refresh_of_owner,
	    changes => 'refreshes', sees => qr/"accessToken"/ },
	'POST /auth/logout' => { json => {}, status => 204, fresh => 1,
	    changes => 'sessions', refuses => { nobody => 401 } },
	'GET /settings' => { sees => 'self' },
	'GET /auth/profile' => { sees => 'self' },
	'POST /logout' => { form => [], fresh => 1, changes => 'sessions' },

	# sessions and API tokens
	'GET /auth/sessions' => { sees => qr/"current":true/ },
	'DELETE /auth/sessions/:id' => { args => { id => \&session_of },
	    changes => 'sessions' },
	'GET /settings/sessions' => { sees => qr/meal-test/ },
	'POST /settings/sessions/end' => { form => [], alone => 1,
	    changes => 'sessions' },
	'POST /settings/sessions/:id/delete' => { form => [],
	    args => { id => \&session_of }, changes => 'sessions' },
	'GET /auth/tokens' => { sees => qr/"items"/ },
	'POST /auth/tokens' => { json => { name => 'Made',
	    scopes => ['plan:read'] }, status => 201, changes => 'tokens',
	    sees => qr/"token":"meal_/ },
	'GET /auth/tokens/:id' => { args => { id => \&api_token_of },
	    sees => qr/"scopes"/, refuses => { nobody => 401 } },
	'DELETE /auth/tokens/:id' => { args => { id => \&api_token_of },
	    changes => 'tokens' },
	'GET /settings/tokens' => { sees => qr/name="scopes/ },
	'POST /settings/tokens' => { form => [ name => 'Made',
	    'scopes/-' => 'plan:read' ], page_status => 200,
	    changes => 'tokens', sees => qr/value="meal_/ },
	'POST /settings/tokens/:id/delete' => { form => [],
	    args => { id => \&api_token_of }, changes => 'tokens' },
	'GET /.well-known/jwks.json' => { root => 1, sees => qr/"kty"/ },
	'GET /.well-known/security.txt' => { internal => 1 },	# by option

	# passwords forgotten and changed, addresses verified and changed
	'GET /forgot' => { sees => qr/name="email"/ },
	'GET /forgot/sent' => { sees => qr/on its way/ },
	(map { ("POST $_" => { json => { email => 'nobody@example.com' },
	    form => [ email => 'nobody@example.com' ], status => 202,
	    changes => '' }) } qw(/auth/password/forgot /auth/email/resend
	    /forgot)),
	'GET /reset' => { query => 'token=x', sees => qr/not good any more/ },
	'GET /verify' => { query => 'token=x', sees => qr/not good any more/ },
	(map { ("POST $_" => { json => \&reset_by_mail, status => 204,
	    form => as_form(\&reset_by_mail), changes => 'people',
	    fresh => 1 }) } qw(/auth/password/reset /reset)),
	(map { ("POST $_" => { json => \&verified_by_mail, status => 204,
	    form => as_form(\&verified_by_mail), changes => 'people' }) }
	    qw(/auth/email/verify /verify)),
	'GET /undo' => { query => 'token=x', sees => qr/not good any more/ },
	(map { ("POST $_" => { json => \&undone_by_mail, status => 200,
	    form => as_form(\&undone_by_mail), changes => 'people',
	    fresh => 1 }) } qw(/auth/undo /undo)),
	'GET /settings/password' => { sees => qr/name="currentPassword"/ },
	(map { ("POST $_" => { json => \&new_password, status => 204,
	    form => as_form(\&new_password), changes => 'people',
	    alone => 1 }) } qw(/auth/password/change /settings/password)),
	'GET /settings/email' => { sees => 'self' },
	(map { ("POST $_" => { json => \&new_address, status => 202,
	    form => as_form(\&new_address), changes => '' }) }
	    qw(/auth/email/change /settings/email)),
	'POST /settings/email/resend' => { form => [], changes => '' },

	# the second factor
	'POST /auth/mfa/setup' => { changes => 'people',
	    sees => qr/"otpauthUri"/ },
	'POST /settings/two-factor' => { form => [], changes => 'people' },
	(map { ("POST $_" => { json => \&first_code, alone => 1,
	    form => as_form(\&first_code), page_status => 200,
	    changes => 'people', sees => qr/\b\w{4}-\w{4}-\w{4}-\w{4}\b/ }) }
	    qw(/auth/mfa/setup/verify /settings/two-factor/verify)),
	(map { ("POST $_" => { json => \&factor_password, alone => 1,
	    form => as_form(\&factor_password), status => 204,
	    changes => 'people' }) }
	    qw(/auth/mfa/disable /settings/two-factor/off)),
	(map { ("POST $_" => { json => \&factor_password, alone => 1,
	    form => as_form(\&factor_password), page_status => 200,
	    changes => 'backup codes',
	    sees => qr/\b\w{4}-\w{4}-\w{4}-\w{4}\b/ }) }
	    qw(/auth/mfa/backup-codes /settings/two-factor/codes)),
	'POST /auth/mfa/verify' => { json => \&second_step,
	    changes => 'sessions', sees => qr/"accessToken"/ },
	'GET /login/code' => { args => { ticket => \&plant_ticket },
	    sees => qr/name="code"/ },
	'POST /login/code' => { form => \&second_step_by_page,
	    changes => 'people', fresh => 1 },	# the code is used up
	'GET /settings/security' => { sees => 'self' },
	'GET /settings/two-factor' => { sees => qr/<h1/ },
	'GET /settings/two-factor/codes' => { sees => qr/<h1/ },
	'GET /settings/two-factor/off' => { sees => qr/<h1/ },

	# privacy
	'GET /settings/privacy' => { sees => qr/name="kind" value="news"/ },
	'GET /account/consents' => { sees => qr/"items"/ },
	(map { ("POST $_" => { json => { kind => 'news', given => \1 },
	    form => [ kind => 'news', given => 'true' ], changes => '' }) }
	    qw(/account/consents /settings/privacy/consents)),
	'GET /account/audit' => { sees => qr/"register"/,
	    query => 'limit=100' },
	'GET /settings/audit' => { sees => qr/Account made/,
	    query => 'limit=100' },
	'POST /account/export' => { json => {}, status => 202,
	    changes => '', sees => qr/"queued"/ },
	'POST /settings/privacy/export' => { form => [], changes => '' },
	(map { ("GET $_" => { args => { id => \&copy_of },
	    sees => qr/^PK/ }) } qw(/account/export/:id
	    /settings/privacy/export/:id)),
	'DELETE /account' => { json => \&own_password, status => 202,
	    alone => 1, changes => 'people', sees => qr/"deletionAt"/ },
	'GET /settings/delete' => { sees => qr/name="password"/ },
	'POST /settings/delete' => { form => as_form(\&own_password),
	    alone => 1, changes => 'people' },
	'POST /account/restore' => { status => 204, alone => 1,
	    json => \&leaving, changes => 'people' },
	'POST /settings/restore' => { form => as_form(\&leaving),
	    alone => 1, changes => 'people' },

	# administration: what is done to somebody is done to a newcomer
	'GET /admin' => { sees => qr/"people"|Administration/ },
	'GET /admin/people' => { query => 'limit=100', sees => qr/[@]example/ },
	'GET /admin/people/:id' => { args => { id => \&newcomer_id },
	    sees => qr/[@]example[.]org/ },
	'PATCH /admin/people/:id' => { args => { id => \&newcomer_id },
	    json => { role => 'moderator' }, changes => 'people' },
	'POST /admin/people/:id' => { args => { id => \&newcomer_id },
	    form => [ role => 'moderator' ], changes => 'people' },
	'POST /admin/people/:id/disable' => { args => {
	    id => \&newcomer_id }, json => { reason => 'Spam' },
	    form => [ reason => 'Spam' ], changes => 'people' },
	'POST /admin/people/:id/enable' => { args => { id => sub {
	    newcomer_id(@_, 'disabled_at = now()') } }, form => [],
	    changes => 'people' },
	'POST /admin/people/:id/sessions/end' => { form => [], args => {
	    id => \&newcomer_id }, changes => 'sessions' },
	'POST /admin/people/:id/mfa/reset' => { args => { id => sub {
	    newcomer_id(@_, 'mfa_enabled = true') } }, form => [],
	    changes => 'people' },
	'POST /admin/people/:id/password/reset' => { form => [], args => {
	    id => \&newcomer_id }, changes => '' },
	'GET /admin/audit' => { sees => qr/items|What happened/ },
	'GET /admin/mail' => { sees => qr/items|Mail/ },
	(map { ("POST /admin/mail/:id/$_" => { form => [], status => 204,
	    args => { id => \&dead_mail }, changes => '' }) }
	    qw(retry drop)),

	# profile
	'PUT /auth/profile' => { json => sub { { user => {
	    fullName => "Full $_[1]",
	    username => ($_[3]{api}{username} // 'nobody') } } },
	    changes => 'people' },
	'PATCH /auth/profile' => { json => sub { { profile => {
	    about => "About $_[1]" } } }, changes => 'people' },
	'GET /settings/profile' => { sees => qr/name="user\/fullName"/ },
	'POST /settings/profile' => { form => sub { [
	    'profile/about' => "About $_[1]" ] }, changes => 'people' },
	'GET /settings/preferences' => { sees =>
	    qr/name="preferences\/units"/ },
	'POST /settings/preferences' => { form => [
	    'preferences/units' => 'metric' ], changes => 'people' },

	# household
	'GET /household' => { sees => qr/"members"|Leave this household/ },
	'PATCH /household' => { json => sub { { name => "House $_[1]" } },
	    changes => 'households' },
	'GET /household/edit' => { sees => qr/name="name"/ },
	'POST /household' => { form => sub { [ name => "House $_[1]" ] },
	    changes => 'households' },
	'GET /household/members/:id' => { thing => 'mate', sees => 'name' },
	(map { ("$_ /household/members/:id" => { thing => 'mate',
	    json => { role => 'viewer' }, form => [ role => 'viewer' ],
	    changes => 'people', true => q{SELECT member = 'viewer'
	    FROM person WHERE id = :id} }) } qw(PATCH POST)),
	(map { ("GET /household/members/:id/$_" => { thing => 'mate',
	    sees => 'name' }) } qw(delete handover)),
	(map { ($_ => { thing => 'mate', form => [], changes => 'people',
	    true => q{SELECT member = 'owner' FROM person
	    WHERE id = :id} }) } 'DELETE /household/members/:id',
	    'POST /household/members/:id/delete'),
	'POST /household/handover' => { alone => 1, changes => 'people',
	    json => \&mate_of, form => as_form(\&mate_of) },
	'GET /household/leave' => { sees =>
	    qr/"alone"|Leave the household/ },
	'POST /household/leave' => { alone => 1, changes => 'people',
	    json => \&into_the_owners, form => as_form(\&into_the_owners) },
	'GET /household/invitations' => { sees => qr/"items"/ },
	'POST /household/invitations' => { json => { role => 'viewer' },
	    form => [ role => 'viewer' ], status => 201, page_status => 200,
	    changes => 'invitations', sees => qr/invitations[?]token=/ },
	'GET /household/invitations/:id' => { thing => 'invitation',
	    sees => qr/"expiresAt"/ },
	(map { ($_ => { thing => 'invitation', form => [],
	    changes => 'invitations', true => q{SELECT NOT exists(SELECT
	    FROM ticket WHERE id = :id)} }) }
	    'DELETE /household/invitations/:id',
	    'POST /household/invitations/:id/delete'),
	'GET /invitations' => { query => sub { 'token=' .
	    $_[0]->invitation_secret }, sees => qr/"invitedBy"|Join / },
	'POST /invitations/accept' => { alone => 1, changes => 'people',
	    json => \&invited, form => as_form(\&invited) },

	# recipes
	'GET /recipes' => { query => 'limit=100', lists => 'recipe' },
	'GET /recipes/new' => { sees => qr/name="name"/ },
	'POST /recipes' => { json => { name => 'Made' },
	    form => [ name => 'Made' ], status => 201, made => 'recipe' },
	rows_of('recipe', '/recipes/:id', %named,
	    true => sprintf $named, 'recipe'),
	favorites_of('recipe'),
	(map { ("GET /$_" => { sees => qr/"items"/ }) }
	    qw(keywords categories cuisines)),
	'GET /recipes/:id/nutrition' => { thing => 'recipe',
	    sees => qr/"perServing"/ },

	# foods
	(map { ("GET /foods$_" => { query => 'limit=100&own=true&q=Thing',
	    lists => 'food' }) } '', '/search'),
	'GET /foods/favorites' => { sees => qr/"items"/ },
	'GET /foods/new' => { sees => qr/name="name"/ },
	'POST /foods' => { json => sub { { name => "Made $_[1]" } },
	    form => sub { [ name => "Made $_[1]", aisle => 'other' ] },
	    status => 201, made => 'food' },
	rows_of('food', '/foods/:id',
	    json => sub { { name => "Changed $_[1]" } },
	    patch => sub { { name => "Changed $_[1]" } },
	    form => sub { [ name => "Changed $_[1]", aisle => 'other' ] },
	    true => q{SELECT name LIKE 'Changed%' FROM food WHERE id = :id}),
	favorites_of('food'),
	'POST /ingredients/parse' => { json => { lines => ['2 eggs'] },
	    changes => '', sees => qr/"quantity":2\b/ },

	# meals
	'GET /meals' => { query => 'limit=100', lists => 'meal' },
	'GET /meals/new' => { sees => qr/name="name"/ },
	'POST /meals' => { json => { name => 'Made', items => [] },
	    form => [ name => 'Made' ], status => 201, made => 'meal' },
	rows_of('meal', '/meals/:id', %named,
	    true => sprintf $named, 'meal'),

	# the plan
	'GET /' => { lists => 'entry' },
	'GET /plan' => { query => sub { 'from=' . $_[0]->today . '&to=' .
	    $_[0]->today }, lists => 'entry' },
	'GET /plan/:date' => { args => { date => sub { $_[0]->today } },
	    lists => 'entry' },
	'GET /plan/entries/new' => { sees => qr/<form/ },
	'POST /plan/entries' => { json => \&today_note,
	    form => as_form(\&today_note), status => 201, made => 'entry' },
	rows_of('entry', '/plan/entries/:id',
	    patch => { note => 'Changed' },
	    form => sub { [ date => $_[0]->today, mealType => 'lunch',
	    note => 'Changed' ] },
	    true => q{SELECT note = 'Changed' FROM plan_entry
	    WHERE id = :id}),
	'POST /plan/entries/:id/copy' => { thing => 'entry', status => 201,
	    json => { date => '2026-02-03' },
	    form => [ date => '2026-02-03' ], made => 'entry' },
	'DELETE /plan' => { query => 'from=2026-02-07&to=2026-02-07',
	    status => 200, sees => qr/"undo"/, changes => '' },
	'POST /plan/restore' => { json => { undo =>
	    '2026-02-07_2026-02-07_1' }, changes => '' },
	'GET /plan/meal-types' => { sees => qr/"Dinner"/ },
	'PATCH /shopping/lists/:id/items' => { thing => 'list', prepare => sub {
		my ($self, $thing, $owner) = @_;
		$thing->{row} = $owner->{api}->post(
		    "shopping/lists/$thing->{id}/items", json => {
		    text => '2 eggs' })->json->{id};
	    }, json => sub { { items => [{ id => $_[2]{row},
	    note => 'fresh' }] } } },
	'POST /plan/copy' => { json => sub { { from => $_[0]->today,
	    to => $_[0]->today, target => '2026-02-05' } },
	    form => sub { [ from => $_[0]->today, to => $_[0]->today,
	    target => '2026-02-05' ] } },
	'GET /targets' => {},
	'PUT /targets' => { json => sub { { calories => 1000 + $_[1] } } },
	'PATCH /targets' => { json => sub { { calories => 1000 + $_[1] } } },
	'POST /targets' => { form => sub { [ calories => 1000 + $_[1] ] } },

	# shopping
	'GET /shopping/lists' => { query => 'limit=100', lists => 'list' },
	'GET /shopping' => { query => 'limit=100', lists => 'list' },
	'POST /shopping/lists' => { json => { name => 'Made' },
	    status => 201, made => 'list' },
	'POST /shopping' => { form => [ name => 'Made' ], made => 'list' },
	(map { my $base = $_; (
		rows_of('list', $base, %named,
		    true => sprintf $named, 'shopping_list'),
		"POST $base/restore" => { thing => 'list', form => [],
		    prepare => owner_deletes('shopping/lists/:id'),
		    true => sprintf $here, 'shopping_list' },
		"POST $base/refresh" => { thing => 'list', form => [],
		    prepare => \&dated },
		"POST $base/clear" => { thing => 'list', form => [],
		    prepare => \&ticked },
		"POST $base/items" => { thing => 'list', status => 201,
		    json => { text => '2 l milk' },
		    form => [ text => '2 l milk' ], made => 'item' },
	) } qw(/shopping/lists/:id /shopping/:id)),
	(map { my $base = $_; (
		rows_of('item', $base, patch => { checked => \1 },
		    form => [ checked => 'true' ],
		    true => 'SELECT checked FROM shopping_item
		    WHERE id = :id'),
		"POST $base/restore" => { thing => 'item', form => [],
		    prepare => owner_deletes(
		    'shopping/lists/:id/items/:itemId'),
		    true => sprintf $here, 'shopping_item' },
	) } qw(/shopping/lists/:id/items/:itemId
	    /shopping/:id/items/:itemId)),
);

# Dates that have something on the plan, so that refresh finds it.
sub dated {
	my ($self, $thing, $owner) = @_;
	my $r = $owner->{api}->patch("shopping/lists/$thing->{id}", json => {
	    from => $self->today, to => $self->today });
	die $r->summary . "\n" if $r->status != 200;
	return;
}

# An item in the basket, so that clear has something to take off.
sub ticked {
	my ($self, $thing, $owner) = @_;
	my $r = $owner->{api}->post("shopping/lists/$thing->{id}/items",
	    json => { food => 'salt', checked => \1 });
	die $r->summary . "\n" if $r->status != 201;
	return;
}

# The example for a route, or undef.
sub spec {
	my ($self, $route) = @_;
	return $spec{"$route->{method} $route->{path} of $route->{responder}"}
	    // $spec{"$route->{method} $route->{path}"};
}

sub spec_names {
	my @names = sort keys %spec;
	return @names;
}

sub value {
	my ($self, $value, @args) = @_;
	return ref $value eq 'CODE' ? $value->($self, @args) : $value;
}

# The request of a route on a face: (method, path, named arguments).
sub request_of {
	my ($self, $route, $face, $thing, $who) = @_;
	my $spec = $self->spec($route);
	my $n = ++$self->{n};
	my %args = map { $_ => $self->value($spec->{args}{$_}, $who) }
	    keys %{ $spec->{args} // {} };
	my $path = $self->fill($route->{path}, $thing, \%args);
	my $query = $self->value($spec->{query});
	$path .= "?$query" if defined $query;
	return ($route->{method}, $face eq 'api' ? "/api/v1$path" : $path)
	    if $route->{method} eq 'GET';
	my $key = $face eq 'api' ? 'json' : 'form';
	my $body = $self->value($spec->{$key}, $n, $thing, $who);
	return ($route->{method}, $face eq 'api' ? "/api/v1$path" : $path,
	    defined $body ? ($key => $body) : ());
}

1;
