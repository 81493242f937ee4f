/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/confirm.h"
#include <stdlib.h>
#include <string.h>
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "lib/record.h"

struct confirmation { /* that is awaited */
	struct mgmtd *mgmtd;
	struct record_out *out;
	const struct confirm_ask *ask;
};

/* Ctrl-C, and a terminal that has gone. */
static void answered(struct session *s, const char *answer, void *arg)
{
	struct confirmation c = *(struct confirmation *)arg;
	free(arg);
	if (answer == NULL)
		record_fail(c.out, "Not confirmed, nothing was done: \"%s\" does not ask", c.ask->instead);
	else if (*answer == '\0' || *answer == 'y' || *answer == 'Y')
		c.ask->go(c.mgmtd, s, c.out);
	else
		record_done(c.out);
}

void confirm(struct mgmtd *m, struct record_out *out, const struct confirm_ask *ask)
{
	struct session *s = session_current(m->sessions);
	if (strcmp(ipc_peer_role(s->conn), "shell") != 0) {
		ask->go(m, s, out);
		return;
	}
	struct confirmation *c = malloc(sizeof(*c));
	if (c == NULL) {
		record_fail(out, "Out of memory");
		return;
	}
	*c = (struct confirmation){.mgmtd = m, .out = out, .ask = ask};
	session_ask(s, ask->prompt, answered, c);
}
