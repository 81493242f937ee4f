/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/undo.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/log.h"
#include "lib/statefd.h"

#define UNDO_LAYOUT 1
#define UNDO_MAX    512

struct undo_note {
	uint32_t kind;
	char name[UNDO_NAME_SIZE];
	char value[UNDO_VALUE_SIZE];
};

/* A note is complete before the count says that it is there. */
struct undo_log {
	uint32_t count;
	struct undo_note note[UNDO_MAX];
};

struct undo {
	struct statefd state;
	struct undo_log *log;
};

struct undo *undo_new(int *fd)
{
	struct undo *u = calloc(1, sizeof *u);
	if (!u || !statefd_create(&u->state, "ribd-undo", UNDO_LAYOUT, sizeof(struct undo_log))) {
		free(u);
		return NULL;
	}
	u->log = u->state.data;
	*fd = u->state.fd;
	return u;
}

struct undo *undo_attach(int fd)
{
	struct undo *u = calloc(1, sizeof *u);
	if (!u || !statefd_attach(&u->state, fd, UNDO_LAYOUT)) {
		free(u);
		return NULL;
	}
	u->log = u->state.data;
	if (u->state.size >= sizeof *u->log && u->log->count <= UNDO_MAX)
		return u;
	undo_free(u);
	return NULL;
}

void undo_free(struct undo *u)
{
	if (u)
		statefd_close(&u->state);
	free(u);
}

static struct undo_note *find(struct undo *u, enum undo_kind kind, const char *name)
{
	for (uint32_t i = 0; u && i < u->log->count; i++)
		if (u->log->note[i].kind == kind && strcmp(u->log->note[i].name, name) == 0)
			return &u->log->note[i];
	return NULL;
}

void undo_note(struct undo *u, enum undo_kind kind, const char *name, const char *value)
{
	if (!u || find(u, kind, name))
		return;
	if (u->log->count == UNDO_MAX) {
		log_warn("%s will not be put back: too many changes", name);
		return;
	}
	struct undo_note *note = &u->log->note[u->log->count];
	note->kind = kind;
	snprintf(note->name, sizeof note->name, "%s", name);
	snprintf(note->value, sizeof note->value, "%s", value);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	u->log->count++;
}

bool undo_take(struct undo *u, enum undo_kind kind, const char *name, char *value)
{
	struct undo_note *note = find(u, kind, name);
	if (!note)
		return false;
	snprintf(value, UNDO_VALUE_SIZE, "%s", note->value);
	*note = u->log->note[u->log->count - 1];
	u->log->count--;
	return true;
}

void undo_each(struct undo *u,
    void (*fn)(void *arg, enum undo_kind kind, const char *name, const char *value), void *arg)
{
	for (uint32_t i = 0; u && i < u->log->count; i++)
		fn(arg, (enum undo_kind)u->log->note[i].kind, u->log->note[i].name, u->log->note[i].value);
}
