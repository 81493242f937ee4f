/* SPDX-License-Identifier: Apache-2.0 */
/* A neighbor made by hand at the other end of a raw connection: it opens the session, announces what the test
 * says, with any attributes, and remembers what it was told. */
#pragma once
#include "tests/replay/bgpd/wire.h"
#include "daemons/bgpd/attr_table.h"

struct speaker {
	struct wire *wire;
	struct conn *conn;
	struct ip_addr own;
	struct attr_session session;
};

/* What a usual neighbor says in its OPEN; change it, then speaker_open(). */
struct open_message speaker_says(uint32_t as);
/* Host `from` calls host `to` and both are Established, unless `to` refuses. */
void speaker_open(
    struct speaker *s, struct wire *w, unsigned from, unsigned to, const struct open_message *open);
void speaker_close(struct speaker *s);

/* Attributes as such a neighbor sends them: this AS path (0 ends it), itself as next hop. */
struct attr_set speaker_route(const struct speaker *s, const uint32_t *path);
/* Takes the content of `set`. */
void speaker_announce(struct speaker *s, struct attr_set *set, const char *prefix);
void speaker_withdraw(struct speaker *s, const char *prefix);
void speaker_message(struct speaker *s, const struct wbuf *w);
/* True when the last word about this prefix was an announcement, whose attributes go to *set: the caller clears it. */
bool speaker_heard(struct speaker *s, const char *prefix, struct attr_set *set);
/* Host 0, AS 65001, between two speakers by hand, hosts 1 and 2. */
struct world {
	struct wire *w;
	struct bgp_model *model;
	struct speaker one, two;
};

/* The model may be changed until world_open(), which expects both sessions to come up. */
void world_begin(struct world *x, uint32_t as_one, uint32_t as_two);
struct peer_config *world_neighbor(struct world *x, unsigned host);
void world_open(struct world *x);
void world_end(struct world *x); /* expects that nothing is left */

/* Messages of this type that came. */
unsigned speaker_count(const struct speaker *s, enum message_type type);
/* Size of the longest one, bytes. */
size_t speaker_longest(const struct speaker *s);
