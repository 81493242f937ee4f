/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/ts.h"
#include <string.h>

#define TS_HEADER_SIZE 8

struct ts ts_any(int family)
{
	struct ts ts = {.port_high = UINT16_MAX};
	ts.low.family = ts.high.family = (uint16_t)family;
	memset(ts.high.bytes, 0xff, ip_addr_size(&ts.high));
	return ts;
}

struct ts_list ts_list_any(bool ipv4, bool ipv6)
{
	struct ts_list list = {0};
	if (ipv4)
		list.ts[list.count++] = ts_any(AF_INET);
	if (ipv6)
		list.ts[list.count++] = ts_any(AF_INET6);
	return list;
}

/* Appends one selector; returns false for a malformed one. */
static bool ts_read(struct rbuf *r, struct ts_list *list)
{
	uint8_t type = rbuf_u8(r);
	struct ts ts = {.protocol = rbuf_u8(r)};
	uint16_t length = rbuf_u16(r);
	if (!rbuf_ok(r) || length < TS_HEADER_SIZE)
		return false;
	struct rbuf body = rbuf_sub(r, length - 4);
	ts.port_low = rbuf_u16(&body);
	ts.port_high = rbuf_u16(&body);
	if (!rbuf_ok(r) || !rbuf_ok(&body))
		return false;
	if (type != TS_IPV4_ADDR_RANGE && type != TS_IPV6_ADDR_RANGE)
		return true;
	ts.low.family = ts.high.family = type == TS_IPV4_ADDR_RANGE ? AF_INET : AF_INET6;
	size_t size = ip_addr_size(&ts.low);
	if (!rbuf_copy(&body, ts.low.bytes, size) || !rbuf_copy(&body, ts.high.bytes, size) ||
	    rbuf_left(&body))
		return false;
	if (list->count < TS_MAX && memcmp(ts.low.bytes, ts.high.bytes, size) <= 0)
		list->ts[list->count++] = ts;
	return true;
}

bool ts_decode(struct rbuf r, struct ts_list *list)
{
	list->count = 0;
	uint8_t count = rbuf_u8(&r);
	rbuf_u24(&r);
	if (!rbuf_ok(&r) || count == 0)
		return false;
	while (count--)
		if (!ts_read(&r, list))
			return false;
	return rbuf_left(&r) == 0;
}

void ts_encode(struct payload_writer *w, uint8_t payload, const struct ts_list *list)
{
	payload_begin(w, payload);
	wbuf_u8(&w->buf, (uint8_t)list->count);
	wbuf_u24(&w->buf, 0);
	for (unsigned i = 0; i < list->count; i++) {
		const struct ts *ts = &list->ts[i];
		size_t size = ip_addr_size(&ts->low);
		wbuf_u8(&w->buf, size == 4 ? TS_IPV4_ADDR_RANGE : TS_IPV6_ADDR_RANGE);
		wbuf_u8(&w->buf, ts->protocol);
		wbuf_u16(&w->buf, (uint16_t)(TS_HEADER_SIZE + 2 * size));
		wbuf_u16(&w->buf, ts->port_low);
		wbuf_u16(&w->buf, ts->port_high);
		wbuf_bytes(&w->buf, ts->low.bytes, size);
		wbuf_bytes(&w->buf, ts->high.bytes, size);
	}
	payload_end(w);
}

static const struct ip_addr *addr_max(const struct ip_addr *a, const struct ip_addr *b)
{
	return memcmp(a->bytes, b->bytes, ip_addr_size(a)) >= 0 ? a : b;
}

static const struct ip_addr *addr_min(const struct ip_addr *a, const struct ip_addr *b)
{
	return memcmp(a->bytes, b->bytes, ip_addr_size(a)) <= 0 ? a : b;
}

/* The intersection of two selectors; false when it is empty. */
static bool ts_meet(const struct ts *a, const struct ts *b, struct ts *out)
{
	if (a->low.family != b->low.family)
		return false;
	if (a->protocol && b->protocol && a->protocol != b->protocol)
		return false;
	out->protocol = a->protocol ? a->protocol : b->protocol;
	out->port_low = a->port_low > b->port_low ? a->port_low : b->port_low;
	out->port_high = a->port_high < b->port_high ? a->port_high : b->port_high;
	out->low = *addr_max(&a->low, &b->low);
	out->high = *addr_min(&a->high, &b->high);
	return out->port_low <= out->port_high && addr_min(&out->low, &out->high) == &out->low;
}

bool ts_narrow(const struct ts_list *ours, const struct ts_list *theirs, struct ts_list *out)
{
	out->count = 0;
	for (unsigned i = 0; i < theirs->count; i++)
		for (unsigned k = 0; k < ours->count && out->count < TS_MAX; k++)
			if (ts_meet(&theirs->ts[i], &ours->ts[k], &out->ts[out->count]))
				out->count++;
	return out->count > 0;
}

static bool ts_equal(const struct ts *a, const struct ts *b)
{
	return a->protocol == b->protocol && a->port_low == b->port_low && a->port_high == b->port_high &&
	       ip_addr_equal(&a->low, &b->low) && ip_addr_equal(&a->high, &b->high);
}

bool ts_list_within(const struct ts_list *inner, const struct ts_list *outer)
{
	for (unsigned i = 0; i < inner->count; i++) {
		struct ts met;
		bool held = false;
		for (unsigned k = 0; k < outer->count && !held; k++)
			held = ts_meet(&inner->ts[i], &outer->ts[k], &met) && ts_equal(&met, &inner->ts[i]);
		if (!held)
			return false;
	}
	return inner->count > 0;
}
