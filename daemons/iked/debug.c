/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/debug.h"
#include "daemons/iked/id.h"
#include "daemons/iked/notify.h"
#include "daemons/iked/proposal.h"
#include "daemons/iked/sa.h"
#include "daemons/iked/ts.h"
#include <stdarg.h>
#include <stdio.h>

#define HEADER_OF_PAYLOAD 4 /* bytes, RFC 7296 §3.2 */

/* A text that grows up to its end and is cut there. */
struct text {
	size_t used;
	char data[DEBUG_TEXT_MAX - 128];
};

static void put(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void put(struct text *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(t->data + t->used, sizeof(t->data) - t->used, fmt, ap);
	va_end(ap);
	t->used += n < 0 ? 0 : (size_t)n;
	if (t->used >= sizeof(t->data))
		t->used = sizeof(t->data) - 1;
}

void ike_debug_line(
    enum debug_area area, const struct ike_sa *sa, unsigned depth, const char *name, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	debug_emit(
	    area, depth, &sa->remote.addr, "IKEv2-%s-%u: (%s): %s", name, depth, ike_sa_label(sa), text);
}

void ike_debug_packet(bool sent, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size)
{
	struct ike_header h;
	char from[IP_ADDR_STRLEN], to[IP_ADDR_STRLEN];
	if (!debug_on(DEBUG_IKEV2_PLATFORM, 2) || !message_header_parse(&h, data, size))
		return;
	const struct ip_endpoint *source = sent ? local : remote, *target = sent ? remote : local;
	debug_emit(DEBUG_IKEV2_PLATFORM, 2, &remote->addr,
	    "IKEv2-PLAT-2: %s PKT [%s] [%s]:%u->[%s]:%u InitSPI=0x%016llx RespSPI=0x%016llx MID=%08x, %zu "
	    "bytes",
	    sent ? "SENT" : "RECV", message_exchange_name(h.exchange), ip_addr_str(&source->addr, from),
	    source->port, ip_addr_str(&target->addr, to), target->port, (unsigned long long)h.spi_i,
	    (unsigned long long)h.spi_r, h.id, size);
}

/* ---- payloads ---- */

static void put_sa(struct text *t, struct rbuf body)
{
	struct proposal_list list;
	char words[PROPOSAL_STRLEN];
	if (!proposal_decode(body, &list)) {
		put(t, ", malformed");
		return;
	}
	put(t, ", proposals: %s", list.count ? proposal_str(&list, words) : "none that is known here");
	if (list.count && list.proposal[0].spi_size)
		put(t, ", SPI 0x%llx", (unsigned long long)list.proposal[0].spi);
}

static void put_id(struct text *t, struct rbuf body)
{
	struct ike_id id;
	char words[ID_STRLEN];
	if (ike_id_decode(body, &id))
		put(t, ", type %u: %.255s", id.type, ike_id_str(&id, words));
}

static void put_ts(struct text *t, struct rbuf body)
{
	struct ts_list list;
	char low[IP_ADDR_STRLEN], high[IP_ADDR_STRLEN];
	if (!ts_decode(body, &list))
		return;
	for (unsigned i = 0; i < list.count; i++)
		put(t, "%s%s-%s/%u/%u-%u", i ? ", " : ": ", ip_addr_str(&list.ts[i].low, low),
		    ip_addr_str(&list.ts[i].high, high), list.ts[i].protocol, list.ts[i].port_low,
		    list.ts[i].port_high);
}

static void put_notify(struct text *t, struct rbuf body)
{
	struct notify n;
	if (!notify_decode(body, &n))
		return;
	put(t, "(%s)", notify_name(n.type));
	if (n.spi)
		put(t, ", SPI 0x%x", n.spi);
	if (n.type == NOTIFY_INVALID_KE_PAYLOAD && n.size == 2)
		put(t, ", group %u", n.data[0] << 8 | n.data[1]);
}

static void put_delete(struct text *t, struct rbuf body)
{
	struct delete_payload del;
	if (!delete_decode(body, &del))
		return;
	put(t, ", %s", del.protocol == PROTOCOL_IKE ? "IKE SA" : "ESP SAs:");
	for (unsigned i = 0; i < del.count; i++)
		put(t, " 0x%x", del.spi[i]);
}

static void put_ke(struct text *t, struct rbuf body)
{
	struct ke ke;
	if (ke_decode(body, &ke))
		put(t, ", group %u", ke.group);
}

static void put_auth(struct text *t, struct rbuf body)
{
	struct auth_payload auth;
	if (auth_decode(body, &auth))
		put(t, ", method %u%s", auth.method, auth.method == AUTH_SHARED_KEY ? " (PSK)" : "");
}

static const struct {
	uint8_t type;
	const char *name;
	void (*put)(struct text *t, struct rbuf body); /* NULL: its length is all */
} payloads[] = {
    {PAYLOAD_SA, "SA", put_sa},
    {PAYLOAD_KE, "KE", put_ke},
    {PAYLOAD_IDI, "IDi", put_id},
    {PAYLOAD_IDR, "IDr", put_id},
    {PAYLOAD_CERT, "CERT", NULL},
    {PAYLOAD_CERTREQ, "CERTREQ", NULL},
    {PAYLOAD_AUTH, "AUTH", put_auth},
    {PAYLOAD_NONCE, "N", NULL},
    {PAYLOAD_NOTIFY, "NOTIFY", put_notify},
    {PAYLOAD_DELETE, "DELETE", put_delete},
    {PAYLOAD_VENDOR, "VID", NULL},
    {PAYLOAD_TSI, "TSi", put_ts},
    {PAYLOAD_TSR, "TSr", put_ts},
    {PAYLOAD_CP, "CFG", NULL},
    {PAYLOAD_EAP, "EAP", NULL},
    {PAYLOAD_SK, "ENCR", NULL},
};

static void put_payload(struct text *t, const struct payload *p)
{
	for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++) {
		if (payloads[i].type != p->type)
			continue;
		put(t, "\n %s", payloads[i].name);
		if (payloads[i].put)
			payloads[i].put(t, p->body);
		put(t, ", length %zu", rbuf_left(&p->body) + HEADER_OF_PAYLOAD);
		return;
	}
	put(t, "\n payload %u, length %zu", p->type, rbuf_left(&p->body) + HEADER_OF_PAYLOAD);
}

static void print_payloads(const struct ike_sa *sa, const struct payload_chain *chain)
{
	struct text t = {0};
	for (unsigned i = 0; i < chain->count; i++)
		put_payload(&t, &chain->item[i]);
	debug_emit(DEBUG_IKEV2_PROTOCOL, 3, &sa->remote.addr, "IKEv2-PROTO-3: (%s): Payload contents:%s",
	    ike_sa_label(sa), chain->count ? t.data : " none");
}

void ike_debug_message(
    const struct ike_sa *sa, bool sent, const struct ike_header *h, const struct payload_chain *chain)
{
	char local[IP_ENDPOINT_STRLEN], remote[IP_ENDPOINT_STRLEN];
	if (!debug_on(DEBUG_IKEV2_PROTOCOL, 2))
		return;
	debug_emit(DEBUG_IKEV2_PROTOCOL, 2, &sa->remote.addr,
	    "IKEv2-PROTO-2: (%s): %s Packet [%s %s/%s %s/VRF i0:f0]\n"
	    " Initiator SPI : %016llX - Responder SPI : %016llX Message id: %u\n"
	    " IKEv2 %s Exchange %s, %s",
	    ike_sa_label(sa), sent ? "Sending" : "Received", sent ? "To" : "From",
	    ip_endpoint_str(&sa->remote, remote), sent ? "From" : "To", ip_endpoint_str(&sa->local, local),
	    (unsigned long long)h->spi_i, (unsigned long long)h->spi_r, h->id,
	    message_exchange_name(h->exchange), h->flags & FLAG_RESPONSE ? "RESPONSE" : "REQUEST",
	    sa->initiator ? "we are the initiator" : "we are the responder");
	if (debug_on(DEBUG_IKEV2_PROTOCOL, 3))
		print_payloads(sa, chain);
}
