/* SPDX-License-Identifier: Apache-2.0 */
/* Test vectors as text. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Reads hex digits into `dst`; the number of bytes. */
static inline size_t hex(const char *text, uint8_t *dst)
{
	size_t n = 0;
	unsigned byte;
	for (; sscanf(text + 2 * n, "%2x", &byte) == 1; n++)
		dst[n] = (uint8_t)byte;
	return n;
}

static inline bool hex_equal(const void *data, size_t size, const char *text)
{
	uint8_t expected[1024];
	return hex(text, expected) >= size && memcmp(data, expected, size) == 0;
}
