/* SPDX-License-Identifier: Apache-2.0 */
/* The filter of the security levels follows the interfaces that there are. */
#pragma once
#include <stddef.h>

struct filter_iface;
struct ribd;

/* The interfaces that security levels are about: those with a name and a device. `list` has room for all interfaces;
 * their number. */
size_t judge_ifaces(const struct ribd *ribd, struct filter_iface *list);

/* Makes the filter of what interfaces have a name and a device now. */
void judge(struct ribd *ribd);
/* The same in a moment, once for all that happens until then. */
void judge_soon(struct ribd *ribd);
void judge_due(void *ribd); /* ribd->judge_timer */
