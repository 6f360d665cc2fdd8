#include "recipe/recipe_text.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "data/text.h"
#include "data/when.h"
#include "recipe/recipe.h"

#define TIMER_MAX	40	/* bytes between the brackets */
/*
 * 200 steps of 5,000 characters of 4 bytes, with a backslash for each line of
 * one character, and their sections; lines of ingredients are less.
 */
#define TEXT_MAX	((size_t)16 << 20)

/* ---- lines ------------------------------------------------------------- */

static bool
is_heading(const char *line, size_t n)
{
	return n >= 2 && line[0] == '#' && line[1] == '#';
}

static void
put_line(struct buf *b, const char *line, size_t n)
{
	if ((n && *line == '\\') || is_heading(line, n))
		buf_str(b, "\\");
	buf_add(b, line, n);
}

/* A section's line when it is another than before; a blank one in front. */
static void
put_section(struct buf *b, const char **was, const char *now)
{
	if (now && !*now)
		now = NULL;
	if (strcmp(*was ? *was : "", now ? now : "") == 0)
		return;
	if (buf_len(b) > 1 && !buf_ends(b, "\n\n"))
		buf_str(b, "\n");
	buf_fmt(b, "##%s%s\n", now ? " " : "", now ? now : "");
	*was = now;
}

/* The next line of *p, without its end; false at the end of the text. */
static bool
next_line(const char **p, const char **line, size_t *n)
{
	if (!**p)
		return false;
	*line = *p;
	*n = strcspn(*p, "\n");
	*p += *n + ((*p)[*n] == '\n');
	if (*n && (*line)[*n - 1] == '\r')
		(*n)--;
	return true;
}

static bool
is_blank(const char *line, size_t n)
{
	text_trim(&line, &n);
	return n == 0;
}

/* "## Sauce": its section, NULL for "##" alone. */
static const char *
heading(struct arena *arena, const char *line, size_t n)
{
	line += 2;
	n -= 2;
	text_trim(&line, &n);
	return n ? arena_dup(arena, line, n) : NULL;
}

/* ---- timers ------------------------------------------------------------ */

/* "1 h 30 min" for PT1H30M; the duration itself where that would be another. */
static const char *
timer_words(struct arena *arena, const char *timer)
{
	int64_t s;
	char *words;

	if (!when_duration_parse(timer, &s) || s <= 0 ||
	    strcmp(when_duration_text(arena, s), timer) != 0)
		return timer;
	words = arena_str(arena, "");
	if (s >= 3600)
		words = arena_fmt(arena, "%lld h", (long long)(s / 3600));
	if (s / 60 % 60)
		words = arena_fmt(arena, "%s%s%lld min", words,
		    *words ? " " : "", (long long)(s / 60 % 60));
	if (s % 60)
		words = arena_fmt(arena, "%s%s%lld s", words,
		    *words ? " " : "", (long long)(s % 60));
	return words;
}

static int64_t
unit_seconds(const char *word, size_t n)
{
	static const struct {
		const char	*name;
		int64_t		 seconds;
	} units[] = {
		{ "h", 3600 }, { "hr", 3600 }, { "hrs", 3600 },
		{ "hour", 3600 }, { "hours", 3600 }, { "m", 60 },
		{ "min", 60 }, { "mins", 60 }, { "minute", 60 },
		{ "minutes", 60 }, { "s", 1 }, { "sec", 1 }, { "secs", 1 },
		{ "second", 1 }, { "seconds", 1 },
	};
	size_t i;

	for (i = 0; i < COUNT(units); i++)
		if (strlen(units[i].name) == n &&
		    strncmp(units[i].name, word, n) == 0)
			return units[i].seconds;
	return 0;
}

/* What stands between the brackets as a duration, or NULL. */
static const char *
timer_read(struct arena *arena, const char *words)
{
	const char *p = words;
	int64_t total = 0, one;

	if (*p == 'P')
		return when_duration_parse(p, &total) ? words : NULL;
	while (*p) {
		size_t digits = strspn(p, "0123456789"), n;

		if (!digits || digits > 6 ||
		    !text_int(arena_dup(arena, p, digits), &one))
			return NULL;
		p += digits;
		p += strspn(p, " ");
		n = strcspn(p, " 0123456789");
		if (!unit_seconds(p, n))
			return NULL;
		total += one * unit_seconds(p, n);
		p += n;
		p += strspn(p, " ");
	}
	return total > 0 && total <= WHEN_DURATION_MAX ?
	    when_duration_text(arena, total) : NULL;
}

/*
 * Where "[25 min]" at the end of a step begins, and the timer it is; NULL
 * when the step does not end so, after a blank or a backslash.
 */
static char *
timer_at(struct arena *arena, char *text, const char **timer)
{
	size_t n = strlen(text);
	char *open;

	if (!n || text[n - 1] != ']')
		return NULL;
	open = strrchr(text, '[');
	if (!open || open == text || (open[-1] != ' ' && open[-1] != '\\') ||
	    (size_t)(text + n - open) > TIMER_MAX)
		return NULL;
	if (open[-1] == ' ' && is_blank(text, (size_t)(open - text)))
		return NULL;	/* of no step */
	*timer = timer_read(arena, arena_dup(arena, open + 1,
	    (size_t)(text + n - open) - 2));
	return *timer ? open : NULL;
}

/* ---- steps ------------------------------------------------------------- */

/* A step's text with what would be read as a timer taken as it is. */
static char *
step_text(struct arena *arena, const struct doc *d)
{
	char *text = arena_str(arena, doc_chars(doc_get(d, "text"))), *at;
	const char *timer = doc_str(d, "timer"), *found;

	if (!text)
		text = arena_str(arena, "");
	if (timer)
		return arena_fmt(arena, "%s [%s]", text, timer_words(arena,
		    timer));
	at = timer_at(arena, text, &found);
	if (!at)
		return text;
	return arena_fmt(arena, "%.*s\\%s", (int)(at - text), text, at);
}

char *
recipe_steps_write(struct arena *arena, const struct doc *steps)
{
	struct buf b;
	const char *section = NULL, *line;
	const struct doc *d;
	size_t n;

	buf_init(&b, arena, TEXT_MAX);
	for (d = doc_first(steps); d; d = d->next) {
		const char *p = step_text(arena, d);

		if (d != steps->first)
			buf_str(&b, "\n");
		put_section(&b, &section, doc_str(d, "section"));
		while (next_line(&p, &line, &n)) {
			if (is_blank(line, n))
				buf_str(&b, "\\");
			put_line(&b, line, n);
			buf_str(&b, "\n");
		}
	}
	return buf_done(&b, NULL);
}

static size_t
lines_in(const char *text)
{
	size_t n = 1;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void
end_step(struct arena *arena, struct buf *b, struct recipe_step *steps,
    size_t *n, const char *section)
{
	struct recipe_step *step = &steps[*n];
	char *at, *text;

	while (buf_ends(b, "\n"))
		buf_cut(b, buf_len(b) - 1);
	if (!buf_len(b))
		return;
	text = arena_str(arena, buf_done(b, NULL));
	*step = (struct recipe_step){ .section = section, .text = text };
	at = timer_at(arena, text, &step->timer);
	if (at && at[-1] == '\\') {
		step->timer = NULL;
		memmove(at - 1, at, strlen(at) + 1);
	} else if (at) {
		at[-1] = '\0';
	}
	(*n)++;
	buf_clear(b);
}

void
recipe_steps_read(struct arena *arena, const char *text,
    struct field_list *out)
{
	struct recipe_step *steps = arena_array(arena, lines_in(text),
	    sizeof(*steps));
	const char *section = NULL, *line;
	struct buf b;
	size_t n = 0, len;

	buf_init(&b, arena, strlen(text) + 1);
	while (next_line(&text, &line, &len)) {
		if (is_blank(line, len)) {
			end_step(arena, &b, steps, &n, section);
		} else if (is_heading(line, len)) {
			end_step(arena, &b, steps, &n, section);
			section = heading(arena, line, len);
		} else {
			bool plain = *line == '\\';

			buf_add(&b, line + plain, len - plain);
			buf_str(&b, "\n");
		}
	}
	end_step(arena, &b, steps, &n, section);
	*out = (struct field_list){ steps, n };
}

/* ---- ingredients ------------------------------------------------------- */

char *
recipe_lines_write(struct arena *arena, const struct doc *rows,
    const struct doc *lines)
{
	struct buf b;
	const struct doc *row, *line = doc_first(lines);
	const char *section = NULL;

	buf_init(&b, arena, TEXT_MAX);
	for (row = doc_first(rows); row && line; row = row->next,
	    line = line->next) {
		put_section(&b, &section, doc_str(row, "section"));
		put_line(&b, doc_chars(line), strlen(doc_chars(line)));
		buf_str(&b, "\n");
	}
	return buf_done(&b, NULL);
}

struct recipe_line *
recipe_lines_read(struct arena *arena, const char *text, size_t *n)
{
	struct recipe_line *lines = arena_array(arena, lines_in(text),
	    sizeof(*lines));
	const char *section = NULL, *line;
	size_t len;

	*n = 0;
	while (next_line(&text, &line, &len)) {
		if (is_heading(line, len)) {
			section = heading(arena, line, len);
			continue;
		}
		if (len && *line == '\\') {
			line++;
			len--;
		}
		text_trim(&line, &len);
		if (len)
			lines[(*n)++] = (struct recipe_line){ arena_dup(arena,
			    line, len), section };
	}
	return lines;
}
