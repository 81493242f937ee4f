/* SPDX-License-Identifier: Apache-2.0 */
/* A number that stands for the content of a filter: equal content, equal number; other content, another one but for
 * one time in 2^64. So a configuration that is given again is known to be the same without comparing the lists. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FINGERPRINT_NONE UINT64_C(0xcbf29ce484222325) /* FNV-1a, 64 bits: its start */

static inline uint64_t fingerprint_add(uint64_t f, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	for (size_t i = 0; i < size; i++)
		f = (f ^ bytes[i]) * UINT64_C(0x100000001b3);
	return f;
}

static inline uint64_t fingerprint_number(uint64_t f, uint64_t number)
{
	return fingerprint_add(f, &number, sizeof(number));
}

static inline uint64_t fingerprint_text(uint64_t f, const char *text)
{
	return fingerprint_add(f, text, strlen(text) + 1);
}
