#include "account/qr.h"

#include <qrencode.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define PATH_MAX_BYTES	((size_t)256 << 10)

/* A row's dark runs, each a rectangle of height one. */
static void
draw_row(struct buf *b, const unsigned char *row, int width, int y)
{
	int x, from;

	for (x = 0; x < width; x++) {
		if (!(row[x] & 1))
			continue;
		for (from = x; x < width && row[x] & 1; x++)
			;
		buf_fmt(b, "M%d %dh%dv1h-%dz", from + QR_QUIET, y + QR_QUIET,
		    x - from, x - from);
	}
}

bool
qr_make(struct arena *arena, const char *text, struct qr *out)
{
	size_t n = strlen(text);
	QRcode *code;
	struct buf b;
	int y;

	code = n <= QR_TEXT_MAX ? QRcode_encodeData((int)n,
	    (const unsigned char *)text, 0, QR_ECLEVEL_M) : NULL;
	if (!code)
		return false;
	buf_init(&b, arena, PATH_MAX_BYTES);
	for (y = 0; y < code->width; y++)
		draw_row(&b, code->data + y * code->width, code->width, y);
	out->size = code->width + 2 * QR_QUIET;
	QRcode_free(code);
	if (buf_over(&b))
		return false;
	out->path = buf_done(&b, NULL);
	return true;
}

char *
qr_svg(struct arena *arena, const struct qr *qr, const char *title)
{
	struct buf b;

	buf_init(&b, arena, PATH_MAX_BYTES + 2048);
	buf_fmt(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
	    "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\"><title>",
	    qr->size, qr->size);
	buf_html(&b, title, strlen(title));
	buf_fmt(&b, "</title><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
	    "<path fill=\"#000\" d=\"%s\"/></svg>", qr->size, qr->size,
	    qr->path);
	return buf_done(&b, NULL);
}
