/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/buf.h"
#include <stdlib.h>
#include <string.h>

#define WBUF_FIRST_CAP 256
#define STR_LONG       UINT16_MAX /* a u32 length follows */

struct rbuf rbuf_from(const void *data, size_t size)
{
	static const uint8_t nothing[1];
	const uint8_t *start = data != NULL ? data : nothing;
	return (struct rbuf){.pos = start, .end = start + (data != NULL ? size : 0)};
}

bool rbuf_ok(const struct rbuf *r)
{
	return !r->bad;
}

size_t rbuf_left(const struct rbuf *r)
{
	return r->bad ? 0 : (size_t)(r->end - r->pos);
}

const uint8_t *rbuf_bytes(struct rbuf *r, size_t size)
{
	if (r->bad || size > (size_t)(r->end - r->pos)) {
		r->bad = true;
		return NULL;
	}
	const uint8_t *p = r->pos;
	r->pos += size;
	return p;
}

static uint64_t get(struct rbuf *r, size_t size)
{
	const uint8_t *p = rbuf_bytes(r, size);
	uint64_t v = 0;
	for (size_t i = 0; p != NULL && i < size; i++)
		v = v << 8 | p[i];
	return v;
}

uint8_t rbuf_u8(struct rbuf *r)
{
	return (uint8_t)get(r, 1);
}

uint16_t rbuf_u16(struct rbuf *r)
{
	return (uint16_t)get(r, 2);
}

uint32_t rbuf_u24(struct rbuf *r)
{
	return (uint32_t)get(r, 3);
}

uint32_t rbuf_u32(struct rbuf *r)
{
	return (uint32_t)get(r, 4);
}

uint64_t rbuf_u64(struct rbuf *r)
{
	return get(r, 8);
}

bool rbuf_copy(struct rbuf *r, void *dst, size_t size)
{
	const uint8_t *p = rbuf_bytes(r, size);
	if (p == NULL) {
		memset(dst, 0, size);
		return false;
	}
	memcpy(dst, p, size);
	return true;
}

void rbuf_skip(struct rbuf *r, size_t size)
{
	rbuf_bytes(r, size);
}

struct rbuf rbuf_sub(struct rbuf *r, size_t size)
{
	const uint8_t *p = rbuf_bytes(r, size);
	struct rbuf sub = rbuf_from(p, size);
	sub.bad = p == NULL;
	return sub;
}

/* The bytes of a string; NULL (and bad) when they are not there or hold a zero. */
static const uint8_t *str_bytes(struct rbuf *r, size_t *len)
{
	*len = rbuf_u16(r);
	if (*len == STR_LONG)
		*len = rbuf_u32(r);
	const uint8_t *p = rbuf_bytes(r, *len);
	if (p != NULL && memchr(p, '\0', *len) != NULL) {
		r->bad = true;
		return NULL;
	}
	return p;
}

bool rbuf_str(struct rbuf *r, char *dst, size_t size)
{
	size_t len;
	const uint8_t *p = str_bytes(r, &len);
	if (p == NULL || len >= size) {
		r->bad = true;
		if (size > 0)
			dst[0] = '\0';
		return false;
	}
	memcpy(dst, p, len);
	dst[len] = '\0';
	return true;
}

char *rbuf_strdup(struct rbuf *r)
{
	size_t len;
	const uint8_t *p = str_bytes(r, &len);
	char *copy = p != NULL ? strndup((const char *)p, len) : NULL;
	if (copy == NULL)
		r->bad = true;
	return copy;
}

void wbuf_free(struct wbuf *w)
{
	if (w->data != NULL)
		explicit_bzero(w->data, w->cap);
	free(w->data);
	*w = (struct wbuf){0};
}

void wbuf_reset(struct wbuf *w)
{
	w->len = 0;
	w->bad = false;
}

bool wbuf_ok(const struct wbuf *w)
{
	return !w->bad;
}

/* By hand instead of realloc(), which would leave the old bytes, perhaps a key, in freed memory. */
static bool reserve(struct wbuf *w, size_t need)
{
	if (need <= w->cap)
		return true;
	size_t cap = w->cap != 0 ? w->cap : WBUF_FIRST_CAP;
	while (cap < need)
		cap *= 2;
	uint8_t *data = malloc(cap);
	if (data == NULL)
		return false;
	if (w->data != NULL) {
		memcpy(data, w->data, w->len);
		explicit_bzero(w->data, w->cap);
		free(w->data);
	}
	w->data = data;
	w->cap = cap;
	return true;
}

uint8_t *wbuf_grow(struct wbuf *w, size_t size)
{
	if (w->bad || size > SIZE_MAX / 4 - w->len || !reserve(w, w->len + size)) {
		w->bad = true;
		return NULL;
	}
	uint8_t *p = w->data + w->len;
	w->len += size;
	return p;
}

static void put(uint8_t *p, uint64_t v, size_t size)
{
	for (size_t i = size; p != NULL && i > 0; i--, v >>= 8)
		p[i - 1] = (uint8_t)v;
}

void wbuf_u8(struct wbuf *w, uint8_t v)
{
	put(wbuf_grow(w, 1), v, 1);
}

void wbuf_u16(struct wbuf *w, uint16_t v)
{
	put(wbuf_grow(w, 2), v, 2);
}

void wbuf_u24(struct wbuf *w, uint32_t v)
{
	put(wbuf_grow(w, 3), v, 3);
}

void wbuf_u32(struct wbuf *w, uint32_t v)
{
	put(wbuf_grow(w, 4), v, 4);
}

void wbuf_u64(struct wbuf *w, uint64_t v)
{
	put(wbuf_grow(w, 8), v, 8);
}

void wbuf_bytes(struct wbuf *w, const void *src, size_t size)
{
	if (size == 0)
		return;
	uint8_t *p = wbuf_grow(w, size);
	if (p != NULL)
		memcpy(p, src, size);
}

void wbuf_zero(struct wbuf *w, size_t size)
{
	if (size == 0)
		return;
	uint8_t *p = wbuf_grow(w, size);
	if (p != NULL)
		memset(p, 0, size);
}

void wbuf_str(struct wbuf *w, const char *s)
{
	size_t len = s != NULL ? strlen(s) : 0;
	if (len > UINT32_MAX) {
		w->bad = true;
		return;
	}
	wbuf_u16(w, len < STR_LONG ? (uint16_t)len : STR_LONG);
	if (len >= STR_LONG)
		wbuf_u32(w, (uint32_t)len);
	wbuf_bytes(w, s, len);
}

static void set(struct wbuf *w, size_t at, uint64_t v, size_t size)
{
	if (w->bad || at > w->len || size > w->len - at)
		w->bad = true;
	else
		put(w->data + at, v, size);
}

void wbuf_set_u8(struct wbuf *w, size_t at, uint8_t v)
{
	set(w, at, v, 1);
}

void wbuf_set_u16(struct wbuf *w, size_t at, uint16_t v)
{
	set(w, at, v, 2);
}

void wbuf_set_u32(struct wbuf *w, size_t at, uint32_t v)
{
	set(w, at, v, 4);
}
