/* SPDX-License-Identifier: Apache-2.0 */
/* Names of interfaces as an operator types them: "gi0/0", "tunnel 1", "eth0". */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define CMD_IFNAME_SIZE 49 /* bytes, terminator included: a nameif is as long */

enum cmd_ifname_fit {
	CMD_IFNAME_NO,
	CMD_IFNAME_TYPED, /* a known type and number: spelled in full in `dst` */
	CMD_IFNAME_FREE,  /* may be a device of Linux or a nameif: as it is */
	CMD_IFNAME_BAD,   /* a known type with a wrong number */
	CMD_IFNAME_REFUSED, /* a known type that is not made here: `dst` holds what Linux would call such a device */
};

/* Looks at `word`; when it is a type without number, also at the word behind it. `*used` is the number of
 * bytes from the beginning of `word` that belong to the name. */
enum cmd_ifname_fit cmd_ifname_read(const char *word, size_t len, char dst[CMD_IFNAME_SIZE], size_t *used);
/* Order in which interfaces are printed: physical, management, port-channel, loopback, tunnel; then by number. */
int cmd_ifname_cmp(const char *a, const char *b);
