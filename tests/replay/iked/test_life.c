/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to a tunnel in its life: liveness, reboots, restarts, other groups, cookies, NAT, configuration. */
#include "daemons/iked/dpd.h"
#include "daemons/iked/message.h"
#include "daemons/iked/stranger.h"
#include "tests/replay/iked/world.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>

static struct world *up(uint64_t seed)
{
	struct world *w = world_new(seed, DH_CURVE25519);
	world_start(&w->a);
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	world_run(w, 10 * LOOP_SEC);
	return w;
}

static void dead_peer_is_noticed_and_comes_back(void)
{
	struct world *w = up(1);
	w->b.mute = true;
	world_run(w, 20 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(end_sa(&w->a));
	CU_ASSERT_PTR_NOT_NULL(strstr(w->a.notice, "peer does not answer INFORMATIONAL"));
	CU_ASSERT_EQUAL(end_count_dataplane(&w->a, SA_OUT), 0);
	w->b.mute = false;
	CU_ASSERT(world_until_up(w, 10 * LOOP_SEC));
	world_run(w, 60 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

static void traffic_spares_the_check(void)
{
	struct world *w = up(2);
	w->a.idle_msec = w->b.idle_msec = 100;
	world_run(w, 11 * LOOP_SEC);
	unsigned before = w->datagrams;
	world_run(w, 120 * LOOP_SEC);
	CU_ASSERT_EQUAL(w->datagrams, before);
	CU_ASSERT(w->a.usage_asked > 5);
	world_free(w);
}

static void silence_is_checked(void)
{
	struct world *w = up(3);
	unsigned before = w->datagrams;
	world_run(w, 60 * LOOP_SEC);
	CU_ASSERT(w->datagrams > before);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

/* The peer loses everything and begins anew: its INITIAL_CONTACT replaces what we hold, and our line protocol, to
 * which the routes and BGP hold on, does not notice. */
static void rebooted_peer_begins(void)
{
	struct world *w = up(4);
	uint64_t spi = end_sa(&w->a)->local_spi;
	end_reboot(&w->b);
	CU_ASSERT(world_until_up(w, 100 * LOOP_MSEC)); /* traffic both ways */
	CU_ASSERT(world_is_single(w));
	CU_ASSERT_NOT_EQUAL(end_sa(&w->a)->local_spi, spi);
	world_run(w, 30 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	CU_ASSERT_EQUAL(w->a.bare, 0);
	world_free(w);
}

/* The SA that carries the traffic is deleted, by either end, while another one stands: the line protocol stays up. */
static void carrying_sa_is_deleted_beside_another(void)
{
	for (int by_b = 0; by_b < 2; by_b++) {
		struct world *w = up(19 + (uint64_t)by_b);
		peer_reestablish(end_peer(&w->a));
		world_run(w, 30 * LOOP_MSEC);
		CU_ASSERT_EQUAL(end_count_sas(&w->a), 2);
		CU_ASSERT_EQUAL(end_count_sas(&w->b), 2);
		ike_sa_delete(end_sa(by_b ? &w->b : &w->a), FAILURE_REPLACED);
		world_run(w, 30 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		CU_ASSERT_EQUAL(w->a.bare + w->b.bare, 0);
		world_free(w);
	}
}

/* The peer loses everything and waits for us: its unprotected INVALID_IKE_SPI hurries the liveness check. */
static void rebooted_peer_waits(void)
{
	struct world *w = up(18);
	w->b.passive = true;
	end_reboot(&w->b);
	world_run(w, 12 * LOOP_SEC + LOOP_SEC / 2);
	CU_ASSERT(world_is_single(w));
	world_run(w, 30 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

/* Nothing but what is sealed, or IKE_SA_INIT, leaves the end that `look_arg` is: a peer that tells nobody. */
static bool tells_nobody(struct world *w, struct end *from, unsigned number, const uint8_t *data, size_t size)
{
	return from != w->look_arg || data[16] == PAYLOAD_SK || data[18] == EXCHANGE_IKE_SA_INIT;
}

static int64_t time_until_single(struct world *w, int64_t limit)
{
	int64_t start = loop_now(w->loop);
	while (loop_now(w->loop) - start < limit && !(end_sa(&w->a) && end_sa(&w->b) && world_traffic(w)))
		world_run(w, 50 * LOOP_MSEC);
	return loop_now(w->loop) - start;
}

/* The peer reboots, waits and says nothing: the liveness check begins after 10 s, and a new SA soon after it. */
static void silent_rebooted_peer(void)
{
	for (uint64_t seed = 40; seed < 50; seed++) {
		struct world *w = up(seed);
		w->b.passive = true;
		w->look = tells_nobody;
		w->look_arg = &w->b;
		end_reboot(&w->b);
		CU_ASSERT(time_until_single(w, 30 * LOOP_SEC) <= 12 * LOOP_SEC);
		world_run(w, 40 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		CU_ASSERT_EQUAL(w->a.bare, 0);
		world_free(w);
	}
}

/* It tells of an IKE SA that it does not know, or of our ESP: no waiting for the threshold. */
static void rebooted_peer_is_told(void)
{
	for (int esp = 0; esp < 2; esp++) {
		struct world *w = up(50 + (uint64_t)esp);
		struct ip_endpoint at_b = {.addr = w->b.addr, .port = 500},
				   at_a = {.addr = w->a.addr, .port = 500};
		uint32_t spi = end_child(&w->a)->spi_out;
		w->b.passive = true;
		end_reboot(&w->b);
		if (esp) {
			stranger_esp(w->b.ike, spi, &at_b, &at_a);
		} else {
			end_sa(&w->a)->want_liveness = true;
			ike_sa_continue(end_sa(&w->a));
		}
		CU_ASSERT(time_until_single(w, 10 * LOOP_SEC) <= LOOP_SEC);
		world_run(w, 40 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		CU_ASSERT_EQUAL(w->a.bare, 0);
		world_free(w);
	}
}

/* A path that is dead for 4 s costs nothing, whatever it says meanwhile; after that one SA is left. */
static void gap_costs_nothing(void)
{
	for (int told = 0; told < 2; told++) {
		struct world *w = up(52);
		uint64_t spi = end_sa(&w->a)->local_spi;
		unsigned installed = w->a.installed;
		w->a.mute = w->b.mute = true;
		dpd_hint(end_sa(&w->a), "hint");
		for (int i = 0; told && i < 40; i++) {
			world_run(w, 100 * LOOP_MSEC);
			dpd_hint(end_sa(&w->a), "hint");
		}
		world_run(w, (told ? 0 : 4) * LOOP_SEC);
		w->a.mute = w->b.mute = false;
		world_run(w, 40 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		CU_ASSERT_EQUAL(w->a.bare + w->b.bare, 0);
		CU_ASSERT(end_sa(&w->a)->local_spi == spi || w->a.installed > installed);
		world_free(w);
	}
}

/* ESP of SPIs that nobody knows, again and again: a check every 5 s, and one message a time. */
static void invented_esp(void)
{
	struct world *w = up(53);
	struct ip_endpoint at_b = {.addr = w->b.addr, .port = 500}, at_a = {.addr = w->a.addr, .port = 500};
	unsigned before = w->datagrams;
	for (uint32_t i = 0; i < 1000; i++) {
		stranger_esp(w->a.ike, 0x10000 + i, &at_a, &at_b);
		world_run(w, 10 * LOOP_MSEC);
	}
	CU_ASSERT(w->datagrams > before && w->datagrams - before <= 8);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

/* kill -9 and a successor with the kept memory, at any moment of a rekey, at either end. */
static void restart_goes_on(void)
{
	for (int at = 0; at < 40; at += 3)
		for (int ike = 0; ike < 2; ike++)
			for (int by_b = 0; by_b < 2; by_b++) {
				struct world *w = up(5);
				world_probe(w, 1);
				world_run(w, 50 * LOOP_MSEC);
				struct end *e = by_b ? &w->b : &w->a;
				struct ike_sa *sa = end_sa(&w->a);
				if (ike)
					sa->want_rekey = true;
				else
					sa->children->want_rekey = true;
				ike_sa_continue(sa);
				world_run(w, at * LOOP_MSEC);
				end_restart(e, true);
				world_run(w, 60 * LOOP_SEC);
				if (!world_is_single(w) || world_lost(w)) {
					printf("at %d ike %d end %s: SAs %u %u, lost %llu\n", at, ike,
					    e->name, end_count_sas(&w->a), end_count_sas(&w->b),
					    (unsigned long long)world_lost(w));
					CU_FAIL("restart");
				}
				world_free(w);
			}
}

/* Our first group is not the peer's: INVALID_KE_PAYLOAD leads to the common one, also for PFS. */
static void other_group(void)
{
	struct world *w = world_new(6, DH_ECP_256);
	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	proposal_transform(&s->ike.proposal[0], TRANSFORM_DH, DH_ECP_256, 0);
	proposal_transform(&s->peer->esp->proposal[0], TRANSFORM_DH, DH_ECP_256, 0);
	ike_apply(w->a.ike, s);
	CU_ASSERT(world_until_up(w, 100 * LOOP_MSEC));
	CU_ASSERT_EQUAL(w->datagrams, 6);
	CU_ASSERT_EQUAL(end_sa(&w->a)->suite.group, DH_ECP_256);
	end_child(&w->a)->want_rekey = true;
	ike_sa_continue(end_sa(&w->a));
	world_run(w, 10 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	CU_ASSERT_EQUAL(end_child(&w->a)->suite.group, DH_ECP_256);
	world_free(w);
}

static void no_common_proposal(void)
{
	struct world *w = world_new(7, DH_ECP_256);
	ike_apply(w->a.ike, world_settings(&w->a, DH_CURVE25519));
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(end_sa(&w->a));
	CU_ASSERT_EQUAL(end_peer(&w->a)->failure.code, FAILURE_NO_PROPOSAL);
	CU_ASSERT_EQUAL(end_count_sas(&w->b), 0);
	world_free(w);
}

static void cookies(void)
{
	struct world *w = world_new(8, DH_CURVE25519);
	struct settings *s = world_settings(&w->b, DH_CURVE25519);
	s->peer->responder_only = true;
	s->cookie_threshold = 0;
	ike_apply(w->b.ike, s);
	world_start(&w->a);
	CU_ASSERT(world_until_up(w, 100 * LOOP_MSEC));
	CU_ASSERT_EQUAL(w->datagrams, 6);
	CU_ASSERT_EQUAL(w->b.ike->counters.cookies_sent, 1);
	CU_ASSERT_EQUAL(w->b.ike->counters.cookies_passed, 1);
	CU_ASSERT_EQUAL(w->b.ike->counters.in_requests_accepted, 1);
	CU_ASSERT_EQUAL(w->b.ike->counters.in_requests_rejected, 0);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

static void wrong_key(void)
{
	struct world *w = world_new(9, DH_CURVE25519);
	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	s->peer->local_key.data[0] ^= 1;
	ike_apply(w->a.ike, s);
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(end_sa(&w->a));
	CU_ASSERT_PTR_NULL(end_sa(&w->b));
	CU_ASSERT_EQUAL(end_peer(&w->a)->failure.code, FAILURE_AUTH_BY_PEER);
	CU_ASSERT_EQUAL(end_peer(&w->b)->failure.code, FAILURE_AUTH_OF_PEER);
	CU_ASSERT_EQUAL(w->a.installed + w->b.installed, 0);
	world_free(w);

	w = world_new(10, DH_CURVE25519); /* the responder's key is the wrong one */
	s = world_settings(&w->a, DH_CURVE25519);
	s->peer->remote_key.data[0] ^= 1;
	ike_apply(w->a.ike, s);
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(end_sa(&w->a));
	CU_ASSERT_EQUAL(end_peer(&w->a)->failure.code, FAILURE_AUTH_OF_PEER);
	CU_ASSERT_EQUAL(w->a.installed, 0);
	world_free(w);
}

/* The same settings once more change nothing; another address tears down and comes up again. */
static void configuration(void)
{
	struct world *w = up(11);
	uint64_t spi = end_sa(&w->a)->local_spi;
	unsigned installed = w->a.installed;
	ike_apply(w->a.ike, world_settings(&w->a, DH_CURVE25519));
	world_run(w, LOOP_SEC);
	CU_ASSERT_EQUAL(end_sa(&w->a)->local_spi, spi);
	CU_ASSERT_EQUAL(w->a.installed, installed);

	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	s->peer->shutdown = true;
	ike_apply(w->a.ike, s);
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_EQUAL(end_count_sas(&w->a), 0);
	CU_ASSERT_EQUAL(end_count_sas(&w->b), 0);
	CU_ASSERT_EQUAL(end_count_dataplane(&w->a, SA_IN) + end_count_dataplane(&w->b, SA_IN), 0);
	CU_ASSERT_EQUAL(end_peer(&w->a)->failure.code, FAILURE_SHUTDOWN);

	ike_apply(w->a.ike, world_settings(&w->a, DH_CURVE25519));
	CU_ASSERT(world_until_up(w, 100 * LOOP_MSEC));

	ike_remove(w->a.ike, "Tunnel1");
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(end_peer(&w->a));
	CU_ASSERT_EQUAL(end_count_sas(&w->a), 0);
	CU_ASSERT_EQUAL(end_count_sas(&w->b), 0);
	world_free(w);
}

static void stopping_tells_the_peer(void)
{
	struct world *w = up(12);
	ike_stop(w->a.ike);
	world_run(w, 100 * LOOP_MSEC);
	CU_ASSERT(ike_is_quiet(w->a.ike));
	CU_ASSERT_EQUAL(end_count_sas(&w->b), 0);
	world_free(w);
}

static void clear_comes_up_again(void)
{
	struct world *w = up(13);
	uint64_t spi = end_sa(&w->a)->local_spi;
	ike_clear(w->a.ike, NULL);
	world_run(w, 3 * LOOP_SEC);
	CU_ASSERT(end_sa(&w->a) && end_sa(&w->a)->local_spi != spi);
	world_run(w, 20 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

/* The data plane wants a rekey, lost an SA, or refuses one. */
static void data_plane(void)
{
	struct world *w = up(14);
	uint32_t spi = end_child(&w->a)->spi_in;
	struct sa_id id = sa_id_of(SA_IN, spi, NULL);
	ike_sa_expired(w->a.ike, &id, false);
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	CU_ASSERT_NOT_EQUAL(end_child(&w->a)->spi_in, spi);

	spi = end_child(&w->a)->spi_in;
	id = sa_id_of(SA_OUT, end_child(&w->a)->spi_out, "Tunnel2");
	ike_sa_lost(w->a.ike, &id); /* another peer's that chose the same SPI */
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_EQUAL(end_child(&w->a)->spi_in, spi);
	id = sa_id_of(SA_OUT, end_child(&w->a)->spi_out, end_child(&w->a)->sa->peer->tunnel);
	ike_sa_lost(w->a.ike, &id);
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	CU_ASSERT_NOT_EQUAL(end_child(&w->a)->spi_in, spi);

	id = sa_id_of(SA_IN, end_child(&w->a)->spi_in, NULL);
	ike_sa_expired(w->a.ike, &id, true);
	world_run(w, 10 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

/* Makes the responder's NAT_DETECTION_SOURCE_IP wrong before it is sent (and signed), as a peer does that wants UDP
 * encapsulation without a NAT: the hash follows the notification's type. */
static bool spoil_detection(
    struct world *w, struct end *from, unsigned number, const uint8_t *data, size_t size)
{
	static const uint8_t type[] = {
	    NOTIFY_NAT_DETECTION_SOURCE_IP >> 8, NOTIFY_NAT_DETECTION_SOURCE_IP & 0xff};
	for (size_t i = MESSAGE_HEADER_SIZE; number == 1 && i + 3 < size; i++)
		if (memcmp(data + i, type, 2) == 0)
			((uint8_t *)data)[i + 2] ^= 1;
	return true;
}

static void udp_encapsulation(void)
{
	struct world *w = world_new(15, DH_CURVE25519);
	w->look = spoil_detection;
	world_start(&w->a);
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	CU_ASSERT(world_is_single(w));
	CU_ASSERT(end_sa(&w->a)->udp_encap && end_sa(&w->b)->udp_encap);
	CU_ASSERT_EQUAL(end_sa(&w->a)->local.port, 4500);
	CU_ASSERT_EQUAL(end_sa(&w->b)->remote.port, 4500);
	world_free(w);

	w = up(16);
	struct ike_sa *sa = end_sa(&w->b);
	struct ip_endpoint local = sa->local, remote = sa->remote;
	sa->nat_remote = true;
	local.port = remote.port = 4500;
	ike_sa_move(sa, &local, &remote);
	CU_ASSERT_EQUAL(sa->remote.port, 4500);
	bool moved = false;
	for (unsigned i = 0; i < WORLD_SAS_MAX; i++)
		moved |= w->b.sas[i].used && w->b.sas[i].spec.remote.port == 4500;
	CU_ASSERT(moved);
	world_free(w);
}

/* Either end, or both, wants ESP in UDP whether there is a NAT or not. */
static void udp_encapsulation_is_forced(void)
{
	for (unsigned who = 1; who <= 3; who++) {
		struct world *w = world_new(60 + who, DH_CURVE25519);
		struct settings *s = world_settings(&w->b, DH_CURVE25519);
		s->peer->responder_only = true;
		s->peer->udp_force = who & 1;
		ike_apply(w->b.ike, s);
		s = world_settings(&w->a, DH_CURVE25519);
		s->peer->udp_force = who & 2;
		ike_apply(w->a.ike, s);
		CU_ASSERT(world_until_up(w, LOOP_SEC));
		CU_ASSERT(world_is_single(w));
		CU_ASSERT(end_sa(&w->a)->udp_encap && end_sa(&w->b)->udp_encap);
		CU_ASSERT(end_sa(&w->a)->remote.port == 4500 && end_sa(&w->b)->remote.port == 4500);
		end_child(&w->b)->want_rekey = true;
		ike_sa_continue(end_sa(&w->b));
		world_run(w, 5 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		ike_apply(
		    w->a.ike, world_settings(&w->a, DH_CURVE25519)); /* another SA, with the terms of now */
		world_run(w, 10 * LOOP_SEC);
		CU_ASSERT(world_is_single(w) && end_sa(&w->a)->udp_encap == ((who & 1) != 0));
		world_free(w);
	}
}

static void lifetime_without_memory(void)
{
	struct world *w = up(17);
	end_restart(&w->b, false); /* the data plane still has the old SAs */
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	world_run(w, 30 * LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(end_sa(&w->a));
	CU_ASSERT_EQUAL(end_count_sas(&w->a), 1);
	CU_ASSERT_EQUAL(end_count_sas(&w->b), 1);
	CU_ASSERT(world_traffic(w));
	world_free(w);
}

static CU_TestInfo tests[] = {
    {"dead peer is noticed and comes back", dead_peer_is_noticed_and_comes_back},
    {"traffic spares the check", traffic_spares_the_check},
    {"silence is checked", silence_is_checked},
    {"rebooted peer begins", rebooted_peer_begins},
    {"carrying SA is deleted beside another", carrying_sa_is_deleted_beside_another},
    {"rebooted peer waits", rebooted_peer_waits},
    {"silent rebooted peer", silent_rebooted_peer},
    {"rebooted peer is told", rebooted_peer_is_told},
    {"gap costs nothing", gap_costs_nothing},
    {"invented ESP", invented_esp},
    {"restart goes on", restart_goes_on},
    {"other group", other_group},
    {"no common proposal", no_common_proposal},
    {"cookies", cookies},
    {"wrong key", wrong_key},
    {"configuration", configuration},
    {"stopping tells the peer", stopping_tells_the_peer},
    {"clear comes up again", clear_comes_up_again},
    {"data plane", data_plane},
    {"UDP encapsulation", udp_encapsulation},
    {"UDP encapsulation is forced", udp_encapsulation_is_forced},
    {"restart without memory", lifetime_without_memory},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked life", tests);
}
