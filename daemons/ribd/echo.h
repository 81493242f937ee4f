/* SPDX-License-Identifier: Apache-2.0 */
/* One echo request at a time (RFC 792, RFC 4443) from a raw socket, and what became of it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "lib/ipaddr.h"

struct echo;
struct loop;

enum echo_result {
	ECHO_REPLY,
	ECHO_TIMEOUT,
	ECHO_UNREACHABLE, /* an ICMP error about the request, or no way for it to leave */
	ECHO_TOO_BIG,
	ECHO_ODD, /* another ICMP error */
};

struct echo_conf {
	struct ip_addr target;
	const char *device; /* requests leave by it and from its address; NULL: where the table says */
	uint32_t size;      /* bytes of the whole datagram */
	int64_t timeout;    /* microseconds */
	bool df_bit;        /* not to be divided on the way */
	uint8_t pattern[2]; /* of the data, repeated */
	uint8_t tos;        /* of IPv4 requests */
};

/* `rtt` in microseconds, -1 without a reply. The echo may be freed here, or sent again. */
typedef void echo_fn(void *arg, enum echo_result result, int64_t rtt);

/* Opens the socket; NULL and errno on failure. `conf` is copied but for the device, which is not needed any more. */
struct echo *echo_open(struct loop *loop, const struct echo_conf *conf, echo_fn *done, void *arg);
void echo_free(struct echo *e);
/* Sends the next request. Its result never comes before this returns; it is always told. */
void echo_send(struct echo *e);
