/* SPDX-License-Identifier: Apache-2.0 */
/* Where the words of an unfinished line lead: the matcher's answer to `?` and Tab. */
#pragma once
#include "lib/cmd_match.h"
#include "lib/cmd_table.h"

#define CMD_REACHED_MAX 8

struct cmd_reached {
	unsigned count;
	const struct cmd_node *node[CMD_REACHED_MAX];
	bool negated;
	uint8_t kind;     /* of the last word, CMD_KIND_FLAG for a keyword */
	const char *last; /* where it begins; NULL without words */
};

/* `end` where there is nothing to leave: accepted when spelled out, but neither offered nor guessed, so that
 * `en` at the first prompt is `enable`. */
static inline bool cmd_edge_idle(const struct cmd_place *place, const struct cmd_edge *edge)
{
	uint16_t sentence = cmd_grammar.node[edge->next].sentence;
	return place->mode == &cmd_grammar.mode[0] && sentence != CMD_NONE &&
	       cmd_grammar.sentence[sentence].move == CMD_MOVE_END;
}

/* Reads all words of `line` in one mode. 0 when they do not fit; `m` then tells where. */
unsigned cmd_walk_nodes(const struct cmd_place *place, const struct cmd_mode *mode, const char *line,
    struct cmd_match *m, struct cmd_reached *reached);
