#include "web/metrics.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
#include "web/route.h"
#include "data/text.h"

#define MAGIC		"meal-metrics-2\n"
#define LABEL_BYTES	80
#define FILES_MAX	64
#define ROUTES_MAX	500
#define CLASSES		5		/* 1xx to 5xx */

/* Upper bounds in microseconds; the last bucket takes the rest. */
static const int64_t bounds[] = { 1000, 2500, 5000, 10000, 25000, 50000,
    100000, 250000, 500000, 1000000, 2500000 };
#define BUCKETS (COUNT(bounds) + 1)

struct counters {
	char			label[LABEL_BYTES];	/* "GET /recipes" */
	atomic_uint_least64_t	status[CLASSES];
	atomic_uint_least64_t	bucket[BUCKETS];
	atomic_uint_least64_t	us, db_us, arena_bytes;
};

struct metrics {
	char		magic[16];
	char		name[32];
	uint64_t	nroutes;
	atomic_uint_least64_t	refused[REFUSALS];
	struct counters	routes[];
};

static size_t
file_size(size_t nroutes)
{
	return sizeof(struct metrics) + nroutes * sizeof(struct counters);
}

static void
fill(struct metrics *m, const struct responder *responder)
{
	size_t i;

	snprintf(m->name, sizeof(m->name), "%s", responder->name);
	m->nroutes = responder->n + 1;
	for (i = 0; i < responder->n; i++)
		snprintf(m->routes[i].label, LABEL_BYTES, "%s %s",
		    method_name(responder->routes[i].method),
		    responder->routes[i].path);
	snprintf(m->routes[i].label, LABEL_BYTES, "none");
	memcpy(m->magic, MAGIC, sizeof(MAGIC));
}

static bool
fits(const struct metrics *m, const struct responder *responder)
{
	char label[LABEL_BYTES];
	size_t i;

	if (memcmp(m->magic, MAGIC, sizeof(MAGIC)) != 0 ||
	    m->nroutes != responder->n + 1)
		return false;
	for (i = 0; i < responder->n; i++) {
		snprintf(label, sizeof(label), "%s %s",
		    method_name(responder->routes[i].method),
		    responder->routes[i].path);
		if (strcmp(label, m->routes[i].label) != 0)
			return false;
	}
	return true;
}

static struct metrics *
map(int fd, size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return p == MAP_FAILED ? NULL : p;
}

/*
 * The file of that name, locked; the one that is opened may have been
 * replaced by another process before the lock came.
 */
static int
open_locked(const char *path)
{
	struct stat mine, named;
	int fd;

	for (;;) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX) != 0 && errno != EINTR)
			break;
		if (fstat(fd, &mine) == 0 && stat(path, &named) == 0 &&
		    mine.st_dev == named.st_dev &&
		    mine.st_ino == named.st_ino)
			return fd;
		close(fd);
	}
	close(fd);
	return -1;
}

/* As open_locked, and of this size; 0 bytes are a new file. */
static int
open_sized(const char *path, size_t size)
{
	struct stat st;
	int fd;

	while ((fd = open_locked(path)) >= 0) {
		if (fstat(fd, &st) != 0)
			break;
		if ((size_t)st.st_size == size ||
		    (!st.st_size && ftruncate(fd, (off_t)size) == 0))
			return fd;
		/* Not in place: another version may have it mapped. */
		if (!st.st_size || unlink(path) != 0)
			break;
		close(fd);
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

struct metrics *
metrics_open(struct err *e, const char *dir,
    const struct responder *responder)
{
	const char *path = arena_fmt(e->arena, "%s/%s.metrics", dir,
	    responder->name);
	size_t size = file_size(responder->n + 1);
	struct metrics *m;
	int fd;

	fd = open_sized(path, size);
	if (fd < 0)
		return err_set(e, ERR_INTERNAL, "%s: %s (option runtime)",
		    path, strerror(errno));
	m = map(fd, size);
	if (!m)
		err_set(e, ERR_INTERNAL, "%s: %s", path, strerror(errno));
	if (m && !fits(m, responder)) {
		memset(m, 0, size);
		fill(m, responder);
	}
	/* A mapping keeps the open file, and so its lock, beyond close. */
	flock(fd, LOCK_UN);
	close(fd);
	return m;
}

static void
metrics_add(atomic_uint_least64_t *counter, uint64_t n)
{
	atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

void
metrics_count(struct metrics *m, size_t route, int status, int64_t us,
    int64_t db_us, size_t arena_bytes)
{
	struct counters *c = &m->routes[route];
	size_t i = 0;

	if (status >= 100 && status < 600)
		metrics_add(&c->status[status / 100 - 1], 1);
	while (i < COUNT(bounds) && us > bounds[i])
		i++;
	metrics_add(&c->bucket[i], 1);
	metrics_add(&c->us, (uint64_t)us);
	metrics_add(&c->db_us, (uint64_t)db_us);
	metrics_add(&c->arena_bytes, arena_bytes);
}

void
metrics_refused(struct metrics *m, enum refusal why)
{
	if (why)
		metrics_add(&m->refused[why], 1);
}

/* ---- reading ----------------------------------------------------------- */

static uint64_t
get(const atomic_uint_least64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

static void
labels(struct buf *b, const struct metrics *m, const struct counters *c)
{
	const char *path = strchr(c->label, ' ');

	buf_fmt(b, "{responder=\"%s\",method=\"%.*s\",route=\"%s\"", m->name,
	    path ? (int)(path - c->label) : 4, c->label,
	    path ? path + 1 : "none");
}

static void
print_statuses(struct buf *b, const struct metrics *m)
{
	size_t i, k;

	for (i = 0; i < m->nroutes; i++)
		for (k = 0; k < CLASSES; k++) {
			uint64_t n = get(&m->routes[i].status[k]);

			if (!n)
				continue;
			buf_str(b, "meal_requests_total");
			labels(b, m, &m->routes[i]);
			buf_fmt(b, ",status=\"%zuxx\"} %llu\n", k + 1,
			    (unsigned long long)n);
		}
}

static void
print_times(struct buf *b, const struct metrics *m)
{
	size_t i, k;

	for (i = 0; i < m->nroutes; i++) {
		const struct counters *c = &m->routes[i];
		uint64_t sum = 0;

		for (k = 0; k < BUCKETS; k++)
			sum += get(&c->bucket[k]);
		if (!sum)
			continue;
		for (k = 0, sum = 0; k < BUCKETS; k++) {
			sum += get(&c->bucket[k]);
			buf_str(b, "meal_request_seconds_bucket");
			labels(b, m, c);
			if (k < COUNT(bounds))
				buf_fmt(b, ",le=\"%g\"} %llu\n",
				    (double)bounds[k] / 1e6,
				    (unsigned long long)sum);
			else
				buf_fmt(b, ",le=\"+Inf\"} %llu\n",
				    (unsigned long long)sum);
		}
		buf_str(b, "meal_request_seconds_sum");
		labels(b, m, c);
		buf_fmt(b, "} %.6f\n", (double)get(&c->us) / 1e6);
		buf_str(b, "meal_request_seconds_count");
		labels(b, m, c);
		buf_fmt(b, "} %llu\n", (unsigned long long)sum);
	}
}

static void
print_sums(struct buf *b, const struct metrics *m, bool db)
{
	size_t i;

	for (i = 0; i < m->nroutes; i++) {
		const struct counters *c = &m->routes[i];

		if (!get(&c->arena_bytes))
			continue;
		buf_str(b, db ? "meal_database_seconds_total" :
		    "meal_arena_bytes_total");
		labels(b, m, c);
		if (db)
			buf_fmt(b, "} %.6f\n", (double)get(&c->db_us) / 1e6);
		else
			buf_fmt(b, "} %llu\n",
			    (unsigned long long)get(&c->arena_bytes));
	}
}

static void
print_refused(struct buf *b, const struct metrics *m)
{
	size_t i;

	for (i = 0; i < REFUSALS; i++) {
		uint64_t n = get(&m->refused[i]);

		if (n)
			buf_fmt(b, "meal_refused_total{responder=\"%s\","
			    "why=\"%s\"} %llu\n", m->name,
			    refusal_word((enum refusal)i),
			    (unsigned long long)n);
	}
}

static struct metrics *
map_file(const char *path, size_t *size)
{
	struct metrics *m = NULL;
	struct stat st;
	int fd;

	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && (size_t)st.st_size > sizeof(*m)) {
		*size = (size_t)st.st_size;
		m = map(fd, *size);
	}
	close(fd);
	if (m && (memcmp(m->magic, MAGIC, sizeof(MAGIC)) != 0 ||
	    m->nroutes > ROUTES_MAX || file_size(m->nroutes) != *size)) {
		munmap(m, *size);
		m = NULL;
	}
	return m;
}

static void
header(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_fmt(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

bool
metrics_print(struct err *e, const char *dir, struct buf *b)
{
	struct metrics *files[FILES_MAX];
	size_t sizes[FILES_MAX], n = 0, i;
	struct dirent *entry;
	DIR *d = opendir(dir);

	if (!d)
		return err_set(e, ERR_INTERNAL, "%s: %s (option runtime)",
		    dir, strerror(errno));
	while (n < FILES_MAX && (entry = readdir(d))) {
		size_t len = strlen(entry->d_name);

		if (len < 8 || strcmp(entry->d_name + len - 8, ".metrics"))
			continue;
		files[n] = map_file(arena_fmt(e->arena, "%s/%s", dir,
		    entry->d_name), &sizes[n]);
		n += files[n] != NULL;
	}
	closedir(d);
	header(b, "meal_requests_total", "counter",
	    "Requests by route and class of status.");
	for (i = 0; i < n; i++)
		print_statuses(b, files[i]);
	header(b, "meal_refused_total", "counter",
	    "Requests that were refused, by why.");
	for (i = 0; i < n; i++)
		print_refused(b, files[i]);
	header(b, "meal_request_seconds", "histogram",
	    "Time from accept to the whole answer.");
	for (i = 0; i < n; i++)
		print_times(b, files[i]);
	header(b, "meal_database_seconds_total", "counter",
	    "Time spent waiting for PostgreSQL.");
	for (i = 0; i < n; i++)
		print_sums(b, files[i], true);
	header(b, "meal_arena_bytes_total", "counter",
	    "Memory handed out to requests.");
	for (i = 0; i < n; i++) {
		print_sums(b, files[i], false);
		munmap(files[i], sizes[i]);
	}
	return true;
}
