/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_block.h"
#include <ctype.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "lib/cmd_table.h"
#include "lib/cmd_value.h"

#define ARMOUR        "-----"
#define WORD_DIGITS   8
#define WORDS_OF_LINE 8

static const struct cmd_arg *data_of(const struct cmd_sentence *s)
{
	const struct cmd_arg *last = s->arg_count > 0 ? &s->arg[s->arg_count - 1] : NULL;
	return last && last->kind == CMD_KIND_DATA ? last : NULL;
}

const char *cmd_block_of(const struct cmd_sentence *s, const void *args)
{
	const struct cmd_arg *arg = data_of(s);
	const char *text = arg ? cmd_value_string(arg, args) : NULL;
	return text && *text == CMD_BLOCK_MARK ? text + 1 : NULL;
}

/* With the mark alone behind it the line is whole, and not without it. */
bool cmd_block_open(struct cmd_block *block, const struct cmd_place *place, const char *line)
{
	struct cmd_match m;
	size_t size = strlen(line);
	block->open = false;
	while (size > 0 && line[size - 1] == ' ')
		size--;
	if (size + sizeof(CMD_BLOCK_LEAD) > sizeof(block->head))
		return false;
	snprintf(block->head, sizeof(block->head), "%.*s" CMD_BLOCK_LEAD, (int)size, line);
	block->open = cmd_match(place, block->head, 0, &m) == CMD_OK && !m.negated &&
		      cmd_block_of(m.sentence, m.args) != NULL;
	block->size = 0;
	block->fault = NULL;
	block->armoured = block->inside = false;
	OPENSSL_cleanse(&m, sizeof(m));
	return block->open;
}

static void put(struct cmd_block *block, char c)
{
	if (block->size + 1 < sizeof(block->text))
		block->text[block->size++] = c;
	else
		block->fault = "the block is too large: it may have 15,000 characters";
}

/* What stood before the first armour is text about it. */
static void take_armour(struct cmd_block *block, const char *line)
{
	if (!block->armoured)
		block->size = 0;
	block->armoured = true;
	block->inside = strncmp(line, ARMOUR "BEGIN ", 11) == 0;
	if (!block->inside)
		put(block, ',');
}

/* Digits or base 64; RFC 1421 has headers inside an armour, which only an encrypted key needs. */
static void take_digits(struct cmd_block *block, const char *line)
{
	if (block->armoured && !block->inside)
		return;
	if (block->inside && strchr(line, ':')) {
		block->fault = "an encrypted PEM key cannot be read here: put it into a PKCS #12 file";
		return;
	}
	for (; *line != '\0'; line++) {
		if (isalnum((unsigned char)*line) || strchr("+/=", *line))
			put(block, *line);
		else if (!isblank((unsigned char)*line) && !block->fault)
			block->fault = "neither PEM, nor base 64, nor hexadecimal digits";
	}
}

bool cmd_block_take(struct cmd_block *block, const char *line)
{
	while (isblank((unsigned char)*line))
		line++;
	size_t size = strlen(line);
	while (size > 0 && isspace((unsigned char)line[size - 1]))
		size--;
	if (size == 4 && strncasecmp(line, "quit", 4) == 0) {
		block->open = false;
		return true;
	}
	if (strncmp(line, ARMOUR, strlen(ARMOUR)) == 0) {
		/* text that was no base 64 is nothing to be told where an armour follows */
		block->fault = block->armoured ? block->fault : NULL;
		take_armour(block, line);
	} else {
		take_digits(block, line);
	}
	return false;
}

bool cmd_block_fold(struct cmd_block *block, char *dst, size_t size)
{
	while (block->size > 0 && block->text[block->size - 1] == ',')
		block->size--;
	if (!block->fault && block->size == 0)
		block->fault = "the block is empty: paste the text, and \"quit\" on a line by itself";
	if (!block->fault && strlen(block->head) + block->size >= size)
		block->fault = "the block is too large: it may have 15,000 characters";
	if (block->fault)
		return false;
	snprintf(dst, size, "%s%.*s", block->head, (int)block->size, block->text);
	return true;
}

void cmd_block_wipe(struct cmd_block *block)
{
	OPENSSL_cleanse(block, sizeof(*block));
}

void cmd_block_print(const char *data, unsigned depth, void (*emit)(void *arg, const char *text), void *arg)
{
	char line[CMD_DEPTH_MAX + 8 + WORDS_OF_LINE * (WORD_DIGITS + 1)];
	while (*data != '\0') {
		int len = snprintf(line, sizeof(line), "%*s", (int)depth + 2, "");
		for (unsigned i = 0; i < WORDS_OF_LINE && *data != '\0'; i++) {
			int n = (int)strnlen(data, WORD_DIGITS);
			len += snprintf(line + len, sizeof(line) - (size_t)len, " %.*s", n, data);
			data += n;
		}
		emit(arg, line);
		OPENSSL_cleanse(line, sizeof(line));
	}
	snprintf(line, sizeof(line), "%*s quit", (int)depth, "");
	emit(arg, line);
}
