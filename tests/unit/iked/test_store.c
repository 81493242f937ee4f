/* SPDX-License-Identifier: Apache-2.0 */
/* Kept slots over the death of a process, and cookies. */
#include "daemons/iked/cookie.h"
#include "daemons/iked/store.h"
#include "tests/unit/unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int kept[8];
static unsigned kept_count;

static void keep(void *arg, const char *name, int fd)
{
	kept[kept_count++] = dup(fd);
}

static unsigned seen;

static void count(void *arg, uint64_t spi, struct rbuf content)
{
	seen++;
	CU_ASSERT_EQUAL(rbuf_left(&content), (size_t)(spi % 100) + 1);
	CU_ASSERT_EQUAL(rbuf_u8(&content), (uint8_t)spi);
}

static void put(struct store *s, uint64_t spi, size_t size)
{
	uint8_t data[200];
	memset(data, (int)(spi & 0xff), sizeof(data));
	CU_ASSERT(store_put(s, spi, data, size));
}

static void outlives(void)
{
	struct store s;
	kept_count = 0;
	store_init(&s, keep, NULL);
	for (uint64_t spi = 1; spi <= 80; spi++) {
		put(&s, spi, 150);
		put(&s, spi, (size_t)(spi % 100) + 1);
	}
	store_drop(&s, 7);
	store_drop(&s, 7);
	CU_ASSERT_EQUAL(kept_count, 3);
	store_close(&s);
	store_init(&s, keep, NULL);
	for (unsigned i = 0; i < 3; i++)
		CU_ASSERT(store_restore(&s, "ike.0", kept[i]));
	seen = 0;
	store_each(&s, count, NULL);
	CU_ASSERT_EQUAL(seen, 79);
	put(&s, 1000, 1);
	CU_ASSERT_EQUAL(kept_count, 3); /* into a free slot */
	store_close(&s);
}

static void refuses(void)
{
	struct store s;
	static uint8_t data[STORE_HALF_SIZE + 1];
	kept_count = 0;
	store_init(&s, keep, NULL);
	CU_ASSERT_FALSE(store_put(&s, 1, data, sizeof(data)));
	CU_ASSERT_FALSE(store_restore(&s, "something", -1));
	store_close(&s);
	for (unsigned i = 0; i < kept_count; i++)
		close(kept[i]);
}

static void fill(void *arg, void *dst, size_t size)
{
	static uint8_t next;
	memset(dst, ++next, size);
}

static void cookies(void)
{
	struct cookie_secret secret = {0};
	struct nonce ni = {.size = 16, .data = {1}}, other = {.size = 16, .data = {2}};
	struct cookie_input in = {5, ip_addr_v4(0x01020304), &ni};
	uint8_t cookie[COOKIE_SIZE];
	cookie_refresh(&secret, 1000, fill, NULL);
	CU_ASSERT(cookie_make(&secret, &in, cookie));
	CU_ASSERT(cookie_check(&secret, &in, cookie, sizeof(cookie)));
	CU_ASSERT_FALSE(cookie_check(&secret, &in, cookie, sizeof(cookie) - 1));
	in.ni = &other;
	CU_ASSERT_FALSE(cookie_check(&secret, &in, cookie, sizeof(cookie)));
	in.ni = &ni;
	in.remote = ip_addr_v4(0x01020305);
	CU_ASSERT_FALSE(cookie_check(&secret, &in, cookie, sizeof(cookie)));
	in.remote = ip_addr_v4(0x01020304);
	cookie_refresh(&secret, 1000 + COOKIE_LIFE_USEC, fill, NULL);
	CU_ASSERT(cookie_check(&secret, &in, cookie, sizeof(cookie))); /* the secret before still counts */
	cookie_refresh(&secret, 1000 + 2 * COOKIE_LIFE_USEC, fill, NULL);
	CU_ASSERT_FALSE(cookie_check(&secret, &in, cookie, sizeof(cookie)));
}

static CU_TestInfo tests[] = {
    {"outlives", outlives},
    {"refuses", refuses},
    {"cookies", cookies},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("store", tests);
}
