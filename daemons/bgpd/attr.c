/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/attr.h"
#include "daemons/bgpd/aspath.h"
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(struct attr_set) % 8 == 0, "no hidden tail");

static struct {
	struct attr **chains;
	size_t size; /* a power of two, or 0 */
	size_t count;
} table;

void attr_set_init(struct attr_set *s)
{
	memset(s, 0, sizeof(*s));
}

void attr_set_copy(struct attr_set *to, const struct attr_set *from)
{
	memcpy(to, from, sizeof(*to));
	blob_ref(to->as_path);
	blob_ref(to->as4_path);
	blob_ref(to->communities);
	blob_ref(to->extended);
	blob_ref(to->large);
	blob_ref(to->cluster_list);
	blob_ref(to->unknown);
}

void attr_set_clear(struct attr_set *s)
{
	blob_put(s->as_path);
	blob_put(s->as4_path);
	blob_put(s->communities);
	blob_put(s->extended);
	blob_put(s->large);
	blob_put(s->cluster_list);
	blob_put(s->unknown);
	attr_set_init(s);
}

void attr_set_blob(const struct blob **member, const struct blob *value)
{
	blob_put(*member);
	*member = value;
}

bool attr_set_has(const struct attr_set *s, enum attr_type type)
{
	return s->present & ATTR_BIT(type);
}

static void grow(void)
{
	size_t size = table.size ? table.size * 2 : 256;
	struct attr **chains = calloc(size, sizeof(*chains));
	if (!chains)
		abort();
	for (size_t i = 0; i < table.size; i++) {
		for (struct attr *a = table.chains[i], *next; a; a = next) {
			next = a->next;
			a->next = chains[a->hash & (size - 1)];
			chains[a->hash & (size - 1)] = a;
		}
	}
	free(table.chains);
	table.chains = chains;
	table.size = size;
}

struct attr *attr_intern(struct attr_set *s)
{
	s->path_length = aspath_length(s->as_path);
	s->neighbor_as = aspath_neighbor(s->as_path);
	if (table.count >= table.size)
		grow();
	uint32_t hash = blob_hash(s, sizeof(*s), 0);
	struct attr **chain = &table.chains[hash & (table.size - 1)];
	for (struct attr *a = *chain; a; a = a->next) {
		/* attr_set_init() cleared both as a whole, and lib/ipaddr keeps the unused bytes of an address zero. */
		/* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison) */
		if (a->hash == hash && memcmp(&a->set, s, sizeof(*s)) == 0) {
			attr_set_clear(s);
			return attr_ref(a);
		}
	}
	struct attr *a = malloc(sizeof(*a));
	if (!a)
		abort();
	a->next = *chain;
	a->hash = hash;
	a->refs = 1;
	memcpy(&a->set, s, sizeof(*s));
	attr_set_init(s);
	*chain = a;
	table.count++;
	return a;
}

struct attr *attr_ref(struct attr *a)
{
	if (a)
		a->refs++;
	return a;
}

void attr_put(struct attr *a)
{
	if (!a || --a->refs > 0)
		return;
	struct attr **at = &table.chains[a->hash & (table.size - 1)];
	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	attr_set_clear(&a->set);
	free(a);
	if (--table.count == 0) {
		free(table.chains);
		table.chains = NULL;
		table.size = 0;
	}
}

size_t attr_count(void)
{
	return table.count;
}

const char *attr_origin_name(uint32_t origin)
{
	static const char *const names[] = {"IGP", "EGP", "incomplete"};
	return origin <= ORIGIN_INCOMPLETE ? names[origin] : "unknown";
}
