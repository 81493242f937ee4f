/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/fragment.h"
#include "daemons/iked/natt.h"
#include "daemons/iked/sa.h"
#include "daemons/iked/sk.h"
#include "lib/log.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define UDP_IPV4       28 /* bytes of headers in front of an IKE message */
#define UDP_IPV6       48
#define NON_ESP_MARKER 4
#define CONTENT_MIN    64 /* bytes; smaller pieces would be headers for the most part */
#define HEADER_LENGTH  24 /* where the header has the length of the message */

/* What is tried when nothing answers, bytes of the IP packet. */
static const uint16_t smaller[] = {1280, 576, 288};

struct piece {
	uint16_t at, size; /* in `content`; size 0: not here yet */
};

struct fragment_set {
	uint32_t id;
	uint8_t exchange, first;
	uint16_t total, received;
	uint16_t used;    /* bytes of `content` */
	uint16_t largest; /* message, bytes */
	struct piece piece[FRAGMENTS_MAX];
	uint8_t content[MESSAGE_SIZE_MAX]; /* in the order of arrival */
};

/* ---- sending ---- */

void fragment_enable(struct ike_sa *sa)
{
	const struct settings *s = sa->ike->settings;
	sa->fragments = true;
	sa->fragment_mtu = sa->remote.addr.family == AF_INET6 ? s->fragment_mtu6 : s->fragment_mtu4;
}

/* Bytes of an IKE message in an IP packet of `mtu`. */
static size_t message_room(const struct ike_sa *sa, size_t mtu)
{
	size_t headers = sa->remote.addr.family == AF_INET6 ? UDP_IPV6 : UDP_IPV4;
	if (sa->local.port == NATT_PORT)
		headers += NON_ESP_MARKER;
	return mtu > headers ? mtu - headers : 0;
}

/* Bytes of content in each fragment. */
static size_t content_room(const struct ike_sa *sa, size_t mtu)
{
	size_t room = sk_fragment_room(&sa->suite, message_room(sa, mtu));
	return room > CONTENT_MIN ? room : CONTENT_MIN;
}

static size_t count_of(const struct ike_sa *sa, const struct payload_writer *chain, size_t mtu)
{
	size_t room = content_room(sa, mtu);
	return (chain->buf.len + room - 1) / room;
}

static bool seal_pieces(struct ike_sa *sa, const struct ike_header *h, const struct payload_writer *chain,
    const struct sk_key *key, struct wbuf *out)
{
	size_t room = content_room(sa, sa->fragment_mtu), total = count_of(sa, chain, sa->fragment_mtu);
	for (size_t i = 0; i < total; i++) {
		size_t at = i * room, left = chain->buf.len - at;
		const struct sk_fragment f = {
		    .number = (uint16_t)(i + 1),
		    .total = (uint16_t)total,
		    .first = i == 0 ? chain->first : PAYLOAD_NONE,
		    .data = chain->buf.data + at,
		    .size = left < room ? left : room,
		};
		if (!sk_seal_fragment(out, h, &f, key, sa->window.sealed++))
			return false;
	}
	return true;
}

bool fragment_seal(
    struct ike_sa *sa, const struct ike_header *h, const struct payload_writer *chain, struct wbuf *out)
{
	struct sk_key key = sk_key_of(&sa->keys, &sa->suite, sa->initiator);
	if (!wbuf_ok(&chain->buf) || chain->buf.len > MESSAGE_SIZE_MAX)
		return false;
	size_t start = out->len;
	bool whole = sk_seal(out, h, chain, &key, sa->window.sealed++);
	if (!sa->fragments || !sa->fragment_mtu ||
	    (whole && out->len - start <= message_room(sa, sa->fragment_mtu)))
		return whole;
	size_t count = count_of(sa, chain, sa->fragment_mtu);
	if (count < 2 || count > FRAGMENTS_MAX)
		return whole;
	wbuf_reset(out);
	return seal_pieces(sa, h, chain, &key, out);
}

size_t fragment_size_at(const struct wbuf *messages, size_t at)
{
	struct rbuf r = rbuf_from(messages->data, messages->len);
	rbuf_skip(&r, at + HEADER_LENGTH);
	uint32_t size = rbuf_u32(&r);
	return rbuf_ok(&r) && size >= MESSAGE_HEADER_SIZE && size <= messages->len - at ? size : 0;
}

static unsigned messages_in(const struct wbuf *sent)
{
	unsigned n = 0;
	for (size_t at = 0, size; (size = fragment_size_at(sent, at)) != 0; at += size)
		n++;
	return n;
}

/* More of them each time: a receiver tells the new ones from the old by their total number (§2.6). */
bool fragment_shrink(struct ike_sa *sa, const struct payload_writer *chain, const struct wbuf *sent)
{
	if (!sa->fragments || !sa->fragment_mtu || !chain->buf.len)
		return false;
	unsigned now = messages_in(sent);
	for (size_t i = 0; i < sizeof(smaller) / sizeof(smaller[0]); i++) {
		size_t count = count_of(sa, chain, smaller[i]);
		if (smaller[i] >= sa->fragment_mtu || count <= now || count > FRAGMENTS_MAX)
			continue;
		log_info(
		    "%s: no answer; IKE messages go in fragments of %u bytes", ike_sa_label(sa), smaller[i]);
		sa->fragment_mtu = smaller[i];
		return true;
	}
	return false;
}

/* ---- receiving ---- */

static void drop(struct ike_sa *sa)
{
	sa->ike->counters.in_drops++;
	sa->ike->counters.in_fragment_drops++;
}

static void set_free(struct fragment_set **slot)
{
	if (*slot)
		OPENSSL_cleanse(*slot, sizeof(**slot));
	free(*slot);
	*slot = NULL;
}

void fragment_free(struct ike_sa *sa)
{
	set_free(&sa->collected[0]);
	set_free(&sa->collected[1]);
}

/* Where the fragments of this message are collected. A larger total is the same message in smaller pieces and begins
 * anew; what comes late of the larger ones is of no use (§2.6). NULL: it is not taken. */
static struct fragment_set *set_of(
    struct ike_sa *sa, const struct ike_header *h, const struct sk_fragment *f, struct fragment_set **slot)
{
	struct fragment_set *s = *slot;
	if (s && (s->id != h->id || s->exchange != h->exchange || f->total > s->total))
		set_free(slot);
	else if (s)
		return f->total == s->total ? s : NULL;
	s = *slot = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->id = h->id;
	s->exchange = h->exchange;
	s->total = f->total;
	return s;
}

/* The fragment is sound in itself (§2.5); an empty one would be of no use. */
static bool is_sound(const struct ike_message *msg, const struct sk_fragment *f)
{
	return msg->sealed_fault == PAYLOAD_OK && f->number > 0 && f->number <= f->total &&
	       f->total <= FRAGMENTS_MAX && f->size > 0 && (f->number == 1 || f->first == PAYLOAD_NONE);
}

static bool put(struct fragment_set *s, const struct sk_fragment *f, size_t message_size)
{
	struct piece *p = &s->piece[f->number - 1];
	if (p->size || f->size > sizeof(s->content) - s->used)
		return false;
	*p = (struct piece){.at = s->used, .size = (uint16_t)f->size};
	memcpy(s->content + s->used, f->data, f->size);
	s->used = (uint16_t)(s->used + f->size);
	s->received++;
	if (f->number == 1)
		s->first = f->first;
	if (message_size > s->largest)
		s->largest = (uint16_t)message_size;
	return true;
}

/* The pieces in their order become the content of `msg`. */
static void assemble(const struct fragment_set *s, struct ike_message *msg)
{
	size_t size = 0;
	for (unsigned i = 0; i < s->total; i++) {
		memcpy(msg->plain + size, s->content + s->piece[i].at, s->piece[i].size);
		size += s->piece[i].size;
	}
	msg->sealed_fault =
	    payload_chain_parse(&msg->sealed, s->first, rbuf_from(msg->plain, size), &msg->critical);
}

/* A peer that has to send smaller fragments than we do knows the path better (§2.5.1). */
static void follow_size(struct ike_sa *sa, const struct fragment_set *s)
{
	size_t ours = message_room(sa, sa->fragment_mtu);
	if (s->largest < ours)
		sa->fragment_mtu = (uint16_t)(sa->fragment_mtu - (ours - s->largest));
}

static bool collect(struct ike_sa *sa, struct ike_message *msg, const struct sk_fragment *f, bool response)
{
	struct fragment_set **slot = &sa->collected[response];
	struct fragment_set *s = is_sound(msg, f) ? set_of(sa, &msg->header, f, slot) : NULL;
	if (!s || !put(s, f, msg->size)) {
		drop(sa);
		return false;
	}
	if (s->received < s->total)
		return false;
	assemble(s, msg);
	if (!response)
		follow_size(sa, s);
	set_free(slot);
	return true;
}

bool fragment_receive(struct ike_sa *sa, struct ike_message *msg)
{
	struct sk_key key = sk_key_of(&sa->keys, &sa->suite, !sa->initiator);
	struct sk_fragment f;
	uint32_t id = msg->header.id;
	bool response = message_is_response(msg);
	if (!sa->fragments || !sk_open_fragment(msg, &key, &f)) {
		sa->ike->counters.decrypt_failures++;
		drop(sa);
		return false;
	}
	if (response ? window_expects(sa, msg->header.exchange, id) : window_place(sa, id) == WINDOW_NEW)
		return collect(sa, msg, &f, response);
	/* One answer for a repeated request, not one for each of its fragments (§2.6.1). */
	if (!response && window_place(sa, id) == WINDOW_REPEATED && f.number == 1)
		return true;
	drop(sa);
	return false;
}
