/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/ribd/bench.h"
#include <stdio.h>
#include <string.h>
#include "daemons/ribd/made.h"
#include "tests/unit/unit.h"

static void on_link(void *arg, const struct kernel_link *k, bool gone)
{
	struct bench *b = arg;
	struct link *link = link_find(&b->links, k->ifindex);
	if (!gone)
		link_update(&b->links, k);
	else if (link)
		link_remove(&b->links, link);
}

static void on_addr(void *arg, const struct kernel_addr *a, bool gone)
{
	struct bench *b = arg;
	link_addr_update(link_find(&b->links, a->ifindex), a, gone);
}

static const struct kernel_events events = {.link = on_link, .addr = on_addr};

void bench_open(struct bench *b)
{
	int fd;
	memset(b, 0, sizeof *b);
	b->kernel = kernel_open(NULL, &events, b);
	b->undo = undo_new(&fd);
	CU_ASSERT_PTR_NOT_NULL_FATAL(b->undo);
	iface_table_init(&b->ifaces, b->kernel, &b->links, b->undo);
	for (int i = 0; i < 6; i++)
		b->config[i].security_level = -1;
}

void bench_close(struct bench *b)
{
	iface_table_free(&b->ifaces);
	link_table_free(&b->links);
	undo_free(b->undo);
	kernel_close(b->kernel);
}

struct kernel_link *device(struct bench *b, uint32_t ifindex, const char *name)
{
	struct kernel_link *link = fake_link(b->kernel, ifindex, name);
	link_update(&b->links, link);
	return link;
}

void name(struct bench *b, int i, const char *text, const char *nameif, const char *address)
{
	snprintf(b->config[i].name, sizeof b->config[i].name, "%s", text);
	snprintf(b->config[i].nameif, sizeof b->config[i].nameif, "%s", nameif);
	memset(&b->config[i].ipv4, 0, sizeof b->config[i].ipv4);
	if (address[0])
		CU_ASSERT_TRUE(ip_prefix_parse(address, &b->config[i].ipv4));
}

void apply(struct bench *b, size_t count)
{
	iface_change(&b->ifaces, b->before, b->before_count, b->config, count);
	made_refresh(&b->ifaces);
	if (iface_bind(&b->ifaces))
		iface_reconcile_all(&b->ifaces);
	memcpy(b->before, b->config, sizeof b->before);
	b->before_count = count;
}

const char *device_of(struct bench *b, const char *text)
{
	const struct iface *iface = iface_find(&b->ifaces, text);
	const struct link *link = iface ? link_find(&b->links, iface->ifindex) : NULL;
	return link ? link->k.device : "";
}

const char *addresses(struct bench *b, uint32_t ifindex)
{
	static char line[512];
	line[0] = '\0';
	for (unsigned i = 0; i < b->kernel->addr_count; i++) {
		char text[IP_PREFIX_STRLEN];
		if (b->kernel->addrs[i].ifindex != ifindex)
			continue;
		if (line[0])
			strcat(line, " ");
		strcat(line, ip_prefix_str(&b->kernel->addrs[i].addr, text));
	}
	return line;
}
