/* SPDX-License-Identifier: Apache-2.0 */
/* Post-quantum pre-shared keys, RFC 8784: who has which key, and who requires it. */
#include "tests/replay/iked/world.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>

enum who { NOBODY, OPTIONAL, REQUIRED };

struct key_of_end {
	enum who who;
	const char *id, *key;
};

static void configure(struct end *e, const struct key_of_end *k, bool starts)
{
	struct settings *s = world_settings(e, DH_CURVE25519);
	struct ppk_settings *p = &s->peer->ppk;
	s->peer->responder_only = !starts;
	if (k->who != NOBODY) {
		p->required = k->who == REQUIRED;
		p->key.size = (uint16_t)strlen(k->key);
		memcpy(p->key.data, k->key, p->key.size);
		p->id_size = (uint8_t)strlen(k->id);
		memcpy(p->id, k->id, p->id_size);
	}
	ike_apply(e->ike, s);
}

static const struct {
	struct key_of_end initiator, responder;
	bool up, mixed;
	enum failure_code at_initiator, at_responder; /* where it is not up */
} cases[] = {
    {{OPTIONAL, "one", "secret"}, {OPTIONAL, "one", "secret"}, true, true, 0, 0},
    {{REQUIRED, "one", "secret"}, {REQUIRED, "one", "secret"}, true, true, 0, 0},
    {{OPTIONAL, "one", "secret"}, {REQUIRED, "one", "secret"}, true, true, 0, 0},
    {{OPTIONAL, "one", "secret"}, {NOBODY, "", ""}, true, false, 0, 0},
    {{NOBODY, "", ""}, {OPTIONAL, "one", "secret"}, true, false, 0, 0},
    {{OPTIONAL, "one", "secret"}, {OPTIONAL, "two", "secret"}, true, false, 0, 0},
    {{REQUIRED, "one", "secret"}, {NOBODY, "", ""}, false, false, FAILURE_PPK, 0},
    {{NOBODY, "", ""}, {REQUIRED, "one", "secret"}, false, false, FAILURE_AUTH_BY_PEER, FAILURE_PPK},
    {{OPTIONAL, "one", "secret"}, {REQUIRED, "two", "secret"}, false, false, FAILURE_AUTH_BY_PEER,
	FAILURE_PPK},
    {{REQUIRED, "one", "secret"}, {OPTIONAL, "two", "secret"}, false, false, FAILURE_AUTH_BY_PEER,
	FAILURE_AUTH_OF_PEER},
    {{OPTIONAL, "one", "secret"}, {OPTIONAL, "one", "another"}, false, false, FAILURE_AUTH_BY_PEER,
	FAILURE_AUTH_OF_PEER},
};

static void try_case(unsigned i)
{
	struct world *w = world_new(600 + i, DH_CURVE25519);
	configure(&w->b, &cases[i].responder, false);
	configure(&w->a, &cases[i].initiator, true);
	bool up = world_until_up(w, LOOP_SEC / 4);
	bool good = up == cases[i].up;
	if (up) {
		good &= end_sa(&w->a)->ppk == cases[i].mixed && end_sa(&w->b)->ppk == cases[i].mixed;
		good &= world_is_single(w) && w->datagrams == 4;
	} else {
		good &= end_peer(&w->a)->failure.code == cases[i].at_initiator;
		good &= end_peer(&w->b)->failure.code == cases[i].at_responder;
		good &= w->a.installed == 0;
	}
	if (!good)
		printf("    case %u: up %d, %d %d\n", i, up, end_peer(&w->a)->failure.code,
		    end_peer(&w->b)->failure.code);
	CU_ASSERT(good);
	world_free(w);
}

static void who_has_and_who_requires(void)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		try_case(i);
}

/* The successor of a rekey has its keys from mixed ones; a changed key takes the SA down and up again. */
static void life(void)
{
	const struct key_of_end one = {REQUIRED, "one", "secret"}, two = {REQUIRED, "one", "another"};
	struct world *w = world_new(650, DH_CURVE25519);
	configure(&w->b, &one, false);
	configure(&w->a, &one, true);
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	uint64_t spi = end_sa(&w->a)->local_spi;
	end_sa(&w->a)->want_rekey = true;
	ike_sa_continue(end_sa(&w->a));
	world_run(w, LOOP_SEC);
	CU_ASSERT(world_is_single(w) && end_sa(&w->a)->local_spi != spi && end_sa(&w->a)->ppk);
	end_restart(&w->a, true);
	configure(&w->a, &one, true);
	world_run(w, LOOP_SEC);
	CU_ASSERT(world_is_single(w) && end_sa(&w->a)->ppk);
	configure(&w->b, &two, false);
	configure(&w->a, &two, true);
	CU_ASSERT(world_until_up(w, 10 * LOOP_SEC));
	CU_ASSERT(end_sa(&w->a)->ppk);
	world_free(w);
}

static CU_TestInfo tests[] = {
    {"who has a key, and who requires it", who_has_and_who_requires},
    {"rekey, restart and change", life},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked post-quantum keys", tests);
}
