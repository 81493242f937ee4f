/* SPDX-License-Identifier: Apache-2.0 */
/* show memory, show inventory, dir: the machine, as far as posternd's engine may look. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/identity.h"
#include "daemons/mgmtd/mgmtd.h"
#include "lib/record.h"

/* In bytes; false when the kernel does not tell. What it could give back at once counts as free. */
static bool memory_read(uint64_t *total, uint64_t *free_bytes)
{
	char line[128];
	uint64_t kilobytes;
	*total = *free_bytes = 0;
	FILE *f = fopen("/proc/meminfo", "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "MemTotal: %" SCNu64, &kilobytes) == 1)
			*total = kilobytes << 10;
		else if (sscanf(line, "MemAvailable: %" SCNu64, &kilobytes) == 1)
			*free_bytes = kilobytes << 10;
	}
	if (f != NULL)
		fclose(f);
	return *total != 0;
}

void mgmtd_exec_show_memory(struct mgmtd *m, struct cmd_call *call, const struct cmd_show_memory *args)
{
	uint64_t total, free_bytes;
	if (!memory_read(&total, &free_bytes)) {
		record_fail(call->out, "/proc/meminfo does not tell the memory");
		return;
	}
	record_send(call->out,
	    json_pack("{s:s, s:I, s:I, s:I}", "type", "memory", "free_bytes", (json_int_t)free_bytes,
		"used_bytes", (json_int_t)(total - free_bytes), "total_bytes", (json_int_t)total));
	record_done(call->out);
}

void mgmtd_exec_show_inventory(struct mgmtd *m, struct cmd_call *call, const struct cmd_show_inventory *args)
{
	char serial[IDENTITY_SERIAL], hardware[256];
	record_send(
	    call->out, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "type", "inventory", "name", "Chassis",
			   "description", identity_hardware(hardware, sizeof(hardware)), "product", "POSTERN",
			   "version", IDENTITY_VERSION, "serial", identity_serial(serial)));
	record_done(call->out);
}

static void send_file(struct record_out *out, const char *directory, const char *name)
{
	char path[PATH_MAX];
	struct stat st;
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || lstat(path, &st) != 0)
		return;
	json_t *text = json_string(name);
	record_send(out, json_pack("{s:s, s:o, s:I, s:b, s:I, s:I}", "type", "file", "name",
			     text != NULL ? text : json_string("?"), "number", (json_int_t)st.st_ino,
			     "directory", (int)S_ISDIR(st.st_mode), "bytes", (json_int_t)st.st_size,
			     "modified_at", (json_int_t)st.st_mtime));
}

/* The state directory; the startup configuration, which stands elsewhere, has a command of its own. */
void mgmtd_exec_dir(struct mgmtd *m, struct cmd_call *call, const struct cmd_dir *args)
{
	const char *directory = m->options->statedir;
	struct dirent **entries = NULL;
	struct statvfs fs;
	int count = scandir(directory, &entries, NULL, alphasort);
	if (count < 0 || statvfs(directory, &fs) != 0) {
		record_fail(call->out, "%s cannot be read: %s", directory, strerror(errno));
		count = count < 0 ? 0 : count;
	} else {
		record_send(
		    call->out, json_pack("{s:s, s:s, s:I, s:I}", "type", "directory", "path", directory,
				   "total_bytes", (json_int_t)fs.f_blocks * (json_int_t)fs.f_frsize,
				   "free_bytes", (json_int_t)fs.f_bavail * (json_int_t)fs.f_frsize));
		for (int i = 0; i < count; i++)
			send_file(call->out, directory, entries[i]->d_name);
		record_done(call->out);
	}
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
}
