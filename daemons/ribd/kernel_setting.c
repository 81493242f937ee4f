/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "daemons/ribd/kernel.h"

static int open_setting(const char *path, int flags)
{
	char full[160];
	snprintf(full, sizeof full, "/proc/sys/%s", path);
	return open(full, flags | O_CLOEXEC);
}

bool kernel_setting_get(const char *path, char *value, size_t size)
{
	int fd = open_setting(path, O_RDONLY);
	ssize_t got = fd < 0 ? -1 : read(fd, value, size - 1);
	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return false;
	value[got] = '\0';
	value[strcspn(value, "\n")] = '\0';
	return true;
}

int kernel_setting_set(const char *path, const char *value)
{
	int fd = open_setting(path, O_WRONLY);
	if (fd < 0)
		return -errno;
	int error = write(fd, value, strlen(value)) < 0 ? -errno : 0;
	close(fd);
	return error;
}
