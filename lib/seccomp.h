/* SPDX-License-Identifier: Apache-2.0 */
/* The system call filter of the daemons. */
#pragma once
#include <stdbool.h>

enum seccomp_mode {
	SECCOMP_KILL, /* any other call ends the process */
	SECCOMP_LOG,  /* any other call goes to the kernel's log and is carried out */
	SECCOMP_OFF,
};

/* "kill", "log", "off" to the mode; false when the word is none of them. */
bool seccomp_mode_parse(const char *word, enum seccomp_mode *mode);

/*
 * Allows what a daemon around an event loop needs and the calls named in `extra` (NULL ends it; may be NULL)
 * and nothing else, for this thread and those it starts. Under AddressSanitizer, whose runtime makes calls
 * of its own, SECCOMP_KILL becomes SECCOMP_LOG. False, with the reason logged, when the filter is not in
 * force.
 */
bool seccomp_start(enum seccomp_mode mode, const char *const *extra);
