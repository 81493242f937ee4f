/* SPDX-License-Identifier: Apache-2.0 */
/* EXEC commands that save, print and load configurations. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/batch.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/running.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/startup.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_render.h"
#include "lib/loop.h"
#include "lib/record.h"

static void report_saved(struct record_out *out, const char *checksum, size_t size, int64_t usec)
{
	record_text(
	    out, "Cryptochecksum: %.8s %.8s %.8s %.8s", checksum, checksum + 8, checksum + 16, checksum + 24);
	record_text(out, " ");
	record_text(out, "%zu bytes copied in %lld.%02lld secs", size, (long long)(usec / LOOP_SEC),
	    (long long)(usec % LOOP_SEC / 10000));
	record_text(out, "[OK]");
	record_done(out);
}

static void save(struct mgmtd *m, struct record_out *out)
{
	const char *user = session_current(m->sessions)->user;
	char checksum[RUNNING_CHECKSUM], why[PATH_MAX + 128];
	struct wbuf w = {0};
	int64_t began = loop_now(m->loop);
	record_text(out, "Building configuration...");
	running_text(m, user, &w, checksum);
	bool ok = wbuf_ok(&w) && startup_write(m->options->config, (char *)w.data, w.len, why, sizeof(why));
	size_t size = w.len;
	wbuf_free(&w);
	if (!ok) {
		log_error("%s", why);
		record_fail(out, "%s; the old file is unchanged", why);
		return;
	}
	log_notice("%s has saved the configuration", user);
	report_saved(out, checksum, size, loop_now(m->loop) - began);
}

void mgmtd_exec_write_memory(struct mgmtd *m, struct cmd_call *call, const struct cmd_write_memory *args)
{
	save(m, call->out);
}

void mgmtd_exec_copy_running_config(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_copy_running_config *args)
{
	save(m, call->out);
}

void mgmtd_exec_write_terminal(struct mgmtd *m, struct cmd_call *call, const struct cmd_write_terminal *args)
{
	running_show(m, NULL, 0, call->out);
	record_text(call->out, "[OK]");
	record_done(call->out);
}

void mgmtd_exec_write_erase(struct mgmtd *m, struct cmd_call *call, const struct cmd_write_erase *args)
{
	if (!startup_erase(m->options->config)) {
		record_fail(call->out, "%s cannot be removed: %s", m->options->config, strerror(errno));
		return;
	}
	log_notice("%s has erased the saved configuration", session_current(m->sessions)->user);
	record_text(call->out, "[OK]");
	record_done(call->out);
}

/* A name without '/' is a file in the state directory. Others only root may have posternd read, because
 * parts of a refused file stand in the answer. NULL when it may not be. */
static const char *resolve(const struct mgmtd *m, const char *name, char *path)
{
	if (strcmp(name, "startup-config") == 0)
		return m->options->config;
	if (strchr(name, '/') == NULL)
		return mgmtd_state_path(m, name, path);
	if (session_current(m->sessions)->uid != 0)
		return NULL;
	snprintf(path, PATH_MAX, "%s", name);
	return path;
}

static void load(struct mgmtd *m, const char *name, unsigned flags, struct record_out *out)
{
	char path[PATH_MAX];
	size_t size = 0;
	const char *file = resolve(m, name, path);
	char *text = file == NULL ? NULL : startup_read(file, &size);
	if (text == NULL) {
		record_fail(out, "%s cannot be read: %s", name,
		    file == NULL ? "only root may name a path" : strerror(errno));
		return;
	}
	struct batch_source source = {.name = name, .text = text, .size = size};
	session_author(session_current(m->sessions), &source.author);
	source.author.visit = 0;
	snprintf(source.author.comment, sizeof(source.author.comment), "%s %s",
	    flags & BATCH_REPLACE ? "configure replace" : "copy", name);
	batch_run(m, &source, flags, out);
	startup_wipe(text, size);
}

void mgmtd_exec_copy_to_running_config(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_copy_to_running_config *args)
{
	load(m, args->file, 0, call->out);
}

void mgmtd_exec_configure_replace(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_configure_replace *args)
{
	load(m, args->file, BATCH_REPLACE, call->out);
}
