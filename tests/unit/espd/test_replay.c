/* SPDX-License-Identifier: Apache-2.0 */
/* The window against a reference that remembers every number ever seen. */
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/replay.h"
#include "tests/unit/unit.h"

#define NUMBERS 20000

struct reference {
	uint64_t top;
	uint32_t window;
	bool seen[NUMBERS];
};

static bool reference_accepts(struct reference *ref, uint64_t seq)
{
	if (seq == 0)
		return false;
	if (seq <= ref->top && (ref->top - seq >= ref->window || ref->seen[seq]))
		return false;
	ref->seen[seq] = true;
	if (seq > ref->top)
		ref->top = seq;
	return true;
}

/* Every sequence of five numbers out of 1..9 with a window of four: all orders, repeats and gaps. */
static void test_small_exhaustive(void)
{
	unsigned wrong = 0;
	for (unsigned code = 0; code < 9 * 9 * 9 * 9 * 9; code++) {
		struct replay r;
		struct reference ref = {.window = 4};
		replay_init(&r, 4);
		for (unsigned i = 0, rest = code; i < 5; i++, rest /= 9) {
			uint64_t seq = 1 + rest % 9;
			wrong += replay_mark(&r, seq) != reference_accepts(&ref, seq);
		}
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

static void random_walk(uint32_t window, unsigned spread, unsigned seed)
{
	struct replay r;
	struct reference *ref = calloc(1, sizeof *ref);
	CU_ASSERT_PTR_NOT_NULL_FATAL(ref);
	unsigned wrong = 0;
	ref->window = window;
	replay_init(&r, window);
	srandom(seed);
	for (uint64_t base = 1; base + spread < NUMBERS; base += (uint64_t)random() % 3) {
		uint64_t seq = base + (uint64_t)random() % spread;
		bool fresh = replay_check(&r, seq);
		bool expected = reference_accepts(ref, seq);
		wrong += fresh != expected || replay_mark(&r, seq) != expected;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(r.top, ref->top);
	free(ref);
}

static void test_random_walks(void)
{
	static const uint32_t windows[] = {1, 32, 63, 64, 65, 128, 1000, 1024, REPLAY_WINDOW_MAX};
	for (unsigned i = 0; i < sizeof windows / sizeof windows[0]; i++)
		for (unsigned spread = 2; spread < 6000; spread *= 5)
			random_walk(windows[i], spread, i * 31 + spread);
}

static void test_long_jump_clears(void)
{
	struct replay r;
	replay_init(&r, 1024);
	for (uint64_t seq = 1; seq <= 3000; seq++)
		CU_ASSERT_TRUE(replay_mark(&r, seq));
	uint64_t far = 3000 + UINT64_C(10) * REPLAY_BITS + 17;
	CU_ASSERT_TRUE(replay_mark(&r, far));
	for (uint64_t seq = far - 1023; seq < far; seq++)
		CU_ASSERT_TRUE(replay_mark(&r, seq));
	CU_ASSERT_FALSE(replay_mark(&r, far - 1024));
}

/* Reordering by a thousand packets loses nothing with a window of 1,024. */
static void test_reorder_thousand(void)
{
	struct replay r;
	unsigned lost = 0;
	replay_init(&r, 1024);
	for (uint64_t block = 0; block < 20; block++)
		for (uint64_t i = 1000; i >= 1; i--)
			lost += !replay_mark(&r, block * 1000 + i);
	CU_ASSERT_EQUAL(lost, 0);
}

static void test_window_off(void)
{
	struct replay r;
	replay_init(&r, 0);
	CU_ASSERT_TRUE(replay_mark(&r, 9));
	CU_ASSERT_TRUE(replay_mark(&r, 9));
	CU_ASSERT_TRUE(replay_mark(&r, 1));
	CU_ASSERT_FALSE(replay_mark(&r, 0));
}

/* Full numbers near every wrap of the low half are recovered from the low half alone. */
static void test_esn_recovery(void)
{
	struct replay r;
	unsigned wrong = 0;
	for (uint64_t wrap = 1; wrap <= 3; wrap++) {
		for (int64_t top = -3000; top <= 3000; top += 7) {
			replay_init(&r, 1024);
			r.top = (wrap << 32) + (uint64_t)top;
			for (int64_t off = -1023; off <= 100000; off += 13) {
				uint64_t seq = r.top + (uint64_t)off;
				wrong += replay_full(&r, (uint32_t)seq, true) != seq;
			}
		}
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(replay_full(&r, 5, false), 5);
}

static void test_esn_first_subspace(void)
{
	struct replay r;
	replay_init(&r, 64);
	CU_ASSERT_EQUAL(replay_full(&r, 1, true), 1);
	r.top = UINT32_MAX;
	CU_ASSERT_EQUAL(replay_full(&r, 0, true), UINT64_C(1) << 32);
	CU_ASSERT_EQUAL(replay_full(&r, UINT32_MAX - 63, true), UINT32_MAX - 63);
}

static void test_words_for_show(void)
{
	struct replay r;
	replay_init(&r, 64);
	replay_mark(&r, 1);
	replay_mark(&r, 3);
	CU_ASSERT_EQUAL(replay_word(&r, 0), 0x5);
	for (uint64_t seq = 4; seq <= 200; seq++)
		replay_mark(&r, seq);
	CU_ASSERT_EQUAL(replay_word(&r, 0), UINT32_MAX);
	CU_ASSERT_EQUAL(replay_word(&r, 1), UINT32_MAX);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"every order of five numbers", test_small_exhaustive},
	    {"random walks agree with the reference", test_random_walks},
	    {"a long jump clears the ring", test_long_jump_clears},
	    {"reordering by 1000 loses nothing", test_reorder_thousand},
	    {"window 0 accepts repeats", test_window_off},
	    {"extended numbers are recovered", test_esn_recovery},
	    {"extended numbers in the first subspace", test_esn_first_subspace},
	    {"bitmap words", test_words_for_show},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("espd replay", tests);
}
