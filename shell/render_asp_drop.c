/* SPDX-License-Identifier: Apache-2.0 */
/* show asp drop: what several daemons count, under one heading for frames and one for flows. */
#include <stdio.h>
#include <string.h>
#include "shell/calendar.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

#define COLUMNS      80  /* a count ends here, */
#define COLUMNS_WIDE 113 /* or here behind a long name */
#define COUNT_ROOM   10

static void print_row(struct render *r, const char *label, long long drops)
{
	size_t length = strlen(label);
	int columns = length + COUNT_ROOM > COLUMNS ? COLUMNS_WIDE : COLUMNS;
	output_printf(r->out, "%s%*lld\n", label, columns > (int)length ? columns - (int)length : 0, drops);
}

static void print_causes(struct render *r, const json_t *drop)
{
	size_t i;
	const json_t *cause;
	char label[160];
	json_array_foreach(json_object_get(drop, "causes"), i, cause) {
		const char *tunnel = field_str(cause, "tunnel", "");
		snprintf(label, sizeof(label), "    %s%s%s (%s)", tunnel, *tunnel ? ": " : "",
		    field_str(cause, "text", ""), field_str(cause, "reason", ""));
		print_row(r, label, field_int(cause, "drops", 0));
	}
}

/* Adds those of the same reason that come later: each reason is one line. */
static void fold(json_t *held)
{
	for (size_t i = 0; i < json_array_size(held); i++) {
		json_t *first = json_array_get(held, i);
		for (size_t j = json_array_size(held); j-- > i + 1;) {
			json_t *other = json_array_get(held, j);
			if (strcmp(field_str(first, "reason", ""), field_str(other, "reason", "")) != 0)
				continue;
			json_int_t sum = field_int(first, "drops", 0) + field_int(other, "drops", 0);
			json_object_set_new(first, "drops", json_integer(sum));
			if (json_object_get(other, "causes") && !json_object_get(first, "causes"))
				json_object_set_new(first, "causes", json_array());
			json_array_extend(json_object_get(first, "causes"), json_object_get(other, "causes"));
			json_array_remove(held, j);
		}
	}
}

static void print_section(struct render *r, const char *section, const char *title, const char *cleared)
{
	size_t i;
	json_t *drop;
	char label[160];
	const char *only = field_str(r->header, "section", section);
	if (strcmp(only, section) != 0)
		return;
	output_printf(r->out, "%s%s:\n", r->rows++ ? "\n" : "", title);
	json_array_foreach(r->held, i, drop) {
		if (strcmp(field_str(drop, "section", ""), section) != 0)
			continue;
		snprintf(label, sizeof(label), "  %s (%s)", field_str(drop, "text", ""),
		    field_str(drop, "reason", ""));
		print_row(r, label, field_int(drop, "drops", 0));
		if (field_bool(r->header, "detail"))
			print_causes(r, drop);
	}
	calendar_derive(r->header, "cleared_text", cleared, "%H:%M:%S UTC %b %-d %Y");
	layout_text(r->out, "\nLast clearing: {cleared_text|Never}\n", r->header);
	json_object_del(r->header, "cleared_text");
}

static void print_drops(struct render *r)
{
	fold(r->held);
	print_section(r, "frame", "Frame drop", "frame_cleared_at");
	print_section(r, "flow", "Flow drop", "flow_cleared_at");
}

/* Headers of further daemons come between: what they know is added. */
static void take(struct render *r, json_t *record)
{
	if (strcmp(field_str(record, "type", ""), "asp_drop") == 0)
		json_array_append(r->held, record);
	else
		json_object_update_missing(r->header, record);
}

static const struct render_entry rest = {"asp_drop", take, print_drops};

static void print_list(struct render *r, json_t *header)
{
	render_keep_header(r, header);
	render_take_rest(r, &rest);
}

const struct render_entry render_asp_drop[] = {
    {"asp_drop_list", print_list, NULL},
    {NULL, NULL, NULL},
};
