/* SPDX-License-Identifier: Apache-2.0 */
/* packet-tracer: the phases that ribd answers, behind them the tunnel's, and the result. The first that drops is the last. */
#include <string.h>
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static bool drops(const json_t *record)
{
	return strcmp(field_str(record, "result", ""), "drop") == 0;
}

static const json_t *find(const json_t *held, const char *type, const char *tunnel)
{
	size_t i;
	const json_t *record;
	json_array_foreach(held, i, record)
		if (strcmp(field_str(record, "type", ""), type) == 0 &&
		    (tunnel == NULL || strcmp(field_str(record, "tunnel", ""), tunnel) == 0))
			return record;
	return NULL;
}

static void print_head(struct render *r, const char *type, const char *subtype, bool dropped)
{
	output_printf(r->out, "\nPhase: %zu\nType: %s\nSubtype: %s\nResult: %s\n", ++r->rows, type, subtype,
	    dropped ? "DROP" : "ALLOW");
}

static void print_lines(struct render *r, const json_t *phase, const char *member)
{
	size_t i;
	const json_t *line;
	json_array_foreach(json_object_get(phase, member), i, line)
		output_printf(r->out, "%s\n", json_string_value(line));
}

/* Why a tunnel is down, as iked has it. */
static void print_down(struct render *r, const char *tunnel)
{
	static const struct layout_line lines[] = {
	    {NULL, "{tunnel} to {remote} is down: {reason}"},
	    {"retry_seconds", "; next attempt in {retry_seconds} seconds"},
	    {NULL, "\n"},
	    {NULL, NULL},
	};
	const json_t *down = find(r->held, "ike_tunnel_down", tunnel);
	if (down != NULL)
		layout_print(r->out, lines, down);
}

static void print_all_down(struct render *r, const json_t *result)
{
	size_t i;
	const json_t *tunnel;
	json_array_foreach(json_object_get(result, "tunnels_down"), i, tunnel)
		print_down(r, json_string_value(tunnel));
}

static void print_phase(struct render *r, const json_t *phase, const json_t *result)
{
	print_head(r, field_str(phase, "phase", ""), field_str(phase, "subtype", ""), drops(phase));
	output_text(r->out, "Config:\n");
	print_lines(r, phase, "config");
	output_text(r->out, "Additional Information:\n");
	print_lines(r, phase, "info");
	const char *name = field_str(phase, "phase", "");
	if (strcmp(name, "INPUT-ROUTE-LOOKUP") == 0 || (strcmp(name, "INPUT-INTERFACE") == 0 && drops(phase)))
		print_all_down(r, result);
}

static void print_tunnel(struct render *r, const json_t *tunnel)
{
	static const struct layout_line lines[] = {
	    {NULL, "Config:\nAdditional Information:\n"},
	    {"spi", "{tunnel}: ESP from {local} to {remote}, outbound SPI {spi:08X}{udp_text|}\n"},
	    {"spi", "Packets of at most {tunnel_mtu} bytes pass whole; TCP MSS at most {mss}\n"},
	    {"cause", "{tunnel}: {cause}\n"},
	    {NULL, NULL},
	};
	json_t *copy = json_copy((json_t *)tunnel);
	if (field_bool(copy, "udp_encap"))
		render_derive(copy, "udp_text", ", in UDP");
	print_head(r, "VPN", "encrypt", drops(tunnel));
	layout_print(r->out, lines, copy);
	json_decref(copy);
	if (drops(tunnel))
		print_down(r, field_str(tunnel, "tunnel", ""));
}

static void print_result(struct render *r, const json_t *result, const json_t *last)
{
	static const struct layout_line lines[] = {
	    {NULL, "\nResult:\ninput-interface: {input_interface}\ninput-status: {input_status}\n"},
	    {NULL, "input-line-status: {input_line_status}\n"},
	    {"output_interface", "output-interface: {output_interface}\n"},
	    {"output_status", "output-status: {output_status}\noutput-line-status: {output_line_status}\n"},
	    {NULL, NULL},
	};
	bool dropped = strcmp(field_str(result, "action", ""), "drop") == 0;
	layout_print(r->out, lines, result);
	output_printf(r->out, "Action: %s\n", dropped || drops(last) ? "drop" : "allow");
	if (!dropped && drops(last))
		result = last;
	if (field_set(result, "reason"))
		output_printf(r->out, "Drop-reason: (%s) %s\n", field_str(result, "reason", ""),
		    field_str(result, "text", ""));
	output_text(r->out, "\n");
}

/* Without its tunnel in espd's answer nothing is known of how it goes on. */
static void print_trace(struct render *r)
{
	size_t i;
	const json_t *phase, *result = find(r->held, "tracer_result", NULL);
	json_array_foreach(r->held, i, phase)
		if (strcmp(field_str(phase, "type", ""), "tracer_phase") == 0)
			print_phase(r, phase, result);
	if (result == NULL)
		return;
	const char *name = field_str(result, "tunnel", "");
	const json_t *tunnel = strcmp(field_str(result, "action", ""), "allow") == 0 && *name != '\0'
				   ? find(r->held, "tracer_tunnel", name)
				   : NULL;
	if (tunnel != NULL)
		print_tunnel(r, tunnel);
	print_result(r, result, tunnel);
}

static void take(struct render *r, json_t *record)
{
	json_array_append(r->held, record);
}

static void begin(struct render *r, json_t *first)
{
	static const struct render_entry rest = {"tracer_phase", take, print_trace};
	render_keep_header(r, first);
	render_take_rest(r, &rest);
	take(r, first);
}

const struct render_entry render_tracer[] = {
    {"tracer_phase", begin, NULL},
    {NULL, NULL, NULL},
};
