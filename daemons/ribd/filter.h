/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Security levels, as an ASA without access lists keeps them, in the words of nftables.
 *
 * What is forwarded from an interface to one with a lower level passes, and so do the replies. The other way
 * nothing begins. Between equal levels it takes `same-security-traffic permit inter-interface`, out where it
 * came in `… intra-interface`. What came out of a tunnel passes while `sysopt connection permit-vpn` holds,
 * wherever the reply goes: with several gateways it often takes another one, so that those packets need
 * no connection here and are not tracked either. Interfaces without a name are not ours to judge.
 */
#pragma once
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILTER_LOG_GROUP    0x5053 /* "PS" */
#define FILTER_LEVEL_INSIDE 100    /* of an interface that is named "inside"; all others have 0 */

struct filter_rules {
	bool off;           /* no security-level enforcement */
	bool vpn_judged;    /* no sysopt connection permit-vpn */
	bool between_equal; /* same-security-traffic permit inter-interface */
	bool same_way_out;  /* same-security-traffic permit intra-interface */
	bool logged;        /* what is dropped is shown to group FILTER_LOG_GROUP of nfnetlink_log */
};

struct filter_iface {
	char device[IF_NAMESIZE];
	int level; /* 0-100 */
	bool tunnel;
};

struct filter; /* what is in force */

struct filter *filter_new(void);
/* The rules stay with the kernel. */
void filter_free(struct filter *f);
/* Brings the kernel's rules into line; says nothing to it when they are. False: the kernel refuses them, and the
 * log has why. Drop counters go on. */
bool filter_apply(
    struct filter *f, const struct filter_rules *rules, const struct filter_iface *ifaces, size_t count);
/* The kernel has taken rules, and some of them drop. */
bool filter_in_force(const struct filter *f);
/* Takes all rules away. */
void filter_withdraw(struct filter *f);

/* The commands for nft that filter_apply() gives, "" when nothing needs to be kept from anything. The caller frees;
 * NULL: out of memory. */
char *filter_text(const struct filter_rules *rules, const struct filter_iface *ifaces, size_t count);
/* Packets that the rules have dropped; 0 when there are none in force. */
uint64_t filter_drops(void);
/* Counts from 0 again. */
void filter_clear_drops(void);
