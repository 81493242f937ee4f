/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree inside a cmd_store, for the files of the command engine.
 *
 *     store -- root -+- "interface Tunnel1" -+- "nameif ALIYUN1"
 *                    |                       +- "ip address 169.254.10.2 255.255.255.252"
 *                    +- "route outside1 …"
 *
 * A node of the tree keeps its place while its content comes and goes: removing a line takes the content
 * away, and only the end of the transaction removes the node. So what changed since begin is the list of
 * touched nodes, each with the content it had.
 */
#pragma once
#include <uthash.h>
#include "lib/cmd_store.h"
#include "lib/cmd_table.h"

struct cmd_content {
	const struct cmd_sentence *sentence;
	bool negated;
	uint32_t tag;
	char *text; /* canonical, secrets in clear */
	void *args;
	size_t size; /* bytes of this allocation, which holds text and arguments as well */
};

struct cmd_line {
	struct cmd_content *content; /* NULL: the line is not configured (any more) */
	struct cmd_content *before;  /* when touched: what it was at begin */
	bool touched;
	struct cmd_line *parent;
	struct cmd_line *children; /* hash by id */
	const struct cmd_line **sorted;
	size_t sorted_count;
	bool stale; /* `sorted` is out of date */
	uint64_t sequence;
	struct cmd_part *part; /* cmd_part.h; NULL: of none */
	struct cmd_line *part_next, *part_prev;
	struct cmd_numbered *numbered; /* cmd_number.h; NULL: in no list */
	struct cmd_claim *claim;       /* cmd_claim.h; NULL: none */
	struct cmd_line *claim_next, *claim_prev;
	UT_hash_handle hh;
	char id[]; /* slot and keys */
};

struct cmd_part;
struct cmd_parts {       /* cmd_part.h */
	uint32_t owners; /* whose lines are divided, 1u << enum cmd_owner_id; 0: nobody's */
	struct cmd_part *by_key;
	struct cmd_part *settings; /* among them; NULL when nobody's lines are divided */
	bool begun;                /* a transaction has been committed */
};

struct cmd_name { /* of an object of a class: how often it is given and used */
	unsigned defs, uses;
	char *spelling; /* of the definition, NULL while there is none */
	UT_hash_handle hh;
	char key[]; /* class and name */
};

struct cmd_store {
	struct cmd_line *root;
	struct cmd_line **touched;
	size_t touched_count, touched_size;
	bool open; /* between begin and commit */
	uint64_t sequence;
	struct cmd_name *names;
	struct cmd_parts parts;
	struct cmd_list *lists;
	struct {
		struct cmd_claim *own, *foreign, *apart;
	} claims; /* cmd_claim.h */
	struct {  /* the mode that was looked for last: many lines of a text have the same */
		struct cmd_line *line; /* NULL: none */
		struct cmd_place place;
	} recent;
};

#define CMD_ID_MAX 512

/* A key argument as text that is the same for equal values. Its length, also when `size` is too small. */
size_t cmd_key_print(const struct cmd_arg *arg, const void *args, char *dst, size_t size);
/* Identity of a line: slot and keys as text. 0 when it does not fit into `dst`. */
size_t cmd_id(
    const struct cmd_sentence *s, uint16_t slot, const void *args, const char *text, char dst[CMD_ID_MAX]);
struct cmd_line *cmd_child(const struct cmd_line *parent, const char *id); /* also one without content */
/* The line of the mode at `path`, or NULL when it is not configured. */
struct cmd_line *cmd_line_at(const struct cmd_store *store, const char *path);
/* The same, with its place, which is the store's and valid until the next change of a mode. */
struct cmd_line *cmd_mode_at(struct cmd_store *store, const char *path, const struct cmd_place **place);
/* Where a line stands and what it says, for an operator: "interface Tunnel1: tunnel protection ipsec profile P". */
const char *cmd_line_spell(const struct cmd_line *line, char *dst, size_t size);
/* The default of a sentence with the keys of `args` put in; "" when it has none. */
const char *cmd_preset_text(const struct cmd_sentence *s, const void *args, char *dst, size_t size);
/* The default as a matched sentence; with @each for the object `name`. */
bool cmd_preset_for(const struct cmd_sentence *s, const char *name, struct cmd_match *m);
/* Objects for which the default exists. */
void cmd_preset_each(const struct cmd_store *store, const struct cmd_sentence *s,
    void (*fn)(void *arg, const char *name), void *arg);

/* Copies everything it is given. */
struct cmd_content *cmd_content_new(
    const struct cmd_sentence *s, const void *args, bool negated, const char *text, uint32_t tag);
struct cmd_content *cmd_content_copy(const struct cmd_content *content);
void cmd_content_free(struct cmd_content *content); /* wipes */
/* The order of printing; of lines that are equal in it, the one that was there first comes first. */
int cmd_content_cmp(const struct cmd_content *a, const struct cmd_content *b);
bool cmd_content_same(const struct cmd_content *a, const struct cmd_content *b); /* NULL: no content */

/* Gives a child of `parent` new content (NULL: none), which the store takes. */
void cmd_tree_put(
    struct cmd_store *store, struct cmd_line *parent, const char *id, struct cmd_content *content);
/* Takes the content of a line and of all below it. */
void cmd_tree_remove(struct cmd_store *store, struct cmd_line *line);

/* Keeps the index of names; called when a line gets or loses content. */
void cmd_names_add(struct cmd_store *store, const struct cmd_line *line);
void cmd_names_drop(struct cmd_store *store, const struct cmd_line *line);
/* Spells references as their definitions are spelled, where case does not count and they are there. */
void cmd_names_respell(struct cmd_store *store, struct cmd_match *m);
void cmd_names_free(struct cmd_store *store);
/* Definitions of a class, in the order of the configuration. */
void cmd_names_each(const struct cmd_store *store, uint16_t class_id,
    void (*fn)(void *arg, const struct cmd_line *line, const char *name), void *arg);
