/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/tcp.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/ip.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG      64
#define READ_SIZE    65536
#define DRAIN_ROUNDS 16

struct listener {
	struct tcp *tcp;
	int family;
	int fd; /* -1: this family is not there */
	struct loop_io *io;
};

struct tcp {
	struct transport transport; /* first: the calls below get a pointer to it */
	struct loop *loop;
	uint16_t port;
	struct listener listeners[2];
};

struct conn {
	struct tcp *tcp;
	int fd;
	struct loop_io *io;
	bool connecting;
	const struct conn_handler *handler;
	void *arg;
};

static uint8_t read_buffer[READ_SIZE]; /* one thread, emptied before the next read */

static void set_int(int fd, int level, int name, int value)
{
	if (setsockopt(fd, level, name, &value, sizeof(value)) < 0)
		log_debug("setsockopt %d/%d: %s", level, name, strerror(errno));
}

static void set_ttl(int fd, int family, int ttl, int min_ttl)
{
	bool v6 = family == AF_INET6;
	set_int(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_UNICAST_HOPS : IP_TTL, ttl);
	if (min_ttl)
		set_int(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_MINHOPCOUNT : IP_MINTTL, min_ttl);
}

static void set_precedence(int fd, int family)
{
	bool v6 = family == AF_INET6;
	set_int(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_TCLASS : IP_TOS, IPTOS_PREC_INTERNETCONTROL);
}

static bool set_md5(int fd, const struct ip_addr *remote, const char *password)
{
	struct tcp_md5sig sig;
	struct ip_endpoint end = {.addr = *remote};
	struct sockaddr_storage ss;
	memset(&sig, 0, sizeof(sig));
	memset(&ss, 0, sizeof(ss));
	ip_endpoint_to_sockaddr(&end, &ss);
	memcpy(&sig.tcpm_addr, &ss, sizeof(ss));
	sig.tcpm_keylen = password ? strlen(password) : 0;
	if (sig.tcpm_keylen > TCP_MD5SIG_MAXKEYLEN)
		sig.tcpm_keylen = TCP_MD5SIG_MAXKEYLEN;
	if (password)
		memcpy(sig.tcpm_key, password, sig.tcpm_keylen);
	bool ok = setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &sig, sizeof(sig)) == 0;
	explicit_bzero(&sig, sizeof(sig));
	return ok;
}

static struct conn *conn_new(struct tcp *t, int fd, loop_io_fn *fn, int events)
{
	struct conn *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->tcp = t;
	c->fd = fd;
	c->io = loop_io_new(t->loop, fd, events, fn, c);
	return c;
}

static void conn_free(struct conn *c)
{
	loop_io_free(c->io);
	close(c->fd);
	free(c);
}

static void conn_fail(struct conn *c, int error)
{
	const struct conn_handler *handler = c->handler;
	void *arg = c->arg;
	conn_free(c);
	if (handler)
		handler->closed(arg, error);
}

static void on_readable(struct conn *c)
{
	ssize_t n = recv(c->fd, read_buffer, sizeof(read_buffer), 0);
	if (n > 0)
		c->handler->received(c->arg, read_buffer, n);
	else if (n == 0)
		conn_fail(c, 0);
	else if (errno != EAGAIN && errno != EINTR)
		conn_fail(c, errno);
}

static void on_connect_done(struct conn *c)
{
	int error = 0;
	socklen_t size = sizeof(error);
	if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		error = errno;
	if (error) {
		conn_fail(c, error);
		return;
	}
	c->connecting = false;
	loop_io_set(c->io, LOOP_READ);
	c->handler->connected(c->arg);
}

static void on_io(void *arg, int events)
{
	struct conn *c = arg;
	if (c->connecting) {
		on_connect_done(c);
	} else if (events & LOOP_WRITE) {
		/* Reading waits for the next round: the callback may close the connection. */
		loop_io_set(c->io, LOOP_READ);
		c->handler->writable(c->arg);
	} else {
		on_readable(c);
	}
}

static bool bind_local(int fd, const struct ip_addr *local)
{
	struct ip_endpoint end = {.addr = *local};
	struct sockaddr_storage ss;
	socklen_t size = ip_endpoint_to_sockaddr(&end, &ss);
	if (!local->family)
		return true;
	set_int(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	return bind(fd, (struct sockaddr *)&ss, size) == 0;
}

static bool prepare(int fd, const struct conn_params *p)
{
	set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_ttl(fd, p->remote.family, p->ttl, p->min_ttl);
	set_precedence(fd, p->remote.family);
	return !p->password || set_md5(fd, &p->remote, p->password);
}

static struct conn *tcp_connect(
    struct transport *transport, const struct conn_params *p, const struct conn_handler *handler, void *arg)
{
	struct tcp *t = (struct tcp *)transport;
	struct ip_endpoint end = {.addr = p->remote, .port = t->port};
	struct sockaddr_storage ss;
	socklen_t size = ip_endpoint_to_sockaddr(&end, &ss);
	int fd = socket(p->remote.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return NULL;
	if (!prepare(fd, p) || !bind_local(fd, &p->local) ||
	    (connect(fd, (struct sockaddr *)&ss, size) < 0 && errno != EINPROGRESS)) {
		int error = errno;
		close(fd);
		errno = error;
		return NULL;
	}
	struct conn *c = conn_new(t, fd, on_io, LOOP_WRITE);
	c->connecting = true;
	c->handler = handler;
	c->arg = arg;
	return c;
}

static void tcp_adopt(
    struct conn *c, const struct conn_params *p, const struct conn_handler *handler, void *arg)
{
	set_int(c->fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_ttl(c->fd, p->remote.family, p->ttl, p->min_ttl);
	set_precedence(c->fd, p->remote.family);
	c->handler = handler;
	c->arg = arg;
	loop_io_set(c->io, LOOP_READ);
}

static size_t tcp_write(struct conn *c, const void *data, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t n =
		    send(c->fd, (const uint8_t *)data + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		done += n;
	}
	/* After an error too: the next read reports it, outside of this call. */
	if (done < size)
		loop_io_set(c->io, errno == EAGAIN ? LOOP_READ | LOOP_WRITE : LOOP_READ);
	return done;
}

/* Unread input would turn the close into a reset, and the NOTIFICATION just written might be lost. */
static void tcp_close(struct conn *c)
{
	for (int i = 0; i < DRAIN_ROUNDS && !c->connecting; i++) {
		if (recv(c->fd, read_buffer, sizeof(read_buffer), MSG_DONTWAIT) <= 0)
			break;
	}
	conn_free(c);
}

static struct ip_endpoint end_of(
    const struct conn *c, int (*get)(int fd, struct sockaddr *sa, socklen_t *size))
{
	struct sockaddr_storage ss;
	socklen_t size = sizeof(ss);
	struct ip_endpoint end = {0};
	if (get(c->fd, (struct sockaddr *)&ss, &size) == 0)
		ip_endpoint_from_sockaddr(&ss, &end);
	return end;
}

static void tcp_ends(const struct conn *c, struct ip_endpoint *local, struct ip_endpoint *remote)
{
	*local = end_of(c, getsockname);
	*remote = end_of(c, getpeername);
}

static bool tcp_set_key(struct transport *transport, const struct ip_addr *remote, const char *password)
{
	struct tcp *t = (struct tcp *)transport;
	const struct listener *l = &t->listeners[remote->family == AF_INET6];
	return l->fd >= 0 && set_md5(l->fd, remote, password);
}

static const struct transport_ops ops = {
    .connect = tcp_connect,
    .adopt = tcp_adopt,
    .write = tcp_write,
    .close = tcp_close,
    .ends = tcp_ends,
    .set_key = tcp_set_key,
};

static void on_accept(void *arg, int events)
{
	struct listener *l = arg;
	struct tcp *t = l->tcp;
	struct sockaddr_storage ss;
	socklen_t size = sizeof(ss);
	struct ip_endpoint remote;
	int fd = accept4(l->fd, (struct sockaddr *)&ss, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	if (!t->transport.accepted || !ip_endpoint_from_sockaddr(&ss, &remote)) {
		close(fd);
		return;
	}
	t->transport.accepted(t->transport.arg, conn_new(t, fd, on_io, 0), &remote.addr);
}

static bool listen_on(struct tcp *t, struct listener *l, int family)
{
	struct sockaddr_storage ss;
	struct ip_endpoint any = {.addr.family = family, .port = t->port};
	socklen_t size = ip_endpoint_to_sockaddr(&any, &ss);
	l->tcp = t;
	l->family = family;
	l->fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (l->fd < 0)
		return false;
	set_int(l->fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (family == AF_INET6)
		set_int(l->fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	set_ttl(l->fd, family, 255, 0); /* our SYN-ACK passes a neighbor's ttl-security */
	if (bind(l->fd, (struct sockaddr *)&ss, size) < 0 || listen(l->fd, BACKLOG) < 0) {
		int error = errno;
		close(l->fd);
		l->fd = -1;
		errno = error;
		return false;
	}
	l->io = loop_io_new(t->loop, l->fd, LOOP_READ, on_accept, l);
	return true;
}

struct tcp *tcp_new(struct loop *loop, uint16_t port)
{
	struct tcp *t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->loop = loop;
	t->port = port;
	t->transport.ops = &ops;
	bool v6 = listen_on(t, &t->listeners[1], AF_INET6);
	bool v4 = listen_on(t, &t->listeners[0], AF_INET);
	if (v4 || v6)
		return t;
	int error = errno;
	free(t);
	errno = error;
	return NULL;
}

struct transport *tcp_transport(struct tcp *t)
{
	return &t->transport;
}

void tcp_free(struct tcp *t)
{
	for (unsigned i = 0; t && i < 2; i++) {
		loop_io_free(t->listeners[i].io);
		if (t->listeners[i].fd >= 0)
			close(t->listeners[i].fd);
	}
	free(t);
}
