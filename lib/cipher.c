/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cipher.h"
#include "lib/sa_feed.h"

const EVP_CIPHER *cipher_of(uint16_t encr, unsigned bits)
{
	if (encr == SA_ENCR_3DES)
		return EVP_des_ede3_cbc();
	if (encr == SA_ENCR_CHACHA20_POLY1305)
		return EVP_chacha20_poly1305();
	bool gcm = encr == SA_ENCR_AES_GCM_16;
	switch (bits) {
	case 128:
		return gcm ? EVP_aes_128_gcm() : EVP_aes_128_cbc();
	case 192:
		return gcm ? EVP_aes_192_gcm() : EVP_aes_192_cbc();
	default:
		return gcm ? EVP_aes_256_gcm() : EVP_aes_256_cbc();
	}
}
