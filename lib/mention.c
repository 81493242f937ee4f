/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/mention.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>
#include <utlist.h>

#define NAME_MAX_SIZE 256 /* longer names are told apart by as much */

struct mentioned {
	struct mention *first;
	UT_hash_handle hh;
	char text[];
};

static void key_of(const struct mentions *all, const char *text, char key[NAME_MAX_SIZE])
{
	size_t size = 0;
	for (; text[size] && size + 1 < NAME_MAX_SIZE; size++)
		key[size] = all->nocase ? (char)tolower((unsigned char)text[size]) : text[size];
	key[size] = '\0';
}

static struct mentioned *name_find(const struct mentions *all, const char *key)
{
	struct mentioned *name;
	HASH_FIND_STR(all->names, key, name);
	return name;
}

static struct mentioned *name_get(struct mentions *all, const char *key)
{
	struct mentioned *name = name_find(all, key);
	if (name)
		return name;
	name = calloc(1, sizeof(*name) + strlen(key) + 1);
	if (!name)
		abort();
	strcpy(name->text, key);
	HASH_ADD_STR(all->names, text, name);
	return name;
}

void mention_drop(struct mentions *all, struct mention *m)
{
	struct mentioned *name = m->name;
	if (!name)
		return;
	DL_DELETE(name->first, m);
	*m = (struct mention){0};
	if (name->first)
		return;
	HASH_DEL(all->names, name);
	free(name);
}

void mention_set(struct mentions *all, struct mention *m, const char *text, void *by)
{
	char key[NAME_MAX_SIZE];
	key_of(all, text, key);
	if (m->name && strcmp(m->name->text, key) == 0)
		return;
	mention_drop(all, m);
	if (!key[0])
		return;
	m->by = by;
	m->name = name_get(all, key);
	DL_APPEND(m->name->first, m);
}

struct mention *mentions_of(const struct mentions *all, const char *text)
{
	char key[NAME_MAX_SIZE];
	key_of(all, text, key);
	const struct mentioned *name = name_find(all, key);
	return name ? name->first : NULL;
}
