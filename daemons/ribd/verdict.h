/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules of filter.h do with the first packet of a flow, in words. */
#pragma once
#include "daemons/ribd/filter.h"

struct verdict {
	bool allowed;
	const char *rule; /* that decides */
};

/* From one interface to another; NULL: that one has no name and is not judged. */
struct verdict verdict_of(
    const struct filter_rules *rules, const struct filter_iface *in, const struct filter_iface *out);
