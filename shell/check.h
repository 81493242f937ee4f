/* SPDX-License-Identifier: Apache-2.0 */
/* postern --check FILE: a configuration against the grammar, without a posternd. */
#pragma once

/* Prints `FILE:LINE: reason` for each fault. Exit status: 0 without faults, 1 with, 2 when it cannot be read. */
int check_file(const char *path);
