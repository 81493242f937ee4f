/* SPDX-License-Identifier: Apache-2.0 */
/* show capture: what several daemons have captured, put together in the order of time. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "shell/calendar.h"
#include "shell/field.h"
#include "shell/packet.h"
#include "shell/render.h"

#define DUMP_ROW 16 /* bytes of a line of a dump */

/* ---- the list ---- */

static void print_words(struct render *r, const json_t *capture, const char *member, const char *fmt)
{
	size_t i;
	const json_t *word;
	json_array_foreach(json_object_get(capture, member), i, word)
		output_printf(r->out, fmt, json_string_value(word));
}

static void print_number(struct render *r, const json_t *capture, const char *member, const char *word)
{
	if (field_set(capture, member))
		output_printf(r->out, " %s %lld", word, (long long)field_int(capture, member, 0));
}

static const char *state_text(const char *state)
{
	static const char *const texts[][2] = {
	    {"capturing", "Capturing"}, {"full", "Buffer Full"}, {"stopped", "Stopped"}, {"idle", "Idle"}};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i][0], state) == 0)
			return texts[i][1];
	return state;
}

static void print_capture(struct render *r, const json_t *capture)
{
	const char *kind = field_str(capture, "kind", "");
	bool drops = strcmp(kind, "asp-drop") == 0;
	output_printf(r->out, "capture %s type %s", field_str(capture, "name", ""), kind);
	if (drops)
		output_printf(r->out, " %s", field_str(capture, "drop", "all"));
	print_number(r, capture, "buffer", "buffer");
	print_number(r, capture, "packet_length", "packet-length");
	if (field_bool(capture, "circular"))
		output_text(r->out, " circular-buffer");
	print_words(r, capture, "interfaces", " interface %s");
	output_printf(r->out, " [%s - %lld bytes]\n", state_text(field_str(capture, "state", "")),
	    (long long)field_int(capture, "bytes", 0));
	print_words(r, capture, "matches", "  match %s\n");
}

static json_t *find_capture(const json_t *held, const char *name)
{
	size_t i;
	json_t *capture;
	json_array_foreach(held, i, capture)
		if (strcmp(field_str(capture, "name", ""), name) == 0)
			return capture;
	return NULL;
}

/* How much a state says: of two halves of a capture the one that is full tells, then the one that is busy. */
static unsigned weight(const char *state)
{
	static const char *const order[] = {"idle", "stopped", "capturing", "full"};
	unsigned i = 0;
	while (i < 3 && strcmp(order[i], state) != 0)
		i++;
	return i;
}

static void add_number(json_t *to, const json_t *from, const char *member)
{
	json_object_set_new(to, member, json_integer(field_int(to, member, 0) + field_int(from, member, 0)));
}

/* The other daemon's half of a capture. */
static void join(json_t *to, const json_t *from)
{
	add_number(to, from, "bytes");
	if (weight(field_str(from, "state", "")) > weight(field_str(to, "state", "")))
		json_object_set(to, "state", json_object_get(from, "state"));
}

static void take_capture(struct render *r, json_t *record)
{
	if (strcmp(field_str(record, "type", ""), "capture") != 0)
		return;
	json_t *known = find_capture(r->held, field_str(record, "name", ""));
	if (known != NULL)
		join(known, record);
	else
		json_array_append(r->held, record);
}

static void print_captures(struct render *r)
{
	size_t i;
	const json_t *capture;
	json_array_foreach(r->held, i, capture)
		print_capture(r, capture);
}

static void begin_list(struct render *r, json_t *header)
{
	static const struct render_entry rest = {"capture", take_capture, print_captures};
	render_keep_header(r, header);
	render_take_rest(r, &rest);
}

/* ---- the packets ---- */

static void take_packet(struct render *r, json_t *record)
{
	if (strcmp(field_str(record, "type", ""), "capture_packet") == 0)
		json_array_append(r->held, record);
	else
		add_number(r->header, record, "packets");
}

/* Of the same moment: as they came. */
struct place {
	json_t *packet;
	size_t index;
};

static int in_time(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int64_t at = field_int(x->packet, "at_usec", 0), other = field_int(y->packet, "at_usec", 0);
	if (at != other)
		return at < other ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* A row: the offset, the bytes in pairs, and what of them can be printed. */
static void print_row(struct render *r, const char *hex, size_t offset, size_t count)
{
	char words[DUMP_ROW * 5 / 2 + 1] = "", text[DUMP_ROW + 1];
	size_t used = 0;
	for (size_t i = 0; i < count; i++) {
		const char *at = hex + 2 * i;
		int byte = hex_digit(at[0]) << 4 | hex_digit(at[1]);
		used += (size_t)snprintf(
		    words + used, sizeof(words) - used, "%.2s%s", at, i % 2 == 1 && i + 1 < count ? " " : "");
		text[i] = (char)(isprint(byte) ? byte : '.');
	}
	text[count] = '\0';
	output_printf(r->out, "0x%04zx   %-39s        %s\n", offset, words, text);
}

/* From the network header on, as an ASA does. */
static void print_dump(struct render *r, const json_t *packet)
{
	const char *hex = field_str(packet, "data", "");
	size_t size = strlen(hex) / 2, link = (size_t)field_int(packet, "link_bytes", 0);
	if (link > size)
		return;
	hex += 2 * link;
	size -= link;
	for (size_t at = 0; at < size; at += DUMP_ROW)
		print_row(r, hex + 2 * at, at, size - at < DUMP_ROW ? size - at : DUMP_ROW);
}

static void print_drop_reason(struct render *r, const json_t *packet)
{
	const char *reason = field_str(packet, "reason", ""), *cause = field_str(packet, "cause", "");
	if (*reason == '\0')
		return;
	output_printf(r->out, " Drop-reason: (%s) %s", reason, field_str(packet, "text", ""));
	if (*cause != '\0')
		output_printf(r->out, ", %s", cause);
}

static void print_packet(struct render *r, json_t *packet, size_t number)
{
	char line[PACKET_LINE_MAX];
	bool detail = field_bool(r->header, "detail");
	int64_t at = field_int(packet, "at_usec", 0);
	json_object_set_new(packet, "at", json_integer(at / 1000000));
	calendar_derive(packet, "clock", "at", "%H:%M:%S");
	output_printf(r->out, "%4zu: %s.%06lld %s", number, field_str(packet, "clock", "00:00:00"),
	    (long long)(at % 1000000), packet_link(packet, detail, line));
	output_text(r->out, packet_text(packet, line));
	if (detail)
		output_text(r->out, packet_ip_text(packet, line));
	print_drop_reason(r, packet);
	output_text(r->out, "\n");
	if (field_bool(r->header, "dump"))
		print_dump(r, packet);
}

static const char *noun(size_t count)
{
	return count > 1 ? "packets" : "packet";
}

static void print_sorted(struct render *r, struct place *places, size_t count)
{
	size_t limit = (size_t)field_int(r->header, "count", INT64_MAX);
	size_t captured = (size_t)field_int(r->header, "packets", 0), shown = count < limit ? count : limit;
	qsort(places, count, sizeof(*places), in_time);
	output_printf(r->out, "\n%zu %s captured\n\n", captured, noun(captured));
	for (size_t i = 0; i < shown; i++)
		print_packet(r, places[i].packet, i + 1);
	output_printf(r->out, "%zu %s shown\n", shown, noun(shown));
}

static void print_packets(struct render *r)
{
	size_t i, count = json_array_size(r->held);
	json_t *packet;
	struct place *places = calloc(count + 1, sizeof(*places));
	if (places == NULL)
		return;
	json_array_foreach(r->held, i, packet)
		places[i] = (struct place){packet, i};
	print_sorted(r, places, count);
	free(places);
}

static void begin_packets(struct render *r, json_t *header)
{
	static const struct render_entry rest = {"capture_packet", take_packet, print_packets};
	render_keep_header(r, header);
	render_take_rest(r, &rest);
}

const struct render_entry render_capture[] = {
    {"capture_list", begin_list, NULL},
    {"capture_packets", begin_packets, NULL},
    {NULL, NULL, NULL},
};
