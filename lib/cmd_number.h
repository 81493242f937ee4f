/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines that are numbered in a list, as those of a prefix list: which number a line gets that was given without one.
 * For the files of the command engine.
 */
#pragma once
#include "lib/cmd_tree.h"

/* The argument that numbers the lines of the sentence, NULL when nothing does. */
const struct cmd_arg *cmd_number_of(const struct cmd_sentence *s);
/* A line that was given without its number gets that of the line that says the same, so that a text may be pasted
 * twice, or else the next one. */
void cmd_number_line(const struct cmd_store *store, const struct cmd_line *parent, struct cmd_match *m);
/* Keeps the lists; called when a line has got content, and before it loses it. */
void cmd_number_add(struct cmd_store *store, struct cmd_line *line);
void cmd_number_drop(struct cmd_store *store, struct cmd_line *line);
