/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_claim.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "lib/cmd_owner.h"
#include "lib/cmd_value.h"
#include "lib/ipaddr.h"

struct cmd_claim { /* an address or a VLAN, and the lines that name it */
	struct cmd_line *lines;
	struct cmd_claim **table; /* that it stands in */
	UT_hash_handle hh;
	char key[];
};

/* ---- the index ---- */

static struct cmd_claim *find(struct cmd_claim *table, const char *key)
{
	struct cmd_claim *claim;
	HASH_FIND_STR(table, key, claim);
	return claim;
}

static struct cmd_claim *get(struct cmd_claim **table, const char *key)
{
	struct cmd_claim *claim = find(*table, key);
	if (claim)
		return claim;
	claim = calloc(1, sizeof(*claim) + strlen(key) + 1);
	if (!claim)
		abort();
	strcpy(claim->key, key);
	claim->table = table;
	HASH_ADD_STR(*table, key, claim);
	return claim;
}

/* The device of a sub-interface and its tag: "GigabitEthernet0/0 10". While a transaction is taken back the mode
 * comes behind what stands in it. */
static void apart_key(const struct cmd_line *line, char *key, size_t size)
{
	char value[32];
	const struct cmd_content *c = line->content;
	const struct cmd_content *mode = line->parent->content ? line->parent->content : line->parent->before;
	const char *name = mode ? mode->text : "";
	const char *dot = strrchr(name, '.');
	cmd_key_print(&c->sentence->arg[c->sentence->apart], c->args, value, sizeof(value));
	snprintf(key, size, "%.*s %s", (int)(dot ? (size_t)(dot - name) : strlen(name)), name, value);
}

static const struct ip_addr *addr_of(const struct cmd_content *c, uint16_t arg)
{
	return cmd_value_at(&c->sentence->arg[arg], c->args); /* an ip_prefix begins with its address */
}

/* The table of what the line claims, NULL when it claims nothing. */
static struct cmd_claim **claimed(
    struct cmd_store *store, const struct cmd_line *line, char *key, size_t size)
{
	const struct cmd_content *c = line->content;
	const struct cmd_sentence *s = c->sentence;
	if (c->negated || (s->own == CMD_NONE && s->foreign == CMD_NONE && s->apart == CMD_NONE))
		return NULL;
	if (s->apart != CMD_NONE)
		apart_key(line, key, size);
	else
		ip_addr_str(addr_of(c, s->own != CMD_NONE ? s->own : s->foreign), key);
	return s->apart != CMD_NONE ? &store->claims.apart
	       : s->own != CMD_NONE ? &store->claims.own
				    : &store->claims.foreign;
}

void cmd_claim_add(struct cmd_store *store, struct cmd_line *line)
{
	char key[CMD_LINE_MAX];
	struct cmd_claim **table = claimed(store, line, key, sizeof(key));
	if (!table)
		return;
	line->claim = get(table, key);
	DL_APPEND2(line->claim->lines, line, claim_prev, claim_next);
}

void cmd_claim_drop(struct cmd_store *store, struct cmd_line *line)
{
	struct cmd_claim *claim = line->claim;
	(void)store;
	if (!claim)
		return;
	DL_DELETE2(claim->lines, line, claim_prev, claim_next);
	line->claim = NULL;
	if (claim->lines)
		return;
	HASH_DEL(*claim->table, claim);
	free(claim);
}

/* ---- what a transaction leaves behind ---- */

struct check {
	const struct cmd_store *store;
	struct cmd_faults *faults;
	bool good;
};

static bool is_new(const struct cmd_line *line)
{
	return line->touched && line->content && !cmd_content_same(line->before, line->content);
}

/* Of two that are both new the second is at fault. */
static bool is_culprit(const struct cmd_line *line, const struct cmd_line *other)
{
	return is_new(line) && !(is_new(other) && other->sequence > line->sequence);
}

/* A route or a neighbor. */
static void check_foreign(struct check *c, const struct cmd_line *line)
{
	if (!find(c->store->claims.own, line->claim->key))
		return;
	cmd_fault(c->faults, line, "%s", line->content->sentence->foreign_text);
	c->good = false;
}

/* The address of an interface: what was there before says that it is somebody else's. */
static void check_own(struct check *c, const struct cmd_line *line)
{
	char text[200];
	const struct cmd_claim *claim = find(c->store->claims.foreign, line->claim->key);
	const struct cmd_line *other = claim ? claim->lines : NULL;
	while (other && is_new(other)) /* it has its own fault */
		other = other->claim_next;
	if (!other)
		return;
	cmd_fault(c->faults, line, "%s: change \"%s\" first", other->content->sentence->foreign_text,
	    cmd_line_spell(other, text, sizeof(text)));
	c->good = false;
}

static void check_apart(struct check *c, const struct cmd_line *line)
{
	char text[CMD_PATH_MAX];
	const struct cmd_line *other;
	for (other = line->claim->lines; other; other = other->claim_next) {
		if (other == line || !is_culprit(line, other))
			continue;
		cmd_fault(c->faults, line, "%s %s", line->content->sentence->apart_text,
		    cmd_line_path(other, text, sizeof(text)));
		c->good = false;
		return;
	}
}

/* ---- subnets ---- */

struct subnet {
	struct ip_prefix prefix; /* without host bits */
	const struct cmd_line *line;
};

struct subnets {
	size_t count, room;
	struct subnet *all;
};

/* An address of the link alone is the same on every link (RFC 4291 section 2.5.6). */
static bool is_link_local(const struct ip_addr *addr)
{
	return addr->family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&addr->v6);
}

static void gather_line(struct subnets *s, const struct cmd_line *line)
{
	const struct cmd_sentence *sentence = line->content->sentence;
	const struct cmd_arg *arg = &sentence->arg[sentence->own];
	struct ip_prefix prefix = {.addr = *addr_of(line->content, sentence->own)};
	if (is_link_local(&prefix.addr))
		return;
	if (sentence->own_mask != CMD_NONE)
		prefix.len =
		    *(const uint8_t *)cmd_value_at(&sentence->arg[sentence->own_mask], line->content->args);
	else
		prefix = *(const struct ip_prefix *)cmd_value_at(arg, line->content->args);
	ip_prefix_mask(&prefix);
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->all = reallocarray(s->all, s->room, sizeof(*s->all));
		if (!s->all)
			abort();
	}
	s->all[s->count++] = (struct subnet){prefix, line};
}

static int cmp_subnet(const void *a, const void *b)
{
	const struct subnet *x = a, *y = b;
	int order = ip_prefix_cmp(&x->prefix, &y->prefix);
	return order != 0                              ? order
	       : x->line->sequence < y->line->sequence ? -1
						       : x->line->sequence > y->line->sequence;
}

/* Its nameif, or else its own name. */
static const char *interface_name(const struct cmd_line *mode)
{
	const struct cmd_line *line;
	for (line = mode->children; line; line = line->hh.next) {
		const struct cmd_sentence *s = line->content ? line->content->sentence : NULL;
		if (s && !line->content->negated && s->arg_count == 1 && s->arg[0].kind == CMD_KIND_DEF)
			return *(const char *const *)cmd_value_at(&s->arg[0], line->content->args);
	}
	const char *blank = strchr(cmd_line_text(mode), ' ');
	return blank ? blank + 1 : cmd_line_text(mode);
}

static void overlap(struct check *c, const struct subnet *at, const struct subnet *with)
{
	char one[IP_PREFIX_STRLEN], two[IP_PREFIX_STRLEN];
	cmd_fault(c->faults, at->line,
	    "Failed to apply IP address to interface %s, as the network overlaps with interface %s. Two "
	    "interfaces cannot be in the same subnet: %s, %s",
	    interface_name(at->line->parent), interface_name(with->line->parent),
	    ip_prefix_str(&at->prefix, one), ip_prefix_str(&with->prefix, two));
	c->good = false;
}

/* True when it was one of the two lines' fault. */
static bool compare(struct check *c, const struct subnet *inner, const struct subnet *outer)
{
	if (inner->line->parent == outer->line->parent)
		return false;
	if (is_culprit(inner->line, outer->line))
		overlap(c, inner, outer);
	else if (is_new(outer->line))
		overlap(c, outer, inner);
	else
		return false;
	return true;
}

/* In order of address and length a subnet comes behind those that it lies in: they are the open ones. */
static void check_subnets(struct check *c)
{
	struct subnets s = {0};
	size_t *open, depth = 0;
	const struct cmd_line *line;
	for (const struct cmd_claim *claim = c->store->claims.own; claim; claim = claim->hh.next)
		for (line = claim->lines; line; line = line->claim_next)
			gather_line(&s, line);
	open = calloc(s.count + 1, sizeof(*open));
	if (!open)
		abort();
	if (s.count > 1)
		qsort(s.all, s.count, sizeof(*s.all), cmp_subnet);
	for (size_t i = 0; i < s.count; i++) {
		const struct ip_addr *addr = &s.all[i].prefix.addr;
		while (depth > 0 && !ip_prefix_contains(&s.all[open[depth - 1]].prefix, addr))
			depth--;
		for (size_t k = depth; k > 0 && !compare(c, &s.all[i], &s.all[open[k - 1]]); k--)
			continue;
		open[depth++] = i;
	}
	free(open);
	free(s.all);
}

bool cmd_claim_check(const struct cmd_store *store, struct cmd_faults *faults)
{
	struct check c = {.store = store, .faults = faults, .good = true};
	bool addresses = false;
	for (size_t i = 0; i < store->touched_count; i++) {
		const struct cmd_line *line = store->touched[i];
		const struct cmd_sentence *s = line->claim ? line->content->sentence : NULL;
		if (!s || !is_new(line))
			continue;
		addresses |= s->own != CMD_NONE;
		if (s->own != CMD_NONE)
			check_own(&c, line);
		else if (s->foreign != CMD_NONE)
			check_foreign(&c, line);
		else
			check_apart(&c, line);
	}
	if (addresses)
		check_subnets(&c);
	return c.good;
}
