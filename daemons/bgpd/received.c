/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/received.h"
#include "daemons/bgpd/pool.h"
#include <stdlib.h>
#include <string.h>

#define FIRST_CHAINS 64

struct entry {
	struct entry *next; /* of its chain */
	struct attr *attr;
	uint8_t epoch;
	uint8_t len;
	uint8_t key[]; /* 4 or 16 bytes of address */
};

struct received {
	enum bgp_family family;
	struct entry **chains;
	size_t size; /* a power of two */
	size_t count;
	struct pool entries;
};

static size_t key_size(const struct received *r)
{
	return r->family == BGP_IPV4_UNICAST ? 4 : 16;
}

static struct entry **new_chains(size_t size)
{
	struct entry **chains = calloc(size, sizeof(struct entry *));
	if (!chains)
		abort();
	return chains;
}

struct received *received_new(enum bgp_family family)
{
	struct received *r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->family = family;
	r->size = FIRST_CHAINS;
	r->chains = new_chains(r->size);
	pool_init(&r->entries, sizeof(struct entry) + key_size(r));
	return r;
}

void received_free(struct received *r)
{
	for (size_t i = 0; r && i < r->size; i++) {
		for (struct entry *e = r->chains[i]; e; e = e->next)
			attr_put(e->attr);
	}
	if (!r)
		return;
	pool_free(&r->entries);
	free(r->chains);
	free(r);
}

static size_t place(const struct received *r, const uint8_t *key, uint8_t len)
{
	return blob_hash(key, key_size(r), len + 1u) & (r->size - 1);
}

static struct entry **find(const struct received *r, const struct ip_prefix *p)
{
	struct entry **at = &r->chains[place(r, p->addr.bytes, p->len)];
	while (*at && ((*at)->len != p->len || memcmp((*at)->key, p->addr.bytes, key_size(r)) != 0))
		at = &(*at)->next;
	return at;
}

static void grow(struct received *r)
{
	struct entry **old = r->chains;
	size_t old_size = r->size;
	r->size *= 2;
	r->chains = new_chains(r->size);
	for (size_t i = 0; i < old_size; i++) {
		for (struct entry *e = old[i], *next; e; e = next) {
			next = e->next;
			struct entry **chain = &r->chains[place(r, e->key, e->len)];
			e->next = *chain;
			*chain = e;
		}
	}
	free(old);
}

static struct entry *add(struct received *r, const struct ip_prefix *p)
{
	if (r->count >= r->size)
		grow(r);
	struct entry *e = pool_get(&r->entries);
	e->len = p->len;
	memcpy(e->key, p->addr.bytes, key_size(r));
	struct entry **chain = &r->chains[place(r, e->key, e->len)];
	e->next = *chain;
	*chain = e;
	r->count++;
	return e;
}

void received_set(struct received *r, const struct ip_prefix *prefix, struct attr *attr, uint8_t epoch)
{
	struct entry *e = *find(r, prefix);
	if (!e)
		e = add(r, prefix);
	attr_ref(attr);
	attr_put(e->attr);
	e->attr = attr;
	e->epoch = epoch;
}

static void remove_at(struct received *r, struct entry **at)
{
	struct entry *e = *at;
	*at = e->next;
	attr_put(e->attr);
	pool_put(&r->entries, e);
	r->count--;
}

void received_remove(struct received *r, const struct ip_prefix *prefix)
{
	struct entry **at = find(r, prefix);
	if (*at)
		remove_at(r, at);
}

void received_sweep(struct received *r, uint8_t epoch)
{
	for (size_t i = 0; i < r->size; i++) {
		for (struct entry **at = &r->chains[i]; *at;) {
			if ((*at)->epoch == epoch)
				at = &(*at)->next;
			else
				remove_at(r, at);
		}
	}
}

size_t received_count(const struct received *r)
{
	return r->count;
}

bool received_visit(const struct received *r, size_t *at, unsigned budget, received_fn *fn, void *arg)
{
	for (; *at < r->size && budget > 0; (*at)++) {
		for (const struct entry *e = r->chains[*at]; e; e = e->next) {
			struct ip_prefix p = {
			    .addr.family = (uint16_t)bgp_family_af(r->family), .len = e->len};
			memcpy(p.addr.bytes, e->key, key_size(r));
			fn(arg, &p, e->attr);
			budget -= budget > 0;
		}
	}
	return *at < r->size;
}
