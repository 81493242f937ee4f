/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/trial.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "daemons/mgmtd/history.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/startup.h"
#include "daemons/mgmtd/unwind.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/record.h"

#define MINUTE 60

struct trial {
	struct mgmtd *mgmtd;
	struct loop_timer *timer;
	bool lasts;
	bool ending;      /* `txn` is under way */
	bool warned;      /* that the last minute runs */
	bool saved;       /* the startup configuration has its changes */
	int64_t deadline; /* seconds since the epoch */
	struct txn_author author;
	struct txn txn;
	struct record_out *out; /* of who takes it back, or NULL */
};

static void due(void *arg);

static const char *path_of(const struct trial *t, char *dst)
{
	return mgmtd_state_path(t->mgmtd, TRIAL_NAME, dst);
}

static void tell(struct trial *t, const char *what)
{
	char text[sizeof(t->author.name) + sizeof(t->author.source) + 256];
	snprintf(text, sizeof(text), "The changes of %s (%s) %s", t->author.name, t->author.source, what);
	log_notice("%s", text);
	sessions_notice(t->mgmtd->sessions, false, text);
}

static void tell_time(struct trial *t, int64_t seconds)
{
	char text[128];
	long long minutes = (seconds + MINUTE - 1) / MINUTE;
	snprintf(text, sizeof(text), "are taken back in %lld minute%s unless \"commit\" confirms them",
	    minutes, minutes == 1 ? "" : "s");
	tell(t, text);
	t->warned = seconds <= MINUTE;
}

static int64_t left(const struct trial *t)
{
	return t->deadline - loop_wall(t->mgmtd->loop);
}

/* To the minute before the end, or to the end. */
static void set_timer(struct trial *t)
{
	int64_t seconds = left(t);
	if (seconds > MINUTE)
		seconds -= MINUTE;
	loop_timer_set(t->timer, seconds > 0 ? seconds * LOOP_SEC : 0);
}

static void forget(struct trial *t)
{
	char path[PATH_MAX];
	t->lasts = t->saved = false;
	loop_timer_stop(t->timer);
	if (unlink(path_of(t, path)) != 0 && errno != ENOENT)
		log_error("%s cannot be removed: %s", path, strerror(errno));
}

/* ---- the file ---- */

static FILE *append(const struct trial *t, int flags)
{
	char path[PATH_MAX];
	int fd = open(path_of(t, path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "a");
	if (f == NULL && fd >= 0)
		close(fd);
	return f;
}

static bool finish(FILE *f)
{
	bool ok = f != NULL && ferror(f) == 0;
	if (f != NULL && fclose(f) != 0)
		ok = false;
	if (!ok)
		log_error("the way back from changes on trial cannot be written: %s", strerror(errno));
	return ok;
}

static bool put_operation(void *arg, enum cmd_verb verb, const char *path, const char *line)
{
	oplog_put(arg, &(struct cmd_operation){.verb = verb, .path = path, .line = line});
	return true;
}

/* What he has changed in this visit before he put it on trial; as one transaction, newest first. */
static void put_visit(const struct trial *t, FILE *f)
{
	const struct history *h = t->mgmtd->history;
	const struct history_entry *e;
	fputs("@\n", f);
	for (unsigned i = 0; (e = history_get(h, i)) != NULL; i++)
		if (t->author.visit != 0 && e->visit == t->author.visit)
			history_undo_entry(h, i, put_operation, f);
}

static void read_head(struct trial *t, const char *line)
{
	const char *author = ": author ", *source = ": source ";
	if (sscanf(line, ": deadline %" SCNd64 " %u", &t->deadline, &t->author.trial) == 2)
		t->lasts = true;
	else if (strncmp(line, author, strlen(author)) == 0)
		snprintf(t->author.name, sizeof(t->author.name), "%s", line + strlen(author));
	else if (strncmp(line, source, strlen(source)) == 0)
		snprintf(t->author.source, sizeof(t->author.source), "%s", line + strlen(source));
	else if (strncmp(line, ": saved ", 8) == 0)
		t->saved = line[8] == '1';
}

static void load(struct trial *t, bool continued)
{
	char path[PATH_MAX];
	size_t size;
	char *text = startup_read(path_of(t, path), &size), *rest = text;
	if (text == NULL)
		return;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		if (*line == ':')
			read_head(t, line);
	startup_wipe(text, size);
	if (!t->lasts || (!continued && !t->saved)) {
		forget(t);
		return;
	}
	/* the clock may have been set meanwhile */
	if (left(t) > (int64_t)t->author.trial * MINUTE)
		t->deadline = loop_wall(t->mgmtd->loop) + (int64_t)t->author.trial * MINUTE;
	set_timer(t);
	log_notice("the changes of %s that an earlier posternd had on trial are taken back in %" PRId64 " s",
	    t->author.name, left(t) > 0 ? left(t) : 0);
}

/* ---- the end ---- */

struct way_back {
	struct cmd_store *store;
	unsigned lost;
};

/* What others have removed meanwhile with its mode cannot come back, and holds nothing else up. */
static bool step_back(void *arg, enum cmd_verb verb, const char *path, const char *line)
{
	struct way_back *w = arg;
	char reason[256];
	if (!cmd_store_apply(w->store, verb, path, line, 0, reason, sizeof(reason)))
		w->lost++;
	return true;
}

static bool build(struct txn *txn, struct cmd_store *store)
{
	const struct trial *t = txn->arg;
	struct way_back w = {.store = store};
	char path[PATH_MAX];
	size_t size;
	if (!t->lasts) /* confirmed while this waited */
		return true;
	char *text = startup_read(path_of(t, path), &size);
	if (text == NULL) {
		txn_fault(txn, UINT32_MAX, NULL, strerror(errno));
		return false;
	}
	unwind(text, size, step_back, &w);
	startup_wipe(text, size);
	if (w.lost > 0)
		log_warn("%u lines do not come back: others have removed what they stood in", w.lost);
	return true;
}

static void done(struct txn *txn, bool accepted)
{
	struct trial *t = txn->arg;
	char text[256];
	const char *why = txn->faults.count > 0 ? txn->faults.entry[0].text : "refused";
	t->ending = false;
	snprintf(text, sizeof(text), "cannot be taken back: %.160s; this is tried again in a minute", why);
	if (accepted && t->lasts) {
		tell(t, t->saved ? "have been taken back; the saved configuration still has them until "
				   "\"write memory\""
				 : "have been taken back");
		forget(t);
	} else if (t->lasts) {
		tell(t, text);
		t->deadline = loop_wall(t->mgmtd->loop) + MINUTE;
		set_timer(t);
	}
	if (t->out != NULL && accepted)
		record_done(t->out);
	else if (t->out != NULL)
		record_fail(t->out, "They %s", text);
	t->out = NULL;
	txn_clear(txn);
}

void trial_take_back(struct trial *t, struct record_out *out)
{
	if (t->ending) {
		if (out != NULL)
			record_fail(out, "The changes are being taken back");
		return;
	}
	t->ending = true;
	t->out = out;
	t->txn = (struct txn){.build = build, .done = done, .arg = t, .author = t->author};
	t->txn.author.visit = 0;
	t->txn.author.trial = 0;
	snprintf(t->txn.author.source, sizeof(t->txn.author.source), "posternd");
	snprintf(t->txn.author.comment, sizeof(t->txn.author.comment), "%s",
	    out != NULL ? "abort" : "commit confirmed: not confirmed in time");
	txn_submit(t->mgmtd->txn, &t->txn);
}

static void due(void *arg)
{
	struct trial *t = arg;
	int64_t seconds = left(t);
	if (seconds <= 0) {
		trial_take_back(t, NULL);
		return;
	}
	if (seconds <= MINUTE && !t->warned)
		tell_time(t, seconds);
	set_timer(t);
}

/* ---- life ---- */

struct trial *trial_new(struct mgmtd *m, bool continued)
{
	struct trial *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	t->mgmtd = m;
	t->timer = loop_timer_new(m->loop, due, t);
	load(t, continued);
	return t;
}

void trial_free(struct trial *t)
{
	if (t == NULL)
		return;
	loop_timer_free(t->timer);
	free(t);
}

bool trial_lasts(const struct trial *t, char *dst, size_t size)
{
	char when[32];
	struct tm tm;
	time_t deadline = (time_t)t->deadline;
	if (!t->lasts)
		return false;
	strftime(when, sizeof(when), "%H:%M:%S UTC", gmtime_r(&deadline, &tm));
	snprintf(dst, size, "The changes of %s (%s) are taken back at %s unless \"commit\" confirms them",
	    t->author.name, t->author.source, when);
	return true;
}

json_t *trial_record(const struct trial *t)
{
	if (!t->lasts)
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:b}", "type", "configuration_trial", "author",
	    t->author.name, "source", t->author.source, "deadline_at", (json_int_t)t->deadline, "minutes",
	    (json_int_t)t->author.trial, "saved", (int)t->saved);
}

static bool is_his(const struct trial *t, const struct txn_author *author)
{
	return strcmp(t->author.name, author->name) == 0 && strcmp(t->author.source, author->source) == 0;
}

bool trial_allows(const struct trial *t, const struct txn_author *author, char *reason, size_t size)
{
	if (!t->lasts || is_his(t, author))
		return true;
	snprintf(reason, size, "The changes of %s (%s) are on trial: \"commit\" or \"abort\" them first",
	    t->author.name, t->author.source);
	return false;
}

bool trial_begin(struct trial *t, const struct txn_author *author)
{
	bool fresh = !t->lasts;
	FILE *f = append(t, fresh ? O_TRUNC : 0);
	t->author = *author;
	t->deadline = loop_wall(t->mgmtd->loop) + (int64_t)author->trial * MINUTE;
	if (f != NULL)
		fprintf(f, ": deadline %" PRId64 " %u\n", t->deadline, author->trial);
	if (f != NULL && fresh) {
		fprintf(f, ": author %s\n: source %s\n", author->name, author->source);
		put_visit(t, f);
	}
	if (!finish(f))
		return false;
	t->lasts = true;
	tell_time(t, left(t));
	set_timer(t);
	return true;
}

void trial_note(struct trial *t, const struct txn_author *author, const struct cmd_op_list *undo)
{
	if (!t->lasts || t->ending || !is_his(t, author))
		return;
	FILE *f = append(t, 0);
	if (f != NULL)
		fputs("@\n", f);
	for (size_t i = 0; f != NULL && i < undo->count; i++)
		oplog_put(f, &undo->op[i]);
	finish(f);
}

void trial_note_saved(struct trial *t, bool saved)
{
	if (!t->lasts || t->saved == saved)
		return;
	FILE *f = append(t, 0);
	if (f != NULL)
		fprintf(f, ": saved %d\n", saved);
	finish(f);
	t->saved = saved;
}

void trial_confirm(struct trial *t, const struct txn_author *author)
{
	char text[256];
	snprintf(text, sizeof(text), "are confirmed by %s", author->name);
	tell(t, text);
	forget(t);
}
