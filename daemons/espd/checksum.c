/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/checksum.h"
#include <arpa/inet.h>
#include <string.h>

/* Four independent sums of 32-bit words: 2^32 of them fit before any could overflow. */
static uint64_t add_blocks(uint64_t sum, const uint8_t *data, size_t blocks)
{
	uint64_t lane[4] = {0, 0, 0, 0};
	for (size_t i = 0; i < blocks; i++, data += 16) {
		uint32_t word[4];
		memcpy(word, data, sizeof word);
		lane[0] += word[0];
		lane[1] += word[1];
		lane[2] += word[2];
		lane[3] += word[3];
	}
	return sum + lane[0] + lane[1] + lane[2] + lane[3];
}

uint64_t csum_add(uint64_t sum, const void *data, size_t size)
{
	const uint8_t *p = data;
	sum = add_blocks(sum, p, size / 16);
	p += size & ~(size_t)15;
	for (size &= 15; size >= 2; size -= 2, p += 2) {
		uint16_t word;
		memcpy(&word, p, sizeof word);
		sum += word;
	}
	if (size != 0) {
		uint16_t word = 0;
		memcpy(&word, p, 1);
		sum += word;
	}
	return sum;
}

uint16_t csum_fold(uint64_t sum)
{
	sum = (sum & UINT32_MAX) + (sum >> 32);
	sum = (sum & UINT32_MAX) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

uint64_t csum_pseudo(int family, const uint8_t *ip, uint8_t proto, uint32_t l4_size)
{
	uint64_t sum = (uint64_t)htons(proto) + htonl(l4_size);
	return family == AF_INET ? csum_add(sum, ip + 12, 8) : csum_add(sum, ip + 8, 32);
}

uint16_t csum_update16(uint16_t check, uint16_t from, uint16_t to)
{
	return (uint16_t)~csum_fold((uint64_t)(uint16_t)~check + (uint16_t)~from + to);
}

void csum_ipv4_header(uint8_t *ip, size_t size)
{
	memset(ip + 10, 0, 2);
	uint16_t check = (uint16_t)~csum_fold(csum_add(0, ip, size));
	memcpy(ip + 10, &check, sizeof check);
}
