/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tunnel: a device, the outbound SA it uses now, counters, the MTU. The device's carrier says whether
 * there is an outbound SA; nothing else in Postern decides whether a tunnel's line protocol is up.
 */
#pragma once
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <uthash.h>
#include "daemons/espd/mss.h"
#include "daemons/espd/pmtu.h"
#include "daemons/espd/transport.h"
#include "daemons/espd/tun.h"

struct sa;
struct sa_db;
struct stats;

#define TUNNEL_NAMEIF_MAX 49

enum tunnel_df {
	TUNNEL_DF_COPY,
	TUNNEL_DF_CLEAR,
	TUNNEL_DF_SET,
};

/* What the configuration says of one tunnel. */
struct tunnel_settings {
	char name[IF_NAMESIZE];
	char nameif[TUNNEL_NAMEIF_MAX];
	bool shutdown;
	uint32_t mtu; /* upper bound for the inner MTU, 0: none */
	enum tunnel_df df;
	uint32_t mss_max; /* sysopt connection tcpmss, 0: the tunnel's own bound only */
	uint32_t mss_min;
};

struct tunnel {
	struct tunnel_settings settings;
	struct tun tun;
	struct stats *stats;
	struct pmtu pmtu;
	struct sa *out;               /* newest outbound SA, NULL: line down */
	struct transport_route route; /* of `out` */
	uint32_t mtu;                 /* inner, bytes */
	struct mss_bounds mss;
	void *watch; /* the worker's */
	UT_hash_handle hh;
};

/* `tun` is open already and belongs to the tunnel from now on. NULL when memory is short. */
struct tunnel *tunnel_new(const struct tunnel_settings *settings, const struct tun *tun, struct stats *stats);
/* Closes the device; it goes when nobody else holds it. */
void tunnel_free(struct tunnel *t);
void tunnel_configure(struct tunnel *t, const struct tunnel_settings *settings);
/* Picks the newest usable outbound SA of the tunnel, or none, and brings carrier and MTU in line. Call after
 * each change of its SAs. */
void tunnel_select(struct tunnel *t, struct sa_db *db, int64_t now);
/* Brings device MTU and MSS bounds in line with path, suite and settings. */
void tunnel_fit(struct tunnel *t);
/* Asks for the route's MTU again and forgets old reports. */
void tunnel_refresh_mtu(struct tunnel *t, uint32_t aging, int64_t now);
/* DF of the outer header. */
bool tunnel_df(const struct tunnel *t, bool inner_df);
