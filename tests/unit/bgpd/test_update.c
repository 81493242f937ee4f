/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/update.h"
#include "tests/unit/unit.h"
#include <string.h>

static const struct attr_session external = {.ebgp = true, .as_size = 4};

#define ORIGIN   "\x40\1\1\0"
#define AS_PATH  "\x40\2\6\2\1\0\0\xff\xfb"
#define NEXT_HOP "\x40\3\4\x0a\0\0\1"
#define PREFIX   "\x18\x0a\x09\0"

struct whole {
	const char *name;
	const char *data;
	size_t size;
	bool reset;
	enum attr_action action;
	uint8_t subcode;
};

#define ROW(name, bytes, reset, action, subcode)                                                             \
	{                                                                                                    \
		name, bytes, sizeof(bytes) - 1, reset, action, subcode                                       \
	}

static const struct whole wholes[] = {
    ROW("good", "\0\0\0\x14" ORIGIN AS_PATH NEXT_HOP PREFIX, false, ATTR_OK, 0),
    ROW("no NEXT_HOP", "\0\0\0\x0d" ORIGIN AS_PATH PREFIX, false, ATTR_WITHDRAW, UPDATE_MISSING_WELL_KNOWN),
    ROW("no attributes", "\0\0\0\0" PREFIX, false, ATTR_WITHDRAW, UPDATE_MISSING_WELL_KNOWN),
    ROW("withdrawn", "\0\4" PREFIX "\0\0", false, ATTR_OK, 0),
    ROW("withdrawn overrun", "\0\x09" PREFIX "\0\0", true, ATTR_OK, UPDATE_MALFORMED_ATTRIBUTES),
    ROW("attributes overrun", "\0\0\0\x40" ORIGIN, true, ATTR_OK, UPDATE_MALFORMED_ATTRIBUTES),
    ROW("withdrawn length 33", "\0\6\x21\1\2\3\4\5\0\0", true, ATTR_OK, UPDATE_INVALID_NETWORK),
    ROW("NLRI cut", "\0\0\0\x14" ORIGIN AS_PATH NEXT_HOP "\x18\x0a", true, ATTR_OK, UPDATE_INVALID_NETWORK),
    ROW("bad ORIGIN without a route", "\0\0\0\4\x40\1\1\x09", true, ATTR_OK, UPDATE_INVALID_ORIGIN),
    ROW("bad AGGREGATOR without a route", "\0\0\0\4\xc0\7\1\0", false, ATTR_DISCARD, UPDATE_ATTRIBUTE_LENGTH),
};

static void judged_as_a_whole(void)
{
	for (unsigned i = 0; i < sizeof(wholes) / sizeof(wholes[0]); i++) {
		const struct whole *c = &wholes[i];
		struct update u;
		struct notify n = {0};
		bool kept = update_decode(rbuf_from(c->data, c->size), &external, &u, &n);
		CU_ASSERT_EQUAL(kept, !c->reset);
		if (kept)
			CU_ASSERT_EQUAL(u.attrs.action, c->action);
		CU_ASSERT_EQUAL(kept ? u.attrs.subcode : n.subcode, c->subcode);
		if (kept == c->reset)
			fprintf(stderr, "  %s\n", c->name);
		update_clear(&u);
	}
	CU_ASSERT_EQUAL(blob_count(), 0);
}

static void end_of_rib(void)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		struct wbuf w = {0};
		struct update u;
		struct notify n;
		update_end_of_rib(&w, f);
		CU_ASSERT_EQUAL(w.len, f == BGP_IPV4_UNICAST ? 23 : 30);
		CU_ASSERT(update_decode(rbuf_from(w.data + 19, w.len - 19), &external, &u, &n));
		CU_ASSERT(u.end_of_rib && u.eor_family == f);
		update_clear(&u);
		wbuf_free(&w);
	}
}

static struct attr *sample(const char *hop)
{
	struct attr_set set;
	attr_set_init(&set);
	set.as_path = aspath_prepend(NULL, 65531, 1);
	ip_addr_parse(hop, &set.next_hop);
	return attr_intern(&set);
}

/* Prefixes until the message is full, written and read again. */
static void fill_and_read(enum bgp_family family, struct attr *attr)
{
	struct wbuf w = {0};
	struct update_writer uw;
	struct ip_prefix p = {.addr.family = bgp_family_af(family), .len = 24};
	struct update u;
	struct notify n;
	unsigned written = 0, read = 0;
	update_begin(&uw, &w, family, attr, &external, BGP_MESSAGE_MAX);
	for (; update_room(&uw, &p); written++) {
		p.addr.bytes[1] = written >> 8;
		p.addr.bytes[2] = written;
		update_add(&uw, &p);
	}
	update_end(&uw);
	CU_ASSERT(w.len <= BGP_MESSAGE_MAX && w.len > BGP_MESSAGE_MAX - 5);
	CU_ASSERT(written > 900);
	CU_ASSERT(update_decode(rbuf_from(w.data + 19, w.len - 19), &external, &u, &n));
	struct update_list *lists = attr ? u.announced : u.withdrawn;
	struct rbuf r = lists[family == BGP_IPV6_UNICAST].nlri;
	while (nlri_next(&r, family, &p))
		read++;
	CU_ASSERT_EQUAL(read, written);
	if (attr) {
		struct attr *back = update_attr(&u, family == BGP_IPV6_UNICAST);
		CU_ASSERT(ip_addr_equal(&back->set.next_hop, &attr->set.next_hop));
		CU_ASSERT_PTR_EQUAL(back->set.as_path, attr->set.as_path);
		attr_put(back);
	}
	update_clear(&u);
	wbuf_free(&w);
	attr_put(attr);
}

static void full_messages(void)
{
	fill_and_read(BGP_IPV4_UNICAST, sample("10.0.0.1"));
	fill_and_read(BGP_IPV6_UNICAST, sample("2001:db8::1"));
	fill_and_read(BGP_IPV4_UNICAST, NULL);
	fill_and_read(BGP_IPV6_UNICAST, NULL);
	CU_ASSERT_EQUAL(attr_count(), 0);
}

static CU_TestInfo tests[] = {
    {"judged as a whole", judged_as_a_whole},
    {"End-of-RIB", end_of_rib},
    {"full messages", full_messages},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd update", tests);
}
