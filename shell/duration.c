/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/duration.h"
#include <inttypes.h>
#include <stdio.h>

#define MINUTE INT64_C(60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define WEEK   (7 * DAY)
#define YEAR   (365 * DAY)

static int64_t not_negative(int64_t seconds)
{
	return seconds < 0 ? 0 : seconds;
}

const char *duration_clock(int64_t seconds, char *dst)
{
	int64_t s = not_negative(seconds);
	snprintf(dst, DURATION_STRLEN, "%02" PRId64 ":%02d:%02d", s / HOUR, (int)(s % HOUR / MINUTE),
	    (int)(s % MINUTE));
	return dst;
}

const char *duration_routing(int64_t seconds, char *dst)
{
	int64_t s = not_negative(seconds);
	if (s < DAY)
		return duration_clock(s, dst);
	if (s < WEEK)
		snprintf(dst, DURATION_STRLEN, "%dd%02dh", (int)(s / DAY), (int)(s % DAY / HOUR));
	else
		snprintf(dst, DURATION_STRLEN, "%" PRId64 "w%dd", s / WEEK, (int)(s % WEEK / DAY));
	return dst;
}

const char *duration_session(int64_t seconds, char *dst)
{
	int64_t s = not_negative(seconds);
	int hours = (int)(s % DAY / HOUR), minutes = (int)(s % HOUR / MINUTE), rest = (int)(s % MINUTE);
	if (s < DAY)
		snprintf(dst, DURATION_STRLEN, "%dh:%02dm:%02ds", hours, minutes, rest);
	else
		snprintf(dst, DURATION_STRLEN, "%" PRId64 "d %dh:%02dm:%02ds", s / DAY, hours, minutes, rest);
	return dst;
}

const char *duration_words(int64_t seconds, char *dst)
{
	static const struct unit {
		int64_t size;
		const char *name;
	} units[] = {{YEAR, "year"}, {DAY, "day"}, {HOUR, "hour"}, {MINUTE, "min"}, {1, "sec"}};
	enum { LAST = sizeof(units) / sizeof(units[0]) - 1 };
	int64_t s = not_negative(seconds);
	int big = 0;
	while (big < LAST - 1 && s < units[big].size)
		big++;
	int64_t many = s / units[big].size, few = s % units[big].size / units[big + 1].size;
	if (many == 0)
		snprintf(dst, DURATION_STRLEN, "%d %s%s", (int)few, units[big + 1].name, few == 1 ? "" : "s");
	else
		snprintf(dst, DURATION_STRLEN, "%" PRId64 " %s%s %d %s%s", many, units[big].name,
		    many == 1 ? "" : "s", (int)few, units[big + 1].name, few == 1 ? "" : "s");
	return dst;
}
