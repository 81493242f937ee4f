/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/hostname.h"
#include <ares.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "lib/loop.h"

#define SOCKETS 16

struct hostname_socket {
	struct hostname *h;
	int fd;
	struct loop_io *io; /* NULL: free */
};

struct hostname {
	struct loop *loop;
	ares_channel channel;
	struct hostname_socket sockets[SOCKETS];
	struct loop_timer *timer; /* of c-ares, then the one that ends the question */
	bool over;
	struct ip_addr addr; /* family 0: none */
	const char *error;
	hostname_fn *done;
	void *arg;
};

void hostname_cancel(struct hostname *h)
{
	if (!h)
		return;
	h->over = true; /* ares_destroy() calls back */
	if (h->channel)
		ares_destroy(h->channel);
	for (unsigned i = 0; i < SOCKETS; i++)
		loop_io_free(h->sockets[i].io);
	loop_timer_free(h->timer);
	free(h);
}

/* c-ares does not like to be destroyed from its own callback: what it says is told from the timer. */
static void arm(struct hostname *h)
{
	struct timeval most = {.tv_sec = 1}, wait;
	if (h->over) {
		loop_timer_set(h->timer, 0);
		return;
	}
	const struct timeval *t = ares_timeout(h->channel, &most, &wait);
	loop_timer_set(h->timer, t->tv_sec * LOOP_SEC + t->tv_usec);
}

static void on_timer(void *arg)
{
	struct hostname *h = arg;
	if (h->over) {
		struct ip_addr addr = h->addr;
		const char *error = h->error;
		hostname_fn *done = h->done;
		void *done_arg = h->arg;
		hostname_cancel(h);
		done(done_arg, addr.family ? &addr : NULL, error);
		return;
	}
	ares_process_fd(h->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	arm(h);
}

static void on_io(void *arg, int events)
{
	struct hostname_socket *s = arg;
	struct hostname *h = s->h;
	ares_process_fd(h->channel, events & LOOP_READ ? s->fd : ARES_SOCKET_BAD,
	    events & LOOP_WRITE ? s->fd : ARES_SOCKET_BAD);
	arm(h);
}

static struct hostname_socket *socket_of(struct hostname *h, int fd)
{
	struct hostname_socket *spare = NULL;
	for (unsigned i = 0; i < SOCKETS; i++) {
		if (h->sockets[i].io && h->sockets[i].fd == fd)
			return &h->sockets[i];
		if (!h->sockets[i].io)
			spare = &h->sockets[i];
	}
	return spare;
}

/* Which sockets c-ares wants watched, and for what; for nothing, when it closes one. */
static void on_socket(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct hostname *h = arg;
	struct hostname_socket *s = socket_of(h, fd);
	int events = (readable ? LOOP_READ : 0) | (writable ? LOOP_WRITE : 0);
	if (!s)
		return; /* the timer asks again */
	if (events && s->io) {
		loop_io_set(s->io, events);
	} else if (events) {
		*s = (struct hostname_socket){.h = h, .fd = fd};
		s->io = loop_io_new(h->loop, fd, events, on_io, s);
	} else {
		loop_io_free(s->io);
		s->io = NULL;
	}
}

static void on_answer(void *arg, int status, int timeouts, struct ares_addrinfo *list)
{
	struct hostname *h = arg;
	for (const struct ares_addrinfo_node *n = list ? list->nodes : NULL; n && !h->addr.family;
	     n = n->ai_next) {
		if (n->ai_family == AF_INET)
			h->addr = ip_addr_from(AF_INET, &((struct sockaddr_in *)n->ai_addr)->sin_addr);
		else if (n->ai_family == AF_INET6)
			h->addr = ip_addr_from(AF_INET6, &((struct sockaddr_in6 *)n->ai_addr)->sin6_addr);
	}
	if (list)
		ares_freeaddrinfo(list);
	h->error = ares_strerror(status);
	h->over = true;
}

struct hostname *hostname_ask(struct loop *loop, const char *name, hostname_fn *done, void *arg)
{
	struct hostname *h = calloc(1, sizeof *h);
	struct ares_options options = {.sock_state_cb = on_socket, .sock_state_cb_data = h};
	struct ares_addrinfo_hints hints = {.ai_family = AF_UNSPEC};
	if (!h)
		return NULL;
	*h = (struct hostname){.loop = loop, .done = done, .arg = arg};
	h->timer = loop_timer_new(loop, on_timer, h);
	int status = ares_init_options(&h->channel, &options, ARES_OPT_SOCK_STATE_CB);
	if (status != ARES_SUCCESS) {
		h->channel = NULL;
		h->error = ares_strerror(status);
		h->over = true;
	} else {
		ares_getaddrinfo(h->channel, name, NULL, &hints, on_answer, h);
	}
	arm(h);
	return h;
}
