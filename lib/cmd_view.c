/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_view.h"
#include <string.h>
#include <strings.h>

#define SHORTEST 3 /* letters of a shortened word */

static const struct cmd_view views[] = {
    {.word = {"nameif"},
	.help = "Names and security levels of the interfaces",
	.needs = "nameif",
	.lines = {"nameif", "security-level"}},
    {.word = {"ip"},
	.help = "Addresses of the interfaces",
	.needs = "ip address",
	.lines = {"nameif", "security-level", "ip address"}},
    {.word = {"ip", "address"},
	.help = "Addresses of the interfaces",
	.needs = "ip address",
	.lines = {"nameif", "security-level", "ip address"}},
    {.word = {"ipv6", "address"},
	.help = "IPv6 addresses of the interfaces",
	.needs = "ipv6 address",
	.lines = {"nameif", "security-level", "ipv6 address"}},
    {.word = {"ipsec"}, .help = "What holds for IPsec", .section = "crypto ipsec"},
    {.word = {"isakmp"}, .help = "What holds for IKE of all versions", .section = "crypto isakmp"},
    {.word = {"object", "id"}, .help = "One object, whatever its kind", .rest = true},
    {.word = {"access-list"}, .rest = true},
    {.word = {"access-group"}, .rest = true},
    {.word = {"nat"}, .rest = true},
    {.word = {"failover"}, .rest = true},
    {.word = {"webvpn"}, .rest = true},
    {.word = {"crypto", "map"}, .rest = true},
    {.word = {"crypto", "dynamic-map"}, .rest = true},
    {.word = {"crypto", "ikev1"}, .rest = true},
};
#define COUNT (sizeof(views) / sizeof(*views))

static const char *skip(const char *text)
{
	return text + strspn(text, " \t");
}

/* What follows the word in `text`; NULL when `text` has another one there. */
static const char *behind(const char *text, const char *word, bool *exact)
{
	size_t len = strcspn(text, " \t"), whole = strlen(word);
	if (len == whole && strncasecmp(text, word, len) == 0)
		return text + len;
	*exact = false;
	return len >= SHORTEST && len < whole && strncasecmp(text, word, len) == 0 ? text + len : NULL;
}

static const char *match(const struct cmd_view *v, const char *text, bool *exact)
{
	const char *at = text;
	*exact = true;
	for (unsigned i = 0; at != NULL && i < CMD_VIEW_WORDS && v->word[i] != NULL; i++)
		at = behind(i == 0 ? at : skip(at), v->word[i], exact);
	return at;
}

const struct cmd_view *cmd_view_match(const char *text, size_t *used, bool *exact)
{
	const struct cmd_view *best = NULL;
	*used = 0;
	*exact = false;
	for (size_t i = 0; i < COUNT; i++) {
		bool whole;
		const char *end = match(&views[i], text, &whole);
		size_t len = end != NULL ? (size_t)(end - text) : 0;
		if (len > *used || (len > 0 && len == *used && whole && !*exact)) {
			best = &views[i];
			*used = len;
			*exact = whole;
		}
	}
	return best;
}

const struct cmd_view *cmd_view_of(const char *section)
{
	size_t used;
	bool exact;
	const struct cmd_view *v = section != NULL ? cmd_view_match(section, &used, &exact) : NULL;
	return v != NULL && v->needs != NULL && exact && section[used] == '\0' ? v : NULL;
}

static bool begins(const char *text, const char *words)
{
	size_t len = strlen(words);
	return strncmp(text, words, len) == 0 && (text[len] == ' ' || text[len] == '\0');
}

bool cmd_view_holds(const struct cmd_view *view, const char *text)
{
	for (unsigned i = 0; i < CMD_VIEW_LINES && view->lines[i] != NULL; i++)
		if (begins(text, view->lines[i]))
			return true;
	return false;
}

void cmd_view_each(const char *head, void (*fn)(void *arg, const char *word, const char *help), void *arg)
{
	head = skip(head);
	size_t len = strcspn(head, " \t");
	bool second = *head != '\0';
	if (*skip(head + len) != '\0')
		return;
	for (size_t i = 0; i < COUNT; i++) {
		const struct cmd_view *v = &views[i];
		if (v->help == NULL)
			continue;
		if (!second && v->word[1] == NULL)
			fn(arg, v->word[0], v->help);
		else if (second && v->word[1] != NULL && strlen(v->word[0]) == len &&
			 strncasecmp(v->word[0], head, len) == 0)
			fn(arg, v->word[1], v->help);
	}
}
