/* SPDX-License-Identifier: Apache-2.0 */
/* The loss of privilege, once, early, after what needs root has been opened. */
#pragma once
#include <stdbool.h>
#include "lib/account.h"

/*
 * Becomes the user and group of `account`, with its shared group as the only supplementary one, keeps of all capabilities those of
 * `caps` (CAP_…, -1 ends the list) as permitted and effective, empties the bounding set and forbids the
 * process and its children to gain any again (no_new_privs). False, with the reason logged, when a part
 * failed: the caller must end, for it may still hold root.
 */
bool caps_drop(const struct account *account, const int *caps);
