/* SPDX-License-Identifier: Apache-2.0 */
/* The `mtu` lines: each names an interface, which may come later, by its nameif in any case. */
#pragma once
#include <stdint.h>

struct mtu_line;

struct mtu_table { /* a zeroed struct is empty */
	struct mtu_line *lines;
};

void mtu_put(struct mtu_table *t, const char *nameif, uint32_t mtu);
void mtu_remove(struct mtu_table *t, const char *nameif);
/* 0 without such a line. */
uint32_t mtu_get(const struct mtu_table *t, const char *nameif);
void mtu_table_free(struct mtu_table *t);
