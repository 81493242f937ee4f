/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/source.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "lib/buf.h"

static bool read_all(int fd, struct wbuf *text)
{
	char chunk[65536];
	ssize_t n;
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		wbuf_bytes(text, chunk, (size_t)n);
	}
	explicit_bzero(chunk, sizeof(chunk));
	return wbuf_ok(text);
}

bool source_read(const char *path, struct wbuf *text, char *error, size_t size)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && read_all(fd, text);
	if (!ok)
		snprintf(error, size, "%s: %s", standard ? "standard input" : path, strerror(errno));
	if (fd >= 0 && !standard)
		close(fd);
	return ok;
}
