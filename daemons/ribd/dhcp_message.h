/* SPDX-License-Identifier: Apache-2.0 */
/* Messages between a DHCP client and its server (RFC 2131 §2, options of RFC 2132), IPv4 only. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/ipaddr.h"

struct wbuf;

#define DHCP_SERVER_PORT   67
#define DHCP_CLIENT_PORT   68
#define DHCP_CLIENT_ID_MAX 80
#define DHCP_MESSAGE_MAX   1500 /* bytes that the client takes (option 57) */
#define DHCP_INFINITE      UINT32_MAX

enum dhcp_type { /* RFC 2132 §9.6 */
	DHCP_DISCOVER = 1,
	DHCP_OFFER,
	DHCP_REQUEST,
	DHCP_DECLINE,
	DHCP_ACK,
	DHCP_NAK,
	DHCP_RELEASE,
};

/* Addresses are in network byte order, 0: none. */
struct dhcp_message {
	enum dhcp_type type;
	uint32_t xid;
	uint16_t seconds; /* since the client began */
	bool reply;       /* from a server */
	bool broadcast;
	uint32_t ciaddr, yiaddr;
	uint8_t mac[6];
	uint32_t requested; /* option 50 */
	uint32_t server;    /* option 54 */
	/* From the server. */
	uint32_t mask, router; /* options 1 and 3, the first router */
	uint32_t lease;        /* seconds, option 51; 0: not given */
	uint32_t renewal, rebinding;
	/* From the client. */
	uint8_t client_id[DHCP_CLIENT_ID_MAX]; /* option 61 with its type byte */
	uint8_t client_id_size;
	char hostname[64]; /* option 12 */
};

/* A client's message, without IP and UDP, not shorter than BOOTP's 300 bytes. */
void dhcp_message_encode(struct wbuf *w, const struct dhcp_message *m);
/* A message of either side. False when it is malformed or no DHCP message over Ethernet. */
bool dhcp_message_decode(const uint8_t *data, size_t size, struct dhcp_message *m);
/* "DHCPOFFER" */
const char *dhcp_type_str(enum dhcp_type type);
