/* SPDX-License-Identifier: Apache-2.0 */
/* ribd's part of captures: what passes the ports, and what the security levels drop. */
#pragma once
#include <stdbool.h>

struct ribd;

/* Lays out ribd->captures; nothing is captured yet. */
void capture_init(struct ribd *ribd);
/* Some capture asks for what the security levels drop. */
bool capture_wants_drops(const struct ribd *ribd);
