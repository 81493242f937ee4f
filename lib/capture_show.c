/* SPDX-License-Identifier: Apache-2.0 */
/* show capture: shell/RECORDS.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "cmd_args.h"
#include "lib/capture.h"
#include "lib/cmd.h"
#include "lib/dissect.h"
#include "lib/record.h"

static const char *state_of(const struct capture *c)
{
	if (c->ring.data != NULL && c->ring.state->full)
		return "full";
	if (c->settings->stopped)
		return "stopped";
	return c->points != NULL ? "capturing" : "idle";
}

static json_t *texts(const char *first, size_t step, unsigned count)
{
	json_t *list = json_array();
	for (unsigned i = 0; i < count; i++)
		json_array_append_new(list, json_string(first + i * step));
	return list;
}

static void set_sizes(json_t *r, const struct capture_settings *s)
{
	if (s->buffer_given)
		json_object_set_new(r, "buffer", json_integer(s->buffer));
	if (s->length_given)
		json_object_set_new(r, "packet_length", json_integer(s->packet_length));
	if (s->circular)
		json_object_set_new(r, "circular", json_true());
	if (s->drop[0] != '\0')
		json_object_set_new(r, "drop", json_string(s->drop));
}

static json_t *capture_record(const struct captures *cs, const struct capture *c)
{
	static const char *const kinds[] = {[CAPTURE_RAW_DATA] = "raw-data",
	    [CAPTURE_ISAKMP] = "isakmp",
	    [CAPTURE_ESP] = "esp",
	    [CAPTURE_ASP_DROP] = "asp-drop"};
	static const struct capture_ring_state none;
	const struct capture_settings *s = c->settings;
	const struct capture_ring_state *ring = c->ring.data != NULL ? c->ring.state : &none;
	json_t *r = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I}", "type", "capture", "owner",
	    cs->ops->owner, "name", s->name, "kind", kinds[s->kind], "state", state_of(c), "packets",
	    (json_int_t)ring->packets, "bytes", (json_int_t)ring->bytes, "lost", (json_int_t)ring->lost);
	set_sizes(r, s);
	json_object_set_new(
	    r, "interfaces", texts(s->interface[0], sizeof(s->interface[0]), s->interface_count));
	json_object_set_new(r, "matches", texts(s->match[0], sizeof(s->match[0]), s->match_count));
	return r;
}

void capture_exec_list(struct captures *cs, struct cmd_call *call, const struct cmd_show_capture *args)
{
	const struct capture *c;
	int count = 0;
	LL_COUNT(cs->all, c, count);
	record_send(call->out,
	    json_pack("{s:s, s:s, s:i}", "type", "capture_list", "owner", cs->ops->owner, "count", count));
	LL_FOREACH(cs->all, c)
		record_send(call->out, capture_record(cs, c));
	record_done(call->out);
}

struct answer { /* to show capture NAME */
	const struct captures *cs;
	char name[CAPTURE_NAME_MAX];
	uint64_t place;
	uint32_t left; /* packets that may still be sent */
	bool dump;
};

static json_t *hex(const uint8_t *data, uint32_t size)
{
	static const char digits[] = "0123456789abcdef";
	char *text = malloc(2 * (size_t)size + 1);
	if (text == NULL)
		return NULL;
	for (uint32_t i = 0; i < size; i++) {
		text[2 * i] = digits[data[i] >> 4];
		text[2 * i + 1] = digits[data[i] & 0xf];
	}
	json_t *value = json_stringn(text, 2 * (size_t)size);
	free(text);
	return value;
}

static void set_reason(json_t *r, const struct captures *cs, unsigned reason)
{
	struct capture_reason why = cs->ops->reason(reason);
	json_object_set_new(r, "reason", json_string(why.reason));
	json_object_set_new(r, "text", json_string(why.text));
	if (why.cause != NULL)
		json_object_set_new(r, "cause", json_string(why.cause));
}

static json_t *packet_record(
    const struct answer *a, const struct capture *c, const struct capture_entry *entry, const uint8_t *packet)
{
	static const char *const directions[] = {[CAPTURE_IN] = "in", [CAPTURE_OUT] = "out"};
	const struct capture_settings *s = c->settings;
	json_t *r =
	    json_pack("{s:s, s:I, s:I, s:I}", "type", "capture_packet", "at_usec", (json_int_t)entry->at,
		"length", (json_int_t)entry->length, "captured", (json_int_t)entry->captured);
	if (entry->interface < s->interface_count)
		json_object_set_new(r, "interface", json_string(s->interface[entry->interface]));
	if (entry->direction == CAPTURE_IN || entry->direction == CAPTURE_OUT)
		json_object_set_new(r, "direction", json_string(directions[entry->direction]));
	if (s->kind == CAPTURE_ASP_DROP)
		set_reason(r, a->cs, entry->reason);
	json_object_set_new(r, "link_bytes", json_integer(entry->link));
	dissect(r, packet, entry->captured, entry->link);
	if (a->dump)
		json_object_set_new(r, "data", hex(packet, entry->captured));
	return r;
}

static void answer_go_on(void *arg, struct record_out *out)
{
	static uint8_t packet[65536];
	struct answer *a = arg;
	struct capture_entry entry;
	const struct capture *c = captures_find(a->cs, a->name);
	while (c != NULL && c->ring.data != NULL && a->left > 0 && !record_cancelled(out) &&
	       capture_ring_next(&c->ring, &a->place, &entry, packet, sizeof(packet))) {
		record_send(out, packet_record(a, c, &entry, packet));
		a->left--;
		if (record_congested(out)) {
			record_on_drained(out, answer_go_on, a);
			return;
		}
	}
	record_done(out);
	free(a);
}

void capture_exec_packets(
    struct captures *cs, struct cmd_call *call, const struct cmd_show_capture_packets *args)
{
	const struct capture *c = captures_find(cs, args->name);
	struct answer *a = c != NULL ? calloc(1, sizeof(*a)) : NULL;
	if (a == NULL) {
		record_fail(
		    call->out, c != NULL ? "out of memory" : "Capture <%s> does not exist", args->name);
		return;
	}
	*a = (struct answer){
	    .cs = cs, .left = args->has_count ? args->count : UINT32_MAX, .dump = args->has_dump};
	snprintf(a->name, sizeof(a->name), "%s", args->name);
	json_t *header = json_pack("{s:s, s:s, s:s, s:I}", "type", "capture_packets", "owner", cs->ops->owner,
	    "name", args->name, "packets", (json_int_t)(c->ring.data != NULL ? c->ring.state->packets : 0));
	if (args->has_count)
		json_object_set_new(header, "count", json_integer(args->count));
	if (args->has_detail)
		json_object_set_new(header, "detail", json_true());
	if (args->has_dump)
		json_object_set_new(header, "dump", json_true());
	record_send(call->out, header);
	answer_go_on(a, call->out);
}
