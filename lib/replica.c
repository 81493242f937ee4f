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
	struct cmd_store
	    *store; /* in force; in a transaction that is not full also the place of the changes */

	bool open;
	uint32_t id;
	struct cmd_store *full; /* the candidate of a full transaction, else NULL */
	void *model;            /* of the open transaction */

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
	return r;
}

static struct cmd_store *candidate(struct replica *r)
{
	return r->full != NULL ? r->full : r->store;
}

void replica_abort(struct replica *r)
{
	if (r->model != NULL)
		r->ops->model_free(r->ctx, r->model);
	r->model = NULL;
	if (r->open)
		cmd_store_abort(candidate(r));
	cmd_store_free(r->full);
	r->full = NULL;
	r->open = false;
}

void replica_free(struct replica *r)
{
	if (r == NULL)
		return;
	replica_abort(r);
	cmd_store_free(r->store);
	free(r);
}

static bool begin(struct replica *r, bool full)
{
	replica_abort(r);
	if (full) {
		r->full = cmd_store_new();
		if (r->full == NULL)
			return false;
	}
	cmd_store_begin(candidate(r));
	r->open = true;
	return true;
}

static void put_fault(struct wbuf *result, uint32_t index, const char *text)
{
	wbuf_u32(result, index);
	wbuf_str(result, text);
}

/* Carries out one operation of the body; false when it is malformed. */
static bool operation(
    struct replica *r, uint32_t index, struct rbuf *body, struct wbuf *result, uint32_t *faults)
{
	char path[CMD_PATH_MAX], line[CMD_LINE_MAX], reason[256];
	uint8_t verb = rbuf_u8(body);
	rbuf_str(body, path, sizeof(path));
	rbuf_str(body, line, sizeof(line));
	bool ok = rbuf_ok(body) && (verb == CMD_SET || verb == CMD_UNSET);
	if (ok && !cmd_store_apply(candidate(r), (enum cmd_verb)verb, path, line, r->first_tag + index,
		      reason, sizeof(reason))) {
		put_fault(result, index, reason);
		++*faults;
	}
	explicit_bzero(line, sizeof(line)); /* perhaps a pre-shared key */
	return ok;
}

static void put_model_faults(
    const struct replica *r, uint32_t count, const struct cmd_faults *faults, struct wbuf *result)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct cmd_fault_entry *f = &faults->entry[i];
		uint32_t index = f->tag - r->first_tag;
		if (f->line == NULL || index < count) {
			put_fault(result, f->line == NULL ? NO_OPERATION : index, f->text);
			continue;
		}
		char text[CMD_LINE_MAX + 256];
		snprintf(text, sizeof(text), "'%s': %s", f->line, f->text);
		put_fault(result, NO_OPERATION, text);
	}
}

/* Builds and checks the model of the candidate; the number of faults, each written to `result`. */
static uint32_t build(struct replica *r, uint32_t count, struct wbuf *result)
{
	struct cmd_faults faults = {0};
	r->model = r->ops->model_new(r->ctx);
	if (r->model == NULL) {
		put_fault(result, NO_OPERATION, "out of memory");
		return 1;
	}
	bool ok = cmd_owner_build(r->ops->owner, candidate(r), r->model, &faults);
	if (ok && r->ops->model_check != NULL)
		ok = r->ops->model_check(r->ctx, r->model, &faults);
	put_model_faults(r, count, &faults, result);
	uint32_t found = (uint32_t)faults.count;
	if (!ok && found == 0) {
		put_fault(result, NO_OPERATION, "the configuration is not accepted");
		found = 1;
	}
	cmd_faults_free(&faults);
	return found;
}

bool replica_check(struct replica *r, uint32_t id, struct rbuf *body, struct wbuf *result)
{
	bool full = rbuf_u8(body) != 0;
	uint32_t count = rbuf_u32(body);
	uint32_t faults = 0;
	wbuf_u32(result, 0);
	if (!rbuf_ok(body) || !begin(r, full))
		return false;
	r->id = id;
	for (uint32_t i = 0; i < count; i++) {
		if (!operation(r, i, body, result, &faults)) {
			replica_abort(r);
			return false;
		}
	}
	if (faults == 0)
		faults = build(r, count, result);
	r->first_tag += count;
	wbuf_set_u32(result, 0, faults);
	if (faults != 0)
		replica_abort(r);
	return rbuf_left(body) == 0;
}

bool replica_apply(struct replica *r, uint32_t id)
{
	if (!r->open || r->id != id)
		return false;
	struct cmd_store *old = NULL;
	cmd_store_commit(candidate(r));
	if (r->full != NULL) {
		old = r->store;
		r->store = r->full;
		r->full = NULL;
	}
	void *model = r->model;
	r->model = NULL;
	r->open = false;
	r->ops->model_apply(r->ctx, model);
	cmd_store_free(old); /* the model that was in force until now points into it */
	return true;
}
