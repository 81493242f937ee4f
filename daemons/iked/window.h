/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Message IDs, retransmission and the answer kept for a repeated request: RFC 7296 §2.1-§2.3, window 1.
 *
 * One request of ours is on its way at a time; it is sent again until it is answered or its schedule runs
 * out, which ends the IKE SA. The answer to the peer's last request is kept until the next one.
 */
#pragma once
#include "daemons/iked/payload.h"

struct ike_sa;
struct loop_timer;

/* What the outstanding request is about. */
enum task {
	TASK_NONE,
	TASK_INIT,
	TASK_AUTH,
	TASK_CREATE_CHILD,
	TASK_REKEY_CHILD,
	TASK_REKEY_IKE,
	TASK_DELETE_CHILD,
	TASK_DELETE_IKE,
	TASK_LIVENESS,
};

#define TASK_BIT(task) (1u << (task))

struct window {
	uint32_t next_out;   /* ID of our next request */
	uint32_t next_in;    /* ID of the peer's next request */
	enum task task;      /* TASK_NONE: nothing outstanding */
	uint8_t exchange;    /* of the outstanding request */
	unsigned tries;      /* transmissions so far */
	struct wbuf request; /* as sent: one message, or fragments one behind the other (fragment.h) */
	struct wbuf answer;  /* the same, to request next_in - 1 */
	struct payload_writer plain; /* of the request, while it may have to go in smaller fragments */
	uint64_t sealed;             /* messages encrypted so far: IVs of an AEAD */
	struct loop_timer *timer;
};

enum window_place {
	WINDOW_NEW,
	WINDOW_REPEATED,
	WINDOW_OUTSIDE,
};

/* Sends a request in the next message ID and arms its retransmission; the chain is freed. */
void window_request(struct ike_sa *sa, uint8_t exchange, enum task task, struct payload_writer *chain);
bool window_busy(const struct ike_sa *sa);
/* True when the message answers our outstanding request. */
bool window_expects(const struct ike_sa *sa, uint8_t exchange, uint32_t id);
/* The outstanding request has been answered. */
void window_complete(struct ike_sa *sa);

enum window_place window_place(const struct ike_sa *sa, uint32_t id);
/* Answers the peer's request `next_in`, keeps the answer and moves on; the chain is freed. */
void window_answer(struct ike_sa *sa, uint8_t exchange, struct payload_writer *chain);
void window_answer_again(struct ike_sa *sa);
/* After a restart: the request that was on its way goes out again. */
void window_resume(struct ike_sa *sa);
void window_free(struct ike_sa *sa);
