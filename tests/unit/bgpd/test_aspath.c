/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/aspath.h"
#include "tests/unit/unit.h"
#include <string.h>

static const struct blob *path2(const char *data, size_t size)
{
	const struct blob *path = NULL;
	CU_ASSERT(aspath_decode(rbuf_from(data, size), 2, &path));
	return path;
}

#define PATH2(text) path2(text, sizeof(text) - 1)

static void assert_text(const struct blob *path, const char *expected)
{
	char text[128];
	CU_ASSERT_STRING_EQUAL(aspath_str(path, text, sizeof(text)), expected);
}

static void text_length_neighbor(void)
{
	const struct blob *p = PATH2("\2\3\0\1\0\2\0\3\1\2\0\4\0\5");
	assert_text(p, "1 2 3 {4,5}");
	CU_ASSERT_EQUAL(aspath_length(p), 4);
	CU_ASSERT_EQUAL(aspath_neighbor(p), 1);
	CU_ASSERT_EQUAL(aspath_occurrences(p, 5), 1);
	CU_ASSERT_EQUAL(aspath_occurrences(p, 9), 0);
	blob_put(p);
	assert_text(NULL, "");
	CU_ASSERT_EQUAL(aspath_length(NULL), 0);
	CU_ASSERT_EQUAL(aspath_neighbor(NULL), 0);
}

static void malformed(void)
{
	static const struct {
		const char *data;
		size_t size;
	} bad[] = {{"\2", 1}, {"\2\0", 2}, {"\2\2\0\1", 4}, {"\5\1\0\1", 4}, {"\2\1\0\0", 4}, {"\3\1\0\1", 4},
	    {"\2\1\0\1\2", 5}};
	const struct blob *path;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT(!aspath_decode(rbuf_from(bad[i].data, bad[i].size), 2, &path));
}

static void equal_paths_are_one(void)
{
	const struct blob *a = PATH2("\2\1\0\1"), *b = PATH2("\2\1\0\1"), *c = PATH2("\2\1\0\2");
	CU_ASSERT_PTR_EQUAL(a, b);
	CU_ASSERT_PTR_NOT_EQUAL(a, c);
	CU_ASSERT_EQUAL(blob_count(), 2);
	blob_put(a);
	blob_put(b);
	blob_put(c);
	CU_ASSERT_EQUAL(blob_count(), 0);
}

static void prepend(void)
{
	const struct blob *a = aspath_prepend(NULL, 65531, 1);
	const struct blob *b = aspath_prepend(a, 4200000000u, 2);
	const struct blob *set = PATH2("\1\1\0\7");
	const struct blob *c = aspath_prepend(set, 1, 1);
	assert_text(a, "65531");
	assert_text(b, "4200000000 4200000000 65531");
	CU_ASSERT_EQUAL(b->size, 2 + 3 * 4); /* one segment */
	assert_text(c, "1 {7}");
	CU_ASSERT(aspath_needs_as4(b));
	CU_ASSERT(!aspath_needs_as4(a));
	blob_put(a);
	blob_put(b);
	blob_put(c);
	blob_put(set);
}

static void full_segment_is_not_overrun(void)
{
	const struct blob *path = NULL;
	for (unsigned i = 0; i < 300; i++) {
		const struct blob *longer = aspath_prepend(path, i + 1, 1);
		blob_put(path);
		path = longer;
	}
	CU_ASSERT_EQUAL(aspath_length(path), 300);
	const struct blob *again = NULL;
	CU_ASSERT(aspath_decode(rbuf_from(path->data, path->size), 4, &again));
	CU_ASSERT_PTR_EQUAL(again, path);
	blob_put(again);
	blob_put(path);
}

static void two_octet_form(void)
{
	const struct blob *p = aspath_prepend(NULL, 4200000000u, 1);
	struct wbuf w = {0};
	aspath_encode(&w, p, 2);
	CU_ASSERT_EQUAL_FATAL(w.len, 4);
	CU_ASSERT(memcmp(w.data, "\2\1\x5b\xa0", 4) == 0);
	wbuf_free(&w);
	blob_put(p);
}

/* RFC 6793 §4.2.3: the AS4_PATH replaces the end of the AS_PATH. */
static void merge(void)
{
	const struct blob *as2 = PATH2("\2\3\0\1\x5b\xa0\0\3"), *as4 = NULL;
	aspath_decode(rbuf_from("\2\2\xfa\x56\xea\0\0\0\0\3", 10), 4, &as4);
	const struct blob *merged = aspath_merge(as2, as4);
	assert_text(merged, "1 4200000000 3");
	CU_ASSERT_EQUAL(merged->size, 2 + 3 * 4);
	const struct blob *shorter = PATH2("\2\1\0\1");
	const struct blob *ignored = aspath_merge(shorter, as4);
	CU_ASSERT_PTR_EQUAL(ignored, shorter);
	blob_put(as2);
	blob_put(as4);
	blob_put(merged);
	blob_put(shorter);
	blob_put(ignored);
	CU_ASSERT_EQUAL(blob_count(), 0);
}

static CU_TestInfo tests[] = {
    {"text, length, neighbor", text_length_neighbor},
    {"malformed", malformed},
    {"equal paths are one", equal_paths_are_one},
    {"prepend", prepend},
    {"full segment is not overrun", full_segment_is_not_overrun},
    {"2-octet form", two_octet_form},
    {"merge", merge},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd aspath", tests);
}
