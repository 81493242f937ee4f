/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A configuration: a tree of lines, in posternd the running one, in a daemon its share of it.
 *
 * A line is found by its slot and the key arguments among the lines of its mode; a new line in the same
 * slot replaces the old one. Lines that say what holds by default are not kept, so that two stores are
 * equal when they mean the same. Parsed arguments stay with each line.
 *
 * Changes are made inside a transaction: begin, any number of changes, then commit or abort, which cost
 * what was changed and not what is configured.
 */
#pragma once
#include "lib/cmd_match.h"

struct cmd_store;
struct cmd_op_list;

struct cmd_store *cmd_store_new(void);
void cmd_store_free(struct cmd_store *store); /* wipes */
/* Has the lines of these owners (1u << enum cmd_owner_id) divided into parts, for cmd_owner_build(). Before
 * the first line. */
void cmd_store_divide(struct cmd_store *store, uint32_t owners);

void cmd_store_begin(struct cmd_store *store);
void cmd_store_commit(struct cmd_store *store);
void cmd_store_abort(struct cmd_store *store); /* as it was at begin */

/* Carries out a matched configuration sentence at `place` (which may be deeper: `m->up` modes are left).
 * `tag` stays with the line, for faults. Of a `no`: removing what is not there is no error. False with a
 * reason for the operator: another value for a singleton, or a secret "*****" where none is kept. */
bool cmd_store_execute(struct cmd_store *store, const struct cmd_place *place, const struct cmd_match *m,
    uint32_t tag, char *reason, size_t size);
/* The wire format: a canonical line at a path. False when it does not parse or its mode is missing. */
bool cmd_store_apply(struct cmd_store *store, enum cmd_verb verb, const char *path, const char *line,
    uint32_t tag, char *reason, size_t size);
/* Removes everything, or the lines of a section ("crypto ikev2", "interface Tunnel1"). Number of lines. */
unsigned cmd_store_clear(struct cmd_store *store, const char *section);
/* The same without what is hidden: keys of this system are no part of what an operator replaces. */
unsigned cmd_store_clear_shown(struct cmd_store *store, const char *section);
/* Makes `store` equal to `other` by the smallest change. */
void cmd_store_replace(struct cmd_store *store, const struct cmd_store *other);
bool cmd_store_equal(const struct cmd_store *a, const struct cmd_store *b);
bool cmd_store_empty(const struct cmd_store *store);

/* Lines, in the order in which they are printed. `parent` NULL is global configuration. The array belongs
 * to the store and is valid until its next change. */
const struct cmd_line *const *cmd_store_lines(
    const struct cmd_store *store, const struct cmd_line *parent, size_t *count);
const struct cmd_line *cmd_store_find(const struct cmd_store *store, const char *path, const char *line);

const struct cmd_sentence *cmd_line_sentence(const struct cmd_line *line);
const void *cmd_line_args(const struct cmd_line *line);
const char *cmd_line_text(const struct cmd_line *line); /* canonical, secrets in clear */
bool cmd_line_negated(const struct cmd_line *line);
const struct cmd_line *cmd_line_parent(const struct cmd_line *line);
uint32_t cmd_line_tag(const struct cmd_line *line);
const char *cmd_line_path(const struct cmd_line *line, char *dst, size_t size);

/* Operations: what leads from one configuration to another. Owned by the list. */
struct cmd_operation {
	enum cmd_verb verb;
	uint32_t owners; /* 1u << enum cmd_owner_id */
	uint32_t tag;
	bool hidden; /* of a line that stands in the startup file only */
	const char *path;
	const char *line; /* secrets in clear */
};

struct cmd_op_list {
	size_t count;
	struct cmd_operation *op;
};

/* The net changes since begin: a change that was taken back is not in it. */
void cmd_store_changes(const struct cmd_store *store, struct cmd_op_list *list);
/* The way back: what leads from the present state to the one at begin. */
void cmd_store_undo(const struct cmd_store *store, struct cmd_op_list *list);
/* What makes `from` (NULL: empty) into `to`; `owners` 0 for all lines, else only theirs. */
void cmd_store_diff(
    const struct cmd_store *from, const struct cmd_store *to, uint32_t owners, struct cmd_op_list *list);
void cmd_op_list_free(struct cmd_op_list *list); /* wipes */
