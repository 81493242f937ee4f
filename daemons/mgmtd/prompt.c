/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/prompt.h"
#include <stdio.h>
#include <string.h>
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"

#define CONFIG "config"

/* The middle of the prompt with its brackets; "" in EXEC. */
static void mode_of(const struct session *s, char *dst, size_t size)
{
	const char *mode = cmd_place_prompt(&s->place);
	size_t len = strlen(CONFIG);
	if (*mode == '\0')
		*dst = '\0';
	else if (s->candidate != NULL && strncmp(mode, CONFIG, len) == 0)
		snprintf(dst, size, "(" CONFIG "-s%s)", mode + len);
	else
		snprintf(dst, size, "(%s)", mode);
}

void prompt_of(const struct session *s, char *dst, size_t size)
{
	char mode[PROMPT_MAX / 2];
	mode_of(s, mode, sizeof(mode));
	if (s->ended)
		*dst = '\0';
	else
		snprintf(dst, size, "%s%s%s ", s->mgmtd->model->hostname, mode, s->place.user ? ">" : "#");
}
