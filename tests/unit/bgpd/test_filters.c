/* SPDX-License-Identifier: Apache-2.0 */
/* Prefix lists, AS path lists, community lists, and route maps made of them. */
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/filters.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct ip_prefix prefix(const char *text)
{
	struct ip_prefix p;
	CU_ASSERT_FATAL(ip_prefix_parse(text, &p));
	return p;
}

static void add(struct prefix_list *l, uint32_t seq, bool permit, const char *text, uint8_t ge, uint8_t le)
{
	struct ip_prefix p = prefix(text);
	prefix_list_add(l, seq, permit, &p, ge, le);
}

static bool permits(const struct prefix_list *l, const char *text)
{
	struct ip_prefix p = prefix(text);
	return prefix_list_permits(l, &p);
}

static void prefix_lists_by_number(void)
{
	struct prefix_list *l = prefix_list_new("L");
	CU_ASSERT(!permits(l, "10.0.0.0/8"));
	add(l, 20, true, "0.0.0.0/0", 0, 32);
	add(l, 10, false, "10.1.0.0/16", 16, 24);
	add(l, 5, true, "10.1.2.0/24", 24, 24);
	add(l, 15, false, "192.0.2.0/24", 25, 32);
	CU_ASSERT(permits(l, "10.1.2.0/24"));   /* 5 before 10 */
	CU_ASSERT(!permits(l, "10.1.3.0/24"));  /* 10 */
	CU_ASSERT(permits(l, "10.1.3.0/25"));   /* longer than 10 says: 20 */
	CU_ASSERT(!permits(l, "10.1.0.0/16"));  /* 10 */
	CU_ASSERT(permits(l, "192.0.2.0/24"));  /* the prefix itself is not ge 25 */
	CU_ASSERT(!permits(l, "192.0.2.7/32")); /* 15 */
	CU_ASSERT(permits(l, "0.0.0.0/0"));
	prefix_list_free(l);
}

static void prefix_lists_of_ipv6(void)
{
	struct prefix_list *l = prefix_list_new("L");
	add(l, 5, true, "2001:db8::/32", 48, 64);
	add(l, 6, true, "::/0", 0, 0);
	CU_ASSERT(permits(l, "2001:db8:1::/48"));
	CU_ASSERT(permits(l, "2001:db8:1:2::/64"));
	CU_ASSERT(!permits(l, "2001:db8::/32"));
	CU_ASSERT(!permits(l, "2001:db9:1::/48"));
	CU_ASSERT(!permits(l, "2001:db8:1:2:8000::/65"));
	CU_ASSERT(permits(l, "::/0"));
	prefix_list_free(l);
}

/* Against going through the entries one by one, with many of them. */
static void prefix_lists_agree_with_a_plain_walk(void)
{
	enum { ENTRIES = 3000, ASKED = 20000 };
	static struct {
		struct ip_prefix p;
		uint8_t ge, le;
		bool permit;
	} plain[ENTRIES];
	struct prefix_list *l = prefix_list_new("L");
	unsigned passed = 0;
	srandom(7);
	for (unsigned i = 0; i < ENTRIES; i++) {
		plain[i].p = (struct ip_prefix){.addr = ip_addr_v4(0x0a000000u | (random() & 0xffff00)),
		    .len = (uint8_t)(8 + random() % 17)};
		ip_prefix_mask(&plain[i].p);
		plain[i].ge = (uint8_t)(plain[i].p.len + random() % 4);
		plain[i].le = (uint8_t)(plain[i].ge + random() % (33 - plain[i].ge));
		plain[i].permit = random() & 1;
		prefix_list_add(l, i + 1, plain[i].permit, &plain[i].p, plain[i].ge, plain[i].le);
	}
	for (unsigned n = 0; n < ASKED; n++) {
		struct ip_prefix p = {.addr = ip_addr_v4(0x0a000000u | (random() & 0xffffff)),
		    .len = (uint8_t)(8 + random() % 25)};
		ip_prefix_mask(&p);
		bool expected = false;
		for (unsigned i = 0; i < ENTRIES; i++) {
			if (p.len >= plain[i].ge && p.len <= plain[i].le &&
			    ip_prefix_contains(&plain[i].p, &p.addr)) {
				expected = plain[i].permit;
				break;
			}
		}
		passed += expected;
		CU_ASSERT_EQUAL(prefix_list_permits(l, &p), expected);
	}
	CU_ASSERT(passed > ASKED / 10 && passed < ASKED - ASKED / 10);
	prefix_list_free(l);
}

static const struct blob *path_of(const uint32_t *as)
{
	const struct blob *path = NULL;
	unsigned count = 0;
	while (as[count])
		count++;
	while (count-- > 0)
		attr_set_blob(&path, aspath_prepend(path, as[count], 1));
	return path;
}

static bool path_matches(const char *regex, const uint32_t *as)
{
	char error[100];
	struct text_list *l = text_list_new("1", text_of_path);
	CU_ASSERT(text_list_add(l, true, regex, error, sizeof(error)));
	const struct blob *path = path_of(as);
	bool first = text_list_permits(l, path), again = text_list_permits(l, path);
	CU_ASSERT_EQUAL(first, again); /* from memory */
	blob_put(path);
	text_list_free(l);
	return first;
}

static void as_path_lists(void)
{
	static const uint32_t empty[] = {0}, one[] = {65002, 0}, three[] = {65002, 4200000000u, 7, 0};
	CU_ASSERT(path_matches("^$", empty) && !path_matches("^$", one));
	CU_ASSERT(path_matches("^65002$", one) && !path_matches("^65002$", three));
	CU_ASSERT(path_matches("^65002_", one) && path_matches("^65002_", three));
	CU_ASSERT(path_matches("_4200000000_", three));
	CU_ASSERT(path_matches("_7$", three) && !path_matches("_20000_", three));
	CU_ASSERT(!path_matches("_6500_", one));
	CU_ASSERT(path_matches("^[0-9]+$", one) && !path_matches("^[0-9]+$", three));
	CU_ASSERT(path_matches("^6500[2_]", one)); /* no gap inside brackets */
	CU_ASSERT(path_matches(".*", empty));
	char error[100] = "";
	struct text_list *l = text_list_new("1", text_of_path);
	CU_ASSERT(!text_list_add(l, true, "(", error, sizeof(error)));
	CU_ASSERT(error[0] != '\0');
	text_list_free(l);
	CU_ASSERT_EQUAL(blob_count(), 0);
}

static void as_path_lists_in_order(void)
{
	static const uint32_t one[] = {65002, 0}, two[] = {65003, 0};
	char error[100];
	struct text_list *l = text_list_new("1", text_of_path);
	text_list_add(l, false, "_65002_", error, sizeof(error));
	text_list_add(l, true, ".*", error, sizeof(error));
	const struct blob *a = path_of(one), *b = path_of(two);
	CU_ASSERT(!text_list_permits(l, a));
	CU_ASSERT(text_list_permits(l, b));
	text_list_free(l);
	blob_put(a);
	blob_put(b);
	CU_ASSERT_EQUAL(blob_count(), 0);
}

static const struct blob *communities(const uint32_t *values, unsigned count)
{
	return community_merge(NULL, false, values, count);
}

static bool community_matches(bool expanded, const char *text, const struct blob *b, bool exact)
{
	char error[100];
	struct community_list *l = community_list_new("1", expanded);
	CU_ASSERT(community_list_add(l, true, text, error, sizeof(error)));
	bool result = community_list_permits(l, b, exact);
	community_list_free(l);
	return result;
}

static void community_lists(void)
{
	static const uint32_t both[] = {65002u << 16 | 100, 0xffffff01};
	const struct blob *two = communities(both, 2), *one = communities(both, 1);
	CU_ASSERT(community_matches(false, "65002:100", two, false));
	CU_ASSERT(!community_matches(false, "65002:100", two, true));
	CU_ASSERT(community_matches(false, "65002:100", one, true));
	CU_ASSERT(community_matches(false, "no-export 65002:100", two, true));
	CU_ASSERT(!community_matches(false, "no-export 65002:100", one, false)); /* all of them */
	CU_ASSERT(community_matches(false, "4259971172", one, false));
	CU_ASSERT(community_matches(false, "internet", NULL, false));
	CU_ASSERT(!community_matches(false, "65002:100", NULL, false));
	CU_ASSERT(community_matches(true, "65002:1.0", two, false));
	CU_ASSERT(community_matches(true, "_no-export_", two, false));
	CU_ASSERT(!community_matches(true, "^65003:", two, false));
	char error[100];
	struct community_list *l = community_list_new("1", false);
	CU_ASSERT(!community_list_add(l, true, "65536:1", error, sizeof(error)));
	CU_ASSERT(!community_list_add(l, true, "1:65536", error, sizeof(error)));
	CU_ASSERT(!community_list_add(l, true, "public", error, sizeof(error)));
	community_list_free(l);
	blob_put(one);
	blob_put(two);
	CU_ASSERT_EQUAL(blob_count(), 0);
}

/* A world of lists, a map M with two entries, and one route. */
static struct filters filters;
static struct route_map *map;

static void resolve(void)
{
	for (unsigned i = 0; i < map->count; i++)
		route_map_resolve(map->entries[i], &filters);
}
static struct attr_set set;
static struct ip_prefix route_prefix;
static struct route_facts facts;

static void begin(void)
{
	static const uint32_t path[] = {65002, 65009, 0};
	char error[100];
	memset(&filters, 0, sizeof(filters));
	map = filters_obtain_route_map(&filters, "M");
	add(filters_obtain_prefix_list(&filters, AF_INET, "TEN"), 5, true, "10.0.0.0/8", 8, 32);
	add(filters_obtain_prefix_list(&filters, AF_INET, "HOP"), 5, true, "192.0.2.1/32", 32, 32);
	text_list_add(filters_obtain_path_list(&filters, "1"), true, "_65009$", error, sizeof(error));
	community_list_add(
	    filters_obtain_community_list(&filters, "7", false), true, "65002:7", error, sizeof(error));
	attr_set_init(&set);
	set.as_path = path_of(path);
	set.present = ATTR_BIT(ATTR_ORIGIN) | ATTR_BIT(ATTR_AS_PATH) | ATTR_BIT(ATTR_MULTI_EXIT_DISC);
	set.med = 50;
	set.tag = 9;
	set.communities = communities((uint32_t[]){65002u << 16 | 7}, 1);
	ip_addr_parse("192.0.2.1", &set.next_hop);
	route_prefix = prefix("10.1.0.0/16");
	facts = (struct route_facts){
	    .prefix = &route_prefix, .set = &set, .kind = ROUTE_EXTERNAL, .nameif = "outside"};
	ip_addr_parse("192.0.2.1", &facts.source);
}

static void end(void)
{
	filters_clear(&filters);
	attr_set_clear(&set);
	CU_ASSERT_EQUAL(blob_count(), 0);
}

static struct route_condition *condition(uint32_t sequence, enum route_match match, const char *name)
{
	struct route_map_entry *e = route_map_entry(map, sequence);
	struct route_condition *c = route_map_condition(e, match);
	e->permit = true;
	snprintf(c->name, sizeof(c->name), "%s", name);
	c->family = AF_INET;
	return c;
}

static bool passes(void)
{
	resolve();
	return route_map_find(map, &facts) != NULL;
}

/* Each kind of condition, once as it holds and once as it does not. */
static void every_condition(void)
{
	static const struct {
		enum route_match match;
		const char *good, *bad;
		uint32_t good_number, bad_number;
	} rows[] = {
	    {ROUTE_MATCH_ADDRESS, "TEN", "HOP", 0, 0},
	    {ROUTE_MATCH_NEXT_HOP, "HOP", "TEN", 0, 0},
	    {ROUTE_MATCH_SOURCE, "HOP", "TEN", 0, 0},
	    {ROUTE_MATCH_AS_PATH, "1", "2", 0, 0},
	    {ROUTE_MATCH_COMMUNITY, "7", "8", 0, 0},
	    {ROUTE_MATCH_INTERFACE, "OUTSIDE", "inside", 0, 0},
	    {ROUTE_MATCH_METRIC, "", "", 50, 51},
	    {ROUTE_MATCH_TAG, "", "", 9, 10},
	    {ROUTE_MATCH_TYPE, "", "", ROUTE_EXTERNAL, ROUTE_INTERNAL},
	};
	CU_ASSERT_EQUAL(sizeof(rows) / sizeof(rows[0]), ROUTE_MATCHES);
	for (unsigned i = 0; i < ROUTE_MATCHES; i++) {
		begin();
		condition(10, rows[i].match, rows[i].bad)->number = rows[i].bad_number;
		CU_ASSERT(!passes());
		condition(10, rows[i].match, rows[i].good)->number = rows[i].good_number;
		CU_ASSERT(passes()); /* alternatives */
		end();
	}
}

static void conditions_of_two_kinds_must_both_hold(void)
{
	begin();
	condition(10, ROUTE_MATCH_ADDRESS, "TEN");
	condition(10, ROUTE_MATCH_TAG, "")->number = 10;
	CU_ASSERT(!passes());
	condition(10, ROUTE_MATCH_TAG, "")->number = 9;
	CU_ASSERT(passes());
	end();
}

static void first_entry_decides(void)
{
	begin();
	route_map_entry(map, 20)->permit = true; /* without conditions: everything */
	condition(10, ROUTE_MATCH_ADDRESS, "TEN");
	route_map_entry(map, 10)->permit = false;
	CU_ASSERT(!passes());
	route_prefix = prefix("11.0.0.0/8");
	CU_ASSERT(passes());
	end();
	begin();
	CU_ASSERT(!passes()); /* a map without entries lets nothing pass */
	end();
}

static void other_family_does_not_match(void)
{
	begin();
	condition(10, ROUTE_MATCH_ADDRESS, "TEN");
	route_prefix = prefix("2001:db8::/32");
	CU_ASSERT(!passes());
	end();
}

static const char *path_text(void)
{
	static char text[100];
	return aspath_str(set.as_path, text, sizeof(text));
}

static void changes(void)
{
	struct ip_addr peer;
	ip_addr_parse("192.0.2.99", &peer);
	begin();
	struct route_map_entry *e = route_map_entry(map, 10);
	e->change = (struct route_change){.prepend = {1, 2},
	    .prepend_count = 2,
	    .has_local_pref = true,
	    .local_pref = 300,
	    .has_origin = true,
	    .origin = ORIGIN_INCOMPLETE,
	    .has_weight = true,
	    .weight = 7,
	    .has_tag = true,
	    .tag = 77,
	    .peer_address = true};
	route_map_apply(e, &set, AF_INET, &peer);
	CU_ASSERT_STRING_EQUAL(path_text(), "1 2 65002 65009");
	CU_ASSERT(set.local_pref == 300 && attr_set_has(&set, ATTR_LOCAL_PREF));
	CU_ASSERT(set.origin == ORIGIN_INCOMPLETE && set.weight == 7 && set.tag == 77 && set.med == 50);
	CU_ASSERT(ip_addr_equal(&set.next_hop, &peer));
	e->change = (struct route_change){.prepend_last = 2, .automatic_tag = true};
	ip_addr_parse("192.0.2.50", &e->change.next_hop);
	route_map_apply(e, &set, AF_INET, &peer);
	CU_ASSERT_STRING_EQUAL(path_text(), "1 1 1 2 65002 65009");
	CU_ASSERT_EQUAL(set.tag, 0xa0000001);
	CU_ASSERT(ip_addr_equal(&set.next_hop, &e->change.next_hop));
	CU_ASSERT(route_map_sets_next_hop(e, AF_INET) && !route_map_sets_next_hop(e, AF_INET6));
	end();
}

static void metric_changes_within_its_bits(void)
{
	static const struct {
		enum route_metric how;
		uint32_t by, expected;
	} rows[] = {
	    {ROUTE_METRIC_SET, 3, 3},
	    {ROUTE_METRIC_ADD, 10, 60},
	    {ROUTE_METRIC_ADD, UINT32_MAX, UINT32_MAX},
	    {ROUTE_METRIC_SUBTRACT, 20, 30},
	    {ROUTE_METRIC_SUBTRACT, 51, 0},
	    {ROUTE_METRIC_KEEP, 9, 50},
	};
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin();
		struct route_map_entry *e = route_map_entry(map, 10);
		e->change = (struct route_change){.metric_how = rows[i].how, .metric = rows[i].by};
		route_map_apply(e, &set, AF_INET, &facts.source);
		CU_ASSERT_EQUAL(set.med, rows[i].expected);
		end();
	}
}

static void community_changes(void)
{
	begin();
	struct route_map_entry *e = route_map_entry(map, 10);
	e->change = (struct route_change){
	    .community = true, .additive = true, .communities = {1, 65002u << 16 | 7}, .community_count = 2};
	route_map_apply(e, &set, AF_INET, &facts.source);
	char *text = text_of_communities(set.communities);
	CU_ASSERT_STRING_EQUAL(text, "65002:7 0:1");
	free(text);
	e->change.additive = false;
	e->change.community_count = 1;
	route_map_apply(e, &set, AF_INET, &facts.source);
	CU_ASSERT_EQUAL(set.communities->size, 4);
	e->change.community_count = 0; /* none */
	route_map_apply(e, &set, AF_INET, &facts.source);
	CU_ASSERT_PTR_NULL(set.communities);
	end();
}

/* The same configuration once more has the same number, any other one another. */
static void fingerprints(void)
{
	uint64_t seen[4];
	begin();
	condition(10, ROUTE_MATCH_ADDRESS, "TEN");
	resolve();
	seen[0] = map->fingerprint;
	resolve();
	CU_ASSERT_EQUAL(map->fingerprint, seen[0]);
	add(filters_prefix_list(&filters, AF_INET, "TEN"), 6, false, "11.0.0.0/8", 8, 8);
	resolve();
	seen[1] = map->fingerprint;
	route_map_entry(map, 10)->change.weight = 1;
	resolve();
	seen[2] = map->fingerprint;
	condition(10, ROUTE_MATCH_TAG, "")->number = 4;
	resolve();
	seen[3] = map->fingerprint;
	for (unsigned i = 0; i < 4; i++) {
		for (unsigned k = 0; k < i; k++)
			CU_ASSERT_NOT_EQUAL(seen[i], seen[k]);
	}
	end();
	begin();
	condition(10, ROUTE_MATCH_ADDRESS, "TEN");
	resolve();
	CU_ASSERT_EQUAL(map->fingerprint, seen[0]);
	end();
}

static bool above(uint32_t as, uint32_t asked)
{
	return as > asked;
}

static void paths_without_some_numbers(void)
{
	static const uint32_t mixed[] = {7, 200, 300, 8, 0};
	char text[64];
	const struct blob *path = path_of(mixed);
	const struct blob *cut = aspath_replace(path, above, 100, 0),
			  *other = aspath_replace(path, above, 100, 5);
	CU_ASSERT_EQUAL(aspath_count(path), 4);
	CU_ASSERT_EQUAL(aspath_count_if(path, above, 100), 2);
	CU_ASSERT_STRING_EQUAL(aspath_str(cut, text, sizeof(text)), "7 8");
	CU_ASSERT_STRING_EQUAL(aspath_str(other, text, sizeof(text)), "7 5 5 8");
	const struct blob *none = aspath_replace(other, above, 100, 0);
	CU_ASSERT_PTR_EQUAL(none, other);
	blob_put(none);
	blob_put(cut);
	blob_put(other);
	blob_put(path);
	CU_ASSERT_EQUAL(blob_count(), 0);
}

static CU_TestInfo tests[] = {
    {"prefix lists by number", prefix_lists_by_number},
    {"prefix lists of IPv6", prefix_lists_of_ipv6},
    {"prefix lists agree with a plain walk", prefix_lists_agree_with_a_plain_walk},
    {"AS path lists", as_path_lists},
    {"AS path lists in order", as_path_lists_in_order},
    {"community lists", community_lists},
    {"every condition", every_condition},
    {"conditions of two kinds must both hold", conditions_of_two_kinds_must_both_hold},
    {"the first entry decides", first_entry_decides},
    {"the other family does not match", other_family_does_not_match},
    {"changes", changes},
    {"metric changes within its bits", metric_changes_within_its_bits},
    {"community changes", community_changes},
    {"fingerprints", fingerprints},
    {"paths without some numbers", paths_without_some_numbers},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd filters", tests);
}
