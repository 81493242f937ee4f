/* SPDX-License-Identifier: Apache-2.0 */
/* Rekeys of CHILD SA and IKE SA from either end, all their crossings (RFC 7296 §2.8, §2.25), loss and repetition of
 * each message. Traffic flows all the time and not one packet may be lost. */
#include "tests/replay/iked/world.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <stdlib.h>

#define MESSAGES 14 /* more than any of these conversations has */

/* Probes lost when a Delete crosses: what is deleted comes back within seconds (500 probes a second each way). */
#define OUTAGE_PROBES 5000

/* What a test asks an end to do. */
enum action {
	NOTHING,
	REKEY_CHILD,
	REKEY_IKE,
	DELETE_CHILD,
	DELETE_IKE,
	ACTIONS,
};

static const char *const action_names[] = {
    "nothing", "rekey child", "rekey ike", "delete child", "delete ike"};

static void act(struct end *e, enum action action)
{
	struct ike_sa *sa = end_sa(e);
	struct child_sa *child = end_child(e);
	if (!sa || !child)
		return;
	if (action == REKEY_CHILD)
		child->want_rekey = true;
	else if (action == REKEY_IKE)
		sa->want_rekey = true;
	else if (action == DELETE_CHILD)
		child->want_delete = true;
	if (action == DELETE_IKE)
		ike_sa_delete(sa, FAILURE_DELETED_BY_US);
	else
		ike_sa_continue(sa);
}

static struct world *up(uint64_t seed, uint16_t group)
{
	struct world *w = world_new(seed, group);
	world_start(&w->a);
	world_start(&w->b);
	if (!world_until_up(w, LOOP_SEC))
		CU_FAIL("not up");
	world_run(w, 15 * LOOP_SEC); /* two SAs become one */
	world_probe(w, 1);
	world_run(w, 100 * LOOP_MSEC);
	return w;
}

static bool changed(const struct ike_sa *sa, uint64_t spi, uint32_t child_spi, enum action action)
{
	if (action == REKEY_IKE)
		return sa && sa->local_spi != spi;
	return sa && sa->children && sa->children->spi_in != child_spi;
}

static void one_rekey(enum action action, bool by_b, int drop, int twice, int late)
{
	struct world *w = up(77, DH_CURVE25519);
	struct end *e = by_b ? &w->b : &w->a;
	uint64_t spi = end_sa(e)->local_spi;
	uint32_t child_spi = end_child(e)->spi_in;
	w->drop = drop < 0 ? -1 : (int)w->datagrams + drop;
	w->twice = twice < 0 ? -1 : (int)w->datagrams + twice;
	w->late = late < 0 ? -1 : (int)w->datagrams + late;
	act(e, action);
	world_run(w, 40 * LOOP_SEC);
	if (!world_is_single(w) || world_lost(w) || !changed(end_sa(e), spi, child_spi, action)) {
		printf("%s by %s drop %d twice %d late %d: SAs %u %u lost %llu\n", action_names[action],
		    e->name, drop, twice, late, end_count_sas(&w->a), end_count_sas(&w->b),
		    (unsigned long long)world_lost(w));
		CU_FAIL("rekey");
	}
	world_free(w);
}

static void single(void)
{
	for (int by_b = 0; by_b < 2; by_b++) {
		one_rekey(REKEY_CHILD, by_b, -1, -1, -1);
		one_rekey(REKEY_IKE, by_b, -1, -1, -1);
		for (int n = 0; n < 6; n++) {
			one_rekey(REKEY_CHILD, by_b, n, -1, -1);
			one_rekey(REKEY_CHILD, by_b, -1, n, -1);
			one_rekey(REKEY_CHILD, by_b, -1, -1, n);
			one_rekey(REKEY_IKE, by_b, n, -1, -1);
			one_rekey(REKEY_IKE, by_b, -1, n, -1);
			one_rekey(REKEY_IKE, by_b, -1, -1, n);
		}
	}
}

/* Deletes lose packets by their nature until the new SA stands; rekeys must lose none. */
static bool lossless(enum action a, enum action b)
{
	return a <= REKEY_IKE && b <= REKEY_IKE;
}

static void cross(enum action first, enum action second, int64_t offset, int drop, uint64_t seed)
{
	struct world *w = up(seed, DH_CURVE25519);
	w->drop = drop < 0 ? -1 : (int)w->datagrams + drop;
	act(&w->a, first);
	world_run(w, offset);
	act(&w->b, second);
	world_run(w, 90 * LOOP_SEC);
	uint64_t bound = lossless(first, second) ? 0 : OUTAGE_PROBES;
	if (!world_is_single(w) || world_lost(w) > bound) {
		printf("%s x %s, offset %lld us, drop %d, seed %llu: SAs %u %u, lost %llu\n",
		    action_names[first], action_names[second], (long long)offset, drop,
		    (unsigned long long)seed, end_count_sas(&w->a), end_count_sas(&w->b),
		    (unsigned long long)world_lost(w));
		CU_FAIL("crossing");
	}
	world_free(w);
}

/* The crossings are many: several processes may share them by what one end does. */
static unsigned part, parts = 1;

/* With how many nonces each crossing is tried, 1 to 4: REPLAY_SEEDS, for builds in which everything takes long. */
static unsigned seeds(void)
{
	const char *text = getenv("REPLAY_SEEDS");
	unsigned long n = text ? strtoul(text, NULL, 10) : 4;
	return n >= 1 && n <= 4 ? (unsigned)n : 4;
}

/* Everything against everything, at offsets around the flight time of a message, with other nonces each. */
static void crossings(void)
{
	static const int64_t offsets[] = {0, 2000, 4000, 6000, 9000, 11000, 16000, 21000};
	for (unsigned a = REKEY_CHILD + part; a < ACTIONS; a += parts)
		for (enum action b = REKEY_CHILD; b < ACTIONS; b++)
			for (unsigned i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
				for (unsigned seed = 0; seed < seeds(); seed++)
					cross((enum action)a, b, offsets[i], -1, 100 + seed);
}

static void crossings_with_loss(void)
{
	static const int64_t offsets[] = {0, 9000};
	for (unsigned a = REKEY_CHILD + part; a < ACTIONS; a += parts)
		for (enum action b = REKEY_CHILD; b < ACTIONS; b++)
			for (unsigned i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
				for (int drop = 0; drop < MESSAGES; drop += 4 / (int)seeds())
					cross((enum action)a, b, offsets[i], drop, 200 + (unsigned)drop % 3);
}

/* All suites go through both kinds of rekey. */
static void groups(void)
{
	static const uint16_t all[] = {
	    DH_MODP_2048, DH_MODP_3072, DH_MODP_4096, DH_ECP_256, DH_ECP_384, DH_ECP_521};
	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct world *w = up(300 + i, all[i]);
		uint32_t spi = end_child(&w->a)->spi_in;
		uint64_t ike_spi = end_sa(&w->a)->local_spi;
		act(&w->a, REKEY_CHILD);
		world_run(w, LOOP_SEC);
		act(&w->b, REKEY_IKE);
		world_run(w, 20 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		CU_ASSERT_EQUAL(world_lost(w), 0);
		CU_ASSERT_NOT_EQUAL(end_child(&w->a)->spi_in, spi);
		CU_ASSERT_NOT_EQUAL(end_sa(&w->a)->local_spi, ike_spi);
		CU_ASSERT_EQUAL(end_child(&w->a)->suite.group, all[i]);
		world_free(w);
	}
}

/* Lifetimes of 120 s: dozens of rekeys by the clock, IKE and CHILD, under loss and repetition. */
static void lifetimes(void)
{
	for (unsigned seed = 0; seed < seeds(); seed++) {
		struct world *w = world_new(400 + seed, DH_CURVE25519);
		struct end *ends[] = {&w->a, &w->b};
		for (int i = 0; i < 2; i++) {
			struct settings *s = world_settings(ends[i], DH_CURVE25519);
			s->ike_lifetime[0] = 120 + 60 * seed;
			s->peer->lifetime_seconds = 120;
			ike_apply(ends[i]->ike, s);
		}
		CU_ASSERT(world_until_up(w, LOOP_SEC));
		world_run(w, 15 * LOOP_SEC);
		w->loss_percent = 5;
		world_probe(w, 1);
		world_run(w, 3600 * LOOP_SEC);
		w->loss_percent = 0;
		world_run(w, 60 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		CU_ASSERT_EQUAL(world_lost(w), 0);
		CU_ASSERT(w->a.installed > 2 * 30);
		world_free(w);
	}
}

/* Seconds after a rekey nothing of the old SAs is left in either data plane. */
static void nothing_left(void)
{
	struct world *w = up(500, DH_CURVE25519);
	act(&w->a, REKEY_CHILD);
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_EQUAL(end_count_dataplane(&w->a, SA_IN), 1);
	CU_ASSERT_EQUAL(end_count_dataplane(&w->b, SA_IN), 1);
	world_free(w);
}

static CU_TestInfo tests[] = {
    {"crossings", crossings},
    {"crossings with loss", crossings_with_loss},
    {"single rekeys, each message lost, repeated or late", single},
    {"groups", groups},
    {"lifetimes", lifetimes},
    {"nothing left", nothing_left},
    CU_TEST_INFO_NULL,
};

/* PART PARTS: this part of the crossings, and with part 0 all the rest. */
int main(int argc, char **argv)
{
	if (argc == 3) {
		part = (unsigned)atoi(argv[1]);
		parts = (unsigned)atoi(argv[2]);
	}
	if (part > 0)
		tests[2] = (CU_TestInfo)CU_TEST_INFO_NULL;
	return unit_main("iked rekeys", tests);
}
