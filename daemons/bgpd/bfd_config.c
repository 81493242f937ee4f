/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/bfd_config.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DEFAULT_INTERVAL   300 /* milliseconds */
#define DEFAULT_MULTIPLIER 3
#define DEFAULT_SLOW       1000

bool bfd_config_empty(const struct bfd_config *c)
{
	return c->slow == 0 && c->template_count == 0 && c->map_count == 0 && c->iface_count == 0;
}

void bfd_config_clear(struct bfd_config *c)
{
	if (c->templates)
		explicit_bzero(c->templates, c->template_count * sizeof *c->templates);
	free(c->templates);
	free(c->maps);
	free(c->ifaces);
	*c = (struct bfd_config){0};
}

static void *grow(void *list, size_t count, size_t size)
{
	uint8_t *more = reallocarray(list, count + 1, size);
	if (!more)
		abort();
	memset(more + count * size, 0, size);
	return more;
}

static struct bfd_template *find_template(const struct bfd_config *c, const char *name)
{
	for (size_t i = 0; i < c->template_count; i++)
		if (strcmp(c->templates[i].name, name) == 0)
			return &c->templates[i];
	return NULL;
}

struct bfd_template *bfd_config_template(struct bfd_config *c, const char *name)
{
	struct bfd_template *t = find_template(c, name);
	if (t)
		return t;
	c->templates = grow(c->templates, c->template_count, sizeof *c->templates);
	t = &c->templates[c->template_count++];
	strncpy(t->name, name, sizeof t->name - 1);
	return t;
}

static struct bfd_iface *find_iface(const struct bfd_config *c, const char *name)
{
	for (size_t i = 0; i < c->iface_count; i++)
		if (strcasecmp(c->ifaces[i].name, name) == 0)
			return &c->ifaces[i];
	return NULL;
}

struct bfd_iface *bfd_config_iface(struct bfd_config *c, const char *name)
{
	struct bfd_iface *i = find_iface(c, name);
	if (i)
		return i;
	c->ifaces = grow(c->ifaces, c->iface_count, sizeof *c->ifaces);
	i = &c->ifaces[c->iface_count++];
	strncpy(i->name, name, sizeof i->name - 1);
	return i;
}

struct bfd_map *bfd_config_add_map(struct bfd_config *c)
{
	c->maps = grow(c->maps, c->map_count, sizeof *c->maps);
	return &c->maps[c->map_count++];
}

/* What holds -------------------------------------------------------------------------------------------- */

static void apply_interval(const struct bfd_interval *i, struct bfd_timing *timing)
{
	if (!i->given)
		return;
	timing->min_tx = i->tx * 1000;
	timing->min_rx = i->rx * 1000;
	timing->multiplier = i->multiplier;
}

static void defaults(const struct bfd_config *c, struct bfd_timing *timing, struct bfd_auth *auth)
{
	*timing = (struct bfd_timing){.min_tx = DEFAULT_INTERVAL * 1000,
	    .min_rx = DEFAULT_INTERVAL * 1000,
	    .slow = (c->slow ? c->slow : DEFAULT_SLOW) * 1000,
	    .multiplier = DEFAULT_MULTIPLIER};
	memset(auth, 0, sizeof *auth);
}

/* A name without its template, or with one of the other kind, means nothing. */
static void apply_template(const struct bfd_config *c, const char *name, bool multihop,
    struct bfd_timing *timing, struct bfd_auth *auth)
{
	const struct bfd_template *t = find_template(c, name);
	if (!t || t->multihop != multihop)
		return;
	apply_interval(&t->interval, timing);
	*auth = t->auth;
}

void bfd_config_single(
    const struct bfd_config *c, const char *iface, struct bfd_timing *timing, struct bfd_auth *auth)
{
	const struct bfd_iface *i = find_iface(c, iface);
	defaults(c, timing, auth);
	if (!i)
		return;
	apply_template(c, i->template, false, timing, auth);
	apply_interval(&i->interval, timing);
}

void bfd_config_multi(const struct bfd_config *c, const struct ip_addr *remote, const struct ip_addr *local,
    struct bfd_timing *timing, struct bfd_auth *auth)
{
	const struct bfd_map *best = NULL;
	defaults(c, timing, auth);
	for (size_t i = 0; i < c->map_count; i++) {
		const struct bfd_map *m = &c->maps[i];
		if (ip_prefix_contains(&m->destination, remote) && ip_prefix_contains(&m->source, local) &&
		    (!best || m->destination.len > best->destination.len))
			best = m;
	}
	if (best)
		apply_template(c, best->template, true, timing, auth);
}
