/* SPDX-License-Identifier: Apache-2.0 */
/* What `debug crypto ikev2` tells of a conversation, and what it never tells. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/buf.h"
#include "lib/debug.h"
#include "tests/replay/iked/world.h"
#include "tests/unit/unit.h"

static struct wbuf heard;
static struct { /* secrets seen while they lived, as they would be printed */
	unsigned count;
	char hex[512][2 * 16 + 1];
	char raw[512][16];
} secrets;

static void hear(
    void *arg, enum debug_area area, unsigned level, const struct ip_addr *peer, const char *text)
{
	wbuf_bytes(&heard, text, strlen(text));
	wbuf_u8(&heard, '\n');
}

static void listen_to(unsigned level)
{
	struct debug_set set = {0};
	for (enum debug_area area = 0; area < DEBUG_AREAS; area++)
		debug_set_add(&set, &(struct debug_want){.area = (uint8_t)area, .level = (uint8_t)level});
	debug_sink(hear, NULL);
	debug_listen(&set);
	wbuf_free(&heard);
	heard = (struct wbuf){0};
	memset(&secrets, 0, sizeof(secrets));
}

static const char *told(void)
{
	wbuf_u8(&heard, '\0');
	heard.len--;
	return (const char *)heard.data;
}

static bool tells(const char *words)
{
	bool ok = strstr(told(), words) != NULL;
	if (!ok)
		fprintf(stderr, "not told: %s\n", words);
	return ok;
}

/* The first 16 bytes give the rest away. */
static void note(const uint8_t *data, size_t size)
{
	if (size < 16 || secrets.count == 512)
		return;
	for (unsigned i = 0; i < 16; i++)
		sprintf(secrets.hex[secrets.count] + 2 * i, "%02x", data[i]);
	memcpy(secrets.raw[secrets.count++], data, 16);
}

static void note_sa(const struct ike_sa *sa)
{
	const struct ike_keys *k = &sa->keys;
	note(k->d, k->prf_size);
	note(k->pi, k->prf_size);
	note(k->pr, k->prf_size);
	note(k->ai, k->integ_size);
	note(k->ar, k->integ_size);
	note(k->ei, k->encr_size);
	note(k->er, k->encr_size);
	if (sa->setup) {
		note(sa->setup->ni.data, sa->setup->ni.size);
		note(sa->setup->nr.data, sa->setup->nr.size);
	}
	if (sa->create)
		note(sa->create->ni.data, sa->create->ni.size);
	note(sa->lowest.data, sa->lowest.size);
}

static bool watch_secrets(
    struct world *w, struct end *from, unsigned number, const uint8_t *data, size_t size)
{
	for (struct ike_sa *sa = from->ike->sas; sa; sa = sa->hh.next)
		note_sa(sa);
	for (unsigned i = 0; i < WORLD_SAS_MAX; i++)
		if (from->sas[i].used) {
			note(from->sas[i].spec.encr_key, from->sas[i].spec.encr_key_size);
			note(from->sas[i].spec.auth_key, from->sas[i].spec.auth_key_size);
		}
	return true;
}

static bool has_secret(void)
{
	char *lower = strdup(told());
	bool found = strstr(lower, "fddsFF123****") || strstr(lower, "another*key");
	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	for (unsigned i = 0; i < secrets.count; i++)
		found = found || strstr(lower, secrets.hex[i]) ||
			memmem(heard.data, heard.len, secrets.raw[i], 16);
	free(lower);
	return found;
}

static void finish(struct world *w)
{
	world_free(w);
	debug_listen(NULL);
	debug_sink(NULL, NULL);
	wbuf_free(&heard);
}

static void a_set_up_and_its_rekeys(void)
{
	struct world *w = world_new(1, DH_CURVE25519);
	listen_to(255);
	w->look = watch_secrets;
	world_start(&w->a);
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	CU_ASSERT(tells("Sending Packet [To "));
	CU_ASSERT(tells(" IKEv2 IKE_SA_INIT Exchange REQUEST, we are the initiator"));
	CU_ASSERT(tells("\n SA, proposals: AES-CBC-128/"));
	CU_ASSERT(tells("\n KE, group 31, length"));
	CU_ASSERT(tells("chosen: AES-CBC-128, group 31"));
	CU_ASSERT(tells("\n AUTH, method 2 (PSK), length"));
	CU_ASSERT(tells("\n TSi: 0.0.0.0-255.255.255.255/0/0-65535"));
	CU_ASSERT(tells("\n NOTIFY(INITIAL_CONTACT)"));
	CU_ASSERT(tells("CurState: INIT_SENT -> AUTH_SENT"));
	CU_ASSERT(tells("SA UP. Reason: New Connection Established"));
	CU_ASSERT(tells("IPSEC: "));
	CU_ASSERT(tells("is rekeyed in"));
	world_run(w, (int64_t)90000 * LOOP_SEC);
	CU_ASSERT(tells("CREATE_CHILD_SA Exchange REQUEST"));
	CU_ASSERT(tells("\n DELETE, ESP SAs: 0x"));
	CU_ASSERT(secrets.count > 30);
	CU_ASSERT_FALSE(has_secret());
	wbuf_bytes(&heard, secrets.hex[3], 32); /* the test can fail */
	CU_ASSERT(has_secret());
	finish(w);
}

static void depth_is_the_operators(void)
{
	struct world *w = world_new(2, DH_CURVE25519);
	listen_to(1);
	world_start(&w->a);
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	CU_ASSERT(tells("SA UP"));
	CU_ASSERT_PTR_NULL(strstr(told(), "Packet ["));
	CU_ASSERT_PTR_NULL(strstr(told(), "SM Trace"));
	finish(w);
}

static void a_silent_peer(void)
{
	struct world *w = world_new(3, DH_CURVE25519);
	listen_to(1);
	w->b.mute = true;
	world_start(&w->a);
	world_run(w, 30 * LOOP_SEC);
	CU_ASSERT(tells("no answer to IKE_SA_INIT 0, retransmission 1 of 6"));
	CU_ASSERT(tells("retransmission 6 of 6"));
	CU_ASSERT(tells("SA DOWN. Reason: NO_ANSWER"));
	CU_ASSERT(tells("the next one in"));
	finish(w);
}

static void refusals(void)
{
	struct world *w = world_new(4, DH_ECP_256);
	listen_to(1);
	ike_apply(w->a.ike, world_settings(&w->a, DH_CURVE25519));
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT(tells("no proposal of the peer's fits. It offers AES-CBC-128/"));
	CU_ASSERT(tells("the peer's IKE_SA_INIT is refused with NO_PROPOSAL_CHOSEN"));
	CU_ASSERT(tells("we accept AES-CBC-128/"));
	finish(w);

	w = world_new(5, DH_CURVE25519);
	listen_to(1);
	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	s->peer->local_key.data[0] ^= 1;
	ike_apply(w->a.ike, s);
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT(tells("the peer's IKE_AUTH is refused with AUTHENTICATION_FAILED"));
	CU_ASSERT(tells("SA DOWN. Reason: AUTH_BY_PEER"));
	CU_ASSERT_FALSE(has_secret());
	finish(w);
}

static CU_TestInfo tests[] = {
    {"a set-up and its rekeys", a_set_up_and_its_rekeys},
    {"depth is the operator's", depth_is_the_operators},
    {"a silent peer", a_silent_peer},
    {"refusals", refusals},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked debug", tests);
}
