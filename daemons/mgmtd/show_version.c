/* SPDX-License-Identifier: Apache-2.0 */
/* show version: the program, the machine, and its Ethernet devices, which ribd knows (shell/RECORDS.md). */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/forward.h"
#include "daemons/mgmtd/identity.h"
#include "daemons/mgmtd/mgmtd.h"
#include "lib/cmd_owner.h"
#include "lib/loop.h"
#include "lib/record.h"

#define PATIENCE LOOP_SEC /* with ribd; after that the answer comes without devices */

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

static void set_modified(const struct mgmtd *m, json_t *record)
{
	if (m->modified_at == 0)
		return;
	json_object_set_new(record, "modified_at", json_integer(m->modified_at));
	json_object_set_new(record, "modified_by", json_string(m->modified_by));
}

/* The program file says when it was built. */
static void set_program(json_t *record)
{
	static const char self[] = "/proc/self/exe";
	char path[PATH_MAX];
	struct stat st;
	ssize_t length = readlink(self, path, sizeof(path) - 1);
	if (length <= 0 || stat(self, &st) != 0)
		return;
	path[length] = '\0';
	json_object_set_new(record, "image", json_string(path));
	json_object_set_new(record, "compiled_at", json_integer(st.st_mtime));
}

struct version { /* being put together */
	struct mgmtd *mgmtd;
	struct record_out *out;
	struct forward *forward; /* to ribd, NULL when it has answered */
	struct loop_timer *timer;
	json_t *hardware;
};

static json_t *describe(const struct mgmtd *m)
{
	char system[128], cpu[128], serial[IDENTITY_SERIAL], grammar[9];
	const uint8_t *hash = cmd_grammar_hash();
	snprintf(grammar, sizeof(grammar), "%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3]);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:I, s:I, s:s, s:s, s:s, s:s}", "type",
	    "version", "hostname", m->model->hostname, "software", IDENTITY_VERSION, "compiler", COMPILER,
	    "grammar", grammar, "config_file", "startup-config", "uptime_seconds",
	    (json_int_t)((loop_now(m->loop) - m->started_at) / LOOP_SEC), "system",
	    identity_system(system, sizeof(system)), "memory_bytes", (json_int_t)identity_memory(), "cpus",
	    (json_int_t)sysconf(_SC_NPROCESSORS_ONLN), "cpu_model", identity_cpu(cpu, sizeof(cpu)), "serial",
	    identity_serial(serial), "timezone", "UTC", "license", "Apache-2.0");
}

static void answer(struct version *v)
{
	json_t *record = describe(v->mgmtd);
	if (record != NULL) {
		set_program(record);
		set_modified(v->mgmtd, record);
		json_object_set(record, "hardware", v->hardware);
	}
	record_send(v->out, record);
	record_done(v->out);
	loop_timer_free(v->timer);
	json_decref(v->hardware);
	free(v);
}

/* A device of the machine: a sub-interface has the address of the one that it stands on. */
static void take_interface(void *arg, const char *text)
{
	const struct version *v = arg;
	const char *type, *name, *kind, *mac;
	json_t *record = json_loads(text, 0, NULL);
	if (json_unpack(record, "{s:s, s:s, s:s, s:s}", "type", &type, "name", &name, "kind", &kind, "mac",
		&mac) == 0 &&
	    strcmp(type, "interface") == 0 && strcmp(kind, "ethernet") == 0 &&
	    json_object_get(record, "vlan") == NULL && strchr(name, '.') == NULL)
		json_array_append_new(v->hardware, json_pack("{s:s, s:s}", "name", name, "mac", mac));
	json_decref(record);
}

/* Without ribd the rest is still worth telling. */
static void interfaces_told(void *arg, const char *error)
{
	answer(arg);
}

static void overdue(void *arg)
{
	struct version *v = arg;
	forward_cancel(v->forward);
	answer(v);
}

void mgmtd_exec_show_version(struct mgmtd *m, struct cmd_call *call, const struct cmd_show_version *args)
{
	struct version *v = calloc(1, sizeof(*v));
	if (v == NULL) {
		record_fail(call->out, "Out of memory");
		return;
	}
	*v = (struct version){.mgmtd = m, .out = call->out, .hardware = json_array()};
	v->timer = loop_timer_new(m->loop, overdue, v);
	loop_timer_set(v->timer, PATIENCE);
	const struct forward_request request = {.owner = CMD_OWNER_RIBD,
	    .line = "show interface",
	    .record = take_interface,
	    .done = interfaces_told,
	    .arg = v};
	forward_start(m->forwards, &request, &v->forward);
}
