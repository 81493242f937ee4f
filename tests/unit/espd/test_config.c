/* SPDX-License-Identifier: Apache-2.0 */
/* What lines make of the settings of espd's tunnels one by one is what they make of them all at once. */
#include <stdlib.h>
#include <string.h>
#include "cmd_espd.h"
#include "daemons/espd/config.h"
#include "tests/unit/grammar/share.h"
#include "tests/unit/unit.h"

struct held { /* what tunnels_put() and tunnels_remove() would keep */
	UT_hash_handle hh;
	struct tunnel_settings settings;
};

struct world {
	struct espd_model *model;
	struct held *tunnels;
};

static void *world_new(void)
{
	struct world *w = calloc(1, sizeof *w);
	w->model = config_model_new();
	return w;
}

static void forget(void *arg, const char *tunnel)
{
	struct world *w = arg;
	struct held *h;
	HASH_FIND_STR(w->tunnels, tunnel, h);
	CU_ASSERT_PTR_NOT_NULL_FATAL(h);
	HASH_DEL(w->tunnels, h);
	free(h);
}

static void world_free(void *ctx)
{
	struct world *w = ctx;
	while (w->tunnels != NULL)
		forget(w, w->tunnels->settings.name);
	config_model_free(w->model);
	free(w);
}

static void hold(struct world *w, const struct tunnel_settings *settings)
{
	struct held *h;
	HASH_FIND_STR(w->tunnels, settings->name, h);
	if (h == NULL) {
		h = calloc(1, sizeof *h);
		h->settings = *settings;
		HASH_ADD_STR(w->tunnels, settings.name, h);
	}
	h->settings = *settings;
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
	struct world *w = ctx;
	struct tunnel_settings settings;
	config_change(w->model, change, forget, w);
	while (config_next_due(w->model, &settings))
		hold(w, &settings);
}

static void expect_equal_tunnels(const struct tunnel_settings *a, const struct tunnel_settings *b)
{
	CU_ASSERT_STRING_EQUAL(a->nameif, b->nameif);
	CU_ASSERT_EQUAL(a->shutdown, b->shutdown);
	CU_ASSERT_EQUAL(a->mtu, b->mtu);
	CU_ASSERT_EQUAL(a->df, b->df);
	CU_ASSERT_EQUAL(a->mss_max, b->mss_max);
	CU_ASSERT_EQUAL(a->mss_min, b->mss_min);
}

static void expect_equal(void *edited, void *fresh)
{
	const struct world *a = edited, *b = fresh;
	CU_ASSERT_EQUAL(a->model->global.pmtu_aging, b->model->global.pmtu_aging);
	CU_ASSERT_EQUAL(a->model->global.keepalive, b->model->global.keepalive);
	CU_ASSERT_EQUAL(HASH_COUNT(a->tunnels), HASH_COUNT(b->tunnels));
	for (const struct held *h = a->tunnels, *twin; h != NULL; h = h->hh.next) {
		HASH_FIND_STR(b->tunnels, h->settings.name, twin);
		CU_ASSERT_PTR_NOT_NULL(twin);
		if (twin != NULL)
			expect_equal_tunnels(&h->settings, &twin->settings);
	}
}

static const struct daemon_ops ops = {
    .owner = &cmd_owner_espd, .model_new = model_new, .model_apply = model_apply, .model_free = model_free};

static const char text[] =
    "interface GigabitEthernet0/0\n nameif outside\n ip address 192.0.2.1 255.255.255.0\n"
    "interface Tunnel1\n nameif T1\n tunnel source interface outside\n"
    "interface Tunnel2\n nameif T2\n shutdown\n tunnel source interface Outside\n"
    "interface Tunnel3\n nameif T3\n"
    "mtu outside 1400\nmtu T1 1300\nmtu t2 1200\n"
    "crypto ipsec df-bit clear-df outside\ncrypto ipsec df-bit set-df T1\n"
    "sysopt connection tcpmss 1200\nsysopt connection tcpmss minimum 300\n"
    "crypto ipsec security-association pmtu-aging 60\ncrypto isakmp nat-traversal 30\n";

static void random_edits(void)
{
	static const struct share_subject subject = {text, &ops, world_new, world_free, expect_equal};
	share_edits(&subject, 10000);
}

int main(void)
{
	CU_TestInfo tests[] = {{"random edits", random_edits}, CU_TEST_INFO_NULL};
	return unit_main("espd-config", tests);
}
