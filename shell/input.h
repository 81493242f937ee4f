/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What comes from the keyboard. It is read whenever it comes, also while a command is under way, so that a fast paste
 * neither loses bytes nor is echoed out of turn. CR, LF and CRLF all arrive as '\n'; what is no UTF-8 arrives
 * as U+FFFD.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

#define INPUT_CTRL(letter) ((letter)&0x1f)

struct input;
struct loop;

struct input *input_new(struct loop *loop, int fd);
void input_free(struct input *in);

/* The next character; runs the loop until there is one. WEOF at the end. */
wint_t input_char(struct input *in);
/* The bytes of a character: their number. */
size_t input_encode(wint_t c, char dst[static 4]);
/* Characters that can be had without waiting. */
bool input_waiting(const struct input *in);
/* True when a whole line with a command in it waits: whoever typed or pasted it does not want to be asked
 * for a key first. */
bool input_line_waiting(const struct input *in);

/* While armed, a Ctrl-C that arrives stops the loop and discards itself and what was typed before it. True when it was
 * armed before. */
bool input_arm(struct input *in, bool armed);
/* True once for each such Ctrl-C, and at the end of the input. */
bool input_interrupted(struct input *in);
