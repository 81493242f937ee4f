/* SPDX-License-Identifier: Apache-2.0 */
/* Messages in fragments (RFC 7383) as an authenticated peer may send them: a row of records of number, total, flags
 * (bit 0: response, bit 1: the next message ID, bits 2 and up: first payload), size and content. */
#include "daemons/iked/fragment.h"
#include "daemons/iked/sk.h"
#include "tests/fuzz/ike_target.h"

static void deliver(struct ike_target *target, struct ike_sa *sa, struct rbuf *r)
{
	struct sk_fragment f = {.number = rbuf_u8(r), .total = rbuf_u8(r)};
	uint8_t flags = rbuf_u8(r);
	f.size = rbuf_u8(r);
	f.data = rbuf_bytes(r, f.size);
	f.first = flags >> 2;
	if (!rbuf_ok(r))
		return;
	struct wbuf out = {0};
	bool response = flags & 1;
	const struct ike_header h = {
	    .spi_i = sa->spi_i,
	    .spi_r = sa->spi_r,
	    .exchange = response ? sa->window.exchange : EXCHANGE_INFORMATIONAL,
	    .flags = (uint8_t)((sa->initiator ? 0 : FLAG_INITIATOR) | (response ? FLAG_RESPONSE : 0)),
	    .id = (response ? sa->window.next_out - 1 : sa->window.next_in) + (flags >> 1 & 1),
	};
	f.total = f.total ? f.total : 1; /* 0 would be no fragment at all */
	struct sk_key key = sk_key_of(&sa->keys, &sa->suite, !sa->initiator);
	if (sk_seal_fragment(&out, &h, &f, &key, 1))
		ike_datagram(target->ike, &target->local, &target->remote, out.data, out.len);
	wbuf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ike_target *target;
	if (!target)
		target = ike_target_new();
	struct rbuf r = rbuf_from(data, size);
	while (rbuf_left(&r) && rbuf_ok(&r)) {
		struct ike_sa *sa = ike_target_up(target);
		if (!sa)
			return 0;
		fragment_enable(sa);
		sa->want_liveness = data[0] & 1;
		ike_sa_continue(sa);
		deliver(target, sa, &r);
	}
	loop_virtual_advance(target->loop, 10 * LOOP_MSEC);
	return 0;
}
