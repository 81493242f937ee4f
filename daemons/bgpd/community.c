/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/community.h"
#include "lib/buf.h"
#include <inttypes.h>
#include <stdio.h>

static const struct {
	uint32_t value;
	const char *name;
} well_known[] = {
    {COMMUNITY_GRACEFUL_SHUTDOWN, "graceful-shutdown"},
    {COMMUNITY_NO_EXPORT, "no-export"},
    {COMMUNITY_NO_ADVERTISE, "no-advertise"},
    {COMMUNITY_NO_EXPORT_SUBCONFED, "local-as"},
};

static struct rbuf reader(const struct blob *b)
{
	return b ? rbuf_from(b->data, b->size) : rbuf_from("", 0);
}

bool community_has(const struct blob *communities, uint32_t community)
{
	struct rbuf r = reader(communities);
	while (rbuf_left(&r) >= 4) {
		if (rbuf_u32(&r) == community)
			return true;
	}
	return false;
}

bool community_forbids(const struct blob *communities, bool ebgp)
{
	if (!communities)
		return false;
	if (community_has(communities, COMMUNITY_NO_ADVERTISE))
		return true;
	return ebgp && (community_has(communities, COMMUNITY_NO_EXPORT) ||
			   community_has(communities, COMMUNITY_NO_EXPORT_SUBCONFED));
}

static int print_standard(char *dst, size_t size, const char *gap, uint32_t value)
{
	for (unsigned i = 0; i < sizeof(well_known) / sizeof(well_known[0]); i++) {
		if (well_known[i].value == value)
			return snprintf(dst, size, "%s%s", gap, well_known[i].name);
	}
	return snprintf(dst, size, "%s%u:%u", gap, value >> 16, value & 0xffff);
}

const char *community_str(const struct blob *communities, char *dst, size_t size)
{
	struct rbuf r = reader(communities);
	size_t at = 0;
	dst[0] = '\0';
	while (rbuf_left(&r) >= 4 && at < size)
		at += print_standard(dst + at, size - at, at ? " " : "", rbuf_u32(&r));
	return dst;
}

const char *community_large_str(const struct blob *communities, char *dst, size_t size)
{
	struct rbuf r = reader(communities);
	size_t at = 0;
	dst[0] = '\0';
	while (rbuf_left(&r) >= 12 && at < size) {
		uint32_t admin = rbuf_u32(&r), one = rbuf_u32(&r), two = rbuf_u32(&r);
		at += snprintf(dst + at, size - at, "%s%u:%u:%u", at ? " " : "", admin, one, two);
	}
	return dst;
}

static int print_extended(char *dst, size_t size, const char *gap, uint64_t value)
{
	unsigned type = value >> 56, subtype = value >> 48 & 0xff;
	const char *name = subtype == 2 ? "RT" : subtype == 3 ? "SoO" : NULL;
	if (name && type == 0)
		return snprintf(
		    dst, size, "%s%s:%u:%u", gap, name, (unsigned)(value >> 32 & 0xffff), (uint32_t)value);
	if (name && type == 2)
		return snprintf(
		    dst, size, "%s%s:%u:%u", gap, name, (uint32_t)(value >> 16), (unsigned)(value & 0xffff));
	return snprintf(dst, size, "%s%016" PRIx64, gap, value);
}

const char *community_extended_str(const struct blob *communities, char *dst, size_t size)
{
	struct rbuf r = reader(communities);
	size_t at = 0;
	dst[0] = '\0';
	while (rbuf_left(&r) >= 8 && at < size)
		at += print_extended(dst + at, size - at, at ? " " : "", rbuf_u64(&r));
	return dst;
}
