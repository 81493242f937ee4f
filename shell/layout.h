/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens as tables. A line of a layout is the text as the operator sees it, with places for members of the
 * record:
 *
 *     {member}            a string or a number as it is; what is missing prints as 0
 *     {member|none}       … or as the text behind the bar
 *     {member:<16}        padded on the right to 16 columns; {member:>8} on the left. Never cut.
 *     {member:x} {member:X} {member:08X}   hexadecimal
 *     {member:r} {member:s} {member:w} {member:c}   durations: routing, session, words, clock (duration.h)
 *     {member:m}          a MAC address in three dotted groups
 *     {{                  a brace
 *
 * Width and style go together: {age_seconds:<8r|never}.
 */
#pragma once
#include <jansson.h>
#include "shell/output.h"

struct layout_line {
	/* Printed when this member is set (field_set()); "!member": when it is not; NULL: always. */
	const char *when;
	const char *text; /* NULL ends the layout */
};

void layout_print(struct output *out, const struct layout_line *lines, const json_t *record);
/* One text, without regard to conditions. */
void layout_text(struct output *out, const char *text, const json_t *record);
