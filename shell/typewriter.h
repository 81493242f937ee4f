/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line editor for terminals that cannot move the cursor: what is typed is echoed, the last character, word
 * or the whole line can be rubbed out with backspaces, and no escape byte is ever sent. Automation tools that call
 * themselves a vt100 meet this one: they see each character exactly once.
 */
#pragma once
#include "shell/edit.h"

struct typewriter *typewriter_new(struct input *input, struct recall *recall, const struct edit_help *help);
void typewriter_free(struct typewriter *t);
enum edit_result typewriter_read(struct typewriter *t, const char *prompt, char **text);
/* Prints prompt and line again, after something was printed in between. */
void typewriter_redraw(struct typewriter *t);
