/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include "daemons/ribd/trie.h"
#include "tests/unit/unit.h"

#define NODES 600

struct entry {
	struct trie_node node;
	struct ip_prefix prefix;
	bool in;
};

static struct ip_prefix prefix_of(const char *text)
{
	struct ip_prefix p;
	CU_ASSERT_TRUE_FATAL(ip_prefix_parse(text, &p));
	return p;
}

static void add(struct trie *t, struct entry *e, const char *text)
{
	e->prefix = prefix_of(text);
	trie_node_init(&e->node, &e->prefix);
	trie_insert(t, &e->node);
}

static void test_longest_match(void)
{
	struct trie t = {0};
	struct entry e[4];
	add(&t, &e[0], "10.0.0.0/8");
	add(&t, &e[1], "10.0.0.0/16");
	add(&t, &e[2], "10.2.0.0/16");
	add(&t, &e[3], "0.0.0.0/0");
	struct ip_addr a;
	ip_addr_parse("10.0.3.4", &a);
	CU_ASSERT_PTR_EQUAL(trie_match(&t, &a), &e[1].node);
	CU_ASSERT_PTR_EQUAL(trie_up(&e[1].node), &e[0].node);
	ip_addr_parse("10.1.3.4", &a); /* ends at the fork between the two /16 */
	CU_ASSERT_PTR_EQUAL(trie_match(&t, &a), &e[0].node);
	ip_addr_parse("11.0.0.1", &a);
	CU_ASSERT_PTR_EQUAL(trie_match(&t, &a), &e[3].node);
	CU_ASSERT_PTR_NULL(trie_up(&e[3].node));
	struct ip_prefix p = prefix_of("10.0.0.0/14");
	CU_ASSERT_PTR_NULL(trie_find(&t, &p));
	for (int i = 0; i < 4; i++)
		trie_remove(&t, &e[i].node);
	CU_ASSERT_PTR_NULL(t.root);
}

static void test_walk_inside(void)
{
	struct trie t = {0};
	struct entry e[4];
	add(&t, &e[0], "10.0.0.0/8");
	add(&t, &e[1], "10.128.0.0/9");
	add(&t, &e[2], "10.200.1.0/24");
	add(&t, &e[3], "11.0.0.0/8");
	struct ip_prefix p = prefix_of("10.192.0.0/10");
	CU_ASSERT_PTR_EQUAL(trie_first_in(&t, &p), &e[2].node);
	CU_ASSERT_PTR_NULL(trie_next_in(&e[2].node, &p));
	p = prefix_of("10.0.0.0/8");
	CU_ASSERT_PTR_EQUAL(trie_first_in(&t, &p), &e[0].node);
	CU_ASSERT_PTR_EQUAL(trie_next_in(&e[0].node, &p), &e[1].node);
	p = prefix_of("12.0.0.0/8");
	CU_ASSERT_PTR_NULL(trie_first_in(&t, &p));
	for (int i = 0; i < 4; i++)
		trie_remove(&t, &e[i].node);
}

/* The same questions answered by looking at every entry. */
static const struct entry *match_slowly(const struct entry *e, const struct ip_addr *a)
{
	const struct entry *best = NULL;
	for (int i = 0; i < NODES; i++)
		if (e[i].in && ip_prefix_contains(&e[i].prefix, a) &&
		    (!best || e[i].prefix.len > best->prefix.len))
			best = &e[i];
	return best;
}

static struct ip_prefix random_prefix(unsigned *seed)
{
	struct ip_prefix p = {
	    .addr = ip_addr_v4(0x0a000000u | (rand_r(seed) & 0x00fff0f0)), .len = rand_r(seed) % 33};
	ip_prefix_mask(&p);
	return p;
}

static bool present(const struct entry *e, const struct ip_prefix *p)
{
	for (int i = 0; i < NODES; i++)
		if (e[i].in && ip_prefix_equal(&e[i].prefix, p))
			return true;
	return false;
}

static void check_walk(const struct trie *t, const struct entry *e)
{
	unsigned count = 0, expected = 0;
	const struct entry *last = NULL;
	for (struct trie_node *n = trie_first(t); n; n = trie_next(n)) {
		const struct entry *at = (const struct entry *)n;
		if (last)
			CU_ASSERT_TRUE(ip_prefix_cmp(&last->prefix, &at->prefix) < 0);
		last = at;
		count++;
	}
	for (int i = 0; i < NODES; i++)
		expected += e[i].in;
	CU_ASSERT_EQUAL(count, expected);
}

static void test_random_against_list(void)
{
	static struct entry e[NODES];
	struct trie t = {0};
	unsigned seed = 7;
	for (int round = 0; round < 20000; round++) {
		struct entry *at = &e[rand_r(&seed) % NODES];
		struct ip_prefix p = random_prefix(&seed);
		if (at->in) {
			trie_remove(&t, &at->node);
			at->in = false;
		} else if (!present(e, &p)) {
			at->prefix = p;
			trie_node_init(&at->node, &p);
			trie_insert(&t, &at->node);
			at->in = true;
		}
		struct ip_addr a = ip_addr_v4(0x0a000000u | (rand_r(&seed) & 0x00ffffff));
		CU_ASSERT_PTR_EQUAL(trie_match(&t, &a), (struct trie_node *)match_slowly(e, &a));
		if (round % 500 == 0)
			check_walk(&t, e);
	}
	for (int i = 0; i < NODES; i++)
		if (e[i].in)
			trie_remove(&t, &e[i].node);
	CU_ASSERT_PTR_NULL(t.root);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"the longest match wins, forks are no match", test_longest_match},
	    {"a walk stays inside its prefix", test_walk_inside},
	    {"20,000 random changes answer as a plain list does", test_random_against_list},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("trie", tests);
}
