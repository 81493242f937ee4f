/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/mtu.h"
#include <stdlib.h>
#include <uthash.h>
#include "daemons/ribd/nameif.h"

struct mtu_line {
	char nameif[NAMEIF_KEY];
	uint32_t mtu;
	UT_hash_handle hh;
};

static struct mtu_line *find(const struct mtu_table *t, const char *nameif)
{
	char key[NAMEIF_KEY];
	struct mtu_line *line;
	nameif_key(nameif, key);
	HASH_FIND_STR(t->lines, key, line);
	return line;
}

void mtu_put(struct mtu_table *t, const char *nameif, uint32_t mtu)
{
	struct mtu_line *line = find(t, nameif);
	if (!line) {
		line = calloc(1, sizeof *line);
		if (!line)
			abort();
		nameif_key(nameif, line->nameif);
		HASH_ADD_STR(t->lines, nameif, line);
	}
	line->mtu = mtu;
}

static void drop(struct mtu_table *t, struct mtu_line *line)
{
	HASH_DELETE(hh, t->lines, line);
	free(line);
}

void mtu_remove(struct mtu_table *t, const char *nameif)
{
	struct mtu_line *line = find(t, nameif);
	if (line)
		drop(t, line);
}

uint32_t mtu_get(const struct mtu_table *t, const char *nameif)
{
	const struct mtu_line *line = find(t, nameif);
	return line ? line->mtu : 0;
}

void mtu_table_free(struct mtu_table *t)
{
	while (t->lines)
		drop(t, t->lines);
}
