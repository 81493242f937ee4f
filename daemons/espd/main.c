/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "cmd_espd.h"
#include "daemons/espd/capture.h"
#include "daemons/espd/config.h"
#include "daemons/espd/crypto.h"
#include "daemons/espd/espd.h"
#include "daemons/espd/feed.h"
#include "daemons/espd/housekeeping.h"
#include "daemons/espd/raw.h"
#include "daemons/espd/tunnels.h"
#include "daemons/espd/udp.h"
#include "daemons/espd/worker.h"
#include "lib/daemon.h"
#include "lib/log.h"
#include "lib/loop.h"

#define ESP_PORT          4500
#define STATS_LAYOUT      2
#define STATS_PER_SEGMENT 64

static void keep(void *arg, const char *name, int fd)
{
	struct espd *espd = arg;
	daemon_keep_fd(espd->daemon, name, fd);
}

static void on_expire(void *arg, struct sa *sa, bool hard)
{
	struct espd *espd = arg;
	log_info(
	    "%s: SA %08x is %s its end", sa->state->spec.tunnel, sa->state->spec.spi, hard ? "at" : "near");
	feed_expire(espd->feed, sa, hard);
}

static bool open_sockets(struct espd *espd)
{
	espd->udp = udp_open(ESP_PORT);
	if (espd->udp == NULL) {
		log_error("cannot open UDP port %d: %m", ESP_PORT);
		return false;
	}
	espd->raw = raw_open();
	if (espd->raw == NULL)
		log_error("cannot open a socket for ESP: %m");
	return espd->raw != NULL;
}

static void espd_close(void *ctx)
{
	struct espd *espd = ctx;
	if (espd == NULL)
		return;
	housekeeping_stop(espd->housekeeping);
	if (espd->tunnels != NULL)
		for (struct tunnel *t = tunnels_next(espd->tunnels, NULL); t != NULL;
		     t = tunnels_next(espd->tunnels, t))
			worker_unwatch(espd->worker, t);
	worker_free(espd->worker);
	feed_close(espd->feed);
	captures_free(&espd->captures);
	tunnels_free(espd->tunnels);
	sa_db_close(&espd->sas);
	vault_close(&espd->stats);
	crypto_engine_free(espd->engine);
	raw_close(espd->raw);
	udp_close(espd->udp);
	config_model_free(espd->model);
	free(espd);
}

static bool espd_open(struct daemon *d, void **ctx)
{
	struct espd *espd = calloc(1, sizeof *espd);
	*ctx = espd;
	if (espd == NULL)
		return false;
	espd->daemon = d;
	espd->loop = daemon_loop(d);
	/* Keys live in the heap too; pages are locked as they are touched. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) != 0)
		log_warn("memory is not locked: %m");
	capture_init(espd);
	vault_init(&espd->stats, "stats", STATS_LAYOUT, sizeof(struct stats), STATS_PER_SEGMENT, keep, espd);
	espd->engine = crypto_engine_new(CRYPTO_FASTEST);
	espd->tunnels = tunnels_new(espd);
	if (espd->engine == NULL || espd->tunnels == NULL || !open_sockets(espd))
		return false;
	sa_db_init(&espd->sas, espd->engine, keep, espd);
	espd->sas.expire = on_expire;
	espd->sas.arg = espd;
	espd->feed = feed_open(espd);
	if (espd->feed == NULL)
		log_error("cannot listen on espd.sock: %m");
	return espd->feed != NULL;
}

static void espd_restore(void *ctx, const char *name, int fd)
{
	struct espd *espd = ctx;
	if (vault_restore(&espd->sas.vault, name, fd) || vault_restore(&espd->stats, name, fd) ||
	    tunnels_restore(espd->tunnels, name, fd) || captures_restore(&espd->captures, name, fd))
		return;
	log_warn("unknown kept descriptor %s", name);
	close(fd);
}

static void espd_restored(void *ctx)
{
	struct espd *espd = ctx;
	sa_db_resume(&espd->sas, loop_now(espd->loop));
	espd->nobody = stats_of(&espd->stats, "");
	if (espd->nobody != NULL)
		espd->worker = worker_new(espd);
	captures_resume(&espd->captures);
	if (espd->worker != NULL)
		espd->housekeeping = housekeeping_start(espd);
	if (espd->housekeeping != NULL)
		return;
	log_error("out of memory");
	daemon_exit(espd->daemon);
}

static void *espd_model_new(void *ctx)
{
	return config_model_new();
}

static void tunnel_gone(void *arg, const char *tunnel)
{
	struct espd *espd = arg;
	tunnels_remove(espd->tunnels, tunnel);
}

static void espd_model_apply(void *ctx, struct cmd_change *change)
{
	struct espd *espd = ctx;
	struct tunnel_settings settings;
	if (espd->model == NULL)
		espd->model = config_model_new();
	if (espd->model == NULL) {
		log_error("out of memory: the configuration is not in force");
		return;
	}
	config_change(espd->model, change, tunnel_gone, espd);
	while (config_next_due(espd->model, &settings))
		tunnels_put(espd->tunnels, &settings);
	tunnels_discard_orphans(espd->tunnels);
	captures_adjust(&espd->captures);
}

static void espd_model_free(void *ctx, void *model)
{
	config_model_free(model);
}

static void espd_stop(void *ctx)
{
	struct espd *espd = ctx;
	if (espd->worker != NULL)
		tunnels_remove_all(espd->tunnels);
	daemon_exit(espd->daemon);
}

int main(int argc, char **argv)
{
	static const int caps[] = {CAP_NET_ADMIN, CAP_NET_RAW, CAP_NET_BIND_SERVICE, CAP_IPC_LOCK, -1};
	static const char *const syscalls[] = {NULL};
	static const struct daemon_ops ops = {
	    .name = "espd",
	    .owner = &cmd_owner_espd,
	    .caps = caps,
	    .syscalls = syscalls,
	    .open = espd_open,
	    .restore = espd_restore,
	    .restored = espd_restored,
	    .model_new = espd_model_new,
	    .model_apply = espd_model_apply,
	    .model_free = espd_model_free,
	    .stop = espd_stop,
	    .close = espd_close,
	};
	return daemon_main(&ops, argc, argv);
}
