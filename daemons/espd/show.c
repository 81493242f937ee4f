/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of show commands: shell/RECORDS.md. */
#include <jansson.h>
#include <strings.h>
#include "cmd_espd.h"
#include "daemons/espd/config.h"
#include "daemons/espd/crypto.h"
#include "daemons/espd/espd.h"
#include "daemons/espd/show.h"
#include "daemons/espd/tunnels.h"
#include "lib/loop.h"
#include "lib/record.h"

static const char *encr_name(const struct sa_spec *spec)
{
	if (spec->encr == SA_ENCR_3DES)
		return "3DES";
	if (spec->encr == SA_ENCR_CHACHA20_POLY1305)
		return "CHACHA20-POLY1305";
	return spec->encr == SA_ENCR_AES_GCM_16 ? "AES-GCM" : "AES-CBC";
}

static const char *integ_name(const struct sa_spec *spec)
{
	switch (spec->auth) {
	case SA_AUTH_HMAC_SHA1_96:
		return "SHA1";
	case SA_AUTH_HMAC_SHA2_256_128:
		return "SHA256";
	case SA_AUTH_HMAC_SHA2_384_192:
		return "SHA384";
	case SA_AUTH_HMAC_SHA2_512_256:
		return "SHA512";
	default:
		return "none";
	}
}

static const char *state_name(const struct tunnel *t, const struct sa *sa)
{
	if (sa->state->hard_told || sa->state->soft_told)
		return "expiring";
	if (sa->state->spec.direction == SA_OUT && t->out != sa)
		return "rekeyed";
	return "active";
}

/* Most significant word first, as many words as the window has; the outbound side has no window. */
static json_t *bitmap(const struct sa *sa)
{
	json_t *words = json_array();
	unsigned count = (sa->state->replay.window + 31) / 32;
	for (unsigned i = count; i > 0; i--)
		json_array_append_new(words, json_integer(replay_word(&sa->state->replay, i - 1)));
	return words;
}

static json_t *sa_record(const struct tunnel *t, const struct sa *sa, int64_t now)
{
	const struct sa_state *s = sa->state;
	const struct sa_spec *spec = &s->spec;
	json_t *r = json_pack("{s:I, s:s, s:s, s:i, s:s, s:b, s:i, s:I}", "spi", (json_int_t)spec->spi,
	    "state", state_name(t, sa), "encr", encr_name(spec), "key_bits", spec->encr_key_bits, "integ",
	    integ_name(spec), "udp_encap", spec->udp_encap, "pfs_group", spec->pfs_group, "conn_id",
	    (json_int_t)spec->ike_id);
	json_object_set_new(r, "lifetime_seconds", json_integer(spec->lifetime_seconds));
	json_object_set_new(r, "lifetime_left", json_integer(sa_seconds_left(sa, now)));
	if (spec->lifetime_kilobytes != 0) {
		json_object_set_new(r, "lifetime_kilobytes", json_integer(spec->lifetime_kilobytes));
		uint64_t used = s->bytes / 1024;
		json_object_set_new(r, "kilobytes_left",
		    json_integer(
			used < spec->lifetime_kilobytes ? (json_int_t)(spec->lifetime_kilobytes - used) : 0));
	}
	json_object_set_new(r, "iv_bytes", json_integer(sa->suite->iv_size));
	json_object_set_new(r, "esn", json_boolean(spec->esn));
	json_object_set_new(r, "replay_window", json_integer(spec->replay_window));
	if (spec->direction == SA_IN)
		json_object_set_new(r, "replay_bitmap", bitmap(sa));
	json_object_set_new(r, "packets", json_integer((json_int_t)s->packets));
	json_object_set_new(r, "bytes", json_integer((json_int_t)s->bytes));
	uint64_t sequence = spec->direction == SA_OUT ? s->sequence : s->replay.top;
	json_object_set_new(r, "sequence", json_integer((json_int_t)sequence));
	return r;
}

/* The SAs of one direction, newest first. */
static json_t *sa_records(struct espd *espd, const struct tunnel *t, uint8_t direction)
{
	json_t *list = json_array();
	uint64_t below = UINT64_MAX;
	int64_t now = loop_now(espd->loop);
	for (;;) {
		struct sa *best = NULL;
		for (struct sa *sa = sa_next(&espd->sas, NULL); sa != NULL; sa = sa_next(&espd->sas, sa))
			if (sa->tunnel == t && sa->state->spec.direction == direction &&
			    sa->state->generation < below &&
			    (best == NULL || sa->state->generation > best->state->generation))
				best = sa;
		if (best == NULL)
			return list;
		json_array_append_new(list, sa_record(t, best, now));
		below = best->state->generation;
	}
}

static void set_addr(json_t *r, const char *member, const struct ip_addr *addr)
{
	char text[IP_ADDR_STRLEN];
	json_object_set_new(r, member, json_string(ip_addr_str(addr, text)));
}

static void set_counter(json_t *r, const char *member, uint64_t value)
{
	json_object_set_new(r, member, json_integer((json_int_t)value));
}

static void set_ends(json_t *r, const struct sa_spec *spec)
{
	set_addr(r, "local", &spec->local.addr);
	set_addr(r, "remote", &spec->remote.addr);
	set_counter(r, "local_port", spec->local.port);
	set_counter(r, "remote_port", spec->remote.port);
	json_object_set_new(r, "udp_encap", json_boolean(spec->udp_encap));
	set_addr(r, "local_low", &spec->ts_local_low);
	set_addr(r, "local_high", &spec->ts_local_high);
	set_addr(r, "remote_low", &spec->ts_remote_low);
	set_addr(r, "remote_high", &spec->ts_remote_high);
}

static void set_counters(json_t *r, const struct stats *s)
{
	set_counter(r, "encaps", s->out_packets);
	set_counter(r, "encrypt", s->out_packets);
	set_counter(r, "decaps", s->in_packets);
	set_counter(r, "decrypt", s->in_packets);
	set_counter(r, "verify", s->in_packets);
	set_counter(r, "bytes_out", s->out_bytes);
	set_counter(r, "bytes_in", s->in_bytes);
	set_counter(r, "pmtus_sent", s->pmtus_sent);
	set_counter(r, "pmtus_received", s->pmtus_received);
	set_counter(r, "icmp_valid", s->pmtus_received);
	set_counter(r, "tfc_received", s->dummies);
	set_counter(r, "send_errors", stats_send_errors(s));
	set_counter(r, "recv_errors", stats_recv_errors(s));
	for (unsigned i = 0; i < DROP_REASONS; i++)
		set_counter(r, drop_names[i].member, s->drops[i]);
}

static void set_path(json_t *r, const struct espd *espd, const struct tunnel *t, const struct sa *any)
{
	static const char *const policies[] = {
	    [TUNNEL_DF_COPY] = "copy-df",
	    [TUNNEL_DF_CLEAR] = "clear-df",
	    [TUNNEL_DF_SET] = "set-df",
	};
	uint32_t fixed = pmtu_overhead(any->suite, any->state->spec.udp_encap);
	set_counter(r, "path_mtu", pmtu_outer(&t->pmtu));
	set_counter(r, "media_mtu", t->pmtu.media != 0 ? t->pmtu.media : PMTU_DEFAULT);
	set_counter(r, "tunnel_mtu", t->mtu);
	set_counter(r, "overhead", fixed + any->suite->align - 1);
	set_counter(r, "overhead_fixed", fixed);
	set_counter(r, "pmtu_seconds_left",
	    pmtu_age_left(&t->pmtu, espd->model->global.pmtu_aging, loop_now(espd->loop)));
	json_object_set_new(r, "df", json_string(policies[t->settings.df]));
}

struct sa *show_any_sa(struct espd *espd, const struct tunnel *t)
{
	if (t->out != NULL)
		return t->out;
	for (struct sa *sa = sa_next(&espd->sas, NULL); sa != NULL; sa = sa_next(&espd->sas, sa))
		if (sa->tunnel == t)
			return sa;
	return NULL;
}

void show_ipsec_sa(struct espd *espd, struct record_out *out, const struct tunnel *t, const struct sa *any)
{
	json_t *r = json_pack("{s:s, s:s}", "type", "ipsec_sa", "tunnel", t->settings.name);
	if (t->settings.nameif[0] != '\0')
		json_object_set_new(r, "nameif", json_string(t->settings.nameif));
	set_ends(r, &any->state->spec);
	set_counters(r, t->stats);
	set_path(r, espd, t, any);
	json_object_set_new(r, "inbound", sa_records(espd, t, SA_IN));
	json_object_set_new(r, "outbound", sa_records(espd, t, SA_OUT));
	record_send(out, r);
}

static bool asked_for(
    const struct cmd_show_crypto_ipsec_sa *args, const struct tunnel *t, const struct sa *any)
{
	if (any == NULL)
		return false;
	if (args->has_peer && !ip_addr_equal(&args->peer, &any->state->spec.remote.addr))
		return false;
	return !args->has_ifname || strcasecmp(args->ifname, t->settings.nameif) == 0;
}

void espd_exec_show_crypto_ipsec_sa(
    struct espd *espd, struct cmd_call *call, const struct cmd_show_crypto_ipsec_sa *args)
{
	int count = 0;
	for (struct tunnel *t = tunnels_next(espd->tunnels, NULL); t != NULL;
	     t = tunnels_next(espd->tunnels, t))
		count += asked_for(args, t, show_any_sa(espd, t));
	json_t *header = json_pack("{s:s, s:i}", "type", "ipsec_sa_list", "count", count);
	if (args->has_detail)
		json_object_set_new(header, "detail", json_true());
	record_send(call->out, header);
	for (struct tunnel *t = tunnels_next(espd->tunnels, NULL); t != NULL;
	     t = tunnels_next(espd->tunnels, t)) {
		struct sa *any = show_any_sa(espd, t);
		if (asked_for(args, t, any))
			show_ipsec_sa(espd, call->out, t, any);
	}
	record_done(call->out);
}

static void add_stats(struct stats *sum, const struct stats *s)
{
	sum->out_packets += s->out_packets;
	sum->out_bytes += s->out_bytes;
	sum->in_packets += s->in_packets;
	sum->in_bytes += s->in_bytes;
	sum->dummies += s->dummies;
	sum->pmtus_sent += s->pmtus_sent;
	sum->pmtus_received += s->pmtus_received;
	for (unsigned i = 0; i < DROP_REASONS; i++)
		sum->drops[i] += s->drops[i];
}

void espd_exec_show_crypto_ipsec_stats(
    struct espd *espd, struct cmd_call *call, const struct cmd_show_crypto_ipsec_stats *args)
{
	struct stats sum = {0};
	for (struct stats *s = vault_next(&espd->stats, NULL); s != NULL; s = vault_next(&espd->stats, s))
		add_stats(&sum, s);
	json_t *r = json_pack("{s:s}", "type", "ipsec_stats");
	set_counter(r, "active_sas", HASH_CNT(hh, espd->sas.all));
	set_counters(r, &sum);
	set_counter(r, "icmp_invalid", espd->nobody->icmp_invalid);
	record_send(call->out, r);
	record_done(call->out);
}
