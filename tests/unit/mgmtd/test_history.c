/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "daemons/mgmtd/history.h"
#include "daemons/mgmtd/txn.h"
#include "tests/unit/unit.h"

static char dir[64];
static char led_back[512];

static void begin(void)
{
	strcpy(dir, "/tmp/test_history.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	led_back[0] = '\0';
}

static void end(void)
{
	char command[128];
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CU_ASSERT_EQUAL(system(command), 0);
}

static void add(struct history *h, uint64_t visit, enum cmd_verb verb, const char *path, const char *line)
{
	struct cmd_operation op = {.verb = verb, .path = path, .line = line};
	const struct cmd_op_list list = {.count = 1, .op = &op};
	const struct txn_author author = {
	    .name = "admin", .source = "pid 1", .comment = "a remark", .visit = visit};
	history_add(h, &author, 1767225600, 1, &list);
}

static bool lead(void *arg, enum cmd_verb verb, const char *path, const char *line)
{
	size_t len = strlen(led_back);
	snprintf(led_back + len, sizeof(led_back) - len, "%c%s|%s;", verb == CMD_SET ? '+' : '-', path, line);
	return true;
}

static void the_way_back_is_the_way_in_reverse(void)
{
	begin();
	struct history *h = history_open(dir);
	add(h, 0, CMD_SET, "", "hostname gw1");
	add(h, 7, CMD_UNSET, "router bgp 1\naddress-family ipv4 unicast", "network 10.0.0.0");
	add(h, 7, CMD_SET, "", "pager lines 5");
	CU_ASSERT_EQUAL(history_count(h), 2);
	CU_ASSERT_EQUAL(history_get(h, 0)->changes, 2);
	CU_ASSERT_TRUE(history_undo(h, 1, lead, NULL));
	CU_ASSERT_STRING_EQUAL(
	    led_back, "+|pager lines 5;-router bgp 1\naddress-family ipv4 unicast|network 10.0.0.0;");
	led_back[0] = '\0';
	CU_ASSERT_TRUE(history_undo(h, 2, lead, NULL));
	CU_ASSERT_PTR_NOT_NULL(strstr(led_back, ";+|hostname gw1;"));
	CU_ASSERT_FALSE(history_undo(h, 3, lead, NULL));
	history_free(h);
	end();
}

static void it_outlives_the_process(void)
{
	struct stat st;
	char path[128];
	begin();
	struct history *h = history_open(dir);
	add(h, 3, CMD_SET, "", "hostname gw1");
	history_free(h);
	h = history_open(dir);
	CU_ASSERT_EQUAL_FATAL(history_count(h), 1);
	const struct history_entry *e = history_get(h, 0);
	CU_ASSERT_STRING_EQUAL(e->author, "admin");
	CU_ASSERT_STRING_EQUAL(e->comment, "a remark");
	CU_ASSERT_EQUAL(e->time, 1767225600);
	CU_ASSERT_EQUAL(e->changes, 1);
	/* The visit of an earlier process is none of this one's. */
	add(h, 3, CMD_SET, "", "hostname gw2");
	CU_ASSERT_EQUAL(history_count(h), 2);
	snprintf(path, sizeof(path), "%s/%08d", dir, (int)e->serial);
	CU_ASSERT_EQUAL(stat(path, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
	history_free(h);
	end();
}

static void fifty_are_kept(void)
{
	char line[32];
	begin();
	struct history *h = history_open(dir);
	for (int i = 0; i < 60; i++) {
		snprintf(line, sizeof(line), "hostname gw%d", i);
		add(h, 0, CMD_SET, "", line);
	}
	CU_ASSERT_EQUAL(history_count(h), 50);
	CU_ASSERT_TRUE(history_undo(h, 1, lead, NULL));
	CU_ASSERT_STRING_EQUAL(led_back, "+|hostname gw59;");
	history_free(h);
	h = history_open(dir);
	CU_ASSERT_EQUAL(history_count(h), 50);
	CU_ASSERT_EQUAL(history_get(h, 49)->serial, 11);
	history_free(h);
	end();
}

static CU_TestInfo tests[] = {
    {"the way back is the way in reverse", the_way_back_is_the_way_in_reverse},
    {"it outlives the process", it_outlives_the_process},
    {"fifty are kept", fifty_are_kept},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("mgmtd-history", tests);
}
