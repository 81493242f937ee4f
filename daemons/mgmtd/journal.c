/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/journal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utlist.h>
#include "lib/loop.h"

#define LINE_MAX_BYTES 2048
#define FILE_MODE      0640

/* The reading end of one process's standard error. */
struct stream {
	struct stream *next, *prev;
	struct journal *journal;
	struct loop_io *io;
	int fd;
	size_t used;
	char line[LINE_MAX_BYTES];
};

struct journal {
	struct loop *loop;
	char *path; /* NULL: standard error */
	int fd;
	uint64_t count;
	char *ring[JOURNAL_LINES];
	struct stream *streams;
	bool (*watch)(void *arg, const char *line);
	void *watch_arg;
};

static int open_file(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
}

struct journal *journal_new(struct loop *loop, const char *path)
{
	struct journal *j = calloc(1, sizeof(*j));
	if (j == NULL)
		return NULL;
	j->loop = loop;
	j->fd = STDERR_FILENO;
	if (path == NULL)
		return j;
	j->path = strdup(path);
	j->fd = open_file(path);
	if (j->path == NULL || j->fd < 0) {
		journal_free(j);
		return NULL;
	}
	return j;
}

static void stream_free(struct stream *s)
{
	DL_DELETE(s->journal->streams, s);
	loop_io_free(s->io);
	close(s->fd);
	free(s);
}

void journal_free(struct journal *j)
{
	if (j == NULL)
		return;
	journal_drain(j);
	while (j->streams != NULL)
		stream_free(j->streams);
	journal_clear(j);
	if (j->path != NULL && j->fd >= 0)
		close(j->fd);
	free(j->path);
	free(j);
}

void journal_reopen(struct journal *j)
{
	if (j->path == NULL)
		return;
	int fd = open_file(j->path);
	if (fd < 0) {
		log_error("log file %s cannot be opened again: %s", j->path, strerror(errno));
		return;
	}
	close(j->fd);
	j->fd = fd;
}

/* The third word of a line of ours is its level. */
static bool is_debugging(const char *line)
{
	char word[16];
	return sscanf(line, "%*30s %*30s %15s", word) == 1 && strcmp(word, "debug") == 0;
}

static void put_line(struct journal *j, const char *line, size_t size)
{
	char out[LINE_MAX_BYTES + 1];
	memcpy(out, line, size);
	out[size] = '\n';
	ssize_t written = write(j->fd, out, size + 1);
	(void)written; /* a full disk must not keep lines from the ring */
	out[size] = '\0';
	if (j->watch != NULL ? !j->watch(j->watch_arg, out) : is_debugging(out))
		return;
	char **slot = &j->ring[j->count % JOURNAL_LINES];
	free(*slot);
	*slot = strdup(out);
	j->count++;
}

void journal_put(struct journal *j, enum log_level level, const char *program, const char *text)
{
	char line[LINE_MAX_BYTES];
	size_t len = log_head(line, sizeof(line), program, level);
	int n = snprintf(line + len, sizeof(line) - len, "%s", text);
	len += (size_t)n < sizeof(line) - len ? (size_t)n : sizeof(line) - len - 1;
	put_line(j, line, len);
}

/* Passes on the whole lines that have come in; a line too long for the buffer is cut into pieces. */
static void split_lines(struct stream *s)
{
	char *from = s->line;
	char *end = s->line + s->used;
	char *newline;
	while ((newline = memchr(from, '\n', (size_t)(end - from))) != NULL) {
		put_line(s->journal, from, (size_t)(newline - from));
		from = newline + 1;
	}
	s->used = (size_t)(end - from);
	if (s->used == sizeof(s->line) - 1) {
		put_line(s->journal, from, s->used);
		s->used = 0;
	}
	memmove(s->line, from, s->used);
}

/* False at the end of the stream. */
static bool stream_read(struct stream *s)
{
	for (;;) {
		ssize_t n = read(s->fd, s->line + s->used, sizeof(s->line) - 1 - s->used);
		if (n == 0)
			return false;
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		s->used += (size_t)n;
		split_lines(s);
	}
}

static void stream_ready(void *arg, int events)
{
	struct stream *s = arg;
	if (!stream_read(s))
		stream_free(s);
}

int journal_pipe(struct journal *j, bool nonblock)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	if (nonblock)
		fcntl(ends[1], F_SETFL, O_NONBLOCK);
	struct stream *s = calloc(1, sizeof(*s));
	struct loop_io *io = s == NULL ? NULL : loop_io_new(j->loop, ends[0], LOOP_READ, stream_ready, s);
	if (io == NULL) {
		free(s);
		close(ends[0]);
		close(ends[1]);
		errno = ENOMEM;
		return -1;
	}
	s->journal = j;
	s->fd = ends[0];
	s->io = io;
	DL_APPEND(j->streams, s);
	return ends[1];
}

void journal_drain(struct journal *j)
{
	struct stream *s, *next;
	DL_FOREACH_SAFE(j->streams, s, next)
		if (!stream_read(s))
			stream_free(s);
}

void journal_watch(struct journal *j, bool (*fn)(void *arg, const char *line), void *arg)
{
	j->watch = fn;
	j->watch_arg = arg;
}

uint64_t journal_count(const struct journal *j)
{
	return j->count;
}

void journal_clear(struct journal *j)
{
	for (size_t i = 0; i < JOURNAL_LINES; i++) {
		free(j->ring[i]);
		j->ring[i] = NULL;
	}
}

void journal_each(const struct journal *j, void (*fn)(void *arg, const char *line), void *arg)
{
	for (size_t i = 0; i < JOURNAL_LINES; i++) {
		const char *line = j->ring[(j->count + i) % JOURNAL_LINES];
		if (line != NULL)
			fn(arg, line);
	}
}
