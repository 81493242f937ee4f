/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/made.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "daemons/ribd/kernel.h"
#include "lib/log.h"

#define LOOPBACK_PREFIX "Loopback"

static bool is_loopback(const struct iface_config *c)
{
	size_t len = strlen(LOOPBACK_PREFIX);
	return strncasecmp(c->name, LOOPBACK_PREFIX, len) == 0 && isdigit((unsigned char)c->name[len]);
}

bool made_is_sub(const struct iface_config *c)
{
	return strchr(c->name, '.') != NULL;
}

/* A slash cannot be in the name of a device, and fifteen bytes are all it may have. */
static void shorten(char *name)
{
	char *slash = strchr(name, '/'), *number = strpbrk(name, "0123456789");
	if (!slash || !number || number < name + 2)
		return;
	*slash = '_';
	memmove(name + 2, number, strlen(number) + 1);
}

bool made_wanted(const struct iface_config *c)
{
	return !c->device[0] && (is_loopback(c) || made_is_sub(c));
}

bool made_name(const struct iface_config *c, char device[IF_NAMESIZE])
{
	char name[IFACE_NAME_SIZE];
	device[0] = '\0';
	if (!made_wanted(c))
		return false;
	snprintf(name, sizeof name, "%s", c->name);
	shorten(name);
	size_t len = strlen(name);
	if (len >= IF_NAMESIZE)
		return false;
	memcpy(device, name, len + 1);
	return true;
}

/* The device that the sub-interface stands on, whether its interface is configured or not. */
static const struct link *parent_of(const struct iface_table *t, const struct iface_config *c)
{
	char parent[IFACE_NAME_SIZE], name[IFACE_NAME_SIZE];
	snprintf(parent, sizeof parent, "%s", c->name);
	*strrchr(parent, '.') = '\0';
	const struct iface *configured = iface_find(t, parent);
	if (configured)
		return link_find(t->links, configured->ifindex);
	for (const struct link *link = t->links->all; link; link = link->hh.next)
		if (strcasecmp(iface_name(t, link, name, sizeof name), parent) == 0 ||
		    strcmp(link->k.device, parent) == 0)
			return link;
	return NULL;
}

/* What shall be there for the interface; false: nothing. */
static bool plan(const struct iface_table *t, const struct iface_config *c, struct kernel_made *m)
{
	*m = (struct kernel_made){0};
	if (!made_name(c, m->device))
		return false;
	if (is_loopback(c))
		return true;
	const struct link *parent = c->vlan ? parent_of(t, c) : NULL;
	m->parent = parent ? parent->k.ifindex : 0;
	m->vlan = c->vlan;
	return parent != NULL;
}

static bool fits(const struct link *link, const struct kernel_made *m)
{
	return link->k.parent == m->parent && link->k.vlan == m->vlan;
}

static bool is_planned(const struct iface_table *t, const struct link *link)
{
	struct kernel_made m;
	for (size_t i = 0; i < t->count; i++)
		if (plan(t, &t->all[i]->config, &m) && strcmp(m.device, link->k.device) == 0)
			return fits(link, &m);
	return false;
}

static void remove_link(struct iface_table *t, const struct link *link)
{
	int error = kernel_link_remove(t->kernel, link->k.ifindex);
	if (error && error != -ENODEV)
		log_warn("%s cannot be removed: %s", link->k.device, strerror(-error));
}

static void remove_unplanned(struct iface_table *t, bool all)
{
	for (struct link *link = t->links->all, *next; t->links->made && link; link = next) {
		next = link->hh.next;
		if (link->k.made && (all || !is_planned(t, link)))
			remove_link(t, link);
	}
}

static const struct link *vlan_holder(const struct iface_table *t, const struct kernel_made *m)
{
	for (const struct link *link = t->links->all; m->vlan && link; link = link->hh.next)
		if (fits(link, m) && strcmp(link->k.device, m->device) != 0)
			return link;
	return NULL;
}

/* -EEXIST is also what a second request gets before the notification about the first one has been read. */
static void make(struct iface_table *t, struct iface *iface, const struct kernel_made *m)
{
	int error = kernel_link_make(t->kernel, m);
	if (error == -EEXIST && !vlan_holder(t, m))
		error = 0;
	if (error && error != iface->made_error)
		log_warn("%s: device %s cannot be made: %s", iface->config.name, m->device, strerror(-error));
	iface->made_error = error;
}

void made_refresh(struct iface_table *t)
{
	remove_unplanned(t, false);
	for (size_t i = 0; t->made_count && i < t->count; i++) {
		struct kernel_made m;
		if (!plan(t, &t->all[i]->config, &m))
			continue;
		const struct link *link = link_find_device(t->links, m.device);
		/* Ours and another one: it is gone already, though the word of that has not come. */
		if (!link || (link->k.made && !fits(link, &m)))
			make(t, t->all[i], &m);
	}
}

void made_remove_all(struct iface_table *t)
{
	remove_unplanned(t, true);
}

bool made_carries(const struct iface_table *t, const struct iface *iface)
{
	struct kernel_made m;
	for (size_t i = 0; t->made_count && i < t->count; i++)
		if (plan(t, &t->all[i]->config, &m) && m.parent && m.parent == iface->ifindex)
			return true;
	return false;
}

const char *made_missing(const struct iface_table *t, const struct iface *iface)
{
	const struct iface_config *c = &iface->config;
	struct kernel_made m;
	if (!made_name(c, m.device))
		return NULL;
	if (made_is_sub(c) && !c->vlan)
		return "no VLAN is configured";
	if (!plan(t, c, &m))
		return "the interface that it stands on has no device";
	if (vlan_holder(t, &m))
		return "another device has this VLAN";
	return iface->made_error == -EOPNOTSUPP ? "this Linux kernel makes no such devices" : NULL;
}
