/* SPDX-License-Identifier: Apache-2.0 */
/* A sender and a receiver in one process: two SA databases with the same keys, no kernel between them. */
#pragma once
#include <linux/virtio_net.h>
#include "daemons/espd/crypto.h"
#include "daemons/espd/decap.h"
#include "daemons/espd/encap.h"
#include "daemons/espd/sa.h"
#include "daemons/espd/stats.h"
#include "daemons/espd/tunnel.h"
#include "tests/unit/espd/train.h"

struct pair_end {
	struct sa_db db;
	struct vault vault; /* statistics */
	struct stats *nobody;
	struct tunnel tunnel;
	struct sa *sa;
	unsigned kept; /* descriptors of the SA vault, as posternd would hold them */
	int fds[4];
	char names[4][32];
	unsigned soft, hard; /* expiries told */
};

struct pair {
	struct crypto_engine *engine;
	struct pair_end out, in;
	struct encap *encap;
	struct decap *decap;
	struct train *wire; /* sealed packets, as sent */
	uint8_t tos[TRAIN_PACKETS];
	bool df[TRAIN_PACKETS];
	struct train *clear; /* what came out, super-packets cut up */
	unsigned writes;
	unsigned unknown;           /* unknown SPIs told */
	const struct sa_spec *late; /* is installed when an SPI is unknown */
};

#define PAIR_SUITES 5
#define PAIR_NOW    INT64_C(1000000)

/* The specification of suite 0 … PAIR_SUITES - 1 in one direction. */
struct sa_spec pair_spec(unsigned suite, bool esn, bool udp, uint8_t direction);
/* Ends the test program when memory is short. */
struct pair *pair_new(unsigned suite, bool esn, bool udp, enum crypto_choice choice);
void pair_free(struct pair *p);
void pair_reset(struct pair *p); /* forgets wire and clear */
/* One packet through encap onto the wire. */
void pair_send(struct pair *p, const struct virtio_net_hdr *vnet, const uint8_t *pkt, size_t size);
/* Everything on the wire through decap. The wire stays as it was. */
void pair_receive(struct pair *p);
/* Puts one packet with this clear text (trailer included) on the wire as the sender would. */
void pair_forge(struct pair *p, const uint8_t *text, uint32_t size, uint8_t tos);
/* Lets the receiver's process die and a new one find the kept SAs. */
void pair_restart(struct pair_end *end, struct crypto_engine *engine, uint8_t direction);
