/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/iface.h"
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

struct iface *iface_find(const struct iface_table *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcasecmp(t->all[i].config.name, name) == 0)
			return &t->all[i];
	return NULL;
}

struct iface *iface_by_nameif(const struct iface_table *t, const char *nameif)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->all[i].config.nameif[0] && strcasecmp(t->all[i].config.nameif, nameif) == 0)
			return &t->all[i];
	return NULL;
}

struct iface *iface_by_ifindex(const struct iface_table *t, uint32_t ifindex)
{
	for (size_t i = 0; i < t->count; i++)
		if (ifindex && t->all[i].ifindex == ifindex)
			return &t->all[i];
	return NULL;
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
		if (t->all[i].held[0] && !link_find_device(t->links, t->all[i].held))
			names[(*count)++] = t->all[i].held;
	if (*count)
		qsort(names, *count, sizeof *names, name_cmp);
	return names;
}

static bool is_taken(const struct iface_table *t, const char *device)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->all[i].held, device) == 0 || strcmp(t->all[i].config.device, device) == 0)
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

bool iface_bind(struct iface_table *t)
{
	bool changed = false;
	for (size_t i = 0; i < t->count; i++) {
		struct iface *iface = &t->all[i];
		const struct link *link = link_find_device(t->links, device_of(t, iface));
		uint32_t ifindex = link ? link->k.ifindex : 0;
		if (ifindex == iface->ifindex)
			continue;
		if (ifindex)
			log_info("%s is device %s", iface->config.name, link->k.device);
		else
			log_info("%s has no device", iface->config.name);
		iface->ifindex = ifindex;
		changed = true;
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

static void remove_iface(struct iface_table *t, const struct iface *iface)
{
	size_t at = (size_t)(iface - t->all);
	t->count--;
	memmove(&t->all[at], &t->all[at + 1], (t->count - at) * sizeof *t->all);
}

static bool put_iface(struct iface_table *t, const struct iface_config *config)
{
	struct iface *iface = iface_find(t, config->name);
	if (!iface) {
		struct iface *more = reallocarray(t->all, t->count + 1, sizeof *more);
		if (!more)
			return false;
		t->all = more;
		iface = &t->all[t->count++];
		*iface = (struct iface){0};
	}
	iface->config = *config;
	return true;
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
		reconcile_device(t, t->all[i].ifindex);
}

/* Devices that were an interface's and are nobody's now. */
static void release_lost(struct iface_table *t, const uint32_t *devices, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct link *link = link_find(t->links, devices[i]);
		if (link && !iface_by_ifindex(t, devices[i]))
			release(t, link);
	}
}

bool iface_change(struct iface_table *t, const struct iface_config *before, size_t before_count,
    const struct iface_config *after, size_t after_count)
{
	uint32_t *devices = calloc(before_count + 1, sizeof *devices);
	bool moved = false;
	if (!devices)
		return false;
	for (size_t i = 0; i < before_count; i++) {
		const struct iface *iface = iface_find(t, before[i].name);
		devices[i] = iface ? iface->ifindex : 0;
		if (!iface || config_named(after, after_count, before[i].name))
			continue;
		remove_iface(t, iface);
		moved = true;
	}
	for (size_t i = 0; i < after_count; i++)
		if (!put_iface(t, &after[i]))
			log_error("out of memory: %s is not in force", after[i].name);
	moved |= iface_bind(t);
	release_lost(t, devices, before_count);
	free(devices);
	if (moved) {
		iface_reconcile_all(t);
		return true;
	}
	for (size_t i = 0; i < after_count; i++) {
		const struct iface *iface = iface_find(t, after[i].name);
		if (iface)
			reconcile_device(t, iface->ifindex);
	}
	return false;
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
	free(t->all);
	t->all = NULL;
	t->count = 0;
}
