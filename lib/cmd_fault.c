/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_fault.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "lib/cmd_owner.h"

/* Words behind which a key stands, with the letters that are enough of them; an encoding may stand between
 * (`password 0 KEY`). The last ones are a router's. */
static bool before_secret(const char *line, const char *word, size_t len)
{
	static const struct {
		const char *text;
		size_t least;
	} words[] = {{"pre-shared-key", 3}, {"password", 3}, {"secret", 6}, {"authentication-key", 18}};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (len >= words[i].least && len <= strlen(words[i].text) &&
		    strncasecmp(word, words[i].text, len) == 0)
			return true;
	/* crypto isakmp key KEY address A */
	return word - line >= 7 && len == 3 && strncasecmp(word - 7, "isakmp key", 10) == 0;
}

/* Copies the beginning of a line up to a remark, in whole words; every word behind one that announces a key
 * becomes stars, as the key need not be where it should be. */
static void copy_hidden(const char *line, char *dst, size_t size)
{
	size_t len = 0;
	bool hidden = false;
	const char *start = line;
	while (*line != '\0') {
		size_t blanks = strspn(line, " "), n = strcspn(line + blanks, " ");
		if (len + blanks + (hidden ? 5 : n) + 1 > size || (len > 0 && line[blanks] == '#'))
			break;
		int added = hidden && n > 0
				? snprintf(dst + len, size - len, "%.*s*****", (int)blanks, line)
				: snprintf(dst + len, size - len, "%.*s", (int)(blanks + n), line);
		len += (size_t)added;
		hidden |= before_secret(start, line + blanks, n);
		line += blanks + n;
	}
	dst[len] = '\0';
}

static bool is_hidden(const char *line, size_t at)
{
	size_t pos = 0;
	while (pos < at && line[pos] != '\0') {
		pos += strspn(line + pos, " ");
		size_t n = strcspn(line + pos, " ");
		if (pos < at && before_secret(line, line + pos, n))
			return true;
		pos += n;
	}
	return false;
}

void cmd_batch_note(struct cmd_batch_fault **list, size_t *count, unsigned number, const char *line,
    size_t word, size_t caret, const char *reason)
{
	*list = realloc(*list, (*count + 1) * sizeof(**list));
	if (!*list)
		abort();
	struct cmd_batch_fault *fault = &(*list)[(*count)++];
	*fault = (struct cmd_batch_fault){.number = number, .column = (unsigned)caret};
	copy_hidden(line, fault->source, sizeof(fault->source));
	snprintf(fault->reason, sizeof(fault->reason), "%s", reason);
	if (word < strlen(line) && !is_hidden(line, word))
		snprintf(
		    fault->word, sizeof(fault->word), "%.*s", (int)strcspn(line + word, " "), line + word);
	else if (is_hidden(line, word))
		fault->column = 0;
}

/* Where `word` stands by itself in `line`; the end of the line when it does not. */
static size_t word_at(const char *line, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = strstr(line, word); at; at = strstr(at + 1, word))
		if ((at == line || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return (size_t)(at - line);
	return strlen(line);
}

void cmd_batch_add_fault(struct cmd_batch *batch, const struct cmd_fault_entry *entry)
{
	const char *line = entry->line ? entry->line : "";
	size_t at = entry->word ? word_at(line, entry->word) : strlen(line);
	cmd_batch_note(&batch->fault, &batch->fault_count, entry->tag == UINT32_MAX ? 0 : entry->tag, line,
	    at, at, entry->text);
}

static unsigned rank(const struct cmd_batch_fault *fault)
{
	return fault->number - 1; /* 0, the whole, becomes the greatest */
}

void cmd_batch_sort(struct cmd_batch *batch)
{
	for (size_t i = 1; i < batch->fault_count; i++) {
		struct cmd_batch_fault fault = batch->fault[i];
		size_t at = i;
		for (; at > 0 && rank(&batch->fault[at - 1]) > rank(&fault); at--)
			batch->fault[at] = batch->fault[at - 1];
		batch->fault[at] = fault;
	}
}

const char *cmd_batch_fault_text(const struct cmd_batch_fault *fault, char *dst, size_t size)
{
	int len = fault->number ? snprintf(dst, size, "%u: ", fault->number) : 0;
	if (fault->source[0] != '\0' && len >= 0 && (size_t)len < size)
		snprintf(dst + len, size - (size_t)len, "'%s': %s", fault->source, fault->reason);
	else if (len >= 0 && (size_t)len < size)
		snprintf(dst + len, size - (size_t)len, "%s", fault->reason);
	return dst;
}

void cmd_batch_free(struct cmd_batch *batch)
{
	free(batch->fault);
	free(batch->warning);
	*batch = (struct cmd_batch){0};
}
