/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text as one transaction: prompts, remarks and flattened blocks are taken apart, every line is carried
 * out in the open transaction of a store, and all faults are gathered. Lines that only make sense at a
 * terminal (enable, configure terminal, show …, exit, end) are followed or passed over.
 *
 *     cmd_store_begin(store);
 *     if (cmd_batch_run(store, text, size, &batch)) … cmd_store_changes(store, &ops) … cmd_store_commit(store);
 *     else … batch.fault[i] … cmd_store_abort(store);
 *     cmd_batch_free(&batch);
 */
#pragma once
#include "lib/cmd_store.h"

struct cmd_fault_entry;

struct cmd_batch_fault {
	unsigned number;  /* line of the text, from 1; 0: the text as a whole */
	unsigned column;  /* of the caret, from 0, in `source` */
	char word[64];    /* the word at fault, "" when there is none; never a secret */
	char source[128]; /* the beginning of the line, secrets masked */
	char reason[256]; /* why, ending with the remedy */
};

struct cmd_batch {
	size_t fault_count;
	struct cmd_batch_fault *fault;
	size_t warning_count; /* "WARNING: …" and unresolved references, same shape */
	struct cmd_batch_fault *warning;
	size_t sentences; /* configuration sentences carried out */
};

/* Inside cmd_store_begin(). True without faults. The tag of each line is its number in the text. */
bool cmd_batch_run(struct cmd_store *store, const char *text, size_t size, struct cmd_batch *batch);
/* Adds a fault that was found later than in the text: by a daemon, or between lines. */
void cmd_batch_add_fault(struct cmd_batch *batch, const struct cmd_fault_entry *entry);
/* "12: 'ip address 11.XX.XX.1': reason", one line. */
const char *cmd_batch_fault_text(const struct cmd_batch_fault *fault, char *dst, size_t size);
void cmd_batch_free(struct cmd_batch *batch);
