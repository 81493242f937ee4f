/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/grammar/sentence.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "lib/cmd_table.h"

#define TRIES 400

static const char *const addresses[] = {
    "10.1.2.3", "192.0.2.9", "198.51.100.77", "10.1.0.0", "192.168.7.0", "0.0.0.0"};
static const char *const addresses6[] = {"2001:db8::1", "2001:db8:7::9", "fe80::5"};
static const char *const prefixes[] = {"10.1.0.0/16", "192.168.7.0/24", "0.0.0.0/0", "198.51.100.77/32"};
static const char *const prefixes6[] = {"2001:db8::/32", "::/0", "2001:db8:7::/48"};
static const char *const masks[] = {
    "255.255.255.0", "255.255.0.0", "255.255.255.252", "255.255.255.255", "0.0.0.0"};
static const char *const interfaces[] = {
    "GigabitEthernet0/0", "GigabitEthernet0/3", "Tunnel1", "Tunnel77", "eth5"};
static const char *const words[] = {"a", "B7", "word", "gw-1", "10.1.2.3", "ABCDEF", "65530:7", "12", "1f",
    "x.example", "200:1", "/f", "disk0:/a"};
static const char *const names[] = {"A", "outside", "N-2", "192.0.2.9", "7"};
static const char *const rests[] = {
    "text", "more than one word", "with 'marks' and \"quotes\"", "^65531_[0-9]+$", "10.1.2.3"};

#define pick(state, list) (list)[sentence_random(state, sizeof(list) / sizeof(*(list)))]

uint32_t sentence_random(uint32_t *state, uint32_t bound)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % bound;
}

static void secret(uint32_t *state, const struct cmd_edge *edge, char *dst)
{
	unsigned len = (unsigned)edge->min + sentence_random(state, 30);
	if (edge->max != 0 && len > edge->max)
		len = (unsigned)edge->max;
	if (len == 0)
		len = 1;
	for (unsigned i = 0; i < len; i++)
		dst[i] = (char)('!' + sentence_random(state, 94));
	dst[len] = '\0';
}

static void number(uint32_t *state, const struct cmd_edge *edge, char *dst, size_t size)
{
	uint64_t span = edge->max - edge->min, step = sentence_random(state, 1u << 24);
	unsigned way = sentence_random(state, 4);
	uint64_t above = way == 0 ? 0 : way == 1 ? span : way == 2 ? step % 9 : step;
	snprintf(dst, size, "%" PRIu64, edge->min + (above > span ? span : above));
}

static void value(uint32_t *state, const struct cmd_edge *edge, char *dst, size_t size)
{
	switch (edge->kind) {
	case CMD_KIND_NUMBER:
	case CMD_KIND_NUMBER64:
		number(state, edge, dst, size);
		return;
	case CMD_KIND_ASN:
		snprintf(dst, size, "%u", 64512 + sentence_random(state, 9));
		return;
	case CMD_KIND_SECRET:
		secret(state, edge, dst);
		return;
	case CMD_KIND_DATA:
		snprintf(
		    dst, size, "=%08x%08xfe", sentence_random(state, 1u << 24), sentence_random(state, 99));
		return;
	}
	bool six = sentence_random(state, 2) != 0;
	const char *text = edge->kind == CMD_KIND_IPV4             ? pick(state, addresses)
			   : edge->kind == CMD_KIND_IPV6           ? pick(state, addresses6)
			   : edge->kind == CMD_KIND_IP && six      ? pick(state, addresses6)
			   : edge->kind == CMD_KIND_IP             ? pick(state, addresses)
			   : edge->kind == CMD_KIND_PREFIX4        ? pick(state, prefixes)
			   : edge->kind == CMD_KIND_PREFIX && !six ? pick(state, prefixes)
			   : edge->kind == CMD_KIND_ADDRESS6       ? "2001:db8::9/64"
			   : edge->kind == CMD_KIND_PREFIX6        ? pick(state, prefixes6)
			   : edge->kind == CMD_KIND_PREFIX         ? pick(state, prefixes6)
			   : edge->kind == CMD_KIND_MASK           ? pick(state, masks)
			   : edge->kind == CMD_KIND_INTERFACE      ? pick(state, interfaces)
			   : edge->kind == CMD_KIND_WORD           ? pick(state, words)
			   : edge->kind == CMD_KIND_LINE           ? pick(state, rests)
								   : pick(state, names);
	snprintf(dst, size, "%s", text);
}

static bool may_end(const struct cmd_node *node, bool no)
{
	return (no ? node->no_sentence : node->sentence) != CMD_NONE;
}

/* Appends words from edge to edge until a sentence may end and chance says so. */
static bool walk(uint32_t *state, uint16_t at, bool no, char *dst, size_t size)
{
	for (unsigned i = 0; i < CMD_WORDS_MAX / 2; i++) {
		const struct cmd_node *node = &cmd_grammar.node[at];
		unsigned count = node->keywords + node->values;
		char word[160];
		if (may_end(node, no) && (count == 0 || sentence_random(state, 3) == 0))
			return true;
		if (count == 0)
			return false;
		const struct cmd_edge *edge = &cmd_grammar.edge[node->first + sentence_random(state, count)];
		bool keyword = edge < &cmd_grammar.edge[node->first] + node->keywords;
		if (keyword && edge->refuse)
			return false;
		if (!keyword)
			value(state, edge, word, sizeof(word));
		size_t len = strlen(dst);
		snprintf(dst + len, size - len, "%s%s", len ? " " : "", keyword ? edge->text : word);
		at = edge->next;
	}
	return false;
}

bool sentence_make(
    uint32_t *state, const struct cmd_place *place, bool no, char *dst, size_t size, struct cmd_match *m)
{
	snprintf(dst, size, "%s", no ? "no" : "");
	return walk(state, place->mode->root, no, dst, size) && cmd_match(place, dst, 0, m) == CMD_OK &&
	       m->sentence->config && m->mode == place->mode && m->negated == no;
}

bool sentence_path(uint32_t *state, unsigned mode, struct cmd_place *place)
{
	const struct cmd_mode *wanted = &cmd_grammar.mode[mode];
	char line[CMD_LINE_MAX];
	struct cmd_match m;
	if (wanted->parent == CMD_NONE || wanted->depth == 0)
		return cmd_place_from(place, "");
	if (!sentence_path(state, wanted->parent, place))
		return false;
	for (unsigned i = 0; i < 200 * TRIES; i++)
		if (sentence_make(state, place, false, line, sizeof(line), &m) &&
		    m.sentence->enters == mode) {
			cmd_place_follow(place, &m);
			return true;
		}
	return false;
}
