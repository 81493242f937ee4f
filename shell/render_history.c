/* SPDX-License-Identifier: Apache-2.0 */
/* show crypto ikev2 history. */
#include "shell/calendar.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const struct layout_line list_lines[] = {
    {"!count", "There is no IKEv2 history\n"},
    {NULL, NULL},
};

static const struct layout_line event_lines[] = {
    {NULL, "{last_text} {tunnel|-} {remote|-} {event}"},
    {"meaning", " {reason}"},
    {"repeated", ", {count} times since {first_text}"},
    {NULL, "\n"},
    {"text", "      {text}\n"},
    {"meaning", "      {reason}: {meaning}\n"},
    {"role", "      {role}, {local|-}/{local_port} to {remote|-}/{remote_port}, SPIs {initiator_spi} "
	     "{responder_spi}, after "
	     "{seconds} s\n"},
    {"local_id", "      Our identity: {local_id}\n"},
    {"remote_id", "      Identity of the peer: {remote_id}\n"},
    {"ours", "      Our proposals: {ours}\n"},
    {"theirs", "      Proposals of the peer: {theirs}\n"},
    {"notify", "      Notification: {notify}, sent by {notify_by}\n"},
    {"last_exchange", "      Last message: {last_exchange}, sent by {last_by}\n"},
    {NULL, NULL},
};

static void print_list(struct render *r, json_t *record)
{
	layout_print(r->out, list_lines, record);
}

static void print_event(struct render *r, json_t *record)
{
	calendar_derive(record, "last_text", "last_at", "%b %d %Y %H:%M:%S");
	calendar_derive(record, "first_text", "first_at", "%b %d %Y %H:%M:%S");
	if (field_int(record, "count", 1) > 1)
		json_object_set_new(record, "repeated", json_true());
	layout_print(r->out, event_lines, record);
}

const struct render_entry render_history[] = {
    {"ike_event_list", print_list, NULL},
    {"ike_event", print_event, NULL},
    {NULL, NULL, NULL},
};
