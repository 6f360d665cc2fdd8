/* The ways a mail leaves, by the option mail_transport. */
#include "work/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "data/conf.h"
#include "store/cx.h"
#include "net/smtp.h"
#include "data/when.h"

#define LOOK_MS	5	/* between two looks whether a program ended */

struct outgoing {
	const struct mail	*mail;
	const char		*text;
	size_t			 n;
};

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t some = write(fd, p, n);

		if (some < 0 && errno != EINTR)
			return false;
		if (some > 0) {
			p += some;
			n -= (size_t)some;
		}
	}
	return true;
}

/* ---- a directory, one file each ---------------------------------------- */

static enum queue_end
no_file(struct cx *cx, const char **why)
{
	*why = arena_fmt(cx->arena, "mail_directory: %s", strerror(errno));
	return WORK_LATER;
}

/* Under its name only when it is complete. Sent again, it replaces itself. */
static enum queue_end
to_directory(struct cx *cx, const struct outgoing *l, const char **why)
{
	const char *dir = cx->conf->mail_directory;
	char *path = arena_fmt(cx->arena, "%s/%s.eml", dir, l->mail->id);
	char *new = arena_fmt(cx->arena, "%s/.%s.%d", dir, l->mail->id,
	    (int)getpid());
	int fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0)
		return no_file(cx, why);
	ok = write_all(fd, l->text, l->n) && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (ok && rename(new, path) == 0)
		return WORK_DONE;
	no_file(cx, why);
	unlink(new);
	return WORK_LATER;
}

/* ---- a sendmail program ------------------------------------------------ */

/* The message in memory, to be read from its start; its lines end in LF, as
 * these programs want them. */
static int
as_file(struct cx *cx, const struct outgoing *l)
{
	int fd = memfd_create("mail", MFD_CLOEXEC);
	struct buf b;
	size_t i;

	buf_init(&b, cx->arena, l->n + 1);
	for (i = 0; i < l->n; i++)
		if (l->text[i] != '\r')
			buf_char(&b, l->text[i]);
	if (fd >= 0 && write_all(fd, buf_done(&b, NULL), buf_len(&b)) &&
	    lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* 0 or an errno. */
static int
start(pid_t *pid, int fd, char *const argv[])
{
	char *const environment[] = { (char[]){ "PATH=/usr/sbin:/usr/bin:"
	    "/sbin:/bin" }, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t signals;
	int failed;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_adddup2(&files, fd, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null",
	    O_WRONLY, 0);
	/* what it complains of names the recipient */
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null",
	    O_WRONLY, 0);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&attributes, &signals);
	sigaddset(&signals, SIGPIPE);
	posix_spawnattr_setsigdefault(&attributes, &signals);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK |
	    POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawn(pid, argv[0], &files, &attributes, argv,
	    environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return failed;
}

/* How it ended, -1 if nobody knows; one that takes longer than mail_timeout
 * is ended. */
static int
wait_for(struct cx *cx, pid_t pid)
{
	int64_t until = when_us() + cx->conf->mail_timeout * 1000000;
	struct timespec pause = { 0, LOOK_MS * 1000000L };
	int status = -1;
	pid_t ended;

	while ((ended = waitpid(pid, &status, WNOHANG)) == 0) {
		if (when_us() > until)
			kill(pid, SIGKILL);
		nanosleep(&pause, NULL);
	}
	return ended == pid ? status : -1;
}

static enum queue_end
to_program(struct cx *cx, const struct outgoing *l, const char **why)
{
	/* What sysexits.h calls EX_DATAERR, EX_NOUSER and EX_NOHOST. */
	static const int final[] = { 65, 67, 68 };
	char *argv[] = { arena_str(cx->arena, cx->conf->mail_program),
	    arena_str(cx->arena, "-i"), arena_str(cx->arena, "-f"),
	    arena_str(cx->arena, l->mail->from), arena_str(cx->arena, "--"),
	    arena_str(cx->arena, l->mail->to), NULL };
	int fd = as_file(cx, l), failed, status;
	size_t i;
	pid_t pid = -1;

	/* a full disk may leave no number */
	failed = fd >= 0 ? start(&pid, fd, argv) : errno ? errno : EIO;
	if (fd >= 0)
		close(fd);
	if (failed) {
		*why = arena_fmt(cx->arena, "mail_program: %s",
		    strerror(failed));
		return WORK_LATER;
	}
	status = wait_for(cx, pid);
	if (!WIFEXITED(status)) {
		*why = "mail_program was ended by a signal";
		return WORK_UNSURE;
	}
	status = WEXITSTATUS(status);
	if (!status)
		return WORK_DONE;
	*why = arena_fmt(cx->arena, "mail_program exited with %d", status);
	for (i = 0; i < COUNT(final); i++)
		if (status == final[i])
			return WORK_NEVER;
	return WORK_LATER;
}

/* ---- whichever it is --------------------------------------------------- */

static enum queue_end
by_smtp(struct cx *cx, const struct outgoing *l, const char **why)
{
	static const enum queue_end ends[] = {
		[SMTP_DONE] = WORK_DONE, [SMTP_LATER] = WORK_LATER,
		[SMTP_UNSURE] = WORK_UNSURE, [SMTP_NEVER] = WORK_NEVER };
	struct smtp_mail mail = { mail_host(cx), l->mail->from, l->mail->to,
	    l->text, l->n };

	return ends[smtp_send(cx, &mail, why)];
}

static enum queue_end
nowhere(struct cx *cx, const struct outgoing *l, const char **why)
{
	(void)cx;
	(void)l;
	*why = "mail_transport is none";
	return WORK_LATER;
}

enum queue_end
mail_deliver(struct cx *cx, const struct mail *m, const char **why)
{
	static const struct {
		const char	 *name;
		enum queue_end	(*send)(struct cx *, const struct outgoing *,
				     const char **);
	} transports[] = {
		{ "smtp", by_smtp }, { "sendmail", to_program },
		{ "directory", to_directory }, { "none", nowhere },
	};
	struct outgoing l = { .mail = m };
	size_t i = 0;

	l.text = mail_message(cx, m, &l.n);
	if (!l.text) {
		*why = cx->err.detail;
		return WORK_LATER;
	}
	while (strcmp(transports[i].name, cx->conf->mail_transport) != 0)
		i++;
	return transports[i].send(cx, &l, why);
}
