/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/inner.h"
#include <netinet/in.h>
#include <string.h>
#include "daemons/espd/checksum.h"

#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define IPV4_DF     0x4000
#define IPV4_OFFSET 0x1fff
#define IPV4_MF     0x2000

static bool parse_ipv4(struct inner *in, const uint8_t *pkt, size_t size)
{
	if (size < IPV4_HEADER)
		return false;
	size_t header = (size_t)(pkt[0] & 0x0f) * 4;
	uint16_t total = inner_get16(pkt + 2);
	if (header < IPV4_HEADER || total < header || total > size)
		return false;
	uint16_t frag = inner_get16(pkt + 6);
	in->family = AF_INET;
	in->tos = pkt[1];
	in->df = (frag & IPV4_DF) != 0;
	in->fragment = (frag & (IPV4_MF | IPV4_OFFSET)) != 0;
	in->proto = (frag & IPV4_OFFSET) != 0 ? 0 : pkt[9];
	in->plain = !in->fragment && header == IPV4_HEADER;
	in->l4 = (uint16_t)header;
	in->size = total;
	return true;
}

/* Steps over one extension header (RFC 8200 §4); false at the upper layer or when it is cut short. */
static bool skip_extension(struct inner *in, const uint8_t *pkt)
{
	size_t left = in->size - in->l4;
	switch (in->proto) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS:
		if (left < 8 || left < 8 + (size_t)pkt[in->l4 + 1] * 8)
			return false;
		in->proto = pkt[in->l4];
		in->l4 = (uint16_t)(in->l4 + 8 + pkt[in->l4 + 1] * 8);
		return true;
	case IPPROTO_FRAGMENT:
		if (left < 8)
			return false;
		in->fragment = true;
		bool later = (inner_get16(pkt + in->l4 + 2) & 0xfff8) != 0;
		in->proto = later ? 0 : pkt[in->l4];
		in->l4 = (uint16_t)(in->l4 + 8);
		return !later;
	default:
		return false;
	}
}

static bool parse_ipv6(struct inner *in, const uint8_t *pkt, size_t size)
{
	if (size < IPV6_HEADER)
		return false;
	uint32_t total = IPV6_HEADER + (uint32_t)inner_get16(pkt + 4);
	if (total > size || total > INNER_MAX)
		return false;
	in->family = AF_INET6;
	in->tos = (uint8_t)(inner_get16(pkt) >> 4);
	in->df = true;
	in->fragment = false;
	in->proto = pkt[6];
	in->l4 = IPV6_HEADER;
	in->size = total;
	while (skip_extension(in, pkt))
		;
	in->plain = in->l4 == IPV6_HEADER;
	return true;
}

bool inner_parse(struct inner *in, const uint8_t *pkt, size_t size)
{
	if (size == 0)
		return false;
	switch (pkt[0] >> 4) {
	case 4:
		return parse_ipv4(in, pkt, size);
	case 6:
		return parse_ipv6(in, pkt, size);
	default:
		return false;
	}
}

void inner_set_ecn(struct inner *in, uint8_t *pkt, uint8_t ecn)
{
	in->tos = (uint8_t)((in->tos & ~INNER_ECN_MASK) | ecn);
	if (in->family == AF_INET6) {
		pkt[1] = (uint8_t)((pkt[1] & 0x0f) | (in->tos & 0x0f) << 4);
		return;
	}
	uint16_t before, after, check;
	memcpy(&before, pkt, sizeof before);
	pkt[1] = in->tos;
	memcpy(&after, pkt, sizeof after);
	memcpy(&check, pkt + 10, sizeof check);
	check = csum_update16(check, before, after);
	memcpy(pkt + 10, &check, sizeof check);
}

int inner_ecn_merge(uint8_t outer, uint8_t inner)
{
	/* Rows: inner Not-ECT, ECT(1), ECT(0), CE; columns: outer the same. */
	static const int8_t result[4][4] = {
	    {INNER_ECN_NOT, INNER_ECN_NOT, INNER_ECN_NOT, -1},
	    {INNER_ECN_ECT1, INNER_ECN_ECT1, INNER_ECN_ECT1, INNER_ECN_CE},
	    {INNER_ECN_ECT0, INNER_ECN_ECT1, INNER_ECN_ECT0, INNER_ECN_CE},
	    {INNER_ECN_CE, INNER_ECN_CE, INNER_ECN_CE, INNER_ECN_CE},
	};
	return result[inner & INNER_ECN_MASK][outer & INNER_ECN_MASK];
}
