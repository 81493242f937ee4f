/* SPDX-License-Identifier: Apache-2.0 */
/* The four ways in which an ASA spells a duration. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define DURATION_STRLEN 40

/* Each writes into `dst` (DURATION_STRLEN bytes) and returns it; `seconds` below zero counts as zero. */

/* Routing tables and BGP: 03:29:41, 4d06h, 27w5d. */
const char *duration_routing(int64_t seconds, char *dst);
/* VPN sessions: 0h:34m:12s, 10d 7h:26m:52s. */
const char *duration_session(int64_t seconds, char *dst);
/* `show version`: 2 mins 14 secs, 3 hours 10 mins, 41 days 19 hours, 1 year 97 days. */
const char *duration_words(int64_t seconds, char *dst);
/* Hours, minutes and seconds however many hours there are: 52:10:07. */
const char *duration_clock(int64_t seconds, char *dst);
