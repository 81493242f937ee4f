/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/session.h"
#include <ctype.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "daemons/mgmtd/access.h"
#include "daemons/mgmtd/account.h"
#include "daemons/mgmtd/admission.h"
#include "daemons/mgmtd/batch.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/command.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/debug.h"
#include "daemons/mgmtd/forward.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/prompt.h"
#include "lib/cmd_refs.h"
#include "lib/loop.h"
#include "lib/record.h"

#define QUEUE_MAX   (64u << 20) /* bytes that a peer may send ahead */
#define SECRET_MAX  256
#define NOTICE_ROOM (1u << 20) /* bytes of backlog: whoever is further behind misses notices */

struct session_input {
	struct session_input *next, *prev;
	uint16_t type;
	uint32_t id;
	size_t size;
	uint8_t data[];
};

static void session_free(struct session *s);

struct sessions {
	struct mgmtd *mgmtd;
	struct ipc_server *server;
	struct session *list;
	struct session *current;
	uint64_t announced; /* the visit that the others were told of last */
};

/* ---- answers ---- */

static void send_done(struct session *s, const char *error)
{
	struct wbuf w = {0};
	char prompt[PROMPT_MAX];
	prompt_of(s, prompt, sizeof(prompt));
	wbuf_u8(&w, error != NULL);
	wbuf_str(&w, error);
	wbuf_str(&w, prompt);
	wbuf_str(&w, s->ended ? "" : cmd_place_text(&s->place));
	ipc_send_buf(s->conn, IPC_DONE, 0, s->request, &w);
	ipc_flush(s->conn);
	wbuf_free(&w);
}

void session_set_rights(struct session *s, const char *user, unsigned level)
{
	if (user != NULL)
		snprintf(s->user, sizeof(s->user), "%s", user);
	s->level = level;
}

void session_begin_visit(struct session *s)
{
	static uint64_t visits;
	s->visit = ++visits;
}

/* Entering configuration mode begins a new entry of the history, see history.h. */
static void follow(struct session *s)
{
	bool was = cmd_place_in_config(&s->place);
	if (s->command != NULL)
		command_follow(s->command, &s->place);
	if (s->level <= ACCOUNT_USER)
		cmd_place_from(&s->place, ">");
	else
		s->place.user = false;
	if (!cmd_place_in_config(&s->place))
		candidate_leave(s);
	else if (!was)
		session_begin_visit(s);
}

void session_done(struct session *s, const char *error)
{
	if (s->dying)
		return;
	if (error == NULL && s->command != NULL)
		follow(s);
	send_done(s, error);
	command_free(s->command);
	s->command = NULL;
	s->busy = false;
	s->secret_fn = NULL;
	/* Requests that end at once would nest one inside the other: the next one waits for the loop. */
	if (s->queue != NULL)
		loop_timer_set(s->next_request, 0);
}

static void closing(void *arg, const char *error)
{
	session_done(arg, error);
}

struct record_out *session_out(struct session *s)
{
	struct record_out *out = record_out_new(s->conn, s->request);
	record_on_closing(out, closing, s);
	return out;
}

void session_expect(struct session *s, session_secret_fn *fn, void *arg)
{
	s->secret_fn = fn;
	s->secret_arg = arg;
}

static void ask(struct session *s, const char *prompt, uint16_t flags)
{
	struct wbuf w = {0};
	wbuf_str(&w, prompt);
	ipc_send_buf(s->conn, IPC_TEXT, flags, s->request, &w);
	wbuf_free(&w);
}

void session_ask(struct session *s, const char *prompt, session_secret_fn *fn, void *arg)
{
	session_expect(s, fn, arg);
	ask(s, prompt, IPC_TEXT_ASKS);
}

void session_ask_word(struct session *s, const char *prompt, session_secret_fn *fn, void *arg)
{
	session_expect(s, fn, arg);
	ask(s, prompt, IPC_TEXT_ASKS | IPC_TEXT_ECHO);
}

void session_author(const struct session *s, struct txn_author *author)
{
	memcpy(author->name, s->user, sizeof(author->name));
	memcpy(author->source, s->source, sizeof(author->source));
	author->comment[0] = '\0';
	author->visit = s->visit;
	author->trial = 0;
}

/* ---- requests ---- */

/* Tabs become blanks, which they are; other control characters are refused. The configuration is saved line by line, and its
 * operations with tabs between them: what stood behind such a one would be a command the next time, whoever may give it. */
static bool make_one_line(char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '\t')
			*text = ' ';
		else if (iscntrl((unsigned char)*text))
			return false;
	return true;
}

static void on_command(struct session *s, struct rbuf *body)
{
	char path[CMD_PATH_MAX], line[CMD_LINE_MAX];
	rbuf_str(body, path, sizeof(path));
	if (!rbuf_str(body, line, sizeof(line)))
		session_done(s, "The line is too long; it may have 1023 bytes");
	else if (!make_one_line(line))
		session_done(s, "The line has a control character in it: leave it out");
	else
		command_run(s, line);
	OPENSSL_cleanse(line, sizeof(line));
}

static void on_batch(struct session *s, struct rbuf *body)
{
	char source[128];
	uint8_t flags = rbuf_u8(body);
	if (!rbuf_str(body, source, sizeof(source))) {
		session_done(s, "The batch is malformed");
		return;
	}
	if (s->level < ACCOUNT_LEVEL_MAX) {
		session_done(s, "Command authorization failed: a whole text needs privilege level 15");
		return;
	}
	struct batch_source from = {.name = source, .text = (const char *)body->pos, .size = rbuf_left(body)};
	from.candidate = s->candidate;
	session_author(s, &from.author);
	from.author.visit = 0;
	snprintf(from.author.comment, sizeof(from.author.comment), "batch %.100s", source);
	batch_run(s->mgmtd, &from, flags, session_out(s));
}

static void emit_name(void *to, const char *name)
{
	record_text(to, "%s", name);
}

static void on_complete(struct session *s, struct rbuf *body)
{
	char class_name[64];
	struct record_out *out = session_out(s);
	/* In user EXEC there is nothing to name but interfaces. */
	if (rbuf_str(body, class_name, sizeof(class_name)) &&
	    (s->level > ACCOUNT_USER || strcmp(class_name, "nameif") == 0))
		cmd_refs_names(candidate_store(s), class_name, emit_name, out);
	record_done(out);
}

static void carry_out(struct session *s, uint16_t type, struct rbuf *body)
{
	switch (type) {
	case IPC_COMMAND:
		on_command(s, body);
		break;
	case IPC_BATCH:
		on_batch(s, body);
		break;
	default:
		on_complete(s, body);
	}
}

/* A question that is open ends without an answer. False when there is none. */
static bool stop_asking(struct session *s)
{
	session_secret_fn *fn = s->secret_fn;
	s->secret_fn = NULL;
	if (fn != NULL)
		fn(s, NULL, s->secret_arg);
	return fn != NULL;
}

static void enter(struct session *s)
{
	s->admitted = true;
	follow(s);
	admission_log(s, "begins");
}

static struct session_input *input_new(uint16_t type, uint32_t id, const struct rbuf *body)
{
	size_t size = rbuf_left(body);
	struct session_input *in = malloc(sizeof(*in) + size);
	if (in == NULL)
		return NULL;
	*in = (struct session_input){.type = type, .id = id, .size = size};
	memcpy(in->data, body->pos, size);
	return in;
}

/* The request waits for its session to be admitted. Without room for it the answer is no. */
static void keep(struct session *s, uint16_t type, uint32_t id, const struct rbuf *body)
{
	struct session_input *in = input_new(type, id, body);
	if (in == NULL) {
		stop_asking(s);
		return;
	}
	s->kept = true;
	DL_PREPEND(s->queue, in);
	s->queued += in->size;
}

static void turn_away(struct session *s, const char *reason)
{
	log_warn("%s (%s) is turned away: %s", s->user, s->source, reason);
	s->ended = true;
	session_done(s, reason);
}

static void serve(struct session *s, uint16_t type, uint32_t id, struct rbuf *body)
{
	const char *reason = "";
	s->busy = true;
	s->request = id;
	if (s->ended && !s->admitted) {
		session_done(s, "Access denied.");
		return;
	}
	if (!s->admitted) {
		switch (admission_decide(s, &reason)) {
		case ADMISSION_GRANTED:
			enter(s);
			break;
		case ADMISSION_REFUSED:
			turn_away(s, reason);
			return;
		case ADMISSION_ASKED:
			if (!s->ended) /* he may have been turned away without a question */
				keep(s, type, id, body);
			return;
		}
	}
	carry_out(s, type, body);
}

static void input_free(struct session *s, struct session_input *in)
{
	DL_DELETE(s->queue, in);
	s->queued -= in->size;
	OPENSSL_cleanse(in->data, in->size);
	free(in);
}

static void serve_next(void *arg)
{
	struct session *s = arg;
	struct session_input *in = s->queue;
	if (in == NULL || s->busy)
		return;
	struct rbuf body = rbuf_from(in->data, in->size);
	serve(s, in->type, in->id, &body);
	input_free(s, in);
}

static void enqueue(struct session *s, const struct ipc_msg *msg)
{
	size_t size = rbuf_left(&msg->body);
	struct session_input *in =
	    s->queued + size > QUEUE_MAX ? NULL : input_new(msg->type, msg->id, &msg->body);
	if (in == NULL) {
		log_warn("session of %s sends too much ahead and is closed", s->user);
		session_free(s);
		return;
	}
	DL_APPEND(s->queue, in);
	s->queued += size;
}

void session_admitted(struct session *s, const char *error)
{
	if (s->dying)
		return;
	if (error != NULL) {
		if (s->kept)
			input_free(s, s->queue);
		turn_away(s, error);
		return;
	}
	enter(s);
	s->busy = false;
	loop_timer_set(s->next_request, 0);
}

static void on_secret(struct session *s, struct rbuf *body)
{
	char secret[SECRET_MAX];
	session_secret_fn *fn = s->secret_fn;
	if (fn == NULL)
		return;
	if (!rbuf_str(body, secret, sizeof(secret))) { /* too long to be the answer to anything */
		stop_asking(s);
		return;
	}
	s->secret_fn = NULL;
	fn(s, secret, s->secret_arg);
	OPENSSL_cleanse(secret, sizeof(secret));
}

static void on_cancel(struct session *s, uint32_t id)
{
	if (!s->busy || s->request != id)
		return;
	if (stop_asking(s)) /* nobody is there to answer, or he does not want to: that is the end of it */
		return;
	record_cancel(s->conn, id);
	if (s->command != NULL)
		command_cancel(s->command);
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct session *s = arg;
	switch (msg->type) {
	case IPC_COMMAND:
	case IPC_BATCH:
	case IPC_COMPLETE:
		if (s->busy || s->queue != NULL)
			enqueue(s, msg);
		else
			serve(s, msg->type, msg->id, &msg->body);
		break;
	case IPC_SECRET:
		on_secret(s, &msg->body);
		break;
	case IPC_CANCEL:
		on_cancel(s, msg->id);
		break;
	case IPC_ORIGIN:
		if (!s->admitted)
			admission_origin(s, &msg->body);
		break;
	}
}

/* ---- life ---- */

static void session_free(struct session *s)
{
	struct sessions *all = s->mgmtd->sessions;
	admission_log(s, "ends");
	s->dying = true;
	record_conn_closed(s->conn);
	ipc_close(s->conn);
	s->conn = NULL;
	stop_asking(s);
	candidate_leave(s);
	if (all->current == s)
		all->current = NULL;
	if (s->command != NULL)
		command_orphan(s->command);
	while (s->queue != NULL)
		input_free(s, s->queue);
	loop_timer_free(s->next_request);
	DL_DELETE(all->list, s);
	debug_session_ends(s);
	free(s);
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	session_free(arg);
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct sessions *all = arg;
	struct session *s = calloc(1, sizeof(*s));
	if (s == NULL) {
		ipc_close(conn);
		return;
	}
	s->mgmtd = all->mgmtd;
	s->conn = conn;
	s->uid = ipc_peer_uid(conn);
	access_user_name(s->uid, s->user, sizeof(s->user));
	admission_name_source(s);
	session_set_rights(s, NULL, ACCOUNT_USER);
	cmd_place_from(&s->place, ">");
	s->next_request = loop_timer_new(s->mgmtd->loop, serve_next, s);
	DL_APPEND(all->list, s);
	ipc_set_arg(conn, s);
}

static const struct ipc_handler handler = {
    .allow = access_control,
    .established = on_established,
    .message = on_message,
    .closed = on_closed,
};

struct sessions *sessions_new(struct mgmtd *m, const char *path)
{
	struct sessions *all = calloc(1, sizeof(*all));
	if (all == NULL)
		return NULL;
	all->mgmtd = m;
	all->server = ipc_listen(m->loop, path, 0600, &m->self, &handler, all);
	if (all->server == NULL || !access_open_control(path)) {
		ipc_server_free(all->server);
		free(all);
		return NULL;
	}
	return all;
}

void sessions_free(struct sessions *all)
{
	if (all == NULL)
		return;
	while (all->list != NULL)
		session_free(all->list);
	ipc_server_free(all->server);
	free(all);
}

struct session *session_current(const struct sessions *all)
{
	return all->current;
}

void session_set_current(struct sessions *all, struct session *s)
{
	all->current = s;
}

void sessions_each(struct sessions *all, void (*fn)(void *arg, struct session *s), void *arg)
{
	struct session *s;
	DL_FOREACH(all->list, s)
		fn(arg, s);
}

/* The log may say a lot while a terminal stands still. */
static void send_notice(struct session *s, const struct wbuf *text)
{
	if (ipc_backlog(s->conn) < NOTICE_ROOM)
		ipc_send_buf(s->conn, IPC_NOTICE, 0, 0, text);
}

void sessions_notice(struct sessions *all, bool monitor, const char *text)
{
	struct session *s;
	struct wbuf w = {0};
	wbuf_str(&w, text);
	DL_FOREACH(all->list, s)
		if (!monitor || s->monitor)
			send_notice(s, &w);
	wbuf_free(&w);
}

void sessions_notice_change(struct sessions *all, const struct txn_author *author)
{
	struct session *s;
	struct wbuf w = {0};
	char text[256];
	if (author->visit != 0 && author->visit == all->announced)
		return;
	all->announced = author->visit;
	snprintf(text, sizeof(text), "%s (%s) changes the configuration", author->name, author->source);
	wbuf_str(&w, text);
	DL_FOREACH(all->list, s)
		if (strcmp(s->source, author->source) != 0)
			send_notice(s, &w);
	wbuf_free(&w);
}
