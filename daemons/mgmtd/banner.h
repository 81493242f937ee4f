/* SPDX-License-Identifier: Apache-2.0 */
/* What operators are told when they come: `banner`. */
#pragma once

struct mgmtd_model;
struct record_out;

/* When a session begins … */
void banner_motd(const struct mgmtd_model *model, struct record_out *out);
/* … before a name is asked for … */
void banner_login(const struct mgmtd_model *model, struct record_out *out);
/* … and before the first prompt. */
void banner_exec(const struct mgmtd_model *model, struct record_out *out);
