/* Which passwords are refused, and hashes that were made elsewhere. */
#include "account/password.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/secret.h"
#include "data/text.h"
#include "account/wordlist.h"

#include "tap.h"

static struct arena *arena;
static const struct conf *conf;

/* What is wrong with it for Robin Field; NULL: nothing. */
static const char *
fault(const char *password)
{
	struct cx cx;

	cx_init(&cx, arena, conf, NULL);
	if (password_check_rules(&cx, "/password", password,
	    "robin@example.com", "cook-42", "Robin Field"))
		return NULL;
	return cx.err.kind == ERR_INVALID && cx.err.fields &&
	    strcmp(cx.err.fields->pointer, "/password") == 0 ?
	    cx.err.fields->detail : "another error";
}

static void
test_taken(void)
{
	static const char *const fine[] = {
		"TestPass123", "kitchen table", "a long enough password 7",
		"correct horse", "tr0ub4dor&3x9", "9fK2mQ7w", "        7kitch",
		"пароль из слов", "柿食えば鐘が鳴るなり", "xk3 fj9!",
		"Eau de vie 40%", "zwei Löffel Mehl", "0193847562",
		"mother-of-pearl", "ab12cd34ef", "robin and field mice",
		"🍅🥕🌽🥦🧄🧅🥔🍆",
	};
	size_t i;

	for (i = 0; i < COUNT(fine); i++)
		is_str(fault(fine[i]), NULL, fine[i]);
}

static void
test_refused(void)
{
	static const struct {
		const char	*password, *why;
	} bad[] = {
		/* too short, in characters */
		{ "", "at least 8" }, { "kq4Zr!x", "at least 8" },
		{ "löffel7", "at least 8" }, { "日本語の七文字", "at least 8" },
		/* the most used */
		{ "password", "first" }, { "Password1", "first" },
		{ "password123", "first" }, { "P@ssw0rd!", "first" },
		{ "p455w0rd2024!", "first" }, { "drowssap", "first" },
		{ "passwordpassword", "first" }, { "123password", "first" },
		{ "!!!letmein!!!", "first" }, { "welcome2026", "first" },
		{ "iloveyou22", "first" }, { "1loveyou", "first" },
		{ "dragondragon", "first" }, { "football1!", "first" },
		{ "$unshine", "first" }, { "trustno1", "first" },
		{ "qwerty123", "early" }, { "changeme", "first" },
		/* words */
		{ "elephant", "first" }, { "Elephant7", "first" },
		{ "3l3ph4nt", "first" }, { "tnahpele", "first" },
		{ "strawberry!!", "first" },
		/* rows, runs and repetitions */
		{ "12345678", "early" }, { "87654321", "early" },
		{ "1234567890", "early" }, { "abcdefgh", "early" },
		{ "hgfedcba", "early" }, { "qwertyuiop", "early" },
		{ "QWERTZUI", "early" }, { "asdfghjkl", "early" },
		{ "1q2w3e4r", "early" }, { "1qaz2wsx", "early" },
		{ "aaaaaaaa", "early" }, { "11111111", "early" },
		{ "        ", "early" }, { "aaaa1111", "early" },
		{ "abcabcabc", "early" }, { "abcabcab", "early" },
		{ "xkxkxkxk", "early" }, { "abcd1234", "early" },
		{ "qwer1234asdf", "early" }, { "ééééééééé", "early" },
		{ "日本日本日本日本", "early" }, { "🍅🍅🍅🍅🍅🍅🍅🍅", "early" },
		/* theirs and ours */
		{ "robin@example.com", "close" }, { "Robin Field", "close" },
		{ "robinfield", "close" }, { "robin1234", "close" },
		{ "dleifnibor", "close" }, { "r0b1nf13ld!", "close" },
		{ "cook-42-2026", NULL }, { "cook-42cook-42", "close" },
		{ "nibornibor", "close" }, { "Röbin12345", "close" },
		{ "mealmeal", "early" }, { "meal2026!", "first" },
		{ "ｒｏｂｉｎ１２３４", "close" }, { "ｐａｓｓｗｏｒｄ", "first" },
	};
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		const char *why = fault(bad[i].password);

		if (!bad[i].why)
			is_str(why, NULL, bad[i].password);
		else if (!ok(why && strstr(why, bad[i].why), bad[i].password))
			tap_note("it says", why);
	}
}

/* Every word of a list of passwords is refused. */
static void
test_words(void)
{
	FILE *in = fopen("/usr/share/dict/cracklib-small", "r");
	char line[80];
	int n = 0, let = 0, every = 0;

	if (!in || !wordlist_open(conf)) {
		printf("# no list of words here\n");
		return;
	}
	while (n < 400 && fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		if (strlen(line) < 8 || strchr(line, '\'') || every++ % 20)
			continue;
		n++;
		if (!fault(line)) {
			let++;
			tap_note("taken", line);
		}
	}
	fclose(in);
	ok(n >= 200, "at least 200 words were tried");
	is_int(let, 0, "none of them is taken");
}

/* However it is made, 128 characters take no time to speak of. */
static void
test_time(void)
{
	static const char *const units[] = { "a", "1", "!", "a1", "qw", "é",
		"🍅", "0", "@l", "aq1!", "ab ", "ﷺ", "1!|" };
	struct timespec from, to;
	char text[PASSWORD_MAX * 4 + 1];
	size_t i, j;

	clock_gettime(CLOCK_MONOTONIC, &from);
	for (i = 0; i < COUNT(units); i++) {
		size_t n = strlen(units[i]);

		for (j = 0; (j + 1) * n < sizeof(text) && text_length(text,
		    j * n) + text_length(units[i], n) <= PASSWORD_MAX; j++)
			memcpy(text + j * n, units[i], n);
		text[j * n] = '\0';
		fault(text);
		text[j * n - n] = 'z';
		text[j * n - n + 1] = '\0';
		fault(text);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	ok(to.tv_sec - from.tv_sec < 2, "long ones are looked at quickly");
}

static void
test_too_long(void)
{
	char text[140 + 1] = "";
	size_t i;

	for (i = 0; i < 140; i++)
		text[i] = (char)('a' + (i * i * 7 + i) % 26);
	ok(strstr(fault(text), "at most 128") != NULL, "129 are too many");
	text[128] = '\0';
	is_str(fault(text), NULL, "128 are not");
}

/* ---- hashes ------------------------------------------------------------ */

static void
test_foreign(void)
{
	static const struct {
		const char	*what, *hash, *password;
	} made[] = {
		{ "bcrypt", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGy"
		    "h0XouQYb4YMJKvyOeW", "U*U" },
		{ "bcrypt of PHP", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuR"
		    "Gyh0XouQYb4YMJKvyOeW", "U*U" },
		{ "sha512crypt", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8i"
		    "KwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35"
		    "inz1", "Hello world!" },
		{ "sha512crypt with rounds", "$6$rounds=10000$saltstringsalt"
		    "st$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM"
		    "0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.", "Hello world!" },
		{ "sha256crypt", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsx"
		    "Y/GNooZaBBGWEc5", "Hello world!" },
		{ "scrypt of libcrypt", "$7$C6..../....SodiumChloride$"
		    "kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D",
		    "pleaseletmein" },
		{ "Django", "pbkdf2_sha256$1000$seasalt$"
		    "YIWkt6M1JFXrHg5s0jZjBSc7C2Cz6QvchSJ0h8Y+i7c=",
		    "password" },
		{ "passlib", "$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdeg$"
		    "LPrrFPJh8jcG2SFnhbVugOabJz9D.VZsGXS.3wMJQ3A",
		    "password" },
		{ "yescrypt", "$y$j9T$abcdefgh$KoJQuFjWRoG4lip.mPxS.e7EU1u/"
		    "sgFCWAWTiOJT53D", "kitchen table" },
	};
	size_t i;

	for (i = 0; i < COUNT(made); i++) {
		const char *hash = made[i].hash;

		ok(secret_password_known(arena, conf, hash), made[i].what);
		ok(secret_password_check(arena, conf, hash,
		    made[i].password), "the right password");
		ok(!secret_password_check(arena, conf, hash, "wrong"),
		    "a wrong one");
		ok(!secret_password_check(arena, conf, hash, ""), "none");
		ok(secret_password_old(conf, hash), "to be hashed anew");
	}
}

/* What is no hash, or would cost too much. */
static void
test_never(void)
{
	static const char *const never[] = {
		"", "!", "x", "$", "$2", "$2b$", "$6", "$7$", "$y", "$s1$",
		"$2b$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
		"$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$6$rounds=5000001$salt$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/"
		    "O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1",
		"$6$rounds=99999999999999999999$salt$svn8UoSVapNtMuq1ukKS4tPQ"
		    "d8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35"
		    "inz1",
		/* 2^22 * 128 * 8: 4 GB; 2^63; r of 2^30; p of 2^30 */
		"$7$K6..../....SodiumChloride$kBGj9fHznVYFQMEn",
		"$7$z6..../....SodiumChloride$kBGj9fHznVYFQMEn",
		"$7$Czzzzz/....SodiumChloride$kBGj9fHznVYFQMEn",
		"$7$C6....zzzzzSodiumChloride$kBGj9fHznVYFQMEn",
		"$y$jzT$salt$hash", "$y$j9zzz$salt$hash", "$y$jFT$salt$hash",
		"$s1$160801$c2FsdA==$aGFzaA==", "$s1$ff0801$c2FsdA==$aGFzaA==",
		"$s1$0effff$c2FsdA==$aGFzaA==", "$s1$0e08$c2FsdA==$aGFzaA==",
		"pbkdf2_sha256$5000001$salt$iSWrXq1AxpoxtJ/PKNsH1gX1QY6x8kvr"
		    "Do6CHBnPJ2U=",
		"pbkdf2_sha256$0$salt$iSWrXq1AxpoxtJ/PKNsH1gX1QY6x8kvrDo6CHB"
		    "nPJ2U=",
		"pbkdf2_sha256$-1$salt$iSWrXq1AxpoxtJ/PKNsH1gX1QY6x8kvrDo6CHB"
		    "nPJ2U=",
		"pbkdf2_sha256$1000$salt$", "pbkdf2_sha256$1000$salt",
		"pbkdf2_sha256$1000$salt$$$$", "pbkdf2_sha256$", "pbkdf2_md5$",
		"$1$salt$qJH7.N4xYta3aEG/dfqo/0", "md5$a$b", "{SSHA}abc",
		"plain text", "*0", "*1", "ab1cd2ef3gh4i",
	};
	size_t i;

	for (i = 0; i < COUNT(never); i++) {
		ok(!secret_password_known(arena, conf, never[i]), never[i]);
		ok(!secret_password_check(arena, conf, never[i], "x"),
		    "fits nothing");
	}
}

static void
test_own(void)
{
	char *hash = secret_password_hash(arena, conf, "kitchen table");
	struct cx cx;

	cx_init(&cx, arena, conf, NULL);
	ok(secret_password_known(arena, conf, hash), "our own");
	ok(!secret_password_old(conf, hash), "as of today");
	ok(secret_password_check(arena, conf, hash, "kitchen table"), "fits");
	ok(!secret_password_check(arena, conf, hash, "kitchen  table"),
	    "blanks count");
	ok(!secret_password_check(arena, conf, NULL, "kitchen table"),
	    "nobody's fits nothing");
	/* é in one code point and in two; a ligature; wide letters */
	hash = password_make(&cx, "caf\u00e9 \ufb01sh \uff41");
	ok(password_fits(&cx, hash, "cafe\u0301 fish a"),
	    "typed elsewhere it is the same");
	ok(!password_fits(&cx, hash, "cafe fish a"), "but the accent counts");
}

int
main(void)
{
	struct err err;

	arena = arena_new();
	err_init(&err, arena);
	conf = conf_load(&err);
	if (!ok(conf != NULL, "configuration"))
		return done();
	test_taken();
	test_refused();
	test_words();
	test_time();
	test_too_long();
	test_foreign();
	test_never();
	test_own();
	arena_free(arena);
	return done();
}
