/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State that outlives the process: memory that posternd keeps a descriptor of while its owner is dead.
 *
 * The owner makes a memfd, maps it, hands a duplicate to posternd (IPC_STATE_PUT under a name) and works in
 * the mapping. After kill -9 its successor gets the descriptor back (IPC_STATE_GIVE) and maps the same
 * pages. A magic number, a layout version and the sizes stand in front; another layout is not mapped.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct statefd {
	int fd;
	void *data;    /* the payload, 64-byte aligned */
	size_t size;   /* of the payload, bytes */
	bool restored; /* true when the pages come from an earlier process */
};

/* New zeroed pages, locked in memory where the limit allows and left out of core dumps. */
bool statefd_create(struct statefd *s, const char *name, uint32_t layout, size_t size);
/* Maps the pages of a predecessor; takes `fd`. False (fd closed) when layout or size differ. */
bool statefd_attach(struct statefd *s, int fd, uint32_t layout);
/* Unmaps and closes; the pages live on while posternd holds them. */
void statefd_close(struct statefd *s);
