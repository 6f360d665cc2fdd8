#include "shopping/shop_merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/text.h"

#define QUANTITY_MAX	999999999.0	/* numeric(12,3) */
#define NAMES_MAX	64		/* lines a row's name is chosen of */
#define SLACK		0.005	/* of an amount: no kitchen measures it */
#define UNITS_MAX	64		/* ways to count one food */

/* ---- names ------------------------------------------------------------- */

static bool
is_one_of(const char *word, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

bool
shop_is_water(const char *fold)
{
	static const char *const kinds[] = {
		"water", "ice", "ice cube", "crushed ice", "ice water",
		"hot water", "cold water", "warm water", "boiling water",
		"tap water", "lukewarm water", "tepid water", "iced water",
		"cooking water", "pasta water", "filtered water",
	};

	return is_one_of(fold, kinds, COUNT(kinds));
}

size_t
shop_aisle_order(const char *aisle)
{
	size_t n = aisle ? strlen(aisle) : 0, at = 0;
	const char *p = SHOP_AISLES;

	for (; *p; at++) {
		size_t len = strcspn(p, " ");

		if (len == n && strncmp(p, aisle, n) == 0)
			return at;
		p += len + (p[len] == ' ');
	}
	return at - 1;
}

static const char *
aisle_of(const struct shop_food *food)
{
	const char *aisle = food && food->aisle ? food->aisle : "other";
	bool last = shop_aisle_order(aisle) == shop_aisle_order("other");

	return last ? "other" : aisle;
}

size_t
shop_key_food(const char *key)
{
	const char *cut = strrchr(key, '#');

	return cut ? (size_t)(cut - key) : strlen(key);
}

/* ---- lines ------------------------------------------------------------- */

/* A line, with what merging needs to know of it. */
struct part {
	const struct shop_line	*line;
	const struct shop_product *product;
	const char		*food;		/* id of its food, or ""; of all
						 * with its core the same */
	const char		*unit;		/* "" is pieces */
	double			 quantity;	/* of it; NAN: none */
	double			 grams;		/* NAN */
	size_t			 order, item;	/* … of its food */
};

/* The unit's canonical name; sizes are pieces; "cup, chopped" is a cup. */
static const char *
unit_name(struct arena *arena, const char *unit, double *scale)
{
	static const char *const pieces[] = {
		"", "piece", "small", "medium", "large", "extra large",
		"whole", "each", "fruit",
	};
	struct unit_word word;
	size_t n = unit ? strcspn(unit, ",(") : 0;
	char *name;

	*scale = 1;
	while (n && unit[n - 1] == ' ')
		n--;
	name = arena_dup(arena, unit ? unit : "", n);
	if (is_one_of(name, pieces, COUNT(pieces)))
		return "";
	if (unit_by_name(name) || !unit_word_find(name, &word))
		return name;
	if (word.unit)
		*scale = word.scale;
	return word.unit ? word.unit->name : word.measure;
}

/* What a part weighs, when the line does not say. */
static double
weight(const struct shop_line *line, enum unit_system system)
{
	const struct shop_food *food = line->food;
	const struct unit *unit = unit_by_name(line->unit);
	struct ingredient in = {
		.quantity = line->quantity, .quantity_max = NAN,
		.unit = unit ? unit->name : NULL,
		.measure = unit ? NULL : line->unit,
		.food = line->name, .alt_quantity = NAN,
		.plus_quantity = NAN, .system = system,
	};
	const char *reason;
	double grams;

	if (!isnan(line->grams))
		return line->grams;
	/* A pinch of what is not known is no salt. */
	if (!food && unit && unit->kind == UNIT_COUNT)
		return NAN;
	if (ingredient_grams(&in, food ? food->density : NAN,
	    food ? food->portions : NULL, food ? food->n : 0, &grams,
	    &reason))
		return grams;
	return NAN;
}

static struct shop_product *
product_of(struct arena *arena, const struct shop_line *line)
{
	struct shop_product *p = arena_alloc(arena, sizeof(*p));

	shop_product(arena, line->name, line->note, line->unit, line->food ?
	    line->food->aisle : NULL, p);
	return p;
}

/* False for what is not bought. */
static bool
part_init(struct arena *arena, struct part *p, const struct shop_line *line,
    enum unit_system system)
{
	double scale;

	p->line = line;
	p->product = line->product ? line->product : product_of(arena, line);
	if (shop_is_water(p->product->core) ||
	    (line->food && line->food->is_water))
		return false;
	p->food = line->food ? line->food->id : "";
	p->unit = unit_name(arena, line->unit, &scale);
	p->quantity = line->quantity * scale;
	p->grams = weight(line, system);
	if (isnan(p->quantity) && *p->unit)
		p->quantity = 1;	/* "pinch of salt" */
	if (isnan(p->quantity) && p->grams > 0) {
		p->unit = "g";
		p->quantity = p->grams;
	}
	if (!(p->quantity > 0)) {
		p->quantity = NAN;	/* none of it is no amount */
		p->grams = NAN;
	}
	return true;
}

static int
in_order(const struct part *x, const struct part *y)
{
	return (x->order > y->order) - (x->order < y->order);
}

static int
by_core(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = strcmp(x->product->core, y->product->core);

	/* those whose food is known first */
	if (!order)
		order = (*y->food != '\0') - (*x->food != '\0');
	return order ? order : in_order(x, y);
}

/* Where the food is known its plurals are more than guessed. */
static const char *
thing_of(const struct part *p)
{
	return *p->food ? p->product->stem : p->product->bare;
}

static int
by_thing(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = strcmp(x->food, y->food);

	if (!order)
		order = strcmp(thing_of(x), thing_of(y));
	return order ? order : in_order(x, y);
}

static bool
same_thing(const struct part *x, const struct part *y)
{
	return strcmp(x->food, y->food) == 0 &&
	    strcmp(thing_of(x), thing_of(y)) == 0;
}

/* What is called the same is the same, also where one food was not found. */
static void
settle(struct part *p, size_t n)
{
	size_t i;

	qsort(p, n, sizeof(*p), by_core);
	for (i = 1; i < n; i++)
		if (strcmp(p[i].product->core, p[i - 1].product->core) == 0)
			p[i].food = p[i - 1].food;
	qsort(p, n, sizeof(*p), by_thing);
}

/* ---- adding up --------------------------------------------------------- */

/* All of one food in one unit. */
struct bucket {
	const char	*unit;
	enum unit_kind	 kind;
	double		 factor;	/* g or ml of one; 0 for a count */
	double		 quantity;
	double		 weighed;	/* … of which we know the grams */
	double		 grams;
	bool		 has_grams;
};

struct sum {
	struct bucket	 buckets[UNITS_MAX];
	size_t		 n;
};

static struct bucket *
bucket_of(struct sum *sum, const char *unit, enum unit_system system)
{
	const struct unit *known = unit_by_name(unit);
	struct bucket *b;
	size_t i;

	for (i = 0; i < sum->n; i++)
		if (strcmp(sum->buckets[i].unit, unit) == 0)
			return &sum->buckets[i];
	if (sum->n == UNITS_MAX)
		return NULL;
	b = &sum->buckets[sum->n++];
	*b = (struct bucket){ .unit = unit, .kind = known ? known->kind :
	    UNIT_COUNT, .factor = unit_factor(unit, system) };
	return b;
}

/*
 * What some of a bucket weighs tells what the rest does; what the volumes
 * that are known weigh tells it of the other volumes.
 */
static void
weigh_rest(struct sum *sum)
{
	double grams = 0, ml = 0;
	struct bucket *b;
	size_t i;

	for (i = 0; i < sum->n; i++) {
		b = &sum->buckets[i];
		b->has_grams = b->weighed > 0;
		if (!b->has_grams)
			continue;
		b->grams *= b->quantity / b->weighed;
		if (b->kind == UNIT_VOLUME) {
			grams += b->grams;
			ml += b->quantity * b->factor;
		}
	}
	for (i = 0; i < sum->n && ml > 0; i++) {
		b = &sum->buckets[i];
		if (b->has_grams || b->kind != UNIT_VOLUME)
			continue;
		b->grams = b->quantity * b->factor * grams / ml;
		b->has_grams = true;
	}
}

/* How an item of this bucket is counted: what adds up has one name. */
static const char *
group_of(const struct bucket *b)
{
	return b->has_grams ? "g" : b->kind == UNIT_VOLUME ? "ml" : b->unit;
}

/* Whether all of a group is mass, or all of it volume: then it is exact. */
static bool
one_kind(const struct sum *sum, const char *group, enum unit_kind kind)
{
	size_t i;

	for (i = 0; i < sum->n; i++)
		if (strcmp(group_of(&sum->buckets[i]), group) == 0 &&
		    sum->buckets[i].kind != kind)
			return false;
	return true;
}

static void
total(const struct sum *sum, const char *group, struct shop_item *item)
{
	bool exact = one_kind(sum, group, UNIT_MASS) ||
	    one_kind(sum, group, UNIT_VOLUME);
	const struct bucket *most = NULL, *b;
	double all = 0, share, greatest = -1;
	size_t i;

	for (i = 0; i < sum->n; i++) {
		b = &sum->buckets[i];
		if (strcmp(group_of(b), group) != 0)
			continue;
		share = exact ? b->quantity * b->factor :
		    b->has_grams ? b->grams : b->quantity;
		all += share;
		if (share > greatest) {
			greatest = share;
			most = b;
		}
	}
	if (!most)
		return;
	/* all / share of one of its unit */
	item->quantity = greatest > 0 ? most->quantity * (all / greatest) :
	    most->quantity;
	item->quantity = round(item->quantity * 1000) / 1000;
	if (item->quantity > QUANTITY_MAX)
		item->quantity = QUANTITY_MAX;
	item->unit = unit_by_name(most->unit) ? most->unit : NULL;
	item->measure = item->unit || !*most->unit ? NULL : most->unit;
}

/* ---- items ------------------------------------------------------------- */

/* How many of the parts have this one's name. */
static size_t
count_of(const struct part *p, size_t n, const char *name)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		count += strcmp(p[i].product->name, name) == 0;
	return count;
}

static size_t
words_of(const char *name)
{
	size_t n = 0;

	for (; *name; name++)
		n += *name == ' ';
	return n;
}

static bool
is_better(const struct shop_product *a, size_t na,
    const struct shop_product *b, size_t nb)
{
	if (a->choice != b->choice)
		return a->choice;
	return na != nb ? na > nb : words_of(a->name) <
	    words_of(b->name);
}

/* The cook's words: those that ask for most, are most, are fewest. */
static const char *
name_of(const struct part *p, size_t n)
{
	const struct shop_product *best = p->product;
	size_t some = n < NAMES_MAX ? n : NAMES_MAX, count, most, i;

	most = count_of(p, some, best->name);
	for (i = 1; i < some; i++) {
		if (strcmp(p[i].product->name, best->name) == 0)
			continue;
		count = count_of(p, some, p[i].product->name);
		if (is_better(p[i].product, count, best, most)) {
			best = p[i].product;
			most = count;
		}
	}
	return best->name;
}

/* The first that is known. */
static const struct shop_food *
food_of(const struct part *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i].line->food)
			return p[i].line->food;
	return NULL;
}

static bool
same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* One recipe of one entry is one source, however often it names the food. */
static void
add_source(struct shop_item *item, const struct shop_line *line)
{
	struct shop_source *s = item->nsources ?
	    &item->sources[item->nsources - 1] : NULL;

	if (s && same_text(s->entry, line->entry) &&
	    same_text(s->recipe_id, line->recipe_id) &&
	    same_text(s->recipe, line->recipe) &&
	    same_text(s->unit, line->unit)) {
		if (isnan(s->quantity))
			s->quantity = line->quantity;
		else if (!isnan(line->quantity))
			s->quantity += line->quantity;
		return;
	}
	item->sources[item->nsources++] = (struct shop_source){
		.recipe_id = line->recipe_id, .recipe = line->recipe,
		.entry = line->entry, .date = line->date,
		.quantity = line->quantity, .unit = line->unit,
	};
}

static struct bucket *
find_bucket(struct sum *sum, const struct part *p)
{
	size_t i;

	for (i = 0; !isnan(p->quantity) && i < sum->n; i++)
		if (strcmp(sum->buckets[i].unit, p->unit) == 0)
			return &sum->buckets[i];
	return NULL;
}

static void
add_up(struct sum *sum, const struct part *p, size_t n,
    enum unit_system system)
{
	struct bucket *b;
	size_t i;

	for (i = 0; i < n; i++) {
		b = isnan(p[i].quantity) ? NULL :
		    bucket_of(sum, p[i].unit, system);
		if (!b)
			continue;
		b->quantity += p[i].quantity;
		if (!isnan(p[i].grams)) {
			b->weighed += p[i].quantity;
			b->grams += p[i].grams;
		}
	}
	weigh_rest(sum);
}

/*
 * Say of each part which item of its food it goes to (what has no amount,
 * to the first). The groups those items stand for; how many.
 */
static size_t
assign(struct sum *sum, struct part *p, size_t n, const char **groups)
{
	size_t count = 0, i, k;

	for (i = 0; i < n; i++) {
		const struct bucket *b = find_bucket(sum, &p[i]);

		if (!b)
			continue;
		for (k = 0; k < count; k++)
			if (strcmp(groups[k], group_of(b)) == 0)
				break;
		if (k == count)
			groups[count++] = group_of(b);
		p[i].item = k;
	}
	if (!count)
		groups[count++] = "";
	return count;
}

/* The items of one food's n parts; how many. */
static size_t
merge_food(struct arena *arena, struct part *p, size_t n,
    enum unit_system system, struct shop_item *out)
{
	struct sum *sum = arena_alloc(arena, sizeof(*sum));
	const struct shop_food *food = food_of(p, n);
	const char *name = name_of(p, n), *groups[UNITS_MAX + 1];
	size_t sizes[UNITS_MAX + 1] = { 0 }, count, i, k;

	add_up(sum, p, n, system);
	count = assign(sum, p, n, groups);
	for (i = 0; i < n; i++)
		sizes[p[i].item]++;
	for (k = 0; k < count; k++) {
		out[k] = (struct shop_item){
			.key = arena_fmt(arena, "%s/%s#%s", p->food,
			    thing_of(p), groups[k]),
			.food = food, .name = name,
			.aisle = shop_product_aisle(p->product,
			    aisle_of(food)), .quantity = NAN,
			.sources = arena_array(arena, sizes[k],
			    sizeof(*out->sources)),
		};
		total(sum, groups[k], &out[k]);
	}
	for (i = 0; i < n; i++)
		add_source(&out[p[i].item], p[i].line);
	return count;
}

static int
by_aisle(const void *a, const void *b)
{
	const struct shop_item *x = a, *y = b;
	size_t i = shop_aisle_order(x->aisle), k = shop_aisle_order(y->aisle);
	int order;

	if (i != k)
		return i < k ? -1 : 1;
	order = strcmp(x->name, y->name);
	return order ? order : strcmp(x->key, y->key);
}

size_t
shop_merge(struct arena *arena, const struct shop_line *lines, size_t n,
    enum unit_system system, struct shop_item **out)
{
	struct part *parts = arena_array(arena, n, sizeof(*parts));
	size_t used = 0, count = 0, from, to, i;

	for (i = 0; i < n; i++) {
		parts[used].order = used;
		used += part_init(arena, &parts[used], &lines[i], system);
	}
	settle(parts, used);
	/* No food has more items than lines, nor more than there are units. */
	*out = arena_array(arena, used, sizeof(**out));
	for (from = 0; from < used; from = to) {
		for (to = from + 1; to < used; to++)
			if (!same_thing(&parts[to], &parts[from]))
				break;
		count += merge_food(arena, &parts[from], to - from, system,
		    &(*out)[count]);
	}
	qsort(*out, count, sizeof(**out), by_aisle);
	return count;
}

static double
grams_of(const struct shop_item *item, double quantity, const char *unit,
    enum unit_system system)
{
	struct shop_line line = { .food = item->food, .name = item->name,
	    .quantity = quantity, .unit = unit, .grams = NAN };

	return weight(&line, system);
}

double
shop_amount_in(const struct shop_item *item, double quantity,
    const char *unit, enum unit_system system)
{
	const char *to = item->unit ? item->unit : item->measure;
	const struct unit *a = unit_by_name(unit), *b = unit_by_name(to);
	double one;

	if (!(quantity > 0))
		return NAN;
	if (!a || a->kind == UNIT_COUNT)
		quantity = ceil(quantity * (1 - SLACK));
	if (unit && to ? strcmp(unit, to) == 0 : unit == to)
		return quantity;
	if (a && b && a->kind == b->kind && a->kind != UNIT_COUNT)
		return quantity * unit_factor(unit, system) /
		    unit_factor(to, system);
	one = grams_of(item, 1, to, system);
	return one > 0 ? grams_of(item, quantity, unit, system) / one : NAN;
}
