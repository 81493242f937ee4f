/* SPDX-License-Identifier: Apache-2.0 */
/* What the grammar's tests do again and again: load a text, print a store, read a fixture. */
#pragma once
#include "lib/cmd_batch.h"

char *read_fixture(const char *name); /* of tests/fixtures; the caller frees */
char *read_golden(const char *name);  /* of tests/golden/grammar */

/* A store with the text in it; NULL, with the faults printed, when it is refused. */
struct cmd_store *load(const char *text);
/* The number of faults; they are in `batch`. The store is as before. */
size_t refuse(struct cmd_store *store, const char *text, struct cmd_batch *batch);
/* Carries the text out in a store; true without faults. */
bool change(struct cmd_store *store, const char *text);
/* The configuration as text; the caller frees. */
char *print_store(const struct cmd_store *store, const char *section, unsigned flags);
/* Operations as lines "+ path / line" and "- path / line"; the caller frees. */
char *print_ops(const struct cmd_op_list *list);
