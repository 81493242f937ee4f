/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One DHCP client (RFC 2131 §4.4) as a table of states and events. It knows neither sockets nor interfaces: it is told
 * what came and how the link is, and says what is to be sent and what holds.
 *
 *     INIT -> SELECTING -> REQUESTING -> BOUND -> RENEWING -> REBINDING -> INIT
 *                                          |  link away and back
 *                                     INIT-REBOOT -> REBOOTING -> BOUND or, refused, INIT
 *
 * A lease stays in force while the link is away, until it ends: whether it still holds there is asked when the link is
 * back.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/ribd/dhcp_message.h"

struct dhcp_client;
struct loop;

enum dhcp_state {
	DHCP_INIT,
	DHCP_SELECTING,
	DHCP_REQUESTING,
	DHCP_BOUND,
	DHCP_RENEWING,
	DHCP_REBINDING,
	DHCP_INIT_REBOOT,
	DHCP_REBOOTING,
};
#define DHCP_STATES (DHCP_REBOOTING + 1)

/* Plain bytes, without pointers: it is kept while the process is restarted. Addresses in network byte order. */
struct dhcp_lease {
	uint32_t address, server, router; /* router 0: none was given */
	uint32_t len;                     /* bits of the mask */
	uint32_t seconds;                 /* DHCP_INFINITE: without end */
	uint32_t renewal, rebinding;      /* T1 and T2, seconds from bound_at */
	uint32_t zero;
	int64_t bound_at; /* microseconds of the loop's clock */
};

struct dhcp_identity {
	uint8_t mac[6];
	bool broadcast; /* ask for broadcast answers */
	uint8_t client_id[DHCP_CLIENT_ID_MAX];
	uint8_t client_id_size;
	char hostname[64];
};

enum dhcp_hearing {
	DHCP_DEAF,
	DHCP_HEAR_LINK,    /* without an address: from the link itself */
	DHCP_HEAR_ADDRESS, /* by the address of the lease */
};

struct dhcp_client_ops {
	/* From address `from`, 0: none yet; `to` is a server's or the broadcast address. */
	void (*send)(void *arg, const struct dhcp_message *m, uint32_t from, uint32_t to);
	/* Where answers are to be expected from now on. */
	void (*hear)(void *arg, enum dhcp_hearing hearing);
	/* The lease holds: a new one, or an old one longer. NULL: there is none any more. */
	void (*lease)(void *arg, const struct dhcp_lease *lease);
};

struct dhcp_status {
	enum dhcp_state state;
	uint32_t xid;
	unsigned tries;        /* of the message under way */
	uint32_t next_seconds; /* until the timer fires, 0: it does not run */
};

/* In INIT, or, with a lease of an earlier process that has not ended, in INIT-REBOOT; `lease` may be NULL. Nothing is
 * sent before the link is up. Ops may be called from any function but this one. NULL when out of memory. */
struct dhcp_client *dhcp_client_new(struct loop *loop, const char *name, const struct dhcp_identity *identity,
    const struct dhcp_lease *lease, const struct dhcp_client_ops *ops, void *arg);
/* Gives the lease back to the server, if there is one; then free it. */
void dhcp_client_release(struct dhcp_client *c);
void dhcp_client_free(struct dhcp_client *c);

/* `proven`: the link is the one that the lease was had on and has been up all the time, so the lease needs no proof. */
void dhcp_client_link(struct dhcp_client *c, bool up, bool proven);
/* A message came; what is not an answer to this client is ignored. */
void dhcp_client_message(struct dhcp_client *c, const struct dhcp_message *m);

const struct dhcp_lease *dhcp_client_lease(const struct dhcp_client *c); /* NULL: none */
const struct dhcp_identity *dhcp_client_identity(const struct dhcp_client *c);
void dhcp_client_status(const struct dhcp_client *c, struct dhcp_status *status);
const char *dhcp_state_str(enum dhcp_state state);
/* When the lease ends, in microseconds of the loop's clock. */
int64_t dhcp_lease_end(const struct dhcp_lease *lease);
