#include "base/err.h"

#include <string.h>

#include "base/array.h"
#include "base/log.h"

static const struct {
	int		 status;
	const char	*slug;
	const char	*title;
} kinds[] = {
	[ERR_NONE] = { 200, "none", "OK" },
#define ERR(name, status, slug, title) [ERR_##name] = { status, slug, title },
#include "base/err.def"
#undef ERR
};

static unsigned bugs;

void
err_init(struct err *e, struct arena *arena)
{
	*e = (struct err){ .arena = arena };
}

void
err_clear(struct err *e)
{
	err_init(e, e->arena);
}

void *
(err_vset)(struct err *e, enum err_kind kind, const char *fmt, va_list args)
{
	if (e->kind)
		return NULL;
	e->kind = kind;
	e->detail = arena_vfmt(e->arena, say(fmt), args);
	return NULL;
}

void *
(err_set)(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	err_vset(e, kind, fmt, args);
	va_end(args);
	return NULL;
}

void *
(err_log)(struct err *e, const char *fmt, ...)
{
	va_list args;

	if (e->log)
		return NULL;
	va_start(args, fmt);
	e->log = arena_vfmt(e->arena, fmt, args);
	va_end(args);
	return NULL;
}

static struct err_field *field_fault(struct err *, const char *fmt, va_list)
    __attribute__((format(printf, 2, 0)));

static struct err_field *
field_fault(struct err *e, const char *fmt, va_list args)
{
	struct err_field *f;

	err_set(e, ERR_INVALID, "Some fields need attention.");
	e->noted = NULL;
	if (e->nfields++ >= ERR_FIELDS_MAX)
		return NULL;
	f = arena_alloc(e->arena, sizeof(*f));
	f->detail = arena_vfmt(e->arena, say(fmt), args);
	f->code = e->kind == ERR_CONFLICT ? "taken" :
	    e->kind == ERR_NOT_FOUND ? "not-found" : "invalid";
	if (e->last)
		e->last->next = f;
	else
		e->fields = f;
	e->last = e->noted = f;
	return f;
}

void *
err_vpointer(struct err *e, const char *pointer, const char *fmt,
    va_list args)
{
	struct err_field *f;

	if (e->at)
		pointer = arena_fmt(e->arena, "%s%s", e->at, pointer);
	for (f = e->fields; f; f = f->next)
		if (f->pointer && strcmp(f->pointer, pointer) == 0) {
			e->noted = NULL;
			return NULL;
		}
	f = field_fault(e, fmt, args);
	if (f)
		f->pointer = arena_str(e->arena, pointer);
	return NULL;
}

void *
(err_pointer)(struct err *e, const char *pointer, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	err_vpointer(e, pointer, fmt, args);
	va_end(args);
	return NULL;
}

void *
err_vparameter(struct err *e, const char *name, const char *fmt,
    va_list args)
{
	struct err_field *f = field_fault(e, fmt, args);

	if (f)
		f->parameter = arena_str(e->arena, name);
	return NULL;
}

void *
(err_parameter)(struct err *e, const char *name, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	err_vparameter(e, name, fmt, args);
	va_end(args);
	return NULL;
}

void *
(err_code)(struct err *e, const char *code)
{
	struct err_field *f = e->noted;

	if (f && !f->coded) {
		f->code = code;
		f->coded = true;
	}
	return NULL;
}

void
err_params(struct err *e, const struct doc *params)
{
	struct err_field *f = e->noted;

	if (f && !f->params)
		f->params = params;
}

int
err_status(enum err_kind kind)
{
	return kinds[kind].status;
}

const char *
err_slug(enum err_kind kind)
{
	return kinds[kind].slug;
}

const char *
err_title(enum err_kind kind)
{
	return say(kinds[kind].title);
}

enum err_kind
err_by_status(int status)
{
	size_t i;

	for (i = 1; i < COUNT(kinds); i++)
		if (kinds[i].status == status)
			return (enum err_kind)i;
	return ERR_INTERNAL;
}

void
err_bug(const char *file, int line, const char *fmt, ...)
{
	struct log l;
	va_list args;
	struct arena *arena = arena_new();

	bugs++;
	va_start(args, fmt);
	log_start(&l, "bug");
	log_str(&l, "file", file);
	log_int(&l, "line", line);
	log_str(&l, "text", arena_vfmt(arena, fmt, args));
	log_end(&l);
	va_end(args);
	arena_free(arena);
}

unsigned
err_bugs(void)
{
	return bugs;
}
