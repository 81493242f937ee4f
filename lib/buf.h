/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bounds-checked reading and growing writing of wire data, network byte order.
 *
 * A reader remembers its first failure: a get past the end returns zero, sets `bad` and moves nothing any
 * more, so a decoder may read a whole structure and test rbuf_ok() once. A writer that runs out of memory
 * behaves the same way.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rbuf {
	const uint8_t *pos;
	const uint8_t *end;
	bool bad;
};

struct rbuf rbuf_from(const void *data, size_t size);
bool rbuf_ok(const struct rbuf *r);
size_t rbuf_left(const struct rbuf *r);
uint8_t rbuf_u8(struct rbuf *r);
uint16_t rbuf_u16(struct rbuf *r);
uint32_t rbuf_u24(struct rbuf *r);
uint32_t rbuf_u32(struct rbuf *r);
uint64_t rbuf_u64(struct rbuf *r);
/* Points at `size` bytes inside the input and steps over them; NULL (and bad) when they are not there. */
const uint8_t *rbuf_bytes(struct rbuf *r, size_t size);
bool rbuf_copy(struct rbuf *r, void *dst, size_t size);
void rbuf_skip(struct rbuf *r, size_t size);
/* Cuts the next `size` bytes off as a reader of their own; an empty bad reader when they are not there. */
struct rbuf rbuf_sub(struct rbuf *r, size_t size);
/* A string written by wbuf_str(): copied with its terminator into `dst`; bad when it does not fit. */
bool rbuf_str(struct rbuf *r, char *dst, size_t size);
/* The same on the heap, the caller's to free; NULL and bad when it is not there. */
char *rbuf_strdup(struct rbuf *r);

struct wbuf {
	uint8_t *data;
	size_t len;
	size_t cap;
	bool bad;
};

/* A zeroed struct wbuf is an empty writer. wbuf_free() wipes the memory before it returns it. */
void wbuf_free(struct wbuf *w);
void wbuf_reset(struct wbuf *w);
bool wbuf_ok(const struct wbuf *w);
/* Room for `size` bytes, counted as written; NULL when out of memory. */
uint8_t *wbuf_grow(struct wbuf *w, size_t size);
void wbuf_u8(struct wbuf *w, uint8_t v);
void wbuf_u16(struct wbuf *w, uint16_t v);
void wbuf_u24(struct wbuf *w, uint32_t v);
void wbuf_u32(struct wbuf *w, uint32_t v);
void wbuf_u64(struct wbuf *w, uint64_t v);
void wbuf_bytes(struct wbuf *w, const void *src, size_t size);
void wbuf_zero(struct wbuf *w, size_t size);
/* "str": a u16 length and the bytes of `s` without its terminator; NULL counts as "". A text of 65,535
 * bytes and more has 0xffff and a u32 length in front. A reader refuses a zero byte inside. */
void wbuf_str(struct wbuf *w, const char *s);
/* Overwrites what stands at `at`, as for a length that is known later. */
void wbuf_set_u8(struct wbuf *w, size_t at, uint8_t v);
void wbuf_set_u16(struct wbuf *w, size_t at, uint16_t v);
void wbuf_set_u32(struct wbuf *w, size_t at, uint32_t v);
