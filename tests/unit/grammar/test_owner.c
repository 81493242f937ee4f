/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of an owner that exists only here: dispatch by sentence, scope, defaults, faults. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_args.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_table.h"
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

#define LOG_SIZE 2048

struct model {
	char log[LOG_SIZE];
	bool complain;
};

static void note(struct model *model, const char *fmt, const char *a, unsigned long long b)
{
	size_t len = strlen(model->log);
	snprintf(model->log + len, sizeof(model->log) - len, fmt, a, b);
}

static void set_interface(void *model, const struct cmd_call *call, const void *args)
{
	const struct cmd_interface *a = args;
	(void)call;
	note(model, "interface %s\n", a->interface, 0);
}

static void set_shutdown(void *model, const struct cmd_call *call, const void *args)
{
	(void)args;
	note(model, "shutdown %s\n", cmd_in_interface(call)->interface, 0);
	if (((struct model *)model)->complain)
		cmd_fault(call->faults, call->line, "no: %s", "leave it up");
}

static void set_mtu(void *model, const struct cmd_call *call, const void *args)
{
	const struct cmd_mtu *a = args;
	note(model, call->line ? "mtu %s %llu\n" : "default mtu %s %llu\n", a->ifname, a->bytes);
}

static void set_mss(void *model, const struct cmd_call *call, const void *args)
{
	const struct cmd_sysopt_connection_tcpmss *a = args;
	(void)call;
	note(model, "mss%s %llu\n", "", a->bytes);
}

static void exec_stats(void *ctx, struct cmd_call *call, const void *args)
{
	(void)call;
	(void)args;
	*(bool *)ctx = true;
}

static uint16_t id_of(const char *name)
{
	for (uint16_t i = 0; i < cmd_grammar.sentence_count; i++)
		if (strcmp(cmd_grammar.sentence[i].name, name) == 0)
			return i;
	return CMD_NONE;
}

static int cmp_handler(const void *a, const void *b)
{
	const struct cmd_handler *x = a, *y = b;
	return (x->sentence > y->sentence) - (x->sentence < y->sentence);
}

static struct cmd_handler handlers[5];
static const struct cmd_owner espd = {.name = "espd", .id = CMD_OWNER_ESPD, .count = 5, .handler = handlers};

static void fill_handlers(void)
{
	handlers[0] = (struct cmd_handler){.sentence = id_of("interface"), .set = set_interface};
	handlers[1] = (struct cmd_handler){.sentence = id_of("interface_shutdown"), .set = set_shutdown};
	handlers[2] = (struct cmd_handler){.sentence = id_of("mtu"), .set = set_mtu};
	handlers[3] = (struct cmd_handler){.sentence = id_of("sysopt_connection_tcpmss"), .set = set_mss};
	handlers[4] = (struct cmd_handler){.sentence = id_of("show_crypto_ipsec_stats"), .exec = exec_stats};
	qsort(handlers, 5, sizeof(handlers[0]), cmp_handler);
}

static struct cmd_store *load_divided(const char *text)
{
	struct cmd_store *store = cmd_store_new();
	cmd_store_divide(store, 1u << CMD_OWNER_ESPD);
	CU_ASSERT_TRUE_FATAL(change(store, text));
	return store;
}

static void building(void)
{
	struct cmd_store *store =
	    load_divided("interface Tunnel1\nnameif t\nshutdown\ninterface GigabitEthernet0/0\nnameif a\n"
			 "interface GigabitEthernet0/1\nnameif b\nmtu b 1400\nhostname x\n");
	struct model model = {0};
	struct cmd_faults faults = {0};
	CU_ASSERT_TRUE(cmd_owner_build(&espd, store, &model, &faults));
	CU_ASSERT_STRING_EQUAL(model.log, "mss 1380\ninterface Tunnel1\nshutdown Tunnel1\n"
					  "interface GigabitEthernet0/0\ndefault mtu a 1500\n"
					  "interface GigabitEthernet0/1\ndefault mtu b 1500\nmtu b 1400\n");
	cmd_store_free(store);
}

/* What a text changes in the model of espd: the objects as they were, " -> ", as they are to be. */
static const char *difference(struct cmd_store *store, const char *text, bool *settings)
{
	static char line[2 * LOG_SIZE + 4];
	struct model before = {0}, after = {0};
	struct cmd_change change = {.before = &before, .after = &after};
	struct cmd_faults faults = {0};
	struct cmd_batch batch;
	cmd_store_begin(store);
	CU_ASSERT_TRUE(cmd_batch_run(store, text, strlen(text), &batch));
	CU_ASSERT_TRUE(cmd_owner_build_change(&espd, store, &change, &faults));
	cmd_store_commit(store);
	cmd_batch_free(&batch);
	snprintf(line, sizeof(line), "%s -> %s", before.log, after.log);
	*settings = change.settings;
	return line;
}

static void a_change_is_its_parts(void)
{
	bool settings;
	struct cmd_store *store = cmd_store_new();
	cmd_store_divide(store, 1u << CMD_OWNER_ESPD);
	CU_ASSERT_STRING_EQUAL(
	    difference(store, "interface Tunnel1\nshutdown\ninterface Tunnel2\n", &settings),
	    "mss 1380\n -> mss 1380\ninterface Tunnel1\nshutdown Tunnel1\ninterface Tunnel2\n");
	CU_ASSERT_TRUE(settings); /* its defaults come into force with the first transaction */
	CU_ASSERT_STRING_EQUAL(difference(store, "interface Tunnel1\nno shutdown\n", &settings),
	    "interface Tunnel1\nshutdown Tunnel1\n -> interface Tunnel1\n");
	CU_ASSERT_FALSE(settings);
	CU_ASSERT_STRING_EQUAL(
	    difference(store, "interface Tunnel2\nshutdown\nno shutdown\n", &settings), " -> ");
	CU_ASSERT_STRING_EQUAL(difference(store, "no interface Tunnel2\nmtu x 1300\n", &settings),
	    "interface Tunnel2\n -> mtu x 1300\n");
	CU_ASSERT_STRING_EQUAL(
	    difference(store, "sysopt connection tcpmss 1300\n", &settings), "mss 1380\n -> mss 1300\n");
	CU_ASSERT_TRUE(settings);
	CU_ASSERT_STRING_EQUAL(
	    difference(store, "no mtu x\ninterface Tunnel1\nnameif t\nmtu t 1400\n", &settings),
	    "mtu x 1300\ninterface Tunnel1\n -> interface Tunnel1\nmtu t 1400\n");
	cmd_store_free(store);
}

static void faults_know_their_line(void)
{
	struct cmd_store *store = load_divided("\n\ninterface Tunnel1\nshutdown\n");
	struct model model = {.complain = true};
	struct cmd_faults faults = {0};
	CU_ASSERT_FALSE(cmd_owner_build(&espd, store, &model, &faults));
	CU_ASSERT_EQUAL_FATAL(faults.count, 1);
	CU_ASSERT_EQUAL(faults.entry[0].tag, 4);
	CU_ASSERT_STRING_EQUAL(faults.entry[0].line, "shutdown");
	CU_ASSERT_STRING_EQUAL(faults.entry[0].text, "no: leave it up");
	cmd_faults_free(&faults);
	cmd_store_free(store);
}

static void executing(void)
{
	struct cmd_place place;
	struct cmd_match m;
	bool called = false;
	cmd_place_from(&place, "#");
	CU_ASSERT_EQUAL_FATAL(cmd_match(&place, "show crypto ipsec stats", 0, &m), CMD_OK);
	CU_ASSERT_TRUE(cmd_owner_exec(&espd, &called, &m, NULL));
	CU_ASSERT_TRUE(called);
	CU_ASSERT_EQUAL(cmd_sentence_owners(m.sentence), 1u << CMD_OWNER_ESPD);
	CU_ASSERT_EQUAL_FATAL(cmd_match(&place, "show version", 0, &m), CMD_OK);
	CU_ASSERT_FALSE(cmd_owner_exec(&espd, &called, &m, NULL));
}

static void names_of_owners(void)
{
	enum cmd_owner_id id;
	CU_ASSERT_TRUE(cmd_owner_by_name("bgpd", &id));
	CU_ASSERT_EQUAL(id, CMD_OWNER_BGPD);
	CU_ASSERT_STRING_EQUAL(cmd_owner_name(CMD_OWNER_IKED), "iked");
	CU_ASSERT_FALSE(cmd_owner_by_name("nobody", &id));
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"handlers by part, in mode order, defaults last", building},
	    {"a change is its parts", a_change_is_its_parts},
	    {"faults carry the line and its tag", faults_know_their_line},
	    {"exec", executing},
	    {"names", names_of_owners},
	    CU_TEST_INFO_NULL,
	};
	fill_handlers();
	return unit_main("grammar-owner", tests);
}
