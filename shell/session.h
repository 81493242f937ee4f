/* SPDX-License-Identifier: Apache-2.0 */
/* The interactive session: prompt, line, answer, until the operator leaves. */
#pragma once

struct client;
struct loop;

/* Exit status: 0 when the operator left, 1 when the connection was lost. */
int session_run(struct loop *loop, struct client *client);
