#include "data/text.h"

#include <stdio.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "base/arena.h"
#include "base/buf.h"

#define NO_CHARACTER	0xfffd
#define ASCII_BITS	UINT64_C(0x8080808080808080)
#define SLUG_MAX	80

/* UTF-8 */

/*
 * Table 3-7 of the Unicode Standard: only the second byte's bounds depend on
 * the first.
 */
int32_t
text_code(const char *p, size_t n, size_t *len)
{
	const unsigned char *u = (const unsigned char *)p;
	unsigned low = 0x80, high = 0xbf;
	size_t need, i;
	int32_t code;

	*len = 1;
	if (!n)
		return -1;
	if (u[0] < 0x80)
		return u[0];
	if (u[0] < 0xc2 || u[0] > 0xf4)
		return -1;
	need = u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
	if (n < need)
		return -1;
	switch (u[0]) {
	case 0xe0: low = 0xa0; break;
	case 0xed: high = 0x9f; break;
	case 0xf0: low = 0x90; break;
	case 0xf4: high = 0x8f; break;
	}
	if (u[1] < low || u[1] > high)
		return -1;
	code = u[0] & (0x7f >> need);
	for (i = 1; i < need; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return -1;
		code = code << 6 | (u[i] & 0x3f);
	}
	*len = need;
	return code;
}

size_t
text_encode(char out[4], int32_t code)
{
	size_t n, i;

	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (i = n - 1; i; i--) {
		out[i] = (char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	out[0] = (char)((0xf00 >> n & 0xff) | code);
	return n;
}

/* How many bytes at the start are ASCII. */
static size_t
ascii_bytes(const char *p, size_t n)
{
	size_t i = 0;

	while (n - i >= 8) {
		uint64_t w;

		memcpy(&w, p + i, 8);
		if (w & ASCII_BITS)
			break;
		i += 8;
	}
	while (i < n && (unsigned char)p[i] < 0x80)
		i++;
	return i;
}

bool
text_valid(const char *p, size_t n)
{
	size_t i = 0, len;

	for (;;) {
		i += ascii_bytes(p + i, n - i);
		if (i >= n)
			return true;
		if (text_code(p + i, n - i, &len) < 0)
			return false;
		i += len;
	}
}

size_t
text_length(const char *p, size_t n)
{
	size_t count = 0, i;

	for (i = 0; i < n; i++)
		count += ((unsigned char)p[i] & 0xc0) != 0x80;
	return count;
}

/* Cleaning */

/* The property White_Space of Unicode's PropList.txt. */
static bool
is_white(int32_t c)
{
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return c == 0x85 || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	    c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool
is_control(int32_t c)
{
	return (c >= 0 && c < ' ') || (c >= 0x7f && c < 0xa0) ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* What pasting brings along: it shows nothing, and joins nothing. */
static bool
is_stray(int32_t c)
{
	return c == 0xad || c == 0x180e || c == 0x200b || c == 0xfeff ||
	    (c >= 0x2060 && c <= 0x2064) || (c >= 0xfff9 && c <= 0xfffb);
}

void
text_trim(const char **p, size_t *n)
{
	size_t len, back;

	while (*n && is_white(text_code(*p, *n, &len))) {
		*p += len;
		*n -= len;
	}
	while (*n) {
		for (back = 1; back < *n && back < 4; back++)
			if (((unsigned char)(*p)[*n - back] & 0xc0) != 0x80)
				break;
		if (!is_white(text_code(*p + *n - back, back, &len)) ||
		    len != back)
			break;
		*n -= back;
	}
}

/* The next code point, U+FFFD for a byte that is none. */
static int32_t
next_code(const char *p, size_t n, size_t *i)
{
	size_t len;
	int32_t code = text_code(p + *i, n - *i, &len);

	*i += len;
	return code < 0 ? NO_CHARACTER : code;
}

/*
 * A normal form of valid UTF-8. NFC is at most three times as long, NFKC
 * eleven times (unicode.org/faq/normalization), so the library fills our
 * memory and never has to get its own.
 */
static char *
compose(struct arena *arena, uninorm_t form, char *p, size_t n)
{
	size_t len = (form == UNINORM_NFC ? 3 : 11) * n + 1;
	uint8_t *out = arena_alloc(arena, len);

	len--;
	if (u8_normalize(form, (uint8_t *)p, n, out, &len) != out)
		return p;
	out[len] = '\0';
	return (char *)out;
}

int
text_digit(int32_t code)
{
	return uc_decimal_value((ucs4_t)code);
}

char *
text_nfkc(struct arena *arena, const char *s)
{
	return compose(arena, UNINORM_NFKC, arena_str(arena, s), strlen(s));
}

/* Whether it leaves a mark; fillers and joiners by themselves do not. */
static bool
is_seen(int32_t c)
{
	if (c < 0x80)
		return c > ' ' && c != 0x7f;
	return !is_white(c) && !is_control(c) && c != 0x2800 &&
	    !uc_is_property((ucs4_t)c,
	    UC_PROPERTY_DEFAULT_IGNORABLE_CODE_POINT);
}

/* What text_line and text_block have in common. */
static char *
clean(struct arena *arena, const char *p, size_t n, bool block)
{
	char *out, *end;
	bool pending = false, composed = true, seen = false;
	size_t i = 0;

	text_trim(&p, &n);
	out = end = arena_alloc(arena, 3 * n + 1);
	while (i < n) {
		int32_t c = next_code(p, n, &i);

		if (block && c == '\r') {
			if (i < n && p[i] == '\n')
				continue;
			c = '\n';
		}
		if (!block && is_white(c)) {
			pending = true;
			continue;
		}
		if (is_control(c) && !(block && (c == '\n' || c == '\t')))
			continue;
		if (!block && is_stray(c))
			continue;
		if (pending && end > out)
			*end++ = ' ';
		pending = false;
		seen = seen || is_seen(c);
		/* nothing below composes with anything */
		if (c >= 0x300)
			composed = false;
		end += text_encode(end, c);
	}
	if (!seen)
		end = out;
	*end = '\0';
	n = (size_t)(end - out);
	if (!composed) {
		out = compose(arena, UNINORM_NFC, out, n);
		n = strlen(out);
	}
	/* a control may have stood outside of the white space */
	p = out;
	text_trim(&p, &n);
	out += p - out;
	out[n] = '\0';
	return out;
}

char *
text_line(struct arena *arena, const char *p, size_t n)
{
	return clean(arena, p, n, false);
}

char *
text_block(struct arena *arena, const char *p, size_t n)
{
	return clean(arena, p, n, true);
}

/* Folding */

/* A code point for comparing: itself, a blank, or DROP. */
#define DROP (-1)

static int32_t
fold_ascii(char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return c;
	if (c >= 'A' && c <= 'Z')
		return c | 0x20;
	if (c == '\'' || c == '`' || c == 0x7f ||
	    (c < ' ' && !is_white(c)))
		return DROP;
	return ' ';
}

static bool
is_apostrophe(int32_t c)
{
	return c == '\'' || c == '`' || c == 0xb4 || c == 0x2bb ||
	    c == 0x2bc || (c >= 0x2018 && c <= 0x201b) || c == 0xff07;
}

static int32_t
fold_class(int32_t c)
{
	ucs4_t u = (ucs4_t)c;

	if (c < 0x80)
		return fold_ascii((char)c);
	if (is_white(c))
		return ' ';
	if (is_apostrophe(c) || c == 0x640 ||	/* tatweel only stretches */
	    uc_is_general_category_withtable(u, UC_CATEGORY_MASK_Cc |
	    UC_CATEGORY_MASK_Cf))
		return DROP;
	if (uc_is_general_category_withtable(u, UC_CATEGORY_MASK_P |
	    UC_CATEGORY_MASK_Sm | UC_CATEGORY_MASK_Sc | UC_CATEGORY_MASK_Sk))
		return ' ';
	/* ® and ° as against pictographs */
	if (c < 0x2000 && uc_is_general_category_withtable(u,
	    UC_CATEGORY_MASK_So))
		return ' ';
	return c;
}

/* Letters that have no decomposition but an established spelling. */
static const char *
spelling(int32_t c)
{
	switch (c) {
	case 0xc6: case 0xe6: return "ae";
	case 0xd0: case 0xf0: case 0x110: case 0x111: return "d";
	case 0xd8: case 0xf8: return "o";
	case 0xde: case 0xfe: return "th";
	case 0x131: return "i";
	case 0x141: case 0x142: return "l";
	case 0x152: case 0x153: return "oe";
	}
	return NULL;
}

/* The folded text so far: blanks wait until something follows. */
struct fold {
	struct buf	b;
	bool		pending;
	int32_t		base;	/* the letter that a mark stands on */
};

/*
 * Whether a mark on a letter is an accent, that one may leave out: those of
 * Latin and Greek, the vowels of Arabic and Hebrew, stress in Cyrillic and the
 * dots of ё. Elsewhere a mark is part of the letter: the vowels of India and
 * Thailand, the voicing of kana, й, ї.
 */
static bool
is_accent(int32_t mark, int32_t base)
{
	static const char *const scripts[] = { "Latin", "Greek", "Arabic",
	    "Hebrew", "Common", "Inherited" };
	const uc_script_t *script = base ? uc_script((ucs4_t)base) : NULL;
	size_t i;

	if (!script)
		return true;
	if (strcmp(script->name, "Cyrillic") == 0)
		return mark == 0x300 || (mark == 0x301 && base != 0x433 &&
		    base != 0x43a) || (mark == 0x308 && base == 0x435);
	for (i = 0; i < sizeof(scripts) / sizeof(*scripts); i++)
		if (strcmp(script->name, scripts[i]) == 0)
			return true;
	return false;
}

static void
fold_put(struct fold *f, int32_t c)
{
	char bytes[4];
	size_t n;

	if (c >= 0x300 && uc_is_general_category_withtable((ucs4_t)c,
	    UC_CATEGORY_MASK_M)) {
		if (!f->pending && !is_accent(c, f->base)) {
			n = text_encode(bytes, c);
			buf_add(&f->b, bytes, n);
		}
		return;
	}
	c = fold_class(c);
	if (c == DROP)
		return;
	if (c == ' ') {
		f->pending = true;
		return;
	}
	if (f->pending && buf_len(&f->b))
		buf_char(&f->b, ' ');
	f->pending = false;
	f->base = c;
	buf_add(&f->b, bytes, text_encode(bytes, c));
}

#define FOLD_MAX 64	/* code points that one may become; 18 are known */

/*
 * Each code point by itself; the whole is put in order and composed at the
 * end. Decomposed again after folding, as the Unicode Standard has it for
 * compatibility caseless matching (D146).
 */
static void
fold_code(struct fold *f, int32_t c)
{
	ucs4_t u = (ucs4_t)c, apart[FOLD_MAX], folded[FOLD_MAX];
	ucs4_t again[FOLD_MAX];
	size_t n = FOLD_MAX, m = FOLD_MAX, k = FOLD_MAX, i;
	const char *letters = spelling(c);

	if (letters) {
		for (; *letters; letters++)
			fold_put(f, *letters);
		return;
	}
	if (is_apostrophe(c))
		return;
	if (u32_normalize(UNINORM_NFKD, &u, 1, apart, &n) != apart ||
	    u32_casefold(apart, n, NULL, NULL, folded, &m) != folded ||
	    u32_normalize(UNINORM_NFKD, folded, m, again, &k) != again) {
		fold_put(f, c);
		return;
	}
	for (i = 0; i < k; i++) {
		letters = spelling((int32_t)again[i]);
		if (!letters)
			fold_put(f, (int32_t)again[i]);
		for (; letters && *letters; letters++)
			fold_put(f, *letters);
	}
}

/* Take out the words of which nothing is seen; in place. */
static char *
drop_unseen(char *s)
{
	size_t n = strlen(s), i = 0;
	char *end = s;

	while (i < n) {
		size_t start = i, word = i + strcspn(s + i, " ");
		bool seen = false;

		while (!seen && i < word)
			seen = is_seen(next_code(s, n, &i));
		if (seen) {
			if (end > s)
				*end++ = ' ';
			memmove(end, s + start, word - start);
			end += word - start;
		}
		i = word + (s[word] == ' ');
	}
	*end = '\0';
	return s;
}

char *
text_fold(struct arena *arena, const char *s)
{
	size_t n = strlen(s), ascii = ascii_bytes(s, n), i;
	char *out = arena_alloc(arena, n + 1), *end = out;
	bool pending = false;
	struct fold f;

	for (i = 0; i < ascii; i++) {
		int32_t c = fold_ascii(s[i]);

		if (c > ' ') {
			if (pending && end > out)
				*end++ = ' ';
			pending = false;
			*end++ = (char)c;
		} else if (c == ' ') {
			pending = true;
		}
	}
	if (ascii == n)
		return out;
	buf_init(&f.b, arena, (n + 1) * 4 * FOLD_MAX);
	buf_add(&f.b, out, (size_t)(end - out));
	f.pending = pending;
	f.base = end > out ? end[-1] : 0;
	while (i < n)
		if ((unsigned char)s[i] < 0x80)
			fold_put(&f, s[i++]);
		else
			fold_code(&f, next_code(s, n, &i));
	out = compose(arena, UNINORM_NFC, buf_done(&f.b, NULL),
	    buf_len(&f.b));
	return drop_unseen(out);
}

char *
text_slug(struct arena *arena, const char *s)
{
	char *slug = text_fold(arena, s);
	size_t n = strlen(slug), i;

	if (n > SLUG_MAX) {
		n = SLUG_MAX;
		while (((unsigned char)slug[n] & 0xc0) == 0x80)
			n--;
	}
	while (n && slug[n - 1] == ' ')
		n--;
	slug[n] = '\0';
	for (i = 0; i < n; i++)
		if (slug[i] == ' ')
			slug[i] = '-';
	return slug;
}

/* Comparing */

bool
text_is_uuid(const char *s)
{
	int i;

	if (!s)
		return false;
	for (i = 0; i < 36; i++) {
		char c = s[i];

		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (c != '-')
				return false;
		} else if (!(c >= '0' && c <= '9') &&
		    !((c | 0x20) >= 'a' && (c | 0x20) <= 'f')) {
			return false;
		}
	}
	return !s[36];
}

bool
text_starts(const char *s, const char *prefix)
{
	return s && strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
text_has_word(const char *words, const char *word)
{
	size_t n = strlen(word), len;

	for (; *words; words += len, words += *words == ' ') {
		len = strcspn(words, " ");
		if (len == n && n && memcmp(words, word, n) == 0)
			return true;
	}
	return false;
}

const char *
text_word_beside(struct arena *arena, const char *words, const char *word,
    const char *others)
{
	size_t n = strlen(word);

	while (words && others && *words && *others) {
		size_t len = strcspn(words, " "), beside = strcspn(others,
		    " ");

		if (len == n && memcmp(words, word, n) == 0)
			return arena_dup(arena, others, beside);
		words += len + (words[len] == ' ');
		others += beside + (others[beside] == ' ');
	}
	return NULL;
}

size_t
text_settle_words(struct arena *arena, const char *words, const char **texts,
    size_t n)
{
	const char **out = arena_array(arena, n, sizeof(*out)), *p;
	size_t i, len, k = 0;

	for (p = words; *p && k < n; p += len + (p[len] == ' ')) {
		len = strcspn(p, " ");
		for (i = 0; i < n; i++)
			if (strncmp(texts[i], p, len) == 0 && !texts[i][len])
				break;
		if (i < n)
			out[k++] = texts[i];
	}
	for (i = 0; i < k; i++)
		texts[i] = out[i];
	return k;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool
text_same_ci(const char *a, const char *b)
{
	if (!a || !b)
		return false;
	for (; *a && lower(*a) == lower(*b); a++)
		b++;
	return *a == *b;
}

char *
text_unbracketed(struct arena *arena, const char *s)
{
	char *out = arena_alloc(arena, strlen(s) + 1);
	size_t n = 0;
	int depth = 0;

	for (; *s; s++) {
		if (*s == '(')
			depth++;
		else if (*s == ')' && depth)
			depth--;
		else if (!depth)
			out[n++] = *s;
	}
	return out;
}
