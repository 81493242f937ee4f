/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command engine as a daemon sees it. The grammar (grammar/ *.cmd) is compiled to tables and to one
 * argument struct per sentence; for each owner it also yields a table of typed handlers, so that a command
 * without a handler does not link.
 *
 * For a sentence `bgp_neighbor_remote_as` with owner bgpd the compiler generates
 *
 *     struct cmd_bgp_neighbor_remote_as { struct ip_addr neighbor; uint32_t as; };           cmd_args.h
 *     void bgpd_set_bgp_neighbor_remote_as(struct bgpd_model *model, const struct cmd_call *call,
 *         const struct cmd_bgp_neighbor_remote_as *args);                                    cmd_bgpd.h
 *
 * for a configuration sentence, and for an exec or show sentence
 *
 *     void bgpd_exec_show_bgp_summary(struct bgpd *bgpd, struct cmd_call *call,
 *         const struct cmd_show_bgp_summary *args);
 *
 * which ends call->out with record_done() or record_fail(), now or later. Mode-entering sentences have a
 * handler like any other; inside a mode the arguments of the enclosing sentences come from
 * `cmd_in_<mode>(call)`, e.g. `const struct cmd_interface *cmd_in_interface(const struct cmd_call *call)`.
 *
 * Argument types in C:
 *     number           uint32_t (uint64_t when its range needs it)
 *     ipv4 ipv6 ip     struct ip_addr            prefix    struct ip_prefix
 *     mask             uint8_t, a length in bits
 *     word line secret reference interface       const char *, valid during the call
 *     choice of words  enum cmd_<name>           set of words   uint32_t, bits 1u << enum
 *     list of names    struct cmd_names { unsigned count; const char *const *name; }
 *     optional part    bool has_<name> beside it
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/ipaddr.h"

struct record_out;
struct cmd_owner;  /* generated: a daemon's table of handlers, with its names and the grammar hash */
struct cmd_faults; /* faults of a transaction, each at a line */
struct cmd_line;   /* a line of the configuration, the place of a fault */

enum cmd_verb {
	CMD_SET = 1,
	CMD_UNSET = 2,
};

struct cmd_names {
	unsigned count;
	const char *const *name;
};

struct cmd_call {
	const void *const *scope; /* argument structs of the enclosing modes, outermost first */
	unsigned depth;
	const struct cmd_line *line; /* configuration: keep it in the model to report a fault later */
	struct cmd_faults *faults;   /* configuration only */
	struct record_out *out;      /* exec and show only */
};

/* Reports that the line cannot be accepted, in words for the operator that end with the remedy. */
void cmd_fault(struct cmd_faults *faults, const struct cmd_line *line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
