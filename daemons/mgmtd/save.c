/* SPDX-License-Identifier: Apache-2.0 */
/* EXEC commands that save, print and load configurations. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/batch.h"
#include "daemons/mgmtd/confirm.h"
#include "daemons/mgmtd/errand.h"
#include "daemons/mgmtd/file.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/running.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/startup.h"
#include "daemons/mgmtd/trial.h"
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

/* A start from the file would bring them back. */
static void warn_of_trial(const struct mgmtd *m, struct record_out *out)
{
	char text[512];
	if (trial_lasts(m->trial, text, sizeof(text)))
		record_text(out, "WARNING: What is saved has changes on trial. %s", text);
}

static void save(struct mgmtd *m, struct record_out *out)
{
	const char *user = session_current(m->sessions)->user;
	char checksum[RUNNING_CHECKSUM];
	struct wbuf w = {0};
	int64_t began = loop_now(m->loop);
	record_text(out, "Building configuration...");
	running_text(m, user, CMD_RENDER_HIDDEN, &w, checksum);
	int error = wbuf_ok(&w) ? errand_write_startup(m->options->steward, (char *)w.data, w.len) : ENOMEM;
	size_t size = w.len;
	wbuf_free(&w);
	if (error == 0)
		snprintf(m->saved, sizeof(m->saved), "%s", checksum);
	if (error != 0) {
		const char *config = m->options->config, *why = strerror(error);
		log_error("%s cannot be written: %s", config, why);
		record_fail(out, "%s cannot be written: %s; the old file is unchanged", config, why);
		return;
	}
	log_notice("%s (%s) has saved the configuration", user, session_current(m->sessions)->source);
	trial_note_saved(m->trial, true);
	warn_of_trial(m, out);
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

static void erase(struct mgmtd *m, struct session *s, struct record_out *out)
{
	int error = errand_erase_startup(m->options->steward);
	if (error != 0) {
		record_fail(out, "%s cannot be removed: %s", m->options->config, strerror(error));
		return;
	}
	running_note_saved(m, NULL);
	trial_note_saved(m->trial, false);
	log_notice("%s (%s) has erased the saved configuration", s->user, s->source);
	record_text(out, "[OK]");
	record_done(out);
}

void mgmtd_exec_write_erase(struct mgmtd *m, struct cmd_call *call, const struct cmd_write_erase *args)
{
	static const struct confirm_ask ask = {.prompt = "Erase configuration in flash memory? [confirm] ",
	    .instead = "write erase /noconfirm",
	    .go = erase};
	if (args->has_noconfirm)
		erase(m, session_current(m->sessions), call->out);
	else
		confirm(m, call->out, &ask);
}

/* NULL and errno when it cannot be read. */
static char *read_named(const struct mgmtd *m, const char *name, size_t *size)
{
	char path[PATH_MAX];
	if (strcmp(name, "startup-config") == 0)
		return errand_read_startup(m->options->steward, size);
	return file_path(m, name, path) ? startup_read(path, size) : NULL;
}

static void load(struct mgmtd *m, const char *name, unsigned flags, struct record_out *out)
{
	size_t size = 0;
	char *text = read_named(m, name, &size);
	if (text == NULL) {
		record_fail(out, "%s cannot be read: %s", name, file_fault());
		return;
	}
	struct batch_source source = {.name = name, .text = text, .size = size};
	session_author(session_current(m->sessions), &source.author);
	source.author.visit = 0;
	source.candidate = session_current(m->sessions)->candidate;
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

void mgmtd_exec_copy_to_file(struct mgmtd *m, struct cmd_call *call, const struct cmd_copy_to_file *args)
{
	char path[PATH_MAX], checksum[RUNNING_CHECKSUM];
	struct wbuf w = {0};
	const struct session *s = session_current(m->sessions);
	if (!file_may_write(m, args->file, path, call->out))
		return;
	running_text(m, s->user, 0, &w, checksum);
	if (wbuf_ok(&w) && startup_write(path, (char *)w.data, w.len)) {
		log_notice("%s has copied the configuration to %s", s->user, path);
		record_text(call->out, "%zu bytes copied", w.len);
		record_done(call->out);
	} else {
		record_fail(call->out, "%s cannot be written: %s", args->file, file_fault());
	}
	wbuf_free(&w);
}
