/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/verdict.h"
#include <string.h>

static struct verdict same_interface(const struct filter_rules *rules)
{
	if (rules->same_way_out)
		return (struct verdict){true, "same-security-traffic permit intra-interface"};
	return (struct verdict){
	    false, "out where it came in: no same-security-traffic permit intra-interface"};
}

static struct verdict equal_levels(const struct filter_rules *rules)
{
	if (rules->between_equal)
		return (struct verdict){true, "same-security-traffic permit inter-interface"};
	return (struct verdict){
	    false, "between equal levels: no same-security-traffic permit inter-interface"};
}

/* In the order of the rules: filter.c. */
struct verdict verdict_of(
    const struct filter_rules *rules, const struct filter_iface *in, const struct filter_iface *out)
{
	if (rules->off)
		return (struct verdict){true, "no security-level enforcement"};
	if (in == NULL || out == NULL)
		return (struct verdict){true, "an interface without a name is not judged"};
	if (in->tunnel && !rules->vpn_judged)
		return (struct verdict){true, "sysopt connection permit-vpn"};
	if (strcmp(in->device, out->device) == 0)
		return same_interface(rules);
	if (in->level == out->level)
		return equal_levels(rules);
	if (in->level < out->level)
		return (struct verdict){false, "from a lower to a higher security level"};
	return (struct verdict){true, "from a higher to a lower security level"};
}
