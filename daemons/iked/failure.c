/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/failure.h"
#include "daemons/iked/registry.h"
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *meaning;
} codes[FAILURE_CODES] = {[FAILURE_NONE] = {"NONE", ""},
#define X(name, text) [FAILURE_##name] = {#name, text},
    FAILURE_LIST(X)
#undef X
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

bool failure_is_of_proof(enum failure_code code)
{
	return code == FAILURE_AUTH_OF_PEER || (code >= FAILURE_CERT_EXPIRED && code <= FAILURE_CERT_INVALID);
}

const char *failure_name(enum failure_code code)
{
	return codes[code].name;
}

const char *failure_meaning(enum failure_code code)
{
	return codes[code].meaning;
}

/* By who refuses: the peer us, or we the peer. */
static const struct {
	uint16_t notify;
	bool child;
	enum failure_code by_peer, of_peer;
} meanings[] = {
    {NOTIFY_NO_PROPOSAL_CHOSEN, false, FAILURE_NO_PROPOSAL, FAILURE_NO_PROPOSAL_OF_PEER},
    {NOTIFY_NO_PROPOSAL_CHOSEN, true, FAILURE_CHILD_NO_PROPOSAL, FAILURE_CHILD_NO_PROPOSAL_OF_PEER},
    {NOTIFY_INVALID_KE_PAYLOAD, false, FAILURE_INVALID_KE, FAILURE_OTHER_GROUP},
    {NOTIFY_INVALID_KE_PAYLOAD, true, FAILURE_CHILD_INVALID_KE, FAILURE_OTHER_GROUP},
    {NOTIFY_TS_UNACCEPTABLE, true, FAILURE_TS, FAILURE_TS_OF_PEER},
    {NOTIFY_SINGLE_PAIR_REQUIRED, true, FAILURE_TS, FAILURE_TS_OF_PEER},
    {NOTIFY_AUTHENTICATION_FAILED, false, FAILURE_AUTH_BY_PEER, FAILURE_AUTH_OF_PEER},
    {NOTIFY_AUTHENTICATION_FAILED, true, FAILURE_AUTH_BY_PEER, FAILURE_AUTH_OF_PEER},
    {NOTIFY_TEMPORARY_FAILURE, true, FAILURE_TEMPORARY, FAILURE_TEMPORARY},
    {NOTIFY_TEMPORARY_FAILURE, false, FAILURE_TEMPORARY, FAILURE_TEMPORARY},
};

enum failure_code failure_of_notify(uint16_t type, bool child, bool of_peer)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].notify == type && meanings[i].child == child)
			return of_peer ? meanings[i].of_peer : meanings[i].by_peer;
	return of_peer ? FAILURE_REFUSED_OF_PEER : FAILURE_REFUSED;
}
