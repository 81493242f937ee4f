/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/trial.h"
#include "lib/record.h"

bool file_path(const struct mgmtd *m, const char *name, char path[PATH_MAX])
{
	static const char *const disks[] = {"disk0:/", "disk0:", "flash:/", "flash:"};
	for (size_t i = 0; i < sizeof(disks) / sizeof(*disks); i++)
		if (strncmp(name, disks[i], strlen(disks[i])) == 0 &&
		    strchr(name, '/') <= strchr(name, ':') + 1) {
			name += strlen(disks[i]);
			break;
		}
	if (strchr(name, '/') == NULL) {
		mgmtd_state_path(m, name, path);
		return true;
	}
	snprintf(path, PATH_MAX, "%s", name);
	bool remote = strstr(name, ":/") != NULL; /* tftp://192.0.2.1/gw1 */
	errno = remote ? EPROTONOSUPPORT : EPERM;
	return !remote && session_current(m->sessions)->uid == 0;
}

const char *file_fault(void)
{
	return errno == EPERM ? "only root may name a path"
	       : errno == EPROTONOSUPPORT
		   ? "files are on this system only: name one on disk0:, and carry it by scp"
		   : strerror(errno);
}

/* What posternd itself keeps in the state directory. */
static bool is_ours(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	return strncmp(name, "postern.log", 11) == 0 || strcmp(name, "history") == 0 ||
	       strcmp(name, "sessions") == 0 || strcmp(name, TRIAL_NAME) == 0 || *name == '.' ||
	       *name == '\0';
}

bool file_may_write(const struct mgmtd *m, const char *name, char path[PATH_MAX], struct record_out *out)
{
	if (!file_path(m, name, path)) {
		record_fail(out, "%s cannot be written: %s", name, file_fault());
		return false;
	}
	if (is_ours(path)) {
		record_fail(out, "%s cannot be written: it is posternd's own; take another name", name);
		return false;
	}
	return true;
}
