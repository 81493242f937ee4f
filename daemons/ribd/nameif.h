/* SPDX-License-Identifier: Apache-2.0 */
/* Names of interfaces as keys of tables: their case does not count. */
#pragma once
#include <ctype.h>
#include <stddef.h>
#include "lib/rib_feed.h"

#define NAMEIF_KEY RIB_NAMEIF_MAX

static inline const char *nameif_key(const char *nameif, char dst[NAMEIF_KEY])
{
	size_t len = 0;
	for (; nameif[len] && len + 1 < NAMEIF_KEY; len++)
		dst[len] = (char)tolower((unsigned char)nameif[len]);
	dst[len] = '\0';
	return dst;
}
