/* SPDX-License-Identifier: Apache-2.0 */
/* Echo operations under the virtual clock: their life, and what is reachable meanwhile. The target is played here. */
#include "daemons/ribd/echo.h"
#include "daemons/ribd/sla.h"
#include <stdlib.h>
#include "lib/loop.h"
#include "tests/unit/unit.h"

struct echo {
	struct loop_timer *timer;
	int64_t timeout;
	echo_fn *done;
	void *arg;
};

static bool answers;
static unsigned requests;

static void on_result(void *arg)
{
	struct echo *e = arg;
	e->done(e->arg, answers ? ECHO_REPLY : ECHO_TIMEOUT, answers ? 20 * LOOP_MSEC : -1);
}

struct echo *echo_open(struct loop *loop, const struct echo_conf *conf, echo_fn *done, void *arg)
{
	struct echo *e = calloc(1, sizeof(*e));
	*e = (struct echo){.timeout = conf->timeout, .done = done, .arg = arg};
	e->timer = loop_timer_new(loop, on_result, e);
	return e;
}

void echo_free(struct echo *e)
{
	if (e == NULL)
		return;
	loop_timer_free(e->timer);
	free(e);
}

void echo_send(struct echo *e)
{
	requests++;
	loop_timer_set(e->timer, answers ? 20 * LOOP_MSEC : e->timeout);
}

static struct loop *loop;
static struct sla_table *table;
static unsigned ups, downs;

static bool device(void *arg, const char *nameif, char *name)
{
	name[0] = 'd';
	name[1] = '\0';
	return true;
}

static void changed(void *arg, uint32_t number, bool reachable)
{
	ups += reachable;
	downs += !reachable;
}

static void begin(uint32_t life, uint32_t frequency)
{
	const struct sla_config config = {.number = 1,
	    .target = ip_addr_v4(0xc0000201),
	    .nameif = "outside",
	    .frequency = frequency,
	    .timeout = 5000,
	    .threshold = 5000,
	    .packets = 1,
	    .scheduled = true,
	    .life = life};
	loop = loop_new();
	table = sla_table_new(loop, device, changed, NULL);
	answers = true;
	ups = downs = requests = 0;
	sla_put(table, &config);
	loop_virtual_advance(loop, LOOP_SEC);
}

static void end(void)
{
	sla_table_free(table);
	loop_free(loop);
}

static struct sla_status status(void)
{
	struct sla_status st = {0};
	sla_next(table, 0, &st);
	return st;
}

static void answered_and_not(void)
{
	begin(0, 10);
	CU_ASSERT_TRUE(sla_reachable(table, 1));
	answers = false;
	loop_virtual_advance(loop, 20 * LOOP_SEC);
	CU_ASSERT_FALSE(sla_reachable(table, 1));
	CU_ASSERT_EQUAL(status().outcome, SLA_TIMEOUT);
	answers = true;
	loop_virtual_advance(loop, 20 * LOOP_SEC);
	CU_ASSERT_TRUE(sla_reachable(table, 1));
	CU_ASSERT_TRUE(status().active);
	end();
}

/* Long before the next operation would begin. */
static void what_is_not_measured_is_not_reachable(void)
{
	begin(60, 3600);
	CU_ASSERT_TRUE(sla_reachable(table, 1));
	loop_virtual_advance(loop, 57 * LOOP_SEC);
	CU_ASSERT_TRUE(sla_reachable(table, 1) && status().active);
	loop_virtual_advance(loop, 3 * LOOP_SEC);
	CU_ASSERT_FALSE(sla_reachable(table, 1));
	CU_ASSERT_FALSE(status().active);
	CU_ASSERT_EQUAL(status().outcome, SLA_UNKNOWN);
	CU_ASSERT_EQUAL(status().answers, 0);
	CU_ASSERT_TRUE(ups == 1 && downs == 1);
	loop_virtual_advance(loop, 7200 * LOOP_SEC);
	CU_ASSERT_EQUAL(requests, 1);
	end();
}

/* A request that is on its way when the life ends comes to nothing. */
static void a_late_answer(void)
{
	begin(4, 2);
	answers = false;
	loop_virtual_advance(loop, 2 * LOOP_SEC);
	answers = true;
	loop_virtual_advance(loop, 60 * LOOP_SEC);
	CU_ASSERT_FALSE(sla_reachable(table, 1));
	CU_ASSERT_FALSE(status().active);
	CU_ASSERT_TRUE(ups == 1 && downs == 1);
	end();
}

static CU_TestInfo tests[] = {
    {"answered and not", answered_and_not},
    {"what is not measured is not reachable", what_is_not_measured_is_not_reachable},
    {"a late answer", a_late_answer},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("ribd-sla", tests);
}
