/* SPDX-License-Identifier: Apache-2.0 */
/* Configurations as the guides of clouds print them: what is refused of each, with line and remedy, and nothing else.
 * Beside each NAME.cfg stands NAME.faults, empty where all of it is accepted. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

#define TEXT_MAX 16384

static void read_text(const char *path, char text[TEXT_MAX])
{
	FILE *f = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	text[fread(text, 1, TEXT_MAX - 1, f)] = '\0';
	fclose(f);
}

static void list_faults(const struct cmd_batch *batch, char text[TEXT_MAX])
{
	size_t len = 0;
	text[0] = '\0';
	for (size_t i = 0; i < batch->fault_count && len < TEXT_MAX; i++)
		len += (size_t)snprintf(
		    text + len, TEXT_MAX - len, "%u: %s\n", batch->fault[i].number, batch->fault[i].reason);
}

static void check_guide(const char *path)
{
	char text[TEXT_MAX], want[TEXT_MAX], got[TEXT_MAX], name[512];
	snprintf(name, sizeof(name), "%.*s.faults", (int)(strlen(path) - strlen(".cfg")), path);
	read_text(path, text);
	read_text(name, want);
	struct cmd_store *store = cmd_store_new();
	struct cmd_batch batch;
	refuse(store, text, &batch);
	list_faults(&batch, got);
	if (strcmp(got, want) != 0)
		printf("    %s:\n%s", path, got);
	CU_ASSERT_STRING_EQUAL(got, want);
	cmd_batch_free(&batch);
	cmd_store_free(store);
}

static void guides(void)
{
	glob_t found;
	CU_ASSERT_EQUAL_FATAL(glob(FIXTURES "/guides/*.cfg", 0, NULL, &found), 0);
	CU_ASSERT(found.gl_pathc >= 6);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_guide(found.gl_pathv[i]);
	globfree(&found);
}

/* The same text is accepted whole once what the guide asks for is admitted. */
static void admitted(void)
{
	char text[TEXT_MAX], whole[TEXT_MAX + 64];
	read_text(FIXTURES "/guides/two-tunnels-bgp.cfg", text);
	snprintf(whole, sizeof(whole), "%scrypto ikev2 legacy-algorithms\n", text);
	struct cmd_store *store = load(whole);
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	char *shown = print_store(store, "crypto ikev2", 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(shown, " group 2\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(shown, "crypto ikev2 legacy-algorithms\n"));
	free(shown);
	cmd_store_free(store);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"what guides print", guides},
	    {"admitted algorithms", admitted},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-guides", tests);
}
