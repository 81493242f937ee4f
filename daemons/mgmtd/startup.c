/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/startup.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STARTUP_MAX (64u << 20)

bool startup_write_open(int fd, const char *text, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, text, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text += n;
		size -= (size_t)n;
	}
	return true;
}

/* Opens the directory of `path`, which it makes when it is missing. */
static int open_dir(const char *path)
{
	char copy[PATH_MAX];
	snprintf(copy, sizeof(copy), "%s", path);
	const char *dir = dirname(copy);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && mkdir(dir, 0755) == 0)
		fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd;
}

static bool write_file(int dir, const char *name, const char *text, size_t size)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	bool ok = fchmod(fd, 0600) == 0 && startup_write_open(fd, text, size) && fsync(fd) == 0;
	int error = errno;
	ok = close(fd) == 0 && ok;
	if (!ok)
		unlinkat(dir, name, 0);
	errno = error;
	return ok;
}

bool startup_write(const char *path, const char *text, size_t size)
{
	char copy[PATH_MAX], temp[NAME_MAX + 1];
	snprintf(copy, sizeof(copy), "%s", path);
	const char *name = basename(copy);
	snprintf(temp, sizeof(temp), ".%.200s.new", name);
	int dir = open_dir(path);
	if (dir < 0)
		return false;
	bool ok = write_file(dir, temp, text, size) && renameat(dir, temp, dir, name) == 0 && fsync(dir) == 0;
	int error = errno;
	close(dir);
	errno = error;
	return ok;
}

char *startup_read_open(int fd, size_t *size)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return NULL;
	if (!S_ISREG(st.st_mode) || st.st_size > STARTUP_MAX) {
		errno = S_ISREG(st.st_mode) ? EFBIG : EINVAL;
		return NULL;
	}
	char *text = malloc((size_t)st.st_size + 1);
	if (text == NULL)
		return NULL;
	*size = 0;
	ssize_t n;
	while (*size < (size_t)st.st_size && (n = read(fd, text + *size, (size_t)st.st_size - *size)) > 0)
		*size += (size_t)n;
	text[*size] = '\0';
	return text;
}

char *startup_read(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	char *text = startup_read_open(fd, size);
	int error = errno;
	close(fd);
	errno = error;
	return text;
}

void startup_wipe(char *text, size_t size)
{
	if (text == NULL)
		return;
	OPENSSL_cleanse(text, size);
	free(text);
}

bool startup_erase(const char *path)
{
	return unlink(path) == 0 || errno == ENOENT;
}
