/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/pager.h"

void pager_resize(struct pager *p, unsigned lines, unsigned rows)
{
	unsigned room = rows > 1 ? rows - 1 : 0;
	p->page = lines && room && room < lines ? room : lines;
}

void pager_begin(struct pager *p, unsigned lines, unsigned rows)
{
	*p = (struct pager){0};
	pager_resize(p, lines, rows);
	p->left = p->page;
}

unsigned pager_rows(size_t size, unsigned columns)
{
	if (size == 0 || columns == 0)
		return 1;
	return (unsigned)((size + columns - 1) / columns);
}

bool pager_full(const struct pager *p, unsigned rows)
{
	if (p->page == 0 || p->stopped)
		return false;
	/* A line longer than a page is printed on a fresh page all the same. */
	return p->left < rows && p->left < p->page;
}

void pager_printed(struct pager *p, unsigned rows)
{
	p->left = rows < p->left ? p->left - rows : 0;
}

bool pager_key(struct pager *p, int key, unsigned rows)
{
	switch (key) {
	case ' ':
		p->left = p->page;
		return true;
	case '\n':
		p->left = rows;
		return true;
	case 'q':
	case 'Q':
	case 3: /* Ctrl-C */
	case -1:
		p->stopped = true;
		return true;
	default:
		return false;
	}
}
