/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which message is welcome when: the transition tables and what runs them.
 *
 * Each exchange has its file, with its table at the end. A message meets the first row of its exchange whose
 * states, kind, tasks and notification fit, whose required payloads are all there and which knows every
 * payload that is. The handler does the work; the row says the state that follows.
 */
#pragma once
#include "daemons/iked/message.h"
#include "daemons/iked/notify.h"
#include "daemons/iked/sa.h"

enum verdict {
	VERDICT_OK,     /* the row's next state follows */
	VERDICT_STAY,   /* done, the state stays */
	VERDICT_IGNORE, /* as if the message had never come */
};

enum exchange_kind {
	KIND_REQUEST,
	KIND_RESPONSE,
};

struct exchange {
	const struct ike_message *msg;
	const struct payload_chain *chain;        /* sealed payloads, or clear ones of IKE_SA_INIT */
	const struct ip_endpoint *local, *remote; /* where it came in, where from */
	struct payload_writer answer;             /* to a request */
	struct notify notify;                     /* the one that the row asked for */
};

typedef enum verdict exchange_fn(struct ike_sa *sa, struct exchange *x);

/* Allowed everywhere: what we do not ask for is passed over. */
#define PAYLOADS_ANYWHERE                                                                                    \
	(PAYLOAD_BIT(PAYLOAD_NOTIFY) | PAYLOAD_BIT(PAYLOAD_VENDOR) | PAYLOAD_BIT(PAYLOAD_CERTREQ) |          \
	    PAYLOAD_BIT(PAYLOAD_CERT) | PAYLOAD_BIT(PAYLOAD_CP))

#define STATE_SAME IKE_SA_NEW /* as `next`: no change */

struct exchange_row {
	const char *story;
	enum exchange_kind kind;
	uint32_t states;   /* STATE_BIT()s in which it may come */
	uint32_t tasks;    /* responses: TASK_BIT()s of ours that it answers */
	uint16_t notify;   /* a notification that must be there, 0 none */
	uint32_t clear;    /* required outside SK (besides SK itself) */
	uint32_t sealed;   /* required inside SK */
	uint32_t optional; /* may be beside them */
	exchange_fn *handle;
	enum ike_sa_state next;
	unsigned timeout; /* seconds that the next state may last, 0 without end */
};

struct exchange_table {
	uint8_t exchange;
	unsigned count;
	const struct exchange_row *row;
};

extern const struct exchange_table ike_sa_init_table;
extern const struct exchange_table ike_auth_table;
extern const struct exchange_table create_child_sa_table;
extern const struct exchange_table informational_table;

/* A message for an SA that exists. */
void exchange_receive(struct ike_sa *sa, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size);
/* The row that fits, NULL when none does. `x->notify` is filled if the row asks for one. */
const struct exchange_row *exchange_find_row(const struct ike_sa *sa, struct exchange *x);
/* Runs a row's handler on a request and answers it. */
void exchange_answer(struct ike_sa *sa, struct exchange *x);
/* Makes the answer to the present request a single error notification. */
enum verdict exchange_refuse(struct ike_sa *sa, struct exchange *x, uint16_t notify);
