/* SPDX-License-Identifier: Apache-2.0 */
/* Which commands a session may give: privilege levels, as the grammar has them or `privilege` says instead. */
#pragma once
#include <stdbool.h>
#include "lib/cmd_match.h"

struct accounts;
struct session;

/* The level that a matched line at `place` needs. What a configuration command opens needs what it needs. */
unsigned rights_level(const struct accounts *a, const struct cmd_place *place, const struct cmd_match *m);
bool rights_allow(const struct session *s, const struct cmd_place *place, const struct cmd_match *m);
