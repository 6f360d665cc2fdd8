/*
 * household: who cooks together, and invitations.
 */
#include "data/doc.h"
#include "household/household.h"
#include "store/cursor.h"
#include "web/route.h"
#include "web/serve.h"

struct token_input {
	const char	*token;
};

static const struct field token_fields[] = {
	{ .name = "token", .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct token_input, token), .max = 200,
	    .doc = "The secret in an invitation's link." },
};
static const struct shape token_shape = SHAPE("InvitationToken",
    token_fields, struct token_input);

static struct doc *
show(struct req *rq)
{
	return household_page(rq->cx);
}

static struct doc *
change(struct req *rq)
{
	return household_set(rq->cx, rq->if_match, rq->in);
}

/* ---- members ----------------------------------------------------------- */

static struct doc *
member(struct req *rq)
{
	return household_member(rq->cx, req_arg(rq, "id"));
}

static struct doc *
set_role(struct req *rq)
{
	return household_set_role(rq->cx, req_arg(rq, "id"), rq->if_match,
	    rq->in);
}

static struct doc *
remove_(struct req *rq)
{
	return household_remove(rq->cx, req_arg(rq, "id"), rq->if_match);
}

static struct doc *
hand_over(struct req *rq)
{
	return household_hand_over(rq->cx, rq->in);
}

static struct doc *
prospect(struct req *rq)
{
	return household_prospect(rq->cx);
}

static struct doc *
leave(struct req *rq)
{
	return household_leave(rq->cx);
}

/* ---- invitations ------------------------------------------------------- */

static struct doc *
invitations(struct req *rq)
{
	return household_invitations(rq->cx, rq->params);
}

static struct doc *
invitation(struct req *rq)
{
	return household_invitation(rq->cx, req_arg(rq, "id"));
}

static struct doc *
invite(struct req *rq)
{
	return household_invite(rq->cx, rq->in);
}

static struct doc *
uninvite(struct req *rq)
{
	return household_uninvite(rq->cx, req_arg(rq, "id"));
}

static struct doc *
offer(struct req *rq)
{
	const struct token_input *in = rq->params;

	return household_offer(rq->cx, in->token);
}

/* The same with what its form and links need; a good token is letters and
 * digits, dashes and underscores. */
static struct doc *
offer_page(struct req *rq)
{
	const struct token_input *in = rq->params;
	struct doc *d = offer(rq);

	if (!d)
		return NULL;
	doc_append(d, "token", doc_text(rq->cx->arena, in->token));
	doc_append(d, doc_str(d, "state"), doc_bool(rq->cx->arena, true));
	return d;
}

static struct doc *
join(struct req *rq)
{
	const struct token_input *in = rq->in;

	return household_join(rq->cx, in->token);
}

static const struct route routes[] = {
	{ GET, "/household", NEED_VIEWER, show, R_API,
	    .answer = &household_shape,
	    .op = "household.get",
	    .doc = "The household, who is in it, and its open invitations.",
	    .scope = SCOPE_HOUSEHOLD },
	{ GET, "/household", NEED_VIEWER, show, R_PAGE | R_FORM,
	    .view = "household/show", .body = &household_invitation_shape,
	    .scope = SCOPE_HOUSEHOLD },
	{ PATCH, "/household", NEED_OWNER, change, R_API | R_MATCH,
	    .body = &household_shape, .answer = &household_shape,
	    .current = show,
	    .op = "household.update",
	    .doc = "Change its name, or for how many it cooks.",
	    .scope = SCOPE_HOUSEHOLD },
	{ GET, "/household/edit", NEED_OWNER, show, R_PAGE | R_FORM,
	    .view = "household/edit", .body = &household_shape,
	    .scope = SCOPE_HOUSEHOLD },
	{ POST, "/household", NEED_OWNER, change, R_PAGE,
	    .body = &household_shape, .current = show,
	    .form = "/household/edit", .then = "/household",
	    .flash = "settings-saved", .scope = SCOPE_HOUSEHOLD },

	/* members */
	{ GET, "/household/members/:id", NEED_VIEWER, member, R_API,
	    .answer = &household_member_shape,
	    .op = "household.members.get",
	    .doc = "One member.", .scope = SCOPE_HOUSEHOLD },
	{ GET, "/household/members/:id", NEED_VIEWER, member,
	    R_PAGE | R_FORM, .view = "household/member",
	    .body = &household_member_shape, .scope = SCOPE_HOUSEHOLD },
	{ PATCH, "/household/members/:id", NEED_OWNER, set_role,
	    R_API | R_MATCH,
	    .body = &household_member_shape,
	    .answer = &household_member_shape, .current = member,
	    .op = "household.members.update",
	    .doc = "Give a member another role.", .scope = SCOPE_HOUSEHOLD },
	{ POST, "/household/members/:id", NEED_OWNER, set_role, R_PAGE,
	    .body = &household_member_shape, .current = member,
	    .form = "/household/members/:id", .then = "/household",
	    .flash = "role-saved", .scope = SCOPE_HOUSEHOLD },
	{ DELETE, "/household/members/:id", NEED_OWNER, remove_,
	    R_API | R_EMPTY | R_MATCH,
	    .op = "household.members.remove",
	    .doc = "Move a member into a household of their own, with "
	    "their private recipes; all else stays.",
	    .scope = SCOPE_HOUSEHOLD },
	{ GET, "/household/members/:id/delete", NEED_OWNER, member, R_PAGE,
	    .view = "household/remove", .scope = SCOPE_HOUSEHOLD },
	{ POST, "/household/members/:id/delete", NEED_OWNER, remove_,
	    R_PAGE, .then = "/household", .flash = "member-removed",
	    .scope = SCOPE_HOUSEHOLD },
	{ GET, "/household/members/:id/handover", NEED_OWNER, member,
	    R_PAGE, .view = "household/handover", .scope = SCOPE_HOUSEHOLD },
	{ POST, "/household/handover", NEED_OWNER, hand_over, 0,
	    .body = &household_heir_shape, .answer = &household_shape,
	    .then = "/household",
	    .op = "household.handOver",
	    .doc = "Make another member the owner, and oneself a member.",
	    .flash = "handed-over", .scope = SCOPE_HOUSEHOLD },
	{ GET, "/household/leave", NEED_VIEWER, prospect, 0,
	    .view = "household/leave", .answer = &household_move_shape,
	    .op = "household.leavePreview",
	    .doc = "What leaving, or joining another household, would take "
	    "along and leave behind.", .scope = SCOPE_HOUSEHOLD },
	{ POST, "/household/leave", NEED_VIEWER, leave, 0,
	    .answer = &household_shape, .then = "/household",
	    .op = "household.leave",
	    .doc = "Move into a household of one's own: that one.",
	    .flash = "household-left", .scope = SCOPE_HOUSEHOLD },

	/* invitations */
	{ GET, "/household/invitations", NEED_OWNER, invitations,
	    R_API | R_LIST, .query = &cursor_query_shape,
	    .answer = &household_invitations_shape,
	    .op = "household.invitations.list",
	    .doc = "The open invitations, oldest first.",
	    .scope = SCOPE_HOUSEHOLD },
	{ POST, "/household/invitations", NEED_OWNER, invite, R_CREATED,
	    .body = &household_invitation_shape,
	    .answer = &household_invitation_shape,
	    .view = "household/invited", .form = "/household",
	    .op = "household.invitations.create",
	    .doc = "Invite somebody by a link, and by mail.",
	    .scope = SCOPE_HOUSEHOLD },
	{ GET, "/household/invitations/:id", NEED_OWNER, invitation, R_API,
	    .answer = &household_invitation_shape,
	    .op = "household.invitations.get",
	    .doc = "An open invitation, without its link.",
	    .scope = SCOPE_HOUSEHOLD },
	{ DELETE, "/household/invitations/:id", NEED_OWNER, uninvite,
	    R_API | R_EMPTY,
	    .op = "household.invitations.delete",
	    .doc = "Take an invitation back.", .scope = SCOPE_HOUSEHOLD },
	{ POST, "/household/invitations/:id/delete", NEED_OWNER, uninvite,
	    R_PAGE, .then = "/household", .flash = "invitation-withdrawn",
	    .scope = SCOPE_HOUSEHOLD },
	{ GET, "/invitations", NEED_NOBODY, offer, R_API,
	    .query = &token_shape, .answer = &household_offer_shape,
	    .op = "household.invitations.show",
	    .doc = "What an invitation offers." },
	{ GET, "/invitations", NEED_NOBODY, offer_page, R_PAGE,
	    .query = &token_shape, .view = "household/invitation" },
	{ POST, "/invitations/accept", NEED_PERSON, join, 0,
	    .body = &token_shape, .answer = &household_shape,
	    .then = "/household",
	    .op = "household.invitations.accept",
	    .doc = "Move to the household of an invitation.",
	    .flash = "household-joined" },
};

static const struct responder household = { .name = "household",
    .routes = routes, .n = COUNT(routes) };

int
main(int argc, char **argv)
{
	return serve(&household, argc, argv);
}
