/* SPDX-License-Identifier: Apache-2.0 */
/* postern-iked(8) lists the reasons, each with its meaning, and no others. */
#include "daemons/iked/failure.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>

static char page[65536];

static void read_page(void)
{
	FILE *f = fopen(MAN_PAGE, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	size_t used = 0;
	for (int c; (c = getc(f)) != EOF && used < sizeof(page) - 1;)
		if (c != '\\') /* of "\-" */
			page[used++] = (char)c;
	page[used] = '\0';
	fclose(f);
}

static void the_manual_is_true(void)
{
	char entry[512];
	unsigned count = 0;
	read_page();
	const char *reasons = strstr(page, "\n.SH REASONS\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(reasons);
	for (enum failure_code code = FAILURE_NONE + 1; code < FAILURE_CODES; code++) {
		snprintf(
		    entry, sizeof(entry), "\n.TP\n.B %s\n%s\n", failure_name(code), failure_meaning(code));
		const char *at = strstr(reasons, entry);
		if (at == NULL)
			fprintf(stderr, "postern-iked(8) lacks:%s", entry);
		CU_ASSERT_PTR_NOT_NULL(at);
	}
	const char *end = strstr(reasons + 1, "\n.SH ");
	for (const char *at = reasons; (at = strstr(at + 1, "\n.TP\n")) != NULL && (end == NULL || at < end);)
		count++;
	CU_ASSERT_EQUAL(count, FAILURE_CODES - 1);
}

static CU_TestInfo tests[] = {
    {"the manual is true", the_manual_is_true},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked failure", tests);
}
