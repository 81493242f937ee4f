/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/route.h"
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include "daemons/espd/link.h"

#define HOST_BITS 32

/* The metrics of a route that an ICMP message has changed expire, those of the configuration do not. */
static void take_metrics(struct nlattr *const attrs[], struct route_mtu *mtu)
{
	struct nlattr *metrics[RTAX_MAX + 1];
	if (attrs[RTA_METRICS] == NULL || nla_parse_nested(metrics, RTAX_MAX, attrs[RTA_METRICS], NULL) < 0 ||
	    metrics[RTAX_MTU] == NULL)
		return;
	struct rta_cacheinfo cache = {0};
	if (attrs[RTA_CACHEINFO] != NULL)
		nla_memcpy(&cache, attrs[RTA_CACHEINFO], sizeof cache);
	if (cache.rta_expires != 0)
		mtu->path = nla_get_u32(metrics[RTAX_MTU]);
	else
		mtu->media = nla_get_u32(metrics[RTAX_MTU]);
}

static int take(struct nl_msg *msg, void *arg)
{
	struct route_mtu *mtu = arg;
	struct nlattr *attrs[RTA_MAX + 1];
	char device[IF_NAMESIZE];
	struct nlmsghdr *h = nlmsg_hdr(msg);
	if (h->nlmsg_type != RTM_NEWROUTE || nlmsg_parse(h, sizeof(struct rtmsg), attrs, RTA_MAX, NULL) < 0)
		return NL_SKIP;
	if (attrs[RTA_OIF] != NULL && if_indextoname(nla_get_u32(attrs[RTA_OIF]), device) != NULL)
		mtu->media = link_mtu(device);
	take_metrics(attrs, mtu);
	return NL_STOP;
}

static bool ask(struct nl_sock *sock, struct in_addr local, struct in_addr remote)
{
	struct rtmsg rt = {.rtm_family = AF_INET, .rtm_dst_len = HOST_BITS, .rtm_src_len = HOST_BITS};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETROUTE, 0);
	if (msg == NULL)
		return false;
	bool ok = nlmsg_append(msg, &rt, sizeof rt, NLMSG_ALIGNTO) == 0 &&
		  nla_put(msg, RTA_DST, sizeof remote, &remote) == 0 &&
		  nla_put(msg, RTA_SRC, sizeof local, &local) == 0 && nl_send_auto(sock, msg) >= 0;
	nlmsg_free(msg);
	return ok;
}

bool route_mtu_of(struct in_addr local, struct in_addr remote, struct route_mtu *mtu)
{
	*mtu = (struct route_mtu){0};
	struct nl_sock *sock = nl_socket_alloc();
	if (sock == NULL)
		return false;
	nl_socket_disable_auto_ack(sock); /* the route itself is the answer */
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, take, mtu);
	if (nl_connect(sock, NETLINK_ROUTE) == 0 && ask(sock, local, remote))
		nl_recvmsgs_default(sock);
	nl_socket_free(sock);
	return mtu->media != 0;
}
