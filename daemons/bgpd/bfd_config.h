/* SPDX-License-Identifier: Apache-2.0 */
/* What is configured about BFD, as plain data: templates, maps, interfaces. Which neighbors want it says struct peer_config. */
#pragma once
#include "daemons/bgpd/bfd_packet.h"
#include "daemons/bgpd/bfd_session.h"
#include "lib/ipaddr.h"

#define BFD_NAME_MAX 32

struct bfd_interval {
	bool given;
	uint32_t tx, rx; /* milliseconds */
	uint8_t multiplier;
};

struct bfd_template {
	char name[BFD_NAME_MAX];
	bool multihop;
	struct bfd_interval interval;
	struct bfd_auth auth;
};

/* Sessions over several hops between these use a template. */
struct bfd_map {
	struct ip_prefix destination, source;
	char template[BFD_NAME_MAX];
};

struct bfd_iface {
	char name[BFD_NAME_MAX]; /* as the operator calls it */
	char template[BFD_NAME_MAX];
	struct bfd_interval interval;
};

struct bfd_config {
	uint32_t slow; /* milliseconds, 0: not given */
	struct bfd_template *templates;
	size_t template_count;
	struct bfd_map *maps;
	size_t map_count;
	struct bfd_iface *ifaces;
	size_t iface_count;
};

bool bfd_config_empty(const struct bfd_config *c);
void bfd_config_clear(struct bfd_config *c); /* keys are wiped; a zeroed struct is an empty one */
/* Made when they are not there. */
struct bfd_template *bfd_config_template(struct bfd_config *c, const char *name);
struct bfd_iface *bfd_config_iface(struct bfd_config *c, const char *name);
struct bfd_map *bfd_config_add_map(struct bfd_config *c);

/* Times and authentication of a session over the interface with this name, or between these addresses. What nothing
 * is said about is 300 ms x 3 without authentication. */
void bfd_config_single(
    const struct bfd_config *c, const char *iface, struct bfd_timing *timing, struct bfd_auth *auth);
void bfd_config_multi(const struct bfd_config *c, const struct ip_addr *remote, const struct ip_addr *local,
    struct bfd_timing *timing, struct bfd_auth *auth);
