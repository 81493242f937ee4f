/* SPDX-License-Identifier: Apache-2.0 */
/* Which paths of the table an operator asks for. */
#pragma once
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/rib.h"

enum show_filter_kind {
	SHOW_FILTER_NONE, /* all of them */
	SHOW_FILTER_CIDR, /* another mask than that of the class of the address */
	SHOW_FILTER_WITHIN,
	SHOW_FILTER_REGEXP,    /* of the AS path */
	SHOW_FILTER_COMMUNITY, /* any at all where `community` is not given */
	SHOW_FILTER_COMMUNITY_LIST,
	SHOW_FILTER_PATH_LIST,
	SHOW_FILTER_PREFIX_LIST,
	SHOW_FILTER_ROUTE_MAP,
};

struct show_filter {
	enum show_filter_kind kind;
	char name[FILTER_NAME_MAX]; /* of a list or route map: they are looked up as they are now */
	struct ip_prefix within;
	struct text_list *regexp; /* owned */
	bool has_community, exact;
	uint32_t community;
};

/* False when the expression is none; *error says why, in `size` bytes. */
bool show_filter_regexp(struct show_filter *f, const char *regexp, char *error, size_t size);
/* False when there is no such list or route map. */
bool show_filter_defined(const struct show_filter *f, const struct bgp *bgp, enum bgp_family family);
bool show_filter_passes(const struct show_filter *f, const struct bgp *bgp, const struct rib_dest *d,
    const struct rib_path *path);
/* Frees what it owns. */
void show_filter_clear(struct show_filter *f);
