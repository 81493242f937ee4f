/* SPDX-License-Identifier: Apache-2.0 */
/*
 * copy /pcap: ribd and espd are asked, one after the other, for the packets of the capture, and what they answer is written
 * as one file.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/file.h"
#include "daemons/mgmtd/forward.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/pcap.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/startup.h"
#include "lib/record.h"

#define SOURCE "capture:"

static const enum cmd_owner_id asked[] = {CMD_OWNER_RIBD, CMD_OWNER_ESPD};

struct export
{
	struct mgmtd *m;
	struct record_out *out;
	struct forward *forward;
	unsigned next;   /* of `asked` */
	json_t *packets; /* array */
	char user[65];
	char name[256]; /* of the file, as the operator gave it */
	char path[PATH_MAX];
	char line[128]; /* that the daemons are given */
};

static void export_free(struct export *e)
{
	json_decref(e->packets);
	free(e);
}

static void finish(struct export *e)
{
	struct wbuf file = {0};
	size_t count = pcap_write(&file, e->packets);
	errno = ENOMEM;
	if (wbuf_ok(&file) && startup_write(e->path, (char *)file.data, file.len)) {
		log_notice("%s has copied %zu captured packets to %s", e->user, count, e->path);
		record_text(e->out, "%zu packets copied (%zu bytes)", count, file.len);
		record_done(e->out);
	} else {
		record_fail(e->out, "%s cannot be written: %s", e->name, strerror(errno));
	}
	wbuf_free(&file);
	export_free(e);
}

static void take(void *arg, const char *text)
{
	struct export *e = arg;
	json_t *record = json_loads(text, 0, NULL);
	const char *type = json_string_value(json_object_get(record, "type"));
	if (type != NULL && strcmp(type, "capture_packet") == 0)
		json_array_append(e->packets, record);
	json_decref(record);
}

static void ask_next(struct export *e);

static void answered(void *arg, const char *error)
{
	struct export *e = arg;
	e->forward = NULL;
	if (error != NULL) {
		record_fail(e->out, "%s", error);
		export_free(e);
	} else if (e->next < sizeof(asked) / sizeof(asked[0])) {
		ask_next(e);
	} else {
		finish(e);
	}
}

static void ask_next(struct export *e)
{
	const struct forward_request request = {
	    .owner = asked[e->next++], .line = e->line, .record = take, .done = answered, .arg = e};
	forward_start(e->m->forwards, &request, &e->forward);
}

static struct export *export_new(struct mgmtd *m, struct record_out *out, const struct cmd_copy_pcap *args)
{
	const struct session *s = session_current(m->sessions);
	struct export *e = calloc(1, sizeof(*e));
	if (e == NULL)
		return NULL;
	e->m = m;
	e->out = out;
	e->packets = json_array();
	snprintf(e->user, sizeof(e->user), "%s", s->user);
	snprintf(e->name, sizeof(e->name), "%s", args->file);
	snprintf(e->line, sizeof(e->line), "show capture %.64s dump", args->source + strlen(SOURCE));
	return e;
}

void mgmtd_exec_copy_pcap(struct mgmtd *m, struct cmd_call *call, const struct cmd_copy_pcap *args)
{
	char path[PATH_MAX];
	if (strncmp(args->source, SOURCE, strlen(SOURCE)) != 0 || args->source[strlen(SOURCE)] == '\0') {
		record_fail(call->out, "%s is no capture: write %sNAME, as \"show capture\" lists them",
		    args->source, SOURCE);
		return;
	}
	if (!file_may_write(m, args->file, path, call->out))
		return;
	struct export *e = export_new(m, call->out, args);
	if (e == NULL) {
		record_fail(call->out, "Out of memory");
		return;
	}
	memcpy(e->path, path, sizeof(e->path));
	ask_next(e);
}
