/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/ribd/fake_filter.h"
#include <stdio.h>
#include "daemons/ribd/kernel_filter.h"

struct fake_filter fake_filter;

bool kernel_filter_run(const char *commands, char *error, size_t size)
{
	fake_filter.runs++;
	snprintf(fake_filter.last, sizeof(fake_filter.last), "%s", commands);
	snprintf(error, size, "refused for the test");
	return !fake_filter.refuse;
}

uint64_t kernel_filter_count(void)
{
	return 0;
}
