/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/grammar/config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_render.h"

static char *read_file(const char *directory, const char *name)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	FILE *f = fopen(path, "r");
	if (!f) {
		perror(path);
		exit(1);
	}
	char *text = calloc(1, 65536);
	if (!text || fread(text, 1, 65535, f) == 0)
		exit(1);
	fclose(f);
	return text;
}

char *read_fixture(const char *name)
{
	return read_file(FIXTURES, name);
}

char *read_golden(const char *name)
{
	return read_file(GOLDEN, name);
}

bool change(struct cmd_store *store, const char *text)
{
	struct cmd_batch batch;
	char line[640];
	cmd_store_begin(store);
	bool good = cmd_batch_run(store, text, strlen(text), &batch);
	for (size_t i = 0; i < batch.fault_count; i++)
		printf("    fault %s\n", cmd_batch_fault_text(&batch.fault[i], line, sizeof(line)));
	if (good)
		cmd_store_commit(store);
	else
		cmd_store_abort(store);
	cmd_batch_free(&batch);
	return good;
}

struct cmd_store *load(const char *text)
{
	struct cmd_store *store = cmd_store_new();
	if (change(store, text))
		return store;
	cmd_store_free(store);
	return NULL;
}

size_t refuse(struct cmd_store *store, const char *text, struct cmd_batch *batch)
{
	cmd_store_begin(store);
	cmd_batch_run(store, text, strlen(text), batch);
	cmd_store_abort(store);
	return batch->fault_count;
}

struct growing {
	char *text;
	size_t len;
};

static void append(void *arg, const char *line)
{
	struct growing *g = arg;
	size_t n = strlen(line);
	g->text = realloc(g->text, g->len + n + 2);
	if (!g->text)
		exit(1);
	memcpy(g->text + g->len, line, n);
	g->text[g->len + n] = '\n';
	g->text[g->len + n + 1] = '\0';
	g->len += n + 1;
}

char *print_store(const struct cmd_store *store, const char *section, unsigned flags)
{
	struct growing g = {.text = calloc(1, 1)};
	cmd_render_store(store, section, flags, append, &g);
	return g.text;
}

char *print_ops(const struct cmd_op_list *list)
{
	struct growing g = {.text = calloc(1, 1)};
	for (size_t i = 0; i < list->count; i++) {
		char line[CMD_PATH_MAX + CMD_LINE_MAX + 8];
		const struct cmd_operation *op = &list->op[i];
		snprintf(line, sizeof(line), "%c %s%s%s", op->verb == CMD_SET ? '+' : '-', op->path,
		    op->path[0] ? " / " : "", op->line);
		for (char *c = line; *c != '\0'; c++)
			*c = *c == '\n' ? '|' : *c;
		append(&g, line);
	}
	return g.text;
}
