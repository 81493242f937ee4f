/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/espd/pair.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	uint16_t encr, bits, auth, auth_key;
} suites[PAIR_SUITES] = {
    {SA_ENCR_AES_GCM_16, 128, SA_AUTH_NONE, 0},
    {SA_ENCR_AES_CBC, 128, SA_AUTH_HMAC_SHA1_96, 20},
    {SA_ENCR_AES_CBC, 256, SA_AUTH_HMAC_SHA2_256_128, 32},
    {SA_ENCR_AES_CBC, 192, SA_AUTH_HMAC_SHA2_384_192, 48},
    {SA_ENCR_AES_CBC, 256, SA_AUTH_HMAC_SHA2_512_256, 64},
};

struct sa_spec pair_spec(unsigned suite, bool esn, bool udp, uint8_t direction)
{
	struct sa_spec s = {
	    .direction = direction,
	    .spi = 0xabcd1234,
	    .tunnel = "Tunnel1",
	    .udp_encap = udp,
	    .encr = suites[suite].encr,
	    .encr_key_bits = suites[suite].bits,
	    .auth = suites[suite].auth,
	    .encr_key_size = (uint8_t)(suites[suite].bits / 8 + (suite == 0 ? 4 : 0)),
	    .auth_key_size = (uint8_t)suites[suite].auth_key,
	    .esn = esn,
	    .replay_window = 1024,
	};
	ip_addr_parse("192.0.2.1", &s.local.addr);
	ip_addr_parse("192.0.2.2", &s.remote.addr);
	memset(s.encr_key, 0x11, sizeof s.encr_key);
	memset(s.auth_key, 0x22, sizeof s.auth_key);
	return s;
}

static void keep(void *arg, const char *name, int fd)
{
	struct pair_end *end = arg;
	if (end->kept == 4)
		abort();
	snprintf(end->names[end->kept], sizeof end->names[0], "%s", name);
	end->fds[end->kept++] = fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static void keep_nothing(void *arg, const char *name, int fd)
{
}

static void on_expire(void *arg, struct sa *sa, bool hard)
{
	struct pair_end *end = arg;
	end->soft += !hard;
	end->hard += hard;
}

static void attach(struct pair_end *end)
{
	end->db.expire = on_expire;
	end->db.arg = end;
	end->sa->tunnel = &end->tunnel;
	if (end->sa->state->spec.direction == SA_OUT)
		end->tunnel.out = end->sa;
}

static void end_open(struct pair_end *end, struct crypto_engine *engine, const struct sa_spec *spec)
{
	const char *reason;
	vault_init(&end->vault, "stats", 1, sizeof(struct stats), 8, keep_nothing, NULL);
	end->nobody = stats_of(&end->vault, "");
	end->tunnel.stats = stats_of(&end->vault, "Tunnel1");
	end->tunnel.mtu = INNER_MAX;
	end->tunnel.tun = (struct tun){.fd = -1, .vnet = true, .uso = true};
	sa_db_init(&end->db, engine, keep, end);
	end->sa = sa_add(&end->db, spec, PAIR_NOW, &reason);
	if (end->sa == NULL || end->nobody == NULL || end->tunnel.stats == NULL)
		abort();
	attach(end);
}

static void end_close(struct pair_end *end)
{
	sa_db_close(&end->db);
	vault_close(&end->vault);
	for (unsigned i = 0; i < end->kept; i++)
		close(end->fds[i]);
}

static unsigned to_wire(
    void *arg, const struct transport_route *route, const struct transport_packet *packets, unsigned count)
{
	struct pair *p = arg;
	for (unsigned i = 0; i < count; i++) {
		p->tos[p->wire->count] = packets[i].tos;
		p->df[p->wire->count] = packets[i].df;
		train_append(p->wire, packets[i].data, packets[i].size);
	}
	return count;
}

static void to_clear(void *arg, void *sink, const struct virtio_net_hdr *vnet, struct iovec *iov,
    unsigned count, unsigned packets)
{
	struct pair *p = arg;
	uint8_t linear[INNER_MAX];
	size_t size = 0;
	for (unsigned i = 1; i < count; i++) {
		memcpy(linear + size, iov[i].iov_base, iov[i].iov_len);
		size += iov[i].iov_len;
	}
	train_cut(p->clear, linear, size, vnet);
	p->writes++;
}

static bool on_unknown(void *arg, uint32_t spi, const struct transport_arrival *arrival)
{
	struct pair *p = arg;
	p->unknown++;
	if (p->late == NULL)
		return false;
	const char *reason;
	struct sa *sa = sa_add(&p->in.db, p->late, PAIR_NOW, &reason);
	sa->tunnel = &p->in.tunnel;
	p->late = NULL;
	return true;
}

struct pair *pair_new(unsigned suite, bool esn, bool udp, enum crypto_choice choice)
{
	struct pair *p = calloc(1, sizeof *p);
	if (p == NULL || (p->engine = crypto_engine_new(choice)) == NULL)
		abort();
	struct sa_spec out = pair_spec(suite, esn, udp, SA_OUT), in = pair_spec(suite, esn, udp, SA_IN);
	end_open(&p->out, p->engine, &out);
	end_open(&p->in, p->engine, &in);
	p->encap = encap_new(&p->out.db, NULL, NULL);
	p->decap = decap_new(&p->in.db, p->in.nobody, on_unknown, p);
	if (p->encap == NULL || p->decap == NULL)
		abort();
	encap_set_send(p->encap, to_wire, p);
	decap_set_emit(p->decap, to_clear, p);
	p->wire = train_new();
	p->clear = train_new();
	return p;
}

void pair_free(struct pair *p)
{
	encap_free(p->encap);
	decap_free(p->decap);
	end_close(&p->out);
	end_close(&p->in);
	crypto_engine_free(p->engine);
	train_free(p->wire);
	train_free(p->clear);
	free(p);
}

void pair_reset(struct pair *p)
{
	train_reset(p->wire);
	train_reset(p->clear);
	p->writes = 0;
}

void pair_send(struct pair *p, const struct virtio_net_hdr *vnet, const uint8_t *pkt, size_t size)
{
	encap_packet(p->encap, &p->out.tunnel, vnet, pkt, (uint32_t)size, PAIR_NOW);
}

void pair_receive(struct pair *p)
{
	struct train *copy = train_new();
	for (unsigned i = 0; i < p->wire->count; i++)
		train_append(copy, p->wire->packets[i].data, p->wire->packets[i].size);
	decap_begin(p->decap, PAIR_NOW);
	for (unsigned i = 0; i < copy->count; i++) {
		struct transport_arrival arrival = {.tos = p->tos[i]};
		decap_add(p->decap, &arrival, copy->packets[i].data, (uint32_t)copy->packets[i].size);
	}
	decap_flush(p->decap);
	train_free(copy);
}

void pair_forge(struct pair *p, const uint8_t *text, uint32_t size, uint8_t tos)
{
	uint8_t esp[4096] = {0};
	struct sa *sa = p->out.sa;
	uint64_t sequence = sa_next_sequence(sa);
	struct crypto_packet packet = {
	    .esp = esp,
	    .size = size,
	    .seq_hi = (uint32_t)(sequence >> 32),
	    .counter = sequence,
	    .clear = crypto_text(sa->suite, esp),
	};
	if (size > 3000)
		abort();
	inner_put32(esp, sa->state->spec.spi);
	inner_put32(esp + 4, (uint32_t)sequence);
	memcpy(packet.clear, text, size);
	crypto_seal(sa->crypto, &packet, 1);
	p->tos[p->wire->count] = tos;
	train_append(p->wire, esp, CRYPTO_HEADER + sa->suite->iv_size + size + sa->suite->icv_size);
}

void pair_restart(struct pair_end *end, struct crypto_engine *engine, uint8_t direction)
{
	unsigned kept = end->kept;
	struct sa_id id = end->sa->id;
	sa_db_close(&end->db);
	sa_db_init(&end->db, engine, keep, end);
	end->kept = 0;
	for (unsigned i = 0; i < kept; i++)
		vault_restore(&end->db.vault, end->names[i], end->fds[i]);
	sa_db_resume(&end->db, PAIR_NOW);
	end->sa = sa_find(&end->db, &id);
	if (end->sa == NULL)
		abort();
	attach(end);
}
