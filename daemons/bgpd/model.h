/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration as plain data, in the words of the protocol. config.c fills one for each transaction;
 * bgp_configure() compares it with the one in force.
 */
#pragma once
#include "daemons/bgpd/filters.h"
#include "daemons/bgpd/nlri.h"
#include "lib/rib_feed.h"
#include <uthash.h>

#define PEER_DESCRIPTION_MAX 81
#define PEER_PASSWORD_MAX    81 /* TCP_MD5SIG takes 80 bytes */

/* Which kinds of communities a neighbor is sent. */
enum send_communities {
	SEND_STANDARD = 1, /* and large ones */
	SEND_EXTENDED = 2,
};

enum policy_direction {
	POLICY_IN,
	POLICY_OUT,
	POLICY_DIRECTIONS,
};

/* What a neighbor's routes pass in one direction. A name without its list or map lets nothing pass. */
struct policy_filters {
	char prefix_list_name[FILTER_NAME_MAX]; /* "": none */
	char path_list_name[FILTER_NAME_MAX];
	char route_map_name[FILTER_NAME_MAX];
	/* From bgp_model_resolve(): */
	const struct prefix_list *prefix_list;
	struct text_list *path_list;
	const struct route_map *route_map;
	uint64_t fingerprint; /* of everything that they hold */
};

/* A route map that a line other than a neighbor's names. */
struct policy_map {
	char name[FILTER_NAME_MAX]; /* "": none */
	const struct route_map *map;
	uint64_t fingerprint;
	struct mention mention; /* of the map, in the model in force */
};

enum { NAMED_PREFIX_LIST, NAMED_PATH_LIST, NAMED_ROUTE_MAP, NAMED_FILTERS };

struct peer_family_config {
	struct policy_filters filters[POLICY_DIRECTIONS];
	bool soft_reconfiguration;
	bool remove_private, remove_private_all, remove_private_replace;
	bool active;
	bool next_hop_self;
	uint8_t communities; /* of enum send_communities */
	bool as_override;
	bool reflector_client;
	bool default_originate;
	uint8_t allowas_in; /* how often our AS may be in a path */
	uint16_t weight;
	uint32_t max_prefix;          /* 0: no limit */
	uint8_t max_prefix_threshold; /* percent at which a warning is logged */
	bool max_prefix_warning_only;
	uint16_t max_prefix_restart;     /* minutes, 0: stay down */
	uint16_t advertisement_interval; /* seconds */
};

/* `fall-over bfd`: a BFD session guards the neighbor. */
enum peer_fall_over {
	PEER_FALL_OVER_NONE,
	PEER_FALL_OVER_AUTO, /* over one hop where the neighbor is connected */
	PEER_FALL_OVER_SINGLE,
	PEER_FALL_OVER_MULTI,
};

struct peer_config {
	struct ip_addr address;
	uint32_t remote_as;
	char description[PEER_DESCRIPTION_MAX];
	char password[PEER_PASSWORD_MAX];
	bool shutdown;
	bool passive; /* transport connection-mode passive */
	bool has_multihop;
	uint8_t multihop;     /* TTL of what is sent where has_multihop */
	uint8_t ttl_security; /* hops, 0: off */
	uint8_t fall_over;    /* enum peer_fall_over */
	bool disable_connected_check;
	uint32_t local_as; /* shown to this neighbor in place of our own, 0: off */
	bool local_as_no_prepend, local_as_replace;
	bool no_graceful_restart;           /* ha-mode graceful-restart disable */
	char update_source[RIB_NAMEIF_MAX]; /* nameif, "": the interface towards the neighbor */
	bool has_timers;
	uint16_t keepalive, hold, min_hold; /* seconds, where has_timers */
	struct peer_family_config families[BGP_FAMILIES];
	UT_hash_handle hh; /* by address.bytes and family */
	struct mention mentions[BGP_FAMILIES][POLICY_DIRECTIONS][NAMED_FILTERS]; /* in the model in force */
};

struct network_config {
	struct ip_prefix prefix;
	struct policy_map map;
	bool watched;      /* ribd tells of it … */
	uint64_t asked_by; /* … and its answers have been judged by the map of this fingerprint */
	UT_hash_handle hh;
};

struct aggregate_config {
	struct ip_prefix prefix;
	bool as_set, summary_only;
	struct policy_map suppress, advertise, attribute;
	UT_hash_handle hh;
};

struct bgp_family_config {
	uint8_t maximum_paths; /* 1 to 64 */
	uint8_t maximum_paths_ibgp;
	uint8_t distance_external, distance_internal, distance_local;
	bool redistribute_connected;
	bool redistribute_static;
	bool has_connected_metric, has_static_metric;
	uint32_t connected_metric, static_metric; /* MED */
	struct policy_map connected_map, static_map;
	bool default_information;
	struct network_config *networks;
	struct aggregate_config *aggregates;
};

struct bgp_model {
	/* The settings; in `families` all but the tables belongs to them: */
	uint32_t as;        /* 0: no router bgp */
	uint32_t router_id; /* host order, 0: chosen from the interfaces */
	uint16_t keepalive, hold, min_hold;
	uint32_t local_pref;
	bool always_compare_med, deterministic_med, med_missing_as_worst, compare_routerid, multipath_relax;
	bool enforce_first_as, fast_external_fallover, log_neighbor_changes;
	uint8_t maxas_limit; /* 0: none */
	uint32_t cluster_id; /* host order, 0: the router ID (RFC 4456 §7) */
	bool reflect_between_clients;
	bool graceful_restart;
	uint16_t restart_time, stalepath_time; /* seconds */
	struct bgp_family_config families[BGP_FAMILIES];
	/* The objects: */
	struct peer_config *peers;
	struct filters filters;
	struct mentions in_peers[FILTER_KINDS], in_networks,
	    in_aggregates; /* of filters; in the model in force */
};

/* With every default in place and nothing configured. */
struct bgp_model *bgp_model_new(void);
void bgp_model_free(struct bgp_model *m); /* passwords are wiped */
/* The neighbor of this address, made when it is not there. */
struct peer_config *bgp_model_peer(struct bgp_model *m, const struct ip_addr *address);
struct peer_config *bgp_model_find(const struct bgp_model *m, const struct ip_addr *address);
struct network_config *bgp_model_network(struct bgp_model *m, const struct ip_prefix *prefix);
struct aggregate_config *bgp_model_aggregate(struct bgp_model *m, const struct ip_prefix *prefix);
/* NULL: there is no such line. */
struct network_config *bgp_model_find_network(
    const struct bgp_family_config *f, const struct ip_prefix *prefix);
struct aggregate_config *bgp_model_find_aggregate(
    const struct bgp_family_config *f, const struct ip_prefix *prefix);
/* Take an object out of its table and wipe it. */
void bgp_model_drop_peer(struct bgp_model *m, struct peer_config *p);
void bgp_model_drop_network(struct bgp_model *m, struct network_config *n);
void bgp_model_drop_aggregate(struct bgp_model *m, struct aggregate_config *a);
/* What a name of a neighbor's filters names, NAMED_PREFIX_LIST and so on. */
enum filter_kind bgp_model_kind(enum bgp_family family, unsigned named);
