/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/debug.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "lib/buf.h"

uint8_t debug_levels[DEBUG_AREAS];

static struct debug_set listening;
static struct {
	void (*fn)(
	    void *arg, enum debug_area area, unsigned level, const struct ip_addr *peer, const char *text);
	void *arg;
} sink;
static struct {
	void (*fn)(void *arg);
	void *arg;
} watcher;

/* ---- sets ---- */

static struct debug_want *find(struct debug_set *set, const struct debug_want *want)
{
	for (unsigned i = 0; i < set->count; i++)
		if (set->want[i].area == want->area && ip_addr_equal(&set->want[i].peer, &want->peer))
			return &set->want[i];
	return NULL;
}

bool debug_set_add(struct debug_set *set, const struct debug_want *want)
{
	struct debug_want *there = find(set, want);
	if (there != NULL) {
		if (there->level < want->level)
			there->level = want->level;
		return true;
	}
	if (set->count == DEBUG_WANTS_MAX)
		return false;
	set->want[set->count++] = *want;
	return true;
}

bool debug_set_remove(struct debug_set *set, const struct debug_want *want)
{
	struct debug_want *there = find(set, want);
	if (there == NULL)
		return false;
	size_t after = (size_t)(&set->want[set->count] - (there + 1));
	memmove(there, there + 1, after * sizeof(*there));
	set->count--;
	return true;
}

bool debug_set_matches(
    const struct debug_set *set, enum debug_area area, unsigned level, const struct ip_addr *peer)
{
	for (unsigned i = 0; i < set->count; i++) {
		const struct debug_want *w = &set->want[i];
		if (w->area != area || w->level < level)
			continue;
		if (w->peer.family == 0 || (peer != NULL && ip_addr_equal(&w->peer, peer)))
			return true;
	}
	return false;
}

bool debug_set_equal(const struct debug_set *a, const struct debug_set *b)
{
	if (a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (a->want[i].area != b->want[i].area || a->want[i].level != b->want[i].level ||
		    !ip_addr_equal(&a->want[i].peer, &b->want[i].peer))
			return false;
	return true;
}

void wbuf_debug_set(struct wbuf *w, const struct debug_set *set)
{
	wbuf_u32(w, set->count);
	for (unsigned i = 0; i < set->count; i++) {
		wbuf_u8(w, set->want[i].area);
		wbuf_u8(w, set->want[i].level);
		wbuf_ip_addr(w, &set->want[i].peer);
	}
}

bool rbuf_debug_set(struct rbuf *r, struct debug_set *set)
{
	*set = (struct debug_set){0};
	uint32_t count = rbuf_u32(r);
	for (uint32_t i = 0; i < count && rbuf_ok(r); i++) {
		struct debug_want want = {.area = rbuf_u8(r), .level = rbuf_u8(r)};
		rbuf_ip_addr(r, &want.peer);
		if (rbuf_ok(r) && (want.area >= DEBUG_AREAS || !debug_set_add(set, &want)))
			r->bad = true;
	}
	if (rbuf_ok(r))
		return true;
	set->count = 0;
	return false;
}

/* ---- in the daemon ---- */

void debug_listen(const struct debug_set *set)
{
	memset(debug_levels, 0, sizeof(debug_levels));
	listening.count = 0;
	if (set != NULL)
		listening = *set;
	for (unsigned i = 0; i < listening.count; i++) {
		const struct debug_want *w = &listening.want[i];
		if (debug_levels[w->area] < w->level)
			debug_levels[w->area] = w->level;
	}
	if (watcher.fn != NULL)
		watcher.fn(watcher.arg);
}

void debug_sink(
    void (*fn)(void *arg, enum debug_area area, unsigned level, const struct ip_addr *peer, const char *text),
    void *arg)
{
	sink.fn = fn;
	sink.arg = arg;
}

void debug_on_listen(void (*fn)(void *arg), void *arg)
{
	watcher.fn = fn;
	watcher.arg = arg;
}

static void make_printable(char *text)
{
	size_t size = strlen(text);
	for (char *c = text; *c != '\0'; c++)
		if (((unsigned char)*c < ' ' && *c != '\n') || *c == 0x7f)
			*c = ' ';
	while (size > 0 && text[size - 1] == '\n')
		text[--size] = '\0';
}

void debug_emit(enum debug_area area, unsigned level, const struct ip_addr *peer, const char *fmt, ...)
{
	char text[DEBUG_TEXT_MAX];
	va_list ap;
	if (sink.fn == NULL || !debug_set_matches(&listening, area, level, peer))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	make_printable(text);
	sink.fn(sink.arg, area, level, peer, text);
}
