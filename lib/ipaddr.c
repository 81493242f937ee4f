/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ipaddr.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/buf.h"

_Static_assert(IP_ADDR_STRLEN >= INET6_ADDRSTRLEN, "an address of either family fits");

size_t ip_addr_size(const struct ip_addr *a)
{
	return a->family == AF_INET ? 4 : a->family == AF_INET6 ? 16 : 0;
}

struct ip_addr ip_addr_from(int family, const void *bytes)
{
	struct ip_addr a;
	memset(&a, 0, sizeof(a));
	a.family = (uint16_t)family;
	memcpy(a.bytes, bytes, ip_addr_size(&a));
	return a;
}

struct ip_addr ip_addr_v4(uint32_t host_order)
{
	uint32_t wire = htonl(host_order);
	return ip_addr_from(AF_INET, &wire);
}

bool ip_addr_parse(const char *text, struct ip_addr *a)
{
	int family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
	memset(a, 0, sizeof(*a));
	if (inet_pton(family, text, a->bytes) != 1)
		return false;
	a->family = (uint16_t)family;
	return true;
}

/* What inet_ntop() gives, without its printf(): a configuration is mostly such addresses. */
static const char *v4_str(const uint8_t *bytes, char *dst)
{
	char *at = dst;
	for (unsigned i = 0; i < 4; i++) {
		unsigned n = bytes[i];
		if (n >= 100)
			*at++ = (char)('0' + n / 100);
		if (n >= 10)
			*at++ = (char)('0' + n / 10 % 10);
		*at++ = (char)('0' + n % 10);
		*at++ = i < 3 ? '.' : '\0';
	}
	return dst;
}

const char *ip_addr_str(const struct ip_addr *a, char *dst)
{
	if (a->family == AF_INET)
		return v4_str(a->bytes, dst);
	if (ip_addr_size(a) == 0 || inet_ntop(a->family, a->bytes, dst, IP_ADDR_STRLEN) == NULL)
		strcpy(dst, "-");
	return dst;
}

int ip_addr_cmp(const struct ip_addr *a, const struct ip_addr *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->bytes, b->bytes, ip_addr_size(a));
}

bool ip_addr_equal(const struct ip_addr *a, const struct ip_addr *b)
{
	return ip_addr_cmp(a, b) == 0;
}

bool ip_addr_is_any(const struct ip_addr *a)
{
	static const uint8_t zero[16];
	size_t size = ip_addr_size(a);
	return size != 0 && memcmp(a->bytes, zero, size) == 0;
}

bool ip_prefix_parse(const char *text, struct ip_prefix *p)
{
	const char *slash = strchr(text, '/');
	char addr[IP_ADDR_STRLEN];
	*p = (struct ip_prefix){0};
	if (slash == NULL || (size_t)(slash - text) >= sizeof(addr))
		return false;
	memcpy(addr, text, (size_t)(slash - text));
	addr[slash - text] = '\0';
	size_t digits = strspn(slash + 1, "0123456789");
	if (digits == 0 || digits > 3 || slash[1 + digits] != '\0' || !ip_addr_parse(addr, &p->addr))
		return false;
	unsigned long len = strtoul(slash + 1, NULL, 10);
	if (len > 8 * ip_addr_size(&p->addr)) {
		memset(p, 0, sizeof(*p));
		return false;
	}
	p->len = (uint8_t)len;
	return true;
}

const char *ip_prefix_str(const struct ip_prefix *p, char *dst)
{
	ip_addr_str(&p->addr, dst);
	size_t len = strlen(dst);
	snprintf(dst + len, IP_PREFIX_STRLEN - len, "/%u", p->len);
	return dst;
}

int ip_prefix_cmp(const struct ip_prefix *a, const struct ip_prefix *b)
{
	int order = ip_addr_cmp(&a->addr, &b->addr);
	return order != 0 ? order : (int)a->len - (int)b->len;
}

bool ip_prefix_equal(const struct ip_prefix *a, const struct ip_prefix *b)
{
	return ip_prefix_cmp(a, b) == 0;
}

void ip_prefix_mask(struct ip_prefix *p)
{
	size_t size = ip_addr_size(&p->addr);
	size_t whole = p->len / 8u;
	if (whole >= size)
		return;
	p->addr.bytes[whole] &= (uint8_t)(0xff00u >> (p->len % 8u));
	memset(p->addr.bytes + whole + 1, 0, size - whole - 1);
}

bool ip_prefix_contains(const struct ip_prefix *p, const struct ip_addr *a)
{
	if (p->addr.family != a->family || ip_addr_size(a) == 0)
		return false;
	struct ip_prefix network = *p, other = {.addr = *a, .len = p->len};
	ip_prefix_mask(&network);
	ip_prefix_mask(&other);
	return ip_addr_equal(&network.addr, &other.addr);
}

int ip_mask_len(struct in_addr mask)
{
	uint32_t zeros = ~ntohl(mask.s_addr);
	if ((zeros & (zeros + 1)) != 0)
		return -1;
	return 32 - __builtin_popcount(zeros);
}

struct in_addr ip_len_mask(int len)
{
	uint32_t mask = len <= 0 ? 0 : len >= 32 ? UINT32_MAX : UINT32_MAX << (32 - len);
	return (struct in_addr){.s_addr = htonl(mask)};
}

int ip_class_len(struct in_addr a)
{
	uint32_t host = ntohl(a.s_addr);
	if (host < 0x80000000u)
		return 8;
	if (host < 0xc0000000u)
		return 16;
	return host < 0xe0000000u ? 24 : 32;
}

bool ip_endpoint_equal(const struct ip_endpoint *a, const struct ip_endpoint *b)
{
	return a->port == b->port && ip_addr_equal(&a->addr, &b->addr);
}

socklen_t ip_endpoint_to_sockaddr(const struct ip_endpoint *e, struct sockaddr_storage *ss)
{
	memset(ss, 0, sizeof(*ss));
	if (e->addr.family == AF_INET) {
		struct sockaddr_in *sin = (struct sockaddr_in *)ss;
		sin->sin_family = AF_INET;
		sin->sin_addr = e->addr.v4;
		sin->sin_port = htons(e->port);
		return sizeof(*sin);
	}
	if (e->addr.family == AF_INET6) {
		struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)ss;
		sin6->sin6_family = AF_INET6;
		sin6->sin6_addr = e->addr.v6;
		sin6->sin6_port = htons(e->port);
		return sizeof(*sin6);
	}
	return 0;
}

bool ip_endpoint_from_sockaddr(const struct sockaddr_storage *ss, struct ip_endpoint *e)
{
	*e = (struct ip_endpoint){0};
	if (ss->ss_family == AF_INET) {
		const struct sockaddr_in *sin = (const struct sockaddr_in *)ss;
		e->addr = ip_addr_from(AF_INET, &sin->sin_addr);
		e->port = ntohs(sin->sin_port);
		return true;
	}
	if (ss->ss_family == AF_INET6) {
		const struct sockaddr_in6 *sin6 = (const struct sockaddr_in6 *)ss;
		e->addr = ip_addr_from(AF_INET6, &sin6->sin6_addr);
		e->port = ntohs(sin6->sin6_port);
		return true;
	}
	return false;
}

const char *ip_endpoint_str(const struct ip_endpoint *e, char *dst)
{
	char addr[IP_ADDR_STRLEN];
	const char *form = e->addr.family == AF_INET6 ? "[%s]:%u" : "%s:%u";
	ip_addr_str(&e->addr, addr);
	snprintf(dst, IP_ENDPOINT_STRLEN, form, addr, e->port);
	return dst;
}

void wbuf_ip_addr(struct wbuf *w, const struct ip_addr *a)
{
	size_t size = ip_addr_size(a);
	wbuf_u8(w, size == 4 ? 4 : size == 16 ? 6 : 0);
	wbuf_bytes(w, a->bytes, size);
}

void rbuf_ip_addr(struct rbuf *r, struct ip_addr *a)
{
	memset(a, 0, sizeof(*a));
	uint8_t code = rbuf_u8(r);
	if (code == 4)
		a->family = AF_INET;
	else if (code == 6)
		a->family = AF_INET6;
	else if (code != 0)
		r->bad = true;
	if (!rbuf_copy(r, a->bytes, ip_addr_size(a)))
		a->family = 0;
}

void wbuf_ip_prefix(struct wbuf *w, const struct ip_prefix *p)
{
	wbuf_ip_addr(w, &p->addr);
	wbuf_u8(w, p->len);
}

void rbuf_ip_prefix(struct rbuf *r, struct ip_prefix *p)
{
	rbuf_ip_addr(r, &p->addr);
	p->len = rbuf_u8(r);
	if (p->len > 8 * ip_addr_size(&p->addr)) {
		r->bad = true;
		memset(p, 0, sizeof(*p));
	}
}

void wbuf_ip_endpoint(struct wbuf *w, const struct ip_endpoint *e)
{
	wbuf_ip_addr(w, &e->addr);
	wbuf_u16(w, e->port);
}

void rbuf_ip_endpoint(struct rbuf *r, struct ip_endpoint *e)
{
	rbuf_ip_addr(r, &e->addr);
	e->port = rbuf_u16(r);
}
