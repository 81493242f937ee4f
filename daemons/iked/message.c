/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/message.h"
#include <openssl/crypto.h>

bool message_header_parse(struct ike_header *h, const uint8_t *data, size_t size)
{
	struct rbuf r = rbuf_from(data, size);
	h->spi_i = rbuf_u64(&r);
	h->spi_r = rbuf_u64(&r);
	h->next_payload = rbuf_u8(&r);
	h->version = rbuf_u8(&r);
	h->exchange = rbuf_u8(&r);
	h->flags = rbuf_u8(&r);
	h->id = rbuf_u32(&r);
	h->length = rbuf_u32(&r);
	return rbuf_ok(&r) && h->length == size && size <= MESSAGE_SIZE_MAX &&
	       (h->version & 0xf0) == MESSAGE_VERSION;
}

enum payload_fault message_parse(struct ike_message *msg, const uint8_t *data, size_t size)
{
	msg->data = data;
	msg->size = size;
	msg->sealed.count = 0;
	msg->sealed.present = 0;
	msg->sealed_fault = PAYLOAD_OK;
	if (!message_header_parse(&msg->header, data, size))
		return PAYLOAD_MALFORMED;
	struct rbuf r = rbuf_from(data + MESSAGE_HEADER_SIZE, size - MESSAGE_HEADER_SIZE);
	return payload_chain_parse(&msg->clear, msg->header.next_payload, r, &msg->critical);
}

bool message_is_response(const struct ike_message *msg)
{
	return msg->header.flags & FLAG_RESPONSE;
}

void message_wipe(struct ike_message *msg)
{
	OPENSSL_cleanse(msg->plain, sizeof(msg->plain));
}

void message_header_write(struct wbuf *out, const struct ike_header *h)
{
	wbuf_u64(out, h->spi_i);
	wbuf_u64(out, h->spi_r);
	wbuf_u8(out, h->next_payload);
	wbuf_u8(out, MESSAGE_VERSION);
	wbuf_u8(out, h->exchange);
	wbuf_u8(out, h->flags);
	wbuf_u32(out, h->id);
	wbuf_u32(out, h->length);
}

bool message_build(struct wbuf *out, const struct ike_header *h, const struct payload_writer *chain)
{
	struct ike_header full = *h;
	full.next_payload = chain->first;
	full.length = (uint32_t)(MESSAGE_HEADER_SIZE + chain->buf.len);
	message_header_write(out, &full);
	wbuf_bytes(out, chain->buf.data, chain->buf.len);
	return wbuf_ok(out) && wbuf_ok(&chain->buf);
}

const char *message_exchange_name(uint8_t exchange)
{
	switch (exchange) {
	case EXCHANGE_IKE_SA_INIT:
		return "IKE_SA_INIT";
	case EXCHANGE_IKE_AUTH:
		return "IKE_AUTH";
	case EXCHANGE_CREATE_CHILD_SA:
		return "CREATE_CHILD_SA";
	case EXCHANGE_INFORMATIONAL:
		return "INFORMATIONAL";
	default:
		return "unknown exchange";
	}
}
