/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/loop.h"
#include "tests/unit/espd/pair.h"
#include "tests/unit/unit.h"

static void keep_nothing(void *arg, const char *name, int fd)
{
	++*(unsigned *)arg;
}

static void test_vault_grows_and_wipes(void)
{
	struct vault v;
	unsigned kept = 0;
	struct stats *slots[20];
	vault_init(&v, "stats", 1, sizeof(struct stats), 8, keep_nothing, &kept);
	for (unsigned i = 0; i < 20; i++) {
		slots[i] = vault_take(&v);
		CU_ASSERT_PTR_NOT_NULL_FATAL(slots[i]);
		slots[i]->dummies = i;
		vault_commit(&slots[i]->slot);
	}
	CU_ASSERT_EQUAL(kept, 3);
	vault_release(&v, &slots[5]->slot);
	CU_ASSERT_EQUAL(slots[5]->dummies, 0);
	unsigned count = 0;
	for (struct stats *s = vault_next(&v, NULL); s != NULL; s = vault_next(&v, s))
		count++;
	CU_ASSERT_EQUAL(count, 19);
	CU_ASSERT_PTR_EQUAL(vault_take(&v), slots[5]);
	vault_close(&v);
}

/* Whoever dies between taking and committing leaves nothing. */
static void test_uncommitted_is_nothing(void)
{
	struct vault v;
	unsigned kept = 0;
	vault_init(&v, "stats", 1, sizeof(struct stats), 8, keep_nothing, &kept);
	CU_ASSERT_PTR_NOT_NULL(vault_take(&v));
	CU_ASSERT_PTR_NULL(vault_next(&v, NULL));
	vault_close(&v);
}

static void test_stats_return(void)
{
	struct vault v;
	unsigned kept = 0;
	vault_init(&v, "stats", 1, sizeof(struct stats), 8, keep_nothing, &kept);
	struct stats *s = stats_of(&v, "Tunnel7");
	s->drops[DROP_IN_AUTH] = 4;
	CU_ASSERT_PTR_EQUAL(stats_of(&v, "Tunnel7"), s);
	CU_ASSERT_PTR_NOT_EQUAL(stats_of(&v, "Tunnel8"), s);
	CU_ASSERT_EQUAL(stats_recv_errors(s), 4);
	CU_ASSERT_EQUAL(stats_send_errors(s), 0);
	vault_close(&v);
}

struct fixture {
	struct crypto_engine *engine;
	struct sa_db db;
	unsigned kept;
};

static void fixture_open(struct fixture *f)
{
	*f = (struct fixture){.engine = crypto_engine_new(CRYPTO_OPENSSL)};
	sa_db_init(&f->db, f->engine, keep_nothing, &f->kept);
}

static void fixture_close(struct fixture *f)
{
	sa_db_close(&f->db);
	crypto_engine_free(f->engine);
}

static void test_refusals(void)
{
	struct fixture f;
	const char *reason = NULL;
	fixture_open(&f);
	struct sa_spec s = pair_spec(0, false, false, SA_IN);
	s.spi = 255;
	CU_ASSERT_PTR_NULL(sa_add(&f.db, &s, 0, &reason));
	CU_ASSERT_PTR_NOT_NULL(reason);
	s = pair_spec(0, false, false, SA_IN);
	s.encr_key_size = 3;
	CU_ASSERT_PTR_NULL(sa_add(&f.db, &s, 0, &reason));
	s = pair_spec(0, false, false, SA_IN);
	ip_addr_parse("2001:db8::1", &s.remote.addr);
	CU_ASSERT_PTR_NULL(sa_add(&f.db, &s, 0, &reason));
	fixture_close(&f);
}

/* The same SA again (iked was restarted) goes on counting; other keys under its SPI are refused. */
static void test_same_again(void)
{
	struct fixture f;
	const char *reason;
	fixture_open(&f);
	struct sa_spec s = pair_spec(0, false, false, SA_OUT);
	struct sa *sa = sa_add(&f.db, &s, 0, &reason);
	CU_ASSERT_PTR_NOT_NULL_FATAL(sa);
	CU_ASSERT_PTR_NULL(reason);
	CU_ASSERT_EQUAL(sa_next_sequence(sa), 1);
	s.hard_seconds = 100;
	CU_ASSERT_PTR_EQUAL(sa_add(&f.db, &s, 0, &reason), sa);
	CU_ASSERT_EQUAL(sa_next_sequence(sa), 2);
	CU_ASSERT_FALSE(sa_usable(sa, 100 * LOOP_SEC));
	s.encr_key[0] ^= 1;
	CU_ASSERT_PTR_NULL(sa_add(&f.db, &s, 0, &reason));
	sa_remove(&f.db, sa);
	CU_ASSERT_PTR_NOT_NULL(sa_add(&f.db, &s, 0, &reason));
	fixture_close(&f);
}

/* Peers choose the SPIs of outbound SAs: two may choose the same one. Those of inbound SAs are ours. */
static void test_two_peers_choose_one_spi(void)
{
	struct fixture f;
	const char *reason;
	fixture_open(&f);
	struct sa_spec first = pair_spec(0, false, false, SA_OUT), second = first;
	snprintf(second.tunnel, sizeof second.tunnel, "Tunnel99");
	second.encr_key[0] ^= 1;
	struct sa *a = sa_add(&f.db, &first, 0, &reason), *b = sa_add(&f.db, &second, 0, &reason);
	CU_ASSERT_PTR_NOT_NULL_FATAL(b);
	CU_ASSERT_PTR_NOT_EQUAL(a, b);
	struct sa_id id = sa_id_of(SA_OUT, second.spi, second.tunnel);
	CU_ASSERT_PTR_EQUAL(sa_find(&f.db, &id), b);
	sa_remove(&f.db, b);
	CU_ASSERT_PTR_NULL(sa_find(&f.db, &id));
	id = sa_id_of(SA_OUT, first.spi, first.tunnel);
	CU_ASSERT_PTR_EQUAL(sa_find(&f.db, &id), a);

	first.direction = second.direction = SA_IN;
	CU_ASSERT_PTR_NOT_NULL(sa_add(&f.db, &first, 0, &reason));
	CU_ASSERT_PTR_NULL(sa_add(&f.db, &second, 0, &reason));
	fixture_close(&f);
}

static void test_ten_thousand(void)
{
	struct fixture f;
	const char *reason;
	fixture_open(&f);
	struct sa_spec s = pair_spec(0, false, false, SA_IN);
	for (unsigned i = 0; i < 10000; i++) {
		s.spi = 0x10000 + i * 7919;
		CU_ASSERT_PTR_NOT_NULL_FATAL(sa_add(&f.db, &s, 0, &reason));
	}
	struct sa_id in = sa_id_of(SA_IN, 0x10000 + 9999 * 7919, NULL);
	struct sa_id out = sa_id_of(SA_OUT, 0x10000 + 9999 * 7919, s.tunnel);
	CU_ASSERT_PTR_NOT_NULL(sa_find(&f.db, &in));
	CU_ASSERT_PTR_NULL(sa_find(&f.db, &out));
	CU_ASSERT_EQUAL(HASH_CNT(hh, f.db.all), 10000);
	fixture_close(&f);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"a vault grows and wipes", test_vault_grows_and_wipes},
	    {"an uncommitted slot is nothing", test_uncommitted_is_nothing},
	    {"counters of a tunnel return", test_stats_return},
	    {"refused specifications", test_refusals},
	    {"the same SA again", test_same_again},
	    {"two peers choose one SPI", test_two_peers_choose_one_spi},
	    {"ten thousand SAs", test_ten_thousand},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("espd sa", tests);
}
