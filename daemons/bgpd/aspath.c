/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/aspath.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEGMENT_MAX 255

static struct rbuf reader(const struct blob *path)
{
	return path ? rbuf_from(path->data, path->size) : rbuf_from("", 0);
}

static const struct blob *intern(struct wbuf *w)
{
	const struct blob *path = blob_intern(w->data, w->len);
	wbuf_free(w);
	return path;
}

static bool decode_segment(struct rbuf *r, unsigned as_size, struct wbuf *w)
{
	uint8_t type = rbuf_u8(r);
	uint8_t count = rbuf_u8(r);
	if (!rbuf_ok(r) || count == 0 || (type != AS_SET && type != AS_SEQUENCE))
		return false;
	wbuf_u8(w, type);
	wbuf_u8(w, count);
	for (unsigned i = 0; i < count; i++) {
		uint32_t as = as_size == 4 ? rbuf_u32(r) : rbuf_u16(r);
		if (as == 0)
			return false;
		wbuf_u32(w, as);
	}
	return rbuf_ok(r);
}

bool aspath_decode(struct rbuf r, unsigned as_size, const struct blob **path)
{
	struct wbuf w = {0};
	while (rbuf_left(&r) > 0) {
		if (!decode_segment(&r, as_size, &w)) {
			wbuf_free(&w);
			return false;
		}
	}
	*path = intern(&w);
	return true;
}

void aspath_encode(struct wbuf *w, const struct blob *path, unsigned as_size)
{
	if (!path)
		return;
	if (as_size == 4) {
		wbuf_bytes(w, path->data, path->size);
		return;
	}
	struct rbuf r = reader(path);
	while (rbuf_left(&r) > 0) {
		wbuf_u8(w, rbuf_u8(&r));
		unsigned count = rbuf_u8(&r);
		wbuf_u8(w, count);
		for (; count > 0; count--) {
			uint32_t as = rbuf_u32(&r);
			wbuf_u16(w, as > UINT16_MAX ? BGP_AS_TRANS : as);
		}
	}
}

bool aspath_needs_as4(const struct blob *path)
{
	struct rbuf r = reader(path);
	while (rbuf_left(&r) > 0) {
		rbuf_u8(&r);
		for (unsigned count = rbuf_u8(&r); count > 0; count--) {
			if (rbuf_u32(&r) > UINT16_MAX)
				return true;
		}
	}
	return false;
}

/* Copies the leading part of `path` that counts `length`, cutting a sequence where needed. */
static void copy_leading(struct wbuf *w, const struct blob *path, unsigned length)
{
	struct rbuf r = reader(path);
	while (length > 0 && rbuf_left(&r) > 0) {
		uint8_t type = rbuf_u8(&r);
		unsigned count = rbuf_u8(&r);
		unsigned take = type == AS_SEQUENCE && count > length ? length : count;
		wbuf_u8(w, type);
		wbuf_u8(w, take);
		for (unsigned i = 0; i < take; i++)
			wbuf_u32(w, rbuf_u32(&r));
		length -= type == AS_SEQUENCE ? take : 1;
	}
}

const struct blob *aspath_merge(const struct blob *path, const struct blob *as4)
{
	unsigned length = aspath_length(path);
	unsigned length4 = aspath_length(as4);
	if (!as4 || length4 > length)
		return blob_ref(path);
	struct wbuf w = {0};
	copy_leading(&w, path, length - length4);
	struct rbuf r = reader(as4);
	/* Join two sequences that meet, as the path was before a 2-octet speaker split it. */
	if (w.len > 0 && w.data[0] == AS_SEQUENCE && as4->data[0] == AS_SEQUENCE &&
	    w.len == 2 + 4u * w.data[1] && w.data[1] + as4->data[1] <= SEGMENT_MAX) {
		wbuf_set_u8(&w, 1, w.data[1] + as4->data[1]);
		rbuf_skip(&r, 2);
	}
	wbuf_bytes(&w, r.pos, rbuf_left(&r));
	return intern(&w);
}

const struct blob *aspath_prepend(const struct blob *path, uint32_t as, unsigned count)
{
	struct wbuf w = {0};
	struct rbuf r = reader(path);
	unsigned joined = 0;
	if (path && path->data[0] == AS_SEQUENCE && path->data[1] + count <= SEGMENT_MAX) {
		joined = path->data[1];
		rbuf_skip(&r, 2);
	}
	wbuf_u8(&w, AS_SEQUENCE);
	wbuf_u8(&w, joined + count);
	for (unsigned i = 0; i < count; i++)
		wbuf_u32(&w, as);
	wbuf_bytes(&w, r.pos, rbuf_left(&r));
	return intern(&w);
}

unsigned aspath_length(const struct blob *path)
{
	struct rbuf r = reader(path);
	unsigned length = 0;
	while (rbuf_left(&r) > 0) {
		uint8_t type = rbuf_u8(&r);
		uint8_t count = rbuf_u8(&r);
		rbuf_skip(&r, 4u * count);
		length += type == AS_SEQUENCE ? count : type == AS_SET;
	}
	return length;
}

unsigned aspath_occurrences(const struct blob *path, uint32_t as)
{
	struct rbuf r = reader(path);
	unsigned found = 0;
	while (rbuf_left(&r) > 0) {
		rbuf_u8(&r);
		for (unsigned count = rbuf_u8(&r); count > 0; count--)
			found += rbuf_u32(&r) == as;
	}
	return found;
}

unsigned aspath_count_if(const struct blob *path, aspath_test *test, uint32_t asked)
{
	struct rbuf r = reader(path);
	unsigned found = 0;
	while (rbuf_left(&r) > 0) {
		rbuf_u8(&r);
		for (unsigned count = rbuf_u8(&r); count > 0; count--)
			found += test(rbuf_u32(&r), asked);
	}
	return found;
}

static bool any_as(uint32_t as, uint32_t asked)
{
	return true;
}

unsigned aspath_count(const struct blob *path)
{
	return aspath_count_if(path, any_as, 0);
}

static void replace_in_segment(
    struct rbuf *r, struct wbuf *w, aspath_test *test, uint32_t asked, uint32_t replacement)
{
	uint8_t type = rbuf_u8(r);
	unsigned count = rbuf_u8(r), kept = 0;
	size_t head = w->len;
	wbuf_u8(w, type);
	wbuf_u8(w, 0);
	for (; count > 0; count--) {
		uint32_t as = rbuf_u32(r);
		as = test(as, asked) ? replacement : as;
		if (as)
			wbuf_u32(w, as);
		kept += as != 0;
	}
	if (kept > 0)
		wbuf_set_u8(w, head + 1, kept);
	else
		w->len = head; /* a segment without AS numbers is malformed */
}

const struct blob *aspath_replace(
    const struct blob *path, aspath_test *test, uint32_t asked, uint32_t replacement)
{
	struct wbuf w = {0};
	struct rbuf r = reader(path);
	while (rbuf_left(&r) > 0)
		replace_in_segment(&r, &w, test, asked, replacement);
	return intern(&w);
}

uint32_t aspath_neighbor(const struct blob *path)
{
	struct rbuf r = reader(path);
	if (rbuf_u8(&r) != AS_SEQUENCE)
		return 0;
	rbuf_u8(&r);
	return rbuf_u32(&r);
}

static void add_once(struct aspath_union *u, uint32_t as)
{
	size_t low = 0, high = u->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (u->as[middle] < as)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < u->count && u->as[low] == as)
		return;
	if (u->count == u->room) {
		u->room = u->room ? 2 * u->room : 16;
		u->as = reallocarray(u->as, u->room, sizeof(*u->as));
		if (!u->as)
			abort();
	}
	memmove(&u->as[low + 1], &u->as[low], (u->count - low) * sizeof(*u->as));
	u->as[low] = as;
	u->count++;
}

void aspath_union_add(struct aspath_union *u, const struct blob *path)
{
	struct rbuf r = reader(path);
	while (rbuf_left(&r) > 0) {
		rbuf_u8(&r);
		for (unsigned count = rbuf_u8(&r); count > 0; count--)
			add_once(u, rbuf_u32(&r));
	}
}

const struct blob *aspath_union_path(const struct aspath_union *u)
{
	struct wbuf w = {0};
	for (size_t at = 0; at < u->count;) {
		size_t count = u->count - at < SEGMENT_MAX ? u->count - at : SEGMENT_MAX;
		wbuf_u8(&w, AS_SET);
		wbuf_u8(&w, (uint8_t)count);
		for (; count > 0; count--)
			wbuf_u32(&w, u->as[at++]);
	}
	return intern(&w);
}

void aspath_union_clear(struct aspath_union *u)
{
	free(u->as);
	*u = (struct aspath_union){0};
}

const char *aspath_str(const struct blob *path, char *dst, size_t size)
{
	struct rbuf r = reader(path);
	size_t at = 0;
	dst[0] = '\0';
	while (rbuf_left(&r) > 0 && at < size) {
		bool set = rbuf_u8(&r) == AS_SET;
		unsigned count = rbuf_u8(&r);
		const char *before = set ? "{" : "";
		for (unsigned i = 0; i < count && at < size; i++) {
			const char *gap = i == 0 ? (at ? " " : "") : set ? "," : " ";
			at +=
			    snprintf(dst + at, size - at, "%s%s%u", gap, i == 0 ? before : "", rbuf_u32(&r));
		}
		if (set && at < size)
			at += snprintf(dst + at, size - at, "}");
	}
	return dst;
}
