/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/show_filter.h"
#include "cmd_bgpd.h"
#include "daemons/bgpd/bgpd.h"
#include "daemons/bgpd/community.h"
#include "daemons/bgpd/policy.h"
#include "daemons/bgpd/show_paths.h"
#include "lib/record.h"
#include <string.h>

bool show_filter_regexp(struct show_filter *f, const char *regexp, char *error, size_t size)
{
	f->kind = SHOW_FILTER_REGEXP;
	f->regexp = text_list_new("", text_of_path);
	return text_list_add(f->regexp, true, regexp, error, size);
}

static void *list_of(const struct show_filter *f, const struct bgp *bgp, enum bgp_family family)
{
	const struct filters *filters = &bgp->model->filters;
	switch (f->kind) {
	case SHOW_FILTER_COMMUNITY_LIST:
		return filters_community_list(filters, f->name);
	case SHOW_FILTER_PATH_LIST:
		return filters_path_list(filters, f->name);
	case SHOW_FILTER_PREFIX_LIST:
		return filters_prefix_list(filters, bgp_family_af(family), f->name);
	case SHOW_FILTER_ROUTE_MAP:
		return filters_route_map(filters, f->name);
	default:
		return NULL;
	}
}

bool show_filter_defined(const struct show_filter *f, const struct bgp *bgp, enum bgp_family family)
{
	return f->kind < SHOW_FILTER_COMMUNITY_LIST || list_of(f, bgp, family) != NULL;
}

static bool community_passes(const struct show_filter *f, const struct attr_set *set)
{
	const struct blob *all = set->communities;
	size_t size = all ? all->size : 0;
	if (!f->has_community || size == 0)
		return size > 0;
	return community_has(all, f->community) && (!f->exact || size == 4);
}

static bool list_passes(
    const struct show_filter *f, const struct bgp *bgp, const struct rib_dest *d, const struct rib_path *path)
{
	const struct attr_set *set = &path->attr->set;
	struct ip_prefix prefix = rib_dest_prefix(d);
	void *list = list_of(f, bgp, d->family);
	if (!list)
		return false;
	if (f->kind == SHOW_FILTER_COMMUNITY_LIST)
		return community_list_permits(list, set->communities, f->exact);
	if (f->kind == SHOW_FILTER_PATH_LIST)
		return text_list_permits(list, set->as_path);
	if (f->kind == SHOW_FILTER_PREFIX_LIST)
		return prefix_list_permits(list, &prefix);
	struct policy_map map = {.map = list};
	memcpy(map.name, f->name, sizeof(map.name));
	return policy_map_permits(&map, bgp, d, path);
}

bool show_filter_passes(
    const struct show_filter *f, const struct bgp *bgp, const struct rib_dest *d, const struct rib_path *path)
{
	struct ip_prefix prefix = rib_dest_prefix(d);
	switch (f->kind) {
	case SHOW_FILTER_NONE:
		return true;
	case SHOW_FILTER_CIDR:
		return prefix.addr.family == AF_INET && prefix.len != ip_class_len(prefix.addr.v4);
	case SHOW_FILTER_WITHIN:
		return prefix.len >= f->within.len && ip_prefix_contains(&f->within, &prefix.addr);
	case SHOW_FILTER_REGEXP:
		return text_list_permits(f->regexp, path->attr->set.as_path);
	case SHOW_FILTER_COMMUNITY:
		return community_passes(f, &path->attr->set);
	default:
		return list_passes(f, bgp, d, path);
	}
}

void show_filter_clear(struct show_filter *f)
{
	if (f->regexp)
		text_list_free(f->regexp);
	f->regexp = NULL;
}

static void show_filtered(struct bgp *bgp, struct record_out *out, bool has_family,
    enum cmd_address_family family, struct show_filter *f)
{
	bool ipv6 = has_family && family == CMD_ADDRESS_FAMILY_IPV6;
	enum bgp_family table = ipv6 ? BGP_IPV6_UNICAST : BGP_IPV4_UNICAST;
	if (!show_filter_defined(f, bgp, table)) {
		record_fail(out, "there is no \"%s\" in the configuration", f->name);
		show_filter_clear(f);
	} else if (show_active(bgp, out)) {
		show_paths(bgp, out, table, SHOW_PATHS_ALL, NULL, f);
	} else {
		show_filter_clear(f);
	}
}

static void show_by_name(struct bgp *bgp, struct record_out *out, bool has_family,
    enum cmd_address_family family, enum show_filter_kind kind, const char *name, bool exact)
{
	struct show_filter f = {.kind = kind, .exact = exact};
	strncpy(f.name, name, sizeof(f.name) - 1);
	show_filtered(bgp, out, has_family, family, &f);
}

#define EXEC(sentence)                                                                                       \
	void bgpd_exec_##sentence(struct bgpd *bgpd, struct cmd_call *call, const struct cmd_##sentence *args)
#define BY_NAME(kind, name, exact)                                                                           \
	show_by_name(bgpd->bgp, call->out, args->has_family, args->family, kind, name, exact)

EXEC(show_bgp_regexp)
{
	struct show_filter f = {0};
	char error[128];
	if (show_filter_regexp(&f, args->regexp, error, sizeof(error))) {
		show_filtered(bgpd->bgp, call->out, args->has_family, args->family, &f);
		return;
	}
	record_fail(call->out, "\"%s\" is no regular expression: %s", args->regexp, error);
	show_filter_clear(&f);
}

EXEC(show_bgp_cidr_only)
{
	struct show_filter f = {.kind = SHOW_FILTER_CIDR};
	show_filtered(bgpd->bgp, call->out, false, CMD_ADDRESS_FAMILY_IPV4, &f);
}

EXEC(show_bgp_community)
{
	struct show_filter f = {.kind = SHOW_FILTER_COMMUNITY, .exact = args->has_exact_match};
	f.has_community = args->has_community;
	if (f.has_community && !community_parse(args->community, &f.community))
		record_fail(call->out,
		    "\"%s\" is no community: give AS:NUMBER, a number, internet, no-export, no-advertise or "
		    "local-as",
		    args->community);
	else
		show_filtered(bgpd->bgp, call->out, args->has_family, args->family, &f);
}

EXEC(show_bgp_community_list)
{
	BY_NAME(SHOW_FILTER_COMMUNITY_LIST, args->name, args->has_exact_match);
}

EXEC(show_bgp_filter_list)
{
	BY_NAME(SHOW_FILTER_PATH_LIST, args->name, false);
}

EXEC(show_bgp_prefix_list)
{
	BY_NAME(SHOW_FILTER_PREFIX_LIST, args->name, false);
}

EXEC(show_bgp_route_map)
{
	BY_NAME(SHOW_FILTER_ROUTE_MAP, args->name, false);
}

static void show_within(struct bgp *bgp, struct record_out *out, struct ip_prefix prefix)
{
	struct show_filter f = {.kind = SHOW_FILTER_WITHIN, .within = prefix};
	ip_prefix_mask(&f.within);
	show_filtered(bgp, out, prefix.addr.family == AF_INET6, CMD_ADDRESS_FAMILY_IPV6, &f);
}

EXEC(show_bgp_longer_prefixes)
{
	show_within(bgpd->bgp, call->out, (struct ip_prefix){.addr = args->address, .len = args->mask});
}

EXEC(show_bgp_prefix_longer_prefixes)
{
	show_within(bgpd->bgp, call->out, args->prefix);
}
