/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/capture_filter.h"
#include <stdio.h>
#include <string.h>
#include "cmd_args.h"
#include "lib/log.h"

#define SNAP_MAX 65535

struct end { /* of the connection that is asked for */
	char shown[72];
	char address[64]; /* what follows "src " or "dst "; "" any */
	uint8_t family;   /* 0 any */
	uint16_t port;    /* 0 any */
};

/* What both ends of a line consist of, from whichever arguments. */
struct end_args {
	const enum cmd_capture_any *any;
	const struct ip_addr *host, *net;
	const struct ip_prefix *prefix;
	uint8_t mask;
	const uint32_t *port;
	const enum cmd_capture_port *service;
};

struct protocol {
	const char *word;
	uint8_t number;
	uint8_t family; /* 0 both */
};

static const struct protocol protocols[] = {
    [CMD_CAPTURE_PROTOCOL_IP] = {"ip", 0, 0},
    [CMD_CAPTURE_PROTOCOL_TCP] = {"tcp", IPPROTO_TCP, 0},
    [CMD_CAPTURE_PROTOCOL_UDP] = {"udp", IPPROTO_UDP, 0},
    [CMD_CAPTURE_PROTOCOL_ICMP] = {"icmp", IPPROTO_ICMP, AF_INET},
    [CMD_CAPTURE_PROTOCOL_ICMP6] = {"icmp6", IPPROTO_ICMPV6, AF_INET6},
    [CMD_CAPTURE_PROTOCOL_ESP] = {"esp", IPPROTO_ESP, 0},
    [CMD_CAPTURE_PROTOCOL_AH] = {"ah", IPPROTO_AH, 0},
    [CMD_CAPTURE_PROTOCOL_GRE] = {"gre", IPPROTO_GRE, 0},
    [CMD_CAPTURE_PROTOCOL_OSPF] = {"ospf", 89, 0},
    [CMD_CAPTURE_PROTOCOL_IGMP] = {"igmp", IPPROTO_IGMP, AF_INET},
};

static uint16_t port_of(enum cmd_capture_port service)
{
	static const uint16_t ports[] = {
	    [CMD_CAPTURE_PORT_BGP] = 179,
	    [CMD_CAPTURE_PORT_DOMAIN] = 53,
	    [CMD_CAPTURE_PORT_FTP] = 21,
	    [CMD_CAPTURE_PORT_HTTP] = 80,
	    [CMD_CAPTURE_PORT_HTTPS] = 443,
	    [CMD_CAPTURE_PORT_ISAKMP] = 500,
	    [CMD_CAPTURE_PORT_NTP] = 123,
	    [CMD_CAPTURE_PORT_SNMP] = 161,
	    [CMD_CAPTURE_PORT_SSH] = 22,
	    [CMD_CAPTURE_PORT_SYSLOG] = 514,
	    [CMD_CAPTURE_PORT_TELNET] = 23,
	    [CMD_CAPTURE_PORT_TFTP] = 69,
	    [CMD_CAPTURE_PORT_WWW] = 80,
	};
	return ports[service];
}

static void end_any(struct end *e, enum cmd_capture_any any)
{
	static const char *const words[] = {
	    [CMD_CAPTURE_ANY_ANY] = "any", [CMD_CAPTURE_ANY_ANY4] = "any4", [CMD_CAPTURE_ANY_ANY6] = "any6"};
	static const uint8_t families[] = {
	    [CMD_CAPTURE_ANY_ANY] = 0, [CMD_CAPTURE_ANY_ANY4] = AF_INET, [CMD_CAPTURE_ANY_ANY6] = AF_INET6};
	snprintf(e->shown, sizeof(e->shown), "%s", words[any]);
	e->family = families[any];
}

/* libpcap refuses a network with host bits. */
static void end_prefix(struct end *e, const struct ip_prefix *prefix)
{
	char text[IP_PREFIX_STRLEN];
	struct ip_prefix net = *prefix;
	ip_prefix_mask(&net);
	e->family = (uint8_t)net.addr.family;
	if (net.len > 0)
		snprintf(e->address, sizeof(e->address), "net %s", ip_prefix_str(&net, text));
}

static void end_address(struct end *e, const struct end_args *args)
{
	char text[IP_PREFIX_STRLEN], mask[IP_ADDR_STRLEN];
	if (args->any != NULL) {
		end_any(e, *args->any);
	} else if (args->host != NULL) {
		e->family = (uint8_t)args->host->family;
		snprintf(e->shown, sizeof(e->shown), "host %s", ip_addr_str(args->host, text));
		snprintf(e->address, sizeof(e->address), "host %s", text);
	} else if (args->net != NULL) {
		struct in_addr bits = ip_len_mask(args->mask);
		struct ip_addr dotted = ip_addr_from(AF_INET, &bits);
		end_prefix(e, &(struct ip_prefix){.addr = *args->net, .len = args->mask});
		snprintf(e->shown, sizeof(e->shown), "%s %s", ip_addr_str(args->net, text),
		    ip_addr_str(&dotted, mask));
	} else if (args->prefix != NULL) {
		end_prefix(e, args->prefix);
		snprintf(e->shown, sizeof(e->shown), "%s", ip_prefix_str(args->prefix, text));
	}
}

static struct end end_of(const struct end_args *args)
{
	struct end e = {0};
	end_address(&e, args);
	if (args->port != NULL)
		e.port = (uint16_t)*args->port;
	else if (args->service != NULL)
		e.port = port_of(*args->service);
	if (e.port != 0) {
		size_t used = strlen(e.shown);
		snprintf(e.shown + used, sizeof(e.shown) - used, " eq %u", e.port);
	}
	return e;
}

static struct end source_of(const struct cmd_capture *a)
{
	return end_of(&(struct end_args){.any = a->has_sany ? &a->sany : NULL,
	    .host = a->has_shost ? &a->shost : NULL,
	    .net = a->has_snet ? &a->snet : NULL,
	    .mask = a->smask,
	    .prefix = a->has_sprefix ? &a->sprefix : NULL,
	    .port = a->has_sport ? &a->sport : NULL,
	    .service = a->has_sname ? &a->sname : NULL});
}

static struct end destination_of(const struct cmd_capture *a)
{
	return end_of(&(struct end_args){.any = a->has_dany ? &a->dany : NULL,
	    .host = a->has_dhost ? &a->dhost : NULL,
	    .net = a->has_dnet ? &a->dnet : NULL,
	    .mask = a->dmask,
	    .prefix = a->has_dprefix ? &a->dprefix : NULL,
	    .port = a->has_dport ? &a->dport : NULL,
	    .service = a->has_dname ? &a->dname : NULL});
}

/* The conditions on one direction, joined. */
static void put_way(FILE *out, const struct end *from, const struct end *to)
{
	const struct end *ends[] = {from, to};
	static const char *const sides[] = {"src", "dst"};
	const char *before = "";
	for (unsigned i = 0; i < 2; i++) {
		if (ends[i]->address[0] != '\0') {
			fprintf(out, "%s%s %s", before, sides[i], ends[i]->address);
			before = " and ";
		}
		if (ends[i]->port != 0) {
			fprintf(out, "%s%s port %u", before, sides[i], ends[i]->port);
			before = " and ";
		}
	}
}

static bool is_anything(const struct end *e)
{
	return e->address[0] == '\0' && e->port == 0;
}

static void put_protocol(FILE *out, const struct protocol *p, uint8_t family)
{
	if (p->number == 0)
		fputs(family == AF_INET ? "ip" : family == AF_INET6 ? "ip6" : "(ip or ip6)", out);
	else if (family != 0)
		fprintf(out, "%s proto %u", family == AF_INET ? "ip" : "ip6", p->number);
	else
		fprintf(out, "(ip proto %u or ip6 proto %u)", p->number, p->number);
}

/* Zero stands for every family; -1: there is no packet of both. */
static int common_family(int a, int b)
{
	if (a == 0 || b == 0 || a == b)
		return a | b;
	return -1;
}

static const char *fault_of(
    const struct protocol *p, int family, const struct end *from, const struct end *to)
{
	if (family < 0)
		return "both ends and the protocol must be of the same IP version";
	if ((from->port != 0 || to->port != 0) && p->number != IPPROTO_TCP && p->number != IPPROTO_UDP)
		return "only tcp and udp have ports: leave \"eq\" out";
	return NULL;
}

bool capture_filter_terms(const struct cmd_capture *args, char match[CAPTURE_MATCH_MAX],
    char term[CAPTURE_TERM_MAX], const char **reason)
{
	char number[12];
	struct end from = source_of(args), to = destination_of(args);
	struct protocol p = {number, (uint8_t)args->number, 0};
	snprintf(number, sizeof(number), "%u", args->number);
	if (args->has_protocol)
		p = protocols[args->protocol];
	int family = common_family(p.family, common_family(from.family, to.family));
	*reason = fault_of(&p, family, &from, &to);
	if (*reason != NULL)
		return false;
	snprintf(match, CAPTURE_MATCH_MAX, "%s %s %s", p.word, from.shown, to.shown);
	FILE *out = fmemopen(term, CAPTURE_TERM_MAX, "w");
	if (out == NULL) {
		*reason = "out of memory";
		return false;
	}
	put_protocol(out, &p, (uint8_t)family);
	if (!is_anything(&from) || !is_anything(&to)) {
		fputs(" and ((", out);
		put_way(out, &from, &to);
		fputs(") or (", out);
		put_way(out, &to, &from);
		fputs("))", out);
	}
	fclose(out);
	return true;
}

static bool compile(struct bpf_program *program, int linktype, const char *expression)
{
	pcap_t *dead = pcap_open_dead(linktype, SNAP_MAX);
	if (dead == NULL)
		return false;
	bool ok = pcap_compile(dead, program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0;
	if (!ok)
		log_error("libpcap refuses \"%s\": %s", expression, pcap_geterr(dead));
	pcap_close(dead);
	return ok;
}

bool capture_filter_make(struct capture_filter *f, const char *expression)
{
	capture_filter_free(f);
	if (!compile(&f->program[CAPTURE_LINK_NONE], DLT_RAW, expression))
		return false;
	f->made = compile(&f->program[CAPTURE_LINK_ETHERNET], DLT_EN10MB, expression);
	if (!f->made)
		pcap_freecode(&f->program[CAPTURE_LINK_NONE]);
	return f->made;
}

void capture_filter_free(struct capture_filter *f)
{
	for (unsigned i = 0; f->made && i < CAPTURE_LINKS; i++)
		pcap_freecode(&f->program[i]);
	*f = (struct capture_filter){0};
}

bool capture_filter_takes(const struct capture_filter *f, enum capture_link link, const uint8_t *data,
    uint32_t size, uint32_t length)
{
	const struct pcap_pkthdr head = {.caplen = size, .len = length};
	return f->made && pcap_offline_filter(&f->program[link], &head, data) != 0;
}
