/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/replica.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_owner.h"

#define NO_OPERATION UINT32_MAX

struct replica {
	const struct daemon_ops *ops;
	void *ctx;
	struct cmd_store *store; /* in force, in a transaction with its changes */

	bool open;
	uint32_t id;
	struct cmd_change change; /* of the open transaction, once all of it has come */
	uint32_t count, faults;   /* operations and faults so far */
	struct wbuf result;       /* the faults so far, as they are to be sent */

	/* Lines are tagged by a count that runs on, so that a fault at a line of an earlier transaction is
	 * not taken for one of the present operations. */
	uint32_t first_tag;
};

struct replica *replica_new(const struct daemon_ops *ops, void *ctx)
{
	struct replica *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return NULL;
	r->ops = ops;
	r->ctx = ctx;
	r->store = cmd_store_new();
	if (r->store == NULL) {
		free(r);
		return NULL;
	}
	cmd_store_divide(r->store, 1u << ops->owner->id);
	return r;
}

static void free_change(struct replica *r)
{
	if (r->change.before != NULL)
		r->ops->model_free(r->ctx, r->change.before);
	if (r->change.after != NULL)
		r->ops->model_free(r->ctx, r->change.after);
	r->change = (struct cmd_change){0};
}

static void close_transaction(struct replica *r)
{
	free_change(r);
	wbuf_free(&r->result);
	r->first_tag += r->count;
	r->count = r->faults = 0;
	r->open = false;
}

void replica_abort(struct replica *r)
{
	if (!r->open)
		return;
	cmd_store_abort(r->store);
	close_transaction(r);
}

void replica_free(struct replica *r)
{
	if (r == NULL)
		return;
	replica_abort(r);
	cmd_store_free(r->store);
	free(r);
}

/* A full one says all that is to be there. What is there and said again is no change. */
static void begin(struct replica *r, uint32_t id, bool full)
{
	replica_abort(r);
	cmd_store_begin(r->store);
	if (full)
		cmd_store_clear(r->store, NULL);
	wbuf_u32(&r->result, 0);
	r->id = id;
	r->open = true;
}

static void put_fault(struct replica *r, uint32_t index, const char *text)
{
	wbuf_u32(&r->result, index);
	wbuf_str(&r->result, text);
	r->faults++;
}

/* Carries out one operation of the body; false when it is malformed. */
static bool operation(struct replica *r, struct rbuf *body)
{
	char path[CMD_PATH_MAX], line[CMD_LINE_MAX], reason[256];
	uint8_t verb = rbuf_u8(body);
	rbuf_str(body, path, sizeof(path));
	size_t size = rbuf_left(body);
	rbuf_str(body, line, sizeof(line));
	size -= rbuf_left(body);
	bool ok = rbuf_ok(body) && (verb == CMD_SET || verb == CMD_UNSET);
	if (ok && !cmd_store_apply(r->store, (enum cmd_verb)verb, path, line, r->first_tag + r->count, reason,
		      sizeof(reason)))
		put_fault(r, r->count, reason);
	r->count++;
	explicit_bzero(line, size < sizeof(line) ? size : sizeof(line)); /* perhaps a pre-shared key */
	return ok;
}

static void put_model_faults(struct replica *r, const struct cmd_faults *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct cmd_fault_entry *f = &faults->entry[i];
		uint32_t index = f->tag - r->first_tag;
		if (f->line == NULL || index < r->count) {
			put_fault(r, f->line == NULL ? NO_OPERATION : index, f->text);
			continue;
		}
		char text[CMD_LINE_MAX + 256];
		snprintf(text, sizeof(text), "'%s': %s", f->line, f->text);
		put_fault(r, NO_OPERATION, text);
	}
}

/* Builds and checks what the transaction changes in the model. */
static void build(struct replica *r)
{
	struct cmd_faults faults = {0};
	r->change.before = r->ops->model_new(r->ctx);
	r->change.after = r->ops->model_new(r->ctx);
	if (r->change.before == NULL || r->change.after == NULL) {
		put_fault(r, NO_OPERATION, "out of memory");
		return;
	}
	bool ok = cmd_owner_build_change(r->ops->owner, r->store, &r->change, &faults);
	if (ok && r->ops->model_check != NULL)
		ok = r->ops->model_check(r->ctx, &r->change, &faults);
	put_model_faults(r, &faults);
	if (!ok && faults.count == 0)
		put_fault(r, NO_OPERATION, "the configuration is not accepted");
	cmd_faults_free(&faults);
}

void *replica_model(const struct replica *r)
{
	struct cmd_faults faults = {0}; /* there are none: each part was checked when it came */
	void *model = r->ops->model_new(r->ctx);
	if (model != NULL)
		cmd_owner_build(r->ops->owner, r->store, model, &faults);
	cmd_faults_free(&faults);
	return model;
}

bool replica_check(struct replica *r, uint32_t id, bool more, struct rbuf *body)
{
	bool full = rbuf_u8(body) != 0;
	uint32_t count = rbuf_u32(body);
	bool ok = rbuf_ok(body);
	if (ok && (!r->open || r->id != id || r->change.after != NULL))
		begin(r, id, full);
	for (uint32_t i = 0; ok && i < count; i++)
		ok = operation(r, body);
	if (!ok || rbuf_left(body) > 0) {
		replica_abort(r);
		return false;
	}
	if (!more && r->faults == 0)
		build(r);
	return true;
}

void replica_result(struct replica *r, struct wbuf *result)
{
	wbuf_set_u32(&r->result, 0, r->faults);
	*result = r->result;
	r->result = (struct wbuf){0};
	if (r->faults != 0)
		replica_abort(r);
}

bool replica_apply(struct replica *r, uint32_t id)
{
	if (!r->open || r->id != id || r->change.after == NULL)
		return false;
	cmd_store_commit(r->store);
	r->ops->model_apply(r->ctx, &r->change);
	close_transaction(r);
	return true;
}
