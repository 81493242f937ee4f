/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that wait for a log host: first in, first out, up to a limit. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct backlog;

/* NULL when out of memory. */
struct backlog *backlog_new(unsigned limit);
void backlog_free(struct backlog *b);
/* What waits already stays, also beyond a lower limit. */
void backlog_limit(struct backlog *b, unsigned limit);
/* A copy joins the end. False when the limit is reached, or without memory: the message is lost. */
bool backlog_put(struct backlog *b, const char *text, size_t len);
/* The first one, NULL when none waits; valid until backlog_pop(). */
const char *backlog_first(const struct backlog *b, size_t *len);
void backlog_pop(struct backlog *b);
unsigned backlog_count(const struct backlog *b);
/* As many waited at once at most. */
unsigned backlog_most(const struct backlog *b);
