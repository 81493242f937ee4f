/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/block.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_shell.h"
#include "lib/buf.h"
#include "lib/cmd_block.h"
#include "lib/cmd_text.h"
#include "lib/pki_import.h"
#include "lib/record.h"
#include "shell/dispatch.h"
#include "shell/source.h"

/* ASA's words, where an operator is asked for something. */
static void invite(const struct cmd_match *m)
{
	const char *name = cmd_sentence_name(m->sentence);
	const char *what = strcmp(name, "crypto_ca_authenticate") == 0    ? "base 64 encoded CA certificate"
			   : strcmp(name, "crypto_ca_import_pkcs12") == 0 ? "base 64 encoded pkcs12"
			   : strcmp(name, "crypto_ca_crl_import") == 0    ? "base 64 encoded CRL"
									  : "base 64 encoded certificate";
	if (pki_imports(m))
		printf("Enter the %s.\nEnd with the word \"quit\" on a line by itself\n\n", what);
	fflush(stdout);
}

bool block_begin(struct shell *s, const struct cmd_place *place, const char *line, struct cmd_match *m)
{
	struct cmd_block *block = malloc(sizeof(*block));
	if (!block || !cmd_block_open(block, place, line)) {
		free(block);
		return false;
	}
	cmd_match(place, block->head, 0, m);
	s->block = block;
	if (s->input)
		invite(m);
	return true;
}

const char *block_typed(const struct shell *s)
{
	char *mark = strstr(s->block->head, CMD_BLOCK_LEAD);
	static char typed[sizeof(s->block->head)];
	snprintf(typed, sizeof(typed), "%.*s", mark ? (int)(mark - s->block->head) : 0, s->block->head);
	return typed;
}

void block_drop(struct shell *s)
{
	if (!s->block)
		return;
	cmd_block_wipe(s->block);
	free(s->block);
	s->block = NULL;
}

static bool finish(struct shell *s)
{
	char *line = malloc(CMD_LINE_MAX);
	bool whole = line && cmd_block_fold(s->block, line, CMD_LINE_MAX);
	if (!whole)
		fprintf(s->errors, "ERROR: %s\n", line ? s->block->fault : "out of memory");
	block_drop(s);
	bool accepted = whole && dispatch_folded(s, line);
	if (line)
		OPENSSL_cleanse(line, CMD_LINE_MAX);
	free(line);
	return accepted;
}

bool block_line(struct shell *s, const char *line)
{
	return cmd_block_take(s->block, line) ? finish(s) : true;
}

char *block_lines(struct shell *s, char *text)
{
	while (s->block && text)
		block_line(s, strsep(&text, "\n"));
	return text;
}

/* ---- a PKCS #12 file ---- */

static void fold_text(struct cmd_block *block, const struct wbuf *file)
{
	char line[512];
	bool cut;
	struct cmd_text text = cmd_text_from((const char *)file->data, file->len);
	while (cmd_text_next(&text, line, sizeof(line), &cut))
		cmd_block_take(block, line);
	OPENSSL_cleanse(line, sizeof(line));
}

/* The bytes themselves begin with a SEQUENCE. */
static void fold_file(struct cmd_block *block, const struct wbuf *file)
{
	if (file->len > 0 && file->data[0] != 0x30) {
		fold_text(block, file);
		return;
	}
	char *text = file->len < PKI_DER_MAX ? malloc(4 * PKI_DER_MAX / 3 + 8) : NULL;
	if (text) {
		EVP_EncodeBlock((uint8_t *)text, file->data, (int)file->len);
		cmd_block_take(block, text);
		OPENSSL_cleanse(text, strlen(text));
	} else {
		block->fault = "the file is too large";
	}
	free(text);
}

void shell_exec_crypto_ca_import_pkcs12_file(
    struct shell *s, struct cmd_call *call, const struct cmd_crypto_ca_import_pkcs12_file *args)
{
	char error[256];
	struct wbuf file = {0};
	struct cmd_block *block = calloc(1, sizeof(*block));
	char *line = malloc(CMD_LINE_MAX);
	if (!block || !line || !source_read(args->file, &file, error, sizeof(error))) {
		record_text(call->out, "ERROR: %s", block && line ? error : "out of memory");
	} else {
		snprintf(block->head, sizeof(block->head), "crypto ca import %s pkcs12 %s" CMD_BLOCK_LEAD,
		    args->name, args->passphrase);
		fold_file(block, &file);
		if (cmd_block_fold(block, line, CMD_LINE_MAX))
			s->follow_up = strdup(line);
		else
			record_text(call->out, "ERROR: %s", block->fault);
	}
	if (block)
		cmd_block_wipe(block);
	if (line)
		OPENSSL_cleanse(line, CMD_LINE_MAX);
	wbuf_free(&file);
	free(block);
	free(line);
	record_done(call->out);
}
