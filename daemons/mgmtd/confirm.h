/* SPDX-License-Identifier: Apache-2.0 */
/* "[confirm]": what an operator has to confirm before it is done. */
#pragma once

struct mgmtd;
struct record_out;
struct session;

/* Does it and ends the answer. */
typedef void confirm_fn(struct mgmtd *m, struct session *s, struct record_out *out);

struct confirm_ask {
	const char *prompt;  /* "Proceed with reload? [confirm] " */
	const char *instead; /* the command that does not ask, for those who cannot answer */
	confirm_fn *go;
};

/* Asks the session whose command is running, when it is an interactive shell: a tool (-c, -f) is taken at its word.
 * Enter and `y` mean yes. `ask` must stay. */
void confirm(struct mgmtd *m, struct record_out *out, const struct confirm_ask *ask);
