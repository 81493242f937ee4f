/* SPDX-License-Identifier: Apache-2.0 */
/* Records of SAs that more than one show command sends. */
#pragma once
#include <jansson.h>

struct ike_sa;

/* The record ike_sa of shell/RECORDS.md, the caller's. */
json_t *show_sa_record(const struct ike_sa *sa);
