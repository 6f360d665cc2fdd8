#include "store/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/json.h"
#include "data/doc.h"
#include "data/conf.h"
#include "base/err.h"
#include "data/jwt.h"
#include "base/log.h"
#include "store/secret.h"
#include "data/when.h"

#define DAY	86400
#define PUBLIC_MAX 65536
#define PUBLIC	"public"	/* the folder of what is no secret */

/* What tells one state of a file from another. */
struct stamp {
	dev_t		dev;
	ino_t		ino;
	off_t		size;
	struct timespec	changed;
};

struct file {
	const char	*path;
	struct stamp	 stamp;		/* when it was read */
};

struct keyring {
	const struct conf	 *conf;
	struct arena		 *arena;	/* of the keys */
	bool			  public;	/* halves alone */
	struct file		  token_file, public_file, data_file;
	const struct jwt_keys	 *token;
	const struct secret_keys *data;
};

static const char *
path_of(struct arena *arena, const struct conf *conf, const char *name)
{
	return arena_fmt(arena, "%s/%s", conf->credentials, name);
}

/* ---- reading ----------------------------------------------------------- */

static struct jwt_keys *
load_token(struct err *e, const struct conf *conf, bool public)
{
	size_t n;
	char *text = conf_secret(conf, e->arena, "token-key", &n);
	struct jwt_keys *keys;
	struct err why;

	if (!text && public)
		text = conf_secret(conf, e->arena, PUBLIC "/token-key", &n);

	if (!text)
		return err_set(e, ERR_INTERNAL, "%s/token-key is missing: "
		    "make it with \"mealctl key\"", conf->credentials);
	err_init(&why, e->arena);
	keys = public ? jwt_keys_load_public(&why, text, n) :
	    jwt_keys_load(&why, text, n);
	if (public)
		memset(text, 0, n);
	return keys ? keys : err_set(e, ERR_INTERNAL, "%s/token-key: %s",
	    conf->credentials, why.detail);
}

static struct stamp
stamp_of(const char *path)
{
	struct stamp stamp;
	struct stat st;

	memset(&stamp, 0, sizeof(stamp));
	if (stat(path, &st) != 0)
		return stamp;
	stamp.dev = st.st_dev;
	stamp.ino = st.st_ino;
	stamp.size = st.st_size;
	stamp.changed = st.st_mtim;
	return stamp;
}

/* Note the files' state first: what changes while we read is seen next. */
static bool
load(struct keyring *k, struct err *e)
{
	const struct jwt_keys *token;
	const struct secret_keys *data;

	k->token_file.stamp = stamp_of(k->token_file.path);
	k->public_file.stamp = stamp_of(k->public_file.path);
	k->data_file.stamp = stamp_of(k->data_file.path);
	token = load_token(e, k->conf, k->public);
	data = token && !k->public ? secret_keys_load(e, k->conf) : NULL;
	if (!token || (!data && !k->public))
		return false;
	k->token = token;
	k->data = data;
	return true;
}

static struct keyring *
open_ring(struct err *e, const struct conf *conf, bool public)
{
	struct keyring *k = arena_alloc(e->arena, sizeof(*k));
	struct err mine;

	k->conf = conf;
	k->public = public;
	k->token_file.path = path_of(e->arena, conf, "token-key");
	k->public_file.path = path_of(e->arena, conf, PUBLIC "/token-key");
	k->data_file.path = path_of(e->arena, conf, "data-key");
	k->arena = arena_new();
	err_init(&mine, k->arena);
	if (load(k, &mine))
		return k;
	err_set(e, ERR_INTERNAL, "%s", mine.detail);
	arena_free(k->arena);
	return NULL;
}

struct keyring *
keyring_open(struct err *e, const struct conf *conf)
{
	return open_ring(e, conf, false);
}

struct keyring *
keyring_open_public(struct err *e, const struct conf *conf)
{
	return open_ring(e, conf, true);
}

void
keyring_close(struct keyring *k)
{
	if (k)
		arena_free(k->arena);
}

const struct jwt_keys *
keyring_token(const struct keyring *k)
{
	return k->token;
}

const struct secret_keys *
keyring_data(const struct keyring *k)
{
	return k->data;
}

static bool
changed(const struct file *f)
{
	struct stamp now = stamp_of(f->path);

	return memcmp(&now, &f->stamp, sizeof(now)) != 0;
}

bool
keyring_refresh(struct keyring *k)
{
	struct arena *old = k->arena;
	struct err e;

	if (!changed(&k->token_file) &&
	    !changed(k->public ? &k->public_file : &k->data_file))
		return false;
	k->arena = arena_new();
	err_init(&e, k->arena);
	if (load(k, &e)) {
		arena_free(old);
		return true;
	}
	log_event("keys", "%s; the old ones stay in use", e.detail);
	arena_free(k->arena);
	k->arena = old;
	return false;
}

/* ---- writing ----------------------------------------------------------- */

/* As root a file stays its owner's, and a new one is the directory's. */
static bool
give(int fd, const char *path, const char *directory)
{
	struct stat st;

	if (geteuid() != 0)
		return true;
	if (stat(path, &st) != 0 && stat(directory, &st) != 0)
		return false;
	return fchown(fd, st.st_uid, st.st_gid) == 0;
}

static bool
sync_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* As root it is of whoever has the other one. */
static bool
make_folder(struct err *e, const char *path, const char *like)
{
	struct stat st;

	if (mkdir(path, 0700) != 0)
		return errno == EEXIST || err_set(e, ERR_INTERNAL, "%s: %s",
		    path, strerror(errno)) != NULL;
	if (geteuid() == 0 && stat(like, &st) == 0 &&
	    chown(path, st.st_uid, st.st_gid) != 0)
		return err_set(e, ERR_INTERNAL, "%s: %s", path,
		    strerror(errno)) != NULL;
	return true;
}

/*
 * The file whole, or as it was. The new one's name is a lock as well: of two
 * at once one is refused.
 */
static bool
replace(struct err *e, const struct conf *conf, const char *name,
    const char *text)
{
	const char *path = path_of(e->arena, conf, name);
	const char *new = arena_fmt(e->arena, "%s.new", path);
	const char *folder = arena_dup(e->arena, path,
	    (size_t)(strrchr(path, '/') - path));
	size_t n = strlen(text);
	bool ok;
	int fd;

	if (!make_folder(e, conf->credentials, conf->credentials) ||
	    !make_folder(e, folder, conf->credentials))
		return false;
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_INTERNAL, "%s is there: somebody "
		    "changes the keys just now. If nobody does, remove it",
		    new);
	if (fd < 0)
		return err_set(e, ERR_INTERNAL, "%s: %s", new,
		    strerror(errno));
	ok = write(fd, text, n) == (ssize_t)n &&
	    give(fd, path, conf->credentials) && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (ok && rename(new, path) == 0 &&
	    sync_directory(folder))
		return true;
	err_set(e, ERR_INTERNAL, "%s: %s", path, strerror(errno));
	unlink(new);
	return false;
}

static char *
new_token(struct err *e, const struct conf *conf)
{
	size_t n = 0;
	const char *old = conf_secret(conf, e->arena, "token-key", &n);

	return jwt_keys_add(e, old, n, secret_uuid(e->arena));
}

static char *
new_data(struct err *e, const struct conf *conf)
{
	size_t n = 0;
	const char *old = conf_secret(conf, e->arena, "data-key", &n);

	return arena_fmt(e->arena, "%s%s%s", secret_key_make(e->arena),
	    old ? old : "", old ? "\n" : "");
}

/* The public half of a token-key, where it is not that already. */
static bool
publish(struct err *e, const struct conf *conf, const char *token)
{
	size_t n;
	const char *was = conf_secret(conf, e->arena, PUBLIC "/token-key", &n);
	struct jwt_keys *keys = jwt_keys_load(e, token, strlen(token));
	struct buf b;
	const char *text;

	if (!keys)
		return false;
	buf_init(&b, e->arena, PUBLIC_MAX);
	json_print_pretty(&b, jwt_keys_public(e->arena, keys));
	text = buf_done(&b, e);
	return text && ((was && strcmp(was, text) == 0) ||
	    replace(e, conf, PUBLIC "/token-key", text));
}

static const struct {
	const char	*name;
	char	      *(*add)(struct err *, const struct conf *);
} files[] = {
	{ "token-key", new_token },
	{ "data-key", new_data },
};

bool
keyring_make(struct err *e, const struct conf *conf, FILE *out)
{
	const char *token;
	size_t i, n;

	for (i = 0; i < COUNT(files); i++) {
		const char *path = path_of(e->arena, conf, files[i].name);
		char *text;

		if (access(path, F_OK) == 0) {
			fprintf(out, "%s is there already\n", path);
			continue;
		}
		text = files[i].add(e, conf);
		if (!text || !replace(e, conf, files[i].name, text))
			return false;
		fprintf(out, "made %s\n", path);
	}
	token = conf_secret(conf, e->arena, "token-key", &n);
	return token && publish(e, conf, token);
}

/* Both are good, and will be, before either is changed. */
bool
keyring_rotate(struct err *e, const struct conf *conf, FILE *out)
{
	struct keyring *now = keyring_open(e, conf);
	char *text[COUNT(files)];
	size_t i;

	keyring_close(now);
	if (!now)
		return false;
	for (i = 0; i < COUNT(files); i++) {
		text[i] = files[i].add(e, conf);
		if (!text[i])
			return false;
	}
	/* whoever checks by the public half knows the new key first */
	if (!secret_keys_read(e, text[1]) || !publish(e, conf, text[0]))
		return false;
	for (i = 0; i < COUNT(files); i++) {
		if (!replace(e, conf, files[i].name, text[i]))
			return false;
		fprintf(out, "%s/%s has a new key\n", conf->credentials,
		    files[i].name);
	}
	return true;
}

/* ---- looking ----------------------------------------------------------- */

/* The first 48 bits of a UUIDv7 are milliseconds (RFC 9562). */
bool
keyring_made_at(const char *name, int64_t *seconds)
{
	static const char digits[] = "0123456789abcdef";
	int64_t ms = 0;
	size_t i;

	if (strlen(name) != 36 || name[14] != '7')
		return false;
	for (i = 0; i < 13; i++) {
		const char *at = strchr(digits, name[i]);

		if (i == 8)
			continue;
		if (!at)
			return false;
		ms = ms << 4 | (at - digits);
	}
	*seconds = ms / 1000;
	return true;
}

static void
put_key(struct err *e, struct doc *list, const char *file, size_t i,
    const char *name)
{
	struct doc *d = doc_object(e->arena);
	int64_t at;

	doc_append(d, "file", doc_text(e->arena, file));
	doc_append(d, "name", doc_text(e->arena, name));
	doc_append(d, "inUse", doc_bool(e->arena, i == 0));
	doc_append(d, "days", keyring_made_at(name, &at) ? doc_int(e->arena,
	    (when_now() - at) / DAY) : doc_null(e->arena));
	doc_add(list, d);
}

struct doc *
keyring_list(struct err *e, const struct conf *conf)
{
	struct keyring *k = keyring_open(e, conf);
	struct doc *list = doc_list(e->arena);
	const char *name;
	size_t i;

	if (!k)
		return NULL;
	for (i = 0; (name = jwt_keys_name(k->token, i)); i++)
		put_key(e, list, "token-key", i, arena_str(e->arena, name));
	for (i = 0; (name = secret_keys_name(k->data, i)); i++)
		put_key(e, list, "data-key", i, arena_str(e->arena, name));
	keyring_close(k);
	return list;
}
