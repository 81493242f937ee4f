/* SPDX-License-Identifier: Apache-2.0 */
/* postern-ribd: interfaces, routes and the kernel. */
#include <linux/capability.h>
#include "daemons/ribd/ribd.h"
#include "cmd_ribd.h"
#include "lib/daemon.h"

/* Devices, addresses, routes and their settings; echo requests and DHCP from raw sockets; the DHCP client's port. */
static const int caps[] = {CAP_NET_ADMIN, CAP_NET_RAW, CAP_NET_BIND_SERVICE, -1};

static const struct daemon_ops ops = {
    .name = "ribd",
    .owner = &cmd_owner_ribd,
    .caps = caps,
    .open = ribd_open,
    .restore = ribd_restore,
    .restored = ribd_restored,
    .model_new = ribd_model_new,
    .model_apply = ribd_model_apply,
    .model_free = ribd_model_free,
    .stop = ribd_stop,
    .close = ribd_close,
};

int main(int argc, char **argv)
{
	return daemon_main(&ops, argc, argv);
}
