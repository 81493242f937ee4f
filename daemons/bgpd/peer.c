/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/debug.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/restart.h"
#include "daemons/bgpd/rib_in.h"
#include "daemons/bgpd/rib_out.h"
#include "daemons/bgpd/update.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDLE_HOLD_FIRST     (200 * LOOP_MSEC)
#define IDLE_HOLD_DOUBLINGS 9               /* 102 s */
#define SETTLED             (10 * LOOP_SEC) /* a session that lasted this long was no failure */
#define RESTART_SUSPECT     (2 * LOOP_SEC)

static void start(struct peer *p)
{
	if (peer_blocked(p) != PEER_READY)
		return;
	if (p->in.state == BGP_IDLE && p->out.state <= BGP_ACTIVE)
		fsm_event(&p->in, FSM_AutomaticStart_with_PassiveTcpEstablishment, NULL);
	if (p->out.state == BGP_IDLE && p->in.state <= BGP_ACTIVE && !p->config.passive)
		fsm_event(&p->out, FSM_AutomaticStart, NULL);
}

static void on_start(void *arg)
{
	start(arg);
}

/* `maximum-prefix … restart`: it gets another chance. */
static void on_forgiven(void *arg)
{
	struct peer *p = arg;
	p->over_limit = false;
	peer_check(p);
}

static void on_restart(void *arg)
{
	restart_expire(arg);
}

static void on_interval(void *arg)
{
	bgp_work(((struct peer *)arg)->bgp);
}

struct peer *peer_find(const struct bgp *bgp, const struct ip_addr *address)
{
	struct ip_addr key = ip_addr_from(address->family, address->bytes);
	struct peer *p;
	HASH_FIND(hh, bgp->peers, &key, sizeof(key), p);
	return p;
}

static void describe_source(struct peer *p)
{
	p->source.kind = peer_ebgp(p) ? RIB_SOURCE_EBGP : RIB_SOURCE_IBGP;
	p->source.peer = p;
	p->source.address = p->config.address;
}

static void set_key(struct peer *p)
{
	struct transport *t = p->bgp->transport;
	const char *password = p->config.password[0] ? p->config.password : NULL;
	char address[IP_ADDR_STRLEN];
	if (!t->ops->set_key(t, &p->config.address, password) && password)
		log_error("%s: the kernel refuses the MD5 key", ip_addr_str(&p->config.address, address));
}

struct peer *peer_new(struct bgp *bgp, const struct peer_config *config)
{
	struct peer *p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->bgp = bgp;
	p->config = *config;
	session_init(&p->out, p, false);
	session_init(&p->in, p, true);
	p->start = loop_timer_new(bgp->loop, on_start, p);
	p->restart = loop_timer_new(bgp->loop, on_restart, p);
	p->forgive = loop_timer_new(bgp->loop, on_forgiven, p);
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		p->families[f].interval = loop_timer_new(bgp->loop, on_interval, p);
	describe_source(p);
	HASH_ADD(hh, bgp->peers, config.address, sizeof(p->config.address), p);
	p->nexthop = nexthop_get(bgp, &config->address);
	if (config->password[0])
		set_key(p);
	peer_check(p);
	return p;
}

void peer_free(struct peer *p, enum notify_cease subcode)
{
	struct bgp *bgp = p->bgp;
	peer_stop(p, subcode, NULL);
	loop_timer_stop(p->start);
	rib_in_purge(p);
	if (p->config.password[0]) {
		p->config.password[0] = '\0';
		set_key(p);
	}
	HASH_DEL(bgp->peers, p);
	nexthop_put(bgp, p->nexthop);
	session_free(&p->out);
	session_free(&p->in);
	loop_timer_free(p->start);
	loop_timer_free(p->restart);
	loop_timer_free(p->forgive);
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		loop_timer_free(p->families[f].interval);
	explicit_bzero(&p->config, sizeof(p->config));
	free(p);
}

/* What an OPEN or the connection itself depends on. */
static bool needs_reset(const struct peer_config *a, const struct peer_config *b)
{
	bool same =
	    a->remote_as == b->remote_as && strcmp(a->password, b->password) == 0 &&
	    a->has_multihop == b->has_multihop && a->multihop == b->multihop &&
	    a->ttl_security == b->ttl_security && a->disable_connected_check == b->disable_connected_check &&
	    a->passive == b->passive && a->has_timers == b->has_timers && a->keepalive == b->keepalive &&
	    a->hold == b->hold && a->min_hold == b->min_hold && a->shutdown == b->shutdown &&
	    a->local_as == b->local_as && a->local_as_no_prepend == b->local_as_no_prepend &&
	    a->local_as_replace == b->local_as_replace && a->no_graceful_restart == b->no_graceful_restart &&
	    strcmp(a->update_source, b->update_source) == 0;
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		same = same && a->families[f].active == b->families[f].active &&
		       a->families[f].reflector_client == b->families[f].reflector_client;
	return !same;
}

static void reconfigure_family(struct peer *p, enum bgp_family family, const struct peer_family_config *old)
{
	const struct peer_family_config *now = &p->config.families[family];
	rib_out_forget(p, family); /* it points into the old configuration */
	if (!peer_speaks(p, family))
		return;
	if (old->soft_reconfiguration != now->soft_reconfiguration)
		rib_in_keep(p, family, now->soft_reconfiguration, false);
	if (old->filters[POLICY_OUT].fingerprint != now->filters[POLICY_OUT].fingerprint ||
	    old->remove_private != now->remove_private ||
	    old->remove_private_all != now->remove_private_all ||
	    old->remove_private_replace != now->remove_private_replace ||
	    old->next_hop_self != now->next_hop_self || old->communities != now->communities ||
	    old->as_override != now->as_override || old->default_originate != now->default_originate)
		peer_readvertise(p, family);
	if (old->filters[POLICY_IN].fingerprint != now->filters[POLICY_IN].fingerprint ||
	    old->weight != now->weight || old->allowas_in != now->allowas_in)
		peer_import_again(p, family);
}

void peer_configure(struct peer *p, const struct peer_config *config)
{
	struct peer_config old = p->config;
	bool reset = needs_reset(&old, config);
	bool key = strcmp(old.password, config->password) != 0;
	p->config = *config;
	if (reset) {
		p->over_limit = p->no_caps = false;
		p->failures = 0;
		peer_stop(p, config->shutdown ? CEASE_ADMIN_SHUTDOWN : CEASE_CONFIG_CHANGE, NULL);
		describe_source(p);
		if (key)
			set_key(p);
	}
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		reconfigure_family(p, f, &old.families[f]);
	explicit_bzero(&old, sizeof(old));
	peer_check(p);
}

bool peer_ebgp(const struct peer *p)
{
	return p->config.remote_as != p->bgp->model->as;
}

uint32_t peer_local_as(const struct peer *p)
{
	return p->config.local_as ? p->config.local_as : p->bgp->model->as;
}

bool peer_multihop(const struct peer *p)
{
	return (p->config.has_multihop && p->config.multihop > 1) || p->config.ttl_security > 1 ||
	       p->config.disable_connected_check;
}

static bool any_family(const struct peer *p)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if (p->config.families[f].active)
			return true;
	}
	return false;
}

static enum peer_block path_blocked(const struct peer *p)
{
	const struct rib_nexthop_state *state = &p->nexthop->state;
	const struct rib_iface *iface = bgp_iface(p->bgp, state->ifindex);
	if (!state->reachable)
		return PEER_UNREACHABLE;
	if (peer_ebgp(p) && !peer_multihop(p) && !state->connected)
		return PEER_NOT_CONNECTED;
	if (state->connected && iface && !(iface->admin_up && iface->running))
		return PEER_INTERFACE_DOWN;
	return PEER_READY;
}

enum peer_block peer_blocked(const struct peer *p)
{
	if (p->bgp->router_id == 0)
		return PEER_NO_ROUTER_ID;
	if (p->config.remote_as == 0)
		return PEER_OWN_AS;
	if (p->config.shutdown)
		return PEER_SHUTDOWN;
	if (!any_family(p))
		return PEER_NO_FAMILY;
	if (p->over_limit)
		return PEER_MAX_PREFIX;
	return path_blocked(p);
}

const char *peer_block_text(enum peer_block block)
{
	static const char *const texts[] = {
	    [PEER_READY] = "",
	    [PEER_NO_ROUTER_ID] = "no router ID",
	    [PEER_SHUTDOWN] = "administratively shut down",
	    [PEER_NO_FAMILY] = "no address family is activated",
	    [PEER_OWN_AS] = "no remote-as",
	    [PEER_MAX_PREFIX] = "over its prefix limit",
	    [PEER_UNREACHABLE] = "no route to the neighbor",
	    [PEER_NOT_CONNECTED] = "not on a connected network",
	    [PEER_INTERFACE_DOWN] = "interface is down",
	};
	return texts[block];
}

/* An Established session ends when the interface under it goes (fast external fallover), otherwise not before its
 * hold time: a route that comes back soon does no harm. */
static bool lost_path(const struct peer *p, enum peer_block block)
{
	bool path = block == PEER_UNREACHABLE || block == PEER_NOT_CONNECTED || block == PEER_INTERFACE_DOWN;
	if (!path || !p->session)
		return true;
	return p->ifindex != 0 && peer_ebgp(p) && p->bgp->model->fast_external_fallover;
}

void peer_check(struct peer *p)
{
	enum peer_block block = peer_blocked(p);
	bool idle = p->in.state == BGP_IDLE && p->out.state == BGP_IDLE;
	if (block == PEER_READY) {
		if (idle && !loop_timer_pending(p->start)) {
			p->out.retries = 0;
			start(p);
		}
	} else if (idle) {
		loop_timer_stop(p->start);
	} else if (lost_path(p, block)) {
		bool path = block >= PEER_UNREACHABLE;
		p->failures = 0;
		peer_stop(p, block == PEER_SHUTDOWN ? CEASE_ADMIN_SHUTDOWN : CEASE_CONFIG_CHANGE,
		    path ? peer_block_text(block) : NULL);
		loop_timer_stop(p->start);
	}
}

void peer_stop(struct peer *p, enum notify_cease subcode, const char *why)
{
	struct notify n = notify_cease(subcode, NULL);
	p->stop_reason = why;
	fsm_event(&p->out, FSM_AutomaticStop, &n);
	fsm_event(&p->in, FSM_AutomaticStop, &n);
	p->stop_reason = NULL;
	restart_expire(p);
}

void peer_accept(struct peer *p, struct conn *c)
{
	bool flapping = p->failures > 3 && loop_timer_pending(p->start);
	if (peer_blocked(p) != PEER_READY || flapping || (p->session && p->session == &p->in)) {
		struct session *s = p->session;
		/* Our side of a lost connection may still look well: a restarted neighbor calls again. */
		bool suspect = s == &p->in && s->remote.caps.graceful &&
			       loop_now(p->bgp->loop) - p->changed_at > RESTART_SUSPECT;
		if (!suspect) {
			p->bgp->transport->ops->close(c);
			return;
		}
		session_reason(s, SESSION_LOSS_TCP, "Peer restarted");
		fsm_event(s, FSM_TcpConnectionFails, NULL);
	}
	if (p->in.state > BGP_ACTIVE) /* an older half-open connection of its own */
		fsm_event(&p->in, FSM_TcpConnectionFails, NULL);
	if (p->in.state == BGP_IDLE)
		fsm_event(&p->in, FSM_AutomaticStart_with_PassiveTcpEstablishment, NULL);
	session_accept(&p->in, c);
}

static uint8_t send_ttl(const struct peer *p)
{
	if (p->config.ttl_security || !peer_ebgp(p))
		return 255;
	if (p->config.has_multihop)
		return p->config.multihop;
	return p->config.disable_connected_check ? 255 : 1;
}

struct conn_params peer_conn_params(const struct peer *p)
{
	struct conn_params params = {
	    .remote = p->config.address,
	    .ttl = send_ttl(p),
	    .min_ttl = p->config.ttl_security ? 256 - p->config.ttl_security : 0,
	    .password = p->config.password[0] ? p->config.password : NULL,
	};
	struct ip_addr own;
	if (p->config.update_source[0]
		? bgp_iface_address(p->bgp, p->config.update_source, p->config.address.family, &own)
		: bgp_iface_towards(p->bgp, &p->config.address, &own) != NULL)
		params.local = own;
	return params;
}

uint16_t peer_hold(const struct peer *p)
{
	return p->config.has_timers ? p->config.hold : p->bgp->model->hold;
}

uint16_t peer_keepalive(const struct peer *p)
{
	return p->config.has_timers ? p->config.keepalive : p->bgp->model->keepalive;
}

uint16_t peer_min_hold(const struct peer *p)
{
	return p->config.has_timers ? p->config.min_hold : p->bgp->model->min_hold;
}

struct open_message peer_open(const struct peer *p)
{
	const struct bgp_model *m = p->bgp->model;
	struct open_message open = {
	    .as = peer_local_as(p), .hold_time = peer_hold(p), .router_id = p->bgp->router_id};
	struct caps *c = &open.caps;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if (p->config.families[f].active)
			c->families |= BGP_FAMILY_BIT(f);
	}
	c->as4 = open.as;
	c->refresh = c->enhanced_refresh = c->extended_message = true;
	c->graceful = m->graceful_restart && !p->config.no_graceful_restart;
	c->restarting = restart_active(p->bgp->restart);
	c->restart_time = m->restart_time;
	c->gr_families = c->families;
	c->gr_forwarding = c->families; /* ribd keeps the routes while bgpd is away */
	return open;
}

enum bgp_state peer_state(const struct peer *p)
{
	enum bgp_state out = p->out.state, in = p->in.state;
	if (in <= BGP_ACTIVE && out != BGP_IDLE) /* that the other one listens says nothing */
		return out;
	return out > in ? out : in;
}

bool peer_speaks(const struct peer *p, enum bgp_family family)
{
	return p->session && (p->session->families & BGP_FAMILY_BIT(family));
}

static struct session *sibling(struct session *s)
{
	return s->incoming ? &s->peer->out : &s->peer->in;
}

/* RFC 4271 §6.8, RFC 6286 §2.3: the side with the higher identifier keeps the connection that it opened. */
static bool we_prevail(const struct session *s)
{
	const struct bgp *bgp = s->peer->bgp;
	if (bgp->router_id != s->remote.router_id)
		return bgp->router_id > s->remote.router_id;
	return peer_local_as(s->peer) > s->remote.as;
}

bool peer_collides(struct session *s)
{
	struct session *other = sibling(s);
	if (other->state == BGP_ESTABLISHED) {
		bool young = loop_now(s->peer->bgp->loop) - s->peer->changed_at < RESTART_SUSPECT;
		if (young || !other->local.caps.graceful || !other->remote.caps.graceful)
			return true;
		session_reason(other, SESSION_LOSS_TCP, "Peer restarted"); /* RFC 4724 §5 */
		fsm_event(other, FSM_TcpConnectionFails, NULL);
		return false;
	}
	if (other->state != BGP_OPENCONFIRM)
		return false;
	if (we_prevail(s) == s->incoming)
		return true;
	struct notify n = notify_cease(CEASE_COLLISION, NULL);
	fsm_event(other, FSM_OpenCollisionDump, &n);
	return false;
}

static void notice(struct peer *p, const char *what)
{
	char address[IP_ADDR_STRLEN], text[256];
	if (!p->bgp->model->log_neighbor_changes)
		return;
	snprintf(text, sizeof(text), "neighbor %s %s", ip_addr_str(&p->config.address, address), what);
	if (p->bgp->notice) /* reaches the log as well */
		p->bgp->notice(p->bgp->notice_arg, text);
	else
		log_notice("%s", text);
}

void peer_session_up(struct session *s)
{
	struct peer *p = s->peer;
	struct notify n = notify_cease(CEASE_COLLISION, NULL);
	p->session = s;
	p->established++;
	p->changed_at = loop_now(p->bgp->loop);
	p->source.router_id = s->remote.router_id;
	p->ifindex = p->nexthop->state.connected ? p->nexthop->state.ifindex : 0;
	s->retries = 0;
	fsm_event(sibling(s), FSM_AutomaticStop, &n);
	loop_timer_stop(p->start);
	notice(p, "Up");
	restart_record(p->bgp->restart, &p->config.address, true);
	restart_resume(p, s);
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		rib_in_keep(p, f, p->config.families[f].soft_reconfiguration, true);
		if (peer_speaks(p, f))
			rib_out_advertise(p, f);
	}
}

void peer_session_down(struct session *s)
{
	struct peer *p = s->peer;
	char what[192];
	int64_t now = loop_now(p->bgp->loop);
	snprintf(what, sizeof(what), "Down %s", p->last_reset);
	notice(p, what);
	p->session = NULL;
	p->dropped++;
	restart_record(p->bgp->restart, &p->config.address, false);
	p->failures = now - p->changed_at > SETTLED ? 0 : p->failures;
	p->changed_at = p->reset_at = now;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		rib_out_reset(p, f);
		rib_in_keep(p, f, false, false);
	}
	restart_retain(p, s);
	restart_check(p->bgp->restart);
}

/* The sooner the longer it had lasted; what we ended ourselves may come back at once. */
static int64_t idle_hold(struct peer *p, enum session_loss loss)
{
	if (loss == SESSION_LOSS_ADMIN)
		return IDLE_HOLD_FIRST / 2;
	unsigned doublings = p->failures < IDLE_HOLD_DOUBLINGS ? p->failures : IDLE_HOLD_DOUBLINGS;
	p->failures++;
	return loop_jitter(p->bgp->loop, IDLE_HOLD_FIRST << doublings, 25);
}

void peer_session_idle(struct session *s)
{
	struct peer *p = s->peer;
	if (sibling(s)->state > BGP_ACTIVE)
		return;
	loop_timer_set(p->start, idle_hold(p, s->loss));
}

void peer_over_limit(struct peer *p)
{
	p->over_limit = true;
	peer_stop(p, CEASE_MAX_PREFIXES, NULL);
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if (p->config.families[f].max_prefix_restart)
			loop_timer_set(p->forgive, p->config.families[f].max_prefix_restart * 60 * LOOP_SEC);
	}
}

void peer_update(struct session *s, struct update *u)
{
	struct peer *p = s->peer;
	if (p->session != s)
		return;
	if (u->end_of_rib)
		bgp_debug(DEBUG_BGP_EVENTS, s, "rcv End-of-RIB of %s", bgp_family_name(u->eor_family));
	if (u->end_of_rib && (s->families & BGP_FAMILY_BIT(u->eor_family)))
		restart_end_of_rib(p, u->eor_family);
	if (rib_in_update(p, u))
		return;
	peer_over_limit(p);
}

void peer_readvertise(struct peer *p, enum bgp_family family)
{
	if (peer_speaks(p, family))
		rib_out_advertise(p, family);
}

void peer_resend(struct peer *p, enum bgp_family family)
{
	struct session *s = p->session;
	bool enhanced = s->local.caps.enhanced_refresh && s->remote.caps.enhanced_refresh;
	rib_out_reset(p, family);
	if (enhanced) {
		session_refresh(s, family, REFRESH_BEGIN);
		p->families[family].refresh_end_due = true;
	}
	rib_out_advertise(p, family);
}

/* BoRR: what the neighbor does not send again until EoRR is gone (RFC 7313 §4). */
void peer_refresh(struct session *s, enum bgp_family family, enum refresh_kind kind)
{
	struct peer *p = s->peer;
	switch (kind) {
	case REFRESH_REQUEST:
		peer_resend(p, family);
		break;
	case REFRESH_BEGIN:
		p->source.epoch[family]++;
		p->source.retained[family] = true;
		loop_timer_set(p->restart, p->bgp->model->stalepath_time * LOOP_SEC);
		break;
	case REFRESH_END:
		p->source.retained[family] = false;
		rib_in_sweep(p, family);
		rib_in_refreshed(p, family);
		break;
	}
}

void peer_import_again(struct peer *p, enum bgp_family family)
{
	char address[IP_ADDR_STRLEN];
	if (!peer_speaks(p, family) || rib_in_again(p, family) || peer_request_routes(p, family))
		return;
	log_warn("%s sends no routes again: \"clear bgp %s\" brings the new policy into force",
	    ip_addr_str(&p->config.address, address), address);
}

bool peer_request_routes(struct peer *p, enum bgp_family family)
{
	if (!peer_speaks(p, family) || !p->session->remote.caps.refresh)
		return false;
	session_refresh(p->session, family, REFRESH_REQUEST);
	return true;
}
