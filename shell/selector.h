/* SPDX-License-Identifier: Apache-2.0 */
/* Traffic selectors as the show commands print them. */
#pragma once
#include <jansson.h>

/* Adds `member` from the addresses in the members `low` and `high`: "0.0.0.0/0.0.0.0" for a range that is a
 * prefix, "10.0.0.1-10.0.0.9" for any other. */
void selector_derive(json_t *record, const char *member, const char *low, const char *high);
