/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures: packets kept to be looked at. ribd and espd have the same list, since both are given every `capture`
 * command, and each fills what passes it: ribd the ports and the drops of the security levels, espd the tunnels in the
 * clear, their ESP packets, and what it drops. The shell puts the answers of the two together.
 *
 * What a capture is and what it holds outlives the process (lib/statefd.h): its settings in "capture.NAME", the packets in
 * "packets.NAME", which are made once the owner finds something to capture.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>
#include "lib/capture_filter.h"
#include "lib/capture_ring.h"
#include "lib/rib_feed.h"
#include "lib/statefd.h"

struct cmd_call;
struct cmd_capture;
struct cmd_capture_stop;
struct cmd_clear_capture;
struct cmd_no_capture;
struct cmd_show_capture;
struct cmd_show_capture_packets;
struct daemon;

#define CAPTURES_MAX       32
#define CAPTURE_NAME_MAX   49
#define CAPTURE_INTERFACES 8
#define CAPTURE_MATCHES    8
#define CAPTURE_BUFFER     524288 /* bytes, unless the operator says otherwise */
#define CAPTURE_LENGTH     1518   /* the same, of a packet */

enum capture_kind {
	CAPTURE_RAW_DATA,
	CAPTURE_ISAKMP,
	CAPTURE_ESP,
	CAPTURE_ASP_DROP,
};

struct capture_settings { /* in memory that outlives the process: no pointers */
	char name[CAPTURE_NAME_MAX];
	uint8_t kind; /* enum capture_kind */
	bool circular, stopped;
	bool buffer_given, length_given;
	uint32_t buffer; /* bytes of packets and their heads */
	uint32_t packet_length;
	char drop[40]; /* asp-drop: for this reason, "" for all */
	uint32_t interface_count, match_count;
	char interface[CAPTURE_INTERFACES][RIB_NAMEIF_MAX];
	char match[CAPTURE_MATCHES][CAPTURE_MATCH_MAX];
	char term[CAPTURE_MATCHES][CAPTURE_TERM_MAX];
};

struct capture {
	struct capture_settings *settings;
	struct capture_filter filter;
	struct capture_ring ring; /* data NULL until capture_ready() */
	struct statefd settings_state, ring_state;
	void *points; /* the owner's */
	struct capture *next;
};

struct capture_reason {
	const char *reason; /* as show asp drop calls it */
	const char *text;
	const char *cause; /* more exactly; may be NULL */
};

struct capture_ops {
	/* What only this owner can see of new settings; the reason for the operator, NULL: they may stand. */
	const char *(*fault)(void *arg, const struct capture_settings *settings);
	/* Begin, go on or end as the settings say now (`gone`: end). */
	void (*adjust)(void *arg, struct capture *c, bool gone);
	/* Why a packet was dropped, of an entry's `reason`. */
	struct capture_reason (*reason)(unsigned reason);
	const char *owner; /* "ribd" */
};

struct captures {
	struct daemon *daemon; /* keeps the memory; NULL in tests */
	const struct capture_ops *ops;
	void *arg;
	struct capture *all; /* in order of definition */
};

/* A descriptor of a predecessor; false when it is none of these (`fd` stays the caller's then). After the last one
 * captures_resume(), which has each go on. */
bool captures_restore(struct captures *cs, const char *name, int fd);
void captures_resume(struct captures *cs);
/* Something that decides what there is to capture has changed. */
void captures_adjust(struct captures *cs);
/* Forgets them; what posternd keeps stays. */
void captures_free(struct captures *cs);

struct capture *captures_find(const struct captures *cs, const char *name);
/* A new one without settings; NULL when memory is short. */
struct capture *captures_add(struct captures *cs, const char *name);
void captures_remove(struct captures *cs, struct capture *c);
/* Gives the memory of the packets back. */
void captures_forget_packets(struct captures *cs, struct capture *c);
/* Compiles the filter anew; false when that fails. */
bool capture_refilter(struct capture *c);
/* Makes room for packets. False when memory is short. */
bool capture_ready(struct captures *cs, struct capture *c);
/* True while a packet would be taken: neither stopped nor full. */
bool capture_is_on(const struct capture *c);
bool capture_names(const struct capture_settings *s, const char *nameif, uint8_t *index);
/* All of its conditions in one, for capture_filter_make() and a socket's filter; to be freed. */
char *capture_expression(const struct capture_settings *s);
/* Keeps the packet, if the filter takes it. `parts[0]` must hold the headers; entry->captured is set here. */
void capture_offer(struct capture *c, struct capture_entry *entry, const struct iovec *parts, unsigned count);
/* The same without asking the filter: who offers has. */
void capture_keep(struct capture *c, struct capture_entry *entry, const struct iovec *parts, unsigned count);

/* The commands. */
void capture_exec_define(struct captures *cs, struct cmd_call *call, const struct cmd_capture *args);
void capture_exec_stop(struct captures *cs, struct cmd_call *call, const struct cmd_capture_stop *args);
void capture_exec_no(struct captures *cs, struct cmd_call *call, const struct cmd_no_capture *args);
void capture_exec_clear(struct captures *cs, struct cmd_call *call, const struct cmd_clear_capture *args);
void capture_exec_list(struct captures *cs, struct cmd_call *call, const struct cmd_show_capture *args);
void capture_exec_packets(
    struct captures *cs, struct cmd_call *call, const struct cmd_show_capture_packets *args);
