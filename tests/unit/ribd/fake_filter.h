/* SPDX-License-Identifier: Apache-2.0 */
/* A packet filter that notes what it is told, behind daemons/ribd/kernel_filter.h. */
#pragma once
#include <stdbool.h>

struct fake_filter {
	unsigned runs;
	bool refuse;
	char last[8192];
};
extern struct fake_filter fake_filter;
