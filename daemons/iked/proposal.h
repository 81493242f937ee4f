/* SPDX-License-Identifier: Apache-2.0 */
/* The Security Association payload (RFC 7296 §3.3) and the choice of a suite (§2.7). */
#pragma once
#include "daemons/iked/algorithm.h"
#include "daemons/iked/payload.h"

#define PROPOSALS_MAX  20
#define TRANSFORMS_MAX 48

struct transform {
	uint8_t type; /* enum transform_type */
	uint16_t id;
	uint16_t key_bits; /* 0: no such attribute */
};

struct proposal {
	uint8_t number;
	uint8_t protocol; /* enum protocol_id */
	uint8_t spi_size;
	uint64_t spi; /* of spi_size bytes, 0 when there is none */
	uint8_t count;
	struct transform transform[TRANSFORMS_MAX];
};

/* In order of preference. */
struct proposal_list {
	uint8_t count;
	struct proposal proposal[PROPOSALS_MAX];
};

/* Appends an empty proposal, numbered as it stands; NULL when the list is full. */
struct proposal *proposal_add(struct proposal_list *list, uint8_t protocol);
/* Adds a transform unless it is there; what does not fit is left out. */
void proposal_transform(struct proposal *p, uint8_t type, uint16_t id, uint16_t key_bits);
bool proposal_has(const struct proposal *p, uint8_t type);

/* False for a malformed payload. Proposals and transforms with anything that we do not know are dropped. */
bool proposal_decode(struct rbuf r, struct proposal_list *list);
/* `spi` of `spi_size` bytes goes into every proposal. */
void proposal_encode(
    struct payload_writer *w, const struct proposal_list *list, uint64_t spi, uint8_t spi_size);
/* The answer: one proposal with one transform of each kind. */
void proposal_encode_chosen(struct payload_writer *w, uint8_t number, uint8_t protocol,
    const struct suite *suite, uint64_t spi, uint8_t spi_size);

struct proposal_choice {
	struct suite suite;
	uint8_t ours;   /* place of our proposal in the list, from 0 */
	uint8_t number; /* of the peer's proposal */
	uint64_t spi;   /* and its SPI */
};

/* The first of our proposals that one of the peer's meets, each transform by our preference. */
bool proposal_select(const struct proposal_list *ours, const struct proposal_list *theirs, uint8_t protocol,
    struct proposal_choice *choice);
/* The answer to our offer: it must be one proposal with one transform of each kind, taken from ours. */
bool proposal_accept(const struct proposal_list *ours, const struct proposal_list *answer, uint8_t protocol,
    struct proposal_choice *choice);

/* The same proposals in the same order. */
bool proposal_list_equal(const struct proposal_list *a, const struct proposal_list *b);
/* The list without (DH) groups, as IKE_AUTH offers it (§1.2). */
void proposal_drop_groups(struct proposal_list *list);
/* The first DH group on offer, DH_NONE when there is none. */
uint16_t proposal_first_group(const struct proposal_list *list);
bool proposal_offers_group(const struct proposal_list *list, uint16_t group);

#define PROPOSAL_STRLEN 1024
/* "AES-CBC-128/SHA1/PRF-SHA1/group14, …" for logs; into `dst` (PROPOSAL_STRLEN bytes). */
const char *proposal_str(const struct proposal_list *list, char *dst);
