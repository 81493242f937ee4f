/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line editor for terminals that get no escape sequences: what is typed is echoed, the cursor goes left by backspaces and
 * right by printing again what stands there, so no escape byte is ever sent. Automation tools that call
 * themselves a vt100 meet this one: they see each character exactly once.
 */
#pragma once
#include "shell/edit.h"

struct typewriter *typewriter_new(struct input *input, struct recall *recall, const struct edit_help *help);
void typewriter_free(struct typewriter *t);
enum edit_result typewriter_read(struct typewriter *t, const char *prompt, char **text);
/* Prints prompt and line again, after something was printed in between. */
void typewriter_redraw(struct typewriter *t);
