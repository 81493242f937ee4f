/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/pki_import.h"
#include <ctype.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_args.h"
#include "lib/cmd_block.h"
#include "lib/cmd_table.h"

static void fail(struct pki_import *in, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void fail(struct pki_import *in, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(in->fault, sizeof(in->fault), fmt, ap);
	va_end(ap);
}

/* ---- what is configured ---- */

static const void *args_at(const struct cmd_store *store, const char *path, const char *line)
{
	const struct cmd_line *found = cmd_store_find(store, path, line);
	return found && !cmd_line_negated(found) ? cmd_line_args(found) : NULL;
}

EVP_PKEY *pki_key_named(const struct cmd_store *store, const char *label)
{
	char line[128];
	snprintf(line, sizeof(line), "crypto key pair %s" CMD_BLOCK_LEAD, label);
	const struct cmd_crypto_key_pair *pair = *label ? args_at(store, "", line) : NULL;
	const char *data = pair ? pair->data + 1 : NULL;
	return data ? pki_key(data, strlen(data)) : NULL;
}

static const char *default_label(const struct cmd_store *store, char dst[PKI_SERIAL_SIZE])
{
	static const char *const labels[] = {PKI_DEFAULT_RSA, PKI_DEFAULT_ECDSA};
	dst[0] = '\0';
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]) && dst[0] == '\0'; i++) {
		EVP_PKEY *key = pki_key_named(store, labels[i]);
		if (key)
			snprintf(dst, PKI_SERIAL_SIZE, "%s", labels[i]);
		EVP_PKEY_free(key);
	}
	return dst;
}

const char *pki_label_of(const struct cmd_store *store, const char *trustpoint, char dst[PKI_SERIAL_SIZE])
{
	char path[128];
	snprintf(path, sizeof(path), "crypto ca trustpoint %s", trustpoint);
	const struct cmd_ca_trustpoint_keypair *pair = args_at(store, path, "keypair x");
	if (!pair)
		return default_label(store, dst);
	snprintf(dst, PKI_SERIAL_SIZE, "%s", pair->label);
	return dst;
}

/* ---- lines ---- */

void pki_import_add(struct pki_import *in, const char *path, const char *data, const char *fmt, ...)
{
	char head[160];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(head, sizeof(head), fmt, ap);
	va_end(ap);
	if (in->count == PKI_IMPORT_LINES) {
		fail(in, "there are too many certificates in it: at most %d lines", PKI_IMPORT_LINES);
		return;
	}
	size_t size = strlen(head) + (data ? strlen(data) + strlen(CMD_BLOCK_LEAD) : 0) + 1;
	char *line = malloc(size);
	if (!line)
		abort();
	snprintf(line, size, "%s%s%s", head, data ? CMD_BLOCK_LEAD : "", data ? data : "");
	in->line[in->count].path = strdup(path);
	in->line[in->count++].line = line;
	if (size >= CMD_LINE_MAX)
		fail(in, "the certificate, key or list is too large: at most 8000 bytes");
}

/* The same with digits that are wiped. */
static void add_hex(struct pki_import *in, const char *path, char *hex, const char *head, const char *name)
{
	if (hex)
		pki_import_add(in, path, hex, "%s %s", head, name);
	else
		fail(in, "out of memory");
	if (hex)
		OPENSSL_clear_free(hex, strlen(hex) + 1);
}

static const char *chain_path(const struct pki_import *in, char dst[128])
{
	snprintf(dst, 128, "crypto ca certificate chain %s", in->name);
	return dst;
}

static void add_chain(struct pki_import *in)
{
	char path[128];
	chain_path(in, path);
	for (unsigned i = 0; i < in->count; i++)
		if (strcmp(in->line[i].line, path) == 0)
			return;
	pki_import_add(in, "", NULL, "%s", path);
}

static void add_certificate(struct pki_import *in, X509 *cert, const char *head)
{
	char path[128], serial[PKI_SERIAL_SIZE];
	add_chain(in);
	add_hex(in, chain_path(in, path), pki_certificate_hex(cert), head, pki_serial(cert, serial));
}

static void add_authority(struct pki_import *in, X509 *cert)
{
	if (in->authorities++ == 0)
		pki_fingerprint(cert, "SHA1", in->fingerprint);
	add_certificate(in, cert, "certificate ca");
}

void pki_import_identity(struct pki_import *in, X509 *cert)
{
	in->certificates++;
	add_certificate(in, cert, "certificate");
}

/* ---- what is brought in ---- */

/* Calls `fn` with each part of a block. */
static void each_part(struct pki_import *in, const char *data,
    void (*fn)(struct pki_import *in, const char *part, size_t size, void *arg), void *arg)
{
	while (!in->fault[0]) {
		size_t size = strcspn(data, ",");
		fn(in, data, size, arg);
		if (data[size] == '\0')
			return;
		data += size + 1;
	}
}

static bool same_digits(const char *given, const char *made)
{
	for (;; given++, made++) {
		while (*given == ' ' || *given == ':')
			given++;
		while (*made == ' ')
			made++;
		if (tolower((unsigned char)*given) != *made)
			return false;
		if (*given == '\0')
			return true;
	}
}

static void check_fingerprint(struct pki_import *in, const X509 *cert, const char *wanted)
{
	char sha1[PKI_PRINT_SIZE], sha256[PKI_PRINT_SIZE];
	if (!same_digits(wanted, pki_fingerprint(cert, "SHA1", sha1)) &&
	    !same_digits(wanted, pki_fingerprint(cert, "SHA256", sha256)))
		fail(in, "the fingerprint of the certificate is another one: %s", sha1);
}

static void take_authority(struct pki_import *in, const char *part, size_t size, void *fingerprint)
{
	X509 *cert = pki_certificate(part, size);
	if (!cert)
		fail(in, "this is no certificate: paste PEM, \"-----BEGIN CERTIFICATE-----\" and so on");
	else if (!pki_is_ca(cert))
		fail(in,
		    "this is no certificate of a CA: bring it in with \"crypto ca import %s certificate\"",
		    in->name);
	else if (fingerprint && in->authorities == 0)
		check_fingerprint(in, cert, fingerprint);
	if (cert && !in->fault[0])
		add_authority(in, cert);
	X509_free(cert);
}

static void authenticate(struct pki_import *in, const struct cmd_store *store, const void *args)
{
	const struct cmd_crypto_ca_authenticate *a = args;
	each_part(
	    in, a->data + 1, take_authority, (void *)(uintptr_t)(a->has_fingerprint ? a->fingerprint : NULL));
}

/* The certificate of this system, told from the CA's by its key. */
static void take_granted(struct pki_import *in, const char *part, size_t size, void *key)
{
	X509 *cert = pki_certificate(part, size);
	if (!cert)
		fail(in, "this is no certificate: paste PEM, \"-----BEGIN CERTIFICATE-----\" and so on");
	else if (X509_check_private_key(cert, key) == 1)
		pki_import_identity(in, cert);
	else if (pki_is_ca(cert))
		add_authority(in, cert);
	else
		fail(in, "the certificate belongs to another key than that of trustpoint %s: enroll again",
		    in->name);
	ERR_clear_error();
	X509_free(cert);
}

static void import_certificate(struct pki_import *in, const struct cmd_store *store, const void *args)
{
	char label[PKI_SERIAL_SIZE];
	const struct cmd_crypto_ca_import_certificate *a = args;
	EVP_PKEY *key = pki_key_named(store, pki_label_of(store, in->name, label));
	if (!key)
		fail(in, "trustpoint %s has no key pair: make one with \"crypto key generate\"", in->name);
	else
		each_part(in, a->data + 1, take_granted, key);
	if (!in->fault[0] && in->certificates == 0)
		fail(in, "the certificate of this system is not among them");
	EVP_PKEY_free(key);
}

static PKCS12 *read_pkcs12(const char *data)
{
	size_t size;
	uint8_t *der = pki_decode(data, strlen(data), &size);
	const uint8_t *at = der;
	PKCS12 *p12 = der ? d2i_PKCS12(NULL, &at, (long)size) : NULL;
	OPENSSL_clear_free(der, size);
	return p12;
}

static void add_pkcs12(struct pki_import *in, const EVP_PKEY *key, X509 *cert, STACK_OF(X509) * others)
{
	char path[128];
	in->keys++;
	add_hex(in, "", pki_key_hex(key), "crypto key pair", in->name);
	snprintf(path, sizeof(path), "crypto ca trustpoint %s", in->name);
	pki_import_add(in, "", NULL, "%s", path);
	pki_import_add(in, path, NULL, "keypair %s", in->name);
	pki_import_identity(in, cert);
	for (int i = 0; others && i < sk_X509_num(others); i++)
		if (pki_is_ca(sk_X509_value(others, i)))
			add_authority(in, sk_X509_value(others, i));
}

static void import_pkcs12(struct pki_import *in, const struct cmd_store *store, const void *args)
{
	const struct cmd_crypto_ca_import_pkcs12 *a = args;
	EVP_PKEY *key = NULL;
	X509 *cert = NULL;
	STACK_OF(X509) *others = NULL;
	PKCS12 *p12 = read_pkcs12(a->data + 1);
	if (!p12)
		fail(in, "this is no PKCS #12 file: paste it as base 64");
	else if (PKCS12_parse(p12, a->passphrase, &key, &cert, &others) != 1)
		fail(in, "the PKCS #12 file cannot be opened: is the passphrase right, and its cipher a "
			 "present one?");
	else if (!key || !cert)
		fail(in, "the PKCS #12 file lacks the %s", key ? "certificate" : "key");
	else
		add_pkcs12(in, key, cert, others);
	ERR_clear_error();
	sk_X509_pop_free(others, X509_free);
	X509_free(cert);
	EVP_PKEY_free(key);
	PKCS12_free(p12);
}

static void take_crl(struct pki_import *in, const char *part, size_t size, void *arg)
{
	X509_CRL *crl = pki_crl(part, size);
	if (!crl) {
		fail(in, "this is no revocation list: paste PEM, \"-----BEGIN X509 CRL-----\" and so on");
		return;
	}
	in->lists++;
	add_hex(in, "", pki_crl_hex(crl), "crypto ca crl content", in->name);
	X509_CRL_free(crl);
}

static void import_crl(struct pki_import *in, const struct cmd_store *store, const void *args)
{
	const struct cmd_crypto_ca_crl_import *a = args;
	each_part(in, a->data + 1, take_crl, NULL);
}

/* ---- the sentences ---- */

static const struct source {
	const char *sentence;
	bool makes; /* the trustpoint need not be there */
	void (*read)(struct pki_import *in, const struct cmd_store *store, const void *args);
} sources[] = {
    {"crypto_ca_authenticate", false, authenticate},
    {"crypto_ca_import_certificate", false, import_certificate},
    {"crypto_ca_import_pkcs12", true, import_pkcs12},
    {"crypto_ca_crl_import", false, import_crl},
};

static const struct source *source_of(const struct cmd_match *m)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (strcmp(cmd_sentence_name(m->sentence), sources[i].sentence) == 0)
			return &sources[i];
	return NULL;
}

bool pki_imports(const struct cmd_match *m)
{
	return source_of(m) != NULL;
}

static bool trustpoint_there(const struct cmd_store *store, const char *name)
{
	char line[128];
	snprintf(line, sizeof(line), "crypto ca trustpoint %s", name);
	return cmd_store_find(store, "", line) != NULL;
}

struct pki_import *pki_import_new(const struct cmd_store *store, const struct cmd_match *m)
{
	struct pki_import *in = calloc(1, sizeof(*in));
	const struct source *source = source_of(m);
	if (!in)
		abort();
	/* the name is the first argument of all of them */
	snprintf(in->name, sizeof(in->name), "%s", *(const char *const *)(const void *)m->args);
	if (!source)
		fail(in, "this command takes no block of lines");
	else if (!source->makes && !trustpoint_there(store, in->name))
		fail(in, "there is no trustpoint \"%s\": configure it first, \"crypto ca trustpoint %s\"",
		    in->name, in->name);
	else
		source->read(in, store, m->args);
	return in;
}

bool pki_import_run(struct pki_import *in, struct cmd_store *store, uint32_t tag)
{
	for (unsigned i = 0; i < in->count; i++)
		if (!cmd_store_apply(store, CMD_SET, in->line[i].path, in->line[i].line, tag, in->fault,
			sizeof(in->fault)))
			return false;
	return true;
}

void pki_import_free(struct pki_import *in)
{
	if (!in)
		return;
	for (unsigned i = 0; i < in->count; i++) {
		OPENSSL_cleanse(in->line[i].line, strlen(in->line[i].line));
		free(in->line[i].line);
		free(in->line[i].path);
	}
	free(in);
}
