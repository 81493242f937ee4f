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

struct model {
	char log[2048];
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
	(void)call;
	note(model, "mtu %s %llu\n", a->ifname, a->bytes);
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

static void building(void)
{
	struct cmd_store *store =
	    load("interface Tunnel1\nnameif t\nshutdown\ninterface GigabitEthernet0/0\nnameif a\n"
		 "interface GigabitEthernet0/1\nnameif b\nmtu b 1400\nhostname x\n");
	struct model model = {0};
	struct cmd_faults faults = {0};
	CU_ASSERT_TRUE(cmd_owner_build(&espd, store, &model, &faults));
	CU_ASSERT_STRING_EQUAL(model.log,
	    "interface GigabitEthernet0/0\ninterface GigabitEthernet0/1\n"
	    "interface Tunnel1\nshutdown Tunnel1\nmtu b 1400\nmss 1380\nmtu a 1500\n");
	cmd_store_free(store);
}

static void faults_know_their_line(void)
{
	struct cmd_store *store = load("\n\ninterface Tunnel1\nshutdown\n");
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
	    {"handlers in mode order, defaults last", building},
	    {"faults carry the line and its tag", faults_know_their_line},
	    {"exec", executing},
	    {"names", names_of_owners},
	    CU_TEST_INFO_NULL,
	};
	fill_handlers();
	return unit_main("grammar-owner", tests);
}
