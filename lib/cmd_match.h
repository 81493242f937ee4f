/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line of text against the grammar, from a place in the tree of modes.
 *
 * A place is where an operator stands, and as text what COMMAND messages carry: ">" user EXEC, "#"
 * privileged EXEC, "" global configuration, else the canonical mode lines joined by newlines, as
 * "router bgp 65530\naddress-family ipv4 unicast". The path of a transaction operation is the same text.
 *
 * A line is looked up in the mode of the place, then in the modes around it (a global command leaves a
 * sub-mode), then among the EXEC commands. Keywords may be shortened in every position.
 */
#pragma once
#include "lib/cmd.h"

struct cmd_sentence;
struct cmd_mode;

#define CMD_LINE_MAX  16384 /* bytes of a line, terminator included: a folded block of data is one, too */
#define CMD_TYPED_MAX 1024  /* … of one without such a block */
#define CMD_PATH_MAX  1024
#define CMD_WORDS_MAX 64  /* words of a line */
#define CMD_ARGS_MAX  640 /* bytes of an argument struct */

struct cmd_place {
	const struct cmd_mode *mode;
	bool user; /* user EXEC: level-1 commands only */
	char path[CMD_PATH_MAX];
};

/* False when `path` is not one that cmd_place_text() could have given. */
bool cmd_place_from(struct cmd_place *place, const char *path);
const char *cmd_place_text(const struct cmd_place *place); /* ">", "#" or the path */
bool cmd_place_in_config(const struct cmd_place *place);
/* The prompt's middle: "" in EXEC, "config", "config-if" … */
const char *cmd_place_prompt(const struct cmd_place *place);
/* Leaves `levels` modes; from global configuration to privileged EXEC. */
void cmd_place_up(struct cmd_place *place, unsigned levels);

enum cmd_status {
	CMD_OK,
	CMD_BLANK,      /* nothing, or a comment line */
	CMD_INVALID,    /* caret; `reason` may say more */
	CMD_INCOMPLETE, /* more words are needed */
	CMD_AMBIGUOUS,  /* a shortened word fits several keywords */
	CMD_REFUSED,    /* recognised and not accepted: `reason` */
};

struct cmd_match {
	enum cmd_status status;
	const struct cmd_sentence *sentence;
	const struct cmd_mode *mode; /* that the sentence belongs to */
	unsigned up;                 /* modes to leave before it is carried out */
	bool negated;                /* spelled with `no` */
	uint16_t no_slot;            /* of a `no` that stops early: the slot to clear, else CMD_NONE */
	size_t used;                 /* bytes of the line that were read: all of them unless CMD_PREFIX */
	size_t caret;                /* CMD_INVALID: offset of the first byte that fits no longer */
	size_t word;                 /* offset of the word at fault */
	char reason[256];
	uint32_t captured; /* arguments that were spelled, bit per index */
	uint64_t args[CMD_ARGS_MAX / 8];
	char text[CMD_LINE_MAX + CMD_WORDS_MAX]; /* strings that the arguments point to */
	const char *names[CMD_WORDS_MAX];
	size_t text_len, names_len;
};

enum {
	CMD_PREFIX = 1,      /* stop where the longest sentence ends; `used` says where */
	CMD_CONFIG_ONLY = 2, /* sentences of the place's own mode, spelled in full: the wire format */
	CMD_SPELLED = 4,     /* keywords in full only */
	CMD_UNSPLIT = 8,     /* with CMD_PREFIX: a list of names takes every word it can */
};

/* Matches `line` (no newline inside). The strings of the arguments
 * live in `m` and die with it. About a microsecond. */
enum cmd_status cmd_match(
    const struct cmd_place *place, const char *line, unsigned flags, struct cmd_match *m);

/* Copies all but the strings: those of `dst` stay with `m`. */
void cmd_match_copy(struct cmd_match *dst, const struct cmd_match *m);

/* The text of a failed match as an operator reads it, in ASA's words, without the caret line:
 * "ERROR: % Invalid input detected at '^' marker." One or two lines, no newline at the end. */
const char *cmd_match_error(const struct cmd_match *m, const char *line, char *dst, size_t size);

/* Where the operator stands after the sentence was accepted. */
void cmd_place_follow(struct cmd_place *place, const struct cmd_match *m);

/* What a caller may ask about a sentence. */
bool cmd_sentence_is_config(const struct cmd_sentence *s);
const char *cmd_sentence_name(const struct cmd_sentence *s);
uint32_t cmd_sentence_owners(const struct cmd_sentence *s); /* 1u << enum cmd_owner_id */
unsigned cmd_sentence_level(const struct cmd_sentence *s);  /* privilege 0-15 */
bool cmd_sentence_tolerated(const struct cmd_sentence *s);
bool cmd_sentence_quick(const struct cmd_sentence *s); /* an EXEC sentence that a pasted text may hold */
