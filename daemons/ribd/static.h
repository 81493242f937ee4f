/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static routes. Lines for the same prefix with the same distance make one route with several next hops. A
 * line counts while its interface name is known and has a device; whether that device runs is the next
 * hop's affair. With `track` it counts while that object is up, too.
 *
 *     10.0.0.0/16 distance 1 ---- outside1, 192.0.2.1 ----+
 *                             +-- outside2, 192.0.2.9     +-- the lines of outside1
 *     10.1.0.0/16 distance 1 ---- outside1, 192.0.2.1 ----+
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "daemons/ribd/model.h"

struct rib;
struct static_table;

/* The device of an interface name, 0 while there is none. */
typedef uint32_t static_resolve_fn(void *arg, const char *nameif);
/* Whether a tracked object is up. */
typedef bool static_track_fn(void *arg, uint32_t number);

struct static_table *static_table_new(
    struct rib *rib, static_resolve_fn *resolve, static_track_fn *track, void *arg);
void static_table_free(struct static_table *t);
/* Takes the lines `before` away and puts the lines `after` in their place; copied. `now` in seconds. */
void static_change(struct static_table *t, const struct static_config *before, size_t before_count,
    const struct static_config *after, size_t after_count, uint32_t now);
/* A tracked object came up or went down: its lines count, or do not. */
void static_track_changed(struct static_table *t, uint32_t number, uint32_t now);
/* Lines that follow the object. */
size_t static_tracked(const struct static_table *t, uint32_t number);
/* Names may lead to other devices now. */
void static_refresh(struct static_table *t, uint32_t now);
