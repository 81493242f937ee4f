/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/community_list.h"
#include "daemons/bgpd/community.h"
#include "daemons/bgpd/fingerprint.h"
#include "lib/buf.h"
#include <stdio.h>
#include <stdlib.h>

#define VALUES_MAX 32 /* in one entry */

struct community_set {
	bool permit;
	bool any; /* "internet": every route */
	unsigned count;
	uint32_t values[VALUES_MAX]; /* ascending, each once */
};

struct community_list *community_list_new(const char *name, bool expanded)
{
	struct community_list *l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->fingerprint = fingerprint_number(FINGERPRINT_NONE, expanded);
	l->expanded = expanded ? text_list_new(name, text_of_communities) : NULL;
	return l;
}

void community_list_free(struct community_list *l)
{
	if (l->expanded)
		text_list_free(l->expanded);
	free(l->sets);
	free(l);
}

static bool parse_number(const char *text, char end, uint32_t max, uint32_t *value, const char **rest)
{
	uint64_t number = 0;
	const char *at = text;
	for (; *at >= '0' && *at <= '9' && number <= max; at++)
		number = number * 10 + (uint32_t)(*at - '0');
	*value = (uint32_t)number;
	*rest = at + (*at != '\0');
	return at > text && *at == end && number <= max;
}

bool community_parse(const char *text, uint32_t *community)
{
	static const struct {
		const char *name;
		uint32_t value;
	} names[] = {
	    {"no-export", COMMUNITY_NO_EXPORT},
	    {"no-advertise", COMMUNITY_NO_ADVERTISE},
	    {"local-as", COMMUNITY_NO_EXPORT_SUBCONFED},
	    {"graceful-shutdown", COMMUNITY_GRACEFUL_SHUTDOWN},
	};
	uint32_t high, low;
	const char *rest;
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcasecmp(text, names[i].name) == 0) {
			*community = names[i].value;
			return true;
		}
	}
	if (parse_number(text, '\0', UINT32_MAX, community, &rest))
		return true;
	if (!parse_number(text, ':', UINT16_MAX, &high, &rest) ||
	    !parse_number(rest, '\0', UINT16_MAX, &low, &rest))
		return false;
	*community = high << 16 | low;
	return true;
}

static void insert(struct community_set *s, uint32_t value)
{
	unsigned at = s->count;
	while (at > 0 && s->values[at - 1] >= value)
		at--;
	if (at < s->count && s->values[at] == value)
		return;
	memmove(&s->values[at + 1], &s->values[at], (s->count - at) * sizeof(value));
	s->values[at] = value;
	s->count++;
}

static bool parse_set(struct community_set *s, const char *text, char *error, size_t size)
{
	char copy[512], *save = NULL;
	snprintf(copy, sizeof(copy), "%s", text);
	for (const char *word = strtok_r(copy, " \t", &save); word; word = strtok_r(NULL, " \t", &save)) {
		uint32_t value;
		if (strcasecmp(word, "internet") == 0) {
			s->any = true;
		} else if (!community_parse(word, &value)) {
			snprintf(
			    error, size, "'%s' is no community: write AS:NUMBER, a number or a name", word);
			return false;
		} else if (s->count == VALUES_MAX) {
			snprintf(error, size, "more than %d communities: use more entries", VALUES_MAX);
			return false;
		} else {
			insert(s, value);
		}
	}
	return true;
}

bool community_list_add(struct community_list *l, bool permit, const char *text, char *error, size_t size)
{
	l->fingerprint = fingerprint_text(fingerprint_number(l->fingerprint, permit), text);
	if (l->expanded)
		return text_list_add(l->expanded, permit, text, error, size);
	l->sets = realloc(l->sets, (l->count + 1) * sizeof(*l->sets));
	if (!l->sets)
		abort();
	struct community_set *s = &l->sets[l->count++];
	*s = (struct community_set){.permit = permit};
	return parse_set(s, text, error, size);
}

static bool matches(const struct community_set *s, const struct blob *communities, bool exact)
{
	if (s->any)
		return true;
	if (exact && (communities ? communities->size / 4 : 0) != s->count)
		return false;
	for (unsigned i = 0; i < s->count; i++) {
		if (!community_has(communities, s->values[i]))
			return false;
	}
	return true;
}

bool community_list_permits(struct community_list *l, const struct blob *communities, bool exact)
{
	if (l->expanded)
		return text_list_permits(l->expanded, communities);
	for (unsigned i = 0; i < l->count; i++) {
		if (matches(&l->sets[i], communities, exact))
			return l->sets[i].permit;
	}
	return false;
}

const struct blob *community_merge(
    const struct blob *old, bool additive, const uint32_t *values, unsigned count)
{
	struct wbuf w = {0};
	const struct blob *kept = additive ? old : NULL;
	if (kept)
		wbuf_bytes(&w, kept->data, kept->size);
	for (unsigned i = 0; i < count; i++) {
		if (!community_has(kept, values[i]))
			wbuf_u32(&w, values[i]);
	}
	const struct blob *merged = blob_intern(w.data, w.len);
	wbuf_free(&w);
	return merged;
}
