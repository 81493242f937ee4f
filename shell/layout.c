/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/layout.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "shell/duration.h"
#include "shell/field.h"

#define MEMBER_MAX  64
#define DEFAULT_MAX 64

struct place {
	char member[MEMBER_MAX];
	char fallback[DEFAULT_MAX];
	char align; /* '<', '>' or 0 */
	int width;
	bool zeros;
	char style; /* 0: as it is */
};

static const char *copy_until(const char *text, const char *stop, char *dst, size_t size)
{
	size_t n = strcspn(text, stop);
	snprintf(dst, size, "%.*s", (int)n, text);
	return text + n;
}

/* Reads "member:spec|default}"; returns what follows the closing brace. */
static const char *read_place(const char *text, struct place *place)
{
	*place = (struct place){.fallback = "0"};
	text = copy_until(text, ":|}", place->member, sizeof(place->member));
	if (*text == ':') {
		text++;
		if (*text == '<' || *text == '>')
			place->align = *text++;
		place->zeros = *text == '0';
		while (*text >= '0' && *text <= '9')
			place->width = place->width * 10 + (*text++ - '0');
		if (*text && !strchr("|}", *text))
			place->style = *text++;
	}
	if (*text == '|')
		text = copy_until(text + 1, "}", place->fallback, sizeof(place->fallback));
	return *text == '}' ? text + 1 : text;
}

static const char *style_number(const struct place *place, int64_t value, char dst[static DURATION_STRLEN])
{
	int digits = place->zeros ? place->width : 1;
	switch (place->style) {
	case 'x':
		snprintf(dst, DURATION_STRLEN, "%0*" PRIx64, digits, (uint64_t)value);
		return dst;
	case 'X':
		snprintf(dst, DURATION_STRLEN, "%0*" PRIX64, digits, (uint64_t)value);
		return dst;
	case 'r':
		return duration_routing(value, dst);
	case 's':
		return duration_session(value, dst);
	case 'w':
		return duration_words(value, dst);
	case 'c':
		return duration_clock(value, dst);
	default:
		snprintf(dst, DURATION_STRLEN, "%0*" PRId64, digits, value);
		return dst;
	}
}

/* 02:50:56:00:0a:01 as 0250.5600.0a01. */
static const char *style_mac(const char *mac, char dst[static DURATION_STRLEN])
{
	size_t digits = 0, used = 0;
	for (; *mac && digits < 12; mac++) {
		if (!isxdigit((unsigned char)*mac))
			continue;
		if (digits && digits % 4 == 0)
			dst[used++] = '.';
		dst[used++] = *mac;
		digits++;
	}
	dst[used] = '\0';
	return dst;
}

static const char *place_value(
    const struct place *place, const json_t *record, char dst[static DURATION_STRLEN])
{
	const json_t *value = field_get(record, place->member);
	if (json_is_string(value) && place->style == 'm')
		return style_mac(json_string_value(value), dst);
	if (json_is_string(value))
		return json_string_value(value);
	if (json_is_number(value))
		return style_number(place, (int64_t)json_number_value(value), dst);
	if (json_is_boolean(value))
		return json_is_true(value) ? "yes" : "no";
	return place->fallback;
}

static void pad(struct output *out, int columns)
{
	while (columns-- > 0)
		output_bytes(out, " ", 1);
}

static const char *print_place(struct output *out, const char *text, const json_t *record)
{
	struct place place;
	char buffer[DURATION_STRLEN];
	text = read_place(text, &place);
	const char *value = place_value(&place, record, buffer);
	int gap = place.width - (int)strlen(value);
	if (place.align == '>')
		pad(out, gap);
	output_text(out, value);
	if (place.align == '<')
		pad(out, gap);
	return text;
}

void layout_text(struct output *out, const char *text, const json_t *record)
{
	while (*text) {
		size_t plain = strcspn(text, "{");
		output_bytes(out, text, plain);
		text += plain;
		if (text[0] == '{' && text[1] == '{') {
			output_bytes(out, text, 1);
			text += 2;
		} else if (*text == '{') {
			text = print_place(out, text + 1, record);
		}
	}
}

static bool applies(const char *when, const json_t *record)
{
	if (!when)
		return true;
	return *when == '!' ? !field_set(record, when + 1) : field_set(record, when);
}

void layout_print(struct output *out, const struct layout_line *lines, const json_t *record)
{
	for (; lines->text; lines++) {
		if (applies(lines->when, record))
			layout_text(out, lines->text, record);
	}
}
