/* SPDX-License-Identifier: Apache-2.0 */
/* A log host on this machine's loopback interface, reached through real sockets under the virtual clock. */
#include "daemons/mgmtd/loghost.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "lib/log.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

#define QUEUE 4

static struct loop *loop;
static struct loghost *host;
static struct ip_addr here;

/* A bound socket on a port of the system's choice; TCP ones listen. */
static int receiver(int type, uint16_t *port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(sin);
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	CU_ASSERT_TRUE_FATAL(fd >= 0 && bind(fd, (struct sockaddr *)&sin, size) == 0);
	if (type == SOCK_STREAM)
		CU_ASSERT_EQUAL_FATAL(listen(fd, 4), 0);
	CU_ASSERT_EQUAL_FATAL(getsockname(fd, (struct sockaddr *)&sin, &size), 0);
	*port = ntohs(sin.sin_port);
	return fd;
}

static void begin(uint8_t protocol, uint16_t port)
{
	struct logging_host conf = {.nameif = "here", .protocol = protocol, .port = port};
	loop = loop_new();
	here = ip_addr_v4(INADDR_LOOPBACK);
	conf.addr = here;
	host = loghost_new(loop, &conf, QUEUE);
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
}

static void end(void)
{
	loghost_free(host);
	loop_free(loop);
}

static struct loghost_status now(void)
{
	struct loghost_status st;
	loghost_status(host, &st);
	return st;
}

/* What comes within 5 s, which must be `text`. */
static bool gets(int fd, const char *text)
{
	char got[512] = "";
	size_t len = 0, wanted = strlen(text);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	for (int tries = 0; len < wanted && tries < 500; tries++) {
		loop_virtual_advance(loop, 0);
		if (poll(&p, 1, 10) <= 0)
			continue;
		ssize_t n = recv(fd, got + len, sizeof(got) - len, 0);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	return len == wanted && memcmp(got, text, len) == 0;
}

static int accepted(int listener)
{
	struct pollfd p = {.fd = listener, .events = POLLIN};
	for (int tries = 0; tries < 500; tries++) {
		loop_virtual_advance(loop, 0);
		if (poll(&p, 1, 10) > 0)
			return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	}
	return -1;
}

static bool opens(void)
{
	for (int tries = 0; !now().open && tries < 500; tries++) {
		loop_virtual_advance(loop, 0);
		poll(NULL, 0, 1);
	}
	return now().open;
}

static bool closes(void)
{
	for (int tries = 0; now().open && tries < 500; tries++) {
		loop_virtual_advance(loop, 0);
		poll(NULL, 0, 1);
	}
	return !now().open;
}

static void udp_takes_each_message_by_itself(void)
{
	uint16_t port;
	int fd = receiver(SOCK_DGRAM, &port);
	begin(IPPROTO_UDP, port);
	loghost_way(host, "lo", &here);
	loghost_put(host, "<165>one");
	CU_ASSERT_TRUE(gets(fd, "<165>one"));
	loghost_put(host, "<165>two");
	CU_ASSERT_TRUE(gets(fd, "<165>two"));
	CU_ASSERT_EQUAL(now().sent, 2);
	end();
	close(fd);
}

static void messages_wait_for_the_way(void)
{
	uint16_t port;
	int fd = receiver(SOCK_DGRAM, &port);
	begin(IPPROTO_UDP, port);
	for (char text[] = "1"; *text <= '6'; ++*text)
		loghost_put(host, text);
	CU_ASSERT_EQUAL(now().waiting, QUEUE);
	CU_ASSERT_EQUAL(now().down, 2);
	loghost_way(host, "lo", &here);
	CU_ASSERT_TRUE(gets(fd, "1") && gets(fd, "2") && gets(fd, "3") && gets(fd, "4"));
	loghost_way(host, NULL, NULL);
	loghost_put(host, "7");
	CU_ASSERT_EQUAL(now().waiting, 1);
	CU_ASSERT_EQUAL(now().sent, 4);
	CU_ASSERT_EQUAL(now().most, QUEUE);
	end();
	close(fd);
}

static void nobody_listens_to_udp(void)
{
	uint16_t port;
	int fd = receiver(SOCK_DGRAM, &port);
	close(fd);
	begin(IPPROTO_UDP, port);
	loghost_way(host, "lo", &here);
	for (int i = 0; i < 20; i++) {
		loghost_put(host, "lost");
		loop_virtual_advance(loop, LOOP_MSEC);
	}
	CU_ASSERT_EQUAL(now().waiting, 0);
	CU_ASSERT_EQUAL(now().sent, 20);
	CU_ASSERT_TRUE(now().errors > 0);
	end();
}

static void a_device_that_is_not_there(void)
{
	begin(IPPROTO_UDP, 514);
	loghost_way(host, "nowhere0", &here);
	loghost_put(host, "kept");
	CU_ASSERT_FALSE(now().open);
	loop_virtual_advance(loop, 3600 * LOOP_SEC);
	CU_ASSERT_EQUAL(now().waiting, 1);
	loghost_way(host, "lo", &here); /* to port 514, where nobody may be */
	CU_ASSERT_TRUE(now().open);
	CU_ASSERT_EQUAL(now().waiting, 0);
	end();
}

/* RFC 6587 §3.4.2: a line feed behind each. */
static void tcp_comes_back(void)
{
	uint16_t port;
	int listener = receiver(SOCK_STREAM, &port);
	begin(IPPROTO_TCP, port);
	loghost_way(host, "lo", &here);
	loghost_put(host, "<165>one");
	int fd = accepted(listener);
	CU_ASSERT_TRUE(opens());
	CU_ASSERT_TRUE(gets(fd, "<165>one\n"));
	close(fd);
	CU_ASSERT_TRUE(closes());
	loghost_put(host, "<165>two");
	loghost_put(host, "<165>three");
	CU_ASSERT_EQUAL(now().waiting, 2);
	CU_ASSERT_EQUAL(now().losses, 1);
	loop_virtual_advance(loop, 3 * LOOP_SEC);
	fd = accepted(listener);
	CU_ASSERT_TRUE(gets(fd, "<165>two\n<165>three\n"));
	CU_ASSERT_EQUAL(now().sent, 3);
	end();
	close(fd);
	close(listener);
}

/* Refused at once: another attempt after 1, 2, 4 … 30 s, each spread by a fifth. */
static void tcp_backs_off(void)
{
	uint16_t port;
	int listener = receiver(SOCK_STREAM, &port);
	close(listener);
	begin(IPPROTO_TCP, port);
	loghost_way(host, "lo", &here);
	CU_ASSERT_TRUE(closes());
	for (int i = 0; i < 3600; i++)
		loop_virtual_advance(loop, LOOP_SEC);
	CU_ASSERT_FALSE(now().open);
	for (int i = 0; i < 10; i++)
		loghost_put(host, "lost");
	CU_ASSERT_EQUAL(now().waiting, QUEUE);
	CU_ASSERT_EQUAL(now().down, 10 - QUEUE);
	CU_ASSERT_EQUAL(now().losses, 0);
	end();
}

/* Whole lines, in order, each number once. */
static unsigned read_lines(int fd, unsigned first)
{
	static char got[1 << 16];
	size_t len = 0;
	ssize_t n;
	while (
	    loop_virtual_advance(loop, 0), (n = recv(fd, got + len, sizeof(got) - len, MSG_DONTWAIT)) > 0) {
		char *line = got, *feed;
		len += (size_t)n;
		for (; (feed = memchr(line, '\n', len)) != NULL; line = feed + 1) {
			CU_ASSERT_TRUE((unsigned)strtoul(line, NULL, 10) > first);
			CU_ASSERT_EQUAL(feed - line, 1999);
			first = (unsigned)strtoul(line, NULL, 10);
			len -= (size_t)(feed + 1 - line);
		}
		memmove(got, line, len);
	}
	CU_ASSERT_EQUAL(len, 0);
	return first;
}

/* A host that takes nothing holds nobody up, and gets whole messages when it goes on. */
static void a_host_that_does_not_read(void)
{
	char text[2000];
	uint16_t port;
	int listener = receiver(SOCK_STREAM, &port);
	begin(IPPROTO_TCP, port);
	loghost_way(host, "lo", &here);
	int fd = accepted(listener);
	CU_ASSERT_TRUE_FATAL(opens());
	unsigned put = 0;
	while (now().full == 0 && put < 100000) {
		memset(text, '.', sizeof(text) - 1);
		text[sizeof(text) - 1] = '\0';
		text[snprintf(text, 16, "%u", ++put)] = ' ';
		loghost_put(host, text);
	}
	CU_ASSERT_TRUE(now().full > 0);
	CU_ASSERT_TRUE(now().partial > 0);
	CU_ASSERT_EQUAL(now().waiting, QUEUE);
	CU_ASSERT_EQUAL(read_lines(fd, 0), put - 1);
	CU_ASSERT_EQUAL(now().sent, put - 1);
	CU_ASSERT_EQUAL(now().waiting, 0);
	end();
	close(fd);
	close(listener);
}

static CU_TestInfo tests[] = {
    {"UDP takes each message by itself", udp_takes_each_message_by_itself},
    {"messages wait for the way", messages_wait_for_the_way},
    {"nobody listens to UDP", nobody_listens_to_udp},
    {"a device that is not there", a_device_that_is_not_there},
    {"TCP comes back", tcp_comes_back},
    {"TCP backs off", tcp_backs_off},
    {"a host that does not read", a_host_that_does_not_read},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	log_open("test", LOG_LEVEL_ERROR);
	return unit_main("mgmtd-loghost", tests);
}
