/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lines of different places must not share: the subnets of two interfaces, an address of this system as a next
 * hop or a neighbor, the VLAN of two sub-interfaces on one device. For the files of the command engine.
 *
 * Only what a transaction leaves behind counts, so the order of its lines does not matter, and what stood there
 * before is nobody's fault.
 */
#pragma once
#include "lib/cmd_tree.h"

/* Keeps the index; called when a line has got content, and before it loses it. */
void cmd_claim_add(struct cmd_store *store, struct cmd_line *line);
void cmd_claim_drop(struct cmd_store *store, struct cmd_line *line);
/* One fault for each line that the open transaction changes and that shares what it must not. */
bool cmd_claim_check(const struct cmd_store *store, struct cmd_faults *faults);
