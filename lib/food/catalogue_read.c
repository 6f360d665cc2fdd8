/* The tables of the bundled foods, as documents. */
#include "food/catalogue.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/cx.h"
#include "food/claim.h"
#include "data/doc.h"
#include "data/file.h"
#include "ingredient/ingredient.h"
#include "ingredient/language.h"
#include "food/nutrient.h"
#include "store/secret.h"
#include "data/text.h"

#define FILE_BYTES	((size_t)4 << 20)
#define FILES_MAX	100
#define FOODS_MAX	20000
#define NAMES_MAX	200000
#define NAMES_PREFIX	"names-"
#define COLUMNS		8
#define PORTION_GRAMS	100000.0

enum { NDB, NAME, SYNONYMS, AISLE, DENSITY, PORTIONS, DIET, ALLERGENS };

struct reader {
	struct cx		*cx;
	const char		*file;
	int			 line;
	const char		**nutrients;	/* by NDB number */
	bool			*seen;		/* by NDB number */
	const char		*language;	/* of names, or NULL */
	bool			 relative;	/* and whether of a relative */
	bool			 headed;	/* columns are known */
	int			 columns[NUTRIENT_COUNT];
	struct doc		*foods;
	struct catalogue_name	*names;
	size_t			 nnames;
};

#define wrong(r, ...) wrong_line(r, arena_fmt((r)->cx->arena, __VA_ARGS__))

static bool
wrong_line(struct reader *r, const char *what)
{
	return fail(r->cx, ERR_INTERNAL, "%s:%d: %s", r->file, r->line, what);
}

/* Cut at the next separator; what comes before it, NULL at the end. */
static char *
next_part(char **rest, char separator)
{
	char *part = *rest, *end;

	if (!part)
		return NULL;
	end = strchr(part, separator);
	if (end)
		*end++ = '\0';
	*rest = end;
	return part;
}

static bool
read_ndb(struct reader *r, const char *text, int64_t *ndb)
{
	if (text && strlen(text) == 5 && text_int(text, ndb) && *ndb >= 0)
		return true;
	return wrong(r, "\"%s\" is no number of five digits", text);
}

/* ---- nutrients ------------------------------------------------------- */

static bool
nutrient_heading(struct reader *r, char *line)
{
	char *cell = next_part(&line, '\t');
	int64_t usda;
	int i;

	r->headed = true;
	if (!cell || strcmp(cell, "ndb") != 0)
		return wrong(r, "the first line is no heading");
	for (i = 0; i < NUTRIENT_COUNT; i++)
		r->columns[i] = -1;
	for (i = 0; (cell = next_part(&line, '\t')); i++) {
		if (i == NUTRIENT_COUNT)
			return wrong(r, "there are too many columns");
		r->columns[i] = text_int(cell, &usda) && usda < 10000 ?
		    nutrient_by_usda((int)usda) : -1;
		if (r->columns[i] < 0)
			return wrong(r, "nutrient %s is not known", cell);
	}
	return true;
}

static bool
nutrient_line(struct reader *r, char *line)
{
	double values[NUTRIENT_COUNT];
	int64_t ndb;
	char *cell;
	int i;

	if (!r->headed)
		return nutrient_heading(r, line);
	for (i = 0; i < NUTRIENT_COUNT; i++)
		values[i] = NAN;
	if (!read_ndb(r, next_part(&line, '\t'), &ndb))
		return false;
	for (i = 0; (cell = next_part(&line, '\t')); i++) {
		double *value;

		if (i == NUTRIENT_COUNT || r->columns[i] < 0)
			return wrong(r, "there are too many columns");
		value = &values[r->columns[i]];
		if (*cell && (!text_double(cell, value) || *value < 0))
			return wrong(r, "\"%s\" is no amount", cell);
	}
	if (r->nutrients[ndb])
		return wrong(r, "%05lld is here twice", (long long)ndb);
	r->nutrients[ndb] = nutrient_array(r->cx, values);
	return true;
}

/* ---- foods ----------------------------------------------------------- */

static struct doc *
words_list(struct reader *r, char *rest, const char *known, const char *what)
{
	struct doc *list = doc_list(r->cx->arena);
	char *word;

	while (rest && *rest) {
		word = next_part(&rest, ';');
		if (!text_has_word(known, word)) {
			wrong(r, "\"%s\" is no %s", word, what);
			return NULL;
		}
		doc_add(list, doc_text(r->cx->arena, word));
	}
	return list;
}

static struct doc *
portions_list(struct reader *r, char *rest)
{
	struct doc *list = doc_list(r->cx->arena), *portion;
	double grams;
	char *name;

	while (rest && *rest) {
		char *amount = next_part(&rest, ';');

		name = next_part(&amount, '=');
		if (!*name || !amount || !text_double(amount, &grams) ||
		    grams <= 0 || grams > PORTION_GRAMS) {
			wrong(r, "\"%s\" is no portion", name);
			return NULL;
		}
		portion = doc_add(list, doc_object(r->cx->arena));
		doc_append(portion, "name", doc_text(r->cx->arena, name));
		doc_append(portion, "grams", doc_double(r->cx->arena, grams));
	}
	return list;
}

static bool
add_key(struct reader *r, const char *id, const char *key, int rank)
{
	if (r->nnames == NAMES_MAX)
		return wrong(r, "there are too many names");
	r->names[r->nnames] = (struct catalogue_name){ key, id, rank,
	    r->nnames, r->language, r->relative };
	r->nnames++;
	return true;
}

static bool
add_name(struct reader *r, const char *id, const char *name, int rank)
{
	const char *key = ingredient_fold(r->cx->arena, name);

	return *key ? add_key(r, id, key, rank) :
	    wrong(r, "\"%s\" is no name", name);
}

static bool
add_names(struct reader *r, const char *id, const char *name, char *synonyms,
    struct doc *food)
{
	struct doc *list = doc_list(r->cx->arena);
	char *part;

	if (!add_name(r, id, name, 0))
		return false;
	while (synonyms && *synonyms) {
		part = next_part(&synonyms, ';');
		if (*part == '~') {
			r->relative = true;
			if (!add_name(r, id, part + 1, 1))
				return false;
			r->relative = false;
			continue;
		}
		if (!add_name(r, id, part, 1))
			return false;
		doc_add(list, doc_text(r->cx->arena, part));
	}
	doc_append(food, "synonyms", list);
	return true;
}

static bool
add_food(struct reader *r, char *cells[COLUMNS], int64_t ndb)
{
	struct arena *arena = r->cx->arena;
	const char *id = secret_food_id(arena, CATALOGUE_SOURCE, cells[NDB]);
	struct doc *food = doc_add(r->foods, doc_object(arena));
	struct doc *portions, *diets, *allergens;
	const char *odd;

	portions = portions_list(r, cells[PORTIONS]);
	diets = words_list(r, cells[DIET], CATALOGUE_DIETS, "diet");
	allergens = words_list(r, cells[ALLERGENS], CATALOGUE_ALLERGENS,
	    "allergen");
	if (r->cx->err.kind)
		return false;
	odd = claim_at_odds(arena, (struct claim){
	    claim_bits(CATALOGUE_DIETS, diets),
	    claim_bits(CATALOGUE_ALLERGENS, allergens) });
	if (odd)
		return wrong(r, "%s cannot be with what else is said of %s",
		    odd, cells[NAME]);
	doc_append(food, "id", doc_text(arena, id));
	doc_append(food, "number", doc_text(arena, cells[NDB]));
	doc_append(food, "name", doc_text(arena, cells[NAME]));
	doc_append(food, "aisle", doc_text(arena, cells[AISLE]));
	doc_append(food, "density", doc_text(arena, *cells[DENSITY] ?
	    cells[DENSITY] : NULL));
	doc_append(food, "nutrients", doc_text(arena, r->nutrients[ndb]));
	doc_append(food, "portions", portions);
	doc_append(food, "diets", diets);
	doc_append(food, "allergens", allergens);
	return add_names(r, id, cells[NAME], cells[SYNONYMS], food);
}

static bool
food_line(struct reader *r, char *line)
{
	char *cells[COLUMNS], *cell;
	double density;
	int64_t ndb;
	int n = 0;

	if (text_starts(line, "ndb\t"))
		return true;
	while ((cell = next_part(&line, '\t'))) {
		if (n == COLUMNS)
			return wrong(r, "there are more than %d columns",
			    COLUMNS);
		cells[n++] = cell;
	}
	if (n < COLUMNS)
		return wrong(r, "there are %d columns, not %d", n, COLUMNS);
	if (!read_ndb(r, cells[NDB], &ndb))
		return false;
	if (!r->nutrients[ndb])
		return wrong(r, "%s is not in nutrients.tsv", cells[NDB]);
	if (r->seen[ndb])
		return wrong(r, "%s is here twice", cells[NDB]);
	r->seen[ndb] = true;
	if (!text_has_word(CATALOGUE_AISLES, cells[AISLE]))
		return wrong(r, "\"%s\" is no aisle", cells[AISLE]);
	if (*cells[DENSITY] && (!text_double(cells[DENSITY], &density) ||
	    density < 0.01 || density > 25))
		return wrong(r, "\"%s\" is no density", cells[DENSITY]);
	if (r->foods->count == FOODS_MAX)
		return wrong(r, "there are too many foods");
	return add_food(r, cells, ndb);
}

/* ---- files ----------------------------------------------------------- */

static bool
read_file(struct reader *r, const char *dir, const char *name,
    bool (*read_line)(struct reader *, char *))
{
	char *text, *line;
	size_t n;

	r->file = arena_fmt(r->cx->arena, "%s/%s", dir, name);
	r->line = 0;
	text = file_read(&r->cx->err, r->file, FILE_BYTES, &n);
	if (!text)
		return false;
	if (strlen(text) != n || !text_valid(text, n))
		return wrong(r, "this is no text in UTF-8");
	while ((line = next_part(&text, '\n'))) {
		r->line++;
		if (*line && *line != '#' && !read_line(r, line))
			return false;
	}
	return true;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of the tables of foods, sorted. */
static const char **
tables(struct cx *cx, const char *dir, size_t *n)
{
	const char **names = arena_array(cx->arena, FILES_MAX,
	    sizeof(*names));
	struct dirent *entry;
	DIR *d = opendir(dir);

	if (!d)
		return fail(cx, ERR_INTERNAL, "%s: %s (the foods that come "
		    "with meal; option migrations)", dir, strerror(errno));
	*n = 0;
	while (*n < FILES_MAX && (entry = readdir(d))) {
		size_t length = strlen(entry->d_name);

		if (*entry->d_name != '.' && length > 4 && strcmp(
		    entry->d_name + length - 4, ".tsv") == 0 && strcmp(
		    entry->d_name, "nutrients.tsv") != 0)
			names[(*n)++] = arena_str(cx->arena, entry->d_name);
	}
	closedir(d);
	qsort(names, *n, sizeof(*names), by_name);
	return names;
}

/* ---- names in other languages ------------------------------------------ */

static bool
name_line(struct reader *r, char *line)
{
	char *number = next_part(&line, '\t'), *name;
	const char *id, *stem;
	int64_t ndb;
	int rank = 0;

	if (strcmp(number, "ndb") == 0)
		return true;
	if (!read_ndb(r, number, &ndb))
		return false;
	if (!r->seen[ndb])
		return wrong(r, "%s is in no table of foods", number);
	if (!line || !*line || strchr(line, '\t'))
		return wrong(r, "there are not two columns");
	id = secret_food_id(r->cx->arena, CATALOGUE_SOURCE, number);
	while (line && *line) {
		name = next_part(&line, ';');
		r->relative = *name == '~';
		name += r->relative;
		stem = language_stem(r->cx->arena, r->language, name);
		if (!add_name(r, id, name, rank) ||
		    (*stem && !add_key(r, id, stem, 1)))
			return false;
		rank = 1;
	}
	return true;
}

/* The language of "names-de.tsv"; NULL for other tables. */
static const char *
names_language(const char *file)
{
	return text_starts(file, NAMES_PREFIX) ?
	    language_of_tag(file + strlen(NAMES_PREFIX)) : NULL;
}

static bool
read_names(struct reader *r, const char *dir, const char *file)
{
	r->language = names_language(file);
	return read_file(r, dir, file, name_line);
}

/* ---- all ------------------------------------------------------------- */

bool
catalogue_read(struct cx *cx, const char *dir, struct catalogue *out)
{
	struct reader r = { .cx = cx };
	const char **names;
	size_t n = 0, i;

	names = tables(cx, dir, &n);
	if (!names)
		return false;
	r.nutrients = arena_array(cx->arena, CATALOGUE_NDB_MAX,
	    sizeof(*r.nutrients));
	r.seen = arena_array(cx->arena, CATALOGUE_NDB_MAX, sizeof(*r.seen));
	r.names = arena_array(cx->arena, NAMES_MAX, sizeof(*r.names));
	r.foods = doc_list(cx->arena);
	if (!read_file(&r, dir, "nutrients.tsv", nutrient_line))
		return false;
	for (i = 0; i < n; i++)
		if (!names_language(names[i]) &&
		    !read_file(&r, dir, names[i], food_line))
			return false;
	for (i = 0; i < n; i++)
		if (names_language(names[i]) &&
		    !read_names(&r, dir, names[i]))
			return false;
	out->foods = r.foods;
	out->names = catalogue_names_list(cx, r.names, r.nnames);
	return true;
}
