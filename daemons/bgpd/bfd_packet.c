/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/bfd_packet.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include "lib/buf.h"

#define VERSION      1
#define SECTION_SIZE 28 /* of SHA-1: type, length, key ID, reserved, sequence, hash */
#define HASH_SIZE    20

enum bit {
	BIT_POLL = 0x20,
	BIT_FINAL = 0x10,
	BIT_INDEPENDENT = 0x08,
	BIT_AUTH = 0x04,
	BIT_DEMAND = 0x02,
	BIT_MULTIPOINT = 0x01
};

const char *bfd_state_str(enum bfd_state state)
{
	static const char *const names[BFD_STATES] = {"AdminDown", "Down", "Init", "Up"};
	return names[state];
}

static void put32(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 24);
	at[1] = (uint8_t)(value >> 16);
	at[2] = (uint8_t)(value >> 8);
	at[3] = (uint8_t)value;
}

/* §6.7.4: over the packet with the key in the place of the hash. */
static bool hash_packet(const uint8_t *data, const struct bfd_auth *auth, uint8_t *hash)
{
	uint8_t packet[BFD_PACKET_MAX];
	memcpy(packet, data, sizeof packet - HASH_SIZE);
	memset(packet + sizeof packet - HASH_SIZE, 0, HASH_SIZE);
	memcpy(packet + sizeof packet - HASH_SIZE, auth->key, auth->key_size);
	bool done = EVP_Digest(packet, sizeof packet, hash, NULL, EVP_sha1(), NULL) == 1;
	OPENSSL_cleanse(packet, sizeof packet);
	return done;
}

static size_t put_section(uint8_t *data, const struct bfd_packet *p, const struct bfd_auth *auth)
{
	uint8_t *section = data + BFD_PACKET_SIZE;
	section[0] = auth->type;
	section[1] = SECTION_SIZE;
	section[2] = auth->key_id;
	section[3] = 0;
	put32(section + 4, p->sequence);
	if (!hash_packet(data, auth, section + 8))
		memset(section + 8, 0, HASH_SIZE);
	return BFD_PACKET_MAX;
}

size_t bfd_packet_encode(uint8_t *data, const struct bfd_packet *p, const struct bfd_auth *auth)
{
	bool signed_ = auth && auth->type != BFD_AUTH_NONE;
	data[0] = (uint8_t)(VERSION << 5 | p->diag);
	data[1] = (uint8_t)(p->state << 6 | (p->poll ? BIT_POLL : 0) | (p->final ? BIT_FINAL : 0) |
			    (p->independent ? BIT_INDEPENDENT : 0) | (signed_ ? BIT_AUTH : 0) |
			    (p->demand ? BIT_DEMAND : 0));
	data[2] = p->multiplier;
	data[3] = signed_ ? BFD_PACKET_MAX : BFD_PACKET_SIZE;
	put32(data + 4, p->my_discr);
	put32(data + 8, p->your_discr);
	put32(data + 12, p->min_tx);
	put32(data + 16, p->min_rx);
	put32(data + 20, p->min_echo_rx);
	return signed_ ? put_section(data, p, auth) : BFD_PACKET_SIZE;
}

static void take_fields(const uint8_t *data, struct bfd_packet *p)
{
	struct rbuf r = rbuf_from(data + 4, BFD_PACKET_SIZE - 4);
	*p = (struct bfd_packet){.diag = data[0] & 0x1f,
	    .state = data[1] >> 6,
	    .poll = data[1] & BIT_POLL,
	    .final = data[1] & BIT_FINAL,
	    .independent = data[1] & BIT_INDEPENDENT,
	    .auth = data[1] & BIT_AUTH,
	    .demand = data[1] & BIT_DEMAND,
	    .multiplier = data[2]};
	p->my_discr = rbuf_u32(&r);
	p->your_discr = rbuf_u32(&r);
	p->min_tx = rbuf_u32(&r);
	p->min_rx = rbuf_u32(&r);
	p->min_echo_rx = rbuf_u32(&r);
}

enum bfd_fault bfd_packet_decode(const uint8_t *data, size_t size, struct bfd_packet *p)
{
	if (size < BFD_PACKET_SIZE)
		return BFD_BAD_LENGTH;
	take_fields(data, p);
	if (data[0] >> 5 != VERSION)
		return BFD_BAD_VERSION;
	if (data[3] < BFD_PACKET_SIZE + (p->auth ? 2 : 0) || data[3] > size)
		return BFD_BAD_LENGTH;
	if (p->multiplier == 0 || data[1] & BIT_MULTIPOINT)
		return BFD_BAD_BITS;
	bool beginning = p->state == BFD_DOWN || p->state == BFD_ADMIN_DOWN;
	return p->my_discr == 0 || (p->your_discr == 0 && !beginning) ? BFD_BAD_DISCR : BFD_SOUND;
}

bool bfd_packet_verify(const uint8_t *data, const struct bfd_auth *auth, struct bfd_packet *p)
{
	const uint8_t *section = data + BFD_PACKET_SIZE;
	uint8_t hash[HASH_SIZE];
	if (auth->type == BFD_AUTH_NONE || !p->auth)
		return auth->type == BFD_AUTH_NONE && !p->auth;
	if (data[3] != BFD_PACKET_MAX || section[0] != auth->type || section[1] != SECTION_SIZE ||
	    section[2] != auth->key_id || !hash_packet(data, auth, hash) ||
	    CRYPTO_memcmp(hash, section + 8, sizeof hash) != 0)
		return false;
	struct rbuf r = rbuf_from(section + 4, 4);
	p->sequence = rbuf_u32(&r);
	return true;
}
