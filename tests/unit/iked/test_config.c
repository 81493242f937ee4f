/* SPDX-License-Identifier: Apache-2.0 */
/* What lines make of iked's settings one by one is what they make of them all at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include "tests/unit/grammar/share.h"
#include "tests/unit/unit.h"

/* What the engine holds: the settings of each tunnel, as ike_apply() and ike_remove() would keep them. */
struct held {
	UT_hash_handle hh; /* by peer.tunnel */
	struct peer_settings peer;
};

struct world {
	struct iked_model *model;
	struct interfaces interfaces;
	struct settings *settings;
	struct held *peers;
};

static void *world_new(void)
{
	struct world *w = calloc(1, sizeof(*w));
	w->model = config_model_new();
	return w;
}

static void forget(void *arg, const char *tunnel)
{
	struct world *w = arg;
	struct held *h;
	HASH_FIND(hh, w->peers, tunnel, strlen(tunnel), h);
	CU_ASSERT_PTR_NOT_NULL_FATAL(h);
	HASH_DEL(w->peers, h);
	peer_settings_clear(&h->peer);
	free(h);
}

static void world_free(void *ctx)
{
	struct world *w = ctx;
	while (w->peers)
		forget(w, w->peers->peer.tunnel);
	settings_free(w->settings);
	config_model_free(w->model);
	free(w);
}

static void hold(struct world *w, const struct peer_settings *s)
{
	struct held *h;
	HASH_FIND(hh, w->peers, s->tunnel, strlen(s->tunnel), h);
	if (!h) {
		h = calloc(1, sizeof(*h));
		memcpy(h->peer.tunnel, s->tunnel, sizeof(s->tunnel));
		HASH_ADD_KEYPTR(hh, w->peers, h->peer.tunnel, strlen(h->peer.tunnel), h);
	}
	peer_settings_copy(&h->peer, s);
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
	config_change(w->model, change, forget, w);
	settings_free(w->settings);
	w->settings = config_resolve(w->model, &w->interfaces);
	for (unsigned i = 0; i < w->settings->peer_count; i++)
		hold(w, &w->settings->peer[i]);
}

static void expect_equal_peers(const struct peer_settings *a, const struct peer_settings *b)
{
	CU_ASSERT_STRING_EQUAL(a->incomplete, b->incomplete);
	CU_ASSERT_FALSE(peer_settings_differ(a, b));
	CU_ASSERT_EQUAL(a->shutdown, b->shutdown);
	CU_ASSERT_EQUAL(a->responder_only, b->responder_only);
	CU_ASSERT_EQUAL(a->pfs_group, b->pfs_group);
	CU_ASSERT_EQUAL(a->lifetime_seconds, b->lifetime_seconds);
	CU_ASSERT_EQUAL(a->lifetime_kilobytes, b->lifetime_kilobytes);
	CU_ASSERT_EQUAL(a->replay_window, b->replay_window);
	CU_ASSERT_EQUAL(memcmp(&a->dpd, &b->dpd, sizeof(a->dpd)), 0);
	CU_ASSERT_EQUAL(a->esp == NULL, b->esp == NULL);
	CU_ASSERT_TRUE(!a->esp || !b->esp || proposal_list_equal(a->esp, b->esp));
}

static void expect_equal(void *edited, void *fresh)
{
	const struct world *a = edited, *b = fresh;
	CU_ASSERT_TRUE(proposal_list_equal(&a->settings->ike, &b->settings->ike));
	CU_ASSERT_EQUAL(
	    memcmp(a->settings->ike_lifetime, b->settings->ike_lifetime, sizeof(a->settings->ike_lifetime)),
	    0);
	CU_ASSERT_EQUAL(a->settings->nat_traversal, b->settings->nat_traversal);
	CU_ASSERT_EQUAL(a->settings->legacy, b->settings->legacy);
	CU_ASSERT_EQUAL(a->settings->fragment_mtu4, b->settings->fragment_mtu4);
	CU_ASSERT_EQUAL(a->settings->fragment_mtu6, b->settings->fragment_mtu6);
	CU_ASSERT_EQUAL(HASH_COUNT(a->peers), HASH_COUNT(b->peers));
	for (const struct held *h = a->peers, *twin; h; h = h->hh.next) {
		HASH_FIND(hh, b->peers, h->peer.tunnel, strlen(h->peer.tunnel), twin);
		CU_ASSERT_PTR_NOT_NULL(twin);
		if (twin)
			expect_equal_peers(&h->peer, &twin->peer);
	}
}

static const struct daemon_ops ops = {
    .owner = &cmd_owner_iked, .model_new = model_new, .model_apply = model_apply, .model_free = model_free};

/* Two tunnels that can come up, a third one of the same peer; names that are spelled in two ways. */
static const char text[] =
    "hostname gw\ndomain-name example.net\n"
    "crypto isakmp identity hostname\n"
    "crypto ikev2 enable outside\ncrypto ikev2 enable inside\n"
    "crypto ikev2 policy 10\n encryption aes-256\ncrypto ikev2 policy 20\n lifetime seconds 3600\n"
    "crypto ipsec ikev2 ipsec-proposal A\n protocol esp encryption aes-256\n protocol esp esn\n"
    "crypto ipsec ikev2 ipsec-proposal B\n protocol esp encryption aes-gcm\n"
    "crypto ipsec profile P\n set ikev2 ipsec-proposal A B\n set pfs group19\n"
    "crypto ipsec profile Q\n set ikev2 ipsec-proposal B\n set ikev2 local-identity hostname\n"
    " set security-association lifetime seconds 600\n"
    "crypto ipsec security-association lifetime seconds 7200\n"
    "crypto ipsec security-association replay disable\n"
    "tunnel-group 192.0.2.9 type ipsec-l2l\ntunnel-group 192.0.2.9 ipsec-attributes\n"
    " ikev2 remote-authentication pre-shared-key one\n"
    " ikev2 local-authentication pre-shared-key two\n isakmp keepalive threshold 20 retry 3\n"
    "tunnel-group 10.1.2.3 type ipsec-l2l\ntunnel-group 10.1.2.3 ipsec-attributes\n"
    " ikev2 remote-authentication pre-shared-key one\n"
    " ikev2 local-authentication pre-shared-key one\n"
    "interface Tunnel1\n nameif T1\n tunnel source interface outside\n tunnel destination 192.0.2.9\n"
    " tunnel mode ipsec ipv4\n tunnel protection ipsec profile P\n"
    "interface Tunnel2\n nameif T2\n tunnel source interface inside\n tunnel destination 10.1.2.3\n"
    " tunnel mode ipsec ipv4\n tunnel protection ipsec profile Q\n"
    "interface Tunnel3\n nameif T3\n shutdown\n tunnel source interface Outside\n"
    " tunnel destination 192.0.2.9\n tunnel mode ipsec ipv6\n tunnel protection ipsec profile P\n";

static void random_edits(void)
{
	static const struct share_subject subject = {text, &ops, world_new, world_free, expect_equal};
	share_edits(&subject, 10000);
}

int main(void)
{
	CU_TestInfo tests[] = {{"random edits", random_edits}, CU_TEST_INFO_NULL};
	return unit_main("iked config", tests);
}
