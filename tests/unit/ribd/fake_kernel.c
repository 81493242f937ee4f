/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/ribd/fake_kernel.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kernel *kernel_open(struct loop *loop, const struct kernel_events *events, void *arg)
{
	struct kernel *k = calloc(1, sizeof *k);
	k->events = events;
	k->arg = arg;
	return k;
}

void kernel_close(struct kernel *k)
{
	free(k->routes);
	free(k);
}

struct kernel_link *fake_link(struct kernel *k, uint32_t ifindex, const char *device)
{
	struct kernel_link *link = &k->links[k->link_count++];
	*link = (struct kernel_link){
	    .ifindex = ifindex, .ethernet = true, .up = true, .running = true, .mtu = 1500};
	snprintf(link->device, sizeof link->device, "%s", device);
	return link;
}

static struct kernel_link *find_link(struct kernel *k, uint32_t ifindex)
{
	for (unsigned i = 0; i < k->link_count; i++)
		if (k->links[i].ifindex == ifindex)
			return &k->links[i];
	return NULL;
}

int kernel_link_make(struct kernel *k, const struct kernel_made *made)
{
	for (unsigned i = 0; i < k->link_count; i++) {
		const struct kernel_link *have = &k->links[i];
		bool same_vlan = made->vlan && have->vlan == made->vlan && have->parent == made->parent;
		if (same_vlan || strcmp(have->device, made->device) == 0)
			return -EEXIST;
	}
	if (k->link_refusal)
		return k->link_refusal;
	struct kernel_link *link = fake_link(k, 100 + k->links_made++, made->device);
	snprintf(link->kind, sizeof link->kind, "%s", made->vlan ? "vlan" : "dummy");
	link->up = link->running = false;
	link->made = true;
	link->parent = made->parent;
	link->vlan = made->vlan;
	k->events->link(k->arg, link, false);
	return 0;
}

int kernel_link_remove(struct kernel *k, uint32_t ifindex)
{
	struct kernel_link *link = find_link(k, ifindex);
	if (!link)
		return -ENODEV;
	struct kernel_link gone = *link;
	*link = k->links[--k->link_count];
	k->events->link(k->arg, &gone, true);
	return 0;
}

int kernel_dump_links(struct kernel *k)
{
	for (unsigned i = 0; i < k->link_count; i++)
		k->events->link(k->arg, &k->links[i], false);
	return 0;
}

int kernel_dump_addrs(struct kernel *k)
{
	for (unsigned i = 0; i < k->addr_count; i++)
		k->events->addr(k->arg, &k->addrs[i], false);
	return 0;
}

int kernel_link_mtu(struct kernel *k, uint32_t ifindex, uint32_t mtu)
{
	struct kernel_link *link = find_link(k, ifindex);
	if (!link)
		return -ENODEV;
	link->mtu = mtu;
	k->events->link(k->arg, link, false);
	return 0;
}

int kernel_addr_add(struct kernel *k, uint32_t ifindex, const struct ip_prefix *addr)
{
	struct kernel_addr *a = &k->addrs[k->addr_count++];
	*a = (struct kernel_addr){.ifindex = ifindex, .addr = *addr, .ours = true};
	k->events->addr(k->arg, a, false);
	return 0;
}

int kernel_addr_del(struct kernel *k, uint32_t ifindex, const struct ip_prefix *addr)
{
	for (unsigned i = 0; i < k->addr_count; i++) {
		struct kernel_addr gone = k->addrs[i];
		if (gone.ifindex != ifindex || !ip_prefix_equal(&gone.addr, addr))
			continue;
		memmove(&k->addrs[i], &k->addrs[i + 1], (--k->addr_count - i) * sizeof gone);
		k->events->addr(k->arg, &gone, true);
		return 0;
	}
	return -EADDRNOTAVAIL;
}

const struct kernel_leg *fake_leg_find(const struct kernel *k, uint32_t id)
{
	for (unsigned i = 0; i < k->leg_count; i++)
		if (k->legs[i].id == id)
			return &k->legs[i];
	return NULL;
}

const struct kernel_group *fake_group_find(const struct kernel *k, uint32_t id)
{
	for (unsigned i = 0; i < k->group_count; i++)
		if (k->groups[i].id == id)
			return &k->groups[i];
	return NULL;
}

const struct fake_route *fake_route_find(const struct kernel *k, const struct ip_prefix *prefix)
{
	for (size_t i = 0; i < k->route_count; i++)
		if (ip_prefix_equal(&k->routes[i].prefix, prefix))
			return &k->routes[i];
	return NULL;
}

static void refuse(struct kernel *k, uint32_t id, const struct ip_prefix *prefix, int error)
{
	k->refusals++;
	if (k->events && k->events->refused)
		k->events->refused(k->arg, id, prefix, error);
}

void kernel_leg_set(struct kernel *k, const struct kernel_leg *leg)
{
	struct kernel_link *link = find_link(k, leg->ifindex);
	k->leg_sets++;
	if (leg->ifindex && (!link || !link->running)) {
		refuse(k, leg->id, NULL, ENETDOWN);
		return;
	}
	if (fake_leg_find(k, leg->id) || k->leg_count == 256) {
		refuse(k, leg->id, NULL, EEXIST);
		return;
	}
	k->legs[k->leg_count++] = *leg;
}

void kernel_group_set(struct kernel *k, const struct kernel_group *group)
{
	k->group_sets++;
	for (unsigned i = 0; i < group->count; i++) {
		if (!fake_leg_find(k, group->member[i].leg)) {
			refuse(k, group->id, NULL, EINVAL);
			return;
		}
	}
	struct kernel_group *have = (struct kernel_group *)fake_group_find(k, group->id);
	if (!have)
		have = &k->groups[k->group_count++];
	*have = *group;
}

static void group_gone(struct kernel *k, unsigned at)
{
	uint32_t id = k->groups[at].id;
	k->groups[at] = k->groups[--k->group_count];
	for (size_t i = 0; i < k->route_count;) {
		if (k->routes[i].group == id)
			k->routes[i] = k->routes[--k->route_count];
		else
			i++;
	}
}

static void leg_gone(struct kernel *k, unsigned at)
{
	uint32_t id = k->legs[at].id;
	k->legs[at] = k->legs[--k->leg_count];
	for (unsigned g = 0; g < k->group_count;) {
		struct kernel_group *group = &k->groups[g];
		unsigned kept = 0;
		for (unsigned i = 0; i < group->count; i++)
			if (group->member[i].leg != id)
				group->member[kept++] = group->member[i];
		group->count = kept;
		if (!kept)
			group_gone(k, g);
		else
			g++;
	}
}

void kernel_nexthop_del(struct kernel *k, uint32_t id)
{
	k->nexthop_dels++;
	for (unsigned i = 0; i < k->leg_count; i++) {
		if (k->legs[i].id == id) {
			leg_gone(k, i);
			return;
		}
	}
	for (unsigned i = 0; i < k->group_count; i++) {
		if (k->groups[i].id == id) {
			group_gone(k, i);
			return;
		}
	}
}

void kernel_route_set(struct kernel *k, const struct ip_prefix *prefix, uint32_t group)
{
	k->route_sets++;
	if (!fake_group_find(k, group)) {
		refuse(k, group, prefix, EINVAL);
		return;
	}
	struct fake_route *have = (struct fake_route *)fake_route_find(k, prefix);
	if (!have) {
		if (k->route_count == k->route_room) {
			k->route_room = k->route_room ? 2 * k->route_room : 64;
			k->routes = realloc(k->routes, k->route_room * sizeof *k->routes);
		}
		have = &k->routes[k->route_count++];
	}
	*have = (struct fake_route){*prefix, group};
}

void kernel_route_del(struct kernel *k, const struct ip_prefix *prefix)
{
	k->route_dels++;
	for (size_t i = 0; i < k->route_count; i++) {
		if (ip_prefix_equal(&k->routes[i].prefix, prefix)) {
			k->routes[i] = k->routes[--k->route_count];
			return;
		}
	}
}

void kernel_flush(struct kernel *k)
{
}

int kernel_dump_fib(struct kernel *k, const struct kernel_found *found, void *arg)
{
	for (unsigned i = 0; i < k->leg_count; i++)
		found->leg(arg, &k->legs[i]);
	for (unsigned i = 0; i < k->group_count; i++)
		found->group(arg, &k->groups[i]);
	for (size_t i = 0; i < k->route_count; i++)
		found->route(arg, &k->routes[i].prefix, k->routes[i].group);
	return 0;
}

int kernel_dump_neighbors(
    struct kernel *k, int family, void (*fn)(void *arg, const struct kernel_neighbor *n), void *arg)
{
	return 0;
}

static void legs_of_device_gone(struct kernel *k, uint32_t ifindex)
{
	for (unsigned i = 0; i < k->leg_count;) {
		if (k->legs[i].ifindex == ifindex)
			leg_gone(k, i);
		else
			i++;
	}
}

void fake_carrier(struct kernel *k, uint32_t ifindex, bool on)
{
	struct kernel_link *link = find_link(k, ifindex);
	link->running = on;
	if (!on)
		legs_of_device_gone(k, ifindex);
	if (k->events && k->events->link)
		k->events->link(k->arg, link, false);
}

int kernel_link_up(struct kernel *k, uint32_t ifindex, bool up)
{
	struct kernel_link *link = find_link(k, ifindex);
	if (!link)
		return -ENODEV;
	link->up = up;
	fake_carrier(k, ifindex, up);
	return 0;
}

/* Settings: one table for all kernels of the process. */

static struct {
	char path[96], value[16];
} settings[32];

static char *setting(const char *path)
{
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		if (!settings[i].path[0])
			snprintf(settings[i].path, sizeof settings[i].path, "%s", path);
		if (strcmp(settings[i].path, path) == 0)
			return settings[i].value;
	}
	return NULL;
}

bool kernel_setting_get(const char *path, char *value, size_t size)
{
	const char *have = setting(path);
	return have && snprintf(value, size, "%s", have[0] ? have : "1") > 0;
}

int kernel_setting_set(const char *path, const char *value)
{
	char *have = setting(path);
	if (!have)
		return -ENOENT;
	snprintf(have, sizeof settings[0].value, "%s", value);
	return 0;
}

static int text_cmp(const void *a, const void *b)
{
	return strcmp(a, b);
}

const char *fake_route_text(const struct kernel *k, const char *text)
{
	static char line[2048];
	char way[KERNEL_GROUP_MAX][80];
	struct ip_prefix prefix;
	line[0] = '\0';
	const struct fake_route *route = ip_prefix_parse(text, &prefix) ? fake_route_find(k, &prefix) : NULL;
	const struct kernel_group *group = route ? fake_group_find(k, route->group) : NULL;
	for (unsigned i = 0; group && i < group->count; i++) {
		const struct kernel_leg *leg = fake_leg_find(k, group->member[i].leg);
		char addr[IP_ADDR_STRLEN];
		snprintf(way[i], sizeof way[i], "%s%s@%u*%u",
		    leg->gateway.family ? ip_addr_str(&leg->gateway, addr) : "", leg->onlink ? "!" : "",
		    leg->ifindex, group->member[i].weight);
	}
	if (group)
		qsort(way, group->count, sizeof way[0], text_cmp);
	for (unsigned i = 0; group && i < group->count; i++) {
		if (i)
			strcat(line, " ");
		strcat(line, way[i]);
	}
	return line;
}

void fake_counts_reset(struct kernel *k)
{
	k->leg_sets = k->group_sets = k->nexthop_dels = k->route_sets = k->route_dels = k->refusals = 0;
}
