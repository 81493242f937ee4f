/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/tun.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "daemons/espd/gso.h"
#include "daemons/espd/inner.h"
#include "daemons/espd/link.h"
#include "lib/log.h"

/* Missing in the kernel headers of Debian 12; Linux 6.2 has them. */
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

#define TUN_FLAGS   (IFF_TUN | IFF_NO_PI)
#define TUN_OFFLOAD (TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6)

static bool attach(int fd, const char *name, int flags)
{
	struct ifreq ifr = {.ifr_flags = (short)flags};
	strncpy(ifr.ifr_name, name, sizeof ifr.ifr_name - 1);
	return ioctl(fd, TUNSETIFF, &ifr) == 0;
}

static void probe_offload(struct tun *tun)
{
	if (!tun->vnet)
		return;
	tun->uso = ioctl(tun->fd, TUNSETOFFLOAD, TUN_OFFLOAD | TUN_F_USO4 | TUN_F_USO6) == 0;
	if (!tun->uso && ioctl(tun->fd, TUNSETOFFLOAD, TUN_OFFLOAD) != 0)
		log_warn("%s: the kernel segments in software: %m", tun->name);
}

bool tun_open(struct tun *tun, const char *name)
{
	*tun = (struct tun){.up = -1, .carrier = -1};
	strncpy(tun->name, name, sizeof tun->name - 1);
	tun->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (tun->fd < 0)
		return false;
	tun->vnet = attach(tun->fd, name, TUN_FLAGS | IFF_VNET_HDR);
	if (!tun->vnet && !attach(tun->fd, name, TUN_FLAGS)) {
		int saved = errno;
		close(tun->fd);
		tun->fd = -1;
		errno = saved;
		return false;
	}
	probe_offload(tun);
	tun_set_carrier(tun, false);
	return true;
}

bool tun_adopt(struct tun *tun, int fd)
{
	struct ifreq ifr = {0};
	if (ioctl(fd, TUNGETIFF, &ifr) != 0 || (ifr.ifr_flags & IFF_TUN) == 0) {
		close(fd);
		return false;
	}
	*tun = (struct tun){.fd = fd, .up = -1, .carrier = -1};
	memcpy(tun->name, ifr.ifr_name, sizeof tun->name);
	tun->name[sizeof tun->name - 1] = '\0';
	tun->vnet = (ifr.ifr_flags & IFF_VNET_HDR) != 0;
	probe_offload(tun);
	return true;
}

void tun_close(struct tun *tun)
{
	if (tun->fd >= 0)
		close(tun->fd);
	tun->fd = -1;
}

void tun_set_up(struct tun *tun, bool up)
{
	if (tun->up == up)
		return;
	if (link_set_up(tun->name, up))
		tun->up = up;
	else
		log_error("%s: cannot set the link %s: %m", tun->name, up ? "up" : "down");
}

void tun_set_carrier(struct tun *tun, bool on)
{
	int value = on;
	if (tun->carrier == on)
		return;
	if (ioctl(tun->fd, TUNSETCARRIER, &value) != 0) {
		log_error("%s: cannot set the carrier: %m", tun->name);
		return;
	}
	tun->carrier = on;
	link_publish_carrier(tun->name);
}

void tun_set_mtu(struct tun *tun, uint32_t mtu)
{
	if (tun->mtu == mtu)
		return;
	if (link_set_mtu(tun->name, mtu))
		tun->mtu = mtu;
	else
		log_error("%s: cannot set MTU %u: %m", tun->name, mtu);
}

ssize_t tun_read(const struct tun *tun, struct virtio_net_hdr *vnet, uint8_t *buf, size_t size)
{
	*vnet = (struct virtio_net_hdr){0};
	struct iovec iov[2] = {{vnet, tun->vnet ? sizeof *vnet : 0}, {buf, size}};
	ssize_t got = readv(tun->fd, tun->vnet ? iov : iov + 1, tun->vnet ? 2 : 1);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	return got - (ssize_t)iov[0].iov_len;
}

static bool write_once(
    const struct tun *tun, const struct virtio_net_hdr *vnet, struct iovec *iov, unsigned count)
{
	struct virtio_net_hdr copy = *vnet;
	iov[0] = (struct iovec){.iov_base = &copy, .iov_len = sizeof copy};
	if (tun->vnet)
		return writev(tun->fd, iov, (int)count) >= 0;
	return writev(tun->fd, iov + 1, (int)count - 1) >= 0;
}

/* The kernel did not take the super-packet as a whole: it gets the packets one by one. */
static bool write_cut(
    const struct tun *tun, const struct virtio_net_hdr *vnet, const struct iovec *iov, unsigned count)
{
	static const struct virtio_net_hdr plain;
	uint8_t linear[INNER_MAX];
	size_t size = 0;
	for (unsigned i = 1; i < count; i++) {
		if (size + iov[i].iov_len > sizeof linear)
			return false;
		memcpy(linear + size, iov[i].iov_base, iov[i].iov_len);
		size += iov[i].iov_len;
	}
	struct inner in;
	struct gso gso;
	if (!inner_parse(&in, linear, size) || !gso_begin(&gso, linear, &in, vnet))
		return false;
	struct gso_segment seg;
	bool ok = true;
	while (gso_next(&gso, &seg)) {
		struct iovec one[2] = {{0}, {.iov_base = seg.data, .iov_len = seg.size}};
		ok &= write_once(tun, &plain, one, 2);
	}
	return ok;
}

bool tun_write(struct tun *tun, const struct virtio_net_hdr *vnet, struct iovec *iov, unsigned count)
{
	bool super = vnet->gso_type != VIRTIO_NET_HDR_GSO_NONE;
	if ((tun->vnet || !super) && write_once(tun, vnet, iov, count))
		return true;
	if (!super || (tun->vnet && errno != EINVAL))
		return false;
	return write_cut(tun, vnet, iov, count);
}
