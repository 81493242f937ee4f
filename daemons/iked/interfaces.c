/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/interfaces.h"
#include "lib/log.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utlist.h>

struct interface {
	struct interface *prev, *next;
	struct rib_iface iface;
	bool fresh; /* named in the present feed */
};

static void remove_interface(struct interfaces *t, struct interface *i)
{
	DL_DELETE(t->list, i);
	free(i);
}

static struct interface *by_index(const struct interfaces *t, uint32_t ifindex)
{
	struct interface *i;
	DL_FOREACH(t->list, i)
		if (i->iface.ifindex == ifindex)
			return i;
	return NULL;
}

static void take(struct interfaces *t, const struct rib_iface *iface)
{
	struct interface *i = by_index(t, iface->ifindex);
	if (iface->gone) {
		if (i)
			remove_interface(t, i);
		return;
	}
	if (!i) {
		i = calloc(1, sizeof(*i));
		if (!i)
			return;
		DL_APPEND(t->list, i);
	}
	i->iface = *iface;
	i->fresh = true;
}

/* What a new ribd did not name is no more. */
static void feed_ends(struct interfaces *t)
{
	struct interface *i, *next;
	DL_FOREACH_SAFE(t->list, i, next)
		if (!i->fresh)
			remove_interface(t, i);
	t->refreshing = false;
	t->complete = true;
	t->changed(t->arg);
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct interfaces *t = arg;
	struct interface *i;
	DL_FOREACH(t->list, i)
		i->fresh = false;
	t->refreshing = true;
	ipc_send(conn, RIB_IFACE_WATCH, 0, 0, NULL, 0);
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct interfaces *t = arg;
	struct rib_iface iface;
	if (msg->type == RIB_IFACE_END) {
		feed_ends(t);
		return;
	}
	if (msg->type != RIB_IFACE)
		return;
	if (!rib_iface_unpack(&msg->body, &iface)) {
		log_error("ribd sent an interface that cannot be read");
		return;
	}
	take(t, &iface);
	if (!t->refreshing)
		t->changed(t->arg);
}

/* What is known stays until a new ribd says otherwise: its death is no reason to tear tunnels down. */
static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
}

static const struct ipc_handler handler = {
    .established = on_established,
    .message = on_message,
    .closed = on_closed,
};

bool interfaces_open(struct interfaces *t, struct loop *loop, const char *path, const struct ipc_self *self,
    void (*changed)(void *arg), void *arg)
{
	*t = (struct interfaces){.changed = changed, .arg = arg};
	t->link = ipc_link_new(loop, path, self, &handler, t);
	return t->link != NULL;
}

void interfaces_close(struct interfaces *t)
{
	ipc_link_free(t->link);
	while (t->list)
		remove_interface(t, t->list);
}

static const struct rib_iface *by_nameif(const struct interfaces *t, const char *nameif)
{
	const struct interface *i;
	DL_FOREACH(t->list, i)
		if (i->iface.nameif[0] && strcasecmp(i->iface.nameif, nameif) == 0)
			return &i->iface;
	return NULL;
}

struct ip_addr interfaces_address(const struct interfaces *t, const char *nameif, bool *running)
{
	const struct rib_iface *iface = by_nameif(t, nameif);
	if (running)
		*running = iface && iface->running;
	for (unsigned i = 0; iface && iface->admin_up && i < iface->count; i++)
		if (iface->addrs[i].addr.family == AF_INET)
			return iface->addrs[i].addr;
	return (struct ip_addr){0};
}

bool interfaces_has(const struct interfaces *t, const char *nameif, const struct ip_addr *addr)
{
	const struct rib_iface *iface = by_nameif(t, nameif);
	for (unsigned i = 0; iface && i < iface->count; i++)
		if (ip_addr_equal(&iface->addrs[i].addr, addr))
			return true;
	return false;
}
