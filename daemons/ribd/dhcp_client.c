/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/dhcp_client.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include "lib/log.h"
#include "lib/loop.h"

/* RFC 2131 §4.1: 4, 8, 16, 32, 64 s, each a second more or less. */
#define RETRY_FIRST   (4 * LOOP_SEC)
#define RETRY_DOUBLES 4
#define REQUEST_TRIES 4
#define REBOOT_TRIES  3
#define RENEW_MIN     (60 * LOOP_SEC) /* §4.4.5 */
#define NAK_WAIT_MAX  (64 * LOOP_SEC)

enum event { EVENT_UP, EVENT_DOWN, EVENT_TIMER, EVENT_OFFER, EVENT_ACK, EVENT_NAK, EVENTS };

struct dhcp_client {
	struct loop *loop;
	char name[32]; /* of the interface, for the log */
	struct dhcp_identity identity;
	const struct dhcp_client_ops *ops;
	void *arg;
	struct loop_timer *timer;
	enum dhcp_state state;
	bool proven;
	uint32_t xid;
	unsigned tries, refusals;
	int64_t began; /* of this exchange */
	uint32_t offered, server;
	bool leased;
	struct dhcp_lease lease;
};

static const struct {
	const char *name;
	enum dhcp_hearing hearing;
} states[DHCP_STATES] = {
    [DHCP_INIT] = {"INIT", DHCP_DEAF},
    [DHCP_SELECTING] = {"SELECTING", DHCP_HEAR_LINK},
    [DHCP_REQUESTING] = {"REQUESTING", DHCP_HEAR_LINK},
    [DHCP_BOUND] = {"BOUND", DHCP_DEAF},
    [DHCP_RENEWING] = {"RENEWING", DHCP_HEAR_ADDRESS},
    [DHCP_REBINDING] = {"REBINDING", DHCP_HEAR_ADDRESS},
    [DHCP_INIT_REBOOT] = {"INIT-REBOOT", DHCP_DEAF},
    [DHCP_REBOOTING] = {"REBOOTING", DHCP_HEAR_LINK},
};

const char *dhcp_state_str(enum dhcp_state state)
{
	return states[state].name;
}

int64_t dhcp_lease_end(const struct dhcp_lease *lease)
{
	return lease->seconds == DHCP_INFINITE ? INT64_MAX : lease->bound_at + lease->seconds * LOOP_SEC;
}

static int64_t until(const struct dhcp_client *c, int64_t when)
{
	int64_t left = when - loop_now(c->loop);
	return left > 0 ? left : 0;
}

static void set_state(struct dhcp_client *c, enum dhcp_state state)
{
	if (c->state == state)
		return;
	log_info("DHCP client interface %s: %s", c->name, states[state].name);
	c->state = state;
	c->ops->hear(c->arg, states[state].hearing);
}

/* Messages -------------------------------------------------------------------------------------------- */

static void new_exchange(struct dhcp_client *c)
{
	if (getrandom(&c->xid, sizeof c->xid, GRND_NONBLOCK) != sizeof c->xid)
		c->xid += 0x9e3779b9;
	c->began = loop_now(c->loop);
	c->tries = 0;
}

static struct dhcp_message message(const struct dhcp_client *c, enum dhcp_type type)
{
	const struct dhcp_identity *id = &c->identity;
	int64_t seconds = (loop_now(c->loop) - c->began) / LOOP_SEC;
	struct dhcp_message m = {.type = type,
	    .xid = c->xid,
	    .seconds = (uint16_t)(seconds < UINT16_MAX ? seconds : UINT16_MAX),
	    .broadcast = id->broadcast,
	    .client_id_size = id->client_id_size};
	memcpy(m.mac, id->mac, sizeof m.mac);
	memcpy(m.client_id, id->client_id, id->client_id_size);
	memcpy(m.hostname, id->hostname, sizeof m.hostname);
	return m;
}

static int64_t retry_delay(struct dhcp_client *c)
{
	unsigned doubled = c->tries < RETRY_DOUBLES ? c->tries : RETRY_DOUBLES;
	return (RETRY_FIRST << doubled) - LOOP_SEC + loop_jitter(c->loop, LOOP_SEC, 100);
}

/* What each state says, RFC 2131 table 4. */
static void send_discover(struct dhcp_client *c)
{
	struct dhcp_message m = message(c, DHCP_DISCOVER);
	c->ops->send(c->arg, &m, 0, INADDR_BROADCAST);
	loop_timer_set(c->timer, retry_delay(c));
	c->tries++;
}

static void send_request(struct dhcp_client *c, uint32_t address, uint32_t server)
{
	struct dhcp_message m = message(c, DHCP_REQUEST);
	m.requested = address;
	m.server = server;
	c->ops->send(c->arg, &m, 0, INADDR_BROADCAST);
	loop_timer_set(c->timer, retry_delay(c));
	c->tries++;
}

/* Again after half of what is left of this phase, but not within a minute; the phase ends in time. */
static void send_renewal(struct dhcp_client *c, uint32_t to, int64_t phase_end)
{
	struct dhcp_message m = message(c, DHCP_REQUEST);
	int64_t left = until(c, phase_end), again = left / 2;
	m.ciaddr = c->lease.address;
	c->ops->send(c->arg, &m, c->lease.address, to);
	if (again < RENEW_MIN)
		again = RENEW_MIN;
	loop_timer_set(c->timer, again < left ? again : left);
	c->tries++;
}

static int64_t rebinding_at(const struct dhcp_client *c)
{
	return c->lease.bound_at + c->lease.rebinding * LOOP_SEC;
}

/* Leases ---------------------------------------------------------------------------------------------- */

static void lose(struct dhcp_client *c)
{
	if (!c->leased)
		return;
	c->leased = false;
	c->ops->lease(c->arg, NULL);
}

static bool usable(uint32_t address)
{
	uint32_t host = ntohl(address);
	return host >> 24 != 0 && host >> 24 != 127 && host >> 28 < 14;
}

static uint32_t mask_of(const struct dhcp_message *m)
{
	struct in_addr mask = {m->mask}, address = {m->yiaddr};
	int len = m->mask ? ip_mask_len(mask) : ip_class_len(address);
	return len > 0 ? (uint32_t)len : 0;
}

/* §4.4.5: T1 at half of the time and T2 at 7/8 of it, unless the server says what makes sense. */
static void take_times(struct dhcp_lease *lease, const struct dhcp_message *m)
{
	lease->seconds = m->lease;
	lease->renewal = m->renewal;
	lease->rebinding = m->rebinding;
	if (!m->rebinding || m->rebinding >= m->lease)
		lease->rebinding = m->lease - m->lease / 8;
	if (!m->renewal || m->renewal >= lease->rebinding)
		lease->renewal = m->lease / 2 < lease->rebinding ? m->lease / 2 : lease->rebinding;
}

static bool lease_from(const struct dhcp_client *c, const struct dhcp_message *m, struct dhcp_lease *lease)
{
	*lease = (struct dhcp_lease){.address = m->yiaddr,
	    .server = m->server ? m->server : c->server,
	    .router = m->router,
	    .len = mask_of(m),
	    .bound_at = c->began};
	take_times(lease, m);
	return usable(m->yiaddr) && lease->len && m->lease;
}

static void wait_bound(struct dhcp_client *c)
{
	set_state(c, DHCP_BOUND);
	c->tries = 0;
	if (c->lease.seconds == DHCP_INFINITE)
		loop_timer_stop(c->timer);
	else
		loop_timer_set(c->timer, until(c, c->lease.bound_at + c->lease.renewal * LOOP_SEC));
}

/* Actions --------------------------------------------------------------------------------------------- */

typedef void action(struct dhcp_client *c, const struct dhcp_message *m);

static void begin(struct dhcp_client *c, const struct dhcp_message *m)
{
	new_exchange(c);
	set_state(c, DHCP_SELECTING);
	send_discover(c);
}

static void rest(struct dhcp_client *c, const struct dhcp_message *m)
{
	loop_timer_stop(c->timer);
	set_state(c, DHCP_INIT);
}

static void discover_again(struct dhcp_client *c, const struct dhcp_message *m)
{
	send_discover(c);
}

static void take_offer(struct dhcp_client *c, const struct dhcp_message *m)
{
	if (!m->server || !usable(m->yiaddr))
		return;
	c->offered = m->yiaddr;
	c->server = m->server;
	c->began = loop_now(c->loop);
	c->tries = 0;
	set_state(c, DHCP_REQUESTING);
	send_request(c, c->offered, c->server);
}

static void request_again(struct dhcp_client *c, const struct dhcp_message *m)
{
	if (c->tries < REQUEST_TRIES)
		send_request(c, c->offered, c->server);
	else
		begin(c, NULL);
}

static void bind_lease(struct dhcp_client *c, const struct dhcp_message *m)
{
	struct dhcp_lease lease;
	if (!lease_from(c, m, &lease))
		return;
	c->lease = lease;
	c->leased = true;
	c->refusals = 0;
	c->server = lease.server;
	wait_bound(c);
	c->ops->lease(c->arg, &c->lease);
}

/* A server that refuses what it has offered is not asked again and again at once. */
static void refused(struct dhcp_client *c, const struct dhcp_message *m)
{
	int64_t wait = c->refusals ? LOOP_SEC << (c->refusals < 6 ? c->refusals : 6) : 0;
	log_notice("DHCP client interface %s: the server refuses the address", c->name);
	c->refusals++;
	lose(c);
	set_state(c, DHCP_INIT);
	loop_timer_set(c->timer, wait < NAK_WAIT_MAX ? wait : NAK_WAIT_MAX);
}

static void expire(struct dhcp_client *c, const struct dhcp_message *m)
{
	log_notice("DHCP client interface %s: the lease has ended", c->name);
	lose(c);
	rest(c, NULL);
}

static void rebind(struct dhcp_client *c, const struct dhcp_message *m)
{
	int64_t end = dhcp_lease_end(&c->lease);
	if (until(c, end) == 0) {
		expire(c, NULL);
		begin(c, NULL);
		return;
	}
	if (c->state != DHCP_REBINDING)
		new_exchange(c);
	c->began = loop_now(c->loop);
	set_state(c, DHCP_REBINDING);
	send_renewal(c, INADDR_BROADCAST, end);
}

static void renew(struct dhcp_client *c, const struct dhcp_message *m)
{
	if (until(c, rebinding_at(c)) == 0) {
		rebind(c, NULL);
		return;
	}
	if (c->state != DHCP_RENEWING)
		new_exchange(c);
	c->began = loop_now(c->loop);
	set_state(c, DHCP_RENEWING);
	send_renewal(c, c->lease.server, rebinding_at(c));
}

/* The lease holds until its end, wherever the link is then. */
static void keep_lease(struct dhcp_client *c, const struct dhcp_message *m)
{
	set_state(c, DHCP_INIT_REBOOT);
	c->proven = false;
	if (c->lease.seconds == DHCP_INFINITE)
		loop_timer_stop(c->timer);
	else
		loop_timer_set(c->timer, until(c, dhcp_lease_end(&c->lease)));
}

static void reboot(struct dhcp_client *c, const struct dhcp_message *m)
{
	if (c->proven) {
		wait_bound(c);
		return;
	}
	new_exchange(c);
	set_state(c, DHCP_REBOOTING);
	send_request(c, c->lease.address, 0);
}

/* §3.2: without an answer the lease may be used for the rest of its time. */
static void reboot_again(struct dhcp_client *c, const struct dhcp_message *m)
{
	if (until(c, dhcp_lease_end(&c->lease)) == 0) {
		expire(c, NULL);
		begin(c, NULL);
	} else if (c->tries < REBOOT_TRIES)
		send_request(c, c->lease.address, 0);
	else
		wait_bound(c);
}

/* What is missing is ignored. */
static action *const table[DHCP_STATES][EVENTS] = {
    [DHCP_INIT] = {[EVENT_UP] = begin, [EVENT_DOWN] = rest, [EVENT_TIMER] = begin},
    [DHCP_SELECTING] = {[EVENT_DOWN] = rest, [EVENT_TIMER] = discover_again, [EVENT_OFFER] = take_offer},
    [DHCP_REQUESTING] =
	{[EVENT_DOWN] = rest, [EVENT_TIMER] = request_again, [EVENT_ACK] = bind_lease, [EVENT_NAK] = refused},
    [DHCP_BOUND] = {[EVENT_DOWN] = keep_lease, [EVENT_TIMER] = renew},
    [DHCP_RENEWING] =
	{[EVENT_DOWN] = keep_lease, [EVENT_TIMER] = renew, [EVENT_ACK] = bind_lease, [EVENT_NAK] = refused},
    [DHCP_REBINDING] =
	{[EVENT_DOWN] = keep_lease, [EVENT_TIMER] = rebind, [EVENT_ACK] = bind_lease, [EVENT_NAK] = refused},
    [DHCP_INIT_REBOOT] = {[EVENT_UP] = reboot, [EVENT_TIMER] = expire},
    [DHCP_REBOOTING] = {[EVENT_DOWN] = keep_lease,
	[EVENT_TIMER] = reboot_again,
	[EVENT_ACK] = bind_lease,
	[EVENT_NAK] = refused},
};

static void happen(struct dhcp_client *c, enum event event, const struct dhcp_message *m)
{
	action *act = table[c->state][event];
	if (act)
		act(c, m);
}

static void on_timer(void *arg)
{
	happen(arg, EVENT_TIMER, NULL);
}

void dhcp_client_link(struct dhcp_client *c, bool up, bool proven)
{
	c->proven = proven;
	happen(c, up ? EVENT_UP : EVENT_DOWN, NULL);
}

void dhcp_client_message(struct dhcp_client *c, const struct dhcp_message *m)
{
	if (!m->reply || m->xid != c->xid || memcmp(m->mac, c->identity.mac, sizeof m->mac) != 0)
		return;
	log_debug("DHCP client interface %s: %s", c->name, dhcp_type_str(m->type));
	if (m->type == DHCP_OFFER)
		happen(c, EVENT_OFFER, m);
	else if (m->type == DHCP_ACK)
		happen(c, EVENT_ACK, m);
	else if (m->type == DHCP_NAK)
		happen(c, EVENT_NAK, m);
}

/* Life ------------------------------------------------------------------------------------------------ */

struct dhcp_client *dhcp_client_new(struct loop *loop, const char *name, const struct dhcp_identity *identity,
    const struct dhcp_lease *lease, const struct dhcp_client_ops *ops, void *arg)
{
	struct dhcp_client *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	*c = (struct dhcp_client){.loop = loop, .identity = *identity, .ops = ops, .arg = arg};
	strncat(c->name, name, sizeof c->name - 1);
	c->timer = loop_timer_new(loop, on_timer, c);
	if (!c->timer) {
		free(c);
		return NULL;
	}
	if (!lease || dhcp_lease_end(lease) <= loop_now(loop))
		return c;
	c->lease = *lease;
	c->server = lease->server;
	c->leased = true;
	c->state = DHCP_INIT_REBOOT;
	if (lease->seconds != DHCP_INFINITE)
		loop_timer_set(c->timer, until(c, dhcp_lease_end(lease)));
	return c;
}

void dhcp_client_release(struct dhcp_client *c)
{
	if (!c->leased)
		return;
	new_exchange(c);
	struct dhcp_message m = message(c, DHCP_RELEASE);
	m.ciaddr = c->lease.address;
	m.server = c->lease.server;
	c->ops->send(c->arg, &m, c->lease.address, c->lease.server);
}

void dhcp_client_free(struct dhcp_client *c)
{
	if (!c)
		return;
	loop_timer_free(c->timer);
	free(c);
}

const struct dhcp_lease *dhcp_client_lease(const struct dhcp_client *c)
{
	return c->leased ? &c->lease : NULL;
}

const struct dhcp_identity *dhcp_client_identity(const struct dhcp_client *c)
{
	return &c->identity;
}

void dhcp_client_status(const struct dhcp_client *c, struct dhcp_status *status)
{
	*status = (struct dhcp_status){.state = c->state,
	    .xid = c->xid,
	    .tries = c->tries,
	    .next_seconds = (uint32_t)((loop_timer_left(c->timer) + LOOP_SEC - 1) / LOOP_SEC)};
}
