/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/trie.h"
#include <stdlib.h>
#include <string.h>

static unsigned bit_at(const uint8_t *key, unsigned at)
{
	return key[at >> 3] >> (7 - (at & 7)) & 1;
}

/* Length of the common part of two keys, at most `limit` bits. */
static unsigned common_bits(const uint8_t *a, const uint8_t *b, unsigned limit)
{
	unsigned at = 0;
	while (at < limit) {
		uint8_t differ = a[at >> 3] ^ b[at >> 3];
		if (differ) {
			at += __builtin_clz((unsigned)differ) - 24;
			break;
		}
		at += 8;
	}
	return at < limit ? at : limit;
}

static bool covers(const struct trie_node *node, const uint8_t *key, unsigned len)
{
	return node->len <= len && common_bits(node->key, key, node->len) == node->len;
}

void trie_node_init(struct trie_node *node, const struct ip_prefix *prefix)
{
	struct ip_prefix masked = *prefix;
	ip_prefix_mask(&masked);
	memset(node, 0, sizeof *node);
	memcpy(node->key, masked.addr.bytes, ip_addr_size(&masked.addr));
	node->len = masked.len;
	node->used = true;
}

/* The place that points to `node`. */
static struct trie_node **link_of(struct trie *t, const struct trie_node *node)
{
	if (!node->parent)
		return &t->root;
	return &node->parent->child[node->parent->child[1] == node];
}

static void adopt(struct trie_node *parent, struct trie_node *child)
{
	parent->child[bit_at(child->key, parent->len)] = child;
	child->parent = parent;
}

/* Puts `node` where `old` stands, with old's children. */
static void take_place(struct trie *t, const struct trie_node *old, struct trie_node *node)
{
	*link_of(t, old) = node;
	node->parent = old->parent;
	for (int i = 0; i < 2; i++) {
		node->child[i] = old->child[i];
		if (node->child[i])
			node->child[i]->parent = node;
	}
}

/* A fork costs less than what its two subtrees hold already; without memory for it the daemon cannot go
 * on, and its successor starts from what the kernel and the clients have. */
static struct trie_node *fork_new(const uint8_t *key, unsigned len)
{
	struct trie_node *fork = calloc(1, sizeof *fork);
	if (!fork)
		abort();
	for (unsigned at = 0; at < len; at += 8)
		fork->key[at >> 3] =
		    len - at >= 8 ? key[at >> 3] : key[at >> 3] & (uint8_t)(0xff00 >> (len - at));
	fork->len = (uint8_t)len;
	return fork;
}

/* `node` and `at` part inside the span of `at`: one becomes the parent of the other, or a fork of both. */
static void insert_above(struct trie *t, struct trie_node *at, struct trie_node *node, unsigned common)
{
	struct trie_node **place = link_of(t, at);
	struct trie_node *parent = at->parent, *top = node;
	if (common < node->len) {
		top = fork_new(node->key, common);
		adopt(top, node);
	}
	adopt(top, at);
	*place = top;
	top->parent = parent;
}

void trie_insert(struct trie *t, struct trie_node *node)
{
	struct trie_node **place = &t->root, *parent = NULL;
	while (*place) {
		struct trie_node *at = *place;
		unsigned limit = at->len < node->len ? at->len : node->len;
		unsigned common = common_bits(at->key, node->key, limit);
		if (common == at->len && at->len == node->len) {
			take_place(t, at, node);
			free(at);
			return;
		}
		if (common < at->len) {
			insert_above(t, at, node, common);
			return;
		}
		parent = at;
		place = &at->child[bit_at(node->key, at->len)];
	}
	*place = node;
	node->parent = parent;
}

/* Replaces a node of at most one child by that child. */
static void splice(struct trie *t, struct trie_node *node)
{
	struct trie_node *child = node->child[0] ? node->child[0] : node->child[1];
	*link_of(t, node) = child;
	if (child)
		child->parent = node->parent;
}

void trie_remove(struct trie *t, struct trie_node *node)
{
	if (node->child[0] && node->child[1]) {
		take_place(t, node, fork_new(node->key, node->len));
		return;
	}
	struct trie_node *parent = node->parent;
	splice(t, node);
	if (parent && !parent->used && !(parent->child[0] && parent->child[1])) {
		splice(t, parent);
		free(parent);
	}
}

/* The last node on the way to the key that still covers it. */
static struct trie_node *deepest(const struct trie *t, const uint8_t *key, unsigned len)
{
	struct trie_node *best = NULL;
	for (struct trie_node *at = t->root; at && covers(at, key, len);) {
		best = at;
		if (at->len == len)
			break;
		at = at->child[bit_at(key, at->len)];
	}
	return best;
}

struct trie_node *trie_find(const struct trie *t, const struct ip_prefix *prefix)
{
	struct trie_node key;
	trie_node_init(&key, prefix);
	struct trie_node *node = deepest(t, key.key, key.len);
	return node && node->used && node->len == key.len ? node : NULL;
}

struct trie_node *trie_match(const struct trie *t, const struct ip_addr *addr)
{
	struct trie_node *node = deepest(t, addr->bytes, 8 * (unsigned)ip_addr_size(addr));
	return node && !node->used ? trie_up(node) : node;
}

struct trie_node *trie_up(const struct trie_node *node)
{
	struct trie_node *at = node->parent;
	while (at && !at->used)
		at = at->parent;
	return at;
}

/* The node after `node` in pre-order, forks included. */
static struct trie_node *step(const struct trie_node *node)
{
	if (node->child[0] || node->child[1])
		return node->child[0] ? node->child[0] : node->child[1];
	while (node->parent) {
		struct trie_node *other = node->parent->child[1];
		if (other && other != node)
			return other;
		node = node->parent;
	}
	return NULL;
}

static struct trie_node *first_used(struct trie_node *node)
{
	while (node && !node->used)
		node = step(node);
	return node;
}

struct trie_node *trie_first(const struct trie *t)
{
	return first_used(t->root);
}

struct trie_node *trie_next(const struct trie_node *node)
{
	return first_used(step(node));
}

static struct trie_node *inside(struct trie_node *node, const struct trie_node *key)
{
	return node && covers(key, node->key, node->len) ? node : NULL;
}

struct trie_node *trie_first_in(const struct trie *t, const struct ip_prefix *prefix)
{
	struct trie_node key;
	trie_node_init(&key, prefix);
	struct trie_node *at = deepest(t, key.key, key.len);
	if (!at)
		at = t->root;
	else if (at->len < key.len)
		at = at->child[bit_at(key.key, at->len)];
	return at && inside(at, &key) ? inside(first_used(at), &key) : NULL;
}

struct trie_node *trie_next_in(const struct trie_node *node, const struct ip_prefix *prefix)
{
	struct trie_node key;
	trie_node_init(&key, prefix);
	return inside(trie_next(node), &key);
}
