/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/tap.h"
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <string.h>
#include "daemons/espd/checksum.h"
#include "daemons/espd/sa.h"
#include "daemons/espd/tunnel.h"

#define ESP_PORT  4500
#define OUTER_TTL 64 /* as raw.c and the kernel's sockets have it */

const struct tap tap_none;

struct outer {
	struct in_addr source, destination;
	uint16_t source_port, destination_port; /* 0: ESP lies in IP */
	uint8_t tos, ttl;
	bool df;
};

static void put_udp(struct tap_packet *p, const struct outer *o, uint32_t payload)
{
	struct udphdr udp = {
	    .source = htons(o->source_port),
	    .dest = htons(o->destination_port),
	    .len = htons((uint16_t)(payload + sizeof udp)),
	};
	memcpy(p->outer + sizeof(struct iphdr), &udp, sizeof udp);
}

static void put_outer(struct tap_packet *p, const struct outer *o, uint32_t payload)
{
	bool in_udp = o->source_port != 0;
	p->outer_size = (uint32_t)(sizeof(struct iphdr) + (in_udp ? sizeof(struct udphdr) : 0));
	p->length = p->outer_size + payload;
	struct iphdr ip = {
	    .version = 4,
	    .ihl = 5,
	    .tos = o->tos,
	    .tot_len = htons((uint16_t)p->length),
	    .frag_off = htons(o->df ? IP_DF : 0),
	    .ttl = o->ttl,
	    .protocol = in_udp ? IPPROTO_UDP : IPPROTO_ESP,
	    .saddr = o->source.s_addr,
	    .daddr = o->destination.s_addr,
	};
	if (in_udp)
		put_udp(p, o, payload);
	memcpy(p->outer, &ip, sizeof ip);
	csum_ipv4_header(p->outer, sizeof ip);
}

static struct outer outer_of_arrival(const struct transport_arrival *a)
{
	return (struct outer){
	    .source = a->remote,
	    .destination = a->local,
	    .source_port = a->remote_port,
	    .destination_port = a->remote_port != 0 ? ESP_PORT : 0,
	    .tos = a->tos,
	};
}

static struct outer outer_of_sa(const struct sa *sa)
{
	const struct sa_spec *spec = &sa->state->spec;
	return (struct outer){
	    .source = spec->remote.addr.v4,
	    .destination = spec->local.addr.v4,
	    .source_port = spec->udp_encap ? spec->remote.port : 0,
	    .destination_port = spec->udp_encap ? ESP_PORT : 0,
	};
}

static struct outer outer_to_send(const struct tunnel *t, bool udp, const struct transport_packet *p)
{
	return (struct outer){
	    .source = t->route.local,
	    .destination = t->route.remote,
	    .source_port = udp ? ESP_PORT : 0,
	    .destination_port = udp ? t->route.remote_port : 0,
	    .tos = p->tos,
	    .ttl = OUTER_TTL,
	    .df = p->df,
	};
}

static void show(const struct tap *tap, struct tap_packet *p, const struct outer *o, uint32_t payload)
{
	put_outer(p, o, payload);
	tap->fn(tap->arg, p);
}

void tap_clear(const struct tap *tap, const struct tunnel *t, bool out, const uint8_t *pkt, uint32_t size)
{
	tap->fn(tap->arg,
	    &(struct tap_packet){
		.point = TAP_CLEAR, .out = out, .tunnel = t, .data = pkt, .size = size, .length = size});
}

void tap_sealed(const struct tap *tap, const struct tunnel *t, bool udp,
    const struct transport_packet *packets, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct outer o = outer_to_send(t, udp, &packets[i]);
		struct tap_packet p = {.point = TAP_ESP,
		    .out = true,
		    .tunnel = t,
		    .data = packets[i].data,
		    .size = packets[i].size};
		show(tap, &p, &o, p.size);
	}
}

void tap_arrived(const struct tap *tap, const struct sa *sa, const struct transport_arrival *arrival,
    const uint8_t *esp, uint32_t size)
{
	struct outer o = outer_of_arrival(arrival);
	struct tap_packet p = {.point = TAP_ESP, .tunnel = sa->tunnel, .data = esp, .size = size};
	show(tap, &p, &o, size);
}

void tap_dropped_clear(
    const struct tap *tap, const struct tunnel *t, enum drop_reason reason, const uint8_t *pkt, uint32_t size)
{
	tap->fn(tap->arg,
	    &(struct tap_packet){
		.point = TAP_DROP, .reason = reason, .tunnel = t, .data = pkt, .size = size, .length = size});
}

void tap_dropped_sealed(const struct tap *tap, const struct tunnel *t, enum drop_reason reason, bool udp,
    const struct transport_packet *packet)
{
	struct outer o = outer_to_send(t, udp, packet);
	struct tap_packet p = {.point = TAP_DROP,
	    .out = true,
	    .reason = reason,
	    .tunnel = t,
	    .data = packet->data,
	    .size = packet->size};
	show(tap, &p, &o, p.size);
}

void tap_dropped_esp(const struct tap *tap, const struct sa *sa, enum drop_reason reason, const uint8_t *esp,
    uint32_t kept, uint32_t size)
{
	struct outer o = outer_of_sa(sa);
	struct tap_packet p = {
	    .point = TAP_DROP, .reason = reason, .tunnel = sa->tunnel, .data = esp, .size = kept};
	show(tap, &p, &o, size);
}

void tap_dropped_stranger(const struct tap *tap, enum drop_reason reason,
    const struct transport_arrival *arrival, const uint8_t *esp, uint32_t size)
{
	struct outer o = outer_of_arrival(arrival);
	struct tap_packet p = {.point = TAP_DROP, .reason = reason, .data = esp, .size = size};
	show(tap, &p, &o, size);
}
