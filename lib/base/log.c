#include "base/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *program;

static void
log_add(struct log *l, const char *p, size_t n)
{
	size_t room = sizeof(l->line) - 1 - l->n;	/* the newline's */

	if (n > room)
		n = room;
	memcpy(l->line + l->n, p, n);
	l->n += n;
}

static void
add_key(struct log *l, const char *key)
{
	if (l->n)
		log_add(l, " ", 1);
	log_add(l, key, strlen(key));
	log_add(l, "=", 1);
}

static bool
is_plain(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if ((unsigned char)*s <= ' ' || *s == '"' || *s == '=' ||
		    *s == '\\' || *s == 0x7f)
			return false;
	return true;
}

static void
add_quoted(struct log *l, const char *s)
{
	char escape[8];

	log_add(l, "\"", 1);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			snprintf(escape, sizeof(escape), "\\%c", c);
		else if (c == '\n')
			snprintf(escape, sizeof(escape), "\\n");
		else if (c < ' ' || c == 0x7f)
			snprintf(escape, sizeof(escape), "\\x%02x", c);
		else
			snprintf(escape, sizeof(escape), "%c", c);
		log_add(l, escape, strlen(escape));
	}
	log_add(l, "\"", 1);
}

void
log_program(const char *name)
{
	program = name;
}

void
log_start(struct log *l, const char *event)
{
	struct timespec now;
	struct tm tm;
	char text[64];

	l->n = 0;
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + strlen(text), sizeof(text) - strlen(text), ".%03ldZ",
	    now.tv_nsec / 1000000);
	log_str(l, "time", text);
	if (program)
		log_str(l, "program", program);
	log_str(l, "event", event);
}

void
log_str(struct log *l, const char *key, const char *value)
{
	if (!value)
		return;
	add_key(l, key);
	if (is_plain(value))
		log_add(l, value, strlen(value));
	else
		add_quoted(l, value);
}

void
log_int(struct log *l, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	log_str(l, key, text);
}

void
log_ms(struct log *l, const char *key, int64_t us)
{
	char text[32];

	snprintf(text, sizeof(text), "%.3f", (double)us / 1000);
	log_str(l, key, text);
}

void
log_end(struct log *l)
{
	ssize_t n;

	l->line[l->n++] = '\n';
	n = write(STDERR_FILENO, l->line, l->n);
	(void)n;	/* there is nowhere to report it */
}

void
log_event(const char *event, const char *fmt, ...)
{
	struct log l;
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	log_start(&l, event);
	log_str(&l, "text", text);
	log_end(&l);
}
