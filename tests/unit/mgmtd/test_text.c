/* SPDX-License-Identifier: Apache-2.0 */
/* Whole texts against posternd: keys survive everything, faults leave no trace, other spellings change nothing. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "lib/cmd_batch.h"
#include "lib/cmd_render.h"
#include "tests/unit/mgmtd/operator.h"
#include "tests/unit/mgmtd/world.h"
#include "tests/unit/unit.h"

#define TEXT_MAX 65536
#define KEYS     60 /* of a round */
#define ROUNDS   10
#define FAULTY   10000

/* Letters, digits and the marks that a cloud allows in a key. */
static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			       "~`!@#$%^&*()_-+={}[]\\|;:',.<>/?";

static uint32_t state = 20261122;
static struct operator o;
static char text[TEXT_MAX], printed[TEXT_MAX];

static uint32_t below(uint32_t bound)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % bound;
}

static void add(const char *fmt, const char *a, const char *b)
{
	size_t len = strlen(text);
	snprintf(text + len, sizeof(text) - len, fmt, a, b);
}

/* The configuration with its keys, between header and footer, where the checksum stands. */
static void print(char *dst)
{
	CU_ASSERT_TRUE(operator_say(&o, "more system:running-config"));
	const char *at = strstr(o.text, "!\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	snprintf(dst, TEXT_MAX, "%s", at);
}

/* ---- keys ---- */

static void make_key(char key[101])
{
	unsigned len = 1 + below(100);
	for (unsigned i = 0; i < len; i++)
		key[i] = alphabet[below(sizeof(alphabet) - 1)];
	key[len] = '\0';
	if (strcmp(key, "*****") == 0) /* which means: as it is */
		key[0] = 'k';
}

/* A round's configuration in `text`; each key stands in it with a remark behind, as vendors' pages have it. */
static void make_keys(char keys[KEYS][101])
{
	char peer[32];
	text[0] = '\0';
	for (unsigned i = 0; i < KEYS; i++) {
		make_key(keys[i]);
		snprintf(peer, sizeof(peer), "192.0.2.%u", i + 1);
		add("tunnel-group %s type ipsec-l2l\ntunnel-group %s ipsec-attributes # peer ? | !\n", peer,
		    peer);
		add(" ikev2 local-authentication pre-shared-key %s%s\n", keys[i], i % 2 ? " # the key" : "");
		add(" ikev2 remote-authentication pre-shared-key %s%s\n", keys[i], "");
	}
}

static void expect_keys(char keys[KEYS][101])
{
	char line[256];
	print(printed);
	for (unsigned i = 0; i < KEYS; i++) {
		snprintf(line, sizeof(line), "local-authentication pre-shared-key %.100s\n", keys[i]);
		if (strstr(printed, line) == NULL)
			printf("    the key is lost: '%s'\n", keys[i]);
		CU_ASSERT_PTR_NOT_NULL(strstr(printed, line));
	}
}

/* Shown masked and fed back: nothing changes. */
static void feed_back(void)
{
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", "pre-shared-key *****\n"));
	snprintf(text, sizeof(text), "%s", o.text);
	CU_ASSERT_TRUE(operator_paste(&o, 0, text));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"changed\":0"));
}

static void keys_survive(void)
{
	static char keys[KEYS][101];
	operator_begin(NULL);
	for (unsigned round = 0; round < ROUNDS; round++) {
		operator_meet(&o, &operator_tool);
		make_keys(keys);
		CU_ASSERT_TRUE(operator_paste(&o, 0, text));
		expect_keys(keys);
		CU_ASSERT_TRUE(operator_say(&o, "write memory"));
		ipc_close(o.conn);
		operator_stop();
		CU_ASSERT_EQUAL(remove(operator_path("running.log")), 0); /* as after a reboot */
		operator_start();
		operator_meet(&o, &operator_tool);
		expect_keys(keys);
		feed_back();
		expect_keys(keys);
		CU_ASSERT_TRUE(operator_say(&o, "clear configure all"));
		CU_ASSERT_FALSE(operator_paste(&o, 0, text)); /* masked, and none is set */
		CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "none is set here"));
		ipc_close(o.conn);
	}
	operator_end();
}

/* ---- faults ---- */

/* Names and sizes of everything that posternd keeps, but for its log. */
static void list_files(const char *dir, char *dst, size_t size)
{
	struct dirent **entry;
	struct stat st;
	char path[512];
	int count = scandir(dir, &entry, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		size_t len = strlen(dst);
		snprintf(path, sizeof(path), "%s/%s", dir, entry[i]->d_name);
		if (entry[i]->d_name[0] != '.' && strcmp(entry[i]->d_name, "log") != 0 &&
		    stat(path, &st) == 0)
			snprintf(dst + len, size - len, "%s %lld\n", path, (long long)st.st_size);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
}

static void list_all(char *dst, size_t size)
{
	char dir[160];
	*dst = '\0';
	snprintf(dir, sizeof(dir), "%s", operator_path("."));
	list_files(dir, dst, size);
	snprintf(dir, sizeof(dir), "%s", operator_path("history"));
	list_files(dir, dst, size);
}

static const char *const good_lines[] = {"hostname other", "pager lines 9", "interface Tunnel1", " nameif X",
    "no interface Tunnel1", "route outside 10.0.0.0 255.0.0.0 192.0.2.77", "router bgp 65530", "no names",
    " address-family ipv4 unicast", "  neighbor 192.0.2.5 remote-as 65531", "domain-name b.example", "exit",
    "prefix-list P permit 10.0.0.0/8", "no tunnel-group 192.0.2.1", "tunnel-group 192.0.2.4 type ipsec-l2l"};
static const char *const bad_lines[] = {"nonsense here", "route outside 10.0.0.0 255.0.255.0 192.0.2.77",
    "interface Tunnel1\n ip address 11.XX.XX.1 255.255.255.0", "pager lines many",
    "crypto map M 10 match address A", "router bgp 65530\nrouter bgp 65999",
    "tunnel-group 192.0.2.9 ipsec-attributes", "crypto ikev2 policy 10\n encryption des",
    "tunnel-group 192.0.2.1 ipsec-attributes\n ikev2 remote-authentication pre-shared-key *****",
    "router bgp 65530\n address-family ipv4 unicast\n  neighbor 192.0.2.8 activate"};

static void make_faulty(void)
{
	unsigned lines = 1 + below(12), bad = below(lines);
	text[0] = '\0';
	for (unsigned i = 0; i < lines; i++)
		add("%s\n%s",
		    i == bad ? bad_lines[below(sizeof(bad_lines) / sizeof(*bad_lines))]
			     : good_lines[below(sizeof(good_lines) / sizeof(*good_lines))],
		    "");
}

static void faults_leave_no_trace(void)
{
	static char files[4096], files_after[4096], config[TEXT_MAX], history[TEXT_MAX];
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_paste(&o, 0,
	    "hostname gw1\nrouter bgp 65530\ntunnel-group 192.0.2.1 type ipsec-l2l\n"
	    "tunnel-group 192.0.2.1 ipsec-attributes\n ikev2 local-authentication pre-shared-key abc#?\n"));
	print(config);
	list_all(files, sizeof(files));
	CU_ASSERT_TRUE(operator_say(&o, "show configuration history"));
	snprintf(history, sizeof(history), "%s", o.text);
	for (unsigned i = 0; i < FAULTY; i++) {
		make_faulty();
		bool accepted = operator_paste(&o, below(2), text);
		if (accepted)
			printf("    accepted:\n%s", text);
		CU_ASSERT_FALSE_FATAL(accepted);
	}
	print(printed);
	CU_ASSERT_STRING_EQUAL(printed, config);
	CU_ASSERT_TRUE(operator_shows(&o, "show configuration history", history));
	list_all(files_after, sizeof(files_after));
	CU_ASSERT_STRING_EQUAL(files_after, files);
	ipc_close(o.conn);
	operator_end();
}

/* ---- other spellings ---- */

static struct cmd_batch batch;

static bool build(struct txn *t, struct cmd_store *store)
{
	return cmd_batch_run(store, t->arg, strlen(t->arg), &batch);
}

static void built(struct txn *t, bool accepted)
{
	CU_ASSERT_TRUE(accepted);
	cmd_batch_free(&batch);
	txn_clear(t);
}

static void apply(struct world *w, char *what)
{
	struct txn t = {.build = build, .done = built, .arg = what};
	txn_submit(w->txn, &t);
	world_settle(w);
}

static void add_line(void *arg, const char *line)
{
	add("%s%s\n", arg, line);
}

static char *fixture(const char *name)
{
	static char content[TEXT_MAX];
	char path[512];
	snprintf(path, sizeof(path), FIXTURES "/%s", name);
	FILE *f = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	content[fread(content, 1, sizeof(content) - 1, f)] = '\0';
	fclose(f);
	return content;
}

static void join_lines(char *what)
{
	for (char *c = what; *c != '\0'; c++)
		if (*c == '\n' && c[1] == ' ')
			*c = ' ';
}

static void other_spellings_say_nothing(void)
{
	static const enum cmd_owner_id owners[] = {
	    CMD_OWNER_RIBD, CMD_OWNER_IKED, CMD_OWNER_ESPD, CMD_OWNER_BGPD};
	struct world *w = world_new();
	for (unsigned i = 0; i < 4; i++)
		world_daemon(w, owners[i]);
	apply(w, fixture("gateway1.cfg"));
	CU_ASSERT_EQUAL(w->committed, 1);
	for (unsigned i = 0; i < 4; i++) {
		CU_ASSERT_PTR_NOT_NULL(strstr(w->daemons[owners[i]].heard, "CHECK"));
		w->daemons[owners[i]].heard[0] = '\0';
	}
	apply(w, fixture("gateway1.cfg"));
	apply(w, fixture("gateway1-annotated.txt"));
	char *flat = fixture("gateway1.cfg");
	join_lines(flat);
	apply(w, flat);
	static const unsigned flags[] = {0, CMD_RENDER_CLEAR, CMD_RENDER_ALL};
	static const char *const leads[] = {"", "\t ", "ciscoasa(config)# "};
	for (unsigned i = 0; i < 3; i++) {
		text[0] = '\0';
		cmd_render_store(w->store, NULL, flags[i], add_line, (void *)(uintptr_t)leads[i]);
		apply(w, text);
	}
	for (unsigned i = 0; i < 4; i++)
		CU_ASSERT_STRING_EQUAL(w->daemons[owners[i]].heard, "");
	CU_ASSERT_EQUAL(w->committed, 1);
	world_free(w);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"keys survive", keys_survive},
	    {"10,000 faulty batches leave no trace", faults_leave_no_trace},
	    {"other spellings say nothing", other_spellings_say_nothing},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("mgmtd-text", tests);
}
