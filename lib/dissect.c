/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/dissect.h"
#include <net/ethernet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include "lib/buf.h"
#include "lib/ipaddr.h"

#define TCP_SYN 0x02
#define TCP_ACK 0x10

static void set(json_t *r, const char *member, uint64_t value)
{
	json_object_set_new(r, member, json_integer((json_int_t)value));
}

static void set_addr(json_t *r, const char *member, int family, const uint8_t *bytes)
{
	char text[IP_ADDR_STRLEN];
	struct ip_addr addr = ip_addr_from(family, bytes);
	json_object_set_new(r, member, json_string(ip_addr_str(&addr, text)));
}

static void set_mac(json_t *r, const char *member, const uint8_t *m)
{
	json_object_set_new(
	    r, member, json_sprintf("%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5]));
}

/* One option, as tcpdump and an ASA name it; false at the end of the list. */
static bool tcp_option(struct rbuf *options, char *dst, size_t size)
{
	uint8_t kind = rbuf_u8(options);
	if (!rbuf_ok(options) || kind == 0)
		return false;
	if (kind == 1) {
		snprintf(dst, size, "nop");
		return true;
	}
	uint8_t length = rbuf_u8(options);
	struct rbuf body = rbuf_sub(options, length >= 2 ? length - 2u : 0);
	if (!rbuf_ok(options) || length < 2)
		return false;
	if (kind == 2 && length == 4)
		snprintf(dst, size, "mss %u", rbuf_u16(&body));
	else if (kind == 3 && length == 3)
		snprintf(dst, size, "wscale %u", rbuf_u8(&body));
	else if (kind == 4)
		snprintf(dst, size, "sackOK");
	else if (kind == 8 && length == 10) {
		uint32_t value = rbuf_u32(&body);
		snprintf(dst, size, "timestamp %u %u", value, rbuf_u32(&body));
	} else
		snprintf(dst, size, "opt-%u", kind);
	return true;
}

static void set_tcp_options(json_t *tcp, const uint8_t *data, size_t size)
{
	char text[320] = "", one[40];
	size_t used = 0;
	struct rbuf options = rbuf_from(data, size);
	while (used < sizeof(text) - sizeof(one) && tcp_option(&options, one, sizeof(one)))
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", used > 0 ? "," : "", one);
	if (used > 0)
		json_object_set_new(tcp, "options", json_string(text));
}

static void set_tcp_flags(json_t *tcp, uint8_t flags)
{
	static const char letters[] = "FSRP.UEW";
	char text[9];
	unsigned n = 0;
	for (unsigned i = 0; i < 8; i++)
		if (flags >> i & 1 && (1u << i) != TCP_ACK)
			text[n++] = letters[i];
	text[n] = '\0';
	json_object_set_new(tcp, "flags", json_string(text));
}

static json_t *read_tcp(struct rbuf *r, uint32_t size)
{
	const uint8_t *start = r->pos;
	json_t *tcp = json_object();
	set(tcp, "source_port", rbuf_u16(r));
	set(tcp, "destination_port", rbuf_u16(r));
	set(tcp, "sequence", rbuf_u32(r));
	uint32_t ack = rbuf_u32(r);
	uint32_t header = (uint32_t)(rbuf_u8(r) >> 4) * 4;
	uint8_t flags = rbuf_u8(r);
	set_tcp_flags(tcp, flags);
	if (flags & TCP_ACK)
		set(tcp, "acknowledgment", ack);
	set(tcp, "window", rbuf_u16(r));
	rbuf_skip(r, 4);
	if (header < 20 || header > size)
		r->bad = true;
	set(tcp, "payload", size >= header ? size - header : 0);
	if (rbuf_ok(r) && header - 20 <= rbuf_left(r))
		set_tcp_options(tcp, start + 20, header - 20);
	return tcp;
}

static json_t *read_udp(struct rbuf *r, uint32_t size)
{
	json_t *udp = json_object();
	set(udp, "source_port", rbuf_u16(r));
	set(udp, "destination_port", rbuf_u16(r));
	uint16_t length = rbuf_u16(r);
	set(udp, "payload", length >= 8 ? length - 8u : 0);
	return udp;
}

static json_t *read_icmp(struct rbuf *r, uint32_t size)
{
	json_t *icmp = json_object();
	set(icmp, "type", rbuf_u8(r));
	set(icmp, "code", rbuf_u8(r));
	rbuf_skip(r, 2);
	set(icmp, "identifier", rbuf_u16(r));
	set(icmp, "sequence", rbuf_u16(r));
	return icmp;
}

/* RFC 4303 §2 */
static json_t *read_esp(struct rbuf *r, uint32_t size)
{
	json_t *esp = json_object();
	set(esp, "spi", rbuf_u32(r));
	set(esp, "sequence", rbuf_u32(r));
	return esp;
}

/* `size` is what the IP header says is left; less of it may have been kept. */
static void read_upper(json_t *record, uint8_t protocol, struct rbuf *r, uint32_t size)
{
	static const struct upper {
		uint8_t protocol;
		const char *member;
		json_t *(*read)(struct rbuf *r, uint32_t size);
	} uppers[] = {
	    {IPPROTO_TCP, "tcp", read_tcp},
	    {IPPROTO_UDP, "udp", read_udp},
	    {IPPROTO_ICMP, "icmp", read_icmp},
	    {IPPROTO_ICMPV6, "icmp", read_icmp},
	    {IPPROTO_ESP, "esp", read_esp},
	};
	for (size_t i = 0; i < sizeof(uppers) / sizeof(uppers[0]); i++) {
		if (uppers[i].protocol != protocol)
			continue;
		json_t *part = uppers[i].read(r, size);
		if (rbuf_ok(r))
			json_object_set(record, uppers[i].member, part);
		json_decref(part);
	}
}

static void read_ipv4(json_t *record, struct rbuf *r)
{
	json_t *ip = json_pack("{s:i}", "version", 4);
	const uint8_t *h = rbuf_bytes(r, 20);
	uint32_t header = h != NULL ? (h[0] & 0xfu) * 4u : 0,
		 total = h != NULL ? (uint32_t)h[2] << 8 | h[3] : 0;
	if (header < 20 || total < header) {
		json_decref(ip);
		return;
	}
	uint32_t fragment = ((uint32_t)h[6] << 8 | h[7]) & 0x1fff;
	set_addr(ip, "source", AF_INET, h + 12);
	set_addr(ip, "destination", AF_INET, h + 16);
	set(ip, "protocol", h[9]);
	set(ip, "length", total);
	set(ip, "ttl", h[8]);
	set(ip, "tos", h[1]);
	set(ip, "id", (uint32_t)h[4] << 8 | h[5]);
	if (h[6] & 0x40)
		json_object_set_new(ip, "df", json_true());
	if (fragment != 0 || h[6] & 0x20) {
		set(ip, "fragment_offset", fragment * 8);
		json_object_set_new(ip, "more_fragments", json_boolean(h[6] & 0x20));
	}
	json_object_set_new(record, "ip", ip);
	rbuf_skip(r, header - 20);
	if (fragment == 0)
		read_upper(record, h[9], r, total - header);
}

static void read_ipv6(json_t *record, struct rbuf *r)
{
	const uint8_t *h = rbuf_bytes(r, 40);
	if (h == NULL)
		return;
	uint32_t payload = (uint32_t)h[4] << 8 | h[5];
	json_t *ip = json_pack("{s:i}", "version", 6);
	set_addr(ip, "source", AF_INET6, h + 8);
	set_addr(ip, "destination", AF_INET6, h + 24);
	set(ip, "protocol", h[6]);
	set(ip, "length", payload + 40);
	set(ip, "ttl", h[7]);
	set(ip, "tos", (h[0] << 4 | h[1] >> 4) & 0xff);
	json_object_set_new(record, "ip", ip);
	read_upper(record, h[6], r, payload);
}

/* RFC 826, for Ethernet and IPv4 only. */
static void read_arp(json_t *record, struct rbuf *r)
{
	const uint8_t *a = rbuf_bytes(r, 28);
	if (a == NULL || memcmp(a, "\0\1\10\0\6\4", 6) != 0)
		return;
	json_t *arp = json_object();
	set(arp, "operation", (uint32_t)a[6] << 8 | a[7]);
	set_mac(arp, "sender_mac", a + 8);
	set_addr(arp, "sender", AF_INET, a + 14);
	set_addr(arp, "target", AF_INET, a + 24);
	json_object_set_new(record, "arp", arp);
}

/* The type of what follows. */
static uint16_t read_ethernet(json_t *record, struct rbuf *r)
{
	const uint8_t *macs = rbuf_bytes(r, 12);
	uint16_t type = rbuf_u16(r);
	json_t *ethernet = json_object();
	if (type == ETHERTYPE_VLAN) {
		uint16_t tag = rbuf_u16(r);
		type = rbuf_u16(r);
		set(ethernet, "vlan", tag & 0xfffu);
		set(ethernet, "priority", tag >> 13);
	}
	if (rbuf_ok(r)) {
		set_mac(ethernet, "source", macs + 6);
		set_mac(ethernet, "destination", macs);
		set(ethernet, "type", type);
		json_object_set(record, "ethernet", ethernet);
	}
	json_decref(ethernet);
	return rbuf_ok(r) ? type : 0;
}

void dissect(json_t *record, const uint8_t *packet, uint32_t size, unsigned link)
{
	struct rbuf r = rbuf_from(packet, size);
	uint16_t type = ETHERTYPE_IP;
	if (link > 0)
		type = read_ethernet(record, &r);
	else if (size > 0 && packet[0] >> 4 == 6)
		type = ETHERTYPE_IPV6;
	if (type == ETHERTYPE_IP)
		read_ipv4(record, &r);
	else if (type == ETHERTYPE_IPV6)
		read_ipv6(record, &r);
	else if (type == ETHERTYPE_ARP)
		read_arp(record, &r);
}
