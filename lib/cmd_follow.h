/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an operator says line by line about a name that other lines refer to: a new name is carried into
 * those lines, and when the name goes, they go with it, as on an ASA. In a text that is pasted as a whole
 * each line stands for itself, and a name that is taken away while it is used is a fault (cmd_refs.h).
 */
#pragma once
#include "lib/cmd_store.h"

/* Inside a transaction, before cmd_refs_check(): references to the names of unique classes follow what was
 * touched since begin. */
void cmd_follow_names(struct cmd_store *store);
