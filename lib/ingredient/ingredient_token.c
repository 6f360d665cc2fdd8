#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "ingredient/ingredient_parts.h"
#include "data/text.h"

/* Bytes of at most max that do not cut a character. */
static size_t
cut_length(const char *p, size_t max)
{
	size_t n = strnlen(p, max + 1);

	if (n <= max)
		return n;
	n = max;
	while (n > 0 && ((unsigned char)p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* Bytes that are no UTF-8 become U+FFFD. */
static const char *
make_valid(struct arena *arena, const char *p, size_t *n)
{
	size_t i, len, at = 0;
	char *out;

	if (text_valid(p, *n))
		return p;
	out = arena_alloc(arena, *n * 3 + 1);
	for (i = 0; i < *n; i += len) {
		if (text_code(p + i, *n - i, &len) < 0) {
			memcpy(out + at, "\xef\xbf\xbd", 3);
			at += 3;
		} else {
			memcpy(out + at, p + i, len);
			at += len;
		}
	}
	*n = at;
	return out;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A bullet or check box at p: its bytes with the blank after it, or 0. */
static size_t
bullet_length(const char *p)
{
	static const char *const marks[] = {
		"[ ]", "[x]", "[X]", "[]", "-", "*", "•", "▢", "☐", "☑", "☒",
		"·", "–", "—", "▪", "▫", "■", "□", "◦", "●", "○", "‣", "⁃",
		"✓", "✔", "→", "►", "▸", ">", "+", "~", "\xef\xbf\xbd", "★",
		"☆", "◆", "◇", "|", "…", ",", ";", ":",
	};
	size_t n;

	for (size_t i = 0; i < COUNT(marks); i++)
		if (text_starts(p, marks[i])) {
			n = strlen(marks[i]);
			if (p[n] == p[0] && (p[0] == '*' || p[0] == '-'))
				continue;	/* "**bold**", "---" */
			return n + (p[n] == ' ');
		}
	for (n = 0; n < 3 && is_digit(p[n]); n++)
		;
	/* "1. flour" is a list, "1. cup" and "1.5" are not */
	if (n > 0 && n < 3 && (p[n] == '.' || p[n] == ')') &&
	    p[n + 1] == ' ' && p[n + 2] != '\0') {
		struct unit_word u;

		if (p[n] == ')' || !unit_match(p + n + 2, strlen(p + n + 2),
		    &u))
			return n + 2;
	}
	return 0;
}

/* "[text](address)" at p: writes text; bytes taken, or 0. */
static size_t
link_strip(const char *p, char *out, size_t *at)
{
	const char *text = strchr(p, ']'), *end;

	if (*p != '[' || text == NULL || text[1] != '(')
		return 0;
	end = strchr(text, ')');
	if (end == NULL)
		return 0;
	memcpy(out + *at, p + 1, (size_t)(text - p - 1));
	*at += (size_t)(text - p - 1);
	return (size_t)(end - p + 1);
}

/* Copy without simple Markdown; *heading if a whole line is emphasised. */
static char *
marks_strip(struct arena *arena, const char *p, bool *heading)
{
	char *out = arena_alloc(arena, strlen(p) + 1);
	size_t at = 0, n;
	bool word = false, strong;

	while (*p == '#' && (p[1] == '#' || p[1] == ' ')) {
		*heading = true;
		p++;
	}
	while (*p == ' ' || (n = bullet_length(p)) > 0)
		p += *p == ' ' ? 1 : n;
	n = strlen(p);
	strong = text_starts(p, "**") || text_starts(p, "__");
	if (strong && n > 4 && p[n - 1] == p[0] && p[n - 2] == p[0])
		*heading = true;
	while (*p != '\0') {
		if ((n = link_strip(p, out, &at)) > 0) {
			p += n;
		} else if (text_starts(p, "![") ||
		    (*p == '*' && (word || (p[1] != ' ' && p[1] != '*')))) {
			p++;
		} else if (text_starts(p, "**") || text_starts(p, "__") ||
		    text_starts(p, "~~")) {
			p += 2;
		} else if (*p == '`' || (*p == '_' && (!word ||
		    p[1] == ' ' || p[1] == '\0' || p[1] == ','))) {
			p++;
		} else {
			word = *p != ' ' && *p != '(';
			out[at++] = *p++;
		}
	}
	return out;
}

static bool
is_letter(int32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return c >= 0xc0 && c != 0xd7 && c != 0xf7 &&
	    (c < 0x2000 || c > 0x2bff || c == 0x2122) &&
	    (c < 0x3000 || c > 0x3004) && (c < 0x3008 || c > 0x3020) &&
	    c != 0xfffd && c != 0xfffc && c != 0xfeff && c < 0x1f000;
}

/* Letters, and apostrophes, hyphens, dots and digits among them. */
static size_t
word_length(const char *p, size_t n)
{
	size_t i = 0, len, len2;
	int32_t c, d;

	for (; i < n; i += len) {
		c = text_code(p + i, n - i, &len);
		if (is_letter(c) || c == 0xae)
			continue;
		if (i == 0 || i + len >= n)
			break;
		d = text_code(p + i + len, n - i - len, &len2);
		if (c >= '0' && c <= '9' && i > 0)
			continue;
		if (!is_letter(d) || !(c == '\'' || c == 0x2019 || c == '-' ||
		    c == '.' || c == '&' || c == 0x2010 || c == 0x2011))
			break;
	}
	/* "pkt." takes its dot, "salt." at the end does no harm */
	if (i > 0 && i < n && p[i] == '.')
		i++;
	/* confectioners' */
	else if (i > 1 && i < n && p[i] == '\'' && p[i - 1] == 's')
		i++;
	return i;
}

/* The class of a sign; 0 for one that means nothing here. */
static char
punct_of(int32_t c)
{
	switch (c) {
	case ',': case ';': case ':': case '/': case '+': case '*': case '%':
	case '"': case '&': case '#':
		return (char)c;
	case '(': case '[': case '{':
		return '(';
	case ')': case ']': case '}':
		return ')';
	case '-': case '~': case 0x2010: case 0x2011: case 0x2012:
	case 0x2013: case 0x2014: case 0x2212:
		return '-';
	case 0xd7:
		return 'x';
	case 0x2033: case 0x201d: case 0x201c:
		return '"';
	case 0xff0c: case 0x3001: case 0x60c:
		return ',';
	case 0x2044: case 0x2215:
		return '/';
	default:
		return '?';
	}
}

/* "d'", "l'", "dell'" at the beginning of a word of n bytes, or 0. */
static size_t
elision_length(const char *p, size_t n)
{
	static const char *const words[] = {
		"d", "l", "dell", "dall", "all", "un", "qu",
	};
	size_t i, len = 0, sign;

	while (len < n && ((p[len] | 0x20) >= 'a' && (p[len] | 0x20) <= 'z'))
		len++;
	sign = len < n && p[len] == '\'' ? 1 :
	    len + 3 < n && memcmp(p + len, "\u2019", 3) == 0 ? 3 : 0;
	if (sign == 0 || n < len + sign + 2)
		return 0;
	for (i = 0; i < COUNT(words); i++)
		if (strlen(words[i]) == len &&
		    (p[0] | 0x20) == words[i][0] &&
		    memcmp(p + 1, words[i] + 1, len - 1) == 0)
			return len + sign;
	return 0;
}

static void
token_read(struct token *t, const char *p, size_t n, char **fold)
{
	size_t len;

	t->p = p;
	t->fold = "";
	t->value = NAN;
	t->n = ingredient_number(p, n, &t->value);
	if (t->n > 0 && t->n < n && p[t->n] == '%') {
		t->n++;			/* "2% milk" is a word */
		t->value = NAN;
	} else if (t->n > 0 && isfinite(t->value)) {
		return;
	} else if (t->n == 0 && (t->n = word_length(p, n)) == 0) {
		t->punct = punct_of(text_code(p, n, &len));
		t->n = len;
		return;
	}
	len = elision_length(p, t->n);
	if (len > 0)
		t->n = len;
	t->fold = *fold;
	len = unit_fold(p, t->n, *fold);
	*fold += len + 1;
	t->word = ingredient_word(t->fold, len);
}

void
ingredient_tokens(struct parser *ps, const char *line, bool *heading)
{
	size_t n = cut_length(line, INGREDIENT_LINE_MAX), i;
	unsigned depth = 0;
	struct token *t;
	char *fold;

	line = make_valid(ps->arena, line, &n);
	ps->out->original = text_paste(ps->arena, line, n);
	ps->line = marks_strip(ps->arena, text_ascii_digits(ps->arena,
	    ps->out->original), heading);
	n = cut_length(ps->line, INGREDIENT_LINE_MAX);
	ps->end = ps->line + n;
	ps->t = arena_array(ps->arena, n + 1, sizeof(*ps->t));
	fold = arena_alloc(ps->arena, 2 * n + 2);
	for (i = 0; i < n; i += t->n) {
		t = &ps->t[ps->n];
		t->glued = i > 0 && ps->line[i - 1] != ' ';
		if (ps->line[i] == ' ') {
			t->n = 1;
			continue;
		}
		token_read(t, ps->line + i, n - i, &fold);
		if (t->punct == ')' && depth > 0)
			depth--;
		t->depth = (uint8_t)(depth > 200 ? 200 : depth);
		if (t->punct == '(')
			depth++;
		ps->n++;
	}
}

void
ingredient_mark_each(struct parser *ps, size_t from, size_t to)
{
	ingredient_mark(ps, from, to, ROLE_EACH);
	for (; from < to && from < ps->n; from++)
		ps->t[from].scale = SCALE_NO;
}

bool
ingredient_is(const struct parser *ps, size_t i, const char *fold)
{
	return i < ps->n && strcmp(ps->t[i].fold, fold) == 0;
}

bool
ingredient_punct(const struct parser *ps, size_t i, char c)
{
	return i < ps->n && ps->t[i].punct == c;
}

void
ingredient_mark(struct parser *ps, size_t from, size_t to, enum role role)
{
	for (; from < to && from < ps->n; from++)
		ps->t[from].role = role;
}

size_t
ingredient_close(const struct parser *ps, size_t i)
{
	unsigned depth = ps->t[i].depth;

	for (i++; i < ps->n; i++)
		if (ps->t[i].punct == ')' && ps->t[i].depth <= depth)
			return i + 1;
	return ps->n;
}
