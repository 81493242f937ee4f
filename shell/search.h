/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ctrl-R on a terminal without escapes: an earlier line is looked for while what it holds is being typed. One row of
 * the screen shows both, and is printed anew, from its beginning, with each key:
 *
 *     (reverse-i-search)`clo': show clock
 */
#pragma once
#include <wchar.h>

struct input;
struct recall;

/* Takes keys: a character is looked for as well, Ctrl-R goes to the next older line, backspace takes a character back,
 * Ctrl-G gives up. Any other key ends the search and is returned, 0 for Ctrl-G; the row is then empty again, and
 * `*back` tells how many entries ago the line was (recall_line()), 0: none. `text` is looked for from the start. */
wint_t search_run(struct input *input, struct recall *recall, const char *text, unsigned *back);
