/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/id.h"
#include "lib/pki.h"
#include <ctype.h>
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

struct ike_id ike_id_address(const struct ip_addr *addr)
{
	struct ike_id id = {.size = (uint16_t)ip_addr_size(addr)};
	id.type = addr->family == AF_INET6 ? ID_IPV6_ADDR : ID_IPV4_ADDR;
	memcpy(id.data, addr->bytes, id.size);
	return id;
}

struct ike_id ike_id_text(uint8_t type, const char *text)
{
	struct ike_id id = {.type = type};
	size_t size = strlen(text);
	id.size = (uint16_t)(size < ID_SIZE_MAX ? size : ID_SIZE_MAX);
	memcpy(id.data, text, id.size);
	return id;
}

bool ike_id_equal(const struct ike_id *a, const struct ike_id *b)
{
	return a->type == b->type && a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

bool ike_id_is_address(const struct ike_id *id, const struct ip_addr *addr)
{
	struct ike_id other = ike_id_address(addr);
	return ike_id_equal(id, &other);
}

/* "CN=gw1,O=Example" (RFC 2253); false when it is no name. */
static bool print_subject(const struct ike_id *id, char *dst)
{
	char text[PKI_NAME_SIZE] = "";
	const uint8_t *at = id->data;
	X509_NAME *name = d2i_X509_NAME(NULL, &at, id->size);
	ERR_clear_error();
	if (!name)
		return false;
	snprintf(dst, ID_STRLEN, "%s", pki_name(name, text));
	for (char *c = dst; *c; c++)
		if (!isprint((unsigned char)*c))
			*c = '.';
	X509_NAME_free(name);
	return true;
}

const char *ike_id_str(const struct ike_id *id, char *dst)
{
	char text[IP_ADDR_STRLEN];
	if ((id->type == ID_IPV4_ADDR && id->size == 4) || (id->type == ID_IPV6_ADDR && id->size == 16)) {
		struct ip_addr addr = ip_addr_from(id->size == 4 ? AF_INET : AF_INET6, id->data);
		snprintf(dst, ID_STRLEN, "%s", ip_addr_str(&addr, text));
		return dst;
	}
	if (id->type == ID_DER_ASN1_DN && print_subject(id, dst))
		return dst;
	size_t n = 0;
	bool text_form = id->type == ID_FQDN || id->type == ID_RFC822_ADDR || id->type == ID_KEY_ID;
	for (size_t i = 0; i < id->size; i++)
		if (text_form)
			dst[n++] = isprint(id->data[i]) ? (char)id->data[i] : '.';
		else
			n += (size_t)snprintf(dst + n, ID_STRLEN - n, "%02x", id->data[i]);
	dst[n] = '\0';
	return dst;
}

bool ike_id_decode(struct rbuf r, struct ike_id *id)
{
	*id = (struct ike_id){.type = rbuf_u8(&r)};
	rbuf_u24(&r);
	size_t size = rbuf_left(&r);
	if (!rbuf_ok(&r) || id->type == 0 || size > ID_SIZE_MAX)
		return false;
	id->size = (uint16_t)size;
	return rbuf_copy(&r, id->data, size);
}

void ike_id_body(struct wbuf *w, const struct ike_id *id)
{
	wbuf_u8(w, id->type);
	wbuf_u24(w, 0);
	wbuf_bytes(w, id->data, id->size);
}

void ike_id_encode(struct payload_writer *w, uint8_t payload, const struct ike_id *id)
{
	payload_begin(w, payload);
	ike_id_body(&w->buf, id);
	payload_end(w);
}
