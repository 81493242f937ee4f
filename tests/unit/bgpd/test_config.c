/* SPDX-License-Identifier: Apache-2.0 */
/* What lines make of the model of bgpd one by one is what they make of it all at once. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_bgpd.h"
#include "daemons/bgpd/config.h"
#include "daemons/bgpd/model_change.h"
#include "lib/cmd_owner.h"
#include "tests/unit/grammar/share.h"
#include "tests/unit/unit.h"

static void *world_new(void)
{
	return bgp_model_new();
}

static void world_free(void *model)
{
	bgp_model_free(model);
}

static void *model_new(void *ctx)
{
	return config_model_new();
}

static void model_free(void *ctx, void *model)
{
	config_model_free(model);
}

static void model_apply(void *ctx, struct cmd_change *change)
{
	struct bgpd_model *before = change->before, *after = change->after;
	struct model_change c;
	model_change(&c, ctx, before->bgp, after->bgp, change->settings);
	model_change_free(&c);
}

/* ---- equal ---- */

static void expect_equal_maps(const struct policy_map *a, const struct policy_map *b)
{
	CU_ASSERT_STRING_EQUAL(a->name, b->name);
	CU_ASSERT_EQUAL(a->map == NULL, b->map == NULL);
	CU_ASSERT_EQUAL(a->fingerprint, b->fingerprint);
}

static void expect_equal_filters(struct policy_filters *a, struct policy_filters *b)
{
	CU_ASSERT_EQUAL(a->prefix_list == NULL, b->prefix_list == NULL);
	CU_ASSERT_EQUAL(a->path_list == NULL, b->path_list == NULL);
	CU_ASSERT_EQUAL(a->route_map == NULL, b->route_map == NULL);
	a->prefix_list = b->prefix_list = NULL;
	a->path_list = b->path_list = NULL;
	a->route_map = b->route_map = NULL;
}

static void expect_equal_peers(const struct bgp_model *a, const struct bgp_model *b)
{
	CU_ASSERT_EQUAL(HASH_COUNT(a->peers), HASH_COUNT(b->peers));
	for (const struct peer_config *p = a->peers; p; p = p->hh.next) {
		const struct peer_config *twin = bgp_model_find(b, &p->address);
		CU_ASSERT_PTR_NOT_NULL_FATAL(twin);
		struct peer_config one, other;
		memcpy(&one, p, offsetof(struct peer_config, hh));
		memcpy(&other, twin, offsetof(struct peer_config, hh));
		for (unsigned f = 0; f < BGP_FAMILIES; f++)
			for (unsigned d = 0; d < POLICY_DIRECTIONS; d++)
				expect_equal_filters(
				    &one.families[f].filters[d], &other.families[f].filters[d]);
		CU_ASSERT_EQUAL(memcmp(&one, &other, offsetof(struct peer_config, hh)), 0);
	}
}

static void expect_equal_families(const struct bgp_family_config *a, const struct bgp_family_config *b)
{
	CU_ASSERT_EQUAL(HASH_COUNT(a->networks), HASH_COUNT(b->networks));
	for (const struct network_config *n = a->networks; n; n = n->hh.next) {
		const struct network_config *twin = bgp_model_find_network(b, &n->prefix);
		CU_ASSERT_PTR_NOT_NULL_FATAL(twin);
		expect_equal_maps(&n->map, &twin->map);
	}
	CU_ASSERT_EQUAL(HASH_COUNT(a->aggregates), HASH_COUNT(b->aggregates));
	for (const struct aggregate_config *g = a->aggregates; g; g = g->hh.next) {
		const struct aggregate_config *twin = bgp_model_find_aggregate(b, &g->prefix);
		CU_ASSERT_PTR_NOT_NULL_FATAL(twin);
		CU_ASSERT_EQUAL(g->as_set, twin->as_set);
		CU_ASSERT_EQUAL(g->summary_only, twin->summary_only);
		expect_equal_maps(&g->suppress, &twin->suppress);
		expect_equal_maps(&g->advertise, &twin->advertise);
		expect_equal_maps(&g->attribute, &twin->attribute);
	}
	expect_equal_maps(&a->connected_map, &b->connected_map);
	expect_equal_maps(&a->static_map, &b->static_map);
	CU_ASSERT_EQUAL(memcmp(a, b, offsetof(struct bgp_family_config, connected_map)), 0);
}

static void expect_equal_lists(const struct filters *a, const struct filters *b)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		CU_ASSERT_EQUAL(HASH_COUNT(a->prefix_lists[f]), HASH_COUNT(b->prefix_lists[f]));
		for (const struct prefix_list *l = a->prefix_lists[f]; l; l = l->hh.next) {
			const struct prefix_list *twin = filters_prefix_list(b, bgp_family_af(f), l->name);
			CU_ASSERT_TRUE(twin && twin->fingerprint == l->fingerprint);
			CU_ASSERT_TRUE(twin && twin->count == l->count);
			CU_ASSERT_TRUE(twin && memcmp(twin->lengths, l->lengths, sizeof(l->lengths)) == 0);
		}
	}
	CU_ASSERT_EQUAL(HASH_COUNT(a->path_lists), HASH_COUNT(b->path_lists));
	for (const struct text_list *l = a->path_lists; l; l = l->hh.next) {
		const struct text_list *twin = filters_path_list(b, l->name);
		CU_ASSERT_TRUE(twin && twin->fingerprint == l->fingerprint);
	}
	CU_ASSERT_EQUAL(HASH_COUNT(a->community_lists), HASH_COUNT(b->community_lists));
	for (const struct community_list *l = a->community_lists; l; l = l->hh.next) {
		const struct community_list *twin = filters_community_list(b, l->name);
		CU_ASSERT_TRUE(twin && twin->fingerprint == l->fingerprint);
	}
}

static void expect_equal_route_maps(const struct filters *a, const struct filters *b)
{
	CU_ASSERT_EQUAL(HASH_COUNT(a->route_maps), HASH_COUNT(b->route_maps));
	for (const struct route_map *m = a->route_maps; m; m = m->hh.next) {
		const struct route_map *twin = filters_route_map(b, m->name);
		CU_ASSERT_PTR_NOT_NULL_FATAL(twin);
		CU_ASSERT_EQUAL_FATAL(m->count, twin->count);
		CU_ASSERT_EQUAL(m->fingerprint, twin->fingerprint);
		CU_ASSERT_EQUAL(m->prefix_conditions, twin->prefix_conditions);
		CU_ASSERT_EQUAL(m->interface_conditions, twin->interface_conditions);
		for (unsigned i = 0; i < m->count; i++)
			CU_ASSERT_EQUAL(m->entries[i]->fingerprint, twin->entries[i]->fingerprint);
	}
}

static void expect_equal(void *edited, void *fresh)
{
	const struct bgp_model *a = edited, *b = fresh;
	CU_ASSERT_EQUAL(memcmp(a, b, offsetof(struct bgp_model, families)), 0);
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		expect_equal_families(&a->families[f], &b->families[f]);
	expect_equal_peers(a, b);
	expect_equal_lists(&a->filters, &b->filters);
	expect_equal_route_maps(&a->filters, &b->filters);
}

static const struct daemon_ops ops = {
    .owner = &cmd_owner_bgpd, .model_new = model_new, .model_apply = model_apply, .model_free = model_free};

/* Everybody names lists and maps, and those name one another. */
static const char text[] =
    "prefix-list A seq 5 permit 10.0.0.0/8 le 24\nprefix-list A seq 10 deny 10.1.0.0/16\n"
    "prefix-list B seq 5 permit 10.1.0.0/16\nipv6 prefix-list A seq 5 permit 2001:db8::/32\n"
    "as-path access-list 1 permit _65009$\nas-path access-list 1 deny ^$\nas-path access-list 2 permit "
    "^65001_\n"
    "community-list standard C permit 65000:1\ncommunity-list standard C deny 65000:2\n"
    "community-list expanded E permit 65000:.*\n"
    "route-map M permit 10\n match ip address prefix-list A\n match as-path 1\n set metric 5\n"
    "route-map M deny 20\n match community C\n"
    "route-map N permit 10\n match ip next-hop prefix-list B\n match ip address prefix-list A B\n set weight "
    "7\n"
    "route-map N permit 30\n match ipv6 address prefix-list A\n match community E\n"
    "route-map O permit 10\n"
    "router bgp 65530\n bgp router-id 192.0.2.1\n bgp default local-preference 200\n timers bgp 20 60\n"
    " bgp bestpath compare-routerid\n"
    " address-family ipv4 unicast\n"
    "  neighbor 192.0.2.9 remote-as 64501\n  neighbor 192.0.2.9 activate\n  neighbor 192.0.2.9 prefix-list A "
    "in\n"
    "  neighbor 192.0.2.9 prefix-list B out\n  neighbor 192.0.2.9 filter-list 1 in\n"
    "  neighbor 192.0.2.9 route-map M in\n  neighbor 192.0.2.9 password key\n"
    "  neighbor 10.1.2.3 remote-as 64502\n  neighbor 10.1.2.3 route-map N out\n  neighbor 10.1.2.3 weight 9\n"
    "  neighbor 10.1.2.3 filter-list 2 out\n  neighbor 10.1.2.3 timers 5 15\n"
    "  network 10.1.0.0 mask 255.255.0.0 route-map N\n  network 10.2.0.0 mask 255.255.0.0\n"
    "  aggregate-address 10.0.0.0 255.0.0.0 summary-only\n"
    "  aggregate-address 10.64.0.0 255.192.0.0 suppress-map M attribute-map O\n"
    "  redistribute connected route-map M\n  redistribute static metric 7\n  maximum-paths 4\n"
    " exit-address-family\n"
    " address-family ipv6 unicast\n"
    "  neighbor 2001:db8::1 remote-as 64503\n  neighbor 2001:db8::1 activate\n"
    "  neighbor 2001:db8::1 prefix-list A in\n  neighbor 2001:db8::1 route-map N in\n"
    "  network 2001:db8:7::/48 route-map N\n  redistribute static route-map O\n";

static void random_edits(void)
{
	static const struct share_subject subject = {text, &ops, world_new, world_free, expect_equal};
	share_edits(&subject, 10000);
}

int main(void)
{
	CU_TestInfo tests[] = {{"random edits", random_edits}, CU_TEST_INFO_NULL};
	return unit_main("bgpd-config", tests);
}
