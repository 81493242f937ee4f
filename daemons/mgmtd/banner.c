/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/banner.h"
#include <stdio.h>
#include <string.h>
#include "cmd_args.h"
#include "daemons/mgmtd/config.h"
#include "lib/cmd_match.h"
#include "lib/record.h"

/* What stands for `$(hostname)` or `$(domain)` at `at`, and how long that is; NULL for anything else. */
static const char *token(const struct mgmtd_model *model, const char *at, size_t *len)
{
	static const char hostname[] = "$(hostname)", domain[] = "$(domain)";
	if (strncmp(at, hostname, sizeof(hostname) - 1) == 0) {
		*len = sizeof(hostname) - 1;
		return model->hostname;
	}
	if (strncmp(at, domain, sizeof(domain) - 1) == 0) {
		*len = sizeof(domain) - 1;
		return model->domain;
	}
	return NULL;
}

static void show_line(
    const struct mgmtd_model *model, const char *text, const char *end, struct record_out *out)
{
	char line[CMD_LINE_MAX] = "";
	size_t used = 0, len;
	while (text < end && used + 1 < sizeof(line)) {
		const char *value = token(model, text, &len);
		int n = value != NULL ? snprintf(line + used, sizeof(line) - used, "%s", value) : 0;
		if (value == NULL) {
			line[used++] = *text++;
			line[used] = '\0';
			continue;
		}
		text += len;
		used += (size_t)n < sizeof(line) - used ? (size_t)n : sizeof(line) - used - 1;
	}
	record_text(out, "%s", line);
}

static void show(const struct mgmtd_model *model, enum cmd_banner_kind kind, struct record_out *out)
{
	const char *text = model->banner[kind];
	while (text != NULL) {
		const char *end = strchrnul(text, '\n');
		show_line(model, text, end, out);
		text = *end == '\0' ? NULL : end + 1;
	}
}

void banner_motd(const struct mgmtd_model *model, struct record_out *out)
{
	show(model, CMD_BANNER_KIND_MOTD, out);
}

void banner_login(const struct mgmtd_model *model, struct record_out *out)
{
	show(model, CMD_BANNER_KIND_LOGIN, out);
}

void banner_exec(const struct mgmtd_model *model, struct record_out *out)
{
	show(model, CMD_BANNER_KIND_EXEC, out);
}
