/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/paste.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/cmd_match.h"
#include "lib/loop.h"
#include "shell/input.h"
#include "tests/unit/unit.h"

/* Feeds `text` to the input through a pipe. */
static struct input *input_from(struct loop *loop, const char *text, int *fd)
{
	int ends[2];
	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	CU_ASSERT_EQUAL_FATAL(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	close(ends[1]);
	*fd = ends[0];
	return input_new(loop, ends[0]);
}

static void collect(const char *text, const char *want, wint_t next)
{
	struct loop *loop = loop_new();
	int fd;
	struct input *in = input_from(loop, text, &fd);
	char *got = paste_collect(in);
	CU_ASSERT_STRING_EQUAL(got, want);
	CU_ASSERT_EQUAL(input_char(in), next);
	free(got);
	input_free(in);
	close(fd);
	loop_free(loop);
}

static void brackets(void)
{
	collect("hostname gw1\rend\r\033[201~x", "hostname gw1\nend\n", 'x');
	collect("\033[201~", "", WEOF);
	collect("a\033[201x\033[20\033[201~", "a\033[201x\033[20", WEOF);
	collect("\033\033[201~y", "\033", 'y');
	collect("no end", "no end", WEOF);
	collect("# 設定？\r\n\033[201~\r", "# 設定？\n", '\n');
}

static void line_ends(void)
{
	struct loop *loop = loop_new();
	int fd;
	struct input *in = input_from(loop, "a\rb\nc\r\nd\n\re\xff\xe3\x81", &fd);
	static const wint_t want[] = {
	    'a', '\n', 'b', '\n', 'c', '\n', 'd', '\n', '\n', 'e', 0xfffd, 0xfffd, WEOF};
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		CU_ASSERT_EQUAL(input_char(in), want[i]);
	input_free(in);
	close(fd);
	loop_free(loop);
}

static void blocks(void)
{
	char one[] = "\nshow version\n", open[] = "show version";
	CU_ASSERT_FALSE(paste_is_block("show version"));
	CU_ASSERT_FALSE(paste_is_block("show version\n  \n"));
	CU_ASSERT_TRUE(paste_is_block("a\nb"));
	CU_ASSERT_TRUE(paste_is_block("\n\na\nb\n"));
	CU_ASSERT_TRUE(paste_trim(one));
	CU_ASSERT_STRING_EQUAL(one, "show version");
	CU_ASSERT_FALSE(paste_trim(open));
	CU_ASSERT_STRING_EQUAL(open, "show version");
}

static void clean(const char *place_text, const char *line, const char *want, size_t offset, bool block)
{
	struct cmd_place place;
	struct paste_line got;
	CU_ASSERT_TRUE_FATAL(cmd_place_from(&place, place_text));
	paste_clean(&place, line, &got);
	CU_ASSERT_STRING_EQUAL(got.text ? got.text : "(none)", want);
	if (got.text)
		CU_ASSERT_EQUAL(got.offset, offset);
	CU_ASSERT_EQUAL(got.block, block);
	free(got.text);
}

static void page_text(void)
{
	clean(">", "ciscoasa> enable", "enable", 10, false);
	clean(">", "Password: ******** # enable モード", "(none)", 0, false);
	clean("#", "ciscoasa# configure terminal # 設定モードに入ります。", "configure terminal", 10, false);
	clean("", "ciscoasa(config)#", "(none)", 0, false);
	clean("", "!", "(none)", 0, false);
	clean("", ": Saved", "(none)", 0, false);
	clean("", "# remark only", "(none)", 0, false);
	clean("", "   ", "(none)", 0, false);
	clean("", "\thostname gw1 # name", "hostname gw1", 1, false);
	clean("interface GigabitEthernet0/0", " nameif outside1 # x # y", "nameif outside1", 1, false);
	clean("", "hostnam gw1 # name", "hostnam gw1", 0, false);
	clean("#", "show version | include #", "show version | include #", 0, false);
}

static void keys(void)
{
	static const char place[] = "tunnel-group 198.51.100.191 ipsec-attributes";
	clean(place, " ikev2 remote-authentication pre-shared-key fdds#F?1|23**** # key",
	    "ikev2 remote-authentication pre-shared-key fdds#F?1|23****", 1, false);
	clean(place, "ikev2 remote-authentication pre-shared-key #x",
	    "ikev2 remote-authentication pre-shared-key #x", 0, false);
}

static void flattened(void)
{
	clean("", "hostname gw1 route outside1 198.51.100.191 255.255.255.255 192.0.2.172",
	    "hostname gw1 route outside1 198.51.100.191 255.255.255.255 192.0.2.172", 0, true);
	clean("crypto ikev2 policy 10", "encryption aes integrity sha group 14",
	    "crypto ikev2 policy 10\nencryption aes integrity sha group 14", 0, true);
	clean("crypto ikev2 policy 10", "group 14 nonsense", "group 14 nonsense", 0, false);
	clean("", "hostname gw1 nonsense", "hostname gw1 nonsense", 0, false);
}

int main(void)
{
	CU_TestInfo tests[] = {{"brackets", brackets}, {"line ends", line_ends}, {"blocks", blocks},
	    {"page text", page_text}, {"keys", keys}, {"flattened", flattened}, CU_TEST_INFO_NULL};
	return unit_main("paste", tests);
}
