/* SPDX-License-Identifier: Apache-2.0 */
/* The AES ciphers that IKE (RFC 7296, RFC 5282) and ESP (RFC 3602, RFC 4106) share, as OpenSSL has them. */
#pragma once
#include <openssl/evp.h>
#include <stdbool.h>

/* `bits` is 128, 192 or 256; GCM if `gcm`, else CBC. Static, never NULL. */
const EVP_CIPHER *aes_cipher(unsigned bits, bool gcm);
