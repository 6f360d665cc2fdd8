/* Forms in parts: what they say, wherever the pieces are cut. */
#include "data/multipart.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"

#include "tap.h"

#define TYPE	"multipart/form-data; boundary=XyZ"

static struct arena *arena;
static struct err e;

/* What was read, as text: "name=data" and "name(file,type)=data". */
struct seen {
	struct buf	b;
	unsigned	begun, ended;
	bool		refuse;
};

static bool
begin(void *arg, const struct multipart_part *part)
{
	struct seen *s = arg;

	if (s->refuse)
		return err_set(&e, ERR_CONFLICT, "refused");
	buf_fmt(&s->b, "%s%s", s->begun++ ? "|" : "", part->name);
	if (part->filename || part->type)
		buf_fmt(&s->b, "(%s,%s)", part->filename ? part->filename :
		    "-", part->type ? part->type : "-");
	buf_char(&s->b, '=');
	return true;
}

static bool
data(void *arg, const char *p, size_t n)
{
	buf_add(&((struct seen *)arg)->b, p, n);
	return n > 0;
}

static bool
end(void *arg)
{
	((struct seen *)arg)->ended++;
	return true;
}

static const struct multipart_to to = { begin, data, end };

/* Fed in pieces that end at these places (the last one at n). */
static const char *
read_cut(const char *type, const char *p, const size_t *cuts, size_t ncuts)
{
	struct seen s = { .begun = 0 };
	struct multipart *m;
	size_t from = 0, i;

	err_init(&e, arena);
	buf_init(&s.b, arena, 1 << 24);
	m = multipart_new(&e, type, &to, &s);
	if (!m)
		return e.detail;
	for (i = 0; i < ncuts; from = cuts[i++])
		if (!multipart_feed(m, p + from, cuts[i] - from))
			return e.detail;
	if (!multipart_end(m))
		return e.detail;
	if (s.begun != s.ended)
		return "not all ended";
	return buf_done(&s.b, NULL);
}

static const char *
read_bytes(const char *p, size_t n)
{
	return read_cut(TYPE, p, &n, 1);
}

static const char *
read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

/* A form of one part with this head. */
static const char *
read_head(const char *head)
{
	return read_text(arena_fmt(arena, "--XyZ\r\n%s\r\n\r\nv\r\n--XyZ--",
	    head));
}

#define FIELD(params) "Content-Disposition: form-data; " params

static void
test_heads(void)
{
	static const char *const cases[][2] = {
		{ FIELD("name=\"a\""), "a=v" },
		{ FIELD("name=a"), "a=v" },
		{ "content-disposition:FORM-DATA;NAME=\"a\"", "a=v" },
		{ FIELD("name=\"a\";"), "a=v" },
		{ FIELD("name=\"a\" ; filename=\"b\" "), "a(b,-)=v" },
		{ FIELD("filename=\"b\"; name=\"a\""), "a(b,-)=v" },
		{ FIELD("name=\"a b;c=d\""), "a b;c=d=v" },
		{ FIELD("name=\"a%22b\""), "a\"b=v" },
		{ FIELD("name=\"a\\\"b\""), "a\"b=v" },
		{ FIELD("name=\"a\\b\""), "a\\b=v" },
		{ FIELD("name=\"a%41%2f\""), "a%41%2f=v" },
		{ FIELD("name=\"\xc3\xa4\""), "\xc3\xa4=v" },
		{ FIELD("name=\"a\"; filename=\"\""), "a(,-)=v" },
		{ FIELD("name=\"a\"; filename*=UTF-8''x"), "a=v" },
		{ FIELD("name=\"a\"; x=y; z=\"1;2\""), "a=v" },
		{ FIELD("name=\"a\"; filename=\"../../etc/passwd\""),
		    "a(passwd,-)=v" },
		{ FIELD("name=\"a\"; filename=\"C:\\dir\\file.txt\""),
		    "a(file.txt,-)=v" },
		{ FIELD("name=\"a\"; filename=\"/\""), "a(file,-)=v" },
		{ FIELD("name=\"a\"; filename=\"..\""), "a(file,-)=v" },
		{ FIELD("name=\"a\"; filename=\"x/.\""), "a(file,-)=v" },
		{ FIELD("name=\"a\"; filename=\"...\""), "a(...,-)=v" },
		{ FIELD("name=\"a\"; filename=\"b%0d%0aX: c.png\""),
		    "a(b X: c.png,-)=v" },
		{ FIELD("name=\"a\"; filename=\"\x01\x7f" "b\tc\""),
		    "a(b c,-)=v" },
		{ FIELD("name=\"a\"; filename=\"\xff.png\""),
		    "a(\xef\xbf\xbd.png,-)=v" },
		{ FIELD("name=\"a\"; filename=\"gnp.\xe2\x80\xae" "exe\""),
		    "a(gnp.exe,-)=v" },
		{ FIELD("name=\"a\"; filename=\"b\"") "\r\nContent-Type: "
		    "Image/PNG; x=y", "a(b,image/png)=v" },
		{ "Content-Type: text/plain;charset=UTF-8\r\n"
		    FIELD("name=\"a\""), "a(-,text/plain)=v" },
		{ FIELD("name=\"a\"") "\r\nContent-Type: rubbish", "a=v" },
		{ FIELD("name=\"a\"") "\r\nContent-Type:", "a=v" },
		{ FIELD("name=\"a\"") "\r\nContent-Transfer-Encoding: "
		    "Binary", "a=v" },
		{ FIELD("name=\"a\"") "\r\nContent-Transfer-Encoding: base64",
		    "Send the parts of a form as they are, without "
		    "Content-Transfer-Encoding." },
		{ FIELD("name=\"a\"") "\r\nX-Other: \x01\xff", "a=v" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		is_str(read_head(cases[i][0]), cases[i][1], cases[i][0]);
}

static void
test_bad_heads(void)
{
	static const char *const broken[] = {
		"", "X: y", "Content-Disposition: form-data",
		"Content-Disposition: attachment; name=\"a\"",
		"Content-Disposition: form-data name=\"a\"",
		FIELD("name=\"a"), FIELD("name="), FIELD("name"),
		FIELD("=a"), FIELD("name=\"a\"b"), FIELD("name=a b"),
		FIELD("name=\"a\"; name=\"b\""), FIELD("name=\"a\\\""),
		FIELD("name=\"a\"; filename=\"b\"; filename=\"c\""),
		FIELD("filename=\"b\""),
		FIELD("name=\"a\"") "\r\n" FIELD("name=\"b\""),
		FIELD("name=\"a\"") "\r\nContent-Type: a/b\r\n"
		    "Content-Type: c/d",
		FIELD("name=\"a\"") "\r\n folded", FIELD("name=\"a\"\nX: y"),
		FIELD("name=\"a\"\rX: y"), "no colon", ": x", " X: y",
	};
	static const char *const nameless[] = {
		FIELD("name=\"\""), FIELD("name=\"a%0d%0ab\""),
		FIELD("name=\"a\tb\""), FIELD("name=\"\xff\""),
		FIELD("name=\"\x7f\""), FIELD("name=\"\xc3\""),
	};
	char long_name[MULTIPART_HEAD_MAX + 10];
	size_t i;

	for (i = 0; i < COUNT(broken); i++)
		is_str(read_head(broken[i]), "The head of a part of the form "
		    "cannot be read.", broken[i]);
	for (i = 0; i < COUNT(nameless); i++)
		is_str(read_head(nameless[i]), "A part of the form has a "
		    "name that is none.", nameless[i]);
	memset(long_name, 'x', sizeof(long_name));
	long_name[MULTIPART_NAME_MAX] = '\0';
	ok(strlen(read_head(arena_fmt(arena, FIELD("name=\"%s\""),
	    long_name))) == MULTIPART_NAME_MAX + 2, "the longest name");
	long_name[MULTIPART_NAME_MAX] = 'x';
	long_name[MULTIPART_NAME_MAX + 1] = '\0';
	is_str(read_head(arena_fmt(arena, FIELD("name=\"%s\""), long_name)),
	    "The name of a field may have 500 bytes.", "a longer one");
	is_int(e.kind, ERR_TOO_LARGE, "is too much");
	long_name[MULTIPART_NAME_MAX + 1] = 'x';
	long_name[MULTIPART_HEAD_MAX] = '\0';
	is_str(read_head(long_name), "The head of a part may have 4096 "
	    "bytes.", "a head without an end");
	long_name[1000] = '\0';
	ok(strlen(read_head(arena_fmt(arena, FIELD("name=\"a\"; filename="
	    "\"%s\""), long_name))) == strlen("a(,-)=v") + 255,
	    "a file's name is cut");
}

static void
test_names_with_nul(void)
{
	static const char file[] = "--XyZ\r\n" FIELD("name=\"a\"; "
	    "filename=\"b.png\0.exe\"") "\r\n\r\n\0\r\n--XyZ--";
	static const char name[] = "--XyZ\r\n" FIELD("name=\"a\0b\"")
	    "\r\n\r\nv\r\n--XyZ--";

	is_str(read_bytes(file, sizeof(file) - 1), "a(b.png.exe,-)=",
	    "NUL in a file's name is no end");
	is_str(read_bytes(name, sizeof(name) - 1), "A part of the form has a "
	    "name that is none.", "nor in a field's");
}

static void
test_bodies(void)
{
	static const char *const cases[][2] = {
		{ "--XyZ--", "" }, { "--XyZ--\r\n", "" },
		{ "--XyZ--anything\r\n--XyZ\r\n", "" },
		{ "before\r\n--XyZ--", "" }, { "\r\n--XyZ--", "" },
		{ "--XyZ\r\n" FIELD("name=a") "\r\n\r\n\r\n--XyZ--", "a=" },
		{ "--XyZ\r\n" FIELD("name=a") "\r\n\r\n--XyZ--", "a=" },
		{ "--XyZ \t \r\n" FIELD("name=a") "\r\n\r\nv\r\n--XyZ--",
		    "a=v" },
		{ "x--XyZ\r\n--XyZ\r\n" FIELD("name=a") "\r\n\r\nv"
		    "\r\n--XyZ--", "a=v" },
		{ "--XyZ\r\n" FIELD("name=a") "\r\n\r\n\r\r\n\n\r\n--Xy\r\n-"
		    "\r\n--\r\r\n--XyZ--", "a=\r\r\n\n\r\n--Xy\r\n-\r\n--"
		    "\r" },
		{ "--XyZ\r\n" FIELD("name=a") "\r\n\r\n--Xy\r\n--XyZ--",
		    "a=--Xy" },
		{ "--XyZ\r\n" FIELD("name=a") "\r\n\r\nx--XyZ\r\n--XyZ--",
		    "a=x--XyZ" },
		{ "--XyZ\r\n" FIELD("name=a") "\r\n\r\n\n--XyZ\n\r\n--XyZ--",
		    "a=\n--XyZ\n" },
		{ "--XyZ\r\n" FIELD("name=a") "\r\n\r\n1\r\n--XyZ\r\n"
		    FIELD("name=a") "\r\n\r\n2\r\n--XyZ--", "a=1|a=2" },
	};
	static const char *const early[] = {
		"", "x", "--XyZ", "--XyZ-", "--XyZ\r\n",
		"--XyZ\r\n" FIELD("name=a"),
		"--XyZ\r\n" FIELD("name=a") "\r\n\r\n",
		"--XyZ\r\n" FIELD("name=a") "\r\n\r\nv\r\n--XyZ",
		"--XyZ\r\n" FIELD("name=a") "\r\n\r\nv\r\n--XyY--",
		"--XyZ\r\n" FIELD("name=a") "\r\n\r\nv--XyZ--",
		"--XyZ\r\n" FIELD("name=a") "\r\n\r\nv\n--XyZ--",
		"-- XyZ--", "--xyz--",
	};
	static const char *const within[] = {
		"--XyZx\r\n", "--XyZ-x", "--XyZ -", "--XyZ\rx", "--XyZ\n",
		"--XyZ\r\n" FIELD("name=a") "\r\n\r\nv\r\n--XyZinner\r\n",
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		is_str(read_text(cases[i][0]), cases[i][1], cases[i][0]);
	for (i = 0; i < COUNT(within); i++)
		is_str(read_text(within[i]), "The boundary of the form "
		    "stands within it.", within[i]);
	for (i = 0; i < COUNT(early); i++)
		is_str(read_text(early[i]), "The form ended early.",
		    early[i]);
}

static void
test_boundaries(void)
{
	static const char bad[] = "The form's Content-Type says no boundary "
	    "that can be one.";
	static const char *const good[][2] = {
		{ "multipart/form-data; boundary=b", "b" },
		{ "multipart/form-data;boundary=\"b\"", "b" },
		{ "Multipart/Form-Data ; BOUNDARY=b ; charset=x", "b" },
		{ "multipart/form-data; boundary=\"b c:d?e\"", "b c:d?e" },
		{ "m/f; x=y; boundary=----WebKitFormBoundary0aZ",
		    "----WebKitFormBoundary0aZ" },
		{ "m/f; boundary=" "1234567890123456789012345678901234567890"
		    "123456789012345678901234567890",
		    "1234567890123456789012345678901234567890"
		    "123456789012345678901234567890" },
	};
	static const char *const none[] = {
		"", "multipart/form-data", "multipart/form-data;",
		"m/f; boundary", "m/f; boundary=", "m/f; boundary=\"\"",
		"m/f; boundary=\"b", "m/f; boundary=\"b \"",
		"m/f; boundary=b; boundary=c", "m/f; boundary=b c",
		"m/f; boundary=\"b\rc\"", "m/f; boundary=\"b;c\"",
		"m/f; boundary=\xc3\xa4", "m/f boundary=b", "m/f; =b",
		"m/f; boundary=" "1234567890123456789012345678901234567890"
		    "1234567890123456789012345678901",
	};
	const char *text;
	size_t i, n;

	for (i = 0; i < COUNT(good); i++) {
		text = arena_fmt(arena, "--%s\r\n" FIELD("name=a")
		    "\r\n\r\nv\r\n--%s--\r\n", good[i][1], good[i][1]);
		n = strlen(text);
		is_str(read_cut(good[i][0], text, &n, 1), "a=v", good[i][0]);
	}
	n = 0;
	for (i = 0; i < COUNT(none); i++)
		is_str(read_cut(none[i], "", &n, 1), bad, none[i]);
}

/* All ways to cut it in three, and into pieces of any one size. */
static void
test_cuts(void)
{
	static const char sample[] = "pre\r\n--XyZ \r\n" FIELD("name=\"a\"; "
	    "filename=\"x/b.png\"") "\r\nContent-Type: image/png\r\n\r\n"
	    "\x89PNG\r\n\r\n--Xy\r\r\n--XyY\r\n\r\n--XyZ\r\n"
	    FIELD("name=c") "\r\n\r\n--XyZ\r\n" FIELD("name=d")
	    "\r\n\r\n\xc3\xa4\r\n--XyZ--\r\npost";
	const char *want = arena_str(arena, read_text(sample));
	size_t n = strlen(sample), i, j, size, bad = 0;
	size_t cuts[sizeof(sample)];

	is_str(want, "a(b.png,image/png)=\x89PNG\r\n\r\n--Xy\r\r\n--XyY\r\n|"
	    "c=|d=\xc3\xa4", "the sample as a whole");
	for (i = 0; i <= n; i++)
		for (j = i; j <= n; j++) {
			struct arena_mark mark = arena_mark(arena);

			cuts[0] = i;
			cuts[1] = j;
			cuts[2] = n;
			bad += strcmp(read_cut(TYPE, sample, cuts, 3),
			    want) != 0;
			arena_rewind(arena, mark);
		}
	is_int((long)bad, 0, "cut in three, everywhere");
	for (size = 1; size <= n; size++) {
		for (i = 0; (i + 1) * size < n; i++)
			cuts[i] = (i + 1) * size;
		cuts[i++] = n;
		bad += strcmp(read_cut(TYPE, sample, cuts, i), want) != 0;
	}
	is_int((long)bad, 0, "in pieces of every size");
	/* and every beginning of it is no form */
	for (i = 0; i < n - strlen("--\r\npost") + 2; i++)
		bad += strcmp(read_bytes(sample, i), "The form ended early.")
		    != 0;
	is_int((long)bad, 0, "no beginning of it is a form");
}

static void
test_limits(void)
{
	static const char part[] = "--XyZ\r\n" FIELD("name=a")
	    "\r\n\r\nv\r\n";
	struct seen s = { .begun = 0 };
	struct multipart *m;
	size_t i;

	err_init(&e, arena);
	buf_init(&s.b, arena, 1 << 20);
	m = multipart_new(&e, TYPE, &to, &s);
	for (i = 0; i < 10000; i++)
		if (!multipart_feed(m, part, strlen(part)))
			break;
	is_int((long)i, MULTIPART_PARTS_MAX, "10,000 parts end at the limit");
	is_int(e.kind, ERR_TOO_LARGE, "as too many");
	err_init(&e, arena);
	s.refuse = true;
	m = multipart_new(&e, TYPE, &to, &s);
	ok(!multipart_feed(m, part, strlen(part)), "who takes them may end it");
	is_str(e.detail, "refused", "with an own word");
}

int
main(void)
{
	arena = arena_new();
	test_heads();
	test_bad_heads();
	test_names_with_nul();
	test_bodies();
	test_boundaries();
	test_cuts();
	test_limits();
	arena_free(arena);
	return done();
}
