/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/duration.h"
#include "tests/unit/unit.h"

#define MINUTE INT64_C(60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static void check(const char *(*spell)(int64_t, char *), int64_t seconds, const char *want)
{
	char text[DURATION_STRLEN];
	CU_ASSERT_STRING_EQUAL(spell(seconds, text), want);
}

static void routing(void)
{
	check(duration_routing, 0, "00:00:00");
	check(duration_routing, 3 * HOUR + 29 * MINUTE + 41, "03:29:41");
	check(duration_routing, DAY - 1, "23:59:59");
	check(duration_routing, DAY, "1d00h");
	check(duration_routing, 4 * DAY + 6 * HOUR + 59 * MINUTE, "4d06h");
	check(duration_routing, 7 * DAY - 1, "6d23h");
	check(duration_routing, 7 * DAY, "1w0d");
	check(duration_routing, (27 * 7 + 5) * DAY, "27w5d");
	check(duration_routing, -5, "00:00:00");
}

static void session(void)
{
	check(duration_session, 34 * MINUTE + 12, "0h:34m:12s");
	check(duration_session, 10 * DAY + 7 * HOUR + 26 * MINUTE + 52, "10d 7h:26m:52s");
}

static void words(void)
{
	check(duration_words, 0, "0 secs");
	check(duration_words, 1, "1 sec");
	check(duration_words, 59, "59 secs");
	check(duration_words, 2 * MINUTE + 14, "2 mins 14 secs");
	check(duration_words, 3 * HOUR + 10 * MINUTE, "3 hours 10 mins");
	check(duration_words, 41 * DAY + 19 * HOUR, "41 days 19 hours");
	check(duration_words, (365 + 97) * DAY, "1 year 97 days");
}

static void hours_without_end(void)
{
	check(duration_clock, 52 * HOUR + 10 * MINUTE + 7, "52:10:07");
}

int main(void)
{
	CU_TestInfo tests[] = {{"routing", routing}, {"session", session}, {"words", words},
	    {"clock", hours_without_end}, CU_TEST_INFO_NULL};
	return unit_main("duration", tests);
}
