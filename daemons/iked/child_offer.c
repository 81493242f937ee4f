/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/child_offer.h"
#include "daemons/iked/debug.h"
#include "lib/log.h"
#include <openssl/crypto.h>
#include <stdio.h>

#define ESP_SPI_SIZE 4

static const uint16_t all_groups[] = {
    DH_CURVE25519, DH_ECP_256, DH_ECP_384, DH_ECP_521, DH_MODP_2048, DH_MODP_3072, DH_MODP_4096};
static const uint16_t legacy_groups[] = {DH_MODP_1536, DH_MODP_1024};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct ts_list own_selectors(const struct ike_sa *sa)
{
	return ts_list_any(sa->peer->settings->ipv4, sa->peer->settings->ipv6);
}

void child_offer_sa(struct ike_sa *sa, struct payload_writer *w, uint32_t spi_in, bool first)
{
	struct proposal_list list = *sa->peer->settings->esp;
	if (first)
		proposal_drop_groups(&list);
	proposal_encode(w, &list, spi_in, ESP_SPI_SIZE);
}

void child_offer_ts(struct ike_sa *sa, struct payload_writer *w)
{
	struct ts_list any = own_selectors(sa);
	ts_encode(w, PAYLOAD_TSI, &any);
	ts_encode(w, PAYLOAD_TSR, &any);
}

uint16_t child_offer_group(const struct ike_sa *sa)
{
	const struct peer *peer = sa->peer;
	if (peer->esp_group && proposal_offers_group(peer->settings->esp, peer->esp_group))
		return peer->esp_group;
	return proposal_first_group(peer->settings->esp);
}

/* What we take as responder: our proposals, with ESN or without where the peer has nothing else. */
static struct proposal_list acceptable(const struct ike_sa *sa, bool first)
{
	struct proposal_list list = *sa->peer->settings->esp;
	if (first)
		proposal_drop_groups(&list);
	for (unsigned i = 0; i < list.count; i++) {
		proposal_transform(&list.proposal[i], TRANSFORM_ESN, 0, 0);
		proposal_transform(&list.proposal[i], TRANSFORM_ESN, 1, 0);
	}
	return list;
}

static void add_groups(struct proposal_list *list, const uint16_t *group, size_t count)
{
	for (unsigned i = 0; i < list->count; i++)
		for (size_t g = 0; g < count; g++)
			proposal_transform(&list->proposal[i], TRANSFORM_DH, group[g], 0);
}

static bool choose(
    const struct ike_sa *sa, const struct proposal_list *theirs, bool first, struct proposal_choice *choice)
{
	struct proposal_list ours = acceptable(sa, first);
	if (proposal_select(&ours, theirs, PROTOCOL_ESP, choice))
		return true;
	/* PFS is not asked for here, but the peer may insist on it: any group that we know will do. */
	if (first || sa->peer->settings->pfs_group)
		return false;
	add_groups(&ours, all_groups, COUNT(all_groups));
	if (sa->ike->settings->legacy)
		add_groups(&ours, legacy_groups, COUNT(legacy_groups));
	return proposal_select(&ours, theirs, PROTOCOL_ESP, choice);
}

/* The selectors of a message; false when they are missing or malformed. */
static bool read_ts(const struct exchange *x, struct ts_list *tsi, struct ts_list *tsr)
{
	const struct payload *i = payload_find(x->chain, PAYLOAD_TSI),
			     *r = payload_find(x->chain, PAYLOAD_TSR);
	return i && r && ts_decode(i->body, tsi) && ts_decode(r->body, tsr);
}

static bool read_sa(const struct exchange *x, struct proposal_list *list)
{
	const struct payload *p = payload_find(x->chain, PAYLOAD_SA);
	return p && proposal_decode(p->body, list);
}

/* The exchange of KE payloads as responder: our key pair, g^ir. 0 or the notification that refuses. */
static uint16_t answer_ke(
    const struct exchange *x, uint16_t group, struct dh **dh, uint8_t *secret, size_t *size)
{
	const struct payload *p = payload_find(x->chain, PAYLOAD_KE);
	struct ke ke;
	*size = 0;
	if (!group)
		return 0;
	if (!p || !ke_decode(p->body, &ke))
		return NOTIFY_INVALID_SYNTAX;
	if (ke.group != group)
		return NOTIFY_INVALID_KE_PAYLOAD;
	*dh = dh_new(group);
	if (!*dh)
		return NOTIFY_NO_ADDITIONAL_SAS;
	return dh_shared(*dh, ke.data, ke.size, secret, size) ? 0 : NOTIFY_INVALID_SYNTAX;
}

static void write_answer(struct ike_sa *sa, struct exchange *x, const struct child_terms *terms,
    const struct proposal_choice *choice, const struct child_sa *child, const struct dh *dh)
{
	struct payload_writer *w = &x->answer;
	proposal_encode_chosen(w, choice->number, PROTOCOL_ESP, &choice->suite, child->spi_in, ESP_SPI_SIZE);
	if (!terms->first)
		nonce_encode(w, terms->nr);
	if (dh)
		ke_encode(w, choice->suite.group, dh_public(dh), dh_public_size(choice->suite.group));
	ts_encode(w, PAYLOAD_TSI, &child->remote);
	ts_encode(w, PAYLOAD_TSR, &child->local);
	sa->ike->counters.in_child_exchanges++;
}

struct child_result child_offer_answer(struct ike_sa *sa, struct exchange *x, const struct child_terms *terms)
{
	struct proposal_list theirs;
	struct proposal_choice choice;
	struct ts_list tsi, tsr, local, remote, own = own_selectors(sa);
	if (!read_sa(x, &theirs) || !read_ts(x, &tsi, &tsr))
		return (struct child_result){.refused = NOTIFY_INVALID_SYNTAX};
	if (!choose(sa, &theirs, terms->first, &choice) || choice.spi == 0)
		return (struct child_result){.refused = NOTIFY_NO_PROPOSAL_CHOSEN};
	if (!ts_narrow(&own, &tsr, &local) || !ts_narrow(&own, &tsi, &remote))
		return (struct child_result){.refused = NOTIFY_TS_UNACCEPTABLE};
	struct dh *dh = NULL;
	uint8_t secret[DH_PUBLIC_MAX];
	size_t secret_size;
	struct child_result result = {.group = choice.suite.group};
	result.refused = answer_ke(x, choice.suite.group, &dh, secret, &secret_size);
	if (!result.refused) {
		const struct child_params params = {
		    .spi_in = ike_new_child_spi(sa->ike),
		    .spi_out = (uint32_t)choice.spi,
		    .suite = &choice.suite,
		    .local = &local,
		    .remote = &remote,
		    .ni = terms->ni,
		    .nr = terms->nr,
		    .secret = secret,
		    .secret_size = secret_size,
		};
		result.child = child_sa_new(sa, &params);
		result.refused = result.child ? 0 : NOTIFY_NO_ADDITIONAL_SAS;
	}
	if (result.child)
		write_answer(sa, x, terms, &choice, result.child, dh);
	dh_free(dh);
	OPENSSL_cleanse(secret, sizeof(secret));
	return result;
}

/* The answer that says so has not gone out yet. */
static void note_refused(struct ike_sa *sa, uint16_t type)
{
	char text[64];
	sa->evidence.notify = type;
	sa->evidence.notify_ours = true;
	snprintf(text, sizeof(text), "peer's CHILD SA refused with %s", notify_name(type));
	history_sa(sa, HISTORY_CHILD_REFUSED, failure_of_notify(type, true, true), text);
}

void child_offer_refuse(struct ike_sa *sa, struct payload_writer *w, const struct child_result *result)
{
	log_warn("%s: peer's CHILD SA refused: %s", ike_sa_label(sa), notify_name(result->refused));
	sa->ike->counters.in_child_rejected++;
	sa->ike->counters.out_notifies++;
	note_refused(sa, result->refused);
	char ours[PROPOSAL_STRLEN];
	ike_debug(sa, 1, "the peer's CHILD SA is refused with %s; we accept %s", notify_name(result->refused),
	    proposal_str(sa->peer->settings->esp, ours));
	if (result->refused == NOTIFY_INVALID_KE_PAYLOAD)
		notify_encode_u16(w, result->refused, result->group);
	else
		notify_encode(w, result->refused, NULL, 0);
}

/* g^ir as initiator; false when the answer does not fit our KE payload. */
static bool accept_ke(
    const struct exchange *x, const struct child_terms *terms, uint16_t group, uint8_t *secret, size_t *size)
{
	const struct payload *p = payload_find(x->chain, PAYLOAD_KE);
	struct ke ke;
	*size = 0;
	if (!group)
		return true;
	return terms->dh && p && ke_decode(p->body, &ke) && ke.group == group &&
	       dh_group_of(terms->dh) == group && dh_shared(terms->dh, ke.data, ke.size, secret, size);
}

struct child_result child_offer_accept(struct ike_sa *sa, struct exchange *x, const struct child_terms *terms)
{
	struct proposal_list ours = *sa->peer->settings->esp, answer;
	struct proposal_choice choice;
	struct ts_list tsi, tsr, own = own_selectors(sa);
	uint8_t secret[DH_PUBLIC_MAX];
	size_t secret_size;
	if (terms->first)
		proposal_drop_groups(&ours);
	if (!read_sa(x, &answer) || !read_ts(x, &tsi, &tsr))
		return (struct child_result){.refused = NOTIFY_INVALID_SYNTAX};
	if (!proposal_accept(&ours, &answer, PROTOCOL_ESP, &choice) || choice.spi == 0)
		return (struct child_result){.refused = NOTIFY_NO_PROPOSAL_CHOSEN};
	if (!ts_list_within(&tsi, &own) || !ts_list_within(&tsr, &own))
		return (struct child_result){.refused = NOTIFY_TS_UNACCEPTABLE};
	if (!accept_ke(x, terms, choice.suite.group, secret, &secret_size))
		return (struct child_result){.refused = NOTIFY_INVALID_SYNTAX};
	const struct child_params params = {
	    .spi_in = terms->spi_in,
	    .spi_out = (uint32_t)choice.spi,
	    .initiator = true,
	    .suite = &choice.suite,
	    .local = &tsi,
	    .remote = &tsr,
	    .ni = terms->ni,
	    .nr = terms->nr,
	    .secret = secret,
	    .secret_size = secret_size,
	};
	struct child_result result = {.child = child_sa_new(sa, &params)};
	OPENSSL_cleanse(secret, sizeof(secret));
	result.refused = result.child ? 0 : NOTIFY_NO_ADDITIONAL_SAS;
	sa->ike->counters.out_child_exchanges++;
	return result;
}
