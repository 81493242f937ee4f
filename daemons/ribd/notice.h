/* SPDX-License-Identifier: Apache-2.0 */
/* What a client is told: the state of next hops, prefixes, routes and interfaces as messages of lib/rib_feed.h. */
#pragma once
#include <stdbool.h>
#include "lib/rib_feed.h"

struct ipc_conn;
struct link;
struct nexthop;
struct rib_candidate;
struct ribd;

void notice_nexthop(struct ipc_conn *conn, const struct nexthop *nh);
/* `best` NULL: nothing leads there. */
void notice_prefix(struct ipc_conn *conn, const struct ip_prefix *prefix, const struct rib_candidate *best);
/* `best` NULL: withdrawn. */
void notice_redistributed(
    struct ipc_conn *conn, const struct ip_prefix *prefix, const struct rib_candidate *best);
void notice_iface(struct ipc_conn *conn, const struct rib_iface *iface);
/* The device under the operator's names. */
void notice_describe(const struct ribd *ribd, const struct link *link, bool gone, struct rib_iface *out);
bool notice_iface_equal(const struct rib_iface *a, const struct rib_iface *b);
