/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/prefix_list.h"
#include "daemons/bgpd/fingerprint.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	uint32_t seq;
	uint8_t ge, le;
	bool permit;
};

struct prefix_list_node {
	struct ip_prefix prefix;
	struct entry *entries; /* by seq */
	unsigned count;
	UT_hash_handle hh;
};

struct prefix_list *prefix_list_new(const char *name)
{
	struct prefix_list *l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->fingerprint = FINGERPRINT_NONE;
	return l;
}

static void node_free(struct prefix_list *l, struct prefix_list_node *n)
{
	uint8_t len = n->prefix.len;
	if (--l->nodes_of[len] == 0)
		l->lengths[len / 64] &= ~(UINT64_C(1) << (len % 64));
	HASH_DEL(l->nodes, n);
	free(n->entries);
	free(n);
}

void prefix_list_free(struct prefix_list *l)
{
	struct prefix_list_node *n, *next;
	HASH_ITER(hh, l->nodes, n, next)
		node_free(l, n);
	free(l);
}

static struct ip_prefix key_of(const struct ip_prefix *p, uint8_t len)
{
	struct ip_prefix key = {.addr = ip_addr_from(p->addr.family, p->addr.bytes), .len = len};
	ip_prefix_mask(&key);
	return key;
}

static struct prefix_list_node *node_of(struct prefix_list *l, const struct ip_prefix *prefix)
{
	struct prefix_list_node *n;
	struct ip_prefix key = key_of(prefix, prefix->len);
	HASH_FIND(hh, l->nodes, &key, sizeof(key), n);
	if (n)
		return n;
	n = calloc(1, sizeof(*n));
	if (!n)
		abort();
	n->prefix = key;
	HASH_ADD(hh, l->nodes, prefix, sizeof(n->prefix), n);
	l->lengths[prefix->len / 64] |= UINT64_C(1) << (prefix->len % 64);
	l->nodes_of[prefix->len]++;
	return n;
}

/* Summed up, so that a list has the same number in whatever order its entries came. */
static uint64_t number_of(const struct prefix_list_node *n, const struct entry *e)
{
	uint64_t rest = (uint64_t)e->seq << 32 | (uint64_t)e->ge << 16 | (uint64_t)e->le << 8 | e->permit;
	return fingerprint_number(fingerprint_add(FINGERPRINT_NONE, &n->prefix, sizeof(n->prefix)), rest);
}

void prefix_list_add(
    struct prefix_list *l, uint32_t seq, bool permit, const struct ip_prefix *prefix, uint8_t ge, uint8_t le)
{
	struct prefix_list_node *n = node_of(l, prefix);
	n->entries = realloc(n->entries, (n->count + 1) * sizeof(*n->entries));
	if (!n->entries)
		abort();
	unsigned at = n->count++;
	for (; at > 0 && n->entries[at - 1].seq > seq; at--)
		n->entries[at] = n->entries[at - 1];
	n->entries[at] = (struct entry){.seq = seq, .ge = ge, .le = le, .permit = permit};
	l->count++;
	l->fingerprint += number_of(n, &n->entries[at]);
}

static void entry_remove(struct prefix_list *l, struct prefix_list_node *n, const struct entry *e)
{
	for (unsigned i = 0; i < n->count; i++) {
		if (n->entries[i].seq != e->seq)
			continue;
		l->fingerprint -= number_of(n, &n->entries[i]);
		l->count--;
		n->count--;
		memmove(&n->entries[i], &n->entries[i + 1], (n->count - i) * sizeof(*n->entries));
		return;
	}
}

void prefix_list_subtract(struct prefix_list *l, const struct prefix_list *other)
{
	for (const struct prefix_list_node *from = other->nodes; from; from = from->hh.next) {
		struct prefix_list_node *n;
		HASH_FIND(hh, l->nodes, &from->prefix, sizeof(from->prefix), n);
		for (unsigned i = 0; n && i < from->count; i++)
			entry_remove(l, n, &from->entries[i]);
		if (n && n->count == 0)
			node_free(l, n);
	}
}

void prefix_list_join(struct prefix_list *l, const struct prefix_list *other)
{
	for (const struct prefix_list_node *n = other->nodes; n; n = n->hh.next) {
		for (unsigned i = 0; i < n->count; i++) {
			const struct entry *e = &n->entries[i];
			prefix_list_add(l, e->seq, e->permit, &n->prefix, e->ge, e->le);
		}
	}
}

static const struct entry *first_match(const struct prefix_list_node *n, uint8_t len)
{
	for (unsigned i = 0; i < n->count; i++) {
		if (len >= n->entries[i].ge && len <= n->entries[i].le)
			return &n->entries[i];
	}
	return NULL;
}

bool prefix_list_permits(const struct prefix_list *l, const struct ip_prefix *p)
{
	const struct entry *best = NULL;
	for (unsigned word = 0; word <= p->len / 64u; word++) {
		for (uint64_t bits = l->lengths[word]; bits; bits &= bits - 1) {
			unsigned len = word * 64 + (unsigned)__builtin_ctzll(bits);
			if (len > p->len)
				break;
			struct ip_prefix key = key_of(p, len);
			const struct prefix_list_node *n;
			HASH_FIND(hh, l->nodes, &key, sizeof(key), n);
			const struct entry *e = n ? first_match(n, p->len) : NULL;
			if (e && (!best || e->seq < best->seq))
				best = e;
		}
	}
	return best && best->permit;
}
