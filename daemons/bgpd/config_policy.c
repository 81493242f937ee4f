/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of lists and route maps (grammar/policy.cmd); each only sets, as in config.c. */
#include "cmd_bgpd.h"
#include "daemons/bgpd/config.h"
#include "daemons/bgpd/model.h"
#include <stdlib.h>
#include <string.h>

#define SET(sentence)                                                                                        \
	void bgpd_set_##sentence(                                                                            \
	    struct bgpd_model *model, const struct cmd_call *call, const struct cmd_##sentence *args)
#define WORD_MAX 64

static void add_prefix(struct bgpd_model *model, const struct cmd_call *call, const char *name, uint32_t seq,
    bool permit, const struct ip_prefix *given, const uint32_t *ge, const uint32_t *le)
{
	struct ip_prefix prefix = *given;
	uint8_t most = (uint8_t)(8 * ip_addr_size(&prefix.addr));
	uint32_t low = ge ? *ge : prefix.len;
	uint32_t high = le ? *le : ge ? most : prefix.len;
	ip_prefix_mask(&prefix);
	if (low < prefix.len || high < low || high > most || (ge && *ge == prefix.len)) {
		cmd_fault(call->faults, call->line, "the lengths do not fit: it must be %u < ge <= le <= %u",
		    prefix.len, most);
		return;
	}
	struct prefix_list *l = filters_obtain_prefix_list(&model->bgp->filters, prefix.addr.family, name);
	prefix_list_add(l, seq, permit, &prefix, (uint8_t)low, (uint8_t)high);
}

SET(prefix_list)
{
	add_prefix(model, call, args->name, args->seq, args->action == CMD_POLICY_ACTION_PERMIT,
	    &args->prefix, args->has_ge ? &args->ge : NULL, args->has_le ? &args->le : NULL);
}

SET(ipv6_prefix_list)
{
	add_prefix(model, call, args->name, args->seq, args->action == CMD_POLICY_ACTION_PERMIT,
	    &args->prefix, args->has_ge ? &args->ge : NULL, args->has_le ? &args->le : NULL);
}

/* Decimal digits alone, up to `max`. */
static bool read_number(const char *text, uint32_t max, uint32_t *value)
{
	char *end;
	unsigned long long number = strtoull(text, &end, 10);
	*value = (uint32_t)number;
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && number <= max;
}

/* "65531" or "1.5". */
static bool read_as(const char *text, uint32_t *as)
{
	char copy[WORD_MAX];
	uint32_t high, low;
	if (read_number(text, UINT32_MAX, as))
		return *as != 0;
	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	char *dot = strchr(copy, '.');
	if (!dot)
		return false;
	*dot = '\0';
	if (!read_number(copy, UINT16_MAX, &high) || !read_number(dot + 1, UINT16_MAX, &low))
		return false;
	*as = high << 16 | low;
	return *as != 0;
}

SET(as_path_access_list)
{
	char error[128];
	uint32_t number;
	if (!read_number(args->name, 500, &number) || number == 0) {
		cmd_fault(call->faults, call->line, "AS path lists are numbered: use 1 to 500");
		return;
	}
	struct text_list *l = filters_obtain_path_list(&model->bgp->filters, args->name);
	if (!text_list_add(l, args->action == CMD_POLICY_ACTION_PERMIT, args->regex, error, sizeof(error)))
		cmd_fault(call->faults, call->line,
		    "the regular expression is not understood (%s): correct it", error);
}

static void add_community(struct bgpd_model *model, const struct cmd_call *call, const char *name,
    bool expanded, enum cmd_policy_action action, const char *values)
{
	char error[128];
	struct community_list *l = filters_obtain_community_list(&model->bgp->filters, name, expanded);
	if (!l)
		cmd_fault(call->faults, call->line,
		    "the list has entries of the other kind: give standard and expanded lists other names");
	else if (!community_list_add(l, action == CMD_POLICY_ACTION_PERMIT, values, error, sizeof(error)))
		cmd_fault(call->faults, call->line, "the entry is not understood: %s", error);
}

SET(community_list)
{
	uint32_t number;
	if (read_number(args->name, 500, &number) && number > 0)
		add_community(model, call, args->name, number >= 100, args->action, args->values);
	else
		cmd_fault(call->faults, call->line,
		    "community lists are numbered 1 to 500: a name goes behind \"standard\" or \"expanded\"");
}

SET(community_list_standard)
{
	add_community(model, call, args->name, false, args->action, args->values);
}

SET(community_list_expanded)
{
	add_community(model, call, args->name, true, args->action, args->regex);
}

SET(route_map)
{
	struct route_map *m = filters_obtain_route_map(&model->bgp->filters, args->name);
	route_map_entry(m, args->sequence)->permit = args->action == CMD_POLICY_ACTION_PERMIT;
}

static struct route_map_entry *entry_of(struct bgpd_model *model, const struct cmd_call *call)
{
	const struct cmd_route_map *in = cmd_in_route_map(call);
	return route_map_entry(filters_obtain_route_map(&model->bgp->filters, in->name), in->sequence);
}

static struct route_change *change_of(struct bgpd_model *model, const struct cmd_call *call)
{
	return &entry_of(model, call)->change;
}

static void add_conditions(struct bgpd_model *model, const struct cmd_call *call, enum route_match match,
    int family, const struct cmd_names *names, bool exact)
{
	for (unsigned i = 0; i < names->count; i++) {
		struct route_condition *c = route_map_condition(entry_of(model, call), match);
		strncpy(c->name, names->name[i], sizeof(c->name) - 1);
		c->family = family;
		c->exact = exact;
	}
}

static void add_number(
    struct bgpd_model *model, const struct cmd_call *call, enum route_match match, uint32_t number)
{
	route_map_condition(entry_of(model, call), match)->number = number;
}

SET(route_map_match_ip_address_prefix_list)
{
	add_conditions(model, call, ROUTE_MATCH_ADDRESS, AF_INET, &args->lists, false);
}

SET(route_map_match_ip_next_hop_prefix_list)
{
	add_conditions(model, call, ROUTE_MATCH_NEXT_HOP, AF_INET, &args->lists, false);
}

SET(route_map_match_ip_route_source_prefix_list)
{
	add_conditions(model, call, ROUTE_MATCH_SOURCE, AF_INET, &args->lists, false);
}

SET(route_map_match_ipv6_address_prefix_list)
{
	add_conditions(model, call, ROUTE_MATCH_ADDRESS, AF_INET6, &args->lists, false);
}

SET(route_map_match_ipv6_next_hop_prefix_list)
{
	add_conditions(model, call, ROUTE_MATCH_NEXT_HOP, AF_INET6, &args->lists, false);
}

SET(route_map_match_ipv6_route_source_prefix_list)
{
	add_conditions(model, call, ROUTE_MATCH_SOURCE, AF_INET6, &args->lists, false);
}

SET(route_map_match_as_path)
{
	add_conditions(model, call, ROUTE_MATCH_AS_PATH, 0, &args->paths, false);
}

SET(route_map_match_community)
{
	add_conditions(model, call, ROUTE_MATCH_COMMUNITY, 0, &args->communities, args->has_exact_match);
}

SET(route_map_match_interface)
{
	add_conditions(model, call, ROUTE_MATCH_INTERFACE, 0, &args->ifnames, false);
}

SET(route_map_match_metric)
{
	add_number(model, call, ROUTE_MATCH_METRIC, args->metric);
}

SET(route_map_match_tag)
{
	add_number(model, call, ROUTE_MATCH_TAG, args->tag);
}

SET(route_map_match_route_type)
{
	add_number(model, call, ROUTE_MATCH_TYPE,
	    args->type == CMD_ROUTE_TYPE_LOCAL      ? ROUTE_LOCAL
	    : args->type == CMD_ROUTE_TYPE_INTERNAL ? ROUTE_INTERNAL
						    : ROUTE_EXTERNAL);
}

/* "last-as 3" in place of numbers. */
static bool read_last_as(struct route_change *c, char **save)
{
	const char *count = strtok_r(NULL, " \t", save);
	uint32_t number;
	if (!count || !read_number(count, 10, &number) || number == 0 || strtok_r(NULL, " \t", save))
		return false;
	c->prepend_last = number;
	return true;
}

static bool read_path(struct route_change *c, const char *text)
{
	char copy[512], *save = NULL;
	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	for (const char *word = strtok_r(copy, " \t", &save); word; word = strtok_r(NULL, " \t", &save)) {
		if (c->prepend_count == 0 && strcasecmp(word, "last-as") == 0)
			return read_last_as(c, &save);
		if (c->prepend_count == ROUTE_MAP_VALUES || !read_as(word, &c->prepend[c->prepend_count]))
			return false;
		c->prepend_count++;
	}
	return true;
}

SET(route_map_set_as_path_prepend)
{
	if (!read_path(change_of(model, call), args->path))
		cmd_fault(call->faults, call->line,
		    "the path is not understood: give up to %d AS numbers, or last-as and 1 to 10",
		    ROUTE_MAP_VALUES);
}

/* "none" alone takes all communities away; "internet" stands for no particular one. */
static bool read_communities(struct route_change *c, const char *text)
{
	char copy[512], *save = NULL;
	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	for (const char *word = strtok_r(copy, " \t", &save); word; word = strtok_r(NULL, " \t", &save)) {
		if (strcasecmp(word, "additive") == 0)
			c->additive = true;
		else if (strcasecmp(word, "none") == 0 || strcasecmp(word, "internet") == 0)
			continue;
		else if (c->community_count == ROUTE_MAP_VALUES ||
			 !community_parse(word, &c->communities[c->community_count++]))
			return false;
	}
	return true;
}

SET(route_map_set_community)
{
	struct route_change *c = change_of(model, call);
	c->community = true;
	if (!read_communities(c, args->values))
		cmd_fault(call->faults, call->line,
		    "'%s' is not understood: give AS:NUMBER, numbers or names, then \"additive\", or "
		    "\"none\"",
		    args->values);
}

SET(route_map_set_local_preference)
{
	struct route_change *c = change_of(model, call);
	c->has_local_pref = true;
	c->local_pref = args->preference;
}

SET(route_map_set_metric)
{
	struct route_change *c = change_of(model, call);
	const char *text = args->metric;
	c->metric_how = text[0] == '+'   ? ROUTE_METRIC_ADD
			: text[0] == '-' ? ROUTE_METRIC_SUBTRACT
					 : ROUTE_METRIC_SET;
	if (!read_number(text + (c->metric_how != ROUTE_METRIC_SET), UINT32_MAX, &c->metric))
		cmd_fault(call->faults, call->line,
		    "'%s' is no metric: use 0 to 4294967295, with + or - before it for a difference", text);
}

SET(route_map_set_origin)
{
	struct route_change *c = change_of(model, call);
	c->has_origin = true;
	c->origin = args->origin == CMD_ROUTE_ORIGIN_IGP   ? ORIGIN_IGP
		    : args->origin == CMD_ROUTE_ORIGIN_EGP ? ORIGIN_EGP
							   : ORIGIN_INCOMPLETE;
}

SET(route_map_set_ip_next_hop)
{
	change_of(model, call)->next_hop = args->address;
}

SET(route_map_set_ip_next_hop_peer_address)
{
	change_of(model, call)->peer_address = true;
}

SET(route_map_set_ipv6_next_hop)
{
	change_of(model, call)->next_hop6 = args->address;
}

SET(route_map_set_weight)
{
	struct route_change *c = change_of(model, call);
	c->has_weight = true;
	c->weight = args->weight;
}

SET(route_map_set_tag)
{
	struct route_change *c = change_of(model, call);
	c->has_tag = true;
	c->tag = args->tag;
}

SET(route_map_set_automatic_tag)
{
	change_of(model, call)->automatic_tag = true;
}
