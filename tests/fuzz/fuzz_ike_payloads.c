/* SPDX-License-Identifier: Apache-2.0 */
/* What an authenticated peer may put inside SK: byte 0 chooses exchange and kind, byte 1 is the type of the first
 * payload, the chain follows. It is sealed under the keys of an SA that is up, so that all handlers see it. */
#include "daemons/iked/sk.h"
#include "tests/fuzz/ike_target.h"

static void deliver(struct ike_target *target, struct ike_sa *sa, const uint8_t *data, size_t size)
{
	struct payload_writer chain = {.first = data[1]};
	struct wbuf out = {0};
	bool response = data[0] & 4;
	struct ike_header h = {
	    .spi_i = sa->spi_i,
	    .spi_r = sa->spi_r,
	    .exchange = (uint8_t)(EXCHANGE_IKE_AUTH + data[0] % 3),
	    .flags = (uint8_t)((sa->initiator ? 0 : FLAG_INITIATOR) | (response ? FLAG_RESPONSE : 0)),
	    .id = response ? sa->window.next_out - 1 : sa->window.next_in,
	};
	if (response && sa->window.task != TASK_NONE)
		h.exchange = sa->window.exchange;
	wbuf_bytes(&chain.buf, data + 2, size - 2);
	struct sk_key key = sk_key_of(&sa->keys, &sa->suite, !sa->initiator);
	if (sk_seal(&out, &h, &chain, &key, 1))
		ike_datagram(target->ike, &target->local, &target->remote, out.data, out.len);
	wbuf_free(&out);
	payload_writer_free(&chain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ike_target *target;
	if (!target)
		target = ike_target_new();
	if (size < 2 || size > 4096)
		return 0;
	struct ike_sa *sa = ike_target_up(target);
	if (!sa)
		return 0;
	/* Some of them while a request of ours waits for its answer. */
	if (data[0] & 8)
		sa->want_child = true;
	if (data[0] & 16)
		sa->want_rekey = true;
	if (data[0] & 32)
		sa->want_liveness = true;
	ike_sa_continue(sa);
	deliver(target, sa, data, size);
	loop_virtual_advance(target->loop, LOOP_MSEC);
	return 0;
}
