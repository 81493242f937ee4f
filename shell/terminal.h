/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's terminal: its modes, its size, what it can do. For the whole session it neither echoes nor
 * edits by itself: what is typed ahead must not appear twice, and the kernel's line editor would cut long
 * pastes.
 */
#pragma once
#include <stdbool.h>

/* Takes the terminal over, until the process ends or terminal_restore(). False when `fd` is none. */
bool terminal_open(int fd);
void terminal_restore(void);

unsigned terminal_rows(void);    /* 0: unknown */
unsigned terminal_columns(void); /* 80 when unknown */

/* False for vt100, dumb and terminals of unknown kind: they never get an escape byte. */
bool terminal_understands_escapes(void);
