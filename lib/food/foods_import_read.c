/* The files of SR28: what they say, and what is wrong with them. */
#include <math.h>
#include <string.h>

#include "food/catalogue.h"
#include "store/cx.h"
#include "data/doc.h"
#include "food/foods_import.h"
#include "food/foods_import_source.h"
#include "data/text.h"

#define FIELDS_MAX	20
#define TEXT_MAX	400	/* characters of a description, a portion */
#define VALUE_MAX	1e6
#define GRAMS_MAX	100000
#define NAME_MAX_BYTES	100	/* of a portion */

struct reader {
	struct cx		*cx;
	struct import_source	*in;
	struct import_foods	*foods;
	char			*field[FIELDS_MAX];
	size_t			 n;
};

#define wrong(r, ...) wrong_line(r, arena_fmt((r)->cx->arena, __VA_ARGS__))

/* Always false, to be seen from here. */
static bool
wrong_line(struct reader *r, const char *what)
{
	import_wrong(r->cx, r->in, what);
	return false;
}

/* Cut a line at its carets, in place; text loses its tildes. */
static bool
split(struct reader *r, char *line, size_t needed)
{
	r->n = 0;
	while (line) {
		char *end = strchr(line, '^'), *last;

		if (r->n == FIELDS_MAX)
			return wrong(r, "there are too many fields");
		if (end)
			*end++ = '\0';
		if (*line == '~') {
			last = line + strlen(line) - 1;
			if (last == line || *last != '~')
				return wrong(r, "a text has no end");
			*last = '\0';
			line++;
		}
		r->field[r->n++] = line;
		line = end;
	}
	if (r->n < needed)
		return wrong(r, "there are %zu fields, not %zu", r->n,
		    needed);
	return true;
}

/* Latin-1 as UTF-8. */
static const char *
latin_text(struct reader *r, const char *p)
{
	size_t n = strlen(p), o = 0;
	char *out = arena_alloc(r->cx->arena, 2 * n + 1);

	for (; *p; p++)
		o += text_encode(out + o, (unsigned char)*p);
	return text_line(r->cx->arena, out, o);
}

static bool
read_ndb(struct reader *r, int *ndb)
{
	int64_t n;

	if (strlen(r->field[0]) != 5 || !text_int(r->field[0], &n) || n < 0)
		return wrong(r, "\"%.20s\" is no number of five digits",
		    r->field[0]);
	*ndb = (int)n;
	return true;
}

/* The food a line is about; NULL sets the error. */
static struct import_food *
food_of(struct reader *r)
{
	int ndb;

	if (!read_ndb(r, &ndb))
		return NULL;
	if (!r->foods->index[ndb]) {
		wrong(r, "%05d is not in FOOD_DES", ndb);
		return NULL;
	}
	return &r->foods->p[r->foods->index[ndb] - 1];
}

static bool
read_amount(struct reader *r, const char *text, double max, double *out)
{
	if (text_double(text, out) && *out >= 0 && *out <= max)
		return true;
	return wrong(r, "\"%.20s\" is no amount", text);
}

/* ---- FOOD_DES ---------------------------------------------------------- */

static bool
description_line(struct reader *r, char *line)
{
	struct import_foods *foods = r->foods;
	struct import_food *f;
	int ndb, i;

	if (!split(r, line, 3) || !read_ndb(r, &ndb))
		return false;
	if (foods->index[ndb])
		return wrong(r, "%05d is here twice", ndb);
	if (foods->n == IMPORT_FOODS_MAX)
		return wrong(r, "there are too many foods");
	f = &foods->p[foods->n++];
	foods->index[ndb] = (int)foods->n;
	memcpy(f->number, r->field[0], sizeof(f->number));
	f->group = arena_str(r->cx->arena, r->field[1]);
	f->description = latin_text(r, r->field[2]);
	if (!*f->description || strlen(f->description) > TEXT_MAX)
		return wrong(r, "a description has 1 to %d bytes", TEXT_MAX);
	f->portions = doc_list(r->cx->arena);
	f->density = NAN;
	for (i = 0; i < NUTRIENT_COUNT; i++)
		f->values[i] = NAN;
	return true;
}

/* ---- NUT_DATA ---------------------------------------------------------- */

static bool
value_line(struct reader *r, char *line)
{
	struct import_food *f;
	int64_t usda;
	double value;
	int at;

	if (!split(r, line, 3))
		return false;
	f = food_of(r);
	if (!f)
		return false;
	if (!text_int(r->field[1], &usda) || usda < 0 || usda > 9999)
		return wrong(r, "\"%.20s\" is no nutrient", r->field[1]);
	if (!read_amount(r, r->field[2], VALUE_MAX, &value))
		return false;
	at = nutrient_by_usda((int)usda);
	if (at < 0)
		return true;
	r->foods->nvalues += isnan(f->values[at]) ? 1 : 0;
	f->values[at] = value;
	return true;
}

/* ---- WEIGHT ------------------------------------------------------------ */

/* Spelled-out measures, and what they hold in ml. */
static const struct {
	const char	*said;
	const char	*name;
	double		 ml;
	int		 good;		/* as a source of the density */
} measures[] = {
	{ "cup", "cup", 236.5882365, 4 },
	{ "fl oz", "fl oz", 29.5735296, 3 },
	{ "tbsp", "tbsp", 14.7867648, 2 },
	{ "tablespoon", "tbsp", 14.7867648, 2 },
	{ "tsp", "tsp", 4.92892159, 1 },
	{ "teaspoon", "tsp", 4.92892159, 1 },
};

/* Without what stands in parentheses: "cup (8 fl oz)" is "cup". */
static char *
bare(struct arena *arena, const char *p)
{
	char *out = text_unbracketed(arena, p);
	size_t n;

	out = text_line(arena, out, strlen(out));
	n = strlen(out);
	while (n && (out[n - 1] == ',' || out[n - 1] == ' '))
		out[--n] = '\0';
	return out;
}

/* Ounces and pounds weigh what they weigh; yields are of another food. */
static bool
says_nothing(const char *name)
{
	return !*name || strlen(name) > NAME_MAX_BYTES ||
	    strcmp(name, "oz") == 0 || strcmp(name, "lb") == 0 ||
	    strcmp(name, "g") == 0 || text_starts(name, "oz,") ||
	    text_starts(name, "lb,") || text_starts(name, "serving") ||
	    text_starts(name, "NLEA") || strstr(name, "yield") ||
	    strstr(name, "cubic inch");
}

static bool
has_portion(const struct import_food *f, const char *name)
{
	const struct doc *d;

	for (d = doc_first(f->portions); d; d = d->next)
		if (strcmp(doc_str(d, "name"), name) == 0)
			return true;
	return false;
}

static void
measure(struct import_food *f, const char **name, double grams)
{
	size_t i;

	for (i = 0; i < COUNT(measures); i++) {
		double density = grams / measures[i].ml;

		if (strcmp(*name, measures[i].said) != 0)
			continue;
		*name = measures[i].name;
		if (measures[i].good > f->density_from && density >= 0.02 &&
		    density <= 3) {
			f->density = density;
			f->density_from = measures[i].good;
		}
		return;
	}
}

static bool
weight_line(struct reader *r, char *line)
{
	struct arena *arena = r->cx->arena;
	struct import_food *f;
	double amount, grams;
	struct doc *portion;
	const char *name;

	if (!split(r, line, 5))
		return false;
	f = food_of(r);
	if (!f || !read_amount(r, r->field[2], GRAMS_MAX, &amount) ||
	    !read_amount(r, r->field[4], GRAMS_MAX, &grams))
		return false;
	if (strlen(r->field[3]) > TEXT_MAX)
		return wrong(r, "a measure has at most %d bytes", TEXT_MAX);
	name = bare(arena, latin_text(r, r->field[3]));
	if (strstr(r->field[3], "yield") || says_nothing(name) ||
	    amount <= 0 || grams / amount < 0.001)
		return true;
	measure(f, &name, grams / amount);
	if (has_portion(f, name) ||
	    f->portions->count == IMPORT_PORTIONS_MAX)
		return true;
	portion = doc_add(f->portions, doc_object(arena));
	doc_append(portion, "name", doc_text(arena, name));
	doc_append(portion, "grams", doc_double(arena, grams / amount));
	r->foods->nportions++;
	return true;
}

/* ---- files ------------------------------------------------------------- */

static bool
read_file(struct reader *r, const char *path, const char *name,
    bool (*read_line)(struct reader *, char *), FILE *progress)
{
	char *line;

	fprintf(progress, "reading %s\n", name);
	r->in = import_open(r->cx, path, name);
	if (!r->in)
		return false;
	while ((line = import_line(r->cx, r->in)))
		if (*line && !read_line(r, line))
			return false;
	return !r->cx->err.kind;
}

bool
import_read(struct cx *cx, const char *path, FILE *progress,
    struct import_foods *out)
{
	struct reader r = { .cx = cx, .foods = out };

	memset(out, 0, sizeof(*out));
	out->p = arena_array(cx->arena, IMPORT_FOODS_MAX, sizeof(*out->p));
	out->index = arena_array(cx->arena, CATALOGUE_NDB_MAX,
	    sizeof(*out->index));
	if (!read_file(&r, path, "FOOD_DES", description_line, progress) ||
	    !read_file(&r, path, "NUT_DATA", value_line, progress) ||
	    !read_file(&r, path, "WEIGHT", weight_line, progress))
		return false;
	if (!out->n)
		return fail(cx, ERR_INTERNAL, "%s: FOOD_DES holds no foods",
		    path);
	return true;
}
