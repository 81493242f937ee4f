/* SPDX-License-Identifier: Apache-2.0 */
/*
 * golden RECORDS.json EXPECTED.txt: lays the records out and compares with what is expected, byte for byte.
 * With --write the expected file is written instead, to be read before it is committed.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/buf.h"
#include "shell/output.h"
#include "shell/render.h"

static void collect(void *arg, const char *text, size_t size, bool whole)
{
	struct wbuf *screen = arg;
	wbuf_bytes(screen, text, size);
	if (whole)
		wbuf_u8(screen, '\n');
}

static void render_all(const json_t *records, struct wbuf *screen)
{
	struct output out;
	struct render render;
	size_t i;
	const json_t *record;
	output_init(&out, NULL, collect, screen);
	render_begin(&render, &out, false);
	json_array_foreach(records, i, record)
		render_record(&render, json_deep_copy(record));
	render_end(&render);
	output_finish(&out);
}

static bool read_file(const char *path, struct wbuf *text)
{
	char chunk[4096];
	size_t n;
	FILE *f = fopen(path, "r");
	if (!f)
		return false;
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		wbuf_bytes(text, chunk, n);
	fclose(f);
	return true;
}

/* Tells the first line that differs. */
static void explain(const char *name, const struct wbuf *want, const struct wbuf *got)
{
	size_t i = 0, start = 0, line = 1;
	while (i < want->len && i < got->len && want->data[i] == got->data[i]) {
		if (want->data[i++] == '\n') {
			start = i;
			line++;
		}
	}
	const char *w = start < want->len ? (const char *)want->data + start : "";
	const char *g = start < got->len ? (const char *)got->data + start : "";
	size_t w_left = want->len - start, g_left = got->len - start;
	const char *w_end = memchr(w, '\n', w_left), *g_end = memchr(g, '\n', g_left);
	fprintf(stderr, "%s:%zu: expected \"%.*s\"\n%s:%zu:      got \"%.*s\"\n", name, line,
	    (int)(w_end ? (size_t)(w_end - w) : w_left), w, name, line,
	    (int)(g_end ? (size_t)(g_end - g) : g_left), g);
}

static int compare(const char *path, const struct wbuf *got)
{
	struct wbuf want = {0};
	if (!read_file(path, &want)) {
		perror(path);
		return EXIT_FAILURE;
	}
	bool same = want.len == got->len && (got->len == 0 || memcmp(want.data, got->data, got->len) == 0);
	if (!same)
		explain(path, &want, got);
	wbuf_free(&want);
	return same ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int write_file(const char *path, const struct wbuf *got)
{
	FILE *f = fopen(path, "w");
	if (!f || fwrite(got->data, 1, got->len, f) != got->len || fclose(f) != 0) {
		perror(path);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	bool writing = argc == 4 && strcmp(argv[1], "--write") == 0;
	if (argc != 3 && !writing) {
		fprintf(stderr, "Usage: golden [--write] RECORDS.json EXPECTED.txt\n");
		return 2;
	}
	argv += writing;
	json_error_t error;
	json_t *records = json_load_file(argv[1], 0, &error);
	if (!json_is_array(records)) {
		fprintf(stderr, "%s:%d: %s\n", argv[1], error.line, error.text);
		return 2;
	}
	struct wbuf screen = {0};
	render_all(records, &screen);
	int status = writing ? write_file(argv[2], &screen) : compare(argv[2], &screen);
	wbuf_free(&screen);
	json_decref(records);
	return status;
}
