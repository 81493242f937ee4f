/* SPDX-License-Identifier: Apache-2.0 */
/* What every CUnit program shares: one suite, its tests, an exit status. */
#pragma once
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

/* Runs the tests (a NULL name ends them) as suite `name`, prints what failed; 0 when all passed. */
int unit_main(const char *name, CU_TestInfo *tests);
