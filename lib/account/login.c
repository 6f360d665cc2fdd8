#include "account/login.h"

#include "store/audit.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "account/password.h"
#include "store/secret.h"
#include "account/session.h"
#include "store/one_time_token.h"
#include "store/rate_limit.h"
#include "account/undo.h"

/* ---- who it is --------------------------------------------------------- */

struct attempt {
	const char	*person;	/* NULL: unknown */
	const char	*hash;
	const char	*account;	/* what failures count for: by the */
	const char	*place;		/* account or device, by the address */
	const char	*entries;	/* what right ones count for; NULL:
					 * it is nobody's */
	const char	*rehash;	/* NULL: it is kept as it is now */
};

/*
 * A known device counts for itself, so that strangers' failures do not lock
 * somebody out of where they were before. A login that is nobody's counts as
 * it was compared, and hashed, as keys are folded: if names that are merely
 * alike counted together here alone, that would tell who has an account.
 */
static void
find_buckets(struct cx *cx, struct attempt *a, const struct login_try *t,
    const struct doc *row)
{
	bool known = doc_true(doc_get(row, "known"));

	a->account = known ? rate_limit_key(cx, "login-device", arena_fmt(
	    cx->arena, "%s %s", a->person, secret_text_hash(cx->arena,
	    t->device))) :
	    rate_limit_key(cx, "login", a->person ? a->person :
	    secret_text_hash(cx->arena, doc_str(row, "login")));
	a->place = rate_limit_key(cx, "login-from", cx->address);
	/* a flood of right ones keeps others from logging in as well */
	a->entries = a->person ? rate_limit_key(cx, "logins", a->person) :
	    NULL;
}

static bool
may_try(struct cx *cx, const struct attempt *a)
{
	bool may = rate_limit_left_growing(cx, a->account, TRIES_QUARTER,
	    cx->conf->login_failures) && rate_limit_left(cx, a->place,
	    TRIES_QUARTER, cx->conf->login_failures_address) &&
	    (!a->entries || rate_limit_left(cx, a->entries, TRIES_QUARTER,
	    cx->conf->logins_account));

	return may || refuse(cx, REFUSED_LOGIN_LOCKED);
}

static bool
failed(struct cx *cx, const struct attempt *a, bool fits)
{
	refuse(cx, !a->person ? REFUSED_LOGIN_UNKNOWN : fits ?
	    REFUSED_LOGIN_SHUT : REFUSED_LOGIN_WRONG);
	return (!a->person || audit_own(cx, a->person, "login-failed",
	    NULL)) &&
	    rate_limit_count(cx, a->place) && rate_limit_failed(cx, a->account,
	    TRIES_QUARTER, cx->conf->login_failures) &&
	    fail(cx, ERR_SIGNED_OUT, "That login and password do not belong "
	    "together.");
}

/* In a transaction, which is repeated when two log in at once. */
static bool
succeed(struct cx *cx, void *arg)
{
	const struct attempt *a = arg;

	return (!a->entries || rate_limit_count(cx, a->entries)) &&
	    (!a->rehash || DB(cx, SQL_PERSON_REHASH, .id = a->person,
	    .was = a->hash, .password_hash = a->rehash)) && rate_limit_clear(cx,
	    a->account);
}

bool
login_check(struct cx *cx, const struct login_try *t, struct login *l)
{
	struct doc *row = DB(cx, SQL_PERSON_BY_LOGIN, .login = t->login,
	    .device = secret_text_hash(cx->arena, t->device));
	struct attempt a = { .person = doc_str(row, "id"),
	    .hash = doc_str(row, "passwordHash") };
	bool fits;

	if (!row)
		return false;
	find_buckets(cx, &a, t, row);
	if (!may_try(cx, &a))
		return false;
	fits = password_fits(cx, a.hash, t->password);
	if (!fits || !doc_true(doc_get(row, "good")))
		return failed(cx, &a, fits);
	/* Others may have failed while this one was looked at. */
	if (!may_try(cx, &a))
		return false;
	if (secret_password_old(cx->conf, a.hash))
		a.rehash = password_make(cx, t->password);
	*l = (struct login){ a.person, doc_true(doc_get(row, "mfa")),
	    doc_str(row, "passwordAt") };
	return db_tx(cx, succeed, &a);
}

/* ---- what they get ----------------------------------------------------- */

char *
login_wait(struct cx *cx, const struct login *l, const char *device,
    const char *face, const char *next)
{
	struct doc *detail = doc_object(cx->arena);

	doc_append(detail, "device", doc_text(cx->arena, device));
	doc_append(detail, "face", doc_text(cx->arena, face));
	doc_append(detail, "next", doc_text(cx->arena, next));
	return one_time_make(cx, "mfa", l->person, NULL, detail, LOGIN_WAIT);
}

struct session_start {
	const struct login	*login;
	const char		*device;	/* its name, or its secret */
	const char		*old;
	struct doc		*tokens;
	struct login_cookies	*cookies;
};

/* Hashing takes long enough for the password to be another one by now. */
static bool
still_good(struct cx *cx, const struct login *l)
{
	struct doc *row;

	if (!l->since)
		return true;
	row = DB(cx, SQL_PERSON_STILL, .id = l->person, .since = l->since);
	return row && (!doc_is_null(row) || fail(cx, ERR_SIGNED_OUT, "The "
	    "password was changed just now. Log in with the new one."));
}

/* An app has no cookie to be known by: it is what it says it is. No cookie's
 * hash looks like this. */
static char *
app_hash(struct cx *cx, const char *name)
{
	return arena_fmt(cx->arena, "app:%s", secret_text_hash(cx->arena,
	    arena_fmt(cx->arena,
	    "%s\n%s", cx->agent ? cx->agent : "", name ? name : "")));
}

static bool
arrive_app(struct cx *cx, void *arg)
{
	struct session_start *a = arg;

	if (!still_good(cx, a->login) || !undo_device(cx, a->login->person,
	    app_hash(cx, a->device)))
		return false;
	a->tokens = session_tokens(cx, a->login->person, a->device);
	return a->tokens && audit_own(cx, a->login->person, "login", NULL);
}

struct doc *
login_tokens(struct cx *cx, const struct login *l, const char *device)
{
	struct session_start a = { .login = l, .device = device };

	return db_tx(cx, arrive_app, &a) ? a.tokens : NULL;
}

/* Several people may use one browser; a secret not from here is not kept. */
static char *
device_secret(struct cx *cx, const char *given)
{
	struct doc *row = given ? DB(cx, SQL_DEVICE_KNOWN,
	    .hash = secret_text_hash(cx->arena, given)) : NULL;

	return doc_true(doc_get(row, "known")) ?
	    arena_str(cx->arena, given) : secret_token(cx->arena);
}

static bool
arrive_browser(struct cx *cx, void *arg)
{
	struct session_start *a = arg;
	struct login_cookies *c = a->cookies;
	const char *person = a->login->person;

	if (!still_good(cx, a->login))
		return false;
	c->device = device_secret(cx, a->device);
	if (cx->err.kind || (a->old && !DB(cx, SQL_SESSION_END_SECRET,
	    .secret_hash = secret_text_hash(cx->arena, a->old))))
		return false;
	c->session = session_cookie(cx, person,
	    cx->agent ? "Browser" : NULL);
	return c->session && undo_device(cx, person,
	    secret_text_hash(cx->arena, c->device)) &&
	    audit_own(cx, person, "login", NULL);
}

bool
login_browser(struct cx *cx, const struct login *l, const char *old,
    const char *device, struct login_cookies *cookies)
{
	struct session_start a = { .login = l, .device = device,
	    .old = old, .cookies = cookies };

	return db_tx(cx, arrive_browser, &a);
}
