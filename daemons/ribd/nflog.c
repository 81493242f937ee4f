/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/nflog.h"
#include <linux/netfilter/nfnetlink_log.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/log.h"
#include "lib/loop.h"

#define HEADER     4 /* family, version, resource: LINKTYPE_NFLOG */
#define ATTRIBUTE  4 /* length and type, host order */
#define ROUND      64
#define PACKET_MAX 65535

struct nflog {
	pcap_t *pcap;
	struct loop_io *io;
	nflog_fn *fn;
	void *arg;
};

/* The attributes one behind the other, each padded to 4 bytes; the payload is the packet. */
static void on_message(u_char *arg, const struct pcap_pkthdr *head, const u_char *data)
{
	const struct nflog *n = (const struct nflog *)arg;
	uint32_t at = HEADER;
	while (at + ATTRIBUTE <= head->caplen) {
		uint16_t size, type;
		memcpy(&size, data + at, sizeof size);
		memcpy(&type, data + at + 2, sizeof type);
		if (size < ATTRIBUTE || size > head->caplen - at)
			return;
		if (type == NFULA_PAYLOAD)
			n->fn(n->arg, head->ts.tv_sec * LOOP_SEC + head->ts.tv_usec, data + at + ATTRIBUTE,
			    size - ATTRIBUTE, size - ATTRIBUTE);
		at += (size + 3u) & ~3u;
	}
}

static void on_readable(void *arg, int events)
{
	struct nflog *n = arg;
	pcap_dispatch(n->pcap, ROUND, on_message, (u_char *)n);
}

static bool activate(pcap_t *pcap)
{
	char error[PCAP_ERRBUF_SIZE] = "";
	if (pcap_set_snaplen(pcap, PACKET_MAX) == 0 && pcap_set_immediate_mode(pcap, 1) == 0 &&
	    pcap_activate(pcap) >= 0 && pcap_setnonblock(pcap, 1, error) == 0)
		return true;
	log_error("dropped packets cannot be captured: %s", *error != '\0' ? error : pcap_geterr(pcap));
	return false;
}

struct nflog *nflog_open(struct loop *loop, uint16_t group, nflog_fn *fn, void *arg)
{
	char source[32], error[PCAP_ERRBUF_SIZE] = "";
	struct nflog *n = calloc(1, sizeof(*n));
	if (n == NULL)
		return NULL;
	snprintf(source, sizeof(source), "nflog:%u", group);
	n->fn = fn;
	n->arg = arg;
	n->pcap = pcap_create(source, error);
	if (n->pcap == NULL)
		log_error("dropped packets cannot be captured: %s", error);
	else if (activate(n->pcap))
		n->io = loop_io_new(loop, pcap_get_selectable_fd(n->pcap), LOOP_READ, on_readable, n);
	if (n->io != NULL)
		return n;
	nflog_close(n);
	return NULL;
}

void nflog_close(struct nflog *n)
{
	if (n == NULL)
		return;
	loop_io_free(n->io);
	if (n->pcap != NULL)
		pcap_close(n->pcap);
	free(n);
}
