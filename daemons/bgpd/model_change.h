/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A change of the model in force, and what follows from it. Lists and route maps are found by those who name them
 * (lib/mention.h), so that a change costs what it changes and who goes by that.
 */
#pragma once
#include "daemons/bgpd/model.h"

struct prefix_set { /* one may be there twice */
	struct ip_prefix *all;
	size_t count;
};

struct model_change {
	struct bgp_model settings; /* what the settings were; without objects */
	struct prefix_set peers;   /* by address; new, changed, or gone: those are in the model no more */
	struct prefix_set networks, aggregates;
	struct filters old; /* not in force any more, until nobody points to it */
};

/* Takes the objects of `before` out of `m` and puts those of `after` in, which it takes over; with `settings` those of
 * `after` as well. Names are what they stand for. `before` may be `m` itself: then all goes. */
void model_change(struct model_change *c, struct bgp_model *m, struct bgp_model *before,
    struct bgp_model *after, bool settings);
void model_change_free(struct model_change *c);
