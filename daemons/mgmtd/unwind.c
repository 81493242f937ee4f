/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/unwind.h"
#include <string.h>

/* Carries out the operations behind an "@" line, up to `end`. A line without an end was never written whole. */
static bool unwind_transaction(char *text, const char *end, oplog_fn *fn, void *arg)
{
	for (char *line = text, *next; line < end; line = next) {
		next = line + strcspn(line, "\n");
		if (*next++ == '\0')
			break;
		next[-1] = '\0';
		if ((*line == '+' || *line == '-') && !oplog_take(line, fn, arg))
			return false;
	}
	return true;
}

/* Finds the last "@" line of the text; NULL when none is left. */
static char *last_transaction(char *text, char *end)
{
	for (char *p = end - 1; p > text; p--)
		if (p[-1] == '\n' && *p == '@')
			return p;
	return end > text && *text == '@' ? text : NULL;
}

bool unwind(char *text, size_t size, oplog_fn *fn, void *arg)
{
	bool ok = true;
	char *end = text + size;
	for (char *at; ok && (at = last_transaction(text, end)) != NULL; end = at)
		ok = unwind_transaction(at, end, fn, arg);
	return ok;
}
