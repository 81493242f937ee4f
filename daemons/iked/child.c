/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/child.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/rekey.h"
#include "daemons/iked/sa.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#define LINGER_USEC (3 * LOOP_SEC) /* what the peer sent before it changed over is still on its way */

struct child_linger {
	struct child_linger *prev, *next;
	struct ike *ike;
	uint32_t spi;
	struct loop_timer *timer;
};

/* Takes an inbound SA out of the data plane. */
static void drop_in(struct ike *ike, uint32_t spi)
{
	struct sa_id id = sa_id_of(SA_IN, spi, NULL);
	ike->env.sa_del(ike->env.arg, &id);
}

static void linger_end(void *arg)
{
	struct child_linger *l = arg;
	drop_in(l->ike, l->spi);
	DL_DELETE(l->ike->lingering, l);
	loop_timer_free(l->timer);
	free(l);
}

static void linger_begin(struct ike *ike, uint32_t spi)
{
	struct child_linger *l = calloc(1, sizeof(*l));
	if (l)
		l->timer = loop_timer_new(ike->loop, linger_end, l);
	if (!l || !l->timer) {
		free(l);
		drop_in(ike, spi);
		return;
	}
	l->ike = ike;
	l->spi = spi;
	DL_APPEND(ike->lingering, l);
	loop_timer_set(l->timer, LINGER_USEC);
}

bool child_lingers(const struct ike *ike, uint32_t spi_in)
{
	const struct child_linger *l;
	DL_FOREACH(ike->lingering, l)
		if (l->spi == spi_in)
			return true;
	return false;
}

void child_linger_free(struct ike *ike)
{
	struct child_linger *l, *next;
	DL_FOREACH_SAFE(ike->lingering, l, next) {
		loop_timer_free(l->timer);
		free(l);
	}
	ike->lingering = NULL;
}

/* What both halves have in common. */
static struct sa_spec child_spec(const struct child_sa *child)
{
	const struct ike_sa *sa = child->sa;
	const struct peer_settings *settings = sa->peer->settings;
	struct sa_spec spec = {
	    .local = sa->local,
	    .remote = sa->remote,
	    .udp_encap = sa->udp_encap,
	    .encr = child->suite.encr,
	    .encr_key_bits = child->suite.encr_bits,
	    .auth = child->suite.integ,
	    .esn = child->suite.esn,
	    .pfs_group = child->suite.group,
	    .hard_seconds = settings->lifetime_seconds,
	    .lifetime_seconds = settings->lifetime_seconds,
	    .lifetime_kilobytes = settings->lifetime_kilobytes,
	    .initiator = child->initiator,
	    .ike_id = sa->number,
	    .ts_local_low = child->local.ts[0].low,
	    .ts_local_high = child->local.ts[0].high,
	    .ts_remote_low = child->remote.ts[0].low,
	    .ts_remote_high = child->remote.ts[0].high,
	};
	snprintf(spec.tunnel, sizeof(spec.tunnel), "%s", sa->peer->tunnel);
	spec.hard_bytes = (uint64_t)settings->lifetime_kilobytes * 1024;
	spec.soft_bytes = spec.hard_bytes / 10 * 9;
	return spec;
}

static void spec_keys(struct sa_spec *spec, const struct child_keys *keys, bool from_initiator)
{
	spec->encr_key_size = (uint8_t)keys->encr_size;
	spec->auth_key_size = (uint8_t)keys->integ_size;
	memcpy(spec->encr_key, from_initiator ? keys->encr_i : keys->encr_r, keys->encr_size);
	memcpy(spec->auth_key, from_initiator ? keys->integ_i : keys->integ_r, keys->integ_size);
}

static void child_install_in(struct child_sa *child, const struct child_keys *keys)
{
	struct ike *ike = child->sa->ike;
	struct sa_spec spec = child_spec(child);
	spec.direction = SA_IN;
	spec.spi = child->spi_in;
	spec.pair_spi = child->spi_out;
	spec.replay_window = child->sa->peer->settings->replay_window;
	spec_keys(&spec, keys, !child->initiator);
	ike->env.sa_add(ike->env.arg, &spec);
	OPENSSL_cleanse(&spec, sizeof(spec));
}

/* The outbound half, made ready for child_sa_install_out(). */
static bool child_prepare_out(struct child_sa *child, const struct child_keys *keys)
{
	child->out = malloc(sizeof(*child->out));
	if (!child->out)
		return false;
	*child->out = child_spec(child);
	child->out->direction = SA_OUT;
	child->out->spi = child->spi_out;
	child->out->pair_spi = child->spi_in;
	spec_keys(child->out, keys, child->initiator);
	return true;
}

static void child_drop_out(struct child_sa *child)
{
	if (child->out)
		OPENSSL_cleanse(child->out, sizeof(*child->out));
	free(child->out);
	child->out = NULL;
}

void child_sa_install_out(struct child_sa *child)
{
	struct ike *ike = child->sa->ike;
	if (!child->out)
		return;
	struct sa_spec spec = *child->out;
	spec.local = child->sa->local; /* it may have moved meanwhile */
	spec.remote = child->sa->remote;
	spec.udp_encap = child->sa->udp_encap;
	child_drop_out(child);
	child->outbound = true;
	child->out_at = loop_now(ike->loop);
	/* First the note, then the deed: a successor process must never install it for a second time. */
	ike_sa_commit(child->sa);
	ike->env.sa_add(ike->env.arg, &spec);
	OPENSSL_cleanse(&spec, sizeof(spec));
	debug_line(DEBUG_IPSEC, 2, &child->sa->remote.addr,
	    "IPSEC: (%s): outbound SPI 0x%08X carries the traffic from now on", ike_sa_label(child->sa),
	    child->spi_out);
}

static void rekey_due(void *arg)
{
	struct child_sa *child = arg;
	struct ike_sa *sa = child->sa;
	child->want_rekey = true;
	ike_sa_continue(sa);
}

static void retire_due(void *arg)
{
	struct child_sa *child = arg;
	struct ike_sa *sa = child->sa;
	child->want_delete = true;
	ike_sa_continue(sa);
}

/* Links a new CHILD SA in. False, and everything freed, when out of memory. */
static bool child_link(struct ike_sa *sa, struct child_sa *child)
{
	child->sa = sa;
	child->rekey_timer = loop_timer_new(sa->ike->loop, rekey_due, child);
	child->retire_timer = loop_timer_new(sa->ike->loop, retire_due, child);
	if (!child->rekey_timer || !child->retire_timer) {
		loop_timer_free(child->rekey_timer);
		loop_timer_free(child->retire_timer);
		return false;
	}
	HASH_ADD(hh, sa->ike->children, spi_in, sizeof(child->spi_in), child);
	DL_APPEND(sa->children, child);
	if (++sa->ike->child_count > sa->ike->counters.peak_children)
		sa->ike->counters.peak_children = sa->ike->child_count;
	return true;
}

static bool child_keys_of(struct ike_sa *sa, const struct child_params *p, struct child_keys *keys)
{
	const struct keymat_input in = {
	    .secret = p->secret, .secret_size = p->secret_size, .ni = p->ni, .nr = p->nr};
	return keymat_child(keys, p->suite, &in, &sa->keys, sa->suite.prf);
}

static void child_debug(const struct child_sa *child, const char *what)
{
	char local[IP_ENDPOINT_STRLEN], remote[IP_ENDPOINT_STRLEN], encr[ALGORITHM_STRLEN];
	const struct ike_sa *sa = child->sa;
	debug_line(DEBUG_IPSEC, 1, &sa->remote.addr,
	    "IPSEC: (%s): %s, inbound SPI 0x%08X outbound SPI 0x%08X, %s to %s, %s, PFS group %u, %s, "
	    "lifetime %u s",
	    ike_sa_label(sa), what, child->spi_in, child->spi_out, ip_endpoint_str(&sa->local, local),
	    ip_endpoint_str(&sa->remote, remote),
	    algorithm_encr_str(child->suite.encr, child->suite.encr_bits, encr), child->suite.group,
	    child->suite.esn ? "ESN" : "no ESN", sa->peer->settings->lifetime_seconds);
}

struct child_sa *child_sa_new(struct ike_sa *sa, const struct child_params *p)
{
	struct child_keys keys;
	if (!child_keys_of(sa, p, &keys))
		return NULL;
	struct child_sa *child = calloc(1, sizeof(*child));
	if (child) {
		child->spi_in = p->spi_in;
		child->spi_out = p->spi_out;
		child->initiator = p->initiator;
		child->suite = *p->suite;
		child->local = *p->local;
		child->remote = *p->remote;
		child->lowest = *nonce_lower(p->ni, p->nr);
		child->made_at = loop_now(sa->ike->loop);
		if (!child_link(sa, child)) {
			free(child);
			child = NULL;
		}
	}
	if (child) {
		child_install_in(child, &keys);
		if (!child_prepare_out(child, &keys)) {
			child_sa_end(child, true);
			child = NULL;
		}
	}
	keymat_child_wipe(&keys);
	if (!child)
		return NULL;
	char encr[ALGORITHM_STRLEN];
	child_sa_arm(child);
	sa->ike->counters.children++;
	log_info("%s: CHILD SA made, SPI in 0x%x out 0x%x, %s%s%s", ike_sa_label(sa), child->spi_in,
	    child->spi_out, algorithm_encr_str(child->suite.encr, child->suite.encr_bits, encr),
	    child->suite.group ? ", PFS" : "", child->suite.esn ? ", ESN" : "");
	child_debug(child, "New pair of SAs created");
	history_sa(sa, HISTORY_CHILD_UP, FAILURE_NONE, NULL);
	return child;
}

struct child_sa *child_sa_adopt(struct ike_sa *sa, struct child_sa *like)
{
	struct child_sa *child = child_sa_find(sa->ike, like->spi_in) ? NULL : malloc(sizeof(*child));
	if (child) {
		*child = *like;
		if (!child_link(sa, child)) {
			free(child);
			child = NULL;
		}
	}
	if (!child) {
		child_drop_out(like);
		return NULL;
	}
	child_sa_arm(child);
	return child;
}

void child_sa_arm(struct child_sa *child)
{
	if (child->state == CHILD_INSTALLED)
		rekey_arm_child(child);
}

void child_sa_end(struct child_sa *child, bool now)
{
	struct ike_sa *sa = child->sa;
	struct ike *ike = sa->ike;
	struct sa_id out = sa_id_of(SA_OUT, child->spi_out, sa->peer->tunnel);
	if (child->outbound)
		ike->env.sa_del(ike->env.arg, &out);
	if (now)
		drop_in(ike, child->spi_in);
	else
		linger_begin(ike, child->spi_in);
	child_debug(child, "SAs deleted");
	log_info("%s: CHILD SA with SPI in 0x%x out 0x%x is gone", ike_sa_label(sa), child->spi_in,
	    child->spi_out);
	child_sa_forget(child);
}

void child_sa_forget(struct child_sa *child)
{
	struct ike_sa *sa = child->sa;
	HASH_DEL(sa->ike->children, child);
	DL_DELETE(sa->children, child);
	sa->ike->child_count--;
	loop_timer_free(child->rekey_timer);
	loop_timer_free(child->retire_timer);
	child_drop_out(child);
	OPENSSL_cleanse(child, sizeof(*child));
	free(child);
}

void child_sa_move(struct child_sa *child)
{
	struct ike_sa *sa = child->sa;
	struct sa_move move = {.id = sa_id_of(SA_IN, child->spi_in, NULL),
	    .local = sa->local,
	    .remote = sa->remote,
	    .udp_encap = sa->udp_encap};
	sa->ike->env.sa_move(sa->ike->env.arg, &move);
	move.id = sa_id_of(SA_OUT, child->spi_out, sa->peer->tunnel);
	if (child->outbound)
		sa->ike->env.sa_move(sa->ike->env.arg, &move);
}

void child_sa_set_state(struct child_sa *child, enum child_state state)
{
	static const char *const names[] = {
	    [CHILD_INSTALLED] = "INSTALLED", [CHILD_REKEYED] = "REKEYED", [CHILD_DELETING] = "DELETING"};
	if (child->state == state)
		return;
	debug_line(DEBUG_IPSEC, 5, &child->sa->remote.addr, "IPSEC: (%s): SPI 0x%08X %s -> %s",
	    ike_sa_label(child->sa), child->spi_in, names[child->state], names[state]);
	log_debug("%s: CHILD SA 0x%x %s -> %s", ike_sa_label(child->sa), child->spi_in, names[child->state],
	    names[state]);
	child->state = state;
	loop_timer_stop(child->rekey_timer);
	child->want_rekey = false;
}

void child_sa_retire(struct child_sa *child, unsigned seconds)
{
	loop_timer_set(child->retire_timer, (int64_t)seconds * LOOP_SEC);
}

struct child_sa *child_sa_find(struct ike *ike, uint32_t spi_in)
{
	struct child_sa *child;
	HASH_FIND(hh, ike->children, &spi_in, sizeof(spi_in), child);
	return child;
}

struct child_sa *child_sa_by_out(struct ike_sa *sa, uint32_t spi_out)
{
	struct child_sa *child;
	DL_FOREACH(sa->children, child)
		if (child->spi_out == spi_out)
			return child;
	return NULL;
}
