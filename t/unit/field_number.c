/* Numbers as people type them, and as forms show them: each field of each
 * form takes what it shows, whatever the person's signs are. */
#include "data/field.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/format.h"
#include "data/text.h"
#include "food/food.h"
#include "household/household.h"
#include "plan/meal.h"
#include "plan/plan.h"
#include "plan/target.h"
#include "recipe/recipe.h"
#include "shopping/shopping.h"

#include "tap.h"

static struct arena *arena;

static const char *const locales[] = {
	"en-US", "en-GB", "de-DE", "de-AT", "de-CH", "fr-FR", "it-IT",
	"es-ES", "es-MX", "pt-BR", "pt-PT", "nl-NL", "sv-SE", "da-DK",
	"nb-NO", "pl-PL", "ja-JP", "tr-TR", "xx",
};

/* ---- what is typed ----------------------------------------------------- */

/* A point for the decimals, and a comma. NAN: it is none. */
static const struct {
	const char	*text;
	double		 point, comma;
} typed[] = {
	{ "2", 2, 2 }, { " 2 ", 2, 2 }, { "2.5", 2.5, 2.5 },
	{ "0,5", 0.5, 0.5 }, { "0.5", 0.5, 0.5 }, { ".5", 0.5, 0.5 },
	{ ",5", 0.5, 0.5 }, { "1/2", 0.5, 0.5 }, { "½", 0.5, 0.5 },
	{ "1 1/2", 1.5, 1.5 }, { "1½", 1.5, 1.5 }, { "1 ½", 1.5, 1.5 },
	{ "3 / 4", 0.75, 0.75 }, { "1⁄2", 0.5, 0.5 },
	{ "2.000", 2, 2000 }, { "2,000", 2000, 2 },
	{ "0.125", 0.125, 0.125 }, { "0,125", 0.125, 0.125 },
	{ "12.345", 12.345, 12345 }, { "12,345", 12345, 12.345 },
	{ "1.234.567", 1234567, 1234567 },
	{ "1,234,567", 1234567, 1234567 },
	{ "1.234,5", 1234.5, 1234.5 }, { "1,234.5", 1234.5, 1234.5 },
	{ "1 234", 1234, 1234 }, { "1 234,5", 1234.5, 1234.5 },
	{ "1’234.5", 1234.5, 1234.5 }, { "1'234", 1234, 1234 },
	{ "1\u202f234,5", 1234.5, 1234.5 },
	{ "-3", -3, -3 }, { "1e3", 1000, 1000 },
	{ "0,5 g", 0.5, 0.5 }, { "0.5g", 0.5, 0.5 }, { "½ g", 0.5, 0.5 },
	{ "0,5 kg", NAN, NAN }, { "g", NAN, NAN }, { "", NAN, NAN },
	{ "two", NAN, NAN }, { "1/0", NAN, NAN }, { "1/", NAN, NAN },
	{ "1,2,3", NAN, NAN }, { "1.2.3", NAN, NAN }, { "1 2", NAN, NAN },
	{ "1,5,", NAN, NAN }, { "1.5/2", NAN, NAN }, { "--1", NAN, NAN },
	{ "1 1/2 1/2", NAN, NAN }, { "12.34,5", NAN, NAN },
	{ "0x10", NAN, NAN }, { "nan", NAN, NAN }, { "inf", NAN, NAN },
};

static bool
same(double a, double b)
{
	return isnan(a) ? isnan(b) : fabs(a - b) < 1e-9;
}

static double
read(const char *text, enum field_source source)
{
	double x;

	return field_number(doc_text(arena, text), source, "g", &x) ? x : NAN;
}

static void
test_typed(void)
{
	size_t i;

	for (i = 0; i < COUNT(typed); i++) {
		field_locale("en-GB");
		ok(same(read(typed[i].text, FIELD_FORM), typed[i].point),
		    typed[i].text);
		field_locale("de-DE");
		ok(same(read(typed[i].text, FIELD_FORM), typed[i].comma),
		    typed[i].text);
		ok(isnan(read(typed[i].text, FIELD_JSON)),
		    "and never as JSON");
	}
	ok(same(read("2.000", FIELD_QUERY), 2), "links have plain numbers");
	ok(same(read("2,5", FIELD_QUERY), 2.5), "or what was typed");
	field_locale(NULL);
}

/* ---- every field of every form ------------------------------------------ */

static char *
shown(const struct doc *value, const char *locale)
{
	struct format_env env = { .locale = locale };
	struct buf b;
	size_t i;

	buf_init(&b, arena, 100);
	for (i = 0; i < format_count; i++)
		if (strcmp(format_table[i].name, "typed") == 0)
			format_table[i].write(&b, value, &env);
	return buf_done(&b, NULL);
}

static const struct shape *const shapes[] = {
	&food_shape, &meal_shape, &plan_entry_shape, &recipe_shape,
	&shopping_item_shape, &target_shape, &household_shape,
};

static size_t fields;

/* The form shows a number as the field takes it. */
static void
check_field(const struct shape *shape, const struct field *f, double value,
    const char *locale)
{
	struct doc *stored = doc_object(arena), *form;
	struct err e;
	double back = NAN;
	char *text;

	err_init(&e, arena);
	doc_append(stored, f->name, doc_double(arena, value));
	form = doc_get(field_form(arena, shape, stored, &e), f->name);
	text = shown(doc_get(form, "value"), locale);
	field_locale(locale);
	if (!field_number(doc_text(arena, text), FIELD_FORM, f->unit,
	    &back) || !same(back, round(value * 1000) / 1000))
		ok(false, arena_fmt(arena, "%s.%s: %s in %s", shape->name,
		    f->name, text, locale));
	if (f->unit && (!field_number(doc_text(arena, arena_fmt(arena,
	    "%s %.*s", text, (int)strcspn(f->unit, " "), f->unit)),
	    FIELD_FORM, arena_fmt(arena, "%.*s", (int)strcspn(f->unit, " "),
	    f->unit), &back) || !same(back, round(value * 1000) / 1000)))
		ok(false, f->name);
}

static void
check_shape(const struct shape *shape)
{
	static const double values[] = { 0, 0.5, 1, 1.5, 2.125, 2000,
	    1234.5, 1234.567, 99999.999, 12.345, 0.001 };
	size_t i, k, n;

	for (i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (f->flags & F_SERVER)
			continue;
		if (f->type == FT_LIST || f->type == FT_OBJECT)
			check_shape(f->shape);
		if (f->type != FT_DECIMAL && f->type != FT_INT)
			continue;
		fields++;
		for (k = 0; k < COUNT(values); k++)
			for (n = 0; n < COUNT(locales); n++)
				check_field(shape, f, values[k], locales[n]);
	}
}

static void
test_forms(void)
{
	struct doc *typed_text;
	size_t i;

	for (i = 0; i < COUNT(shapes); i++)
		check_shape(shapes[i]);
	ok(fields > 30, "fields with numbers");
	typed_text = doc_text(arena, "1.5 oder so");
	is_str(shown(typed_text, "de-DE"), "1.5 oder so",
	    "what was typed is shown as it was");
	is_str(shown(doc_double(arena, 1234.5), "de-DE"), "1234,5",
	    "a number in one's signs");
	field_locale(NULL);
}

/* Every nutrient of a food may have its own unit behind it, and no other. */
static void
test_units(void)
{
	const struct field *f = NULL;
	const char *w, *u;
	size_t i, n = 0;

	for (i = 0; i < food_shape.n; i++)
		if (food_shape.fields[i].type == FT_NUMBERS)
			f = &food_shape.fields[i];
	if (!ok(f && f->unit, "units"))
		return;
	for (w = f->words, u = f->unit; *w; n++) {
		size_t a = strcspn(w, " "), b = strcspn(u, " ");

		is_str(text_word_beside(arena, f->words, arena_dup(arena, w,
		    a), f->unit), arena_dup(arena, u, b), "its unit");
		w += a + (w[a] == ' ');
		u += b + (u[b] == ' ');
	}
	ok(n > 30 && !*u, "one for each");
	ok(!text_word_beside(arena, f->words, "nothing", f->unit), "no more");
}

int
main(void)
{
	arena = arena_new();
	test_typed();
	test_forms();
	test_units();
	arena_free(arena);
	return done();
}
