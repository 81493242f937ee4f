/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/bfd_session.h"
#include <string.h>
#include <sys/random.h>

#define SLOW_MIN 1000000u /* §6.8.3 */

static uint32_t max32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* While the session is not Up it is slow (§6.8.3). */
static uint32_t desired_min_tx(const struct bfd_session *s)
{
	if (s->state == BFD_UP)
		return s->timing.min_tx;
	return max32(max32(s->timing.slow, SLOW_MIN), s->timing.min_tx);
}

uint32_t bfd_session_interval(const struct bfd_session *s)
{
	uint32_t own = s->tx_interval_kept ? s->tx_interval_kept : desired_min_tx(s);
	return max32(own, s->remote_min_rx);
}

uint32_t bfd_session_detection(const struct bfd_session *s)
{
	uint64_t own = s->min_rx_kept ? s->min_rx_kept : s->timing.min_rx;
	uint64_t each = own > s->remote_min_tx ? own : s->remote_min_tx;
	uint64_t time = each * s->remote_multiplier;
	return time > UINT32_MAX ? UINT32_MAX : (uint32_t)time;
}

/* Sending --------------------------------------------------------------------------------------------- */

static void send_packet(struct bfd_session *s, bool final)
{
	uint8_t data[BFD_PACKET_MAX];
	struct bfd_packet p = {.diag = s->diag,
	    .state = s->state,
	    .poll = s->polling && !final,
	    .final = final,
	    .multiplier = s->timing.multiplier,
	    .my_discr = s->local_discr,
	    .your_discr = s->remote_discr,
	    .min_tx = desired_min_tx(s),
	    .min_rx = s->timing.min_rx,
	    .sequence = s->sequence};
	s->ops->send(s->arg, data, bfd_packet_encode(data, &p, &s->auth));
	/* Counted with each packet in both kinds: §6.7.4 has it go up at times with the plain one, too. */
	s->sequence++;
	s->sent++;
	s->sent_at = loop_now(s->loop);
}

/* §6.8.7: a quarter less at most, never more; with a multiplier of 1 a tenth less at least. */
static int64_t jittered(const struct bfd_session *s)
{
	int64_t interval = bfd_session_interval(s);
	int64_t most = s->timing.multiplier == 1 ? interval / 10 * 9 : interval;
	int64_t least = interval / 4 * 3;
	return least + (loop_jitter(s->loop, 1000, 100) * (most - least)) / 2000;
}

/* Nothing is due to a neighbor that wants nothing, or that has asked for silence (§6.8.7). */
static bool is_silent(const struct bfd_session *s)
{
	bool demanded = s->remote_demand && s->state == BFD_UP && s->remote_state == BFD_UP && !s->polling;
	bool unwanted = s->remote_discr != 0 && s->remote_min_rx == 0;
	return demanded || unwanted;
}

static void schedule(struct bfd_session *s)
{
	if (is_silent(s))
		loop_timer_stop(s->transmit);
	else
		loop_timer_set(s->transmit, jittered(s));
}

static void on_transmit(void *arg)
{
	struct bfd_session *s = arg;
	send_packet(s, false);
	schedule(s);
}

static void watch(struct bfd_session *s)
{
	uint32_t time = bfd_session_detection(s);
	if (time)
		loop_timer_set(s->detect, time);
	else
		loop_timer_stop(s->detect);
}

/* States ---------------------------------------------------------------------------------------------- */

/* Times that the neighbor must agree to first. */
static void begin_poll(struct bfd_session *s)
{
	s->polling = s->state == BFD_UP;
}

static void set_state(struct bfd_session *s, enum bfd_state state, enum bfd_diag diag)
{
	enum bfd_state before = s->state;
	if (before == state)
		return;
	s->state = state;
	s->diag = diag;
	s->changed_at = loop_now(s->loop);
	s->ups += state == BFD_UP;
	s->tx_interval_kept = s->min_rx_kept = 0;
	begin_poll(s); /* the interval of Up is another one */
	s->ops->changed(s->arg, s, before);
}

/* Rows: our state; columns: the neighbor's. §6.2 */
static const struct {
	uint8_t state; /* enum bfd_state */
	uint8_t diag;
} transitions[BFD_STATES][BFD_STATES] = {
    [BFD_ADMIN_DOWN] = {{BFD_ADMIN_DOWN, BFD_DIAG_ADMIN_DOWN}, {BFD_ADMIN_DOWN, BFD_DIAG_ADMIN_DOWN},
	{BFD_ADMIN_DOWN, BFD_DIAG_ADMIN_DOWN}, {BFD_ADMIN_DOWN, BFD_DIAG_ADMIN_DOWN}},
    [BFD_DOWN] = {[BFD_ADMIN_DOWN] = {BFD_DOWN, BFD_DIAG_NONE},
	[BFD_DOWN] = {BFD_INIT, BFD_DIAG_NONE},
	[BFD_INIT] = {BFD_UP, BFD_DIAG_NONE},
	[BFD_UP] = {BFD_DOWN, BFD_DIAG_NONE}},
    [BFD_INIT] = {[BFD_ADMIN_DOWN] = {BFD_DOWN, BFD_DIAG_NEIGHBOR_DOWN},
	[BFD_DOWN] = {BFD_INIT, BFD_DIAG_NONE},
	[BFD_INIT] = {BFD_UP, BFD_DIAG_NONE},
	[BFD_UP] = {BFD_UP, BFD_DIAG_NONE}},
    [BFD_UP] = {[BFD_ADMIN_DOWN] = {BFD_DOWN, BFD_DIAG_NEIGHBOR_DOWN},
	[BFD_DOWN] = {BFD_DOWN, BFD_DIAG_NEIGHBOR_DOWN},
	[BFD_INIT] = {BFD_UP, BFD_DIAG_NONE},
	[BFD_UP] = {BFD_UP, BFD_DIAG_NONE}},
};

/* §6.8.4: the neighbor is silent. Its discriminator is forgotten (§6.8.1). */
static void on_detect(void *arg)
{
	struct bfd_session *s = arg;
	s->expired++;
	s->remote_discr = 0;
	s->remote_state = BFD_DOWN;
	s->remote_min_rx = 1;
	s->remote_demand = false;
	s->sequence_known =
	    false; /* §6.8.1: after twice the detection time; a neighbor that began anew is welcome */
	if (s->state == BFD_INIT || s->state == BFD_UP) {
		set_state(s, BFD_DOWN, BFD_DIAG_TIME_EXPIRED);
		send_packet(s, false);
	}
	schedule(s);
}

/* Receiving ------------------------------------------------------------------------------------------- */

/* §6.7.4: within 3 x multiplier of the last one, and with the meticulous kind always above it. */
static bool sequence_fits(struct bfd_session *s, const struct bfd_packet *p)
{
	uint32_t step = p->sequence - s->remote_sequence;
	uint32_t least = s->auth.type == BFD_AUTH_METICULOUS_SHA1;
	if (s->auth.type == BFD_AUTH_NONE)
		return true;
	if (s->sequence_known && (step < least || step > 3u * s->remote_multiplier))
		return false;
	s->sequence_known = true;
	s->remote_sequence = p->sequence;
	return true;
}

static void take_fields(struct bfd_session *s, const struct bfd_packet *p)
{
	s->remote_discr = p->my_discr;
	s->remote_state = p->state;
	s->remote_diag = p->diag;
	s->remote_demand = p->demand;
	s->remote_min_rx = p->min_rx;
	s->remote_min_tx = p->min_tx;
	s->remote_multiplier = p->multiplier;
	s->last = *p;
	s->received++;
	s->received_at = loop_now(s->loop);
	if (p->final && s->polling) {
		s->polling = false;
		s->tx_interval_kept = s->min_rx_kept = 0;
	}
}

bool bfd_session_receive(struct bfd_session *s, const uint8_t *data, struct bfd_packet *p)
{
	uint8_t before = s->state;
	uint32_t interval = bfd_session_interval(s);
	if (!bfd_packet_verify(data, &s->auth, p) || !sequence_fits(s, p))
		return false;
	take_fields(s, p);
	set_state(s, transitions[s->state][p->state].state, transitions[s->state][p->state].diag);
	watch(s);
	if (p->poll)
		send_packet(s, true);
	else if (s->state != before)
		send_packet(s, false);
	if (s->state != before || bfd_session_interval(s) != interval || !loop_timer_pending(s->transmit) ||
	    is_silent(s))
		schedule(s);
	return true;
}

/* Life ------------------------------------------------------------------------------------------------ */

void bfd_session_set_timing(struct bfd_session *s, const struct bfd_timing *timing)
{
	uint32_t interval = bfd_session_interval(s);
	struct bfd_timing before = s->timing;
	if (memcmp(&before, timing, sizeof before) == 0)
		return;
	s->timing = *timing;
	if (s->state != BFD_UP)
		return;
	/* §6.8.3: longer intervals wait for the neighbor's word on it, and shorter ones that it is to keep as well. */
	if (timing->min_tx > before.min_tx)
		s->tx_interval_kept = before.min_tx;
	if (timing->min_rx < before.min_rx)
		s->min_rx_kept = before.min_rx;
	begin_poll(s);
	if (bfd_session_interval(s) != interval)
		schedule(s);
}

bool bfd_session_begin(struct bfd_session *s, struct loop *loop, uint32_t discr,
    const struct bfd_timing *timing, const struct bfd_auth *auth, const struct bfd_session_ops *ops,
    void *arg)
{
	*s = (struct bfd_session){.loop = loop,
	    .ops = ops,
	    .arg = arg,
	    .timing = *timing,
	    .auth = *auth,
	    .state = BFD_DOWN,
	    .remote_state = BFD_DOWN,
	    .local_discr = discr,
	    .remote_min_rx = 1};
	if (getrandom(&s->sequence, sizeof s->sequence, GRND_NONBLOCK) != sizeof s->sequence)
		s->sequence = discr;
	s->transmit = loop_timer_new(loop, on_transmit, s);
	s->detect = loop_timer_new(loop, on_detect, s);
	if (!s->transmit || !s->detect)
		return false;
	loop_timer_set(s->transmit, 0);
	return true;
}

void bfd_session_end(struct bfd_session *s)
{
	if (s->transmit && s->remote_discr) {
		s->state = BFD_ADMIN_DOWN;
		s->diag = BFD_DIAG_ADMIN_DOWN;
		s->polling = false;
		send_packet(s, false);
	}
	loop_timer_free(s->transmit);
	loop_timer_free(s->detect);
	s->transmit = s->detect = NULL;
	memset(&s->auth, 0, sizeof s->auth);
}
