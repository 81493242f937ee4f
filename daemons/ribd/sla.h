/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `sla monitor`: echo operations that run at intervals and say whether their target can be reached.
 *
 * An operation sends its requests one after the other; one answer makes it a success. Until the first has ended the
 * target counts as not reachable, and again when the life of the operation is over. While the interface has no device an operation fails at once.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/ipaddr.h"
#include "lib/rib_feed.h"

struct loop;

struct sla_config {
	uint32_t number;
	struct ip_addr target; /* family 0: no type is given, nothing runs */
	char nameif[RIB_NAMEIF_MAX];
	uint32_t frequency; /* seconds */
	uint32_t timeout;   /* milliseconds, of one request */
	uint32_t threshold; /* milliseconds */
	uint32_t packets;
	uint32_t size; /* bytes of data */
	uint32_t tos;
	bool scheduled;
	uint32_t life; /* seconds, 0: forever */
};

enum sla_outcome {
	SLA_UNKNOWN, /* nothing has ended yet */
	SLA_OK,
	SLA_OVER_THRESHOLD, /* answered, but slowly */
	SLA_TIMEOUT,
	SLA_NO_CONNECTION, /* an ICMP error, or no way out */
};

struct sla_status {
	bool active; /* scheduled, and its life is not over */
	bool reachable;
	enum sla_outcome outcome; /* of the latest operation */
	uint64_t attempted, skipped;
	int64_t started_at;    /* of the latest operation, seconds since the epoch; 0: never */
	int64_t ends_at;       /* of its life, seconds since the epoch; 0: never */
	int64_t min, max, sum; /* round trips of the latest operation, microseconds */
	uint64_t sum2;         /* of their squares, in milliseconds */
	uint32_t answers;      /* to the latest operation */
};

struct sla_table;

/* The device of an interface name in `device` (IF_NAMESIZE bytes); false while there is none. */
typedef bool sla_device_fn(void *arg, const char *nameif, char *device);
/* The target became reachable, or is not any more. */
typedef void sla_changed_fn(void *arg, uint32_t number, bool reachable);

struct sla_table *sla_table_new(struct loop *loop, sla_device_fn *device, sla_changed_fn *changed, void *arg);
void sla_table_free(struct sla_table *t);

/* Adds the operation or gives it another configuration; an equal one changes nothing. */
void sla_put(struct sla_table *t, const struct sla_config *config);
void sla_remove(struct sla_table *t, uint32_t number);
/* False for an operation that does not exist. */
bool sla_reachable(const struct sla_table *t, uint32_t number);
/* The operations in order of their numbers: the first above `after`; NULL when there is none. */
const struct sla_config *sla_next(const struct sla_table *t, uint32_t after, struct sla_status *status);
