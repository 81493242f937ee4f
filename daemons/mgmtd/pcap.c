/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/pcap.h"
#include <stdlib.h>
#include <string.h>

#define MAGIC         0xa1b2c3d4 /* microseconds */
#define LINK_ETHERNET 1
#define LINK_RAW      101 /* begins with the IPv4 or IPv6 header */
#define PACKET_MAX    65535
#define USEC_PER_SEC  1000000

struct place {
	const json_t *packet;
	size_t index;
};

static int64_t number(const json_t *packet, const char *member)
{
	return json_integer_value(json_object_get(packet, member));
}

static int in_time(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int64_t at = number(x->packet, "at_usec"), other = number(y->packet, "at_usec");
	if (at != other)
		return at < other ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static bool all_have_links(const json_t *packets)
{
	size_t i;
	const json_t *packet;
	json_array_foreach(packets, i, packet)
		if (number(packet, "link_bytes") == 0)
			return false;
	return json_array_size(packets) > 0;
}

static int digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void put_hex(struct wbuf *file, const char *hex, size_t size)
{
	uint8_t *to = wbuf_grow(file, size);
	for (size_t i = 0; to != NULL && i < size; i++)
		to[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
}

/* False when it is left out. */
static bool put_packet(struct wbuf *file, const json_t *packet, bool links)
{
	const char *hex = json_string_value(json_object_get(packet, "data"));
	size_t skip = links ? 0 : (size_t)number(packet, "link_bytes"),
	       size = hex != NULL ? strlen(hex) / 2 : 0;
	int64_t at = number(packet, "at_usec");
	if (skip > size || (!links && json_object_get(packet, "ip") == NULL))
		return false;
	wbuf_u32(file, (uint32_t)(at / USEC_PER_SEC));
	wbuf_u32(file, (uint32_t)(at % USEC_PER_SEC));
	wbuf_u32(file, (uint32_t)(size - skip));
	wbuf_u32(file, (uint32_t)(number(packet, "length") - (int64_t)skip));
	put_hex(file, hex + 2 * skip, size - skip);
	return true;
}

static void put_header(struct wbuf *file, bool links)
{
	wbuf_u32(file, MAGIC);
	wbuf_u16(file, 2);
	wbuf_u16(file, 4);
	wbuf_u32(file, 0);
	wbuf_u32(file, 0);
	wbuf_u32(file, PACKET_MAX);
	wbuf_u32(file, links ? LINK_ETHERNET : LINK_RAW);
}

size_t pcap_write(struct wbuf *file, json_t *packets)
{
	size_t i, written = 0, count = json_array_size(packets);
	bool links = all_have_links(packets);
	const json_t *packet;
	struct place *places = calloc(count + 1, sizeof(*places));
	put_header(file, links);
	if (places == NULL) {
		file->bad = true;
		return 0;
	}
	json_array_foreach(packets, i, packet)
		places[i] = (struct place){packet, i};
	qsort(places, count, sizeof(*places), in_time);
	for (i = 0; i < count; i++)
		written += put_packet(file, places[i].packet, links);
	free(places);
	return written;
}
