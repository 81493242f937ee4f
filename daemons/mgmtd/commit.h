/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

struct candidate;
struct mgmtd;
struct record_out;

/* What a commit would change of the running configuration, and what stands in its way; ends `out`. Call while
 * no transaction is open. */
void commit_preview(struct mgmtd *m, const struct candidate *c, struct record_out *out);
