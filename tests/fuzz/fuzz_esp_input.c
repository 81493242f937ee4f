/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ESP as it comes from the network. The first byte chooses: even, the input is a packet (nearly always not
 * authentic); odd, it is clear text with its trailer, sealed here with the known key, so that everything behind
 * the integrity check is reached. The input is cut into packets of the length given before each, and they go
 * through one batch, so that joining is reached too.
 */
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/crypto.h"
#include "daemons/espd/decap.h"
#include "daemons/espd/sa.h"
#include "daemons/espd/stats.h"
#include "daemons/espd/tunnel.h"
#include "lib/buf.h"

#define SPI         0x11223344u
#define PACKETS_MAX 64
#define PACKET_MAX  2048

struct target {
	struct crypto_engine *engine;
	struct vault stats;
	struct sa_db db;
	struct decap *decap;
	struct tunnel tunnel;
	struct crypto_sa *sealer;
	uint64_t sequence;
	uint8_t packets[PACKETS_MAX][PACKET_MAX];
};

static volatile size_t touched;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void keep(void *arg, const char *name, int fd)
{
}

static bool on_unknown(void *arg, uint32_t spi, const struct transport_arrival *arrival)
{
	return false;
}

/* Reads every byte that would have been written to the device. */
static void on_emit(void *arg, void *sink, const struct virtio_net_hdr *vnet, struct iovec *iov,
    unsigned count, unsigned packets)
{
	size_t total = 0;
	for (unsigned i = 1; i < count; i++) {
		const uint8_t *p = iov[i].iov_base;
		for (size_t at = 0; at < iov[i].iov_len; at++)
			touched += p[at];
		total += iov[i].iov_len;
	}
	if (total == 0 || total > INNER_MAX || (packets > 1 && vnet->gso_size == 0))
		abort();
}

static struct sa_spec spec_of(uint8_t direction)
{
	struct sa_spec s = {
	    .direction = direction,
	    .spi = SPI,
	    .tunnel = "Tunnel1",
	    .encr = SA_ENCR_AES_GCM_16,
	    .encr_key_bits = 128,
	    .encr_key_size = 20,
	    .replay_window = 64,
	};
	ip_addr_parse("192.0.2.1", &s.local.addr);
	ip_addr_parse("192.0.2.2", &s.remote.addr);
	return s;
}

static struct target *target_new(void)
{
	struct target *t = calloc(1, sizeof *t);
	const char *reason;
	struct sa_spec in = spec_of(SA_IN), out = spec_of(SA_OUT);
	t->engine = crypto_engine_new(CRYPTO_OPENSSL);
	vault_init(&t->stats, "stats", 1, sizeof(struct stats), 8, keep, NULL);
	sa_db_init(&t->db, t->engine, keep, NULL);
	t->sealer = crypto_sa_new(t->engine, &out);
	t->tunnel.stats = stats_of(&t->stats, "Tunnel1");
	t->tunnel.tun.uso = true;
	t->tunnel.mss = mss_bounds_of(1400, 1380, 500);
	sa_add(&t->db, &in, 1, &reason)->tunnel = &t->tunnel;
	t->decap = decap_new(&t->db, stats_of(&t->stats, ""), on_unknown, NULL);
	decap_set_emit(t->decap, on_emit, t);
	return t;
}

static uint32_t seal(struct target *t, uint8_t *esp, const uint8_t *text, uint32_t size)
{
	const struct crypto_suite *suite = t->sealer->suite;
	uint32_t whole = (size + suite->align - 1) / suite->align * suite->align;
	struct crypto_packet p = {
	    .esp = esp, .clear = crypto_text(suite, esp), .size = whole, .counter = ++t->sequence};
	memset(esp, 0, PACKET_MAX);
	inner_put32(esp, SPI);
	inner_put32(esp + 4, (uint32_t)t->sequence);
	/* At the end of the text, so that the input's last bytes are the trailer. */
	memcpy(p.clear + (whole - size), text, size);
	crypto_seal(t->sealer, &p, 1);
	return CRYPTO_HEADER + suite->iv_size + whole + suite->icv_size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct target *t;
	if (t == NULL)
		t = target_new();
	struct rbuf r = rbuf_from(data, size);
	uint8_t choice = rbuf_u8(&r);
	struct transport_arrival arrival = {.tos = (uint8_t)(choice >> 1)};
	decap_begin(t->decap, 1);
	for (unsigned i = 0; i < PACKETS_MAX && rbuf_left(&r) > 2; i++) {
		size_t length = rbuf_u16(&r) % (PACKET_MAX - 64);
		if (length > rbuf_left(&r))
			length = rbuf_left(&r);
		const uint8_t *part = rbuf_bytes(&r, length);
		uint32_t whole = (uint32_t)length;
		if ((choice & 1) != 0)
			whole = seal(t, t->packets[i], part, whole);
		else
			memcpy(t->packets[i], part, length);
		decap_add(t->decap, &arrival, t->packets[i], whole);
	}
	decap_flush(t->decap);
	return 0;
}
