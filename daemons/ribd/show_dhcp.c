/* SPDX-License-Identifier: Apache-2.0 */
/* show ip address INTERFACE dhcp lease: records as shell/RECORDS.md has them. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "cmd_ribd.h"
#include "daemons/ribd/dhcp.h"
#include "daemons/ribd/ribd.h"
#include "lib/loop.h"
#include "lib/record.h"

static void set_addr(json_t *record, const char *member, uint32_t addr)
{
	char text[IP_ADDR_STRLEN];
	struct ip_addr a = ip_addr_from(AF_INET, &addr);
	if (addr)
		json_object_set_new(record, member, json_string(ip_addr_str(&a, text)));
}

static void set_seconds(json_t *record, const char *member, int64_t seconds)
{
	json_object_set_new(record, member, json_integer((json_int_t)seconds));
}

static void set_lease(json_t *record, const struct dhcp_lease *lease, int64_t now)
{
	set_addr(record, "address", lease->address);
	set_addr(record, "mask", ip_len_mask((int)lease->len).s_addr);
	set_addr(record, "server", lease->server);
	set_addr(record, "router", lease->router);
	if (lease->seconds == DHCP_INFINITE)
		return;
	set_seconds(record, "lease_seconds", lease->seconds);
	set_seconds(record, "renewal_seconds", lease->renewal);
	set_seconds(record, "rebinding_seconds", lease->rebinding);
	set_seconds(record, "left_seconds", (dhcp_lease_end(lease) - now) / LOOP_SEC);
}

/* A text as it is, anything else as hexadecimal digits. */
static void set_client_id(json_t *record, const struct dhcp_identity *id)
{
	char text[2 * DHCP_CLIENT_ID_MAX + 1] = "";
	if (id->client_id[0] == 0)
		snprintf(text, sizeof text, "%.*s", id->client_id_size - 1, (const char *)id->client_id + 1);
	for (unsigned i = 0; id->client_id[0] != 0 && i < id->client_id_size; i++)
		snprintf(text + 2 * i, 3, "%02x", id->client_id[i]);
	json_object_set_new(record, "client_id", json_string(text));
}

static void set_status(json_t *record, const struct dhcp_status *status)
{
	char text[16];
	json_object_set_new(record, "state", json_string(dhcp_state_str(status->state)));
	snprintf(text, sizeof text, "0x%x", status->xid);
	json_object_set_new(record, "transaction", json_string(text));
	if (status->next_seconds)
		set_seconds(record, "next_seconds", status->next_seconds);
	set_seconds(record, "tries", status->tries);
}

static void send_lease(const struct ribd *ribd, struct record_out *out, const struct iface_config *c)
{
	struct dhcp_status status = {0};
	const struct dhcp_lease *lease = dhcp_lease_of(ribd->dhcp, c->name);
	const struct dhcp_identity *id = dhcp_identity_of(ribd->dhcp, c->name);
	json_t *record = json_pack("{s:s, s:s, s:s}", "type", "dhcp_lease", "interface",
	    c->nameif[0] ? c->nameif : c->name, "name", c->name);
	dhcp_status_of(ribd->dhcp, c->name, &status);
	set_status(record, &status);
	if (lease)
		set_lease(record, lease, loop_now(ribd->loop));
	if (id)
		set_client_id(record, id);
	json_object_set_new(record, "setroute", json_boolean(c->setroute));
	record_send(out, record);
}

static bool is_meant(const struct iface_config *c, const char *name, bool all)
{
	return c->dhcp && (all || strcasecmp(c->name, name) == 0 || strcasecmp(c->nameif, name) == 0);
}

void ribd_exec_show_ip_address_dhcp_lease(
    struct ribd *ribd, struct cmd_call *call, const struct cmd_show_ip_address_dhcp_lease *args)
{
	size_t count = 0;
	if (!iface_find(&ribd->ifaces, args->interface) && !iface_by_nameif(&ribd->ifaces, args->interface)) {
		record_fail(call->out, "%% there is no interface %s", args->interface);
		return;
	}
	for (size_t i = 0; i < ribd->ifaces.count; i++)
		count += is_meant(&ribd->ifaces.all[i]->config, args->interface, args->has_all);
	record_send(
	    call->out, json_pack("{s:s, s:I}", "type", "dhcp_lease_list", "count", (json_int_t)count));
	for (size_t i = 0; i < ribd->ifaces.count; i++)
		if (is_meant(&ribd->ifaces.all[i]->config, args->interface, args->has_all))
			send_lease(ribd, call->out, &ribd->ifaces.all[i]->config);
	record_done(call->out);
}
