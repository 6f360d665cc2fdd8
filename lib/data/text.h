/*
 * text: UTF-8 strings and the numbers in them. Pure functions.
 */
#ifndef MEAL_TEXT_H
#define MEAL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/*
 * The code point at p (n bytes left) and its length in *len; -1 (and *len 1)
 * where the bytes are no UTF-8: overlong, surrogate, above U+10FFFF, cut.
 */
int32_t	text_code(const char *p, size_t n, size_t *len);
/* Write a code point; returns the bytes written, 1 to 4. */
size_t	text_encode(char out[4], int32_t code);
/* Whether all n bytes are valid UTF-8. U+0000 is. */
bool	text_valid(const char *p, size_t n);
/* Code points in valid UTF-8. */
size_t	text_length(const char *p, size_t n);

/* The same bytes without white space (Unicode) at the ends. */
void	text_trim(const char **p, size_t *n);
/*
 * NFC, trimmed, runs of white space made one blank, controls dropped: one
 * line. Bytes that are no UTF-8 become U+FFFD. The marks that turn the
 * direction of what follows (U+202A-202E, U+2066-2069) count as controls, and
 * so does what shows and joins nothing (U+FEFF, U+200B, U+00AD, U+180E,
 * U+2060-2064, U+FFF9-FFFB: in a text of many lines they may mean where to
 * break one). A
 * text that shows nothing (zero-width characters, fillers) is empty.
 */
char   *text_line(struct arena *, const char *p, size_t n);
/* The same, but CRLF and CR made LF, and LF, TAB and blanks kept. */
char   *text_block(struct arena *, const char *p, size_t n);
/*
 * text_line of what was copied from a web page: HTML's entities are what they
 * stand for (U+00A0 to U+00FF, fractions, dashes, quotes, numbers), and tags
 * that words stand in ("<b>", "</span>") are gone; other "<" stay.
 */
char   *text_paste(struct arena *, const char *p, size_t n);
/* The same with the decimal digits of all scripts as ASCII, and the signs of
 * numbers that go with them (Arabic, full width). s itself if there is none. */
const char *text_ascii_digits(struct arena *, const char *s);
/* The value of a decimal digit of any script, or -1. */
int	text_digit(int32_t code);
/* NFKC, and nothing else: what a password is compared as. */
char   *text_nfkc(struct arena *, const char *s);
/*
 * For comparing: NFKD without marks, case folded, dashes and other
 * punctuation made a blank, apostrophes dropped, one blank between words.
 * The letters that NFKD leaves whole are spelled out (ø o, æ ae, œ oe, ł l,
 * đ d, ð d, þ th, ı i); symbols count as punctuation, but not pictographs.
 */
char   *text_fold(struct arena *, const char *s);
/*
 * text_fold with hyphens for blanks, at most 80 bytes (whole characters, no
 * hyphen at the end); "" may come back.
 */
char   *text_slug(struct arena *, const char *s);

/*
 * The number that is the whole text. False for anything else, also for what
 * does not fit. text_double takes plain decimals with an optional exponent,
 * never "inf", "nan" or hexadecimal, and no locale has a say. A minus may
 * come first, a plus not; ".5" is a number, "5." is none. What is too small
 * for a double is 0.
 */
bool	text_int(const char *s, int64_t *out);
bool	text_double(const char *s, double *out);
/* The value of a hexadecimal digit of either case, or -1. */
int	text_hex(char);
/*
 * A number as JSON has it: at most 3 decimals, halves away from zero as the
 * database rounds them, no trailing zeros, no "-0".
 * NULL for what is not finite.
 */
char   *text_number(struct arena *, double);

/* Whether s is a UUID in the 8-4-4-4-12 form (any case). */
bool	text_is_uuid(const char *s);
bool	text_starts(const char *s, const char *prefix);
/* Whether a word is one of several with blanks between them ("yes no"): the
 * empty one is not, nor are two at once. */
bool	text_has_word(const char *words, const char *word);
/* The word of others that stands where word does in words; NULL if none. */
const char *text_word_beside(struct arena *, const char *words,
	    const char *word, const char *others);
/*
 * What was chosen of such words is a set: texts, all of which are words, come
 * into their order, each once, so that boxes on a page and a list in JSON say
 * the same. How many are left is returned.
 */
size_t	text_settle_words(struct arena *, const char *words,
	    const char **texts, size_t n);
/* ASCII; NULL is like nothing, not even NULL. */
bool	text_same_ci(const char *a, const char *b);

/* Without what stands in parentheses, and without these; the arena's. */
char   *text_unbracketed(struct arena *, const char *s);

#endif
