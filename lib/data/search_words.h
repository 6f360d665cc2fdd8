/*
 * search_words: what a text is found by. The same words are made of what is
 * stored and of what is asked for: text_fold, cut at blanks; of scripts that
 * put none between words, or join them (Han, kana, Hangul, Thai, Lao, Khmer,
 * Burmese), each two neighbours and the last letter alone, so that any part
 * of a run is found.
 *
 * They are written as PostgreSQL reads a tsvector and a tsquery, without its
 * parser: that one cuts at the vowels of India and keeps "mac/cheese" whole.
 */
#ifndef MEAL_SEARCH_WORDS_H
#define MEAL_SEARCH_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct arena;

/* Counted up when the words of a text become others: what is stored is then
 * read anew. */
#define SEARCH_VERSION 1

struct search_words {
	struct arena	*arena;
	struct buf	 b;
	unsigned	 position;
};

void	search_init(struct search_words *, struct arena *);
/*
 * Add a text's words with a weight, 'A' to 'D'; NULL adds nothing. What goes
 * beyond half a megabyte is not found by: add what matters most first.
 */
void	search_add(struct search_words *, const char *text, char weight);
/* As tsvector. */
const char *search_vector(struct search_words *);
/*
 * As tsquery: all words, each may be a beginning. Of a text without any word
 * one that finds nothing; NULL for NULL.
 */
char   *search_query(struct arena *, const char *text);

#endif
