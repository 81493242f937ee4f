/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/interfaces.h"
#include "lib/log.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <uthash.h>

struct interface {
	UT_hash_handle hh; /* by iface.ifindex */
	struct rib_iface iface;
	struct mention named;
	bool fresh; /* named in the present feed */
};

static void remove_interface(struct interfaces *t, struct interface *i)
{
	mention_drop(&t->by_nameif, &i->named);
	HASH_DEL(t->all, i);
	free(i);
}

static struct interface *by_index(const struct interfaces *t, uint32_t ifindex)
{
	struct interface *i;
	HASH_FIND(hh, t->all, &ifindex, sizeof(ifindex), i);
	return i;
}

static struct interface *new_interface(struct interfaces *t, uint32_t ifindex)
{
	struct interface *i = calloc(1, sizeof(*i));
	if (!i)
		return NULL;
	i->iface.ifindex = ifindex;
	HASH_ADD(hh, t->all, iface.ifindex, sizeof(i->iface.ifindex), i);
	return i;
}

static void take(struct interfaces *t, const struct rib_iface *iface)
{
	struct interface *i = by_index(t, iface->ifindex);
	if (iface->gone) {
		if (i)
			remove_interface(t, i);
		return;
	}
	if (!i)
		i = new_interface(t, iface->ifindex);
	if (!i)
		return;
	i->iface = *iface;
	i->fresh = true;
	mention_set(&t->by_nameif, &i->named, iface->nameif, i);
}

/* What an interface is to those who send from it. */
struct source {
	struct ip_addr ipv4, ipv6; /* the first ones */
	uint32_t ifindex;
	bool running;
};

static struct source source_named(const struct interfaces *t, const char *nameif)
{
	const struct rib_iface *iface = interfaces_find(t, nameif);
	if (!iface)
		return (struct source){0};
	const struct ip_addr *ipv4 = interfaces_first(iface, AF_INET),
			     *ipv6 = interfaces_first(iface, AF_INET6);
	return (struct source){.ipv4 = ipv4 ? *ipv4 : (struct ip_addr){0},
	    .ipv6 = ipv6 ? *ipv6 : (struct ip_addr){0},
	    .ifindex = iface->ifindex,
	    .running = iface->running};
}

static void tell(struct interfaces *t, const char *nameif, const struct source *before)
{
	struct source now = source_named(t, nameif);
	if (nameif[0] &&
	    (!ip_addr_equal(&before->ipv4, &now.ipv4) || !ip_addr_equal(&before->ipv6, &now.ipv6) ||
		before->ifindex != now.ifindex || before->running != now.running))
		t->changed(t->arg, nameif);
}

/* The name that it had may lead elsewhere now, and the one that it has. */
static void take_and_tell(struct interfaces *t, const struct rib_iface *iface)
{
	char old_name[RIB_NAMEIF_MAX] = "";
	const struct interface *i = by_index(t, iface->ifindex);
	if (i)
		memcpy(old_name, i->iface.nameif, sizeof(old_name));
	struct source old = source_named(t, old_name), other = source_named(t, iface->nameif);
	take(t, iface);
	tell(t, old_name, &old);
	if (strcasecmp(old_name, iface->nameif) != 0)
		tell(t, iface->nameif, &other);
}

/* What a new ribd did not name is no more. */
static void feed_ends(struct interfaces *t)
{
	struct interface *i, *next;
	HASH_ITER(hh, t->all, i, next)
		if (!i->fresh)
			remove_interface(t, i);
	t->refreshing = false;
	t->complete = true;
	t->changed(t->arg, NULL);
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct interfaces *t = arg;
	for (struct interface *i = t->all; i; i = i->hh.next)
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
	if (t->refreshing)
		take(t, &iface);
	else
		take_and_tell(t, &iface);
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
    interfaces_changed_fn *changed, void *arg)
{
	*t = (struct interfaces){.changed = changed, .arg = arg, .by_nameif.nocase = true};
	t->link = ipc_link_new(loop, path, self, &handler, t);
	return t->link != NULL;
}

void interfaces_close(struct interfaces *t)
{
	ipc_link_free(t->link);
	while (t->all)
		remove_interface(t, t->all);
}

const struct rib_iface *interfaces_find(const struct interfaces *t, const char *nameif)
{
	const struct mention *m = nameif[0] ? mentions_of(&t->by_nameif, nameif) : NULL;
	const struct interface *i = m ? m->by : NULL;
	return i ? &i->iface : NULL;
}

const struct ip_addr *interfaces_first(const struct rib_iface *iface, uint16_t family)
{
	for (unsigned i = 0; iface->admin_up && i < iface->count; i++) {
		const struct ip_addr *addr = &iface->addrs[i].addr;
		if (addr->family == family && !(family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&addr->v6)))
			return addr;
	}
	return NULL;
}

struct ip_addr interfaces_address(const struct interfaces *t, const char *nameif, bool *running)
{
	const struct rib_iface *iface = interfaces_find(t, nameif);
	const struct ip_addr *addr = iface ? interfaces_first(iface, AF_INET) : NULL;
	if (running)
		*running = iface && iface->running;
	return addr ? *addr : (struct ip_addr){0};
}

bool interfaces_has(const struct interfaces *t, const char *nameif, const struct ip_addr *addr)
{
	const struct rib_iface *iface = interfaces_find(t, nameif);
	for (unsigned i = 0; iface && i < iface->count; i++)
		if (ip_addr_equal(&iface->addrs[i].addr, addr))
			return true;
	return false;
}
