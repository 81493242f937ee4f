/* SPDX-License-Identifier: Apache-2.0 */
/* Headers, chains and the small payloads: what is sound, and what is refused. */
#include "daemons/iked/id.h"
#include "daemons/iked/message.h"
#include "daemons/iked/notify.h"
#include "daemons/iked/ts.h"
#include "tests/unit/iked/hex.h"
#include "tests/unit/unit.h"

static void chains(void)
{
	static const struct {
		const char *bytes;
		uint8_t first;
		enum payload_fault fault;
	} cases[] = {
	    {"", 0, PAYLOAD_OK}, {"00", 0, PAYLOAD_MALFORMED}, /* bytes behind the last payload */
	    {"00000004", PAYLOAD_NONCE, PAYLOAD_OK},
	    {"00000003", PAYLOAD_NONCE, PAYLOAD_MALFORMED}, /* shorter than its header */
	    {"00000005", PAYLOAD_NONCE, PAYLOAD_MALFORMED}, /* longer than the message */
	    {"28000004", PAYLOAD_NONCE, PAYLOAD_MALFORMED}, /* a next one that is not there */
	    {"00000004", 200, PAYLOAD_OK},                  /* unknown: passed over */
	    {"00800004", 200, PAYLOAD_UNKNOWN_CRITICAL},
	    {"00800004", PAYLOAD_NONCE, PAYLOAD_OK}, /* critical, but known */
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t data[64], critical = 0;
		struct payload_chain chain;
		size_t size = hex(cases[i].bytes, data);
		CU_ASSERT_EQUAL(payload_chain_parse(&chain, cases[i].first, rbuf_from(data, size), &critical),
		    cases[i].fault);
		if (cases[i].fault == PAYLOAD_UNKNOWN_CRITICAL)
			CU_ASSERT_EQUAL(critical, 200);
	}
}

/* A message cannot make us keep more payloads than we have room for. */
static void too_many(void)
{
	struct payload_writer w = {0};
	struct payload_chain chain;
	for (int i = 0; i < PAYLOADS_MAX; i++)
		notify_encode(&w, NOTIFY_INITIAL_CONTACT, NULL, 0);
	CU_ASSERT_EQUAL(
	    payload_chain_parse(&chain, w.first, rbuf_from(w.buf.data, w.buf.len), NULL), PAYLOAD_OK);
	notify_encode(&w, NOTIFY_INITIAL_CONTACT, NULL, 0);
	CU_ASSERT_EQUAL(
	    payload_chain_parse(&chain, w.first, rbuf_from(w.buf.data, w.buf.len), NULL), PAYLOAD_MALFORMED);
	payload_writer_free(&w);
}

static void headers(void)
{
	uint8_t data[] = {
	    0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 34, 8, 0, 0, 0, 0, 0, 0, 0, 28};
	struct ike_header h;
	CU_ASSERT(message_header_parse(&h, data, sizeof(data)));
	CU_ASSERT_EQUAL(h.spi_i, 1);
	CU_ASSERT_EQUAL(h.exchange, EXCHANGE_IKE_SA_INIT);
	CU_ASSERT_FALSE(message_header_parse(&h, data, sizeof(data) - 1));
	data[27] = 29; /* length */
	CU_ASSERT_FALSE(message_header_parse(&h, data, sizeof(data)));
	data[27] = 28;
	data[17] = 0x10; /* IKEv1 */
	CU_ASSERT_FALSE(message_header_parse(&h, data, sizeof(data)));
	data[17] = 0x21; /* a later minor version is fine (§2.5) */
	CU_ASSERT(message_header_parse(&h, data, sizeof(data)));
	data[7] = 0; /* no initiator's SPI: of a message that belongs to no SA (§1.5) */
	CU_ASSERT(message_header_parse(&h, data, sizeof(data)));
}

static void deletes(void)
{
	static const struct {
		const char *bytes;
		bool good;
		unsigned count;
	} cases[] = {
	    {"01000000", true, 0},
	    {"0100000100000001", false, 0},
	    {"0304000111223344", true, 1},
	    {"030400021122334455667788", true, 2},
	    {"0304000211223344", false, 0},
	    {"0304ffff11223344", false, 0},
	    {"0308000111223344", false, 0},
	    {"03", false, 0},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t data[64];
		struct delete_payload del;
		size_t size = hex(cases[i].bytes, data);
		CU_ASSERT_EQUAL(delete_decode(rbuf_from(data, size), &del), cases[i].good);
		if (cases[i].good)
			CU_ASSERT_EQUAL(del.count, cases[i].count);
	}
}

static void small_payloads(void)
{
	uint8_t data[300] = {0};
	struct nonce n;
	struct ke ke;
	struct auth_payload auth;
	struct ike_id id;
	struct notify notify;
	CU_ASSERT_FALSE(nonce_decode(rbuf_from(data, 15), &n));
	CU_ASSERT(nonce_decode(rbuf_from(data, 16), &n));
	CU_ASSERT(nonce_decode(rbuf_from(data, 256), &n));
	CU_ASSERT_FALSE(nonce_decode(rbuf_from(data, 257), &n));
	CU_ASSERT_FALSE(ke_decode(rbuf_from(data, 3), &ke));
	CU_ASSERT_FALSE(ke_decode(rbuf_from(data, 4), &ke));
	CU_ASSERT_FALSE(auth_decode(rbuf_from(data, 4), &auth));
	CU_ASSERT_FALSE(ike_id_decode(rbuf_from(data, 8), &id)); /* type 0 */
	data[0] = ID_FQDN;
	CU_ASSERT_FALSE(ike_id_decode(rbuf_from(data, 3), &id));
	CU_ASSERT(ike_id_decode(rbuf_from(data, 4), &id));
	CU_ASSERT_FALSE(ike_id_decode(rbuf_from(data, 4 + ID_SIZE_MAX + 1), &id));
	data[1] = 200; /* SPI size */
	CU_ASSERT_FALSE(notify_decode(rbuf_from(data, 100), &notify));
}

static void nonces_in_order(void)
{
	struct nonce a = {.size = 16}, b = {.size = 17}, c = {.size = 16, .data = {1}};
	CU_ASSERT(nonce_cmp(&a, &b) < 0); /* one runs out first */
	CU_ASSERT(nonce_cmp(&b, &c) < 0);
	CU_ASSERT(nonce_cmp(&a, &a) == 0);
	CU_ASSERT_PTR_EQUAL(nonce_lower(&c, &a), &a);
}

static struct ts range(uint32_t low, uint32_t high)
{
	return (struct ts){.port_high = 65535, .low = ip_addr_v4(low), .high = ip_addr_v4(high)};
}

static void selectors(void)
{
	struct ts_list any = ts_list_any(true, true), v4 = ts_list_any(true, false),
		       v6 = ts_list_any(false, true), out;
	struct payload_writer w = {0};
	ts_encode(&w, PAYLOAD_TSI, &any);
	CU_ASSERT(ts_decode(rbuf_from(w.buf.data + 4, w.buf.len - 4), &out));
	CU_ASSERT_EQUAL(out.count, 2);
	CU_ASSERT(ts_list_within(&out, &any) && ts_list_within(&any, &out));
	for (size_t size = 0; size < w.buf.len - 4; size++)
		CU_ASSERT_FALSE(ts_decode(rbuf_from(w.buf.data + 4, size), &out));
	payload_writer_free(&w);

	CU_ASSERT(ts_narrow(&v4, &any, &out));
	CU_ASSERT_EQUAL(out.count, 1);
	CU_ASSERT_FALSE(ts_narrow(&v4, &v6, &out));
	struct ts_list net = {.count = 1, .ts = {range(0x0a000000, 0x0a0000ff)}};
	struct ts_list half = {.count = 1, .ts = {range(0x0a000080, 0x0a0001ff)}};
	struct ts_list other = {.count = 1, .ts = {range(0x0b000000, 0x0b0000ff)}};
	CU_ASSERT(ts_narrow(&net, &half, &out));
	CU_ASSERT(ip_addr_equal(&out.ts[0].low, &half.ts[0].low) &&
		  ip_addr_equal(&out.ts[0].high, &net.ts[0].high));
	CU_ASSERT_FALSE(ts_narrow(&net, &other, &out));
	CU_ASSERT(ts_list_within(&net, &v4));
	CU_ASSERT_FALSE(ts_list_within(&half, &net));
	half.ts[0].protocol = 6;
	CU_ASSERT(ts_narrow(&half, &v4, &out) && out.ts[0].protocol == 6);
	net.ts[0].protocol = 17;
	CU_ASSERT_FALSE(ts_narrow(&half, &net, &out));
}

static CU_TestInfo tests[] = {
    {"chains", chains},
    {"too many", too_many},
    {"headers", headers},
    {"Delete", deletes},
    {"small payloads", small_payloads},
    {"nonces in order", nonces_in_order},
    {"traffic selectors", selectors},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("payload", tests);
}
