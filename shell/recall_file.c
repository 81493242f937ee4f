/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/recall_file.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE_MAX_KEPT (4u << 20) /* bytes; a larger file is none of ours */

struct recall_file {
	bool refused; /* it may not be written: not tried again */
	char path[];
};

const char *recall_file_path(char *dst, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	*dst = '\0';
	if (state && *state == '/') /* the specification has relative paths ignored */
		snprintf(dst, size, "%s/postern/history", state);
	else if (home && *home == '/')
		snprintf(dst, size, "%s/.local/state/postern/history", home);
	return dst;
}

struct recall_file *recall_file_new(const char *path)
{
	if (!path || !*path)
		return NULL;
	struct recall_file *f = malloc(sizeof(*f) + strlen(path) + 1);
	if (!f)
		return NULL;
	f->refused = false;
	strcpy(f->path, path);
	return f;
}

void recall_file_free(struct recall_file *f)
{
	free(f);
}

static bool is_own_directory(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/* Makes what is missing of the directories above the file; false unless the last one is the user's own. */
static bool make_directories(const char *path)
{
	bool own = is_own_directory("/");
	for (const char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		char *directory = strndup(path, (size_t)(at - path));
		struct stat st;
		if (directory && own && stat(directory, &st) < 0)
			mkdir(directory, 0700);
		own = directory && is_own_directory(directory);
		free(directory);
	}
	return own;
}

/* -1 when the file is not there, not a file or not the user's own. */
static int open_own(const char *path, int flags)
{
	struct stat st;
	int fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid())
		return fd;
	close(fd);
	return -1;
}

/* The whole file, to be released with free(); "" when there is none. */
static char *read_all(int fd, size_t *size)
{
	struct stat st;
	size_t room = fstat(fd, &st) == 0 && st.st_size < SIZE_MAX_KEPT ? (size_t)st.st_size : 0;
	char *text = malloc(room + 1);
	ssize_t got = text ? pread(fd, text, room, 0) : -1;
	*size = got > 0 ? (size_t)got : 0;
	if (text)
		text[*size] = '\0';
	return text;
}

/* Where the newest lines begin; `*count` of all the lines. */
static const char *newest(const char *text, size_t size, unsigned *count)
{
	const char *from = text;
	unsigned passed = 0;
	*count = 0;
	for (size_t i = 0; i < size; i++)
		*count += text[i] == '\n';
	while (*count - passed > RECALL_FILE_LINES) {
		from = strchr(from, '\n') + 1;
		passed++;
	}
	return from;
}

/* In place, so that those who append meanwhile write to the same file. They hold the lock shared: whoever does not get
 * it leaves the work to another session. */
static void shorten(const char *path)
{
	unsigned count;
	size_t size;
	int fd = open_own(path, O_RDWR);
	char *text = NULL;
	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && (text = read_all(fd, &size)) != NULL) {
		const char *from = newest(text, size, &count);
		size_t left = size - (size_t)(from - text);
		if (from > text && pwrite(fd, from, left, 0) == (ssize_t)left &&
		    ftruncate(fd, (off_t)left) < 0)
			perror(path);
	}
	free(text);
	close(fd);
}

static void tell_lines(char *from, void (*fn)(void *arg, const char *line), void *arg)
{
	for (char *line; (line = strsep(&from, "\n")) != NULL;)
		if (*line)
			fn(arg, line);
}

void recall_file_load(struct recall_file *f, void (*fn)(void *arg, const char *line), void *arg)
{
	unsigned count;
	size_t size;
	int fd = f ? open_own(f->path, O_RDONLY) : -1;
	if (fd < 0)
		return;
	char *text = read_all(fd, &size);
	close(fd);
	if (!text)
		return;
	const char *from = newest(text, size, &count);
	if (count > 2 * RECALL_FILE_LINES)
		shorten(f->path);
	tell_lines(text + (from - text), fn, arg);
	free(text);
}

static int open_to_append(const char *path)
{
	return make_directories(path) ? open_own(path, O_WRONLY | O_APPEND | O_CREAT) : -1;
}

void recall_file_add(struct recall_file *f, const char *line)
{
	char *text = NULL;
	if (!f || f->refused)
		return;
	int fd = open_to_append(f->path);
	int size = fd < 0 ? -1 : asprintf(&text, "%s\n", line);
	if (size >= 0) {
		flock(fd, LOCK_SH | LOCK_NB);
		f->refused = write(fd, text, (size_t)size) != size; /* one write, one line */
		free(text);
	} else {
		f->refused = true;
	}
	if (fd >= 0)
		close(fd);
}
