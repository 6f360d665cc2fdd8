/* UTF-8, cleaning, folding, numbers. */
#include "data/text.h"

#include <locale.h>
#include <math.h>

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

static struct arena *arena;

static void
test_utf8(void)
{
	static const struct {
		const char	*bytes;
		int32_t		 code;
		size_t		 len;
	} codes[] = {
		{ "a", 'a', 1 }, { "\x7f", 0x7f, 1 }, { "\xc2\x80", 0x80, 2 },
		{ "\xdf\xbf", 0x7ff, 2 }, { "\xe0\xa0\x80", 0x800, 3 },
		{ "\xed\x9f\xbf", 0xd7ff, 3 }, { "\xee\x80\x80", 0xe000, 3 },
		{ "\xef\xbf\xbf", 0xffff, 3 },
		{ "\xf0\x90\x80\x80", 0x10000, 4 },
		{ "\xf4\x8f\xbf\xbf", 0x10ffff, 4 },
		/* not shortest, surrogates, too high, cut, stray */
		{ "\xc0\x80", -1, 1 }, { "\xc1\xbf", -1, 1 },
		{ "\xe0\x9f\xbf", -1, 1 }, { "\xf0\x8f\xbf\xbf", -1, 1 },
		{ "\xed\xa0\x80", -1, 1 }, { "\xed\xbf\xbf", -1, 1 },
		{ "\xf4\x90\x80\x80", -1, 1 }, { "\xf5\x80\x80\x80", -1, 1 },
		{ "\xff", -1, 1 }, { "\xfe", -1, 1 }, { "\x80", -1, 1 },
		{ "\xbf", -1, 1 }, { "\xc2", -1, 1 }, { "\xe2\x82", -1, 1 },
		{ "\xf0\x9f\x8d", -1, 1 }, { "\xc2" "a", -1, 1 },
		{ "\xe2\x82" "a", -1, 1 }, { "\xf0\x9f\x8d" "a", -1, 1 },
		{ "\xf8\x88\x80\x80\x80", -1, 1 },
	};
	char out[4], long_text[64];
	size_t i, len, at;
	int32_t code, back;
	bool right = true;

	for (i = 0; i < COUNT(codes); i++) {
		size_t n = strlen(codes[i].bytes);

		is_int(text_code(codes[i].bytes, n, &len), codes[i].code,
		    "code");
		is_int((int64_t)len, (int64_t)codes[i].len, "length");
		ok(text_valid(codes[i].bytes, n) == (codes[i].code >= 0),
		    "validity");
		for (at = 0; at < 20; at++) {
			memset(long_text, 'x', sizeof(long_text));
			memcpy(long_text + at, codes[i].bytes, n);
			right = right && text_valid(long_text, 40) ==
			    (codes[i].code >= 0);
		}
	}
	ok(right, "the same at every place of a word");
	is_int(text_code("", 0, &len), -1, "nothing is no code");
	ok(text_valid("", 0), "nothing is valid");
	ok(text_valid("a\0b", 3), "U+0000 is valid");
	for (right = true, code = 0; code <= 0x10ffff && right; code++) {
		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		len = text_encode(out, code);
		back = text_code(out, len, &at);
		right = back == code && at == len;
	}
	ok(right, "every code point and back");
	is_int((int64_t)text_length("a\xc3\xa9\xf0\x9f\x8d\xb2", 7), 3,
	    "characters");
}

static void
test_trim(void)
{
	static const char *const cases[][2] = {
		{ "", "" }, { " ", "" }, { " \t\r\n\v\f ", "" },
		{ " a ", "a" }, { "a b", "a b" }, { "  é  ", "é" },
		{ "\xc2\xa0\xe3\x80\x80x\xe2\x80\xaf\xe2\x80\x83", "x" },
		{ "\xe2\x80\xa8\xe2\x80\xa9\xc2\x85", "" },
		{ "\xf0\x9f\x8d\xb2 ", "\xf0\x9f\x8d\xb2" },
		{ " \x80 ", "\x80" }, { "a\xa0", "a\xa0" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		const char *p = cases[i][0];
		size_t n = strlen(p);

		text_trim(&p, &n);
		is_str(arena_dup(arena, p, n), cases[i][1], "trim");
	}
}

static void
test_clean(void)
{
	static const struct {
		const char	*text, *line, *block;
	} cases[] = {
		{ "", "", "" },
		{ " a  b\tc ", "a b c", "a  b\tc" },
		{ "a\r\nb\rc\nd", "a b c d", "a\nb\nc\nd" },
		{ "\r\n\r\na\r\n\r\n", "a", "a" },
		{ "a\x01\x1b[0m\x7f" "b", "a[0mb", "a[0mb" },
		{ "a\vb\fc", "a b c", "abc" },
		{ "Cre\xcc\x80me", "Cr\xc3\xa8me", "Cr\xc3\xa8me" },
		{ "\xe2\x84\xab", "\xc3\x85", "\xc3\x85" },
		{ "\xed\x95\x9c", "\xed\x95\x9c", "\xed\x95\x9c" },
		{ "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "\xed\x95\x9c",
		    "\xed\x95\x9c" },
		{ "a\xc2\xa0 \xe2\x80\x89" "b", "a b",
		    "a\xc2\xa0 \xe2\x80\x89" "b" },
		{ "evil\xe2\x80\xaegpj.exe", "evilgpj.exe", "evilgpj.exe" },
		{ "\u200b\u200b", "", "" },
		{ "\u2060 \u00ad\ufeff", "", "" },
		{ "\u3164\u2800\u115f", "", "" },
		{ "\u200ba\u200d", "a\u200d", "\u200ba\u200d" },
		{ "\ufeffru\u00adcola\u2060", "rucola",
		    "\ufeffru\u00adcola\u2060" },
		{ "a\xff" "b", "a\xef\xbf\xbd" "b", "a\xef\xbf\xbd" "b" },
		{ "½ \xef\xac\x81sh", "½ \xef\xac\x81sh", "½ \xef\xac\x81sh" },
		{ " \x01 a \x01 ", "a", "a" },
		{ "a\xc2\x85" "b", "a b", "ab" },
		{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8d\xb3",
		    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8d\xb3",
		    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8d\xb3" },
		/* three times as long in NFC: the most there is */
		{ "\xf0\x9d\x85\xa0", "\xf0\x9d\x85\x98\xf0\x9d\x85\xa5"
		    "\xf0\x9d\x85\xae", "\xf0\x9d\x85\x98\xf0\x9d\x85\xa5"
		    "\xf0\x9d\x85\xae" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		const char *s = cases[i].text;
		char *line = text_line(arena, s, strlen(s));
		char *block = text_block(arena, s, strlen(s));

		is_str(line, cases[i].line, "line");
		is_str(block, cases[i].block, "block");
		is_str(text_line(arena, line, strlen(line)), line, "again");
		is_str(text_block(arena, block, strlen(block)), block,
		    "again");
	}
	is_str(text_line(arena, "a\0b", 3), "ab", "U+0000 goes");
	is_str(text_block(arena, "a\0b\n", 4), "ab", "U+0000 goes");
}

static void
test_paste(void)
{
	static const struct {
		const char	*text, *want;
	} cases[] = {
		{ "", "" },
		{ "2 &amp; 3", "2 & 3" },
		{ "&frac12; cup", "½ cup" },
		{ "1&nbsp;&frac23; cups", "1 ⅔ cups" },
		{ "cr&egrave;me &#38; caf&#xE9;", "crème & café" },
		{ "&ouml;l&szlig; &THORN;", "ölß Þ" },
		{ "<b>2</b> eggs", "2 eggs" },
		{ "<span class=\"x\">2</span> <a href='y'>eggs</a><br/>",
		    "2 eggs" },
		{ "<H2>Sauce</H2>", "Sauce" },
		{ "<3 cups, <1 tsp> & more", "<3 cups, <1 tsp> & more" },
		{ "<b", "<b" }, { "a < b > c", "a < b > c" },
		{ "<blink>x</blink>", "<blink>x</blink>" },
		{ "&; &x; &nosuch; &#; &#x; &#xfffffff; &#55296; &amp",
		    "&; &x; &nosuch; &#; &#x; &#xfffffff; &#55296; &amp" },
		{ "&amp;lt;", "&lt;" },
		{ "&#8203;a&shy;b", "ab" },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		is_str(text_paste(arena, cases[i].text,
		    strlen(cases[i].text)), cases[i].want, cases[i].text);
	is_str(text_ascii_digits(arena, "１２／３ ٣٫٥ २ ৪ x½ é 7"),
	    "12/3 3.5 2 4 x½ é 7", "digits of all scripts");
	is_str(text_ascii_digits(arena, "no é"), "no é", "or none");
}

/* Text, folded, as a slug. */
static const char *const folds[][3] = {
	{ "", "", "" },
	{ "Salt", "salt", "salt" },
	{ "  Salt,  AND pepper! ", "salt and pepper",
	    "salt-and-pepper" },
	{ "Crème brûlée", "creme brulee", "creme-brulee" },
	{ "Cre\xcc\x80me", "creme", "creme" },
	{ "Straße", "strasse", "strasse" },
	{ "STRASSE", "strasse", "strasse" },
	{ "\xe1\xba\x9e", "ss", "ss" },
	{ "Grandma's", "grandmas", "grandmas" },
	{ "Grandma’s", "grandmas", "grandmas" },
	{ "Grandma´s", "grandmas", "grandmas" },
	{ "all–purpose flour", "all purpose flour",
	    "all-purpose-flour" },
	{ "all-purpose flour", "all purpose flour",
	    "all-purpose-flour" },
	{ "7-Up", "7 up", "7-up" },
	{ "M&M's", "m ms", "m-ms" },
	{ "İstanbul ISPARTA ıspanak", "istanbul isparta ispanak",
	    "istanbul-isparta-ispanak" },
	{ "ΟΔΟΣ", "οδοσ", "οδοσ" }, { "οδος", "οδοσ", "οδοσ" },
	{ "Ώ", "ω", "ω" },
	{ "ＦＵＬＬ　ｗｉｄｔｈ", "full width", "full-width" },
	{ "\xef\xac\x81sh", "fish", "fish" },
	{ "Smørrebrød", "smorrebrod", "smorrebrod" },
	{ "ŒUFS", "oeufs", "oeufs" }, { "Łódź", "lodz", "lodz" },
	{ "ÆØÅ", "aeoa", "aeoa" },
	{ "¿Qué?", "que", "que" },
	{ "100 % cacao", "100 cacao", "100-cacao" },
	{ "Coca-Cola®", "coca cola", "coca-cola" },
	{ "soft\xc2\xad" "hyphen", "softhyphen", "softhyphen" },
	{ "пельмени", "пельмени", "пельмени" },
	{ "ПЕЛЬМЕНИ", "пельмени", "пельмени" },
	{ "味噌", "味噌", "味噌" },
	{ "🍕", "🍕", "🍕" },
	{ "a\t\nb\x01" "c", "a bc", "a-bc" },
	{ "---", "", "" },
	{ "a\xff", "a\xef\xbf\xbd", "a\xef\xbf\xbd" },
	{ "jalapen\xcc\x83o", "jalapeno", "jalapeno" },
	{ "É", "e", "e" },
	/* what is no accent stays */
	{ "दाल मखनी", "दाल मखनी", "दाल-मखनी" },
	{ "दिल", "दिल", "दिल" },
	{ "ガーリックごはん", "ガーリックごはん", "ガーリックごはん" },
	{ "カーリック", "カーリック", "カーリック" },
	{ "ｶﾞｰﾘｯｸ", "ガーリック", "ガーリック" },
	{ "แกงเขียวหวาน", "แกงเขียวหวาน", "แกงเขียวหวาน" },
	{ "김치찌개 맛있는", "김치찌개 맛있는", "김치찌개-맛있는" },
	{ "Йогурт", "йогурт", "йогурт" },
	{ "Ёлка", "елка", "елка" }, { "Їжа", "їжа", "їжа" },
	{ "мука́", "мука", "мука" }, { "ќебапи", "ќебапи", "ќебапи" },
	{ "שַׁקְשׁוּקָה", "שקשוקה", "שקשוקה" },
	{ "شُورْبَة", "شوربة", "شوربة" }, { "عــدس", "عدس", "عدس" },
	{ "ইলিশ মাছ", "ইলিশ মাছ", "ইলিশ-মাছ" },
	{ "சாம்பார்", "சாம்பார்", "சாம்பார்" },
	{ "Mac/Cheese", "mac cheese", "mac-cheese" },
	{ "2.5", "2 5", "2-5" },
	{ "\xe1\x85\xa0", "", "" },	/* a filler that is not seen */
	{ "\xe1\x85\xa0 a \xe2\x80\x8d", "a", "a" },
};

static void
test_fold(void)
{
	const char *name = "a123456789 b123456789 c123456789 d123456789 "
	    "e123456789 f123456789 g123456789 h1 i";
	size_t i;

	for (i = 0; i < COUNT(folds); i++) {
		char *fold = text_fold(arena, folds[i][0]);

		is_str(fold, folds[i][1], folds[i][0]);
		is_str(text_fold(arena, fold), fold, "folded again");
		is_str(text_slug(arena, folds[i][0]), folds[i][2], "slug");
	}
	is_str(text_slug(arena, name), "a123456789-b123456789-c123456789-"
	    "d123456789-e123456789-f123456789-g123456789-h1", "cut at 80");
	is_int((int64_t)strlen(text_slug(arena, "ббббббббббббббббббббббббббб"
	    "бббббббббббббббббббббббббббб")), 80, "cut between characters");
	is_int((int64_t)strlen(text_slug(arena, "xббббббббббббббббббббббббббб"
	    "бббббббббббббббббббббббббббб")), 79, "cut before a character");
}

static void
test_ints(void)
{
	static const struct {
		const char	*text;
		int64_t		 value;
	} good[] = {
		{ "0", 0 }, { "-0", 0 }, { "7", 7 }, { "-7", -7 },
		{ "007", 7 }, { "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
		{ "00000000000000000000000000000001", 1 },
	};
	static const char *const bad[] = {
		"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "1,000",
		"9223372036854775808", "-9223372036854775809", "--1", "1-",
		"99999999999999999999999", "१", "a", "1_0",
	};
	int64_t value = 42;
	size_t i;

	for (i = 0; i < COUNT(bad); i++)
		ok(!text_int(bad[i], &value), bad[i]);
	ok(!text_int(NULL, &value) && value == 42, "nothing");
	for (i = 0; i < COUNT(good); i++) {
		ok(text_int(good[i].text, &value), good[i].text);
		is_int(value, good[i].value, good[i].text);
	}
}

static void
test_doubles(void)
{
	static const struct {
		const char	*text;
		double		 value;
	} good[] = {
		{ "0", 0 }, { "1", 1 }, { "-1.5", -1.5 }, { ".5", 0.5 },
		{ "-.5", -0.5 }, { "0.1", 0.1 }, { "1e3", 1000 },
		{ "1E+3", 1000 }, { "25e-1", 2.5 }, { "007.50", 7.5 },
		{ "1e22", 1e22 }, { "1e23", 1e23 }, { "1e308", 1e308 },
		{ "9007199254740993", 9007199254740993.0 },
		{ "123456789012345678901234567890", 1.2345678901234568e29 },
		{ "0.000000000000000000000000000001", 1e-30 },
		{ "2.2250738585072014e-308", 2.2250738585072014e-308 },
		{ "1e-400", 0 }, { "0e999999999999", 0 },
		{ "5e-324", 5e-324 }, { "0.30000000000000004",
		    0.30000000000000004 }, { "179769313486231570000000000000"
		    "e279", 1.7976931348623157e308 },
		{ "3.14159265358979323846264338327950288",
		    0x1.921fb54442d18p1 },
	};
	static const char *const bad[] = {
		"", "-", ".", "-.", "+1", " 1", "1 ", "5.", "1.e3", "inf",
		"-inf", "nan", "NaN", "infinity", "0x10", "0x1p3", "1e",
		"1e+", "1e-", "e1", "1e1.5", "1,5", "1.5.5", "1e999",
		"-1e999", "--1", "1f", "1d", "१", "1e5x", "½",
	};
	double value = 42;
	size_t i;

	for (i = 0; i < COUNT(bad); i++)
		ok(!text_double(bad[i], &value), bad[i]);
	ok(!text_double(NULL, &value) && value == 42, "nothing");
	for (i = 0; i < COUNT(good); i++) {
		ok(text_double(good[i].text, &value), good[i].text);
		ok(value == good[i].value, "its value");
	}
	ok(text_double("-0", &value) && value == 0 && signbit(value),
	    "minus zero");
	is_str(text_number(arena, NAN), NULL, "not a number");
	is_str(text_number(arena, 1e300 * 1e10), NULL, "infinite");
	is_str(text_number(arena, 12.3456), "12.346", "three decimals");
	is_str(text_number(arena, 22.5625), "22.563", "halves go up");
	is_str(text_number(arena, 22.6875), "22.688", "all of them");
	is_str(text_number(arena, -0.0625), "-0.063", "away from zero");
	is_str(text_number(arena, 0.000499999), "0", "no half yet");
	is_str(text_number(arena, 1.0005), "1", "nor what a double has below");
	is_str(text_number(arena, 281474976710656.5), "281474976710656.5",
	    "large ones as they are");
	is_str(text_number(arena, -12.5), "-12.5", "one");
	is_str(text_number(arena, 10), "10", "none");
	is_str(text_number(arena, -0.0001), "0", "no minus zero");
	is_int((int64_t)strlen(text_number(arena, 1e308)), 309, "long");
	/* only where such a locale is installed */
	if (setlocale(LC_ALL, "de_DE.UTF-8")) {
		is_str(text_number(arena, 1.5), "1.5", "no locale has a say");
		ok(text_double("1.23456789012345678901", &value) &&
		    value > 1.2, "not in reading, either");
		setlocale(LC_ALL, "C");
	}
}

/* What is chosen of some words. */
static void
test_sets(void)
{
	const char *some[] = { "soy", "milk", "soy", "gluten" };

	is_int((int64_t)text_settle_words(arena, "gluten milk soy", some, 4),
	    3, "each once");
	is_str(some[0], "gluten", "in their order");
	is_str(some[1], "milk", "the next");
	is_str(some[2], "soy", "the last");
	is_int((int64_t)text_settle_words(arena, "a", some, 0), 0, "of none");
}

static void
test_comparing(void)
{
	ok(text_is_uuid("018f3c5e-7b1a-7c3d-9e2f-0123456789ab"), "uuid");
	ok(text_is_uuid("018F3C5E-7B1A-7C3D-9E2F-0123456789AB"), "capitals");
	ok(!text_is_uuid(""), "empty uuid");
	ok(!text_is_uuid(NULL), "no uuid");
	ok(!text_is_uuid("018f3c5e-7b1a-7c3d-9e2f-0123456789a"), "short");
	ok(!text_is_uuid("018f3c5e-7b1a-7c3d-9e2f-0123456789abc"), "long");
	ok(!text_is_uuid("018f3c5e7b1a7c3d9e2f0123456789ab"), "no hyphens");
	ok(!text_is_uuid("018f3c5e-7b1a-7c3d-9e2f_0123456789ab"), "other");
	ok(!text_is_uuid("{18f3c5e-7b1a-7c3d-9e2f-0123456789ab"), "brace");
	ok(!text_is_uuid("018f3c5e-7b1a-7c3d-9e2f-0123456789ag"), "g");
	ok(!text_is_uuid("018f3c5e-7b1a-7c3d-9e2f-01234\0" "56789ab"), "NUL");
	ok(text_starts("abc", "ab") && text_starts("abc", "") &&
	    !text_starts("ab", "abc") && !text_starts(NULL, ""), "starts");
	ok(text_same_ci("Accept-Language", "aCCEPT-lANGUAGE"), "same");
	ok(!text_same_ci("abc", "ab") && !text_same_ci("ab", "abc"),
	    "one longer");
	ok(!text_same_ci("[", "{") && !text_same_ci("@", "`"),
	    "only letters have cases");
	ok(!text_same_ci("É", "é"), "ASCII only");
	ok(!text_same_ci(NULL, NULL) && !text_same_ci("", NULL) &&
	    !text_same_ci(NULL, ""), "NULLs differ");
	ok(text_same_ci("", ""), "empty ones are the same");
}

int
main(void)
{
	arena = arena_new();
	test_utf8();
	test_trim();
	test_clean();
	test_paste();
	test_fold();
	test_ints();
	test_doubles();
	test_sets();
	test_comparing();
	arena_free(arena);
	return done();
}
