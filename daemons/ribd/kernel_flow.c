/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/kernel_flow.h"
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <string.h>

static int on_route(struct nl_msg *msg, void *arg)
{
	struct flow_way *way = arg;
	struct nlattr *attrs[RTA_MAX + 1];
	struct nlmsghdr *h = nlmsg_hdr(msg);
	const struct rtmsg *rt = nlmsg_data(h);
	if (h->nlmsg_type != RTM_NEWROUTE || nlmsg_parse(h, sizeof(*rt), attrs, RTA_MAX, NULL) < 0)
		return NL_SKIP;
	way->type = rt->rtm_type;
	way->error = 0;
	if (attrs[RTA_OIF])
		way->ifindex = nla_get_u32(attrs[RTA_OIF]);
	if (attrs[RTA_GATEWAY])
		way->gateway = ip_addr_from(rt->rtm_family, nla_data(attrs[RTA_GATEWAY]));
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	((struct flow_way *)arg)->error = -error->error;
	return NL_STOP;
}

/* The kernel takes ports of TCP and UDP into its hash, and refuses them with another protocol. */
static int put_ports(struct nl_msg *msg, const struct flow *flow)
{
	if (flow->protocol != IPPROTO_TCP && flow->protocol != IPPROTO_UDP)
		return 0;
	int error = nla_put_u16(msg, RTA_SPORT, htons(flow->source_port));
	return error ? error : nla_put_u16(msg, RTA_DPORT, htons(flow->destination_port));
}

static struct nl_msg *question(const struct flow *flow)
{
	int size = (int)ip_addr_size(&flow->source);
	struct rtmsg rt = {.rtm_family = (unsigned char)flow->source.family,
	    .rtm_dst_len = (unsigned char)(8 * size),
	    .rtm_src_len = (unsigned char)(8 * size)};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETROUTE, 0);
	if (!msg)
		return NULL;
	if (nlmsg_append(msg, &rt, sizeof rt, NLMSG_ALIGNTO) == 0 &&
	    nla_put(msg, RTA_DST, size, flow->destination.bytes) == 0 &&
	    nla_put(msg, RTA_SRC, size, flow->source.bytes) == 0 &&
	    nla_put_u32(msg, RTA_IIF, flow->ifindex) == 0 &&
	    nla_put_u8(msg, RTA_IP_PROTO, flow->protocol) == 0 && put_ports(msg, flow) == 0)
		return msg;
	nlmsg_free(msg);
	return NULL;
}

static bool ask(struct nl_sock *sock, const struct flow *flow)
{
	struct nl_msg *msg = nl_connect(sock, NETLINK_ROUTE) == 0 ? question(flow) : NULL;
	bool ok = msg && nl_send_auto(sock, msg) >= 0;
	if (msg)
		nlmsg_free(msg);
	if (ok)
		nl_recvmsgs_default(sock);
	return ok;
}

bool kernel_flow_way(const struct flow *flow, struct flow_way *way)
{
	struct nl_sock *sock = nl_socket_alloc();
	*way = (struct flow_way){0};
	if (!sock)
		return false;
	nl_socket_disable_auto_ack(sock); /* the route itself is the answer */
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_route, way);
	nl_socket_modify_err_cb(sock, NL_CB_CUSTOM, on_error, way);
	bool ok = ask(sock, flow);
	nl_socket_free(sock);
	return ok;
}
