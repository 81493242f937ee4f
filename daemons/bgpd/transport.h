/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a session needs of TCP, as a table of calls, so that tests connect two speakers by memory instead.
 * No callback runs inside a call that the session makes.
 */
#pragma once
#include "lib/ipaddr.h"

struct conn;
struct transport;

struct conn_params {
	struct ip_addr local; /* family 0: the kernel chooses */
	struct ip_addr remote;
	uint8_t ttl;          /* of what is sent */
	uint8_t min_ttl;      /* of what is accepted (RFC 5082), 0: no limit */
	const char *password; /* TCP MD5 (RFC 2385), NULL: none */
};

struct conn_handler {
	void (*connected)(void *arg);
	/* Everything is consumed by the callee. It may close the connection. */
	void (*received)(void *arg, const uint8_t *data, size_t size);
	void (*writable)(void *arg); /* after a short write */
	/* The connection failed or ended and is gone already. `error` is an errno, 0 for an orderly end. */
	void (*closed)(void *arg, int error);
};

struct transport_ops {
	/* NULL and errno when it fails at once. */
	struct conn *(*connect)(
	    struct transport *t, const struct conn_params *p, const struct conn_handler *handler, void *arg);
	/* Takes over a connection that `accepted` brought. */
	void (*adopt)(
	    struct conn *c, const struct conn_params *p, const struct conn_handler *handler, void *arg);
	/* Bytes taken; when fewer than `size`, `writable` follows. */
	size_t (*write)(struct conn *c, const void *data, size_t size);
	/* What was taken is still delivered. The handler is not called any more. */
	void (*close)(struct conn *c);
	/* Addresses and ports of both ends; zero where they are not known. */
	void (*ends)(const struct conn *c, struct ip_endpoint *local, struct ip_endpoint *remote);
	/* Key for connections that this neighbor opens; NULL removes it. False and errno on failure. */
	bool (*set_key)(struct transport *t, const struct ip_addr *remote, const char *password);
};

struct transport {
	const struct transport_ops *ops;
	/* A connection has come in; the callee adopts or closes it. */
	void (*accepted)(void *arg, struct conn *c, const struct ip_addr *remote);
	void *arg;
};
