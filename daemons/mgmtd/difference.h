/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

struct cmd_op_list;
struct record_out;

/* The operations as `difference` records, keys masked: mode lines, and in them what comes and what goes. */
void difference_send(struct record_out *out, const struct cmd_op_list *list);
