#include "data/multipart.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/err.h"
#include "data/multipart_head.h"
#include "data/text.h"

#define BOUNDARY_MAX	70
#define DELIMITER	"\r\n--"
#define LENT		2	/* its CRLF may be the end of what is before */

enum state {
	BEFORE,		/* the first delimiter */
	HEAD,
	DATA,
	AFTER,		/* a delimiter, on its line */
	AFTER_DASH,	/* the first of two */
	AFTER_BLANK,	/* blanks may end the line */
	AFTER_CR,
	ENDED,
};

struct multipart {
	struct err			*e;
	const struct multipart_to	*to;
	void				*arg;
	enum state			 state;
	char				 delimiter[BOUNDARY_MAX +
					    sizeof(DELIMITER)];
	size_t				 delimiter_n;
	size_t				 matched; /* bytes of the delimiter */
	size_t				 lent;	/* of them not of the data */
	char				 head[MULTIPART_HEAD_MAX];
	size_t				 head_n;
	size_t				 parts;
};

static bool
is_boundary(const char *p)
{
	static const char others[] = "'()+_,-./:=? ";
	size_t n = strlen(p), i;

	for (i = 0; i < n; i++)
		if (!((p[i] >= '0' && p[i] <= '9') ||
		    (p[i] >= 'a' && p[i] <= 'z') ||
		    (p[i] >= 'A' && p[i] <= 'Z') || strchr(others, p[i])))
			return false;
	return n >= 1 && n <= BOUNDARY_MAX && p[n - 1] != ' ';
}

struct multipart *
multipart_new(struct err *e, const char *content_type,
    const struct multipart_to *to, void *arg)
{
	struct multipart *m = arena_alloc(e->arena, sizeof(*m));
	const char *boundary = multipart_boundary(e, content_type);

	if (!boundary || !is_boundary(boundary))
		return err_set(e, ERR_MALFORMED, "The form's Content-Type "
		    "says no boundary that can be one.");
	m->e = e;
	m->to = to;
	m->arg = arg;
	memcpy(m->delimiter, DELIMITER, strlen(DELIMITER));
	memcpy(m->delimiter + strlen(DELIMITER), boundary, strlen(boundary));
	m->delimiter_n = strlen(DELIMITER) + strlen(boundary);
	/* The first one begins a line without one before it. */
	m->matched = m->lent = LENT;
	return m;
}

static bool
give(struct multipart *m, const char *p, size_t n)
{
	return m->state != DATA || !n || m->to->data(m->arg, p, n);
}

static bool
delimited(struct multipart *m)
{
	bool ended = m->state == DATA;

	m->state = AFTER;
	m->matched = m->lent = 0;
	return !ended || m->to->end(m->arg);
}

/*
 * Data up to a delimiter. It holds no CR but its first byte, so what turns
 * out to be none is given as it stands, and nothing is looked at twice.
 */
static bool
read_data(struct multipart *m, const char **p, const char *end)
{
	const char *from = *p, *cr;
	size_t lent;

	if (m->matched) {
		if (*from == m->delimiter[m->matched]) {
			m->matched++;
			*p = from + 1;
			return m->matched < m->delimiter_n || delimited(m);
		}
		lent = m->lent;
		from = m->delimiter + lent;
		lent = m->matched - lent;
		m->matched = m->lent = 0;
		return give(m, from, lent);
	}
	cr = memchr(from, '\r', (size_t)(end - from));
	m->matched = cr != NULL;
	*p = cr ? cr + 1 : end;
	return give(m, from, (size_t)((cr ? cr : end) - from));
}

static bool
begin_part(struct multipart *m)
{
	struct multipart_part part = { .name = NULL };

	if (++m->parts > MULTIPART_PARTS_MAX)
		return err_set(m->e, ERR_TOO_LARGE, say_n("A form may have %d "
		    "part.", "A form may have %d parts.", MULTIPART_PARTS_MAX),
		    MULTIPART_PARTS_MAX);
	if (!multipart_head(m->e, m->head, m->head_n, &part))
		return false;
	m->state = DATA;
	/* The blank line's end may be the delimiter's begin: no data. */
	m->matched = m->lent = LENT;
	return m->to->begin(m->arg, &part);
}

static bool
read_head(struct multipart *m, char c)
{
	static const char blank[] = "\r\n\r\n";
	size_t n = strlen(blank);

	if (m->head_n == sizeof(m->head))
		return err_set(m->e, ERR_TOO_LARGE, say_n("The head of a part "
		    "may have %d byte.", "The head of a part may have %d "
		    "bytes.", MULTIPART_HEAD_MAX), MULTIPART_HEAD_MAX);
	m->head[m->head_n++] = c;
	if (m->head_n < n || memcmp(m->head + m->head_n - n, blank, n) != 0)
		return true;
	m->head_n -= strlen("\r\n");
	return begin_part(m);
}

/* The rest of a delimiter's line. */
static bool
read_after(struct multipart *m, char c)
{
	if (m->state == AFTER_DASH && c == '-') {
		m->state = ENDED;
	} else if (m->state == AFTER_CR && c == '\n') {
		m->state = HEAD;
		m->head_n = 0;
	} else if (m->state == AFTER && c == '-') {
		m->state = AFTER_DASH;
	} else if ((m->state == AFTER || m->state == AFTER_BLANK) &&
	    (c == ' ' || c == '\t')) {
		m->state = AFTER_BLANK;
	} else if ((m->state == AFTER || m->state == AFTER_BLANK) &&
	    c == '\r') {
		m->state = AFTER_CR;
	} else {
		return err_set(m->e, ERR_MALFORMED, "The boundary of the "
		    "form stands within it.");
	}
	return true;
}

bool
multipart_feed(struct multipart *m, const char *p, size_t n)
{
	const char *end = p + n;
	bool good = true;

	while (good && p < end && m->state != ENDED)
		switch (m->state) {
		case BEFORE:
		case DATA:
			good = read_data(m, &p, end);
			break;
		case HEAD:
			good = read_head(m, *p++);
			break;
		default:
			good = read_after(m, *p++);
			break;
		}
	return good;
}

bool
multipart_end(struct multipart *m)
{
	if (m->state == ENDED)
		return true;
	return err_set(m->e, ERR_MALFORMED, "The form ended early.");
}
