/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/capture.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utlist.h>
#include "cmd_ribd.h"
#include "daemons/ribd/judge.h"
#include "daemons/ribd/nflog.h"
#include "daemons/ribd/port.h"
#include "daemons/ribd/ribd.h"
#include "lib/cmd.h"
#include "lib/log.h"

#define LEVELS "acl-drop"

/* Where one capture takes packets from. */
struct point {
	struct ribd *ribd;
	struct capture *capture;
	uint8_t interface; /* of the capture's list */
	struct port *port; /* NULL: what the security levels drop */
	struct point *next;
};

static struct capture_reason reason_of(unsigned reason)
{
	return (struct capture_reason){LEVELS, "Flow is denied by configured rule", NULL};
}

static bool is_tunnel(const struct iface *iface)
{
	return strncasecmp(iface->config.name, "Tunnel", 6) == 0;
}

static const char *fault(void *arg, const struct capture_settings *s)
{
	const struct ribd *ribd = arg;
	for (unsigned i = 0; i < s->interface_count; i++) {
		const struct iface *iface = iface_by_nameif(&ribd->ifaces, s->interface[i]);
		if (!iface)
			return "there is no interface of that name; \"show nameif\" lists them";
		if (s->kind == CAPTURE_ISAKMP && is_tunnel(iface))
			return "IKE messages pass the interface that the tunnel stands on: name that one";
	}
	return NULL;
}

static void point_close(struct capture *c, struct point *p)
{
	struct point *all = c->points;
	LL_DELETE(all, p);
	c->points = all;
	if (p->port && c->ring.data)
		c->ring.state->lost += port_lost(p->port);
	port_close(p->port);
	free(p);
}

static void close_all(struct capture *c)
{
	while (c->points)
		point_close(c, c->points);
}

/* A full capture gives its sockets back. */
static bool still_on(struct capture *c)
{
	if (capture_is_on(c))
		return true;
	close_all(c);
	return false;
}

static bool on_port(void *arg, struct capture_entry *entry, const struct iovec *parts, unsigned count)
{
	struct point *p = arg;
	entry->interface = p->interface;
	p->capture->ring.state->lost += port_lost(p->port);
	capture_keep(p->capture, entry, parts, count);
	return still_on(p->capture);
}

static struct point *point_new(struct ribd *ribd, struct capture *c)
{
	struct point *p = calloc(1, sizeof *p), *all = c->points;
	if (!p || !capture_ready(&ribd->captures, c)) {
		free(p);
		return NULL;
	}
	p->ribd = ribd;
	p->capture = c;
	LL_PREPEND(all, p);
	c->points = all;
	return p;
}

static struct point *find_port(struct capture *c, uint8_t interface)
{
	struct point *p;
	LL_FOREACH((struct point *)c->points, p)
		if (p->port && p->interface == interface)
			return p;
	return NULL;
}

/* The port of an interface as it is now: it may have another device than before, or none. */
static void adjust_port(struct ribd *ribd, struct capture *c, uint8_t index)
{
	const struct iface *iface = iface_by_nameif(&ribd->ifaces, c->settings->interface[index]);
	const struct link *link =
	    iface && iface->ifindex && !is_tunnel(iface) ? link_find(&ribd->links, iface->ifindex) : NULL;
	struct point *p = find_port(c, index);
	if (p && (!link || port_ifindex(p->port) != link->k.ifindex)) {
		point_close(c, p);
		p = NULL;
	}
	if (p || !link || !(p = point_new(ribd, c)))
		return;
	p->interface = index;
	p->port = port_open(ribd->loop, link->k.device, link->k.ifindex, &c->filter, on_port, p);
	if (p->port)
		return;
	log_error("capture %s: %s: %m", c->settings->name, link->k.device);
	point_close(c, p);
}

static void on_drop(void *arg, int64_t at, const uint8_t *packet, uint32_t size, uint32_t length)
{
	struct ribd *ribd = arg;
	const struct iovec part = {(void *)packet, size};
	struct capture *c;
	LL_FOREACH(ribd->captures.all, c) {
		struct capture_entry entry = {.at = at, .length = length, .interface = CAPTURE_NOWHERE};
		if (c->settings->kind == CAPTURE_ASP_DROP && c->points && capture_is_on(c))
			capture_offer(c, &entry, &part, 1);
	}
}

bool capture_wants_drops(const struct ribd *ribd)
{
	const struct capture *c;
	LL_FOREACH(ribd->captures.all, c)
		if (c->settings->kind == CAPTURE_ASP_DROP && c->points)
			return true;
	return false;
}

/* A group has one reader: all captures share it. */
static void adjust_log(struct ribd *ribd)
{
	bool wanted = capture_wants_drops(ribd);
	if (wanted && !ribd->drop_log)
		ribd->drop_log = nflog_open(ribd->loop, FILTER_LOG_GROUP, on_drop, ribd);
	if (!wanted) {
		nflog_close(ribd->drop_log);
		ribd->drop_log = NULL;
	}
	if (ribd->configured && !ribd->stopping)
		judge(ribd);
}

static void adjust_drops(struct ribd *ribd, struct capture *c, bool on)
{
	bool wanted = !c->settings->drop[0] || strcmp(c->settings->drop, LEVELS) == 0;
	if (on && wanted && !c->points)
		point_new(ribd, c);
	adjust_log(ribd);
}

static void adjust(void *arg, struct capture *c, bool gone)
{
	struct ribd *ribd = arg;
	bool on = !gone && capture_is_on(c);
	if (!on)
		close_all(c);
	if (c->settings->kind == CAPTURE_ASP_DROP)
		adjust_drops(ribd, c, on);
	for (uint8_t i = 0; on && i < c->settings->interface_count; i++)
		adjust_port(ribd, c, i);
}

void capture_init(struct ribd *ribd)
{
	static const struct capture_ops ops = {
	    .fault = fault, .adjust = adjust, .reason = reason_of, .owner = "ribd"};
	ribd->captures = (struct captures){.daemon = ribd->daemon, .ops = &ops, .arg = ribd};
}

void ribd_exec_capture(struct ribd *ribd, struct cmd_call *call, const struct cmd_capture *args)
{
	capture_exec_define(&ribd->captures, call, args);
}

void ribd_exec_capture_stop(struct ribd *ribd, struct cmd_call *call, const struct cmd_capture_stop *args)
{
	capture_exec_stop(&ribd->captures, call, args);
}

void ribd_exec_no_capture(struct ribd *ribd, struct cmd_call *call, const struct cmd_no_capture *args)
{
	capture_exec_no(&ribd->captures, call, args);
}

void ribd_exec_clear_capture(struct ribd *ribd, struct cmd_call *call, const struct cmd_clear_capture *args)
{
	capture_exec_clear(&ribd->captures, call, args);
}

void ribd_exec_show_capture(struct ribd *ribd, struct cmd_call *call, const struct cmd_show_capture *args)
{
	capture_exec_list(&ribd->captures, call, args);
}

void ribd_exec_show_capture_packets(
    struct ribd *ribd, struct cmd_call *call, const struct cmd_show_capture_packets *args)
{
	capture_exec_packets(&ribd->captures, call, args);
}
