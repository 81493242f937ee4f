/* SPDX-License-Identifier: Apache-2.0 */
/* The transport of real life: TCP, port 179 of both families, MD5 signatures, TTL limits. */
#pragma once
#include "daemons/bgpd/transport.h"
#include <stdbool.h>

struct loop;
struct tcp;

/* Opens the listening sockets, which takes the right to bind port 179; everything later needs no privilege
 * (TCP_MD5SIG and IP_MINTTL are open to everybody). NULL and errno when no family can listen. */
struct tcp *tcp_new(struct loop *loop, uint16_t port);
struct transport *tcp_transport(struct tcp *t);
/* Connections are to be closed before. */
void tcp_free(struct tcp *t);
