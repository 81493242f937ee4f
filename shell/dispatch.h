/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carries commands out: checks a line against the grammar, sends it, prints what comes back.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "shell/screen.h"

struct client;
struct cmd_block;
struct input;
struct recall;

struct shell {
	struct loop *loop;
	struct client *client;
	struct input *input;   /* NULL: no terminal */
	struct recall *recall; /* NULL: no terminal */
	struct screen screen;
	FILE *errors;
	struct cmd_block *block; /* lines of data that are being read (block.h), NULL: none */
	char *follow_up;         /* a line that a command of the shell's own has become, or NULL */
};

/* Fills `s` for a session without terminal; `client` stays the caller's. */
void shell_init(struct shell *s, struct loop *loop, struct client *client);
/* Asks posternd for the prompt, which may ask who the operator is. False when he is turned away. */
bool shell_begin(struct shell *s);

/* A line as it was typed or pasted. True when it was accepted, or said nothing. */
bool dispatch_line(struct shell *s, const char *line);
/* The same of a folded block, which no operator wants to see again. */
bool dispatch_folded(struct shell *s, const char *line);
/* A text as one transaction; `flags` are those of client_batch(). */
bool dispatch_batch(struct shell *s, unsigned flags, const char *source, const char *text, size_t size);
