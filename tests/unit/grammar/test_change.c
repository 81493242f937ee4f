/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ten thousand random edits, and as many faulty ones: the configuration, and what each daemon makes of its
 * share line by line, is what a fresh start with the result gives.
 *
 * A daemon is played by handlers for all of its sentences that write down what they are called for. Its model
 * is how often each of these texts was set and not taken back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>
#include "lib/cmd_batch.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_render.h"
#include "lib/cmd_table.h"
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

#define EDITS         10000
#define SENTENCES_MAX 1024
#define TEXT_MAX      4096

/* ---- a model that is a bag of texts ---- */

struct item {
	int count;
	UT_hash_handle hh;
	char text[];
};

struct bag {
	struct item *items;
};

static void bag_add(struct bag *bag, const char *text, int count)
{
	struct item *item;
	HASH_FIND_STR(bag->items, text, item);
	if (!item) {
		item = calloc(1, sizeof(*item) + strlen(text) + 1);
		strcpy(item->text, text);
		HASH_ADD_STR(bag->items, text, item);
	}
	item->count += count;
	if (item->count != 0)
		return;
	HASH_DEL(bag->items, item);
	free(item);
}

static void bag_move(struct bag *to, struct bag *from, int sign)
{
	struct item *item, *next;
	HASH_ITER(hh, from->items, item, next) {
		if (sign != 0)
			bag_add(to, item->text, sign * item->count);
		HASH_DEL(from->items, item);
		free(item);
	}
}

/* ---- an owner whose handlers write down their calls ---- */

static void write_down(struct bag *model, const struct cmd_call *call, const void *args, uint16_t sentence)
{
	char text[TEXT_MAX], line[CMD_LINE_MAX];
	const struct cmd_sentence *s = &cmd_grammar.sentence[sentence];
	size_t len = 0;
	for (unsigned mode = s->mode, i = call->depth; i > 0; mode = cmd_grammar.mode[mode].parent, i--) {
		if (cmd_grammar.mode[mode].entered_by == CMD_NONE)
			break;
		const struct cmd_sentence *outer = &cmd_grammar.sentence[cmd_grammar.mode[mode].entered_by];
		cmd_render_sentence(outer, call->scope[i - 1], false, CMD_RENDER_CLEAR, line, sizeof(line));
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s < ", line);
	}
	cmd_render_sentence(s, args, false, CMD_RENDER_CLEAR, line, sizeof(line));
	snprintf(text + len, sizeof(text) - len, "%s", line);
	bag_add(model, text, 1);
}

/* A handler is not told which sentence it is for: so there is one for each. */
#define HANDLER(n)                                                                                           \
	static void handler_##n(void *model, const struct cmd_call *call, const void *args)                  \
	{                                                                                                    \
		write_down(model, call, args, 0x##n);                                                        \
	}
#define SIXTEEN(fn, n)                                                                                       \
	fn(n##0) fn(n##1) fn(n##2) fn(n##3) fn(n##4) fn(n##5) fn(n##6) fn(n##7) fn(n##8) fn(n##9) fn(n##a)   \
	    fn(n##b) fn(n##c) fn(n##d) fn(n##e) fn(n##f)
#define EACH_OF_256(fn, n)                                                                                   \
	SIXTEEN(fn, n##0)                                                                                    \
	SIXTEEN(fn, n##1)                                                                                    \
	SIXTEEN(fn, n##2)                                                                                    \
	SIXTEEN(fn, n##3)                                                                                    \
	SIXTEEN(fn, n##4)                                                                                    \
	SIXTEEN(fn, n##5)                                                                                    \
	SIXTEEN(fn, n##6)                                                                                    \
	SIXTEEN(fn, n##7)                                                                                    \
	SIXTEEN(fn, n##8)                                                                                    \
	SIXTEEN(fn, n##9)                                                                                    \
	SIXTEEN(fn, n##a)                                                                                    \
	SIXTEEN(fn, n##b) SIXTEEN(fn, n##c) SIXTEEN(fn, n##d) SIXTEEN(fn, n##e) SIXTEEN(fn, n##f)
#define EACH(fn)   EACH_OF_256(fn, 0) EACH_OF_256(fn, 1) EACH_OF_256(fn, 2) EACH_OF_256(fn, 3)
#define POINTER(n) handler_##n,
EACH(HANDLER)
static cmd_set_fn *const recorders[SENTENCES_MAX] = {EACH(POINTER)};

static struct cmd_handler handlers[CMD_OWNER_COUNT][SENTENCES_MAX];
static struct cmd_owner owners[CMD_OWNER_COUNT];

static void make_owners(void)
{
	if (cmd_grammar.sentence_count > SENTENCES_MAX)
		abort(); /* EACH() has to make more of them */
	for (unsigned o = 0; o < CMD_OWNER_COUNT; o++) {
		uint16_t count = 0;
		for (uint16_t i = 0; i < cmd_grammar.sentence_count; i++)
			if (cmd_grammar.sentence[i].config && (cmd_grammar.sentence[i].owners & 1u << o))
				handlers[o][count++] =
				    (struct cmd_handler){.sentence = i, .set = recorders[i]};
		owners[o] = (struct cmd_owner){.name = cmd_owner_name((enum cmd_owner_id)o),
		    .id = (enum cmd_owner_id)o,
		    .count = count,
		    .handler = handlers[o]};
	}
}

/* ---- a daemon: its share and its model ---- */

struct daemon {
	const struct cmd_owner *owner;
	struct cmd_store *store;
	struct bag model;
};

static void daemon_open(struct daemon *d, enum cmd_owner_id owner)
{
	struct cmd_faults none = {0};
	*d = (struct daemon){.owner = &owners[owner], .store = cmd_store_new()};
	cmd_store_divide(d->store, 1u << owner);
	cmd_owner_build(d->owner, d->store, &d->model, &none); /* the defaults of an empty configuration */
}

static void daemon_close(struct daemon *d)
{
	bag_move(NULL, &d->model, 0);
	cmd_store_free(d->store);
}

static void daemon_take(struct daemon *d, const struct cmd_op_list *list)
{
	struct bag before = {0}, after = {0};
	struct cmd_change change = {.before = &before, .after = &after};
	struct cmd_faults none = {0};
	char reason[256];
	cmd_store_begin(d->store);
	for (size_t i = 0; i < list->count; i++)
		if (list->op[i].owners & 1u << d->owner->id)
			CU_ASSERT_TRUE(cmd_store_apply(d->store, list->op[i].verb, list->op[i].path,
			    list->op[i].line, 0, reason, sizeof(reason)));
	CU_ASSERT_TRUE(cmd_owner_build_change(d->owner, d->store, &change, &none));
	cmd_store_commit(d->store);
	bag_move(&d->model, &before, -1);
	bag_move(&d->model, &after, 1);
}

/* The model of a daemon that begins with `store`. */
static void daemon_check(struct daemon *d, const struct cmd_store *store)
{
	struct cmd_op_list list;
	struct daemon fresh;
	struct item *item, *next, *twin;
	daemon_open(&fresh, d->owner->id);
	cmd_store_diff(NULL, store, 1u << d->owner->id, &list);
	daemon_take(&fresh, &list);
	CU_ASSERT_EQUAL(HASH_COUNT(d->model.items), HASH_COUNT(fresh.model.items));
	HASH_ITER(hh, fresh.model.items, item, next) {
		HASH_FIND_STR(d->model.items, item->text, twin);
		if (!twin || twin->count != item->count)
			printf("    %s: '%s' %d instead of %d\n", d->owner->name, item->text,
			    twin ? twin->count : 0, item->count);
		CU_ASSERT_TRUE(twin && twin->count == item->count);
	}
	cmd_op_list_free(&list);
	daemon_close(&fresh);
}

/* ---- random configurations ---- */

static uint32_t seed = 20260101;

static unsigned pick(unsigned below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* `%` stands for a small number; a digit behind it says below which. Lines of a mode stand behind it. */
static const char *const blocks[][8] = {
    {"interface Tunnel%4", "nameif t%6", "ip address 169.254.%4.1 255.255.255.252", "shutdown", "no shutdown",
	"tunnel destination 192.0.2.%9", "tunnel protection ipsec profile P%3", "no nameif"},
    {"interface GigabitEthernet0/%4", "nameif g%6", "ip address 10.0.%4.1 255.255.255.0", "security-level %9",
	"no ip address", "ipv6 address 2001:db8:%4::1/64", "no ipv6 address 2001:db8:%4::1/64", "no nameif"},
    {"crypto ikev2 policy %3", "encryption aes-256", "encryption aes-gcm-256 aes", "lifetime seconds 9%9000",
	"no lifetime seconds", "prf sha256", "group 20 14", "integrity sha256"},
    {"crypto ipsec profile P%3", "set ikev2 ipsec-proposal Q%2", "set pfs group20", "no set pfs",
	"set security-association lifetime seconds 3%9000", "responder-only", "no responder-only"},
    {"tunnel-group 192.0.2.%9 type ipsec-l2l"},
    {"no tunnel-group 192.0.2.%9"},
    {"tunnel-group 192.0.2.%9 ipsec-attributes", "ikev2 remote-authentication pre-shared-key Key%9",
	"ikev2 local-authentication pre-shared-key Key%9", "isakmp keepalive threshold 1%9 retry 3"},
    {"route g%6 10.%9.0.0 255.255.0.0 10.0.%4.%9", "route g%6 10.%9.0.0 255.255.0.0 10.0.%4.%9 %9",
	"no route g%6 10.%9.0.0 255.255.0.0", "route null0 10.%9.0.0 255.255.0.0"},
    {"mtu g%6 1%9%900", "no mtu t%6", "hostname gw%9", "logging enable", "no logging enable",
	"sysopt connection tcpmss 1%900", "no sysopt connection tcpmss", "crypto ikev2 enable g%6"},
    {"router bgp 65530", "bgp router-id 10.0.0.%9", "timers bgp 1%9 6%9", "no timers bgp",
	"no bgp log-neighbor-changes", "bgp log-neighbor-changes"},
    {"router bgp 65530\naddress-family ipv4 unicast", "neighbor 192.0.2.%9 remote-as 6%9",
	"no neighbor 192.0.2.%9", "network 10.%9.0.0 mask 255.255.0.0",
	"no network 10.%9.0.0 mask 255.255.0.0", "maximum-paths %4", "redistribute static",
	"no redistribute static"},
    {"router bgp 65530\naddress-family ipv4 unicast\nneighbor 192.0.2.1 remote-as 61",
	"neighbor 192.0.2.1 activate", "neighbor 192.0.2.1 timers 1%9 6%9", "no neighbor 192.0.2.1 timers",
	"neighbor 192.0.2.1 shutdown", "no neighbor 192.0.2.1 shutdown", "neighbor 192.0.2.1 weight %9"},
    {"prefix-list L%3 permit 10.%9.0.0/16", "prefix-list L%3 seq %9 deny 10.%9.0.0/16 le 24",
	"no prefix-list L%3 seq %9", "prefix-list L%3 permit 10.%4.0.0/16 ge 20", "no prefix-list L%3"},
    {"no router bgp 65530"},
    {"no interface Tunnel%4"},
    {"no interface GigabitEthernet0/%4"},
    {"no crypto ikev2 policy %3"},
};
#define BLOCKS (sizeof(blocks) / sizeof(blocks[0]))

static void fill_in(const char *pattern, char *dst, size_t size)
{
	size_t len = strlen(dst);
	for (; *pattern && len + 4 < size; pattern++)
		if (*pattern == '%')
			dst[len++] = (char)('1' + pick((unsigned)(*++pattern - '0')));
		else
			dst[len++] = *pattern;
	dst[len++] = '\n';
	dst[len] = '\0';
}

static void random_text(char *dst, size_t size)
{
	dst[0] = '\0';
	for (unsigned n = 1 + pick(3); n > 0; n--) {
		const char *const *block = blocks[pick(BLOCKS)];
		unsigned lines = 1;
		while (lines < 8 && block[lines])
			lines++;
		fill_in(block[0], dst, size);
		for (unsigned k = pick(3); k > 0 && lines > 1; k--)
			fill_in(block[1 + pick(lines - 1)], dst, size);
	}
}

struct digest {
	uint64_t sum;
	size_t lines;
};

static void digest_line(void *arg, const char *text)
{
	struct digest *d = arg;
	for (; *text; text++)
		d->sum = (d->sum ^ (uint8_t)*text) * 0x100000001b3u;
	d->lines++;
}

static struct digest digest_of(const struct cmd_store *store)
{
	struct digest d = {.sum = 0xcbf29ce484222325u};
	cmd_render_store(store, NULL, CMD_RENDER_CLEAR | CMD_RENDER_ALL, digest_line, &d);
	return d;
}

/* What the text means in the configuration, taken by all daemons. Faulty ones leave no trace. */
static bool edit(struct cmd_store *store, struct daemon *daemons, const char *text)
{
	struct cmd_batch batch;
	struct cmd_op_list list;
	cmd_store_begin(store);
	bool good = cmd_batch_run(store, text, strlen(text), &batch);
	cmd_batch_free(&batch);
	if (!good) {
		cmd_store_abort(store);
		return false;
	}
	cmd_store_changes(store, &list);
	cmd_store_commit(store);
	for (unsigned o = 0; o < CMD_OWNER_COUNT; o++)
		daemon_take(&daemons[o], &list);
	cmd_op_list_free(&list);
	return true;
}

static void check_all(const struct cmd_store *store, struct daemon *daemons)
{
	char *text = print_store(store, "", CMD_RENDER_CLEAR);
	struct cmd_store *fresh = load(text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(fresh);
	CU_ASSERT_TRUE(cmd_store_equal(store, fresh));
	for (unsigned o = 0; o < CMD_OWNER_COUNT; o++)
		daemon_check(&daemons[o], fresh);
	cmd_store_free(fresh);
	free(text);
}

static void random_edits(void)
{
	struct cmd_store *store = cmd_store_new();
	struct daemon daemons[CMD_OWNER_COUNT];
	char text[TEXT_MAX];
	unsigned accepted = 0;
	for (unsigned o = 0; o < CMD_OWNER_COUNT; o++)
		daemon_open(&daemons[o], (enum cmd_owner_id)o);
	for (unsigned i = 0; i < EDITS; i++) {
		random_text(text, sizeof(text));
		accepted += edit(store, daemons, text);
		if (i % 500 == 499)
			check_all(store, daemons);
	}
	CU_ASSERT_TRUE(accepted > EDITS / 4);
	for (unsigned o = 0; o < CMD_OWNER_COUNT; o++)
		daemon_close(&daemons[o]);
	cmd_store_free(store);
}

/* The same texts, and with each something that no configuration can hold. */
static void random_faults(void)
{
	static const char *const faulty[] = {"interface Tunnel1\nip address 10.0.0.1 255.0.255.0\n",
	    "route g1 10.1.0.0 255.255.0.0\n", "nonsense\n", "crypto ikev2 policy 1\nencryption des\n",
	    "tunnel-group 192.0.2.77 ipsec-attributes\nikev2 remote-authentication pre-shared-key *****\n"};
	struct cmd_store *store = cmd_store_new();
	struct daemon daemons[CMD_OWNER_COUNT];
	char text[2 * TEXT_MAX], good[TEXT_MAX];
	for (unsigned o = 0; o < CMD_OWNER_COUNT; o++)
		daemon_open(&daemons[o], (enum cmd_owner_id)o);
	struct digest before = digest_of(store);
	for (unsigned i = 0; i < EDITS; i++) {
		random_text(good, sizeof(good));
		if (i % 50 == 0 && edit(store, daemons, good))
			before = digest_of(store);
		bool first = pick(2);
		snprintf(text, sizeof(text), "%s%s%s", first ? good : "", faulty[pick(5)], first ? "" : good);
		CU_ASSERT_FALSE(edit(store, daemons, text));
		struct digest now = digest_of(store);
		CU_ASSERT_TRUE(now.sum == before.sum && now.lines == before.lines);
	}
	check_all(store, daemons);
	for (unsigned o = 0; o < CMD_OWNER_COUNT; o++)
		daemon_close(&daemons[o]);
	cmd_store_free(store);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"random edits end where a fresh start begins", random_edits},
	    {"random faults leave no trace", random_faults},
	    CU_TEST_INFO_NULL,
	};
	make_owners();
	return unit_main("grammar-change", tests);
}
