/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemons/mgmtd/oplog.h"
#include "tests/unit/unit.h"

static char path[64];

static void begin(void)
{
	strcpy(path, "/tmp/test_oplog.XXXXXX");
	int fd = mkstemp(path);
	CU_ASSERT_TRUE_FATAL(fd >= 0);
	close(fd);
}

static bool apply(void *arg, enum cmd_verb verb, const char *where, const char *line)
{
	char reason[128];
	bool ok = cmd_store_apply(arg, verb, where, line, 0, reason, sizeof(reason));
	CU_ASSERT_TRUE(ok);
	return ok;
}

/* One transaction, in the store and in the log. */
static void change(
    struct cmd_store *store, struct oplog *log, enum cmd_verb verb, const char *where, const char *line)
{
	struct cmd_op_list list;
	cmd_store_begin(store);
	apply(store, verb, where, line);
	cmd_store_changes(store, &list);
	cmd_store_commit(store);
	oplog_append(log, &list);
	cmd_op_list_free(&list);
}

static void expect(const struct cmd_store *store)
{
	struct cmd_store *copy = cmd_store_new();
	CU_ASSERT_TRUE(oplog_replay(path, apply, copy));
	CU_ASSERT_TRUE(cmd_store_equal(copy, store));
	cmd_store_free(copy);
}

static void what_was_running_comes_back(void)
{
	begin();
	struct cmd_store *store = cmd_store_new();
	apply(store, CMD_SET, "", "hostname gw1");
	struct oplog *log = oplog_new(path, NULL, store);
	CU_ASSERT_PTR_NOT_NULL_FATAL(log);
	expect(store);
	change(store, log, CMD_SET, "", "interface Tunnel1");
	change(store, log, CMD_SET, "interface Tunnel1", "nameif ALIYUN1");
	change(store, log, CMD_SET, "", "hostname gw2");
	expect(store);
	change(store, log, CMD_UNSET, "", "interface Tunnel1");
	expect(store);
	oplog_free(log);
	log = oplog_new(path, NULL, store);
	expect(store);
	oplog_free(log);
	cmd_store_free(store);
	unlink(path);
}

/* Killed in the middle of a write: half a transaction is none. */
static void half_a_transaction_is_none(void)
{
	begin();
	struct cmd_store *store = cmd_store_new();
	struct oplog *log = oplog_new(path, NULL, store);
	change(store, log, CMD_SET, "", "hostname gw1");
	oplog_free(log);
	FILE *f = fopen(path, "a");
	fputs("+hostname gw2\n+host", f);
	fclose(f);
	expect(store);
	cmd_store_free(store);
	unlink(path);
}

static void another_boot_is_not_followed(void)
{
	begin();
	struct cmd_store *store = cmd_store_new();
	FILE *f = fopen(path, "w");
	fputs(": boot 00000000-0000-0000-0000-000000000000\n+hostname gw2\n.\n", f);
	fclose(f);
	CU_ASSERT_FALSE(oplog_replay(path, apply, store));
	CU_ASSERT_TRUE(cmd_store_empty(store));
	unlink(path);
	CU_ASSERT_FALSE(oplog_replay(path, apply, store));
	cmd_store_free(store);
}

static CU_TestInfo tests[] = {
    {"what was running comes back", what_was_running_comes_back},
    {"half a transaction is none", half_a_transaction_is_none},
    {"another boot is not followed", another_boot_is_not_followed},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("mgmtd-oplog", tests);
}
