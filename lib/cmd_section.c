/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_section.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "lib/cmd_ifname.h"
#include "lib/cmd_value.h"
#include "lib/cmd_view.h"
#include "lib/cmd_walk.h"

/* The keyword that `word` spells or shortens; NULL when there is none, or several. */
static const char *keyword_of(const struct cmd_reached *r, const char *word, size_t len)
{
	const char *found = NULL;
	for (unsigned i = 0; i < r->count; i++) {
		const struct cmd_edge *edge = &cmd_grammar.edge[r->node[i]->first];
		for (unsigned k = 0; k < r->node[i]->keywords; k++) {
			if (edge[k].hidden || strncasecmp(edge[k].text, word, len) != 0)
				continue;
			if (edge[k].text[len] == '\0')
				return edge[k].text;
			if (found && strcmp(found, edge[k].text) != 0)
				return NULL;
			found = edge[k].text;
		}
	}
	return found;
}

/* The value as a line prints it. */
static bool value_of(const struct cmd_reached *r, struct cmd_word_at *word, char *dst, size_t size)
{
	char reason[256];
	for (unsigned i = 0; i < r->count; i++) {
		const struct cmd_edge *edge = &cmd_grammar.edge[r->node[i]->first] + r->node[i]->keywords;
		for (unsigned k = 0; k < r->node[i]->values; k++) {
			enum cmd_fit fit = cmd_value_fit(&edge[k], word, reason, sizeof(reason));
			char name[CMD_IFNAME_SIZE];
			if (fit != CMD_FIT_FORM && fit != CMD_FIT_FREE)
				continue;
			if (edge[k].kind == CMD_KIND_INTERFACE) {
				cmd_ifname_read(word->text, word->len, name, &word->used);
				snprintf(dst, size, "%s", name);
			} else {
				word->used = word->len;
				snprintf(dst, size, "%.*s", (int)word->len, word->text);
			}
			return true;
		}
	}
	return false;
}

/* One word more; false when it does not fit. */
static bool expand_word(const struct cmd_place *config, struct cmd_word_at *word, char *dst, size_t size)
{
	struct cmd_match m;
	struct cmd_reached r;
	char spelled[128];
	size_t len = strlen(dst);
	if (cmd_walk_nodes(config, config->mode, dst, &m, &r) == 0)
		return false;
	const char *keyword = keyword_of(&r, word->text, word->len);
	if (!keyword && !value_of(&r, word, spelled, sizeof(spelled)))
		return false;
	int added = snprintf(dst + len, size - len, "%s%s", len ? " " : "", keyword ? keyword : spelled);
	if (added < 0 || (size_t)added >= size - len) {
		dst[len] = '\0';
		return false;
	}
	return true;
}

/* As the beginning of a line of the configuration. */
static size_t expand_line(const char *text, char *dst, size_t size)
{
	struct cmd_place config;
	size_t at = 0, used = 0;
	cmd_place_from(&config, "");
	dst[0] = '\0';
	while (text[at] != '\0' && !strchr("#!|", text[at])) {
		struct cmd_word_at word = {.text = text + at, .len = strcspn(text + at, " \t")};
		word.used = word.len;
		if (!expand_word(&config, &word, dst, size))
			break;
		used = at + word.used;
		at = used + strspn(text + used, " \t");
	}
	return used;
}

/* The words of a view in full, with what follows them where anything may. */
static size_t expand_view(const struct cmd_view *v, const char *text, size_t used, char *dst, size_t size)
{
	size_t more = v->rest ? strcspn(text + used, "#!|") : 0;
	while (more > 0 && (text[used + more - 1] == ' ' || text[used + more - 1] == '\t'))
		more--;
	if (v->section)
		snprintf(dst, size, "%s", v->section);
	else
		snprintf(dst, size, "%s%s%s%.*s", v->word[0], v->word[1] ? " " : "",
		    v->word[1] ? v->word[1] : "", (int)more, text + used);
	return used + more;
}

size_t cmd_section_expand(const char *text, char *dst, size_t size)
{
	size_t viewed;
	bool exact;
	if (strncasecmp(text, "all", 3) == 0 && (text[3] == ' ' || text[3] == '\0')) {
		snprintf(dst, size, "all");
		return 3;
	}
	size_t used = expand_line(text, dst, size);
	const struct cmd_view *view = cmd_view_match(text, &viewed, &exact);
	if (view && (viewed > used || (viewed == used && exact)))
		return expand_view(view, text, viewed, dst, size);
	return used;
}

/* `object id N` is the object of that name, of whatever kind. */
static bool is_object(const char *name, const char *text)
{
	if (strncmp(text, "object ", 7) != 0)
		return false;
	const char *at = text + 7 + strcspn(text + 7, " ");
	return *at == ' ' && strcmp(at + 1, name) == 0;
}

bool cmd_section_holds(const char *section, const char *text)
{
	size_t len = section ? strlen(section) : 0;
	if (len == 0)
		return true;
	if (strncmp(text, "no ", 3) == 0)
		text += 3;
	if (strncmp(section, "object id ", 10) == 0)
		return is_object(section + 10, text);
	return strncasecmp(section, text, len) == 0 && (text[len] == ' ' || text[len] == '\0');
}
