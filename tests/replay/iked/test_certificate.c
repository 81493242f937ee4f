/* SPDX-License-Identifier: Apache-2.0 */
/* Two ends with certificates: what comes up, across restarts and rekeys, and what a flipped bit does to it. */
#include "daemons/iked/rekey.h"
#include "lib/debug.h"
#include "tests/replay/iked/scene.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>

static struct world *up(uint64_t seed, const struct scene *scene)
{
	struct world *w = scene_begin(seed, scene);
	CU_ASSERT_TRUE_FATAL(world_until_up(w, 10 * LOOP_SEC));
	return w;
}

static void each_kind_comes_up(void)
{
	static const struct scene scenes[] = {
	    {.rsa = true},
	    {.rsa = false},
	    {.between = true},
	    {.rsa = true, .between = true},
	    {.key_of_b = true},
	    {.revocation = TRUST_REVOCATION_CRL},
	    {.revocation = TRUST_REVOCATION_CRL_IF_ANY, .list = true},
	};
	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		struct world *w = up(100 + i, &scenes[i]);
		enum auth_kind kind = scenes[i].rsa ? AUTH_BY_RSA : AUTH_BY_ECDSA;
		CU_ASSERT_EQUAL(end_sa(&w->a)->auth_local, kind);
		CU_ASSERT_EQUAL(end_sa(&w->b)->auth_remote, kind);
		CU_ASSERT_EQUAL(end_sa(&w->a)->auth_remote, scenes[i].key_of_b ? AUTH_BY_KEY : kind);
		CU_ASSERT_EQUAL(end_sa(&w->b)->remote_id.type, ID_DER_ASN1_DN);
		world_free(w);
	}
}

static char told[8192];

static void hear(
    void *arg, enum debug_area area, unsigned level, const struct ip_addr *peer, const char *text)
{
	size_t used = strlen(told);
	snprintf(told + used, sizeof(told) - used, "%s\n", text);
}

static void debug_tells_of_certificates(void)
{
	static const struct scene good = {.rsa = false}, stranger = {.stranger = true};
	const struct debug_set set = {.count = 1, .want = {{.area = DEBUG_CA, .level = 2}}};
	debug_sink(hear, NULL);
	debug_listen(&set);
	world_free(up(140, &good));
	CU_ASSERT_PTR_NOT_NULL(strstr(told, ": certificate of "));
	CU_ASSERT_PTR_NOT_NULL(strstr(told, ", issued by "));
	CU_ASSERT_PTR_NOT_NULL(strstr(told, " is valid and names the peer"));
	CU_ASSERT_PTR_NULL(strstr(told, "is refused"));
	struct world *w = scene_begin(141, &stranger);
	world_run(w, LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(strstr(told, "the peer is refused: CERT_"));
	world_free(w);
	debug_listen(NULL);
	debug_sink(NULL, NULL);
}

/* Identities of each kind that the certificate names, and what other settings make of those that it does not. */
static void identities(void)
{
	struct scene scene = {.grant = {.name = "a",
				  .names = "DNS:a.example.com,IP:203.0.113.1,email:a@example.com",
				  .from = -1,
				  .to = 1}};
	const struct ip_addr address = ip_addr_v4(0xcb007101);
	const struct ike_id ids[] = {ike_id_text(ID_FQDN, "a.example.com"),
	    ike_id_text(ID_RFC822_ADDR, "a@example.com"), ike_id_address(&address)};
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		scene.id = ids[i];
		world_free(up(120 + i, &scene));
	}
	scene.id = ike_id_text(ID_KEY_ID, "a");
	scene.validation = ID_VALIDATION_IF_THERE;
	world_free(up(125, &scene));
	scene.id = ike_id_text(ID_FQDN, "b.example.com");
	scene.validation = ID_VALIDATION_NONE;
	world_free(up(126, &scene));
}

static void a_restart_and_a_rekey_keep_who_it_is(void)
{
	const struct scene scene = {.rsa = true};
	struct world *w = up(130, &scene);
	end_restart(&w->b, true);
	world_run(w, 2 * LOOP_SEC);
	CU_ASSERT_EQUAL_FATAL(end_sa(&w->b)->auth_remote, AUTH_BY_RSA);
	uint64_t spi = end_sa(&w->a)->local_spi;
	end_sa(&w->a)->want_rekey = true;
	ike_sa_continue(end_sa(&w->a));
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_NOT_EQUAL(end_sa(&w->a)->local_spi, spi);
	CU_ASSERT_EQUAL(end_sa(&w->a)->auth_remote, AUTH_BY_RSA);
	world_free(w);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"debug tells of certificates", debug_tells_of_certificates},
	    {"each kind comes up", each_kind_comes_up},
	    {"identities", identities},
	    {"a restart and a rekey keep who it is", a_restart_and_a_rekey_keep_who_it_is},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("iked certificate", tests);
}
