/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/access.h"
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/ipc.h"

#define NO_GROUP ((gid_t)-1)

static gid_t operators = NO_GROUP;

bool access_open_control(const char *path)
{
	const struct group *g = getgrnam("postern");
	operators = g == NULL ? NO_GROUP : g->gr_gid;
	if (operators == NO_GROUP)
		return chmod(path, 0600) == 0;
	return chown(path, (uid_t)-1, operators) == 0 && chmod(path, 0660) == 0;
}

bool access_control(const struct ipc_conn *conn)
{
	return access_privileged(ipc_peer_uid(conn)) ||
	       (operators != NO_GROUP && ipc_peer_in_group(conn, operators));
}

bool access_privileged(uid_t uid)
{
	return uid == 0 || uid == geteuid();
}

const char *access_user_name(uid_t uid, char *dst, size_t size)
{
	const struct passwd *p = getpwuid(uid);
	if (p != NULL)
		snprintf(dst, size, "%s", p->pw_name);
	else
		snprintf(dst, size, "uid %u", (unsigned)uid);
	return dst;
}
