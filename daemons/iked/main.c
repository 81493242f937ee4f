/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/esp_client.h"
#include "daemons/iked/ike.h"
#include "daemons/iked/iked.h"
#include "daemons/iked/natt.h"
#include "daemons/iked/state.h"
#include "daemons/iked/udp.h"
#include "lib/daemon.h"
#include "lib/log.h"
#include "lib/pki.h"
#include "lib/loop.h"
#include <linux/capability.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUIET_POLL  (20 * LOOP_MSEC)
#define RESUMED_MAX 4096

/* ---- what the engine asks of the world ---- */

static void env_send(void *arg, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size)
{
	struct iked *iked = arg;
	ike_debug_packet(true, local, remote, data, size);
	if (local->port == NATT_PORT)
		esp_client_ike_send(iked->esp, local, remote, data, size);
	else
		udp_send(iked->udp, local, remote, data, size);
}

static void env_sa_add(void *arg, const struct sa_spec *spec)
{
	struct iked *iked = arg;
	esp_client_sa_add(iked->esp, spec);
}

static void env_sa_del(void *arg, const struct sa_id *id)
{
	struct iked *iked = arg;
	esp_client_sa_del(iked->esp, id);
}

static void env_sa_move(void *arg, const struct sa_move *move)
{
	struct iked *iked = arg;
	esp_client_sa_move(iked->esp, move);
}

static bool env_sa_usage(void *arg, uint32_t spi)
{
	struct iked *iked = arg;
	return esp_client_sa_usage(iked->esp, spi);
}

static void env_random(void *arg, void *dst, size_t size)
{
	if (RAND_bytes(dst, (int)size) == 1)
		return;
	log_error("no random numbers");
	abort(); /* nothing that IKE does is safe without */
}

static void env_keep(void *arg, uint64_t spi, const uint8_t *data, size_t size)
{
	struct iked *iked = arg;
	if (!data)
		store_drop(&iked->store, spi);
	else if (!store_put(&iked->store, spi, data, size))
		log_warn("an IKE SA of %zu bytes does not fit into the kept memory", size);
}

static void env_notice(void *arg, const char *text)
{
	struct iked *iked = arg;
	daemon_notice(iked->daemon, "%s", text);
}

/* ---- what the world tells the engine ---- */

static void on_datagram(void *arg, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size)
{
	struct iked *iked = arg;
	ike_debug_packet(false, local, remote, data, size);
	if (iked->running && config_listens(iked->model, &iked->interfaces, &local->addr))
		ike_datagram(iked->ike, local, remote, data, size);
}

static void on_interface(void *arg, const char *nameif)
{
	struct iked *iked = arg;
	if (iked->model)
		config_interface_changed(iked->model, nameif);
	iked_refresh(iked);
}

/* SAs of a predecessor process: those whose tunnels are configured as they were go on. */
struct resumed {
	struct iked *iked;
	unsigned count;
	uint64_t spi[RESUMED_MAX];
};

static void take_up(void *arg, uint64_t spi, struct rbuf content)
{
	struct resumed *r = arg;
	if (r->count < RESUMED_MAX && state_unpack(r->iked->ike, content))
		r->spi[r->count++] = spi;
	else
		store_drop(&r->iked->store, spi);
}

static void resume_all(struct iked *iked)
{
	struct resumed *r = calloc(1, sizeof(*r));
	if (!r)
		return;
	r->iked = iked;
	store_each(&iked->store, take_up, r);
	for (unsigned i = 0; i < r->count; i++) {
		struct ike_sa *sa = ike_find(iked->ike, r->spi[i]);
		if (sa)
			state_resume(sa);
	}
	free(r);
}

static void begin(struct iked *iked, struct settings *settings)
{
	ike_hold(iked->ike);
	ike_apply(iked->ike, settings);
	resume_all(iked);
	iked->running = true;
	esp_client_attach(iked->esp, iked->ike);
	ike_release(iked->ike);
}

void iked_refresh(struct iked *iked)
{
	if (!iked->model || !iked->interfaces.complete || iked->ike->stopping)
		return;
	struct settings *settings = config_resolve(iked->model, &iked->interfaces);
	if (!settings)
		log_error("out of memory: the configuration is not in force");
	else if (iked->running)
		ike_apply(iked->ike, settings);
	else
		begin(iked, settings);
}

/* ---- the daemon ---- */

static void keep(void *arg, const char *name, int fd)
{
	struct iked *iked = arg;
	daemon_keep_fd(iked->daemon, name, fd);
}

static void iked_close(void *ctx)
{
	struct iked *iked = ctx;
	if (!iked)
		return;
	ike_free(iked->ike);
	esp_client_free(iked->esp);
	interfaces_close(&iked->interfaces);
	udp_close(iked->udp);
	store_close(&iked->store);
	loop_timer_free(iked->quiet);
	config_model_free(iked->model);
	free(iked);
}

/* While stopping: gone as soon as the peers have answered our Deletes; lib/daemon sets the limit. */
static void quiet_due(void *arg)
{
	struct iked *iked = arg;
	if (ike_is_quiet(iked->ike))
		daemon_exit(iked->daemon);
	else
		loop_timer_set(iked->quiet, QUIET_POLL);
}

static bool open_engine(struct iked *iked)
{
	const struct ike_env env = IKE_ENV(env, iked);
	iked->ike = ike_new(iked->loop, &env);
	iked->quiet = loop_timer_new(iked->loop, quiet_due, iked);
	return iked->ike && iked->quiet;
}

static bool iked_open(struct daemon *d, void **ctx)
{
	struct iked *iked = calloc(1, sizeof(*iked));
	*ctx = iked;
	if (!iked)
		return false;
	iked->daemon = d;
	iked->loop = daemon_loop(d);
	store_init(&iked->store, keep, iked);
	if (!open_engine(iked)) {
		log_error("out of memory");
		return false;
	}
	iked->udp = udp_open(iked->loop, IKE_PORT, on_datagram, iked);
	if (!iked->udp) {
		log_error("cannot open UDP port %d: %m", IKE_PORT);
		return false;
	}
	return true;
}

static void iked_restore(void *ctx, const char *name, int fd)
{
	struct iked *iked = ctx;
	if (store_restore(&iked->store, name, fd))
		return;
	log_warn("unknown kept descriptor %s", name);
	close(fd);
}

/* Links to the other daemons begin under the account that they expect us to have. */
static void iked_restored(void *ctx)
{
	struct iked *iked = ctx;
	iked->esp =
	    esp_client_new(iked->loop, daemon_path(iked->daemon, "espd.sock"), daemon_self(iked->daemon));
	if (iked->esp &&
	    interfaces_open(&iked->interfaces, iked->loop, daemon_path(iked->daemon, "ribd.sock"),
		daemon_self(iked->daemon), on_interface, iked))
		return;
	log_error("out of memory");
	daemon_exit(iked->daemon);
}

static void *iked_model_new(void *ctx)
{
	return config_model_new();
}

static void tunnel_gone(void *arg, const char *tunnel)
{
	struct iked *iked = arg;
	ike_remove(iked->ike, tunnel);
}

static void iked_model_apply(void *ctx, struct cmd_change *change)
{
	struct iked *iked = ctx;
	if (!iked->model)
		iked->model = config_model_new();
	if (!iked->model) {
		log_error("out of memory: the configuration is not in force");
		return;
	}
	config_change(iked->model, change, tunnel_gone, iked);
	iked_refresh(iked);
}

static void iked_model_free(void *ctx, void *model)
{
	config_model_free(model);
}

static void iked_stop(void *ctx)
{
	struct iked *iked = ctx;
	ike_stop(iked->ike);
	quiet_due(iked);
}

int main(int argc, char **argv)
{
	pki_secure_heap();
	static const int caps[] = {CAP_NET_BIND_SERVICE, CAP_IPC_LOCK, -1};
	static const char *const syscalls[] = {NULL};
	static const struct daemon_ops ops = {
	    .name = "iked",
	    .owner = &cmd_owner_iked,
	    .caps = caps,
	    .syscalls = syscalls,
	    .open = iked_open,
	    .restore = iked_restore,
	    .restored = iked_restored,
	    .model_new = iked_model_new,
	    .model_apply = iked_model_apply,
	    .model_free = iked_model_free,
	    .stop = iked_stop,
	    .close = iked_close,
	};
	return daemon_main(&ops, argc, argv);
}
