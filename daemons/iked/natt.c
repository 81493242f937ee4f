/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/natt.h"
#include <openssl/evp.h>
#include <string.h>

#define HASH_SIZE 20

/* SHA-1 (SPIs | IP address | port) */
static bool natt_hash(uint64_t spi_i, uint64_t spi_r, const struct ip_endpoint *e, uint8_t hash[HASH_SIZE])
{
	struct wbuf w = {0};
	wbuf_u64(&w, spi_i);
	wbuf_u64(&w, spi_r);
	wbuf_bytes(&w, e->addr.bytes, ip_addr_size(&e->addr));
	wbuf_u16(&w, e->port);
	bool ok = wbuf_ok(&w) && EVP_Digest(w.data, w.len, hash, NULL, EVP_sha1(), NULL);
	wbuf_free(&w);
	return ok;
}

/* Where ESP in UDP is forced, our own hash is one that no source can have: the peer finds a translator (RFC 7296 §2.23). */
void natt_encode(const struct ike_sa *sa, struct payload_writer *w, uint64_t spi_r)
{
	uint8_t hash[HASH_SIZE];
	struct ip_endpoint local = sa->local;
	if (sa->peer->settings->udp_force)
		local.port = 0;
	if (natt_hash(sa->spi_i, spi_r, &local, hash))
		notify_encode(w, NOTIFY_NAT_DETECTION_SOURCE_IP, hash, sizeof(hash));
	if (natt_hash(sa->spi_i, spi_r, &sa->remote, hash))
		notify_encode(w, NOTIFY_NAT_DETECTION_DESTINATION_IP, hash, sizeof(hash));
}

/* True when one of the notifications of that type holds the hash; there may be several sources. */
static bool natt_matches(
    const struct payload_chain *chain, uint16_t type, const uint8_t hash[HASH_SIZE], bool *seen)
{
	for (unsigned i = 0; i < chain->count; i++) {
		struct notify n;
		if (chain->item[i].type != PAYLOAD_NOTIFY || !notify_decode(chain->item[i].body, &n) ||
		    n.type != type)
			continue;
		*seen = true;
		if (n.size == HASH_SIZE && memcmp(n.data, hash, HASH_SIZE) == 0)
			return true;
	}
	return false;
}

void natt_detect(struct ike_sa *sa, const struct exchange *x)
{
	const struct ike_header *h = &x->msg->header;
	uint8_t source[HASH_SIZE], destination[HASH_SIZE];
	bool source_seen = false, destination_seen = false;
	if (!natt_hash(h->spi_i, h->spi_r, x->remote, source) ||
	    !natt_hash(h->spi_i, h->spi_r, x->local, destination))
		return;
	bool source_ok = natt_matches(x->chain, NOTIFY_NAT_DETECTION_SOURCE_IP, source, &source_seen);
	bool destination_ok =
	    natt_matches(x->chain, NOTIFY_NAT_DETECTION_DESTINATION_IP, destination, &destination_seen);
	if (!sa->ike->settings->nat_traversal || !source_seen || !destination_seen)
		return;
	sa->nat_remote = !source_ok;
	sa->nat_local = !destination_ok || sa->peer->settings->udp_force; /* so the peer sees it */
	sa->udp_encap = sa->nat_remote || sa->nat_local;
}

void natt_float(struct ike_sa *sa)
{
	if (!sa->udp_encap)
		return;
	sa->local.port = NATT_PORT;
	sa->remote.port = NATT_PORT;
}

void natt_follow(struct ike_sa *sa, const struct ip_endpoint *local, const struct ip_endpoint *remote)
{
	if (ip_endpoint_equal(&sa->remote, remote) && ip_endpoint_equal(&sa->local, local))
		return;
	/* Before authentication is through, the initiator has just changed to port 4500. */
	bool floats = !sa->initiator && sa->state == IKE_SA_INIT_ANSWERED && local->port == NATT_PORT;
	if (!floats && !(sa->nat_remote && !sa->nat_local))
		return;
	if (local->port == NATT_PORT)
		sa->udp_encap = true;
	ike_sa_move(sa, local, remote);
}
