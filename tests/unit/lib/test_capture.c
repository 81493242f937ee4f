/* SPDX-License-Identifier: Apache-2.0 */
/* Captures without a network: the ring, which packets a match takes, the commands, what is read from headers. */
#include "lib/capture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_args.h"
#include "lib/cmd.h"
#include "lib/dissect.h"
#include "lib/record.h"
#include "tests/unit/unit.h"

#define RING_SIZE 400

/* 10.1.0.2.1024 > 10.2.0.2.80: SYN with mss 1460, and the answer. */
static const uint8_t syn[] = {0x45, 0, 0, 44, 0, 7, 0x40, 0, 64, 6, 0, 0, 10, 1, 0, 2, 10, 2, 0, 2, 4, 0, 0,
    80, 0, 0, 0, 9, 0, 0, 0, 0, 0x60, 2, 0xfa, 0xf0, 0, 0, 0, 0, 2, 4, 5, 0xb4};
static const uint8_t answer[] = {0x45, 0, 0, 40, 0, 8, 0, 0, 64, 6, 0, 0, 10, 2, 0, 2, 10, 1, 0, 2, 0, 80, 4,
    0, 0, 0, 1, 1, 0, 0, 0, 10, 0x50, 0x12, 0xfa, 0xf0, 0, 0, 0, 0};
static const uint8_t ping6[] = {0x60, 0, 0, 0, 0, 8, 58, 64, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 128, 0, 0, 0, 0, 1, 0, 2};
static const uint8_t arp[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 0x81, 0, 0x60, 10, 8, 6,
    0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 1, 0, 1, 0, 0, 0, 0, 0, 0, 10, 1, 0, 2};

/* ---- the ring ---- */

static void put(struct capture_ring *ring, uint32_t size, uint8_t fill, bool circular)
{
	uint8_t packet[RING_SIZE];
	struct capture_entry entry = {.at = fill, .length = size, .captured = size};
	memset(packet, fill, sizeof(packet));
	const struct iovec parts[] = {{packet, size / 2}, {packet + size / 2, size - size / 2}};
	capture_ring_put(ring, &entry, parts, 2, circular);
}

/* The packets that are in it, by what they are filled with; each must be whole. */
static unsigned contents(const struct capture_ring *ring, uint8_t *fills, uint32_t size)
{
	uint8_t packet[256];
	struct capture_entry entry;
	unsigned n = 0;
	for (uint64_t at = 0; capture_ring_next(ring, &at, &entry, packet, sizeof(packet)); n++) {
		fills[n] = packet[0];
		CU_ASSERT_EQUAL(entry.captured, size);
		for (uint32_t i = 0; i < size; i++)
			CU_ASSERT_EQUAL(packet[i], (uint8_t)entry.at);
	}
	return n;
}

static void a_full_ring_takes_no_more(void)
{
	_Alignas(8) uint8_t memory[RING_SIZE + sizeof(struct capture_ring_state)] = {0};
	uint8_t fills[32];
	struct capture_ring ring;
	CU_ASSERT_TRUE_FATAL(capture_ring_attach(&ring, memory, capture_ring_memory(RING_SIZE)));
	for (uint8_t i = 1; i <= 9; i++)
		put(&ring, 60, i, false);
	CU_ASSERT_EQUAL(contents(&ring, fills, 60), 4); /* 32 + 64 bytes each */
	CU_ASSERT_EQUAL(fills[0], 1);
	CU_ASSERT_EQUAL(ring.state->lost, 5);
	CU_ASSERT_EQUAL(ring.state->bytes, 240);
	CU_ASSERT_TRUE(ring.state->full);
	capture_ring_clear(&ring);
	CU_ASSERT_EQUAL(contents(&ring, fills, 60), 0);
	CU_ASSERT_FALSE(ring.state->full);
}

static void a_circular_ring_keeps_the_newest(void)
{
	_Alignas(8) uint8_t memory[RING_SIZE + sizeof(struct capture_ring_state)] = {0};
	uint8_t fills[32];
	struct capture_ring ring;
	CU_ASSERT_TRUE_FATAL(capture_ring_attach(&ring, memory, sizeof(memory)));
	for (unsigned i = 1; i <= 200; i++) {
		put(&ring, 61, (uint8_t)i, true);
		unsigned n = contents(&ring, fills, 61);
		CU_ASSERT_EQUAL(n, i < 4 ? i : 4);
		CU_ASSERT_EQUAL(fills[n - 1], i);
	}
	CU_ASSERT_FALSE(ring.state->full);
	CU_ASSERT_EQUAL(ring.state->lost, 0);
}

/* Who reads while packets come finds the oldest again when his place has been overwritten. */
static void a_slow_reader(void)
{
	_Alignas(8) uint8_t memory[RING_SIZE + sizeof(struct capture_ring_state)] = {0};
	uint8_t packet[64];
	struct capture_entry entry;
	struct capture_ring ring;
	uint64_t at = 0;
	capture_ring_attach(&ring, memory, sizeof(memory));
	put(&ring, 60, 1, true);
	CU_ASSERT_TRUE(capture_ring_next(&ring, &at, &entry, packet, sizeof(packet)));
	for (uint8_t i = 2; i <= 20; i++)
		put(&ring, 60, i, true);
	CU_ASSERT_TRUE(capture_ring_next(&ring, &at, &entry, packet, sizeof(packet)));
	CU_ASSERT_EQUAL(entry.at, 17);
}

static void what_a_predecessor_left(void)
{
	_Alignas(8) uint8_t memory[RING_SIZE + sizeof(struct capture_ring_state)] = {0};
	uint8_t fills[32];
	struct capture_ring ring, again;
	capture_ring_attach(&ring, memory, sizeof(memory));
	put(&ring, 60, 5, true);
	CU_ASSERT_TRUE(capture_ring_attach(&again, memory, sizeof(memory)));
	CU_ASSERT_EQUAL(contents(&again, fills, 60), 1);
	ring.state->head = ring.state->tail - 8; /* killed in the middle: cannot be */
	CU_ASSERT_TRUE(capture_ring_attach(&again, memory, sizeof(memory)));
	CU_ASSERT_EQUAL(contents(&again, fills, 60), 0);
	put(&again, RING_SIZE - 32, 1, true);
	CU_ASSERT_EQUAL(again.state->packets, 1);
	CU_ASSERT_FALSE(capture_ring_attach(&again, memory, 16));
}

/* ---- matches ---- */

static struct ip_addr addr(const char *text)
{
	struct ip_addr a = {0};
	ip_addr_parse(text, &a);
	return a;
}

struct takes {
	struct cmd_capture args;
	const char *match;
	bool syn, answer, ping6;
};

static void check_match(const struct takes *t)
{
	char match[CAPTURE_MATCH_MAX], term[CAPTURE_TERM_MAX];
	const char *reason;
	struct capture_filter f = {0};
	CU_ASSERT_TRUE_FATAL(capture_filter_terms(&t->args, match, term, &reason));
	CU_ASSERT_STRING_EQUAL(match, t->match);
	CU_ASSERT_TRUE_FATAL(capture_filter_make(&f, term));
	CU_ASSERT_EQUAL(capture_filter_takes(&f, CAPTURE_LINK_NONE, syn, sizeof(syn), sizeof(syn)), t->syn);
	CU_ASSERT_EQUAL(
	    capture_filter_takes(&f, CAPTURE_LINK_NONE, answer, sizeof(answer), sizeof(answer)), t->answer);
	CU_ASSERT_EQUAL(
	    capture_filter_takes(&f, CAPTURE_LINK_NONE, ping6, sizeof(ping6), sizeof(ping6)), t->ping6);
	CU_ASSERT_FALSE(capture_filter_takes(&f, CAPTURE_LINK_ETHERNET, arp, sizeof(arp), sizeof(arp)));
	capture_filter_free(&f);
}

#define PROTO(p) .has_protocol = true, .protocol = CMD_CAPTURE_PROTOCOL_##p
#define ANY(end) .has_##end##any = true, .end##any = CMD_CAPTURE_ANY_ANY

/* A match takes both directions of a connection. */
static void matches_take_both_directions(void)
{
	const struct takes all[] = {
	    {{PROTO(IP), ANY(s), ANY(d)}, "ip any any", true, true, true},
	    {{PROTO(TCP), ANY(s), ANY(d), .has_dport = true, .dport = 80}, "tcp any any eq 80", true, true,
		false},
	    {{PROTO(TCP), ANY(s), .has_sport = true, .sport = 80, ANY(d)}, "tcp any eq 80 any", true, true,
		false},
	    {{PROTO(TCP), ANY(s), ANY(d), .has_dname = true, .dname = CMD_CAPTURE_PORT_SSH},
		"tcp any any eq 22", false, false, false},
	    {{PROTO(IP), .has_shost = true, .shost = addr("10.2.0.2"), ANY(d)}, "ip host 10.2.0.2 any", true,
		true, false},
	    {{PROTO(TCP), .has_shost = true, .shost = addr("10.1.0.2"), .has_dhost = true,
		 .dhost = addr("10.2.0.2"), .has_dport = true, .dport = 1024},
		"tcp host 10.1.0.2 host 10.2.0.2 eq 1024", false, false, false},
	    {{PROTO(IP), .has_snet = true, .snet = addr("10.1.0.0"), .has_smask = true, .smask = 16, ANY(d)},
		"ip 10.1.0.0 255.255.0.0 any", true, true, false},
	    {{PROTO(IP), .has_snet = true, .snet = addr("10.3.0.9"), .has_smask = true, .smask = 16, ANY(d)},
		"ip 10.3.0.9 255.255.0.0 any", false, false, false},
	    {{PROTO(IP), .has_snet = true, .snet = addr("0.0.0.0"), .has_smask = true, .smask = 0, ANY(d)},
		"ip 0.0.0.0 0.0.0.0 any", true, true, false},
	    {{PROTO(ICMP6), .has_shost = true, .shost = addr("fd00::2"), ANY(d)}, "icmp6 host fd00::2 any",
		false, false, true},
	    {{.has_number = true, .number = 58, ANY(s), ANY(d)}, "58 any any", false, false, true},
	    {{PROTO(IP), .has_sany = true, .sany = CMD_CAPTURE_ANY_ANY6, ANY(d)}, "ip any6 any", false, false,
		true},
	    {{PROTO(UDP), ANY(s), ANY(d)}, "udp any any", false, false, false},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		check_match(&all[i]);
}

static void matches_that_cannot_be(void)
{
	char match[CAPTURE_MATCH_MAX], term[CAPTURE_TERM_MAX];
	const char *reason;
	const struct cmd_capture ports = {PROTO(ICMP), ANY(s), ANY(d), .has_dport = true, .dport = 7},
				 mixed = {PROTO(IP), .has_shost = true, .shost = addr("10.0.0.1"),
				     .has_dhost = true, .dhost = addr("fd00::1")},
				 family = {
				     PROTO(ICMP6), .has_shost = true, .shost = addr("10.0.0.1"), ANY(d)};
	CU_ASSERT_FALSE(capture_filter_terms(&ports, match, term, &reason));
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "ports"));
	CU_ASSERT_FALSE(capture_filter_terms(&mixed, match, term, &reason));
	CU_ASSERT_PTR_NOT_NULL(strstr(reason, "IP version"));
	CU_ASSERT_FALSE(capture_filter_terms(&family, match, term, &reason));
}

/* Of the datagrams on port 4500 IKE is what begins with four bytes of zero (RFC 3948 §2.2). */
static void types_tell_ike_from_esp(void)
{
	uint8_t udp[40] = {
	    0x45, 0, 0, 40, 0, 0, 0, 0, 64, 17, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0x11, 0x94, 0x11, 0x94, 0, 20};
	struct capture_settings s[2] = {{.kind = CAPTURE_ISAKMP}, {.kind = CAPTURE_ESP}};
	for (unsigned i = 0; i < 2; i++) {
		struct capture_filter f = {0};
		char *expression = capture_expression(&s[i]);
		CU_ASSERT_TRUE_FATAL(capture_filter_make(&f, expression));
		udp[28] = 0;
		CU_ASSERT_EQUAL(
		    capture_filter_takes(&f, CAPTURE_LINK_NONE, udp, sizeof(udp), sizeof(udp)), i == 0);
		udp[28] = 0xab;
		CU_ASSERT_EQUAL(
		    capture_filter_takes(&f, CAPTURE_LINK_NONE, udp, sizeof(udp), sizeof(udp)), i == 1);
		CU_ASSERT_FALSE(capture_filter_takes(&f, CAPTURE_LINK_NONE, syn, sizeof(syn), sizeof(syn)));
		capture_filter_free(&f);
		free(expression);
	}
}

/* ---- the commands ---- */

static unsigned began, ended;
static json_t *records;

static const char *fault(void *arg, const struct capture_settings *s)
{
	return s->interface_count > 0 && strcmp(s->interface[0], "nowhere") == 0 ? "nowhere" : NULL;
}

static void adjust(void *arg, struct capture *c, bool gone)
{
	bool on = !gone && capture_is_on(c) && c->settings->interface_count > 0 && capture_ready(arg, c);
	began += on && c->points == NULL;
	ended += !on && c->points != NULL;
	c->points = on ? c : NULL;
}

static struct capture_reason reason_of(unsigned reason)
{
	return (struct capture_reason){"acl-drop", "Flow is denied by configured rule", NULL};
}

static const struct capture_ops ops = {
    .fault = fault, .adjust = adjust, .reason = reason_of, .owner = "ribd"};

static void note(void *arg, const json_t *record, const char *text)
{
	json_array_append(records, (json_t *)record);
}

static void refused(void *arg, const char *error)
{
	if (error != NULL)
		json_array_append_new(records, json_string(error));
}

static struct cmd_call *call(void)
{
	static struct cmd_call c;
	json_decref(records);
	records = json_array();
	c.out = record_out_test(note, NULL);
	return &c;
}

static const json_t *nth(size_t i, const char *member)
{
	return json_object_get(json_array_get(records, i), member);
}

static void offer(struct captures *cs, const char *name, const uint8_t *packet, size_t size)
{
	struct capture_entry entry = {
	    .at = 1700000000000000, .length = (uint32_t)size, .direction = CAPTURE_OUT};
	const struct iovec part = {(void *)packet, size};
	capture_offer(captures_find(cs, name), &entry, &part, 1);
}

static void commands(void)
{
	struct captures cs = {.ops = &ops};
	cs.arg = &cs;
	began = ended = 0;
	const struct cmd_capture plain = {.name = "A", .has_ifname = true, .ifname = "inside"},
				 match = {.name = "A", .has_match = true, PROTO(TCP), ANY(s), ANY(d)},
				 small = {.name = "A",
				     .has_bytes = true,
				     .bytes = 1534,
				     .has_length = true,
				     .length = 64},
				 other = {.name = "A", .has_type = true, .has_isakmp = true},
				 bad = {.name = "B", .has_ifname = true, .ifname = "nowhere"};
	capture_exec_define(&cs, call(), &plain);
	CU_ASSERT_EQUAL(began, 1);
	offer(&cs, "A", ping6, sizeof(ping6));
	capture_exec_define(&cs, call(), &match);
	offer(&cs, "A", ping6, sizeof(ping6)); /* no longer */
	offer(&cs, "A", syn, sizeof(syn));
	capture_exec_list(&cs, call(), NULL);
	CU_ASSERT_EQUAL(json_integer_value(nth(0, "count")), 1);
	CU_ASSERT_STRING_EQUAL(json_string_value(nth(1, "state")), "capturing");
	CU_ASSERT_EQUAL(json_integer_value(nth(1, "packets")), 2);
	CU_ASSERT_EQUAL(json_integer_value(nth(1, "bytes")), (json_int_t)(sizeof(ping6) + sizeof(syn)));
	const struct cmd_show_capture_packets show = {.name = "A", .has_dump = true};
	capture_exec_packets(&cs, call(), &show);
	CU_ASSERT_EQUAL_FATAL(json_array_size(records), 3);
	CU_ASSERT_EQUAL(strlen(json_string_value(nth(2, "data"))), 2 * sizeof(syn));
	CU_ASSERT_STRING_EQUAL(json_string_value(nth(2, "interface")), "inside");
	capture_exec_define(&cs, call(), &other);
	capture_exec_define(&cs, call(), &bad);
	CU_ASSERT_PTR_NULL(captures_find(&cs, "B"));
	CU_ASSERT_EQUAL(captures_find(&cs, "A")->settings->kind, CAPTURE_RAW_DATA);
	capture_exec_define(&cs, call(), &small); /* another buffer begins anew */
	CU_ASSERT_EQUAL(captures_find(&cs, "A")->ring.state->packets, 0);
	for (unsigned i = 0; i < 40; i++)
		offer(&cs, "A", syn, sizeof(syn));
	capture_exec_list(&cs, call(), NULL);
	CU_ASSERT_STRING_EQUAL(json_string_value(nth(1, "state")), "full");
	const struct cmd_clear_capture clear = {.has_name = true, .name = "A"};
	capture_exec_clear(&cs, call(), &clear);
	CU_ASSERT_TRUE(capture_is_on(captures_find(&cs, "A")));
	const struct cmd_capture_stop stop = {.name = "A"};
	capture_exec_stop(&cs, call(), &stop);
	CU_ASSERT_FALSE(capture_is_on(captures_find(&cs, "A")));
	const struct cmd_no_capture no = {.name = "A"};
	capture_exec_no(&cs, call(), &no);
	CU_ASSERT_PTR_NULL(cs.all);
	CU_ASSERT_EQUAL(began, ended);
	struct cmd_call *again = call();
	record_on_closing(again->out, refused, NULL);
	capture_exec_no(&cs, again, &no);
	captures_free(&cs);
	json_decref(records);
	records = NULL;
}

/* ---- what is read from headers ---- */

static char *read_packet(const uint8_t *packet, size_t size, unsigned link)
{
	json_t *r = json_object();
	dissect(r, packet, (uint32_t)size, link);
	char *text = json_dumps(r, JSON_COMPACT);
	json_decref(r);
	return text;
}

static void headers(void)
{
	char *text = read_packet(syn, sizeof(syn), 0);
	CU_ASSERT_STRING_EQUAL(text,
	    "{\"ip\":{\"version\":4,\"source\":\"10.1.0.2\",\"destination\":\"10.2.0.2\",\"protocol\":6,"
	    "\"length\":44,"
	    "\"ttl\":64,\"tos\":0,\"id\":7,\"df\":true},\"tcp\":{\"source_port\":1024,\"destination_port\":"
	    "80,"
	    "\"sequence\":9,\"flags\":\"S\",\"window\":64240,\"payload\":0,\"options\":\"mss 1460\"}}");
	free(text);
	text = read_packet(ping6, sizeof(ping6), 0);
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, "\"icmp\":{\"type\":128,\"code\":0,\"identifier\":1,\"sequence\":2}"));
	free(text);
	text = read_packet(arp, sizeof(arp), 18);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"vlan\":10,\"priority\":3"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"sender\":\"10.1.0.1\",\"target\":\"10.1.0.2\""));
	free(text);
}

/* Each packet cut off at each byte, and with each byte another one: what is there is read, nothing behind it. */
static void headers_that_are_cut_off(void)
{
	static const struct {
		const uint8_t *data;
		size_t size;
		unsigned link;
	} packets[] = {{syn, sizeof(syn), 0}, {ping6, sizeof(ping6), 0}, {arp, sizeof(arp), 18}};
	for (size_t p = 0; p < 3; p++)
		for (size_t size = 0; size <= packets[p].size; size++) {
			uint8_t *copy = malloc(size + 1);
			memcpy(copy, packets[p].data, size);
			for (size_t i = 0; i < size; i++) {
				copy[i] ^= 0xff;
				free(read_packet(copy, size, packets[p].link));
				copy[i] ^= 0xff;
			}
			char *text = read_packet(copy, size, packets[p].link);
			CU_ASSERT_EQUAL(strstr(text, "\"tcp\"") != NULL, p == 0 && size >= 40);
			free(text);
			free(copy);
		}
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"a full ring takes no more", a_full_ring_takes_no_more},
	    {"a circular ring keeps the newest", a_circular_ring_keeps_the_newest},
	    {"a slow reader", a_slow_reader},
	    {"what a predecessor left", what_a_predecessor_left},
	    {"matches take both directions", matches_take_both_directions},
	    {"matches that cannot be", matches_that_cannot_be},
	    {"types tell IKE from ESP", types_tell_ike_from_esp},
	    {"commands", commands},
	    {"headers", headers},
	    {"headers that are cut off", headers_that_are_cut_off},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("capture", tests);
}
