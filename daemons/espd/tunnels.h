/* SPDX-License-Identifier: Apache-2.0 */
/* The tunnels there are, and the devices that a predecessor left until the configuration claims them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/tunnel.h"

struct espd;
struct tunnels;

/* NULL when memory is short. */
struct tunnels *tunnels_new(struct espd *espd);
/* Closes every descriptor; devices that posternd holds stay. */
void tunnels_free(struct tunnels *ts);
/* Takes `fd` when `name` is that of a kept tunnel device; false when it is not. */
bool tunnels_restore(struct tunnels *ts, const char *name, int fd);
/* Makes the tunnel of these settings or changes it. */
void tunnels_put(struct tunnels *ts, const struct tunnel_settings *settings);
void tunnels_remove(struct tunnels *ts, const char *name);
/* Once the configuration is there: what it has not claimed goes. */
void tunnels_discard_orphans(struct tunnels *ts);
/* Removes all devices from the kernel. */
void tunnels_remove_all(struct tunnels *ts);
struct tunnel *tunnels_find(struct tunnels *ts, const char *name);
/* The next one in order of creation; the first for NULL. */
struct tunnel *tunnels_next(struct tunnels *ts, struct tunnel *t);
