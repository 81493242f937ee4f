/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `debug icmp trace`: echo requests and replies that come in or go out at any interface, to this system or through it.
 * Nothing is looked at while no session listens; what comes faster than it can be told is left out by the kernel.
 */
#pragma once

struct ribd;
struct icmp_trace;

/* Follows what sessions listen to. NULL: out of memory. */
struct icmp_trace *icmp_trace_new(struct ribd *ribd);
void icmp_trace_free(struct icmp_trace *t);
