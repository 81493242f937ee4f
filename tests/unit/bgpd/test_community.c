/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/community.h"
#include "tests/unit/unit.h"

static void standard(void)
{
	char text[128];
	const struct blob *b = blob_intern("\xff\xfb\0\x64\xff\xff\xff\1", 8);
	CU_ASSERT_STRING_EQUAL(community_str(b, text, sizeof(text)), "65531:100 no-export");
	CU_ASSERT(community_has(b, 0xfffb0064));
	CU_ASSERT(community_forbids(b, true));
	CU_ASSERT(!community_forbids(b, false));
	CU_ASSERT(!community_forbids(NULL, true));
	blob_put(b);
	b = blob_intern("\xff\xff\xff\2", 4);
	CU_ASSERT(community_forbids(b, true) && community_forbids(b, false));
	blob_put(b);
}

static void large_and_extended(void)
{
	char text[128];
	const struct blob *l = blob_intern("\0\0\xff\xfb\0\0\0\1\0\0\0\2", 12);
	const struct blob *e = blob_intern("\0\2\xff\xfb\0\0\0\x64\3\0\0\0\0\0\0\1", 16);
	CU_ASSERT_STRING_EQUAL(community_large_str(l, text, sizeof(text)), "65531:1:2");
	CU_ASSERT_STRING_EQUAL(
	    community_extended_str(e, text, sizeof(text)), "RT:65531:100 0300000000000001");
	blob_put(l);
	blob_put(e);
}

/* A list longer than the text is cut, never overrun. */
static void short_buffer(void)
{
	char text[8];
	const struct blob *b = blob_intern("\xff\xfb\xff\xff\xff\xfb\xff\xff", 8);
	CU_ASSERT_STRING_EQUAL(community_str(b, text, sizeof(text)), "65531:6");
	blob_put(b);
}

static CU_TestInfo tests[] = {
    {"standard", standard},
    {"large and extended", large_and_extended},
    {"short buffer", short_buffer},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd community", tests);
}
