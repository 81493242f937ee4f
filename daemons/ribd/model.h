/* SPDX-License-Identifier: Apache-2.0 */
/* ribd's share of the configuration, as the operator wrote it: names are not resolved here. */
#pragma once
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "daemons/ribd/filter.h"
#include "daemons/ribd/sla.h"
#include "daemons/ribd/track.h"
#include "lib/ipaddr.h"
#include "lib/rib_feed.h"

#define IFACE_NAME_SIZE 32
#define IFACE_IPV6_MAX  (RIB_IFACE_ADDRS_MAX - 1)

struct iface_config {
	char name[IFACE_NAME_SIZE]; /* "GigabitEthernet0/0", "Tunnel1", or a Linux name */
	char device[IF_NAMESIZE];   /* "" unless the operator says which device it is */
	char nameif[RIB_NAMEIF_MAX];
	char description[201];
	int security_level; /* -1: not given */
	bool shutdown;
	uint16_t vlan;        /* of a sub-interface, 0: none */
	uint32_t mtu;         /* 0: leave the device's */
	bool tunnel_mtu_set;  /* by the operator, not by what IPsec leaves */
	uint32_t default_mtu; /* unless there is an `mtu` line for its name, 0: none */
	struct ip_prefix
	    ipv4; /* family 0: none; host bits kept, as in all addresses here. With dhcp the lease's */
	bool dhcp, setroute;   /* the address comes from a server; its router is the default gateway */
	uint8_t dhcp_distance; /* of that route, 0: not given */
	struct ip_prefix ipv6[IFACE_IPV6_MAX];
	unsigned ipv6_count;
	/* Only to be shown: iked and espd act on these. */
	char tunnel_source[RIB_NAMEIF_MAX];
	char tunnel_destination[64];
	char tunnel_mode[16];
	char tunnel_profile[65];
};

struct static_config {
	char nameif[RIB_NAMEIF_MAX]; /* "" with Null0 */
	struct ip_prefix prefix;
	struct ip_addr gateway; /* family 0 with Null0 */
	uint8_t distance;
	uint16_t track; /* counts while this object is up; 0: always */
};

struct mtu_config {
	char nameif[RIB_NAMEIF_MAX];
	uint32_t mtu;
};

/* An interface that calls itself by its MAC address before DHCP servers. */
struct dhcp_mac_id {
	char nameif[RIB_NAMEIF_MAX];
};

/* All of the configuration, or the objects that a transaction changes. */
struct ribd_model {
	struct iface_config *ifaces;
	size_t iface_count;
	struct mtu_config *mtus;
	size_t mtu_count;
	struct static_config *statics;
	size_t static_count, static_room;
	struct sla_config *slas;
	size_t sla_count;
	struct track_config *tracks;
	size_t track_count;
	struct filter_rules filter;
	struct dhcp_mac_id *mac_ids;
	size_t mac_id_count;
	bool dhcp_broadcast; /* servers are asked to broadcast their answers */
};
