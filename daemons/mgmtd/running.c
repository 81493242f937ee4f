/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/running.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "daemons/mgmtd/identity.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/errand.h"
#include "daemons/mgmtd/startup.h"
#include "lib/cmd_batch.h"
#include "lib/cmd_render.h"
#include "lib/loop.h"
#include "lib/record.h"

#define CHECKSUM_LINE "Cryptochecksum:"

static void hash_line(void *arg, const char *text)
{
	EVP_DigestUpdate(arg, text, strlen(text));
	EVP_DigestUpdate(arg, "\n", 1);
}

void running_checksum(const struct cmd_store *store, char *dst)
{
	uint8_t digest[EVP_MAX_MD_SIZE] = {0};
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);
	cmd_render_store(store, NULL, CMD_RENDER_CLEAR | CMD_RENDER_HIDDEN, hash_line, ctx);
	EVP_DigestFinal_ex(ctx, digest, NULL);
	EVP_MD_CTX_free(ctx);
	for (unsigned i = 0; i < (RUNNING_CHECKSUM - 1) / 2; i++)
		snprintf(dst + 2 * i, 3, "%02x", digest[i]);
}

static void put_line(void *arg, const char *text)
{
	wbuf_bytes(arg, text, strlen(text));
	wbuf_u8(arg, '\n');
}

void running_text(const struct mgmtd *m, const char *user, unsigned flags, struct wbuf *w, char *checksum)
{
	char line[128], when[64];
	time_t now = (time_t)loop_wall(m->loop);
	struct tm tm;
	strftime(when, sizeof(when), "%H:%M:%S UTC %a %b %e %Y", gmtime_r(&now, &tm));
	running_checksum(m->store, checksum);
	put_line(w, ": Saved");
	snprintf(line, sizeof(line), ": Written by %s at %s", user, when);
	put_line(w, line);
	put_line(w, "!");
	cmd_render_store(m->store, NULL, CMD_RENDER_CLEAR | flags, put_line, w);
	snprintf(line, sizeof(line), CHECKSUM_LINE "%s", checksum);
	put_line(w, line);
	put_line(w, ": end");
}

bool running_saved_checksum(const char *text, char *dst)
{
	const char *found = NULL;
	for (const char *at = text; (at = strstr(at, "\n" CHECKSUM_LINE)) != NULL; at++)
		found = at;
	return found != NULL && sscanf(found + 1 + strlen(CHECKSUM_LINE), " %32[0-9a-f]", dst) == 1;
}

void running_note_saved(struct mgmtd *m, const char *text)
{
	_Static_assert(sizeof(m->saved) == RUNNING_CHECKSUM, "room for a checksum");
	if (text == NULL || !running_saved_checksum(text, m->saved))
		m->saved[0] = '\0';
}

static void show_line(void *arg, const char *text)
{
	record_text(arg, "%s", text);
}

static struct cmd_store *parse(const char *text, size_t size)
{
	struct cmd_store *store = cmd_store_new();
	struct cmd_batch result;
	cmd_store_begin(store);
	cmd_batch_run(store, text, size, &result);
	cmd_store_commit(store);
	cmd_batch_free(&result);
	return store;
}

struct cmd_store *running_load_startup(const struct mgmtd *m)
{
	size_t size;
	char *text = errand_read_startup(m->options->steward, &size);
	if (text == NULL)
		return cmd_store_new();
	struct cmd_store *store = parse(text, size);
	startup_wipe(text, size);
	return store;
}

/* The file's own remarks at its head, then its lines as they mean, keys masked. */
bool running_show_startup(const struct mgmtd *m, struct record_out *out)
{
	size_t size;
	char checksum[RUNNING_CHECKSUM] = "";
	char *text = errand_read_startup(m->options->steward, &size);
	if (text == NULL)
		return false;
	for (const char *line = text; *line == ':'; line += strcspn(line, "\n") + 1) {
		record_text(out, "%.*s", (int)strcspn(line, "\n"), line);
		if (line[strcspn(line, "\n")] == '\0')
			break;
	}
	struct cmd_store *store = parse(text, size);
	record_text(out, "!");
	cmd_render_store(store, NULL, 0, show_line, out);
	cmd_store_free(store);
	if (running_saved_checksum(text, checksum))
		record_text(out, CHECKSUM_LINE "%s", checksum);
	record_text(out, ": end");
	startup_wipe(text, size);
	return true;
}

void running_show(const struct mgmtd *m, const char *section, unsigned flags, struct record_out *out)
{
	char checksum[RUNNING_CHECKSUM], serial[IDENTITY_SERIAL], hardware[128];
	if (section != NULL) {
		cmd_render_store(m->store, section, flags, show_line, out);
		return;
	}
	running_checksum(m->store, checksum);
	if (strcmp(m->saved, checksum) == 0)
		record_text(out, ": Saved");
	record_text(out, " ");
	record_text(out, ": ");
	record_text(out, ": Serial Number: %s", identity_serial(serial));
	record_text(out, ": Hardware:   %s", identity_hardware(hardware, sizeof(hardware)));
	record_text(out, ":");
	record_text(out, ": Postern Version " IDENTITY_VERSION);
	record_text(out, "!");
	cmd_render_store(m->store, NULL, flags, show_line, out);
	record_text(out, CHECKSUM_LINE "%s", checksum);
	record_text(out, ": end");
}
