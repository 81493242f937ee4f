/* SPDX-License-Identifier: Apache-2.0 */
/* The lines `logging …`: which messages go where, and in which form. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/mgmtd/message.h"
#include "lib/rib_feed.h"

#define LOGGING_NOTHING   (-1)
#define LOGGING_QUEUE_MAX 8192

struct logging_host {
	char nameif[RIB_NAMEIF_MAX]; /* the interface that leads to it */
	struct ip_addr addr;
	uint8_t protocol; /* IPPROTO_UDP, IPPROTO_TCP */
	uint16_t port;
};

struct logging_rule { /* of the messages with one number */
	uint32_t number;
	int severity; /* in place of their own; LOGGING_NOTHING: their own */
	bool off;     /* they go nowhere */
};

enum logging_id {
	LOGGING_ID_NONE,
	LOGGING_ID_HOSTNAME,
	LOGGING_ID_ADDRESS, /* of the interface in id_text */
	LOGGING_ID_STRING,
};

struct logging {
	bool enabled;
	bool permit_hostdown;
	bool debug_trace; /* what `debug` tells goes into the log as well */
	enum message_stamp stamp;
	int buffered, monitor, trap; /* the least severe that goes there; LOGGING_NOTHING: none */
	uint32_t facility;           /* RFC 3164 §4.1.1 */
	uint32_t queue;              /* messages that wait for each host at most */
	enum logging_id id;
	char id_text[RIB_NAMEIF_MAX];
	struct logging_host *hosts;
	unsigned host_count;
	struct logging_rule *rules;
	unsigned rule_count;
};

/* Gives the message the severity that is configured for its number. False: it is switched off. */
bool logging_rule(const struct logging *l, struct message *m);
/* The least severe one that `show logging` keeps: what is configured, else informational. */
int logging_buffered(const struct logging *l);
/* "errors", "informational": ASA's word for a severity, 0 to 7. */
const char *logging_word(int severity);
void logging_clear(struct logging *l);
