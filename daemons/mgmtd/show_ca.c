/* SPDX-License-Identifier: Apache-2.0 */
/* show crypto ca: trustpoints, certificates and revocation lists as they are configured. */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "lib/loop.h"
#include "lib/pki_import.h"
#include "lib/record.h"

static bool is(const struct cmd_line *line, const char *sentence)
{
	return strcmp(cmd_sentence_name(cmd_line_sentence(line)), sentence) == 0;
}

static const struct cmd_store *store_of(const struct mgmtd *m)
{
	return candidate_store(session_current(m->sessions));
}

/* Seconds since the epoch. */
static json_int_t seconds(const ASN1_TIME *time)
{
	struct tm tm;
	return time != NULL && ASN1_TIME_to_tm(time, &tm) == 1 ? (json_int_t)timegm(&tm) : 0;
}

static const char *status_of(const struct mgmtd *m, const X509 *cert)
{
	json_int_t now = (json_int_t)loop_wall(m->loop);
	if (now < seconds(X509_get0_notBefore(cert)))
		return "not yet valid";
	return now > seconds(X509_get0_notAfter(cert)) ? "expired" : "available";
}

static json_t *alternatives(const X509 *cert)
{
	json_t *list = json_array();
	GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	for (int i = 0; names != NULL && i < sk_GENERAL_NAME_num(names); i++) {
		char text[PKI_NAME_SIZE] = "";
		BIO *out = BIO_new(BIO_s_mem());
		if (out != NULL && GENERAL_NAME_print(out, sk_GENERAL_NAME_value(names, i)) == 1)
			BIO_read(out, text, sizeof(text) - 1);
		json_array_append_new(list, json_string(text));
		BIO_free(out);
	}
	GENERAL_NAMES_free(names);
	return list;
}

static void send_certificate(
    const struct mgmtd *m, struct record_out *out, const char *trustpoint, const struct cmd_line *line)
{
	char serial[PKI_SERIAL_SIZE], subject[PKI_NAME_SIZE], issuer[PKI_NAME_SIZE], sha1[PKI_PRINT_SIZE],
	    sha256[PKI_PRINT_SIZE];
	const struct cmd_ca_chain_certificate *c = cmd_line_args(line);
	X509 *cert = pki_certificate(c->data + 1, strlen(c->data + 1));
	if (cert == NULL)
		return;
	EVP_PKEY *key = X509_get0_pubkey(cert);
	json_t *record = json_pack("{s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:I, s:I, s:s, s:s}",
	    "type", "certificate", "trustpoint", trustpoint, "ca", is(line, "ca_chain_certificate_ca"),
	    "status", status_of(m, cert), "serial", pki_serial(cert, serial), "subject",
	    pki_name(X509_get_subject_name(cert), subject), "issuer",
	    pki_name(X509_get_issuer_name(cert), issuer), "key",
	    key == NULL                 ? "unknown"
	    : EVP_PKEY_is_a(key, "RSA") ? "RSA"
					: "ECDSA",
	    "key_bits", key == NULL ? 0 : EVP_PKEY_get_bits(key), "signature",
	    OBJ_nid2ln(X509_get_signature_nid(cert)), "not_before", seconds(X509_get0_notBefore(cert)),
	    "not_after", seconds(X509_get0_notAfter(cert)), "sha1", pki_fingerprint(cert, "SHA1", sha1),
	    "sha256", pki_fingerprint(cert, "SHA256", sha256));
	if (record != NULL)
		json_object_set_new(record, "names", alternatives(cert));
	record_send(out, record);
	X509_free(cert);
	ERR_clear_error();
}

static bool wanted(bool given, const char *name, const char *trustpoint)
{
	return !given || strcmp(name, trustpoint) == 0;
}

void mgmtd_exec_show_crypto_ca_certificates(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_crypto_ca_certificates *args)
{
	size_t count, inner;
	const struct cmd_store *store = store_of(m);
	const struct cmd_line *const *lines = cmd_store_lines(store, NULL, &count);
	for (size_t i = 0; i < count; i++) {
		const struct cmd_crypto_ca_certificate_chain *chain = cmd_line_args(lines[i]);
		if (!is(lines[i], "crypto_ca_certificate_chain") ||
		    !wanted(args->has_name, args->name, chain->name))
			continue;
		const struct cmd_line *const *certs = cmd_store_lines(store, lines[i], &inner);
		for (size_t k = 0; k < inner; k++)
			send_certificate(m, call->out, chain->name, certs[k]);
	}
	record_done(call->out);
}

static unsigned count_certificates(
    const struct cmd_store *store, const char *trustpoint, const char *sentence)
{
	char line[128];
	size_t count = 0;
	unsigned found = 0;
	snprintf(line, sizeof(line), "crypto ca certificate chain %s", trustpoint);
	const struct cmd_line *chain = cmd_store_find(store, "", line);
	const struct cmd_line *const *lines = chain ? cmd_store_lines(store, chain, &count) : NULL;
	for (size_t i = 0; i < count; i++)
		found += is(lines[i], sentence);
	return found;
}

static void send_trustpoint(struct record_out *out, const struct cmd_store *store, const char *name)
{
	char label[PKI_SERIAL_SIZE], line[128];
	snprintf(line, sizeof(line), "crypto ca crl content %s =", name);
	EVP_PKEY *key = pki_key_named(store, pki_label_of(store, name, label));
	json_t *record = json_pack("{s:s, s:s, s:i, s:b, s:b}", "type", "trustpoint", "name", name,
	    "authorities", (int)count_certificates(store, name, "ca_chain_certificate_ca"), "identity",
	    count_certificates(store, name, "ca_chain_certificate") > 0, "crl",
	    cmd_store_find(store, "", line) != NULL);
	if (key != NULL && record != NULL)
		json_object_set_new(record, "key_pair", json_string(label));
	record_send(out, record);
	EVP_PKEY_free(key);
}

void mgmtd_exec_show_crypto_ca_trustpoints(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_crypto_ca_trustpoints *args)
{
	size_t count;
	const struct cmd_store *store = store_of(m);
	const struct cmd_line *const *lines = cmd_store_lines(store, NULL, &count);
	for (size_t i = 0; i < count; i++) {
		const struct cmd_crypto_ca_trustpoint *t = cmd_line_args(lines[i]);
		if (is(lines[i], "crypto_ca_trustpoint") && wanted(args->has_name, args->name, t->name))
			send_trustpoint(call->out, store, t->name);
	}
	record_done(call->out);
}

static void send_crl(const struct mgmtd *m, struct record_out *out, const struct cmd_crypto_ca_crl_content *c)
{
	char issuer[PKI_NAME_SIZE];
	X509_CRL *crl = pki_crl(c->data + 1, strlen(c->data + 1));
	if (crl == NULL)
		return;
	json_int_t until = seconds(X509_CRL_get0_nextUpdate(crl));
	STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(crl);
	json_t *record = json_pack("{s:s, s:s, s:s, s:I, s:i, s:b}", "type", "crl", "trustpoint", c->name,
	    "issuer", pki_name(X509_CRL_get_issuer(crl), issuer), "last_update",
	    seconds(X509_CRL_get0_lastUpdate(crl)), "revoked", revoked ? sk_X509_REVOKED_num(revoked) : 0,
	    "expired", until != 0 && until < (json_int_t)loop_wall(m->loop));
	if (record != NULL && until != 0)
		json_object_set_new(record, "next_update", json_integer(until));
	record_send(out, record);
	X509_CRL_free(crl);
}

void mgmtd_exec_show_crypto_ca_crls(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_crypto_ca_crls *args)
{
	size_t count;
	const struct cmd_line *const *lines = cmd_store_lines(store_of(m), NULL, &count);
	for (size_t i = 0; i < count; i++) {
		const struct cmd_crypto_ca_crl_content *c = cmd_line_args(lines[i]);
		if (is(lines[i], "crypto_ca_crl_content") && wanted(args->has_name, args->name, c->name))
			send_crl(m, call->out, c);
	}
	record_done(call->out);
}
