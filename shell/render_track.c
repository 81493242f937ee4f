/* SPDX-License-Identifier: Apache-2.0 */
/* show track, show sla monitor. */
#include <string.h>
#include "shell/calendar.h"
#include "shell/duration.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const struct layout_line track_lines[] = {
    {NULL, "Track {number}\n"
	   "  Response Time Reporter {sla} reachability\n"},
    {"up", "  Reachability is Up\n"},
    {"!up", "  Reachability is Down\n"},
    {"changes", "  {changes} changes, last change {changed_seconds:r}\n"},
    {"!changes", "  0 changes\n"},
    {"outcome", "  Latest operation return code: {outcome_text}\n"},
    {"answers", "  Latest RTT (millisecs) {rtt_msec}\n"},
    {"routes", "  Tracked by:\n"
	       "    STATIC-IP-ROUTING 0\n"},
    {NULL, NULL},
};

static const struct layout_line state_lines[] = {
    {NULL, "Entry number: {number}\n"
	   "Number of operations attempted: {attempted}\n"
	   "Number of operations skipped: {skipped}\n"},
    {"limited", "Current seconds left in Life: {life_left_seconds}\n"},
    {"!limited", "Current seconds left in Life: Forever\n"},
    {"active", "Operational state of entry: Active\n"},
    {"!active", "Operational state of entry: Inactive\n"},
    {NULL, "Last time this entry was reset: Never\n"
	   "Connection loss occurred: {lost}\n"
	   "Timeout occurred: {timed_out}\n"
	   "Over thresholds occurred: {slow}\n"},
    {"answers", "Latest RTT (milliseconds): {rtt_msec}\n"},
    {"!answers", "Latest RTT (milliseconds): NoConnection/Busy/Timeout\n"},
    {"started_text", "Latest operation start time: {started_text}\n"},
    {NULL, "Latest operation return code: {outcome_text}\n"
	   "RTT Values:\n"
	   "RTTAvg: {rtt_msec}\tRTTMin: {rtt_min_msec}\tRTTMax: {rtt_max_msec}\n"
	   "NumOfRTT: {answers}\tRTTSum: {rtt_sum_msec}\tRTTSum2: {rtt_sum2}\n\n"},
    {NULL, NULL},
};

static const struct layout_line configuration_lines[] = {
    {NULL, "Entry number: {number}\n"
	   "Owner:\n"
	   "Tag:\n"},
    {"target", "Type of operation to perform: echo\n"
	       "Target address: {target}\n"
	       "Interface: {interface}\n"
	       "Number of packets: {packets}\n"
	       "Request size (ARR data portion): {data_bytes}\n"
	       "Operation timeout (milliseconds): {timeout_msec}\n"
	       "Type Of Service parameters: 0x{tos:x}\n"
	       "Verify data: No\n"
	       "Operation frequency (seconds): {frequency_seconds}\n"},
    {"scheduled", "Next Scheduled Start Time: Start Time already passed\n"},
    {"!scheduled", "Next Scheduled Start Time: Pending trigger\n"},
    {"life_seconds", "Life (seconds): {life_seconds}\n"},
    {"!life_seconds", "Life (seconds): Forever\n"},
    {"target", "Threshold (milliseconds): {threshold_msec}\n"},
    {NULL, "\n"},
    {NULL, NULL},
};

static const char *outcome_text(const json_t *record)
{
	static const char *const words[][2] = {{"ok", "OK"}, {"over-threshold", "Over threshold"},
	    {"timeout", "Timeout"}, {"no-connection", "No connection"}};
	const char *outcome = field_str(record, "outcome", "");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], outcome) == 0)
			return words[i][1];
	return "Unknown";
}

static bool outcome_is(const json_t *record, const char *outcome)
{
	return strcmp(field_str(record, "outcome", ""), outcome) == 0;
}

static void derive_flag(json_t *record, const char *member, bool set)
{
	render_derive(record, member, "%s", set ? "TRUE" : "FALSE");
}

static void print_track(struct render *r, json_t *track)
{
	render_derive(track, "outcome_text", "%s", outcome_text(track));
	layout_print(r->out, track_lines, track);
}

static void print_state(struct render *r, json_t *state)
{
	calendar_derive(state, "started_text", "started_at", "%H:%M:%S.000 UTC %a %b %d %Y");
	render_derive(state, "outcome_text", "%s", outcome_text(state));
	json_object_set_new(state, "limited", json_boolean(field_get(state, "life_left_seconds") != NULL));
	derive_flag(state, "lost", outcome_is(state, "no-connection"));
	derive_flag(state, "timed_out", outcome_is(state, "timeout"));
	derive_flag(state, "slow", outcome_is(state, "over-threshold"));
	layout_print(r->out, state_lines, state);
}

static void print_configuration(struct render *r, json_t *configuration)
{
	layout_print(r->out, configuration_lines, configuration);
}

const struct render_entry render_track[] = {
    {"track", print_track, NULL},
    {"sla_state", print_state, NULL},
    {"sla_configuration", print_configuration, NULL},
    {NULL, NULL, NULL},
};
