/* SPDX-License-Identifier: Apache-2.0 */
/* crypto ca enroll, export: what goes out, and certificates that this system gives itself. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/pki.h"
#include "daemons/mgmtd/session.h"
#include "lib/record.h"

#define SELF_SIGNED_DAYS 3650

/* What the trustpoint says about the certificate of this system. */
struct wanted {
	bool self;
	char label[PKI_SERIAL_SIZE];
	EVP_PKEY *key;
	X509_NAME *subject;
	char names[512]; /* subjectAltName, "" none */
};

static const void *line_of(const struct cmd_store *store, const char *trustpoint, const char *line)
{
	char path[128];
	snprintf(path, sizeof(path), "crypto ca trustpoint %s", trustpoint);
	const struct cmd_line *found = cmd_store_find(store, path, line);
	return found && !cmd_line_negated(found) ? cmd_line_args(found) : NULL;
}

static bool add_entry(X509_NAME *name, const char *entry, size_t size)
{
	char type[64], value[200];
	const char *equals = memchr(entry, '=', size);
	if (equals == NULL)
		return false;
	snprintf(type, sizeof(type), "%.*s", (int)(equals - entry), entry);
	snprintf(value, sizeof(value), "%.*s", (int)(size - (size_t)(equals + 1 - entry)), equals + 1);
	const char *known = strcasecmp(type, "EA") == 0 ? "emailAddress" : type;
	return X509_NAME_add_entry_by_txt(name, known, MBSTRING_UTF8, (const uint8_t *)value, -1, -1, 0) == 1;
}

/* "CN=gw1.example.com,O=Example, C=DE"; a backslash takes the comma behind it for one of the name. */
static bool read_subject(X509_NAME *name, const char *text)
{
	while (*text != '\0') {
		text += strspn(text, " ,");
		size_t size = strcspn(text, ",");
		while (size > 0 && text[size] == ',' && text[size - 1] == '\\')
			size += 1 + strcspn(text + size + 1, ",");
		if (size > 0 && !add_entry(name, text, size))
			return false;
		text += size;
	}
	return true;
}

static bool add_common_name(X509_NAME *name, const char *host)
{
	return *host != '\0' &&
	       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const uint8_t *)host, -1, -1, 0) == 1;
}

/* What a trustpoint says is looked up when a request is made; only what could not be used then is refused here. */
void mgmtd_set_ca_trustpoint_subject_name(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_ca_trustpoint_subject_name *args)
{
	X509_NAME *name = X509_NAME_new();
	if (name != NULL && !read_subject(name, args->name))
		cmd_fault(call->faults, call->line,
		    "the subject name is not understood: write it as CN=gw1.example.com,O=Example,C=DE");
	X509_NAME_free(name);
	ERR_clear_error();
}

void mgmtd_set_crypto_ca_trustpoint(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_crypto_ca_trustpoint *args)
{
}

void mgmtd_set_ca_trustpoint_enrollment(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_ca_trustpoint_enrollment *args)
{
}

void mgmtd_set_ca_trustpoint_fqdn(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_ca_trustpoint_fqdn *args)
{
}

void mgmtd_set_ca_trustpoint_ip_address(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_ca_trustpoint_ip_address *args)
{
}

static void host_name(
    const struct mgmtd *m, const struct cmd_store *store, const char *trustpoint, char *dst, size_t size)
{
	const struct cmd_ca_trustpoint_fqdn *fqdn = line_of(store, trustpoint, "fqdn none");
	const struct cmd_line *domain = cmd_store_find(store, "", "domain-name x");
	const struct cmd_domain_name *d = domain ? cmd_line_args(domain) : NULL;
	if (fqdn != NULL)
		snprintf(dst, size, "%s", fqdn->has_none ? "" : fqdn->name);
	else
		snprintf(dst, size, "%s%s%s", m->model->hostname, d ? "." : "", d ? d->name : "");
}

static void add_alternative(struct wanted *w, const char *kind, const char *value)
{
	size_t len = strlen(w->names);
	snprintf(w->names + len, sizeof(w->names) - len, "%s%s:%s", len > 0 ? "," : "", kind, value);
}

static void wanted_free(struct wanted *w)
{
	EVP_PKEY_free(w->key);
	X509_NAME_free(w->subject);
	ERR_clear_error();
}

/* False with the answer ended. */
static bool wanted_read(struct wanted *w, struct mgmtd *m, const char *trustpoint, struct record_out *out)
{
	const struct cmd_store *store = candidate_store(session_current(m->sessions));
	const struct cmd_ca_trustpoint_subject_name *subject = line_of(store, trustpoint, "subject-name x");
	const struct cmd_ca_trustpoint_ip_address *address = line_of(store, trustpoint, "ip-address 1.1.1.1");
	const struct cmd_ca_trustpoint_enrollment *enrollment = line_of(store, trustpoint, "enrollment self");
	char host[320], line[160], text[IP_ADDR_STRLEN];
	*w = (struct wanted){.self = enrollment != NULL && enrollment->has_self, .subject = X509_NAME_new()};
	snprintf(line, sizeof(line), "crypto ca trustpoint %s", trustpoint);
	w->key = pki_key_named(store, pki_label_of(store, trustpoint, w->label));
	host_name(m, store, trustpoint, host, sizeof(host));
	if (host[0] != '\0')
		add_alternative(w, "DNS", host);
	if (address != NULL)
		add_alternative(w, "IP", ip_addr_str(&address->address, text));
	if (cmd_store_find(store, "", line) == NULL)
		record_fail(out, "There is no trustpoint \"%s\"", trustpoint);
	else if (w->key == NULL)
		record_fail(
		    out, "Trustpoint %s has no key pair: make one with \"crypto key generate\"", trustpoint);
	else if (subject != NULL && !read_subject(w->subject, subject->name))
		record_fail(out,
		    "The subject name of %s is not understood: write it as CN=gw1.example.com,O=Example",
		    trustpoint);
	else if (subject == NULL && !add_common_name(w->subject, host))
		record_fail(out, "Trustpoint %s has neither a subject name nor an fqdn", trustpoint);
	else
		return true;
	wanted_free(w);
	return false;
}

/* The digest of a signature of ours; Ed25519 and the like, which bring their own, are not made here. */
static const EVP_MD *digest_for(const EVP_PKEY *key)
{
	return EVP_PKEY_get_bits(key) > 256 && EVP_PKEY_is_a(key, "EC") ? EVP_sha384() : EVP_sha256();
}

static void send_pem(struct record_out *out, BIO *pem)
{
	char line[160];
	while (BIO_gets(pem, line, sizeof(line)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		record_text(out, "%s", line);
	}
}

static X509_REQ *make_request(const struct wanted *w)
{
	X509_REQ *req = X509_REQ_new();
	STACK_OF(X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null();
	X509_EXTENSION *names =
	    w->names[0] ? X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, w->names) : NULL;
	bool ok = req && extensions && X509_REQ_set_subject_name(req, w->subject) &&
		  X509_REQ_set_pubkey(req, w->key) &&
		  (!names || (sk_X509_EXTENSION_push(extensions, names) &&
				 X509_REQ_add_extensions(req, extensions))) &&
		  X509_REQ_sign(req, w->key, digest_for(w->key)) > 0;
	sk_X509_EXTENSION_free(extensions);
	X509_EXTENSION_free(names);
	if (ok)
		return req;
	X509_REQ_free(req);
	return NULL;
}

static void print_request(const struct wanted *w, struct record_out *out)
{
	char name[PKI_NAME_SIZE];
	BIO *pem = BIO_new(BIO_s_mem());
	X509_REQ *req = make_request(w);
	record_text(out, "%% Start certificate enrollment .. ");
	record_text(out, "%% The subject name in the certificate will be: %s", pki_name(w->subject, name));
	if (w->names[0] != '\0')
		record_text(out, "%% The alternative names will be: %s", w->names);
	record_text(out, "Certificate Request follows:");
	if (req != NULL && pem != NULL && PEM_write_bio_X509_REQ(pem, req)) {
		send_pem(out, pem);
		record_done(out);
	} else {
		record_fail(out, "The request cannot be made");
	}
	X509_REQ_free(req);
	BIO_free(pem);
}

static bool set_validity(X509 *cert)
{
	uint64_t serial;
	if (RAND_bytes((uint8_t *)&serial, sizeof(serial)) != 1)
		return false;
	return X509_set_version(cert, X509_VERSION_3) &&
	       ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), serial >> 1 | 1) &&
	       X509_gmtime_adj(X509_getm_notBefore(cert), 0) &&
	       X509_gmtime_adj(X509_getm_notAfter(cert), SELF_SIGNED_DAYS * 86400L);
}

static X509 *make_certificate(const struct wanted *w)
{
	X509 *cert = X509_new();
	X509_EXTENSION *names =
	    w->names[0] ? X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, w->names) : NULL;
	bool ok = cert && set_validity(cert) && X509_set_subject_name(cert, w->subject) &&
		  X509_set_issuer_name(cert, w->subject) && X509_set_pubkey(cert, w->key) &&
		  (!names || X509_add_ext(cert, names, -1)) &&
		  X509_sign(cert, w->key, digest_for(w->key)) > 0;
	X509_EXTENSION_free(names);
	if (ok)
		return cert;
	X509_free(cert);
	return NULL;
}

void mgmtd_exec_crypto_ca_enroll(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_ca_enroll *args)
{
	struct wanted w;
	if (!wanted_read(&w, m, args->name, call->out))
		return;
	if (w.self) {
		X509 *cert = make_certificate(&w);
		struct pki_import *in = pki_begin(args->name);
		if (cert != NULL)
			pki_import_identity(in, cert);
		else
			snprintf(in->fault, sizeof(in->fault), "The certificate cannot be made");
		pki_submit(m, session_current(m->sessions), call->out, in,
		    "INFO: A self-signed certificate has been made");
		X509_free(cert);
	} else {
		print_request(&w, call->out);
	}
	wanted_free(&w);
}

/* ---- export ---- */

/* The certificates of a trustpoint: its own (NULL without one) and those of its CAs. */
static X509 *held(const struct cmd_store *store, const char *trustpoint, STACK_OF(X509) * authorities)
{
	char line[128];
	size_t count = 0;
	X509 *own = NULL;
	snprintf(line, sizeof(line), "crypto ca certificate chain %s", trustpoint);
	const struct cmd_line *chain = cmd_store_find(store, "", line);
	const struct cmd_line *const *lines = chain ? cmd_store_lines(store, chain, &count) : NULL;
	for (size_t i = 0; i < count; i++) {
		const struct cmd_ca_chain_certificate *c = cmd_line_args(lines[i]);
		X509 *cert = pki_certificate(c->data + 1, strlen(c->data + 1));
		if (strcmp(cmd_sentence_name(cmd_line_sentence(lines[i])), "ca_chain_certificate") == 0)
			own = cert;
		else if (cert != NULL && !sk_X509_push(authorities, cert))
			X509_free(cert);
	}
	return own;
}

static PKCS12 *make_pkcs12(struct mgmtd *m, const struct cmd_crypto_ca_export_pkcs12 *args)
{
	char label[PKI_SERIAL_SIZE];
	const struct cmd_store *store = candidate_store(session_current(m->sessions));
	STACK_OF(X509) *authorities = sk_X509_new_null();
	EVP_PKEY *key = pki_key_named(store, pki_label_of(store, args->name, label));
	X509 *own = held(store, args->name, authorities);
	PKCS12 *p12 = key && own
			  ? PKCS12_create(args->passphrase, args->name, key, own, authorities, 0, 0, 0, 0, 0)
			  : NULL;
	sk_X509_pop_free(authorities, X509_free);
	X509_free(own);
	EVP_PKEY_free(key);
	return p12;
}

void mgmtd_exec_crypto_ca_export_pkcs12(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_ca_export_pkcs12 *args)
{
	uint8_t *der = NULL;
	PKCS12 *p12 = make_pkcs12(m, args);
	int size = p12 ? i2d_PKCS12(p12, &der) : -1;
	BIO *pem = BIO_new(BIO_s_mem());
	if (size > 0 && pem != NULL && PEM_write_bio(pem, "PKCS12", "", der, size) > 0) {
		record_text(call->out, "Exported pkcs12 follows:");
		send_pem(call->out, pem);
		record_text(call->out, "---End - This line not part of the pkcs12---");
		record_done(call->out);
	} else {
		record_fail(
		    call->out, "Trustpoint %s has no certificate of this system with its key", args->name);
	}
	ERR_clear_error();
	OPENSSL_clear_free(der, size > 0 ? (size_t)size : 0);
	BIO_free(pem);
	PKCS12_free(p12);
}

void mgmtd_exec_crypto_ca_export_identity_certificate(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_ca_export_identity_certificate *args)
{
	STACK_OF(X509) *authorities = sk_X509_new_null();
	X509 *own = held(candidate_store(session_current(m->sessions)), args->name, authorities);
	BIO *pem = BIO_new(BIO_s_mem());
	if (own != NULL && pem != NULL && PEM_write_bio_X509(pem, own)) {
		record_text(call->out, "The PEM encoded identity certificate follows:");
		send_pem(call->out, pem);
		record_done(call->out);
	} else {
		record_fail(call->out, "Trustpoint %s has no certificate of this system", args->name);
	}
	BIO_free(pem);
	X509_free(own);
	sk_X509_pop_free(authorities, X509_free);
}
