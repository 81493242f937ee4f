/* SPDX-License-Identifier: Apache-2.0 */
/* show arp, show ipv6 neighbor: records as shell/RECORDS.md has them. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "cmd_ribd.h"
#include "daemons/ribd/iface.h"
#include "daemons/ribd/kernel.h"
#include "daemons/ribd/link.h"
#include "daemons/ribd/ribd.h"
#include "lib/record.h"

struct answer {
	const struct ribd *ribd;
	struct record_out *out;
	const char *type;
};

static const char *const states[] = {
    [KERNEL_NEIGHBOR_REACHABLE] = "reachable",
    [KERNEL_NEIGHBOR_STALE] = "stale",
    [KERNEL_NEIGHBOR_DELAY] = "delay",
    [KERNEL_NEIGHBOR_PROBE] = "probe",
};

static void send_neighbor(void *arg, const struct kernel_neighbor *n)
{
	const struct answer *answer = arg;
	const struct iface *iface = iface_by_ifindex(&answer->ribd->ifaces, n->ifindex);
	const struct link *link = link_find(&answer->ribd->links, n->ifindex);
	char addr[IP_ADDR_STRLEN], mac[18];
	if (!link)
		return;
	snprintf(mac, sizeof mac, "%02x:%02x:%02x:%02x:%02x:%02x", n->mac[0], n->mac[1], n->mac[2], n->mac[3],
	    n->mac[4], n->mac[5]);
	json_t *record = json_pack("{s:s, s:s, s:s, s:s}", "type", answer->type, "interface",
	    iface && iface->config.nameif[0] ? iface->config.nameif : link->k.device, "address",
	    ip_addr_str(&n->addr, addr), "mac", mac);
	if (!n->permanent)
		json_object_set_new(record, "age_seconds", json_integer((json_int_t)n->age));
	if (n->addr.family == AF_INET6)
		json_object_set_new(record, "state", json_string(states[n->state]));
	record_send(answer->out, record);
}

static void send_neighbors(struct ribd *ribd, struct record_out *out, int family, const char *type)
{
	struct answer answer = {ribd, out, type};
	int error = kernel_dump_neighbors(ribd->kernel, family, send_neighbor, &answer);
	if (error)
		record_fail(out, "the kernel does not tell its neighbors: %s", strerror(-error));
	else
		record_done(out);
}

void ribd_exec_show_arp(struct ribd *ribd, struct cmd_call *call, const struct cmd_show_arp *args)
{
	send_neighbors(ribd, call->out, AF_INET, "arp");
}

void ribd_exec_show_ipv6_neighbor(
    struct ribd *ribd, struct cmd_call *call, const struct cmd_show_ipv6_neighbor *args)
{
	record_send(call->out, json_pack("{s:s}", "type", "ipv6_neighbor_list"));
	send_neighbors(ribd, call->out, AF_INET6, "ipv6_neighbor");
}
