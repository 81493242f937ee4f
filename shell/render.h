/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From records to an ASA's screens. A renderer is a table from record type to a function; each area has a
 * file of its own (render_ike.c …). What lasts from one record of an answer to the next is in struct render.
 */
#pragma once
#include <jansson.h>
#include "shell/output.h"

struct render {
	struct output *out;
	bool json;            /* print records as they come */
	unsigned count;       /* records so far */
	json_t *header;       /* the last header record (…_list, …_table, …_summary), NULL before it */
	json_t *held;         /* array: records that a renderer holds back until their group is complete */
	char last_prefix[64]; /* show bgp: a network is printed once */
	const struct render_entry *holder; /* whose records are held */
	const struct render_entry
	    *taker;  /* takes whatever follows in this answer; set by render_take_rest() */
	size_t rows; /* rows printed under the present header */
};

struct render_entry {
	const char *type;
	/* `record` may be changed: it belongs to this answer alone. */
	void (*print)(struct render *r, json_t *record);
	/* Called when a record of another type follows or the answer ends. May be NULL. */
	void (*end)(struct render *r);
};

/* Per area, ended by an entry without type. */
extern const struct render_entry render_ike[], render_ipsec[], render_bgp[], render_bfd[], render_route[],
    render_interface[], render_neighbor[], render_system[], render_session[], render_asp_drop[],
    render_machine[], render_track[], render_history[], render_configuration[], render_debug[], render_dhcp[],
    render_ca[], render_logging[], render_capture[], render_tracer[];

void render_begin(struct render *r, struct output *out, bool json);
/* Takes `record`. An object without a layout is printed as "name : value" lines. */
void render_record(struct render *r, json_t *record);
/* A line of text for the operator, `text` without a newline at its end. */
void render_text(struct render *r, const char *text);
void render_end(struct render *r);
/* Ends without printing what is held back. */
void render_drop(struct render *r);

/* For renderers: keep this record as the header of those that follow. */
void render_keep_header(struct render *r, json_t *record);
/* For renderers of header records: every later record of this answer is held back, and `entry->end` called with
 * all of them in r->held at its end. A second call changes nothing. */
void render_take_rest(struct render *r, const struct render_entry *entry);
/* Sets a derived member of a record to a string, in printf's way. */
void render_derive(json_t *record, const char *member, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
