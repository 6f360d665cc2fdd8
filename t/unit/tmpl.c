/* Templates: what the specification's cases leave open, and limits. */
#include "data/tmpl.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/json.h"

#include "tap.h"

#define OUT_MAX 100000

static struct arena *arena;
static struct err err;

/* Writes the value between brackets, and the env; nothing for "none". */
static void
write_mark(struct buf *out, const struct doc *value, const void *env)
{
	const char *text = doc_chars(value);

	if (text && !strcmp(text, "none"))
		return;
	buf_fmt(out, "<%s>%s", text ? text : "?",
	    env ? (const char *)env : "");
}

static void
write_much(struct buf *out, const struct doc *value, const void *env)
{
	(void)value;
	(void)env;
	while (!buf_over(out))
		buf_str(out, "much ");
}

static const struct tmpl_format formats[] = {
	{ "mark", write_mark },
	{ "much", write_much },
};

/* Sources: name, text, name, text, …, NULL; the first is rendered. */
static const char *
render_of(const char *json, const char *const *sources)
{
	struct tmpl_source list[16];
	const struct doc *stack[1];
	struct tmpl_set *set;
	struct buf out;
	size_t n;

	err_init(&err, arena);
	for (n = 0; sources[2 * n]; n++)
		list[n] = (struct tmpl_source){ sources[2 * n],
		    sources[2 * n + 1], strlen(sources[2 * n + 1]) };
	stack[0] = json_parse(&err, json, strlen(json));
	set = stack[0] ? tmpl_compile(&err, list, n, formats, COUNT(formats)) :
	    NULL;
	buf_init(&out, arena, OUT_MAX);
	if (!set || !tmpl_render(&err, set, list[0].name, stack, 1, NULL,
	    &out))
		return err.log ? err.log : "no reason given";
	return buf_done(&out, NULL);
}

#define RENDER(json, ...) \
	render_of(json, (const char *const[]){ __VA_ARGS__, NULL })

static void
test_values(void)
{
	const char *json = "{\"t\":\"\",\"z\":0,\"n\":-1.50e3,\"f\":false,"
	    "\"y\":true,\"o\":{},\"l\":[],\"u\":null,\"a\":{\"u\":1,"
	    "\"in\":{\"u\":null}},\"q\":\"<\\\"&'>\"}";

	is_str(RENDER(json, "x", "{{n}} {{y}} {{f}} {{z}}"),
	    "-1.50e3 true false 0", "scalars print as they came");
	is_str(RENDER(json, "x", "({{u}}{{o}}{{l}}{{t}}{{none}})"), "()",
	    "null, objects, lists print nothing");
	is_str(RENDER(json, "x", "{{#t}}t{{/t}}{{#z}}z{{/z}}{{#o}}o{{/o}}"
	    "{{#l}}l{{/l}}{{#u}}u{{/u}}"), "zo",
	    "0 and {} are truthy, \"\" and [] are not");
	is_str(RENDER(json, "x", "{{^t}}t{{/t}}{{^z}}z{{/z}}{{^l}}l{{/l}}"),
	    "tl", "the inverse");
	is_str(RENDER(json, "x", "{{#a}}{{#in}}({{u}}){{/in}}{{/a}}"), "()",
	    "a null hides what is further out");
	is_str(RENDER(json, "x", "<a b=\"{{q}}\">{{{q}}}{{&q}}"),
	    "<a b=\"&lt;&quot;&amp;&#39;&gt;\"><\"&'><\"&'>", "escaping");
	is_str(RENDER("{\"t\":\"a\\u0000b\"}", "x", "{{t}}{{#t}}!{{/t}}"),
	    "a", "U+0000 is passed on (a C string ends there)");
	is_str(RENDER(json, "x", ""), "", "an empty template");
	is_str(RENDER("[[1,[2]],[3]]", "x",
	    "{{#.}}({{#.}}{{.}},{{/.}}){{/.}}"), "(1,,)(3,)",
	    "lists of lists");
}

static void
test_plain(void)
{
	const char *json = "{\"q\":\"<\\\"&'>\",\"p\":\"y.txt\"}";

	is_str(RENDER(json, "x.txt", "{{q}} {{q.mark}}"),
	    "<\"&'> <<\"&'>>", "nothing is escaped in plain text");
	is_str(RENDER(json, "x.txt", "{{>y.txt}} {{>z}}", "y.txt", "{{q}}",
	    "z", "{{q}}"), "<\"&'> &lt;&quot;&amp;&#39;&gt;",
	    "each template has its way");
	is_str(RENDER(json, "x", "a\n{{>y.txt}}", "y.txt", "{{q}}"),
	    "x:2: y.txt escapes nothing, so it cannot be within a page",
	    "so a page has no plain text in it");
	is_str(RENDER(json, "x", "({{>*p}})", "y.txt", "{{q}}"), "()",
	    "nor by a name from without");
}

static void
test_formats(void)
{
	const char *json = "{\"a\":1,\"t\":\"x\",\"y\":true,\"u\":null,"
	    "\"no\":\"none\",\"o\":{\"mark\":\"member\",\"b\":2},"
	    "\"l\":[1,\"none\",3]}";

	is_str(RENDER(json, "x", "{{a.mark}} {{{t.mark}}} {{y.mark}}"),
	    "&lt;1&gt; <x> &lt;?&gt;", "applied to scalars, then escaped");
	is_str(RENDER(json, "x", "({{u.mark}}{{none.mark}}{{l.mark}})"),
	    "()", "not to null, nothing or lists");
	is_str(RENDER(json, "x", "{{o.mark}} {{o.b.mark}}"),
	    "member &lt;2&gt;", "a member goes before it");
	is_str(RENDER(json, "x", "({{a.mark.mark}}{{a.other}}{{a.mark.b}})"),
	    "()", "only one, only at the end, only known ones");
	is_str(RENDER(json, "x", "{{#l}}{{{.mark}}}{{/l}}"), "<1><3>",
	    "on the current context");
	is_str(RENDER(json, "x",
	    "{{#a.mark}}{{{.}}}{{/a.mark}}{{#no.mark}}!{{/no.mark}}"
	    "{{^no.mark}}?{{/no.mark}}{{^a.mark}}!{{/a.mark}}"
	    "{{#u.mark}}!{{/u.mark}}"), "<1>?",
	    "a section is on what was printed");
	is_str(RENDER(json, "x", "a\n{{t.much}}"), "x:2: the page is too long",
	    "a formatter cannot write too much");
}

static void
test_text_marks(void)
{
	is_str(RENDER("{\"n\":3}", "x", "<b>{{#_}}You have {{n}}.{{/_}}</b>"),
	    "<b>You have 3.</b>", "{{#_}} is passed through");
	is_str(RENDER("{\"n\":3}", "x", "{{#_}}\n  {{n}}\n{{/_}}\nend"),
	    "  3\nend", "alone on its lines as well");
	is_str(RENDER("{}", "x", "{{> p}}\n", "p", "a\n"), "a\n", "plain");
	is_str(RENDER("{}", "x", "  {{> p}}\n", "p", "{{#_}}a{{/_}}\nb\n"),
	    "  a\n  b\n", "it does not disturb indentation");
	is_str(RENDER("{}", "x", "{{#_}}a{{/x}}"),
	    "x:1: {{/x}} where {{/_}} should be", "it must be closed");
}

static void
test_indentation(void)
{
	is_str(RENDER("{\"l\":[1,2]}", "x", "a\n  {{> p}}\nz\n",
	    "p", "{{#l}}\n{{.}}:{{> q}}\n\t{{> q}}\n{{/l}}\n\nend",
	    "q", "q1\nq2\n"),
	    "a\n  1:q1\nq2\n\n  \tq1\n  \tq2\n  2:q1\nq2\n\n  \tq1\n  \tq2\n"
	    "\n  endz\n", "nested, in line and alone; empty lines stay so");
	is_str(RENDER("{\"a\":\"1\\n2\",\"y\":true}", "x", "\t{{> p}}\n",
	    "p", "{{a}}\n{{#y}}y{{/y}}{{^y}}n{{/y}}\n{{! no }}c\r\n\r\nd\n"),
	    "\t1\n2\n\ty\n\tc\r\n\r\n\td\n", "values are not indented");
	is_str(RENDER("{\"n\":{\"n\":{\"n\":{\"n\":false}}}}", "x",
	    "{{#n}}\n-\n  {{> x}}\n{{/n}}\n"), "-\n  -\n    -\n",
	    "recursion goes further in");
	is_str(RENDER("{}", "x", " {{> a}}\n", "a", "{{> b}} {{> c}}\n"
	    "  {{> c}}\n", "b", "    {{> c}}\n", "c", "1\n2\n"),
	    "     1\n    2\n 1\n2\n\n   1\n   2\n",
	    "indentation comes back after a line without");
}

static void
test_inheritance(void)
{
	const char *layout = "<title>{{$title}}Meal{{/title}}</title>\n"
	    "<main>\n  {{$body}}\n  {{/body}}\n</main>\n";

	is_str(RENDER("{\"n\":1}", "x", "{{< l}}\n{{$title}}N {{n}}{{/title}}"
	    "\n{{$body}}\n<p>\n  {{n}}\n</p>\n{{/body}}\n{{/l}}\n",
	    "l", layout), "<title>N 1</title>\n<main>\n  <p>\n    1\n  </p>\n"
	    "</main>\n", "a page in its layout");
	is_str(RENDER("{}", "x", "{{<l}}{{/l}}", "l", layout),
	    "<title>Meal</title>\n<main>\n</main>\n", "defaults");
	is_str(RENDER("{}", "x", "{{<l}}{{$body}}in line{{/body}}{{/l}}",
	    "l", "  {{$body}}{{/body}}\nend"), "  in line\nend",
	    "text in line where a block stood alone");
	is_str(RENDER("{}", "x", "{{<l}}{{$t}}\n  a\n  b\n{{/t}}{{/l}}",
	    "l", "<{{$t}}x{{/t}}>"), "<a\nb\n>", "lines where it did not");
	is_str(RENDER("{}", "x", "  {{<l}}{{$t}}\n  a\n  b\n{{/t}}{{/l}}\n",
	    "l", "<{{$t}}x{{/t}}>"), "  <a\n  b\n>", "the same, indented");
	is_str(RENDER("{}", "x", "{{<l}}{{$title}}T{{/title}}{{$body}}"
	    "{{<card}}{{$title}}C{{/title}}{{/card}}|{{>card}}{{/body}}{{/l}}",
	    "l", "{{$title}}{{/title}}:{{$body}}{{/body}}",
	    "card", "[{{$title}}none{{/title}}]"), "T:[C]|[none]",
	    "an argument's text has its own scope");
	is_str(RENDER("{}", "x", "{{<l}}{{$head}}H{{/head}}{{/l}}",
	    "l", "{{> head}}", "head", "{{$head}}h{{/head}}"), "H",
	    "a layout's partials see its arguments");
	is_str(RENDER("{\"p\":\"l\"}", "x",
	    "{{<*p}}{{$t}}dynamic{{/t}}{{/*p}} {{<* p}}{{/p}}", "l",
	    "{{$t}}static{{/t}}"), "dynamic static", "a dynamic parent");
	is_str(RENDER("{\"y\":1}", "x",
	    "{{<l}}{{#y}}{{$t}}no{{/t}}{{/y}}{{> gone}}{{y}}{{/l}}",
	    "l", "{{$t}}yes{{/t}}"), "yes", "other things in a parent");
	is_str(RENDER("{}", "x", "[{{<gone}}{{$a}}b{{/a}}{{/gone}}]"), "[]",
	    "a parent that is not there");
	is_str(RENDER("{\"y\":1}", "x", "{{<l}}\n{{$b}}\n    {{#y}}\n"
	    "      {{y}}\n    {{/y}}\n      {{> p}}\n    {{$c}}\n"
	    "      d\n    {{/c}}\n{{/b}}\n{{/l}}\n", "l",
	    " {{$b}}\n {{/b}}\n", "p", "p\n"), "   1\n   p\n   d\n",
	    "everything in an argument is indented anew");
}

#define RAW(json) doc_raw(arena, json, strlen(json))

static void
test_raw(void)
{
	struct tmpl_source source = { "x", NULL, 0 };
	const struct doc *stack[2];
	struct tmpl_set *set;
	struct doc *root, *list;
	struct buf out;
	int i;

	source.text = "{{r.a.b}}{{#r}}{{a.c.mark}}{{#l}}{{.}},{{/l}}{{/r}}"
	    "{{s}}{{#f}}!{{/f}}{{#rows}}{{n}}{{/rows}}{{outer}}";
	source.len = strlen(source.text);
	err_init(&err, arena);
	set = tmpl_compile(&err, &source, 1, formats, COUNT(formats));
	root = doc_object(arena);
	doc_set(root, "r", RAW("{\"a\":{\"b\":\"B\",\"c\":2},\"l\":[1,2]}"));
	doc_set(root, "s", RAW("\"<\""));
	doc_set(root, "f", RAW("false"));
	list = doc_set(root, "rows", doc_list(arena));
	for (i = 0; i < 200; i++)
		doc_add(list, RAW("{\"n\":7}"));
	stack[0] = RAW("{\"outer\":\"O\",\"s\":1}");
	stack[1] = root;
	buf_init(&out, arena, OUT_MAX);
	ok(tmpl_render(&err, set, "x", stack, 2, "!", &out),
	    "raw values are entered");
	is_int((int64_t)buf_len(&out), 19 + 200 + 1, "each of them");
	is_str(buf_done(&out, NULL) + 19 + 198, "77O", "to the last");
	buf_cut(&out, 19);
	is_str(buf_done(&out, NULL), "B&lt;2&gt;!1,2,&lt;",
	    "the values are right");
	doc_set(root, "r", RAW("{\"a\":"));
	buf_clear(&out);
	buf_str(&out, "before");
	ok(!tmpl_render(&err, set, "x", stack, 2, NULL, &out),
	    "broken ones are an error");
	is_int(err.kind, ERR_INTERNAL, "of ours");
	is_str(buf_done(&out, NULL), "before", "and nothing was appended");
}

static void
test_faults(void)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{ "a\n{{b", "x:2: a tag without its end" },
		{ "{{{b}}", "x:1: a tag without its end" },
		{ "{{=a b}}", "x:1: a tag without its end" },
		{ "{{}}", "x:1: a tag without a name" },
		{ "\n\n{{# }}", "x:3: a tag without a name" },
		{ "{{>}}", "x:1: a tag without a name" },
		{ "{{>*}}", "x:1: a tag without a name" },
		{ "{{<}}", "x:1: a tag without a name" },
		{ "{{$}}", "x:1: a tag without a name" },
		{ "{{#if a}}", "x:1: a name with a blank in it" },
		{ "{{a..b}}", "x:1: an empty part in a name" },
		{ "{{#a.}}", "x:1: an empty part in a name" },
		{ "{{>*a..b}}", "x:1: an empty part in a name" },
		{ "{{<*..}}", "x:1: an empty part in a name" },
		{ "{{/a}}", "x:1: a closing tag that closes nothing" },
		{ "a\n{{#a}}\n\n{{#b}}\n{{/a}}",
		    "x:5: {{/a}} where {{/b}} should be" },
		{ "{{#a}}{{/*a}}", "x:1: {{/a}} where {{/a}} should be" },
		{ "\n{{#a}}\n\n", "x:2: {{/a}} is missing" },
		{ "{{<p}}{{$a}}{{/a}}", "x:1: {{/p}} is missing" },
		{ "{{=a=}}", "x:1: unusable delimiters" },
		{ "{{=a b c=}}", "x:1: unusable delimiters" },
		{ "{{=a= b=}}", "x:1: unusable delimiters" },
		{ "{{==}}", "x:1: unusable delimiters" },
		{ "{{=12345678901234567 b=}}", "x:1: unusable delimiters" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		is_str(RENDER("{}", "x", cases[i].text), cases[i].fault,
		    cases[i].text);
		is_int(err.kind, ERR_INTERNAL, "an error of ours");
	}
	is_str(RENDER("{}", "x", "a", "x", "b"),
	    "x:1: two templates of the name x", "names are unique");
}

static const char *
repeated(const char *s, size_t n)
{
	struct buf b;

	buf_init(&b, arena, 8 << 20);
	while (n--)
		buf_str(&b, s);
	return buf_done(&b, NULL);
}

static void
test_limits(void)
{
	struct buf nested;
	int i;

	is_str(RENDER("{\"a\":1}", "x", repeated("{{#a}}", 80000)),
	    "x:1: too many sections within each other", "80000 open sections");
	is_str(RENDER("{}", "x", repeated("{{#a}}", 100000)),
	    "x:1: too much template text", "100000 open sections");
	is_str(RENDER("{}", "x", "\n{{> x}}"), "x:2: partials and sections "
	    "too deep within each other", "a partial in itself");
	is_str(RENDER("{}", "x", "{{<x}}{{/x}}"), "x:1: partials and sections "
	    "too deep within each other", "a parent of itself");
	is_str(RENDER("{}", "x", "{{<x}}{{$b}}{{<x}}{{/x}}{{/b}}{{/x}}"
	    "{{$b}}{{/b}}"), "x:1: partials and sections "
	    "too deep within each other", "a block that goes on");
	is_str(RENDER("{\"x\":\"x\"}", "x", " {{>*x}}\n"), "x:1: partials and "
	    "sections too deep within each other", "by a dynamic name");
	is_str(RENDER("{\"x\":\"x\"}", "x", arena_fmt(arena, "%s{{>*x}}\n",
	    repeated(" ", 2000))), "x:1: indented too deep",
	    "a lot of indentation");
	is_str(RENDER("{}", "x", "{{>a}}", "a", "{{>b}}", "b", "{{>a}}"),
	    "b:1: partials and sections too deep within each other",
	    "partials in a circle");
	is_str(RENDER("[[[[[[[[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0]]]]]]]]"
	    , "x", repeated("{{#.}}", 9)), "x:1: {{/.}} is missing",
	    "not closed");
	buf_init(&nested, arena, OUT_MAX);
	for (i = 0; i < 8; i++)
		buf_fmt(&nested, "{{#%d}}", i);
	buf_str(&nested, "{{.}}");
	for (i = 8; i--;)
		buf_fmt(&nested, "{{/%d}}", i);
	is_str(RENDER(arena_fmt(arena, "{\"0\":[%s],\"1\":[%s],\"2\":[%s],"
	    "\"3\":[%s],\"4\":[%s],\"5\":[%s],\"6\":[%s],\"7\":[%s]}",
	    "1,1,1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1,1",
	    "1,1,1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1,1",
	    "1,1,1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1,1",
	    "1,1,1,1,1,1,1,1,1,1", "\"\",\"\",\"\",\"\",\"\",\"\",\"\""),
	    "x", buf_done(&nested, NULL)), "x:1: too many tags rendered",
	    "loops within loops");
	is_str(RENDER("{}", "x", repeated("0123456789", 10001)),
	    "x:1: the page is too long", "more than the buf holds");
	is_str(RENDER("{}", "x", arena_fmt(arena, "{{%s}}",
	    repeated("a", 201))), "x:1: a name that is too long",
	    "a long name");
	ok(strlen(RENDER("{}", "x", repeated("  \n {{$a}} \n \n{{/a}}\n",
	    20000))) > 0 && !err.kind, "a lot of white space");
}

static void
test_stack(void)
{
	struct tmpl_source source = { "x", "{{a}}{{b}}{{.}}", 15 };
	const struct doc *stack[TMPL_STACK_MAX + 1] = { NULL };
	struct tmpl_set *set;
	struct doc *one, *two;
	struct buf out;

	err_init(&err, arena);
	set = tmpl_compile(&err, &source, 1, NULL, 0);
	one = doc_object(arena);
	two = doc_object(arena);
	doc_set(one, "a", doc_text(arena, "1a"));
	doc_set(one, "b", doc_text(arena, "1b"));
	doc_set(two, "b", doc_text(arena, "2b"));
	stack[0] = one;
	stack[2] = two;
	buf_init(&out, arena, OUT_MAX);
	ok(tmpl_render(&err, set, "x", stack, 3, NULL, &out), "rendered");
	is_str(buf_done(&out, NULL), "1a2b", "the last is searched first");
	ok(tmpl_render(&err, set, "x", NULL, 0, NULL, &out), "without any");
	is_str(buf_done(&out, NULL), "1a2b", "nothing is found");
	ok(!tmpl_render(&err, set, "x", stack, COUNT(stack), NULL, &out),
	    "too many documents");
	err_init(&err, arena);
	ok(!tmpl_render(&err, set, "y", stack, 1, NULL, &out) &&
	    err.kind == ERR_INTERNAL, "no such template");
	is_str(err.log, "no template y", "and it says which");
	ok(tmpl_has(set, "x") && !tmpl_has(set, "y"), "has");
	ok(!tmpl_changed(set), "a set made by hand never changes");
	err_init(&err, arena);
	set = tmpl_compile(&err, NULL, 0, NULL, 0);
	ok(set && !tmpl_has(set, ""), "an empty set");
}

static char folder[] = "/tmp/meal-tmpl-XXXXXX";

static void
file_write(const char *name, const char *text, size_t n)
{
	FILE *f = fopen(arena_fmt(arena, "%s/%s", folder, name), "w");

	if (!f || fwrite(text, 1, n, f) != n || fclose(f))
		ok(false, "a test's file is written");
}

#define FILE_WRITE(name, text) file_write(name, text, strlen(text))

static void
file_drop(const char *name)
{
	ok(!remove(arena_fmt(arena, "%s/%s", folder, name)), "file removed");
}

static struct tmpl_set *
load(const char *tail)
{
	err_init(&err, arena);
	return tmpl_load(&err, arena_fmt(arena, "%s%s", folder, tail),
	    NULL, 0, formats, COUNT(formats));
}

/* The fault without the folder's name. */
static const char *
load_fault(void)
{
	size_t n = strlen(folder);

	if (load("") || err.kind != ERR_INTERNAL || !err.log)
		return "no fault";
	return strncmp(err.log, folder, n) ? err.log : err.log + n;
}

static void
test_load(void)
{
	const struct doc *stack[1] = { NULL };
	struct tmpl_set *set;
	struct buf out;

	if (!mkdtemp(folder))
		ok(false, "a folder for the test");
	mkdir(arena_fmt(arena, "%s/mail", folder), 0700);
	FILE_WRITE("layout.html", "<p>{{$b}}{{/b}}</p>\n");
	FILE_WRITE("show.html", "{{<layout}}{{$b}}{{> mail/y}}{{/b}}"
	    "{{/layout}}");
	FILE_WRITE("mail/x.txt", "text");
	FILE_WRITE("mail/y.html", "text");
	FILE_WRITE("readme.md", "{{broken");
	FILE_WRITE(".hidden.html", "{{broken");
	set = load("//");
	ok(set != NULL, "a folder is loaded");
	if (!set) {
		tap_note("because", err.log);
		return;
	}
	ok(tmpl_has(set, "layout") && tmpl_has(set, "mail/x.txt") &&
	    tmpl_has(set, "mail/y") && !tmpl_has(set, "readme.md"), "names");
	buf_init(&out, arena, OUT_MAX);
	ok(tmpl_render(&err, set, "show", stack, 1, NULL, &out), "rendered");
	is_str(buf_done(&out, NULL), "<p>text</p>\n",
	    "with its parent and partial");
	ok(!tmpl_changed(set), "nothing changed");
	FILE_WRITE("mail/x.txt", "other text");
	ok(tmpl_changed(set), "a change is seen");
	set = load("");
	FILE_WRITE("mail/new.html", "new");
	ok(set && tmpl_changed(set), "a new file is seen");
	set = load("");
	file_drop("mail/new.html");
	ok(set && tmpl_changed(set), "one that went as well");
}

static void
test_load_faults(void)
{
	char *long_text = arena_alloc(arena, TMPL_FILE_MAX + 2);

	memset(long_text, 'x', TMPL_FILE_MAX + 1);
	FILE_WRITE("mail/z.html", "a\nb\n{{> mail/gone}}");
	is_str(load_fault(), "/mail/z.html:3: there is no template mail/gone",
	    "a partial that is not there");
	FILE_WRITE("mail/z.html", "\n{{<gone}}{{/gone}}");
	is_str(load_fault(), "/mail/z.html:2: there is no template gone",
	    "a parent that is not there");
	FILE_WRITE("mail/z.html", "\n\n\n{{#open}}");
	is_str(load_fault(), "/mail/z.html:4: {{/open}} is missing",
	    "a broken template");
	FILE_WRITE("mail/z.html", "\xff");
	is_str(load_fault(), "/mail/z.html: not UTF-8 text", "bytes");
	file_write("mail/z.html", "a\0b", 3);
	is_str(load_fault(), "/mail/z.html: not UTF-8 text", "a NUL");
	file_write("mail/z.html", long_text, TMPL_FILE_MAX + 1);
	is_str(load_fault(), "/mail/z.html: too long for a template", "size");
	file_write("mail/z.html", long_text, TMPL_FILE_MAX);
	ok(load("") != NULL, "the longest one");
	FILE_WRITE("mail/x.txt.html", "");
	is_str(load_fault(), "/mail/x.txt.html:1: two templates of the name "
	    "mail/x.txt", "names are unique");
	file_drop("mail/x.txt.html");
	ok(!symlink("..", arena_fmt(arena, "%s/mail/loop", folder)), "link");
	is_str(load_fault(), "/mail/loop: a loop of links", "a loop");
	file_drop("mail/loop");
	ok(!load("/none") && err.kind == ERR_INTERNAL, "no such folder");
	ok(!load("/layout.html") && err.kind == ERR_INTERNAL, "no folder");
}

static void
test_load_many(void)
{
	int i;

	mkdir(arena_fmt(arena, "%s/many", folder), 0700);
	for (i = 0; i < TMPL_FILES_MAX; i++)
		FILE_WRITE(arena_fmt(arena, "many/%04d.html", i), "");
	ok(!load("") && err.kind == ERR_INTERNAL &&
	    strstr(err.log, "too many templates"), "too many files");
	ok(load("/many") != NULL, "as many as can be");
	for (i = 0; i < TMPL_FILES_MAX; i++)
		remove(arena_fmt(arena, "%s/many/%04d.html", folder, i));
	file_drop("many");
	file_drop("mail/x.txt");
	file_drop("mail/y.html");
	file_drop("mail/z.html");
	file_drop("mail");
	file_drop("layout.html");
	file_drop("show.html");
	file_drop("readme.md");
	file_drop(".hidden.html");
	file_drop("");
}

int
main(void)
{
	arena = arena_new();
	test_values();
	test_plain();
	test_formats();
	test_text_marks();
	test_indentation();
	test_inheritance();
	test_raw();
	test_faults();
	test_limits();
	test_stack();
	test_load();
	test_load_faults();
	test_load_many();
	arena_free(arena);
	return done();
}
