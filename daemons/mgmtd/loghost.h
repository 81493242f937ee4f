/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One log host: what is sent to it as syslog, over UDP (RFC 3164) or over TCP with a line feed behind each message
 * (RFC 6587 §3.4.2), as an ASA does.
 *
 *     NO WAY --- the interface is up ---> CONNECTING ---> OPEN
 *        ^                                 |  ^ back-off     |
 *        |                                 v  |              |
 *        +--- it is down ---------------- RESTING <----------+ does not answer
 *
 * Nothing here waits: what cannot be sent at once stands in a queue of limited length, and what that does not take
 * is dropped and counted.
 */
#pragma once
#include "daemons/mgmtd/logging.h"

struct loghost;
struct loop;

struct loghost_status {
	bool open;          /* TCP: connected */
	uint64_t sent;      /* messages given to the network */
	uint64_t full;      /* dropped because the queue was full while it was open */
	uint64_t down;      /* … while it was not */
	uint64_t errors;    /* answers that nobody listens there */
	uint64_t losses;    /* connections lost */
	uint64_t partial;   /* messages that went out in pieces */
	int64_t changed_at; /* seconds since the epoch: since when it is open or not; 0: never tried */
	unsigned waiting, most;
};

/* `conf` is copied. NULL when out of memory. */
struct loghost *loghost_new(struct loop *loop, const struct logging_host *conf, unsigned queue);
void loghost_free(struct loghost *h);
const struct logging_host *loghost_conf(const struct loghost *h);
void loghost_limit(struct loghost *h, unsigned queue);
/* The device that leads to it and the address to send from; NULL: there is no way now. */
void loghost_way(struct loghost *h, const char *device, const struct ip_addr *source);
/* A message without a line feed. */
void loghost_put(struct loghost *h, const char *text);
void loghost_status(const struct loghost *h, struct loghost_status *status);
