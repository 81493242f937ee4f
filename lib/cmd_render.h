/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration as text: canonical lines, and what `show running-config` prints between header and footer. */
#pragma once
#include "lib/cmd_store.h"

enum {
	CMD_RENDER_ALL = 1,    /* defaults as well */
	CMD_RENDER_CLEAR = 2,  /* secrets in clear; otherwise "*****" */
	CMD_RENDER_HIDDEN = 4, /* what stands in the startup file only as well */
};

/* The canonical line: keywords in full, values in their standard spelling. Number of bytes, or 0 when
 * `size` is too small. */
size_t cmd_render_sentence(
    const struct cmd_sentence *s, const void *args, bool negated, unsigned flags, char *dst, size_t size);
/* A line of the store, as printed (trailing blank included), without indentation. */
size_t cmd_render_line(const struct cmd_line *line, unsigned flags, char *dst, size_t size);
/* Every line of `section` ("" or NULL: the whole), indented, without newline, in ASA's order. */
void cmd_render_store(const struct cmd_store *store, const char *section, unsigned flags,
    void (*emit)(void *arg, const char *text), void *arg);
/* The operations as `show configuration diff` prints them: mode lines, then "+ line" and "- line". */
void cmd_render_ops(
    const struct cmd_op_list *list, unsigned flags, void (*emit)(void *arg, const char *text), void *arg);
