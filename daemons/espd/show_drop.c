/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show asp drop, clear asp drop. An ASA has fewer names for what happens to a packet than we have, and tools
 * know only those: each of its counters is a sum of ours, and the record says of which.
 */
#include <jansson.h>
#include "cmd_espd.h"
#include "daemons/espd/espd.h"
#include "daemons/espd/show.h"
#include "lib/loop.h"
#include "lib/record.h"

#define BIT(reason) (1u << (reason))

struct asp_reason {
	const char *reason; /* as an ASA calls it */
	const char *text;
	bool flow;
	uint32_t drops; /* bits of enum drop_reason */
};

static const struct asp_reason reasons[] = {
    {"ipsec-tun-down", "IPSEC tunnel is down", false, BIT(DROP_NO_SA) | BIT(DROP_IN_EXPIRED)},
    {"unsupported-ip-version", "Unsupported IP version", false, BIT(DROP_IN_VERSION)},
    {"invalid-ip-length", "Invalid IP length", false, BIT(DROP_OUT_MALFORMED) | BIT(DROP_IN_LENGTH)},
    {"invalid-encap", "Invalid encapsulation", false, BIT(DROP_IN_PROTOCOL)},
    {"no-adjacency", "No valid adjacency", false, BIT(DROP_OUT_SOCKET)},
    {"np-sp-invalid-spi", "Invalid SPI", false, BIT(DROP_UNKNOWN_SPI)},
    {"ctm-error", "CTM returned error", false,
	BIT(DROP_OUT_TOO_BIG) | BIT(DROP_OUT_SEQUENCE) | BIT(DROP_IN_SHORT) | BIT(DROP_IN_REPLAY) |
	    BIT(DROP_IN_AUTH) | BIT(DROP_IN_PAD)},
    {"security-failed", "Early security checks failed", false, BIT(DROP_IN_ECN)},
    {"interface-down", "Interface is down", false, BIT(DROP_IN_DEVICE)},
    {"ipsec-selector-failure", "IPSec inner policy mismatch failure", true,
	BIT(DROP_OUT_SELECTOR) | BIT(DROP_IN_SELECTOR)},
};

#define REASONS (sizeof(reasons) / sizeof(reasons[0]))

struct capture_reason show_asp_reason(enum drop_reason reason)
{
	const struct asp_reason *asp = reasons;
	while (asp < reasons + REASONS - 1 && (asp->drops & BIT(reason)) == 0)
		asp++;
	return (struct capture_reason){asp->reason, asp->text, drop_names[reason].text};
}

static void add_cause(json_t *causes, const struct stats *s, unsigned reason, uint64_t drops)
{
	json_t *cause = json_pack("{s:s, s:s, s:I}", "reason", drop_names[reason].reason, "text",
	    drop_names[reason].text, "drops", (json_int_t)drops);
	if (s->tunnel[0] != '\0')
		json_object_set_new(cause, "tunnel", json_string(s->tunnel));
	json_array_append_new(causes, cause);
}

/* Appends what has happened since the last clearing, by tunnel; the sum. */
static uint64_t collect(struct espd *espd, const struct asp_reason *asp, json_t *causes)
{
	uint64_t sum = 0;
	for (struct stats *s = vault_next(&espd->stats, NULL); s != NULL; s = vault_next(&espd->stats, s)) {
		for (unsigned i = 0; i < DROP_REASONS; i++) {
			uint64_t drops = s->drops[i] - s->cleared[i];
			if ((asp->drops & BIT(i)) == 0 || drops == 0)
				continue;
			sum += drops;
			add_cause(causes, s, i, drops);
		}
	}
	return sum;
}

static void send_reason(struct espd *espd, struct record_out *out, const struct asp_reason *asp)
{
	json_t *causes = json_array();
	uint64_t sum = collect(espd, asp, causes);
	if (sum == 0)
		json_decref(causes);
	else
		record_send(out, json_pack("{s:s, s:s, s:s, s:s, s:I, s:o}", "type", "asp_drop", "section",
				     asp->flow ? "flow" : "frame", "text", asp->text, "reason", asp->reason,
				     "drops", (json_int_t)sum, "causes", causes));
}

static void set_cleared(json_t *header, const struct espd *espd, const char *member, bool flow)
{
	if (espd->nobody->cleared_at[flow] != 0)
		json_object_set_new(header, member, json_integer(espd->nobody->cleared_at[flow]));
}

void espd_exec_show_asp_drop(struct espd *espd, struct cmd_call *call, const struct cmd_show_asp_drop *args)
{
	json_t *header = json_pack("{s:s, s:s}", "type", "asp_drop_list", "owner", "espd");
	bool both = args->has_frame == args->has_flow;
	if (args->has_detail)
		json_object_set_new(header, "detail", json_true());
	if (!both)
		json_object_set_new(header, "section", json_string(args->has_frame ? "frame" : "flow"));
	if (both || args->has_frame)
		set_cleared(header, espd, "frame_cleared_at", false);
	if (both || args->has_flow)
		set_cleared(header, espd, "flow_cleared_at", true);
	record_send(call->out, header);
	for (size_t i = 0; i < REASONS; i++)
		if (both || (reasons[i].flow ? args->has_flow : args->has_frame))
			send_reason(espd, call->out, &reasons[i]);
	record_done(call->out);
}

/* The counters of the tunnels go on: they are those of `show crypto ipsec sa`, too. */
static void clear(struct espd *espd, const struct asp_reason *asp)
{
	for (struct stats *s = vault_next(&espd->stats, NULL); s != NULL; s = vault_next(&espd->stats, s))
		for (unsigned i = 0; i < DROP_REASONS; i++)
			if (asp->drops & BIT(i))
				s->cleared[i] = s->drops[i];
	espd->nobody->cleared_at[asp->flow] = loop_wall(espd->loop);
}

void espd_exec_clear_asp_drop(struct espd *espd, struct cmd_call *call, const struct cmd_clear_asp_drop *args)
{
	bool both = args->has_frame == args->has_flow;
	for (size_t i = 0; i < REASONS; i++)
		if (both || (reasons[i].flow ? args->has_flow : args->has_frame))
			clear(espd, &reasons[i]);
	record_done(call->out);
}
