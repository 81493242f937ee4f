/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to stop for `<--- More --->`. Nothing but counting: the screen asks, prints and reads the key.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define PAGER_PROMPT "<--- More --->"

struct pager {
	unsigned page; /* rows of a page; 0: never stop */
	unsigned left; /* rows that may still be printed */
	bool stopped;  /* the operator has had enough */
};

/* `lines` as `terminal pager` set them, 0 off; `rows` of the window, 0 unknown: a page leaves one row of it for
 * the prompt. */
void pager_begin(struct pager *p, unsigned lines, unsigned rows);
/* The window has another size: from the next page on. */
void pager_resize(struct pager *p, unsigned lines, unsigned rows);
/* Rows that a line of `size` characters takes in a window of that width. */
unsigned pager_rows(size_t size, unsigned columns);
/* True when the operator is to be asked before a line of `rows` is printed. */
bool pager_full(const struct pager *p, unsigned rows);
void pager_printed(struct pager *p, unsigned rows);
/* The operator's answer, before a line of `rows`. False when the key means nothing here. */
bool pager_key(struct pager *p, int key, unsigned rows);
