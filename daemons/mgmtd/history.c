/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/history.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "daemons/mgmtd/oplog.h"
#include "daemons/mgmtd/startup.h"
#include "daemons/mgmtd/txn.h"
#include "daemons/mgmtd/unwind.h"
#include "lib/log.h"

struct history {
	char *dir;
	FILE *file; /* of entry `file_serial`, NULL: none is open */
	uint64_t file_serial;
	unsigned count;
	struct history_entry entry[HISTORY_ENTRIES]; /* oldest first */
};

static void entry_path(const struct history *h, uint64_t serial, char *path)
{
	snprintf(path, PATH_MAX, "%s/%08" PRIu64, h->dir, serial);
}

/* One head line: ": key value". */
static void read_head(struct history_entry *e, const char *line)
{
	if (sscanf(line, ": time %" SCNd64, &e->time) == 1)
		return;
	if (strncmp(line, ": author ", 9) == 0)
		snprintf(e->author, HISTORY_TEXT, "%s", line + 9);
	else if (strncmp(line, ": source ", 9) == 0)
		snprintf(e->source, HISTORY_TEXT, "%s", line + 9);
	else if (strncmp(line, ": comment ", 10) == 0)
		snprintf(e->comment, HISTORY_TEXT, "%s", line + 10);
}

static bool read_entry(struct history *h, uint64_t serial, struct history_entry *e)
{
	char path[PATH_MAX];
	size_t size;
	entry_path(h, serial, path);
	char *text = startup_read(path, &size);
	if (text == NULL)
		return false;
	*e = (struct history_entry){.serial = serial};
	char *rest = text;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		unsigned changes;
		if (*line == ':')
			read_head(e, line);
		else if (sscanf(line, "@ %*d %u", &changes) == 1)
			e->changes += changes;
	}
	startup_wipe(text, size);
	return true;
}

static int is_serial(const struct dirent *d)
{
	return d->d_name[0] >= '0' && d->d_name[0] <= '9';
}

static void drop_oldest(struct history *h)
{
	char path[PATH_MAX];
	entry_path(h, h->entry[0].serial, path);
	unlink(path);
	memmove(&h->entry[0], &h->entry[1], (h->count - 1) * sizeof(h->entry[0]));
	h->count--;
}

static void load(struct history *h)
{
	struct dirent **names;
	int n = scandir(h->dir, &names, is_serial, alphasort);
	for (int i = 0; i < n; i++) {
		if (h->count == HISTORY_ENTRIES)
			drop_oldest(h);
		if (read_entry(h, strtoull(names[i]->d_name, NULL, 10), &h->entry[h->count]))
			h->count++;
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

struct history *history_open(const char *dir)
{
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return NULL;
	struct history *h = calloc(1, sizeof(*h));
	if (h == NULL)
		return NULL;
	h->dir = strdup(dir);
	if (h->dir == NULL) {
		free(h);
		return NULL;
	}
	load(h);
	return h;
}

static void close_file(struct history *h)
{
	if (h->file != NULL)
		fclose(h->file);
	h->file = NULL;
}

void history_free(struct history *h)
{
	if (h == NULL)
		return;
	close_file(h);
	free(h->dir);
	free(h);
}

static struct history_entry *new_entry(struct history *h, const struct txn_author *author, int64_t now)
{
	uint64_t serial = h->count == 0 ? 1 : h->entry[h->count - 1].serial + 1;
	if (h->count == HISTORY_ENTRIES)
		drop_oldest(h);
	struct history_entry *e = &h->entry[h->count++];
	*e = (struct history_entry){.serial = serial, .time = now, .visit = author->visit};
	snprintf(e->author, HISTORY_TEXT, "%s", author->name);
	snprintf(e->source, HISTORY_TEXT, "%s", author->source);
	snprintf(e->comment, HISTORY_TEXT, "%s", author->comment);
	return e;
}

static void put_head(FILE *f, const struct history_entry *e)
{
	fprintf(f, ": time %" PRId64 "\n: author %s\n: source %s\n", e->time, e->author, e->source);
	if (e->comment[0] != '\0')
		fprintf(f, ": comment %s\n", e->comment);
}

/* The file of the newest entry stays open: line by line it grows by one transaction each. */
static bool open_file(struct history *h, const struct history_entry *e)
{
	char path[PATH_MAX];
	if (h->file != NULL && h->file_serial == e->serial)
		return true;
	close_file(h);
	entry_path(h, e->serial, path);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	h->file = fd < 0 ? NULL : fdopen(fd, "a");
	h->file_serial = e->serial;
	if (h->file == NULL && fd >= 0)
		close(fd);
	return h->file != NULL;
}

static bool write_transaction(struct history *h, const struct history_entry *e, bool fresh, int64_t now,
    unsigned changes, const struct cmd_op_list *undo)
{
	if (!open_file(h, e))
		return false;
	if (fresh)
		put_head(h->file, e);
	fprintf(h->file, "@ %" PRId64 " %u\n", now, changes);
	for (size_t i = 0; i < undo->count; i++)
		if (!undo->op[i].hidden)
			oplog_put(h->file, &undo->op[i]);
	bool ok = fflush(h->file) == 0 && ferror(h->file) == 0;
	if (!ok)
		close_file(h); /* the next transaction tries anew */
	return ok;
}

void history_add(struct history *h, const struct txn_author *author, int64_t now, unsigned changes,
    const struct cmd_op_list *undo)
{
	struct history_entry *e = h->count == 0 ? NULL : &h->entry[h->count - 1];
	bool fresh = e == NULL || author->visit == 0 || e->visit != author->visit;
	if (fresh)
		e = new_entry(h, author, now);
	e->changes += changes;
	if (!write_transaction(h, e, fresh, now, changes, undo))
		log_error("history entry cannot be written: %s", strerror(errno));
}

unsigned history_count(const struct history *h)
{
	return h->count;
}

const struct history_entry *history_get(const struct history *h, unsigned i)
{
	return i < h->count ? &h->entry[h->count - 1 - i] : NULL;
}

bool history_undo_entry(const struct history *h, unsigned i, oplog_fn *fn, void *arg)
{
	char path[PATH_MAX];
	size_t size;
	const struct history_entry *e = history_get(h, i);
	if (e == NULL)
		return false;
	entry_path(h, e->serial, path);
	char *text = startup_read(path, &size);
	if (text == NULL)
		return false;
	bool ok = unwind(text, size, fn, arg);
	startup_wipe(text, size);
	return ok;
}

bool history_undo(const struct history *h, unsigned steps, oplog_fn *fn, void *arg)
{
	if (steps > h->count)
		return false;
	for (unsigned i = 0; i < steps; i++)
		if (!history_undo_entry(h, i, fn, arg))
			return false;
	return true;
}
