/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/aggregate.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/policy.h"
#include "daemons/bgpd/rib_out.h"
#include <stdlib.h>
#include <string.h>

#define LOOK_DELAY                                                                                           \
	LOOP_SEC /* changes of parts are collected for this long before the table is looked through */

struct aggregate {
	struct aggregates *all;
	struct aggregate_config config; /* of the model in force, without its hash handle */
	enum bgp_family family;
	uint32_t parts; /* of a plain one */
	bool active;
	struct attr *attr;       /* as announced */
	struct rib_walk look;    /* of one that looks at its parts */
	struct rib_walk repeat;  /* offers the parts again when they are held back no more, or from now on */
	struct loop_timer *soon; /* look */
	bool found;              /* by the look so far */
	uint32_t origin;
	struct aspath_union path;
	UT_hash_handle hh; /* by config.prefix */
};

struct aggregates {
	struct bgp *bgp;
	struct rib_source source;
	struct aggregate *table[BGP_FAMILIES];
	uint64_t lengths[BGP_FAMILIES][3]; /* bit per length of an aggregate */
	uint32_t of_length[BGP_FAMILIES][129];
};

struct aggregates *aggregates_new(struct bgp *bgp)
{
	struct aggregates *all = calloc(1, sizeof(*all));
	if (!all)
		abort();
	all->bgp = bgp;
	all->source.kind = RIB_SOURCE_AGGREGATE;
	return all;
}

static bool looks(const struct aggregate *a)
{
	return a->config.as_set || a->config.advertise.name[0];
}

static bool covers(const struct aggregate *a, const struct rib_dest *d)
{
	struct ip_prefix p = rib_dest_prefix(d);
	return d->family == a->family && d->len > a->config.prefix.len &&
	       ip_prefix_contains(&a->config.prefix, &p.addr);
}

/* What an aggregate is made of: used routes, but no other aggregates. */
static const struct rib_path *part_of(const struct rib_dest *d)
{
	const struct rib_path *best = rib_dest_best(d);
	return best && best->source->kind != RIB_SOURCE_AGGREGATE ? best : NULL;
}

static struct attr *make_attr(const struct aggregate *a)
{
	const struct bgp *bgp = a->all->bgp;
	struct attr_set set;
	attr_set_init(&set);
	set.present = ATTR_BIT(ATTR_ORIGIN) | ATTR_BIT(ATTR_AS_PATH);
	set.origin = looks(a) ? a->origin : ORIGIN_IGP;
	if (a->config.as_set)
		set.as_path = aspath_union_path(&a->path);
	else
		set.present |= ATTR_BIT(ATTR_ATOMIC_AGGREGATE);
	set.aggregator_as = bgp->model->as;
	set.aggregator_id = bgp->router_id;
	set.next_hop.family = bgp_family_af(a->family);
	set.weight = RIB_LOCAL_WEIGHT;
	set.local_pref = bgp->model->local_pref;
	policy_own_route(&a->config.attribute, &a->config.prefix, NULL, &set);
	return attr_intern(&set);
}

static void repeat_part(void *arg, struct rib_dest *d)
{
	struct aggregate *a = arg;
	if (covers(a, d) && part_of(d))
		rib_out_export(a->all->bgp, d);
}

/* The parts are offered to the neighbors again: what may go to them is another set. */
static void repeat_parts(struct aggregate *a)
{
	a->repeat.visit = repeat_part;
	a->repeat.arg = a;
	rib_walk_start(a->all->bgp->rib, &a->repeat, a->family);
}

static bool holds_back(const struct aggregate *a)
{
	return a->config.summary_only || a->config.suppress.name[0];
}

static void announce(struct aggregate *a)
{
	struct rib *rib = a->all->bgp->rib;
	struct rib_dest *d = rib_obtain(rib, &a->config.prefix);
	rib_path_set(rib, d, &a->all->source, make_attr(a));
	if (!a->active && holds_back(a))
		repeat_parts(a);
	a->active = true;
}

static void withdraw(struct aggregate *a)
{
	struct rib *rib = a->all->bgp->rib;
	struct rib_dest *d = rib_find(rib, &a->config.prefix);
	struct rib_path *path = d ? rib_path_of(d, &a->all->source) : NULL;
	if (path)
		rib_path_remove(rib, d, path);
	if (a->active && holds_back(a))
		repeat_parts(a);
	a->active = false;
}

static void update(struct aggregate *a, bool wanted)
{
	if (wanted)
		announce(a);
	else if (a->active)
		withdraw(a);
}

/* The advertise-map chooses the parts that count. */
static void look_at(void *arg, struct rib_dest *d)
{
	struct aggregate *a = arg;
	const struct rib_path *part = covers(a, d) ? part_of(d) : NULL;
	if (!part || !policy_map_permits(&a->config.advertise, a->all->bgp, d, part))
		return;
	a->found = true;
	a->origin = part->attr->set.origin > a->origin ? part->attr->set.origin : a->origin;
	if (a->config.as_set)
		aspath_union_add(&a->path, part->attr->set.as_path);
}

static void looked(void *arg)
{
	struct aggregate *a = arg;
	update(a, a->found);
}

static void on_soon(void *arg)
{
	struct aggregate *a = arg;
	a->found = false;
	a->origin = ORIGIN_IGP;
	aspath_union_clear(&a->path);
	a->look.visit = look_at;
	a->look.done = looked;
	a->look.arg = a;
	rib_walk_start(a->all->bgp->rib, &a->look, a->family);
}

static void look_soon(struct aggregate *a)
{
	if (!loop_timer_pending(a->soon))
		loop_timer_set(a->soon, LOOK_DELAY);
}

static struct aggregate *find(const struct aggregates *all, enum bgp_family family, const struct ip_prefix *p)
{
	struct aggregate *a;
	HASH_FIND(hh, all->table[family], p, sizeof(*p), a);
	return a;
}

/* Calls `fn` for each aggregate around `d` until it returns false. */
static void each_around(const struct aggregates *all, const struct rib_dest *d,
    bool (*fn)(void *arg, struct aggregate *a), void *arg)
{
	for (unsigned word = 0; word <= d->len / 64u; word++) {
		for (uint64_t bits = all->lengths[d->family][word]; bits; bits &= bits - 1) {
			struct ip_prefix p = rib_dest_prefix(d);
			p.len = (uint8_t)(word * 64 + (unsigned)__builtin_ctzll(bits));
			if (p.len >= d->len)
				return;
			ip_prefix_mask(&p);
			struct aggregate *a = find(all, d->family, &p);
			if (a && !fn(arg, a))
				return;
		}
	}
}

static bool note(void *arg, struct aggregate *a)
{
	const int *change = arg; /* of the number of parts */
	if (looks(a)) {
		look_soon(a);
		return true;
	}
	uint32_t before = a->parts;
	a->parts += (uint32_t)*change;
	if ((before == 0) != (a->parts == 0))
		update(a, a->parts > 0);
	return true;
}

void aggregates_note(struct aggregates *all, struct rib_dest *d)
{
	bool was = d->flags & RIB_DEST_PART, is = part_of(d) != NULL;
	int change = (int)is - (int)was;
	d->flags = is ? d->flags | RIB_DEST_PART : d->flags & ~RIB_DEST_PART;
	if (all->table[d->family])
		each_around(all, d, note, &change);
}

struct question {
	const struct rib_dest *d;
	const struct rib_path *path;
	bool answer;
};

static bool ask(void *arg, struct aggregate *a)
{
	struct question *q = arg;
	q->answer = a->active && (a->config.summary_only ||
				     (a->config.suppress.name[0] && policy_map_permits(&a->config.suppress,
									a->all->bgp, q->d, q->path)));
	return !q->answer;
}

bool aggregates_suppress(const struct aggregates *all, const struct rib_dest *d, const struct rib_path *path)
{
	struct question q = {.d = d, .path = path};
	if (all->table[d->family])
		each_around(all, d, ask, &q);
	return q.answer;
}

static void count_length(struct aggregates *all, enum bgp_family family, uint8_t len, int sign)
{
	uint64_t bit = UINT64_C(1) << (len % 64);
	all->of_length[family][len] += sign;
	if (all->of_length[family][len])
		all->lengths[family][len / 64] |= bit;
	else
		all->lengths[family][len / 64] &= ~bit;
}

static void remove_aggregate(struct aggregate *a)
{
	struct aggregates *all = a->all;
	enum bgp_family family = a->family;
	bool repeat = a->active && holds_back(a);
	struct rib_walk *walk = &a->repeat;
	withdraw(a);
	rib_walk_stop(all->bgp->rib, walk);
	rib_walk_stop(all->bgp->rib, &a->look);
	loop_timer_free(a->soon);
	HASH_DEL(all->table[family], a);
	count_length(all, family, a->config.prefix.len, -1);
	aspath_union_clear(&a->path);
	free(a);
	if (repeat)
		bgp_export_again(all->bgp, family);
}

/* Once, when it is configured: from then on changes are counted. */
static void count_parts(struct aggregate *a)
{
	const struct rib_table *t = &a->all->bgp->rib->tables[a->family];
	for (size_t i = 0; i < t->size; i++) {
		for (const struct rib_dest *d = t->chains[i]; d; d = d->next)
			a->parts += (d->flags & RIB_DEST_PART) && covers(a, d);
	}
}

static void add_aggregate(
    struct aggregates *all, enum bgp_family family, const struct aggregate_config *config)
{
	struct aggregate *a = calloc(1, sizeof(*a));
	if (!a)
		abort();
	a->all = all;
	a->family = family;
	a->config = *config;
	a->soon = loop_timer_new(all->bgp->loop, on_soon, a);
	HASH_ADD(hh, all->table[family], config.prefix, sizeof(a->config.prefix), a);
	count_length(all, family, a->config.prefix.len, 1);
	if (looks(a)) {
		look_soon(a);
		return;
	}
	count_parts(a);
	update(a, a->parts > 0);
}

static bool same(const struct aggregate_config *a, const struct aggregate_config *b)
{
	return a->as_set == b->as_set && a->summary_only == b->summary_only &&
	       a->suppress.fingerprint == b->suppress.fingerprint &&
	       a->advertise.fingerprint == b->advertise.fingerprint &&
	       a->attribute.fingerprint == b->attribute.fingerprint;
}

void aggregates_configure(struct aggregates *all, const struct ip_prefix *prefix)
{
	enum bgp_family family = bgp_family_of(&prefix->addr);
	const struct bgp_model *m = all->bgp->model;
	const struct aggregate_config *c =
	    m->as ? bgp_model_find_aggregate(&m->families[family], prefix) : NULL;
	struct aggregate *a = find(all, family, prefix);
	if (a && c && same(c, &a->config)) {
		a->config = *c; /* its maps are those of the model in force */
		return;
	}
	if (a)
		remove_aggregate(a);
	if (c)
		add_aggregate(all, family, c);
}

void aggregates_configure_all(struct aggregates *all)
{
	struct aggregate *a, *next;
	struct aggregate_config *c, *next_config;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		HASH_ITER(hh, all->table[f], a, next)
			remove_aggregate(a);
		HASH_ITER(hh, all->bgp->model->families[f].aggregates, c, next_config)
			aggregates_configure(all, &c->prefix);
	}
}

void aggregates_free(struct aggregates *all)
{
	struct aggregate *a, *next;
	for (unsigned f = 0; all && f < BGP_FAMILIES; f++) {
		HASH_ITER(hh, all->table[f], a, next)
			remove_aggregate(a);
	}
	free(all);
}
