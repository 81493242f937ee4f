/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/dhcp_message.h"
#include <string.h>
#include "lib/buf.h"

#define BOOTREQUEST    1
#define BOOTREPLY      2
#define HTYPE_ETHERNET 1
#define FLAG_BROADCAST 0x8000
#define MAGIC          0x63825363
#define BOOTP_MIN      300 /* RFC 1542 §2.1 */
#define SNAME_SIZE     64
#define FILE_SIZE      128

enum option { /* RFC 2132 */
	OPTION_PAD = 0,
	OPTION_MASK = 1,
	OPTION_ROUTER = 3,
	OPTION_HOSTNAME = 12,
	OPTION_REQUESTED = 50,
	OPTION_LEASE = 51,
	OPTION_OVERLOAD = 52,
	OPTION_TYPE = 53,
	OPTION_SERVER = 54,
	OPTION_PARAMETERS = 55,
	OPTION_MAX_SIZE = 57,
	OPTION_RENEWAL = 58,
	OPTION_REBINDING = 59,
	OPTION_CLIENT_ID = 61,
	OPTION_END = 255,
};

const char *dhcp_type_str(enum dhcp_type type)
{
	static const char *const names[] = {"?", "DHCPDISCOVER", "DHCPOFFER", "DHCPREQUEST", "DHCPDECLINE",
	    "DHCPACK", "DHCPNAK", "DHCPRELEASE"};
	return names[type > DHCP_RELEASE ? 0 : type];
}

/* Writing --------------------------------------------------------------------------------------------- */

static void put_bytes(struct wbuf *w, enum option option, const void *data, size_t size)
{
	if (size == 0)
		return;
	wbuf_u8(w, (uint8_t)option);
	wbuf_u8(w, (uint8_t)size);
	wbuf_bytes(w, data, size);
}

static void put_addr(struct wbuf *w, enum option option, uint32_t addr)
{
	put_bytes(w, option, &addr, addr ? sizeof addr : 0);
}

static void put_header(struct wbuf *w, const struct dhcp_message *m)
{
	wbuf_u8(w, m->reply ? BOOTREPLY : BOOTREQUEST);
	wbuf_u8(w, HTYPE_ETHERNET);
	wbuf_u8(w, sizeof m->mac);
	wbuf_u8(w, 0);
	wbuf_u32(w, m->xid);
	wbuf_u16(w, m->seconds);
	wbuf_u16(w, m->broadcast ? FLAG_BROADCAST : 0);
	wbuf_bytes(w, &m->ciaddr, 4);
	wbuf_bytes(w, &m->yiaddr, 4);
	wbuf_zero(w, 8); /* siaddr, giaddr */
	wbuf_bytes(w, m->mac, sizeof m->mac);
	wbuf_zero(w, 16 - sizeof m->mac + SNAME_SIZE + FILE_SIZE);
	wbuf_u32(w, MAGIC);
}

static void put_seconds(struct wbuf *w, enum option option, uint32_t seconds)
{
	uint8_t bytes[4] = {
	    (uint8_t)(seconds >> 24), (uint8_t)(seconds >> 16), (uint8_t)(seconds >> 8), (uint8_t)seconds};
	put_bytes(w, option, bytes, seconds ? sizeof bytes : 0);
}

/* What DISCOVER and REQUEST ask for; the others may not (RFC 2131 table 5). */
static void put_wishes(struct wbuf *w, const struct dhcp_message *m)
{
	static const uint8_t parameters[] = {
	    OPTION_MASK, OPTION_ROUTER, OPTION_LEASE, OPTION_SERVER, OPTION_RENEWAL, OPTION_REBINDING};
	static const uint8_t size[] = {DHCP_MESSAGE_MAX >> 8, DHCP_MESSAGE_MAX & 0xff};
	if (m->type != DHCP_DISCOVER && m->type != DHCP_REQUEST)
		return;
	put_bytes(w, OPTION_MAX_SIZE, size, sizeof size);
	put_bytes(w, OPTION_PARAMETERS, parameters, sizeof parameters);
	put_bytes(w, OPTION_HOSTNAME, m->hostname, strlen(m->hostname));
}

void dhcp_message_encode(struct wbuf *w, const struct dhcp_message *m)
{
	uint8_t type = (uint8_t)m->type;
	size_t start = w->len;
	put_header(w, m);
	put_bytes(w, OPTION_TYPE, &type, 1);
	put_addr(w, OPTION_REQUESTED, m->requested);
	put_addr(w, OPTION_SERVER, m->server);
	put_addr(w, OPTION_MASK, m->mask);
	put_addr(w, OPTION_ROUTER, m->router);
	put_seconds(w, OPTION_LEASE, m->lease);
	put_seconds(w, OPTION_RENEWAL, m->renewal);
	put_seconds(w, OPTION_REBINDING, m->rebinding);
	put_bytes(w, OPTION_CLIENT_ID, m->client_id, m->client_id_size);
	if (!m->reply)
		put_wishes(w, m);
	wbuf_u8(w, OPTION_END);
	if (w->len - start < BOOTP_MIN)
		wbuf_zero(w, BOOTP_MIN - (w->len - start));
}

/* Reading --------------------------------------------------------------------------------------------- */

static bool take_addr(struct rbuf *value, uint32_t *addr)
{
	return rbuf_copy(value, addr, sizeof *addr);
}

static bool take_type(struct rbuf *value, struct dhcp_message *m)
{
	uint8_t type = rbuf_u8(value);
	m->type = (enum dhcp_type)type;
	return type >= DHCP_DISCOVER && type <= DHCP_RELEASE;
}

static bool take_client_id(struct rbuf *value, struct dhcp_message *m)
{
	size_t size = rbuf_left(value);
	if (size > sizeof m->client_id)
		return true; /* not ours, and of no use to us */
	m->client_id_size = (uint8_t)size;
	return rbuf_copy(value, m->client_id, size);
}

static bool take_seconds(struct rbuf *value, uint32_t *seconds)
{
	*seconds = rbuf_u32(value);
	return rbuf_ok(value);
}

static bool take_option(uint8_t option, struct rbuf *value, struct dhcp_message *m)
{
	switch (option) {
	case OPTION_TYPE:
		return take_type(value, m);
	case OPTION_MASK:
		return take_addr(value, &m->mask);
	case OPTION_ROUTER:
		return take_addr(value, &m->router);
	case OPTION_REQUESTED:
		return take_addr(value, &m->requested);
	case OPTION_SERVER:
		return take_addr(value, &m->server);
	case OPTION_LEASE:
		return take_seconds(value, &m->lease);
	case OPTION_RENEWAL:
		return take_seconds(value, &m->renewal);
	case OPTION_REBINDING:
		return take_seconds(value, &m->rebinding);
	case OPTION_CLIENT_ID:
		return take_client_id(value, m);
	default:
		return true;
	}
}

/* A field ends with its END option, or where it is full. */
static bool take_options(struct rbuf r, struct dhcp_message *m, uint8_t *overload)
{
	while (rbuf_left(&r)) {
		uint8_t option = rbuf_u8(&r);
		if (option == OPTION_END)
			return true;
		if (option == OPTION_PAD)
			continue;
		struct rbuf value = rbuf_sub(&r, rbuf_u8(&r));
		if (!rbuf_ok(&r))
			return false;
		if (option == OPTION_OVERLOAD)
			*overload = rbuf_u8(&value);
		else if (!take_option(option, &value, m))
			return false;
	}
	return true;
}

static bool take_header(struct rbuf *r, struct dhcp_message *m)
{
	uint8_t op = rbuf_u8(r), htype = rbuf_u8(r), hlen = rbuf_u8(r);
	rbuf_skip(r, 1);
	m->reply = op == BOOTREPLY;
	m->xid = rbuf_u32(r);
	m->seconds = rbuf_u16(r);
	m->broadcast = rbuf_u16(r) & FLAG_BROADCAST;
	rbuf_copy(r, &m->ciaddr, 4);
	rbuf_copy(r, &m->yiaddr, 4);
	rbuf_skip(r, 8);
	rbuf_copy(r, m->mac, sizeof m->mac);
	rbuf_skip(r, 16 - sizeof m->mac);
	return rbuf_ok(r) && (op == BOOTREQUEST || op == BOOTREPLY) && htype == HTYPE_ETHERNET &&
	       hlen == sizeof m->mac;
}

bool dhcp_message_decode(const uint8_t *data, size_t size, struct dhcp_message *m)
{
	struct rbuf r = rbuf_from(data, size);
	uint8_t overload = 0, no_more = 0;
	memset(m, 0, sizeof *m);
	if (!take_header(&r, m))
		return false;
	struct rbuf sname = rbuf_sub(&r, SNAME_SIZE), file = rbuf_sub(&r, FILE_SIZE);
	if (rbuf_u32(&r) != MAGIC || !rbuf_ok(&r) || !take_options(r, m, &overload))
		return false;
	/* RFC 2131 §4.1: the file field is interpreted before sname. */
	if (overload & 1 && !take_options(file, m, &no_more))
		return false;
	if (overload & 2 && !take_options(sname, m, &no_more))
		return false;
	return m->type != 0;
}
