/*
 * household: people who cook together. Everybody is in exactly one; joining
 * another moves them.
 *
 * Who was alone takes along all that the household has, and the emptied one
 * is gone. Whoever leaves others behind takes only what nobody else could
 * see, their private recipes with the household's own foods in them (as
 * copies), and their targets. A household has one owner, who hands it over
 * before leaving others behind.
 *
 * Whatever changes who is in a household counts up the household's version
 * first, so that two such changes at once come one after the other.
 */
#ifndef MEAL_HOUSEHOLD_H
#define MEAL_HOUSEHOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "data/field.h"

struct cursor_query;
struct cx;
struct doc;

#define HOUSEHOLD_MEMBERS_MAX		50
#define HOUSEHOLD_INVITATIONS_MAX	20	/* open at once */
#define HOUSEHOLD_INVITATION_DAYS_MAX	365

struct household_draft {
	const char	*name;
	double		 servings;	/* NAN: as many as its people */
};
struct household_role {
	const char	*role;
};
struct household_heir {
	const char	*member;
};
struct household_invitation {
	const char	*email, *role, *expires;
};
extern const struct shape household_shape, household_member_shape,
    household_heir_shape, household_invitation_shape,
    household_invitations_shape, household_offer_shape,
    household_move_shape;

/* ---- what it is -------------------------------------------------------- */

/*
 * The asking person's, with its members and, for the owner, invitations; and
 * one that they are in since a moment ago.
 */
struct doc *household_page(struct cx *);
/* For the sysadmin: [{id, name, members, recipes, bytes, createdAt}], those
 * that keep most first. */
struct doc *household_list(struct cx *, int64_t limit);
struct doc *household_of(struct cx *, const char *id);
/* One of its members. ERR_NOT_FOUND. */
struct doc *household_member(struct cx *, const char *id);
/* Its name and for how many it cooks; version -1 is any. ERR_STALE. */
struct doc *household_set(struct cx *, int64_t version,
	    const struct household_draft *);
/* Put into a page for how many they usually cook, "usualServings". NULL
 * (also when the page is) sets the error. */
struct doc *household_usual(struct cx *, struct doc *page);
/*
 * Make a household of a person's own, named after them: its id. Joins a
 * transaction.
 */
char   *household_make(struct cx *, const char *full_name,
	    const char *username);

/* ---- who is in it ------------------------------------------------------ */

/*
 * Give a member another role; the member. ERR_INVALID for "owner" (which is
 * handed over) and for one's own. ERR_NOT_FOUND; ERR_STALE when they have
 * another version (-1 is any).
 */
struct doc *household_set_role(struct cx *, const char *id,
	    int64_t version, const struct household_role *);
/* Make another member the owner, and the asking one a member; the household.
 * ERR_INVALID when that is none. */
struct doc *household_hand_over(struct cx *, const struct household_heir *);
/* Into a household of their own: a member, or the asking one, whose new
 * household is returned. ERR_CONFLICT when that cannot be. */
struct doc *household_remove(struct cx *, const char *id, int64_t version);
struct doc *household_leave(struct cx *);
/* What leaving (or joining another) would take along and leave behind. */
struct doc *household_prospect(struct cx *);

/*
 * Within a transaction, first: nobody else changes who is in the asking one's
 * household until its end, and what is known of the asking one is true.
 * ERR_FORBIDDEN when it has just changed: who is asking may have been asked
 * about a moment before the transaction.
 */
bool	    household_hold(struct cx *);

/* ---- invitations ------------------------------------------------------- */

/*
 * Invite somebody: the Invitation with its link, which is told this once;
 * mailed as well when there is an address. ERR_CONFLICT when too many are
 * open or in the household, ERR_LIMITED after too many mails.
 */
struct doc *household_invite(struct cx *,
	    const struct household_invitation *);
/* {items, next} of the open ones; one of them; and take one back. */
struct doc *household_invitations(struct cx *, const struct cursor_query *);
struct doc *household_invitation(struct cx *, const char *id);
struct doc *household_uninvite(struct cx *, const char *id);
/* What an invitation offers to whoever asks, also nobody: ERR_NOT_FOUND for
 * one that is not good any more. */
struct doc *household_offer(struct cx *, const char *secret);
/*
 * Take an invitation up for a person, with its secret: they move to its
 * household. Joins the transaction it is called in, where the person may have
 * been made just before. ERR_NOT_FOUND when the invitation is unknown, used,
 * over or taken back; ERR_CONFLICT when they own a household with others in
 * it, are in this one already, or it is full.
 */
bool	household_accept(struct cx *, const char *person, const char *secret);
/* The same for the asking person; their household then. */
struct doc *household_join(struct cx *, const char *secret);

#endif
