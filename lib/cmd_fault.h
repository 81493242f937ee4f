/* SPDX-License-Identifier: Apache-2.0 */
/* The faults and warnings of a batch, with the text that an operator gets to see. */
#pragma once
#include "lib/cmd_batch.h"

/* Appends to a list. `line` is the sentence, `word` and `caret` are offsets in it; keys in it are hidden. */
void cmd_batch_note(struct cmd_batch_fault **list, size_t *count, unsigned number, const char *line,
    size_t word, size_t caret, const char *reason);
/* Faults in the order of their lines; those of no line come last. */
void cmd_batch_sort(struct cmd_batch *batch);
