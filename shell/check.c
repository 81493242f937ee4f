/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/check.h"
#include <stdio.h>
#include <string.h>
#include "lib/buf.h"
#include "lib/cmd_batch.h"
#include "shell/source.h"

static void print_fault(const char *path, const struct cmd_batch_fault *fault, const char *kind)
{
	if (fault->number)
		printf("%s:%u: %s%s\n", path, fault->number, kind, fault->reason);
	else
		printf("%s: %s%s\n", path, kind, fault->reason);
	if (!*fault->source)
		return;
	printf("    %s\n", fault->source);
	if (*fault->word && fault->column < strlen(fault->source))
		printf("    %*s^\n", (int)fault->column, "");
}

static void print_batch(const char *path, const struct cmd_batch *batch)
{
	for (size_t i = 0; i < batch->fault_count; i++)
		print_fault(path, &batch->fault[i], "");
	for (size_t i = 0; i < batch->warning_count; i++)
		print_fault(path, &batch->warning[i], "WARNING: ");
	if (batch->fault_count)
		printf("%s: ERROR: %zu line%s refused\n", path, batch->fault_count,
		    batch->fault_count == 1 ? "" : "s");
	else
		printf("%s: %zu configuration lines, no faults\n", path, batch->sentences);
}

int check_file(const char *path)
{
	struct wbuf text = {0};
	char error[256];
	if (!source_read(path, &text, error, sizeof(error))) {
		fprintf(stderr, "ERROR: %s\n", error);
		return 2;
	}
	struct cmd_batch batch = {0};
	struct cmd_store *store = cmd_store_new();
	cmd_store_begin(store);
	bool clean = cmd_batch_run(store, (const char *)text.data, text.len, &batch);
	print_batch(path, &batch);
	cmd_batch_free(&batch);
	cmd_store_abort(store);
	cmd_store_free(store);
	wbuf_free(&text);
	return clean ? 0 : 1;
}
