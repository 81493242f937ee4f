/* SPDX-License-Identifier: Apache-2.0 */
/* BFD for BGP: which neighbors want a session, and what becomes of BGP when one goes down (RFC 5882 §4.3, RFC 9384). */
#pragma once
#include "daemons/bgpd/bfd_config.h"
#include "daemons/bgpd/bfd_engine.h"

struct bfd;
struct bgp;

/* Hears of changed neighbors and interfaces by the speaker's peers_changed. NULL when out of memory. */
struct bfd *bfd_new(struct bgp *bgp);
/* Tells the neighbors that it ends. */
void bfd_free(struct bfd *b);
/* Takes the contents of `config`. */
void bfd_configure(struct bfd *b, struct bfd_config *config);
const struct bfd_config *bfd_config_of(const struct bfd *b);

/* The sessions as they are, the caller's to free; NULL: none. */
struct bfd_status *bfd_sessions(struct bfd *b, size_t *count);
void bfd_dropped(struct bfd *b, struct bfd_drops *drops);
