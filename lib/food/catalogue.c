#include "food/catalogue.h"

#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "store/secret.h"

#include <string.h>

struct seed {
	const char	*foods, *names;		/* JSON */
	const char	*hash;
};

static bool
seed(struct cx *cx, void *arg)
{
	const struct seed *s = arg;
	struct doc *row;

	if (!DB(cx, SQL_CATALOGUE_LOCK, .source = CATALOGUE_SOURCE))
		return false;
	row = DB(cx, SQL_CATALOGUE_HASH, .source = CATALOGUE_SOURCE);
	if (!row)
		return false;
	if (doc_str(row, "hash") && strcmp(doc_str(row, "hash"),
	    s->hash) == 0)
		return true;
	return DB_PAGE(cx,
	    { "forget", DB_CALL(SQL_CATALOGUE_FORGET,
		.source = CATALOGUE_SOURCE, .foods = s->foods) },
	    { "drop", DB_CALL(SQL_CATALOGUE_NAMES_DROP,
		.source = CATALOGUE_SOURCE) },
	    { "put", DB_CALL(SQL_CATALOGUE_PUT, .source = CATALOGUE_SOURCE,
		.foods = s->foods) },
	    { "names", DB_CALL(SQL_CATALOGUE_NAMES_PUT, .names = s->names) },
	    { "hash", DB_CALL(SQL_CATALOGUE_HASH_SET,
		.source = CATALOGUE_SOURCE, .hash = s->hash) }) != NULL;
}

bool
catalogue_seed(struct cx *cx)
{
	struct catalogue c;
	struct seed s;

	if (!catalogue_read(cx, arena_fmt(cx->arena, "%s/foods",
	    cx->conf->migrations), &c))
		return false;
	s.foods = db_json(cx, c.foods);
	s.names = db_json(cx, c.names);
	if (cx->err.kind)
		return false;
	/* What would be stored is hashed, so that a new way of folding names
	 * counts as a change as well. */
	s.hash = secret_hash(cx->arena, arena_fmt(cx->arena, "%s%s", s.foods,
	    s.names), strlen(s.foods) + strlen(s.names));
	return db_tx(cx, seed, &s);
}
