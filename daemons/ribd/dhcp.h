/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interfaces that get their address from a DHCP server: a client and a socket each, while it has a device, and the
 * leases, which outlive the process (statefd).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "daemons/ribd/dhcp_client.h"
#include "daemons/ribd/model.h"

struct dhcp_table;
struct iface_table;
struct loop;

/* The lease of an interface holds, holds longer, or is over (NULL). Never called from dhcp_change(). */
typedef void dhcp_changed_fn(void *arg, const char *name, const struct dhcp_lease *lease);

/* NULL when out of memory. */
struct dhcp_table *dhcp_table_new(struct loop *loop, dhcp_changed_fn *changed, void *arg);
/* Nothing is released: a successor takes the leases over. */
void dhcp_table_free(struct dhcp_table *t);
/* The leases of an earlier process; takes `fd`. False when they cannot be read. */
bool dhcp_table_attach(struct dhcp_table *t, int fd);
/* Unless there are some: makes room for leases and gives the descriptor that is to be kept, else -1. */
int dhcp_table_create(struct dhcp_table *t);

/* Interfaces as they were configured and as they are now. Who does not ask any more gives his lease back; those of
 * `after` that hold a lease get its address as theirs. Before iface_change(). */
void dhcp_change(struct dhcp_table *t, const struct iface_config *before, size_t before_count,
    struct iface_config *after, size_t after_count);
/* Both take effect with dhcp_follow(). */
void dhcp_change_ids(struct dhcp_table *t, const struct dhcp_mac_id *before, size_t before_count,
    const struct dhcp_mac_id *after, size_t after_count);
void dhcp_set_broadcast(struct dhcp_table *t, bool broadcast);
/* Devices, their carrier or the rules may have changed: clients begin, rest or begin anew. */
void dhcp_follow(struct dhcp_table *t, const struct iface_table *ifaces);

/* The lease that is in force, NULL: none. */
const struct dhcp_lease *dhcp_lease_of(const struct dhcp_table *t, const char *name);
/* False while nothing is asked on this interface. */
bool dhcp_status_of(const struct dhcp_table *t, const char *name, struct dhcp_status *status);
/* NULL while nothing is asked. */
const struct dhcp_identity *dhcp_identity_of(const struct dhcp_table *t, const char *name);
