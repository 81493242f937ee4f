/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/mss.h"
#include <netinet/in.h>
#include <string.h>
#include "daemons/espd/checksum.h"

#define TCP_OFFSET     12
#define TCP_FLAGS      13
#define TCP_CHECK      16
#define TCP_MIN        20
#define TCP_SYN        0x02
#define OPTION_END     0
#define OPTION_NOP     1
#define OPTION_MSS     2
#define OPTION_MSS_LEN 4
#define HEADERS_V4     40
#define HEADERS_V6     60
#define MSS_FLOOR      48

static uint16_t bound(uint32_t mtu, uint32_t headers, uint32_t max)
{
	uint32_t mss = mtu > headers + MSS_FLOOR ? mtu - headers : MSS_FLOOR;
	if (max != 0 && max < mss)
		mss = max;
	return (uint16_t)(mss < UINT16_MAX ? mss : UINT16_MAX);
}

struct mss_bounds mss_bounds_of(uint32_t mtu, uint32_t max, uint32_t min)
{
	return (struct mss_bounds){
	    .max_v4 = bound(mtu, HEADERS_V4, max),
	    .max_v6 = bound(mtu, HEADERS_V6, max),
	    .min = (uint16_t)min,
	};
}

/* Offset of the MSS option's value within the TCP header of `size` bytes, 0 when there is none. */
static uint32_t find_option(const uint8_t *tcp, uint32_t size)
{
	uint32_t at = TCP_MIN;
	while (at < size && tcp[at] != OPTION_END) {
		if (tcp[at] == OPTION_NOP) {
			at++;
			continue;
		}
		if (at + 2 > size || tcp[at + 1] < 2 || at + tcp[at + 1] > size)
			return 0;
		if (tcp[at] == OPTION_MSS)
			return tcp[at + 1] == OPTION_MSS_LEN ? at + 2 : 0;
		at += tcp[at + 1];
	}
	return 0;
}

static uint16_t bounded(const struct mss_bounds *b, uint16_t mss, uint8_t family)
{
	uint16_t max = family == AF_INET ? b->max_v4 : b->max_v6;
	if (mss < b->min)
		mss = b->min;
	return max != 0 && mss > max ? max : mss;
}

/* A value at an odd offset counts in the sum with its bytes swapped. */
static void update_check(uint8_t *tcp, uint32_t at, uint16_t from, uint16_t to)
{
	uint16_t check;
	uint8_t before[2], after[2];
	inner_put16(before, at % 2 == 0 ? from : (uint16_t)(from >> 8 | from << 8));
	inner_put16(after, at % 2 == 0 ? to : (uint16_t)(to >> 8 | to << 8));
	uint16_t wire_before, wire_after;
	memcpy(&wire_before, before, 2);
	memcpy(&wire_after, after, 2);
	memcpy(&check, tcp + TCP_CHECK, 2);
	check = csum_update16(check, wire_before, wire_after);
	memcpy(tcp + TCP_CHECK, &check, 2);
}

bool mss_clamp(const struct mss_bounds *bounds, uint8_t *pkt, const struct inner *in, bool partial)
{
	uint8_t *tcp = pkt + in->l4;
	uint32_t left = in->size - in->l4;
	if (in->proto != IPPROTO_TCP || left < TCP_MIN || (tcp[TCP_FLAGS] & TCP_SYN) == 0)
		return false;
	uint32_t size = (uint32_t)(tcp[TCP_OFFSET] >> 4) * 4;
	uint32_t at = size <= left ? find_option(tcp, size) : 0;
	if (at == 0)
		return false;
	uint16_t announced = inner_get16(tcp + at);
	uint16_t wanted = bounded(bounds, announced, in->family);
	if (wanted == announced)
		return false;
	inner_put16(tcp + at, wanted);
	if (!partial)
		update_check(tcp, at, announced, wanted);
	return true;
}
