/* SPDX-License-Identifier: Apache-2.0 */
/* What an authenticated peer may put inside SK: byte 0 chooses exchange and kind, byte 1 is the type of the first
 * payload, the chain follows. It is sealed under the keys of an SA that is up, so that all handlers see it. */
#include "daemons/iked/cert.h"
#include "daemons/iked/sign.h"
#include "daemons/iked/sk.h"
#include "daemons/iked/trust.h"
#include "tests/fuzz/ike_target.h"

static void deliver(struct ike_target *target, struct ike_sa *sa, const uint8_t *data, size_t size)
{
	struct payload_writer chain = {.first = data[1]};
	struct wbuf out = {0};
	bool response = data[0] & 4;
	struct ike_header h = {
	    .spi_i = sa->spi_i,
	    .spi_r = sa->spi_r,
	    .exchange = (uint8_t)(EXCHANGE_IKE_AUTH + data[0] % 3),
	    .flags = (uint8_t)((sa->initiator ? 0 : FLAG_INITIATOR) | (response ? FLAG_RESPONSE : 0)),
	    .id = response ? sa->window.next_out - 1 : sa->window.next_in,
	};
	if (response && sa->window.task != TASK_NONE)
		h.exchange = sa->window.exchange;
	wbuf_bytes(&chain.buf, data + 2, size - 2);
	struct sk_key key = sk_key_of(&sa->keys, &sa->suite, !sa->initiator);
	if (sk_seal(&out, &h, &chain, &key, 1))
		ike_datagram(target->ike, &target->local, &target->remote, out.data, out.len);
	wbuf_free(&out);
	payload_writer_free(&chain);
}

/* A CA, so that there is something to hold certificates against. */
static struct trust *trust_made(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = X509_new();
	STACK_OF(X509) *stack = sk_X509_new_null();
	X509_NAME_add_entry_by_txt(
	    X509_get_subject_name(cert), "CN", MBSTRING_ASC, (const uint8_t *)"Fuzz", -1, -1, 0);
	X509_set_issuer_name(cert, X509_get_subject_name(cert));
	X509_gmtime_adj(X509_getm_notBefore(cert), -86400);
	X509_gmtime_adj(X509_getm_notAfter(cert), 86400);
	X509_set_pubkey(cert, key);
	X509_sign(cert, key, EVP_sha256());
	sk_X509_push(stack, cert);
	const struct trust_point point = {.name = "T", .authorities = stack};
	struct trust *trust = trust_new();
	if (!trust_add(trust, &point))
		abort();
	sk_X509_pop_free(stack, X509_free);
	EVP_PKEY_free(key);
	return trust;
}

/* What IKE_AUTH does with CERT, ID and AUTH payloads, whether or not the signature is right. */
static void look_at_certificates(const uint8_t *data, size_t size)
{
	static struct trust *trust;
	static const struct sign_terms terms = {.hashes = SIGN_SHA256};
	struct payload_chain chain;
	struct cert_list list;
	struct trust_verdict verdict;
	struct ike_id id;
	struct auth_payload auth;
	struct wbuf octets = {0};
	if (!trust)
		trust = trust_made();
	if (payload_chain_parse(&chain, data[1], rbuf_from(data + 2, size - 2), NULL) != PAYLOAD_OK)
		return;
	cert_list_read(&chain, &list);
	const struct payload *of_id = payload_find(&chain, PAYLOAD_IDI),
			     *of_auth = payload_find(&chain, PAYLOAD_AUTH);
	if (list.own)
		trust_check(trust, list.own, list.others, 1767225600, &verdict);
	if (list.own && of_id && ike_id_decode(of_id->body, &id))
		cert_speaks_for(list.own, &id, ID_VALIDATION_IF_THERE);
	wbuf_bytes(&octets, data, size);
	EVP_PKEY *key = list.own ? X509_get0_pubkey(list.own) : NULL;
	if (key && of_auth && auth_decode(of_auth->body, &auth))
		sign_check(key, &terms, &auth, &octets);
	sign_hashes_of(&chain);
	wbuf_free(&octets);
	cert_list_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ike_target *target;
	if (!target)
		target = ike_target_new();
	if (size < 2 || size > 4096)
		return 0;
	look_at_certificates(data, size);
	struct ike_sa *sa = ike_target_up(target);
	if (!sa)
		return 0;
	/* Some of them while a request of ours waits for its answer. */
	if (data[0] & 8)
		sa->want_child = true;
	if (data[0] & 16)
		sa->want_rekey = true;
	if (data[0] & 32)
		sa->want_liveness = true;
	ike_sa_continue(sa);
	deliver(target, sa, data, size);
	loop_virtual_advance(target->loop, LOOP_MSEC);
	return 0;
}
