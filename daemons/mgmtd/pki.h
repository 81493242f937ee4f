/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and certificates that an operator brings in or makes: a change of the configuration, with a report. */
#pragma once
#include "lib/pki_import.h"

struct mgmtd;
struct record_out;
struct session;

/* Puts the lines of `in` into what `s` configures and ends the answer with `report`, lines parted by "\n", or
 * with why not. Takes `in`. */
void pki_submit(
    struct mgmtd *m, struct session *s, struct record_out *out, struct pki_import *in, const char *report);
/* An empty one to be filled. Never NULL. */
struct pki_import *pki_begin(const char *name);
