/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A TUN device with vnet header: one read or write moves a super-packet of up to 64 KB where the kernel
 * offers it. The device exists as long as somebody holds a descriptor of it, which posternd does while the
 * process is being replaced.
 */
#pragma once
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

struct tun {
	int fd;
	char name[IF_NAMESIZE];
	bool vnet; /* a vnet header goes in front of each packet */
	bool uso;  /* UDP super-packets in both directions */
	int8_t up; /* what was set last; -1: not known */
	int8_t carrier;
	uint32_t mtu;
};

/* Creates the device, without carrier. False with errno set. */
bool tun_open(struct tun *tun, const char *name);
/* Goes on with the device of a predecessor; takes `fd`. False (fd closed) when it is not one. */
bool tun_adopt(struct tun *tun, int fd);
void tun_close(struct tun *tun);

/* Each does nothing when it is so already; a failure is logged. */
void tun_set_up(struct tun *tun, bool up);
void tun_set_carrier(struct tun *tun, bool on);
void tun_set_mtu(struct tun *tun, uint32_t mtu);

/* Reads one (super-)packet into `buf`. Its size; 0 when there is none, -1 with errno when the device is
 * unusable for now. */
ssize_t tun_read(const struct tun *tun, struct virtio_net_hdr *vnet, uint8_t *buf, size_t size);
/* Writes the packet in iov[1] … iov[count - 1]; iov[0] is this function's. False with errno set. */
bool tun_write(struct tun *tun, const struct virtio_net_hdr *vnet, struct iovec *iov, unsigned count);
