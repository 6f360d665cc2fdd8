/*
 * qr: a QR code (ISO/IEC 18004) as a picture made of one path, with the
 * quiet zone of four modules around it that readers want.
 */
#ifndef MEAL_QR_H
#define MEAL_QR_H

#include <stdbool.h>

struct arena;

#define QR_TEXT_MAX	1024	/* bytes of a text */
#define QR_QUIET	4	/* modules */

struct qr {
	int		 size;	/* modules to a side, the quiet zone too */
	const char	*path;	/* SVG path data of the dark ones */
};

/* The code of a text, at error correction M; false when it is too long. */
bool	qr_make(struct arena *, const char *text, struct qr *);
/*
 * It as an <svg> of its own that may stand in a page: dark on white whatever
 * the page's colours are, and named for those who do not see it. title goes
 * in escaped.
 */
char   *qr_svg(struct arena *, const struct qr *, const char *title);

#endif
