/* SPDX-License-Identifier: Apache-2.0 */
/* The files of captured packets, read back with libpcap. */
#include "daemons/mgmtd/pcap.h"
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/unit.h"

static json_t *packet(int64_t at, const char *data, int length, int link)
{
	return json_pack("{s:s, s:I, s:i, s:i, s:s, s:{}}", "type", "capture_packet", "at_usec",
	    (json_int_t)at, "length", length, "link_bytes", link, "data", data, "ip");
}

static pcap_t *read_back(struct wbuf *file)
{
	char error[PCAP_ERRBUF_SIZE];
	CU_ASSERT_TRUE_FATAL(wbuf_ok(file));
	pcap_t *p = pcap_fopen_offline(fmemopen(file->data, file->len, "r"), error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(p);
	return p;
}

static void in_order_of_time(void)
{
	struct wbuf file = {0};
	struct pcap_pkthdr *head;
	const u_char *data;
	json_t *packets = json_array();
	json_array_append_new(packets, packet(2000002, "ffffffffffff0000000000010800bb", 1500, 14));
	json_array_append_new(packets, packet(1000001, "ffffffffffff0000000000010800aa", 15, 14));
	CU_ASSERT_EQUAL(pcap_write(&file, packets), 2);
	pcap_t *p = read_back(&file);
	CU_ASSERT_EQUAL(pcap_datalink(p), DLT_EN10MB);
	CU_ASSERT_EQUAL(pcap_next_ex(p, &head, &data), 1);
	CU_ASSERT_TRUE(
	    head->ts.tv_sec == 1 && head->ts.tv_usec == 1 && data[14] == 0xaa && head->caplen == 15);
	CU_ASSERT_EQUAL(pcap_next_ex(p, &head, &data), 1);
	CU_ASSERT_TRUE(head->ts.tv_sec == 2 && data[14] == 0xbb && head->len == 1500);
	CU_ASSERT_EQUAL(pcap_next_ex(p, &head, &data), PCAP_ERROR_BREAK);
	pcap_close(p);
	wbuf_free(&file);
	json_decref(packets);
}

/* A port and a tunnel in one file: all from the IP header on, ARP left out. */
static void one_type_of_link(void)
{
	struct wbuf file = {0};
	struct pcap_pkthdr *head;
	const u_char *data;
	json_t *packets = json_array(), *arp = packet(3, "ffffffffffff0000000000010806cc", 15, 14);
	json_object_del(arp, "ip");
	json_array_append_new(packets, packet(1, "ffffffffffff000000000001080045", 15, 14));
	json_array_append_new(packets, packet(2, "60", 1, 0));
	json_array_append_new(packets, arp);
	CU_ASSERT_EQUAL(pcap_write(&file, packets), 2);
	pcap_t *p = read_back(&file);
	CU_ASSERT_EQUAL(pcap_datalink(p), DLT_RAW);
	CU_ASSERT_EQUAL(pcap_next_ex(p, &head, &data), 1);
	CU_ASSERT_TRUE(head->caplen == 1 && head->len == 1 && data[0] == 0x45);
	CU_ASSERT_EQUAL(pcap_next_ex(p, &head, &data), 1);
	CU_ASSERT_EQUAL(data[0], 0x60);
	pcap_close(p);
	wbuf_free(&file);
	json_decref(packets);
}

static void no_packets(void)
{
	struct wbuf file = {0};
	json_t *packets = json_array();
	CU_ASSERT_EQUAL(pcap_write(&file, packets), 0);
	pcap_close(read_back(&file));
	wbuf_free(&file);
	json_decref(packets);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"in order of time", in_order_of_time},
	    {"one type of link", one_type_of_link},
	    {"no packets", no_packets},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("pcap", tests);
}
