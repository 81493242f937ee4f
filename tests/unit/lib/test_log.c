/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/log.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "tests/unit/unit.h"

static char line[4096];
static int fds[2];

/* What the log has written since the last call; "" when it wrote nothing. */
static const char *written(void)
{
	log_to(fds[1]);
	ssize_t got = read(fds[0], line, sizeof(line) - 1);
	line[got > 0 ? got : 0] = '\0';
	return line;
}

static void format(void)
{
	log_info("%s: up", "Tunnel1");
	const char *text = written();
	CU_ASSERT_EQUAL(strlen(text), 24 + strlen(" test info  Tunnel1: up\n"));
	CU_ASSERT(text[4] == '-' && text[10] == 'T' && text[19] == '.' && text[23] == 'Z');
	CU_ASSERT_STRING_EQUAL(text + 24, " test info  Tunnel1: up\n");
}

static void levels(void)
{
	enum log_level level;
	log_set_level(LOG_LEVEL_WARN);
	log_notice("not this");
	log_debug("nor this");
	log_warn("this");
	CU_ASSERT_PTR_NOT_NULL(strstr(written(), " test warn  this\n"));
	CU_ASSERT(log_enabled(LOG_LEVEL_ERROR) && !log_enabled(LOG_LEVEL_NOTICE));
	CU_ASSERT(log_level_parse("debug", &level) && level == LOG_LEVEL_DEBUG);
	CU_ASSERT_FALSE(log_level_parse("loud", &level));
	log_set_level(LOG_LEVEL_INFO);
}

static void a_peer_cannot_forge_lines(void)
{
	log_info("peer says '%s'", "x\n2026-01-01T00:00:00.000Z iked error \033[2Jforged\x7f");
	const char *text = written();
	CU_ASSERT_PTR_EQUAL(strchr(text, '\n'), text + strlen(text) - 1);
	CU_ASSERT_PTR_NULL(strchr(text, '\033'));
	CU_ASSERT_PTR_NULL(strchr(text, 0x7f));
}

static void long_lines_are_cut(void)
{
	char text[3000];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_info("%s", text);
	CU_ASSERT_EQUAL(strlen(written()), 1024 - 1);
	CU_ASSERT_EQUAL(line[1022], '\n');
}

static void a_broken_descriptor_is_harmless(void)
{
	log_to(-1);
	log_error("nobody hears this");
	CU_ASSERT_STRING_EQUAL(written(), "");
}

int main(void)
{
	CU_TestInfo tests[] = {{"format", format}, {"levels", levels},
	    {"a peer cannot forge lines", a_peer_cannot_forge_lines},
	    {"long lines are cut", long_lines_are_cut},
	    {"a broken descriptor", a_broken_descriptor_is_harmless}, CU_TEST_INFO_NULL};
	if (pipe2(fds, O_NONBLOCK) < 0)
		return 1;
	log_open("test", LOG_LEVEL_INFO);
	log_to(fds[1]);
	return unit_main("lib/log", tests);
}
