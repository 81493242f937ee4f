/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static routes. Lines for the same prefix with the same distance make one route with several next hops. A
 * line counts while its interface name is known and has a device; whether that device runs is the next
 * hop's affair.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "daemons/ribd/model.h"

struct rib;
struct static_table;

/* The device of an interface name, 0 while there is none. */
typedef uint32_t static_resolve_fn(void *arg, const char *nameif);

struct static_table *static_table_new(struct rib *rib, static_resolve_fn *resolve, void *arg);
void static_table_free(struct static_table *t);
/* The lines in force from now on; copied. `now` in seconds. */
void static_apply(struct static_table *t, const struct static_config *lines, size_t count, uint32_t now);
/* Names may lead to other devices now. */
void static_refresh(struct static_table *t, uint32_t now);
