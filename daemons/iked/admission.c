/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/admission.h"
#include "daemons/iked/exchange.h"
#include "daemons/iked/history.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <string.h>

#define PREFIX_SIZE 8 /* bytes of an address that tell sources apart: all of IPv4, the /64 of IPv6 */

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u; /* the finaliser of splitmix64 */
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* `addr`: an address with zeros behind it, 16 bytes. */
static uint16_t *slot_of(struct ike *ike, const uint8_t *addr)
{
	uint64_t prefix;
	struct admission *a = &ike->admission;
	while (a->salt == 0)
		ike->env.random(ike->env.arg, &a->salt, sizeof(a->salt));
	memcpy(&prefix, addr, PREFIX_SIZE);
	return &a->half_open[mix(mix(prefix ^ a->salt) + a->salt) % ADMISSION_SLOTS];
}

void admission_count(struct ike *ike, const struct initiator_key *key, bool half_open)
{
	uint16_t *slot = slot_of(ike, key->addr);
	ike->half_open += half_open ? 1 : -1u;
	*slot = (uint16_t)(*slot + (half_open ? 1 : -1));
}

static unsigned half_open_from(struct ike *ike, const struct ip_addr *remote)
{
	uint8_t addr[16] = {0};
	memcpy(addr, remote->bytes, ip_addr_size(remote));
	return *slot_of(ike, addr);
}

/* Sends N(COOKIE) without keeping anything (§2.6). */
static void ask_cookie(struct ike *ike, const struct exchange *x, const struct cookie_input *in)
{
	uint8_t cookie[COOKIE_SIZE];
	struct payload_writer w = {0};
	struct wbuf out = {0};
	const struct ike_header h = {
	    .spi_i = x->msg->header.spi_i, .exchange = EXCHANGE_IKE_SA_INIT, .flags = FLAG_RESPONSE};
	if (!cookie_make(&ike->cookies, in, cookie))
		return;
	notify_encode(&w, NOTIFY_COOKIE, cookie, sizeof(cookie));
	if (message_build(&out, &h, &w))
		ike->env.send(ike->env.arg, x->local, x->remote, out.data, out.len);
	ike->counters.cookies_sent++;
	payload_writer_free(&w);
	wbuf_free(&out);
}

/* True when its cookie is right. */
static bool cookie_passes(struct ike *ike, const struct exchange *x)
{
	struct nonce ni;
	struct notify n;
	const struct payload *p = payload_find(x->chain, PAYLOAD_NONCE);
	if (!p || !nonce_decode(p->body, &ni))
		return false;
	const struct cookie_input in = {x->msg->header.spi_i, x->remote->addr, &ni};
	cookie_refresh(&ike->cookies, loop_now(ike->loop), ike->env.random, ike->env.arg);
	if (!notify_find(x->chain, NOTIFY_COOKIE, &n)) {
		ask_cookie(ike, x, &in);
		return false;
	}
	if (cookie_check(&ike->cookies, &in, n.data, n.size)) {
		ike->counters.cookies_passed++;
		return true;
	}
	ike->counters.cookies_failed++;
	history_dropped(ike, peer_by_address(ike, &x->local->addr, &x->remote->addr), FAILURE_COOKIE,
	    x->local, x->remote);
	return false;
}

static bool is_full(struct ike *ike, unsigned from_source)
{
	const struct settings *s = ike->settings;
	return ike->half_open >= s->half_open_max || from_source >= ADMISSION_SOURCE ||
	       (s->sa_max && ike->sa_count >= s->sa_max);
}

static bool wants_cookie(const struct ike *ike, unsigned from_source)
{
	const struct settings *s = ike->settings;
	if (s->cookies_never)
		return false;
	return ike->half_open >= s->cookie_threshold || from_source >= ADMISSION_COOKIE_AT;
}

static struct peer *turn_away(
    struct ike *ike, struct peer *peer, enum failure_code code, const struct exchange *x)
{
	ike->counters.in_requests_rejected++;
	history_dropped(ike, peer, code, x->local, x->remote);
	return NULL;
}

struct peer *admission_check(struct ike *ike, const struct exchange *x)
{
	char text[IP_ENDPOINT_STRLEN];
	struct peer *peer = peer_by_address(ike, &x->local->addr, &x->remote->addr);
	if (!peer && ike_may_log(ike))
		log_warn(
		    "IKE_SA_INIT from %s: no tunnel has this destination", ip_endpoint_str(x->remote, text));
	if (!peer || ike->stopping || !peer_settings_usable(peer->settings) || peer->device_gone)
		return turn_away(ike, peer, peer ? FAILURE_NOT_READY : FAILURE_UNKNOWN_PEER, x);
	unsigned from_source = half_open_from(ike, &x->remote->addr);
	if (is_full(ike, from_source)) {
		ike->counters.rejected_limit++;
		return turn_away(ike, peer, FAILURE_LIMIT, x);
	}
	return !wants_cookie(ike, from_source) || cookie_passes(ike, x) ? peer : NULL;
}
