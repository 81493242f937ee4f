/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams on port 500 from a configured peer that has not authenticated itself: headers, clear payloads, IKE_SA_INIT
 * in both roles. */
#include "tests/fuzz/ike_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ike_target *target;
	if (!target)
		target = ike_target_new();
	uint8_t copy[8192];
	if (size < 28 || size > sizeof(copy))
		return 0;
	memcpy(copy, data, size);
	copy[17] = 0x20; /* a sound header, else nothing behind it is looked at */
	copy[24] = copy[25] = 0;
	copy[26] = (uint8_t)(size >> 8);
	copy[27] = (uint8_t)size;
	/* Some of them as the answer to our own request, whose SPI nobody could guess. */
	struct ike_sa *attempt = ike_target_attempt(target);
	if (attempt && (copy[0] & 1))
		for (int i = 0; i < 8; i++)
			copy[i] = (uint8_t)(attempt->spi_i >> (56 - 8 * i));
	ike_datagram(target->ike, &target->local, &target->remote, copy, size);
	loop_virtual_advance(target->loop, 100 * LOOP_MSEC);
	return 0;
}
