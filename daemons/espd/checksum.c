/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/checksum.h"
#include <arpa/inet.h>
#include <string.h>

#define WIDE 32 /* bytes of one step of add_wide() */

typedef uint64_t wide_sum __attribute__((vector_size(WIDE)));

/* The halves of each 64-bit word go to sums of their own: 2^32 words fit before any could overflow. Written
 * with the compiler's vectors; where the processor has registers of that size a step is five instructions. */
static inline __attribute__((always_inline)) uint64_t add_steps(const uint8_t *data, size_t steps)
{
	wide_sum low = {0}, high = {0};
	for (; steps > 0; steps--, data += WIDE) {
		wide_sum words;
		memcpy(&words, data, sizeof words);
		low += words & UINT32_MAX;
		high += words >> 32;
	}
	low += high;
	return low[0] + low[1] + low[2] + low[3];
}

static uint64_t add_portable(const uint8_t *data, size_t steps)
{
	return add_steps(data, steps);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static uint64_t add_avx2(const uint8_t *data, size_t steps)
{
	return add_steps(data, steps);
}

static uint64_t add_wide(const uint8_t *data, size_t steps)
{
	return __builtin_cpu_supports("avx2") ? add_avx2(data, steps) : add_portable(data, steps);
}
#else
#define add_wide add_portable
#endif

uint64_t csum_add(uint64_t sum, const void *data, size_t size)
{
	const uint8_t *p = data;
	sum += add_wide(p, size / WIDE);
	p += size / WIDE * WIDE;
	for (size %= WIDE; size >= 2; size -= 2, p += 2) {
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
