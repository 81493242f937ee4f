/* SPDX-License-Identifier: Apache-2.0 */
/* The address behind a name, from /etc/hosts and the DNS, without waiting. Name servers are those of /etc/resolv.conf
 * at the moment of the question. */
#pragma once
#include "lib/ipaddr.h"

struct hostname;
struct loop;

/* `addr` is NULL when there is none; `error` says why. The question is over and its handle freed. */
typedef void hostname_fn(void *arg, const struct ip_addr *addr, const char *error);

/* Asks; the answer never comes before this returns. NULL when out of memory. */
struct hostname *hostname_ask(struct loop *loop, const char *name, hostname_fn *done, void *arg);
/* Ends the question without an answer. NULL is allowed. */
void hostname_cancel(struct hostname *h);
