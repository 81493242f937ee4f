/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/dhcp.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <utlist.h>
#include "daemons/ribd/dhcp_socket.h"
#include "daemons/ribd/iface.h"
#include "daemons/ribd/link.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/statefd.h"

#define LEASES_LAYOUT 1
#define LEASES_MAX    256

/* `valid` is set when the rest is complete, and taken away before it is changed. */
struct kept_lease {
	char name[IFACE_NAME_SIZE];
	uint8_t mac[6];
	uint8_t zero;
	uint8_t valid;
	struct dhcp_lease lease;
};

struct asker {
	struct asker *next, *prev;
	struct dhcp_table *table;
	char name[IFACE_NAME_SIZE], nameif[RIB_NAMEIF_MAX];
	uint32_t ifindex; /* of the socket's device */
	bool up;
	struct dhcp_socket *socket;
	struct dhcp_client *client;
};

struct dhcp_table {
	struct loop *loop;
	dhcp_changed_fn *changed;
	void *arg;
	bool broadcast;
	struct dhcp_mac_id *ids;
	size_t id_count;
	struct asker *askers;
	struct statefd state;
	struct kept_lease *kept; /* LEASES_MAX; NULL while there is no room */
};

/* Leases that outlive us ------------------------------------------------------------------------------ */

bool dhcp_table_attach(struct dhcp_table *t, int fd)
{
	if (t->kept) {
		close(fd);
		return false;
	}
	if (!statefd_attach(&t->state, fd, LEASES_LAYOUT))
		return false;
	if (t->state.size < LEASES_MAX * sizeof *t->kept) {
		statefd_close(&t->state);
		return false;
	}
	t->kept = t->state.data;
	return true;
}

int dhcp_table_create(struct dhcp_table *t)
{
	if (t->kept || !statefd_create(&t->state, "ribd-dhcp", LEASES_LAYOUT, LEASES_MAX * sizeof *t->kept))
		return -1;
	t->kept = t->state.data;
	return t->state.fd;
}

static struct kept_lease *kept_find(const struct dhcp_table *t, const char *name)
{
	for (size_t i = 0; t->kept && i < LEASES_MAX; i++)
		if (t->kept[i].valid && strcasecmp(t->kept[i].name, name) == 0)
			return &t->kept[i];
	return NULL;
}

static void kept_drop(struct dhcp_table *t, const char *name)
{
	struct kept_lease *k = kept_find(t, name);
	if (k)
		__atomic_store_n(&k->valid, 0, __ATOMIC_RELEASE);
}

static void kept_put(
    struct dhcp_table *t, const char *name, const uint8_t *mac, const struct dhcp_lease *lease)
{
	size_t i = 0;
	kept_drop(t, name);
	while (t->kept && i < LEASES_MAX && t->kept[i].valid)
		i++;
	if (!t->kept || i == LEASES_MAX) {
		log_warn("%s: the lease will not outlive this process: there are too many", name);
		return;
	}
	struct kept_lease *k = &t->kept[i];
	snprintf(k->name, sizeof k->name, "%s", name);
	memcpy(k->mac, mac, sizeof k->mac);
	k->lease = *lease;
	__atomic_store_n(&k->valid, 1, __ATOMIC_RELEASE);
}

/* Clients --------------------------------------------------------------------------------------------- */

static void on_send(void *arg, const struct dhcp_message *m, uint32_t from, uint32_t to)
{
	const struct asker *a = arg;
	if (a->socket)
		dhcp_socket_send(a->socket, m, from, to);
}

static void on_hear(void *arg, enum dhcp_hearing hearing)
{
	const struct asker *a = arg;
	if (a->socket)
		dhcp_socket_hear(a->socket, hearing);
}

static void on_lease(void *arg, const struct dhcp_lease *lease)
{
	struct asker *a = arg;
	struct dhcp_table *t = a->table;
	if (lease)
		kept_put(t, a->name, dhcp_client_identity(a->client)->mac, lease);
	else
		kept_drop(t, a->name);
	t->changed(t->arg, a->name, lease);
}

static const struct dhcp_client_ops client_ops = {on_send, on_hear, on_lease};

static void on_heard(void *arg, const struct dhcp_message *m)
{
	const struct asker *a = arg;
	dhcp_client_message(a->client, m);
}

/* The place of a name among those that are known by their MAC address, else their number. */
static size_t id_find(const struct dhcp_table *t, const char *nameif)
{
	size_t i = 0;
	while (i < t->id_count && strcasecmp(t->ids[i].nameif, nameif) != 0)
		i++;
	return i;
}

/* Option 61: hardware type and address where that is asked for, else a text of our own (type 0). */
static struct dhcp_identity identity(const struct asker *a, const uint8_t *mac)
{
	struct dhcp_identity id = {.broadcast = a->table->broadcast};
	memcpy(id.mac, mac, sizeof id.mac);
	if (id_find(a->table, a->nameif) < a->table->id_count) {
		id.client_id[0] = 1;
		memcpy(id.client_id + 1, mac, sizeof id.mac);
		id.client_id_size = 1 + sizeof id.mac;
	} else {
		int size = snprintf((char *)id.client_id + 1, sizeof id.client_id - 1,
		    "postern-%02x%02x.%02x%02x.%02x%02x-%s", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5],
		    a->nameif);
		id.client_id_size = (uint8_t)(size + 1);
	}
	if (gethostname(id.hostname, sizeof id.hostname - 1) != 0 || id.hostname[0] == '(')
		id.hostname[0] = '\0';
	return id;
}

static bool same_identity(const struct dhcp_identity *a, const struct dhcp_identity *b)
{
	return memcmp(a->mac, b->mac, sizeof a->mac) == 0 && a->broadcast == b->broadcast &&
	       a->client_id_size == b->client_id_size &&
	       memcmp(a->client_id, b->client_id, a->client_id_size) == 0;
}

static void end_client(struct asker *a)
{
	dhcp_client_free(a->client);
	dhcp_socket_free(a->socket);
	a->client = NULL;
	a->socket = NULL;
	a->up = false;
}

/* Who is somebody else now gives the old lease back, if the server can still be told, and has none. */
static void forget(struct asker *a)
{
	bool leased = a->client && dhcp_client_lease(a->client);
	if (leased && a->up)
		dhcp_client_release(a->client);
	end_client(a);
	if (kept_find(a->table, a->name) == NULL)
		return;
	kept_drop(a->table, a->name);
	a->table->changed(a->table->arg, a->name, NULL);
}

static void begin_client(struct asker *a, const struct link *link, const struct dhcp_identity *id)
{
	struct dhcp_table *t = a->table;
	const struct kept_lease *k = kept_find(t, a->name);
	bool ours = k && memcmp(k->mac, id->mac, sizeof id->mac) == 0;
	a->client = dhcp_client_new(t->loop, a->nameif, id, ours ? &k->lease : NULL, &client_ops, a);
	a->socket = dhcp_socket_new(t->loop, link->k.device, link->k.ifindex, on_heard, a);
	a->ifindex = link->k.ifindex;
	if (!a->client || !a->socket) {
		log_error("out of memory: no address is asked for on %s", a->name);
		end_client(a);
		return;
	}
	if (k && !dhcp_client_lease(a->client))
		forget(a);
}

static void follow_one(struct asker *a, const struct link *link)
{
	bool up = link && link->k.running && link->k.ethernet, fresh = false;
	if (!link) {
		if (a->client && a->up)
			dhcp_client_link(a->client, false, false);
		a->up = false;
		return;
	}
	struct dhcp_identity id = identity(a, link->k.mac);
	bool same = a->client && same_identity(&id, dhcp_client_identity(a->client));
	if (a->client && (!same || a->ifindex != link->k.ifindex))
		forget(a);
	if (!a->client) {
		begin_client(a, link, &id);
		fresh = true;
	}
	if (!a->client || a->up == up)
		return;
	a->up = up;
	dhcp_client_link(a->client, up, fresh);
}

void dhcp_follow(struct dhcp_table *t, const struct iface_table *ifaces)
{
	struct asker *a, *next;
	DL_FOREACH_SAFE(t->askers, a, next) {
		const struct iface *iface = iface_find(ifaces, a->name);
		follow_one(a, iface ? link_find(ifaces->links, iface->ifindex) : NULL);
	}
}

/* Configuration --------------------------------------------------------------------------------------- */

static struct asker *find(const struct dhcp_table *t, const char *name)
{
	struct asker *a;
	DL_FOREACH(t->askers, a) {
		if (strcasecmp(a->name, name) == 0)
			return a;
	}
	return NULL;
}

static bool asks(const struct iface_config *c)
{
	return c->dhcp && c->nameif[0];
}

static const struct iface_config *config_of(const struct iface_config *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

static void drop(struct asker *a)
{
	if (a->client && a->up)
		dhcp_client_release(a->client);
	end_client(a);
	kept_drop(a->table, a->name);
	DL_DELETE(a->table->askers, a);
	free(a);
}

static void put(struct dhcp_table *t, const struct iface_config *c)
{
	struct asker *a = find(t, c->name);
	if (!a) {
		a = calloc(1, sizeof *a);
		if (!a) {
			log_error("out of memory: no address is asked for on %s", c->name);
			return;
		}
		a->table = t;
		memcpy(a->name, c->name, sizeof a->name);
		DL_APPEND(t->askers, a);
	}
	memcpy(a->nameif, c->nameif, sizeof a->nameif);
}

void dhcp_change(struct dhcp_table *t, const struct iface_config *before, size_t before_count,
    struct iface_config *after, size_t after_count)
{
	for (size_t i = 0; i < before_count; i++) {
		struct asker *a = find(t, before[i].name);
		const struct iface_config *now = config_of(after, after_count, before[i].name);
		if (a && !(now && asks(now)))
			drop(a);
	}
	for (size_t i = 0; i < after_count; i++) {
		if (!asks(&after[i]))
			continue;
		put(t, &after[i]);
		const struct dhcp_lease *lease = dhcp_lease_of(t, after[i].name);
		if (lease)
			after[i].ipv4 = (struct ip_prefix){
			    .addr = ip_addr_from(AF_INET, &lease->address), .len = (uint8_t)lease->len};
	}
}

void dhcp_change_ids(struct dhcp_table *t, const struct dhcp_mac_id *before, size_t before_count,
    const struct dhcp_mac_id *after, size_t after_count)
{
	for (size_t i = 0; i < before_count; i++) {
		size_t at = id_find(t, before[i].nameif);
		if (at < t->id_count)
			t->ids[at] = t->ids[--t->id_count];
	}
	if (after_count == 0)
		return;
	struct dhcp_mac_id *more = reallocarray(t->ids, t->id_count + after_count, sizeof *more);
	if (!more)
		abort();
	t->ids = more;
	memcpy(&more[t->id_count], after, after_count * sizeof *after);
	t->id_count += after_count;
}

void dhcp_set_broadcast(struct dhcp_table *t, bool broadcast)
{
	t->broadcast = broadcast;
}

/* Asked ----------------------------------------------------------------------------------------------- */

const struct dhcp_lease *dhcp_lease_of(const struct dhcp_table *t, const char *name)
{
	const struct asker *a = find(t, name);
	const struct kept_lease *k = kept_find(t, name);
	if (a && a->client)
		return dhcp_client_lease(a->client);
	return a && k && dhcp_lease_end(&k->lease) > loop_now(t->loop) ? &k->lease : NULL;
}

bool dhcp_status_of(const struct dhcp_table *t, const char *name, struct dhcp_status *status)
{
	const struct asker *a = find(t, name);
	if (!a || !a->client)
		return false;
	dhcp_client_status(a->client, status);
	return true;
}

const struct dhcp_identity *dhcp_identity_of(const struct dhcp_table *t, const char *name)
{
	const struct asker *a = find(t, name);
	return a && a->client ? dhcp_client_identity(a->client) : NULL;
}

/* Life ------------------------------------------------------------------------------------------------ */

struct dhcp_table *dhcp_table_new(struct loop *loop, dhcp_changed_fn *changed, void *arg)
{
	struct dhcp_table *t = calloc(1, sizeof *t);
	if (t)
		*t = (struct dhcp_table){.loop = loop, .changed = changed, .arg = arg};
	return t;
}

void dhcp_table_free(struct dhcp_table *t)
{
	struct asker *a, *next;
	if (!t)
		return;
	DL_FOREACH_SAFE(t->askers, a, next) {
		end_client(a);
		free(a);
	}
	if (t->kept)
		statefd_close(&t->state);
	free(t->ids);
	free(t);
}
