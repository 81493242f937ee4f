/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/shelf.h"
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utlist.h>
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/oplog.h"
#include "daemons/mgmtd/startup.h"
#include "lib/log.h"

#define DIRECTORY "sessions"
#define SUFFIX    ".session"

static const char *path_of(const struct mgmtd *m, const char *file, char *path)
{
	char name[CANDIDATE_NAME + sizeof(DIRECTORY SUFFIX) + 1];
	snprintf(name, sizeof(name), DIRECTORY "/%.*s" SUFFIX, CANDIDATE_NAME - 1, file);
	return mgmtd_state_path(m, name, path);
}

/* ---- writing ---- */

static struct oplog *begin(const struct candidate *c)
{
	char path[PATH_MAX], head[256];
	snprintf(head, sizeof(head), ": author %s\n: began %" PRId64 "\n: changed %" PRId64 "\n", c->author,
	    c->began, c->changed);
	return oplog_new(path_of(c->mgmtd, c->name, path), head, c->base);
}

/* The file anew, without the lines that the session has taken back meanwhile. */
static void write_anew(struct candidate *c)
{
	struct cmd_op_list changes;
	struct oplog *fresh = begin(c);
	if (fresh == NULL) {
		log_error("configuration session %s is not kept for the next posternd: %s", c->name,
		    strerror(errno));
		return;
	}
	oplog_free(c->file);
	c->file = fresh;
	candidate_changes(c, &changes);
	if (changes.count > 0)
		oplog_append(c->file, &changes);
	cmd_op_list_free(&changes);
}

void shelf_add(struct candidate *c)
{
	char path[PATH_MAX];
	if (mkdir(mgmtd_state_path(c->mgmtd, DIRECTORY, path), 0700) != 0 && errno != EEXIST)
		log_error("%s: %s", path, strerror(errno));
	write_anew(c);
}

void shelf_change(struct candidate *c, const struct cmd_op_list *changes)
{
	char head[64];
	if (c->file == NULL)
		return;
	snprintf(head, sizeof(head), ": changed %" PRId64 "\n", c->changed);
	oplog_note(c->file, head);
	oplog_append(c->file, changes);
	if (oplog_is_long(c->file))
		write_anew(c);
}

void shelf_remove(struct candidate *c)
{
	char path[PATH_MAX];
	if (unlink(path_of(c->mgmtd, c->name, path)) != 0 && errno != ENOENT)
		log_error("%s cannot be removed: %s", path, strerror(errno));
}

/* ---- reading ---- */

struct reading {
	struct candidate *candidate;
	bool based; /* its beginning has been read */
	unsigned lost;
};

static bool take(void *arg, enum cmd_verb verb, const char *path, const char *line)
{
	struct reading *r = arg;
	char reason[256];
	struct cmd_store *store = r->based ? r->candidate->edit : r->candidate->base;
	if (!cmd_store_apply(store, verb, path, line, 0, reason, sizeof(reason)))
		r->lost++;
	return true;
}

static void ended(void *arg)
{
	struct reading *r = arg;
	if (!r->based)
		cmd_store_replace(r->candidate->edit, r->candidate->base);
	r->based = true;
}

static void read_head(struct candidate *c, const char *line)
{
	const char *author = ": author ";
	if (strncmp(line, author, strlen(author)) == 0)
		snprintf(c->author, sizeof(c->author), "%.*s", (int)strcspn(line + strlen(author), "\n"),
		    line + strlen(author));
	sscanf(line, ": began %" SCNd64, &c->began);
	sscanf(line, ": changed %" SCNd64, &c->changed);
}

/* False when not even its beginning is whole. */
static bool read_file(struct candidate *c, char *text)
{
	struct reading r = {.candidate = c};
	for (const char *at = text; at != NULL; at = strstr(at, "\n: "))
		read_head(c, at += *at == '\n');
	cmd_store_begin(c->base);
	cmd_store_begin(c->edit);
	bool whole = oplog_each(text, take, ended, &r);
	cmd_store_commit(c->base);
	cmd_store_commit(c->edit);
	if (r.lost > 0)
		log_error("configuration session %s: %u lines are lost, this version does not know them",
		    c->name, r.lost);
	return whole;
}

static void load_file(struct mgmtd *m, const char *name)
{
	char path[PATH_MAX];
	size_t size;
	char *text = startup_read(path_of(m, name, path), &size);
	struct candidate *c = text == NULL ? NULL : candidate_new(m, name);
	if (c != NULL && read_file(c, text)) {
		write_anew(c);
		log_notice("configuration session %s of %s goes on", c->name, c->author);
	} else {
		log_error("%s cannot be read%s%s", path, text == NULL ? ": " : "",
		    text == NULL ? strerror(errno) : "");
		if (c != NULL)
			candidate_drop(c);
	}
	if (text != NULL)
		startup_wipe(text, size);
}

static int is_session(const struct dirent *d)
{
	size_t length = strlen(d->d_name);
	return length > strlen(SUFFIX) && length < CANDIDATE_NAME + strlen(SUFFIX) &&
	       strcmp(d->d_name + length - strlen(SUFFIX), SUFFIX) == 0;
}

static int by_beginning(const struct candidate *a, const struct candidate *b)
{
	return a->began != b->began ? (a->began < b->began ? -1 : 1) : strcmp(a->name, b->name);
}

void shelf_load(struct mgmtd *m)
{
	char path[PATH_MAX];
	struct dirent **names;
	int n = scandir(mgmtd_state_path(m, DIRECTORY, path), &names, is_session, alphasort);
	for (int i = 0; i < n; i++) {
		names[i]->d_name[strlen(names[i]->d_name) - strlen(SUFFIX)] = '\0';
		load_file(m, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	DL_SORT(m->candidates, by_beginning);
}
