/* SPDX-License-Identifier: Apache-2.0 */
/* Set-up of a tunnel: the plain case, loss and repetition of each message, both ends at once. */
#include "tests/replay/iked/world.h"
#include "tests/unit/unit.h"
#include <stdio.h>

static void plain(void)
{
	struct world *w = world_new(1, DH_CURVE25519);
	world_start(&w->a);
	CU_ASSERT(world_until_up(w, 100 * LOOP_MSEC));
	CU_ASSERT_EQUAL(w->datagrams, 4);
	CU_ASSERT(world_is_single(w));
	CU_ASSERT(end_sa(&w->a)->initiator);
	CU_ASSERT_FALSE(end_sa(&w->b)->initiator);
	world_free(w);
}

static void loss_of_any_message(void)
{
	for (int n = 0; n < 4; n++) {
		struct world *w = world_new(10 + (unsigned)n, DH_CURVE25519);
		w->drop = n;
		world_start(&w->a);
		CU_ASSERT(world_until_up(w, 1500 * LOOP_MSEC));
		world_run(w, 30 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		world_free(w);
	}
}

static void repetition_of_any_message(void)
{
	for (int n = 0; n < 4; n++) {
		struct world *w = world_new(20 + (unsigned)n, DH_CURVE25519);
		w->twice = n;
		world_start(&w->a);
		CU_ASSERT(world_until_up(w, 100 * LOOP_MSEC));
		world_run(w, 30 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		world_free(w);
	}
}

/* Every offset between the two starts, in both orders, with any message lost. */
static void both_at_once(void)
{
	for (int offset = 0; offset <= 30; offset++)
		for (int drop = -1; drop < 8; drop++) {
			struct world *w = world_new(1000 + (unsigned)(offset * 16 + drop), DH_CURVE25519);
			w->drop = drop;
			world_start(offset % 2 ? &w->a : &w->b);
			world_run(w, offset * LOOP_MSEC);
			world_start(offset % 2 ? &w->b : &w->a);
			CU_ASSERT(world_until_up(w, 3 * LOOP_SEC));
			world_probe(w, 2 * LOOP_SEC);
			world_run(w, 40 * LOOP_SEC);
			if (!world_is_single(w) || world_lost(w) || w->a.bare || w->b.bare) {
				printf("offset %d drop %d: sas %u %u lost %llu bare %u %u\n", offset, drop,
				    end_count_sas(&w->a), end_count_sas(&w->b),
				    (unsigned long long)world_lost(w), w->a.bare, w->b.bare);
				CU_FAIL("not single, or traffic lost, or line protocol down");
			}
			world_free(w);
		}
}

static void absent_peer_comes_late(void)
{
	struct world *w = world_new(30, DH_CURVE25519);
	w->b.mute = true;
	world_start(&w->a);
	world_run(w, 60 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(end_sa(&w->a));
	CU_ASSERT_EQUAL(end_peer(&w->a)->failure.code, FAILURE_NO_ANSWER);
	w->b.mute = false;
	CU_ASSERT(world_until_up(w, 10 * LOOP_SEC));
	world_run(w, 30 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

static void heavy_loss(void)
{
	for (unsigned n = 0; n < 50; n++) {
		struct world *w = world_new(5000 + n, DH_CURVE25519);
		w->loss_percent = 20;
		world_start(&w->a);
		world_start(&w->b);
		CU_ASSERT(world_until_up(w, 30 * LOOP_SEC));
		w->loss_percent = 0;
		world_run(w, 60 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		world_free(w);
	}
}

static CU_TestInfo tests[] = {
    {"plain", plain},
    {"loss of any message", loss_of_any_message},
    {"repetition of any message", repetition_of_any_message},
    {"both ends at once", both_at_once},
    {"absent peer comes late", absent_peer_comes_late},
    {"heavy loss", heavy_loss},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked set-up", tests);
}
