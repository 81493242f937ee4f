/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel would do with a packet that comes in: its own answer, the choice among equal routes included. */
#pragma once
#include <stdint.h>
#include "lib/ipaddr.h"

struct flow {
	struct ip_addr source, destination; /* of one family */
	uint8_t protocol;                   /* TCP, UDP or ICMP */
	uint16_t source_port, destination_port;
	uint32_t ifindex; /* where it comes in */
};

struct flow_way {
	int error;        /* 0, or why there is no way: errno */
	uint8_t type;     /* RTN_UNICAST, RTN_LOCAL … */
	uint32_t ifindex; /* where it goes out */
	struct ip_addr gateway;
};

/* Asks now. False when the kernel cannot be asked. */
bool kernel_flow_way(const struct flow *flow, struct flow_way *way);
