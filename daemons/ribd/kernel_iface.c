/* SPDX-License-Identifier: Apache-2.0 */
/* Devices, addresses and neighbors over rtnetlink. */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <net/if_arp.h>
#include <netlink/attr.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "daemons/ribd/kernel_netlink.h"

#define IFF_LOWER_UP_FLAG (1u << 16) /* linux/if.h, which does not go with net/if.h */

static void read_counters(struct nlattr *attr, struct kernel_counters *c)
{
	struct rtnl_link_stats64 s = {0};
	size_t size = (size_t)nla_len(attr);
	memcpy(&s, nla_data(attr), size < sizeof s ? size : sizeof s);
	*c = (struct kernel_counters){
	    .in_packets = s.rx_packets,
	    .in_bytes = s.rx_bytes,
	    .in_errors = s.rx_errors,
	    .in_drops = s.rx_dropped,
	    .in_crc = s.rx_crc_errors,
	    .in_frame = s.rx_frame_errors,
	    .in_overrun = s.rx_over_errors,
	    .in_multicast = s.multicast,
	    .out_packets = s.tx_packets,
	    .out_bytes = s.tx_bytes,
	    .out_errors = s.tx_errors,
	    .out_drops = s.tx_dropped,
	    .out_collisions = s.collisions,
	};
}

static void read_kind(struct nlattr *info, struct kernel_link *link)
{
	struct nlattr *tb[IFLA_INFO_MAX + 1], *data[IFLA_VLAN_MAX + 1];
	if (nla_parse_nested(tb, IFLA_INFO_MAX, info, NULL) != 0 || !tb[IFLA_INFO_KIND])
		return;
	nla_strlcpy(link->kind, tb[IFLA_INFO_KIND], sizeof link->kind);
	if (strcmp(link->kind, "vlan") == 0 && tb[IFLA_INFO_DATA] &&
	    nla_parse_nested(data, IFLA_VLAN_MAX, tb[IFLA_INFO_DATA], NULL) == 0 && data[IFLA_VLAN_ID])
		link->vlan = nla_get_u16(data[IFLA_VLAN_ID]);
}

static void read_flags(const struct ifinfomsg *ifi, struct kernel_link *link)
{
	link->ethernet = ifi->ifi_type == ARPHRD_ETHER;
	link->loopback = ifi->ifi_flags & IFF_LOOPBACK;
	link->point_to_point = ifi->ifi_flags & IFF_POINTOPOINT;
	link->up = ifi->ifi_flags & IFF_UP;
	/* The kernel drops the next hops of a device when it has neither of these any more. */
	link->running = link->up && ifi->ifi_flags & (IFF_RUNNING | IFF_LOWER_UP_FLAG);
}

void kernel_link_message(const struct kernel_events *events, void *arg, struct nlmsghdr *nlh)
{
	struct nlattr *tb[IFLA_MAX + 1];
	struct kernel_link link = {0};
	struct ifinfomsg *ifi = nlmsg_data(nlh);
	if (nlmsg_parse(nlh, sizeof *ifi, tb, IFLA_MAX, NULL) < 0 || ifi->ifi_family != AF_UNSPEC ||
	    !tb[IFLA_IFNAME])
		return;
	link.ifindex = (uint32_t)ifi->ifi_index;
	nla_strlcpy(link.device, tb[IFLA_IFNAME], sizeof link.device);
	read_flags(ifi, &link);
	if (tb[IFLA_LINKINFO])
		read_kind(tb[IFLA_LINKINFO], &link);
	link.made = tb[IFLA_GROUP] && nla_get_u32(tb[IFLA_GROUP]) == KERNEL_GROUP;
	if (tb[IFLA_LINK])
		link.parent = nla_get_u32(tb[IFLA_LINK]);
	if (tb[IFLA_MTU])
		link.mtu = nla_get_u32(tb[IFLA_MTU]);
	if (tb[IFLA_ADDRESS] && nla_len(tb[IFLA_ADDRESS]) == sizeof link.mac)
		memcpy(link.mac, nla_data(tb[IFLA_ADDRESS]), sizeof link.mac);
	if (tb[IFLA_STATS64])
		read_counters(tb[IFLA_STATS64], &link.counters);
	events->link(arg, &link, nlh->nlmsg_type == RTM_DELLINK);
}

static bool read_addr(struct nlattr *attr, uint8_t family, struct ip_addr *addr)
{
	if (!attr || (family != AF_INET && family != AF_INET6) ||
	    nla_len(attr) != (family == AF_INET ? 4 : 16))
		return false;
	*addr = ip_addr_from(family, nla_data(attr));
	return true;
}

void kernel_addr_message(const struct kernel_events *events, void *arg, struct nlmsghdr *nlh)
{
	struct nlattr *tb[IFA_MAX + 1];
	struct kernel_addr a = {0};
	struct ifaddrmsg *ifa = nlmsg_data(nlh);
	if (nlmsg_parse(nlh, sizeof *ifa, tb, IFA_MAX, NULL) < 0)
		return;
	/* On point-to-point devices IFA_ADDRESS is the peer's. */
	struct nlattr *own = tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS];
	if (!read_addr(own, ifa->ifa_family, &a.addr.addr))
		return;
	a.ifindex = ifa->ifa_index;
	a.addr.len = ifa->ifa_prefixlen;
	a.ours = tb[IFA_PROTO] && nla_get_u8(tb[IFA_PROTO]) == KERNEL_PROTOCOL;
	a.link_scope = ifa->ifa_scope >= RT_SCOPE_LINK;
	events->addr(arg, &a, nlh->nlmsg_type == RTM_DELADDR);
}

static void dumped_link(struct nlmsghdr *nlh, void *arg)
{
	void *events_arg;
	const struct kernel_events *events = kernel_events_of(arg, &events_arg);
	kernel_link_message(events, events_arg, nlh);
}

static void dumped_addr(struct nlmsghdr *nlh, void *arg)
{
	void *events_arg;
	const struct kernel_events *events = kernel_events_of(arg, &events_arg);
	kernel_addr_message(events, events_arg, nlh);
}

int kernel_dump_links(struct kernel *k)
{
	struct ifinfomsg ifi = {.ifi_family = AF_UNSPEC};
	return kernel_dump(k, kernel_msg(RTM_GETLINK, NLM_F_DUMP, &ifi, sizeof ifi), dumped_link, k);
}

int kernel_dump_addrs(struct kernel *k)
{
	struct ifaddrmsg ifa = {.ifa_family = AF_UNSPEC};
	return kernel_dump(k, kernel_msg(RTM_GETADDR, NLM_F_DUMP, &ifa, sizeof ifa), dumped_addr, k);
}

int kernel_link_up(struct kernel *k, uint32_t ifindex, bool up)
{
	struct ifinfomsg ifi = {
	    .ifi_index = (int)ifindex, .ifi_flags = up ? IFF_UP : 0, .ifi_change = IFF_UP};
	return kernel_request(k, kernel_msg(RTM_NEWLINK, 0, &ifi, sizeof ifi));
}

int kernel_link_mtu(struct kernel *k, uint32_t ifindex, uint32_t mtu)
{
	struct ifinfomsg ifi = {.ifi_index = (int)ifindex};
	struct nl_msg *msg = kernel_msg(RTM_NEWLINK, 0, &ifi, sizeof ifi);
	if (msg)
		nla_put_u32(msg, IFLA_MTU, mtu);
	return kernel_request(k, msg);
}

static int addr_request(struct kernel *k, int type, int flags, uint32_t ifindex, const struct ip_prefix *addr)
{
	struct ifaddrmsg ifa = {
	    .ifa_family = (uint8_t)addr->addr.family, .ifa_prefixlen = addr->len, .ifa_index = ifindex};
	if (addr->addr.family == AF_INET6)
		ifa.ifa_flags =
		    IFA_F_NODAD; /* the operator says which address it is; waiting for DAD delays sessions */
	struct nl_msg *msg = kernel_msg(type, flags, &ifa, sizeof ifa);
	if (msg) {
		kernel_put_addr(msg, IFA_LOCAL, &addr->addr);
		kernel_put_addr(msg, IFA_ADDRESS, &addr->addr);
		nla_put_u8(msg, IFA_PROTO, KERNEL_PROTOCOL);
	}
	return kernel_request(k, msg);
}

int kernel_addr_add(struct kernel *k, uint32_t ifindex, const struct ip_prefix *addr)
{
	return addr_request(k, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, ifindex, addr);
}

int kernel_addr_del(struct kernel *k, uint32_t ifindex, const struct ip_prefix *addr)
{
	return addr_request(k, RTM_DELADDR, 0, ifindex, addr);
}

struct neighbor_dump {
	void (*fn)(void *arg, const struct kernel_neighbor *n);
	void *arg;
};

static void dumped_neighbor(struct nlmsghdr *nlh, void *arg)
{
	struct neighbor_dump *dump = arg;
	struct nlattr *tb[NDA_MAX + 1];
	struct kernel_neighbor n = {0};
	struct ndmsg *ndm = nlmsg_data(nlh);
	const int known = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;
	if (nlmsg_parse(nlh, sizeof *ndm, tb, NDA_MAX, NULL) < 0 || !(ndm->ndm_state & known) ||
	    !tb[NDA_LLADDR])
		return;
	if (!read_addr(tb[NDA_DST], ndm->ndm_family, &n.addr) || nla_len(tb[NDA_LLADDR]) != sizeof n.mac)
		return;
	n.ifindex = (uint32_t)ndm->ndm_ifindex;
	n.permanent = ndm->ndm_state & NUD_PERMANENT;
	n.state = ndm->ndm_state & NUD_STALE   ? KERNEL_NEIGHBOR_STALE
		  : ndm->ndm_state & NUD_DELAY ? KERNEL_NEIGHBOR_DELAY
		  : ndm->ndm_state & NUD_PROBE ? KERNEL_NEIGHBOR_PROBE
					       : KERNEL_NEIGHBOR_REACHABLE;
	memcpy(n.mac, nla_data(tb[NDA_LLADDR]), sizeof n.mac);
	if (tb[NDA_CACHEINFO] && nla_len(tb[NDA_CACHEINFO]) >= (int)sizeof(struct nda_cacheinfo)) {
		struct nda_cacheinfo info;
		memcpy(&info, nla_data(tb[NDA_CACHEINFO]), sizeof info);
		n.age = info.ndm_confirmed / (uint32_t)sysconf(_SC_CLK_TCK);
	}
	dump->fn(dump->arg, &n);
}

int kernel_dump_neighbors(
    struct kernel *k, int family, void (*fn)(void *arg, const struct kernel_neighbor *n), void *arg)
{
	struct neighbor_dump dump = {fn, arg};
	struct ndmsg ndm = {.ndm_family = (uint8_t)family};
	return kernel_dump(k, kernel_msg(RTM_GETNEIGH, NLM_F_DUMP, &ndm, sizeof ndm), dumped_neighbor, &dump);
}
