/* SPDX-License-Identifier: Apache-2.0 */
/* The headers of captured packets: whatever a port or a peer sends is read for `show capture`. */
#include <stddef.h>
#include <stdint.h>
#include "lib/dissect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *record = json_object();
	if (size > 0)
		dissect(record, data + 1, (uint32_t)size - 1, data[0] & 1 ? 14 : 0);
	json_decref(record);
	return 0;
}
