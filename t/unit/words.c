/* Catalogues: what is found in them, plural rules, and files that are none. */
#include "base/words.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/accept.h"
#include "data/doc.h"
#include "data/json.h"
#include "data/tmpl.h"

#include "tap.h"

static char folder[] = "/tmp/meal-words-XXXXXX";
static struct arena *arena;

static void
put32(unsigned char *p, size_t value)
{
	int i;

	for (i = 0; i < 4; i++)
		p[i] = (unsigned char)(value >> 8 * i & 0xff);
}

/* A text of a catalogue: forms are parted by \\001. */
struct pair {
	const char	*from, *to;
};

/* The file of pairs, sorted by whoever gives them; its length. */
static size_t
catalogue(unsigned char *file, const struct pair *pairs, size_t n)
{
	size_t at = 28 + 16 * n, i, side, k;

	put32(file, 0x950412de);
	put32(file + 4, 0);
	put32(file + 8, n);
	put32(file + 12, 28);
	put32(file + 16, 28 + 8 * n);
	put32(file + 20, 0);
	put32(file + 24, 0);
	for (side = 0; side < 2; side++)
		for (i = 0; i < n; i++) {
			const char *s = side ? pairs[i].to : pairs[i].from;
			size_t len = strlen(s);

			put32(file + 28 + 8 * n * side + 8 * i, len);
			put32(file + 28 + 8 * n * side + 8 * i + 4, at);
			for (k = 0; k <= len; k++)
				file[at++] = (unsigned char)(s[k] == '\001' ?
				    '\0' : s[k]);
		}
	return at;
}

static void
write_file(const char *name, const unsigned char *p, size_t n)
{
	FILE *out = fopen(arena_fmt(arena, "%s/%s", folder, name), "w");

	if (!out || fwrite(p, 1, n, out) != n || fclose(out))
		abort();
}

#define HEAD "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: "

static void
write_pairs(const char *name, const struct pair *pairs, size_t n)
{
	unsigned char file[20000];

	write_file(name, file, catalogue(file, pairs, n));
}

/* What fail() notes in the language in use. */
static const char *
told(unsigned n)
{
	struct err e;

	err_init(&e, arena);
	err_set(&e, ERR_INVALID, say_n("%u cup.", "%u cups.", n), n);
	return e.detail;
}

static void
test_texts(void)
{
	static const struct pair german[] = {
		{ "", HEAD "nplurals=2; plural=(n != 1);\n" },
		{ "%u cup.\1%u cups.", "%u Tasse.\1%u Tassen." },
		{ "Not found", "Nicht gefunden" },
		{ "There is no %s.", "%s gibt es nicht." },
		{ "date\004May", "Mai" },
	};
	struct err e;

	write_pairs("de.mo", german, COUNT(german));
	words_open(folder);
	is_str(say("Not found"), "Not found", "English by itself");
	is_str(told(1), "1 cup.", "one in English");
	is_str(told(0), "0 cups.", "none in English");
	ok(!words_find("fr") && !words_find("") && !words_find(NULL) &&
	    !words_find("d") && !words_find("deu") && !words_find("-"),
	    "languages that are not there");
	ok(words_find("de") && words_find("de") == words_find("DE-at") &&
	    words_find("de") == words_find("de-Latn-CH"), "one that is");
	words_use(words_find("de"));
	is_str(words_tag(words_now()), "de", "its tag");
	is_str(say("Not found"), "Nicht gefunden", "translated");
	is_str(say("Not foun"), "Not foun", "not by its beginning");
	is_str(say(""), "", "nothing stays nothing, and no head");
	is_str(say("May"), "May", "without the context another text");
	is_str(say_c("date", "May"), "Mai", "with it");
	is_str(say_c("time", "May"), "May", "with another one");
	is_str(told(1), "1 Tasse.", "one");
	is_str(told(7), "7 Tassen.", "many");
	err_init(&e, arena);
	err_set(&e, ERR_NOT_FOUND, "There is no %s.", "Brot");
	is_str(e.detail, "Brot gibt es nicht.", "the format is translated");
	is_str(err_title(ERR_NOT_FOUND), "Nicht gefunden", "a title");
	words_use(NULL);
	is_str(say("Not found"), "Not found", "English again");
	is_str(words_tag(NULL), "en", "which has a tag");
}

static void
test_plurals(void)
{
	static const struct {
		const char	*rule;
		const char	*forms;		/* of 0, 1, 2, … */
	} rules[] = {
		{ "nplurals=1; plural=0;", "000000" },
		{ "nplurals=2; plural=n != 1;", "101111" },
		{ "nplurals=2; plural=n>1;", "001111" },
		{ "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && "
		    "n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
		    "201112222222222222222011122" },
		{ "nplurals=3; plural=n==1 ? 0 : n==2 ? 1 : 2;", "201222" },
		{ "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
		    "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
		    "01233333333444" },
		{ "nplurals=4; plural=!(n-2*1)+n/3%2*2;", "001222" },
		{ "nplurals=2; plural=n;", "010000" },	/* out of bounds: 0 */
	};
	static const char *const broken[] = {
		"nplurals=2; plural=n != ;", "nplurals=2; plural=(n;",
		"nplurals=2; plural=n ? 1;", "nplurals=2; plural=n n;",
		"nplurals=2; plural=n/0;", "nplurals=2; plural=2;",
		"nplurals=2; plural=", "nplurals=2;", "plural=0;",
		"nplurals=0; plural=0;", "nplurals=9; plural=0;", "",
		"nplurals=2; plural=x;",
	};
	struct pair head = { "", NULL };
	size_t i, n;

	for (i = 0; i < COUNT(rules); i++) {
		char got[40];

		head.to = arena_fmt(arena, HEAD "%s\n", rules[i].rule);
		write_pairs("xx.mo", &head, 1);
		words_open(folder);
		for (n = 0; n < strlen(rules[i].forms); n++)
			got[n] = (char)('0' + words_form(words_find("xx"),
			    n));
		got[n] = '\0';
		ok(words_find("xx") != NULL, rules[i].rule);
		is_str(got, rules[i].forms, rules[i].rule);
	}
	for (i = 0; i < COUNT(broken); i++) {
		head.to = arena_fmt(arena, HEAD "%s\n", broken[i]);
		write_pairs("xx.mo", &head, 1);
		words_open(folder);
		ok(!words_find("xx"), broken[i]);
	}
}

/* A file that is cut, or has one byte changed, is read or refused. */
static void
test_broken(void)
{
	static const struct pair pairs[] = {
		{ "", HEAD "nplurals=2; plural=(n != 1);\n" },
		{ "a\1as", "A\1As" }, { "b", "B" },
	};
	unsigned char file[2000];
	size_t n = catalogue(file, pairs, COUNT(pairs)), i, read = 0;

	for (i = 0; i < n; i++) {
		write_file("xx.mo", file, i);
		words_open(folder);
		if (words_find("xx"))
			read++;
	}
	is_int((int)read, 0, "no cut file is taken");
	for (i = 0; i < n; i++) {
		file[i] ^= 0xff;
		write_file("xx.mo", file, n);
		words_open(folder);
		words_use(words_find("xx"));
		say("b");
		say_n("a", "as", 3);
		file[i] ^= 0xff;
	}
	ok(true, "no changed byte leads astray");
	words_open("/nowhere/at/all");
	ok(!words_find("xx"), "a folder that is not there");
}

static void
test_accept(void)
{
	static const struct {
		const char	*header, *tag;
	} cases[] = {
		{ NULL, "en" }, { "", "en" }, { "de", "de" }, { "xx", "xx" },
		{ "fr, de;q=0.5", "de" }, { "en, de", "en" },
		{ "de;q=0.5, xx;q=0.6", "xx" }, { "de;q=0", "en" },
		{ "en-GB,en;q=0.9,de;q=0.8", "en" }, { "*", "en" },
		{ "fr-CH, fr;q=0.9, *;q=0.5", "en" }, { ",,;q=1,de", "de" },
		{ "DE-at;q=0.1", "de" }, { "enx, de;q=0.2", "de" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "en" },
	};
	struct pair head = { "", HEAD "nplurals=1; plural=0;\n" };
	size_t i;

	write_pairs("xx.mo", &head, 1);
	words_open(folder);
	for (i = 0; i < COUNT(cases); i++)
		is_str(words_tag(accept_language(cases[i].header)),
		    cases[i].tag, cases[i].header ? cases[i].header : "none");
	remove(arena_fmt(arena, "%s/xx.mo", folder));
}

static const char *
rendered(const char *template, const char *json)
{
	struct tmpl_source source = { "x", template, strlen(template) };
	const struct doc *stack[1];
	struct tmpl_set *set;
	struct buf out;
	struct err e;

	err_init(&e, arena);
	buf_init(&out, arena, 10000);
	stack[0] = json_parse(&e, json, strlen(json));
	set = tmpl_compile(&e, &source, 1, NULL, 0);
	if (!set || !tmpl_render(&e, set, "x", stack, 1, NULL, &out))
		return e.log;
	return buf_done(&out, NULL);
}

#define PLURAL "{{#_ n}}<b>{{n}}</b> cup{{|}}<b>{{n}}</b> cups{{/_}}."

static void
test_templates(void)
{
	static const struct pair polish[] = {
		{ "", HEAD "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4"
		    " && (n%100<10 || n%100>=20) ? 1 : 2);\n" },
		{ "<b>{{n}}</b> cup\1<b>{{n}}</b> cups",
		    "{{n}} filiżanka\1{{n}} filiżanki\1"
		    "<i>{{n}}</i> filiżanek" },
		{ "End", "{{/x}}" }, { "Nest", "{{#_}}Nest{{/_}}" },
		{ "Of {{a}} and {{#b}}{{c}}{{/b}}",
		    "{{#b}}{{c}}{{/b}} i {{a}}" },
		{ "Open", "{{#x}}" },
	};
	const char *json = "{\"a\":\"<\",\"b\":{\"c\":2},\"l\":[1,2],"
	    "\"x\":true}";

	words_open(folder);
	is_str(rendered(PLURAL, "{\"n\":1}"), "<b>1</b> cup.", "one");
	is_str(rendered(PLURAL, "{\"n\":0}"), "<b>0</b> cups.", "none");
	is_str(rendered(PLURAL, "{\"n\":\"1.5\"}"), "<b>1.5</b> cups.",
	    "one and a half are not one");
	is_str(rendered(PLURAL, "{\"n\":null}"), "<b></b> cups.", "nothing");
	is_str(rendered("{{#_ l}}a{{|}}b{{/_}}", json), "b", "of a list");
	is_str(rendered("{{#_ a}}b{{/_}}", json), "x:1: {{|}} is missing",
	    "both forms are wanted");
	is_str(rendered("{{#_ a}}b{{|}}c{{|}}d{{/_}}", json),
	    "x:1: {{|}} is one too many", "and no more");
	is_str(rendered("{{#_ a}}b{{|}}c", json), "x:1: {{/_}} is missing",
	    "and an end");
	is_str(rendered("{{#_ a}}b{{#_}}{{|}}c{{/_}}{{/_}}", json),
	    "x:1: a mark within a mark", "and no mark in it");
	is_str(rendered("{{#_ a}}{{#x}}{{|}}{{/x}}{{/_}}", json),
	    "x:1: {{/x}} is missing", "forms are whole");
	write_pairs("pl.mo", polish, COUNT(polish));
	words_open(folder);
	words_use(words_find("pl"));
	is_str(rendered(PLURAL, "{\"n\":1}"), "1 filiżanka.", "one of three");
	is_str(rendered(PLURAL, "{\"n\":23}"), "23 filiżanki.", "two");
	is_str(rendered(PLURAL, "{\"n\":12}"), "<i>12</i> filiżanek.",
	    "three");
	is_str(rendered("{{#x}}({{#_}}Of {{a}} and {{#b}}{{c}}{{/b}}{{/_}})"
	    "{{/x}}", json), "(2 i &lt;)", "tags where the language has them");
	is_str(rendered("{{#_}}Not{{/_}} {{#_ a}}x{{|}}y{{/_}}", json),
	    "Not y", "what is not translated stays");
	is_str(rendered("\n{{#x}}{{#_}}End{{/_}}{{/x}}", json),
	    "x:2: a closing tag that closes nothing",
	    "a translation closes nothing of ours");
	is_str(rendered("{{#_}}Open{{/_}}{{/x}}", json),
	    "x:1: {{/x}} is missing", "nor leaves open");
	is_str(rendered("{{#_}}Nest{{/_}}", json),
	    "x:1: a mark within a mark", "nor goes round in circles");
	words_use(NULL);
	is_str(rendered("{{#_}}End{{/_}}", json), "End", "English");
	remove(arena_fmt(arena, "%s/pl.mo", folder));
	remove(arena_fmt(arena, "%s/de.mo", folder));
}

int
main(void)
{
	arena = arena_new();
	if (!mkdtemp(folder))
		abort();
	test_texts();
	test_plurals();
	test_broken();
	test_accept();
	test_templates();
	rmdir(folder);
	arena_free(arena);
	return done();
}
