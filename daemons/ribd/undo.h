/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ribd changed in the machine, with the value from before: put back when the instance stops, also by a
 * successor after kill -9 (the pages live in a state descriptor that posternd keeps).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct undo;

enum undo_kind {
	UNDO_SYSCTL = 1, /* name: path below /proc/sys */
	UNDO_LINK_UP,    /* name: device, value "0" or "1" */
	UNDO_LINK_MTU,   /* name: device */
};

#define UNDO_NAME_SIZE  96
#define UNDO_VALUE_SIZE 16

/* A new empty log; *fd is its descriptor, the log's own. NULL on failure. */
struct undo *undo_new(int *fd);
/* The predecessor's; takes `fd`. NULL when it is of another layout. */
struct undo *undo_attach(int fd);
/* Unmaps; the pages live on while posternd holds them. */
void undo_free(struct undo *u);

/* Remembers the value from before the first change; later notes on the same name change nothing. */
void undo_note(struct undo *u, enum undo_kind kind, const char *name, const char *value);
/* Finds and forgets; false when nothing was noted. `value` holds UNDO_VALUE_SIZE bytes. */
bool undo_take(struct undo *u, enum undo_kind kind, const char *name, char *value);
/* Calls fn for each note, oldest first. */
void undo_each(struct undo *u,
    void (*fn)(void *arg, enum undo_kind kind, const char *name, const char *value), void *arg);
