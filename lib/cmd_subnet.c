/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_subnet.h"
#include <arpa/inet.h>
#include <stdio.h>
#include "lib/cmd_value.h"

/* Nothing of the address may lie outside its mask. */
static bool covered(const struct cmd_sentence *s, struct cmd_match *m)
{
	for (unsigned i = 0; i < s->arg_count; i++) {
		const struct cmd_arg *arg = &s->arg[i];
		if (arg->covers == CMD_NONE || !(m->captured & 1u << arg->covers))
			continue;
		struct ip_prefix p = {
		    .addr = *(const struct ip_addr *)cmd_value_at(&s->arg[arg->covers], m->args),
		    .len = *(const uint8_t *)cmd_value_at(arg, m->args)};
		ip_prefix_mask(&p);
		if (ip_addr_equal(&p.addr, cmd_value_at(&s->arg[arg->covers], m->args)))
			continue;
		char text[IP_PREFIX_STRLEN];
		snprintf(m->reason, sizeof(m->reason),
		    "Invalid address and mask: the address has bits outside the mask; the network is %s",
		    ip_prefix_str(&p, text));
		return false;
	}
	return true;
}

/* An interface has the address of a host; a link of two or a single address has nothing but hosts
 * (RFC 3021). */
static bool is_host(const struct cmd_sentence *s, struct cmd_match *m)
{
	for (unsigned i = 0; i < s->arg_count; i++) {
		const struct cmd_arg *arg = &s->arg[i];
		if (arg->hosts == CMD_NONE || !(m->captured & 1u << arg->hosts))
			continue;
		const struct ip_addr *addr = cmd_value_at(&s->arg[arg->hosts], m->args);
		uint8_t len = *(const uint8_t *)cmd_value_at(arg, m->args);
		uint32_t host = len > 30 ? 0 : ntohl(addr->v4.s_addr) & (UINT32_MAX >> len);
		if (len > 30 || (host != 0 && host != UINT32_MAX >> len))
			continue;
		struct ip_prefix p = {.addr = *addr, .len = len};
		char text[IP_PREFIX_STRLEN];
		ip_prefix_mask(&p);
		snprintf(m->reason, sizeof(m->reason),
		    "this is the %s of %s: give the address of a host in it",
		    host == 0 ? "address" : "broadcast address", ip_prefix_str(&p, text));
		return false;
	}
	return true;
}

bool cmd_subnet_agrees(const struct cmd_sentence *s, struct cmd_match *m)
{
	return covered(s, m) && (m->negated || is_host(s, m));
}
