/* SPDX-License-Identifier: Apache-2.0 */
/* show crypto ikev2 history. */
#include "cmd_iked.h"
#include "daemons/iked/history.h"
#include "daemons/iked/ike.h"
#include "daemons/iked/iked.h"
#include "daemons/iked/message.h"
#include "daemons/iked/notify.h"
#include "daemons/iked/peer.h"
#include "lib/record.h"
#include <stdio.h>

static void set(json_t *o, const char *name, json_t *value)
{
	json_object_set_new(o, name, value);
}

static void set_text(json_t *o, const char *name, const char *text)
{
	if (text)
		set(o, name, json_string(text));
}

static void set_endpoint(json_t *o, const char *address, const char *port, const struct ip_endpoint *e)
{
	char text[IP_ADDR_STRLEN];
	if (e->addr.family)
		set(o, address, json_string(ip_addr_str(&e->addr, text)));
	if (e->port)
		set(o, port, json_integer(e->port));
}

static void set_spi(json_t *o, const char *name, uint64_t spi)
{
	char text[17];
	snprintf(text, sizeof(text), "%016llX", (unsigned long long)spi);
	set(o, name, json_string(text));
}

static void set_sa(json_t *o, const struct history_entry *e)
{
	set(o, "role", json_string(e->initiator ? "initiator" : "responder"));
	set(o, "tunnel_id", json_integer(e->number));
	set_spi(o, "initiator_spi", e->spi_i);
	set_spi(o, "responder_spi", e->spi_r);
	set(o, "seconds", json_integer(e->seconds));
}

static void set_messages(json_t *o, const struct history_entry *e)
{
	if (e->notify) {
		set(o, "notify", json_string(notify_name(e->notify)));
		set(o, "notify_by", json_string(e->notify_ours ? "us" : "peer"));
	}
	if (e->exchange) {
		set(o, "last_exchange", json_string(message_exchange_name(e->exchange)));
		set(o, "last_by", json_string(e->exchange_ours ? "us" : "peer"));
	}
}

static json_t *entry_record(const struct history_entry *e, const char *tunnel)
{
	json_t *o = json_object();
	set(o, "type", json_string("ike_event"));
	set_text(o, "tunnel", tunnel);
	set(o, "event", json_string(history_event_name(e->event)));
	set(o, "reason", json_string(failure_name(e->code)));
	if (e->code)
		set(o, "meaning", json_string(failure_meaning(e->code)));
	set_text(o, "text", e->text);
	set(o, "first_at", json_integer(e->first_at));
	set(o, "last_at", json_integer(e->last_at));
	set(o, "count", json_integer(e->count));
	set_endpoint(o, "local", "local_port", &e->local);
	set_endpoint(o, "remote", "remote_port", &e->remote);
	if (e->has_sa)
		set_sa(o, e);
	set_text(o, "local_id", e->local_id);
	set_text(o, "remote_id", e->remote_id);
	set_text(o, "ours", e->ours);
	set_text(o, "theirs", e->theirs);
	set_messages(o, e);
	return o;
}

static bool is_asked(const struct history_entry *e, const struct cmd_show_crypto_ikev2_history *args)
{
	return !args->has_peer || ip_addr_equal(&e->remote.addr, &args->peer);
}

/* Counts where `out` is NULL. */
static unsigned each_entry(const struct history *h, const char *tunnel, struct record_out *out,
    const struct cmd_show_crypto_ikev2_history *args)
{
	unsigned count = 0;
	for (unsigned i = 0; i < h->count; i++) {
		if (!is_asked(h->entry[i], args))
			continue;
		count++;
		if (out)
			record_send(out, entry_record(h->entry[i], tunnel));
	}
	return count;
}

static unsigned each_history(
    const struct ike *ike, struct record_out *out, const struct cmd_show_crypto_ikev2_history *args)
{
	unsigned count = each_entry(&ike->strangers, NULL, out, args);
	for (const struct peer *peer = ike->peers; peer; peer = peer->hh.next)
		count += each_entry(&peer->history, peer->tunnel, out, args);
	return count;
}

void iked_exec_show_crypto_ikev2_history(
    struct iked *iked, struct cmd_call *call, const struct cmd_show_crypto_ikev2_history *args)
{
	record_send(call->out, json_pack("{s:s, s:I}", "type", "ike_event_list", "count",
				   (json_int_t)each_history(iked->ike, NULL, args)));
	each_history(iked->ike, call->out, args);
	record_done(call->out);
}
