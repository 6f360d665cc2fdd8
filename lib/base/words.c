#include "base/words.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define MAGIC		0x950412deu
#define FILE_MAX	(16 << 20)	/* bytes of a catalogue */
#define PATH_SIZE	4096
#define CONTEXT_MAX	500		/* bytes of a context and its text */
#define PLURAL_MAX	400		/* bytes of a plural rule */

struct words {
	char			 tag[WORDS_TAG_MAX + 1];
	bool			 read;		/* or tried to */
	const unsigned char	*p;		/* NULL: it is no good */
	size_t			 n;
	uint32_t		 count;
	uint32_t		 from, to;	/* the tables of texts */
	size_t			 forms;
	char			 plural[PLURAL_MAX];
};

static char dir[PATH_SIZE];
static struct words all[WORDS_LANGUAGES];
static size_t nall;
static const struct words *now;

/* ---- the file ---------------------------------------------------------- */

static uint32_t
u32(const struct words *w, size_t at)
{
	const unsigned char *p = w->p + at;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

/* The text of a row of a table; *n bytes, and a NUL. */
static const char *
row(const struct words *w, uint32_t table, uint32_t i, size_t *n)
{
	size_t at = table + (size_t)i * 8;

	*n = u32(w, at);
	return (const char *)w->p + u32(w, at + 4);
}

static bool
table_ok(const struct words *w, uint32_t table)
{
	uint32_t i;

	if (table > w->n || (w->n - table) / 8 < w->count)
		return false;
	for (i = 0; i < w->count; i++) {
		size_t at = table + (size_t)i * 8;
		size_t n = u32(w, at), start = u32(w, at + 4);

		if (start >= w->n || n >= w->n - start ||
		    w->p[start + n] != '\0')
			return false;
	}
	return true;
}

static bool
file_ok(struct words *w)
{
	if (w->n < 28 || u32(w, 0) != MAGIC || u32(w, 4) >> 16)
		return false;
	w->count = u32(w, 8);
	w->from = u32(w, 12);
	w->to = u32(w, 16);
	return table_ok(w, w->from) && table_ok(w, w->to);
}

/* The row of a text: they are sorted by it. */
static bool
row_find(const struct words *w, const char *text, uint32_t *found)
{
	uint32_t low = 0, high = w->count;
	size_t n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(text, row(w, w->from, middle, &n));

		if (!order) {
			*found = middle;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* ---- plural forms ------------------------------------------------------ */

/* A rule is an expression of C with n, worked out as it is read. */
struct rule {
	const char	*p;
	unsigned long	 n;
	bool		 wrong;
};

static unsigned long choice(struct rule *);

static bool
take(struct rule *r, const char *sign)
{
	size_t n = strlen(sign);

	while (*r->p == ' ')
		r->p++;
	if (strncmp(r->p, sign, n) != 0)
		return false;
	r->p += n;
	return true;
}

static unsigned long
operand(struct rule *r)
{
	unsigned long value = 0;

	if (take(r, "("))  {
		value = choice(r);
		r->wrong = r->wrong || !take(r, ")");
		return value;
	}
	if (take(r, "n"))
		return r->n;
	if (strncmp(r->p, "!=", 2) != 0 && take(r, "!"))
		return !operand(r);
	if (!isdigit((unsigned char)*r->p))
		r->wrong = true;
	while (isdigit((unsigned char)*r->p))
		value = value * 10 + (unsigned long)(*r->p++ - '0');
	return value;
}

static unsigned long
apply(struct rule *r, const char *sign, unsigned long a, unsigned long b)
{
	if (sign[1] == '=')
		return *sign == '=' ? a == b : *sign == '!' ? a != b :
		    *sign == '<' ? a <= b : a >= b;
	switch (*sign) {
	case '|': return a || b;
	case '&': return a && b;
	case '<': return a < b;
	case '>': return a > b;
	case '+': return a + b;
	case '-': return a - b;
	case '*': return a * b;
	default:
		r->wrong = r->wrong || !b;
		return !b ? 0 : *sign == '/' ? a / b : a % b;
	}
}

/* What binds so closely; of each level the longer signs first. */
static unsigned long
operation(struct rule *r, size_t level)
{
	static const char *const signs[][5] = {
		{ "||" }, { "&&" }, { "==", "!=" }, { "<=", ">=", "<", ">" },
		{ "+", "-" }, { "*", "/", "%" },
	};
	unsigned long value;
	size_t i;

	if (level == sizeof(signs) / sizeof(signs[0]))
		return operand(r);
	value = operation(r, level + 1);
	for (i = 0; !r->wrong && signs[level][i]; i++)
		if (take(r, signs[level][i])) {
			value = apply(r, signs[level][i], value,
			    operation(r, level + 1));
			i = (size_t)-1;		/* from the first again */
		}
	return value;
}

static unsigned long
choice(struct rule *r)
{
	unsigned long value = operation(r, 0), yes, no;

	if (r->wrong || !take(r, "?"))
		return value;
	yes = choice(r);
	r->wrong = r->wrong || !take(r, ":");
	no = r->wrong ? 0 : choice(r);
	return value ? yes : no;
}

/* The form for n; forms themselves when the rule is none. */
static size_t
rule_form(const struct words *w, unsigned long n)
{
	struct rule r = { w->plural, n, false };
	unsigned long form = choice(&r);

	return r.wrong || !take(&r, ";") || form >= w->forms ? w->forms :
	    form;
}

/* "Plural-Forms: nplurals=2; plural=(n != 1);" among the lines of the head. */
static bool
plural_read(struct words *w)
{
	const char *head = words_text(w, "", 0), *p, *end;

	p = head ? strstr(head, "nplurals=") : NULL;
	if (!p)
		return false;
	w->forms = (size_t)(p[9] - '0');
	p = strstr(p, "plural=");		/* not that of nplurals */
	p = p && p[-1] == 'n' ? strstr(p + 7, "plural=") : p;
	end = p ? strchr(p, ';') : NULL;
	if (!end || end - p >= PLURAL_MAX || w->forms - 1 >= WORDS_FORMS_MAX)
		return false;
	memcpy(w->plural, p + 7, (size_t)(end + 1 - p - 7));
	return rule_form(w, 0) < w->forms && rule_form(w, 1) < w->forms;
}

/* ---- languages --------------------------------------------------------- */

/* The first form has no number to it. */
static bool
catalogue_read(struct words *w)
{
	char path[PATH_SIZE + WORDS_TAG_MAX + 5];
	struct stat st;
	void *p = MAP_FAILED;
	int fd;

	w->read = true;
	snprintf(path, sizeof(path), "%s/%s.mo", dir, w->tag);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0 &&
	    st.st_size <= FILE_MAX)
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
		    0);
	if (fd >= 0)
		close(fd);
	if (p != MAP_FAILED) {
		w->p = p;
		w->n = (size_t)st.st_size;
		if (file_ok(w) && plural_read(w))
			return true;
		munmap(p, w->n);
		w->p = NULL;
	}
	log_event("words", "%s is no catalogue that can be used", path);
	return false;
}

void
words_open(const char *where)
{
	DIR *d = opendir(where);
	const struct dirent *entry;

	now = NULL;
	for (; nall; nall--)
		if (all[nall - 1].p)
			munmap((void *)(uintptr_t)all[nall - 1].p,
			    all[nall - 1].n);
	snprintf(dir, sizeof(dir), "%s", where);
	while (d && (entry = readdir(d))) {
		size_t n = strlen(entry->d_name);

		if (n < 5 || n > WORDS_TAG_MAX + 3 || nall == WORDS_LANGUAGES ||
		    *entry->d_name == '.' ||
		    strcmp(entry->d_name + n - 3, ".mo") != 0)
			continue;
		all[nall] = (struct words){ .read = false };
		memcpy(all[nall++].tag, entry->d_name, n - 3);
	}
	if (d)
		closedir(d);
}

static struct words *
tag_find(const char *tag, size_t n)
{
	size_t i;

	for (i = 0; i < nall; i++)
		if (strncasecmp(all[i].tag, tag, n) == 0 && !all[i].tag[n])
			return &all[i];
	return NULL;
}

const struct words *
words_find(const char *tag)
{
	size_t n = tag ? strlen(tag) : 0;
	struct words *w = NULL;

	if (!nall || n > WORDS_TAG_MAX)
		return NULL;
	while (n && !(w = tag_find(tag, n)))
		do
			n--;
		while (n && tag[n] != '-');
	if (w && !w->read)
		catalogue_read(w);
	return w && w->p ? w : NULL;
}

void
words_use(const struct words *w)
{
	now = w;
}

const struct words *
words_now(void)
{
	return now;
}

const char *
words_tag(const struct words *w)
{
	return w ? w->tag : "en";
}

const char *
words_dir(const struct words *w)
{
	static const char *const leftward[] = {
		"ar", "dv", "fa", "he", "ps", "ur", "yi",
	};
	size_t i;

	for (i = 0; w && i < sizeof(leftward) / sizeof(leftward[0]); i++)
		if (strncmp(w->tag, leftward[i], 2) == 0 &&
		    (!w->tag[2] || w->tag[2] == '-'))
			return "rtl";
	return "ltr";
}

/* ---- texts ------------------------------------------------------------- */

size_t
words_forms(const struct words *w)
{
	return w ? w->forms : 2;
}

size_t
words_form(const struct words *w, unsigned long n)
{
	size_t form;

	if (!w)
		return n != 1;
	form = rule_form(w, n);
	return form < w->forms ? form : 0;
}

const char *
words_text(const struct words *w, const char *text, size_t form)
{
	const char *p, *end;
	uint32_t i;
	size_t n;

	if (!w || !row_find(w, text, &i))
		return NULL;
	p = row(w, w->to, i, &n);
	end = p + n;
	for (; form && p < end; form--)
		p += strlen(p) + 1;
	return p < end ? p : NULL;
}

const char *
say(const char *text)
{
	const char *said = now && *text ? words_text(now, text, 0) : NULL;

	return said ? said : text;
}

const char *
say_n(const char *one, const char *many, unsigned long n)
{
	const char *said = now ? words_text(now, one, words_form(now, n)) :
	    NULL;

	return said ? said : n == 1 ? one : many;
}

const char *
say_c(const char *context, const char *text)
{
	char key[CONTEXT_MAX];
	const char *said;
	int n;

	if (!now)
		return text;
	n = snprintf(key, sizeof(key), "%s\004%s", context, text);
	said = n > 0 && (size_t)n < sizeof(key) ? words_text(now, key, 0) :
	    NULL;
	return said ? said : text;
}
