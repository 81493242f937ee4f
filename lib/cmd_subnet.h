/* SPDX-License-Identifier: Apache-2.0 */
/* What an address and the mask beside it must agree on. */
#pragma once
#include "lib/cmd_match.h"
#include "lib/cmd_table.h"

/* False, with the reason in `m`, when an address has bits outside a mask that covers it, or is no host in the
 * subnet that it is given an interface's place in. What is taken away may be anything. */
bool cmd_subnet_agrees(const struct cmd_sentence *s, struct cmd_match *m);
