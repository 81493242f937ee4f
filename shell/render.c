/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/render.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "shell/field.h"

static const struct render_entry *const areas[] = {render_ike, render_ipsec, render_bgp, render_bfd,
    render_route, render_interface, render_neighbor, render_system, render_session, render_asp_drop,
    render_machine, render_track, render_history, render_configuration, render_debug, render_dhcp, render_ca,
    render_logging, render_capture, render_tracer};

static const struct render_entry *find_entry(const char *type)
{
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++) {
		for (const struct render_entry *e = areas[i]; e->type; e++) {
			if (strcmp(e->type, type) == 0)
				return e;
		}
	}
	return NULL;
}

void render_begin(struct render *r, struct output *out, bool json)
{
	*r = (struct render){.out = out, .json = json};
}

static void print_json(struct render *r, const json_t *record)
{
	char *text = json_dumps(record, JSON_COMPACT);
	output_text(r->out, r->count == 1 ? "[\n" : ",\n");
	output_text(r->out, text ? text : "null");
	free(text);
}

static void print_unknown(struct render *r, const json_t *record)
{
	const char *name;
	json_t *value;
	if (r->count > 1)
		output_text(r->out, "\n");
	json_object_foreach((json_t *)record, name, value) {
		char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		bool plain = json_is_string(value);
		output_printf(r->out, "%-24s : %s\n", name, plain ? json_string_value(value) : text);
		free(text);
	}
}

static void end_group(struct render *r, const struct render_entry *next)
{
	if (r->holder && r->holder != next && r->holder->end)
		r->holder->end(r);
	r->holder = next;
}

void render_record(struct render *r, json_t *record)
{
	r->count++;
	if (r->json) {
		print_json(r, record);
		json_decref(record);
		return;
	}
	const struct render_entry *entry =
	    r->taker != NULL ? r->taker : find_entry(field_str(record, "type", ""));
	end_group(r, entry);
	if (entry)
		entry->print(r, record);
	else
		print_unknown(r, record);
	json_decref(record);
}

void render_text(struct render *r, const char *text)
{
	if (r->json) {
		render_record(r, json_pack("{s:s, s:s}", "type", "text", "line", text));
		return;
	}
	r->count++;
	end_group(r, NULL);
	output_text(r->out, text);
	output_text(r->out, "\n");
}

void render_drop(struct render *r)
{
	json_decref(r->header);
	json_decref(r->held);
	r->header = r->held = NULL;
	r->holder = r->taker = NULL;
}

void render_end(struct render *r)
{
	end_group(r, NULL);
	if (r->json)
		output_text(r->out, r->count ? "\n]\n" : "[]\n");
	render_drop(r);
}

void render_keep_header(struct render *r, json_t *record)
{
	json_decref(r->header);
	r->header = json_incref(record);
	r->rows = 0;
	r->last_prefix[0] = '\0';
}

void render_take_rest(struct render *r, const struct render_entry *entry)
{
	if (r->taker != NULL)
		return;
	r->taker = r->holder = entry;
	json_decref(r->held);
	r->held = json_array();
}

void render_derive(json_t *record, const char *member, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	int size = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (size < 0)
		return;
	json_object_set_new(record, member, json_string(text));
	free(text);
}
