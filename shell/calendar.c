/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/calendar.h"
#include <time.h>
#include "shell/field.h"
#include "shell/render.h"

void calendar_derive(json_t *record, const char *member, const char *from, const char *format)
{
	char text[64];
	struct tm tm;
	time_t at = (time_t)field_int(record, from, 0);
	if (at == 0 || !gmtime_r(&at, &tm) || strftime(text, sizeof(text), format, &tm) == 0)
		return;
	render_derive(record, member, "%s", text);
}
