/* SPDX-License-Identifier: Apache-2.0 */
/* Where a DHCP client sends and hears: a packet socket on the link while it has no address, a UDP socket with it. */
#pragma once
#include "daemons/ribd/dhcp_client.h"

struct dhcp_socket;
struct loop;

typedef void dhcp_heard_fn(void *arg, const struct dhcp_message *m);

/* Opens nothing yet. `device` is copied. NULL when out of memory. */
struct dhcp_socket *dhcp_socket_new(
    struct loop *loop, const char *device, uint32_t ifindex, dhcp_heard_fn *heard, void *arg);
void dhcp_socket_free(struct dhcp_socket *s);
void dhcp_socket_hear(struct dhcp_socket *s, enum dhcp_hearing hearing);
/* `from` 0: by the packet socket, to everybody. Addresses in network byte order. */
void dhcp_socket_send(struct dhcp_socket *s, const struct dhcp_message *m, uint32_t from, uint32_t to);
