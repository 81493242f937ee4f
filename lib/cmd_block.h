/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sentences that a block of data follows, as ASA has them for certificates:
 *
 *     crypto ca certificate chain TP
 *      certificate ca 01
 *        30820381 30820269 a0030201 …
 *       quit
 *
 * The lines up to `quit` are folded into the last word of the sentence, which begins with "=": as one line it
 * travels between processes and is kept. An armour ("-----BEGIN …") ends a part; parts are parted by commas, and
 * what stands around an armour is passed over. Only the printed configuration has the lines again.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "lib/cmd_match.h"

#define CMD_BLOCK_MARK '='
#define CMD_BLOCK_LEAD " ="

struct cmd_block {
	bool open;
	unsigned number;   /* free for the reader: the line that opened it */
	bool armoured;     /* an armour has been seen */
	bool inside;       /* … and its end has not */
	const char *fault; /* why it cannot be folded, or NULL; it is read to its end nevertheless */
	char head[256];    /* the sentence without the data */
	size_t size;       /* of `text` */
	char text[CMD_LINE_MAX];
};

/* True when `line` is such a sentence without its data: from here on the lines belong to it. */
bool cmd_block_open(struct cmd_block *block, const struct cmd_place *place, const char *line);
/* Takes one line. True when it was the last one, `quit`: the block is closed. */
bool cmd_block_take(struct cmd_block *block, const char *line);
/* The sentence with its data as one line. False with block->fault when there is none. */
bool cmd_block_fold(struct cmd_block *block, char *dst, size_t size);
void cmd_block_wipe(struct cmd_block *block);

/* The data of a sentence, without the mark; NULL when it takes none. */
const char *cmd_block_of(const struct cmd_sentence *s, const void *args);
/* The data as lines of `depth` modes, the closing `quit` included; hexadecimal digits in words of eight. */
void cmd_block_print(const char *data, unsigned depth, void (*emit)(void *arg, const char *text), void *arg);
