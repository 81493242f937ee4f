/* SPDX-License-Identifier: Apache-2.0 */
/* What the settings say: algorithms that change under a live tunnel, ESN, identities, what the operator is told. */
#include "tests/replay/iked/world.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>

static struct world *up(uint64_t seed)
{
	struct world *w = world_new(seed, DH_CURVE25519);
	world_start(&w->a);
	if (!world_until_up(w, LOOP_SEC))
		CU_FAIL("not up");
	world_run(w, LOOP_SEC);
	return w;
}

static void replace(struct proposal *p, uint8_t type, uint16_t id, uint16_t bits)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->transform[i].type == type)
			p->transform[i] = (struct transform){type, id, bits};
}

enum change {
	CHANGE_ESP = 1,
	CHANGE_IKE = 2,
};

static void change(struct end *e, unsigned what)
{
	struct settings *s = world_settings(e, DH_CURVE25519);
	s->peer->responder_only = true;
	if (what & CHANGE_ESP)
		replace(&s->peer->esp->proposal[0], TRANSFORM_ENCR, ENCR_AES_CBC, 256);
	if (what & CHANGE_IKE)
		replace(&s->ike.proposal[0], TRANSFORM_ENCR, ENCR_AES_CBC, 192);
	ike_apply(e->ike, s);
}

static void expect_suites(struct end *e, unsigned what)
{
	CU_ASSERT_EQUAL(end_child(e)->suite.encr_bits, what & CHANGE_ESP ? 256 : 128);
	CU_ASSERT_EQUAL(end_sa(e)->suite.encr_bits, what & CHANGE_IKE ? 192 : 128);
}

/* One end is told, then the other, `gap` later: the tunnel changes over as soon as both agree, without loss. */
static void changed(unsigned what, struct end *first, int64_t gap)
{
	struct world *w = first->world;
	uint64_t spi = end_sa(first)->local_spi;
	world_probe(w, 1);
	change(first, what);
	world_run(w, gap);
	if (gap)
		expect_suites(first, 0);
	change(world_other(first), what);
	world_run(w, 3 * LOOP_SEC);
	expect_suites(first, what);
	expect_suites(world_other(first), what);
	CU_ASSERT_EQUAL(end_sa(first)->local_spi != spi, (what & CHANGE_IKE) != 0);
	world_run(w, 60 * LOOP_SEC); /* what was refused is asked for again, and nothing more comes of it */
	CU_ASSERT(world_is_single(w));
	CU_ASSERT_EQUAL(world_lost(w), 0);
	CU_ASSERT_EQUAL(end_count_dataplane(first, SA_IN), 1);
	CU_ASSERT_EQUAL(first->notices, 1);
}

static void proposals_change(void)
{
	for (unsigned what = CHANGE_ESP; what <= (CHANGE_ESP | CHANGE_IKE); what++)
		for (int by_b = 0; by_b < 2; by_b++)
			for (int64_t gap = 0; gap <= 2 * LOOP_SEC; gap += LOOP_SEC) {
				struct world *w = up(100 + what * 10 + (unsigned)by_b);
				changed(what, by_b ? &w->b : &w->a, gap);
				world_free(w);
			}
}

/* A group for PFS that comes later counts at once, too. */
static void pfs_changes(void)
{
	struct world *w = up(130);
	struct end *ends[] = {&w->a, &w->b};
	world_probe(w, 1);
	for (int i = 0; i < 2; i++) {
		struct settings *s = world_settings(ends[i], DH_CURVE25519);
		s->peer->responder_only = true;
		s->peer->pfs_group = DH_ECP_256;
		replace(&s->peer->esp->proposal[0], TRANSFORM_DH, DH_ECP_256, 0);
		ike_apply(ends[i]->ike, s);
	}
	world_run(w, 3 * LOOP_SEC);
	CU_ASSERT_EQUAL(end_child(&w->a)->suite.group, DH_ECP_256);
	world_run(w, 30 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	CU_ASSERT_EQUAL(world_lost(w), 0);
	world_free(w);
}

/* Offers of ESN at either end, most preferred first: 0 and 1 for "none" and "ESN". */
static void esn(const char *a, const char *b, bool agreed, bool wanted)
{
	struct world *w = world_new(140, DH_CURVE25519);
	struct end *ends[] = {&w->b, &w->a};
	const char *offers[] = {b, a};
	for (int i = 0; i < 2; i++) {
		struct settings *s = world_settings(ends[i], DH_CURVE25519);
		struct proposal *p = &s->peer->esp->proposal[0];
		s->peer->responder_only = i == 0;
		p->count--;
		for (const char *o = offers[i]; *o; o++)
			proposal_transform(p, TRANSFORM_ESN, (uint16_t)(*o - '0'), 0);
		ike_apply(ends[i]->ike, s);
	}
	CU_ASSERT_EQUAL(world_until_up(w, LOOP_SEC), agreed);
	for (unsigned i = 0; agreed && i < WORLD_SAS_MAX; i++) {
		CU_ASSERT(!w->a.sas[i].used || w->a.sas[i].spec.esn == wanted);
		CU_ASSERT(!w->b.sas[i].used || w->b.sas[i].spec.esn == wanted);
	}
	world_free(w);
}

static void extended_sequence_numbers(void)
{
	esn("10", "10", true, true);
	esn("10", "0", true, false); /* the responder does not care for it, both may do without */
	esn("0", "10", true, false);
	esn("1", "0", true, true); /* the initiator insists */
	esn("0", "1", true, false);
}

/* The peer tells who it is in its own words; another identity needs a new proof. */
static void identities(void)
{
	char text[ID_STRLEN];
	struct world *w = up(150);
	CU_ASSERT_STRING_EQUAL(ike_id_str(&end_sa(&w->b)->remote_id, text), "203.0.113.1");
	uint64_t spi = end_sa(&w->a)->local_spi;
	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	s->peer->local_id = ike_id_text(ID_FQDN, "gw.example.net");
	ike_apply(w->a.ike, s);
	world_run(w, LOOP_SEC);
	CU_ASSERT_NOT_EQUAL(end_sa(&w->a)->local_spi, spi);
	CU_ASSERT_EQUAL(end_sa(&w->b)->remote_id.type, ID_FQDN);
	CU_ASSERT_STRING_EQUAL(ike_id_str(&end_sa(&w->b)->remote_id, text), "gw.example.net");
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

static void expect_notice(struct end *e, unsigned count, const char *text)
{
	CU_ASSERT_EQUAL(e->notices, count);
	CU_ASSERT_STRING_EQUAL(e->notice, text);
}

static void notices(void)
{
	struct world *w = up(160);
	expect_notice(&w->a, 1, "Tunnel1: tunnel to 198.51.100.191 is up");
	expect_notice(&w->b, 1, "Tunnel1: tunnel to 203.0.113.1 is up");
	end_sa(&w->a)->want_rekey = true;
	ike_sa_continue(end_sa(&w->a));
	world_run(w, 10 * LOOP_SEC);
	CU_ASSERT_EQUAL(w->a.notices + w->b.notices, 2);
	end_restart(&w->a, true);
	world_run(w, 10 * LOOP_SEC);
	CU_ASSERT_EQUAL(w->a.notices + w->b.notices, 2);
	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	s->peer->shutdown = true;
	ike_apply(w->a.ike, s);
	world_run(w, LOOP_SEC);
	expect_notice(&w->a, 2, "Tunnel1: tunnel to 198.51.100.191 is down: administratively down");
	expect_notice(&w->b, 2, "Tunnel1: tunnel to 203.0.113.1 is down: deleted by the peer");
	world_start(&w->a);
	world_run(w, LOOP_SEC);
	CU_ASSERT_EQUAL(w->a.notices, 3);
	w->a.mute = true;
	world_run(w, 60 * LOOP_SEC);
	CU_ASSERT_EQUAL(w->b.notices, 4);
	CU_ASSERT_PTR_NOT_NULL(strstr(w->b.notice, "is down: peer does not answer INFORMATIONAL"));
	world_free(w);
}

static CU_TestInfo tests[] = {
    {"proposals change", proposals_change},
    {"PFS changes", pfs_changes},
    {"ESN", extended_sequence_numbers},
    {"identities", identities},
    {"notices", notices},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked settings", tests);
}
