/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's packet filter of the own network namespace, through libnftables. A seam of the tests like kernel.h. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KERNEL_FILTER_TABLE   "postern"
#define KERNEL_FILTER_COUNTER "security-level"

/* Carries out nft commands, all of them or none. False: `error` says why, one line. */
bool kernel_filter_run(const char *commands, char *error, size_t size);
/* Packets that the counter has seen; 0 where it does not exist. */
uint64_t kernel_filter_count(void);
