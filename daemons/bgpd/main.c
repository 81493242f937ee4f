/* SPDX-License-Identifier: Apache-2.0 */
/* postern-bgpd: the speaker, a transport, a feed, and the daemon frame around them. */
#include "cmd_bgpd.h"
#include "daemons/bgpd/bfd.h"
#include "daemons/bgpd/bgpd.h"
#include "daemons/bgpd/config.h"
#include "daemons/bgpd/message.h"
#include "daemons/bgpd/restart.h"
#include "daemons/bgpd/rib_client.h"
#include "daemons/bgpd/tcp.h"
#include "lib/cmd_owner.h"
#include "lib/daemon.h"
#include "lib/statefd.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MEMORY_NAME     "bgpd-sessions"
#define MEMORY_LAYOUT   1
#define REAL_TIME_LIMIT 10
#define FAREWELL        (100 * LOOP_MSEC)

static void on_notice(void *arg, const char *text)
{
	struct bgpd *b = arg;
	daemon_notice(b->daemon, "%s", text);
}

/* For BFD's thread, which begins when root has been given up. */
static void allow_real_time(void)
{
	const struct rlimit limit = {REAL_TIME_LIMIT, REAL_TIME_LIMIT};
	if (geteuid() == 0 && setrlimit(RLIMIT_RTPRIO, &limit) != 0)
		log_info("no real-time priority: %s", strerror(errno));
}

static bool open_daemon(struct daemon *d, void **ctx)
{
	struct bgpd *b = calloc(1, sizeof(*b));
	if (!b)
		return false;
	*ctx = b;
	b->daemon = d;
	b->tcp = tcp_new(daemon_loop(d), BGP_PORT);
	if (!b->tcp) {
		log_error("port %u: %s", BGP_PORT, strerror(errno));
		return false;
	}
	b->rib_client = rib_client_new();
	b->bgp = bgp_new(daemon_loop(d), tcp_transport(b->tcp), &rib_client_feed, b->rib_client, false);
	b->bgp->notice = on_notice;
	b->bgp->notice_arg = b;
	b->bfd = bfd_new(b->bgp);
	allow_real_time();
	return b->bfd != NULL;
}

static void restore(void *ctx, const char *name, int fd)
{
	struct bgpd *b = ctx;
	bool ours = strcmp(name, MEMORY_NAME) == 0 && !b->memory.data;
	if (ours && statefd_attach(&b->memory, fd, MEMORY_LAYOUT))
		return;
	log_warn("kept descriptor %s is of no use", name);
}

/* The link to ribd begins only now: whether we restart decides what may be said to it. */
static void restored(void *ctx)
{
	struct bgpd *b = ctx;
	if (!b->memory.data &&
	    !statefd_create(&b->memory, MEMORY_NAME, MEMORY_LAYOUT, sizeof(struct restart_memory)))
		log_error("no memory that outlives this process: %s", strerror(errno));
	if (b->memory.data) {
		daemon_keep_fd(b->daemon, MEMORY_NAME, b->memory.fd);
		restart_remember(b->bgp->restart, b->memory.data);
	}
	rib_client_start(b->rib_client, b->bgp, daemon_loop(b->daemon), daemon_path(b->daemon, "ribd.sock"),
	    daemon_self(b->daemon));
}

static void *model_new(void *ctx)
{
	return config_model_new();
}

/* Templates, maps and interfaces refer to one another, and are few: they are taken as a whole. */
static void configure_bfd(struct bgpd *b)
{
	struct bgpd_model *whole = daemon_model(b->daemon);
	bfd_configure(b->bfd, &whole->bfd);
	config_model_free(whole);
}

static void model_apply(void *ctx, struct cmd_change *change)
{
	struct bgpd *b = ctx;
	struct bgpd_model *before = change->before, *after = change->after;
	bool bfd = !bfd_config_empty(&before->bfd) || !bfd_config_empty(&after->bfd);
	bgp_change(b->bgp, before->bgp, after->bgp, change->settings);
	if (bfd)
		configure_bfd(b);
}

static void model_free(void *ctx, void *model)
{
	config_model_free(model);
}

static void on_farewell(void *arg)
{
	struct bgpd *b = arg;
	daemon_exit(b->daemon);
}

/* Neighbors get their NOTIFICATION, ribd the withdrawals; a moment for both to leave. */
static void stop(void *ctx)
{
	struct bgpd *b = ctx;
	bfd_free(b->bfd);
	b->bfd = NULL;
	bgp_shutdown(b->bgp);
	daemon_drop_fd(b->daemon, MEMORY_NAME);
	b->farewell = loop_timer_new(daemon_loop(b->daemon), on_farewell, b);
	loop_timer_set(b->farewell, FAREWELL);
}

static void close_daemon(void *ctx)
{
	struct bgpd *b = ctx;
	if (!b)
		return;
	bfd_free(b->bfd);
	bgp_free(b->bgp);
	rib_client_free(b->rib_client);
	tcp_free(b->tcp);
	loop_timer_free(b->farewell);
	if (b->memory.data)
		statefd_close(&b->memory);
	free(b);
}

/* Port 179 is bound before the drop; TCP_MD5SIG and the TTL options ask for no privilege. */
static const int caps[] = {-1};
/* BFD's thread. */
static const char *const syscalls[] = {"clone", "clone3", "sched_setscheduler", NULL};

static const struct daemon_ops ops = {
    .name = "bgpd",
    .owner = &cmd_owner_bgpd,
    .caps = caps,
    .syscalls = syscalls,
    .open = open_daemon,
    .restore = restore,
    .restored = restored,
    .model_new = model_new,
    .model_apply = model_apply,
    .model_free = model_free,
    .stop = stop,
    .close = close_daemon,
};

int main(int argc, char **argv)
{
	return daemon_main(&ops, argc, argv);
}
