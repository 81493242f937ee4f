/* SPDX-License-Identifier: Apache-2.0 */
/* show ip address INTERFACE dhcp lease. */
#include <string.h>
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const struct layout_line lease_lines[] = {
    {NULL, "Temp IP Addr:{address|0.0.0.0} for peer on interface:{interface}\n"
	   "Temp sub net mask:{mask|0.0.0.0}\n"
	   " DHCP Lease server:{server|ANY}, state:{state_text}\n"},
    {"transaction", " DHCP Transaction id:{transaction}\n"},
    {"lease_seconds",
	" Lease:{lease_seconds} secs, Renewal:{renewal_seconds} secs, Rebind:{rebinding_seconds} secs\n"},
    {"endless", " Lease:Infinite\n"},
    {"router", " Temp default-gateway addr:{router}\n"},
    {"next_seconds", " Next timer fires after:{next_seconds} secs\n"},
    {NULL, " Retry count:{tries}   Client-ID:{client_id|-}\n"},
    {NULL, NULL},
};

/* With the numbers that an ASA gives them; its client has no INIT-REBOOT. */
static const struct {
	const char *state, *text;
} states[] = {
    {"INIT", "0 Initial"},
    {"SELECTING", "1 Selecting"},
    {"REQUESTING", "2 Requesting"},
    {"BOUND", "3 Bound"},
    {"RENEWING", "4 Renewing"},
    {"REBINDING", "5 Rebinding"},
    {"INIT-REBOOT", "6 Init-Reboot"},
    {"REBOOTING", "7 Rebooting"},
};

static void print_lease(struct render *r, json_t *lease)
{
	const char *state = field_str(lease, "state", "");
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
		if (strcmp(states[i].state, state) == 0)
			render_derive(lease, "state_text", "%s", states[i].text);
	if (field_set(lease, "address") && !field_set(lease, "lease_seconds"))
		json_object_set_new(lease, "endless", json_true());
	layout_print(r->out, lease_lines, lease);
}

static void print_list(struct render *r, json_t *header)
{
	if (field_int(header, "count", 0) == 0)
		output_text(r->out, "The address of the interface does not come from a DHCP server\n");
}

const struct render_entry render_dhcp[] = {
    {"dhcp_lease_list", print_list, NULL},
    {"dhcp_lease", print_lease, NULL},
    {NULL, NULL, NULL},
};
