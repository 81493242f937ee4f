/* SPDX-License-Identifier: Apache-2.0 */
/* Address families and the prefix encoding of NLRI (RFC 4271 §4.3, RFC 4760 §5). */
#pragma once
#include "lib/buf.h"
#include "lib/ipaddr.h"

enum bgp_family {
	BGP_IPV4_UNICAST,
	BGP_IPV6_UNICAST,
	BGP_FAMILIES,
};

#define BGP_AFI_IPV4     1
#define BGP_AFI_IPV6     2
#define BGP_SAFI_UNICAST 1

/* A set of families, one bit each. */
#define BGP_FAMILY_BIT(family) (1u << (family))

/* False for a family that is not spoken here. */
bool bgp_family_from_wire(uint16_t afi, uint8_t safi, enum bgp_family *family);
uint16_t bgp_family_afi(enum bgp_family family);
int bgp_family_af(enum bgp_family family);           /* AF_INET, AF_INET6 */
const char *bgp_family_name(enum bgp_family family); /* "IPv4 Unicast" */
enum bgp_family bgp_family_of(const struct ip_addr *a);

/* Reads the next prefix; bits beyond its length are cleared. False at the end of `r`, and with r->bad set
 * when the length is over that of the family or bytes are missing. */
bool nlri_next(struct rbuf *r, enum bgp_family family, struct ip_prefix *p);
/* True when every prefix of `r` can be read. */
bool nlri_valid(struct rbuf r, enum bgp_family family);
size_t nlri_size(const struct ip_prefix *p); /* encoded, bytes */
void nlri_put(struct wbuf *w, const struct ip_prefix *p);
