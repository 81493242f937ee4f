/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/packet.h"
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "shell/field.h"

struct line {
	char *text;
	size_t used;
};

static void put(struct line *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void put(struct line *l, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int size = vsnprintf(l->text + l->used, PACKET_LINE_MAX - l->used, fmt, ap);
	va_end(ap);
	if (size > 0)
		l->used +=
		    (size_t)size < PACKET_LINE_MAX - l->used ? (size_t)size : PACKET_LINE_MAX - l->used - 1;
}

static long long number(const json_t *packet, const char *path)
{
	return (long long)field_int(packet, path, 0);
}

/* aa:bb:cc:dd:ee:ff as aabb.ccdd.eeff */
static void put_mac(struct line *l, const char *mac)
{
	unsigned digits = 0;
	for (; *mac != '\0'; mac++) {
		if (*mac == ':')
			continue;
		if (digits > 0 && digits % 4 == 0)
			put(l, ".");
		put(l, "%c", *mac);
		digits++;
	}
}

static void put_vlan(struct line *l, const json_t *packet)
{
	put(l, "802.1Q vlan#%lld P%lld ", number(packet, "ethernet.vlan"),
	    number(packet, "ethernet.priority"));
}

const char *packet_link(const json_t *packet, bool detail, char *line)
{
	struct line l = {.text = line};
	bool ethernet = field_get(packet, "ethernet") != NULL,
	     vlan = field_get(packet, "ethernet.vlan") != NULL;
	*line = '\0';
	if (detail && ethernet) {
		put_mac(&l, field_str(packet, "ethernet.source", ""));
		put(&l, " ");
		put_mac(&l, field_str(packet, "ethernet.destination", ""));
		put(&l, " 0x%04llx ", number(packet, "ethernet.type"));
	}
	if (detail)
		put(&l, "Length: %lld\n      ", number(packet, "length"));
	if (vlan)
		put_vlan(&l, packet);
	else if (!detail)
		put(&l, "      ");
	return line;
}

static void put_ends(struct line *l, const json_t *packet, const char *upper)
{
	char from[32], to[32];
	snprintf(from, sizeof(from), "%s.source_port", upper);
	snprintf(to, sizeof(to), "%s.destination_port", upper);
	put(l, "%s.%lld > %s.%lld: ", field_str(packet, "ip.source", ""), number(packet, from),
	    field_str(packet, "ip.destination", ""), number(packet, to));
}

/* Sequence numbers are told where they mean something: of data, and of what counts like data. */
static void put_tcp(struct line *l, const json_t *packet)
{
	const char *flags = field_str(packet, "tcp.flags", "");
	long long first = number(packet, "tcp.sequence"), size = number(packet, "tcp.payload");
	put_ends(l, packet, "tcp");
	put(l, "%s", *flags != '\0' ? flags : ".");
	if (size > 0 || strpbrk(flags, "SFR") != NULL)
		put(l, " %lld:%lld(%lld)", first, (long long)(uint32_t)(first + size), size);
	if (field_get(packet, "tcp.acknowledgment") != NULL)
		put(l, " ack %lld", number(packet, "tcp.acknowledgment"));
	put(l, " win %lld", number(packet, "tcp.window"));
	if (field_set(packet, "tcp.options"))
		put(l, " <%s>", field_str(packet, "tcp.options", ""));
}

static const char *icmp_name(int version, long long type)
{
	static const struct {
		int version;
		uint8_t type;
		const char *name;
	} names[] = {
	    {4, ICMP_ECHO, "echo request"},
	    {4, ICMP_ECHOREPLY, "echo reply"},
	    {4, ICMP_DEST_UNREACH, "unreachable"},
	    {4, ICMP_REDIRECT, "redirect"},
	    {4, ICMP_TIME_EXCEEDED, "time exceeded in-transit"},
	    {6, ICMP6_ECHO_REQUEST, "echo request"},
	    {6, ICMP6_ECHO_REPLY, "echo reply"},
	    {6, ICMP6_DST_UNREACH, "unreachable"},
	    {6, ICMP6_PACKET_TOO_BIG, "packet too big"},
	    {6, ICMP6_TIME_EXCEEDED, "time exceeded in-transit"},
	    {6, 133, "router solicitation"},
	    {6, 134, "router advertisement"},
	    {6, 135, "neighbor solicitation"},
	    {6, 136, "neighbor advertisement"},
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].version == version && names[i].type == type)
			return names[i].name;
	return NULL;
}

static void put_icmp(struct line *l, const json_t *packet)
{
	int version = (int)number(packet, "ip.version");
	long long type = number(packet, "icmp.type"), code = number(packet, "icmp.code");
	const char *name = icmp_name(version, type);
	put(l, "%s > %s: icmp%s: ", field_str(packet, "ip.source", ""),
	    field_str(packet, "ip.destination", ""), version == 6 ? "6" : "");
	if (name == NULL)
		put(l, "type %lld code %lld", type, code);
	else if (version == 4 && type == ICMP_DEST_UNREACH && code == ICMP_FRAG_NEEDED)
		put(l, "unreachable - need to frag");
	else
		put(l, "%s", name);
}

static void put_ip(struct line *l, const json_t *packet)
{
	long long header = number(packet, "ip.version") == 6 ? 40 : 20;
	put(l, "%s > %s:  ip-proto-%lld, length %lld", field_str(packet, "ip.source", ""),
	    field_str(packet, "ip.destination", ""), number(packet, "ip.protocol"),
	    number(packet, "ip.length") - header);
	if (field_get(packet, "esp") != NULL)
		put(l, ", spi 0x%08llX, seq %lld", number(packet, "esp.spi"), number(packet, "esp.sequence"));
	if (field_get(packet, "ip.fragment_offset") != NULL)
		put(l, " (frag offset %lld%s)", number(packet, "ip.fragment_offset"),
		    field_bool(packet, "ip.more_fragments") ? "+" : "");
}

static void put_arp(struct line *l, const json_t *packet)
{
	if (number(packet, "arp.operation") == 1)
		put(l, "arp who-has %s tell %s", field_str(packet, "arp.target", ""),
		    field_str(packet, "arp.sender", ""));
	else {
		put(l, "arp reply %s is-at ", field_str(packet, "arp.sender", ""));
		put(l, "%s", field_str(packet, "arp.sender_mac", ""));
	}
}

const char *packet_text(const json_t *packet, char *line)
{
	struct line l = {.text = line};
	*line = '\0';
	if (field_get(packet, "tcp") != NULL) {
		put_tcp(&l, packet);
	} else if (field_get(packet, "udp") != NULL) {
		put_ends(&l, packet, "udp");
		put(&l, " udp %lld", number(packet, "udp.payload"));
	} else if (field_get(packet, "icmp") != NULL) {
		put_icmp(&l, packet);
	} else if (field_get(packet, "ip") != NULL) {
		put_ip(&l, packet);
	} else if (field_get(packet, "arp") != NULL) {
		put_arp(&l, packet);
	} else {
		put(&l, "0x%04llx, length %lld", number(packet, "ethernet.type"), number(packet, "length"));
	}
	return line;
}

const char *packet_ip_text(const json_t *packet, char *line)
{
	struct line l = {.text = line};
	*line = '\0';
	if (field_get(packet, "ip") == NULL)
		return line;
	if (field_bool(packet, "ip.df"))
		put(&l, " (DF)");
	if (field_set(packet, "ip.tos"))
		put(&l, " [tos 0x%02llx]", number(packet, "ip.tos"));
	put(&l, " (%s %lld", number(packet, "ip.version") == 6 ? "hop limit" : "ttl",
	    number(packet, "ip.ttl"));
	if (field_get(packet, "ip.id") != NULL)
		put(&l, ", id %lld", number(packet, "ip.id"));
	put(&l, ")");
	return line;
}
