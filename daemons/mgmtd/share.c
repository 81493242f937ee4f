/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/share.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_render.h"

#define FAULT_TEXT 512

void share_select(struct share *share, const struct cmd_op_list *list, uint32_t owners)
{
	share_free(share);
	share->index = calloc(list->count + 1, sizeof(*share->index));
	if (share->index == NULL)
		return;
	for (size_t i = 0; i < list->count; i++)
		if (list->op[i].owners & owners)
			share->index[share->count++] = (uint32_t)i;
}

void share_free(struct share *share)
{
	free(share->index);
	*share = (struct share){0};
}

size_t share_pack(
    const struct share *share, const struct cmd_op_list *list, bool full, size_t first, struct wbuf *w)
{
	size_t i = first;
	wbuf_u8(w, full);
	size_t count_at = w->len;
	wbuf_u32(w, 0);
	for (; i < share->count && wbuf_ok(w) && w->len < SHARE_PART; i++) {
		const struct cmd_operation *op = &list->op[share->index[i]];
		wbuf_u8(w, (uint8_t)op->verb);
		wbuf_str(w, op->path);
		wbuf_str(w, op->line);
	}
	wbuf_set_u32(w, count_at, (uint32_t)(i - first));
	return i;
}

const struct cmd_operation *share_op(
    const struct share *share, const struct cmd_op_list *list, uint32_t index)
{
	return index < share->count ? &list->op[share->index[index]] : NULL;
}

static bool is_faulty(const struct share_faults *faults, size_t index)
{
	for (size_t i = 0; i < faults->count; i++)
		if (faults->fault[i].index == index)
			return true;
	return false;
}

bool share_leave_out(struct share *share, const struct share_faults *faults)
{
	size_t kept = 0;
	for (size_t i = 0; i < share->count; i++)
		if (!is_faulty(faults, i))
			share->index[kept++] = share->index[i];
	bool changed = kept < share->count;
	share->count = kept;
	return changed;
}

bool share_faults_unpack(struct rbuf *r, struct share_faults *faults)
{
	char text[FAULT_TEXT];
	*faults = (struct share_faults){0};
	uint32_t count = rbuf_u32(r);
	/* The count is the peer's word: memory grows with what is really there. */
	for (uint32_t i = 0; i < count; i++) {
		uint32_t index = rbuf_u32(r);
		struct share_fault *fault = rbuf_str(r, text, sizeof(text))
						? reallocarray(faults->fault, i + 1, sizeof(*fault))
						: NULL;
		if (fault == NULL) {
			share_faults_free(faults);
			return false;
		}
		faults->fault = fault;
		fault[faults->count++] = (struct share_fault){.index = index, .text = strdup(text)};
	}
	return rbuf_ok(r);
}

void share_faults_free(struct share_faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		free(faults->fault[i].text);
	free(faults->fault);
	*faults = (struct share_faults){0};
}

const char *share_masked(const struct cmd_operation *op)
{
	static char text[CMD_LINE_MAX];
	static struct cmd_match match; /* large, and this is not called from inside itself */
	struct cmd_place place;
	if (!cmd_place_from(&place, op->path) ||
	    cmd_match(&place, op->line, CMD_CONFIG_ONLY, &match) != CMD_OK ||
	    cmd_render_sentence(match.sentence, match.args, match.negated, 0, text, sizeof(text)) == 0)
		return "a line";
	return text;
}
