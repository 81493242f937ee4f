/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/payload.h"
#include <string.h>

#define GENERIC_HEADER_SIZE 4
#define CRITICAL_BIT        0x80

static bool payload_known(uint8_t type)
{
	return (type >= PAYLOAD_SA && type <= PAYLOAD_EAP) || type == PAYLOAD_SKF;
}

static bool payload_ends_chain(uint8_t type)
{
	return type == PAYLOAD_SK || type == PAYLOAD_SKF;
}

/* One payload; the type of the next one is returned through `type`. */
static enum payload_fault payload_read(
    struct payload_chain *chain, struct rbuf *r, uint8_t *type, uint8_t *critical)
{
	uint8_t next = rbuf_u8(r);
	bool is_critical = rbuf_u8(r) & CRITICAL_BIT;
	uint16_t length = rbuf_u16(r);
	if (!rbuf_ok(r) || length < GENERIC_HEADER_SIZE)
		return PAYLOAD_MALFORMED;
	struct rbuf body = rbuf_sub(r, length - GENERIC_HEADER_SIZE);
	if (!rbuf_ok(r))
		return PAYLOAD_MALFORMED;
	if (payload_known(*type)) {
		if (chain->count == PAYLOADS_MAX)
			return PAYLOAD_MALFORMED;
		chain->item[chain->count++] = (struct payload){.type = *type, .body = body};
		chain->present |= PAYLOAD_BIT(*type);
	} else if (is_critical) {
		if (critical)
			*critical = *type;
		return PAYLOAD_UNKNOWN_CRITICAL;
	}
	/* The next-payload field of an SK payload names the first payload inside it (§3.14). */
	*type = payload_ends_chain(*type) ? PAYLOAD_NONE : next;
	return PAYLOAD_OK;
}

enum payload_fault payload_chain_parse(
    struct payload_chain *chain, uint8_t first, struct rbuf r, uint8_t *critical)
{
	chain->count = 0;
	chain->present = 0;
	uint8_t type = first;
	while (type != PAYLOAD_NONE) {
		enum payload_fault fault = payload_read(chain, &r, &type, critical);
		if (fault != PAYLOAD_OK)
			return fault;
	}
	return rbuf_left(&r) == 0 ? PAYLOAD_OK : PAYLOAD_MALFORMED;
}

const struct payload *payload_find(const struct payload_chain *chain, uint8_t type)
{
	for (unsigned i = 0; i < chain->count; i++)
		if (chain->item[i].type == type)
			return &chain->item[i];
	return NULL;
}

void payload_begin(struct payload_writer *w, uint8_t type)
{
	if (w->count++ == 0)
		w->first = type;
	else
		wbuf_set_u8(&w->buf, w->next_at, type);
	w->start = w->buf.len;
	w->next_at = w->start;
	wbuf_u8(&w->buf, PAYLOAD_NONE);
	wbuf_u8(&w->buf, 0);
	wbuf_u16(&w->buf, 0);
}

void payload_end(struct payload_writer *w)
{
	if (!wbuf_ok(&w->buf))
		return;
	wbuf_set_u16(&w->buf, w->start + 2, (uint16_t)(w->buf.len - w->start));
}

void payload_writer_free(struct payload_writer *w)
{
	wbuf_free(&w->buf);
	*w = (struct payload_writer){0};
}

int nonce_cmp(const struct nonce *a, const struct nonce *b)
{
	size_t common = a->size < b->size ? a->size : b->size;
	int order = memcmp(a->data, b->data, common);
	if (order)
		return order;
	return (int)a->size - (int)b->size;
}

const struct nonce *nonce_lower(const struct nonce *a, const struct nonce *b)
{
	return nonce_cmp(a, b) <= 0 ? a : b;
}

bool nonce_decode(struct rbuf r, struct nonce *n)
{
	size_t size = rbuf_left(&r);
	if (size < NONCE_SIZE_MIN || size > NONCE_SIZE_MAX)
		return false;
	n->size = (uint16_t)size;
	return rbuf_copy(&r, n->data, size);
}

void nonce_encode(struct payload_writer *w, const struct nonce *n)
{
	payload_begin(w, PAYLOAD_NONCE);
	wbuf_bytes(&w->buf, n->data, n->size);
	payload_end(w);
}

bool ke_decode(struct rbuf r, struct ke *ke)
{
	ke->group = rbuf_u16(&r);
	rbuf_u16(&r);
	ke->size = rbuf_left(&r);
	ke->data = rbuf_bytes(&r, ke->size);
	return rbuf_ok(&r) && ke->size > 0;
}

void ke_encode(struct payload_writer *w, uint16_t group, const uint8_t *data, size_t size)
{
	payload_begin(w, PAYLOAD_KE);
	wbuf_u16(&w->buf, group);
	wbuf_u16(&w->buf, 0);
	wbuf_bytes(&w->buf, data, size);
	payload_end(w);
}

bool auth_decode(struct rbuf r, struct auth_payload *auth)
{
	auth->method = rbuf_u8(&r);
	rbuf_u24(&r);
	auth->size = rbuf_left(&r);
	auth->data = rbuf_bytes(&r, auth->size);
	return rbuf_ok(&r) && auth->size > 0;
}

void auth_encode(struct payload_writer *w, uint8_t method, const uint8_t *data, size_t size)
{
	payload_begin(w, PAYLOAD_AUTH);
	wbuf_u8(&w->buf, method);
	wbuf_u24(&w->buf, 0);
	wbuf_bytes(&w->buf, data, size);
	payload_end(w);
}

bool delete_decode(struct rbuf r, struct delete_payload *del)
{
	*del = (struct delete_payload){.protocol = rbuf_u8(&r)};
	uint8_t spi_size = rbuf_u8(&r);
	uint16_t count = rbuf_u16(&r);
	if (!rbuf_ok(&r))
		return false;
	if (del->protocol == PROTOCOL_IKE)
		return spi_size == 0 && count == 0 && rbuf_left(&r) == 0;
	if (spi_size != 4 || rbuf_left(&r) != (size_t)count * 4)
		return false;
	/* What is beyond the limit is not ours: a tunnel never has that many CHILD SAs. */
	while (count-- && del->count < DELETE_SPIS_MAX)
		del->spi[del->count++] = rbuf_u32(&r);
	return rbuf_ok(&r);
}

void delete_encode_ike(struct payload_writer *w)
{
	payload_begin(w, PAYLOAD_DELETE);
	wbuf_u8(&w->buf, PROTOCOL_IKE);
	wbuf_u8(&w->buf, 0);
	wbuf_u16(&w->buf, 0);
	payload_end(w);
}

void delete_encode_esp(struct payload_writer *w, const uint32_t *spi, unsigned count)
{
	payload_begin(w, PAYLOAD_DELETE);
	wbuf_u8(&w->buf, PROTOCOL_ESP);
	wbuf_u8(&w->buf, 4);
	wbuf_u16(&w->buf, (uint16_t)count);
	for (unsigned i = 0; i < count; i++)
		wbuf_u32(&w->buf, spi[i]);
	payload_end(w);
}

void vendor_encode(struct payload_writer *w, const void *id, size_t size)
{
	payload_begin(w, PAYLOAD_VENDOR);
	wbuf_bytes(&w->buf, id, size);
	payload_end(w);
}
