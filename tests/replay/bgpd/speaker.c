/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/replay/bgpd/speaker.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/update.h"
#include "tests/unit/unit.h"
#include <string.h>

struct open_message speaker_says(uint32_t as)
{
	struct open_message open = {.as = as, .hold_time = 180, .router_id = 0x01010101};
	open.caps.families = BGP_FAMILY_BIT(BGP_IPV4_UNICAST);
	open.caps.as4 = as;
	open.caps.refresh = true;
	return open;
}

void speaker_message(struct speaker *s, const struct wbuf *w)
{
	wire_raw_send(s->conn, w->data, w->len);
	wire_advance(s->wire, 100 * LOOP_MSEC);
}

void speaker_open(
    struct speaker *s, struct wire *w, unsigned from, unsigned to, const struct open_message *open)
{
	struct wbuf out = {0};
	uint32_t as = w->hosts[to].bgp->model->as;
	*s = (struct speaker){.wire = w, .own = w->hosts[from].addr};
	s->session = (struct attr_session){.ebgp = open->as != as, .as_size = open->caps.as4 ? 4 : 2};
	s->conn = wire_raw(w, from, to);
	wire_advance(w, 100 * LOOP_MSEC);
	open_encode(&out, open, true);
	message_keepalive(&out);
	speaker_message(s, &out);
	wbuf_free(&out);
}

void speaker_close(struct speaker *s)
{
	wire_raw_close(s->conn);
}

struct attr_set speaker_route(const struct speaker *s, const uint32_t *path)
{
	struct attr_set set;
	unsigned count = 0;
	attr_set_init(&set);
	while (path[count])
		count++;
	while (count-- > 0)
		attr_set_blob(&set.as_path, aspath_prepend(set.as_path, path[count], 1));
	set.present = ATTR_BIT(ATTR_ORIGIN) | ATTR_BIT(ATTR_AS_PATH) | ATTR_BIT(ATTR_NEXT_HOP);
	set.next_hop = s->own;
	if (!s->session.ebgp) {
		set.present |= ATTR_BIT(ATTR_LOCAL_PREF);
		set.local_pref = 100;
	}
	return set;
}

static void send_update(struct speaker *s, const struct attr *attr, const char *prefix)
{
	struct wbuf out = {0};
	struct update_writer writer;
	struct ip_prefix p;
	ip_prefix_parse(prefix, &p);
	update_begin(&writer, &out, BGP_IPV4_UNICAST, attr, &s->session, BGP_MESSAGE_MAX);
	update_add(&writer, &p);
	update_end(&writer);
	speaker_message(s, &out);
	wbuf_free(&out);
}

void speaker_announce(struct speaker *s, struct attr_set *set, const char *prefix)
{
	struct attr *attr = attr_intern(set);
	send_update(s, attr, prefix);
	attr_put(attr);
}

void speaker_withdraw(struct speaker *s, const char *prefix)
{
	send_update(s, NULL, prefix);
}

static bool lists(const struct update_list *list, const struct ip_prefix *wanted)
{
	struct rbuf r = list->nlri;
	struct ip_prefix p;
	while (list->present && nlri_next(&r, list->family, &p)) {
		if (ip_prefix_equal(&p, wanted))
			return true;
	}
	return false;
}

/* What one UPDATE says of the prefix: 1 announced, with its attributes in *attr, 0 withdrawn, -1 nothing. */
static int read_update(
    const struct speaker *s, struct rbuf body, const struct ip_prefix *wanted, struct attr **attr)
{
	struct update u;
	struct notify n;
	int said = -1;
	bool good = update_decode(body, &s->session, &u, &n);
	for (unsigned i = 0; good && i < UPDATE_LISTS; i++) {
		if (lists(&u.withdrawn[i], wanted))
			said = 0;
		if (!lists(&u.announced[i], wanted))
			continue;
		attr_put(*attr);
		*attr = update_attr(&u, i);
		said = 1;
	}
	update_clear(&u);
	return said;
}

/* The next whole message of what came; NULL at the end. */
static const uint8_t *next_message(const struct speaker *s, size_t *at, size_t *length)
{
	size_t size;
	const uint8_t *data = wire_raw_received(s->conn, &size);
	if (*at + BGP_HEADER_SIZE > size)
		return NULL;
	*length = data[*at + 16] << 8 | data[*at + 17];
	if (*length < BGP_HEADER_SIZE || *at + *length > size)
		return NULL;
	data += *at;
	*at += *length;
	return data;
}

bool speaker_heard(struct speaker *s, const char *prefix, struct attr_set *set)
{
	struct ip_prefix wanted;
	struct attr *attr = NULL;
	const uint8_t *message;
	size_t at = 0, length;
	int last = 0;
	ip_prefix_parse(prefix, &wanted);
	while ((message = next_message(s, &at, &length))) {
		if (message[18] != MESSAGE_UPDATE)
			continue;
		struct rbuf body = rbuf_from(message + BGP_HEADER_SIZE, length - BGP_HEADER_SIZE);
		int said = read_update(s, body, &wanted, &attr);
		last = said < 0 ? last : said;
	}
	attr_set_init(set);
	if (last == 1)
		attr_set_copy(set, &attr->set);
	attr_put(attr);
	return last == 1;
}

unsigned speaker_count(const struct speaker *s, enum message_type type)
{
	const uint8_t *message;
	size_t at = 0, length;
	unsigned count = 0;
	while ((message = next_message(s, &at, &length)))
		count += message[18] == type;
	return count;
}

size_t speaker_longest(const struct speaker *s)
{
	size_t at = 0, length, longest = 0;
	while (next_message(s, &at, &length))
		longest = length > longest ? length : longest;
	return longest;
}

void world_begin(struct world *x, uint32_t as_one, uint32_t as_two)
{
	static const int around[] = {1, 2, -1};
	uint32_t ases[] = {as_one, as_two};
	x->w = wire_new();
	x->w->hosts[1].deaf = x->w->hosts[2].deaf = true;
	x->model = wire_model(x->w, 0, 65001, around, ases);
}

struct peer_config *world_neighbor(struct world *x, unsigned host)
{
	return bgp_model_peer(x->model, &x->w->hosts[host].addr);
}

void world_open(struct world *x)
{
	struct open_message one = speaker_says(world_neighbor(x, 1)->remote_as);
	struct open_message two = speaker_says(world_neighbor(x, 2)->remote_as);
	two.router_id++;
	wire_start(x->w, 0, x->model, false);
	wire_advance(x->w, 100 * LOOP_MSEC);
	speaker_open(&x->one, x->w, 1, 0, &one);
	speaker_open(&x->two, x->w, 2, 0, &two);
	CU_ASSERT(wire_established(x->w, 0, 1) && wire_established(x->w, 0, 2));
}

void world_end(struct world *x)
{
	speaker_close(&x->one);
	speaker_close(&x->two);
	wire_free(x->w);
	CU_ASSERT_EQUAL(attr_count(), 0);
	CU_ASSERT_EQUAL(blob_count(), 0);
}
