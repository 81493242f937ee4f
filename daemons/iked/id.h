/* SPDX-License-Identifier: Apache-2.0 */
/* Identification payloads, RFC 7296 §3.5. */
#pragma once
#include "daemons/iked/payload.h"
#include "lib/ipaddr.h"

#define ID_SIZE_MAX 256 /* bytes of the identification data that we take */
#define ID_STRLEN   520

struct ike_id {
	uint8_t type; /* enum id_type, 0: none */
	uint16_t size;
	uint8_t data[ID_SIZE_MAX];
};

struct ike_id ike_id_address(const struct ip_addr *addr);
/* An FQDN or KEY_ID from text; cut at ID_SIZE_MAX. */
struct ike_id ike_id_text(uint8_t type, const char *text);
bool ike_id_equal(const struct ike_id *a, const struct ike_id *b);
bool ike_id_is_address(const struct ike_id *id, const struct ip_addr *addr);
/* For logs and show; what is not printable becomes '.'. Into `dst` (ID_STRLEN bytes), returns dst. */
const char *ike_id_str(const struct ike_id *id, char *dst);

bool ike_id_decode(struct rbuf r, struct ike_id *id);
void ike_id_encode(struct payload_writer *w, uint8_t payload, const struct ike_id *id);
/* The body of the payload, which AUTH covers (§2.15: "RestOfInitIDPayload"). */
void ike_id_body(struct wbuf *w, const struct ike_id *id);
