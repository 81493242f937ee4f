/* SPDX-License-Identifier: Apache-2.0 */
/* One row per way in which an attribute can be wrong, with the verdict of RFC 7606. */
#include "daemons/bgpd/attr_table.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/notify.h"
#include "tests/unit/unit.h"
#include <stdlib.h>
#include <string.h>

static const struct attr_session external = {.ebgp = true, .as_size = 4},
				 internal = {.ebgp = false, .as_size = 4};

struct verdict {
	const char *name;
	const char *data;
	size_t size;
	enum attr_action external, internal;
	uint8_t subcode; /* where the action is not ATTR_OK */
};

#define ROW(name, bytes, ext, in, subcode)                                                                   \
	{                                                                                                    \
		name, bytes, sizeof(bytes) - 1, ext, in, subcode                                             \
	}

static const struct verdict verdicts[] = {
    ROW("ORIGIN", "\x40\1\1\0", ATTR_OK, ATTR_OK, 0),
    ROW("ORIGIN value", "\x40\1\1\3", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_INVALID_ORIGIN),
    ROW("ORIGIN length", "\x40\1\2\0\0", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_LENGTH),
    ROW("ORIGIN flags", "\xc0\1\1\0", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_FLAGS),
    ROW("AS_PATH", "\x40\2\6\2\1\0\0\0\1", ATTR_OK, ATTR_OK, 0),
    ROW("AS_PATH empty", "\x40\2\0", ATTR_OK, ATTR_OK, 0),
    ROW("AS_PATH AS 0", "\x40\2\6\2\1\0\0\0\0", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_MALFORMED_AS_PATH),
    ROW("AS_PATH overrun", "\x40\2\6\2\2\0\0\0\1", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_MALFORMED_AS_PATH),
    ROW("NEXT_HOP", "\x40\3\4\x0a\0\0\1", ATTR_OK, ATTR_OK, 0),
    ROW("NEXT_HOP length", "\x40\3\5\x0a\0\0\1\1", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_LENGTH),
    ROW("NEXT_HOP group", "\x40\3\4\xe0\0\0\1", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_INVALID_NEXT_HOP),
    ROW("MED length", "\x80\4\3\0\0\0", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_LENGTH),
    ROW("MED flags", "\xc0\4\4\0\0\0\1", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_FLAGS),
    ROW("LOCAL_PREF length", "\x40\5\3\0\0\0", ATTR_OK, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_LENGTH),
    ROW("ATOMIC_AGGREGATE length", "\x40\6\1\0", ATTR_DISCARD, ATTR_DISCARD, UPDATE_ATTRIBUTE_LENGTH),
    ROW("AGGREGATOR length", "\xc0\7\6\0\1\1\1\1\1", ATTR_DISCARD, ATTR_DISCARD, UPDATE_ATTRIBUTE_LENGTH),
    ROW("AGGREGATOR AS 0", "\xc0\7\x08\0\0\0\0\1\1\1\1", ATTR_DISCARD, ATTR_DISCARD,
	UPDATE_OPTIONAL_ATTRIBUTE),
    ROW("COMMUNITIES length", "\xc0\x08\3\0\0\0", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_LENGTH),
    ROW("COMMUNITIES empty", "\xc0\x08\0", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_LENGTH),
    ROW("ORIGINATOR_ID length", "\x80\x09\3\0\0\0", ATTR_OK, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_LENGTH),
    ROW("CLUSTER_LIST length", "\x80\x0a\3\0\0\0", ATTR_OK, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_LENGTH),
    ROW("MP_REACH_NLRI next hop", "\x80\x0e\6\0\2\1\1\0\0", ATTR_RESET, ATTR_RESET,
	UPDATE_OPTIONAL_ATTRIBUTE),
    ROW("MP_REACH_NLRI short", "\x80\x0e\2\0\2", ATTR_RESET, ATTR_RESET, UPDATE_ATTRIBUTE_LENGTH),
    ROW("MP_REACH_NLRI unknown family", "\x80\x0e\x09\0\x19\x41\4\1\2\3\4\0", ATTR_OK, ATTR_OK, 0),
    ROW("MP_UNREACH_NLRI prefix", "\x80\x0f\4\0\2\1\x81", ATTR_RESET, ATTR_RESET, UPDATE_OPTIONAL_ATTRIBUTE),
    ROW("MP_UNREACH_NLRI twice", "\x80\x0f\3\0\2\1\x80\x0f\3\0\2\1", ATTR_RESET, ATTR_RESET,
	UPDATE_MALFORMED_ATTRIBUTES),
    ROW("EXTENDED_COMMUNITIES length", "\xc0\x10\7\0\0\0\0\0\0\0", ATTR_WITHDRAW, ATTR_WITHDRAW,
	UPDATE_ATTRIBUTE_LENGTH),
    ROW("LARGE_COMMUNITIES length", "\xc0\x20\4\0\0\0\0", ATTR_WITHDRAW, ATTR_WITHDRAW,
	UPDATE_ATTRIBUTE_LENGTH),
    ROW("AS4_AGGREGATOR length", "\xc0\x12\4\0\0\0\0", ATTR_DISCARD, ATTR_DISCARD, UPDATE_ATTRIBUTE_LENGTH),
    ROW("unknown well-known", "\x40\x63\1\0", ATTR_RESET, ATTR_RESET, UPDATE_UNRECOGNIZED_WELL_KNOWN),
    ROW("unknown optional", "\x80\x63\1\0", ATTR_OK, ATTR_OK, 0),
    ROW("unknown transitive", "\xc0\x63\1\0", ATTR_OK, ATTR_OK, 0),
    ROW("ORIGIN twice", "\x40\1\1\0\x40\1\1\x09", ATTR_OK, ATTR_OK, 0),
    ROW("list overrun", "\x40\1\x09\0", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_MALFORMED_ATTRIBUTES),
    ROW("header cut", "\x40", ATTR_WITHDRAW, ATTR_WITHDRAW, UPDATE_MALFORMED_ATTRIBUTES),
};

static void check(const struct verdict *v, const struct attr_session *session, enum attr_action expected)
{
	struct attr_parse p;
	attr_parse(rbuf_from(v->data, v->size), session, &p);
	CU_ASSERT_EQUAL(p.action, expected);
	if (expected != ATTR_OK)
		CU_ASSERT_EQUAL(p.subcode, v->subcode);
	if (p.action != expected)
		fprintf(stderr, "  %s (%s): action %d\n", v->name, session->ebgp ? "external" : "internal",
		    p.action);
	attr_set_clear(&p.set);
}

static void each_error_has_its_action(void)
{
	for (unsigned i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		check(&verdicts[i], &external, verdicts[i].external);
		check(&verdicts[i], &internal, verdicts[i].internal);
	}
	CU_ASSERT_EQUAL(blob_count(), 0);
}

/* Every type with every combination of flags and every short length: judged, never read beyond its end. */
static void every_type_flag_and_length(void)
{
	for (unsigned type = 0; type < 256; type++) {
		for (unsigned flags = 0; flags < 256; flags += 16) {
			for (unsigned size = 0; size < 34; size++) {
				bool extended = flags & ATTR_FLAG_EXTENDED;
				size_t head = extended ? 4 : 3;
				uint8_t *data = calloc(1, head + size);
				data[0] = flags;
				data[1] = type;
				data[head - 1] = size;
				struct attr_parse p;
				attr_parse(rbuf_from(data, head + size), &external, &p);
				bool own = type == ATTR_MP_REACH_NLRI || type == ATTR_MP_UNREACH_NLRI;
				bool unknown = strcmp(attr_type_name(type), "unknown") == 0;
				if (p.action == ATTR_RESET)
					CU_ASSERT(own || (unknown && !(flags & ATTR_FLAG_OPTIONAL)));
				attr_set_clear(&p.set);
				free(data);
			}
		}
	}
	CU_ASSERT_EQUAL(blob_count(), 0);
}

static void round_trip(void)
{
	static const char list[] =
	    "\x40\1\1\2\x40\2\x0a\2\2\0\0\xff\xfb\0\0\0\1\x40\3\4\x0a\0\0\1\x80\4\4\0\0\0\7"
	    "\x40\5\4\0\0\0\xc8\x40\6\0\xc0\7\x08\0\0\0\1\1\2\3\4\xc0\x08\4\xff\xfb\0\x64"
	    "\xc0\x10\x08\0\2\xff\xfb\0\0\0\1\xc0\x20\x0c\0\0\0\1\0\0\0\2\0\0\0\3";
	struct attr_parse p;
	struct wbuf w = {0};
	attr_parse(rbuf_from(list, sizeof(list) - 1), &internal, &p);
	CU_ASSERT_EQUAL(p.action, ATTR_OK);
	attr_encode(&w, &p.set, &internal, true);
	CU_ASSERT_EQUAL_FATAL(w.len, sizeof(list) - 1);
	CU_ASSERT(memcmp(w.data, list, w.len) == 0);
	wbuf_free(&w);
	attr_set_clear(&p.set);
}

/* Partial is set on the way through, whether it came so or not. */
static void unknown_transitive_passes_through(void)
{
	struct attr_parse p;
	struct wbuf w = {0};
	attr_parse(rbuf_from("\xc0\x63\3abc", 6), &external, &p);
	attr_encode(&w, &p.set, &external, false);
	CU_ASSERT(w.len > 7 && memcmp(w.data + w.len - 7, "\xf0\x63\0\3abc", 7) == 0);
	wbuf_free(&w);
	attr_set_clear(&p.set);
}

static void two_octet_peer_gets_as4(void)
{
	static const struct attr_session old = {.ebgp = true, .as_size = 2};
	struct attr_set set;
	struct attr_parse p;
	struct wbuf w = {0};
	attr_set_init(&set);
	set.as_path = aspath_prepend(NULL, 4200000000u, 1);
	set.aggregator_as = 4200000000u;
	set.aggregator_id = 7;
	attr_encode(&w, &set, &old, false);
	attr_parse(rbuf_from(w.data, w.len), &old, &p);
	CU_ASSERT_EQUAL(p.action, ATTR_OK);
	CU_ASSERT_EQUAL(aspath_neighbor(p.set.as_path), BGP_AS_TRANS);
	CU_ASSERT_PTR_EQUAL(p.set.as4_path, set.as_path);
	CU_ASSERT(p.set.aggregator_as == 4200000000u && p.set.aggregator_id == 7);
	wbuf_free(&w);
	attr_set_clear(&p.set);
	attr_set_clear(&set);
}

static void equal_sets_are_one(void)
{
	struct attr_set a, b;
	attr_set_init(&a);
	a.as_path = aspath_prepend(NULL, 1, 1);
	attr_set_copy(&b, &a);
	struct attr *x = attr_intern(&a), *y = attr_intern(&b);
	CU_ASSERT_PTR_EQUAL(x, y);
	CU_ASSERT_EQUAL(x->set.path_length, 1);
	CU_ASSERT_EQUAL(attr_count(), 1);
	attr_put(x);
	attr_put(y);
	CU_ASSERT_EQUAL(attr_count(), 0);
	CU_ASSERT_EQUAL(blob_count(), 0);
}

static CU_TestInfo tests[] = {
    {"each error has its action", each_error_has_its_action},
    {"every type, flag and length", every_type_flag_and_length},
    {"round trip", round_trip},
    {"unknown transitive passes through", unknown_transitive_passes_through},
    {"2-octet peer gets AS4_PATH", two_octet_peer_gets_as4},
    {"equal sets are one", equal_sets_are_one},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd attributes", tests);
}
