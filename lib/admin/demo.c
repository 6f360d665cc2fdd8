#include "admin/demo.h"

#include <string.h>

#include "account/account.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/file.h"
#include "food/food.h"
#include "household/household.h"
#include "ingredient/ingredient.h"
#include "data/json.h"
#include "plan/meal.h"
#include "plan/plan.h"
#include "recipe/recipe.h"
#include "store/secret.h"
#include "plan/target.h"
#include "data/text.h"
#include "data/when.h"

#define FILE_BYTES	((size_t)4 << 20)
/* Known to everybody: the demo is made where nobody else can come. */
#define PASSWORD	"kitchen table"

struct demo {
	struct doc	*foods, *recipes, *plan;
	struct doc	*ids;		/* {kind: {name: id}} */
	const char	*today;
};

static struct doc *
load(struct cx *cx, const char *name)
{
	const char *path = arena_fmt(cx->arena, "%s/demo/%s",
	    cx->conf->migrations, name);
	size_t n;
	char *text = file_read(&cx->err, path, FILE_BYTES, &n);
	struct doc *d = text ? json_parse(&cx->err, text, n) : NULL;

	if (text && !d)
		err_log(&cx->err, "%s", path);
	return d;
}

/* The struct of a shape from a document; faults name what was read. */
static void *
read_as(struct cx *cx, const struct shape *shape, const struct doc *d)
{
	void *out = arena_alloc(cx->arena, shape->size);

	if (field_read(&cx->err, shape, d, FIELD_JSON, out))
		return out;
	err_log(&cx->err, "demo %s \"%s\": %s", shape->name,
	    doc_str(d, "name") ? doc_str(d, "name") : "",
	    cx->err.fields ? cx->err.fields->detail : "");
	return NULL;
}

/* ---- names ------------------------------------------------------------- */

static void
learn(struct cx *cx, struct demo *m, const char *kind, const char *name,
    const struct doc *made)
{
	struct doc *names = doc_get(m->ids, kind);

	if (!names)
		names = doc_append(m->ids, kind, doc_object(cx->arena));
	doc_append(names, name, doc_text(cx->arena, doc_str(made, "id")));
}

/* All foods that the file names, in one go. */
static bool
learn_foods(struct cx *cx, struct demo *m, const struct doc *list,
    const char *items)
{
	const char *names[400], *keys[400];
	const struct doc *d, *i, *rows, *row, *best;
	size_t n = 0, k;

	for (d = doc_first(list); d; d = d->next)
		for (i = items ? doc_first(doc_get(d, items)) : d; i;
		    i = items ? i->next : NULL)
			if (doc_str(i, "food") && n < COUNT(names)) {
				names[n] = doc_str(i, "food");
				keys[n] = ingredient_fold(cx->arena,
				    names[n]);
				n++;
			}
	rows = DB(cx, SQL_FOOD_MATCH, .household = cx->asker.household,
	    .keys = db_array(cx, keys, n));
	for (k = 0; rows && k < n; k++) {
		for (best = NULL, row = doc_first(rows); row; row = row->next)
			if (strcmp(doc_str(row, "key"), keys[k]) == 0 &&
			    (!best || doc_num(row, "rank", 9) <
			    doc_num(best, "rank", 9)))
				best = row;
		if (!best)
			return fail(cx, ERR_INTERNAL, "the demo plans "
			    "\"%s\", which is no food", names[k]);
		learn(cx, m, "food", names[k], best);
	}
	return rows != NULL;
}

/* {"recipe": "Dal"} becomes {"recipeId": "…"}. */
static bool
resolve(struct cx *cx, struct demo *m, struct doc *d)
{
	static const char *const kinds[] = { "recipe", "meal", "food" };
	struct doc *name, *id;
	size_t i;

	for (i = 0; i < COUNT(kinds); i++) {
		name = doc_drop(d, kinds[i]);
		if (!name)
			continue;
		id = doc_get(doc_get(m->ids, kinds[i]), doc_chars(name));
		if (!id)
			return fail(cx, ERR_INTERNAL, "the demo names a %s "
			    "\"%s\" that is not there", kinds[i],
			    doc_chars(name));
		doc_append(d, arena_fmt(cx->arena, "%sId", kinds[i]),
		    doc_text(cx->arena, doc_chars(id)));
	}
	return true;
}

/* ---- people ------------------------------------------------------------ */

static void
become(struct cx *cx, const struct doc *user)
{
	const struct doc *home = doc_get(user, "household");

	snprintf(cx->asker.id, sizeof(cx->asker.id), "%s", doc_str(user, "id"));
	snprintf(cx->asker.household, sizeof(cx->asker.household), "%s",
	    doc_str(home, "id"));
	cx->asker.member = MEMBER_OWNER;
}

/* The secret of an invitation by the owner. */
static const char *
door(struct cx *cx, const char *role)
{
	const struct household_invitation draft = { .role = role };
	const char *link = doc_str(household_invite(cx, &draft), "link");

	return link ? strchr(link, '=') + 1 : NULL;
}

/* Register one, and have them join the owner's household if there is one. */
static bool
add_person(struct cx *cx, const struct doc *person, const struct asker *owner)
{
	struct account_draft draft = {
		.email = doc_str(person, "email"),
		.username = doc_str(person, "username"),
		.full_name = doc_str(person, "fullName"),
		.password = PASSWORD,
		.locale = doc_str(person, "locale"),
	};
	const struct target_draft *target;
	const char *secret = NULL;
	struct doc *user;
	bool replayed;

	if (owner) {
		cx->asker = *owner;
		secret = door(cx, doc_str(person, "role"));
		if (!secret)
			return false;
		memset(&cx->asker, 0, sizeof(cx->asker));
	}
	user = doc_get(account_register(cx, &draft, NULL,
	    &replayed), "user");
	if (!user)
		return false;
	become(cx, user);
	if (doc_true(doc_get(person, "admin")) && !DB(cx, SQL_DEMO_ADMIN,
	    .person = cx->asker.id))
		return false;
	if (owner) {
		if (!household_accept(cx, cx->asker.id, secret))
			return false;
		memcpy(cx->asker.household, owner->household,
		    sizeof(cx->asker.household));
	}
	target = read_as(cx, &target_shape, doc_get(person, "targets"));
	return target && target_save(cx, -1, target);
}

static bool
add_people(struct cx *cx, struct demo *m)
{
	const struct doc *people = doc_get(m->plan, "people"), *p;
	const char *name = doc_str(m->plan, "household");
	struct asker first;

	if (!add_person(cx, people->first, NULL))
		return false;
	first = cx->asker;
	for (p = people->first->next; p; p = p->next)
		if (!add_person(cx, p, &first))
			return false;
	cx->asker = first;
	return DB(cx, SQL_DEMO_HOUSEHOLD_NAME, .household = first.household,
	    .name = name, .slug = text_slug(cx->arena, name));
}

/* ---- what they have ---------------------------------------------------- */

static bool
add_foods(struct cx *cx, struct demo *m)
{
	const struct doc *d;
	const void *draft;
	bool existed;

	for (d = doc_first(m->foods); d; d = d->next) {
		draft = read_as(cx, &food_shape, d);
		if (!draft || !food_create(cx, draft, &existed))
			return false;
	}
	return true;
}

static bool
add_recipes(struct cx *cx, struct demo *m)
{
	const struct doc *d, *made;
	const void *draft;
	bool existed;

	for (d = doc_first(m->recipes); d; d = d->next) {
		draft = read_as(cx, &recipe_shape, d);
		made = draft ? recipe_create(cx, draft, &existed) : NULL;
		if (!made)
			return false;
		learn(cx, m, "recipe", doc_str(d, "name"), made);
	}
	return true;
}

static bool
add_meals(struct cx *cx, struct demo *m)
{
	struct doc *d, *item, *meals = doc_get(m->plan, "meals");
	const struct doc *made;
	const void *draft;
	bool existed;

	if (!learn_foods(cx, m, meals, "items"))
		return false;
	for (d = doc_first(meals); d; d = d->next) {
		for (item = doc_first(doc_get(d, "items")); item;
		    item = item->next)
			if (!resolve(cx, m, item))
				return false;
		draft = read_as(cx, &meal_shape, d);
		made = draft ? meal_create(cx, draft, &existed) : NULL;
		if (!made)
			return false;
		learn(cx, m, "meal", doc_str(d, "name"), made);
	}
	return true;
}

/* The file numbers days from the first of the week. */
static bool
add_week(struct cx *cx, struct demo *m)
{
	struct doc *d, *week = doc_get(m->plan, "week");
	const char *first = plan_week_start(cx->arena, m->today, "en-GB");
	struct plan_draft *draft;
	bool existed;

	if (!learn_foods(cx, m, week, NULL))
		return false;
	for (d = doc_first(week); d; d = d->next) {
		doc_append(d, "date", doc_text(cx->arena, when_plus(cx->arena,
		    first, (int)doc_num(d, "day", 0))));
		doc_drop(d, "day");
		draft = resolve(cx, m, d) ? read_as(cx, &plan_entry_shape,
		    d) : NULL;
		if (!draft)
			return false;
		draft->position = PLAN_LAST;
		if (!plan_entry_create(cx, draft, &existed))
			return false;
	}
	return true;
}

/* ------------------------------------------------------------------------ */

static bool
fill(struct cx *cx, void *arg)
{
	struct demo *m = arg;

	memset(&cx->asker, 0, sizeof(cx->asker));
	m->ids = doc_object(cx->arena);
	m->foods = load(cx, "foods.json");
	m->recipes = m->foods ? load(cx, "recipes.json") : NULL;
	m->plan = m->recipes ? load(cx, "plan.json") : NULL;
	return m->plan && add_people(cx, m) && add_foods(cx, m) &&
	    add_recipes(cx, m) && add_meals(cx, m) && add_week(cx, m);
}

static void
print_logins(const struct doc *plan, FILE *out)
{
	const struct doc *p;

	for (p = doc_first(doc_get(plan, "people")); p; p = p->next)
		fprintf(out, "login %s, password \"%s\" (%s, %s%s)\n",
		    doc_str(p, "username"), PASSWORD, doc_str(p, "email"),
		    doc_str(p, "role"), doc_true(doc_get(p, "admin")) ?
		    ", administrator" : "");
}

bool
demo_remains(struct cx *cx, bool *remains)
{
	struct doc *plan = load(cx, "plan.json"), *row;
	const struct doc *p = doc_first(doc_get(plan, "people"));
	const char *hash;

	*remains = false;
	for (; p; p = p->next) {
		row = DB(cx, SQL_DEMO_LOGIN, .username = doc_str(p,
		    "username"));
		if (!row)
			return false;
		hash = doc_str(row, "passwordHash");
		if (hash && secret_password_check(cx->arena, cx->conf, hash,
		    PASSWORD))
			*remains = true;
	}
	return plan != NULL;
}

bool
demo_seed(struct cx *cx, bool if_empty, FILE *out)
{
	struct demo m;
	struct doc *state, *plan = load(cx, "plan.json");
	const struct doc *first = doc_first(doc_get(plan, "people"));

	if (!plan)
		return false;
	state = DB(cx, SQL_DEMO_STATE, .username = doc_str(first, "username"));
	if (!state)
		return false;
	if (strcmp(cx->conf->environment, "production") == 0 ||
	    strcmp(doc_str(state, "environment"), "production") == 0)
		return fail(cx, ERR_FORBIDDEN, "this installation is marked "
		    "production; no demo is made in it");
	if (doc_true(doc_get(state, "ours")) && !if_empty)
		return fail(cx, ERR_CONFLICT, "the demo's people are here "
		    "already; mealctl rebuild --demo starts over");
	m.today = doc_str(state, "today");
	if (!if_empty || !doc_true(doc_get(state, "any"))) {
		if (!db_tx(cx, fill, &m))
			return false;
	} else if (!doc_true(doc_get(state, "ours"))) {
		return true;
	}
	print_logins(plan, out);
	return true;
}
