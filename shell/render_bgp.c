/* SPDX-License-Identifier: Apache-2.0 */
/* show bgp summary, show bgp, show bgp PREFIX. Neighbors are in render_neighbor.c. */
#include <stdio.h>
#include <string.h>
#include "lib/ipaddr.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

#define NETWORK_COLUMN 3
#define NETWORK_WIDTH  17

static const struct layout_line summary_lines[] = {
    {NULL, "BGP router identifier {router_id}, local AS number {local_as}\n"},
    {NULL, "BGP table version is {table_version}, main routing table version {table_version}\n"},
    {"networks", "{networks} network entries using {network_bytes} bytes of memory\n"},
    {"networks", "{paths} path entries using {path_bytes} bytes of memory\n"},
    {"multipath_networks",
	"{multipath_networks} multipath network entries and {multipath_paths} multipath paths\n"},
    {"networks",
	"{attrs}/{best_attrs} BGP path/bestpath attribute entries using {attr_bytes} bytes of memory\n"},
    {"as_paths", "{as_paths} BGP AS-PATH entries using {as_path_bytes} bytes of memory\n"},
    {"communities", "{communities} BGP community entries using {community_bytes} bytes of memory\n"},
    {"networks", "0 BGP route-map cache entries using 0 bytes of memory\n"},
    {"networks", "0 BGP filter-list cache entries using 0 bytes of memory\n"},
    {"networks", "BGP using {total_bytes} total bytes of memory\n"},
    {"networks", "BGP activity {prefixes_added}/{prefixes_removed} prefixes, {paths_added}/{paths_removed} "
		 "paths, scan interval 60 secs\n"},
    {NULL, "\nNeighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n"},
    {NULL, NULL},
};

static const struct layout_line table_head[] = {
    {NULL, "\nBGP table version is {table_version}, local router ID is {router_id}\n"},
    {NULL, "Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,\n"
	   "              r RIB-failure, S Stale, m multipath\n"
	   "Origin codes: i - IGP, e - EGP, ? - incomplete\n\n"
	   "   Network          Next Hop        Metric LocPrf Weight  Path\n"},
    {NULL, NULL},
};

static const char path_row[] = "{next_hop:<15} {metric:>6|} {local_pref:>6|} {weight:>6}  {path_text}\n";

static const struct layout_line prefix_head[] = {
    {NULL, "BGP routing table entry for {prefix}, version {version}\n"},
    {"best", "Paths: ({paths} available, best #{best}, table {table|default})\n"},
    {"!best", "Paths: ({paths} available, no best path)\n"},
    {"multipath", "  Multipath: {multipath}\n"},
    {"advertised_text", "  Advertised to update-groups:\n     {advertised_text}\n"},
    {"!advertised_text", "  Not advertised to any peer\n"},
    {NULL, NULL},
};

static const struct layout_line prefix_path[] = {
    {"as_path", "  {as_path}\n"},
    {"!as_path", "  Local\n"},
    {"from_text", "    {next_hop} from {from_text} ({peer_id|0.0.0.0})\n"},
    {NULL, "      Origin {origin_text}, {metric_text|}localpref {local_pref_effective|100}, "
	   "{weight_text|}{flags}\n"},
    {"communities", "      Community: {communities}\n"},
    {"large_communities", "      Large Community: {large_communities}\n"},
    {"aggregator", "      Aggregated by {aggregator}\n"},
    {"reason", "      Not best: {reason}\n"},
    {NULL, NULL},
};

static void print_summary(struct render *r, json_t *summary)
{
	if (json_is_false(json_object_get(summary, "active"))) {
		output_text(r->out, "% BGP not active\n");
		return;
	}
	static const char *const parts[] = {
	    "network_bytes", "path_bytes", "attr_bytes", "as_path_bytes", "community_bytes"};
	json_int_t total = 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		total += field_int(summary, parts[i], 0);
	json_object_set_new(summary, "total_bytes", json_integer(total));
	layout_print(r->out, summary_lines, summary);
}

static void derive_state(json_t *row)
{
	const char *state = field_str(row, "state", "Idle");
	if (strcmp(state, "Established") == 0)
		render_derive(row, "state_text", "%d", (int)field_int(row, "prefixes", 0));
	else
		render_derive(row, "state_text", "%s%s", state,
		    field_bool(row, "admin_down")     ? " (Admin)"
		    : field_bool(row, "prefix_limit") ? " (PfxCt)"
						      : "");
}

static void print_neighbor_row(struct render *r, json_t *row)
{
	derive_state(row);
	if (strlen(field_str(row, "neighbor", "")) > 15)
		layout_text(r->out, "{neighbor}\n                ", row);
	else
		layout_text(r->out, "{neighbor:<16}", row);
	layout_text(r->out,
	    "4 {remote_as:>12} {received:<7} {sent:<7} {table_version:>8} {in_queue:>4} {out_queue:>4} "
	    "{up_down_seconds:r|never}  {state_text:<8}\n",
	    row);
}

static void print_table(struct render *r, json_t *table)
{
	render_keep_header(r, table);
}

/* The natural class mask is left out, as for 192.168.0.0/24. */
static void network_text(const char *prefix, char *dst, size_t size)
{
	struct ip_prefix p;
	snprintf(dst, size, "%s", prefix);
	if (!ip_prefix_parse(prefix, &p) || p.addr.family != AF_INET)
		return;
	if (p.len == ip_class_len(p.addr.v4) || (p.len == 0 && ip_addr_is_any(&p.addr)))
		dst[strcspn(dst, "/")] = '\0';
}

static char origin_code(const json_t *path)
{
	const char *origin = field_str(path, "origin", "incomplete");
	return strcmp(origin, "igp") == 0 ? 'i' : strcmp(origin, "egp") == 0 ? 'e' : '?';
}

struct status_code {
	const char *member;
	char code;
};

static char first_code(const json_t *path, const struct status_code *codes, size_t count, char otherwise)
{
	for (size_t i = 0; i < count; i++) {
		if (field_bool(path, codes[i].member))
			return codes[i].code;
	}
	return otherwise;
}

static void print_status(struct render *r, const json_t *path)
{
	static const struct status_code first[] = {{"suppressed", 's'}, {"damped", 'd'}, {"history", 'h'},
	    {"rib_failure", 'r'}, {"stale", 'S'}, {"valid", '*'}};
	static const struct status_code second[] = {{"best", '>'}, {"multipath", 'm'}};
	output_printf(r->out, "%c%c%c", first_code(path, first, sizeof(first) / sizeof(first[0]), ' '),
	    first_code(path, second, 2, ' '), field_bool(path, "internal") ? 'i' : ' ');
}

static void print_network(struct render *r, const char *prefix)
{
	char text[64] = "";
	if (strcmp(prefix, r->last_prefix) != 0)
		network_text(prefix, text, sizeof(text));
	snprintf(r->last_prefix, sizeof(r->last_prefix), "%s", prefix);
	if (strlen(text) >= NETWORK_WIDTH)
		output_printf(r->out, "%s\n%*s", text, NETWORK_COLUMN + NETWORK_WIDTH, "");
	else
		output_printf(r->out, "%-*s", NETWORK_WIDTH, text);
}

static void print_row(struct render *r, json_t *path)
{
	const char *as_path = field_str(path, "as_path", "");
	render_derive(path, "path_text", "%s%s%c", as_path, *as_path ? " " : "", origin_code(path));
	if (r->rows++ == 0)
		layout_print(r->out, table_head, r->header);
	print_status(r, path);
	print_network(r, field_str(path, "prefix", ""));
	layout_text(r->out, path_row, path);
}

static void derive_flags(json_t *path)
{
	static const char *const words[] = {"valid", "atomic", "stale", "multipath", "best"};
	char flags[128];
	const char *kind = field_bool(path, "local")      ? "sourced, local"
			   : field_bool(path, "internal") ? "internal"
							  : "external";
	size_t used = 0;
	flags[0] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (field_bool(path, words[i]))
			used += (size_t)snprintf(flags + used, sizeof(flags) - used, "%s%s", used ? ", " : "",
			    strcmp(words[i], "atomic") == 0 ? "atomic-aggregate" : words[i]);
		if (i == 0)
			used += (size_t)snprintf(
			    flags + used, sizeof(flags) - used, "%s%s", used ? ", " : "", kind);
	}
	render_derive(path, "flags", "%s", flags);
}

static void derive_detail(json_t *path)
{
	static const char *const origins[] = {"IGP", "EGP", "incomplete"};
	char code = origin_code(path);
	render_derive(path, "origin_text", "%s", origins[code == 'i' ? 0 : code == 'e' ? 1 : 2]);
	render_derive(path, "from_text", "%s",
	    field_bool(path, "local") ? "0.0.0.0" : field_str(path, "from", "0.0.0.0"));
	if (field_get(path, "metric"))
		render_derive(path, "metric_text", "metric %lld, ", (long long)field_int(path, "metric", 0));
	if (field_int(path, "weight", 0))
		render_derive(path, "weight_text", "weight %lld, ", (long long)field_int(path, "weight", 0));
	derive_flags(path);
}

static void print_path(struct render *r, json_t *path)
{
	if (strcmp(field_str(r->header, "type", ""), "bgp_prefix") != 0) {
		print_row(r, path);
		return;
	}
	derive_detail(path);
	layout_print(r->out, prefix_path, path);
}

static void end_paths(struct render *r)
{
	if (r->rows && field_get(r->header, "total"))
		layout_text(r->out, "\nTotal number of prefixes {total}\n", r->header);
}

static void print_prefix(struct render *r, json_t *prefix)
{
	size_t i, used = 0;
	json_t *name;
	char list[512] = "";
	render_keep_header(r, prefix);
	if (field_int(prefix, "paths", 0) == 0) {
		output_text(r->out, "% Network not in table\n");
		return;
	}
	json_array_foreach(json_object_get(prefix, "advertised_to"), i, name) {
		if (used < sizeof(list))
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? " " : "",
			    json_string_value(name) ? json_string_value(name) : "");
	}
	render_derive(prefix, "advertised_text", "%s", list);
	layout_print(r->out, prefix_head, prefix);
}

const struct render_entry render_bgp[] = {
    {"bgp_summary", print_summary, NULL},
    {"bgp_neighbor_row", print_neighbor_row, NULL},
    {"bgp_table", print_table, NULL},
    {"bgp_prefix", print_prefix, NULL},
    {"bgp_path", print_path, end_paths},
    {NULL, NULL, NULL},
};
