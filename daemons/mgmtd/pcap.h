/* SPDX-License-Identifier: Apache-2.0 */
/* Captured packets as a file that tcpdump and Wireshark read (draft-ietf-opsawg-pcap). */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include "lib/buf.h"

/* Writes the records capture_packet of `packets` in order of time. With their Ethernet headers if all have one, else all from
 * the network header on: a file has one type of link, and what is neither IPv4 nor IPv6 is then left out. Returns how
 * many packets went in; false in wbuf_ok(file) when memory is short. */
size_t pcap_write(struct wbuf *file, json_t *packets);
