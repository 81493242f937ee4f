/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/cert_auth.h"
#include "daemons/iked/cert.h"
#include "daemons/iked/credential.h"
#include "daemons/iked/sign.h"
#include "daemons/iked/trust.h"
#include "lib/debug.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/pki.h"
#include <stdarg.h>
#include <stdio.h>

/* ---- IKE_SA_INIT ---- */

/* RFC 7427 §4. A responder asks for the certificate as well (RFC 7296 §1.2). */
void cert_auth_announce(const struct ike_sa *sa, struct payload_writer *w)
{
	const struct peer_settings *s = sa->peer->settings;
	if (!s->credential && !s->trust)
		return;
	sign_hashes_encode(w);
	if (!sa->initiator)
		cert_auth_request(sa, w);
}

void cert_auth_learn(struct ike_sa *sa, const struct payload_chain *chain)
{
	sa->setup->peer_hashes = (uint8_t)sign_hashes_of(chain);
}

/* ---- ours ---- */

void cert_auth_request(const struct ike_sa *sa, struct payload_writer *w)
{
	size_t size;
	const struct trust *trust = sa->peer->settings->trust;
	if (!trust)
		return;
	const uint8_t *hashes = trust_hashes(trust, &size);
	cert_request_encode(w, hashes, size);
}

static struct sign_terms terms_of(const struct ike_sa *sa)
{
	return (struct sign_terms){.hashes = sa->setup->peer_hashes, .plain_rsa = sa->peer->plain_rsa};
}

/* The certificate goes along whether it was asked for or not: a peer that has it passes it over. */
bool cert_auth_write(struct ike_sa *sa, const struct auth_octets *octets, struct payload_writer *w)
{
	const struct credential *own = sa->peer->settings->credential;
	const struct sign_terms terms = terms_of(sa);
	struct wbuf signed_octets = {0}, signature = {0};
	EVP_PKEY *key = credential_key(own);
	uint8_t method = auth_octets_write(octets, &signed_octets)
			     ? sign_make(key, &terms, &signed_octets, &signature)
			     : 0;
	if (method) {
		credential_encode(own, w);
		if (sa->initiator)
			cert_auth_request(sa, w);
		auth_encode(w, method, signature.data, signature.len);
		sa->auth_local = EVP_PKEY_is_a(key, "RSA") ? AUTH_BY_RSA : AUTH_BY_ECDSA;
	}
	wbuf_free(&signed_octets);
	wbuf_free(&signature);
	return method != 0;
}

/* ---- the peer's ---- */

static bool refuse(struct ike_sa *sa, enum failure_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static bool refuse(struct ike_sa *sa, enum failure_code code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	failure_set_va(&sa->setup->refusal, code, 0, fmt, ap);
	va_end(ap);
	debug_line(DEBUG_CA, 1, &sa->remote.addr, "CRYPTO_PKI: (%s): the peer is refused: %s: %s",
	    ike_sa_label(sa), failure_name(code), sa->setup->refusal.text);
	return false;
}

static bool check_signature(
    struct ike_sa *sa, X509 *cert, const struct auth_octets *octets, const struct auth_payload *auth)
{
	struct wbuf signed_octets = {0};
	const struct sign_terms terms = terms_of(sa);
	EVP_PKEY *key = X509_get0_pubkey(cert);
	const char *why = "its key cannot be read";
	if (key && auth_octets_write(octets, &signed_octets))
		why = sign_check(key, &terms, auth, &signed_octets);
	wbuf_free(&signed_octets);
	if (why)
		return refuse(sa, FAILURE_AUTH_OF_PEER, "%s", why);
	sa->auth_remote = EVP_PKEY_is_a(key, "RSA") ? AUTH_BY_RSA : AUTH_BY_ECDSA;
	return true;
}

static void debug_certificate(const struct ike_sa *sa, const struct cert_list *list, const char *subject)
{
	char issuer[PKI_NAME_SIZE], serial[PKI_SERIAL_SIZE];
	if (!debug_on(DEBUG_CA, 2))
		return;
	pki_name(X509_get_issuer_name(list->own), issuer);
	pki_serial(list->own, serial);
	debug_emit(DEBUG_CA, 2, &sa->remote.addr,
	    "CRYPTO_PKI: (%s): certificate of %s, issued by %s, serial number %s, with %d others",
	    ike_sa_label(sa), subject, issuer, serial, sk_X509_num(list->others));
}

static bool check_certificate(struct ike_sa *sa, struct cert_list *list)
{
	const struct peer_settings *s = sa->peer->settings;
	struct trust_verdict verdict;
	char subject[PKI_NAME_SIZE], id[ID_STRLEN];
	if (!list->own)
		return refuse(sa, FAILURE_CERT_INVALID, "it sent no certificate that can be read");
	pki_name(X509_get_subject_name(list->own), subject);
	debug_certificate(sa, list, subject);
	trust_check(s->trust, list->own, list->others, loop_wall(sa->ike->loop), &verdict);
	if (verdict.code)
		return refuse(sa, verdict.code, "%s", verdict.text);
	if (!cert_speaks_for(list->own, &sa->remote_id, s->validation))
		return refuse(sa, FAILURE_CERT_IDENTITY, "its certificate, of %.70s, does not name %.60s",
		    subject, ike_id_str(&sa->remote_id, id));
	log_info("%s: peer's certificate is that of %s", ike_sa_label(sa), subject);
	debug_line(DEBUG_CA, 1, &sa->remote.addr,
	    "CRYPTO_PKI: (%s): the certificate of %s is valid and names the peer", ike_sa_label(sa), subject);
	return true;
}

/* The signature first: whoever cannot sign learns nothing about what is trusted. */
bool cert_auth_check(struct ike_sa *sa, const struct exchange *x, const struct auth_octets *octets,
    const struct auth_payload *auth)
{
	struct cert_list list;
	if (!sa->peer->settings->trust)
		return refuse(sa, FAILURE_AUTH_OF_PEER,
		    "it proves itself with a certificate, where a pre-shared key is configured");
	cert_list_read(x->chain, &list);
	bool ok = list.own ? check_signature(sa, list.own, octets, auth) && check_certificate(sa, &list)
			   : check_certificate(sa, &list);
	cert_list_free(&list);
	return ok;
}
