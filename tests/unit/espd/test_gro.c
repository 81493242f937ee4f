/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random trains of several flows go through gro.c; what comes out is cut up again the plain way. Per flow
 * it must be the same packets in the same order.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/gro.h"
#include "daemons/espd/gso.h"
#include "tests/unit/espd/train.h"
#include "tests/unit/unit.h"

#define TRAINS 1500
#define FLOWS  6

struct output {
	struct train *train; /* packets after cutting up */
	unsigned writes;
	unsigned untrusted; /* written without a verified checksum */
};

static void collect(void *arg, void *sink, const struct virtio_net_hdr *vnet, struct iovec *iov,
    unsigned count, unsigned packets)
{
	struct output *out = arg;
	uint8_t linear[INNER_MAX];
	size_t size = 0;
	for (unsigned i = 1; i < count; i++) {
		CU_ASSERT_TRUE_FATAL(size + iov[i].iov_len <= sizeof linear);
		memcpy(linear + size, iov[i].iov_base, iov[i].iov_len);
		size += iov[i].iov_len;
	}
	unsigned before = out->train->count;
	train_cut(out->train, linear, size, vnet);
	CU_ASSERT_EQUAL(out->train->count - before, packets);
	out->writes++;
	out->untrusted += vnet->flags == 0;
}

/* The identification of an IPv4 packet with DF means nothing and need not survive. */
static void forget_id(uint8_t *pkt)
{
	if (pkt[0] >> 4 == 4 && (pkt[6] & 0x40) != 0)
		memset(pkt + 4, 0, 2), memset(pkt + 10, 0, 2);
}

static bool in_flow(const struct train_packet *p, uint16_t sport)
{
	size_t l4 = p->data[0] >> 4 == 4 ? 20 : 40;
	return inner_get16(p->data + l4) == sport;
}

static bool flow_survived(struct train *before, struct train *after, uint16_t sport)
{
	unsigned j = 0;
	for (unsigned i = 0; i < before->count; i++) {
		struct train_packet *p = &before->packets[i];
		if (!in_flow(p, sport))
			continue;
		while (j < after->count && !in_flow(&after->packets[j], sport))
			j++;
		if (j == after->count || after->packets[j].size != p->size)
			return false;
		forget_id(p->data);
		forget_id(after->packets[j].data);
		if (memcmp(after->packets[j++].data, p->data, p->size) != 0)
			return false;
	}
	return true;
}

/* The next packet of a flow: mostly the one that follows, sometimes anything else. */
static void step_flow(struct train_shape *s, uint32_t step)
{
	s->seq += s->payload;
	s->id++;
	s->payload = step;
	s->flags = 0x10;
	switch (train_random(24)) {
	case 0:
		s->payload = 1 + train_random(step);
		break;
	case 1:
		s->payload = step + train_random(20);
		break;
	case 2:
		s->flags |= (uint8_t)(1u << train_random(8));
		break;
	case 3:
		s->seq += train_random(3);
		break;
	case 4:
		s->id = (uint16_t)(s->id + train_random(3));
		break;
	case 5:
		s->tos ^= 0x02;
		break;
	case 6:
		s->ack += train_random(2);
		break;
	}
}

static void make_train(struct train *t)
{
	struct train_shape flows[FLOWS];
	uint32_t steps[FLOWS];
	uint8_t pkt[4096];
	for (unsigned i = 0; i < FLOWS; i++) {
		flows[i] = train_shape_random(1400);
		flows[i].sport = (uint16_t)(2000 + i);
		steps[i] = flows[i].payload;
	}
	train_reset(t);
	for (unsigned i = 0; i < 64; i++) {
		unsigned flow = train_random(FLOWS);
		size_t size = train_write(&flows[flow], pkt);
		if (train_random(40) == 0)
			pkt[size - 1] ^= 1; /* damaged before it was encrypted */
		train_append(t, pkt, size);
		step_flow(&flows[flow], steps[flow]);
	}
}

static void feed(struct gro *g, struct train *t)
{
	for (unsigned i = 0; i < t->count; i++) {
		struct inner in;
		CU_ASSERT_TRUE_FATAL(inner_parse(&in, t->packets[i].data, t->packets[i].size));
		gro_add(g, g, t->packets[i].data, &in);
	}
	gro_flush(g);
}

static void run_trains(bool udp)
{
	struct train *before = train_new(), *kept = train_new();
	struct output out = {.train = train_new()};
	struct gro *g = malloc(sizeof *g);
	unsigned wrong = 0;
	for (unsigned i = 0; i < TRAINS; i++) {
		make_train(before);
		memcpy(kept, before, sizeof *kept);
		for (unsigned p = 0; p < kept->count; p++)
			kept->packets[p].data = kept->bytes + (before->packets[p].data - before->bytes);
		train_reset(out.train);
		gro_init(g, collect, &out);
		g->udp = udp;
		feed(g, before);
		wrong += out.train->count != kept->count;
		for (unsigned flow = 0; flow < FLOWS; flow++)
			wrong += !flow_survived(kept, out.train, (uint16_t)(2000 + flow));
	}
	CU_ASSERT_EQUAL(wrong, 0);
	free(g);
	train_free(before);
	train_free(kept);
	train_free(out.train);
}

static void test_trains_survive(void)
{
	srandom(3);
	run_trains(true);
	run_trains(false);
}

static void test_bulk_becomes_one_write(void)
{
	struct train *t = train_new();
	struct output out = {.train = train_new()};
	struct gro *g = malloc(sizeof *g);
	struct train_shape s = {
	    .family = AF_INET, .proto = IPPROTO_TCP, .df = true, .flags = 0x10, .payload = 1380};
	uint8_t pkt[2048];
	for (unsigned i = 0; i < 44; i++, s.seq += s.payload)
		train_append(t, pkt, train_write(&s, pkt));
	gro_init(g, collect, &out);
	feed(g, t);
	CU_ASSERT_EQUAL(out.writes, 1);
	CU_ASSERT_EQUAL(out.train->count, 44);
	free(g);
	train_free(t);
	train_free(out.train);
}

/* The kernel trusts a super-packet, so nothing damaged may get into one. */
static void test_damaged_stays_alone(void)
{
	struct train *t = train_new();
	struct output out = {.train = train_new()};
	struct gro *g = malloc(sizeof *g);
	struct train_shape s = {.family = AF_INET6, .proto = IPPROTO_TCP, .flags = 0x10, .payload = 500};
	uint8_t pkt[2048];
	for (unsigned i = 0; i < 9; i++, s.seq += s.payload) {
		size_t size = train_write(&s, pkt);
		pkt[100] ^= i == 4;
		train_append(t, pkt, size);
	}
	gro_init(g, collect, &out);
	feed(g, t);
	CU_ASSERT_EQUAL(out.writes, 3);
	CU_ASSERT_EQUAL(out.untrusted, 1);
	CU_ASSERT_FALSE(train_checksums_right(out.train->packets[4].data, out.train->packets[4].size));
	free(g);
	train_free(t);
	train_free(out.train);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"random trains survive, per flow in order", test_trains_survive},
	    {"bulk data becomes one write", test_bulk_becomes_one_write},
	    {"a damaged packet is never joined", test_damaged_stays_alone},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("espd gro", tests);
}
