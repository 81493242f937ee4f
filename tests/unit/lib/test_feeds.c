/* SPDX-License-Identifier: Apache-2.0 */
/* rib_feed and sa_feed: what was packed comes out the same, and every truncation of it is refused. */
#include "lib/rib_feed.h"
#include "lib/sa_feed.h"
#include <string.h>
#include "tests/unit/unit.h"

static struct ip_addr addr(const char *text)
{
	struct ip_addr a;
	CU_ASSERT(ip_addr_parse(text, &a));
	return a;
}

static struct ip_prefix prefix(const char *text)
{
	struct ip_prefix p;
	CU_ASSERT(ip_prefix_parse(text, &p));
	return p;
}

/* Decodes `w` cut at every byte and with one byte more: `decode` must refuse all of them. */
static void refuse_every_cut(struct wbuf *w, bool (*decode)(struct rbuf *r))
{
	unsigned accepted = 0;
	for (size_t cut = 0; cut < w->len; cut++) {
		struct rbuf r = rbuf_from(w->data, cut);
		accepted += decode(&r);
	}
	CU_ASSERT_EQUAL(accepted, 0);
	wbuf_u8(w, 0);
	struct rbuf longer = rbuf_from(w->data, w->len);
	CU_ASSERT_FALSE(decode(&longer));
}

static struct rib_route got[600];
static unsigned got_count;

static void keep_route(void *arg, const struct rib_route *route)
{
	got[got_count++] = *route;
}

static bool decode_routes(struct rbuf *r)
{
	got_count = 0;
	return rib_routes_unpack(r, keep_route, NULL);
}

static void routes(void)
{
	struct rib_route in[3] = {
	    {.proto = RIB_PROTO_EBGP,
		.distance = 20,
		.metric = 100,
		.tag = 45104,
		.prefix = prefix("10.0.0.0/16"),
		.count = 2,
		.nexthops = {{addr("169.254.10.1"), 0, 1}, {addr("169.254.11.1"), 7, 3}}},
	    {.withdraw = true, .proto = RIB_PROTO_IBGP, .prefix = prefix("2001:db8::/32")},
	    {.proto = RIB_PROTO_STATIC,
		.distance = 1,
		.prefix = prefix("0.0.0.0/0"),
		.count = 1,
		.nexthops = {{.ifindex = 4, .weight = 1}}}};
	struct wbuf w = {0};
	CU_ASSERT_EQUAL(rib_routes_pack(&w, in, 3), 3);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(decode_routes(&r));
	CU_ASSERT_EQUAL(got_count, 3);
	CU_ASSERT_EQUAL(got[0].count, 2);
	CU_ASSERT_EQUAL(got[0].tag, 45104);
	CU_ASSERT(ip_addr_equal(&got[0].nexthops[1].addr, &in[0].nexthops[1].addr));
	CU_ASSERT_EQUAL(got[0].nexthops[1].weight, 3);
	CU_ASSERT(got[1].withdraw && ip_prefix_equal(&got[1].prefix, &in[1].prefix));
	CU_ASSERT_EQUAL(got[2].nexthops[0].ifindex, 4);
	CU_ASSERT_EQUAL(got[2].nexthops[0].addr.family, 0);
	refuse_every_cut(&w, decode_routes);
	wbuf_free(&w);
}

static void a_batch_has_512_routes(void)
{
	static struct rib_route many[600];
	for (unsigned i = 0; i < 600; i++)
		many[i] = (struct rib_route){
		    .proto = RIB_PROTO_EBGP, .prefix = {.addr = ip_addr_v4(i << 8), .len = 24}};
	struct wbuf w = {0};
	CU_ASSERT_EQUAL(rib_routes_pack(&w, many, 600), 512);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(decode_routes(&r));
	CU_ASSERT_EQUAL(got_count, 512);
	wbuf_set_u16(&w, 0, 513);
	r = rbuf_from(w.data, w.len);
	CU_ASSERT_FALSE(decode_routes(&r));
	wbuf_free(&w);
}

static void too_many_next_hops_are_refused(void)
{
	struct rib_route in = {.proto = RIB_PROTO_STATIC, .prefix = prefix("10.0.0.0/8")};
	struct wbuf w = {0};
	rib_routes_pack(&w, &in, 1);
	size_t count_at = w.len - 1;
	wbuf_set_u8(&w, count_at, RIB_NEXTHOPS_MAX + 1);
	wbuf_zero(&w, 1000);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT_FALSE(decode_routes(&r));
	CU_ASSERT_EQUAL(got_count, 0);
	wbuf_free(&w);
}

static bool decode_nexthop(struct rbuf *r)
{
	struct rib_nexthop_state s;
	return rib_nexthop_state_unpack(r, &s);
}

static void nexthop_state(void)
{
	struct rib_nexthop_state in = {addr("169.254.10.1"), true, true, 5, 9}, out;
	struct wbuf w = {0};
	rib_nexthop_state_pack(&w, &in);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(rib_nexthop_state_unpack(&r, &out));
	CU_ASSERT(ip_addr_equal(&in.addr, &out.addr) && out.reachable && out.connected);
	CU_ASSERT(out.metric == 5 && out.ifindex == 9);
	refuse_every_cut(&w, decode_nexthop);
	wbuf_free(&w);
}

static bool decode_prefix(struct rbuf *r)
{
	struct rib_prefix_state s;
	return rib_prefix_state_unpack(r, &s);
}

static void prefix_state(void)
{
	struct rib_prefix_state in = {prefix("192.168.0.0/24"), true, RIB_PROTO_STATIC, 1, addr("10.0.0.1")},
				out;
	struct wbuf w = {0};
	rib_prefix_state_pack(&w, &in);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(rib_prefix_state_unpack(&r, &out));
	CU_ASSERT(ip_prefix_equal(&in.prefix, &out.prefix) && ip_addr_equal(&in.gateway, &out.gateway));
	CU_ASSERT(out.present && out.proto == RIB_PROTO_STATIC && out.metric == 1);
	refuse_every_cut(&w, decode_prefix);
	wbuf_free(&w);
}

static bool decode_iface(struct rbuf *r)
{
	struct rib_iface i;
	return rib_iface_unpack(r, &i);
}

static void iface(void)
{
	struct rib_iface in = {.ifindex = 3,
	    .device = "eth0",
	    .name = "GigabitEthernet0/0",
	    .nameif = "outside1",
	    .admin_up = true,
	    .running = true,
	    .mtu = 1500,
	    .count = 2,
	    .addrs = {prefix("203.0.113.2/24"), prefix("2001:db8::2/64")}};
	struct rib_iface out;
	struct wbuf w = {0};
	rib_iface_pack(&w, &in);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(rib_iface_unpack(&r, &out));
	CU_ASSERT_STRING_EQUAL(out.device, "eth0");
	CU_ASSERT_STRING_EQUAL(out.name, "GigabitEthernet0/0");
	CU_ASSERT_STRING_EQUAL(out.nameif, "outside1");
	CU_ASSERT(out.admin_up && out.running && !out.gone && out.mtu == 1500 && out.count == 2);
	CU_ASSERT(ip_prefix_equal(&in.addrs[1], &out.addrs[1]));
	refuse_every_cut(&w, decode_iface);
	wbuf_free(&w);
}

static struct sa_spec example_sa(void)
{
	struct sa_spec s = {.direction = SA_OUT,
	    .spi = 0xc0ffee01,
	    .tunnel = "Tunnel1",
	    .local = {.addr = addr("203.0.113.2"), .port = 4500},
	    .remote = {.addr = addr("198.51.100.9"), .port = 34567},
	    .udp_encap = true,
	    .encr = SA_ENCR_AES_CBC,
	    .encr_key_bits = 256,
	    .auth = SA_AUTH_HMAC_SHA2_256_128,
	    .esn = true,
	    .replay_window = 1024,
	    .pfs_group = 14,
	    .encr_key_size = 32,
	    .auth_key_size = 32,
	    .soft_bytes = 1,
	    .hard_bytes = UINT64_C(1) << 40,
	    .hard_seconds = 3600,
	    .lifetime_seconds = 28800,
	    .lifetime_kilobytes = 4608000,
	    .pair_spi = 2,
	    .initiator = true,
	    .ike_id = 77,
	    .ts_local_low = addr("0.0.0.0"),
	    .ts_local_high = addr("255.255.255.255"),
	    .ts_remote_low = addr("::"),
	    .ts_remote_high = addr("ff::")};
	memset(s.encr_key, 0xaa, 32);
	memset(s.auth_key, 0xbb, 32);
	return s;
}

static bool decode_spec(struct rbuf *r)
{
	struct sa_spec s, zero = {0};
	bool ok = sa_spec_unpack(r, &s);
	/* A decoder that fails leaves no key behind. */
	CU_ASSERT(ok || memcmp(&s, &zero, sizeof(s)) == 0);
	return ok;
}

static void spec(void)
{
	struct sa_spec in = example_sa(), out;
	struct wbuf w = {0}, again = {0};
	sa_spec_pack(&w, &in);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(sa_spec_unpack(&r, &out));
	CU_ASSERT_STRING_EQUAL(out.tunnel, "Tunnel1");
	CU_ASSERT_EQUAL(memcmp(out.encr_key, in.encr_key, SA_KEY_MAX), 0);
	CU_ASSERT(ip_endpoint_equal(&out.remote, &in.remote));
	CU_ASSERT(out.hard_bytes == in.hard_bytes && out.esn && out.initiator && out.ike_id == 77);
	sa_spec_pack(&again, &out);
	CU_ASSERT(again.len == w.len && memcmp(again.data, w.data, w.len) == 0);
	refuse_every_cut(&w, decode_spec);
	wbuf_free(&again);
	wbuf_free(&w);
}

static void key_too_long_is_refused(void)
{
	struct sa_spec in = example_sa(), out;
	struct wbuf w = {0};
	in.encr_key_size = 0;
	in.auth_key_size = 0;
	sa_spec_pack(&w, &in);
	/* direction, SPI, name, two endpoints of IPv4, the flag, then the transforms up to the key's size */
	size_t at = 1 + 4 + (2 + 7) + 2 * (5 + 2) + 1 + 2 + 2 + 2 + 1 + 2 + 2;
	CU_ASSERT_EQUAL(w.data[at], 0);
	wbuf_set_u8(&w, at, SA_KEY_MAX + 1);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT_FALSE(sa_spec_unpack(&r, &out));
	wbuf_free(&w);
}

static bool decode_move(struct rbuf *r)
{
	struct sa_move m;
	return sa_move_unpack(r, &m);
}

static bool decode_used(struct rbuf *r)
{
	struct sa_used u;
	return sa_used_unpack(r, &u);
}

static bool decode_id(struct rbuf *r)
{
	struct sa_id id;
	return sa_id_unpack(r, &id) && rbuf_left(r) == 0;
}

static void identities(void)
{
	struct sa_id one = sa_id_of(SA_OUT, 5, "Tunnel1"), two = sa_id_of(SA_OUT, 5, "Tunnel2"), out;
	CU_ASSERT_FALSE(sa_id_equal(&one, &two));
	struct sa_id in = sa_id_of(SA_IN, 5, "Tunnel1"), same = sa_id_of(SA_IN, 5, "Tunnel2");
	CU_ASSERT(sa_id_equal(&in, &same));
	struct wbuf w = {0};
	sa_id_pack(&w, &two);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(sa_id_unpack(&r, &out) && sa_id_equal(&out, &two));
	refuse_every_cut(&w, decode_id);
	wbuf_free(&w);
}

static bool decode_datagram(struct rbuf *r)
{
	struct sa_ike_datagram d;
	return sa_ike_datagram_unpack(r, &d);
}

static void small_messages(void)
{
	struct sa_move move = {sa_id_of(SA_OUT, 5, "Tunnel1"), {.addr = addr("10.0.0.1"), .port = 4500},
			   {.addr = addr("10.0.0.2"), .port = 4501}, true},
		       move_out;
	struct sa_used used = {9, 10, UINT64_C(1) << 50, UINT32_MAX}, used_out;
	struct wbuf w = {0};
	sa_move_pack(&w, &move);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(sa_move_unpack(&r, &move_out) && move_out.udp_encap && move_out.remote.port == 4501);
	CU_ASSERT(sa_id_equal(&move_out.id, &move.id));
	refuse_every_cut(&w, decode_move);
	wbuf_reset(&w);
	sa_used_pack(&w, &used);
	r = rbuf_from(w.data, w.len);
	CU_ASSERT(sa_used_unpack(&r, &used_out) && used_out.bytes == used.bytes &&
		  used_out.idle_msec == UINT32_MAX);
	refuse_every_cut(&w, decode_used);
	wbuf_free(&w);
}

static void ike_datagram(void)
{
	struct sa_ike_datagram in = {{.addr = addr("10.0.0.1"), .port = 4500},
				   {.addr = addr("10.0.0.2"), .port = 4500}, (const uint8_t *)"abcd", 4},
			       out;
	struct wbuf w = {0};
	sa_ike_datagram_pack(&w, &in);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT(sa_ike_datagram_unpack(&r, &out));
	CU_ASSERT(out.size == 4 && memcmp(out.data, "abcd", 4) == 0);
	CU_ASSERT(out.data > w.data && out.data < w.data + w.len);
	refuse_every_cut(&w, decode_datagram);
	wbuf_free(&w);
}

int main(void)
{
	CU_TestInfo tests[] = {{"routes", routes}, {"a batch has 512 routes", a_batch_has_512_routes},
	    {"too many next hops", too_many_next_hops_are_refused}, {"next hop state", nexthop_state},
	    {"prefix state", prefix_state}, {"interface", iface}, {"SA", spec},
	    {"key too long", key_too_long_is_refused}, {"move and usage", small_messages},
	    {"identities", identities}, {"IKE datagram", ike_datagram}, CU_TEST_INFO_NULL};
	return unit_main("lib/feeds", tests);
}
