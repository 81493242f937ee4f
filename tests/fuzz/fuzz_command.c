/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text: as a batch, as a line at some place, as a line to complete. What a batch accepts is printed and
 * read again, and must mean the same. Dictionary: commands.dict, from the grammar.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_batch.h"
#include "lib/cmd_complete.h"
#include "lib/cmd_render.h"

struct text {
	char *data;
	size_t len;
};

static void append(void *arg, const char *line)
{
	struct text *t = arg;
	size_t n = strlen(line);
	t->data = realloc(t->data, t->len + n + 1);
	if (!t->data)
		abort();
	memcpy(t->data + t->len, line, n);
	t->data[t->len + n] = '\n';
	t->len += n + 1;
}

static bool load(struct cmd_store *store, const char *text, size_t size)
{
	struct cmd_batch batch;
	cmd_store_begin(store);
	bool good = cmd_batch_run(store, text, size, &batch);
	if (good)
		cmd_store_commit(store);
	else
		cmd_store_abort(store);
	cmd_batch_free(&batch);
	return good;
}

static void round_trip(const struct cmd_store *store)
{
	struct cmd_store *again = cmd_store_new();
	struct text text = {0};
	cmd_render_store(store, "", CMD_RENDER_CLEAR, append, &text);
	if (!load(again, text.data, text.len) || !cmd_store_equal(store, again))
		abort();
	free(text.data);
	cmd_store_free(again);
}

static void one_line(const uint8_t *data, size_t size)
{
	static const char *const places[] = {">", "#", "", "interface Tunnel1", "crypto ikev2 policy 10",
	    "router bgp 65530\naddress-family ipv4 unicast", "tunnel-group 192.0.2.1 ipsec-attributes"};
	struct cmd_place place;
	struct cmd_match m;
	struct cmd_help_list list;
	char line[CMD_LINE_MAX], tail[CMD_LINE_MAX];
	size_t len = size - 1 < sizeof(line) - 1 ? size - 1 : sizeof(line) - 1;
	memcpy(line, data + 1, len);
	line[len] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	if (!cmd_place_from(&place, places[data[0] % (sizeof(places) / sizeof(places[0]))]))
		abort();
	if (cmd_match(&place, line, 0, &m) == CMD_OK)
		cmd_place_follow(&place, &m);
	else
		cmd_match_error(&m, line, tail, sizeof(tail));
	cmd_complete(&place, line, NULL, NULL, &list, &m);
	cmd_complete_tail(&list, line, tail, sizeof(tail));
	cmd_complete_literal(&place, line);
	cmd_help_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	one_line(data, size);
	struct cmd_store *store = cmd_store_new();
	if (load(store, (const char *)data, size))
		round_trip(store);
	cmd_store_free(store);
	return 0;
}
