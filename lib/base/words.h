/*
 * words: what is said to people, in their language.
 *
 * English sentences stand where they are said, in the code and in the
 * templates, and are the keys of the translations: po/TAG.po, by gettext's
 * tools compiled to <dir>/TAG.mo (format: the GNU gettext manual, "The Format
 * of GNU MO Files"). The files are read here and not by libintl, because a
 * template needs all plural forms of a sentence when it is compiled, and
 * because the log, which has texts of the C library, is to stay English.
 *
 * The language is chosen per request or mail (words_use) and holds for the
 * process until the next choice. English has no catalogue: nothing is looked
 * up then.
 *
 * A sentence is translated as a whole. What varies in it are arguments of its
 * format, or named tags of a template; a number that changes the words wants
 * say_n. msgfmt sees to it (lint) that a translation has the conversions of
 * its original.
 */
#ifndef MEAL_WORDS_H
#define MEAL_WORDS_H

#include <stddef.h>

struct words;			/* a language */

#define WORDS_LANGUAGES	64	/* languages */
#define WORDS_TAG_MAX	35	/* bytes of a language's tag (BCP 47) */
#define WORDS_FORMS_MAX	8	/* plural forms of a language */

/* Marks a text of a table; it is translated where it is shown. */
#define N_(text)		text
/* The same, of those that English does not tell apart. */
#define NC_(context, text)	text
/* The same, of words parted by blanks: what is stored and shown by .word. */
#define W_(list)		list

/*
 * Note the languages whose catalogues, *.mo, lie in a directory; each is read
 * when it is first asked for. A directory that is not there has none. What
 * was in use before is so no more.
 */
void	words_open(const char *dir);
/*
 * The language of a tag, of any spelling of letters: "de-AT" is de-AT, else
 * de. NULL: English, or a language that we have no catalogue of or one that
 * is broken.
 */
const struct words *words_find(const char *tag);
/* Use it from here on; NULL is English. */
void	words_use(const struct words *);
const struct words *words_now(void);
/* Its tag; of NULL "en". */
const char *words_tag(const struct words *);
/* "ltr", or "rtl" for scripts that run the other way. */
const char *words_dir(const struct words *);

/* The text in the language in use, or as it came. */
const char *say(const char *text) __attribute__((format_arg(1)));
/* The form for a number of things: 1 is one, in English. */
const char *say_n(const char *one, const char *many, unsigned long n)
	    __attribute__((format_arg(1), format_arg(2)));
/* A text that was marked with NC_ and this context. */
const char *say_c(const char *context, const char *text)
	    __attribute__((format_arg(2)));

/*
 * For templates. How many plural forms a language has (English: 2), which is
 * the one for a number, and that form of a text; NULL when the language has
 * no translation of it. Texts live as long as the process.
 */
size_t	words_forms(const struct words *);
size_t	words_form(const struct words *, unsigned long n);
const char *words_text(const struct words *, const char *text, size_t form);

#endif
