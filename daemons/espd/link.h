/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of network devices that are set through the kernel's control calls. Needs CAP_NET_ADMIN. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Each returns false with errno set. */
bool link_set_up(const char *device, bool up);
bool link_set_mtu(const char *device, uint32_t mtu);
/* Removes a device that was made by software, whoever still holds descriptors of it. */
bool link_remove(const char *device);
