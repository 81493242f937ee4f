/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a record, with a value for what was left out. `path` may name a nested member: "messages.sent". */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* NULL when it is not there. Borrowed. */
const json_t *field_get(const json_t *record, const char *path);
/* Borrowed from the record, or `fallback`. */
const char *field_str(const json_t *record, const char *path, const char *fallback);
int64_t field_int(const json_t *record, const char *path, int64_t fallback);
bool field_bool(const json_t *record, const char *path);
/* True when it is there and neither false, null, 0, "" nor an empty list. */
bool field_set(const json_t *record, const char *path);
