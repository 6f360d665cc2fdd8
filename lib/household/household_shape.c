#include "household/household.h"

#define WHO	FT_TEXT, .flags = F_SERVER

static const struct field member_fields[] = {
	{ .name = "id", .type = FT_UUID, .flags = F_SERVER },
	{ .name = "username", .type = WHO },
	{ .name = "fullName", .type = WHO },
	{ .name = "about", .type = FT_BLOCK,
	    .flags = F_SERVER | F_NULL | F_MAYBE,
	    .doc = "Their own words; of one member alone, not in lists." },
	{ .name = "role", .example = "member",
	    .type = FT_CHOICE, .flags = F_REQUIRED,
	    AT(struct household_role, role), .words = W_("owner member viewer"),
	    .label = N_("Role"), .doc = N_("A member changes things, a viewer "
	    "looks. The owner's is handed over, not set.") },
	{ .name = "joinedAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "self", .type = FT_BOOL, .flags = F_SERVER,
	    .doc = "Whether it is who asks." },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
};
const struct shape household_member_shape = SHAPE("HouseholdMember",
    member_fields, struct household_role);

static const struct field heir_fields[] = {
	{ .name = "member", .type = FT_UUID, .flags = F_REQUIRED,
	    AT(struct household_heir, member),
	    .doc = "The id of the member who is to own it." },
};
const struct shape household_heir_shape = SHAPE("HouseholdHandover",
    heir_fields, struct household_heir);

static const struct field invitation_fields[] = {
	{ .name = "id", .type = FT_UUID, .flags = F_SERVER },
	{ .name = "email", .type = FT_EMAIL, .flags = F_NULL,
	    AT(struct household_invitation, email), .label = N_("Their email"),
	    .doc = N_("The link is sent there as well.") },
	{ .name = "role", .type = FT_CHOICE,
	    AT(struct household_invitation, role), .words = "member viewer",
	    .fallback = "member", .label = N_("They come as") },
	{ .name = "expiresAt", .type = FT_INSTANT,
	    AT(struct household_invitation, expires),
	    .doc = "At most a year from now; a week when nothing is said." },
	{ .name = "invitedBy", .type = WHO | F_NULL },
	{ .name = "createdAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "link", .type = FT_SECRET, .flags = F_SERVER | F_MAYBE,
	    .doc = "Told once, to whoever makes it. Whoever has it may "
	    "join." },
};
const struct shape household_invitation_shape = SHAPE("Invitation",
    invitation_fields, struct household_invitation);

static const struct field invitations_fields[] = {
	{ .name = "items", .type = FT_LIST,
	    .shape = &household_invitation_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape household_invitations_shape = SHAPE_OUT("InvitationList",
    invitations_fields);

static const struct field use_fields[] = {
	{ .name = "recipes", .type = FT_INT },
	{ .name = "recipesLimit", .type = FT_INT, .flags = F_NULL },
	{ .name = "bytes", .type = FT_INT },
	{ .name = "bytesLimit", .type = FT_INT, .flags = F_NULL },
};
static const struct shape use_shape = SHAPE_OUT("HouseholdUse", use_fields);

static const struct field household_fields[] = {
	{ .name = "id", .type = FT_UUID, .flags = F_SERVER },
	{ .name = "name", .example = "Field Lane 3",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct household_draft, name), .min = 1, .max = 200,
	    .label = N_("Name of the household") },
	{ .name = "usualServings", .example = "2", .type = FT_DECIMAL,
	    .flags = F_NULL, AT(struct household_draft, servings),
	    .min = 0.001, .max = 1000, .label = N_("We usually cook for"),
	    .doc = "What is put on the plan is for so many when nothing else "
	    "is said. At first, and when null is sent, as many as there are "
	    "people.",
	    .hint = N_("What is put on the plan is for so many when nothing "
	    "else is said. As many as there are people when empty.") },
	{ .name = "slug", .type = FT_TEXT, .flags = F_SERVER,
	    .doc = "In the addresses of public recipes; it stays." },
	{ .name = "role", .type = FT_CHOICE, .flags = F_SERVER,
	    .words = "owner member viewer", .doc = "Of who asks." },
	{ .name = "members", .type = FT_LIST, .flags = F_SERVER,
	    .shape = &household_member_shape },
	{ .name = "invitations", .type = FT_LIST, .flags = F_SERVER | F_NULL,
	    .shape = &household_invitation_shape,
	    .doc = "The open ones, for its owner." },
	{ .name = "use", .type = FT_OBJECT, .flags = F_SERVER,
	    .shape = &use_shape,
	    .doc = "What it keeps, counted as text with what was deleted of "
	    "late, and what it may keep; a limit is null when there is none. "
	    "Above it a save is answered 413, of type quota." },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
	{ .name = "createdAt", .type = FT_INSTANT, .flags = F_SERVER },
};
const struct shape household_shape = SHAPE("Household", household_fields,
    struct household_draft);

/* ---- what moves -------------------------------------------------------- */

static const struct field counts_fields[] = {
	{ .name = "recipes", .type = FT_INT },
	{ .name = "foods", .type = FT_INT },
	{ .name = "meals", .type = FT_INT },
	{ .name = "planEntries", .type = FT_INT },
	{ .name = "shoppingLists", .type = FT_INT },
};
static const struct shape counts_shape = SHAPE_OUT("HouseholdCounts",
    counts_fields);

static const struct field move_fields[] = {
	{ .name = "alone", .type = FT_BOOL,
	    .doc = "Whether nobody else is in the household: then all of "
	    "it moves along." },
	{ .name = "takes", .type = FT_OBJECT, .shape = &counts_shape,
	    .doc = "What goes along: all, or private recipes alone." },
	{ .name = "leaves", .type = FT_OBJECT, .shape = &counts_shape,
	    .doc = "What stays with the others." },
};
const struct shape household_move_shape = SHAPE_OUT("HouseholdMove",
    move_fields);

static const struct field named_fields[] = {
	{ .name = "name", .type = FT_TEXT },
};
static const struct shape named_shape = SHAPE_OUT("HouseholdName",
    named_fields);

static const struct field offer_fields[] = {
	{ .name = "household", .type = FT_OBJECT, .shape = &named_shape },
	{ .name = "invitedBy", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "role", .type = FT_CHOICE, .words = "member viewer" },
	{ .name = "expiresAt", .type = FT_INSTANT },
	{ .name = "state", .type = FT_CHOICE,
	    .words = "open joined handover", .doc = "open: it can be taken "
	    "up. joined: who asks is in this household already. handover: "
	    "they own one with others in it, and hand that over first." },
	{ .name = "move", .type = FT_OBJECT, .flags = F_NULL,
	    .shape = &household_move_shape,
	    .doc = "What becomes of what they have; null for nobody." },
};
const struct shape household_offer_shape = SHAPE_OUT("InvitationOffer",
    offer_fields);
