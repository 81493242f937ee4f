/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/sa_feed.h"
#include <string.h>

static bool get_flag(struct rbuf *r)
{
	uint8_t v = rbuf_u8(r);
	if (v > 1)
		r->bad = true;
	return v == 1;
}

static uint8_t get_direction(struct rbuf *r)
{
	uint8_t v = rbuf_u8(r);
	if (v != SA_IN && v != SA_OUT)
		r->bad = true;
	return v;
}

static bool whole(const struct rbuf *r)
{
	return rbuf_ok(r) && rbuf_left(r) == 0;
}

struct sa_id sa_id_of(uint8_t direction, uint32_t spi, const char *tunnel)
{
	struct sa_id id = {.spi = spi, .direction = direction};
	if (direction == SA_OUT)
		strncpy(id.tunnel, tunnel, sizeof(id.tunnel) - 1);
	return id;
}

bool sa_id_equal(const struct sa_id *a, const struct sa_id *b)
{
	return a->direction == b->direction && a->spi == b->spi && strcmp(a->tunnel, b->tunnel) == 0;
}

void sa_id_pack(struct wbuf *w, const struct sa_id *id)
{
	wbuf_u8(w, id->direction);
	wbuf_u32(w, id->spi);
	wbuf_str(w, id->tunnel);
}

bool sa_id_unpack(struct rbuf *r, struct sa_id *id)
{
	char tunnel[IF_NAMESIZE] = "";
	uint8_t direction = get_direction(r);
	uint32_t spi = rbuf_u32(r);
	bool ok = rbuf_str(r, tunnel, sizeof(tunnel));
	*id = sa_id_of(direction, spi, tunnel);
	return ok && rbuf_ok(r);
}

static void key_pack(struct wbuf *w, const uint8_t *key, uint8_t size)
{
	wbuf_u8(w, size);
	wbuf_bytes(w, key, size);
}

static uint8_t key_unpack(struct rbuf *r, uint8_t *key)
{
	uint8_t size = rbuf_u8(r);
	if (size > SA_KEY_MAX)
		r->bad = true;
	return rbuf_ok(r) && rbuf_copy(r, key, size) ? size : 0;
}

static void limits_pack(struct wbuf *w, const struct sa_spec *s)
{
	wbuf_u64(w, s->soft_bytes);
	wbuf_u64(w, s->hard_bytes);
	wbuf_u32(w, s->hard_seconds);
	wbuf_u32(w, s->lifetime_seconds);
	wbuf_u32(w, s->lifetime_kilobytes);
}

static void limits_unpack(struct rbuf *r, struct sa_spec *s)
{
	s->soft_bytes = rbuf_u64(r);
	s->hard_bytes = rbuf_u64(r);
	s->hard_seconds = rbuf_u32(r);
	s->lifetime_seconds = rbuf_u32(r);
	s->lifetime_kilobytes = rbuf_u32(r);
}

static void transforms_pack(struct wbuf *w, const struct sa_spec *s)
{
	wbuf_u16(w, s->encr);
	wbuf_u16(w, s->encr_key_bits);
	wbuf_u16(w, s->auth);
	wbuf_u8(w, s->esn);
	wbuf_u16(w, s->replay_window);
	wbuf_u16(w, s->pfs_group);
	key_pack(w, s->encr_key, s->encr_key_size);
	key_pack(w, s->auth_key, s->auth_key_size);
}

static void transforms_unpack(struct rbuf *r, struct sa_spec *s)
{
	s->encr = rbuf_u16(r);
	s->encr_key_bits = rbuf_u16(r);
	s->auth = rbuf_u16(r);
	s->esn = get_flag(r);
	s->replay_window = rbuf_u16(r);
	s->pfs_group = rbuf_u16(r);
	s->encr_key_size = key_unpack(r, s->encr_key);
	s->auth_key_size = key_unpack(r, s->auth_key);
}

void sa_spec_pack(struct wbuf *w, const struct sa_spec *s)
{
	wbuf_u8(w, s->direction);
	wbuf_u32(w, s->spi);
	wbuf_str(w, s->tunnel);
	wbuf_ip_endpoint(w, &s->local);
	wbuf_ip_endpoint(w, &s->remote);
	wbuf_u8(w, s->udp_encap);
	transforms_pack(w, s);
	limits_pack(w, s);
	wbuf_u32(w, s->pair_spi);
	wbuf_u8(w, s->initiator);
	wbuf_u32(w, s->ike_id);
	wbuf_ip_addr(w, &s->ts_local_low);
	wbuf_ip_addr(w, &s->ts_local_high);
	wbuf_ip_addr(w, &s->ts_remote_low);
	wbuf_ip_addr(w, &s->ts_remote_high);
}

bool sa_spec_unpack(struct rbuf *r, struct sa_spec *s)
{
	*s = (struct sa_spec){0};
	s->direction = get_direction(r);
	s->spi = rbuf_u32(r);
	rbuf_str(r, s->tunnel, sizeof(s->tunnel));
	rbuf_ip_endpoint(r, &s->local);
	rbuf_ip_endpoint(r, &s->remote);
	s->udp_encap = get_flag(r);
	transforms_unpack(r, s);
	limits_unpack(r, s);
	s->pair_spi = rbuf_u32(r);
	s->initiator = get_flag(r);
	s->ike_id = rbuf_u32(r);
	rbuf_ip_addr(r, &s->ts_local_low);
	rbuf_ip_addr(r, &s->ts_local_high);
	rbuf_ip_addr(r, &s->ts_remote_low);
	rbuf_ip_addr(r, &s->ts_remote_high);
	if (whole(r))
		return true;
	explicit_bzero(s, sizeof(*s)); /* keys */
	return false;
}

void sa_move_pack(struct wbuf *w, const struct sa_move *m)
{
	sa_id_pack(w, &m->id);
	wbuf_ip_endpoint(w, &m->local);
	wbuf_ip_endpoint(w, &m->remote);
	wbuf_u8(w, m->udp_encap);
}

bool sa_move_unpack(struct rbuf *r, struct sa_move *m)
{
	*m = (struct sa_move){0};
	sa_id_unpack(r, &m->id);
	rbuf_ip_endpoint(r, &m->local);
	rbuf_ip_endpoint(r, &m->remote);
	m->udp_encap = get_flag(r);
	return whole(r);
}

void sa_used_pack(struct wbuf *w, const struct sa_used *u)
{
	wbuf_u32(w, u->spi);
	wbuf_u64(w, u->packets);
	wbuf_u64(w, u->bytes);
	wbuf_u32(w, u->idle_msec);
}

bool sa_used_unpack(struct rbuf *r, struct sa_used *u)
{
	u->spi = rbuf_u32(r);
	u->packets = rbuf_u64(r);
	u->bytes = rbuf_u64(r);
	u->idle_msec = rbuf_u32(r);
	return whole(r);
}

void sa_ike_datagram_pack(struct wbuf *w, const struct sa_ike_datagram *d)
{
	wbuf_ip_endpoint(w, &d->local);
	wbuf_ip_endpoint(w, &d->remote);
	wbuf_u32(w, (uint32_t)d->size);
	wbuf_bytes(w, d->data, d->size);
}

bool sa_ike_datagram_unpack(struct rbuf *r, struct sa_ike_datagram *d)
{
	rbuf_ip_endpoint(r, &d->local);
	rbuf_ip_endpoint(r, &d->remote);
	d->size = rbuf_u32(r);
	d->data = rbuf_bytes(r, d->size);
	return whole(r);
}
