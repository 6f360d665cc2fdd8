/* What pages show differently: items by aisle, forms. */
#include <string.h>

#include "cx.h"
#include "doc.h"
#include "shopping.h"

static struct doc *
aisle_of(struct cx *cx, struct doc *aisles, const char *name)
{
	struct doc *d = aisles->last;

	if (d && strcmp(doc_str(d, "aisle"), name) == 0)
		return doc_get(d, "items");
	d = doc_add(aisles, doc_object(cx->arena));
	doc_put(d, "aisle", doc_text(cx->arena, name));
	return doc_put(d, "items", doc_list(cx->arena));
}

void
shopping_page_extras(struct cx *cx, struct doc *list)
{
	struct doc *items = doc_drop(list, "items"), *d, *next;
	struct doc *aisles = doc_list(cx->arena);
	int64_t checked = 0, all = (int64_t)items->count;

	for (d = items->first; d; d = next) {
		next = d->next;
		d->next = NULL;
		checked += doc_true(doc_get(d, "checked"));
		doc_add(aisle_of(cx, aisles, doc_str(d, "aisle")), d);
	}
	doc_put(list, "aisles", aisles);
	doc_put(list, "remaining", doc_int(cx->arena, all - checked));
	doc_put(list, "checkedCount", doc_int(cx->arena, checked));
}

struct doc *
shopping_item_form(struct doc *item)
{
	struct doc *d;

	for (d = doc_first(item); d; d = d->next) {
		if (d->kind == DOC_BOOL) {
			d->text = d->truth ? "true" : "false";
			d->len = strlen(d->text);
		}
		if ((d->kind == DOC_NUMBER && strcmp(d->name, "version")) ||
		    d->kind == DOC_BOOL)
			d->kind = DOC_TEXT;
	}
	return item;
}
