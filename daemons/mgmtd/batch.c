/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/batch.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/mgmtd.h"
#include "lib/cmd_batch.h"
#include "lib/cmd_gate.h"
#include "lib/cmd_refs.h"
#include "lib/cmd_render.h"
#include "lib/record.h"

#define FAULT_TEXT   768
#define WARNINGS_MAX 20  /* shown of one batch */
#define DIFF_MAX     100 /* lines of it */

struct batch {
	struct txn txn;
	struct record_out *out;
	char *name;
	char *text;
	size_t size;
	unsigned flags;
	bool ran; /* `result` is valid */
	struct cmd_batch result;
};

static void batch_free(struct batch *b)
{
	if (b->ran)
		cmd_batch_free(&b->result);
	txn_clear(&b->txn);
	OPENSSL_cleanse(b->text, b->size);
	free(b->text);
	free(b->name);
	free(b);
}

static bool build(struct txn *t, struct cmd_store *store)
{
	struct batch *b = t->arg;
	if (b->flags & BATCH_REPLACE)
		cmd_store_clear_shown(store, NULL);
	b->ran = true;
	return cmd_batch_run(store, b->text, b->size, &b->result);
}

static void send_fault(const struct batch *b, const struct cmd_batch_fault *fault)
{
	json_t *record = json_pack("{s:s, s:s, s:I, s:s, s:s}", "type", "fault", "source", b->name, "line",
	    (json_int_t)fault->number, "text", fault->source, "reason", fault->reason);
	if (record != NULL && fault->word[0] != '\0')
		json_object_set_new(record, "column", json_integer(fault->column));
	record_send(b->out, record);
}

static void refuse(struct batch *b)
{
	size_t count = b->result.fault_count;
	for (size_t i = 0; i < count; i++)
		send_fault(b, &b->result.fault[i]);
	record_fail(
	    b->out, "%zu line%s of %s refused; nothing was changed", count, count == 1 ? "" : "s", b->name);
}

static void send_warnings(const struct batch *b)
{
	char text[FAULT_TEXT];
	size_t count = b->result.warning_count;
	for (size_t i = 0; i < count && i < WARNINGS_MAX; i++)
		record_text(
		    b->out, "WARNING: %s", cmd_batch_fault_text(&b->result.warning[i], text, sizeof(text)));
	if (count > WARNINGS_MAX)
		record_text(b->out, "WARNING: and %zu more like these", count - WARNINGS_MAX);
}

struct diff {
	struct record_out *out;
	size_t lines;
};

static void emit_diff(void *arg, const char *text)
{
	struct diff *d = arg;
	if (++d->lines <= DIFF_MAX)
		record_text(d->out, "%s", text);
}

/* Of a long text the beginning: whoever pastes a whole configuration knows that all of it is new. */
static void send_diff(struct txn *t)
{
	const struct batch *b = t->arg;
	struct diff d = {.out = b->out};
	cmd_render_ops(&b->txn.changes, 0, emit_diff, &d);
	if (d.lines > DIFF_MAX)
		record_text(
		    b->out, "... and %zu lines more: see \"show configuration diff 1\"", d.lines - DIFF_MAX);
	record_flush(b->out); /* it may cut the operator off */
}

static void confirm(struct batch *b)
{
	send_warnings(b);
	record_send(
	    b->out, json_pack("{s:s, s:I, s:I}", "type", "batch", "lines", (json_int_t)b->result.sentences,
			"changed", (json_int_t)b->txn.changes.count));
	record_done(b->out);
}

/* What the daemons and the references had to say joins what the text itself had. */
static void done(struct txn *t, bool accepted)
{
	struct batch *b = t->arg;
	for (size_t i = 0; i < t->faults.count; i++)
		cmd_batch_add_fault(&b->result, &t->faults.entry[i]);
	if (accepted)
		confirm(b);
	else
		refuse(b);
	batch_free(b);
}

void batch_run(struct mgmtd *m, const struct batch_source *source, unsigned flags, struct record_out *out)
{
	struct batch *b = calloc(1, sizeof(*b));
	char *text = malloc(source->size + 1);
	if (b == NULL || text == NULL) {
		free(b);
		free(text);
		record_fail(out, "Out of memory");
		return;
	}
	memcpy(text, source->text, source->size);
	text[source->size] = '\0';
	b->out = out;
	b->name = strdup(source->name);
	b->text = text;
	b->size = source->size;
	b->flags = flags;
	b->txn.author = source->author;
	b->txn.build = build;
	b->txn.preview = flags & BATCH_DIFF ? send_diff : NULL;
	b->txn.done = done;
	b->txn.arg = b;
	b->txn.check_only = (flags & BATCH_CHECK_ONLY) != 0;
	candidate_submit(source->candidate, m, &b->txn);
}

static void log_faults(const char *name, const struct cmd_batch *result)
{
	char text[FAULT_TEXT];
	for (size_t i = 0; i < result->fault_count; i++)
		log_error("%s:%s", name, cmd_batch_fault_text(&result->fault[i], text, sizeof(text)));
}

/* cmd_batch_run carries out every good line, whether or not others are faulty. */
void batch_boot(struct mgmtd *m, const char *name, const char *text, size_t size)
{
	struct cmd_batch result;
	cmd_store_begin(m->store);
	if (!cmd_batch_run(m->store, text, size, &result))
		log_faults(name, &result);
	cmd_gate_enforce(m->store);
	struct cmd_faults faults = {0};
	if (!cmd_refs_check(m->store, &faults))
		for (size_t i = 0; i < faults.count; i++)
			log_warn("%s:%u: %s", name, faults.entry[i].tag, faults.entry[i].text);
	cmd_faults_free(&faults);
	cmd_store_commit(m->store);
	log_notice("%s: %zu lines in force, %zu refused", name, result.sentences, result.fault_count);
	cmd_batch_free(&result);
}
