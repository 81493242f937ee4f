/* SPDX-License-Identifier: Apache-2.0 */
/* Capabilities (RFC 5492) that are spoken here. */
#pragma once
#include "daemons/bgpd/nlri.h"

enum cap_code {
	CAP_MULTIPROTOCOL = 1,       /* RFC 4760 */
	CAP_ROUTE_REFRESH = 2,       /* RFC 2918 */
	CAP_EXTENDED_MESSAGE = 6,    /* RFC 8654 */
	CAP_GRACEFUL_RESTART = 64,   /* RFC 4724 */
	CAP_FOUR_OCTET_AS = 65,      /* RFC 6793 */
	CAP_ENHANCED_REFRESH = 70,   /* RFC 7313 */
	CAP_ROUTE_REFRESH_OLD = 128, /* of the time before RFC 2918, still sent by some */
};

/* What one side of a session can do. */
struct caps {
	uint32_t families; /* BGP_FAMILY_BIT() */
	uint32_t as4;      /* the AS of CAP_FOUR_OCTET_AS, 0: capability absent */
	bool refresh;
	bool enhanced_refresh;
	bool extended_message;
	bool graceful;          /* CAP_GRACEFUL_RESTART is there */
	bool restarting;        /* its R bit */
	uint16_t restart_time;  /* seconds, 0-4095 */
	uint32_t gr_families;   /* whose routes it can keep or ask for */
	uint32_t gr_forwarding; /* F bit: forwarding state was preserved */
	bool any_family;        /* a CAP_MULTIPROTOCOL was there, also of an unknown family */
};

/* Reads the capabilities of one optional parameter, adding to `caps`. Unknown ones are stepped over, ones of a
 * wrong length are as good as unknown. False when the list itself does not fit. */
bool caps_decode(struct rbuf r, struct caps *caps);
void caps_encode(struct wbuf *w, const struct caps *caps);
