/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/checksum.h"

uint32_t checksum_add(uint32_t sum, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i + 1 < size; i += 2)
		sum += (uint32_t)data[i] << 8 | data[i + 1];
	if (size & 1)
		sum += (uint32_t)data[size - 1] << 8;
	return sum;
}

uint16_t checksum_end(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}
