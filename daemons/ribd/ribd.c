/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts hang together: what the kernel tells goes to links, interfaces, the RIB and the clients. */
#include "daemons/ribd/ribd.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "daemons/ribd/capture.h"
#include "daemons/ribd/client.h"
#include "daemons/ribd/connected.h"
#include "daemons/ribd/dhcp.h"
#include "daemons/ribd/drop.h"
#include "daemons/ribd/ecmp.h"
#include "daemons/ribd/fib.h"
#include "daemons/ribd/filter.h"
#include "daemons/ribd/icmp_trace.h"
#include "daemons/ribd/judge.h"
#include "daemons/ribd/kernel.h"
#include "daemons/ribd/made.h"
#include "daemons/ribd/ping.h"
#include "daemons/ribd/sla.h"
#include "daemons/ribd/static.h"
#include "daemons/ribd/sysctl.h"
#include "daemons/ribd/traceroute.h"
#include "daemons/ribd/undo.h"
#include "lib/daemon.h"
#include "lib/log.h"
#include "lib/loop.h"

/* Destinations per turn of the loop: some 20 ms of work, then clients and operators are heard again. */
#define RUN_BUDGET      8192
#define RETRY_DELAY     LOOP_SEC
#define RETRY_DELAY_MAX (16 * LOOP_SEC)
#define SAMPLE_INTERVAL 5 /* seconds */

uint32_t ribd_now(const struct ribd *ribd)
{
	return (uint32_t)(loop_now(ribd->loop) / LOOP_SEC);
}

/* What the RIB asks about interfaces ------------------------------------------------------------------ */

static bool is_running(void *arg, uint32_t ifindex)
{
	const struct ribd *ribd = arg;
	const struct link *link = link_find(&ribd->links, ifindex);
	return link && link->k.running;
}

static bool is_point_to_point(void *arg, uint32_t ifindex)
{
	const struct ribd *ribd = arg;
	const struct link *link = link_find(&ribd->links, ifindex);
	return link && link->k.point_to_point;
}

static bool is_on_subnet(void *arg, uint32_t ifindex, const struct ip_addr *addr)
{
	const struct ribd *ribd = arg;
	const struct link *link = link_find(&ribd->links, ifindex);
	return link && link_on_subnet(link, addr);
}

static const struct nexthop_ifaces rib_ifaces = {is_running, is_point_to_point, is_on_subnet};

static uint32_t resolve_nameif(void *arg, const char *nameif)
{
	const struct ribd *ribd = arg;
	const struct iface *iface = iface_by_nameif(&ribd->ifaces, nameif);
	return iface ? iface->ifindex : 0;
}

static bool device_of_nameif(void *arg, const char *nameif, char *device)
{
	const struct ribd *ribd = arg;
	const struct link *link = link_find(&ribd->links, resolve_nameif(arg, nameif));
	if (link)
		memcpy(device, link->k.device, sizeof link->k.device);
	return link != NULL;
}

static bool is_tracked_up(void *arg, uint32_t number)
{
	return track_is_up(&((const struct ribd *)arg)->tracks, number);
}

static void sla_changed(void *arg, uint32_t number, bool reachable)
{
	track_sla_changed(&((struct ribd *)arg)->tracks, number, reachable);
}

static void track_changed(void *arg, uint32_t number, bool up)
{
	struct ribd *ribd = arg;
	static_track_changed(ribd->statics, number, ribd_now(ribd));
}

/* What the RIB tells ---------------------------------------------------------------------------------- */

static void on_dest(void *arg, struct rib_dest *dest, uint8_t told_before)
{
	client_tell_dest(((struct ribd *)arg)->clients, dest, told_before);
}

static void on_nexthop(void *arg, struct nexthop *nh)
{
	client_tell_nexthop(((struct ribd *)arg)->clients, nh);
}

static void on_wake(void *arg)
{
	struct ribd *ribd = arg;
	loop_timer_set(ribd->run_timer, 0);
}

static const struct rib_listener rib_listener = {on_dest, on_nexthop, on_wake};

static void on_run(void *arg)
{
	struct ribd *ribd = arg;
	if (!ribd->stopping && rib_run(ribd->rib, RUN_BUDGET))
		rib_wake(ribd->rib);
}

/* What the kernel tells ------------------------------------------------------------------------------- */

void ribd_leases_follow(struct ribd *ribd)
{
	if (ribd->stopping || !ribd->configured)
		return;
	dhcp_follow(ribd->dhcp, &ribd->ifaces);
	lease_routes_refresh(ribd);
}

static void tell_moved(struct ribd *ribd)
{
	struct iface_table *t = &ribd->ifaces;
	for (size_t i = 0; i < t->moved_count; i++) {
		struct link *link = link_find(&ribd->links, t->moved[i]);
		if (link)
			ribd_iface_changed(ribd, link);
	}
	iface_moved_clear(t);
}

static bool only_tunnels_moved(const struct iface_table *t)
{
	for (size_t i = 0; i < t->moved_count; i++) {
		const struct iface *iface = iface_by_ifindex(t, t->moved[i]);
		if (!iface || strncasecmp(iface->config.name, "Tunnel", 6) != 0)
			return false;
	}
	return true;
}

/* The devices of tunnels come in crowds, and carry nothing yet: the filter is made once for some of them. */
static void devices_moved(struct ribd *ribd)
{
	if (!only_tunnels_moved(&ribd->ifaces)) {
		ribd_ifaces_moved(ribd);
		return;
	}
	judge_soon(ribd);
	static_refresh(ribd->statics, ribd_now(ribd));
	captures_adjust(&ribd->captures);
	tell_moved(ribd);
}

/* A device has come, gone or lost its name. Names first: a VLAN stands on the device that an interface has found. */
static void device_changed(struct ribd *ribd, const char *device, bool numbered)
{
	if (iface_bind_device(&ribd->ifaces, device, numbered))
		devices_moved(ribd);
	if (ribd->configured)
		made_refresh(&ribd->ifaces);
}

static void link_gone(struct ribd *ribd, struct link *link)
{
	uint32_t ifindex = link->k.ifindex;
	bool numbered = link_is_numbered(link);
	char device[IF_NAMESIZE];
	memcpy(device, link->k.device, sizeof device);
	link->k.running = false;
	ecmp_device_lost(ribd->rib->ecmp, ifindex);
	connected_refresh(ribd->rib, link, true, ribd_now(ribd));
	client_tell_iface(ribd->clients, link, true);
	link_remove(&ribd->links, link);
	nexthop_iface_changed(ribd->rib->nexthops, ifindex);
	device_changed(ribd, device, numbered);
	ribd_leases_follow(ribd);
}

/* The first thing after a loss is the groups: traffic leaves by the other ways from here on. */
static void carrier_changed(struct ribd *ribd, struct link *link)
{
	log_info("%s is %s", link->k.device, link->k.running ? "running" : "not running");
	if (!link->k.running)
		ecmp_device_lost(ribd->rib->ecmp, link->k.ifindex);
	nexthop_iface_changed(ribd->rib->nexthops, link->k.ifindex);
	connected_refresh(ribd->rib, link, false, ribd_now(ribd));
}

static void on_link(void *arg, const struct kernel_link *k, bool gone)
{
	struct ribd *ribd = arg;
	struct link *link = link_find(&ribd->links, k->ifindex);
	bool is_new = !link, was_running = link && link->k.running;
	char old_name[IF_NAMESIZE] = "";
	if (ribd->stopping || (gone && !link))
		return;
	if (gone) {
		link_gone(ribd, link);
		return;
	}
	if (link)
		memcpy(old_name, link->k.device, sizeof old_name);
	link = link_update(&ribd->links, k);
	if (!link)
		return;
	if (was_running != link->k.running)
		carrier_changed(ribd, link);
	/* A name may be new without the device being new. */
	if (strcmp(old_name, link->k.device) != 0) {
		device_changed(ribd, old_name, link_is_numbered(link));
		device_changed(ribd, link->k.device, link_is_numbered(link));
	}
	if (is_new)
		iface_reconcile(&ribd->ifaces, link);
	client_tell_iface(ribd->clients, link, false);
	if (is_new || was_running != link->k.running)
		ribd_leases_follow(ribd);
}

static void on_addr(void *arg, const struct kernel_addr *addr, bool gone)
{
	struct ribd *ribd = arg;
	struct link *link = link_find(&ribd->links, addr->ifindex);
	if (!link || ribd->stopping)
		return;
	link_addr_update(link, addr, gone);
	iface_reconcile(&ribd->ifaces, link);
	connected_refresh(ribd->rib, link, false, ribd_now(ribd));
	/* Whether a gateway is on the link's subnet may have changed. */
	nexthop_iface_changed(ribd->rib->nexthops, link->k.ifindex);
	client_tell_iface(ribd->clients, link, false);
}

static void on_overrun(void *arg)
{
	struct ribd *ribd = arg;
	for (struct link *link = ribd->links.all; link; link = link->hh.next) {
		link->seen = false;
		link->addr_count = 0;
	}
	kernel_dump_links(ribd->kernel);
	for (struct link *link = ribd->links.all, *next; link; link = next) {
		next = link->hh.next;
		if (!link->seen)
			link_gone(ribd, link);
	}
	kernel_dump_addrs(ribd->kernel);
	for (struct link *link = ribd->links.all; link; link = link->hh.next)
		connected_refresh(ribd->rib, link, false, ribd_now(ribd));
}

static void on_refused(void *arg, uint32_t id, const struct ip_prefix *prefix, int error)
{
	struct ribd *ribd = arg;
	if (prefix)
		fib_refused(ribd->rib->fib, prefix);
	else
		ecmp_refused(ribd->rib->ecmp, id);
	if (loop_timer_pending(ribd->retry_timer))
		return;
	ribd->retry_delay = ribd->retry_delay ? ribd->retry_delay * 2 : RETRY_DELAY;
	if (ribd->retry_delay > RETRY_DELAY_MAX)
		ribd->retry_delay = RETRY_DELAY_MAX;
	loop_timer_set(ribd->retry_timer, ribd->retry_delay);
}

static const struct kernel_events kernel_events = {on_link, on_addr, on_overrun, on_refused};

static void on_retry(void *arg)
{
	struct ribd *ribd = arg;
	nexthop_groups_retry(ribd->rib->nexthops);
	fib_retry(ribd->rib->fib);
	while (rib_run(ribd->rib, RUN_BUDGET))
		;
	if (!loop_timer_pending(ribd->retry_timer))
		ribd->retry_delay = 0;
}

static void on_sample(void *arg)
{
	struct ribd *ribd = arg;
	loop_timer_set(ribd->sample_timer, SAMPLE_INTERVAL * LOOP_SEC);
	cpu_sample(&ribd->cpu);
	kernel_dump_links(ribd->kernel);
	for (struct link *link = ribd->links.all; link; link = link->hh.next)
		link_sample(link, SAMPLE_INTERVAL);
}

/* Start and end --------------------------------------------------------------------------------------- */

void ribd_iface_changed(struct ribd *ribd, struct link *link)
{
	iface_reconcile(&ribd->ifaces, link);
	connected_refresh(ribd->rib, link, false, ribd_now(ribd));
	client_tell_iface(ribd->clients, link, false);
}

void ribd_names_changed(struct ribd *ribd)
{
	judge(ribd);
	static_refresh(ribd->statics, ribd_now(ribd));
	captures_adjust(&ribd->captures);
}

void ribd_ifaces_moved(struct ribd *ribd)
{
	ribd_names_changed(ribd);
	tell_moved(ribd);
}

void ribd_ifaces_changed(struct ribd *ribd)
{
	iface_moved_clear(&ribd->ifaces);
	ribd_names_changed(ribd);
	for (struct link *link = ribd->links.all; link; link = link->hh.next)
		ribd_iface_changed(ribd, link);
}

static void on_sweep(void *arg)
{
	struct ribd *ribd = arg;
	loop_timer_stop(ribd->sweep_timer);
	fib_sweep(ribd->rib->fib);
}

void ribd_sweep_when_complete(struct ribd *ribd)
{
	if (ribd->configured && ribd->feed_complete && loop_timer_pending(ribd->sweep_timer))
		on_sweep(ribd);
}

static bool make_timers(struct ribd *ribd)
{
	ribd->run_timer = loop_timer_new(ribd->loop, on_run, ribd);
	ribd->retry_timer = loop_timer_new(ribd->loop, on_retry, ribd);
	ribd->sample_timer = loop_timer_new(ribd->loop, on_sample, ribd);
	ribd->sweep_timer = loop_timer_new(ribd->loop, on_sweep, ribd);
	ribd->judge_timer = loop_timer_new(ribd->loop, judge_due, ribd);
	return ribd->run_timer && ribd->retry_timer && ribd->sample_timer && ribd->sweep_timer &&
	       ribd->judge_timer;
}

static bool read_kernel(struct ribd *ribd)
{
	int error = fib_adopt(ribd->rib->fib);
	if (!error)
		error = kernel_dump_links(ribd->kernel);
	if (!error)
		error = kernel_dump_addrs(ribd->kernel);
	if (error)
		log_error("cannot read the kernel's tables: %s", strerror(-error));
	else if (fib_stale(ribd->rib->fib))
		log_info("%zu routes of an earlier process are in the kernel", fib_stale(ribd->rib->fib));
	return error == 0;
}

bool ribd_open(struct daemon *d, void **ctx)
{
	struct ribd *ribd = calloc(1, sizeof *ribd);
	*ctx = ribd;
	if (!ribd)
		return false;
	ribd->daemon = d;
	ribd->loop = daemon_loop(d);
	if (!make_timers(ribd))
		return false;
	ribd->kernel = kernel_open(ribd->loop, &kernel_events, ribd);
	capture_init(ribd);
	ribd->filter = filter_new();
	ribd->filter_rules.off = true;
	iface_table_init(&ribd->ifaces, ribd->kernel, &ribd->links, NULL);
	ribd->rib = ribd->kernel ? rib_new(ribd->kernel, &rib_ifaces, ribd, &rib_listener, ribd) : NULL;
	ribd->statics = ribd->rib ? static_table_new(ribd->rib, resolve_nameif, is_tracked_up, ribd) : NULL;
	ribd->tracks = (struct track_table){.loop = ribd->loop, .changed = track_changed, .arg = ribd};
	ribd->slas = ribd->statics ? sla_table_new(ribd->loop, device_of_nameif, sla_changed, ribd) : NULL;
	ribd->dhcp = ribd->slas ? dhcp_table_new(ribd->loop, lease_changed, ribd) : NULL;
	ribd->icmp_trace = ribd->dhcp ? icmp_trace_new(ribd) : NULL;
	ribd->clients = ribd->icmp_trace ? client_table_new(ribd) : NULL;
	if (!ribd->clients) {
		log_error("cannot start: %s", strerror(errno));
		return false;
	}
	cpu_sample(&ribd->cpu);
	loop_timer_set(ribd->sample_timer, SAMPLE_INTERVAL * LOOP_SEC);
	loop_timer_set(ribd->sweep_timer, RIBD_HOLD_SECONDS * LOOP_SEC);
	return read_kernel(ribd);
}

void ribd_restore(void *ctx, const char *name, int fd)
{
	struct ribd *ribd = ctx;
	if (strcmp(name, "drops") == 0) {
		ribd->drops = drop_attach(fd);
		return;
	}
	if (strcmp(name, "dhcp") == 0) {
		dhcp_table_attach(ribd->dhcp, fd);
		return;
	}
	if (captures_restore(&ribd->captures, name, fd))
		return;
	struct undo *undo = undo_attach(fd);
	if (undo && !ribd->undo)
		ribd->undo = undo;
	else
		undo_free(undo);
}

/* A black hole is a next hop on the loopback device, which has to be up for it. */
static void raise_loopback(struct ribd *ribd)
{
	for (struct link *link = ribd->links.all; link; link = link->hh.next) {
		if (!link->k.loopback || link->k.up)
			continue;
		undo_note(ribd->undo, UNDO_LINK_UP, link->k.device, "0");
		kernel_link_up(ribd->kernel, link->k.ifindex, true);
	}
}

void ribd_restored(void *ctx)
{
	struct ribd *ribd = ctx;
	int fd = -1;
	if (!ribd->undo) {
		ribd->undo = undo_new(&fd);
		if (ribd->undo)
			daemon_keep_fd(ribd->daemon, "undo", fd);
	}
	if (!ribd->drops) {
		ribd->drops = drop_new(&fd);
		if (ribd->drops)
			daemon_keep_fd(ribd->daemon, "drops", fd);
	}
	fd = dhcp_table_create(ribd->dhcp);
	if (fd >= 0)
		daemon_keep_fd(ribd->daemon, "dhcp", fd);
	ribd->ifaces.undo = ribd->undo;
	captures_resume(&ribd->captures);
	sysctl_apply(ribd->undo);
	raise_loopback(ribd);
}

static void put_back(void *arg, enum undo_kind kind, const char *name, const char *value)
{
	if (kind == UNDO_SYSCTL)
		sysctl_restore(name, value);
}

void ribd_stop(void *ctx)
{
	struct ribd *ribd = ctx;
	ribd->stopping = true;
	ping_cancel_all(ribd);
	trace_cancel_all(ribd);
	fib_withdraw_all(ribd->rib->fib);
	filter_withdraw(ribd->filter);
	iface_withdraw_all(&ribd->ifaces);
	undo_each(ribd->undo, put_back, ribd);
	made_remove_all(&ribd->ifaces);
	daemon_drop_fd(ribd->daemon, "undo");
	daemon_drop_fd(ribd->daemon, "dhcp");
	daemon_exit(ribd->daemon);
}

void ribd_close(void *ctx)
{
	struct ribd *ribd = ctx;
	if (!ribd)
		return;
	ping_cancel_all(ribd);
	trace_cancel_all(ribd);
	captures_free(&ribd->captures);
	icmp_trace_free(ribd->icmp_trace);
	client_table_free(ribd->clients);
	dhcp_table_free(ribd->dhcp);
	free(ribd->lease_routes);
	sla_table_free(ribd->slas);
	track_table_clear(&ribd->tracks);
	static_table_free(ribd->statics);
	rib_free(ribd->rib);
	iface_table_free(&ribd->ifaces);
	mtu_table_free(&ribd->mtus);
	link_table_free(&ribd->links);
	kernel_close(ribd->kernel);
	undo_free(ribd->undo);
	drop_free(ribd->drops);
	filter_free(ribd->filter);
	loop_timer_free(ribd->run_timer);
	loop_timer_free(ribd->retry_timer);
	loop_timer_free(ribd->sample_timer);
	loop_timer_free(ribd->sweep_timer);
	loop_timer_free(ribd->judge_timer);
	free(ribd);
}
