/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who mentions a name: the way back from a thing that is configured to those that refer to it, whether or not there is
 * such a thing at present. So a change of one object finds what follows it without a look at all the others.
 */
#pragma once
#include <stdbool.h>

struct mentioned; /* a name */

struct mention { /* part of the one who mentions; zeroed: it mentions nothing */
	struct mention *prev, *next;
	struct mentioned *name;
	void *by; /* the one who mentions */
};

struct mentions { /* zeroed: empty */
	struct mentioned *names;
	bool nocase; /* "Outside" and "outside" are one name */
};

/* `m` mentions `text` from now on, "" for nothing, whatever it did before. */
void mention_set(struct mentions *all, struct mention *m, const char *text, void *by);
void mention_drop(struct mentions *all, struct mention *m);
/* The first one that mentions the name; the others by `next`. NULL: nobody does. */
struct mention *mentions_of(const struct mentions *all, const char *text);
