/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/filter.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/ribd/kernel_filter.h"
#include "lib/log.h"

#define TABLE "inet " KERNEL_FILTER_TABLE

struct filter {
	char *text; /* in force; NULL: not known, an earlier process may have left something */
};

struct writer {
	FILE *out;
	const struct filter_rules *rules;
	const struct filter_iface *ifaces;
	size_t count;
};

typedef bool chosen_fn(const struct filter_iface *iface, const struct filter_iface *than);

/* nft has no way to quote: such a name is left out, and filter_apply() says so. */
static bool is_plain(const char *device)
{
	for (; *device != '\0'; device++)
		if (!isalnum((unsigned char)*device) && strchr("._:@-", *device) == NULL)
			return false;
	return true;
}

static unsigned count_of(const struct writer *w, chosen_fn *chosen, const struct filter_iface *than)
{
	unsigned n = 0;
	for (size_t i = 0; i < w->count; i++)
		n += is_plain(w->ifaces[i].device) && chosen(&w->ifaces[i], than);
	return n;
}

/* `{ "eth0", "eth1" }` */
static void put_set(const struct writer *w, chosen_fn *chosen, const struct filter_iface *than)
{
	const char *before = "{ ";
	for (size_t i = 0; i < w->count; i++)
		if (is_plain(w->ifaces[i].device) && chosen(&w->ifaces[i], than)) {
			fprintf(w->out, "%s\"%s\"", before, w->ifaces[i].device);
			before = ", ";
		}
	fputs(" }", w->out);
}

static bool is_tunnel(const struct filter_iface *iface, const struct filter_iface *than)
{
	return iface->tunnel;
}

static bool is_above(const struct filter_iface *iface, const struct filter_iface *than)
{
	return iface->level > than->level;
}

static bool is_above_and_no_tunnel(const struct filter_iface *iface, const struct filter_iface *than)
{
	return !iface->tunnel && iface->level > than->level;
}

static bool is_level(const struct filter_iface *iface, const struct filter_iface *than)
{
	return iface->level == than->level;
}

/* True for the first interface of each level: rules are made once for each. */
static bool is_first_of_level(const struct writer *w, const struct filter_iface *iface)
{
	for (const struct filter_iface *i = w->ifaces; i < iface; i++)
		if (i->level == iface->level && is_plain(i->device))
			return false;
	return is_plain(iface->device);
}

static bool is_judged(const struct writer *w, const struct filter_iface *iface)
{
	return w->rules->vpn_judged || !iface->tunnel;
}

/* Some interface of the level is not let through anyway. */
static bool is_judged_level(const struct writer *w, const struct filter_iface *of)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->ifaces[i].level == of->level && is_judged(w, &w->ifaces[i]))
			return true;
	return false;
}

static void put_drop(const struct writer *w)
{
	if (w->rules->logged)
		fprintf(w->out, " log group %d queue-threshold 1", FILTER_LOG_GROUP);
	fputs(" counter name \"" KERNEL_FILTER_COUNTER "\" drop\n", w->out);
}

/* From the interfaces of a level to those that are chosen. */
static void put_level_drop(const struct writer *w, const struct filter_iface *level, chosen_fn *to)
{
	fputs("add rule " TABLE " forward iifname ", w->out);
	put_set(w, is_level, level);
	fputs(" oifname ", w->out);
	put_set(w, to, level);
	put_drop(w);
}

/* Nothing begins from `low` to what is above it. */
static bool put_upwards(const struct writer *w, const struct filter_iface *low)
{
	if (count_of(w, is_above, low) == 0 || !is_judged_level(w, low))
		return false;
	put_level_drop(w, low, is_above);
	return true;
}

/* Out where it came in is a question of its own, for each interface. */
static bool put_same_way_out(const struct writer *w)
{
	bool drops = false;
	for (size_t i = 0; i < w->count; i++) {
		const char *device = w->ifaces[i].device;
		if (!is_plain(device))
			continue;
		fprintf(w->out, "add rule " TABLE " forward iifname \"%s\" oifname \"%s\"", device, device);
		if (w->rules->same_way_out)
			fputs(" accept\n", w->out);
		else
			put_drop(w);
		drops |= !w->rules->same_way_out && is_judged(w, &w->ifaces[i]);
	}
	return drops;
}

static bool put_between_equal(const struct writer *w, const struct filter_iface *one)
{
	if (w->rules->between_equal || count_of(w, is_level, one) < 2 || !is_judged_level(w, one))
		return false;
	put_level_drop(w, one, is_level);
	return true;
}

/* What passes between a tunnel and what is above it passes whatever came before: it needs no tracking. The
 * encrypted packets do not, either. */
static void put_untracked(const struct writer *w)
{
	for (int out = 0; out < 2; out++) {
		const char *chain = out ? "untracked_out" : "untracked";
		fprintf(w->out, "add rule " TABLE " %s udp %s { 500, 4500 } notrack\n", chain,
		    out ? "sport" : "dport");
		fprintf(w->out, "add rule " TABLE " %s meta l4proto esp notrack\n", chain);
	}
	for (size_t i = 0; !w->rules->vpn_judged && i < w->count; i++) {
		const struct filter_iface *tunnel = &w->ifaces[i];
		if (!tunnel->tunnel || !is_plain(tunnel->device) ||
		    count_of(w, is_above_and_no_tunnel, tunnel) == 0)
			continue;
		fprintf(
		    w->out, "add rule " TABLE " untracked iifname \"%s\" fib daddr oifname ", tunnel->device);
		put_set(w, is_above_and_no_tunnel, tunnel);
		fputs(" notrack\nadd rule " TABLE " untracked iifname ", w->out);
		put_set(w, is_above_and_no_tunnel, tunnel);
		fprintf(w->out, " fib daddr oifname \"%s\" notrack\n", tunnel->device);
	}
}

static void put_chains(const struct writer *w)
{
	fputs("add table " TABLE "\n"
	      "add counter " TABLE " " KERNEL_FILTER_COUNTER "\n"
	      "add chain " TABLE " untracked { type filter hook prerouting priority raw; }\n"
	      "add chain " TABLE " untracked_out { type filter hook output priority raw; }\n"
	      "add chain " TABLE " forward { type filter hook forward priority filter; }\n"
	      "flush table " TABLE "\n",
	    w->out);
}

/* True when anything is dropped. */
static bool put_all(const struct writer *w)
{
	bool drops = false;
	put_chains(w);
	put_untracked(w);
	if (!w->rules->vpn_judged && count_of(w, is_tunnel, NULL) > 0) {
		fputs("add rule " TABLE " forward iifname ", w->out);
		put_set(w, is_tunnel, NULL);
		fputs(" accept\n", w->out);
	}
	fputs("add rule " TABLE " forward ct state established,related accept\n", w->out);
	drops |= put_same_way_out(w);
	for (size_t i = 0; i < w->count; i++)
		if (is_first_of_level(w, &w->ifaces[i])) {
			drops |= put_upwards(w, &w->ifaces[i]);
			drops |= put_between_equal(w, &w->ifaces[i]);
		}
	return drops;
}

char *filter_text(const struct filter_rules *rules, const struct filter_iface *ifaces, size_t count)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (out == NULL)
		return NULL;
	struct writer w = {.out = out, .rules = rules, .ifaces = ifaces, .count = count};
	bool drops = !rules->off && put_all(&w);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	if (!drops)
		*text = '\0';
	return text;
}

struct filter *filter_new(void)
{
	return calloc(1, sizeof(struct filter));
}

void filter_free(struct filter *f)
{
	if (f != NULL)
		free(f->text);
	free(f);
}

static bool run(const char *text)
{
	char error[256];
	if (kernel_filter_run(
		*text != '\0' ? text : "add table " TABLE "\ndelete table " TABLE "\n", error, sizeof(error)))
		return true;
	log_error("security levels cannot be enforced: %s", error);
	return false;
}

bool filter_apply(
    struct filter *f, const struct filter_rules *rules, const struct filter_iface *ifaces, size_t count)
{
	char *text = filter_text(rules, ifaces, count);
	if (text == NULL)
		return false;
	if (f->text != NULL && strcmp(f->text, text) == 0) {
		free(text);
		return true;
	}
	for (size_t i = 0; i < count; i++)
		if (!is_plain(ifaces[i].device))
			log_warn("the security level of %s is not enforced: rules cannot name it",
			    ifaces[i].device);
	free(f->text);
	f->text = NULL;
	if (!run(text)) {
		free(text);
		return false;
	}
	f->text = text;
	return true;
}

bool filter_in_force(const struct filter *f)
{
	return f->text != NULL && *f->text != '\0';
}

void filter_withdraw(struct filter *f)
{
	if (f->text == NULL || *f->text != '\0')
		run("");
	free(f->text);
	f->text = NULL;
}

uint64_t filter_drops(void)
{
	return kernel_filter_count();
}

void filter_clear_drops(void)
{
	char error[256];
	if (!kernel_filter_run("reset counter " TABLE " " KERNEL_FILTER_COUNTER "\n", error, sizeof(error)))
		log_debug("no counter to clear: %s", error);
}
