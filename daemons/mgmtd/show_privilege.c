/* SPDX-License-Identifier: Apache-2.0 */
/* show running-config privilege, show privilege: the level that each command needs. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utlist.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/running.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_table.h"
#include "lib/record.h"

/* What `privilege` can be said about: the first word of a command, of its show or of its clear. */
struct command {
	const char *word;
	enum cmd_privilege_kind kind;
	enum cmd_privilege_mode mode;
	unsigned level;
};

struct choice {
	const char *command; /* NULL: any */
	int level;           /* -1: any */
};

static const char *word_at(const struct cmd_sentence *s, unsigned at)
{
	return at < s->op_count && s->op[at].code == CMD_OP_WORD ? s->op[at].text : NULL;
}

/* False for what nobody may type, and for what stands in another mode. */
static bool command_of(const struct cmd_sentence *s, struct command *c)
{
	const char *first = word_at(s, 0);
	*c = (struct command){.word = first,
	    .kind = CMD_PRIVILEGE_KIND_CMD,
	    .mode = s->config ? CMD_PRIVILEGE_MODE_CONFIGURE : CMD_PRIVILEGE_MODE_EXEC,
	    .level = s->level};
	if (s->refuse != NULL || s->hidden || first == NULL || s->mode > 1)
		return false;
	if (s->config || (strcmp(first, "show") != 0 && strcmp(first, "clear") != 0))
		return true;
	c->kind = strcmp(first, "show") == 0 ? CMD_PRIVILEGE_KIND_SHOW : CMD_PRIVILEGE_KIND_CLEAR;
	c->word = word_at(s, 1);
	return c->word != NULL;
}

/* Of sentences that begin alike the least level: what a user of that level finds. */
static int cmp_command(const void *pa, const void *pb)
{
	const struct command *a = pa, *b = pb;
	int order = strcmp(a->word, b->word);
	if (order == 0)
		order = (int)a->kind - (int)b->kind;
	if (order == 0)
		order = (int)a->mode - (int)b->mode;
	return order != 0 ? order : (int)a->level - (int)b->level;
}

static bool is_same(const struct command *a, const struct command *b)
{
	return strcmp(a->word, b->word) == 0 && a->kind == b->kind && a->mode == b->mode;
}

static unsigned level_of(const struct accounts *accounts, const struct command *c)
{
	const struct account_rule *rule;
	DL_FOREACH(accounts->rules, rule)
		if (rule->mode == (int)c->mode && rule->kind == (int)c->kind &&
		    strcmp(rule->command, c->word) == 0)
			return rule->level;
	return c->level;
}

static void print(struct record_out *out, const struct command *c, unsigned level)
{
	static const char *const kinds[] = {[CMD_PRIVILEGE_KIND_CMD] = "cmd",
	    [CMD_PRIVILEGE_KIND_SHOW] = "show",
	    [CMD_PRIVILEGE_KIND_CLEAR] = "clear"};
	static const char *const modes[] = {
	    [CMD_PRIVILEGE_MODE_EXEC] = "exec", [CMD_PRIVILEGE_MODE_CONFIGURE] = "configure"};
	record_text(
	    out, "privilege %s level %u mode %s command %s", kinds[c->kind], level, modes[c->mode], c->word);
}

static void print_all(const struct mgmtd *m, const struct choice *choice, struct record_out *out)
{
	struct command *list = calloc(cmd_grammar.sentence_count, sizeof(*list));
	size_t count = 0;
	for (unsigned i = 0; list != NULL && i < cmd_grammar.sentence_count; i++)
		count += command_of(&cmd_grammar.sentence[i], &list[count]);
	if (count > 0)
		qsort(list, count, sizeof(*list), cmp_command);
	for (size_t i = 0; i < count; i++) {
		unsigned level = level_of(&m->model->accounts, &list[i]);
		if ((i == 0 || !is_same(&list[i], &list[i - 1])) &&
		    (choice->command == NULL || strcasecmp(choice->command, list[i].word) == 0) &&
		    (choice->level < 0 || (unsigned)choice->level == level))
			print(out, &list[i], level);
	}
	free(list);
	record_done(out);
}

static void show(
    const struct mgmtd *m, bool all, const char *command, const uint32_t *level, struct record_out *out)
{
	const struct choice choice = {.command = command, .level = level != NULL ? (int)*level : -1};
	if (all || command != NULL || level != NULL) {
		print_all(m, &choice, out);
		return;
	}
	running_show(m, "privilege", 0, out);
	record_done(out);
}

void mgmtd_exec_show_running_privilege(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_running_privilege *args)
{
	show(m, args->has_all, args->has_command ? args->command : NULL,
	    args->has_level ? &args->level : NULL, call->out);
}

void mgmtd_exec_show_running_all_privilege(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_running_all_privilege *args)
{
	show(m, true, args->has_command ? args->command : NULL, args->has_level ? &args->level : NULL,
	    call->out);
}

void mgmtd_exec_show_privilege(struct mgmtd *m, struct cmd_call *call, const struct cmd_show_privilege *args)
{
	show(m, args->has_all, args->has_command ? args->command : NULL,
	    args->has_level ? &args->level : NULL, call->out);
}
