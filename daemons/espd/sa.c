/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/sa.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "daemons/espd/crypto.h"
#include "lib/log.h"
#include "lib/loop.h"

#define SA_LAYOUT      1
#define SA_PER_SEGMENT 128

/* Bytes of an identity that are a hash key: all but what the compiler puts at the end. */
#define ID_SIZE (offsetof(struct sa_id, tunnel) + sizeof((struct sa_id *)NULL)->tunnel)

static struct sa_id id_of(const struct sa_spec *spec)
{
	return sa_id_of(spec->direction, spec->spi, spec->tunnel);
}

void sa_db_init(struct sa_db *db, struct crypto_engine *engine, vault_keep_fn *keep, void *arg)
{
	memset(db, 0, sizeof *db);
	db->engine = engine;
	vault_init(&db->vault, "sa", SA_LAYOUT, sizeof(struct sa_state), SA_PER_SEGMENT, keep, arg);
}

static void sa_free(struct sa *sa)
{
	crypto_sa_free(sa->crypto);
	free(sa);
}

static bool covers_all(const struct ip_addr *low, const struct ip_addr *high)
{
	if (low->family != high->family || low->family == 0)
		return false;
	for (size_t i = 0; i < ip_addr_size(low); i++)
		if (low->bytes[i] != 0x00 || high->bytes[i] != 0xff)
			return false;
	return true;
}

static uint8_t any_family(const struct sa_spec *spec)
{
	bool any = covers_all(&spec->ts_local_low, &spec->ts_local_high) &&
		   covers_all(&spec->ts_remote_low, &spec->ts_remote_high) &&
		   spec->ts_local_low.family == spec->ts_remote_low.family;
	return any ? (uint8_t)spec->ts_local_low.family : 0;
}

/* Without ESN the last number is 2^32 - 1. A new SA is asked for at 75 to 90 % of it, spread by the SPI so
 * that both ends and all tunnels do not ask at once. */
static void set_sequence_limits(struct sa *sa)
{
	sa->sequence_hard = sa->state->spec.esn ? UINT64_MAX - 1 : UINT32_MAX;
	sa->sequence_soft = sa->sequence_hard / 100 * (75 + sa->state->spec.spi % 16);
}

static struct sa *sa_of_state(struct sa_db *db, struct sa_state *state)
{
	struct sa *sa = calloc(1, sizeof *sa);
	if (sa == NULL)
		return NULL;
	sa->state = state;
	sa->id = id_of(&state->spec);
	sa->crypto = crypto_sa_new(db->engine, &state->spec);
	if (sa->crypto == NULL) {
		free(sa);
		return NULL;
	}
	sa->suite = sa->crypto->suite;
	sa->any_family = any_family(&state->spec);
	set_sequence_limits(sa);
	HASH_ADD(hh, db->all, id, ID_SIZE, sa);
	return sa;
}

void sa_db_resume(struct sa_db *db, int64_t now)
{
	unsigned count = 0;
	for (struct sa_state *s = vault_next(&db->vault, NULL); s != NULL; s = vault_next(&db->vault, s)) {
		struct sa_id id = id_of(&s->spec);
		if (sa_find(db, &id) != NULL || sa_of_state(db, s) == NULL) {
			vault_release(&db->vault, &s->slot);
			continue;
		}
		if (s->spec.direction == SA_OUT)
			s->sequence += SA_SEQUENCE_JUMP;
		if (s->generation > db->generation)
			db->generation = s->generation;
		count++;
	}
	if (count != 0)
		log_notice("%u SAs taken over from the predecessor", count);
}

void sa_db_close(struct sa_db *db)
{
	struct sa *sa, *next;
	HASH_ITER(hh, db->all, sa, next) {
		HASH_DEL(db->all, sa);
		sa_free(sa);
	}
	vault_close(&db->vault);
}

struct sa *sa_find(struct sa_db *db, const struct sa_id *id)
{
	struct sa *sa;
	HASH_FIND(hh, db->all, id, ID_SIZE, sa);
	return sa;
}

struct sa *sa_next(struct sa_db *db, struct sa *sa)
{
	return sa == NULL ? db->all : sa->hh.next;
}

static bool same_keys(const struct sa_spec *a, const struct sa_spec *b)
{
	return a->encr == b->encr && a->auth == b->auth && a->esn == b->esn &&
	       a->encr_key_size == b->encr_key_size && a->auth_key_size == b->auth_key_size &&
	       memcmp(a->encr_key, b->encr_key, a->encr_key_size) == 0 &&
	       memcmp(a->auth_key, b->auth_key, a->auth_key_size) == 0;
}

static int64_t expiry(const struct sa_spec *spec, int64_t now)
{
	return spec->hard_seconds == 0 ? SA_NEVER : now + spec->hard_seconds * LOOP_SEC;
}

static struct sa *create(struct sa_db *db, const struct sa_spec *spec, int64_t now, const char **reason)
{
	struct sa_state *state = vault_take(&db->vault);
	*reason = "out of memory";
	if (state == NULL)
		return NULL;
	state->spec = *spec;
	state->generation = ++db->generation;
	state->installed = now;
	state->expires = expiry(spec, now);
	replay_init(&state->replay, spec->replay_window);
	struct sa *sa = sa_of_state(db, state);
	if (sa == NULL) {
		vault_release(&db->vault, &state->slot);
		return NULL;
	}
	vault_commit(&state->slot);
	*reason = NULL;
	return sa;
}

static const char *refusal(const struct sa_spec *spec)
{
	if (spec->direction != SA_IN && spec->direction != SA_OUT)
		return "no direction";
	if (spec->spi < 256)
		return "reserved SPI"; /* RFC 4303 §2.1 */
	if (spec->local.addr.family != AF_INET || spec->remote.addr.family != AF_INET)
		return "outer addresses must be IPv4";
	if (crypto_suite_find(spec) == NULL)
		return "unknown suite or wrong key size";
	return NULL;
}

struct sa *sa_add(struct sa_db *db, const struct sa_spec *spec, int64_t now, const char **reason)
{
	*reason = refusal(spec);
	if (*reason != NULL)
		return NULL;
	struct sa_id id = id_of(spec);
	struct sa *sa = sa_find(db, &id);
	if (sa == NULL)
		return create(db, spec, now, reason);
	if (!same_keys(&sa->state->spec, spec) || strcmp(sa->state->spec.tunnel, spec->tunnel) != 0) {
		*reason = "SPI is in use by another SA";
		return NULL;
	}
	sa->state->spec = *spec;
	sa->state->expires = expiry(spec, now);
	sa->any_family = any_family(spec);
	return sa;
}

void sa_remove(struct sa_db *db, struct sa *sa)
{
	HASH_DEL(db->all, sa);
	vault_release(&db->vault, &sa->state->slot);
	sa_free(sa);
}

void sa_move(struct sa *sa, const struct sa_move *move)
{
	struct sa_spec *spec = &sa->state->spec;
	spec->local = move->local;
	spec->remote = move->remote;
	spec->udp_encap = move->udp_encap;
}

static void tell(struct sa_db *db, struct sa *sa, bool hard)
{
	bool *told = hard ? &sa->state->hard_told : &sa->state->soft_told;
	if (*told)
		return;
	*told = true;
	if (db->expire != NULL)
		db->expire(db->arg, sa, hard);
}

void sa_account(struct sa_db *db, struct sa *sa, uint64_t packets, uint64_t bytes, int64_t now)
{
	struct sa_state *s = sa->state;
	s->packets += packets;
	s->bytes += bytes;
	s->last_used = now;
	uint64_t sequence = s->spec.direction == SA_OUT ? s->sequence : s->replay.top;
	if ((s->spec.soft_bytes != 0 && s->bytes >= s->spec.soft_bytes) || sequence >= sa->sequence_soft)
		tell(db, sa, false);
	sa_check_end(db, sa, now);
}

void sa_check_end(struct sa_db *db, struct sa *sa, int64_t now)
{
	if (!sa_usable(sa, now))
		tell(db, sa, true);
}

bool sa_usable(const struct sa *sa, int64_t now)
{
	const struct sa_state *s = sa->state;
	uint64_t sequence = s->spec.direction == SA_OUT ? s->sequence : s->replay.top;
	return now < s->expires && (s->spec.hard_bytes == 0 || s->bytes < s->spec.hard_bytes) &&
	       sequence < sa->sequence_hard;
}

static bool within(const struct ip_addr *low, const struct ip_addr *high, const uint8_t *addr, size_t size)
{
	return memcmp(low->bytes, addr, size) <= 0 && memcmp(high->bytes, addr, size) >= 0;
}

bool sa_selects(const struct sa *sa, const uint8_t *pkt, const struct inner *in)
{
	const struct sa_spec *s = &sa->state->spec;
	if (sa->any_family == in->family || s->ts_local_low.family == 0)
		return true;
	if (s->ts_local_low.family != in->family || s->ts_remote_low.family != in->family)
		return false;
	size_t size = in->family == AF_INET ? 4 : 16;
	const uint8_t *source = pkt + (in->family == AF_INET ? 12 : 8);
	const uint8_t *local = s->direction == SA_OUT ? source : source + size;
	const uint8_t *remote = s->direction == SA_OUT ? source + size : source;
	return within(&s->ts_local_low, &s->ts_local_high, local, size) &&
	       within(&s->ts_remote_low, &s->ts_remote_high, remote, size);
}

uint32_t sa_seconds_left(const struct sa *sa, int64_t now)
{
	int64_t expires = sa->state->expires;
	if (expires == SA_NEVER)
		return sa->state->spec.lifetime_seconds;
	return expires > now ? (uint32_t)((expires - now) / LOOP_SEC) : 0;
}
