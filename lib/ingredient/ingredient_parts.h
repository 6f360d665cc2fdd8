/*
 * ingredient_parts: what the sources of ingredient.h share; nobody else's.
 *
 * A line becomes tokens (ingredient_token.c), amounts are read from tokens
 * (ingredient_number.c, ingredient_amount.c, ingredient_head.c), then every
 * token gets a role (ingredient_food.c) and the text of each role is put
 * together (ingredient.c).
 */
#ifndef MEAL_INGREDIENT_PARTS_H
#define MEAL_INGREDIENT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingredient/ingredient.h"
#include "ingredient/unit.h"

struct arena;

/* What a word can be; a word may be several things. */
enum {
	W_PREP		= 1 << 0,	/* chopped: goes to the note */
	W_ADV		= 1 << 1,	/* finely: goes with what follows */
	W_SIZE		= 1 << 2,	/* large */
	W_APPROX	= 1 << 3,	/* about */
	W_ADJ		= 1 << 4,	/* boneless: no food by itself */
	W_END		= 1 << 5,	/* for: the food ends before it */
	W_RANGE		= 1 << 6,	/* to, bis: between two numbers */
	W_OF		= 1 << 7,	/* of, de: between unit and food */
	W_LENGTH	= 1 << 8,	/* inch */
	W_BETWEEN	= 1 << 9,	/* packed: between number and unit */
	W_SOURCE	= 1 << 10,	/* juice (of 1 lemon) */
	W_BARE		= 1 << 11,	/* handful: a unit without a number */
	W_AFTER		= 1 << 12,	/* into: goes on after a participle */
	W_LAST		= 1 << 13,	/* clove: behind its food */
	/* and for keys, where words are singular and without hyphens */
	W_FORM		= 1 << 14,	/* ground: a note that names */
	W_VAGUE		= 1 << 15,	/* mix: no head to fall back to */
	W_DROP		= 1 << 16,	/* organic: says nothing */
	W_TAIL		= 1 << 17,	/* fillet: may go from the end */
	W_FIRM		= 1 << 18,	/* dried: without it another food */
	W_BLOCK		= 1 << 19,	/* vegan: never without it */
	W_THING		= 1 << 20,	/* foil: nobody eats it */
	W_BEHIND	= 1 << 21	/* hachée: follows its food */
};

enum role { ROLE_FOOD, ROLE_NOTE, ROLE_SIZE, ROLE_EACH, ROLE_GONE };
/* Whether a token is of an amount that grows with the servings. */
enum scale { SCALE_ASK, SCALE_YES, SCALE_UNIT, SCALE_NO };

struct token {
	const char	*p;		/* in the clean line */
	size_t		 n;
	const char	*fold;		/* a word as unit_fold makes it; "" */
	double		 value;		/* of a number; NAN otherwise */
	uint32_t	 word;		/* W_ flags */
	enum role	 role;
	enum scale	 scale;
	uint8_t		 depth;		/* within brackets */
	char		 punct;		/* , ; : ( ) / - + * x % ? or 0 */
	bool		 glued;		/* no blank before it */
};

struct parser {
	struct arena	*arena;
	struct token	*t;
	size_t		 n;
	const char	*line;		/* clean */
	const char	*end;		/* its end */
	struct ingredient *out;
};

/* An amount read from tokens; u.unit and u.measure NULL without a unit. */
struct amount {
	double			 q, qmax;	/* qmax NAN: no range */
	struct unit_word	 u;
	size_t			 unit_at;	/* token of the unit, or end */
	size_t			 end;		/* the token after it */
	bool			 length;	/* inches or centimetres */
	bool			 worded;	/* "a", "half", "one" */
};

/* ingredient_words.c: the flags of a folded word, 0 for an unknown one. */
uint32_t ingredient_word(const char *fold, size_t n);
/* The value of a number word ("two"), or 0. */
double	 ingredient_number_word(const char *fold);

/*
 * ingredient_token.c: the line trimmed and cut (original), and without list
 * marks and Markdown, in tokens. *heading: the Markdown says so.
 */
void	ingredient_tokens(struct parser *, const char *line, bool *heading);

/* ingredient_number.c: the number at p; bytes it takes, 0 for none. */
size_t	ingredient_number(const char *p, size_t n, double *value);
/*
 * A number or number words at token i ("2", "half a", "two dozen"), and the
 * token after them.
 */
bool	ingredient_count(const struct parser *, size_t i, double *value,
	    size_t *next, bool *worded);

/* ingredient_amount.c */
bool	ingredient_amount(const struct parser *, size_t i, struct amount *);
/* A unit or measure at token i that needs no number; its token count. */
size_t	ingredient_unit_at(const struct parser *, size_t i,
	    struct unit_word *);
/* Note a second amount if it is better than the one known. */
void	ingredient_alt(struct ingredient *, const struct amount *, bool each);
/* "2 lb 4 oz": add what follows the amount in a smaller unit of its kind. */
void	ingredient_amount_join(const struct parser *, struct amount *);
/* Words of size at token i that a unit follows ("large heads"); their count. */
size_t	ingredient_sizes(const struct parser *, size_t i);
/* Whether the unit or measure is bought, with a weight printed on it. */
bool	ingredient_is_container(const char *name);
/* The bracket from token i to end (both signs): amounts, or a note. */
void	ingredient_bracket(struct parser *, size_t i, size_t end, bool each);
/* The same for all brackets of tokens [i, to) that have no role yet. */
void	ingredient_brackets(struct parser *, size_t i, size_t to);

/* ingredient.c: read the line into ps->t and ps->out. */
bool	ingredient_run(struct parser *, const char *line);

/* ingredient_line.c: the amount at token i, and so its unit, scales. */
void	ingredient_scales(struct parser *, size_t i, const struct amount *);

/* "large or 2 small pomegranates" behind "1": the token behind "small". */
size_t	ingredient_other_size(struct parser *, size_t i);
/* ingredient_number.c: "5-spice powder": the number is of the name. */
bool	ingredient_number_name(const struct parser *);

/* ingredient_head.c */
/* Everything at the line's head that is amount; the token after it. */
size_t	ingredient_head(struct parser *);
/* "flour - 2 cups": an amount behind the food; true if there was one. */
bool	ingredient_tail(struct parser *, size_t i);

/*
 * ingredient_food.c: part what begins at token i into food, size and note;
 * a unit behind its food ("garlic cloves") is stored.
 */
void	ingredient_food(struct parser *, size_t i);
/* Whether the folded words of s stand at token i. */
bool	ingredient_phrase(const struct parser *, size_t i, const char *s);
/* Whether a phrase that begins a note ("to taste") stands there. */
bool	ingredient_note_phrase(const struct parser *, size_t i);

/* Small helpers. */
bool	ingredient_is(const struct parser *, size_t i, const char *fold);
bool	ingredient_punct(const struct parser *, size_t i, char c);
void	ingredient_mark(struct parser *, size_t from, size_t to, enum role);
/* The same for ROLE_EACH; these tokens never scale. */
void	ingredient_mark_each(struct parser *, size_t from, size_t to);
/* The token after the bracket that opens at i (or the end). */
size_t	ingredient_close(const struct parser *, size_t i);

#endif
