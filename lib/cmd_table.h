/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The compiled grammar: what grammar/gen writes into cmd_tables.c. Read by the command engine only.
 *
 * Each mode has one graph of nodes. An edge is a spelled-out keyword or a value; several sentences share
 * an edge as long as they read alike, so one walk over the words of a line finds its sentence. A node where
 * a sentence may end names it.
 *
 *     neighbor --- NEIGHBOR -+- remote-as --- AS ->   bgp_neighbor_remote_as
 *                            +- activate ->           bgp_neighbor_activate
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CMD_NONE      0xffffu /* no sentence, no slot, no mode, no argument */
#define CMD_KEYS_MAX  6
#define CMD_DEPTH_MAX 4  /* modes inside each other, global configuration counted */
#define CMD_NAMES_MAX 16 /* entries of a list of names */

enum cmd_kind {
	CMD_KIND_FLAG,   /* a word that is there or not: bool has_x only */
	CMD_KIND_NUMBER, /* uint32_t */
	CMD_KIND_NUMBER64,
	CMD_KIND_ASN, /* uint32_t, also written X.Y */
	CMD_KIND_IPV4,
	CMD_KIND_IPV6,
	CMD_KIND_IP,
	CMD_KIND_PREFIX4,
	CMD_KIND_PREFIX6,
	CMD_KIND_PREFIX,
	CMD_KIND_ADDRESS6, /* struct ip_prefix with its host bits */
	CMD_KIND_MASK,     /* uint8_t bits */
	CMD_KIND_ONE,      /* enum */
	CMD_KIND_SET,      /* uint32_t bits */
	CMD_KIND_INTERFACE,
	CMD_KIND_TRANSPORT, /* a string, "17/514" */
	CMD_KIND_WORD,
	CMD_KIND_REF,   /* a word that names an object of a class */
	CMD_KIND_DEF,   /* a word that gives an object its name */
	CMD_KIND_NAMES, /* list of references */
	CMD_KIND_SECRET,
	CMD_KIND_DATA, /* a block of lines behind the sentence, ended by `quit`; folded: "=" and its characters (cmd_block.h) */
	CMD_KIND_LINE,    /* the rest of the line */
	CMD_KIND_SECTION, /* the rest of the line, the beginning of configuration sentences */
};

struct cmd_word {
	const char *text;
	const char *help;
	const char *refuse; /* NULL, or why the word is not accepted without the line `needs` */
	uint16_t needs;     /* global sentence without arguments, or CMD_NONE */
};

struct cmd_words { /* one of, or a set of; in order of printing */
	const char *name;
	uint16_t count;
	bool gated; /* one of them needs another line */
	const struct cmd_word *word;
};

struct cmd_class { /* what names refer to */
	const char *name;
	const char *title; /* "IPsec profile" */
	bool case_sensitive;
	bool unique; /* one line alone gives the name; at a terminal the references follow it */
};

struct cmd_arg {
	const char *name; /* as the notation spells it, NEIGHBOR */
	uint16_t field;   /* identity of the name over all sentences, what an edge captures into */
	uint8_t kind;     /* enum cmd_kind */
	bool optional;    /* has_off is valid */
	bool terse;       /* not printed when it equals its default */
	bool silent;      /* never printed */
	bool defaulted;   /* filled in when left out: `preset`, or the class mask of argument `mask_of` */
	uint16_t mask_of; /* argument index, or CMD_NONE */
	uint16_t covers;  /* argument that may have no bits outside this mask, or CMD_NONE */
	uint16_t hosts;   /* argument that must be a host's address in the subnet of this mask, or CMD_NONE */
	uint16_t next;    /* filled in when left out: so much above the greatest of its list; 0: not so */
	uint16_t words;   /* index of a word list, or CMD_NONE */
	uint16_t class_id;
	uint16_t off; /* in the argument struct */
	uint16_t has_off;
	uint64_t min, max; /* numbers; characters of a word */
	uint64_t preset;
};

enum cmd_op_code {
	CMD_OP_WORD, /* print a keyword */
	CMD_OP_ARG,  /* print argument `arg` */
	CMD_OP_IF,   /* skip the next `skip` operations unless argument `arg` is there */
};

struct cmd_op { /* how a sentence is printed */
	uint8_t code;
	uint8_t skip;
	uint16_t arg;
	const char *text;
};

enum cmd_move { /* what else a sentence does to the place of the operator */
	CMD_MOVE_NONE,
	CMD_MOVE_CONFIGURE, /* configure terminal */
	CMD_MOVE_UP,        /* exit, quit, exit-address-family */
	CMD_MOVE_END,       /* end */
	CMD_MOVE_ENABLE,
	CMD_MOVE_DISABLE,
	CMD_MOVE_LEAVE, /* logout */
};

struct cmd_sentence {
	const char *name;    /* "bgp_neighbor_remote_as" */
	const char *summary; /* for the manual */
	uint16_t id;
	uint16_t mode;
	uint16_t enters; /* mode, or CMD_NONE */
	uint16_t slot;   /* sentences of a slot replace each other */
	uint16_t order;  /* place in the printed configuration */
	uint16_t args_size;
	uint32_t owners; /* 1u << enum cmd_owner_id */
	uint8_t level;   /* privilege */
	uint8_t move;
	bool config;
	bool quick;     /* EXEC sentence that a pasted text may hold and that is passed over there */
	bool tolerated; /* kept and printed, without effect */
	bool
	    hidden; /* stands in the startup file only: neither shown nor undone nor replaced with the rest */
	bool positive; /* holds by default: `no` is what is kept and printed */
	bool always;   /* the default is printed, too */
	bool bar_before, bar_after;
	bool blank;     /* printed with a trailing blank */
	bool append;    /* each command adds a line */
	bool singleton; /* one with other values is refused, its `no` as well */
	bool no_no;     /* has no `no` form */
	uint8_t arg_count, key_count, op_count;
	const struct cmd_arg *arg;
	uint8_t key[CMD_KEYS_MAX]; /* argument indexes */
	const struct cmd_op *op;
	const char *refuse;      /* why it is recognised and not accepted, or NULL */
	const char *preset;      /* canonical line of the default, or NULL */
	const char *absent;      /* line printed while the slot is empty, or NULL */
	uint16_t absent_unless;  /* … and this slot is empty as well, or CMD_NONE */
	uint16_t each;           /* the default exists per object of this class, or CMD_NONE */
	const char *each_except; /* … but not for those inside lines that begin like this, or NULL */
	uint16_t needs;          /* slot with the same keys that must be set, or CMD_NONE */
	const char *needs_text;  /* what to say otherwise */
	uint16_t own, own_mask;  /* arguments: an address of an interface and its mask, or CMD_NONE */
	uint16_t foreign;        /* argument: an address that is not ours, or CMD_NONE */
	uint16_t apart;          /* argument: differs between the sub-interfaces of a device, or CMD_NONE */
	const char *foreign_text,
	    *apart_text;           /* what to say otherwise; behind the latter stands the other one */
	const char *conflict_text; /* what to say to a second value of a singleton; %s is the first */
};

struct cmd_edge {
	uint16_t next; /* node */
	uint8_t kind;  /* of a value */
	bool repeats;  /* one more entry of a list */
	bool masked;   /* a word that may not be a masked address */
	bool
	    hidden; /* leads to refused sentences only, spells what another word says, or needs another line */
	uint8_t level;  /* least privilege of what it leads to */
	bool hostname;  /* a word of letters, digits and hyphens */
	uint16_t field; /* argument that is captured, or CMD_NONE */
	uint16_t value; /* of a keyword that stands for an enum value: its index + 1 */
	uint16_t words; /* word list of that value */
	uint16_t class_id;
	uint64_t min, max;
	const char *text; /* keyword, or name of the value */
	const char *help;
	const char *refuse; /* keyword that is recognised and not accepted */
};

struct cmd_node {
	uint16_t keywords; /* edges [first, first + keywords) are keywords sorted by text */
	uint16_t values;   /* the following ones are values */
	uint32_t first;
	uint16_t sentence;    /* that may end here, or CMD_NONE */
	uint16_t no_sentence; /* first of those whose `no` form may end here */
	uint16_t no_slot;     /* the slot that a `no` ending here clears, or CMD_NONE */
};

struct cmd_mode {
	const char *name;
	const char *prompt; /* "config-if" */
	const char *title;  /* "Interface configuration commands" */
	const char *close;  /* line printed at the end of an instance, or NULL */
	uint16_t parent;    /* mode, or CMD_NONE */
	uint16_t entered_by;
	uint16_t root; /* node */
	uint8_t depth; /* 0 global configuration and exec */
	uint16_t first_sentence, sentence_count;
};

struct cmd_grammar {
	const struct cmd_mode *mode;
	const struct cmd_sentence *sentence;
	const struct cmd_node *node;
	const struct cmd_edge *edge;
	const struct cmd_words *words;
	const struct cmd_class *class;
	const char *const *slot;
	uint16_t mode_count, sentence_count, words_count, class_count, slot_count;
	uint8_t hash[32];
};

extern const struct cmd_grammar cmd_grammar;
