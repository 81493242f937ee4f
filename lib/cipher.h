/* SPDX-License-Identifier: Apache-2.0 */
/* The ciphers that IKE (RFC 7296, RFC 5282) and ESP (RFC 2451, RFC 3602, RFC 4106, RFC 7634) share, as OpenSSL has them. */
#pragma once
#include <openssl/evp.h>
#include <stdint.h>

/* `encr` is the transform ID of IANA's IKEv2 registry: 3 3DES-CBC, 12 AES-CBC, 20 AES-GCM with 128, 192 or 256
 * `bits`, 28 ChaCha20-Poly1305. Static, never NULL. */
const EVP_CIPHER *cipher_of(uint16_t encr, unsigned bits);
