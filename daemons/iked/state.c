/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/state.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/dpd.h"
#include "daemons/iked/fragment.h"
#include "daemons/iked/natt.h"
#include "daemons/iked/rekey.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <utlist.h>

#define CHILDREN_MAX  16
#define OTHER_END_SEC 10
#define ANSWER_KEPT   2048 /* bytes; a larger one, as with certificates, would not fit (store.h) */

/* Flags of an SA. */
#define SAVED_INITIATOR  0x01
#define SAVED_NAT_LOCAL  0x02
#define SAVED_NAT_REMOTE 0x04
#define SAVED_UDP_ENCAP  0x08
#define SAVED_POSTERN    0x10
#define SAVED_REDUNDANT  0x20
#define SAVED_DELETE     0x40
#define SAVED_FRAGMENTS  0x80

static void pack_bytes(struct wbuf *w, const void *data, size_t size)
{
	wbuf_u16(w, (uint16_t)size);
	wbuf_bytes(w, data, size);
}

static bool unpack_bytes(struct rbuf *r, void *dst, size_t room, uint16_t *size)
{
	*size = rbuf_u16(r);
	return *size <= room && rbuf_copy(r, dst, *size);
}

static void pack_suite(struct wbuf *w, const struct suite *s)
{
	wbuf_u16(w, s->encr);
	wbuf_u16(w, s->encr_bits);
	wbuf_u16(w, s->prf);
	wbuf_u16(w, s->integ);
	wbuf_u16(w, s->group);
	wbuf_u8(w, s->esn);
}

static struct suite unpack_suite(struct rbuf *r)
{
	struct suite s = {0};
	s.encr = rbuf_u16(r);
	s.encr_bits = rbuf_u16(r);
	s.prf = rbuf_u16(r);
	s.integ = rbuf_u16(r);
	s.group = rbuf_u16(r);
	s.esn = rbuf_u8(r) != 0;
	return s;
}

static void pack_keys(struct wbuf *w, const struct ike_keys *k)
{
	pack_bytes(w, k->d, k->prf_size);
	pack_bytes(w, k->ai, k->integ_size);
	pack_bytes(w, k->ar, k->integ_size);
	pack_bytes(w, k->ei, k->encr_size);
	pack_bytes(w, k->er, k->encr_size);
}

static bool unpack_keys(struct rbuf *r, struct ike_keys *k)
{
	uint16_t d, ai, ar, ei, er;
	bool ok = unpack_bytes(r, k->d, sizeof(k->d), &d) && unpack_bytes(r, k->ai, sizeof(k->ai), &ai) &&
		  unpack_bytes(r, k->ar, sizeof(k->ar), &ar) && unpack_bytes(r, k->ei, sizeof(k->ei), &ei) &&
		  unpack_bytes(r, k->er, sizeof(k->er), &er);
	if (!ok || ai != ar || ei != er)
		return false;
	k->prf_size = (uint8_t)d;
	k->integ_size = (uint8_t)ai;
	k->encr_size = (uint8_t)ei;
	return true;
}

static void pack_id(struct wbuf *w, const struct ike_id *id)
{
	wbuf_u8(w, id->type);
	pack_bytes(w, id->data, id->size);
}

static bool unpack_id(struct rbuf *r, struct ike_id *id)
{
	id->type = rbuf_u8(r);
	return unpack_bytes(r, id->data, sizeof(id->data), &id->size);
}

/* Clocks of two processes differ: ages are kept, not times. The clock of the loop is the system's monotonic one, so
 * the moment itself does as well, as long as the machine runs. */
static void pack_time(struct wbuf *w, int64_t at)
{
	wbuf_u64(w, (uint64_t)at);
}

static int64_t unpack_time(struct rbuf *r)
{
	return (int64_t)rbuf_u64(r);
}

static void pack_ts(struct wbuf *w, const struct ts_list *list)
{
	wbuf_u8(w, (uint8_t)list->count);
	for (unsigned i = 0; i < list->count; i++) {
		wbuf_u8(w, list->ts[i].protocol);
		wbuf_u16(w, list->ts[i].port_low);
		wbuf_u16(w, list->ts[i].port_high);
		wbuf_ip_addr(w, &list->ts[i].low);
		wbuf_ip_addr(w, &list->ts[i].high);
	}
}

static bool unpack_ts(struct rbuf *r, struct ts_list *list)
{
	list->count = rbuf_u8(r);
	if (list->count == 0 || list->count > TS_MAX)
		return false;
	for (unsigned i = 0; i < list->count; i++) {
		list->ts[i].protocol = rbuf_u8(r);
		list->ts[i].port_low = rbuf_u16(r);
		list->ts[i].port_high = rbuf_u16(r);
		rbuf_ip_addr(r, &list->ts[i].low);
		rbuf_ip_addr(r, &list->ts[i].high);
	}
	return rbuf_ok(r);
}

static void pack_child(struct wbuf *w, const struct child_sa *child)
{
	wbuf_u32(w, child->spi_in);
	wbuf_u32(w, child->spi_out);
	wbuf_u8(w, (uint8_t)child->state);
	wbuf_u8(w, child->initiator);
	wbuf_u8(w, child->outbound);
	wbuf_u8(w, child->want_delete);
	wbuf_u8(w, child->wait);
	wbuf_u8(w, child->redundant);
	wbuf_u32(w, child->replaces);
	pack_suite(w, &child->suite);
	pack_ts(w, &child->local);
	pack_ts(w, &child->remote);
	pack_time(w, child->made_at);
	wbuf_u8(w, child->out != NULL);
	if (child->out)
		sa_spec_pack(w, child->out);
}

/* The outbound half that was not installed yet. */
static bool unpack_out(struct rbuf *r, struct child_sa *child)
{
	child->out = malloc(sizeof(*child->out));
	if (child->out && sa_spec_unpack(r, child->out))
		return true;
	free(child->out);
	child->out = NULL;
	return false;
}

static bool unpack_child(struct rbuf *r, struct child_sa *child)
{
	*child = (struct child_sa){.spi_in = rbuf_u32(r)};
	child->spi_out = rbuf_u32(r);
	uint8_t state = rbuf_u8(r);
	child->initiator = rbuf_u8(r) != 0;
	child->outbound = rbuf_u8(r) != 0;
	child->want_delete = rbuf_u8(r) != 0;
	child->wait = rbuf_u8(r) != 0;
	child->redundant = rbuf_u8(r) != 0;
	child->replaces = rbuf_u32(r);
	child->suite = unpack_suite(r);
	if (!unpack_ts(r, &child->local) || !unpack_ts(r, &child->remote) || state > CHILD_DELETING)
		return false;
	child->made_at = unpack_time(r);
	if (rbuf_u8(r) && !unpack_out(r, child))
		return false;
	child->state = (enum child_state)state;
	return rbuf_ok(r);
}

static void pack_window(struct wbuf *w, const struct ike_sa *sa)
{
	const struct window *win = &sa->window;
	wbuf_u32(w, win->next_out);
	wbuf_u32(w, win->next_in);
	wbuf_u64(w, win->sealed);
	wbuf_u8(w, (uint8_t)win->task);
	wbuf_u8(w, win->exchange);
	pack_bytes(w, win->request.data, win->request.len);
	pack_bytes(w, win->answer.data, win->answer.len <= ANSWER_KEPT ? win->answer.len : 0);
	wbuf_u32(w, sa->create ? sa->create->spi_in : 0);
	wbuf_u32(w, sa->create ? sa->create->old_spi : 0);
}

static bool unpack_message(struct rbuf *r, struct wbuf *dst)
{
	uint16_t size = rbuf_u16(r);
	const uint8_t *data = rbuf_bytes(r, size);
	if (data)
		wbuf_bytes(dst, data, size);
	return rbuf_ok(r) && wbuf_ok(dst);
}

static bool unpack_window(struct rbuf *r, struct ike_sa *sa)
{
	struct window *win = &sa->window;
	win->next_out = rbuf_u32(r);
	win->next_in = rbuf_u32(r);
	win->sealed = rbuf_u64(r);
	uint8_t task = rbuf_u8(r);
	win->exchange = rbuf_u8(r);
	if (!unpack_message(r, &win->request) || !unpack_message(r, &win->answer) || task > TASK_LIVENESS)
		return false;
	win->task = (enum task)task;
	uint32_t spi_in = rbuf_u32(r), old_spi = rbuf_u32(r);
	if (win->task == TASK_CREATE_CHILD || win->task == TASK_REKEY_CHILD || win->task == TASK_REKEY_IKE) {
		struct create *create = ike_sa_create_begin(sa);
		if (!create)
			return false;
		create->orphan = true;
		create->spi_in = spi_in;
		create->old_spi = old_spi;
	}
	return rbuf_ok(r);
}

static uint8_t flags_of(const struct ike_sa *sa)
{
	return (uint8_t)((sa->initiator ? SAVED_INITIATOR : 0) | (sa->nat_local ? SAVED_NAT_LOCAL : 0) |
			 (sa->nat_remote ? SAVED_NAT_REMOTE : 0) | (sa->udp_encap ? SAVED_UDP_ENCAP : 0) |
			 (sa->postern ? SAVED_POSTERN : 0) | (sa->redundant ? SAVED_REDUNDANT : 0) |
			 (sa->want_delete ? SAVED_DELETE : 0) | (sa->fragments ? SAVED_FRAGMENTS : 0));
}

static void flags_into(struct ike_sa *sa, uint8_t flags)
{
	sa->nat_local = flags & SAVED_NAT_LOCAL;
	sa->nat_remote = flags & SAVED_NAT_REMOTE;
	sa->udp_encap = flags & SAVED_UDP_ENCAP;
	sa->postern = flags & SAVED_POSTERN;
	sa->redundant = flags & SAVED_REDUNDANT;
	sa->want_delete = flags & SAVED_DELETE;
	if (flags & SAVED_FRAGMENTS)
		fragment_enable(sa);
}

void state_pack(struct wbuf *w, const struct ike_sa *sa)
{
	const struct child_sa *child;
	unsigned count = 0;
	DL_FOREACH(sa->children, child)
		count++;
	wbuf_str(w, sa->peer->tunnel);
	wbuf_u8(w, flags_of(sa));
	wbuf_u8(w, (uint8_t)sa->state);
	wbuf_u64(w, sa->local_spi);
	wbuf_u64(w, sa->initiator ? sa->spi_r : sa->spi_i);
	wbuf_u32(w, sa->number);
	wbuf_u64(w, sa->successor);
	wbuf_ip_endpoint(w, &sa->local);
	wbuf_ip_endpoint(w, &sa->remote);
	pack_suite(w, &sa->suite);
	pack_keys(w, &sa->keys);
	pack_id(w, &sa->local_id);
	pack_id(w, &sa->remote_id);
	wbuf_u8(w, (uint8_t)sa->auth_local);
	wbuf_u8(w, (uint8_t)sa->auth_remote);
	wbuf_u32(w, sa->lifetime);
	wbuf_u8(w, sa->ppk);
	pack_time(w, sa->established_at);
	pack_time(w, sa->session_at);
	pack_window(w, sa);
	wbuf_u8(w, (uint8_t)(count < CHILDREN_MAX ? count : CHILDREN_MAX));
	count = 0;
	DL_FOREACH(sa->children, child)
		if (count++ < CHILDREN_MAX)
			pack_child(w, child);
}

static bool unpack_children(struct rbuf *r, struct ike_sa *sa)
{
	uint8_t count = rbuf_u8(r);
	for (unsigned i = 0; i < count; i++) {
		struct child_sa child;
		if (!unpack_child(r, &child))
			return false;
		child_sa_adopt(sa, &child);
	}
	return rbuf_ok(r);
}

static bool unpack_rest(struct rbuf *r, struct ike_sa *sa, uint8_t flags)
{
	sa->suite = unpack_suite(r);
	if (!unpack_keys(r, &sa->keys) || !unpack_id(r, &sa->local_id) || !unpack_id(r, &sa->remote_id))
		return false;
	uint8_t local = rbuf_u8(r), remote = rbuf_u8(r);
	if (local > AUTH_BY_ECDSA || remote > AUTH_BY_ECDSA)
		return false;
	sa->auth_local = (enum auth_kind)local;
	sa->auth_remote = (enum auth_kind)remote;
	sa->lifetime = rbuf_u32(r);
	sa->ppk = rbuf_u8(r) != 0;
	sa->established_at = unpack_time(r);
	sa->session_at = unpack_time(r);
	flags_into(sa, flags);
	return unpack_window(r, sa) && unpack_children(r, sa);
}

/* The settings are those under which the SA was made. */
static bool peer_unchanged(
    const struct peer *peer, const struct ip_endpoint *local, const struct ip_endpoint *remote)
{
	const struct peer_settings *s = peer->settings;
	return peer_settings_usable(s) && ip_addr_equal(&s->local, &local->addr) &&
	       ip_addr_equal(&s->remote, &remote->addr);
}

struct ike_sa *state_unpack(struct ike *ike, struct rbuf r)
{
	char tunnel[IF_NAMESIZE];
	if (!rbuf_str(&r, tunnel, sizeof(tunnel)))
		return NULL;
	uint8_t flags = rbuf_u8(&r), state = rbuf_u8(&r);
	uint64_t local_spi = rbuf_u64(&r), peer_spi = rbuf_u64(&r);
	uint32_t number = rbuf_u32(&r);
	uint64_t successor = rbuf_u64(&r);
	struct ip_endpoint local, remote;
	rbuf_ip_endpoint(&r, &local);
	rbuf_ip_endpoint(&r, &remote);
	struct peer *peer = peer_find(ike, tunnel);
	if (!rbuf_ok(&r) || !peer || !peer_unchanged(peer, &local, &remote) || ike_find(ike, local_spi) ||
	    state < IKE_SA_ESTABLISHED || state >= IKE_SA_DEAD)
		return NULL;
	struct ike_sa *sa = ike_sa_new(peer, flags & SAVED_INITIATOR, local_spi, peer_spi, &local, &remote);
	if (!sa)
		return NULL;
	sa->number = number;
	ike->next_number = number > ike->next_number ? number : ike->next_number;
	sa->successor = successor;
	if (!unpack_rest(&r, sa, flags)) {
		ike_sa_end(sa, FAILURE_INTERNAL, "what the predecessor process left is not sound");
		return NULL;
	}
	ike_sa_set_state(sa, (enum ike_sa_state)state);
	return sa;
}

/* What waited for a Delete of the other end waits for it anew. */
static void resume_waiting(struct ike_sa *sa)
{
	struct child_sa *child;
	if (sa->state == IKE_SA_REKEYED || sa->redundant)
		ike_sa_retire(sa, OTHER_END_SEC);
	DL_FOREACH(sa->children, child)
		if (child->state == CHILD_REKEYED || child->redundant)
			child_sa_retire(child, OTHER_END_SEC);
}

void state_resume(struct ike_sa *sa)
{
	log_info(
	    "%s: IKE SA goes on after the restart, %u CHILD SA(s)", ike_sa_label(sa), sa->children != NULL);
	ike_debug_ha(sa, 1, "taken over from the predecessor process, request %u is outstanding: %s",
	    sa->window.next_out, sa->window.task == TASK_NONE ? "no" : "yes");
	resume_waiting(sa);
	peer_resumed(sa->peer);
	if (ike_sa_is_up(sa)) {
		rekey_arm_ike(sa);
		dpd_arm(sa);
		sa->want_child =
		    sa->children == NULL && !sa->redundant && !sa->peer->settings->responder_only;
		sa->want_liveness = true;
	}
	window_resume(sa);
	ike_sa_continue(sa);
}
