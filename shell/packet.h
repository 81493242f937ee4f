/* SPDX-License-Identifier: Apache-2.0 */
/* A captured packet as one line, the way an ASA writes it. */
#pragma once
#include <jansson.h>
#include <stdbool.h>

#define PACKET_LINE_MAX 1024

/* Each takes the record capture_packet, writes into `line` (PACKET_LINE_MAX bytes) and returns it. */

/* What stands between the time and the packet: blanks, the VLAN, or in detail the Ethernet header. */
const char *packet_link(const json_t *packet, bool detail, char *line);
/* `10.1.0.2.1024 > 10.2.0.2.80: S 1:1(0) win 64240 <mss 1460>` */
const char *packet_text(const json_t *packet, char *line);
/* The fields of the IP header that the line has not: ` (DF) (ttl 64, id 7)`. */
const char *packet_ip_text(const json_t *packet, char *line);
