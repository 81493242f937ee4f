/* SPDX-License-Identifier: Apache-2.0 */
/* The trial rekey: it proves PFS, and where that fails it is a warning that costs nothing. */
#include "daemons/iked/proposal.h"
#include "tests/replay/iked/world.h"
#include "tests/unit/unit.h"
#include <string.h>

#define TRIAL_SECONDS 30

/* a begins, and b takes for a CHILD SA what `pfs` says; in IKE_AUTH both agree in any case. */
static struct world *up(uint64_t seed, uint16_t pfs)
{
	struct world *w = world_new(seed, DH_CURVE25519);
	struct settings *s = world_settings(&w->b, DH_CURVE25519);
	struct proposal *p = &s->peer->esp->proposal[0];
	for (unsigned i = 0; i < p->count; i++)
		if (p->transform[i].type == TRANSFORM_DH)
			p->transform[i].id = pfs;
	s->peer->pfs_group = pfs;
	s->peer->responder_only = true;
	ike_apply(w->b.ike, s);
	s = world_settings(&w->a, DH_CURVE25519);
	s->trial_seconds = TRIAL_SECONDS;
	ike_apply(w->a.ike, s);
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	world_probe(w, 100 * LOOP_MSEC);
	CU_ASSERT_EQUAL(end_child(&w->a)->suite.group, DH_NONE);
	return w;
}

static void agreement_is_proven(void)
{
	struct world *w = up(1, DH_CURVE25519);
	world_run(w, (TRIAL_SECONDS + 15) * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	CU_ASSERT_EQUAL(end_child(&w->a)->suite.group, DH_CURVE25519);
	CU_ASSERT_EQUAL(end_child(&w->b)->suite.group, DH_CURVE25519);
	uint32_t spi = end_child(&w->a)->spi_in;
	world_run(w, 1000 * LOOP_SEC); /* once is enough */
	CU_ASSERT_EQUAL(end_child(&w->a)->spi_in, spi);
	CU_ASSERT_EQUAL(world_lost(w), 0);
	world_free(w);
}

static void disagreement_is_a_warning(void)
{
	struct world *w = up(2, DH_ECP_256);
	uint32_t spi = end_child(&w->a)->spi_in;
	unsigned notices = w->a.notices;
	world_run(w, 2000 * LOOP_SEC);
	CU_ASSERT_EQUAL(w->a.notices, notices + 1); /* asked once, and not again */
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(w->a.notice, "WARNING: the trial rekey was refused with NO_PROPOSAL_CHOSEN"));
	CU_ASSERT_EQUAL(end_child(&w->a)->spi_in, spi);
	CU_ASSERT_EQUAL(w->a.bare + w->b.bare, 0);
	CU_ASSERT_EQUAL(world_lost(w), 0);
	world_free(w);
}

static void it_can_be_off(void)
{
	struct world *w = up(3, DH_CURVE25519);
	ike_apply(w->a.ike, world_settings(&w->a, DH_CURVE25519));
	ike_clear(w->a.ike, NULL);
	world_run(w, LOOP_SEC);
	CU_ASSERT(world_until_up(w, 5 * LOOP_SEC));
	world_run(w, 1000 * LOOP_SEC);
	CU_ASSERT_EQUAL(end_child(&w->a)->suite.group, DH_NONE);
	world_free(w);
}

static CU_TestInfo tests[] = {
    {"agreement is proven", agreement_is_proven},
    {"disagreement is a warning", disagreement_is_a_warning},
    {"it can be off", it_can_be_off},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked trial", tests);
}
