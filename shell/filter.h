/* SPDX-License-Identifier: Apache-2.0 */
/* `show … | include RE`, exclude, begin, grep [-v] and json. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct filter;

/* Where the filter of a command begins: the '|' in `line`, NULL when there is none. Only commands that print
 * may have one (show, more, dir, write); elsewhere a '|' is part of a word. */
const char *filter_find(const char *line);

/* Reads what stands behind the '|'. The expression, POSIX extended, runs to the end of the line. NULL with a text for
 * the operator in `error` when it is no filter. */
struct filter *filter_parse(const char *text, char *error, size_t error_size);
void filter_free(struct filter *filter);

/* Whether this line is printed. Remembers for `begin`. */
bool filter_passes(struct filter *filter, const char *line);
/* `| json`: records are printed as they came, not laid out. */
bool filter_is_json(const struct filter *filter);
