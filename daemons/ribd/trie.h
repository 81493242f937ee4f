/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path-compressed binary tree over address prefixes of one family: exact and longest match, ordered walk.
 *
 *              10.0.0.0/8 (used)              A node is either used (it stands for a prefix that was
 *              /               \              inserted, and is embedded in its owner's structure) or a
 *      10.0.0.0/14 (fork)    10.128.0.0/9     fork, which only parts two subtrees and belongs to the trie.
 *       /            \                        Depth is at most the number of address bits.
 *  10.0.0.0/16   10.2.0.0/16
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "lib/ipaddr.h"

struct trie_node {
	struct trie_node *parent;
	struct trie_node *child[2];
	uint8_t key[16]; /* network byte order, host bits zero */
	uint8_t len;     /* bits */
	bool used;
};

/* A zeroed struct trie is empty. */
struct trie {
	struct trie_node *root;
};

/* Sets key and length of a node from a prefix, which is masked on the way. */
void trie_node_init(struct trie_node *node, const struct ip_prefix *prefix);
/* Inserts a node that was initialised and whose prefix is not in the trie. */
void trie_insert(struct trie *t, struct trie_node *node);
void trie_remove(struct trie *t, struct trie_node *node);

/* The node of exactly this prefix, or NULL. */
struct trie_node *trie_find(const struct trie *t, const struct ip_prefix *prefix);
/* The most specific node that covers `addr`, or NULL; trie_up() goes on to the next less specific one. */
struct trie_node *trie_match(const struct trie *t, const struct ip_addr *addr);
struct trie_node *trie_up(const struct trie_node *node);

/* All nodes in ascending order of address, then of length. The node that a walk has returned may be
 * removed once the next one has been fetched. */
struct trie_node *trie_first(const struct trie *t);
struct trie_node *trie_next(const struct trie_node *node);
/* The same for the nodes inside `prefix`, itself included. */
struct trie_node *trie_first_in(const struct trie *t, const struct ip_prefix *prefix);
struct trie_node *trie_next_in(const struct trie_node *node, const struct ip_prefix *prefix);
