/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/algorithm.h"
#include <stdbool.h>
#include <string.h>
#include "shell/field.h"
#include "shell/render.h"

struct encr_words {
	const char *encr;
	bool sized; /* comes with several key lengths */
	bool aead;
	const char *esp;
};

static const struct encr_words encr_table[] = {
    {"AES-CBC", true, false, "esp-aes"},
    {"AES-GCM", true, true, "esp-aes-gcm"},
    {"CHACHA20-POLY1305", false, true, "esp-chacha20-poly1305"},
    {"3DES", false, false, "esp-3des"},
    {"NULL", false, false, "esp-null"},
};

struct integ_words {
	const char *integ, *ike, *esp;
};

static const struct integ_words integ_table[] = {
    {"SHA1", "SHA96", "esp-sha-hmac"},
    {"SHA256", "SHA256", "esp-sha-256-hmac"},
    {"SHA384", "SHA384", "esp-sha-384-hmac"},
    {"SHA512", "SHA512", "esp-sha-512-hmac"},
    {"none", "N/A", "esp-null-hmac"},
};

static const struct encr_words *find_encr(const json_t *record)
{
	const char *name = field_str(record, "encr", "");
	for (size_t i = 0; i < sizeof(encr_table) / sizeof(encr_table[0]); i++) {
		if (strcmp(encr_table[i].encr, name) == 0)
			return &encr_table[i];
	}
	return NULL;
}

static const struct integ_words *find_integ(const json_t *record)
{
	const char *name = field_str(record, "integ", "");
	for (size_t i = 0; i < sizeof(integ_table) / sizeof(integ_table[0]); i++) {
		if (strcmp(integ_table[i].integ, name) == 0)
			return &integ_table[i];
	}
	return NULL;
}

void algorithm_derive_ike(json_t *record)
{
	const struct encr_words *encr = find_encr(record);
	const struct integ_words *integ = find_integ(record);
	if (!encr)
		render_derive(record, "encr_text", "Unknown - 0");
	else if (encr->sized)
		render_derive(record, "encr_text", "%s, keysize: %d", encr->encr,
		    (int)field_int(record, "key_bits", 0));
	else
		render_derive(record, "encr_text", "%s", encr->encr);
	render_derive(record, "hash_text", "%s", encr && encr->aead ? "N/A" : integ ? integ->ike : "None");
}

void algorithm_derive_session(json_t *record)
{
	const struct encr_words *encr = find_encr(record);
	int bits = (int)field_int(record, "key_bits", 128);
	if (encr && encr->aead)
		render_derive(record, "encr_text", "%s-%d", encr->encr, bits);
	else if (encr && encr->sized)
		render_derive(record, "encr_text", "AES%d", bits);
	else
		render_derive(record, "encr_text", "%s", encr ? encr->encr : "none");
	render_derive(
	    record, "hash_text", "%s", encr && encr->aead ? "none" : field_str(record, "integ", "none"));
}

void algorithm_derive_esp(json_t *record)
{
	const struct encr_words *encr = find_encr(record);
	const struct integ_words *integ = find_integ(record);
	int bits = (int)field_int(record, "key_bits", 128);
	const char *hash = encr && encr->aead ? "esp-null-hmac" : integ ? integ->esp : "esp-none";
	if (encr && encr->sized && bits != 128)
		render_derive(record, "transform", "%s-%d %s", encr->esp, bits, hash);
	else
		render_derive(record, "transform", "%s %s", encr ? encr->esp : "esp-none", hash);
}
