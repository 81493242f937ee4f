/* SPDX-License-Identifier: Apache-2.0 */
/* Where a batch comes from: a file, or standard input. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct wbuf;

/* Reads all of `path`, "-" being standard input. False with the reason in `error`. */
bool source_read(const char *path, struct wbuf *text, char *error, size_t size);
