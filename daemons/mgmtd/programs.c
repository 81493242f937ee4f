/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/programs.h"
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* In order of start. They stop so that each can still do its last work through the others: iked and bgpd
 * take leave of their peers over the tunnels, espd removes the tunnels, ribd removes what all had set. */
static struct supervise_program programs[] = {
    {.name = "ribd", .stop_stage = 2},
    {.name = "espd", .stop_stage = 1},
    {.name = "iked", .stop_stage = 0},
    {.name = "bgpd", .stop_stage = 0},
};
#define COUNT (sizeof(programs) / sizeof(*programs))

static char paths[COUNT][PATH_MAX];

static bool in_build_tree(const char *name, char *path)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (len <= 0)
		return false;
	self[len] = '\0';
	return snprintf(path, PATH_MAX, "%s/../%s/postern-%s", dirname(self), name, name) < PATH_MAX &&
	       access(path, X_OK) == 0;
}

const struct supervise_program *programs_find(unsigned *count)
{
	for (unsigned i = 0; i < COUNT; i++) {
		if (!in_build_tree(programs[i].name, paths[i]))
			snprintf(paths[i], PATH_MAX, POSTERN_LIBEXECDIR "/postern-%s", programs[i].name);
		programs[i].path = paths[i];
	}
	*count = COUNT;
	return programs;
}
