/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/sysctl.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "daemons/ribd/kernel.h"
#include "daemons/ribd/undo.h"
#include "lib/log.h"

void sysctl_restore(const char *path, const char *value)
{
	int error = kernel_setting_set(path, value);
	/* A device may have gone with its settings. */
	if (error && error != -ENOENT)
		log_warn("%s cannot be set to %s: %s", path, value, strerror(-error));
}

static void set(struct undo *undo, const char *path, const char *value)
{
	char before[UNDO_VALUE_SIZE];
	if (!kernel_setting_get(path, before, sizeof before) || strcmp(before, value) == 0)
		return;
	undo_note(undo, UNDO_SYSCTL, path, before);
	sysctl_restore(path, value);
}

void sysctl_apply(struct undo *undo)
{
	static const char *const settings[][2] = {
	    {"net/ipv4/ip_forward", "1"}, {"net/ipv6/conf/all/forwarding", "1"},
	    {"net/ipv4/fib_multipath_hash_policy", "1"}, /* ports count, not addresses alone */
	    {"net/ipv6/fib_multipath_hash_policy", "1"}, {"net/ipv4/nexthop_compat_mode", "0"},
	    {"net/ipv4/conf/all/rp_filter", "0"}, /* the stricter of "all" and the device's own holds */
	};
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
		set(undo, settings[i][0], settings[i][1]);
}

void sysctl_apply_device(struct undo *undo, const char *device)
{
	char path[UNDO_NAME_SIZE];
	snprintf(path, sizeof path, "net/ipv4/conf/%s/rp_filter", device);
	set(undo, path, "0");
}
