/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/iface.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "daemons/ribd/kernel.h"
#include "daemons/ribd/made.h"
#include "daemons/ribd/sysctl.h"
#include "daemons/ribd/undo.h"
#include "lib/log.h"

#define NUMBERED_PREFIX "GigabitEthernet0/"

void iface_table_init(
    struct iface_table *t, struct kernel *kernel, struct link_table *links, struct undo *undo)
{
	*t = (struct iface_table){.kernel = kernel, .links = links, .undo = undo, .by_nameif.nocase = true};
}

static void key_of(const char *name, char key[IFACE_NAME_SIZE])
{
	size_t len = 0;
	for (; name[len] && len + 1 < IFACE_NAME_SIZE; len++)
		key[len] = (char)tolower((unsigned char)name[len]);
	key[len] = '\0';
}

struct iface *iface_find(const struct iface_table *t, const char *name)
{
	char key[IFACE_NAME_SIZE];
	struct iface *iface;
	key_of(name, key);
	HASH_FIND_STR(t->by_name, key, iface);
	return iface;
}

struct iface *iface_by_nameif(const struct iface_table *t, const char *nameif)
{
	const struct mention *m = nameif[0] ? mentions_of(&t->by_nameif, nameif) : NULL;
	return m ? m->by : NULL;
}

struct iface *iface_by_ifindex(const struct iface_table *t, uint32_t ifindex)
{
	struct iface *iface;
	HASH_FIND(hh_ifindex, t->by_ifindex, &ifindex, sizeof ifindex, iface);
	return iface;
}

/* Finding devices ----------------------------------------------------------------------------------- */

static int number_of(const char *name)
{
	int number = -1, end = 0;
	if (strncasecmp(name, NUMBERED_PREFIX, strlen(NUMBERED_PREFIX)) != 0)
		return -1;
	name += strlen(NUMBERED_PREFIX);
	return sscanf(name, "%5d%n", &number, &end) == 1 && !name[end] ? number : -1;
}

static int name_cmp(const void *a, const void *b)
{
	return link_name_cmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of the numbered devices in order, those included that an interface keeps to while they are away. */
static const char **numbered_devices(const struct iface_table *t, size_t *count)
{
	const char **names = calloc(HASH_COUNT(t->links->all) + t->count + 1, sizeof *names);
	*count = 0;
	for (struct link *link = t->links->all; names && link; link = link->hh.next)
		if (link_is_numbered(link))
			names[(*count)++] = link->k.device;
	for (size_t i = 0; names && i < t->count; i++)
		if (t->all[i]->held[0] && !link_find_device(t->links, t->all[i]->held))
			names[(*count)++] = t->all[i]->held;
	if (*count)
		qsort(names, *count, sizeof *names, name_cmp);
	return names;
}

static bool is_taken(const struct iface_table *t, const char *device)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->all[i]->held, device) == 0 || strcmp(t->all[i]->config.device, device) == 0)
			return true;
	return false;
}

static void hold_device(struct iface_table *t, struct iface *iface, int number)
{
	size_t count;
	const char **names = numbered_devices(t, &count);
	if (names && (size_t)number < count && !is_taken(t, names[number]))
		snprintf(iface->held, sizeof iface->held, "%s", names[number]);
	free(names);
}

static const char *device_of(struct iface_table *t, struct iface *iface)
{
	int number = number_of(iface->config.name);
	if (iface->config.device[0]) {
		iface->held[0] = '\0';
		return iface->config.device;
	}
	if (made_name(&iface->config, iface->made))
		return iface->made;
	if (number < 0)
		return iface->config.name;
	if (!iface->held[0])
		hold_device(t, iface, number);
	return iface->held;
}

static void note_moved(struct iface_table *t, uint32_t ifindex)
{
	if (!ifindex)
		return;
	uint32_t *more = reallocarray(t->moved, t->moved_count + 1, sizeof *more);
	if (!more)
		abort();
	t->moved = more;
	t->moved[t->moved_count++] = ifindex;
}

void iface_moved_clear(struct iface_table *t)
{
	free(t->moved);
	t->moved = NULL;
	t->moved_count = 0;
}

static void set_ifindex(struct iface_table *t, struct iface *iface, uint32_t ifindex)
{
	note_moved(t, iface->ifindex);
	note_moved(t, ifindex);
	if (iface->ifindex)
		HASH_DELETE(hh_ifindex, t->by_ifindex, iface);
	iface->ifindex = ifindex;
	if (ifindex)
		HASH_ADD(hh_ifindex, t->by_ifindex, ifindex, sizeof iface->ifindex, iface);
}

static bool bind_one(struct iface_table *t, struct iface *iface)
{
	const char *device = device_of(t, iface);
	const struct link *link = link_find_device(t->links, device);
	uint32_t ifindex = link ? link->k.ifindex : 0;
	mention_set(&t->by_device, &iface->wants, device, iface);
	if (ifindex == iface->ifindex)
		return false;
	if (ifindex)
		log_info("%s is device %s", iface->config.name, link->k.device);
	else
		log_info("%s has no device", iface->config.name);
	set_ifindex(t, iface, ifindex);
	return true;
}

bool iface_bind(struct iface_table *t)
{
	bool changed = false;
	for (size_t i = 0; i < t->count; i++)
		changed |= bind_one(t, t->all[i]);
	return changed;
}

bool iface_bind_device(struct iface_table *t, const char *device, bool numbered)
{
	bool changed = false;
	if (numbered)
		return iface_bind(t);
	for (struct mention *m = mentions_of(&t->by_device, device), *next; m; m = next) {
		next = m->next;
		changed |= bind_one(t, m->by);
	}
	return changed;
}

const char *iface_name(const struct iface_table *t, const struct link *link, char *buf, size_t size)
{
	const struct iface *iface = iface_by_ifindex(t, link->k.ifindex);
	size_t count = 0;
	snprintf(buf, size, "%s", iface ? iface->config.name : link->k.device);
	if (iface || !link_is_numbered(link))
		return buf;
	const char **names = numbered_devices(t, &count);
	for (size_t i = 0; names && i < count; i++) {
		char name[IFACE_NAME_SIZE];
		snprintf(name, sizeof name, NUMBERED_PREFIX "%u", (unsigned)i);
		if (strcmp(names[i], link->k.device) == 0 && !iface_find(t, name))
			snprintf(buf, size, "%s", name);
	}
	free(names);
	return buf;
}

/* What the configuration wants ------------------------------------------------------------------------ */

static bool is_wanted(const struct iface_config *c, const struct ip_prefix *addr)
{
	if (ip_prefix_equal(&c->ipv4, addr))
		return true;
	for (unsigned i = 0; i < c->ipv6_count; i++)
		if (ip_prefix_equal(&c->ipv6[i], addr))
			return true;
	return false;
}

/* A device that has just gone is no fault: the notification is on its way. */
static void report(int error, const struct link *link, const char *what)
{
	if (error && error != -ENODEV)
		log_warn("%s: %s: %s", link->k.device, what, strerror(-error));
}

/* Removal first: a second address in a subnet would go with the first one. */
static void remove_addrs(struct iface_table *t, struct link *link, const struct iface_config *c)
{
	struct ip_prefix gone[RIB_IFACE_ADDRS_MAX * 2];
	unsigned count = 0;
	for (unsigned i = 0; i < link->addr_count && count < RIB_IFACE_ADDRS_MAX * 2; i++) {
		const struct kernel_addr *a = &link->addrs[i];
		bool replaced = c && c->ipv4.addr.family && a->addr.addr.family == AF_INET && !a->link_scope;
		if ((a->ours || replaced) && !(c && is_wanted(c, &a->addr)))
			gone[count++] = a->addr;
	}
	for (unsigned i = 0; i < count; i++) {
		struct kernel_addr done = {.ifindex = link->k.ifindex, .addr = gone[i]};
		report(
		    kernel_addr_del(t->kernel, link->k.ifindex, &gone[i]), link, "cannot remove an address");
		link_addr_update(link, &done, true);
	}
}

/* What is done counts at once: the kernel's own word on it comes only later. */
static void add_addr(struct iface_table *t, struct link *link, const struct ip_prefix *addr)
{
	struct kernel_addr done = {.ifindex = link->k.ifindex, .addr = *addr, .ours = true};
	if (!addr->addr.family || link_addr_find(link, addr))
		return;
	int error = kernel_addr_add(t->kernel, link->k.ifindex, addr);
	report(error, link, "cannot add an address");
	if (!error)
		link_addr_update(link, &done, false);
}

static void set_up(struct iface_table *t, const struct link *link, bool up)
{
	if (link->k.up == up)
		return;
	undo_note(t->undo, UNDO_LINK_UP, link->k.device, link->k.up ? "1" : "0");
	report(kernel_link_up(t->kernel, link->k.ifindex, up), link,
	    up ? "cannot bring up" : "cannot bring down");
}

static void set_mtu(struct iface_table *t, const struct link *link, uint32_t mtu)
{
	char before[UNDO_VALUE_SIZE];
	if (link->k.mtu == mtu)
		return;
	snprintf(before, sizeof before, "%u", link->k.mtu);
	undo_note(t->undo, UNDO_LINK_MTU, link->k.device, before);
	report(kernel_link_mtu(t->kernel, link->k.ifindex, mtu), link, "cannot set the MTU");
}

static void take_back_mtu(struct iface_table *t, const struct link *link)
{
	char value[UNDO_VALUE_SIZE];
	if (undo_take(t->undo, UNDO_LINK_MTU, link->k.device, value))
		report(kernel_link_mtu(t->kernel, link->k.ifindex, (uint32_t)atoi(value)), link,
		    "cannot set the MTU");
}

static void take_back_up(struct iface_table *t, const struct link *link)
{
	char value[UNDO_VALUE_SIZE];
	if (undo_take(t->undo, UNDO_LINK_UP, link->k.device, value) && link->k.up != (value[0] == '1'))
		report(kernel_link_up(t->kernel, link->k.ifindex, value[0] == '1'), link,
		    "cannot take back its state");
}

/* No longer an interface's: as if there had been none. */
static void release(struct iface_table *t, struct link *link)
{
	remove_addrs(t, link, NULL);
	take_back_mtu(t, link);
	take_back_up(t, link);
}

static bool is_complete(const struct iface_config *c)
{
	return c->nameif[0] && (c->ipv4.addr.family || c->dhcp || c->ipv6_count);
}

void iface_reconcile(struct iface_table *t, struct link *link)
{
	const struct iface *iface = iface_by_ifindex(t, link->k.ifindex);
	if (!iface)
		return;
	const struct iface_config *c = &iface->config;
	if (c->mtu)
		set_mtu(t, link, c->mtu);
	else
		take_back_mtu(t, link);
	remove_addrs(t, link, c);
	add_addr(t, link, &c->ipv4);
	for (unsigned i = 0; i < c->ipv6_count; i++)
		add_addr(t, link, &c->ipv6[i]);
	if (c->shutdown)
		set_up(t, link, false);
	else if (is_complete(c) || made_carries(t, iface))
		set_up(t, link, true);
	else
		take_back_up(t, link);
	sysctl_apply_device(t->undo, link->k.device);
}

static const struct iface_config *config_named(
    const struct iface_config *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

static void drop_iface(struct iface_table *t, struct iface *iface)
{
	set_ifindex(t, iface, 0);
	mention_drop(&t->by_nameif, &iface->named);
	mention_drop(&t->by_device, &iface->wants);
	HASH_DEL(t->by_name, iface);
	t->made_count -= made_wanted(&iface->config);
	free(iface);
}

static void remove_iface(struct iface_table *t, struct iface *iface)
{
	size_t at = 0;
	while (t->all[at] != iface)
		at++;
	t->count--;
	memmove(&t->all[at], &t->all[at + 1], (t->count - at) * sizeof(struct iface *));
	drop_iface(t, iface);
}

static struct iface *new_iface(struct iface_table *t, const char *name)
{
	struct iface **more = reallocarray(t->all, t->count + 1, sizeof(struct iface *));
	struct iface *iface = more ? calloc(1, sizeof *iface) : NULL;
	if (more)
		t->all = more;
	if (!iface)
		return NULL;
	t->all[t->count++] = iface;
	key_of(name, iface->key);
	HASH_ADD_STR(t->by_name, key, iface);
	return iface;
}

static struct iface *put_iface(struct iface_table *t, const struct iface_config *config)
{
	struct iface *iface = iface_find(t, config->name);
	if (iface)
		t->made_count -= made_wanted(&iface->config);
	else
		iface = new_iface(t, config->name);
	if (!iface)
		return NULL;
	iface->config = *config;
	t->made_count += made_wanted(config);
	mention_set(&t->by_nameif, &iface->named, config->nameif, iface);
	return iface;
}

static void reconcile_device(struct iface_table *t, uint32_t ifindex)
{
	struct link *link = link_find(t->links, ifindex);
	if (link)
		iface_reconcile(t, link);
}

void iface_reconcile_all(struct iface_table *t)
{
	for (size_t i = 0; i < t->count; i++)
		reconcile_device(t, t->all[i]->ifindex);
}

/* Those that an interface has got, and those that are nobody's now. */
static void settle_moved(struct iface_table *t)
{
	for (size_t i = 0; i < t->moved_count; i++) {
		struct link *link = link_find(t->links, t->moved[i]);
		if (link && iface_by_ifindex(t, t->moved[i]))
			iface_reconcile(t, link);
		else if (link)
			release(t, link);
	}
}

/* An interface that takes a device by its place or by a line, so that others may have to take another one; or that
 * stands on another one's device. */
static bool concerns_others(const struct iface_config *c)
{
	return number_of(c->name) >= 0 || c->device[0] || made_wanted(c);
}

static bool take_away(struct iface_table *t, const struct iface_config *before, size_t before_count,
    const struct iface_config *after, size_t after_count)
{
	bool others = false;
	for (size_t i = 0; i < before_count; i++) {
		struct iface *iface = iface_find(t, before[i].name);
		others |= concerns_others(&before[i]);
		if (!iface || config_named(after, after_count, before[i].name))
			continue;
		remove_iface(t, iface);
		t->gone = true;
	}
	return others;
}

bool iface_change(struct iface_table *t, const struct iface_config *before, size_t before_count,
    const struct iface_config *after, size_t after_count)
{
	bool others = take_away(t, before, before_count, after, after_count);
	for (size_t i = 0; i < after_count; i++) {
		struct iface *iface = put_iface(t, &after[i]);
		others |= concerns_others(&after[i]);
		if (!iface)
			log_error("out of memory: %s is not in force", after[i].name);
		else if (!others)
			bind_one(t, iface);
	}
	if (others)
		iface_bind(t);
	bool moved = t->moved_count > 0 || t->gone;
	t->gone = false;
	settle_moved(t);
	if (moved && others)
		iface_reconcile_all(t);
	for (size_t i = 0; i < after_count && !(moved && others); i++) {
		const struct iface *iface = iface_find(t, after[i].name);
		if (iface)
			reconcile_device(t, iface->ifindex);
	}
	return moved;
}

void iface_reconcile_one(struct iface_table *t, const struct iface *iface)
{
	reconcile_device(t, iface->ifindex);
}

void iface_withdraw_all(struct iface_table *t)
{
	for (struct link *link = t->links->all, *next; link; link = next) {
		next = link->hh.next;
		release(t, link);
	}
}

void iface_table_free(struct iface_table *t)
{
	for (size_t i = 0; i < t->count; i++)
		drop_iface(t, t->all[i]);
	free(t->all);
	t->all = NULL;
	t->count = 0;
	iface_moved_clear(t);
}
