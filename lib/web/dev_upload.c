#include "web/dev_upload.h"

#include "data/doc.h"
#include "store/cx.h"
#include "store/secret.h"
#include "web/req.h"
#include "web/spool.h"

struct doc *
dev_upload(struct req *rq)
{
	struct arena *arena = rq->cx->arena;
	struct doc *d = doc_object(arena), *list = doc_list(arena), *one;
	size_t i;

	for (i = 0; i < rq->nfiles; i++) {
		const struct req_file *file = &rq->files[i];
		struct spool spool = { .fd = file->fd, .n = file->size };
		const char *p = spool_bytes(rq->cx, &spool);

		if (!p)
			return NULL;
		one = doc_add(list, doc_object(arena));
		doc_append(one, "name", doc_text(arena, file->name));
		doc_append(one, "filename", doc_text(arena, file->filename));
		doc_append(one, "type", doc_text(arena, file->type));
		doc_append(one, "size", doc_int(arena, (int64_t)file->size));
		doc_append(one, "hash", doc_text(arena, secret_hash(arena, p,
		    file->size)));
	}
	doc_append(d, "fields", rq->body);
	doc_append(d, "files", list);
	return d;
}
