/* SPDX-License-Identifier: Apache-2.0 */
/* Devices that ribd makes, over rtnetlink. */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/if_vlan.h>
#include <netlink/attr.h>
#include "daemons/ribd/kernel_netlink.h"

/* Bound loosely, the device's own `shutdown` decides whether it is up, not that of the device below. */
static void put_vlan(struct nl_msg *msg, uint16_t vlan)
{
	struct ifla_vlan_flags flags = {.flags = VLAN_FLAG_LOOSE_BINDING | VLAN_FLAG_REORDER_HDR};
	flags.mask = flags.flags;
	struct nlattr *data = nla_nest_start(msg, IFLA_INFO_DATA);
	nla_put_u16(msg, IFLA_VLAN_ID, vlan);
	nla_put(msg, IFLA_VLAN_FLAGS, sizeof flags, &flags);
	nla_nest_end(msg, data);
}

static int make_kind(struct kernel *k, const struct kernel_made *made, const char *kind)
{
	struct ifinfomsg ifi = {.ifi_family = AF_UNSPEC};
	struct nl_msg *msg = kernel_msg(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifi, sizeof ifi);
	if (!msg)
		return -ENOMEM;
	nla_put_string(msg, IFLA_IFNAME, made->device);
	nla_put_u32(msg, IFLA_GROUP, KERNEL_GROUP);
	if (made->parent)
		nla_put_u32(msg, IFLA_LINK, made->parent);
	struct nlattr *info = nla_nest_start(msg, IFLA_LINKINFO);
	nla_put_string(msg, IFLA_INFO_KIND, kind);
	if (made->vlan)
		put_vlan(msg, made->vlan);
	nla_nest_end(msg, info);
	return kernel_request(k, msg);
}

/* A kernel without dummy devices may have those of the "ifb" kind, which drop what is sent to them as well. */
int kernel_link_make(struct kernel *k, const struct kernel_made *made)
{
	if (made->vlan)
		return make_kind(k, made, "vlan");
	int error = make_kind(k, made, "dummy");
	return error == -EOPNOTSUPP ? make_kind(k, made, "ifb") : error;
}

int kernel_link_remove(struct kernel *k, uint32_t ifindex)
{
	struct ifinfomsg ifi = {.ifi_index = (int)ifindex};
	return kernel_request(k, kernel_msg(RTM_DELLINK, 0, &ifi, sizeof ifi));
}
