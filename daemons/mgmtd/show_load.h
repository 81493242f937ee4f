/* SPDX-License-Identifier: Apache-2.0 */
/* The samples of `show processes cpu-usage`. */
#pragma once
#include <stdbool.h>

struct mgmtd;

/* Takes samples of all processes from now on. False when out of memory. */
bool load_start(struct mgmtd *m);
