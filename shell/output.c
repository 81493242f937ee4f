/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/output.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "shell/filter.h"

void output_init(struct output *out, struct filter *filter, output_line_fn *line, void *arg)
{
	*out = (struct output){.filter = filter, .line = line, .arg = arg};
}

static void end_line(struct output *out)
{
	wbuf_u8(&out->pending, '\0');
	const char *text = wbuf_ok(&out->pending) ? (const char *)out->pending.data : "";
	size_t size = wbuf_ok(&out->pending) ? out->pending.len - 1 : 0;
	if (!out->filter || filter_passes(out->filter, text))
		out->line(out->arg, text, size, true);
	wbuf_reset(&out->pending);
}

void output_bytes(struct output *out, const char *text, size_t size)
{
	while (size > 0) {
		const char *end = memchr(text, '\n', size);
		size_t part = end ? (size_t)(end - text) : size;
		wbuf_bytes(&out->pending, text, part);
		if (!end)
			return;
		end_line(out);
		text = end + 1;
		size -= part + 1;
	}
}

void output_text(struct output *out, const char *text)
{
	output_bytes(out, text, strlen(text));
}

void output_printf(struct output *out, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	int size = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (size < 0)
		return;
	output_bytes(out, text, (size_t)size);
	free(text);
}

void output_flush(struct output *out)
{
	if (out->filter || out->pending.len == 0)
		return;
	out->line(out->arg, (const char *)out->pending.data, out->pending.len, false);
	wbuf_reset(&out->pending);
}

void output_finish(struct output *out)
{
	if (out->pending.len > 0)
		end_line(out);
	wbuf_free(&out->pending);
}
