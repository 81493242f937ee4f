/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon as a whole: what main.c opens, and what its parts tell one another. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/ribd/cpu.h"
#include "daemons/ribd/filter.h"
#include "daemons/ribd/iface.h"
#include "daemons/ribd/lease.h"
#include "daemons/ribd/link.h"
#include "daemons/ribd/mtu.h"
#include "daemons/ribd/rib.h"
#include "daemons/ribd/track.h"
#include "lib/capture.h"

struct client_table;
struct cmd_change;
struct daemon;
struct dhcp_table;
struct drop_base;
struct icmp_trace;
struct kernel;
struct loop;
struct loop_timer;
struct nflog;
struct ping;
struct sla_table;
struct static_table;
struct trace;
struct undo;

/* How long the routes of an earlier process, or of a client that is gone, are kept without word. */
#define RIBD_HOLD_SECONDS 60

struct ribd {
	struct daemon *daemon;
	struct loop *loop;
	struct kernel *kernel;
	struct undo *undo;
	struct drop_base *drops;
	struct sla_table *slas;
	struct track_table tracks;
	struct captures captures;
	struct nflog *drop_log; /* while a capture asks for what the security levels drop */
	struct filter *filter;
	struct filter_rules filter_rules; /* of the configuration */
	struct link_table links;
	struct iface_table ifaces;
	struct mtu_table mtus;
	struct dhcp_table *dhcp;
	struct icmp_trace *icmp_trace;
	struct lease_route *lease_routes; /* in the RIB */
	size_t lease_route_count;
	struct rib *rib;
	struct static_table *statics;
	struct client_table *clients;
	struct ping *pings;              /* under way */
	struct trace *traces;            /* the same */
	struct loop_timer *run_timer;    /* the RIB has work */
	struct loop_timer *retry_timer;  /* the kernel refused something */
	int64_t retry_delay;             /* microseconds; 0: all is well */
	struct loop_timer *sample_timer; /* counters into rates */
	struct cpu_usage cpu;
	struct loop_timer *judge_timer; /* devices of tunnels have come */
	struct loop_timer *sweep_timer; /* what a predecessor left has had its time */
	bool configured;                /* a configuration is in force */
	bool feed_complete;             /* bgpd has sent everything again */
	bool stopping;
};

/* Seconds of the loop's clock. */
uint32_t ribd_now(const struct ribd *ribd);
/* Devices have become or ceased to be an interface's: those in ifaces.moved. */
void ribd_ifaces_moved(struct ribd *ribd);
/* The interfaces of the configuration changed: names, devices, static routes and clients follow. */
void ribd_ifaces_changed(struct ribd *ribd);
/* Names, levels or rules of the configuration changed: static routes and security levels follow. */
void ribd_names_changed(struct ribd *ribd);
/* Devices or what is asked of DHCP servers changed: clients and default routes follow. */
void ribd_leases_follow(struct ribd *ribd);
/* What is configured for this device changed. */
void ribd_iface_changed(struct ribd *ribd, struct link *link);
/* A client's routes are complete, or a configuration is in force: an earlier process's routes may go. */
void ribd_sweep_when_complete(struct ribd *ribd);

/* The daemon's operations (struct daemon_ops); config.c has those on the model. */
bool ribd_open(struct daemon *d, void **ctx);
void ribd_restore(void *ctx, const char *name, int fd);
void ribd_restored(void *ctx);
void ribd_stop(void *ctx);
void ribd_close(void *ctx);
void *ribd_model_new(void *ctx);
void ribd_model_apply(void *ctx, struct cmd_change *change);
void ribd_model_free(void *ctx, void *model);
