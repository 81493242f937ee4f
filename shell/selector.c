/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/selector.h"
#include "lib/ipaddr.h"
#include "shell/field.h"
#include "shell/render.h"

void selector_derive(json_t *record, const char *member, const char *low, const char *high)
{
	struct ip_addr a, b;
	const char *low_text = field_str(record, low, "0.0.0.0");
	const char *high_text = field_str(record, high, "255.255.255.255");
	if (ip_addr_parse(low_text, &a) && ip_addr_parse(high_text, &b) && a.family == AF_INET &&
	    b.family == AF_INET) {
		struct in_addr mask = {.s_addr = ~(a.v4.s_addr ^ b.v4.s_addr)};
		char text[IP_ADDR_STRLEN];
		if (ip_mask_len(mask) >= 0 && (a.v4.s_addr & ~mask.s_addr) == 0) {
			struct ip_addr m = ip_addr_from(AF_INET, &mask);
			render_derive(record, member, "%s/%s", low_text, ip_addr_str(&m, text));
			return;
		}
	}
	render_derive(record, member, "%s-%s", low_text, high_text);
}
