/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/oplog.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemons/mgmtd/startup.h"
#include "lib/log.h"

#define BOOT_ID      "/proc/sys/kernel/random/boot_id"
#define BOOT_ID_SIZE 64
#define HEAD_SIZE    (BOOT_ID_SIZE + 16)

#define SLACK ((size_t)4 << 20) /* bytes appended before a new file is worth while */

struct oplog {
	FILE *file;
	size_t size, base; /* bytes now and at its beginning */
};

void oplog_put(FILE *f, const struct cmd_operation *op)
{
	putc_unlocked(op->verb == CMD_SET ? '+' : '-', f);
	for (const char *p = op->path; *p != '\0'; p++)
		putc_unlocked(*p == '\n' ? '\t' : *p, f);
	if (op->path[0] != '\0')
		putc_unlocked('\t', f);
	fputs(op->line, f);
	putc_unlocked('\n', f);
}

bool oplog_take(char *text, oplog_fn *fn, void *arg)
{
	enum cmd_verb verb = *text == '+' ? CMD_SET : CMD_UNSET;
	char *path = text + 1;
	char *tab = strrchr(path, '\t');
	if (tab == NULL)
		return fn(arg, verb, "", path);
	*tab = '\0';
	for (char *p = path; *p != '\0'; p++)
		if (*p == '\t')
			*p = '\n';
	return fn(arg, verb, path, tab + 1);
}

static void boot_head(char dst[HEAD_SIZE])
{
	char boot[BOOT_ID_SIZE];
	FILE *f = fopen(BOOT_ID, "re");
	if (f == NULL || fgets(boot, sizeof(boot), f) == NULL)
		boot[0] = '\0';
	if (f != NULL)
		fclose(f);
	snprintf(dst, HEAD_SIZE, ": boot %.*s\n", (int)strcspn(boot, "\n"), boot);
}

/* Everything up to the last line that is a single dot. */
static char *whole_end(char *text)
{
	char *end = text;
	for (char *at = text; (at = strstr(at, "\n.\n")) != NULL; at += 2)
		end = at + 1;
	return end;
}

bool oplog_each(char *text, oplog_fn *fn, void (*ended)(void *arg), void *arg)
{
	char *end = whole_end(text);
	for (char *line = text, *next; line < end; line = next) {
		next = line + strcspn(line, "\n") + 1;
		next[-1] = '\0';
		if (*line == '+' || *line == '-')
			oplog_take(line, fn, arg);
		else if (*line == '.' && ended != NULL)
			ended(arg);
	}
	return end > text;
}

bool oplog_replay(const char *path, oplog_fn *fn, void *arg)
{
	char head[HEAD_SIZE];
	size_t size;
	char *text = startup_read(path, &size);
	if (text == NULL)
		return false;
	boot_head(head);
	bool ours = strncmp(text, head, strlen(head)) == 0 && oplog_each(text, fn, NULL, arg);
	startup_wipe(text, size);
	return ours;
}

static FILE *create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	if (f == NULL && fd >= 0)
		close(fd);
	return f;
}

struct oplog *oplog_new(const char *path, const char *head, const struct cmd_store *store)
{
	char temp[PATH_MAX], boot[HEAD_SIZE];
	struct cmd_op_list list;
	struct oplog *log = calloc(1, sizeof(*log));
	if (log == NULL)
		return NULL;
	snprintf(temp, sizeof(temp), "%s.new", path);
	log->file = create(temp);
	if (log->file == NULL) {
		free(log);
		return NULL;
	}
	boot_head(boot);
	fputs(head == NULL ? boot : head, log->file);
	cmd_store_diff(NULL, store, 0, &list);
	oplog_append(log, &list);
	cmd_op_list_free(&list);
	log->base = log->size;
	if (rename(temp, path) == 0)
		return log;
	int error = errno;
	oplog_free(log);
	errno = error;
	return NULL;
}

void oplog_free(struct oplog *log)
{
	if (log == NULL)
		return;
	fclose(log->file);
	free(log);
}

void oplog_append(struct oplog *log, const struct cmd_op_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		oplog_put(log->file, &list->op[i]);
		log->size += strlen(list->op[i].path) + strlen(list->op[i].line) + 3;
	}
	fputs(".\n", log->file);
	if (fflush(log->file) != 0)
		log_error(
		    "the running configuration cannot be kept for the next posternd: %s", strerror(errno));
}

void oplog_note(struct oplog *log, const char *line)
{
	fputs(line, log->file);
	log->size += strlen(line);
}

/* Doubling keeps the cost of all the new files below that of the appends. */
bool oplog_is_long(const struct oplog *log)
{
	return log->size > 2 * log->base + SLACK;
}
