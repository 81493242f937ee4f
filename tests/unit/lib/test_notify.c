/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/notify.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "tests/unit/unit.h"

/* Listens at an abstract name of the kernel's choice and points $NOTIFY_SOCKET at it. */
static int manager(void)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	socklen_t size = sizeof(sun);
	char name[sizeof(sun.sun_path) + 1] = "@";
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	CU_ASSERT_EQUAL_FATAL(bind(fd, (struct sockaddr *)&sun, sizeof(sa_family_t)), 0);
	CU_ASSERT_EQUAL_FATAL(getsockname(fd, (struct sockaddr *)&sun, &size), 0);
	size_t len = size - sizeof(sa_family_t) - 1;
	memcpy(name + 1, sun.sun_path + 1, len);
	name[1 + len] = '\0';
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static void the_manager_hears(void)
{
	char text[64] = "";
	int fd = manager();
	CU_ASSERT(notify_send("READY=1"));
	CU_ASSERT_EQUAL(recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT), 7);
	CU_ASSERT_STRING_EQUAL(text, "READY=1");
	close(fd);
	CU_ASSERT_FALSE(notify_send("STOPPING=1"));
}

static void without_manager(void)
{
	unsetenv("NOTIFY_SOCKET");
	CU_ASSERT(notify_send("READY=1"));
}

static void bad_names(void)
{
	char name[200];
	memset(name, '/', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	setenv("NOTIFY_SOCKET", name, 1);
	CU_ASSERT_FALSE(notify_send("READY=1"));
	setenv("NOTIFY_SOCKET", "relative", 1);
	CU_ASSERT_FALSE(notify_send("READY=1"));
	setenv("NOTIFY_SOCKET", "@", 1);
	CU_ASSERT_FALSE(notify_send("READY=1"));
}

int main(void)
{
	CU_TestInfo tests[] = {{"the manager hears", the_manager_hears}, {"without manager", without_manager},
	    {"bad names", bad_names}, CU_TEST_INFO_NULL};
	return unit_main("lib/notify", tests);
}
