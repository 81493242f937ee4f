/* SPDX-License-Identifier: Apache-2.0 */
/* show memory, show cpu, show inventory, dir. */
#include "shell/calendar.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const struct layout_line memory_lines[] = {
    {NULL, "Free memory:   {free_bytes:>18} bytes ({free_percent}%)\n"},
    {NULL, "Used memory:   {used_bytes:>18} bytes ({used_percent}%)\n"},
    {NULL, "-------------     ------------------\n"},
    {NULL, "Total memory:  {total_bytes:>18} bytes (100%)\n"},
    {NULL, NULL},
};

static const struct layout_line inventory_lines[] = {
    {NULL, "Name: \"{name}\", DESCR: \"{description}\"\n"},
    {NULL, "PID: {product:<18}, VID: {version:<8}, SN: {serial}\n"},
    {NULL, NULL},
};

static int64_t percent(const json_t *record, const char *part, const char *whole)
{
	int64_t all = field_int(record, whole, 0);
	return all > 0 ? (int64_t)((double)field_int(record, part, 0) * 100 / (double)all + 0.5) : 0;
}

static void print_memory(struct render *r, json_t *memory)
{
	int64_t share = percent(memory, "free_bytes", "total_bytes");
	json_object_set_new(memory, "free_percent", json_integer(share));
	json_object_set_new(memory, "used_percent", json_integer(100 - share));
	layout_print(r->out, memory_lines, memory);
}

static void print_cpu(struct render *r, json_t *cpu)
{
	layout_text(r->out,
	    "CPU utilization for 5 seconds = {percent_5s}%; 1 minute: {percent_1m}%; 5 minutes: "
	    "{percent_5m}%\n",
	    cpu);
}

static void print_inventory(struct render *r, json_t *part)
{
	layout_print(r->out, inventory_lines, part);
}

static void print_file(struct render *r, json_t *file)
{
	calendar_derive(file, "when_text", "modified_at", "%H:%M:%S %b %d %Y");
	render_derive(file, "mode_text", "%s", field_bool(file, "directory") ? "drwx" : "-rw-");
	layout_text(
	    r->out, "{number:<6} {mode_text}  {bytes:<12} {when_text|00:00:00 Jan 01 1970}  {name}\n", file);
}

/* Behind the last file, or at once when there is none. */
static void end_directory(struct render *r)
{
	json_t *directory = r->header;
	json_object_set_new(
	    directory, "free_percent", json_integer(percent(directory, "free_bytes", "total_bytes")));
	layout_text(r->out, "\n{total_bytes} bytes total ({free_bytes} bytes free/{free_percent}% free)\n",
	    directory);
}

static const struct render_entry files = {"file", print_file, end_directory};

static void begin_directory(struct render *r, json_t *directory)
{
	render_keep_header(r, directory);
	layout_text(r->out, "\nDirectory of {path}/\n\n", directory);
	render_take_rest(r, &files);
}

const struct render_entry render_machine[] = {
    {"memory", print_memory, NULL},
    {"cpu", print_cpu, NULL},
    {"inventory", print_inventory, NULL},
    {"directory", begin_directory, NULL},
    {NULL, NULL, NULL},
};
