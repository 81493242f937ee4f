/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/filter.h"
#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum filter_kind { FILTER_INCLUDE, FILTER_EXCLUDE, FILTER_BEGIN, FILTER_GREP, FILTER_JSON };

struct filter {
	enum filter_kind kind;
	bool begun; /* begin: the first match has been seen */
	bool has_regex;
	regex_t regex;
};

static const struct word {
	const char *name;
	size_t least; /* shortest abbreviation */
} words[] = {
    [FILTER_INCLUDE] = {"include", 1},
    [FILTER_EXCLUDE] = {"exclude", 1},
    [FILTER_BEGIN] = {"begin", 1},
    [FILTER_GREP] = {"grep", 1},
    [FILTER_JSON] = {"json", 1},
};

static bool abbreviates(const char *word, size_t size, const char *full, size_t least)
{
	return size >= least && size <= strlen(full) && strncasecmp(word, full, size) == 0;
}

const char *filter_find(const char *line)
{
	static const struct word printing[] = {{"show", 2}, {"more", 2}, {"dir", 3}, {"write", 1},
	    {"ping", 4}, {"traceroute", 4}, {"packet-tracer", 2}};
	line += strspn(line, " \t");
	size_t size = strcspn(line, " \t|");
	for (size_t i = 0; i < sizeof(printing) / sizeof(printing[0]); i++) {
		if (abbreviates(line, size, printing[i].name, printing[i].least))
			return strchr(line, '|');
	}
	return NULL;
}

static int find_kind(const char *word, size_t size)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (abbreviates(word, size, words[i].name, words[i].least))
			return (int)i;
	}
	return -1;
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

static bool compile(struct filter *filter, const char *text, char *error, size_t error_size)
{
	size_t size = strlen(text);
	while (size > 0 && isspace((unsigned char)text[size - 1]))
		size--;
	if (size == 0) {
		snprintf(error, error_size, "%% Incomplete command");
		return false;
	}
	char *pattern = strndup(text, size);
	int rc = pattern ? regcomp(&filter->regex, pattern, REG_EXTENDED | REG_NOSUB) : REG_ESPACE;
	free(pattern);
	if (rc != 0) {
		char reason[80];
		regerror(rc, &filter->regex, reason, sizeof(reason));
		snprintf(error, error_size, "%% Invalid regular expression: %s", reason);
	}
	filter->has_regex = rc == 0;
	return rc == 0;
}

static bool fill(struct filter *filter, const char *text, char *error, size_t error_size)
{
	text = skip_blanks(text);
	size_t size = strcspn(text, " \t");
	int kind = find_kind(text, size);
	if (kind < 0) {
		snprintf(error, error_size,
		    "%% Invalid filter \"%.*s\": use include, exclude, begin, grep or json", (int)size, text);
		return false;
	}
	filter->kind = (enum filter_kind)kind;
	text = skip_blanks(text + size);
	if (filter->kind == FILTER_JSON) {
		if (*text)
			snprintf(error, error_size, "%% Nothing may follow \"json\"");
		return *text == '\0';
	}
	if (filter->kind == FILTER_GREP && strncmp(text, "-v", 2) == 0 && strchr(" \t", text[2])) {
		filter->kind = FILTER_EXCLUDE;
		text = skip_blanks(text + 2);
	}
	return compile(filter, text, error, error_size);
}

struct filter *filter_parse(const char *text, char *error, size_t error_size)
{
	struct filter *filter = calloc(1, sizeof(*filter));
	if (!filter) {
		snprintf(error, error_size, "Out of memory");
		return NULL;
	}
	if (!fill(filter, text, error, error_size)) {
		filter_free(filter);
		return NULL;
	}
	return filter;
}

void filter_free(struct filter *filter)
{
	if (filter && filter->has_regex)
		regfree(&filter->regex);
	free(filter);
}

bool filter_passes(struct filter *filter, const char *line)
{
	if (filter->kind == FILTER_JSON || filter->begun)
		return true;
	bool matches = regexec(&filter->regex, line, 0, NULL, 0) == 0;
	if (filter->kind == FILTER_BEGIN)
		filter->begun = matches;
	return matches != (filter->kind == FILTER_EXCLUDE);
}

bool filter_is_json(const struct filter *filter)
{
	return filter && filter->kind == FILTER_JSON;
}
