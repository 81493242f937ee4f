/* SPDX-License-Identifier: Apache-2.0 */
/* BFD control packets (RFC 5880 §4), with their authentication by SHA-1 (§4.4). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BFD_PACKET_SIZE 24
#define BFD_PACKET_MAX  52 /* with the SHA-1 section */
#define BFD_KEY_MAX     20

enum bfd_state { BFD_ADMIN_DOWN, BFD_DOWN, BFD_INIT, BFD_UP };
#define BFD_STATES (BFD_UP + 1)

enum bfd_diag {
	BFD_DIAG_NONE = 0,
	BFD_DIAG_TIME_EXPIRED = 1,
	BFD_DIAG_NEIGHBOR_DOWN = 3,
	BFD_DIAG_ADMIN_DOWN = 7,
};

enum bfd_auth_type { BFD_AUTH_NONE = 0, BFD_AUTH_SHA1 = 4, BFD_AUTH_METICULOUS_SHA1 = 5 };

struct bfd_auth {
	uint8_t type; /* enum bfd_auth_type */
	uint8_t key_id;
	uint8_t key_size;
	uint8_t key[BFD_KEY_MAX];
};

struct bfd_packet {
	uint8_t diag;
	uint8_t state; /* enum bfd_state */
	bool poll, final, independent, auth, demand;
	uint8_t multiplier;
	uint32_t my_discr, your_discr;
	uint32_t min_tx, min_rx, min_echo_rx; /* microseconds */
	uint32_t sequence;                    /* of the authentication section */
};

enum bfd_fault {
	BFD_SOUND,
	BFD_BAD_VERSION,
	BFD_BAD_LENGTH,
	BFD_BAD_BITS, /* multipoint, no multiplier */
	BFD_BAD_DISCR,
};

/* Into `data` of BFD_PACKET_MAX bytes; `auth` NULL or of type BFD_AUTH_NONE: without a section. Bytes written. */
size_t bfd_packet_encode(uint8_t *data, const struct bfd_packet *p, const struct bfd_auth *auth);
/* The checks of §6.8.6 that need no session. */
enum bfd_fault bfd_packet_decode(const uint8_t *data, size_t size, struct bfd_packet *p);
/* Whether a sound packet carries the section that `auth` asks for, none included, with the right hash; its sequence
 * number is the session's to judge. */
bool bfd_packet_verify(const uint8_t *data, const struct bfd_auth *auth, struct bfd_packet *p);
const char *bfd_state_str(enum bfd_state state); /* "AdminDown" */
