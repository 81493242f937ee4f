/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_text.h"
#include <ctype.h>
#include <stdint.h>
#include <string.h>

struct cmd_text cmd_text_from(const char *text, size_t size)
{
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		size -= 3;
	}
	return (struct cmd_text){.pos = text, .end = text + size};
}

/* Bytes of a blank at `at`: ASCII, U+00A0 or U+3000; 0 when there is none. */
static size_t blank_bytes(const char *at, const char *end)
{
	size_t left = (size_t)(end - at);
	if (*at == ' ' || *at == '\t' || *at == '\f' || *at == '\v')
		return 1;
	if (left >= 2 && memcmp(at, "\xc2\xa0", 2) == 0)
		return 2;
	return left >= 3 && memcmp(at, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

static const char *line_end(const char *pos, const char *end)
{
	while (pos < end && *pos != '\n' && *pos != '\r')
		pos++;
	return pos;
}

static const char *behind_line(const char *pos, const char *end)
{
	if (pos < end && *pos == '\r' && pos + 1 < end && pos[1] == '\n')
		return pos + 2;
	return pos < end ? pos + 1 : pos;
}

bool cmd_text_next(struct cmd_text *text, char *dst, size_t size, bool *cut)
{
	size_t len = 0;
	if (text->pos >= text->end)
		return false;
	const char *stop = line_end(text->pos, text->end);
	*cut = false;
	for (const char *at = text->pos; at < stop;) {
		size_t blank = blank_bytes(at, stop);
		bool control = !blank && ((unsigned char)*at < 0x20 || *at == 0x7f);
		if (len + 1 >= size) {
			*cut = true;
			break;
		}
		if (!control)
			dst[len++] = blank ? ' ' : *at;
		at += blank ? blank : 1;
	}
	dst[len] = '\0';
	text->pos = behind_line(stop, text->end);
	text->number++;
	return true;
}

static size_t skip_blanks(const char *line, size_t at)
{
	while (line[at] == ' ')
		at++;
	return at;
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.' || c == '/';
}

/* Bytes of "(config-if)" at `at`; 0 when there is no mode. */
static size_t mode_bytes(const char *at)
{
	if (strncmp(at, "(config", 7) != 0)
		return 0;
	size_t len = 7;
	while (islower((unsigned char)at[len]) || isdigit((unsigned char)at[len]) || at[len] == '-')
		len++;
	return at[len] == ')' ? len + 1 : 0;
}

/* A name, perhaps a mode, then # or >; with a mode or before a blank only, so that a word that merely holds
 * a # is no prompt. */
size_t cmd_text_prompt(const char *line)
{
	size_t at = skip_blanks(line, 0), begin = at;
	while (is_name_char(line[at]))
		at++;
	if (at == begin || !isalnum((unsigned char)line[begin]))
		return 0;
	size_t mode = mode_bytes(line + at);
	at += mode;
	if (line[at] != '#' && (line[at] != '>' || mode > 0))
		return 0;
	at++;
	if (mode == 0 && line[at] != ' ' && line[at] != '\0')
		return 0;
	return skip_blanks(line, at);
}

size_t cmd_text_password(const char *line)
{
	size_t at = skip_blanks(line, 0);
	if (strncmp(line + at, "Password:", 9) != 0)
		return 0;
	at = skip_blanks(line, at + 9);
	while (line[at] == '*')
		at++;
	return skip_blanks(line, at);
}

/* What stands around a printed configuration without a sign of a comment. */
static bool is_frame(const char *text)
{
	static const char *const frames[] = {"Cryptochecksum:", "ASA Version "};
	for (size_t i = 0; i < sizeof(frames) / sizeof(*frames); i++)
		if (strncmp(text, frames[i], strlen(frames[i])) == 0)
			return true;
	return false;
}

bool cmd_text_is_comment(const char *line)
{
	const char *text = line + skip_blanks(line, 0);
	char first = *text;
	return is_frame(text) || first == '\0' || first == '!' || first == ':' || first == '#';
}

bool cmd_text_is_remark(const char *line, size_t at)
{
	return line[at] == '#' && (at == 0 || line[at - 1] == ' ');
}

static bool is_mask_letter(char c)
{
	return c == 'X' || c == 'x' || c == '*';
}

/* One part of an address: digits, or letters that stand for digits. */
static bool read_part(const char **pos, const char *end, bool hex, bool *masked)
{
	const char *begin = *pos;
	bool stars = begin < end && is_mask_letter(*begin);
	while (*pos < end && *pos - begin < 4 &&
	       (stars    ? is_mask_letter(**pos)
		   : hex ? isxdigit((unsigned char)**pos) != 0
			 : isdigit((unsigned char)**pos) != 0))
		(*pos)++;
	*masked |= stars;
	return *pos > begin;
}

/* Parts between separators, with a length behind it perhaps. */
static bool is_masked_address(const char *word, size_t len, char separator, unsigned least, unsigned most)
{
	const char *pos = word, *end = word + len;
	bool masked = false;
	unsigned parts = 0;
	while (parts < most) {
		bool empty = separator == ':' && pos < end && *pos == ':';
		if (!empty && !read_part(&pos, end, separator == ':', &masked))
			return false;
		parts++;
		if (pos == end || *pos != separator)
			break;
		pos++;
		if (separator == ':' && pos == end)
			break;
	}
	return masked && parts >= least && (pos == end || *pos == '/');
}

bool cmd_text_is_masked(const char *word, size_t len)
{
	return is_masked_address(word, len, '.', 4, 4) || is_masked_address(word, len, ':', 3, 8);
}
