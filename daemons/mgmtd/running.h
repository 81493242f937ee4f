/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration as ASA prints it: between a header and a footer with a checksum.
 *
 * The checksum is SHA-256 over the lines with keys in clear, cut to 32 hex digits: equal configurations have
 * equal checksums, and it tells whether the startup configuration is the running one.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "lib/buf.h"

struct cmd_store;
struct mgmtd;
struct record_out;

#define RUNNING_CHECKSUM 33 /* 32 hex digits and the terminator */

void running_checksum(const struct cmd_store *store, char *dst);
/* The text for a file, keys in clear; `flags` CMD_RENDER_HIDDEN: the startup file. Released with wbuf_free().
 * `checksum` as above. */
void running_text(const struct mgmtd *m, const char *user, unsigned flags, struct wbuf *w, char *checksum);
/* To an operator. `section` NULL: all, with header and footer. `flags` as of cmd_render_store(). */
void running_show(const struct mgmtd *m, const char *section, unsigned flags, struct record_out *out);
/* The startup configuration with keys masked; false when there is none. */
bool running_show_startup(const struct mgmtd *m, struct record_out *out);
/* The startup configuration as a store of its own, empty when there is none. */
struct cmd_store *running_load_startup(const struct mgmtd *m);
/* Keeps in mind what the startup file holds: `text`, NULL when there is no file. */
void running_note_saved(struct mgmtd *m, const char *text);
/* The value of a startup file's last "Cryptochecksum:" line; false when it has none. */
bool running_saved_checksum(const char *text, char *dst);
