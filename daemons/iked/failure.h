/* SPDX-License-Identifier: Apache-2.0 */
/* Why a tunnel is not up, or went down: one enumeration for logs, show commands and history. */
#pragma once
#include <stdarg.h>
#include <stdint.h>

enum failure_code {
	FAILURE_NONE,
	FAILURE_INCOMPLETE,   /* the configuration lacks something */
	FAILURE_SHUTDOWN,     /* by the operator */
	FAILURE_NO_SOURCE,    /* no address at the tunnel's source */
	FAILURE_NO_ANSWER,    /* retransmissions used up during set-up */
	FAILURE_PEER_DEAD,    /* … of an established SA: liveness check or other request */
	FAILURE_NO_PROPOSAL,  /* NO_PROPOSAL_CHOSEN, by us or by the peer */
	FAILURE_INVALID_KE,   /* no common group after INVALID_KE_PAYLOAD */
	FAILURE_AUTH_BY_PEER, /* the peer answered AUTHENTICATION_FAILED */
	FAILURE_AUTH_OF_PEER, /* the peer's AUTH is wrong */
	FAILURE_TS,           /* TS_UNACCEPTABLE */
	FAILURE_SYNTAX,       /* a message that cannot be right */
	FAILURE_REFUSED,      /* another error notification */
	FAILURE_DELETED_BY_PEER,
	FAILURE_DELETED_BY_US, /* clear, shutdown, changed configuration */
	FAILURE_REPLACED,      /* INITIAL_CONTACT, or a redundant SA */
	FAILURE_EXPIRED,       /* lifetime over before a rekey succeeded */
	FAILURE_DATA_PLANE,    /* espd refused or lost an SA */
	FAILURE_INTERNAL,      /* crypto library, memory, limits */
};

#define FAILURE_TEXT_SIZE 192

struct failure {
	enum failure_code code;
	int64_t at; /* seconds since the epoch */
	char text[FAILURE_TEXT_SIZE];
};

void failure_set(struct failure *f, enum failure_code code, int64_t at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void failure_set_va(struct failure *f, enum failure_code code, int64_t at, const char *fmt, va_list ap)
    __attribute__((format(printf, 4, 0)));
/* "NO_ANSWER" */
const char *failure_name(enum failure_code code);
