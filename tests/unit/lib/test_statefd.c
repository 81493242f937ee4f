/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/statefd.h"
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "tests/unit/unit.h"

#define LAYOUT 3

static void pages_outlive_the_owner(void)
{
	struct statefd s, next;
	CU_ASSERT_FATAL(statefd_create(&s, "test", LAYOUT, 10000));
	CU_ASSERT_FALSE(s.restored);
	CU_ASSERT_EQUAL(s.size, 10000);
	CU_ASSERT_EQUAL((uintptr_t)s.data % 64, 0);
	const uint8_t *bytes = s.data;
	CU_ASSERT(bytes[0] == 0 && bytes[9999] == 0);
	memcpy(s.data, "counter", 8);
	int kept = dup(s.fd);
	statefd_close(&s);
	CU_ASSERT_FATAL(statefd_attach(&next, kept, LAYOUT));
	CU_ASSERT(next.restored);
	CU_ASSERT_EQUAL(next.size, 10000);
	CU_ASSERT_STRING_EQUAL(next.data, "counter");
	statefd_close(&next);
	CU_ASSERT_EQUAL(next.fd, -1);
	statefd_close(&next); /* harmless */
}

static void both_see_the_same_pages(void)
{
	struct statefd a, b;
	CU_ASSERT_FATAL(statefd_create(&a, "test", LAYOUT, 100));
	CU_ASSERT_FATAL(statefd_attach(&b, dup(a.fd), LAYOUT));
	((uint8_t *)a.data)[50] = 7;
	CU_ASSERT_EQUAL(((uint8_t *)b.data)[50], 7);
	statefd_close(&a);
	statefd_close(&b);
}

static void refuse(int fd, uint32_t layout)
{
	struct statefd s;
	CU_ASSERT_FALSE(statefd_attach(&s, fd, layout));
	CU_ASSERT_EQUAL(fcntl(fd, F_GETFD), -1); /* it was closed */
	CU_ASSERT_PTR_NULL(s.data);
	statefd_close(&s);
}

static void another_layout_is_refused(void)
{
	struct statefd s;
	CU_ASSERT_FATAL(statefd_create(&s, "test", LAYOUT, 100));
	refuse(dup(s.fd), LAYOUT + 1);
	((uint64_t *)s.data)[-8] ^= 1; /* the magic number, 64 bytes in front of the payload */
	refuse(dup(s.fd), LAYOUT);
	((uint64_t *)s.data)[-8] ^= 1;
	((uint64_t *)s.data)[-7] = 101; /* the size */
	refuse(dup(s.fd), LAYOUT);
	statefd_close(&s);
}

static void other_files_are_refused(void)
{
	int fd = memfd_create("unsealed", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	CU_ASSERT_EQUAL(ftruncate(fd, 4096), 0);
	refuse(fd, LAYOUT);
	refuse(memfd_create("empty", MFD_CLOEXEC), LAYOUT);
	int fds[2];
	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	refuse(fds[0], LAYOUT);
	close(fds[1]);
}

static void nobody_can_shrink_it(void)
{
	struct statefd s;
	CU_ASSERT_FATAL(statefd_create(&s, "test", LAYOUT, 5000));
	CU_ASSERT_EQUAL(ftruncate(s.fd, 0), -1);
	CU_ASSERT_EQUAL(ftruncate(s.fd, 1 << 20), -1);
	statefd_close(&s);
}

int main(void)
{
	CU_TestInfo tests[] = {{"pages outlive the owner", pages_outlive_the_owner},
	    {"both see the same pages", both_see_the_same_pages},
	    {"another layout", another_layout_is_refused}, {"other files", other_files_are_refused},
	    {"nobody can shrink it", nobody_can_shrink_it}, CU_TEST_INFO_NULL};
	return unit_main("lib/statefd", tests);
}
