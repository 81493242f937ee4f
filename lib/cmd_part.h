/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts: the lines of a configuration that one object of an owner's model is made from.
 *
 *     interface Tunnel1            an object with a mode of its own: one part with all that stands in it
 *      nameif ALIYUN1
 *     route outside1 10.0.0.0 …    an object of one line, known by all its keys
 *     neighbor 169.254.10.1 …      one part for all lines of this key, in whichever mode they stand
 *     bgp router-id …              what has no key: one part, the settings
 *
 * A choice of words (`address-family ipv4`) is no key here: there are only so many. So a part is small
 * whatever is configured, but for the settings, which the grammar bounds; and what a transaction changes is
 * the parts of the lines that it touches. For the files of the command engine.
 */
#pragma once
#include "lib/cmd_tree.h"

struct cmd_part {
	struct cmd_line *lines; /* linked by part_next; those without content any more included */
	bool touched;           /* while the changed parts are being gathered */
	UT_hash_handle hh;
	char key[]; /* fields and values, "" for the settings */
};

/* Called when a line has got content, and before a line is freed. */
void cmd_part_join(struct cmd_store *store, struct cmd_line *line);
void cmd_part_leave(struct cmd_store *store, struct cmd_line *line);

void cmd_parts_free(struct cmd_store *store); /* when the lines are gone */

struct cmd_part_list { /* a zeroed struct is empty */
	size_t count;
	struct cmd_part **part;
};

/* The parts that the open transaction changes; one that it says anew in the same words is not among them. The
 * first transaction of a store changes the settings, whose defaults come into force with it. */
void cmd_parts_changed(const struct cmd_store *store, struct cmd_part_list *list);
void cmd_parts_all(const struct cmd_store *store, struct cmd_part_list *list);
void cmd_part_list_free(struct cmd_part_list *list);
