/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar's words for algorithms, as transforms (RFC 7296 §3.3.2). `bits` are those of a set of words. */
#pragma once
#include "daemons/iked/proposal.h"

/* Ciphers of one kind: AEAD and others go into separate proposals (§3.3). False when there is none. */
bool config_add_ciphers(struct proposal *p, uint32_t bits, bool aead);
bool config_has_ciphers(uint32_t bits, bool aead);
void config_add_integrity(struct proposal *p, uint32_t bits);
void config_add_prfs(struct proposal *p, uint32_t bits);
void config_add_groups(struct proposal *p, uint32_t bits);
/* The Diffie-Hellman group of a word of ike-group or pfs-group. */
uint16_t config_group_of(unsigned word);
