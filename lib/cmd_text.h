/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as vendors' pages print it and browsers copy it, cut into clean lines.
 *
 * CRLF, CR and LF end a line. A byte order mark is dropped; tabs, no-break (U+00A0) and full-width
 * (U+3000) spaces become blanks; control characters go. Nothing inside a word is touched: a key keeps
 * every byte.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct cmd_text {
	const char *pos;
	const char *end;
	unsigned number; /* of the line that was read last, from 1 */
};

struct cmd_text cmd_text_from(const char *text, size_t size);
/* The next line into `dst`; longer lines are cut and `*cut` says so. False at the end. */
bool cmd_text_next(struct cmd_text *text, char *dst, size_t size, bool *cut);

/* Bytes of a device prompt with the blanks behind it at `line`: "ciscoasa(config-if)# ", "gw1> "; or 0. */
size_t cmd_text_prompt(const char *line);
/* Bytes of a password prompt and the stars behind it: "Password: ********"; or 0. */
size_t cmd_text_password(const char *line);
/* True for a line that says nothing: blank, "!…", ":…", "#…", "Cryptochecksum:…", "ASA Version …". */
bool cmd_text_is_comment(const char *line);
/* True when a remark begins here: `#` at the beginning of a word. */
bool cmd_text_is_remark(const char *line, size_t at);
/* Masked documentation values, "120.XX.XX.191", "2001:db8:XX::1". */
bool cmd_text_is_masked(const char *word, size_t len);
