/* SPDX-License-Identifier: Apache-2.0 */
/* `?` and Tab, answered from the grammar; names of configured objects are asked of posternd. */
#pragma once
#include "shell/edit.h"

struct shell;

/* `shell` stays the caller's and must outlive what is returned. */
struct edit_help help_for(struct shell *shell);
