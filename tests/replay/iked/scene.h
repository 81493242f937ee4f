/* SPDX-License-Identifier: Apache-2.0 */
/* A world whose ends prove themselves with certificates. */
#pragma once
#include "tests/replay/iked/authority.h"
#include "tests/replay/iked/world.h"

/* What is not as usual. */
struct scene {
	bool rsa;
	bool between;       /* the ends' certificates come from a CA below the one that is trusted */
	bool key_of_b;      /* b proves itself with its pre-shared key */
	struct grant grant; /* of a; name NULL: a good one */
	bool stranger, revoke,
	    list; /* a's CA is another one; a's is revoked; a list is asked for and not there */
	enum trust_revocation revocation;
	enum id_validation validation;
	struct ike_id id; /* that a claims; type 0: its subject */
};

/* `a` begins. */
struct world *scene_begin(uint64_t seed, const struct scene *scene);
