/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One BFD session in asynchronous mode (RFC 5880 §6): the table of states and events, the timers, the poll sequences.
 * It knows no sockets, and time comes from its loop alone.
 *
 *     Down --Down--> Init --Init,Up--> Up        the words on the arrows are the neighbor's state
 *     Down --Init--------------------> Up        Up --Down, AdminDown, time expired--> Down
 */
#pragma once
#include "daemons/bgpd/bfd_packet.h"
#include "lib/loop.h"

struct bfd_session;

struct bfd_timing {
	uint32_t min_tx, min_rx; /* microseconds, while Up */
	uint32_t slow;           /* of transmission while not Up, 1 s at least (§6.8.3) */
	uint8_t multiplier;
	uint8_t zero[3];
};

struct bfd_session_ops {
	/* `size` bytes for the neighbor. */
	void (*send)(void *arg, const uint8_t *data, size_t size);
	/* The state is another one now; after that the session may not be freed in this call. */
	void (*changed)(void *arg, const struct bfd_session *s, enum bfd_state before);
};

struct bfd_session {
	struct loop *loop;
	const struct bfd_session_ops *ops;
	void *arg;
	struct bfd_timing timing;
	struct bfd_auth auth;
	uint8_t state, remote_state; /* enum bfd_state */
	uint8_t diag, remote_diag;   /* enum bfd_diag */
	uint32_t local_discr, remote_discr;
	uint32_t remote_min_rx, remote_min_tx;
	uint8_t remote_multiplier;
	bool remote_demand, polling;
	uint32_t tx_interval_kept; /* while a poll asks for a longer one, 0: none */
	uint32_t min_rx_kept;      /* while a poll announces a shorter one, 0: none */
	bool sequence_known;       /* of received packets */
	uint32_t sequence, remote_sequence;
	struct loop_timer *transmit, *detect;
	struct bfd_packet last; /* received */
	uint64_t received, sent, expired;
	uint32_t ups;
	int64_t changed_at, received_at, sent_at; /* of the loop's clock, 0: never */
};

/* Begins in Down and sends at once. `discr` is not 0. False when out of memory. */
bool bfd_session_begin(struct bfd_session *s, struct loop *loop, uint32_t discr,
    const struct bfd_timing *timing, const struct bfd_auth *auth, const struct bfd_session_ops *ops,
    void *arg);
/* Tells the neighbor AdminDown (§6.8.16) and stops the timers. */
void bfd_session_end(struct bfd_session *s);
/* Other times: by a poll sequence while Up. */
void bfd_session_set_timing(struct bfd_session *s, const struct bfd_timing *timing);
/* The part of §6.8.6 behind the choice of the session; `data` are the bytes of `p`. False when it is discarded because
 * of its authentication. */
bool bfd_session_receive(struct bfd_session *s, const uint8_t *data, struct bfd_packet *p);

/* Microseconds: between packets before jitter, and until silence means Down (0: not watched). */
uint32_t bfd_session_interval(const struct bfd_session *s);
uint32_t bfd_session_detection(const struct bfd_session *s);
