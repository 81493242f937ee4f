/* SPDX-License-Identifier: Apache-2.0 */
/* Diffie-Hellman: MODP groups 2 (RFC 7296 appendix B), 5 and 14-16 (RFC 3526), ECP 19-21 (RFC 5903), Curve25519 (RFC 8031). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DH_PUBLIC_MAX 512 /* bytes, of a public value and of a shared secret */

struct dh;

bool dh_group_known(uint16_t group);
/* Bytes of a KE payload's data for the group, 0 when we do not know it. */
size_t dh_public_size(uint16_t group);

/* A fresh key pair; NULL for an unknown group or a failure of the library. */
struct dh *dh_new(uint16_t group);
void dh_free(struct dh *dh);
uint16_t dh_group_of(const struct dh *dh);
/* The public value as KE carries it, dh_public_size() bytes. */
const uint8_t *dh_public(const struct dh *dh);
/* g^ir, padded to the group's size (§2.14), into `secret` (DH_PUBLIC_MAX bytes). False when the peer's value
 * is of the wrong size or not in the group (RFC 6989). */
bool dh_shared(struct dh *dh, const uint8_t *peer, size_t size, uint8_t *secret, size_t *secret_size);
