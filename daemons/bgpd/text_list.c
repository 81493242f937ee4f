/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/text_list.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/community.h"
#include "daemons/bgpd/fingerprint.h"
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#define MEMORY        4096 /* a power of two */
#define TEXT_PER_ITEM 13   /* "4294967295" or "65535:65535" or a name, and its gap */
#define LONGEST_NAME  20   /* of a well-known community */
/* What `_` stands for: a gap between numbers, or an end (as in a vendor's regular expressions). */
#define GAP "(^|[ ,{}()]|$)"

struct text_entry {
	bool permit;
	regex_t regex;
};

struct text_memory {
	const struct blob *blob; /* a reference; NULL: free */
	bool permits;
};

struct text_list *text_list_new(const char *name, text_of_fn *text_of)
{
	struct text_list *l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->fingerprint = FINGERPRINT_NONE;
	l->text_of = text_of;
	return l;
}

void text_list_free(struct text_list *l)
{
	for (unsigned i = 0; i < l->count; i++)
		regfree(&l->entries[i].regex);
	for (unsigned i = 0; l->memory && i < MEMORY; i++)
		blob_put(l->memory[i].blob);
	free(l->memory);
	free(l->entries);
	free(l);
}

/* With `_` spelled out, but for one inside brackets. To be freed. */
static char *posix_of(const char *regex)
{
	char *text = malloc(strlen(regex) * sizeof(GAP) + 1), *at = text;
	bool bracket = false;
	if (!text)
		abort();
	for (; *regex; regex++) {
		bracket = *regex == '[' ? true : *regex == ']' ? false : bracket;
		if (*regex == '_' && !bracket)
			at = stpcpy(at, GAP);
		else
			*at++ = *regex;
	}
	*at = '\0';
	return text;
}

/* ASA shows an expression between quotes where it was given so. */
static const char *unquoted(const char *regex, char *copy, size_t size)
{
	size_t len = strlen(regex);
	if (len < 2 || regex[0] != '"' || regex[len - 1] != '"' || len - 1 > size)
		return regex;
	memcpy(copy, regex + 1, len - 2);
	copy[len - 2] = '\0';
	return copy;
}

bool text_list_add(struct text_list *l, bool permit, const char *regex, char *error, size_t size)
{
	char copy[512];
	l->entries = realloc(l->entries, (l->count + 1) * sizeof(*l->entries));
	if (!l->entries)
		abort();
	struct text_entry *e = &l->entries[l->count];
	char *posix = posix_of(unquoted(regex, copy, sizeof(copy)));
	int code = regcomp(&e->regex, posix, REG_EXTENDED | REG_NOSUB);
	free(posix);
	if (code != 0) {
		regerror(code, &e->regex, error, size);
		return false;
	}
	e->permit = permit;
	l->count++;
	l->fingerprint = fingerprint_text(fingerprint_number(l->fingerprint, permit), regex);
	return true;
}

static bool judge(const struct text_list *l, const struct blob *b)
{
	char *text = l->text_of(b);
	bool permits = false;
	for (unsigned i = 0; i < l->count; i++) {
		if (regexec(&l->entries[i].regex, text, 0, NULL, 0) == 0) {
			permits = l->entries[i].permit;
			break;
		}
	}
	free(text);
	return permits;
}

bool text_list_permits(struct text_list *l, const struct blob *b)
{
	if (!b)
		return judge(l, b);
	if (!l->memory)
		l->memory = calloc(MEMORY, sizeof(*l->memory));
	if (!l->memory)
		abort();
	struct text_memory *m = &l->memory[b->hash & (MEMORY - 1)];
	if (m->blob != b) {
		blob_put(m->blob);
		*m = (struct text_memory){.blob = blob_ref(b), .permits = judge(l, b)};
	}
	return m->permits;
}

static char *room_for(const struct blob *b, size_t per_item, size_t *size)
{
	*size = (b ? b->size / 4 * per_item : 0) + 1;
	char *text = malloc(*size);
	if (!text)
		abort();
	return text;
}

char *text_of_path(const struct blob *path)
{
	size_t size;
	char *text = room_for(path, TEXT_PER_ITEM + 2, &size);
	aspath_str(path, text, size);
	return text;
}

char *text_of_communities(const struct blob *communities)
{
	size_t size;
	char *text = room_for(communities, LONGEST_NAME, &size);
	community_str(communities, text, size);
	return text;
}
