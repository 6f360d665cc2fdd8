#include "account/mfa.h"

#include <string.h>

#include "store/audit.h"
#include "account/backup_code.h"
#include "account/backup_code_keep.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"
#include "base/log.h"
#include "account/password.h"
#include "account/qr.h"
#include "account/reauth.h"
#include "store/secret.h"
#include "data/text.h"
#include "store/one_time_token.h"
#include "account/totp.h"
#include "account/undo.h"
#include "store/rate_limit.h"
#include "data/when.h"

#define CODE_SENT	40	/* bytes, blanks and dashes included */
#define GROUP		4	/* letters of a secret that is typed */

/* ---- what comes in and goes out ---------------------------------------- */

/*
 * Codes are secrets as passwords are: not shown again in a form, not kept for
 * an Idempotency-Key; so is what is answered once.
 */
#define CODE_FIELD(into, flag) { .name = "code", .type = FT_SECRET, \
	.flags = F_INPUT | flag, AT(into, code), .max = CODE_SENT, \
	.label = N_("Code"), .example = "492039", \
	.doc = N_("Six digits, as your app shows them now.") }
#define BACKUP_FIELD { .name = "backupCode", .type = FT_SECRET, \
	.flags = F_INPUT, AT(struct mfa_entry, backup), .max = CODE_SENT, \
	.label = N_("Backup code"), .example = "7h2k-m9xq-4c8e-w0rt", \
	.doc = N_("One of those you kept when you set this up.") }

static const struct field code_fields[] = {
	CODE_FIELD(struct mfa_code, F_REQUIRED),
	REAUTH_FIELD(AT(struct mfa_code, password)),
};
const struct shape mfa_code_shape = SHAPE("MfaCode", code_fields,
    struct mfa_code);

static const struct field password_fields[] = {
	{ .name = "password", .type = FT_SECRET,
	    .flags = F_REQUIRED | F_INPUT, AT(struct mfa_password, password),
	    .max = PASSWORD_SENT, .label = N_("Your password") },
};
const struct shape mfa_password_shape = SHAPE("MfaPassword",
    password_fields, struct mfa_password);

static const struct field begin_fields[] = {
	REAUTH_FIELD(AT(struct mfa_password, password)),
};
const struct shape mfa_begin_shape = SHAPE("MfaBegin", begin_fields,
    struct mfa_password);

static const struct field entry_fields[] = {
	{ .name = "sessionToken", .type = FT_SECRET,
	    .flags = F_REQUIRED | F_INPUT, AT(struct mfa_entry, ticket),
	    .max = 200, .doc = "From /auth/login.",
	    .example = "vB4Yq1n0pV5mGm0mX3b1k1c2d9T8sWc7q6Zr5yU4xE0" },
	CODE_FIELD(struct mfa_entry, 0),
	BACKUP_FIELD,
};
static bool check_entry(struct cx *, const void *);
const struct shape mfa_entry_shape = SHAPE_CHECKED("MfaEntry", entry_fields,
    struct mfa_entry, check_entry);

static const struct field page_fields[] = {
	CODE_FIELD(struct mfa_entry, 0),
	BACKUP_FIELD,
};
const struct shape mfa_page_shape = SHAPE_CHECKED("MfaPage", page_fields,
    struct mfa_entry, check_entry);

static const struct field setup_fields[] = {
	{ .name = "secret", .type = FT_SECRET,
	    .example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
	    .doc = "160 bits in base32, to be typed into an app." },
	{ .name = "otpauthUri", .type = FT_TEXT, .doc = "The same for an "
	    "app on this device." },
	{ .name = "qrSvg", .type = FT_TEXT, .doc = "The same as a picture: "
	    "an svg element." },
};
const struct shape mfa_setup_shape = SHAPE_OUT("MfaSetup", setup_fields);

static const struct field codes_fields[] = {
	{ .name = "backupCodes", .type = FT_TEXTS, .count = BACKUP_CODES,
	    .max = CODE_SENT, .example = "7h2k-m9xq-4c8e-w0rt",
	    .doc = "Ten; each works once. They are not told again." },
};
const struct shape mfa_codes_shape = SHAPE_OUT("BackupCodeSet", codes_fields);

/* ---- secrets, codes, mails --------------------------------------------- */

static char *
seal(struct cx *cx, const char *person, const char *secret)
{
	return secret_seal(cx->arena, cx->data_keys, arena_fmt(cx->arena,
	    "totp:%s", person), secret);
}

/* Of a row with person and sealed; NULL when no key fits any more. */
static char *
open_secret(struct cx *cx, const struct doc *row)
{
	const char *person = doc_str(row, "person");
	const char *sealed = doc_str(row, "sealed");
	char *secret = sealed ? secret_open(cx->arena, cx->data_keys,
	    arena_fmt(cx->arena, "totp:%s", person), sealed) : NULL;

	if (sealed && !secret)
		log_event("mfa", "the second factor of %s cannot be opened: "
		    "data-key has no key that fits (see \"mealctl doctor\")",
		    person);
	return secret;
}

/* The six digits without blanks and dashes. */
static char *
read_code(struct cx *cx, const char *typed)
{
	char *code = arena_alloc(cx->arena, TOTP_DIGITS + 1);
	const char *p;
	size_t n = 0;

	for (p = text_fold(cx->arena, typed); *p; p++) {
		if (*p == ' ')
			continue;
		if (*p < '0' || *p > '9' || n == TOTP_DIGITS)
			break;
		code[n++] = *p;
	}
	return !*p && n == TOTP_DIGITS ? code : fail_as(cx, "pattern",
	    fail_pointer(cx, "/code", "Type the six digits that your app "
	    "shows."));
}

/* A row's person is told what was done; left and sealed may be NULL. */
static bool
mfa_tell(struct cx *cx, const struct doc *row, const char *mail,
    struct doc *left, const char *sealed)
{
	struct doc *data = doc_object(cx->arena);

	if (left)
		doc_append(data, "left", left);
	return undo_mail(cx, doc_str(row, "person"), doc_str(row, "email"),
	    doc_str(row, "locale"), mail, data, sealed);
}

/* Ten new ones in place of what was there: {backupCodes}. */
static struct doc *
replace_codes(struct cx *cx, const char *person)
{
	struct doc *d = doc_object(cx->arena), *list = doc_list(cx->arena);
	const char *hashes[BACKUP_CODES];
	size_t i;

	for (i = 0; i < BACKUP_CODES; i++) {
		char *code = backup_code_make(cx->arena);

		hashes[i] = backup_code_kept(cx, person,
		    backup_code_read(cx->arena, code));
		doc_add(list, doc_text(cx->arena, code));
	}
	doc_append(d, "backupCodes", list);
	return DB_PAGE(cx,
	    { "drop", DB_CALL(SQL_BACKUP_CODES_DROP, .person = person) },
	    { "insert", DB_CALL(SQL_BACKUP_CODES_INSERT, .person = person,
		.hashes = db_array(cx, hashes, BACKUP_CODES)) }) ? d : NULL;
}

/* ---- setting up -------------------------------------------------------- */

struct setup {
	const char	*secret;
	struct doc	*state;
};

static bool
offer(struct cx *cx, void *arg)
{
	struct setup *s = arg;
	struct doc *page = DB_PAGE(cx,
	    { "offer", DB_CALL(SQL_MFA_OFFER, .person = cx->asker.id,
		.sealed = seal(cx, cx->asker.id, s->secret)) },
	    { "state", DB_CALL(SQL_MFA_STATE, .person = cx->asker.id) });

	if (page && !db_touched(doc_get(page, "offer")))
		return fail(cx, ERR_CONFLICT, "The second factor is on "
		    "already. Turn it off first to set up another app.");
	s->state = doc_get(page, "state");
	return page != NULL;
}

static bool
draw(struct cx *cx, const char *uri, struct qr *qr)
{
	if (!qr_make(cx->arena, uri, qr))
		BUG("a link that makes no picture");
	return qr->path || fail(cx, ERR_INTERNAL, "Something went wrong on "
	    "our side.");
}

struct doc *
mfa_setup(struct cx *cx, const char *password)
{
	/* made before: a transaction that is repeated rewinds the arena */
	struct setup s = { .secret = totp_secret(cx->arena) };
	struct doc *d = doc_object(cx->arena);
	struct qr qr = { 0 };
	char *uri;

	if (!reauth(cx, password) || !db_tx(cx, offer, &s))
		return NULL;
	uri = totp_uri(cx->arena, doc_str(s.state, "username"), s.secret);
	if (!draw(cx, uri, &qr))
		return NULL;
	doc_append(d, "secret", doc_text(cx->arena, s.secret));
	doc_append(d, "otpauthUri", doc_text(cx->arena, uri));
	doc_append(d, "qrSvg", doc_text(cx->arena, qr_svg(cx->arena, &qr,
	    "QR code for your authenticator app")));
	return d;
}

struct change {
	const char	*code;
	struct doc	*codes;
};

/* Whose clock is wrong would be out at the next login. */
static bool
not_now(struct cx *cx, int64_t skew)
{
	long long minutes = ((skew < 0 ? -skew : skew) + 59) / 60;

	if (skew > 0)
		return fail_pointer(cx, "/code", say_n("The clock of your "
		    "phone is %lld minute ahead. Have it set by itself, and "
		    "type the next code.", "The clock of your phone is %lld "
		    "minutes ahead. Have it set by itself, and type the next "
		    "code.", (unsigned long)minutes), minutes);
	if (skew)
		return fail_pointer(cx, "/code", say_n("The clock of your "
		    "phone is %lld minute behind. Have it set by itself, and "
		    "type the next code.", "The clock of your phone is %lld "
		    "minutes behind. Have it set by itself, and type the next "
		    "code.", (unsigned long)minutes), minutes);
	return fail_pointer(cx, "/code", "This is not the code of now. See "
	    "whether the clock of your phone is right, and type the next "
	    "one.");
}

static bool
confirm(struct cx *cx, void *arg)
{
	struct change *c = arg;
	struct doc *row = DB(cx, SQL_MFA_STATE, .person = cx->asker.id);
	char *secret = row ? open_secret(cx, row) : NULL;
	int64_t step;

	if (!row)
		return false;
	if (doc_true(doc_get(row, "enabled")))
		return fail(cx, ERR_CONFLICT, "The second factor is on "
		    "already.");
	if (!secret)
		return fail(cx, ERR_CONFLICT, "Nothing is being set up. "
		    "Begin with a new key.");
	step = totp_match(cx->arena, secret, c->code, when_now(),
	    (int64_t)doc_num(row, "step", 0));
	if (step < 0)
		return not_now(cx, totp_skew(cx->arena, secret, c->code,
		    when_now()));
	c->codes = replace_codes(cx, cx->asker.id);
	return c->codes && DB(cx, SQL_MFA_ON, .person = cx->asker.id,
	    .step = db_int(cx, step)) &&
	    audit_note(cx, NULL, "mfa-on", NULL) &&
	    mfa_tell(cx, row, "mfa-on", NULL, NULL);
}

struct doc *
mfa_confirm(struct cx *cx, const struct mfa_code *in)
{
	struct change c = { .code = read_code(cx, in->code) };

	return c.code && reauth(cx, in->password) &&
	    db_tx(cx, confirm, &c) ? c.codes : NULL;
}

/* ---- changing ---------------------------------------------------------- */

static bool
is_on(struct cx *cx, const struct doc *row)
{
	return doc_true(doc_get(row, "enabled")) || (row &&
	    fail(cx, ERR_CONFLICT, "The second factor is off."));
}

/* Logins that wait are over: there is nothing to ask them for. */
bool
mfa_remove(struct cx *cx, const char *person)
{
	return DB_PAGE(cx,
	    { "off", DB_CALL(SQL_MFA_OFF, .person = person) },
	    { "codes", DB_CALL(SQL_BACKUP_CODES_DROP, .person = person) }) &&
	    one_time_void(cx, "mfa", person);
}

bool
mfa_required(const struct cx *cx)
{
	return cx->asker.role == ROLE_ADMIN &&
	    strcmp(cx->conf->mfa_admins, "required") == 0;
}

static bool
turn_off(struct cx *cx, void *arg)
{
	struct doc *row = DB(cx, SQL_MFA_STATE, .person = cx->asker.id);

	(void)arg;
	if (mfa_required(cx))
		return fail(cx, ERR_CONFLICT, "Administrators need a second "
		    "factor here. For another phone, have yours reset by "
		    "another administrator, or with mealctl.");
	return is_on(cx, row) && mfa_remove(cx, cx->asker.id) &&
	    audit_note(cx, NULL, "mfa-off", NULL) &&
	    mfa_tell(cx, row, "mfa-off", NULL, doc_str(row, "sealed"));
}

bool
mfa_disable(struct cx *cx, const char *password)
{
	return password_confirm(cx, password) && db_tx(cx, turn_off, NULL);
}

static bool
renew(struct cx *cx, void *arg)
{
	struct change *c = arg;

	if (!is_on(cx, DB(cx, SQL_MFA_STATE, .person = cx->asker.id)))
		return false;
	c->codes = replace_codes(cx, cx->asker.id);
	return c->codes && audit_note(cx, NULL, "backup-codes", NULL);
}

struct doc *
mfa_renew_codes(struct cx *cx, const char *password)
{
	struct change c = { 0 };

	return password_confirm(cx, password) && db_tx(cx, renew, &c) ?
	    c.codes : NULL;
}

/* ---- pages ------------------------------------------------------------- */

/* The secret in fours, as people type it. */
static struct doc *
groups(struct cx *cx, const char *secret)
{
	struct doc *list = doc_list(cx->arena);
	size_t n = strlen(secret), i;

	for (i = 0; i < n; i += GROUP)
		doc_add(list, doc_text(cx->arena, arena_dup(cx->arena,
		    secret + i, n - i < GROUP ? n - i : GROUP)));
	return list;
}

/* The picture as numbers: the template draws it. */
static struct doc *
pending(struct cx *cx, const struct doc *row, const char *secret)
{
	struct doc *d = doc_object(cx->arena), *picture;
	struct qr qr = { 0 };
	char *uri = totp_uri(cx->arena, doc_str(row, "username"), secret);

	if (!draw(cx, uri, &qr))
		return NULL;
	picture = doc_object(cx->arena);
	doc_append(picture, "size", doc_int(cx->arena, qr.size));
	doc_append(picture, "path", doc_text(cx->arena, qr.path));
	doc_append(d, "groups", groups(cx, secret));
	doc_append(d, "otpauthUri", doc_text(cx->arena, uri));
	doc_append(d, "qr", picture);
	return d;
}

struct doc *
mfa_status(struct cx *cx)
{
	struct doc *row = DB(cx, SQL_MFA_STATE, .person = cx->asker.id), *d,
	    *wait;
	bool on = doc_true(doc_get(row, "enabled"));
	char *secret = row && !on ? open_secret(cx, row) : NULL;

	if (!row)
		return NULL;
	wait = secret ? pending(cx, row, secret) : doc_null(cx->arena);
	if (!wait)
		return NULL;
	d = doc_object(cx->arena);
	doc_append(d, "enabled", doc_bool(cx->arena, on));
	doc_append(d, "required", doc_bool(cx->arena, mfa_required(cx)));
	doc_append(d, "codesLeft", doc_drop(row, "codesLeft"));
	doc_append(d, "pending", wait);
	return d;
}

struct doc *
mfa_security(struct cx *cx)
{
	return DB(cx, SQL_MFA_SECURITY, .person = cx->asker.id);
}

/* ---- a login that waits ------------------------------------------------ */

struct entering {
	const char	*ticket;
	const char	*person;
	const char	*code;		/* one of these two, as read */
	const char	*backup;
	const char	*hashes;	/* of the backup code */
	const char	*key;		/* what wrong ones count for */
	int64_t		 nth;		/* try of this ticket */
	struct doc	*row;
	int64_t		 step;		/* that the code is of */
	const char	*sealed;	/* the secret anew, or NULL */
};

static bool
wrong(struct cx *cx)
{
	refuse(cx, REFUSED_CODE_WRONG);
	return fail(cx, ERR_SIGNED_OUT, "This code is not right, or the "
	    "login has waited too long. Try the next code, or log in again.");
}

static bool
check_entry(struct cx *cx, const void *entry)
{
	const struct mfa_entry *in = entry;
	bool code = in->code && *in->code;
	bool backup = in->backup && *in->backup;

	return code != backup || fail_pointer(cx, backup ? "/backupCode" :
	    "/code", backup ? "Send the code or a backup code, not both." :
	    "Type the six digits that your app shows.");
}

static bool
read_entry(struct cx *cx, const struct mfa_entry *in, struct entering *e)
{
	bool code = in->code && *in->code;

	if (code)
		e->code = read_code(cx, in->code);
	else
		e->backup = backup_code_read(cx->arena, in->backup);
	return e->code || e->backup || (code ? false :
	    fail_pointer(cx, "/backupCode", "A backup code has sixteen "
	    "letters and digits, such as 7h2k-m9xq-4c8e-w0rt."));
}

/* Before it is looked at: of many at once no more than the limit are. */
static bool
count(struct cx *cx, void *arg)
{
	struct entering *e = arg;

	e->nth = one_time_failed(cx, "mfa", e->ticket);
	return e->nth >= 0;
}

static bool
missed(struct cx *cx, const struct entering *e)
{
	refuse(cx, REFUSED_CODE_WRONG);
	return audit_own(cx, e->person, "mfa-failed", NULL) &&
	    rate_limit_failed(cx, e->key, TRIES_QUARTER,
	    cx->conf->mfa_failures) &&
	    wrong(cx);
}

static bool
fits(struct cx *cx, struct entering *e)
{
	char *secret;

	if (e->hashes)
		return doc_true(doc_get(e->row, "backup"));
	secret = open_secret(cx, e->row);
	if (!secret)
		return false;
	if (secret_sealed_old(cx->data_keys, doc_str(e->row, "sealed")))
		e->sealed = seal(cx, e->person, secret);
	e->step = totp_match(cx->arena, secret, e->code, when_now(),
	    (int64_t)doc_num(e->row, "step", 0));
	return e->step >= 0;
}

static bool
note_backup(struct cx *cx, const struct entering *e)
{
	struct doc *row = DB(cx, SQL_BACKUP_CODES_LEFT, .person = e->person);
	struct doc *left = row ? doc_drop(row, "left") : NULL;
	struct doc *detail = doc_object(cx->arena);

	if (!row)
		return false;
	doc_append(detail, "left", doc_copy(cx->arena, left));
	return audit_own(cx, e->person, "backup-code-used", detail) &&
	    mfa_tell(cx, e->row, "backup-code-used", left, NULL);
}

/* Ticket and code are used up: who comes second finds nothing left. */
static bool
take(struct cx *cx, void *arg)
{
	const struct entering *e = arg;
	struct doc *ticket = one_time_use(cx, "mfa", e->ticket), *done;

	if (!ticket)
		return false;
	done = e->hashes ?
	    DB(cx, SQL_BACKUP_CODE_USE, .person = e->person,
	    .hashes = e->hashes) :
	    DB(cx, SQL_MFA_STEP, .person = e->person,
	    .step = db_int(cx, e->step), .sealed = e->sealed);
	if (done && (doc_is_null(ticket) || !db_touched(done)))
		return wrong(cx);
	return done && (!e->hashes || note_backup(cx, e)) &&
	    rate_limit_clear(cx, e->key);
}

/* The login's own words: which device, and where to go on. */
static bool
read_detail(struct cx *cx, const struct doc *ticket, struct mfa_who *who)
{
	const struct doc *raw = doc_get(ticket, "detail");
	const struct doc *d = json_parse(&cx->err, raw->text, raw->len);

	who->device = doc_str(d, "device");
	who->next = doc_str(d, "next");
	return d != NULL;
}

bool
mfa_enter(struct cx *cx, const struct mfa_entry *in, struct mfa_who *who)
{
	struct entering e = { .ticket = in->ticket };
	struct doc *ticket;

	if (!read_entry(cx, in, &e))
		return false;
	ticket = one_time_look(cx, "mfa", e.ticket);
	if (doc_is_null(ticket))
		return ticket && wrong(cx);
	e.person = doc_str(ticket, "person");
	e.key = rate_limit_key(cx, "mfa", e.person);
	if (e.backup)
		e.hashes = backup_code_any(cx, e.person, e.backup);
	if (!rate_limit_left_growing(cx, e.key, TRIES_QUARTER,
	    cx->conf->mfa_failures) || !db_tx(cx, count, &e))
		return false;
	if (e.nth > MFA_TRIES)
		return wrong(cx);
	e.row = DB(cx, SQL_MFA_WAITING, .ticket = doc_str(ticket, "id"),
	    .hashes = e.hashes);
	if (!e.row)
		return false;
	if (doc_is_null(e.row) || !fits(cx, &e))
		return missed(cx, &e);
	*who = (struct mfa_who){ .login = { .person = e.person,
	    .since = doc_str(e.row, "passwordAt") } };
	return db_tx(cx, take, &e) && read_detail(cx, ticket, who);
}

bool
mfa_waits(struct cx *cx, const char *ticket)
{
	struct doc *row = one_time_look(cx, "mfa", ticket);

	return !doc_is_null(row) && doc_num(row, "failures", 0) < MFA_TRIES;
}
