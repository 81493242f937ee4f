/* SPDX-License-Identifier: Apache-2.0 */
/* What lines make of the model of bgpd one by one is what they make of it all at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_bgpd.h"
#include "daemons/bgpd/config.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_store.h"
#include "tests/unit/unit.h"

#define EDITS   10000
#define ROUTER  "router bgp 65530"
#define FAMILY4 ROUTER "\naddress-family ipv4 unicast"
#define FAMILY6 ROUTER "\naddress-family ipv6 unicast"

static uint32_t seed = 7;

static unsigned pick(unsigned below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* `%` is a random digit. */
static const struct {
	const char *path, *line;
} edits[] = {
    {FAMILY4, "neighbor 192.0.2.% remote-as 6450%"},
    {FAMILY4, "neighbor 192.0.2.% description number %"},
    {FAMILY4, "neighbor 192.0.2.% timers 1% 6%"},
    {FAMILY4, "neighbor 192.0.2.% password key%"},
    {FAMILY4, "neighbor 192.0.2.% activate"},
    {FAMILY6, "neighbor 192.0.2.% activate"},
    {FAMILY6, "neighbor 2001:db8::% remote-as 6450%"},
    {FAMILY6, "neighbor 2001:db8::% weight 1%"},
    {FAMILY4, "neighbor 192.0.2.% weight 1%"},
    {FAMILY4, "neighbor 192.0.2.% next-hop-self"},
    {FAMILY4, "neighbor 192.0.2.% shutdown"},
    {FAMILY4, "network 10.%.0.0 mask 255.255.0.0"},
    {FAMILY6, "network 2001:db8:%::/48"},
    {ROUTER, "bgp router-id 192.0.2.%"},
};
#define KINDS (sizeof(edits) / sizeof(edits[0]))

static void random_line(const char *pattern, char *dst)
{
	for (; *pattern; pattern++)
		*dst++ = *pattern == '%' ? (char)('0' + 1 + pick(6)) : *pattern;
	*dst = '\0';
}

/* Takes the open transaction into `model`, as main.c does; a change of the settings is the whole. */
static void take(struct cmd_store *store, struct bgp_model **model)
{
	struct bgpd_model *before = config_model_new(), *after = config_model_new();
	struct cmd_change change = {.before = before, .after = after};
	struct cmd_faults faults = {0};
	CU_ASSERT_TRUE(cmd_owner_build_change(&cmd_owner_bgpd, store, &change, &faults));
	cmd_store_commit(store);
	if (change.settings) {
		struct bgpd_model *whole = config_model_new();
		CU_ASSERT_TRUE(cmd_owner_build(&cmd_owner_bgpd, store, whole, &faults));
		bgp_model_free(*model);
		*model = whole->bgp;
		whole->bgp = bgp_model_new();
		config_model_free(whole);
	} else {
		bgp_model_merge(*model, before->bgp, after->bgp);
	}
	config_model_free(before);
	config_model_free(after);
	cmd_faults_free(&faults);
}

static void expect_equal(const struct bgp_model *a, const struct bgp_model *b)
{
	const struct peer_config *p, *twin;
	CU_ASSERT_EQUAL(HASH_COUNT(a->peers), HASH_COUNT(b->peers));
	for (p = a->peers; p; p = p->hh.next) {
		twin = bgp_model_find(b, &p->address);
		CU_ASSERT_TRUE(twin && memcmp(p, twin, offsetof(struct peer_config, hh)) == 0);
	}
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		const struct bgp_family_config *fa = &a->families[f], *fb = &b->families[f];
		CU_ASSERT_EQUAL(HASH_COUNT(fa->networks), HASH_COUNT(fb->networks));
		for (const struct network_config *n = fa->networks; n; n = n->hh.next)
			CU_ASSERT_PTR_NOT_NULL(bgp_model_find_network(fb, &n->prefix));
	}
	CU_ASSERT_EQUAL(a->router_id, b->router_id);
}

static void expect_like_a_fresh_start(const struct cmd_store *store, const struct bgp_model *model)
{
	struct cmd_store *fresh = cmd_store_new();
	struct bgp_model *other = bgp_model_new();
	cmd_store_divide(fresh, 1u << CMD_OWNER_BGPD);
	cmd_store_begin(fresh);
	cmd_store_replace(fresh, store);
	take(fresh, &other);
	expect_equal(model, other);
	bgp_model_free(other);
	cmd_store_free(fresh);
}

static void random_edits(void)
{
	struct cmd_store *store = cmd_store_new();
	struct bgp_model *model = bgp_model_new();
	char line[128], reason[256];
	cmd_store_divide(store, 1u << CMD_OWNER_BGPD);
	cmd_store_begin(store);
	cmd_store_apply(store, CMD_SET, "", ROUTER, 0, reason, sizeof(reason));
	cmd_store_apply(store, CMD_SET, ROUTER, "address-family ipv4 unicast", 0, reason, sizeof(reason));
	cmd_store_apply(store, CMD_SET, ROUTER, "address-family ipv6 unicast", 0, reason, sizeof(reason));
	take(store, &model);
	for (unsigned i = 0; i < EDITS; i++) {
		cmd_store_begin(store);
		for (unsigned n = 1 + pick(3); n > 0; n--) {
			unsigned kind = pick(pick(20) ? KINDS - 1 : KINDS);
			random_line(edits[kind].line, line);
			CU_ASSERT_TRUE(cmd_store_apply(store, pick(3) ? CMD_SET : CMD_UNSET, edits[kind].path,
			    line, 0, reason, sizeof(reason)));
		}
		take(store, &model);
		if (i % 500 == 499)
			expect_like_a_fresh_start(store, model);
	}
	bgp_model_free(model);
	cmd_store_free(store);
}

int main(void)
{
	CU_TestInfo tests[] = {{"random edits", random_edits}, CU_TEST_INFO_NULL};
	return unit_main("bgpd-config", tests);
}
