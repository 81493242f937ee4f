/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything that a BGP neighbor can send, through the decoders alone: header, OPEN, UPDATE, NOTIFICATION. What
 * was accepted is also written and read again, which must succeed.
 *
 * Links: bgpd_protocol_dep, loop_virtual_dep.
 */
#include "daemons/bgpd/message.h"
#include "daemons/bgpd/open.h"
#include "daemons/bgpd/update.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static void try_open(struct rbuf body)
{
	struct open_expect expect = {.as = 65002, .own_as = 65001, .own_id = 1};
	struct open_message open, again;
	struct notify n;
	if (!open_decode(body, &expect, &open, &n))
		return;
	struct wbuf w = {0};
	open_encode(&w, &open, true);
	check(open_decode(rbuf_from(w.data + BGP_HEADER_SIZE, w.len - BGP_HEADER_SIZE), &expect, &again, &n));
	wbuf_free(&w);
}

static void write_again(const struct attr_set *set, const struct attr_session *session)
{
	struct wbuf w = {0};
	struct attr_parse p;
	attr_encode(&w, set, session, set->next_hop.family == AF_INET);
	attr_parse(rbuf_from(w.data, w.len), session, &p);
	check(p.action <= ATTR_DISCARD);
	attr_set_clear(&p.set);
	wbuf_free(&w);
}

static void try_update(struct rbuf body, const struct attr_session *session)
{
	struct update u;
	struct notify n;
	bool kept = update_decode(body, session, &u, &n);
	for (unsigned i = 0; kept && i < UPDATE_LISTS; i++) {
		struct rbuf r = u.announced[i].nlri;
		struct ip_prefix p;
		while (u.announced[i].present && nlri_next(&r, u.announced[i].family, &p))
			check(p.len <= 128);
		check(rbuf_ok(&r));
	}
	if (kept && u.attrs.action == ATTR_OK && attr_set_has(&u.attrs.set, ATTR_ORIGIN))
		write_again(&u.attrs.set, session);
	update_clear(&u);
}

static void try_notification(struct rbuf body)
{
	struct notify n;
	char text[64];
	if (notify_decode(body, &n))
		notify_str(&n, text, sizeof(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct attr_session sessions[] = {{true, 4}, {true, 2}, {false, 4}, {false, 2}};
	if (size < 1)
		return 0;
	const struct attr_session *session = &sessions[data[0] & 3];
	struct rbuf body = rbuf_from(data + 1, size - 1);
	enum message_type type;
	size_t length;
	struct notify n;
	message_header(data + 1, size - 1, BGP_EXTENDED_MAX, &type, &length, &n);
	switch (data[0] >> 2 & 3) {
	case 0:
		try_open(body);
		break;
	case 1:
		try_notification(body);
		break;
	default:
		try_update(body, session);
		break;
	}
	check(blob_count() == 0);
	return 0;
}
