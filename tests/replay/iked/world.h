/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two IKE engines, a network between them and a data plane model under each, all in one process under the
 * virtual clock. Datagrams take DELAY each way; a test may drop or double any of them by its number, or look at
 * each before it is delivered.
 */
#pragma once
#include "daemons/iked/ike.h"
#include "daemons/iked/sa.h"
#include "lib/loop.h"

#define WORLD_DELAY    (5 * LOOP_MSEC)
#define WORLD_SAS_MAX  64
#define WORLD_KEPT_MAX 32

struct world;

struct world_sa {
	bool used;
	unsigned order; /* the youngest outbound SA carries the traffic, as in espd */
	struct sa_spec spec;
};

struct world_kept {
	uint64_t spi;
	size_t size;
	uint8_t data[8192];
};

struct end {
	struct world *world;
	const char *name;
	struct ike *ike;
	struct ip_addr addr;
	struct world_sa sas[WORLD_SAS_MAX];
	unsigned next_order;
	unsigned installed; /* SA_ADDs so far */
	unsigned bare;      /* times that the last outbound SA went: the line protocol went down */
	unsigned twice;     /* an SPI and direction installed for the second time: must stay 0 */
	struct world_kept kept[WORLD_KEPT_MAX];
	unsigned notices; /* to the operator so far */
	char notice[256]; /* the last one */
	unsigned usage_asked;
	uint32_t idle_msec; /* the answer to it */
	bool passive;       /* its settings say responder-only */
	bool mute;          /* nothing that it sends arrives */
	uint64_t random;
	uint64_t lost, sent; /* probes of world_traffic() */
};

struct world {
	struct loop *loop;
	struct end a, b;
	unsigned datagrams;    /* sent so far, from 0 */
	int drop, twice, late; /* numbers of datagrams, -1 none */
	unsigned loss_percent; /* random loss */
	uint64_t random;
	/* Called for each datagram; false loses it. */
	bool (*look)(struct world *w, struct end *from, unsigned number, const uint8_t *data, size_t size);
	void *look_arg;
	struct loop_timer *probe;
};

/* Both ends with one tunnel to each other: AES-CBC-128, SHA-1, `group`, PFS in the same group. */
struct world *world_new(uint64_t seed, uint16_t group);
void world_free(struct world *w);
/* A fresh settings object for an end as world_new() gives it, to change and pass to ike_apply(). */
struct settings *world_settings(struct end *e, uint16_t group);
struct end *world_other(struct end *e);

void world_start(struct end *e);
void world_run(struct world *w, int64_t usec);
/* Runs in small steps until both ends have exactly one IKE SA up, one CHILD SA, and traffic flows both ways. */
bool world_until_up(struct world *w, int64_t limit);
/* Exactly one IKE SA and one CHILD SA at each end, the same ones, and the data planes agree. */
bool world_is_single(struct world *w);
/* Sends a probe each way now: true when both arrive. */
bool world_traffic(struct world *w);
/* Probes every `usec` from now on, counted in sent and lost. */
void world_probe(struct world *w, int64_t usec);
uint64_t world_lost(const struct world *w);

struct peer *end_peer(struct end *e);
struct ike_sa *end_sa(struct end *e); /* the one that is up and stays, NULL when there is none */
struct child_sa *end_child(struct end *e);
unsigned end_count_sas(struct end *e);
unsigned end_count_dataplane(struct end *e, uint8_t direction);
/* kill -9 and a successor with the memory that was kept, and without it. */
void end_restart(struct end *e, bool with_memory);
void end_reboot(struct end *e);
