/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/notify.h"
#include <stdio.h>

static const struct {
	uint16_t type;
	const char *name;
} names[] = {
    {NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD, "UNSUPPORTED_CRITICAL_PAYLOAD"},
    {NOTIFY_INVALID_IKE_SPI, "INVALID_IKE_SPI"},
    {NOTIFY_INVALID_MAJOR_VERSION, "INVALID_MAJOR_VERSION"},
    {NOTIFY_INVALID_SYNTAX, "INVALID_SYNTAX"},
    {NOTIFY_INVALID_MESSAGE_ID, "INVALID_MESSAGE_ID"},
    {NOTIFY_INVALID_SPI, "INVALID_SPI"},
    {NOTIFY_NO_PROPOSAL_CHOSEN, "NO_PROPOSAL_CHOSEN"},
    {NOTIFY_INVALID_KE_PAYLOAD, "INVALID_KE_PAYLOAD"},
    {NOTIFY_AUTHENTICATION_FAILED, "AUTHENTICATION_FAILED"},
    {NOTIFY_SIGNATURE_HASH_ALGORITHMS, "SIGNATURE_HASH_ALGORITHMS"},
    {NOTIFY_SINGLE_PAIR_REQUIRED, "SINGLE_PAIR_REQUIRED"},
    {NOTIFY_NO_ADDITIONAL_SAS, "NO_ADDITIONAL_SAS"},
    {NOTIFY_INTERNAL_ADDRESS_FAILURE, "INTERNAL_ADDRESS_FAILURE"},
    {NOTIFY_FAILED_CP_REQUIRED, "FAILED_CP_REQUIRED"},
    {NOTIFY_TS_UNACCEPTABLE, "TS_UNACCEPTABLE"},
    {NOTIFY_INVALID_SELECTORS, "INVALID_SELECTORS"},
    {NOTIFY_TEMPORARY_FAILURE, "TEMPORARY_FAILURE"},
    {NOTIFY_CHILD_SA_NOT_FOUND, "CHILD_SA_NOT_FOUND"},
    {NOTIFY_INITIAL_CONTACT, "INITIAL_CONTACT"},
    {NOTIFY_SET_WINDOW_SIZE, "SET_WINDOW_SIZE"},
    {NOTIFY_ADDITIONAL_TS_POSSIBLE, "ADDITIONAL_TS_POSSIBLE"},
    {NOTIFY_IPCOMP_SUPPORTED, "IPCOMP_SUPPORTED"},
    {NOTIFY_NAT_DETECTION_SOURCE_IP, "NAT_DETECTION_SOURCE_IP"},
    {NOTIFY_NAT_DETECTION_DESTINATION_IP, "NAT_DETECTION_DESTINATION_IP"},
    {NOTIFY_COOKIE, "COOKIE"},
    {NOTIFY_USE_TRANSPORT_MODE, "USE_TRANSPORT_MODE"},
    {NOTIFY_REKEY_SA, "REKEY_SA"},
    {NOTIFY_ESP_TFC_PADDING_NOT_SUPPORTED, "ESP_TFC_PADDING_NOT_SUPPORTED"},
    {NOTIFY_NON_FIRST_FRAGMENTS_ALSO, "NON_FIRST_FRAGMENTS_ALSO"},
    {NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, "IKEV2_FRAGMENTATION_SUPPORTED"},
    {NOTIFY_USE_PPK, "USE_PPK"},
    {NOTIFY_PPK_IDENTITY, "PPK_IDENTITY"},
    {NOTIFY_NO_PPK_AUTH, "NO_PPK_AUTH"},
};

bool notify_decode(struct rbuf r, struct notify *n)
{
	*n = (struct notify){.protocol = rbuf_u8(&r)};
	uint8_t spi_size = rbuf_u8(&r);
	n->type = rbuf_u16(&r);
	if (spi_size == 4)
		n->spi = rbuf_u32(&r);
	else
		rbuf_skip(&r, spi_size);
	n->size = rbuf_left(&r);
	n->data = rbuf_bytes(&r, n->size);
	return rbuf_ok(&r);
}

bool notify_find(const struct payload_chain *chain, uint16_t type, struct notify *n)
{
	for (unsigned i = 0; i < chain->count; i++)
		if (chain->item[i].type == PAYLOAD_NOTIFY && notify_decode(chain->item[i].body, n) &&
		    n->type == type)
			return true;
	return false;
}

bool notify_find_error(const struct payload_chain *chain, struct notify *n)
{
	for (unsigned i = 0; i < chain->count; i++)
		if (chain->item[i].type == PAYLOAD_NOTIFY && notify_decode(chain->item[i].body, n) &&
		    n->type < NOTIFY_STATUS_FIRST)
			return true;
	return false;
}

static void notify_write(
    struct payload_writer *w, uint16_t type, const uint32_t *spi, const void *data, size_t size)
{
	payload_begin(w, PAYLOAD_NOTIFY);
	wbuf_u8(&w->buf, spi ? PROTOCOL_ESP : PROTOCOL_NONE);
	wbuf_u8(&w->buf, spi ? 4 : 0);
	wbuf_u16(&w->buf, type);
	if (spi)
		wbuf_u32(&w->buf, *spi);
	if (size)
		wbuf_bytes(&w->buf, data, size);
	payload_end(w);
}

void notify_encode(struct payload_writer *w, uint16_t type, const void *data, size_t size)
{
	notify_write(w, type, NULL, data, size);
}

void notify_encode_esp(struct payload_writer *w, uint16_t type, uint32_t spi)
{
	notify_write(w, type, &spi, NULL, 0);
}

void notify_encode_u16(struct payload_writer *w, uint16_t type, uint16_t value)
{
	uint8_t data[2] = {(uint8_t)(value >> 8), (uint8_t)value};
	notify_write(w, type, NULL, data, sizeof(data));
}

const char *notify_name(uint16_t type)
{
	static char number[24];
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].type == type)
			return names[i].name;
	snprintf(number, sizeof(number), "notification %u", type);
	return number;
}
