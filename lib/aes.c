/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/aes.h"

const EVP_CIPHER *aes_cipher(unsigned bits, bool gcm)
{
	switch (bits) {
	case 128:
		return gcm ? EVP_aes_128_gcm() : EVP_aes_128_cbc();
	case 192:
		return gcm ? EVP_aes_192_gcm() : EVP_aes_192_cbc();
	default:
		return gcm ? EVP_aes_256_gcm() : EVP_aes_256_cbc();
	}
}
