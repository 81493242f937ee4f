/* SPDX-License-Identifier: Apache-2.0 */
/* crypto key: the key pairs of this system. They are hidden lines of the configuration: `write memory` keeps them. */
#include <openssl/ec.h>
#include <openssl/crypto.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/pki.h"
#include "daemons/mgmtd/session.h"
#include "lib/cmd_block.h"
#include "lib/record.h"

static bool is_kind(const EVP_PKEY *key, bool rsa)
{
	return EVP_PKEY_is_a(key, "RSA") == rsa;
}

/* Another key under the name of one that is there would part it from its certificate. */
static bool refuse_again(struct cmd_call *call, const struct cmd_store *store, const char *label)
{
	EVP_PKEY *old = pki_key_named(store, label);
	if (old == NULL)
		return false;
	EVP_PKEY_free(old);
	record_fail(call->out,
	    "There is a key pair \"%s\" already: take another label, or remove it with \"crypto key "
	    "zeroize\"",
	    label);
	return true;
}

static void generated(struct mgmtd *m, struct cmd_call *call, const char *label, EVP_PKEY *key)
{
	struct pki_import *in = pki_begin(label);
	char *hex = key ? pki_key_hex(key) : NULL;
	if (hex != NULL)
		pki_import_add(in, "", hex, "crypto key pair %s", label);
	else
		snprintf(in->fault, sizeof(in->fault), "The key pair cannot be made");
	if (hex != NULL)
		OPENSSL_clear_free(hex, strlen(hex) + 1);
	EVP_PKEY_free(key);
	pki_submit(m, session_current(m->sessions), call->out, in, "");
}

static void generate_rsa(struct mgmtd *m, struct cmd_call *call, const char *label, unsigned bits)
{
	if (refuse_again(call, candidate_store(session_current(m->sessions)), label))
		return;
	record_text(call->out, "INFO: The name for the keys will be: %s", label);
	record_text(call->out, "Keypair generation process begin. Please wait...");
	generated(m, call, label, EVP_RSA_gen(bits));
}

static unsigned rsa_bits(bool given, enum cmd_rsa_size size)
{
	static const unsigned bits[] = {
	    [CMD_RSA_SIZE_2048] = 2048, [CMD_RSA_SIZE_3072] = 3072, [CMD_RSA_SIZE_4096] = 4096};
	return given ? bits[size] : 2048;
}

void mgmtd_exec_crypto_key_generate_rsa(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_key_generate_rsa *args)
{
	generate_rsa(
	    m, call, args->has_label ? args->label : PKI_DEFAULT_RSA, rsa_bits(args->has_bits, args->bits));
}

void mgmtd_exec_crypto_key_generate_rsa_general(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_key_generate_rsa_general *args)
{
	generate_rsa(
	    m, call, args->has_label ? args->label : PKI_DEFAULT_RSA, rsa_bits(args->has_bits, args->bits));
}

void mgmtd_exec_crypto_key_generate_ecdsa(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_key_generate_ecdsa *args)
{
	static const char *const curves[] = {
	    [CMD_CURVE_256] = "P-256", [CMD_CURVE_384] = "P-384", [CMD_CURVE_521] = "P-521"};
	const char *label = args->has_label ? args->label : PKI_DEFAULT_ECDSA;
	if (refuse_again(call, candidate_store(session_current(m->sessions)), label))
		return;
	record_text(call->out, "INFO: The name for the keys will be: %s", label);
	record_text(call->out, "Keypair generation process begin. Please wait...");
	generated(m, call, label, EVP_EC_gen(curves[args->has_curve ? args->curve : CMD_CURVE_384]));
}

/* ---- zeroize ---- */

struct doomed {
	struct txn txn;
	struct record_out *out;
	char label[PKI_SERIAL_SIZE]; /* "": all of the kind */
	bool rsa;
	unsigned count;
};

static bool is_doomed(const struct doomed *d, const struct cmd_crypto_key_pair *pair)
{
	if (d->label[0] != '\0' && strcmp(d->label, pair->label) != 0)
		return false;
	EVP_PKEY *key = pki_key(pair->data + 1, strlen(pair->data + 1));
	bool doomed = key != NULL && is_kind(key, d->rsa);
	EVP_PKEY_free(key);
	return doomed;
}

/* The list of lines is the store's and ends with its next change. */
static bool find_doomed(const struct doomed *d, const struct cmd_store *store, char label[PKI_SERIAL_SIZE])
{
	size_t count;
	const struct cmd_line *const *lines = cmd_store_lines(store, NULL, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(cmd_sentence_name(cmd_line_sentence(lines[i])), "crypto_key_pair") == 0 &&
		    is_doomed(d, cmd_line_args(lines[i]))) {
			const struct cmd_crypto_key_pair *pair = cmd_line_args(lines[i]);
			snprintf(label, PKI_SERIAL_SIZE, "%s", pair->label);
			return true;
		}
	return false;
}

static bool zeroize(struct txn *t, struct cmd_store *store)
{
	struct doomed *d = t->arg;
	char label[PKI_SERIAL_SIZE], line[128], reason[256];
	while (find_doomed(d, store, label)) {
		snprintf(line, sizeof(line), "crypto key pair %s" CMD_BLOCK_LEAD, label);
		if (!cmd_store_apply(store, CMD_UNSET, "", line, 0, reason, sizeof(reason))) {
			txn_fault(t, 0, NULL, reason);
			return false;
		}
		d->count++;
	}
	if (d->count == 0)
		txn_fault(t, 0, NULL, "There is no such key pair");
	return d->count > 0;
}

static void zeroized(struct txn *t, bool accepted)
{
	struct doomed *d = t->arg;
	if (accepted) {
		record_text(d->out,
		    "%u key pair%s destroyed: \"write memory\" takes %s out of the saved configuration",
		    d->count, d->count == 1 ? "" : "s", d->count == 1 ? "it" : "them");
		record_done(d->out);
	} else {
		record_fail(d->out, "%s", t->faults.count > 0 ? t->faults.entry[0].text : "It is in use");
	}
	txn_clear(t);
	free(d);
}

void mgmtd_exec_crypto_key_zeroize(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_key_zeroize *args)
{
	struct session *s = session_current(m->sessions);
	struct doomed *d = calloc(1, sizeof(*d));
	if (d == NULL) {
		record_fail(call->out, "Out of memory");
		return;
	}
	*d = (struct doomed){.out = call->out, .rsa = args->has_rsa};
	d->txn.build = zeroize;
	d->txn.done = zeroized;
	d->txn.arg = d;
	session_author(s, &d->txn.author);
	if (args->has_label)
		snprintf(d->label, sizeof(d->label), "%s", args->label);
	else if (args->has_default)
		snprintf(
		    d->label, sizeof(d->label), "%s", args->has_rsa ? PKI_DEFAULT_RSA : PKI_DEFAULT_ECDSA);
	candidate_submit(s->candidate, m, &d->txn);
}

/* ---- show ---- */

static void show_key(struct record_out *out, const struct cmd_crypto_key_pair *pair, const EVP_PKEY *key)
{
	uint8_t *der = NULL;
	int size = i2d_PUBKEY(key, &der);
	char *hex = size > 0 ? pki_hex(der, (size_t)size) : NULL;
	record_send(out, json_pack("{s:s, s:s, s:s, s:i, s:s}", "type", "key_pair", "label", pair->label,
			     "algorithm", is_kind(key, true) ? "RSA" : "ECDSA", "bits",
			     EVP_PKEY_get_bits(key), "public", hex ? hex : ""));
	OPENSSL_free(hex);
	OPENSSL_free(der);
}

void mgmtd_exec_show_crypto_key_mypubkey(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_crypto_key_mypubkey *args)
{
	size_t count;
	const struct cmd_line *const *lines =
	    cmd_store_lines(candidate_store(session_current(m->sessions)), NULL, &count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(cmd_sentence_name(cmd_line_sentence(lines[i])), "crypto_key_pair") != 0)
			continue;
		const struct cmd_crypto_key_pair *pair = cmd_line_args(lines[i]);
		EVP_PKEY *key = pki_key(pair->data + 1, strlen(pair->data + 1));
		if (key != NULL && (args->has_all || is_kind(key, args->has_rsa)))
			show_key(call->out, pair, key);
		EVP_PKEY_free(key);
	}
	record_done(call->out);
}
