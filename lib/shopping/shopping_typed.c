#include "shopping/shopping_typed.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/text.h"
#include "ingredient/ingredient.h"

#define WORDS_MAX 60

struct words {
	const char	*p[WORDS_MAX];
	size_t		 n[WORDS_MAX], count;
};

static void
split(const char *line, struct words *w)
{
	w->count = 0;
	while (*line && w->count < WORDS_MAX) {
		size_t n = strcspn(line, " ");

		if (n) {
			w->p[w->count] = line;
			w->n[w->count++] = n;
		}
		line += n + (line[n] == ' ');
	}
	if (*line)
		w->count = 0;	/* that long is no amount and its thing */
}

/* ---- amounts ----------------------------------------------------------- */

/* The bytes of a vulgar fraction at p: ½ ¼ ¾ ⅐ … ⅞; 0 without. */
static size_t
vulgar(const char *p, size_t n)
{
	size_t len;
	int32_t c = n ? text_code(p, n, &len) : -1;

	return (c >= 0xbc && c <= 0xbe) || (c >= 0x2150 && c <= 0x215e) ?
	    len : 0;
}

static size_t
digits(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	return i;
}

/* The bytes of a number at p: "2", "1.5", "1,5", "1/2", "½", "1½". */
static size_t
number(const char *p, size_t n)
{
	size_t i = digits(p, n), more;

	if (!i)
		return vulgar(p, n);
	more = i + 1 < n && strchr(".,/", p[i]) ? digits(p + i + 1,
	    n - i - 1) : 0;
	return more ? i + 1 + more : i + vulgar(p + i, n - i);
}

static bool
is_number(const char *p, size_t n)
{
	return n && number(p, n) == n;
}

/* "x", "×" */
static size_t
times(const char *p, size_t n)
{
	if (n && (*p == 'x' || *p == 'X'))
		return 1;
	return n > 1 && memcmp(p, "\xc3\x97", 2) == 0 ? 2 : 0;
}

/* A word that is a number with a unit behind it, "500g", or with "x". */
static bool
is_glued(const char *p, size_t n)
{
	static const char *const units[] = {
		"g", "kg", "mg", "ml", "cl", "dl", "l", "lb", "oz", "lbs",
	};
	size_t at = number(p, n), i;

	if (!at || at == n)
		return false;
	if (times(p + at, n - at) == n - at)
		return true;
	for (i = 0; i < COUNT(units); i++)
		if (strlen(units[i]) == n - at &&
		    memcmp(p + at, units[i], n - at) == 0)
			return true;
	return false;
}

/* ---- in front ---------------------------------------------------------- */

static bool
is_in(const char *text, const char *word, size_t n)
{
	const char *p;

	for (p = text ? text : ""; *p; p++)
		if (strncmp(p, word, n) == 0)
			return true;
	return false;
}

/* Whether all that was typed behind the amount is there: nothing is lost. */
static bool
is_whole(const struct words *w, const struct ingredient *line)
{
	struct unit_word unit;
	size_t i, from = 0;

	while (from < w->count && (is_number(w->p[from], w->n[from]) ||
	    is_glued(w->p[from], w->n[from]) ||
	    times(w->p[from], w->n[from]) == w->n[from]))
		from++;
	if (from < w->count && (line->unit || line->measure) &&
	    unit_match(w->p[from], strlen(w->p[from]), &unit))
		for (i = unit.len; i && from < w->count; from++)
			i -= i > w->n[from] ? w->n[from] + 1 : i;
	for (i = from; i < w->count; i++) {
		size_t n = w->n[i];

		while (n && strchr(",;()", w->p[i][n - 1]))
			n--;
		if (!n || (i == from && n == 2 &&
		    memcmp(w->p[i], "of", 2) == 0))
			continue;
		if (!is_in(line->food, w->p[i] + strspn(w->p[i], "("), n -
		    strspn(w->p[i], "(")) && !is_in(line->note, w->p[i], n) &&
		    !is_in(line->size, w->p[i] + strspn(w->p[i], "("), n -
		    strspn(w->p[i], "(")))
			return false;
	}
	return true;
}

/* "large" and "free-range": what the line says besides. */
static const char *
note_of(struct arena *arena, const struct ingredient *line)
{
	if (line->size && line->note)
		return arena_fmt(arena, "%s, %s", line->size, line->note);
	return line->size ? line->size : line->note;
}

static bool
front(struct arena *arena, const char *text, const struct words *w,
    enum unit_system system, struct shopping_typed *out)
{
	struct ingredient line;

	if (w->count < 2 || !(is_number(w->p[0], w->n[0]) ||
	    is_glued(w->p[0], w->n[0])) ||
	    !ingredient_parse(arena, text, system, &line) ||
	    isnan(line.quantity) || !*line.food || line.is_heading ||
	    !isnan(line.quantity_max) || !isnan(line.plus_quantity) ||
	    !is_whole(w, &line))
		return false;
	*out = (struct shopping_typed){ .food = line.food,
	    .note = note_of(arena, &line), .unit = line.unit,
	    .measure = line.measure, .quantity = line.quantity };
	return true;
}

/* ---- at the end -------------------------------------------------------- */

/* Words behind which a number is a name's. */
static bool
names_number(const char *p, size_t n)
{
	static const char words[] = "size sizes grosse gr taille talla "
	    "misura maat storlek no nr no. nr. num number nummer numero type "
	    "typ spf lsf factor vol vol. part teil step stage stufe level "
	    "model no: nr: version room zimmer page seite age alter at um";
	char word[16];
	size_t i;

	if (n >= sizeof(word))
		return false;
	for (i = 0; i < n; i++)
		word[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 :
		    p[i]);
	word[n] = '\0';
	return text_has_word(words, word) || p[0] == '#' ||
	    strncmp(p, "Größe", 7) == 0;
}

static bool
end(struct arena *arena, const char *text, const struct words *w,
    enum unit_system system, struct shopping_typed *out)
{
	size_t last = w->count, from, n, len;
	struct unit_word unit = { .scale = 1 };
	struct ingredient line;
	const char *p;

	if (last < 2)
		return false;
	from = last - 1;
	p = w->p[from];
	n = w->n[from];
	len = times(p, n);
	if (len && is_number(p + len, n - len)) {
		p += len;			/* "x2" */
	} else if (!is_number(p, n) && !(is_glued(p, n) &&
	    !times(p + n - 1, 1))) {
		/* "2 l" */
		if (!unit_word_find(arena_dup(arena, p, n), &unit) ||
		    !from-- || !is_number(w->p[from], w->n[from]))
			return false;
		p = w->p[from];
	}
	if (from && strchr("/\xc2\xe2", *w->p[from]) == NULL &&
	    memchr(w->p[from], '/', w->n[from]) &&
	    digits(w->p[from - 1], w->n[from - 1]) == w->n[from - 1])
		p = w->p[--from];		/* "1 1/2" */
	if (from && times(w->p[from - 1], w->n[from - 1]) ==
	    w->n[from - 1])
		from--;				/* "x 2" */
	if (!from || strchr(":-", w->p[from - 1][w->n[from - 1] - 1]) ||
	    is_number(w->p[from - 1], w->n[from - 1]) ||
	    names_number(w->p[from - 1], w->n[from - 1]) ||
	    !ingredient_parse(arena, arena_fmt(arena, "%s rice", p), system,
	    &line) || isnan(line.quantity) || !isnan(line.quantity_max))
		return false;
	n = (size_t)(w->p[from - 1] + w->n[from - 1] - text);
	while (n && strchr(",; ", text[n - 1]))
		n--;
	if (!n)
		return false;
	*out = (struct shopping_typed){ .food = arena_dup(arena, text, n),
	    .unit = line.unit, .measure = line.measure,
	    .quantity = line.quantity };
	return true;
}

void
shopping_typed(struct arena *arena, const char *text,
    enum unit_system system, struct shopping_typed *out)
{
	struct words w;

	split(text, &w);
	if (front(arena, text, &w, system, out) ||
	    end(arena, text, &w, system, out))
		return;
	*out = (struct shopping_typed){ .food = text, .quantity = NAN };
}

const char *
shopping_unbulleted(const char *line)
{
	static const char *const bullets[] = {
		"- ", "* ", "• ", "– ", "☐ ", "□ ", "[ ] ", "- [ ] ", "· ",
		"◦ ", "‣ ", "▪ ",
	};
	size_t i, n;

	for (i = COUNT(bullets); i--;) {
		n = strlen(bullets[i]);
		if (strncmp(line, bullets[i], n) == 0 && line[n])
			return line + n;
	}
	return line;
}
