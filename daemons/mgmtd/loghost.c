/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/loghost.h"
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "daemons/mgmtd/backlog.h"
#include "lib/log.h"
#include "lib/loop.h"

#define CONNECT_WITHIN (10 * LOOP_SEC)
#define RETRY_FIRST    LOOP_SEC
#define RETRY_LAST     (30 * LOOP_SEC)
#define RETRY_SPREAD   20 /* per cent */
#define DEAD_AFTER     20 /* seconds without an acknowledgement */
#define PROBE_EVERY    10 /* seconds, when there is nothing to be acknowledged */

struct loghost {
	struct loop *loop;
	struct logging_host conf;
	struct backlog *waiting;
	struct loghost_status status;
	char device[IF_NAMESIZE]; /* "": no way */
	struct ip_addr source;
	int fd; /* -1: none */
	struct loop_io *io;
	struct loop_timer *timer; /* until the next attempt, or of this one */
	int64_t delay;
	size_t sent;   /* bytes of the first message that waits */
	bool reported; /* that it does not answer */
};

static bool is_tcp(const struct loghost *h)
{
	return h->conf.protocol == IPPROTO_TCP;
}

static void shut(struct loghost *h)
{
	loop_timer_stop(h->timer);
	loop_io_free(h->io);
	h->io = NULL;
	if (h->fd >= 0)
		close(h->fd);
	h->fd = -1;
	h->sent = 0;
	if (h->status.open)
		h->status.changed_at = loop_wall(h->loop);
	h->status.open = false;
}

static void report(struct loghost *h, const char *trouble)
{
	char text[IP_ADDR_STRLEN];
	ip_addr_str(&h->conf.addr, text);
	if (trouble)
		log_warn("%s syslog server %s:%s/%u not responding: %s. Messages wait, traffic passes",
		    is_tcp(h) ? "TCP" : "UDP", h->conf.nameif, text, h->conf.port, trouble);
	else
		log_notice("%s syslog server %s:%s/%u is reached again", is_tcp(h) ? "TCP" : "UDP",
		    h->conf.nameif, text, h->conf.port);
	h->reported = trouble != NULL;
}

/* Until the next attempt, each time a longer while. */
static void rest(struct loghost *h, const char *trouble)
{
	h->status.losses += h->status.open && is_tcp(h);
	shut(h);
	if (h->status.changed_at == 0)
		h->status.changed_at = loop_wall(h->loop);
	if (!h->reported)
		report(h, trouble);
	loop_timer_set(h->timer, loop_jitter(h->loop, h->delay, RETRY_SPREAD));
	h->delay = 2 * h->delay < RETRY_LAST ? 2 * h->delay : RETRY_LAST;
}

enum step {
	STEP_NEXT,
	STEP_LATER, /* when the socket takes more */
	STEP_OVER,  /* it rests */
};

/* Over UDP an error may be about an earlier message: somebody answered that nobody listens. The message is
 * sent after all. */
static enum step failed(struct loghost *h)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)
		return STEP_LATER;
	if (errno == EINTR)
		return STEP_NEXT;
	if (!is_tcp(h) && errno == ECONNREFUSED) {
		h->status.errors++;
		return STEP_NEXT;
	}
	rest(h, strerror(errno));
	return STEP_OVER;
}

static enum step send_first(struct loghost *h, const char *text, size_t len)
{
	ssize_t n = send(h->fd, text + h->sent, len - h->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0)
		return failed(h);
	h->sent += (size_t)n;
	if (is_tcp(h) && h->sent < len) {
		h->status.partial++;
		return STEP_LATER;
	}
	h->sent = 0;
	h->status.sent++;
	backlog_pop(h->waiting);
	h->delay = RETRY_FIRST;
	if (h->reported)
		report(h, NULL);
	return STEP_NEXT;
}

static void flush(struct loghost *h)
{
	const char *text;
	size_t len;
	enum step step = STEP_NEXT;
	while (step == STEP_NEXT && (text = backlog_first(h->waiting, &len)) != NULL)
		step = send_first(h, text, len);
	if (step != STEP_OVER)
		loop_io_set(h->io, step == STEP_LATER ? LOOP_READ | LOOP_WRITE : LOOP_READ);
}

static void opened(struct loghost *h)
{
	loop_timer_stop(h->timer);
	h->status.open = true;
	h->status.changed_at = loop_wall(h->loop);
	if (h->reported && is_tcp(h))
		report(h, NULL);
	flush(h);
}

static void connected(struct loghost *h)
{
	int error = 0;
	socklen_t size = sizeof(error);
	getsockopt(h->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error != 0)
		rest(h, strerror(error));
	else
		opened(h);
}

/* A log host says nothing; what is read is its end, or an error. False: it rests. */
static bool drain(struct loghost *h)
{
	char text[256];
	ssize_t n = recv(h->fd, text, sizeof(text), MSG_DONTWAIT);
	if (n == 0 && is_tcp(h)) {
		rest(h, "it has closed the connection");
		return false;
	}
	return n >= 0 || failed(h) != STEP_OVER;
}

static void ready(void *arg, int events)
{
	struct loghost *h = arg;
	if (!h->status.open)
		connected(h);
	else if (!(events & LOOP_READ) || drain(h))
		flush(h);
}

static bool set(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

/* A peer that is gone without a word is noticed, else messages would go nowhere. */
static bool watch_peer(int fd)
{
	return set(fd, SOL_SOCKET, SO_KEEPALIVE, 1) && set(fd, IPPROTO_TCP, TCP_KEEPIDLE, PROBE_EVERY) &&
	       set(fd, IPPROTO_TCP, TCP_KEEPINTVL, PROBE_EVERY) && set(fd, IPPROTO_TCP, TCP_KEEPCNT, 2) &&
	       set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, DEAD_AFTER * 1000);
}

/* Whatever the routing table says, what is sent leaves through the interface that the line names. */
static bool prepare(const struct loghost *h)
{
	struct sockaddr_storage ss;
	const struct ip_endpoint source = {.addr = h->source};
	socklen_t size = ip_endpoint_to_sockaddr(&source, &ss);
	return setsockopt(h->fd, SOL_SOCKET, SO_BINDTODEVICE, h->device, (socklen_t)strlen(h->device)) == 0 &&
	       bind(h->fd, (struct sockaddr *)&ss, size) == 0 && (!is_tcp(h) || watch_peer(h->fd));
}

static void open_socket(void *arg)
{
	struct loghost *h = arg;
	struct sockaddr_storage ss;
	const struct ip_endpoint peer = {.addr = h->conf.addr, .port = h->conf.port};
	socklen_t size = ip_endpoint_to_sockaddr(&peer, &ss);
	shut(h); /* an attempt that took too long */
	h->fd = socket(peer.addr.family,
	    (is_tcp(h) ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, h->conf.protocol);
	if (h->fd < 0 || !prepare(h)) {
		rest(h, strerror(errno));
		return;
	}
	bool done = connect(h->fd, (struct sockaddr *)&ss, size) == 0;
	if (!done && errno != EINPROGRESS) {
		rest(h, strerror(errno));
		return;
	}
	h->io = loop_io_new(h->loop, h->fd, LOOP_WRITE, ready, h);
	if (h->io == NULL)
		rest(h, "out of memory");
	else if (done)
		opened(h);
	else
		loop_timer_set(h->timer, CONNECT_WITHIN);
}

/* The time of an attempt, or of a rest, is over. */
static void on_timer(void *arg)
{
	struct loghost *h = arg;
	if (h->fd >= 0)
		rest(h, "no answer");
	else
		open_socket(h);
}

struct loghost *loghost_new(struct loop *loop, const struct logging_host *conf, unsigned queue)
{
	struct loghost *h = calloc(1, sizeof(*h));
	if (h == NULL)
		return NULL;
	h->loop = loop;
	h->conf = *conf;
	h->fd = -1;
	h->waiting = backlog_new(queue);
	h->timer = loop_timer_new(loop, on_timer, h);
	if (h->waiting != NULL && h->timer != NULL)
		return h;
	loghost_free(h);
	return NULL;
}

void loghost_free(struct loghost *h)
{
	if (h == NULL)
		return;
	shut(h);
	loop_timer_free(h->timer);
	backlog_free(h->waiting);
	free(h);
}

const struct logging_host *loghost_conf(const struct loghost *h)
{
	return &h->conf;
}

void loghost_limit(struct loghost *h, unsigned queue)
{
	backlog_limit(h->waiting, queue);
}

void loghost_way(struct loghost *h, const char *device, const struct ip_addr *source)
{
	if (device == NULL)
		device = "";
	if (strcmp(device, h->device) == 0 && (*device == '\0' || ip_addr_equal(source, &h->source)))
		return;
	snprintf(h->device, sizeof(h->device), "%s", device);
	shut(h);
	if (*device == '\0')
		return;
	h->source = *source;
	h->delay = RETRY_FIRST;
	open_socket(h);
}

void loghost_put(struct loghost *h, const char *text)
{
	char framed[MESSAGE_SIZE + 1];
	int len = snprintf(framed, sizeof(framed), "%s%s", text, is_tcp(h) ? "\n" : "");
	if (len >= (int)sizeof(framed))
		len = (int)sizeof(framed) - 1;
	if (!backlog_put(h->waiting, framed, (size_t)len)) {
		if (h->status.open)
			h->status.full++;
		else
			h->status.down++;
		return;
	}
	if (h->status.open)
		flush(h);
}

void loghost_status(const struct loghost *h, struct loghost_status *status)
{
	*status = h->status;
	status->waiting = backlog_count(h->waiting);
	status->most = backlog_most(h->waiting);
}
