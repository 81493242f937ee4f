/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/caps.h"
#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "lib/log.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAK_CHECKER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define LEAK_CHECKER 1
#endif

static bool missing(const int *caps)
{
	for (; *caps >= 0; caps++) {
		if (!capng_have_capability(CAPNG_PERMITTED, (unsigned)*caps)) {
			const char *name = capng_capability_to_name((unsigned)*caps);
			log_error("capability %s is not granted to this process", name != NULL ? name : "?");
			return true;
		}
	}
	return false;
}

bool caps_drop(const struct account *account, const int *caps)
{
	if (capng_get_caps_process() != 0) {
		log_error("capabilities cannot be read");
		return false;
	}
	if (missing(caps))
		return false;
	/* Without SETPCAP, as in some containers, the bounding set stays; no_new_privs makes it moot. */
	bool bounding = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP);
	capng_clear(CAPNG_SELECT_BOTH);
	for (; *caps >= 0; caps++)
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, (unsigned)*caps);
	if (setgroups(account->shared != NULL, account->shared) != 0) {
		log_error("groups cannot be given up: %s", strerror(errno));
		return false;
	}
	capng_flags_t flags = bounding ? CAPNG_CLEAR_BOUNDING : CAPNG_NO_FLAG;
	int rc = capng_change_id((int)account->uid, (int)account->gid, flags);
	if (rc != 0) {
		log_error("cannot become user %u: step %d: %s", (unsigned)account->uid, -rc, strerror(errno));
		return false;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || geteuid() != account->uid ||
	    getegid() != account->gid) {
		log_error("privileges were not given up");
		return false;
	}
#ifdef LEAK_CHECKER
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* it attaches to the process at its end */
#endif
	return true;
}
