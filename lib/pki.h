/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates, keys and revocation lists in the forms in which an operator pastes them and the configuration
 * keeps them: hexadecimal digits of the DER encoding.
 */
#pragma once
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PKI_DER_MAX     16384 /* bytes of an object */
#define PKI_SERIAL_SIZE 65
#define PKI_NAME_SIZE   256
#define PKI_PRINT_SIZE  80 /* of a fingerprint as text */

/* Secrets that OpenSSL keeps from now on lie in locked memory and are wiped, where the system has any to lock. */
void pki_secure_heap(void);

/* The bytes of hexadecimal digits or base 64; `size` of them, to be released with OPENSSL_clear_free(). NULL
 * when it is neither. */
uint8_t *pki_decode(const char *text, size_t text_size, size_t *size);
/* The opposite, digits; to be released with OPENSSL_clear_free(text, strlen(text) + 1). */
char *pki_hex(const uint8_t *der, size_t size);

/* From one part of pasted text, or of the configuration; NULL when it is none. The caller's. */
X509 *pki_certificate(const char *text, size_t size);
X509_CRL *pki_crl(const char *text, size_t size);
EVP_PKEY *pki_key(const char *text, size_t size); /* PKCS #8 or the algorithm's own form */

/* The digits of an object, as pki_hex(). */
char *pki_certificate_hex(X509 *cert);
char *pki_crl_hex(X509_CRL *crl);
char *pki_key_hex(const EVP_PKEY *key); /* PKCS #8 */

/* A serial number as the configuration has it: lower-case digits, an even number of them. */
const char *pki_serial(const X509 *cert, char dst[PKI_SERIAL_SIZE]);
/* "CN=gw1.example.com,O=Example", the order of RFC 2253. */
const char *pki_name(const X509_NAME *name, char dst[PKI_NAME_SIZE]);
/* Digits in words of eight; `digest` "SHA1" or "SHA256". */
const char *pki_fingerprint(const X509 *cert, const char *digest, char dst[PKI_PRINT_SIZE]);
/* Whether it may sign certificates. */
bool pki_is_ca(X509 *cert);
