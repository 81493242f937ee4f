/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses and prefixes of both families. `family` is AF_INET, AF_INET6, or 0 for "none".
 *
 * These structs have no padding, and what a family does not use is zero: they may be hashed and compared as
 * bytes. Whoever fills one by hand starts from {0} and writes `bytes`.
 */
#pragma once
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rbuf;
struct wbuf;

struct ip_addr {
	uint16_t family;
	uint16_t zero;
	union {
		struct in_addr v4;
		struct in6_addr v6;
		uint8_t bytes[16];
	};
};

struct ip_prefix {
	struct ip_addr addr; /* host bits are zero after ip_prefix_mask() */
	uint8_t len;         /* bits */
	uint8_t zero[3];
};

struct ip_endpoint {
	struct ip_addr addr;
	uint16_t port; /* host byte order */
	uint16_t zero;
};

#define IP_ADDR_STRLEN     46
#define IP_PREFIX_STRLEN   50
#define IP_ENDPOINT_STRLEN 54

size_t ip_addr_size(const struct ip_addr *a); /* 4, 16 or 0 */
bool ip_addr_parse(const char *text, struct ip_addr *a);
/* Into `dst` (IP_ADDR_STRLEN bytes); returns dst. An address without family prints as "-". */
const char *ip_addr_str(const struct ip_addr *a, char *dst);
bool ip_addr_equal(const struct ip_addr *a, const struct ip_addr *b);
int ip_addr_cmp(const struct ip_addr *a, const struct ip_addr *b);
bool ip_addr_is_any(const struct ip_addr *a); /* 0.0.0.0 or ::; false without family */
struct ip_addr ip_addr_v4(uint32_t host_order);
struct ip_addr ip_addr_from(int family, const void *bytes);

bool ip_prefix_parse(const char *text, struct ip_prefix *p); /* "10.0.0.0/16" */
const char *ip_prefix_str(const struct ip_prefix *p, char *dst);
bool ip_prefix_equal(const struct ip_prefix *a, const struct ip_prefix *b);
int ip_prefix_cmp(const struct ip_prefix *a, const struct ip_prefix *b); /* family, address, length */
void ip_prefix_mask(struct ip_prefix *p);
bool ip_prefix_contains(const struct ip_prefix *p, const struct ip_addr *a);

/* Dotted mask to length; -1 when the ones are not contiguous. And back. */
int ip_mask_len(struct in_addr mask);
struct in_addr ip_len_mask(int len);
/* Length of the natural class mask (8, 16 or 24; 32 for class D and above). */
int ip_class_len(struct in_addr a);

bool ip_endpoint_equal(const struct ip_endpoint *a, const struct ip_endpoint *b);
/* To and from a socket address; the size of what was written, or false for an unknown family. */
socklen_t ip_endpoint_to_sockaddr(const struct ip_endpoint *e, struct sockaddr_storage *ss);
bool ip_endpoint_from_sockaddr(const struct sockaddr_storage *ss, struct ip_endpoint *e);
const char *ip_endpoint_str(const struct ip_endpoint *e, char *dst); /* "203.0.113.1:500" */

/* Packed as u8 family code (0, 4, 6) and the bytes; a prefix adds a u8 length. */
void wbuf_ip_addr(struct wbuf *w, const struct ip_addr *a);
void rbuf_ip_addr(struct rbuf *r, struct ip_addr *a);
void wbuf_ip_prefix(struct wbuf *w, const struct ip_prefix *p);
void rbuf_ip_prefix(struct rbuf *r, struct ip_prefix *p);
void wbuf_ip_endpoint(struct wbuf *w, const struct ip_endpoint *e);
void rbuf_ip_endpoint(struct rbuf *r, struct ip_endpoint *e);
