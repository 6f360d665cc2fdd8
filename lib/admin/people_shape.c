/* What administrators send and get. */
#include "base/array.h"
#include "store/cursor.h"
#include "admin/people.h"

#define Q(member) AT(struct people_query, member)
static const struct field query_fields[] = {
	{ .name = "q", .type = FT_TEXT, Q(q), .max = 200,
	    .label = N_("Name, email or username"),
	    .doc = N_("A part of the name, the address or the username.") },
	{ .name = "role", .type = FT_CHOICE, Q(role),
	    .words = W_("user moderator admin"), .label = N_("Role"),
	    .doc = N_("In this role alone.") },
	{ .name = "state", .type = FT_CHOICE, Q(state),
	    .words = "active disabled leaving unverified",
	    .label = N_("State"), .doc = N_("leaving: asked to be deleted.") },
	LISTING_FIELDS(struct people_query),
};
const struct shape people_query_shape = SHAPE("PeopleQuery", query_fields,
    struct people_query);

static const struct field home_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "name", .type = FT_TEXT },
	{ .name = "role", .type = FT_CHOICE, .words = "owner member viewer" },
};
static const struct shape home_shape = SHAPE_OUT("PersonHousehold",
    home_fields);

/* What a list shows of somebody; the server's, when sent back. */
#define BRIEF_FIELDS \
	{ .name = "id", .type = FT_UUID, .flags = F_SERVER }, \
	{ .name = "email", .type = FT_EMAIL, .flags = F_SERVER }, \
	{ .name = "username", .type = FT_TEXT, .flags = F_SERVER }, \
	{ .name = "fullName", .type = FT_TEXT, .flags = F_SERVER }, \
	{ .name = "role", .type = FT_CHOICE, .flags = F_REQUIRED, \
	    AT(struct people_change, role), \
	    .words = "user moderator admin", .label = N_("Role"), \
	    .example = "user" }, \
	{ .name = "state", .type = FT_CHOICE, .flags = F_SERVER, \
	    .words = "active disabled leaving" }, \
	{ .name = "emailVerified", .type = FT_BOOL, .flags = F_SERVER }, \
	{ .name = "mfaEnabled", .type = FT_BOOL, .flags = F_SERVER }, \
	{ .name = "household", .type = FT_OBJECT, .flags = F_SERVER, \
	    .shape = &home_shape }, \
	{ .name = "createdAt", .type = FT_INSTANT, .flags = F_SERVER }

static const struct field brief_fields[] = { BRIEF_FIELDS };
static const struct shape brief_shape = SHAPE_OUT("PersonBrief",
    brief_fields);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &brief_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape people_list_shape = SHAPE_OUT("PeopleList", list_fields);

static const struct field person_fields[] = {
	BRIEF_FIELDS,
	{ .name = "usedAt", .type = FT_INSTANT, .flags = F_SERVER | F_NULL,
	    .doc = "When they were here last." },
	{ .name = "sessions", .type = FT_INT, .flags = F_SERVER },
	{ .name = "tokens", .type = FT_INT, .flags = F_SERVER,
	    .doc = "API tokens." },
	{ .name = "passwordSet", .type = FT_BOOL, .flags = F_SERVER,
	    .doc = "Not, when they were imported without one." },
	{ .name = "locale", .type = FT_TEXT, .flags = F_SERVER },
	{ .name = "disabledAt", .type = FT_INSTANT,
	    .flags = F_SERVER | F_NULL },
	{ .name = "disabledReason", .type = FT_TEXT,
	    .flags = F_SERVER | F_NULL },
	{ .name = "purgeAt", .type = FT_INSTANT, .flags = F_SERVER | F_NULL,
	    .doc = "When they are deleted for good, as they asked." },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
};
const struct shape people_shape = SHAPE("Person", person_fields,
    struct people_change);

static const struct field reason_fields[] = {
	{ .name = "reason", .type = FT_TEXT,
	    AT(struct people_reason, reason), .max = 500,
	    .label = N_("Reason"),
	    .doc = N_("They are told, and it is kept with "
	    "the account.") },
};
const struct shape people_reason_shape = SHAPE("PersonDisabling",
    reason_fields, struct people_reason);

/* ---- the overview ------------------------------------------------------ */

#define NUMBER_FIELD(n) { .name = n, .type = FT_INT }

static const struct field count_fields[] = {
	NUMBER_FIELD("total"), NUMBER_FIELD("active"),
	NUMBER_FIELD("disabled"), NUMBER_FIELD("leaving"),
	NUMBER_FIELD("unverified"), NUMBER_FIELD("admins"),
	NUMBER_FIELD("mfa"),
};
static const struct shape count_shape = SHAPE_OUT("PeopleCount",
    count_fields);

static const struct field session_fields[] = {
	NUMBER_FIELD("browser"), NUMBER_FIELD("app"), NUMBER_FIELD("token"),
};
static const struct shape session_shape = SHAPE_OUT("SessionCount",
    session_fields);

static const struct field mail_fields[] = {
	NUMBER_FIELD("queued"), NUMBER_FIELD("sending"),
	NUMBER_FIELD("sent"), NUMBER_FIELD("dead"),
};
static const struct shape mail_shape = SHAPE_OUT("MailCount", mail_fields);

static const struct field job_fields[] = {
	NUMBER_FIELD("queued"), NUMBER_FIELD("running"),
	NUMBER_FIELD("done"), NUMBER_FIELD("failed"),
};
static const struct shape job_shape = SHAPE_OUT("JobCount", job_fields);

static const struct field chore_fields[] = {
	{ .name = "name", .type = FT_TEXT, .example = "sessions" },
	{ .name = "doneAt", .type = FT_INSTANT },
};
static const struct shape chore_shape = SHAPE_OUT("AdminChore", chore_fields);

static const struct field overview_fields[] = {
	{ .name = "version", .type = FT_TEXT, .example = "0.1.0" },
	{ .name = "schema", .type = FT_INT },
	{ .name = "environment", .type = FT_TEXT, .example = "production" },
	{ .name = "people", .type = FT_OBJECT, .shape = &count_shape },
	{ .name = "sessions", .type = FT_OBJECT, .shape = &session_shape },
	{ .name = "mail", .type = FT_OBJECT, .shape = &mail_shape },
	{ .name = "jobs", .type = FT_OBJECT, .shape = &job_shape },
	{ .name = "chores", .type = FT_LIST, .shape = &chore_shape,
	    .doc = "When each regular task was done last." },
};
const struct shape people_overview_shape = SHAPE_OUT("Overview",
    overview_fields);
