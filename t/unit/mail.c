/* The form of mails, written and read. */
#include "base/arena.h"
#include "base/buf.h"
#include "data/conf.h"
#include "store/cx.h"
#include "work/mail.h"
#include "data/mime.h"
#include "tap.h"

#define TEXT(s) s, sizeof(s) - 1

static struct arena *arena;

static char *
header(const char *name, const char *text)
{
	struct buf b;

	buf_init(&b, arena, 100000);
	mime_header(&b, name, text);
	return buf_done(&b, NULL);
}

static char *
phrase(const char *text)
{
	struct buf b;

	buf_init(&b, arena, 100000);
	mime_phrase(&b, text, 6);
	return buf_done(&b, NULL);
}

static char *
quoted(const char *text)
{
	struct buf b;

	buf_init(&b, arena, 100000);
	mime_quoted(&b, text);
	return buf_done(&b, NULL);
}

/* No line of it is longer than 76 characters, or ends in LF alone. */
static bool
narrow(const char *p)
{
	while (*p) {
		size_t n = strcspn(p, "\n");

		if (!p[n] || !n || p[n - 1] != '\r' || n - 1 > 76)
			return false;
		p += n + 1;
	}
	return true;
}

static char *
repeat(const char *s, int n)
{
	struct buf b;

	buf_init(&b, arena, 100000);
	while (n--)
		buf_str(&b, s);
	return buf_done(&b, NULL);
}

/* What was written is read again. */
static void
round_trip(const char *text, const char *name)
{
	char *head = header("Subject", text), *body = quoted(text);
	struct mime m = mime_read(head, strlen(head));
	size_t n;
	char *part;

	is_str(mime_line(arena, &m, "subject"), text,
	    arena_fmt(arena, "%s: a subject", name));
	ok(narrow(head), "in short lines");
	part = arena_fmt(arena, "Content-Transfer-Encoding: "
	    "Quoted-Printable\r\n\r\n%s", body);
	m = mime_read(part, strlen(part));
	is_str(mime_body(arena, &m, &n), arena_fmt(arena, "%s\r\n", text),
	    "a body");
	ok(narrow(body), "in short lines");
}

static void
writing(void)
{
	is_str(header("Subject", "Plain words"), "Subject: Plain words\r\n",
	    "ASCII stays");
	is_str(header("Subject", "Grüße"),
	    "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n", "other is encoded");
	is_str(header("Subject", "=?UTF-8?Q?x?="),
	    "Subject: =?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fx=3F=3D?=\r\n",
	    "as is what looks like it");
	is_str(header("Subject", "a\r\nBcc: eve@example.org\r\n\r\nb"),
	    "Subject: a Bcc: eve@example.org b\r\n", "no second header");
	is_str(header("Subject", "a\nb\x01\x7f\xe2\x80\xa8" "c"),
	    "Subject: a b c\r\n", "no line ends at all");
	is_str(phrase("meal"), "\"meal\"", "a name");
	is_str(phrase("a \"b\" \\"), "\"a \\\"b\\\" \\\\\"", "quotes in it");
	is_str(phrase("Käse <x@y>"),
	    "=?UTF-8?Q?K=C3=A4se_=3Cx=40y=3E?=", "no address in it");
	is_str(quoted("a = b\nc \nd\t\n"),
	    "a =3D b\r\nc=20\r\nd=09\r\n", "quoted-printable");
	is_str(quoted("a\r\nb"), "a\r\nb\r\n", "CRLF is a line's end");
	is_str(quoted(".\nFrom x"), ".\r\nFrom x\r\n", "dots stay");
	is_str(quoted("ü"), "=C3=BC\r\n", "UTF-8");
	ok(!strstr(quoted("=_x --=_x"), "=_"), "never a boundary");
	round_trip(arena_fmt(arena, "%send", repeat("word ", 60)), "long");
	round_trip(repeat("ü", 200), "long, not ASCII");
	round_trip(repeat("x", 500), "one word");
	round_trip(repeat("€ a= _?", 50), "signs");
	round_trip(repeat("\xf0\x9f\x8d\xb2", 75), "four bytes");
	round_trip("a", "short");
	round_trip(repeat("a", 67), "just too long for one line");
	round_trip(repeat("a", 66), "exactly a line");
}

static const char report[] =
    "From: postmaster@example.net\r\n"
    "subject:  one\r\n\t two \r\n"
    "Subject: another\r\n"
    "Content-Type: multipart/report; report-type=delivery-status;\r\n"
    " boundary=\"b=_1\"\r\n"
    "\r\n"
    "preamble\r\n"
    "--b=_1\r\n"
    "\r\n"
    "words\r\n"
    "--b=_1\r\n"
    "Content-Type: message/delivery-status\r\n"
    "\r\n"
    "Reporting-MTA: dns; example.net\r\n"
    "\r\n"
    "Action: failed\r\n"
    "--b=_1--\r\n"
    "--b=_1\r\n"
    "\r\n"
    "after the end\r\n";

static void
reading(void)
{
	struct mime m = mime_read(TEXT(report)), part, none;
	size_t at = 0, n;

	is_str(mime_field(arena, &m, "Subject"), "one two", "unfolded");
	ok(!mime_field(arena, &m, "Sub"), "no part of a name");
	ok(mime_is(arena, &m, "multipart/report"), "its type");
	ok(!mime_is(arena, &m, "multipart/rep"), "wholly");
	ok(mime_part(arena, &m, &at, &part), "a first part");
	ok(mime_is(arena, &part, "text/plain"), "is text without a type");
	is_str(mime_body(arena, &part, &n), "words\r\n", "its words");
	ok(mime_part(arena, &m, &at, &part), "a second part");
	ok(mime_is(arena, &part, "message/delivery-status"), "its type");
	part = mime_read(part.body, part.body_n);
	is_str(mime_field(arena, &part, "reporting-mta"), "dns; example.net",
	    "a group");
	part = mime_read(part.body, part.body_n);
	is_str(mime_field(arena, &part, "Action"), "failed", "and the next");
	ok(!mime_part(arena, &m, &at, &part), "and no more");
	none = mime_read(TEXT("no head"));
	is_int((int)none.body_n, 0, "without an empty line no body");
	at = 0;
	ok(!mime_part(arena, &none, &at, &part), "nor parts");
	none = mime_read(TEXT("Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x"));
	ok(mime_part(arena, &none, &at, &part) && part.body_n == 0,
	    "one that ends with its boundary is empty");
	ok(!mime_part(arena, &none, &at, &part), "and the last");
	none = mime_read(TEXT(""));
	ok(!mime_field(arena, &none, "A"), "nothing at all");
	none = mime_read(TEXT("A: =?utf-8?b?R3LDvMOfZQ==?= =?UTF-8?q?_x?= y "
	    "=?x"));
	is_str(mime_line(arena, &none, "A"), "Grüße x y =?x",
	    "encoded words, also half of one");
	none = mime_read(TEXT("A: =?UTF-8?Q?a=0D=0Ab=00?="));
	is_str(mime_line(arena, &none, "A"), "a b", "no line end from one");
	none = mime_read(TEXT("Content-Transfer-Encoding: base64\n\naGVs\n"
	    "bG8="));
	is_str(mime_body(arena, &none, &n), "hello", "base64");
}

static void
message(void)
{
	struct conf conf = { .base_url = "https://meal.example.com:8443",
	    .mail_from = "K\xc3\xbc" "che <meal@example.com>" };
	struct mail m = { .id = "01900000-0000-7000-8000-000000000000",
	    .to = "anna@example.org", .subject = "Hello", .text = "Text",
	    .html = "<p>Text" };
	struct cx cx;
	size_t n;
	char *p;

	cx_init(&cx, arena, &conf, NULL);
	ok(mail_sender(&cx, &m), "a sender");
	is_str(m.from, "meal@example.com", "the address");
	p = mail_message(&cx, &m, &n);
	ok(narrow(p), "a message in short lines");
	is_int((int)strlen(p), (int)n, "of this length");
	ok(strstr(p, "From: =?UTF-8?Q?K=C3=BCche?= <meal@example.com>\r\n"),
	    "from");
	ok(strstr(p, "\r\nTo: anna@example.org\r\n"), "to");
	ok(strstr(p, "\r\nMessage-ID: <01900000-0000-7000-8000-000000000000"
	    "@meal.example.com>\r\n"), "its id");
	ok(strstr(p, "\r\nAuto-Submitted: auto-generated\r\n"), "no person");
	is_str(mail_id(&cx, "<01900000-0000-7000-8000-000000000000@x>"),
	    m.id, "the id again");
	ok(!mail_id(&cx, "<0190@x>"), "a stranger's is none");
	ok(!mail_id(&cx, "<01900000-0000-7000-8000-00000000000"), "cut");
	ok(!mail_id(&cx, NULL), "nothing");
	conf.mail_from = "meal@example.com";
	ok(mail_sender(&cx, &m) && !*m.from_name, "without a name");
	conf.mail_from = "meal <meal@example.com";
	ok(!mail_sender(&cx, &m), "half an address");
	err_clear(&cx.err);
	conf.mail_from = "";
	ok(!mail_sender(&cx, &m), "no address");
	ok(mail_address("a@b"), "an address");
	ok(!mail_address("a@b\r\nRCPT TO:<c@d>"), "not two commands");
	ok(!mail_address("a@b> <c@d"), "not two addresses");
	ok(!mail_address("\xc3\xbc@b"), "not ASCII");
	ok(!mail_address("a@b@c"), "two at signs");
}

int
main(void)
{
	arena = arena_new();
	writing();
	reading();
	message();
	arena_free(arena);
	return done();
}
