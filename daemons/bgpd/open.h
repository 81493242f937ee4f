/* SPDX-License-Identifier: Apache-2.0 */
/* The OPEN message (RFC 4271 §4.2, §6.2). */
#pragma once
#include "daemons/bgpd/caps.h"
#include "daemons/bgpd/notify.h"

struct open_message {
	uint32_t as;        /* the real one, from the 4-octet capability where there is one */
	uint16_t hold_time; /* seconds */
	uint32_t router_id; /* host order */
	struct caps caps;
};

/* What an OPEN from this neighbor has to say. */
struct open_expect {
	uint32_t as;
	uint32_t own_as;
	uint32_t own_id;
	uint16_t min_hold; /* smallest hold time that is accepted, beside 0; 0: no limit of ours */
};

/* Reads and judges the body of an OPEN. False with *n the NOTIFICATION to send. */
bool open_decode(
    struct rbuf r, const struct open_expect *expect, struct open_message *open, struct notify *n);
/* Writes the whole message. `with_caps` false is for a peer that refused our capabilities. */
void open_encode(struct wbuf *w, const struct open_message *open, bool with_caps);
