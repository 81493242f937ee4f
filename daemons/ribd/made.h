/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices that ribd makes: the VLAN below a sub-interface (`interface GigabitEthernet0/1.10` with `vlan 10`) and
 * the device of `interface LoopbackN`. They carry the mark KERNEL_GROUP from the moment they exist, so that a successor
 * knows them after kill -9. A device without it is never changed into another and never removed: one that already has the
 * name is used as it is.
 */
#pragma once
#include <stdbool.h>
#include "daemons/ribd/iface.h"

/* ribd makes the device: a loopback, a sub-interface. */
bool made_wanted(const struct iface_config *c);
/* The Linux name of the device that would be made for the interface: "Gi0_1.10" for GigabitEthernet0/1.10, else the
 * interface's own. False, with an empty name, when none would, or when the name is longer than Linux allows. */
bool made_name(const struct iface_config *c, char device[IF_NAMESIZE]);
/* "GigabitEthernet0/1.10", "eth0.10": stands on another interface, and has a VLAN number. */
bool made_is_sub(const struct iface_config *c);
/* Makes the devices that are missing, removes ours that nobody wants any more. The kernel's notifications do the rest. */
void made_refresh(struct iface_table *t);
/* At the end of the instance. */
void made_remove_all(struct iface_table *t);
/* A sub-interface needs this interface's device, which therefore has to be up. */
bool made_carries(const struct iface_table *t, const struct iface *iface);
/* Why an interface has no device, in words; NULL when it is not one of these. */
const char *made_missing(const struct iface_table *t, const struct iface *iface);
