/* The words that a household's recipes are sorted by, for forms and filters. */
#include "recipe/recipe.h"

#include "store/cursor.h"
#include "store/cx.h"
#include "store/db.h"

static const struct field word_fields[] = {
	{ .name = "value", .type = FT_TEXT, .example = "lentils",
	    .doc = "As recipes have it, and filters take it." },
	{ .name = "count", .type = FT_INT, .doc = "Of how many recipes." },
};
static const struct shape word_shape = SHAPE_OUT("RecipeWord", word_fields);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &word_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape recipe_words_shape = SHAPE_OUT("RecipeWordList",
    list_fields);

static const struct field query_fields[] = {
	LISTING_FIELDS(struct cursor_query),
};
const struct shape recipe_words_query_shape = SHAPE("RecipeWordQuery",
    query_fields, struct cursor_query);

static struct doc *
words(struct cx *cx, enum sql sql, const struct cursor_query *q)
{
	const char *keys[1];

	if (!cursor_keys(cx, q->cursor, "s", keys))
		return NULL;
	return cursor_page(cx, DB_LIKE(cx, sql, SQL_RECIPE_KEYWORDS,
	    .household = cx->asker.household, .person = cx->asker.id,
	    .after = keys[0], .limit = cursor_limit(cx, q->limit)), q->limit);
}

struct doc *
recipe_keywords(struct cx *cx, const struct cursor_query *q)
{
	return words(cx, SQL_RECIPE_KEYWORDS, q);
}

struct doc *
recipe_categories(struct cx *cx, const struct cursor_query *q)
{
	return words(cx, SQL_RECIPE_CATEGORIES, q);
}

struct doc *
recipe_cuisines(struct cx *cx, const struct cursor_query *q)
{
	return words(cx, SQL_RECIPE_CUISINES, q);
}
