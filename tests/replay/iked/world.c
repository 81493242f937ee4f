/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/replay/iked/world.h"
#include "daemons/iked/state.h"
#include "lib/log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

struct datagram {
	struct end *to;
	struct ip_endpoint local, remote; /* as the receiver sees them */
	struct loop_timer *timer;
	size_t size;
	uint8_t data[];
};

static uint64_t next_random(uint64_t *state)
{
	*state += 0x9e3779b97f4a7c15u; /* splitmix64 */
	uint64_t z = *state;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

struct end *world_other(struct end *e)
{
	return e == &e->world->a ? &e->world->b : &e->world->a;
}

static void deliver(void *arg)
{
	struct datagram *d = arg;
	struct end *to = d->to;
	loop_timer_free(d->timer);
	if (to->ike)
		ike_datagram(to->ike, &d->local, &d->remote, d->data, d->size);
	free(d);
}

static void post(struct end *to, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size, int64_t delay)
{
	struct datagram *d = malloc(sizeof(*d) + size);
	d->to = to;
	d->local = *local;
	d->remote = *remote;
	d->size = size;
	memcpy(d->data, data, size);
	d->timer = loop_timer_new(to->world->loop, deliver, d);
	loop_timer_set(d->timer, delay);
}

static void env_send(void *arg, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size)
{
	struct end *e = arg;
	struct world *w = e->world;
	struct end *to = world_other(e);
	unsigned number = w->datagrams++;
	if (e->mute || !ip_addr_equal(&to->addr, &remote->addr))
		return;
	if (w->look && !w->look(w, e, number, data, size))
		return;
	if ((int)number == w->drop || (w->loss_percent && next_random(&w->random) % 100 < w->loss_percent))
		return;
	post(to, remote, local, data, size, (int)number == w->late ? 10 * WORLD_DELAY : WORLD_DELAY);
	if ((int)number == w->twice)
		post(to, remote, local, data, size, 3 * WORLD_DELAY);
}

static bool is_spec_of(const struct sa_spec *spec, const struct sa_id *id)
{
	struct sa_id own = sa_id_of(spec->direction, spec->spi, spec->tunnel);
	return sa_id_equal(&own, id);
}

static struct world_sa *sa_slot(struct end *e, const struct sa_id *id)
{
	for (unsigned i = 0; i < WORLD_SAS_MAX; i++)
		if (e->sas[i].used && is_spec_of(&e->sas[i].spec, id))
			return &e->sas[i];
	return NULL;
}

static void env_sa_add(void *arg, const struct sa_spec *spec)
{
	struct end *e = arg;
	e->installed++;
	struct sa_id id = sa_id_of(spec->direction, spec->spi, spec->tunnel);
	if (sa_slot(e, &id))
		e->twice++;
	for (unsigned i = 0; i < WORLD_SAS_MAX; i++)
		if (!e->sas[i].used) {
			e->sas[i] = (struct world_sa){.used = true, .order = ++e->next_order, .spec = *spec};
			return;
		}
	abort();
}

static void env_sa_del(void *arg, const struct sa_id *id)
{
	struct end *e = arg;
	struct world_sa *slot = sa_slot(e, id);
	if (!slot)
		return;
	slot->used = false;
	if (id->direction == SA_OUT && end_count_dataplane(e, SA_OUT) == 0)
		e->bare++;
}

static void env_sa_move(void *arg, const struct sa_move *move)
{
	struct world_sa *slot = sa_slot(arg, &move->id);
	if (slot) {
		slot->spec.local = move->local;
		slot->spec.remote = move->remote;
		slot->spec.udp_encap = move->udp_encap;
	}
}

static bool env_sa_usage(void *arg, uint32_t spi)
{
	struct end *e = arg;
	struct sa_used used = {.spi = spi, .idle_msec = e->idle_msec};
	e->usage_asked++;
	ike_sa_used(e->ike, &used);
	return true;
}

static void env_random(void *arg, void *dst, size_t size)
{
	struct end *e = arg;
	uint8_t *p = dst;
	while (size--)
		*p++ = (uint8_t)next_random(&e->random);
}

static void env_keep(void *arg, uint64_t spi, const uint8_t *data, size_t size)
{
	struct end *e = arg;
	struct world_kept *slot = NULL;
	for (unsigned i = 0; i < WORLD_KEPT_MAX; i++)
		if (e->kept[i].spi == spi || (!slot && e->kept[i].spi == 0))
			slot = &e->kept[i];
	if (!slot || size > sizeof(slot->data))
		abort();
	slot->spi = data ? spi : 0;
	slot->size = size;
	if (data)
		memcpy(slot->data, data, size);
}

static void env_notice(void *arg, const char *text)
{
	struct end *e = arg;
	e->notices++;
	snprintf(e->notice, sizeof(e->notice), "%s", text);
}

static void end_begin(struct end *e)
{
	const struct ike_env env = IKE_ENV(env, e);
	e->ike = ike_new(e->world->loop, &env);
}

static void offer(struct settings *s, struct peer_settings *peer, uint16_t group)
{
	struct proposal *p = proposal_add(&s->ike, PROTOCOL_IKE);
	proposal_transform(p, TRANSFORM_ENCR, ENCR_AES_CBC, 128);
	proposal_transform(p, TRANSFORM_PRF, PRF_HMAC_SHA1, 0);
	proposal_transform(p, TRANSFORM_INTEG, INTEG_HMAC_SHA1_96, 0);
	proposal_transform(p, TRANSFORM_DH, group, 0);
	s->ike_lifetime[0] = 86400;
	peer->esp = offer_new();
	p = proposal_add(peer->esp, PROTOCOL_ESP);
	proposal_transform(p, TRANSFORM_ENCR, ENCR_AES_CBC, 128);
	proposal_transform(p, TRANSFORM_INTEG, INTEG_HMAC_SHA1_96, 0);
	proposal_transform(p, TRANSFORM_DH, group, 0);
	proposal_transform(p, TRANSFORM_ESN, 0, 0);
}

struct settings *world_settings(struct end *e, uint16_t group)
{
	struct settings *s = settings_new();
	s->peer = calloc(1, sizeof(*s->peer));
	s->peer_count = 1;
	struct peer_settings *p = s->peer;
	snprintf(p->tunnel, sizeof(p->tunnel), "Tunnel1");
	p->local = e->addr;
	p->remote = world_other(e)->addr;
	/* Two keys: what one end sends, the other expects. */
	const char *keys[2] = {"fddsFF123****", "another*key"};
	const char *local = keys[e == &e->world->b], *remote = keys[e == &e->world->a];
	p->local_key.size = (uint16_t)strlen(local);
	memcpy(p->local_key.data, local, p->local_key.size);
	p->remote_key.size = (uint16_t)strlen(remote);
	memcpy(p->remote_key.data, remote, p->remote_key.size);
	offer(s, p, group);
	p->pfs_group = group;
	p->lifetime_seconds = 86400;
	p->replay_window = 64;
	p->ipv4 = true;
	p->responder_only = e->passive;
	p->dpd = (struct dpd_settings){true, 10, 2};
	return s;
}

struct world *world_new(uint64_t seed, uint16_t group)
{
	struct world *w = calloc(1, sizeof(*w));
	log_open("replay", LOG_LEVEL_ERROR);
	w->loop = loop_new();
	loop_virtual_seed(w->loop, seed);
	w->random = seed ^ 0x5555;
	w->drop = w->twice = w->late = -1;
	w->a = (struct end){.world = w, .name = "a", .addr = ip_addr_v4(0xcb007101), .random = seed * 2 + 1};
	w->b = (struct end){.world = w, .name = "b", .addr = ip_addr_v4(0xc63364bf), .random = seed * 2 + 2};
	w->a.idle_msec = w->b.idle_msec = UINT32_MAX;
	end_begin(&w->a);
	end_begin(&w->b);
	struct settings *s = world_settings(&w->b, group);
	s->peer->responder_only = true; /* until world_start() */
	ike_apply(w->b.ike, s);
	s = world_settings(&w->a, group);
	s->peer->responder_only = true;
	ike_apply(w->a.ike, s);
	return w;
}

void world_free(struct world *w)
{
	struct end *ends[] = {&w->a, &w->b};
	for (int i = 0; i < 2; i++) {
		ike_free(ends[i]->ike);
		ends[i]->ike = NULL;
	}
	loop_timer_free(w->probe);
	w->probe = NULL;
	while (loop_virtual_step(w->loop)) /* what is on its way */
		;
	loop_free(w->loop);
	free(w);
}

void world_start(struct end *e)
{
	struct settings *s = world_settings(e, proposal_first_group(&e->ike->settings->ike));
	ike_apply(e->ike, s);
}

void world_run(struct world *w, int64_t usec)
{
	loop_virtual_advance(w->loop, usec);
}

struct peer *end_peer(struct end *e)
{
	return peer_find(e->ike, "Tunnel1");
}

struct ike_sa *end_sa(struct end *e)
{
	struct ike_sa *sa;
	DL_FOREACH(end_peer(e)->sas, sa)
		if (ike_sa_is_up(sa) && !sa->redundant)
			return sa;
	return NULL;
}

struct child_sa *end_child(struct end *e)
{
	struct ike_sa *sa = end_sa(e);
	return sa ? sa->children : NULL;
}

unsigned end_count_sas(struct end *e)
{
	return HASH_COUNT(e->ike->sas);
}

unsigned end_count_dataplane(struct end *e, uint8_t direction)
{
	unsigned n = 0;
	for (unsigned i = 0; i < WORLD_SAS_MAX; i++)
		n += e->sas[i].used && e->sas[i].spec.direction == direction;
	return n;
}

static const struct sa_spec *outbound_of(const struct end *e)
{
	const struct world_sa *best = NULL;
	for (unsigned i = 0; i < WORLD_SAS_MAX; i++)
		if (e->sas[i].used && e->sas[i].spec.direction == SA_OUT &&
		    (!best || e->sas[i].order > best->order))
			best = &e->sas[i];
	return best ? &best->spec : NULL;
}

static bool same_keys(const struct sa_spec *a, const struct sa_spec *b)
{
	return a->encr == b->encr && a->encr_key_bits == b->encr_key_bits && a->auth == b->auth &&
	       a->esn == b->esn && a->encr_key_size == b->encr_key_size &&
	       a->auth_key_size == b->auth_key_size &&
	       memcmp(a->encr_key, b->encr_key, a->encr_key_size) == 0 &&
	       memcmp(a->auth_key, b->auth_key, a->auth_key_size) == 0 &&
	       ip_endpoint_equal(&a->local, &b->remote) && ip_endpoint_equal(&a->remote, &b->local) &&
	       a->udp_encap == b->udp_encap;
}

struct probe {
	struct end *from;
	struct sa_spec spec;
	struct loop_timer *timer;
};

static void probe_arrives(void *arg)
{
	struct probe *p = arg;
	struct sa_id id = sa_id_of(SA_IN, p->spec.spi, NULL);
	struct world_sa *in = sa_slot(world_other(p->from), &id);
	if (!in || !same_keys(&p->spec, &in->spec))
		p->from->lost++;
	loop_timer_free(p->timer);
	free(p);
}

/* One packet into the tunnel; it arrives if the other end still has its SA when it gets there. */
static void probe_send(struct end *e)
{
	const struct sa_spec *spec = outbound_of(e);
	e->sent++;
	if (!spec) {
		e->lost++;
		return;
	}
	struct probe *p = malloc(sizeof(*p));
	p->from = e;
	p->spec = *spec;
	p->timer = loop_timer_new(e->world->loop, probe_arrives, p);
	loop_timer_set(p->timer, WORLD_DELAY);
}

static bool reaches(struct end *e)
{
	const struct sa_spec *spec = outbound_of(e);
	struct sa_id id = sa_id_of(SA_IN, spec ? spec->spi : 0, NULL);
	struct world_sa *in = spec ? sa_slot(world_other(e), &id) : NULL;
	return in && same_keys(spec, &in->spec);
}

bool world_traffic(struct world *w)
{
	return reaches(&w->a) && reaches(&w->b);
}

static void probe_due(void *arg)
{
	struct world *w = arg;
	probe_send(&w->a);
	probe_send(&w->b);
	loop_timer_set(w->probe, 2 * LOOP_MSEC);
}

void world_probe(struct world *w, int64_t usec)
{
	if (!w->probe)
		w->probe = loop_timer_new(w->loop, probe_due, w);
	loop_timer_set(w->probe, usec);
}

uint64_t world_lost(const struct world *w)
{
	return w->a.lost + w->b.lost;
}

bool world_is_single(struct world *w)
{
	struct ike_sa *a = end_sa(&w->a), *b = end_sa(&w->b);
	if (!a || !b || a->spi_i != b->spi_i || a->spi_r != b->spi_r)
		return false;
	if (end_count_sas(&w->a) != 1 || end_count_sas(&w->b) != 1)
		return false;
	return a->children && b->children && !a->children->next && !b->children->next &&
	       a->children->spi_in == b->children->spi_out && a->children->spi_out == b->children->spi_in &&
	       end_count_dataplane(&w->a, SA_OUT) == 1 && end_count_dataplane(&w->b, SA_OUT) == 1 &&
	       !w->a.twice && !w->b.twice && world_traffic(w);
}

bool world_until_up(struct world *w, int64_t limit)
{
	for (int64_t t = 0; t < limit; t += LOOP_MSEC) {
		if (end_sa(&w->a) && end_sa(&w->b) && world_traffic(w))
			return true;
		world_run(w, LOOP_MSEC);
	}
	return false;
}

static void resume_all(struct end *e)
{
	struct world_kept kept[WORLD_KEPT_MAX];
	memcpy(kept, e->kept, sizeof(kept));
	for (unsigned i = 0; i < WORLD_KEPT_MAX; i++)
		if (kept[i].spi)
			state_unpack(e->ike, rbuf_from(kept[i].data, kept[i].size));
	struct ike_sa *sa, *next;
	HASH_ITER(hh, e->ike->sas, sa, next)
		if (sa->state >= IKE_SA_ESTABLISHED)
			state_resume(sa);
}

void end_restart(struct end *e, bool with_memory)
{
	uint16_t group = proposal_first_group(&e->ike->settings->ike);
	ike_free(e->ike);
	end_begin(e);
	ike_hold(e->ike);
	ike_apply(e->ike, world_settings(e, group));
	if (with_memory)
		resume_all(e);
	ike_release(e->ike);
}

void end_reboot(struct end *e)
{
	memset(e->sas, 0, sizeof(e->sas));
	memset(e->kept, 0, sizeof(e->kept));
	end_restart(e, false);
}
