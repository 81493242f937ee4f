/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/nlri.h"
#include <string.h>

static const struct {
	uint16_t afi;
	int af;
	uint8_t bits;
	const char *name;
} families[BGP_FAMILIES] = {
    [BGP_IPV4_UNICAST] = {BGP_AFI_IPV4, AF_INET, 32, "IPv4 Unicast"},
    [BGP_IPV6_UNICAST] = {BGP_AFI_IPV6, AF_INET6, 128, "IPv6 Unicast"},
};

bool bgp_family_from_wire(uint16_t afi, uint8_t safi, enum bgp_family *family)
{
	for (unsigned i = 0; i < BGP_FAMILIES; i++) {
		if (families[i].afi == afi && safi == BGP_SAFI_UNICAST) {
			*family = i;
			return true;
		}
	}
	return false;
}

uint16_t bgp_family_afi(enum bgp_family family)
{
	return families[family].afi;
}

int bgp_family_af(enum bgp_family family)
{
	return families[family].af;
}

const char *bgp_family_name(enum bgp_family family)
{
	return families[family].name;
}

enum bgp_family bgp_family_of(const struct ip_addr *a)
{
	return a->family == AF_INET6 ? BGP_IPV6_UNICAST : BGP_IPV4_UNICAST;
}

static size_t octets(unsigned bits)
{
	return (bits + 7) / 8;
}

bool nlri_next(struct rbuf *r, enum bgp_family family, struct ip_prefix *p)
{
	if (r->bad || rbuf_left(r) == 0)
		return false;
	memset(p, 0, sizeof(*p));
	p->addr.family = families[family].af;
	p->len = rbuf_u8(r);
	if (p->len > families[family].bits) {
		r->bad = true;
		return false;
	}
	if (!rbuf_copy(r, p->addr.bytes, octets(p->len)))
		return false;
	if (p->len % 8)
		p->addr.bytes[p->len / 8] &= 0xff00u >> (p->len % 8);
	return true;
}

bool nlri_valid(struct rbuf r, enum bgp_family family)
{
	struct ip_prefix p;
	while (nlri_next(&r, family, &p))
		;
	return rbuf_ok(&r);
}

size_t nlri_size(const struct ip_prefix *p)
{
	return 1 + octets(p->len);
}

void nlri_put(struct wbuf *w, const struct ip_prefix *p)
{
	wbuf_u8(w, p->len);
	wbuf_bytes(w, p->addr.bytes, octets(p->len));
}
