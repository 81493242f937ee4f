/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/rights.h"
#include <stdio.h>
#include <string.h>
#include <utlist.h>
#include "cmd_args.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "lib/cmd_render.h"

/* The line, or the one that opened the outermost mode it stands in. */
static void outermost(const struct cmd_place *place, const struct cmd_match *m, char *dst, size_t size)
{
	struct cmd_place at = *place;
	if (cmd_sentence_is_config(m->sentence)) {
		cmd_place_up(&at, m->up);
		if (cmd_place_in_config(&at) && at.path[0] != '\0') {
			snprintf(dst, size, "%.*s", (int)strcspn(at.path, "\n"), at.path);
			return;
		}
	}
	if (cmd_render_sentence(m->sentence, m->args, false, 0, dst, size) == 0)
		*dst = '\0';
}

/* The text behind `word`, or NULL when it does not begin with it. */
static const char *behind(const char *text, const char *word)
{
	size_t len = strlen(word);
	if (strncmp(text, word, len) != 0 || (text[len] != ' ' && text[len] != '\0'))
		return NULL;
	return text + len + (text[len] == ' ');
}

static int kind_of(const char **text)
{
	const char *rest = behind(*text, "show");
	if (rest != NULL) {
		*text = rest;
		return CMD_PRIVILEGE_KIND_SHOW;
	}
	rest = behind(*text, "clear");
	if (rest == NULL)
		return CMD_PRIVILEGE_KIND_CMD;
	*text = rest;
	return CMD_PRIVILEGE_KIND_CLEAR;
}

unsigned rights_level(const struct accounts *a, const struct cmd_place *place, const struct cmd_match *m)
{
	char line[CMD_LINE_MAX];
	const char *text = line;
	const struct account_rule *rule;
	bool config = cmd_sentence_is_config(m->sentence);
	if (a->rules == NULL)
		return cmd_sentence_level(m->sentence);
	outermost(place, m, line, sizeof(line));
	int mode = config ? CMD_PRIVILEGE_MODE_CONFIGURE : CMD_PRIVILEGE_MODE_EXEC;
	int kind = config ? CMD_PRIVILEGE_KIND_CMD : kind_of(&text);
	DL_FOREACH(a->rules, rule)
		if (rule->mode == mode && rule->kind == kind && behind(text, rule->command) != NULL)
			return rule->level;
	return cmd_sentence_level(m->sentence);
}

/* Whoever may do everything cannot be kept from undoing that he may not. */
bool rights_allow(const struct session *s, const struct cmd_place *place, const struct cmd_match *m)
{
	return s->level >= ACCOUNT_LEVEL_MAX ||
	       rights_level(&s->mgmtd->model->accounts, place, m) <= s->level;
}
