/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/drop.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/statefd.h"

#define LAYOUT   1
#define LINE_MAX 8192

struct base {
	uint64_t counter[DROP_KINDS];
	int64_t cleared_at;
};

struct drop_base {
	struct statefd state;
	struct base *base;
};

enum kind { FRAGMENT, HEADER, LENGTH, NO_ROUTE, RPF, CHECKSUM_TCP, ENCAP };

const struct drop_kind drop_kinds[DROP_KINDS] = {
    [FRAGMENT] = {"fragment-reassembly-failed", "Fragment reassembly failed"},
    [HEADER] = {"invalid-ip-header", "Invalid IP header"},
    [LENGTH] = {"invalid-ip-length", "Invalid IP length"},
    [NO_ROUTE] = {"no-route", "No route to host"},
    [RPF] = {"rpf-violated", "Reverse-path verify failed"},
    [CHECKSUM_TCP] = {"bad-tcp-cksum", "Bad TCP checksum"},
    [ENCAP] = {"invalid-encap", "Invalid encapsulation"},
};

static const struct source {
	const char *group; /* the word in front of the line; "" in snmp6 */
	const char *counter;
	enum kind kind;
} sources[] = {
    {"Ip:", "InHdrErrors", HEADER},
    {"Ip:", "InUnknownProtos", ENCAP},
    {"Ip:", "OutNoRoutes", NO_ROUTE},
    {"Ip:", "ReasmFails", FRAGMENT},
    {"Tcp:", "InCsumErrors", CHECKSUM_TCP},
    {"IpExt:", "InNoRoutes", NO_ROUTE},
    {"IpExt:", "InTruncatedPkts", LENGTH},
    {"TcpExt:", "IPReversePathFilter", RPF},
    {"", "Ip6InHdrErrors", HEADER},
    {"", "Ip6InUnknownProtos", ENCAP},
    {"", "Ip6InNoRoutes", NO_ROUTE},
    {"", "Ip6OutNoRoutes", NO_ROUTE},
    {"", "Ip6ReasmFails", FRAGMENT},
    {"", "Ip6InTruncatedPkts", LENGTH},
};

static struct drop_base *drop_take(struct drop_base *d)
{
	if (d->state.size < sizeof(struct base)) {
		drop_free(d);
		return NULL;
	}
	d->base = d->state.data;
	return d;
}

struct drop_base *drop_new(int *fd)
{
	struct drop_base *d = calloc(1, sizeof(*d));
	if (d == NULL || !statefd_create(&d->state, "ribd-drops", LAYOUT, sizeof(struct base))) {
		free(d);
		return NULL;
	}
	*fd = d->state.fd;
	return drop_take(d);
}

struct drop_base *drop_attach(int fd)
{
	struct drop_base *d = calloc(1, sizeof(*d));
	if (d == NULL || !statefd_attach(&d->state, fd, LAYOUT)) {
		free(d);
		return NULL;
	}
	return drop_take(d);
}

void drop_free(struct drop_base *d)
{
	if (d != NULL)
		statefd_close(&d->state);
	free(d);
}

static void count(const char *group, const char *counter, const char *value, uint64_t counters[DROP_KINDS])
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (strcmp(sources[i].group, group) == 0 && strcmp(sources[i].counter, counter) == 0)
			counters[sources[i].kind] += strtoull(value, NULL, 10);
}

/* snmp and netstat: a line of names, then a line of values, both behind the name of their group. */
static void count_pair(char *names, char *values, uint64_t counters[DROP_KINDS])
{
	char *name_rest, *value_rest;
	const char *group = strtok_r(names, " \n", &name_rest);
	const char *again = strtok_r(values, " \n", &value_rest);
	if (group == NULL || again == NULL || strcmp(group, again) != 0)
		return;
	for (;;) {
		const char *name = strtok_r(NULL, " \n", &name_rest);
		const char *value = strtok_r(NULL, " \n", &value_rest);
		if (name == NULL || value == NULL)
			return;
		count(group, name, value, counters);
	}
}

static bool read_pairs(const char *path, uint64_t counters[DROP_KINDS])
{
	static char names[LINE_MAX], values[LINE_MAX];
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return false;
	while (fgets(names, sizeof(names), f) != NULL && fgets(values, sizeof(values), f) != NULL)
		count_pair(names, values, counters);
	fclose(f);
	return true;
}

/* One name and one value in each line. A kernel without IPv6 has no such file. */
static void read_ipv6(uint64_t counters[DROP_KINDS])
{
	char line[128], name[64], value[32];
	FILE *f = fopen("/proc/net/snmp6", "re");
	if (f == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "%63s %31s", name, value) == 2)
			count("", name, value, counters);
	fclose(f);
}

static bool read_counters(uint64_t counters[DROP_KINDS])
{
	memset(counters, 0, DROP_KINDS * sizeof(*counters));
	if (!read_pairs("/proc/net/snmp", counters) || !read_pairs("/proc/net/netstat", counters))
		return false;
	read_ipv6(counters);
	return true;
}

bool drop_read(const struct drop_base *d, uint64_t drops[DROP_KINDS])
{
	if (!read_counters(drops))
		return false;
	for (unsigned i = 0; d != NULL && i < DROP_KINDS; i++)
		drops[i] -= d->base->counter[i];
	return true;
}

bool drop_clear(struct drop_base *d, int64_t now)
{
	if (d == NULL || !read_counters(d->base->counter))
		return false;
	d->base->cleared_at = now;
	return true;
}

int64_t drop_cleared_at(const struct drop_base *d)
{
	return d == NULL ? 0 : d->base->cleared_at;
}
