/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/proposal.h"
#include "daemons/iked/dh.h"
#include <stdio.h>

#define LAST               0
#define MORE_PROPOSALS     2
#define MORE_TRANSFORMS    3
#define ATTRIBUTE_KEY_BITS 0x800e /* type/value form, RFC 7296 §3.3.5 */
#define ATTRIBUTE_TV       0x8000

struct proposal *proposal_add(struct proposal_list *list, uint8_t protocol)
{
	if (list->count == PROPOSALS_MAX)
		return NULL;
	struct proposal *p = &list->proposal[list->count++];
	*p = (struct proposal){.number = list->count, .protocol = protocol};
	return p;
}

static bool transform_equal(const struct transform *a, const struct transform *b)
{
	return a->type == b->type && a->id == b->id && a->key_bits == b->key_bits;
}

void proposal_transform(struct proposal *p, uint8_t type, uint16_t id, uint16_t key_bits)
{
	struct transform t = {type, id, key_bits};
	for (unsigned i = 0; i < p->count; i++)
		if (transform_equal(&p->transform[i], &t))
			return;
	if (p->count < TRANSFORMS_MAX)
		p->transform[p->count++] = t;
}

bool proposal_has(const struct proposal *p, uint8_t type)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->transform[i].type == type)
			return true;
	return false;
}

static bool transform_known(const struct transform *t)
{
	switch (t->type) {
	case TRANSFORM_ENCR:
		return algorithm_encr_known(t->id, t->key_bits);
	case TRANSFORM_PRF:
		return algorithm_prf(t->id) && t->key_bits == 0;
	case TRANSFORM_INTEG:
		return (t->id == INTEG_NONE || algorithm_integ(t->id)) && t->key_bits == 0;
	case TRANSFORM_DH:
		return (t->id == DH_NONE || dh_group_known(t->id)) && t->key_bits == 0;
	case TRANSFORM_ESN:
		return t->id <= 1 && t->key_bits == 0;
	default:
		return false;
	}
}

/* Attributes of a transform. Only Key Length is defined; anything else makes the transform unusable. */
static bool attributes_read(struct rbuf *r, struct transform *t, bool *known)
{
	while (rbuf_left(r) > 0) {
		uint16_t type = rbuf_u16(r), value = rbuf_u16(r);
		if (type == ATTRIBUTE_KEY_BITS) {
			t->key_bits = value;
			continue;
		}
		*known = false;
		if (!(type & ATTRIBUTE_TV))
			rbuf_skip(r, value);
		if (!rbuf_ok(r))
			return false;
	}
	return rbuf_ok(r);
}

static bool transform_read(struct rbuf *r, struct proposal *p, bool *usable)
{
	rbuf_u16(r);
	uint16_t length = rbuf_u16(r);
	if (!rbuf_ok(r) || length < 8)
		return false;
	struct rbuf body = rbuf_sub(r, length - 4);
	struct transform t = {.type = rbuf_u8(&body)};
	rbuf_u8(&body);
	t.id = rbuf_u16(&body);
	bool known = true;
	if (!rbuf_ok(r) || !attributes_read(&body, &t, &known))
		return false;
	if (known && transform_known(&t))
		proposal_transform(p, t.type, t.id, t.key_bits);
	else if (t.type < TRANSFORM_ENCR || t.type > TRANSFORM_ESN)
		*usable = false; /* a kind that we cannot agree on (§3.3.6) */
	return true;
}

static uint64_t spi_read(struct rbuf *r, uint8_t size)
{
	if (size == 4)
		return rbuf_u32(r);
	if (size == 8)
		return rbuf_u64(r);
	rbuf_skip(r, size);
	return 0;
}

static bool proposal_read(struct rbuf *r, struct proposal_list *list)
{
	rbuf_u16(r);
	uint16_t length = rbuf_u16(r);
	if (!rbuf_ok(r) || length < 8)
		return false;
	struct rbuf body = rbuf_sub(r, length - 4);
	struct proposal p = {.number = rbuf_u8(&body)};
	p.protocol = rbuf_u8(&body);
	p.spi_size = rbuf_u8(&body);
	uint8_t transforms = rbuf_u8(&body);
	p.spi = spi_read(&body, p.spi_size);
	bool usable = true;
	if (!rbuf_ok(r) || !rbuf_ok(&body))
		return false;
	while (transforms--)
		if (!transform_read(&body, &p, &usable))
			return false;
	if (rbuf_left(&body) > 0)
		return false;
	if (usable && list->count < PROPOSALS_MAX)
		list->proposal[list->count++] = p;
	return true;
}

bool proposal_decode(struct rbuf r, struct proposal_list *list)
{
	list->count = 0;
	if (rbuf_left(&r) == 0)
		return false;
	while (rbuf_left(&r) > 0)
		if (!proposal_read(&r, list))
			return false;
	return true;
}

static void transform_write(struct wbuf *b, const struct transform *t, bool last)
{
	wbuf_u8(b, last ? LAST : MORE_TRANSFORMS);
	wbuf_u8(b, 0);
	wbuf_u16(b, t->key_bits ? 12 : 8);
	wbuf_u8(b, t->type);
	wbuf_u8(b, 0);
	wbuf_u16(b, t->id);
	if (t->key_bits) {
		wbuf_u16(b, ATTRIBUTE_KEY_BITS);
		wbuf_u16(b, t->key_bits);
	}
}

static void proposal_write(
    struct wbuf *b, const struct proposal *p, bool last, uint64_t spi, uint8_t spi_size)
{
	size_t start = b->len;
	wbuf_u8(b, last ? LAST : MORE_PROPOSALS);
	wbuf_u8(b, 0);
	wbuf_u16(b, 0);
	wbuf_u8(b, p->number);
	wbuf_u8(b, p->protocol);
	wbuf_u8(b, spi_size);
	wbuf_u8(b, p->count);
	if (spi_size == 4)
		wbuf_u32(b, (uint32_t)spi);
	else if (spi_size == 8)
		wbuf_u64(b, spi);
	for (unsigned i = 0; i < p->count; i++)
		transform_write(b, &p->transform[i], i + 1 == p->count);
	if (wbuf_ok(b))
		wbuf_set_u16(b, start + 2, (uint16_t)(b->len - start));
}

void proposal_encode(
    struct payload_writer *w, const struct proposal_list *list, uint64_t spi, uint8_t spi_size)
{
	payload_begin(w, PAYLOAD_SA);
	for (unsigned i = 0; i < list->count; i++)
		proposal_write(&w->buf, &list->proposal[i], i + 1 == list->count, spi, spi_size);
	payload_end(w);
}

void proposal_encode_chosen(struct payload_writer *w, uint8_t number, uint8_t protocol,
    const struct suite *suite, uint64_t spi, uint8_t spi_size)
{
	struct proposal p = {.number = number, .protocol = protocol};
	proposal_transform(&p, TRANSFORM_ENCR, suite->encr, suite->encr_bits);
	if (suite->prf)
		proposal_transform(&p, TRANSFORM_PRF, suite->prf, 0);
	if (suite->integ)
		proposal_transform(&p, TRANSFORM_INTEG, suite->integ, 0);
	if (suite->group)
		proposal_transform(&p, TRANSFORM_DH, suite->group, 0);
	if (protocol == PROTOCOL_ESP)
		proposal_transform(&p, TRANSFORM_ESN, suite->esn, 0);
	payload_begin(w, PAYLOAD_SA);
	proposal_write(&w->buf, &p, true, spi, spi_size);
	payload_end(w);
}

static bool proposal_offers(const struct proposal *p, const struct transform *t)
{
	for (unsigned i = 0; i < p->count; i++)
		if (transform_equal(&p->transform[i], t))
			return true;
	return false;
}

static void suite_set(struct suite *suite, const struct transform *t)
{
	switch (t->type) {
	case TRANSFORM_ENCR:
		suite->encr = t->id;
		suite->encr_bits = t->key_bits;
		break;
	case TRANSFORM_PRF:
		suite->prf = t->id;
		break;
	case TRANSFORM_INTEG:
		suite->integ = t->id;
		break;
	case TRANSFORM_DH:
		suite->group = t->id;
		break;
	case TRANSFORM_ESN:
		suite->esn = t->id == 1;
		break;
	}
}

/* Nothing and the transform NONE (id 0) mean the same for INTEG, DH and ESN (§3.3.3). */
static bool none_offered(const struct proposal *p, uint8_t type)
{
	struct transform none = {.type = type};
	return !proposal_has(p, type) || proposal_offers(p, &none);
}

/* One kind: our first transform that the peer has. */
static bool pick(
    const struct proposal *ours, const struct proposal *theirs, uint8_t type, struct suite *suite)
{
	for (unsigned i = 0; i < ours->count; i++)
		if (ours->transform[i].type == type && proposal_offers(theirs, &ours->transform[i])) {
			suite_set(suite, &ours->transform[i]);
			return true;
		}
	bool may_lack = type == TRANSFORM_INTEG || type == TRANSFORM_DH || type == TRANSFORM_ESN;
	return may_lack && none_offered(ours, type) && none_offered(theirs, type);
}

static bool proposal_meet(const struct proposal *ours, const struct proposal *theirs, struct suite *suite)
{
	*suite = (struct suite){0};
	bool ike = ours->protocol == PROTOCOL_IKE;
	return pick(ours, theirs, TRANSFORM_ENCR, suite) && pick(ours, theirs, TRANSFORM_INTEG, suite) &&
	       pick(ours, theirs, TRANSFORM_DH, suite) &&
	       (!ike || pick(ours, theirs, TRANSFORM_PRF, suite)) &&
	       (ike || pick(ours, theirs, TRANSFORM_ESN, suite));
}

bool proposal_select(const struct proposal_list *ours, const struct proposal_list *theirs, uint8_t protocol,
    struct proposal_choice *choice)
{
	for (unsigned i = 0; i < ours->count; i++)
		for (unsigned k = 0; k < theirs->count; k++) {
			const struct proposal *p = &theirs->proposal[k];
			if (p->protocol != protocol || ours->proposal[i].protocol != protocol ||
			    !proposal_meet(&ours->proposal[i], p, &choice->suite))
				continue;
			choice->ours = (uint8_t)i;
			choice->number = p->number;
			choice->spi = p->spi;
			return true;
		}
	return false;
}

static bool one_of_each(const struct proposal *p)
{
	for (unsigned i = 0; i < p->count; i++)
		for (unsigned k = i + 1; k < p->count; k++)
			if (p->transform[i].type == p->transform[k].type)
				return false;
	return true;
}

bool proposal_accept(const struct proposal_list *ours, const struct proposal_list *answer, uint8_t protocol,
    struct proposal_choice *choice)
{
	return answer->count == 1 && one_of_each(&answer->proposal[0]) &&
	       proposal_select(ours, answer, protocol, choice);
}

static bool proposal_equal(const struct proposal *a, const struct proposal *b)
{
	if (a->protocol != b->protocol || a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (!transform_equal(&a->transform[i], &b->transform[i]))
			return false;
	return true;
}

bool proposal_list_equal(const struct proposal_list *a, const struct proposal_list *b)
{
	if (a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (!proposal_equal(&a->proposal[i], &b->proposal[i]))
			return false;
	return true;
}

void proposal_drop_groups(struct proposal_list *list)
{
	for (unsigned i = 0; i < list->count; i++) {
		struct proposal *p = &list->proposal[i];
		uint8_t kept = 0;
		for (unsigned k = 0; k < p->count; k++)
			if (p->transform[k].type != TRANSFORM_DH)
				p->transform[kept++] = p->transform[k];
		p->count = kept;
	}
}

uint16_t proposal_first_group(const struct proposal_list *list)
{
	for (unsigned i = 0; i < list->count; i++)
		for (unsigned k = 0; k < list->proposal[i].count; k++)
			if (list->proposal[i].transform[k].type == TRANSFORM_DH)
				return list->proposal[i].transform[k].id;
	return DH_NONE;
}

bool proposal_offers_group(const struct proposal_list *list, uint16_t group)
{
	struct transform t = {.type = TRANSFORM_DH, .id = group};
	for (unsigned i = 0; i < list->count; i++)
		if (proposal_offers(&list->proposal[i], &t))
			return true;
	return false;
}

static int transform_str(const struct transform *t, char *dst, size_t size)
{
	char encr[ALGORITHM_STRLEN];
	switch (t->type) {
	case TRANSFORM_ENCR:
		return snprintf(dst, size, "%s", algorithm_encr_str(t->id, t->key_bits, encr));
	case TRANSFORM_PRF:
		return snprintf(dst, size, "PRF-%s", algorithm_prf(t->id)->name);
	case TRANSFORM_INTEG:
		return snprintf(dst, size, "%s", t->id ? algorithm_integ(t->id)->name : "none");
	case TRANSFORM_DH:
		return snprintf(dst, size, "group%u", t->id);
	default:
		return snprintf(dst, size, "%s", t->id ? "ESN" : "no-ESN");
	}
}

const char *proposal_str(const struct proposal_list *list, char *dst)
{
	size_t n = 0;
	dst[0] = '\0';
	for (unsigned i = 0; i < list->count; i++)
		for (unsigned k = 0; k < list->proposal[i].count && n + 32 < PROPOSAL_STRLEN; k++) {
			if (k > 0 || i > 0)
				n += (size_t)snprintf(dst + n, PROPOSAL_STRLEN - n, k ? "/" : ", ");
			n += (size_t)transform_str(
			    &list->proposal[i].transform[k], dst + n, PROPOSAL_STRLEN - n);
		}
	return dst;
}
