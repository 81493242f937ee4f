/* SPDX-License-Identifier: Apache-2.0 */
/* What a device driver says of itself and of its cable. */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "daemons/ribd/kernel.h"

#define MASK_WORDS_MAX 127 /* link_mode_masks_nwords is an __s8 */

static bool ask(int fd, const char *device, void *data)
{
	struct ifreq ifr = {.ifr_data = data};
	snprintf(ifr.ifr_name, sizeof ifr.ifr_name, "%s", device);
	return ioctl(fd, SIOCETHTOOL, &ifr) == 0;
}

static void read_cable(int fd, const char *device, struct kernel_ethtool *e)
{
	uint32_t room[sizeof(struct ethtool_link_settings) / sizeof(uint32_t) + 3 * MASK_WORDS_MAX] = {0};
	struct ethtool_link_settings *link = (struct ethtool_link_settings *)room;
	link->cmd = ETHTOOL_GLINKSETTINGS;
	/* The first answer is only how large the masks are, as a negative number. */
	if (!ask(fd, device, link) || link->link_mode_masks_nwords >= 0)
		return;
	link->link_mode_masks_nwords = (int8_t)-link->link_mode_masks_nwords;
	link->cmd = ETHTOOL_GLINKSETTINGS;
	if (!ask(fd, device, link))
		return;
	e->speed = link->speed == (uint32_t)SPEED_UNKNOWN ? 0 : link->speed;
	e->half = link->duplex == DUPLEX_HALF;
	e->full = link->duplex == DUPLEX_FULL;
}

void kernel_ethtool(const char *device, struct kernel_ethtool *e)
{
	struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	memset(e, 0, sizeof *e);
	if (fd < 0)
		return;
	if (ask(fd, device, &info))
		snprintf(e->driver, sizeof e->driver, "%s", info.driver);
	read_cable(fd, device, e);
	close(fd);
}
