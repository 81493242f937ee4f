/* SPDX-License-Identifier: Apache-2.0 */
/* Any key of the alphabet that clouds allow survives paste, print, reload and the wire. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_render.h"
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			       "~`!@#$%^&*()_-+={}[]\\|;:',.<>/?\"";

/* A generator of its own, so that a failure can be run again. */
static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void make_key(uint32_t *state, char key[129])
{
	unsigned len = 1 + next(state) % 128;
	for (unsigned i = 0; i < len; i++)
		key[i] = alphabet[next(state) % (sizeof(alphabet) - 1)];
	key[len] = '\0';
}

static void expect_key(const struct cmd_store *store, const char *key)
{
	char want[256];
	snprintf(want, sizeof(want), "ikev2 local-authentication pre-shared-key %s", key);
	const struct cmd_line *line = cmd_store_find(store, "tunnel-group 192.0.2.9 ipsec-attributes", want);
	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	if (strcmp(cmd_line_text(line), want) != 0)
		printf("    key '%s' became '%s'\n", key, cmd_line_text(line));
	CU_ASSERT_STRING_EQUAL(cmd_line_text(line), want);
}

static void survive(const char *key)
{
	char text[512];
	snprintf(text, sizeof(text),
	    "tunnel-group 192.0.2.9 type ipsec-l2l # type\ntunnel-group 192.0.2.9 ipsec-attributes\n"
	    " ikev2 local-authentication pre-shared-key %s # remark ? | !\n",
	    key);
	struct cmd_store *store = load(text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	expect_key(store, key);
	char *printed = print_store(store, "", CMD_RENDER_CLEAR);
	struct cmd_store *again = load(printed);
	CU_ASSERT_PTR_NOT_NULL_FATAL(again);
	expect_key(again, key);
	char *shown = print_store(again, "", 0);
	CU_ASSERT_TRUE(change(again, shown));
	expect_key(again, key);
	free(shown);
	free(printed);
	cmd_store_free(again);
	cmd_store_free(store);
}

static void random_keys(void)
{
	uint32_t state = 20261122;
	for (unsigned i = 0; i < 3000; i++) {
		char key[129];
		make_key(&state, key);
		if (strcmp(key, "*****") != 0)
			survive(key);
	}
}

static void awkward_keys(void)
{
	static const char *const keys[] = {"#", "!", "?", "|", "'", "\\", "#abc", "!abc", "a#b", "****",
	    "******", "fddsFF123****", "no", "exit", "<cr>", "\"", "ciscoasa(config)#", "Password:", ":",
	    "0"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		survive(keys[i]);
}

static void flattened(void)
{
	struct cmd_store *store =
	    load("tunnel-group 192.0.2.9 type ipsec-l2l tunnel-group 192.0.2.9 ipsec-attributes "
		 "ikev2 remote-authentication pre-shared-key #a!b ikev2 local-authentication "
		 "pre-shared-key !c#d ! hostname x");
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	expect_key(store, "!c#d");
	cmd_store_free(store);
}

static void too_long(void)
{
	char text[512];
	struct cmd_store *store = cmd_store_new();
	struct cmd_batch batch;
	snprintf(text, sizeof(text),
	    "tunnel-group 1.1.1.1 type ipsec-l2l\ntunnel-group 1.1.1.1 ipsec-attributes\n"
	    "ikev2 local-authentication pre-shared-key %0129d\n",
	    7);
	CU_ASSERT_EQUAL_FATAL(refuse(store, text, &batch), 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(batch.fault[0].reason, "128 characters"));
	CU_ASSERT_PTR_NULL(strstr(batch.fault[0].source, "0000"));
	CU_ASSERT_STRING_EQUAL(batch.fault[0].word, "");
	cmd_batch_free(&batch);
	cmd_store_free(store);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"random keys", random_keys},
	    {"awkward keys", awkward_keys},
	    {"keys in a flattened text", flattened},
	    {"a key that is too long", too_long},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-key", tests);
}
