/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/link.h"
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static bool control(unsigned long request, struct ifreq *ifr)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	bool ok = ioctl(fd, request, ifr) == 0;
	int saved = errno;
	close(fd);
	errno = saved;
	return ok;
}

static struct ifreq request_for(const char *device)
{
	struct ifreq ifr = {0};
	strncpy(ifr.ifr_name, device, sizeof ifr.ifr_name - 1);
	return ifr;
}

bool link_set_up(const char *device, bool up)
{
	struct ifreq ifr = request_for(device);
	if (!control(SIOCGIFFLAGS, &ifr))
		return false;
	if (((ifr.ifr_flags & IFF_UP) != 0) == up)
		return true;
	ifr.ifr_flags = (short)(up ? ifr.ifr_flags | IFF_UP : ifr.ifr_flags & ~IFF_UP);
	return control(SIOCSIFFLAGS, &ifr);
}

bool link_set_mtu(const char *device, uint32_t mtu)
{
	struct ifreq ifr = request_for(device);
	ifr.ifr_mtu = (int)mtu;
	return control(SIOCSIFMTU, &ifr);
}

uint32_t link_mtu(const char *device)
{
	struct ifreq ifr = request_for(device);
	return control(SIOCGIFMTU, &ifr) && ifr.ifr_mtu > 0 ? (uint32_t)ifr.ifr_mtu : 0;
}

void link_publish_carrier(const char *device)
{
	struct ethtool_value value = {.cmd = ETHTOOL_GLINK};
	struct ifreq ifr = request_for(device);
	ifr.ifr_data = (void *)&value;
	control(SIOCETHTOOL, &ifr);
}

static int send_removal(struct nl_sock *sock, unsigned ifindex)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC, .ifi_index = (int)ifindex};
	struct nl_msg *msg = nlmsg_alloc_simple(RTM_DELLINK, NLM_F_ACK);
	if (msg == NULL)
		return -NLE_NOMEM;
	int err = nlmsg_append(msg, &info, sizeof info, NLMSG_ALIGNTO);
	if (err == 0)
		err = nl_send_sync(sock, msg);
	else
		nlmsg_free(msg);
	return err;
}

bool link_remove(const char *device)
{
	unsigned ifindex = if_nametoindex(device);
	if (ifindex == 0)
		return true;
	struct nl_sock *sock = nl_socket_alloc();
	if (sock == NULL)
		return false;
	int err = nl_connect(sock, NETLINK_ROUTE);
	if (err == 0)
		err = send_removal(sock, ifindex);
	nl_socket_free(sock);
	if (err != 0)
		errno = err == -NLE_PERM ? EPERM : EIO;
	return err == 0;
}
