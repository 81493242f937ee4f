/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/ppk.h"
#include "lib/log.h"
#include <openssl/crypto.h>
#include <string.h>

#define PPK_ID_FIXED 2 /* §5.1: the identity itself */

static const struct ppk_settings *settings_of(const struct ike_sa *sa)
{
	return &sa->peer->settings->ppk;
}

/* ---- IKE_SA_INIT ---- */

void ppk_announce(const struct ike_sa *sa, struct payload_writer *w)
{
	if (settings_of(sa)->key.size)
		notify_encode(w, NOTIFY_USE_PPK, NULL, 0);
}

void ppk_note(struct ike_sa *sa, const struct exchange *x)
{
	struct notify n;
	sa->setup->ppk = settings_of(sa)->key.size && notify_find(x->chain, NOTIFY_USE_PPK, &n);
}

bool ppk_may_go_on(const struct ike_sa *sa)
{
	return sa->setup->ppk || !settings_of(sa)->required;
}

/* ---- IKE_AUTH ---- */

bool ppk_mix(struct ike_sa *sa)
{
	const struct shared_key *key = &settings_of(sa)->key;
	sa->setup->plain = sa->keys;
	if (!keymat_mix(&sa->keys, sa->suite.prf, key->data, key->size))
		return false;
	sa->ppk = true;
	return true;
}

static void unmix(struct ike_sa *sa)
{
	sa->keys = sa->setup->plain;
	sa->ppk = false;
}

/* Data of the AUTH payload in a chain: method, three bytes and what proves (RFC 7296 §3.8). */
static bool auth_in(const struct payload_writer *w, struct auth_payload *auth)
{
	struct payload_chain chain;
	if (payload_chain_parse(&chain, w->first, rbuf_from(w->buf.data, w->buf.len), NULL) != PAYLOAD_OK)
		return false;
	const struct payload *p = payload_find(&chain, PAYLOAD_AUTH);
	return p && auth_decode(p->body, auth);
}

bool ppk_encode(const struct ike_sa *sa, struct payload_writer *w, const struct payload_writer *plain)
{
	const struct ppk_settings *s = settings_of(sa);
	struct auth_payload auth;
	uint8_t id[1 + PPK_ID_MAX] = {PPK_ID_FIXED};
	memcpy(id + 1, s->id, s->id_size);
	notify_encode(w, NOTIFY_PPK_IDENTITY, id, 1u + s->id_size);
	if (!plain)
		return true;
	if (!auth_in(plain, &auth))
		return false;
	notify_encode(w, NOTIFY_NO_PPK_AUTH, auth.data, auth.size);
	return true;
}

static bool names_ours(const struct ike_sa *sa, const struct notify *n)
{
	const struct ppk_settings *s = settings_of(sa);
	return n->size == 1u + s->id_size && n->data[0] == PPK_ID_FIXED &&
	       memcmp(n->data + 1, s->id, s->id_size) == 0;
}

bool ppk_requested(struct ike_sa *sa, const struct exchange *x)
{
	struct notify n;
	if (sa->setup->ppk && notify_find(x->chain, NOTIFY_PPK_IDENTITY, &n) && names_ours(sa, &n))
		return ppk_mix(sa);
	return !settings_of(sa)->required;
}

void ppk_other_proof(const struct ike_sa *sa, const struct exchange *x, struct auth_payload *auth)
{
	struct notify n;
	if (sa->initiator || !sa->setup->ppk || sa->ppk || !notify_find(x->chain, NOTIFY_NO_PPK_AUTH, &n))
		return;
	auth->data = n.data;
	auth->size = n.size;
}

void ppk_confirm(const struct ike_sa *sa, struct payload_writer *w)
{
	if (!sa->ppk)
		return;
	notify_encode(w, NOTIFY_PPK_IDENTITY, NULL, 0);
	log_info("%s: the post-quantum key is in the keys", ike_sa_label(sa));
}

bool ppk_answered(struct ike_sa *sa, const struct exchange *x)
{
	struct notify n;
	if (!sa->ppk)
		return true;
	if (notify_find(x->chain, NOTIFY_PPK_IDENTITY, &n)) {
		log_info("%s: the post-quantum key is in the keys", ike_sa_label(sa));
		return true;
	}
	unmix(sa);
	log_warn("%s: the peer does not have our post-quantum key", ike_sa_label(sa));
	return !settings_of(sa)->required;
}
