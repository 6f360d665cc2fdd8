/*
 * search_index: the words that rows are found by, kept beside them
 * (data/search_words.h). Whoever saves a row stores its words with
 * SEARCH_VERSION. What is written in bulk, or renamed by a statement, gets
 * search_version 0 instead: its words are made afterwards, here. So are those
 * of an older version.
 */
#ifndef MEAL_SEARCH_INDEX_H
#define MEAL_SEARCH_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "store/sql.h"

struct cx;
struct doc;

/* A table with words: what of a row they are made of, and how much it counts,
 * 'A' to 'D'. */
struct search_part {
	const char	*member;	/* a text, or a list of them */
	char		 weight;
};
struct search_source {
	enum sql	 find, put;	/* as SQL_FOODS_TO_INDEX, -_INDEX */
	const struct search_part *parts;
	size_t		 n;
};

/*
 * Of all households, some rows at a time, each batch a transaction: it may be
 * broken off and done again while people work, and is quick where nothing is
 * left.
 */
bool	search_index(struct cx *, const struct search_source *);
/* Of one household, within the transaction that wrote the rows. */
bool	search_index_household(struct cx *, const struct search_source *,
	    const char *household);

#endif
