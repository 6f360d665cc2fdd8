#include "account/backup_code_keep.h"

#include "account/backup_code.h"
#include "data/doc.h"
#include "store/cx.h"
#include "store/db.h"
#include "store/secret.h"

#define CONTEXT		"backup-code"
#define FORMS_MAX	64	/* keys, and none */
#define BATCH		500

char *
backup_code_kept(struct cx *cx, const char *person, const char *letters)
{
	return secret_keyed(cx->arena, cx->data_keys, 0, CONTEXT,
	    backup_code_hash(cx->arena, person, letters));
}

char *
backup_code_any(struct cx *cx, const char *person, const char *letters)
{
	const char *bare = backup_code_hash(cx->arena, person, letters);
	const char *forms[FORMS_MAX];
	size_t n = 0;

	forms[n++] = bare;
	while (n < FORMS_MAX && (forms[n] = secret_keyed(cx->arena,
	    cx->data_keys, n - 1, CONTEXT, bare)))
		n++;
	return db_array(cx, forms, n);
}

/* The next ones; *n becomes how many there were. */
static bool
wrap_some(struct cx *cx, void *arg)
{
	const char *hashes[BATCH], *kept[BATCH];
	const struct doc *rows = DB(cx, SQL_BACKUP_CODES_BARE,
	    .limit = db_int(cx, BATCH)), *d;
	size_t *n = arg;

	*n = 0;
	for (d = doc_first(rows); d && *n < BATCH; d = d->next, ++*n) {
		hashes[*n] = doc_str(d, "hash");
		kept[*n] = secret_keyed(cx->arena, cx->data_keys, 0, CONTEXT,
		    hashes[*n]);
	}
	return rows && (!*n || DB(cx, SQL_BACKUP_CODES_WRAP,
	    .hashes = db_array(cx, hashes, *n),
	    .kept = db_array(cx, kept, *n)));
}

bool
backup_codes_wrap(struct cx *cx)
{
	const struct doc *first = DB(cx, SQL_BACKUP_CODES_BARE,
	    .limit = db_int(cx, 1));
	size_t n = first && first->first ? 1 : 0;

	if (n && !cx->data_keys)
		return false;
	while (n) {
		struct arena_mark mark = arena_mark(cx->arena);

		if (!db_tx(cx, wrap_some, &n))
			return false;
		arena_rewind(cx->arena, mark);
	}
	return first != NULL;
}
