/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/ike_rekey.h"
#include "daemons/iked/rekey.h"
#include "lib/log.h"
#include <openssl/crypto.h>

#define IKE_SPI_SIZE 8

/* The group of the present SA is what the peer agreed to last. */
static uint16_t group_to_try(const struct ike_sa *sa)
{
	const struct proposal_list *offer = &sa->ike->settings->ike;
	if (sa->peer->ike_group && proposal_offers_group(offer, sa->peer->ike_group))
		return sa->peer->ike_group;
	return proposal_offers_group(offer, sa->suite.group) ? sa->suite.group : proposal_first_group(offer);
}

void ike_rekey_send(struct ike_sa *sa)
{
	struct payload_writer w = {0};
	struct create *create = ike_sa_create_begin(sa);
	uint16_t group = group_to_try(sa);
	sa->want_rekey = false;
	if (create)
		create->dh = dh_new(group);
	if (!create || !create->dh) {
		rekey_ike_later(sa, true);
		return;
	}
	create->ni.size = NONCE_SIZE;
	sa->ike->env.random(sa->ike->env.arg, create->ni.data, NONCE_SIZE);
	create->spi_ike = ike_new_spi(sa->ike);
	proposal_encode(&w, &sa->ike->settings->ike, create->spi_ike, IKE_SPI_SIZE);
	nonce_encode(&w, &create->ni);
	ke_encode(&w, group, dh_public(create->dh), dh_public_size(group));
	window_request(sa, EXCHANGE_CREATE_CHILD_SA, TASK_REKEY_IKE, &w);
}

struct rekey_payloads {
	struct proposal_list proposals;
	struct ke ke;
	struct nonce nonce;
};

static bool rekey_decode(const struct exchange *x, struct rekey_payloads *in)
{
	return proposal_decode(payload_find(x->chain, PAYLOAD_SA)->body, &in->proposals) &&
	       ke_decode(payload_find(x->chain, PAYLOAD_KE)->body, &in->ke) &&
	       nonce_decode(payload_find(x->chain, PAYLOAD_NONCE)->body, &in->nonce);
}

struct rekey_terms {
	const struct proposal_choice *choice;
	const struct nonce *ni, *nr;
	struct dh *dh;
	const struct ke *ke;
};

/* The new SA with its keys: SKEYSEED = prf (SK_d (old), g^ir | Ni | Nr). NULL on failure. */
static struct ike_sa *make(
    struct ike_sa *old, bool initiator, uint64_t local_spi, const struct rekey_terms *terms)
{
	uint8_t secret[DH_PUBLIC_MAX];
	size_t size;
	if (!dh_shared(terms->dh, terms->ke->data, terms->ke->size, secret, &size))
		return NULL;
	struct ike_sa *sa =
	    ike_sa_new(old->peer, initiator, local_spi, terms->choice->spi, &old->local, &old->remote);
	if (sa) {
		const struct keymat_input in = {
		    .secret = secret,
		    .secret_size = size,
		    .ni = terms->ni,
		    .nr = terms->nr,
		    .spi_i = sa->spi_i,
		    .spi_r = sa->spi_r,
		};
		sa->suite = terms->choice->suite;
		sa->lifetime = sa->ike->settings->ike_lifetime[terms->choice->ours];
		sa->lowest = *nonce_lower(terms->ni, terms->nr);
		if (keymat_ike_rekey(&sa->keys, &sa->suite, &in, &old->keys, old->suite.prf))
			ike_sa_succeed(sa, old);
		else
			ike_sa_end(sa, FAILURE_INTERNAL, "no keys from the rekey");
	}
	OPENSSL_cleanse(secret, sizeof(secret));
	return sa && ike_sa_is_up(sa) ? sa : NULL;
}

/* ---- responder ---- */

/* §2.25.2: not while something is being made or closed under this SA. */
static bool busy_with_children(const struct ike_sa *sa)
{
	switch (sa->window.task) {
	case TASK_CREATE_CHILD:
	case TASK_REKEY_CHILD:
	case TASK_DELETE_CHILD:
	case TASK_DELETE_IKE:
		return true;
	default:
		return sa->doomed || sa->want_delete;
	}
}

static enum verdict refuse_group(struct ike_sa *sa, struct exchange *x, uint16_t group)
{
	sa->ike->counters.out_notifies++;
	notify_encode_u16(&x->answer, NOTIFY_INVALID_KE_PAYLOAD, group);
	return VERDICT_OK;
}

enum verdict ike_rekey_request(struct ike_sa *sa, struct exchange *x)
{
	struct rekey_payloads in;
	struct proposal_choice choice;
	struct nonce nr = {.size = NONCE_SIZE};
	if (busy_with_children(sa))
		return exchange_refuse(sa, x, NOTIFY_TEMPORARY_FAILURE);
	if (!rekey_decode(x, &in))
		return exchange_refuse(sa, x, NOTIFY_INVALID_SYNTAX);
	if (!proposal_select(&sa->ike->settings->ike, &in.proposals, PROTOCOL_IKE, &choice) ||
	    choice.spi == 0)
		return exchange_refuse(sa, x, NOTIFY_NO_PROPOSAL_CHOSEN);
	if (choice.suite.group != in.ke.group)
		return refuse_group(sa, x, choice.suite.group);
	sa->ike->env.random(sa->ike->env.arg, nr.data, NONCE_SIZE);
	struct dh *dh = dh_new(choice.suite.group);
	const struct rekey_terms terms = {&choice, &in.nonce, &nr, dh, &in.ke};
	struct ike_sa *made = dh ? make(sa, false, ike_new_spi(sa->ike), &terms) : NULL;
	if (made) {
		proposal_encode_chosen(
		    &x->answer, choice.number, PROTOCOL_IKE, &choice.suite, made->local_spi, IKE_SPI_SIZE);
		nonce_encode(&x->answer, &nr);
		ke_encode(&x->answer, choice.suite.group, dh_public(dh), dh_public_size(choice.suite.group));
		rekey_ike_by_peer(sa, made);
	}
	dh_free(dh);
	return made ? VERDICT_OK : exchange_refuse(sa, x, NOTIFY_INVALID_SYNTAX);
}

/* ---- initiator ---- */

/* The secrets of the request went with a predecessor process, so the new SA that the peer holds cannot be
 * spoken to: a whole new one is made beside the present one. */
static void accept_orphan(struct ike_sa *sa)
{
	log_info("%s: the rekey was begun before a restart; a new IKE SA is made instead", ike_sa_label(sa));
	peer_reestablish(sa->peer);
}

enum verdict ike_rekey_response(struct ike_sa *sa, struct exchange *x)
{
	struct rekey_payloads in;
	struct proposal_choice choice;
	struct create *create = sa->create;
	struct ike_sa *made = NULL;
	if (create->orphan) {
		accept_orphan(sa);
	} else if (rekey_decode(x, &in) &&
		   proposal_accept(&sa->ike->settings->ike, &in.proposals, PROTOCOL_IKE, &choice) &&
		   choice.spi && choice.suite.group == in.ke.group &&
		   in.ke.group == dh_group_of(create->dh)) {
		const struct rekey_terms terms = {&choice, &create->ni, &in.nonce, create->dh, &in.ke};
		made = make(sa, true, create->spi_ike, &terms);
	}
	if (made)
		rekey_ike_done(sa, made);
	else if (!create->orphan)
		rekey_ike_refused(sa, NOTIFY_INVALID_SYNTAX);
	ike_sa_create_end(sa);
	return VERDICT_OK;
}

enum verdict ike_rekey_refused(struct ike_sa *sa, struct exchange *x)
{
	struct notify n;
	if (!notify_find_error(x->chain, &n))
		n.type = NOTIFY_INVALID_SYNTAX;
	struct rbuf r = rbuf_from(n.data, n.type == NOTIFY_INVALID_KE_PAYLOAD ? n.size : 0);
	uint16_t group = rbuf_u16(&r);
	sa->ike->counters.in_notifies++;
	if (rbuf_ok(&r) && group != group_to_try(sa) &&
	    proposal_offers_group(&sa->ike->settings->ike, group)) {
		sa->peer->ike_group = group;
		sa->want_rekey = true;
	} else {
		rekey_ike_refused(sa, n.type);
	}
	ike_sa_create_end(sa);
	return VERDICT_OK;
}
