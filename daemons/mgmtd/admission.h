/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a session begins.
 *
 * Who the UNIX user is, the kernel says; sshd has had him prove it. Here is decided whether he may come in,
 * and with what level he begins:
 *
 * - `aaa authentication ssh console LOCAL`: over SSH only those come in that are local users as well;
 * - `aaa authentication serial console LOCAL`: at a terminal of the machine a name and a password are asked for;
 * - `aaa authorization exec LOCAL`: local users for remote access do not come in, those of `nas-prompt` stay
 *   in user EXEC; with `auto-enable` the others begin with their privilege level;
 * - tools (-c, -f) of those who own the machine begin with level 15, everybody else with level 1.
 *
 * Who owns the machine (access_privileged) is not locked out of it: he needs no local user.
 */
#pragma once

struct account_user;
struct accounts;
struct rbuf;
struct session;

enum admission {
	ADMISSION_GRANTED,
	ADMISSION_REFUSED,
	ADMISSION_ASKED, /* session_admitted() follows */
};

/* IPC_ORIGIN has come. What the peer says of itself may be a lie: it decides nothing but what he is asked,
 * and is dropped where it has not the form of what it stands for. */
void admission_origin(struct session *s, struct rbuf *body);
/* Writes s->source, for logs: "shell on pts/3 from 192.0.2.7 as claimed, process 4711". */
void admission_name_source(struct session *s);

/* Logs that a session "begins" or "ends". */
void admission_log(const struct session *s, const char *what);

/* Sets the rights of `s`, or gives the reason of a refusal. */
enum admission admission_decide(struct session *s, const char **reason);

/* The level that a user may reach. */
unsigned admission_level(const struct accounts *a, const struct account_user *user);
