/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of network devices that are set through the kernel's control calls. Needs CAP_NET_ADMIN. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Each returns false with errno set. */
bool link_set_up(const char *device, bool up);
bool link_set_mtu(const char *device, uint32_t mtu);
/* 0 when there is no such device. */
uint32_t link_mtu(const char *device);
/* Removes a device that was made by software, whoever still holds descriptors of it. */
bool link_remove(const char *device);
/* Makes the kernel tell of a changed carrier now: by itself it does so up to a second later (its link watch
 * runs once a second), and routes stay that long on a tunnel that is down. Whoever asks for the link state
 * makes it catch up, from Linux 6.8 on; an older one just takes its time. */
void link_publish_carrier(const char *device);
