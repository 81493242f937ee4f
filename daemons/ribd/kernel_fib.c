/* SPDX-License-Identifier: Apache-2.0 */
/* Next-hop objects and routes over rtnetlink. */
#include <errno.h>
#include <linux/nexthop.h>
#include <netlink/attr.h>
#include <string.h>
#include "daemons/ribd/kernel_netlink.h"
#include "lib/log.h"

void kernel_leg_set(struct kernel *k, const struct kernel_leg *leg)
{
	struct nhmsg nhm = {
	    .nh_family = (uint8_t)leg->family,
	    .nh_protocol = KERNEL_PROTOCOL,
	    .nh_flags = leg->onlink ? RTNH_F_ONLINK : 0,
	};
	struct nl_msg *msg = kernel_msg(RTM_NEWNEXTHOP, NLM_F_CREATE | NLM_F_REPLACE, &nhm, sizeof nhm);
	if (msg) {
		nla_put_u32(msg, NHA_ID, leg->id);
		if (!leg->ifindex)
			nla_put_flag(msg, NHA_BLACKHOLE);
		else
			nla_put_u32(msg, NHA_OIF, leg->ifindex);
		if (leg->gateway.family)
			kernel_put_addr(msg, NHA_GATEWAY, &leg->gateway);
	}
	kernel_queue(k, msg, &(struct kernel_op){.id = leg->id});
}

void kernel_group_set(struct kernel *k, const struct kernel_group *group)
{
	struct nhmsg nhm = {.nh_family = AF_UNSPEC, .nh_protocol = KERNEL_PROTOCOL};
	struct nexthop_grp members[KERNEL_GROUP_MAX] = {0};
	for (unsigned i = 0; i < group->count; i++) {
		members[i].id = group->member[i].leg;
		members[i].weight = (uint8_t)(group->member[i].weight - 1);
	}
	struct nl_msg *msg = kernel_msg(RTM_NEWNEXTHOP, NLM_F_CREATE | NLM_F_REPLACE, &nhm, sizeof nhm);
	if (msg) {
		nla_put_u32(msg, NHA_ID, group->id);
		nla_put(msg, NHA_GROUP, (int)(group->count * sizeof members[0]), members);
	}
	kernel_queue(k, msg, &(struct kernel_op){.id = group->id});
}

void kernel_nexthop_del(struct kernel *k, uint32_t id)
{
	struct nhmsg nhm = {.nh_family = AF_UNSPEC};
	struct nl_msg *msg = kernel_msg(RTM_DELNEXTHOP, 0, &nhm, sizeof nhm);
	if (msg)
		nla_put_u32(msg, NHA_ID, id);
	kernel_queue(k, msg, &(struct kernel_op){.id = id, .removal = true});
}

static struct nl_msg *route_msg(int type, int flags, const struct ip_prefix *prefix)
{
	struct rtmsg rtm = {
	    .rtm_family = (uint8_t)prefix->addr.family,
	    .rtm_dst_len = prefix->len,
	    .rtm_table = RT_TABLE_MAIN,
	    .rtm_protocol = KERNEL_PROTOCOL,
	    .rtm_scope = type == RTM_DELROUTE ? RT_SCOPE_NOWHERE : RT_SCOPE_UNIVERSE,
	    .rtm_type = type == RTM_DELROUTE ? RTN_UNSPEC : RTN_UNICAST,
	};
	struct nl_msg *msg = kernel_msg(type, flags, &rtm, sizeof rtm);
	if (msg) {
		kernel_put_addr(msg, RTA_DST, &prefix->addr);
		nla_put_u32(msg, RTA_PRIORITY, KERNEL_METRIC);
	}
	return msg;
}

void kernel_route_set(struct kernel *k, const struct ip_prefix *prefix, uint32_t group)
{
	struct nl_msg *msg = route_msg(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, prefix);
	if (msg)
		nla_put_u32(msg, RTA_NH_ID, group);
	kernel_queue(k, msg, &(struct kernel_op){.id = group, .prefix = *prefix});
}

void kernel_route_del(struct kernel *k, const struct ip_prefix *prefix)
{
	struct nl_msg *msg = route_msg(RTM_DELROUTE, 0, prefix);
	kernel_queue(k, msg, &(struct kernel_op){.prefix = *prefix, .removal = true});
}

/* What an earlier process left ------------------------------------------------------------------------ */

struct fib_dump {
	const struct kernel_found *found;
	void *arg;
};

static bool parse_nexthop(struct nlmsghdr *nlh, struct nlattr **tb)
{
	struct nhmsg *nhm = nlmsg_data(nlh);
	return nlmsg_parse(nlh, sizeof *nhm, tb, NHA_MAX, NULL) == 0 && nhm->nh_protocol == KERNEL_PROTOCOL &&
	       tb[NHA_ID];
}

static void dumped_leg(struct nlmsghdr *nlh, void *arg)
{
	struct fib_dump *dump = arg;
	struct nlattr *tb[NHA_MAX + 1];
	const struct nhmsg *nhm = nlmsg_data(nlh);
	if (!parse_nexthop(nlh, tb) || tb[NHA_GROUP])
		return;
	struct kernel_leg leg = {
	    .id = nla_get_u32(tb[NHA_ID]), .family = nhm->nh_family, .onlink = nhm->nh_flags & RTNH_F_ONLINK};
	if (tb[NHA_OIF])
		leg.ifindex = nla_get_u32(tb[NHA_OIF]);
	if (tb[NHA_GATEWAY])
		leg.gateway = ip_addr_from(
		    nla_len(tb[NHA_GATEWAY]) == 4 ? AF_INET : AF_INET6, nla_data(tb[NHA_GATEWAY]));
	dump->found->leg(dump->arg, &leg);
}

static void dumped_group(struct nlmsghdr *nlh, void *arg)
{
	struct fib_dump *dump = arg;
	struct nlattr *tb[NHA_MAX + 1];
	if (!parse_nexthop(nlh, tb) || !tb[NHA_GROUP])
		return;
	struct kernel_group group = {.id = nla_get_u32(tb[NHA_ID])};
	size_t count = (size_t)nla_len(tb[NHA_GROUP]) / sizeof(struct nexthop_grp);
	for (size_t i = 0; i < count && group.count < KERNEL_GROUP_MAX; i++) {
		struct nexthop_grp member;
		memcpy(&member, (const uint8_t *)nla_data(tb[NHA_GROUP]) + i * sizeof member, sizeof member);
		group.member[group.count].leg = member.id;
		group.member[group.count++].weight = (uint8_t)(member.weight + 1);
	}
	dump->found->group(dump->arg, &group);
}

static void dumped_route(struct nlmsghdr *nlh, void *arg)
{
	struct fib_dump *dump = arg;
	struct nlattr *tb[RTA_MAX + 1];
	const struct rtmsg *rtm = nlmsg_data(nlh);
	struct ip_prefix prefix = {.addr.family = rtm->rtm_family, .len = rtm->rtm_dst_len};
	if (nlmsg_parse(nlh, sizeof *rtm, tb, RTA_MAX, NULL) < 0 || rtm->rtm_protocol != KERNEL_PROTOCOL ||
	    rtm->rtm_table != RT_TABLE_MAIN)
		return;
	if (tb[RTA_DST])
		prefix.addr = ip_addr_from(rtm->rtm_family, nla_data(tb[RTA_DST]));
	dump->found->route(dump->arg, &prefix, tb[RTA_NH_ID] ? nla_get_u32(tb[RTA_NH_ID]) : 0);
}

static int dump_nexthops(struct kernel *k, bool groups, struct fib_dump *dump)
{
	struct nhmsg nhm = {.nh_family = AF_UNSPEC};
	struct nl_msg *msg = kernel_msg(RTM_GETNEXTHOP, NLM_F_DUMP, &nhm, sizeof nhm);
	if (msg && groups)
		nla_put_flag(msg, NHA_GROUPS);
	return kernel_dump(k, msg, groups ? dumped_group : dumped_leg, dump);
}

static int dump_routes(struct kernel *k, uint8_t family, struct fib_dump *dump)
{
	struct rtmsg rtm = {
	    .rtm_family = family, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = KERNEL_PROTOCOL};
	return kernel_dump(k, kernel_msg(RTM_GETROUTE, NLM_F_DUMP, &rtm, sizeof rtm), dumped_route, dump);
}

int kernel_dump_fib(struct kernel *k, const struct kernel_found *found, void *arg)
{
	struct fib_dump dump = {found, arg};
	int error = dump_nexthops(k, false, &dump);
	if (!error)
		error = dump_nexthops(k, true, &dump);
	if (!error)
		error = dump_routes(k, AF_INET, &dump);
	/* Without IPv6 there is no such table. */
	if (!error && dump_routes(k, AF_INET6, &dump) != 0)
		log_debug("no IPv6 routes");
	return error;
}
