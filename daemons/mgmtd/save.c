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
	char checksum[RUNNING_CHECKSUM];
	struct wbuf w = {0};
	int64_t began = loop_now(m->loop);
	record_text(out, "Building configuration...");
	running_text(m, user, &w, checksum);
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

/* A name without '/' is a file in the state directory. Others only root may have posternd read, because
 * parts of a refused file stand in the answer; and posternd's user must be able to. NULL and errno when it
 * cannot be read. */
static char *read_named(const struct mgmtd *m, const char *name, size_t *size)
{
	char path[PATH_MAX];
	if (strcmp(name, "startup-config") == 0)
		return errand_read_startup(m->options->steward, size);
	if (strchr(name, '/') == NULL)
		return startup_read(mgmtd_state_path(m, name, path), size);
	if (session_current(m->sessions)->uid == 0)
		return startup_read(name, size);
	errno = EPERM;
	return NULL;
}

static void load(struct mgmtd *m, const char *name, unsigned flags, struct record_out *out)
{
	size_t size = 0;
	char *text = read_named(m, name, &size);
	if (text == NULL) {
		record_fail(out, "%s cannot be read: %s", name,
		    errno == EPERM ? "only root may name a path" : strerror(errno));
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
