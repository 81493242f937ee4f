/* SPDX-License-Identifier: Apache-2.0 */
/* `track`: objects that are up while an operation of `sla monitor` reaches its target; static routes follow them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct loop;
struct track;

struct track_config {
	uint32_t number;
	uint32_t sla;
};

struct track_status {
	bool up;
	uint32_t changes;
	int64_t changed_at; /* microseconds of the loop's clock, 0: never */
};

typedef void track_changed_fn(void *arg, uint32_t number, bool up);

struct track_table {
	struct loop *loop;
	track_changed_fn *changed;
	void *arg;
	struct track *all;
};

void track_put(struct track_table *t, const struct track_config *config, bool up);
void track_remove(struct track_table *t, uint32_t number);
/* The operation reaches its target, or does not any more. */
void track_sla_changed(struct track_table *t, uint32_t sla, bool up);
/* False for an object that does not exist: what depends on it waits for it. */
bool track_is_up(const struct track_table *t, uint32_t number);
/* The objects in order of their numbers: the first above `after`; NULL when there is none. */
const struct track_config *track_next(
    const struct track_table *t, uint32_t after, struct track_status *status);
void track_table_clear(struct track_table *t);
