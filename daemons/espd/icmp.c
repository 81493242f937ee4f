/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/icmp.h"
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include "daemons/espd/checksum.h"

#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define ICMP_HEADER 8
#define QUOTE_V4    548  /* whole answer at most 576 bytes (RFC 1812 §4.3.2.3) */
#define QUOTE_V6    1232 /* whole answer at most 1280 bytes */
#define TTL         64

static bool is_error(const uint8_t *pkt, const struct inner *in)
{
	if (in->size <= in->l4)
		return false;
	uint8_t type = pkt[in->l4];
	if (in->proto == IPPROTO_ICMPV6)
		return type < 128;
	return in->proto == IPPROTO_ICMP &&
	       (type == ICMP_DEST_UNREACH || type == ICMP_SOURCE_QUENCH || type == ICMP_REDIRECT ||
		   type == ICMP_TIME_EXCEEDED || type == ICMP_PARAMETERPROB);
}

static bool answerable(const uint8_t *pkt, const struct inner *in)
{
	if (!in->df || in->proto == 0 || is_error(pkt, in))
		return false;
	if (in->family == AF_INET)
		return pkt[12] < 224 && pkt[16] < 224 && pkt[12] != 0;
	return pkt[8] != 0xff && pkt[24] != 0xff;
}

static size_t write_v4(uint8_t *out, const uint8_t *pkt, size_t quote, uint32_t mtu)
{
	size_t size = IPV4_HEADER + ICMP_HEADER + quote;
	memset(out, 0, IPV4_HEADER + ICMP_HEADER);
	out[0] = 0x45;
	inner_put16(out + 2, (uint16_t)size);
	out[8] = TTL;
	out[9] = IPPROTO_ICMP;
	/* From the packet's destination: an address that is routed through this tunnel for certain. */
	memcpy(out + 12, pkt + 16, 4);
	memcpy(out + 16, pkt + 12, 4);
	csum_ipv4_header(out, IPV4_HEADER);
	uint8_t *icmp = out + IPV4_HEADER;
	icmp[0] = ICMP_DEST_UNREACH;
	icmp[1] = ICMP_FRAG_NEEDED;
	inner_put16(icmp + 6, (uint16_t)mtu);
	memcpy(icmp + ICMP_HEADER, pkt, quote);
	uint16_t check = (uint16_t)~csum_fold(csum_add(0, icmp, ICMP_HEADER + quote));
	memcpy(icmp + 2, &check, sizeof check);
	return size;
}

static size_t write_v6(uint8_t *out, const uint8_t *pkt, size_t quote, uint32_t mtu)
{
	memset(out, 0, IPV6_HEADER + ICMP_HEADER);
	out[0] = 0x60;
	inner_put16(out + 4, (uint16_t)(ICMP_HEADER + quote));
	out[6] = IPPROTO_ICMPV6;
	out[7] = TTL;
	memcpy(out + 8, pkt + 24, 16);
	memcpy(out + 24, pkt + 8, 16);
	uint8_t *icmp = out + IPV6_HEADER;
	icmp[0] = ICMP6_PACKET_TOO_BIG;
	inner_put32(icmp + 4, mtu);
	memcpy(icmp + ICMP_HEADER, pkt, quote);
	uint32_t size = (uint32_t)(ICMP_HEADER + quote);
	uint64_t sum = csum_pseudo(AF_INET6, out, IPPROTO_ICMPV6, size);
	uint16_t check = (uint16_t)~csum_fold(csum_add(sum, icmp, size));
	memcpy(icmp + 2, &check, sizeof check);
	return IPV6_HEADER + size;
}

size_t icmp_too_big(uint8_t *out, const uint8_t *pkt, const struct inner *in, uint32_t mtu)
{
	if (!answerable(pkt, in))
		return 0;
	size_t max = in->family == AF_INET ? QUOTE_V4 : QUOTE_V6;
	size_t quote = in->size < max ? in->size : max;
	return in->family == AF_INET ? write_v4(out, pkt, quote, mtu) : write_v6(out, pkt, quote, mtu);
}
