/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passwords: `enable`, `login`, and what is asked at the beginning of a session.
 *
 * Three tries, then the request is refused. The answer to a wrong one is held back (throttle.h), longer each
 * time, over all sessions of the same UNIX user. Every failure is logged.
 */
#pragma once

struct record_out;
struct session;

/* Asks for name and password of a local user, who is then the session's user at his level; ends `out`. */
void login_ask(struct session *s, struct record_out *out);
