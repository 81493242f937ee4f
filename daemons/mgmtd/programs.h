/* SPDX-License-Identifier: Apache-2.0 */
/* The daemons of an instance, where their executables are, and the order in which they stop. */
#pragma once
#include "daemons/mgmtd/supervise.h"

/* In the build tree they are found beside posternd's own directory, else where they are installed. The array
 * is static. */
const struct supervise_program *programs_find(unsigned *count);
