/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines as syslog messages of an ASA, which is what collectors and tools look for:
 *
 *     2026-11-22T14:02:11.120Z iked notice Tunnel1: IKE SA established with 198.51.100.191/500 …
 *     Nov 22 2026 14:02:11: %ASA-5-750006: Tunnel1: IKE SA established with 198.51.100.191/500 …
 *
 * An event that an ASA has a number for gets that number, any other the first one of its class (750000 for
 * iked, …) and the name of the process in front of its text.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGE_SIZE 2304 /* of a formatted message, with the terminator */

enum message_stamp {
	MESSAGE_STAMP_NONE,
	MESSAGE_STAMP_DATE,    /* "Nov 22 2026 14:02:11" */
	MESSAGE_STAMP_RFC5424, /* "2026-11-22T14:02:11Z" */
};

struct message {
	int64_t at;       /* seconds since the epoch; 0: the line is of another form, all of it is text */
	char program[32]; /* "" then */
	int severity;     /* RFC 5424: 3 error … 7 debug */
	unsigned number;
	const char *text; /* points into the line */
};

void message_parse(struct message *m, const char *line);
/* The text, with the process's name in front where the number does not tell. Returns dst. */
const char *message_text(const struct message *m, char *dst, size_t size);
/* All of it, as printed in one line. Returns dst. */
const char *message_format(const struct message *m, enum message_stamp stamp, char *dst, size_t size);
/* As an ASA sends it to a log host, with facility and severity in front (RFC 3164 §4.1.1) and `id`, the name
 * of the sender, where that is not "": "<166>Nov 22 2026 14:02:11 gw1 : %ASA-6-302013: text". Returns dst. */
const char *message_wire(const struct message *m, unsigned facility, enum message_stamp stamp, const char *id,
    char *dst, size_t size);
