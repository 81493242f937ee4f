/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "lib/cmd_match.h"
#include "lib/cmd_render.h"
#include "lib/cmd_table.h"

enum {
	MODE_EXEC, /* the compiler puts these two first */
	MODE_CONFIG,
};

static void place_exec(struct cmd_place *place, bool user)
{
	place->mode = &cmd_grammar.mode[MODE_EXEC];
	place->user = user;
	place->path[0] = '\0';
}

static void place_config(struct cmd_place *place)
{
	place->mode = &cmd_grammar.mode[MODE_CONFIG];
	place->user = false;
	place->path[0] = '\0';
}

/* Goes into the mode that a matched line enters. */
static bool place_enter(struct cmd_place *place, const struct cmd_match *m)
{
	size_t len = strlen(place->path);
	if (len > 0) {
		if (len + 2 > sizeof(place->path))
			return false;
		place->path[len++] = '\n';
	}
	size_t n = cmd_render_sentence(
	    m->sentence, m->args, false, CMD_RENDER_CLEAR, place->path + len, sizeof(place->path) - len);
	place->mode = &cmd_grammar.mode[m->sentence->enters];
	return n > 0;
}

static bool place_step(struct cmd_place *place, const char *line)
{
	struct cmd_match m;
	if (cmd_match(place, line, CMD_CONFIG_ONLY, &m) != CMD_OK || m.negated ||
	    m.sentence->enters == CMD_NONE)
		return false;
	return place_enter(place, &m);
}

bool cmd_place_from(struct cmd_place *place, const char *path)
{
	if (strcmp(path, ">") == 0 || strcmp(path, "#") == 0) {
		place_exec(place, path[0] == '>');
		return true;
	}
	place_config(place);
	while (*path != '\0') {
		char line[CMD_LINE_MAX];
		size_t len = strcspn(path, "\n");
		if (len >= sizeof(line))
			return false;
		memcpy(line, path, len);
		line[len] = '\0';
		if (!place_step(place, line))
			return false;
		path += len + (path[len] == '\n');
	}
	return true;
}

bool cmd_place_in_config(const struct cmd_place *place)
{
	return place->mode != &cmd_grammar.mode[MODE_EXEC];
}

const char *cmd_place_text(const struct cmd_place *place)
{
	if (cmd_place_in_config(place))
		return place->path;
	return place->user ? ">" : "#";
}

const char *cmd_place_prompt(const struct cmd_place *place)
{
	return place->mode->prompt;
}

void cmd_place_up(struct cmd_place *place, unsigned levels)
{
	for (; levels > 0 && cmd_place_in_config(place); levels--) {
		if (place->mode->parent == CMD_NONE) {
			place_exec(place, false);
			return;
		}
		place->mode = &cmd_grammar.mode[place->mode->parent];
		char *last = strrchr(place->path, '\n');
		*(last ? last : place->path) = '\0';
	}
}

static void place_move(struct cmd_place *place, uint8_t move)
{
	switch (move) {
	case CMD_MOVE_CONFIGURE:
		place_config(place);
		break;
	case CMD_MOVE_UP:
		cmd_place_up(place, 1);
		break;
	case CMD_MOVE_END:
		if (cmd_place_in_config(place))
			place_exec(place, false);
		break;
	case CMD_MOVE_ENABLE:
		place->user = false;
		break;
	case CMD_MOVE_DISABLE:
		place_exec(place, true);
		break;
	default:
		break;
	}
}

void cmd_place_follow(struct cmd_place *place, const struct cmd_match *m)
{
	if (m->status != CMD_OK)
		return;
	if (!m->sentence->config) {
		place_move(place, m->sentence->move);
		return;
	}
	cmd_place_up(place, m->up);
	if (m->sentence->enters != CMD_NONE && !m->negated)
		place_enter(place, m);
}
