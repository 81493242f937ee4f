/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stddef.h>

struct session;

#define PROMPT_MAX 128

/* "gw1(config-if)# ", in a configuration session "gw1(config-s-if)# "; empty when the session has ended. */
void prompt_of(const struct session *s, char *dst, size_t size);
