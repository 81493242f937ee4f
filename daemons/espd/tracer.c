/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet-tracer, as far as ESP decides: what each tunnel would do with the packet. Which of them it goes into is ribd's to
 * say, and the shell's to choose here.
 */
#include <arpa/inet.h>
#include <jansson.h>
#include <string.h>
#include "cmd_espd.h"
#include "daemons/espd/crypto.h"
#include "daemons/espd/espd.h"
#include "daemons/espd/show.h"
#include "daemons/espd/tunnels.h"
#include "lib/cmd.h"
#include "lib/loop.h"
#include "lib/record.h"

/* The packet's addresses as sa_selects() reads them. */
static bool selected(const struct sa *sa, const struct ip_addr *source, const struct ip_addr *destination)
{
	uint8_t pkt[40] = {0};
	struct inner in = {.family = (uint8_t)source->family, .size = sizeof pkt};
	size_t size = ip_addr_size(source), at = source->family == AF_INET ? 12 : 8;
	memcpy(pkt + at, source->bytes, size);
	memcpy(pkt + at + size, destination->bytes, size);
	return sa_selects(sa, pkt, &in);
}

static void set_sa(json_t *r, const struct tunnel *t, const struct ip_addr *source)
{
	char text[IP_ADDR_STRLEN];
	const struct sa_spec *spec = &t->out->state->spec;
	json_object_set_new(r, "spi", json_integer(spec->spi));
	json_object_set_new(r, "local", json_string(ip_addr_str(&spec->local.addr, text)));
	json_object_set_new(r, "remote", json_string(ip_addr_str(&spec->remote.addr, text)));
	json_object_set_new(r, "udp_encap", json_boolean(spec->udp_encap));
	json_object_set_new(r, "tunnel_mtu", json_integer(t->mtu));
	json_object_set_new(
	    r, "mss", json_integer(source->family == AF_INET ? t->mss.max_v4 : t->mss.max_v6));
}

static void send_tunnel(struct espd *espd, struct record_out *out, const struct tunnel *t,
    const struct ip_addr *source, const struct ip_addr *destination)
{
	json_t *r = json_pack("{s:s, s:s}", "type", "tracer_tunnel", "tunnel", t->settings.name);
	bool usable = t->out != NULL && sa_usable(t->out, loop_now(espd->loop));
	bool passes = usable && selected(t->out, source, destination);
	json_object_set_new(r, "result", json_string(passes ? "allow" : "drop"));
	if (!passes) {
		struct capture_reason why = show_asp_reason(usable ? DROP_OUT_SELECTOR : DROP_NO_SA);
		json_object_set_new(r, "reason", json_string(why.reason));
		json_object_set_new(r, "text", json_string(why.text));
		json_object_set_new(r, "cause", json_string(why.cause));
	}
	if (t->settings.nameif[0] != '\0')
		json_object_set_new(r, "nameif", json_string(t->settings.nameif));
	if (usable)
		set_sa(r, t, source);
	record_send(out, r);
}

static void trace(
    struct espd *espd, struct cmd_call *call, const struct ip_addr *source, const struct ip_addr *destination)
{
	for (struct tunnel *t = tunnels_next(espd->tunnels, NULL); t != NULL;
	     t = tunnels_next(espd->tunnels, t))
		send_tunnel(espd, call->out, t, source, destination);
	record_done(call->out);
}

void espd_exec_packet_tracer(struct espd *espd, struct cmd_call *call, const struct cmd_packet_tracer *args)
{
	trace(espd, call, &args->source, &args->destination);
}

void espd_exec_packet_tracer_icmp(
    struct espd *espd, struct cmd_call *call, const struct cmd_packet_tracer_icmp *args)
{
	trace(espd, call, &args->source, &args->destination);
}
