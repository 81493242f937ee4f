/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/config_ca.h"
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include "daemons/iked/credential.h"
#include "daemons/iked/trust.h"
#include "lib/log.h"
#include "lib/pki.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void config_key_free(struct config_key *key)
{
	EVP_PKEY_free(key->key);
	free(key);
}

void config_trustpoint_free(struct config_trustpoint *point)
{
	credential_release(point->credential[0]);
	credential_release(point->credential[1]);
	X509_free(point->identity);
	sk_X509_pop_free(point->authorities, X509_free);
	free(point);
}

void config_crl_free(struct config_crl *crl)
{
	X509_CRL_free(crl->crl);
	free(crl);
}

void config_ca_free(struct config_ca *ca)
{
	struct config_key *key, *next_key;
	struct config_trustpoint *point, *next_point;
	struct config_crl *crl, *next_crl;
	HASH_ITER(hh, ca->keys, key, next_key) {
		HASH_DEL(ca->keys, key);
		config_key_free(key);
	}
	HASH_ITER(hh, ca->trustpoints, point, next_point) {
		HASH_DEL(ca->trustpoints, point);
		config_trustpoint_free(point);
	}
	HASH_ITER(hh, ca->crls, crl, next_crl) {
		HASH_DEL(ca->crls, crl);
		config_crl_free(crl);
	}
	trust_release(ca->trust);
}

void config_ca_changed(struct config_ca *ca)
{
	trust_release(ca->trust);
	ca->trust = NULL;
	for (struct config_trustpoint *point = ca->trustpoints; point; point = point->hh.next)
		for (int i = 0; i < 2; i++) {
			credential_release(point->credential[i]);
			point->credential[i] = NULL;
		}
}

/* ---- names ---- */

struct config_trustpoint *config_trustpoint_named(const struct config_ca *ca, const char *name)
{
	struct config_trustpoint *point;
	HASH_FIND_STR(ca->trustpoints, name, point);
	return point;
}

const struct config_crl *config_crl_named(const struct config_ca *ca, const char *name)
{
	struct config_crl *crl;
	HASH_FIND_STR(ca->crls, name, crl);
	return crl;
}

static EVP_PKEY *key_named(const struct config_ca *ca, const char *label)
{
	struct config_key *key;
	HASH_FIND_STR(ca->keys, label, key);
	return key ? key->key : NULL;
}

/* Without a `keypair` line the default key, of either kind, is meant: the one that the certificate is for. */
EVP_PKEY *config_key_of(const struct config_ca *ca, const struct config_trustpoint *point)
{
	static const char *const defaults[] = {"<Default-RSA-Key>", "<Default-ECDSA-Key>"};
	if (point->label[0])
		return key_named(ca, point->label);
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
		EVP_PKEY *key = key_named(ca, defaults[i]);
		if (key && (!point->identity || X509_check_private_key(point->identity, key) == 1))
			return key;
	}
	return NULL;
}

/* ---- for the engine ---- */

struct credential *config_credential(
    struct config_ca *ca, const char *name, bool chain, char *gap, size_t size)
{
	struct config_trustpoint *point = config_trustpoint_named(ca, name);
	EVP_PKEY *key = point ? config_key_of(ca, point) : NULL;
	if (!point)
		snprintf(gap, size, "there is no trustpoint %.50s", name);
	else if (!key)
		snprintf(gap, size, "trustpoint %.50s has no key pair", name);
	else if (!point->identity)
		snprintf(gap, size, "trustpoint %.50s has no certificate of this system", name);
	else if (!point->credential[chain])
		point->credential[chain] = credential_new(key, point->identity, point->authorities, chain);
	struct credential *made = point ? point->credential[chain] : NULL;
	if (key && point->identity && !made)
		snprintf(
		    gap, size, "key pair and certificate of trustpoint %.50s do not belong together", name);
	return credential_hold(made);
}

struct trust *config_trust(struct config_ca *ca)
{
	static const enum trust_revocation revocations[] = {
	    [CONFIG_REVOCATION_NONE] = TRUST_REVOCATION_NONE,
	    [CONFIG_REVOCATION_CRL] = TRUST_REVOCATION_CRL,
	    [CONFIG_REVOCATION_CRL_IF_ANY] = TRUST_REVOCATION_CRL_IF_ANY,
	};
	if (!ca->trust)
		ca->trust = trust_new();
	else
		return trust_hold(ca->trust);
	for (const struct config_trustpoint *point = ca->trustpoints; ca->trust && point;
	     point = point->hh.next) {
		const struct config_crl *crl = config_crl_named(ca, point->name);
		const struct trust_point entry = {.name = point->name,
		    .authorities = point->authorities,
		    .crl = crl ? crl->crl : NULL,
		    .revocation = revocations[point->revocation],
		    .any_usage = point->any_usage};
		if (!trust_add(ca->trust, &entry))
			log_error("trustpoint %s: out of memory", point->name);
	}
	return trust_hold(ca->trust);
}

/* ---- the sentences ---- */

static struct config_trustpoint *trustpoint(struct iked_model *m, const char *name)
{
	struct config_trustpoint *point;
	HASH_FIND_STR(m->ca.trustpoints, name, point);
	if (point)
		return point;
	point = calloc(1, sizeof(*point));
	if (!point)
		abort();
	snprintf(point->name, sizeof(point->name), "%s", name);
	point->authorities = sk_X509_new_null();
	HASH_ADD_STR(m->ca.trustpoints, name, point);
	return point;
}

void iked_set_crypto_key_pair(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_key_pair *args)
{
	struct config_key *key = calloc(1, sizeof(*key));
	if (!key)
		abort();
	snprintf(key->label, sizeof(key->label), "%s", args->label);
	key->key = pki_key(args->data + 1, strlen(args->data + 1));
	if (key->key && (EVP_PKEY_is_a(key->key, "RSA") || EVP_PKEY_is_a(key->key, "EC"))) {
		HASH_ADD_STR(m->ca.keys, label, key);
		return;
	}
	cmd_fault(call->faults, call->line, "this is no key that IKE can sign with: RSA or ECDSA is needed");
	config_key_free(key);
}

void iked_set_crypto_ca_crl_content(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ca_crl_content *args)
{
	struct config_crl *crl = calloc(1, sizeof(*crl));
	if (!crl)
		abort();
	snprintf(crl->name, sizeof(crl->name), "%s", args->name);
	crl->crl = pki_crl(args->data + 1, strlen(args->data + 1));
	if (crl->crl) {
		HASH_ADD_STR(m->ca.crls, name, crl);
		return;
	}
	cmd_fault(call->faults, call->line, "this is no revocation list: import it again");
	config_crl_free(crl);
}

void iked_set_crypto_ca_trustpoint(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ca_trustpoint *args)
{
	trustpoint(m, args->name);
}

void iked_set_crypto_ca_certificate_chain(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ca_certificate_chain *args)
{
	trustpoint(m, args->name);
}

/* Digits that were cut or mistyped are told at once; what stands in a line is what it says (RFC 5280 §4.1.2.2). */
static X509 *certificate(const struct cmd_call *call, const char *serial, const char *data)
{
	char own[PKI_SERIAL_SIZE];
	X509 *cert = pki_certificate(data + 1, strlen(data + 1));
	if (!cert) {
		cmd_fault(call->faults, call->line,
		    "the digits are no certificate: copy them again, from \"certificate\" to \"quit\"");
		return NULL;
	}
	pki_serial(cert, own);
	serial += strspn(serial, "0");
	if (strcasecmp(serial, own + strspn(own, "0")) == 0)
		return cert;
	cmd_fault(call->faults, call->line, "the certificate has the serial number %s", own);
	X509_free(cert);
	return NULL;
}

void iked_set_ca_chain_certificate(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ca_chain_certificate *args)
{
	struct config_trustpoint *point = trustpoint(m, cmd_in_ca_chain(call)->name);
	X509_free(point->identity);
	point->identity = certificate(call, args->serial, args->data);
}

void iked_set_ca_chain_certificate_ca(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ca_chain_certificate_ca *args)
{
	struct config_trustpoint *point = trustpoint(m, cmd_in_ca_chain(call)->name);
	X509 *cert = certificate(call, args->serial, args->data);
	if (cert && !sk_X509_push(point->authorities, cert))
		X509_free(cert);
}

void iked_set_ca_trustpoint_keypair(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ca_trustpoint_keypair *args)
{
	struct config_trustpoint *point = trustpoint(m, cmd_in_ca_trustpoint(call)->name);
	snprintf(point->label, sizeof(point->label), "%s", args->label);
}

void iked_set_ca_trustpoint_revocation_check_none(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ca_trustpoint_revocation_check_none *args)
{
	trustpoint(m, cmd_in_ca_trustpoint(call)->name)->revocation = CONFIG_REVOCATION_NONE;
}

void iked_set_ca_trustpoint_revocation_check_crl(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ca_trustpoint_revocation_check_crl *args)
{
	struct config_trustpoint *point = trustpoint(m, cmd_in_ca_trustpoint(call)->name);
	point->revocation = args->has_none ? CONFIG_REVOCATION_CRL_IF_ANY : CONFIG_REVOCATION_CRL;
}

void iked_set_ca_trustpoint_ignore_ipsec_keyusage(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ca_trustpoint_ignore_ipsec_keyusage *args)
{
	trustpoint(m, cmd_in_ca_trustpoint(call)->name)->any_usage = true;
}
