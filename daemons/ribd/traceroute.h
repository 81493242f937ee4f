/* SPDX-License-Identifier: Apache-2.0 */
/*
 * traceroute: UDP datagrams with a growing hop limit, one after the other, each to a port of its own. The error
 * queue of the socket tells who gave one up (ip(7), IP_RECVERR); the target answers "port unreachable".
 */
#pragma once

struct trace;
struct ribd;

/* Stops what is under way; its answers end. */
void trace_cancel_all(struct ribd *ribd);
