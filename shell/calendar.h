/* SPDX-License-Identifier: Apache-2.0 */
/* Times of day, in UTC, as the show commands print them. */
#pragma once
#include <jansson.h>

/* Adds `member`, the member `from` (seconds since the epoch) in strftime's `format`. Nothing when `from` is not
 * there or 0. */
void calendar_derive(json_t *record, const char *member, const char *from, const char *format);
