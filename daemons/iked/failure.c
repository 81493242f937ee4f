/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/failure.h"
#include <stdio.h>
#include <string.h>

static const char *const names[] = {
    [FAILURE_NONE] = "NONE",
    [FAILURE_INCOMPLETE] = "INCOMPLETE",
    [FAILURE_SHUTDOWN] = "SHUTDOWN",
    [FAILURE_NO_SOURCE] = "NO_SOURCE",
    [FAILURE_NO_ANSWER] = "NO_ANSWER",
    [FAILURE_PEER_DEAD] = "PEER_DEAD",
    [FAILURE_NO_PROPOSAL] = "NO_PROPOSAL",
    [FAILURE_INVALID_KE] = "INVALID_KE",
    [FAILURE_AUTH_BY_PEER] = "AUTH_BY_PEER",
    [FAILURE_AUTH_OF_PEER] = "AUTH_OF_PEER",
    [FAILURE_TS] = "TS",
    [FAILURE_SYNTAX] = "SYNTAX",
    [FAILURE_REFUSED] = "REFUSED",
    [FAILURE_DELETED_BY_PEER] = "DELETED_BY_PEER",
    [FAILURE_DELETED_BY_US] = "DELETED_BY_US",
    [FAILURE_REPLACED] = "REPLACED",
    [FAILURE_EXPIRED] = "EXPIRED",
    [FAILURE_DATA_PLANE] = "DATA_PLANE",
    [FAILURE_INTERNAL] = "INTERNAL",
};

void failure_set_va(struct failure *f, enum failure_code code, int64_t at, const char *fmt, va_list ap)
{
	char text[FAILURE_TEXT_SIZE] = ""; /* what is printed may be the old one */
	vsnprintf(text, sizeof(text), fmt, ap);
	*f = (struct failure){.code = code, .at = at};
	memcpy(f->text, text, sizeof(text));
}

void failure_set(struct failure *f, enum failure_code code, int64_t at, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	failure_set_va(f, code, at, fmt, ap);
	va_end(ap);
}

const char *failure_name(enum failure_code code)
{
	return names[code];
}
