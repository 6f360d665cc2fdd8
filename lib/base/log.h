/*
 * log: one logfmt line per event, on standard error, in one write.
 *
 *	struct log l;
 *	log_start(&l, "request");
 *	log_str(&l, "method", "GET");
 *	log_int(&l, "status", 200);
 *	log_end(&l);
 *
 * gives  time=2026-11-23T09:00:00.123Z event=request method=GET status=200
 *
 * Values are quoted when they need it and control characters are escaped: no
 * input can forge a line. A line is cut at LOG_LINE_MAX bytes. Secrets and
 * personal data are never logged: ids, counts and route patterns are.
 */
#ifndef MEAL_LOG_H
#define MEAL_LOG_H

#include <stddef.h>
#include <stdint.h>

#define LOG_LINE_MAX 2048

struct log {
	char	line[LOG_LINE_MAX];
	size_t	n;
};

void	log_start(struct log *, const char *event);
void	log_str(struct log *, const char *key, const char *value);
void	log_int(struct log *, const char *key, int64_t value);
/* Microseconds, written as milliseconds with three decimals. */
void	log_ms(struct log *, const char *key, int64_t us);
void	log_end(struct log *);

/* A whole event with one text: log_event("db", "connection lost: %s", …). */
void	log_event(const char *event, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Write a key=value to every line from now on (program name). */
void	log_program(const char *name);

#endif
