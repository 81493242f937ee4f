/* SPDX-License-Identifier: Apache-2.0 */
/* show debug. */
#include "shell/layout.h"
#include "shell/render.h"

static const struct layout_line list_lines[] = {
    {"missed", "{missed} messages did not reach this terminal, which was too slow\n"},
    {NULL, NULL},
};

static const struct layout_line switch_lines[] = {
    {"!neighbor", "debug {name} enabled"},
    {"neighbor", "debug {name} of {neighbor} enabled"},
    {"level", " at level {level}"},
    {NULL, "\n"},
    {NULL, NULL},
};

static const struct layout_line condition_lines[] = {
    {NULL, "debug crypto condition peer {peer}\n"},
    {NULL, NULL},
};

static void print_list(struct render *r, json_t *record)
{
	layout_print(r->out, list_lines, record);
}

static void print_switch(struct render *r, json_t *record)
{
	layout_print(r->out, switch_lines, record);
}

static void print_condition(struct render *r, json_t *record)
{
	layout_print(r->out, condition_lines, record);
}

const struct render_entry render_debug[] = {
    {"debug_list", print_list, NULL},
    {"debug_switch", print_switch, NULL},
    {"debug_condition", print_condition, NULL},
    {NULL, NULL, NULL},
};
