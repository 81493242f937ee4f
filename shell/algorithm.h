/* SPDX-License-Identifier: Apache-2.0 */
/* Names of algorithms as the show commands print them, from `encr`, `key_bits` and `integ` of a record. */
#pragma once
#include <jansson.h>

/* IKEv2 words: adds `encr_text` "AES-CBC, keysize: 128" and `hash_text` "SHA96". */
void algorithm_derive_ike(json_t *record);
/* Words of the VPN sessions: adds `encr_text` "AES128", "AES-GCM-256" and `hash_text` "SHA1", "none". */
void algorithm_derive_session(json_t *record);
/* IPsec words: adds `transform` "esp-aes-256 esp-sha-256-hmac". */
void algorithm_derive_esp(json_t *record);
