/* SPDX-License-Identifier: Apache-2.0 */
/* Files that an operator names in a command, and which of them he may. */
#pragma once
#include <limits.h>
#include <stdbool.h>

struct mgmtd;
struct record_out;

/* The path of a file that an operator names. One without '/', or on "disk0:", stands in the state directory.
 * Others only root may name, because parts of a refused file stand in the answer; and posternd's user must be able to
 * reach them. False and errno when he may not. */
bool file_path(const struct mgmtd *m, const char *name, char path[PATH_MAX]);
/* The same of a file to be written, which must not be posternd's own. False with the answer ended. */
bool file_may_write(const struct mgmtd *m, const char *name, char path[PATH_MAX], struct record_out *out);
/* What errno says of such a file. */
const char *file_fault(void);
