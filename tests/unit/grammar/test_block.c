/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of data behind a sentence: read, kept as one line, printed as a block again; keys are hidden. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_block.h"
#include "lib/cmd_render.h"
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

#define CHAIN                                                                                                \
	"crypto ca trustpoint T\n"                                                                           \
	"crypto ca certificate chain T\n"

static void a_block_is_one_line(void)
{
	struct cmd_store *store =
	    load(CHAIN " certificate ca 01\n"
		       "    30820381 30820269 A0030201 02020101 30820381 30820269 a0030201 02020101\n"
		       "    30 82 03\n"
		       "  quit\n"
		       "hostname gw\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	const struct cmd_line *line =
	    cmd_store_find(store, "crypto ca certificate chain T", "certificate ca 01 =");
	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	CU_ASSERT_STRING_EQUAL(cmd_line_text(line),
	    "certificate ca 01 =3082038130820269A00302010202010130820381"
	    "30820269a003020102020101308203");
	char *text = print_store(store, "crypto ca certificate", 0);
	CU_ASSERT_STRING_EQUAL(text,
	    "crypto ca certificate chain T\n"
	    " certificate ca 01\n"
	    "    30820381 30820269 A0030201 02020101 30820381 30820269 a0030201 02020101\n"
	    "    308203\n"
	    "  quit\n");
	char *whole = print_store(store, "", 0);
	CU_ASSERT_TRUE(change(store, whole));
	free(whole);
	free(text);
	cmd_store_free(store);
}

static const char *reason(const char *text, unsigned number)
{
	static char copy[256];
	struct cmd_batch batch;
	struct cmd_store *store = cmd_store_new();
	CU_ASSERT_EQUAL_FATAL(refuse(store, text, &batch), 1);
	CU_ASSERT_EQUAL(batch.fault[0].number, number);
	snprintf(copy, sizeof(copy), "%s", batch.fault[0].reason);
	cmd_batch_free(&batch);
	cmd_store_free(store);
	return copy;
}

static void what_is_wrong_with_a_block(void)
{
	CU_ASSERT_STRING_EQUAL(reason(CHAIN " certificate 02\n 3082\n", 3),
	    "the block that begins here has no end: put \"quit\" on a line by itself behind it");
	CU_ASSERT_STRING_EQUAL(reason(CHAIN " certificate 02\n quit\n", 3),
	    "the block is empty: paste the text, and \"quit\" on a line by itself");
	CU_ASSERT_STRING_EQUAL(reason(CHAIN " certificate 02\n 30*2\n quit\n", 3),
	    "neither PEM, nor base 64, nor hexadecimal digits");
	CU_ASSERT_STRING_EQUAL(reason("crypto ca trustpoint T\ncrypto ca authenticate T\nMIIB\nquit\n", 2),
	    "this is no certificate: paste PEM, \"-----BEGIN CERTIFICATE-----\" and so on");
	CU_ASSERT_STRING_EQUAL(reason("crypto ca authenticate T\nMIIB\nquit\n", 1),
	    "there is no trustpoint \"T\": configure it first, \"crypto ca trustpoint T\"");
}

static void fold(const char *const *lines, const char *expected)
{
	static struct cmd_block block;
	static char line[CMD_LINE_MAX];
	struct cmd_place place;
	cmd_place_from(&place, "");
	CU_ASSERT_TRUE_FATAL(cmd_block_open(&block, &place, "crypto ca authenticate T"));
	while (*lines && !cmd_block_take(&block, *lines))
		lines++;
	CU_ASSERT_FALSE(block.open);
	CU_ASSERT_TRUE(cmd_block_fold(&block, line, sizeof(line)));
	CU_ASSERT_STRING_EQUAL(line, expected);
}

static void armours_part_it(void)
{
	static const char *const two[] = {"Bag Attributes: none", "subject=CN = x",
	    "-----BEGIN CERTIFICATE-----", "  MIIB", "AAA=", "-----END CERTIFICATE-----", "issuer=CN = y",
	    "-----BEGIN CERTIFICATE-----", "MIIC", "-----END CERTIFICATE-----", "", "  QUIT  "};
	static const char *const bare[] = {"MIIB", "AAA=", "quit"};
	fold(two, "crypto ca authenticate T =MIIBAAA=,MIIC");
	fold(bare, "crypto ca authenticate T =MIIBAAA=");
	struct cmd_block block;
	struct cmd_place place;
	cmd_place_from(&place, "");
	CU_ASSERT_FALSE(cmd_block_open(&block, &place, "hostname gw"));
	CU_ASSERT_FALSE(cmd_block_open(&block, &place, "crypto ca authenticate"));
}

static void keys_are_hidden(void)
{
	struct cmd_op_list undo;
	struct cmd_store *store = load("hostname gw\ncrypto key pair K\n 30820381\n quit\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	char *shown = print_store(store, "", CMD_RENDER_CLEAR),
	     *kept = print_store(store, "", CMD_RENDER_CLEAR | CMD_RENDER_HIDDEN);
	CU_ASSERT_PTR_NULL(strstr(shown, "crypto key"));
	CU_ASSERT_PTR_NOT_NULL(strstr(kept, "crypto key pair K\n   30820381\n quit\n"));
	cmd_store_begin(store);
	cmd_store_clear_shown(store, NULL);
	cmd_store_commit(store);
	CU_ASSERT_PTR_NULL(cmd_store_find(store, "", "hostname gw"));
	CU_ASSERT_PTR_NOT_NULL(cmd_store_find(store, "", "crypto key pair K ="));
	cmd_store_begin(store);
	cmd_store_clear(store, NULL);
	cmd_store_undo(store, &undo);
	CU_ASSERT_EQUAL_FATAL(undo.count, 1);
	CU_ASSERT_TRUE(undo.op[0].hidden);
	cmd_op_list_free(&undo);
	cmd_store_commit(store);
	CU_ASSERT_TRUE(cmd_store_empty(store));
	free(shown);
	free(kept);
	cmd_store_free(store);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"a block is one line", a_block_is_one_line},
	    {"what is wrong with a block", what_is_wrong_with_a_block},
	    {"armours part it", armours_part_it},
	    {"keys are hidden", keys_are_hidden},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-block", tests);
}
