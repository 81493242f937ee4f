/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dispatch of lines to the typed handlers of an owner. The tables are generated (cmd_<owner>.c).
 */
#pragma once
#include "lib/cmd_store.h"

enum cmd_owner_id {
	CMD_OWNER_MGMTD,
	CMD_OWNER_RIBD,
	CMD_OWNER_IKED,
	CMD_OWNER_ESPD,
	CMD_OWNER_BGPD,
	CMD_OWNER_SHELL,
	CMD_OWNER_COUNT,
};

typedef void cmd_set_fn(void *model, const struct cmd_call *call, const void *args);
typedef void cmd_exec_fn(void *ctx, struct cmd_call *call, const void *args);

struct cmd_handler {
	uint16_t sentence;
	cmd_set_fn *set;
	cmd_exec_fn *exec;
};

struct cmd_owner {
	const char *name;
	enum cmd_owner_id id;
	uint16_t count;
	const struct cmd_handler *handler; /* sorted by sentence */
};

const char *cmd_owner_name(enum cmd_owner_id id); /* "iked" */
bool cmd_owner_by_name(const char *name, enum cmd_owner_id *id);
const uint8_t *cmd_grammar_hash(void); /* 32 bytes, SHA-256 of the grammar */

/* The store's lines fall into parts, what one object of the model is made from: an interface with all that
 * stands in it, a neighbor, a static route; what belongs to no object is the settings (cmd_part.h).
 *
 * Building a part calls the set handler of each of its lines, a mode before what stands in it; then the
 * handlers of the defaults of what is not configured (`lifetime seconds 86400` of a policy without one), so
 * that a default is written in the grammar only. The default of each object of a class (`mtu outside 1500`)
 * belongs to the part that gives the object its name: its handler is called with the scope of that line and
 * with call->line NULL, also where a line says otherwise, which is another part.
 *
 * The whole share into an empty model. The store must be divided for this owner. False when a handler
 * reported a fault. */
bool cmd_owner_build(
    const struct cmd_owner *owner, const struct cmd_store *store, void *model, struct cmd_faults *faults);

/* What the open transaction changes: the objects of the changed parts, in two models of their own. */
struct cmd_change {
	void *before; /* as they were; what is not in `after` is to go */
	void *after;
	bool settings; /* the settings are among the changed parts: else those of both models mean nothing */
};

/* Fills the two empty models. False when a handler reported a fault about `after`. */
bool cmd_owner_build_change(const struct cmd_owner *owner, const struct cmd_store *store,
    struct cmd_change *change, struct cmd_faults *faults);
/* Runs an EXEC sentence. The handler takes `out`. False, with nothing done, when it is not the owner's. */
bool cmd_owner_exec(
    const struct cmd_owner *owner, void *ctx, const struct cmd_match *m, struct record_out *out);

/* Faults: each with the line it concerns (NULL: the whole) and the tag that line had. */
struct cmd_fault_entry {
	uint32_t tag; /* UINT32_MAX without line */
	char *line;   /* canonical text, secrets masked, or NULL */
	char *text;
	const char *word; /* of `line`, that is at fault; of the grammar, or NULL */
};

struct cmd_faults {
	size_t count;
	struct cmd_fault_entry *entry;
};

void cmd_faults_free(struct cmd_faults *faults); /* a zeroed struct is an empty list */
