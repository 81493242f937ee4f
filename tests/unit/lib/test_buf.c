/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/buf.h"
#include <stdlib.h>
#include <string.h>
#include "tests/unit/unit.h"

static void numbers_round_trip(void)
{
	struct wbuf w = {0};
	wbuf_u8(&w, 0x01);
	wbuf_u16(&w, 0x0203);
	wbuf_u24(&w, 0x040506);
	wbuf_u32(&w, 0x0708090a);
	wbuf_u64(&w, UINT64_C(0x0b0c0d0e0f101112));
	CU_ASSERT_EQUAL(w.len, 18);
	for (unsigned i = 0; i < w.len; i++)
		CU_ASSERT_EQUAL(w.data[i], i + 1);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT_EQUAL(rbuf_u8(&r), 0x01);
	CU_ASSERT_EQUAL(rbuf_u16(&r), 0x0203);
	CU_ASSERT_EQUAL(rbuf_u24(&r), 0x040506);
	CU_ASSERT_EQUAL(rbuf_u32(&r), 0x0708090a);
	CU_ASSERT_EQUAL(rbuf_u64(&r), UINT64_C(0x0b0c0d0e0f101112));
	CU_ASSERT(rbuf_ok(&r));
	CU_ASSERT_EQUAL(rbuf_left(&r), 0);
	wbuf_free(&w);
	CU_ASSERT_PTR_NULL(w.data);
}

static void read_past_end_sticks(void)
{
	const uint8_t data[] = {1, 2, 3};
	struct rbuf r = rbuf_from(data, sizeof(data));
	CU_ASSERT_EQUAL(rbuf_u32(&r), 0);
	CU_ASSERT_FALSE(rbuf_ok(&r));
	CU_ASSERT_EQUAL(rbuf_left(&r), 0);
	CU_ASSERT_EQUAL(rbuf_u8(&r), 0); /* though a byte would be there */
	uint8_t dst[2] = {9, 9};
	CU_ASSERT_FALSE(rbuf_copy(&r, dst, sizeof(dst)));
	CU_ASSERT_EQUAL(dst[0], 0);
}

static void empty_reader(void)
{
	struct rbuf r = rbuf_from(NULL, 10);
	CU_ASSERT(rbuf_ok(&r));
	CU_ASSERT_EQUAL(rbuf_left(&r), 0);
	CU_ASSERT_PTR_NOT_NULL(rbuf_bytes(&r, 0));
	CU_ASSERT_PTR_NULL(rbuf_bytes(&r, 1));
	CU_ASSERT_FALSE(rbuf_ok(&r));
}

static void sub_reader(void)
{
	const uint8_t data[] = {1, 2, 3, 4};
	struct rbuf r = rbuf_from(data, sizeof(data));
	struct rbuf sub = rbuf_sub(&r, 3);
	CU_ASSERT_EQUAL(rbuf_u24(&sub), 0x010203);
	CU_ASSERT_EQUAL(rbuf_u8(&sub), 0);
	CU_ASSERT_FALSE(rbuf_ok(&sub));
	CU_ASSERT(rbuf_ok(&r));
	struct rbuf none = rbuf_sub(&r, 2);
	CU_ASSERT_FALSE(rbuf_ok(&none));
	CU_ASSERT_FALSE(rbuf_ok(&r));
}

static void strings(void)
{
	struct wbuf w = {0};
	char dst[6];
	wbuf_str(&w, "hello");
	wbuf_str(&w, NULL);
	wbuf_str(&w, "too long");
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(rbuf_str(&r, dst, sizeof(dst)));
	CU_ASSERT_STRING_EQUAL(dst, "hello");
	CU_ASSERT(rbuf_str(&r, dst, sizeof(dst)));
	CU_ASSERT_STRING_EQUAL(dst, "");
	CU_ASSERT_FALSE(rbuf_str(&r, dst, sizeof(dst)));
	CU_ASSERT_STRING_EQUAL(dst, "");
	wbuf_free(&w);
}

static void string_with_zero_byte_is_refused(void)
{
	const uint8_t data[] = {0, 3, 'a', 0, 'b'};
	char dst[8];
	struct rbuf r = rbuf_from(data, sizeof(data));
	CU_ASSERT_FALSE(rbuf_str(&r, dst, sizeof(dst)));
	CU_ASSERT_FALSE(rbuf_ok(&r));
}

static void strings_around_the_long_form(void)
{
	for (size_t len = 65533; len <= 65537; len++) {
		char *text = malloc(len + 1);
		memset(text, 'x', len);
		text[len] = '\0';
		struct wbuf w = {0};
		wbuf_str(&w, text);
		struct rbuf r = rbuf_from(w.data, w.len);
		char *copy = rbuf_strdup(&r);
		CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
		CU_ASSERT_STRING_EQUAL(copy, text);
		CU_ASSERT_EQUAL(rbuf_left(&r), 0);
		struct rbuf cut = rbuf_from(w.data, w.len - 1);
		CU_ASSERT_PTR_NULL(rbuf_strdup(&cut));
		free(copy);
		wbuf_free(&w);
		free(text);
	}
}

static void overwriting(void)
{
	struct wbuf w = {0};
	wbuf_zero(&w, 7);
	wbuf_set_u8(&w, 0, 1);
	wbuf_set_u16(&w, 1, 0x0203);
	wbuf_set_u32(&w, 3, 0x04050607);
	CU_ASSERT_EQUAL(memcmp(w.data, "\1\2\3\4\5\6\7", 7), 0);
	CU_ASSERT(wbuf_ok(&w));
	wbuf_set_u32(&w, 4, 0);
	CU_ASSERT_FALSE(wbuf_ok(&w));
	wbuf_reset(&w);
	CU_ASSERT(wbuf_ok(&w));
	CU_ASSERT_EQUAL(w.len, 0);
	wbuf_free(&w);
}

static void writer_that_failed_stays_failed(void)
{
	struct wbuf w = {0};
	wbuf_u8(&w, 7);
	CU_ASSERT_PTR_NULL(wbuf_grow(&w, SIZE_MAX / 2));
	wbuf_u8(&w, 8);
	CU_ASSERT_FALSE(wbuf_ok(&w));
	CU_ASSERT_EQUAL(w.len, 1);
	wbuf_free(&w);
}

static void growing_keeps_the_bytes(void)
{
	struct wbuf w = {0};
	for (uint32_t i = 0; i < 10000; i++)
		wbuf_u32(&w, i);
	struct rbuf r = rbuf_from(w.data, w.len);
	uint32_t wrong = 0;
	for (uint32_t i = 0; i < 10000; i++)
		wrong += rbuf_u32(&r) != i;
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT(rbuf_ok(&r));
	wbuf_free(&w);
}

int main(void)
{
	CU_TestInfo tests[] = {{"numbers round trip", numbers_round_trip},
	    {"read past the end sticks", read_past_end_sticks}, {"empty reader", empty_reader},
	    {"sub-reader", sub_reader}, {"strings", strings},
	    {"string with a zero byte", string_with_zero_byte_is_refused},
	    {"strings around the long form", strings_around_the_long_form}, {"overwriting", overwriting},
	    {"failed writer", writer_that_failed_stays_failed}, {"growing", growing_keeps_the_bytes},
	    CU_TEST_INFO_NULL};
	return unit_main("lib/buf", tests);
}
