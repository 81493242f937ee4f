/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/pki.h"
#include <ctype.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#define SECURE_HEAP  (256u << 10)
#define SECURE_LEAST 64

void pki_secure_heap(void)
{
	CRYPTO_secure_malloc_init(SECURE_HEAP, SECURE_LEAST);
}

static bool all_hex(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!isxdigit((unsigned char)text[i]))
			return false;
	return size > 0 && size % 2 == 0;
}

static unsigned digit(char c)
{
	return isdigit((unsigned char)c) ? (unsigned)(c - '0')
					 : (unsigned)(tolower((unsigned char)c) - 'a' + 10);
}

static uint8_t *from_hex(const char *text, size_t text_size, size_t *size)
{
	uint8_t *der = OPENSSL_malloc(text_size / 2);
	for (size_t i = 0; der && i < text_size / 2; i++)
		der[i] = (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
	*size = text_size / 2;
	return der;
}

static uint8_t *from_base64(const char *text, size_t text_size, size_t *size)
{
	uint8_t *der = OPENSSL_malloc(text_size + 4);
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	int part = 0, last = 0;
	EVP_DecodeInit(ctx);
	bool ok = der && ctx &&
		  EVP_DecodeUpdate(ctx, der, &part, (const uint8_t *)text, (int)text_size) >= 0 &&
		  EVP_DecodeFinal(ctx, der + part, &last) == 1 && part + last > 0;
	EVP_ENCODE_CTX_free(ctx);
	*size = (size_t)part + (size_t)last;
	if (ok)
		return der;
	OPENSSL_clear_free(der, text_size + 4);
	return NULL;
}

/* DER begins with a SEQUENCE, 0x30; as base 64 that is "M", which is no hexadecimal digit. */
uint8_t *pki_decode(const char *text, size_t text_size, size_t *size)
{
	*size = 0;
	if (text_size == 0 || text_size > 2 * PKI_DER_MAX)
		return NULL;
	return all_hex(text, text_size) ? from_hex(text, text_size, size)
					: from_base64(text, text_size, size);
}

char *pki_hex(const uint8_t *der, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	char *text = OPENSSL_malloc(2 * size + 1);
	for (size_t i = 0; text && i < size; i++) {
		text[2 * i] = digits[der[i] >> 4];
		text[2 * i + 1] = digits[der[i] & 15];
	}
	if (text)
		text[2 * size] = '\0';
	return text;
}

/* Decodes a part and has `read` make an object of all of it. */
static void *object(const char *text, size_t size, void *(*read)(const uint8_t **at, long size))
{
	size_t der_size;
	uint8_t *der = pki_decode(text, size, &der_size);
	const uint8_t *at = der;
	void *found = der ? read(&at, (long)der_size) : NULL;
	OPENSSL_clear_free(der, der_size);
	ERR_clear_error();
	return found;
}

static void *read_certificate(const uint8_t **at, long size)
{
	return d2i_X509(NULL, at, size);
}

static void *read_crl(const uint8_t **at, long size)
{
	return d2i_X509_CRL(NULL, at, size);
}

static void *read_key(const uint8_t **at, long size)
{
	return d2i_AutoPrivateKey(NULL, at, size);
}

X509 *pki_certificate(const char *text, size_t size)
{
	return object(text, size, read_certificate);
}

X509_CRL *pki_crl(const char *text, size_t size)
{
	return object(text, size, read_crl);
}

EVP_PKEY *pki_key(const char *text, size_t size)
{
	return object(text, size, read_key);
}

static char *hex_of(uint8_t *der, int size)
{
	char *text = size > 0 ? pki_hex(der, (size_t)size) : NULL;
	OPENSSL_clear_free(der, size > 0 ? (size_t)size : 0);
	return text;
}

char *pki_certificate_hex(X509 *cert)
{
	uint8_t *der = NULL;
	int size = i2d_X509(cert, &der);
	return hex_of(der, size);
}

char *pki_crl_hex(X509_CRL *crl)
{
	uint8_t *der = NULL;
	int size = i2d_X509_CRL(crl, &der);
	return hex_of(der, size);
}

char *pki_key_hex(const EVP_PKEY *key)
{
	uint8_t *der = NULL;
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
	int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;
	PKCS8_PRIV_KEY_INFO_free(info);
	return hex_of(der, size);
}

const char *pki_serial(const X509 *cert, char dst[PKI_SERIAL_SIZE])
{
	BIGNUM *n = ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), NULL);
	char *hex = n ? BN_bn2hex(n) : NULL;
	snprintf(dst, PKI_SERIAL_SIZE, "%s", hex ? hex : "00");
	for (char *c = dst; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (strcmp(dst, "ca") == 0) /* which is a keyword where serial numbers stand */
		snprintf(dst, PKI_SERIAL_SIZE, "00ca");
	OPENSSL_free(hex);
	BN_free(n);
	return dst;
}

const char *pki_name(const X509_NAME *name, char dst[PKI_NAME_SIZE])
{
	BIO *out = BIO_new(BIO_s_mem());
	int size = 0;
	if (out && X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
		size = BIO_read(out, dst, PKI_NAME_SIZE - 1);
	dst[size > 0 ? size : 0] = '\0';
	BIO_free(out);
	return dst;
}

const char *pki_fingerprint(const X509 *cert, const char *digest, char dst[PKI_PRINT_SIZE])
{
	uint8_t md[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	size_t len = 0;
	X509_digest(cert, EVP_get_digestbyname(digest), md, &size);
	dst[0] = '\0';
	for (unsigned i = 0; i < size && len + 4 < PKI_PRINT_SIZE; i++)
		len += (size_t)snprintf(
		    dst + len, PKI_PRINT_SIZE - len, "%s%02x", i > 0 && i % 4 == 0 ? " " : "", md[i]);
	return dst;
}

bool pki_is_ca(X509 *cert)
{
	return X509_check_ca(cert) > 0;
}
